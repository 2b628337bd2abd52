package library

import (
	"context"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"parley/internal/contract"
	"parley/internal/query"
)

// rerank reads the best answers so far and orders them by what they say.
func (s *scorer) rerank(ctx context.Context, a *answers) error {
	chosen, err := a.first(ctx, reranked, nil)
	if err != nil {
		return err
	}
	type result struct {
		score float32
		err   error
	}
	results := make([]result, len(chosen))
	workers := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(chosen); i += workers {
				if err := expired(ctx); err != nil {
					results[i].err = err
					return
				}
				e, err := a.parts[chosen[i].part].entry(chosen[i].entry)
				if err != nil {
					results[i].err = err
					return
				}
				results[i].score = float32(s.score(e))
			}
		})
	}
	wait.Wait()
	rankers := make([]func(uint32) int, len(a.parts))
	for i := range a.parts {
		rankers[i] = ranker(a.sets[i])
	}
	for i, at := range chosen {
		if results[i].err != nil {
			return results[i].err
		}
		a.scores[at.part][rankers[at.part](at.entry)] = readBonus + results[i].score
	}
	return nil
}

// evidence is what an entry says of one concept.
type evidence struct {
	strength float64 // of its sayings, more for more of them
	matches  []query.Match
}

// score says how well an entry answers the question.
func (s *scorer) score(e *Entry) float64 {
	t, _ := e.words()
	run := s.plan.Run(t, contract.Supplier)
	defer run.Release()
	found := make([]evidence, len(s.concepts))
	for i, c := range s.concepts {
		found[i] = evidenceOf(c, run, s.first[i])
	}
	exceptions := found[len(found)-1].matches
	share := float64(t.Len()) / averageWords
	score := wordsWeight*s.wordScore(run, share) + s.phraseScore(run)
	var topics []query.Match
	for i, a := range s.asked {
		if a.role == asTopic || a.role == asKin {
			topics = append(topics, found[i].matches...)
		}
	}
	norm := 1 - lengthShare + lengthShare*share
	heading := headingOf(e)
	for i, a := range s.asked {
		got := found[i]
		value := a.weight * s.weights[i] * got.strength / (got.strength + conceptHalf*norm)
		byException := near(got.matches, exceptions, exceptionReach)
		switch a.role {
		case asTopic, asKin:
			score += value
			if heading != "" && slices.ContainsFunc(a.heads, func(h string) bool { return strings.Contains(heading, h) }) {
				score += headingWeight
			}
		case asExempt:
			score += value
			if byException {
				score += exemptWeight
				if near(exceptions, topics, topicReach) {
					score += exemptWeight / 2
				}
			}
		case asIncluded:
			score += value
			if near(got.matches, topics, includedReach) {
				score += includedWeight
			}
			if byException {
				score -= includedWeight
			}
		case asAbsent:
			if got.strength > 0 {
				score -= absentWeight
			}
		case asLiked:
			score += value
		case asDisliked:
			score -= a.weight * got.strength / (got.strength + conceptHalf)
		}
	}
	score += s.pairScore(found)
	if limited := near(exceptions, topics, limitReach); limited && s.absolute {
		score -= absoluteWeight
	} else if limited && s.excepted {
		score += exceptedWeight
	}
	return score
}

// evidenceOf runs a concept's sayings, the plan's queries from first on.
func evidenceOf(c *concept, run *query.Run, first int) evidence {
	var out evidence
	for k, say := range c.says {
		if m := run.Match(first + k); len(m) > 0 {
			out.strength += say.weight * (1 + math.Log(float64(len(m))))
			out.matches = append(out.matches, m...)
		}
	}
	return out
}

// pairScore rewards topics that stand close together.
func (s *scorer) pairScore(found []evidence) float64 {
	score := 0.0
	for i, a := range s.asked {
		for k := i + 1; k < len(s.asked); k++ {
			if a.role == asTopic && s.asked[k].role == asTopic && near(found[i].matches, found[k].matches, pairReach) {
				score += pairWeight
			}
		}
	}
	return score
}

// wordScore is BM25 over the question's words.
func (s *scorer) wordScore(run *query.Run, share float64) float64 {
	score := 0.0
	first := s.first[len(s.first)-1] + len(s.phrases)
	for k := range s.words {
		if n := len(run.Match(first + k)); n > 0 {
			score += bm25(s.idf[k], n, share)
		}
	}
	return score
}

// phraseScore rewards the question's quoted phrases.
func (s *scorer) phraseScore(run *query.Run) float64 {
	score := 0.0
	for k := range s.phrases {
		if len(run.Match(s.first[len(s.first)-1]+k)) > 0 {
			score += phraseWeight
		}
	}
	return score
}

// near reports whether one of a and one of b stand at most n words apart.
func near(a, b []query.Match, n int) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Lo <= y.Hi+n && y.Lo <= x.Hi+n {
				return true
			}
		}
	}
	return false
}

// show makes a hit with the words that speak for it marked.
func (s *scorer) show(e *Entry) Hit {
	t, from := e.words()
	run := s.plan.Run(t, contract.Supplier)
	defer run.Release()
	var marks []contract.Span
	mark := func(matches []query.Match) {
		for _, m := range matches {
			if m.Span.Start >= from && m.Span.Len() < maxShown/2 {
				marks = append(marks, shift(m.Span, -from))
			}
		}
	}
	var about []string
	for i, a := range s.asked {
		got := evidenceOf(a.concept, run, s.first[i])
		if len(got.matches) == 0 {
			continue
		}
		switch a.role {
		case asTopic, asExempt, asIncluded:
			about = append(about, strings.ToLower(label(a.name)))
		}
	}
	for i := s.first[len(s.first)-1]; i < s.first[len(s.first)-1]+len(s.phrases)+len(s.words); i++ {
		mark(run.Match(i))
	}
	if len(marks) == 0 {
		for i, a := range s.asked {
			if a.role == asTopic {
				mark(evidenceOf(a.concept, run, s.first[i]).matches)
			}
		}
	}
	why := ""
	if len(about) > 0 {
		why = "speaks of " + strings.Join(about, ", ")
	}
	return cut(hitOf(e), apart(marks), why)
}
