package query

import (
	"math/bits"
	"slices"
	"sort"
)

// Miss is a sentence that meets some parts of a query.
type Miss struct {
	Sentence int
	Met      int      // parts met in the sentence
	Parts    int      // parts of the query
	Missing  []string // the others, as the language writes them
}

// Nearest gives the n sentences that meet most parts of the plan's i-th query, best
// first; the parts are the operands of its connectors, the first 64 of them. Sentences
// that meet no part are not among them, nor are lead-ins repeated before an item.
func (r *Run) Nearest(i, n int) []Miss {
	parts := r.plan.parts(r.plan.roots[i])
	parts = parts[:min(len(parts), 64)]
	if len(r.met) < len(r.units) {
		r.met = make([]uint64, len(r.units))
	}
	met := r.met[:len(r.units)]
	for k, id := range parts {
		if r.plan.ops[id].filter {
			continue
		}
		for _, s := range r.eval(id) {
			if w := &r.Text.words[s.anchor]; w.flags&leadIn == 0 {
				met[w.unit] |= 1 << k
			}
		}
	}
	var best []Miss // at most n, in order
	for u, has := range met {
		m := Miss{Sentence: u, Met: bits.OnesCount64(has), Parts: len(parts)}
		if m.Met == 0 || len(best) == n && m.Met <= best[n-1].Met {
			continue
		}
		at := sort.Search(len(best), func(k int) bool { return best[k].Met < m.Met })
		best = slices.Insert(best, at, m)
		best = best[:min(len(best), n)]
	}
	for k := range best {
		for j, id := range parts {
			if met[best[k].Sentence]>>j&1 == 0 {
				best[k].Missing = append(best[k].Missing, r.plan.keys[id])
			}
		}
	}
	clear(met)
	return best
}

// parts gives the operands of the connectors of an op.
func (p *Plan) parts(id int32) []int32 {
	switch o := &p.ops[id]; o.code {
	case opNear, opWithin:
		return append(p.parts(o.kids[0]), p.parts(o.kids[1])...)
	case opApart, opNot:
		return p.parts(o.kids[0])
	}
	return []int32{id}
}
