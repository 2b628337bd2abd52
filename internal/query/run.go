package query

import (
	"cmp"
	"slices"
	"sort"
	"strings"

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
	caps   []capture // index 0 is none
	clause [][]bool  // by op that is a filter: the clauses it lets through
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
// are on, whom @us names.
func (p *Plan) Run(t *Text, us contract.Role) *Run {
	r := &Run{
		Text: t, plan: p, us: us,
		words: make([][]int32, len(p.terms)), counts: make([]int32, len(p.terms)),
		state: make([]state, len(p.ops)), found: make([][]span, len(p.ops)),
		caps: make([]capture, 1, 64), clause: make([][]bool, len(p.ops)),
	}
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

// Match gives the places where q is met in t, in order; @us is the supplier.
func (q *Query) Match(t *Text) []Match {
	return NewPlan([]*Query{q}).Run(t, contract.Supplier).Match(0)
}

// Match gives the places where the plan's i-th query is met, in order.
func (r *Run) Match(i int) []Match {
	spans := r.Spans(i)
	out := make([]Match, 0, len(spans))
	for _, s := range spans {
		if m := r.match(s); !m.inLeadIn {
			out = append(out, m)
		}
	}
	return out
}

// Met reports whether the plan's i-th query is met anywhere.
func (r *Run) Met(i int) bool { return len(r.Spans(i)) > 0 }

// Spans gives the runs of words that meet the plan's i-th query, ordered by their
// first word.
func (r *Run) Spans(i int) []span {
	id := r.plan.roots[i]
	if r.plan.ops[id].filter {
		return r.clauseSpans(r.filter(id))
	}
	return r.eval(id)
}

// MatchIn gives the places within the places [lo, hi) where the i-th query is met.
func (r *Run) MatchIn(i, lo, hi int) []Match {
	var out []Match
	spans := r.Spans(i)
	for k := sort.Search(len(spans), func(k int) bool { return int(spans[k].lo) >= lo }); k < len(spans) && int(spans[k].lo) < hi; k++ {
		if int(spans[k].hi) < hi {
			out = append(out, r.match(spans[k]))
		}
	}
	return out
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

// upper is the most matches an op can have; 0 means that it has none.
func (r *Run) upper(id int32) int32 {
	if r.state[id].known&bounded != 0 {
		return r.state[id].upper
	}
	o := &r.plan.ops[id]
	var n int32
	switch o.code {
	case opTerm:
		n = r.counts[o.term]
	case opPhrase:
		n = 1 << 30
		for _, w := range o.words {
			if w >= 0 {
				n = min(n, r.counts[w])
			}
		}
	case opOr:
		for _, k := range o.kids {
			n = min(n+r.upper(k), 1<<30)
		}
	case opNear, opWithin:
		if n = r.upper(o.kids[0]); n > 0 {
			n = min(n, r.upper(o.kids[1]))
		}
	case opApart, opNot:
		n = r.upper(o.kids[0])
	case opField:
		n = int32(len(r.Outline.Clauses)) + 1
	case opQuantity:
		n = int32(len(r.amounts[o.amount]))
	case opParty:
		n = int32(len(r.mentions))
	case opName:
		n = int32(len(r.Text.names))
	}
	r.state[id].upper = n
	r.state[id].known |= bounded
	return n
}

// eval gives the spans of an op, ordered by first word, then by last.
func (r *Run) eval(id int32) []span {
	if r.state[id].known&done != 0 {
		return r.found[id]
	}
	var out []span
	if r.upper(id) > 0 {
		out = r.compute(&r.plan.ops[id])
	}
	r.found[id] = out
	r.state[id].known |= done
	return out
}

// compute works an op out.
func (r *Run) compute(o *op) []span {
	switch o.code {
	case opTerm:
		return r.term(o.term)
	case opPhrase:
		return r.phrase(o.words)
	case opOr:
		return r.or(o.kids)
	case opNear:
		left, right, ok := r.both(o)
		if !ok {
			return nil
		}
		return r.pair(left, right, pairing{n: o.n, ordered: o.ordered})
	case opWithin:
		return r.within(o)
	case opApart:
		left := r.eval(o.kids[0])
		if len(left) == 0 {
			return nil
		}
		return r.apart(left, r.eval(o.kids[1]), o)
	case opNot:
		return r.not(o)
	case opQuantity:
		return r.quantities(o)
	case opParty:
		return r.parties(o)
	case opName:
		return r.named(o.name, r.Text.names)
	}
	return r.clauseSpans(r.filter(r.plan.byKey[o.field.String()]))
}

// both evaluates the two sides of an op, the one with fewer matches first.
func (r *Run) both(o *op) (left, right []span, ok bool) {
	a, b := o.kids[0], o.kids[1]
	if r.upper(b) < r.upper(a) {
		if right = r.eval(b); len(right) == 0 {
			return nil, nil, false
		}
		left = r.eval(a)
		return left, right, len(left) > 0
	}
	if left = r.eval(a); len(left) == 0 {
		return nil, nil, false
	}
	right = r.eval(b)
	return left, right, len(right) > 0
}

// term gives the places of the words that meet a term.
func (r *Run) term(term int32) []span {
	out := make([]span, 0, r.counts[term])
	sorted := true
	for _, id := range r.words[term] {
		for _, at := range r.places[r.first[id]:r.first[id+1]] {
			if len(out) > 0 && out[len(out)-1].lo > at {
				sorted = false
			}
			out = append(out, span{lo: at, hi: at, anchor: at})
		}
	}
	if len(out) < int(r.counts[term]) { // some are compounds
		for _, c := range r.compounds {
			if slices.Contains(r.words[term], c.id) {
				out = append(out, span{lo: c.lo, hi: c.hi, anchor: c.lo})
				sorted = false
			}
		}
	}
	if !sorted {
		sortSpans(out)
	}
	return out
}

// sortSpans orders spans by first word, then by last.
func sortSpans(s []span) { slices.SortFunc(s, compareSpans) }

// compareSpans orders two spans by first word, last word, anchor and captures.
func compareSpans(a, b span) int {
	if x, y := uint64(a.lo)<<32|uint64(a.hi), uint64(b.lo)<<32|uint64(b.hi); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(uint64(a.anchor)<<32|uint64(a.caps), uint64(b.anchor)<<32|uint64(b.caps))
}

// maxFromOne is how many spans may begin at one word: the shortest are kept. It keeps
// what an op yields linear in the text.
const maxFromOne = 6

// tidy drops doubles from sorted spans and bounds those that begin at one word.
func tidy(s []span) []span {
	out := s[:0]
	run := 0
	for i := range s {
		if len(out) > 0 && s[i] == out[len(out)-1] {
			continue
		}
		if len(out) > 0 && out[len(out)-1].lo == s[i].lo {
			if run++; run >= maxFromOne {
				continue
			}
		} else {
			run = 0
		}
		out = append(out, s[i])
	}
	return out
}

// phrase gives the places where the words stand in a row in one sentence.
func (r *Run) phrase(words []int32) []span {
	rarest := 0
	for i, w := range words {
		if w >= 0 && (words[rarest] < 0 || r.counts[w] < r.counts[words[rarest]]) {
			rarest = i
		}
	}
	var out []span
	for _, s := range r.termSpans(words[rarest]) {
		lo, ok := r.extend(s.lo, words[:rarest], -1)
		if !ok {
			continue
		}
		if hi, ok := r.extend(s.hi, words[rarest+1:], 1); ok {
			out = append(out, span{lo: lo, hi: hi, anchor: lo})
		}
	}
	sortSpans(out)
	return tidy(out)
}

// termSpans gives a term's places through the op that stands for it, or anew.
func (r *Run) termSpans(term int32) []span {
	return r.term(term)
}

// extend follows words from the place at in one direction and gives the last place.
func (r *Run) extend(at int32, words []int32, step int32) (int32, bool) {
	for k := range words {
		w := words[k]
		if step < 0 {
			w = words[len(words)-1-k]
		}
		next := at + step
		if next < 0 || int(next) >= len(r.Text.words) || r.Text.words[next].unit != r.Text.words[at].unit {
			return 0, false
		}
		if w >= 0 && !slices.Contains(r.words[w], r.Text.words[next].id) {
			i, ok := slices.BinarySearchFunc(r.compounds, next, func(c compound, at int32) int {
				if step < 0 {
					return cmp.Compare(c.hi, at)
				}
				return cmp.Compare(c.lo, at)
			})
			if !ok || !slices.Contains(r.words[w], r.compounds[i].id) {
				return 0, false
			}
			if step < 0 {
				next = r.compounds[i].lo
			} else {
				next = r.compounds[i].hi
			}
		}
		at = next
	}
	return at, true
}

// or merges the spans of its terms, two by two.
func (r *Run) or(kids []int32) []span {
	parts := make([][]span, 0, len(kids))
	for _, k := range kids {
		if r.upper(k) > 0 {
			if s := r.eval(k); len(s) > 0 {
				parts = append(parts, s)
			}
		}
	}
	if len(parts) < 2 {
		if len(parts) == 0 {
			return nil
		}
		return parts[0]
	}
	for len(parts) > 1 {
		half := parts[:0]
		for i := 0; i < len(parts); i += 2 {
			if i+1 == len(parts) {
				half = append(half, parts[i])
			} else {
				half = append(half, mergeSpans(parts[i], parts[i+1]))
			}
		}
		parts = half
	}
	return tidy(parts[0])
}

// mergeSpans merges two ordered runs of spans into a new one.
func mergeSpans(a, b []span) []span {
	out := make([]span, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compareSpans(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// pairing says which pairs of spans belong together.
type pairing struct {
	n       int32 // words apart at most; 0 any
	ordered bool
	clause  bool // in one clause; else in one sentence
}

// together reports whether a, and b that begins after a ends, are close enough.
func (r *Run) together(a, b span, p pairing) bool {
	if p.n > 0 && b.lo-a.hi > p.n {
		return false
	}
	u, v := r.Text.words[a.hi].unit, r.Text.words[b.lo].unit
	if u == v {
		return true
	}
	return p.clause && r.Outline.Sentences[u].Clause == r.Outline.Sentences[v].Clause
}

// pair joins every span of either side with the nearest of the other before it, after
// it and across it.
func (r *Run) pair(left, right []span, p pairing) []span {
	out := make([]span, 0, len(left)+len(right))
	out = r.pairFrom(out, left, right, p, false)
	out = r.pairFrom(out, right, left, p, true)
	sortSpans(out)
	return tidy(out)
}

// pairFrom joins every span of from with its nearest of to. When flipped, from is the
// right side, and pairs that are nearest to each other are left out: the first pass,
// from the left side, has them.
func (r *Run) pairFrom(out, from, to []span, p pairing, flipped bool) []span {
	byEnd := sortedByEnd(to)
	next, last := 0, 0
	for i, a := range from {
		next = seek(next, len(to), func(k int) bool { return to[k].lo > a.hi })
		if !(p.ordered && flipped) && next < len(to) && r.together(a, to[next], p) {
			if b := to[next]; !flipped || i+1 < len(from) && from[i+1].hi < b.lo {
				out = append(out, r.merge(a, b, flipped))
			}
		}
		if !p.ordered {
			out = r.pairAcross(out, a, to[:next], p, flipped)
		}
		if p.ordered && !flipped {
			continue
		}
		last = seek(last, len(byEnd), func(k int) bool { return byEnd[k].hi >= a.lo })
		if last > 0 && r.together(byEnd[last-1], a, p) {
			if b := byEnd[last-1]; !flipped || i > 0 && from[i-1].lo > b.hi {
				out = append(out, r.merge(a, b, flipped))
			}
		}
	}
	return out
}

// pairAcross joins a with those that begin within it. to ends with the last that
// begins before a ends.
func (r *Run) pairAcross(out []span, a span, to []span, p pairing, flipped bool) []span {
	for j, tried := len(to)-1, 0; j >= 0 && to[j].lo >= a.lo && tried < maxFromOne; j, tried = j-1, tried+1 {
		if p.n == 0 || to[j].lo > a.lo && to[j].hi != a.hi {
			out = append(out, r.merge(a, to[j], flipped))
		}
	}
	return out
}

// seek gives the first index at which met holds, which from there on always holds; it
// looks around a guess first.
func seek(guess, n int, met func(int) bool) int {
	step := 1
	if guess < n && !met(guess) {
		lo := guess
		for guess += step; guess < n && !met(guess); guess += step {
			lo = guess
			step *= 2
		}
		hi := min(guess, n)
		return lo + 1 + sort.Search(hi-lo-1, func(k int) bool { return met(lo + 1 + k) })
	}
	hi := min(guess, n)
	for guess = hi - step; guess >= 0 && met(guess); guess -= step {
		hi = guess
		step *= 2
	}
	lo := max(guess, -1)
	return lo + 1 + sort.Search(hi-lo-1, func(k int) bool { return met(lo + 1 + k) })
}

// sortedByEnd gives the spans ordered by their last word; s itself when it is so.
func sortedByEnd(s []span) []span {
	byEnd := func(a, b span) int {
		if c := cmp.Compare(a.hi, b.hi); c != 0 {
			return c
		}
		return cmp.Compare(a.lo, b.lo)
	}
	if slices.IsSortedFunc(s, byEnd) {
		return s
	}
	s = slices.Clone(s)
	slices.SortFunc(s, byEnd)
	return s
}

// merge is the span over a and b with the captures of both and the anchor of the left
// side, which is b when flipped.
func (r *Run) merge(a, b span, flipped bool) span {
	if flipped {
		a, b = b, a
	}
	return span{lo: min(a.lo, b.lo), hi: max(a.hi, b.hi), anchor: a.anchor, caps: r.join(a.caps, b.caps)}
}

// join is the captures of a followed by those of b.
func (r *Run) join(a, b int32) int32 {
	if b == 0 {
		return a
	}
	if a == 0 {
		return b
	}
	c := r.caps[b]
	c.before = r.join(a, c.before)
	r.caps = append(r.caps, c)
	return int32(len(r.caps) - 1)
}

// within pairs its sides in one unit; a side made of fields alone only lets clauses through.
func (r *Run) within(o *op) []span {
	a, b := o.kids[0], o.kids[1]
	switch {
	case r.plan.ops[a].filter:
		return r.let(r.eval(b), r.filter(a), true)
	case r.plan.ops[b].filter:
		return r.let(r.eval(a), r.filter(b), true)
	}
	left, right, ok := r.both(o)
	if !ok {
		return nil
	}
	return r.pair(left, right, pairing{clause: o.unit == Clause})
}

// let gives the spans in the clauses whose mark is want.
func (r *Run) let(spans []span, clauses []bool, want bool) []span {
	var out []span
	for _, s := range spans {
		if clauses[r.Text.clause(s.anchor)+1] == want {
			out = append(out, s)
		}
	}
	return out
}

// apart gives the left spans that have no right one within n words on the side.
func (r *Run) apart(left, right []span, o *op) []span {
	if len(right) == 0 {
		return left
	}
	byEnd := sortedByEnd(right)
	p := pairing{n: o.n}
	var out []span
	for _, a := range left {
		near := false
		if o.side != Before {
			k := sort.Search(len(right), func(k int) bool { return right[k].lo > a.hi })
			near = k < len(right) && r.together(a, right[k], p)
		}
		if !near && o.side != After {
			k := sort.Search(len(byEnd), func(k int) bool { return byEnd[k].hi >= a.lo }) - 1
			near = k >= 0 && r.together(byEnd[k], a, p)
		}
		if !near {
			// Within a wider span also counts, but not the span's own first or last word.
			k := sort.Search(len(right), func(k int) bool { return right[k].lo > a.lo })
			near = k < len(right) && right[k].hi < a.hi
		}
		if !near {
			out = append(out, a)
		}
	}
	return out
}

// not gives the left spans in units without a right one.
func (r *Run) not(o *op) []span {
	left := r.eval(o.kids[0])
	if len(left) == 0 {
		return nil
	}
	if r.plan.ops[o.kids[1]].filter {
		return r.let(left, r.filter(o.kids[1]), false)
	}
	right := r.eval(o.kids[1])
	if len(right) == 0 {
		return left
	}
	unitOf := func(at int32) int32 {
		if o.unit == Clause {
			return r.Text.clause(at) + 1
		}
		return r.Text.words[at].unit
	}
	has := make([]bool, max(len(r.Outline.Clauses)+1, len(r.Outline.Sentences)))
	for _, s := range right {
		has[unitOf(s.lo)], has[unitOf(s.hi)] = true, true
	}
	var out []span
	for _, s := range left {
		if !has[unitOf(s.anchor)] {
			out = append(out, s)
		}
	}
	return out
}

// quantities gives the places of quantities of a kind, those that compare right.
func (r *Run) quantities(o *op) []span {
	all := r.amounts[o.amount]
	if o.compare == "" {
		return r.named(o.name, all)
	}
	var out []span
	for _, s := range all {
		value := o.value
		if value.Kind == quantity.Money && value.Unit == "" {
			value.Unit = r.Quantities[s.caps-1].Unit // in whatever currency
		}
		if c, ok := quantity.Compare(r.Quantities[s.caps-1], value); ok && compares(o.compare, c) {
			s.caps = 0
			out = append(out, s)
		}
	}
	return out
}

// compares reports whether the outcome c of a comparison is what op asks for.
func compares(op string, c int) bool {
	switch op {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	}
	return c == 0
}

// named makes a capture of every span.
func (r *Run) named(name int32, spans []span) []span {
	out := make([]span, len(spans))
	for i, s := range spans {
		r.caps = append(r.caps, capture{name: name, span: s})
		s.caps = int32(len(r.caps) - 1)
		s.anchor = s.lo
		out[i] = s
	}
	return out
}

// parties gives the places where a party is named.
func (r *Run) parties(o *op) []span {
	var out []span
	for _, m := range r.mentions {
		if m.is(o.who, r.us) {
			s := span{lo: int32(m.Lo), hi: int32(m.Hi), anchor: int32(m.Lo)}
			if o.name > 0 {
				r.caps = append(r.caps, capture{name: o.name, span: s})
				s.caps = int32(len(r.caps) - 1)
			}
			out = append(out, s)
		}
	}
	return out
}

// is reports whether the mention is of the one asked for.
func (m Mention) is(who Who, us contract.Role) bool {
	switch who {
	case AnyParty:
		return true
	case Each:
		return m.Each
	case TheSupplier, TheCustomer:
		return m.Role == contract.Role(who)
	case Us:
		return m.Role == us
	}
	return m.Role != us && (m.Role == contract.Supplier || m.Role == contract.Customer)
}

// filter gives the clauses an op of fields lets through, clause c at c+1; index 0 is
// for text outside any clause.
func (r *Run) filter(id int32) []bool {
	if r.clause[id] != nil {
		return r.clause[id]
	}
	o := &r.plan.ops[id]
	out := make([]bool, len(r.Outline.Clauses)+1)
	switch o.code {
	case opField:
		for c := range out {
			out[c] = r.fieldHolds(o.field, c-1)
		}
	case opOr:
		for _, k := range o.kids {
			for c, ok := range r.filter(k) {
				out[c] = out[c] || ok
			}
		}
	case opWithin:
		a, b := r.filter(o.kids[0]), r.filter(o.kids[1])
		for c := range out {
			out[c] = a[c] && b[c]
		}
	case opNot:
		copy(out, r.filter(o.kids[0]))
		if r.plan.ops[o.kids[1]].filter {
			for c, ok := range r.filter(o.kids[1]) {
				out[c] = out[c] && !ok
			}
		} else {
			for _, s := range r.eval(o.kids[1]) {
				out[r.Text.clause(s.anchor)+1] = false
			}
		}
	}
	r.clause[id] = out
	return out
}

// fieldHolds reports whether a clause, -1 for none, has the property a field asks for.
func (r *Run) fieldHolds(f Field, clause int) bool {
	switch f.Name {
	case "heading":
		want := splitWords(f.Value)
		for c := clause; c >= 0; c = r.Outline.Clauses[c].Parent {
			if wordsIn(r.Outline.Clauses[c].Heading, want) {
				return true
			}
		}
		return false
	case "clause":
		for c := clause; c >= 0; c = r.Outline.Clauses[c].Parent {
			if strings.EqualFold(r.Outline.Clauses[c].Path, f.Value) {
				return true
			}
		}
		return false
	case "kind":
		if clause >= 0 {
			if part := r.Outline.Clauses[clause].Part; part >= 0 && part < len(r.Outline.Parts) && r.Outline.Parts[part].Kind != "" {
				return r.Outline.Parts[part].Kind == f.Value
			}
		}
		return r.Outline.Kind == f.Value
	case "party":
		for _, p := range r.Outline.Parties {
			if wordsIn(p.Name, splitWords(f.Value)) {
				return true
			}
		}
	}
	return r.Property != nil && r.Property(f.Name, f.Value)
}

// wordsIn reports whether text has the words in a row; they are compared by stem.
func wordsIn(text string, want []string) bool {
	have := splitWords(text)
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		same := true
		for k := range want {
			same = same && stem(have[i+k]) == stem(want[k])
		}
		if same {
			return true
		}
	}
	return false
}

// clauseSpans gives, for each marked clause, its first sentence that is no heading.
func (r *Run) clauseSpans(clauses []bool) []span {
	var out []span
	for i, u := range r.units {
		c := r.Outline.Sentences[i].Clause + 1
		if !clauses[c] || r.Outline.Sentences[i].Heading || u.own == u.hi {
			continue
		}
		if i > 0 && len(out) > 0 && r.Text.clause(out[len(out)-1].lo)+1 == int32(c) {
			continue
		}
		out = append(out, span{lo: u.own, hi: u.hi - 1, anchor: u.own})
	}
	return out
}
