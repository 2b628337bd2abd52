package library

import (
	"bytes"
	"cmp"
	"container/heap"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/query"
)

// The constants of BM25: how soon more of a word stops counting, and how much the
// length of a clause does.
const (
	bm25Saturation = 1.2
	bm25Length     = 0.5
)

// bm25 is the weight of a word that stands count times in an entry of length words;
// share is length over the average.
func bm25(idf float64, count int, share float64) float64 {
	tf := float64(count)
	return idf * tf * (bm25Saturation + 1) / (tf + bm25Saturation*(1-bm25Length+bm25Length*share))
}

// inverse is the inverse document frequency of a word that with of all entries have.
func inverse(with, all int) float64 {
	return math.Log(1 + (float64(all-with)+.5)/(float64(with)+.5))
}

// averageWords is the length by which scores are normalised: fixed, so that scores do
// not change when a library grows. It is near the mean of clauses in CUAD.
const averageWords = 120

// positiveWords are the words that speak for an answer: not those of what must be
// absent.
func positiveWords(n query.Node) []query.Word {
	var out []query.Word
	seen := map[string]bool{}
	add := func(words ...query.Word) {
		for _, w := range words {
			if key := wordKey(w); w.Form != query.Any && !seen[key] {
				seen[key] = true
				out = append(out, w)
			}
		}
	}
	query.Walk(n, func(n query.Node) bool {
		switch n := n.(type) {
		case query.Word:
			add(n)
		case query.Phrase:
			add(n.Words...)
		case query.Not:
			add(positiveWords(n.Left)...)
			return false
		case query.Apart:
			add(positiveWords(n.Left)...)
			return false
		}
		return true
	})
	return out
}

// maxScored is how many words of a query count in the score; the rarest do.
const maxScored = 24

// scores gives the BM25 score of each answer, in the order of the set, for each part.
func scores(evaluators []*evaluator, words []query.Word, answers []*roaring.Bitmap) ([][]float32, error) {
	out := make([][]float32, len(evaluators))
	for i := range evaluators {
		out[i] = make([]float32, answers[i].GetCardinality())
	}
	if len(words) > maxScored {
		words = words[:maxScored]
	}
	total := 0
	for _, v := range evaluators {
		total += int(v.part.snapshot.Count())
	}
	counts := make([][]int, len(evaluators)) // by part and word: entries with the word
	err := inEach(evaluators, func(i int, v *evaluator) error {
		counts[i] = make([]int, len(words))
		for k, w := range words {
			set, err := v.cached(w)
			if err != nil {
				return err
			}
			counts[i][k] = int(set.GetCardinality())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = inEach(evaluators, func(i int, v *evaluator) error {
		for k, w := range words {
			with := 0
			for p := range counts {
				with += counts[p][k]
			}
			if err := v.addScores(w, inverse(with, total), answers[i], out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// addScores adds a word's weight to the scores of the answers that have it.
func (v *evaluator) addScores(w query.Word, weight float64, answers *roaring.Bitmap, to []float32) error {
	if answers.IsEmpty() {
		return nil
	}
	vs, err := v.variantsOf(w)
	if err != nil {
		return err
	}
	terms, err := v.part.commonest(vs.own)
	if err != nil {
		return err
	}
	place := ranker(answers)
	for _, term := range terms {
		steps := 0
		err := v.part.visit(fieldWords, term, answers, false, func(p posting) bool {
			to[place(p.entry)] += float32(bm25(weight, p.count, float64(p.length)/averageWords))
			steps++
			return steps%checkEvery != 0 || v.ctx.Err() == nil
		})
		if err != nil {
			return err
		}
		if err := expired(v.ctx); err != nil {
			return err
		}
	}
	return nil
}

// maxScoredVariants is how many of the words a word stands for count in the score.
const maxScoredVariants = 16

// commonest gives the words that most entries have, at most maxScoredVariants.
func (p *part) commonest(words []string) ([]string, error) {
	if len(words) <= maxScoredVariants {
		return words, nil
	}
	counts := make(map[string]uint64, len(words))
	for _, w := range words {
		list, err := p.postings(fieldWords, w, nil)
		if err != nil {
			return nil, err
		}
		counts[w] = list.Count()
	}
	out := slices.Clone(words)
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	return out[:maxScoredVariants], nil
}

// ranker gives the place of entries within a set. It is quick when asked in order.
func ranker(set *roaring.Bitmap) func(uint32) int {
	entries := set.ToArray()
	at := 0
	return func(n uint32) int {
		if at >= len(entries) || entries[at] > n {
			at = 0
		}
		// Gallop, then search.
		step := 1
		hi := at
		for hi < len(entries) && entries[hi] < n {
			at = hi
			hi += step
			step *= 2
		}
		hi = min(hi, len(entries)-1)
		for at < hi {
			mid := (at + hi) / 2
			if entries[mid] < n {
				at = mid + 1
			} else {
				hi = mid
			}
		}
		return at
	}
}

// place names an answer: where it is and how it is ordered, higher scores first, equal
// ones by id.
type place struct {
	score float32
	id    []byte
	part  int
	entry uint32
}

// before reports whether a comes before b.
func (a place) before(b place) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	return bytes.Compare(a.id, b.id) < 0
}

// best is a heap of the best places so far, the worst on top.
type best []place

func (b best) Len() int           { return len(b) }
func (b best) Less(i, k int) bool { return b[k].before(b[i]) }
func (b best) Swap(i, k int)      { b[i], b[k] = b[k], b[i] }
func (b *best) Push(x any)        { *b = append(*b, x.(place)) }
func (b *best) Pop() any {
	last := (*b)[len(*b)-1]
	*b = (*b)[:len(*b)-1]
	return last
}

// selector keeps the first places after a cursor.
type selector struct {
	limit int
	after *place // nil: from the start
	heap  best
}

// offer takes an answer in when it is among the first; id is called only when it may be.
func (s *selector) offer(p place, id func() ([]byte, error)) error {
	if s.after != nil && p.score > s.after.score {
		return nil
	}
	if len(s.heap) == s.limit && p.score < s.heap[0].score {
		return nil
	}
	var err error
	if p.id, err = id(); err != nil {
		return err
	}
	if s.after != nil && !s.after.before(p) {
		return nil
	}
	if len(s.heap) < s.limit {
		p.id = bytes.Clone(p.id)
		heap.Push(&s.heap, p)
	} else if p.before(s.heap[0]) {
		p.id = bytes.Clone(p.id)
		s.heap[0] = p
		heap.Fix(&s.heap, 0)
	}
	return nil
}

// ordered empties the selector, first place first.
func (s *selector) ordered() []place {
	out := make([]place, len(s.heap))
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = heap.Pop(&s.heap).(place)
	}
	return out
}

// errCursor is the answer to a cursor that no page gave out.
var errCursor = errors.New("this cursor did not come from a page of this search; ask for the first page")

// cursor writes a place so that the next page can start after it.
func (a place) cursor() string {
	b := binary.BigEndian.AppendUint32(nil, math.Float32bits(a.score))
	return base64.RawURLEncoding.EncodeToString(append(b, a.id...))
}

// parseCursor undoes cursor; nil for "".
func parseCursor(s string) (*place, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) < 4 {
		return nil, errCursor
	}
	return &place{score: math.Float32frombits(binary.BigEndian.Uint32(b)), id: b[4:]}, nil
}
