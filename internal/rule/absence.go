package rule

import (
	"fmt"
	"sort"

	"parley/internal/contract"
)

// How much is said of what came near: so many sentences, and those of so many queries,
// the first ones.
const (
	maxNear        = 3
	maxNearQueries = 4
)

// searched says what was looked for in vain, where, and what came nearest.
func (s *scene) searched(r *Rule) *contract.Searched {
	out := &contract.Searched{Where: s.where()}
	for _, f := range r.Find {
		out.For = append(out.For, f.Source)
	}
	for _, m := range s.nearest(&r.Recogniser) {
		out.Near = append(out.Near, s.sentenceEvidence(m.sentence, "nearest miss"))
	}
	return out
}

// where says what was searched: "the whole document (84 clauses, 26 pages)".
func (s *scene) where() string {
	clauses, pages := len(s.text.Outline.Clauses), len(s.text.Document.Pages)
	if pages == 0 {
		return fmt.Sprintf("the whole document (%s)", plural(clauses, "clause"))
	}
	return fmt.Sprintf("the whole document (%s, %s)", plural(clauses, "clause"), plural(pages, "page"))
}

// plural writes a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// miss is a sentence in which part of a query is met.
type miss struct {
	sentence int
	finder   int
	met, of  int // parts of the query met there
	missing  []string
}

// nearest gives the sentences in which most parts of a query are met, best first.
func (s *scene) nearest(r *Recogniser) []miss {
	best := map[int]miss{}
	for i, f := range r.Find[:min(len(r.Find), maxNearQueries)] {
		for _, n := range s.run.Nearest(f.index, maxNear) {
			m := miss{sentence: n.Sentence, finder: i, met: n.Met, of: n.Parts, missing: n.Missing}
			if !s.allowed(r, m.sentence) {
				continue
			}
			if b, ok := best[m.sentence]; !ok || m.better(b) {
				best[m.sentence] = m
			}
		}
	}
	out := make([]miss, 0, len(best))
	for _, m := range best {
		out = append(out, m)
	}
	sort.Slice(out, func(a, b int) bool {
		if out[a].better(out[b]) || out[b].better(out[a]) {
			return out[a].better(out[b])
		}
		return out[a].sentence < out[b].sentence
	})
	return out[:min(len(out), maxNear)]
}

// better reports whether m comes nearer than n.
func (m miss) better(n miss) bool {
	if m.met*n.of != n.met*m.of {
		return m.met*n.of > n.met*m.of
	}
	return m.met > n.met
}
