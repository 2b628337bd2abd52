package rule

import (
	"fmt"
	"sort"
	"strings"

	"parley/internal/contract"
	"parley/internal/query"
)

// Apply judges a document: one finding for every passage and rule of the deal's side
// (the supplier's when the deal names none), one for every passage of a topic that no
// rule of the side places, and one for every absence that a rule minds. Findings are
// in text order, absences last. The same text, set and deal give the same findings.
func (s *Set) Apply(text *query.Text, deal contract.Deal) ([]contract.Finding, error) {
	sc := newScene(s, text, deal)
	defer sc.close()
	var out []contract.Finding
	placed := map[*passage]bool{}
	for _, r := range s.Rules {
		if !r.applies(sc.deal.Side) {
			continue
		}
		found, err := sc.judge(r, placed)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	for _, t := range s.Topics {
		for _, p := range sc.passages[t.ID] {
			if !placed[p] {
				out = append(out, sc.neutral(t, p))
			}
		}
	}
	sort.SliceStable(out, func(a, b int) bool {
		x, y := &out[a], &out[b]
		if (x.Quote == "") != (y.Quote == "") {
			return x.Quote != ""
		}
		if x.Start != y.Start {
			return x.Start < y.Start
		}
		return x.Rule < y.Rule
	})
	for i := range out {
		out[i].ID = fmt.Sprintf("f%d", i+1)
	}
	return out, nil
}

// applies reports whether the rule is one of that side.
func (r *Rule) applies(side contract.Role) bool {
	return r.Status != Off && (r.Side == side || r.Side == contract.Both)
}

// judge gives the findings of one rule and marks the passages it placed.
func (s *scene) judge(r *Rule, placed map[*passage]bool) ([]contract.Finding, error) {
	passages := s.passages[r.Topic]
	if !r.sharesPassages {
		passages = s.recognise(&r.Recogniser)
	}
	var out []contract.Finding
	found := false
	for _, p := range passages {
		s.consulted = nil
		v := s.view(r.Facts, p)
		about, err := r.Where.holds(v)
		if err != nil {
			return nil, err
		}
		if !about {
			continue
		}
		found = true
		given, err := r.Given.holds(v)
		if err != nil {
			return nil, err
		}
		if !given {
			continue
		}
		rung, err := s.choose(r.Ladder, v)
		if err != nil {
			return nil, err
		}
		if rung == nil {
			continue
		}
		f, err := s.finding(r, rung, p, v)
		if err != nil {
			return nil, err
		}
		s.mark(placed, r.Topic, p)
		out = append(out, f)
	}
	if !found && len(r.Silence) > 0 {
		f, ok, err := s.absence(r)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// mark notes that a rule placed the topic's passages where p stands.
func (s *scene) mark(placed map[*passage]bool, topic string, p *passage) {
	placed[p] = true
	for _, q := range s.passages[topic] {
		if q.first <= p.last && p.first <= q.last {
			placed[q] = true
		}
	}
}

// choose gives the first rung that holds; nil when none does.
func (s *scene) choose(rungs []Rung, v *view) (*Rung, error) {
	for i := range rungs {
		if len(rungs[i].Mentions) > 0 && !s.mentions(rungs[i].Mentions) {
			continue
		}
		ok, err := rungs[i].When.holds(v)
		if err != nil {
			return nil, err
		}
		if ok {
			return &rungs[i], nil
		}
	}
	return nil, nil
}

// mentions reports whether one of the queries matches anywhere.
func (s *scene) mentions(queries []Pattern) bool {
	for _, q := range queries {
		if s.run.Met(q.index) {
			return true
		}
	}
	return false
}

// base is what every finding of a rule's rung has.
func (s *scene) base(r *Rule, rung *Rung, said func(string) string) contract.Finding {
	put := func(words string) string { return fill(words, s.terms, said) }
	or := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	words := r.Position.over(rung.Position)
	return contract.Finding{
		Rule: r.ID, Topic: r.Topic, Title: put(or(rung.Title, r.Title)), Stance: rung.Stance, Severity: rung.Severity,
		Also: []contract.Evidence{}, Values: map[string]any{}, Source: "rule", Redline: []contract.Edit{},
		Why: put(or(rung.Why, r.Why)), Intent: put(or(rung.Intent, r.Intent)),
		Position: contract.Position{
			Ask: put(words.Ask), Fallback: put(words.Fallback), WalkAway: put(words.WalkAway), Rationale: put(words.Rationale),
			Note: put(words.Note), Insert: put(words.Insert), Evidence: append([]string{}, words.Evidence...), Sources: r.References,
		},
	}
}

// finding is a rule's verdict on a passage.
func (s *scene) finding(r *Rule, rung *Rung, p *passage, v *view) (contract.Finding, error) {
	f := s.base(r, rung, p.said)
	s.locate(&f, p)
	if rung.Stance.Rank() >= contract.Negotiate.Rank() {
		edits, err := s.edits(p, r.Position.over(rung.Position).Redline, v, s.terms)
		if err != nil {
			return f, err
		}
		f.Redline = append(f.Redline, edits...)
	}
	f.Also = append(f.Also, s.further(r, p)...)
	f.Also = append(f.Also, s.decisive(p)...)
	if vain := v.tried.inVain(); len(vain) > 0 {
		f.Position.Note = strings.TrimSpace(f.Position.Note + " Not compared: " + strings.Join(vain, "; ") + ".")
	}
	return f, nil
}

// neutral is the finding of a passage that no rule of the side places.
func (s *scene) neutral(t *Topic, p *passage) contract.Finding {
	f := contract.Finding{
		Rule: "topics/" + t.ID, Topic: t.ID, Title: t.Title, Stance: contract.Acceptable, Why: t.About, Source: "rule",
		Also: []contract.Evidence{}, Values: map[string]any{}, Redline: []contract.Edit{}, Position: contract.Position{Evidence: []string{}},
	}
	s.locate(&f, p)
	return f
}

// locate fills in where a passage stands, its words, its facts, its lead-in and what
// was looked through.
func (s *scene) locate(f *contract.Finding, p *passage) {
	doc := s.text.Document
	f.Start, f.End, f.Quote = p.span.Start, p.span.End, p.span.Cut(doc.Text)
	f.Page = doc.PageAt(p.span.Start)
	sentence := s.text.Outline.Sentences[p.first]
	f.Clause = s.clauseRef(sentence.Clause)
	f.Confidence = p.confidence
	for i := range p.values {
		if p.values[i].read {
			f.Values[p.values[i].fact.Name] = p.values[i].outside()
		}
	}
	if sentence.LeadIn.Len() > 0 && !p.span.Contains(sentence.LeadIn) {
		f.Also = append(f.Also, s.evidence(sentence.LeadIn, sentence.Clause, "lead-in"))
	}
	for _, w := range p.looked {
		f.Also = append(f.Also, s.evidence(w.span, w.clause, w.role))
	}
}

// clauseRef names a clause.
func (s *scene) clauseRef(c int) contract.ClauseRef {
	if c < 0 || c >= len(s.text.Outline.Clauses) {
		return contract.ClauseRef{}
	}
	x := &s.text.Outline.Clauses[c]
	number := x.Path
	if number == "" {
		number = x.Number
	}
	return contract.ClauseRef{ID: x.ID, Number: number, Heading: x.Heading}
}

// evidence is a span with its clause and role.
func (s *scene) evidence(span contract.Span, clause int, role string) contract.Evidence {
	return contract.Evidence{
		Clause: s.clauseRef(clause), Start: span.Start, End: span.End, Quote: span.Cut(s.text.Document.Text), Role: role,
		Page: s.text.Document.PageAt(span.Start),
	}
}

// sentenceEvidence is a sentence as evidence.
func (s *scene) sentenceEvidence(i int, role string) contract.Evidence {
	x := s.text.Outline.Sentences[i]
	return s.evidence(x.Span, x.Clause, role)
}

// maxCited is how many passages of one kind a finding cites.
const maxCited = 5

// further gives the evidence a rule's also finds.
func (s *scene) further(r *Rule, p *passage) []contract.Evidence {
	var out []contract.Evidence
	for _, a := range r.Also {
		lo, hi := p.lo, p.hi
		switch a.Scope {
		case InClause:
			lo, hi = s.clausePlaces(p)
		case InDocument:
			lo, hi = 0, s.text.Len()
		}
		seen := map[int]bool{}
		for _, q := range a.Find {
			for _, m := range s.run.MatchIn(q.index, lo, hi) {
				if m.Sentence >= p.first && m.Sentence <= p.last || seen[m.Sentence] || len(seen) == maxCited {
					continue
				}
				seen[m.Sentence] = true
				out = append(out, s.sentenceEvidence(m.Sentence, a.Role))
			}
		}
	}
	return out
}

// decisive gives the passages of other topics that conditions asked about.
func (s *scene) decisive(p *passage) []contract.Evidence {
	var out []contract.Evidence
	seen := map[*passage]bool{p: true}
	for _, c := range s.consulted {
		role := "condition"
		for _, t := range s.set.Topics {
			if t.ID == c.topic {
				role = t.Role
			}
		}
		for i, q := range c.passages {
			if i == maxCited {
				break
			}
			if !seen[q] {
				seen[q] = true
				out = append(out, s.evidence(q.span, s.text.Outline.Sentences[q.first].Clause, role))
			}
		}
	}
	return out
}

// absence is the finding that the document says nothing; ok is false when the rule
// does not mind.
func (s *scene) absence(r *Rule) (f contract.Finding, ok bool, err error) {
	s.consulted = nil
	v := s.view(r.Facts, nil)
	if given, err := r.Given.holds(v); err != nil || !given {
		return f, false, err
	}
	rung, err := s.choose(r.Silence, v)
	if err != nil || rung == nil {
		return f, false, err
	}
	f = s.base(r, rung, func(string) string { return "" })
	f.Confidence = defaultConfidence
	f.Also = append(f.Also, s.decisive(nil)...)
	f.Searched = s.searched(r)
	return f, true, nil
}
