package query

import (
	"slices"
	"sort"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// Run is a plan's queries over one text. What was found stays known while the Run
// lasts. It is for one goroutine.
type Run struct {
	*Text
	plan   *Plan
	us     contract.Role
	words  [][]int32 // by term: the distinct words that meet it
	counts []int32   // by term: how many places those words have, compounds included
	state  []state   // by op
	found  [][]span  // by op, when done
	clause [][]bool  // by op that is a filter: the clauses it lets through
	caps   []capture // index 0 is none
	slab
	marks   []uint64 // a set of places, for or; empty between calls
	wide    []span   // for or: room for the spans of more than one word
	seen    []uint32 // for nearby, by sentence or clause: the epoch in which one of the few was there
	epoch   uint32
	counter []int32  // for arrange
	room    []span   // for arrange
	met     []uint64 // by sentence, for Nearest: the parts met; zero between calls
}

// state is what is known of an op.
type state struct {
	upper int32 // matches it can have at most; valid when bounded
	known uint8
}

const (
	bounded uint8 = 1 << iota
	done
)

// capture is one named thing; before is the index of an earlier one, 0 none.
type capture struct {
	before int32
	name   int32
	span   span
}

// Match is one place where a query is met.
type Match struct {
	Lo, Hi   int           // places of the first and last word that matter
	Anchor   int           // place of the first written term
	Span     contract.Span // the same in bytes, without words of a repeated lead-in
	Sentence int           // the sentence of the first written term
	Last     int           // the last sentence the match reaches into
	First    int           // the first sentence the match reaches into
	Clause   int           // the clause of Sentence; -1 none
	Captured []Captured    // in written order
	inLeadIn bool
}

// Captured is what a capture of a query read.
type Captured struct {
	Name     string
	Span     contract.Span
	Lo, Hi   int                // places
	Quantity *quantity.Quantity // nil for parties and names
	Role     contract.Role      // of a party
}

// Run prepares the plan's queries to be matched in t; us is the role of the side we
// are on, whom @us names. Release the Run when it is no longer needed.
func (p *Plan) Run(t *Text, us contract.Role) *Run {
	r, ok := p.idle.Get().(*Run)
	if !ok {
		r = &Run{
			plan: p, words: make([][]int32, len(p.terms)), counts: make([]int32, len(p.terms)),
			state: make([]state, len(p.ops)), found: make([][]span, len(p.ops)), clause: make([][]bool, len(p.ops)),
			caps: make([]capture, 1, 64),
		}
	}
	r.Text, r.us = t, us
	compoundOf := make([]int32, len(t.vocabulary))
	for _, c := range t.compounds {
		compoundOf[c.id]++
	}
	for id, terms := range p.meets(t.vocabulary) {
		n := t.first[id+1] - t.first[id] + compoundOf[id]
		for _, term := range terms {
			r.words[term] = append(r.words[term], int32(id))
			r.counts[term] += n
		}
	}
	return r
}

// Release gives the Run's memory to a later one of the same plan. The Run cannot be
// used afterwards; the matches it gave stay good.
func (r *Run) Release() {
	for i := range r.words {
		r.words[i] = r.words[i][:0]
	}
	clear(r.counts)
	clear(r.state)
	clear(r.found)
	clear(r.clause)
	clear(r.met)
	r.Text, r.caps = nil, r.caps[:1]
	r.empty()
	r.plan.idle.Put(r)
}

// Match gives the places where q is met in t, in order; @us is the supplier.
func (q *Query) Match(t *Text) []Match {
	r := NewPlan([]*Query{q}).Run(t, contract.Supplier)
	return r.Match(0)
}

// Match gives the places where the plan's i-th query is met, in order.
func (r *Run) Match(i int) []Match {
	found := r.spans(i)
	out := make([]Match, 0, len(found))
	for _, s := range found {
		if m := r.match(s); !m.inLeadIn {
			out = append(out, m)
		}
	}
	return out
}

// Met reports whether the plan's i-th query is met anywhere.
func (r *Run) Met(i int) bool { return len(r.spans(i)) > 0 }

// spans gives the runs of words that meet the plan's i-th query, ordered by their
// first word.
func (r *Run) spans(i int) []span {
	return r.eval(r.plan.roots[i])
}

// MatchIn gives the places within the places [lo, hi) where the i-th query is met.
func (r *Run) MatchIn(i, lo, hi int) []Match {
	var out []Match
	for _, s := range r.spansIn(i, lo, hi) {
		if int(s.hi) < hi {
			out = append(out, r.match(s))
		}
	}
	return out
}

// MetIn reports whether the i-th query is met within the places [lo, hi).
func (r *Run) MetIn(i, lo, hi int) bool {
	return slices.ContainsFunc(r.spansIn(i, lo, hi), func(s span) bool { return int(s.hi) < hi })
}

// spansIn gives the spans of the i-th query that begin within the places [lo, hi).
func (r *Run) spansIn(i, lo, hi int) []span {
	s := r.spans(i)
	first := sort.Search(len(s), func(k int) bool { return int(s[k].lo) >= lo })
	last := first
	for last < len(s) && int(s[last].lo) < hi {
		last++
	}
	return s[first:last]
}

// match makes the outside form of a span.
func (r *Run) match(s span) Match {
	m := Match{Lo: int(s.lo), Hi: int(s.hi), Anchor: int(s.anchor), Sentence: int(r.Text.words[s.anchor].unit), First: int(r.Text.words[s.lo].unit), Last: int(r.Text.words[s.hi].unit)}
	m.Clause = r.Outline.Sentences[m.Sentence].Clause
	first := s.lo
	for first < s.hi && r.Text.words[first].flags&leadIn != 0 {
		first++
	}
	m.inLeadIn = r.Text.words[s.hi].flags&leadIn != 0
	m.Span = contract.Span{Start: int(r.Text.words[first].start), End: int(r.Text.words[s.hi].end)}
	for c := s.caps; c != 0; c = r.caps[c].before {
		at := r.caps[c].span
		got := Captured{
			Name: r.plan.names[r.caps[c].name-1], Lo: int(at.anchor), Hi: int(at.hi),
			Span: contract.Span{Start: int(r.Text.words[at.anchor].start), End: int(r.Text.words[at.hi].end)},
		}
		if at.caps > 0 {
			got.Quantity = &r.Quantities[at.caps-1]
			got.Span = got.Quantity.Span
		}
		if ms := r.MentionsIn(int(at.lo), int(at.hi)+1); len(ms) > 0 {
			got.Role = ms[0].Role
		}
		m.Captured = append(m.Captured, got)
	}
	slices.Reverse(m.Captured)
	return m
}
