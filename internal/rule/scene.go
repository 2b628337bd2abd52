package rule

import (
	"fmt"
	"sort"

	"parley/internal/contract"
	"parley/internal/query"
)

// scene is one document under one set: what was found in it so far.
type scene struct {
	set        *Set
	text       *query.Text
	deal       contract.Deal
	run        *query.Run
	terms      map[string]string // how the contract calls each party
	passages   map[string][]*passage
	uses       []use
	itemsAfter map[int][]int         // by where a lead-in begins: the sentences that complete it
	headings   map[string]*query.Run // of the set's queries for headings, by heading
	consulted  []consulted
}

// consulted is a topic that a condition asked about, and the passages that answered.
type consulted struct {
	topic    string
	passages []*passage
}

// newScene prepares a document to be judged.
func newScene(set *Set, text *query.Text, deal contract.Deal) *scene {
	if deal.Side == contract.Unknown {
		deal.Side = contract.Supplier
	}
	s := &scene{
		set: set, text: text, deal: deal,
		run:      set.plan.Run(text, deal.Side),
		terms:    partyTerms(text.Document, text.Outline, deal.Side),
		passages: map[string][]*passage{},
		headings: map[string]*query.Run{},
	}
	for _, t := range set.Topics {
		s.passages[t.ID] = s.recognise(&t.Recogniser)
	}
	return s
}

// close gives back what the scene borrowed.
func (s *scene) close() {
	s.run.Release()
	for _, run := range s.headings {
		run.Release()
	}
}

// recognise finds the passages of a recogniser and reads their facts, in text order.
func (s *scene) recognise(r *Recogniser) []*passage {
	candidates, _ := s.candidates(r)
	kept := candidates[:0]
	for _, p := range candidates {
		if s.excludedBy(r, p) == nil {
			s.read(r, p)
			kept = append(kept, p)
		}
	}
	return kept
}

// candidates finds the passages of a recogniser, whatever its unless say, in text order;
// barred are the headings and definitions that would be passages if they could.
func (s *scene) candidates(r *Recogniser) (out, barred []*passage) {
	for i := range r.Find {
		for _, m := range s.run.Match(r.Find[i].index) {
			first, last := s.extent(m, r.Find[i].Extent)
			p := &passage{
				first: first, last: last, confidence: r.Find[i].Confidence, anchor: m.Anchor, width: m.Hi - m.Lo,
				hits: []hit{{finder: i, Match: m}},
			}
			if s.allowed(r, first) {
				out = append(out, p)
			} else {
				barred = append(barred, p)
			}
		}
	}
	return s.merged(out), s.merged(barred)
}

// merged orders passages and makes one of those that overlap.
func (s *scene) merged(found []*passage) []*passage {
	sort.SliceStable(found, func(a, b int) bool { return found[a].first < found[b].first })
	out := found[:0]
	for _, p := range found {
		if n := len(out); n > 0 && p.first <= out[n-1].last {
			out[n-1].absorb(p)
		} else {
			out = append(out, p)
		}
	}
	for _, p := range out {
		s.place(p)
		sort.SliceStable(p.hits, func(a, b int) bool { return p.hits[a].finder < p.hits[b].finder })
	}
	return out
}

// absorb merges an overlapping passage into p.
func (p *passage) absorb(q *passage) {
	p.last = max(p.last, q.last)
	p.confidence = max(p.confidence, q.confidence)
	if q.width < p.width {
		p.anchor, p.width = q.anchor, q.width
	}
	p.hits = append(p.hits, q.hits...)
}

// place works out where a passage stands.
func (s *scene) place(p *passage) {
	sentences := s.text.Outline.Sentences
	p.span = contract.Span{Start: sentences[p.first].Start, End: sentences[p.last].End}
	p.lo, _, _ = s.text.Places(p.first)
	_, _, p.hi = s.text.Places(p.last)
}

// extent gives the first and the last sentence of the passage that a match makes.
func (s *scene) extent(m query.Match, e Extent) (first, last int) {
	switch e {
	case WholeSpan:
		return m.First, m.Last
	case WholeClause:
		return s.clauseAround(m.Sentence, false)
	}
	return m.Sentence, m.Sentence
}

// allowed reports whether a sentence can be a passage for the recogniser.
func (s *scene) allowed(r *Recogniser, sentence int) bool {
	x := s.text.Outline.Sentences[sentence]
	return (r.Headings || !x.Heading) && (r.Definitions || !x.Defines)
}

// excludedBy gives the unless that holds for a passage; nil for none.
func (s *scene) excludedBy(r *Recogniser, p *passage) *Pattern {
	for i, q := range r.Unless {
		if s.run.MetIn(q.index, p.lo, p.hi) {
			return &r.Unless[i]
		}
	}
	if len(r.UnlessHeading) == 0 {
		return nil
	}
	for c := s.text.Outline.Sentences[p.first].Clause; c >= 0; c = s.text.Outline.Clauses[c].Parent {
		for i := range r.UnlessHeading {
			if s.headingMeets(c, &r.UnlessHeading[i]) {
				return &r.UnlessHeading[i]
			}
		}
	}
	return nil
}

// headingMeets reports whether a query is met in a clause's heading.
func (s *scene) headingMeets(clause int, q *Pattern) bool {
	heading := s.text.Outline.Clauses[clause].Heading
	if heading == "" {
		return false
	}
	run := s.headings[heading]
	if run == nil {
		run = s.set.headings.Run(query.OneSentence(heading), s.deal.Side)
		s.headings[heading] = run
	}
	return run.Met(q.index)
}

// view is what the conditions of a rule see of a passage; nil for none.
func (s *scene) view(facts []*Fact, p *passage) *view {
	v := &view{facts: make(map[string]any, len(facts)), deal: s.deal, kind: s.text.Outline.Kind, tried: &attempts{}}
	for i, f := range facts {
		if p == nil {
			v.facts[f.Name] = f.Kind.zero()
		} else {
			v.facts[f.Name] = p.values[i].inside(v.tried)
		}
	}
	v.has = func(topic string) bool { return s.consult(topic, nil) > 0 }
	v.count = func(topic string) int { return s.consult(topic, nil) }
	v.covers = func(topic, word string) bool {
		return s.consult(topic, func(p *passage) bool { return p.says("covers", word) }) > 0
	}
	v.fact = func(topic, name string, value any) bool {
		return s.consult(topic, func(p *passage) bool { return p.says(name, fmt.Sprint(value)) }) > 0
	}
	return v
}

// says reports whether a fact of the passage is, or has, the word.
func (p *passage) says(name, word string) bool {
	v := p.value(name)
	if v == nil {
		return false
	}
	for _, w := range v.list {
		if w == word {
			return true
		}
	}
	return v.fact.Kind == Flag && word == "true" || v.fact.Kind != List && p.said(name) == word
}

// consult counts the passages of a topic for which holds is true, and notes that they
// were asked for.
func (s *scene) consult(topic string, holds func(*passage) bool) int {
	c := consulted{topic: topic}
	for _, p := range s.passages[topic] {
		if holds == nil || holds(p) {
			c.passages = append(c.passages, p)
		}
	}
	if len(c.passages) > 0 {
		s.consulted = append(s.consulted, c)
	}
	return len(c.passages)
}
