package query

import (
	"sort"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// Near miss is a sentence that meets some parts of a query.
type Miss struct {
	Sentence int
	Met      int      // parts met in the sentence
	Parts    int      // parts of the query
	Missing  []string // the others, as the language writes them
}

// Nearest gives the n sentences that meet most parts of the plan's i-th query, best
// first; the parts are the operands of its connectors. Sentences that meet no part
// are not among them.
func (r *Run) Nearest(i, n int) []Miss {
	parts := r.plan.parts(r.plan.roots[i])
	met := map[int32][]bool{}
	for k, id := range parts {
		if r.plan.ops[id].filter {
			continue
		}
		for _, s := range r.eval(id) {
			u := r.Text.words[s.anchor].unit
			if met[u] == nil {
				met[u] = make([]bool, len(parts))
			}
			met[u][k] = true
		}
	}
	out := make([]Miss, 0, len(met))
	for u, has := range met {
		m := Miss{Sentence: int(u), Parts: len(parts)}
		for _, ok := range has {
			if ok {
				m.Met++
			}
		}
		out = append(out, m)
	}
	sort.Slice(out, func(a, b int) bool {
		if out[a].Met != out[b].Met {
			return out[a].Met > out[b].Met
		}
		return out[a].Sentence < out[b].Sentence
	})
	out = out[:min(n, len(out))]
	for k := range out {
		for j, ok := range met[int32(out[k].Sentence)] {
			if !ok {
				out[k].Missing = append(out[k].Missing, r.plan.keys[parts[j]])
			}
		}
	}
	return out
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

// MatchWords reports whether a query is met in a few words, such as a heading, taken as
// one sentence.
func MatchWords(q *Query, words string) bool {
	doc := &contract.Document{Text: words, BodyEnd: len(words)}
	outline := &contract.Outline{Sentences: []contract.Sentence{{Span: contract.Span{End: len(words)}, Clause: -1}}}
	return len(q.Match(NewText(doc, outline, quantity.Scan(words)))) > 0
}
