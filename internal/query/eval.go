package query

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// upper is the most matches an op can have; 0 means that it has none.
func (r *Run) upper(id int32) int32 {
	if r.state[id].known&bounded != 0 {
		return r.state[id].upper
	}
	o := &r.plan.ops[id]
	var n int32
	switch o.code {
	case opField:
		n = int32(len(r.Outline.Clauses)) + 1
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
	switch o := &r.plan.ops[id]; {
	case o.filter: // beside words: the clauses it lets through, told by their first sentence
		out = r.clauseSpans(r.filter(id))
	case r.upper(id) > 0:
		out = r.compute(o)
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
	return nil // a field is a filter
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
	out := r.take(int(r.counts[term]))
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
			if r.meets(term, c.id) {
				out = append(out, span{lo: c.lo, hi: c.hi, anchor: c.lo})
				sorted = false
			}
		}
	}
	if !sorted {
		r.sort(out)
	}
	return r.done(out)
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
	for _, s := range r.term(words[rarest]) {
		lo, ok := r.extend(s.lo, words[:rarest], -1)
		if !ok {
			continue
		}
		if hi, ok := r.extend(s.hi, words[rarest+1:], 1); ok {
			out = append(out, span{lo: lo, hi: hi, anchor: lo})
		}
	}
	r.sort(out)
	return tidy(out)
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
		if w >= 0 && !r.meets(w, r.Text.words[next].id) {
			i, ok := slices.BinarySearchFunc(r.compounds, next, func(c compound, at int32) int {
				if step < 0 {
					return cmp.Compare(c.hi, at)
				}
				return cmp.Compare(c.lo, at)
			})
			if !ok || !r.meets(w, r.compounds[i].id) {
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

// or gathers the spans of its terms. Most are single words: those are marked in a set
// of places, so that no sorting is needed.
func (r *Run) or(kids []int32) []span {
	var some [16][]span
	parts := some[:0]
	for _, k := range kids {
		if r.upper(k) > 0 {
			if s := r.eval(k); len(s) > 0 {
				parts = append(parts, s)
			}
		}
	}
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	if need := len(r.Text.words)/64 + 1; len(r.marks) < need {
		r.marks = make([]uint64, need)
	}
	total, wide := 0, r.wide[:0]
	low, high := len(r.marks), -1
	for _, part := range parts {
		for _, s := range part {
			if s == (span{lo: s.lo, hi: s.lo, anchor: s.lo}) {
				i := int(s.lo / 64)
				r.marks[i] |= 1 << (s.lo % 64)
				low, high = min(low, i), max(high, i)
				total++
			} else {
				wide = append(wide, s)
			}
		}
	}
	r.sort(wide)
	r.wide = wide
	out := r.take(total + len(wide))
	for i := low; i <= high; i++ {
		for m := r.marks[i]; m != 0; m &= m - 1 {
			at := int32(i*64 + bits.TrailingZeros64(m))
			single := span{lo: at, hi: at, anchor: at}
			for len(wide) > 0 && compareSpans(wide[0], single) < 0 {
				out, wide = append(out, wide[0]), wide[1:]
			}
			out = append(out, single)
		}
		r.marks[i] = 0
	}
	return r.done(tidy(append(out, wide...)))
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
	byEnd := r.byEnd(right)
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
	if o.compare == nil {
		return r.named(o.name, all)
	}
	var out []span
	for _, s := range all {
		if o.compare.Holds(&r.Quantities[s.caps-1]) {
			s.caps = 0
			out = append(out, s)
		}
	}
	return out
}

// Holds reports whether a quantity compares so. A sum without a currency is of any, and
// a value without a period or occasion is for any: money>=1000000 USD holds for
// "$2,000,000 per occurrence".
func (n Compare) Holds(q *quantity.Quantity) bool {
	value := n.Value
	if value.Kind == quantity.Money && value.Unit == "" {
		value.Unit = q.Unit
	}
	if value.Per == "" {
		value.Per = q.Per
	}
	c, ok := quantity.Compare(*q, value)
	return ok && compares(n.Op, c)
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

// meets reports whether a distinct word meets a term. The words of a term are in order.
func (r *Run) meets(term, word int32) bool {
	_, ok := slices.BinarySearch(r.words[term], word)
	return ok
}
