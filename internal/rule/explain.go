package rule

import (
	"fmt"
	"sort"
	"strings"

	"parley/internal/contract"
	"parley/internal/query"
)

// Explanation tells how one topic or rule came to its findings in a document.
type Explanation struct {
	ID       string      `json:"id"`
	Passages []Explained `json:"passages"`
	Missed   []Missed    `json:"missed"`            // finders that matched nowhere
	Silence  string      `json:"silence,omitempty"` // what silence means here, when nothing was found
}

// Explained is a passage that was found, and what became of it.
type Explained struct {
	Clause   contract.ClauseRef `json:"clause"`
	Quote    string             `json:"quote"`
	Start    int                `json:"start"`
	End      int                `json:"end"`
	Matches  []Matched          `json:"matches"`
	Excluded string             `json:"excluded,omitempty"` // why it is no passage: the unless that holds, or what kind of sentence it is; "" for a passage
	Facts    []ReadFact         `json:"facts"`
	Steps    []Step             `json:"steps"`
}

// Matched is a query that matched, with the words it matched.
type Matched struct {
	Query string `json:"query"`
	Words string `json:"words"`
}

// ReadFact is a fact and the words it was read from; "" when the playbook settled it.
type ReadFact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Words string `json:"words,omitempty"`
}

// Step is a condition that was tried.
type Step struct {
	What  string `json:"what"`           // "where", "given", a stance
	When  string `json:"when,omitempty"` // the condition; "" for none
	Holds bool   `json:"holds"`
}

// Missed is a query that matched nowhere, and the sentences that came nearest.
type Missed struct {
	Query string     `json:"query"`
	Near  []NearMiss `json:"near"`
}

// NearMiss is a sentence that meets some parts of a query.
type NearMiss struct {
	Clause  contract.ClauseRef `json:"clause"`
	Quote   string             `json:"quote"`
	Met     int                `json:"met"` // parts of the query met there
	Of      int                `json:"of"`  // parts of the query
	Missing []string           `json:"missing"`
}

// Explain tells how the topics and rules whose id begins with prefix ("topics/…",
// "supplier/…") come to their findings in a document. Rules of the other side are left
// out.
func (s *Set) Explain(text *query.Text, deal contract.Deal, prefix string) ([]Explanation, error) {
	sc := newScene(s, text, deal)
	defer sc.close()
	var out []Explanation
	for _, t := range s.Topics {
		if strings.HasPrefix("topics/"+t.ID, prefix) {
			e, err := sc.explain("topics/"+t.ID, &t.Recogniser, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	for _, r := range s.Rules {
		if strings.HasPrefix(r.ID, prefix) && r.applies(sc.deal.Side) {
			e, err := sc.explain(r.ID, &r.Recogniser, r)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// explain tells about one recogniser, and about the rule when there is one.
func (s *scene) explain(id string, rec *Recogniser, r *Rule) (Explanation, error) {
	e := Explanation{ID: id}
	matched := map[int]bool{}
	found := false
	candidates, barred := s.candidates(rec)
	for _, p := range barred {
		x := s.explained(rec, p, matched)
		x.Excluded = "it is a heading or a title"
		if s.text.Outline.Sentences[p.first].Defines {
			x.Excluded = "it only defines a term"
		}
		e.Passages = append(e.Passages, x)
	}
	for _, p := range candidates {
		x := s.explained(rec, p, matched)
		if by := s.excludedBy(rec, p); by != nil {
			x.Excluded = "unless " + by.Source
			e.Passages = append(e.Passages, x)
			continue
		}
		s.read(rec, p)
		for i := range p.values {
			if v := &p.values[i]; v.read {
				x.Facts = append(x.Facts, ReadFact{Name: v.fact.Name, Value: factText(v.outside()), Words: v.span.Cut(s.text.Document.Text)})
			}
		}
		if r == nil {
			found = true
		} else {
			steps, about, err := s.steps(r, p)
			if err != nil {
				return e, err
			}
			x.Steps = steps
			found = found || about
		}
		e.Passages = append(e.Passages, x)
	}
	sort.SliceStable(e.Passages, func(a, b int) bool { return e.Passages[a].Start < e.Passages[b].Start })
	for i := range rec.Find {
		if !matched[i] {
			e.Missed = append(e.Missed, s.missed(rec, i))
		}
	}
	if r != nil && !found {
		f, ok, err := s.absence(r)
		if err != nil {
			return e, err
		}
		if ok {
			e.Silence = string(f.Stance)
		}
	}
	return e, nil
}

// explained begins the account of a passage and marks the finders that matched there.
func (s *scene) explained(rec *Recogniser, p *passage, matched map[int]bool) Explained {
	x := Explained{
		Clause: s.clauseRef(s.text.Outline.Sentences[p.first].Clause), Quote: p.span.Cut(s.text.Document.Text),
		Start: p.span.Start, End: p.span.End,
	}
	for i, h := range p.hits {
		if matched[h.finder] = true; i > 0 && h.finder == p.hits[i-1].finder {
			continue // once is enough
		}
		x.Matches = append(x.Matches, Matched{Query: rec.Find[h.finder].Source, Words: h.Span.Cut(s.text.Document.Text)})
	}
	return x
}

// steps tries a rule's conditions on a passage in order; about is whether the passage
// is one of the rule's.
func (s *scene) steps(r *Rule, p *passage) (steps []Step, about bool, err error) {
	v := s.view(r.Facts, p)
	try := func(what string, c *Condition) (bool, error) {
		if c == nil {
			return true, nil
		}
		ok, err := c.holds(v)
		steps = append(steps, Step{What: what, When: c.Source, Holds: ok})
		return ok, err
	}
	if about, err = try("where", r.Where); err != nil || !about {
		return steps, about, err
	}
	if ok, err := try("given", r.Given); err != nil || !ok {
		return steps, about, err
	}
	for i := range r.Ladder {
		rung := &r.Ladder[i]
		ok, err := rung.When.holds(v)
		step := Step{What: string(rung.Stance), Holds: ok}
		if rung.When != nil {
			step.When = rung.When.Source
		}
		steps = append(steps, step)
		if err != nil || ok {
			return steps, about, err
		}
	}
	return steps, about, nil
}

// missed tells what came nearest to a finder that matched nowhere.
func (s *scene) missed(rec *Recogniser, finder int) Missed {
	m := Missed{Query: rec.Find[finder].Source}
	for _, n := range s.run.Nearest(rec.Find[finder].index, maxNear) {
		sentence := s.text.Outline.Sentences[n.Sentence]
		m.Near = append(m.Near, NearMiss{
			Clause: s.clauseRef(sentence.Clause), Quote: sentence.Cut(s.text.Document.Text), Met: n.Met, Of: n.Parts, Missing: n.Missing,
		})
	}
	return m
}

// String tells it in lines for people.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", e.ID)
	for _, p := range e.Passages {
		fmt.Fprintf(&b, "  found in %s: %s\n", clauseName(p.Clause), shorten(p.Quote, 240))
		for _, m := range p.Matches {
			fmt.Fprintf(&b, "    by   %s\n         %s\n", m.Query, shorten(m.Words, 160))
		}
		if p.Excluded != "" {
			fmt.Fprintf(&b, "    left out: %s\n", p.Excluded)
		}
		for _, f := range p.Facts {
			fmt.Fprintf(&b, "    read %s = %s", f.Name, f.Value)
			if f.Words != "" {
				fmt.Fprintf(&b, "   (%s)", shorten(f.Words, 80))
			}
			b.WriteByte('\n')
		}
		for _, s := range p.Steps {
			mark := "no "
			if s.Holds {
				mark = "yes"
			}
			when := s.When
			if when == "" {
				when = "otherwise"
			}
			fmt.Fprintf(&b, "    %s  %s: %s\n", mark, s.What, when)
		}
	}
	for _, m := range e.Missed {
		fmt.Fprintf(&b, "  nowhere: %s\n", m.Query)
		for _, n := range m.Near {
			fmt.Fprintf(&b, "    nearest in %s, %d of %d parts: %s\n", clauseName(n.Clause), n.Met, n.Of, shorten(n.Quote, 160))
			if len(n.Missing) > 0 {
				fmt.Fprintf(&b, "      without %s\n", shorten(strings.Join(n.Missing, "; "), 160))
			}
		}
	}
	if e.Silence != "" {
		fmt.Fprintf(&b, "  nothing found: silence is %s\n", e.Silence)
	}
	return b.String()
}

// clauseName names a clause for people.
func clauseName(c contract.ClauseRef) string {
	switch {
	case c.Number != "" && c.Heading != "":
		return c.Number + " (" + c.Heading + ")"
	case c.Number != "":
		return c.Number
	case c.Heading != "":
		return c.Heading
	}
	return "the text"
}
