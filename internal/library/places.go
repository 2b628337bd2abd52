package library

import (
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/query"
)

// chunk is how many entries have their places in memory at a time.
const chunk = 1 << 14

// run is the first and the last place of an occurrence.
type run struct{ lo, hi int }

// sentence is the stretch of places an occurrence lies in.
func (r run) sentence() int { return (r.lo - 1) / stride }

// What is several words wide has its width less one in the bits above its place.
const (
	placeBits = 40
	maxPlace  = 1<<placeBits - 1
)

// sequence is words in a row: indexes of sets of words, -1 for any word.
type sequence struct{ words []int }

// spans appends to out the places where the sequence stands; places are those of each
// set of words, in order.
func (s sequence) spans(places [][]int, out []run) []run {
	for _, place := range places[s.words[0]] {
		lo := place & maxPlace
		if len(s.words) == 1 {
			out = append(out, run{lo, lo + place>>placeBits})
			continue
		}
		hi := lo + len(s.words) - 1
		ok := (lo-1)/stride == (hi-1)/stride
		for k := 1; ok && k < len(s.words); k++ {
			if w := s.words[k]; w >= 0 {
				_, ok = slices.BinarySearch(places[w], lo+k)
			}
		}
		if ok {
			out = append(out, run{lo, hi})
		}
	}
	return out
}

// operand is a node whose places can be worked out from those of words: a word, a
// phrase, or any of several.
type operand struct{ any []sequence }

func (o operand) spans(places [][]int, out []run) []run {
	out = out[:0]
	for _, s := range o.any {
		out = s.spans(places, out)
	}
	if len(o.any) > 1 {
		slices.SortFunc(out, func(a, b run) int { return a.lo - b.lo })
	}
	return out
}

// termSets numbers the different things that operands are made of: words, and the
// captures, comparisons and parties that have places.
type termSets struct {
	nodes []query.Node
	known map[string]int
}

func (s *termSets) number(n query.Node) int {
	key := n.String()
	if w, ok := n.(query.Word); ok {
		key = wordKey(w)
	}
	if n, ok := s.known[key]; ok {
		return n
	}
	if s.known == nil {
		s.known = map[string]int{}
	}
	s.known[key] = len(s.nodes)
	s.nodes = append(s.nodes, n)
	return len(s.nodes) - 1
}

// operand reads a node; false when its places cannot be worked out here.
func (s *termSets) operand(n query.Node) (operand, bool) {
	switch n := n.(type) {
	case query.List:
		return s.operand(n.Of)
	case query.Word, query.Compare, query.PartyTerm:
		return operand{[]sequence{{[]int{s.number(n)}}}}, true
	case query.Capture:
		return operand{[]sequence{{[]int{s.number(n)}}}}, n.Kind != query.CaptureName
	case query.Phrase:
		var row sequence
		for _, word := range n.Words {
			if word.Form == query.Any {
				row.words = append(row.words, -1)
			} else {
				row.words = append(row.words, s.number(word))
			}
		}
		return operand{[]sequence{row}}, row.words[0] >= 0
	case query.Or:
		var o operand
		for _, t := range n.Terms {
			one, ok := s.operand(t)
			if !ok {
				return operand{}, false
			}
			o.any = append(o.any, one.any...)
		}
		return o, true
	}
	return operand{}, false
}

// inSentence gives the nodes that a chain of /s wants in one sentence.
func inSentence(n query.Node) []query.Node {
	if w, ok := n.(query.Within); ok && w.Unit == query.Sentence {
		return append(inSentence(w.Left), inSentence(w.Right)...)
	}
	return []query.Node{n}
}

// relation reports whether some of the left runs, not empty, stand to the right ones
// as wanted. Both are ordered by their first place.
type relation func(left, right []run) bool

// closeBy wants a pair at most n words apart in one sentence.
func closeBy(n int, ordered bool) relation {
	return func(left, right []run) bool {
		for _, a := range left {
			for _, b := range right {
				if b.lo > a.hi+n {
					break
				}
				if a.sentence() != b.sentence() {
					continue
				}
				switch {
				case b.lo > a.hi:
					return true
				case ordered:
				case a.lo > b.hi && a.lo-b.hi <= n:
					return true
				case overlapping(a, b) || overlapping(b, a):
					return true
				}
			}
		}
		return false
	}
}

// overlapping reports whether b begins within a and neither begins nor ends with it.
func overlapping(a, b run) bool { return b.lo > a.lo && b.lo <= a.hi && b.hi != a.hi }

// shareSentence reports whether one sentence has a run of each list; the lists are
// ordered and none is empty.
func shareSentence(lists [][]run) bool {
next:
	for _, first := range lists[0] {
		want := first.sentence()
		for _, list := range lists[1:] {
			at := sort.Search(len(list), func(i int) bool { return list[i].sentence() >= want })
			if at == len(list) || list[at].sentence() != want {
				continue next
			}
		}
		return true
	}
	return false
}

// inNoSentence wants a left one with no right one in its sentence.
func inNoSentence(left, right []run) bool {
	k := 0
	for _, a := range left {
		for k < len(right) && right[k].sentence() < a.sentence() {
			k++
		}
		if k == len(right) || right[k].sentence() != a.sentence() {
			return true
		}
	}
	return false
}

// apartBy wants a left one with no right one within n words on the given side.
func apartBy(n int, side query.Side) relation {
	return func(left, right []run) bool {
		for _, a := range left {
			near := false
			for _, b := range right {
				switch {
				case b.sentence() != a.sentence():
				case side != query.Before && b.lo > a.hi && b.lo-a.hi <= n,
					side != query.After && b.hi < a.lo && a.lo-b.hi <= n,
					b.lo > a.lo && b.hi < a.hi:
					near = true
				}
			}
			if !near {
				return true
			}
		}
		return false
	}
}

// placed gives the verdict on nodes in a relation, or, without one, on nodes that stand
// in one sentence; a single node is a phrase.
func (v *evaluator) placed(nodes []query.Node, holds relation, within *roaring.Bitmap) (verdict, error) {
	var sets termSets
	operands := make([]operand, len(nodes))
	exact := true
	for i, n := range nodes {
		var err error
		if within, err = v.candidates(n, within); err != nil {
			return verdict{}, err
		}
		o, ok := sets.operand(n)
		operands[i], exact = o, exact && ok
	}
	if !exact {
		return verdict{roaring.New(), within}, nil
	}
	terms, unsure, err := v.lookUp(sets.nodes, within)
	if err != nil {
		return verdict{}, err
	}
	sure := roaring.New()
	runs := make([][]run, len(nodes))
	err = v.scan(fieldWords, terms, within, func(entry uint32, places [][]int) {
		for i, o := range operands {
			if runs[i] = o.spans(places, runs[i]); len(runs[i]) == 0 {
				return
			}
		}
		if holds == nil && shareSentence(runs) || holds != nil && holds(runs[0], runs[1]) {
			sure.Add(entry)
		}
	})
	if err != nil {
		return verdict{}, err
	}
	sure.AndNot(v.long())
	return verdict{sure, roaring.Or(sure, roaring.And(within, unsure))}, nil
}

// without gives the verdict on a left node where the right one does not stand in a
// relation to it.
func (v *evaluator) without(left, right query.Node, holds relation, within *roaring.Bitmap) (verdict, error) {
	a, err := v.candidates(left, within)
	if err != nil {
		return verdict{}, err
	}
	var sets termSets
	l, okLeft := sets.operand(left)
	r, okRight := sets.operand(right)
	if !okLeft || !okRight {
		return verdict{roaring.New(), a}, nil
	}
	terms, unsure, err := v.lookUp(sets.nodes, a)
	if err != nil {
		return verdict{}, err
	}
	sure := roaring.New()
	var lefts, rights []run
	err = v.scan(fieldWords, terms, a, func(entry uint32, places [][]int) {
		if lefts = l.spans(places, lefts); len(lefts) == 0 {
			return
		}
		if rights = r.spans(places, rights); holds(lefts, rights) {
			sure.Add(entry)
		}
	})
	if err != nil {
		return verdict{}, err
	}
	sure.AndNot(unsure)
	return verdict{sure, roaring.Or(sure, roaring.And(a, unsure))}, nil
}

// long is the set of entries with a sentence too long for its stretch of places.
func (v *evaluator) long() *roaring.Bitmap {
	set, err := v.part.with(fieldOdd, oddLong)
	if err != nil {
		return v.odd
	}
	return set
}

// candidates gives the entries that may meet a node: for a phrase those that have all
// its words, for others what eval finds possible.
func (v *evaluator) candidates(n query.Node, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	switch n := n.(type) {
	case query.List:
		return v.candidates(n.Of, within)
	case query.Phrase:
		for _, w := range n.Words {
			if w.Form == query.Any {
				continue
			}
			got, err := v.word(w, within)
			if err != nil {
				return nil, err
			}
			within = got.possible
		}
		return within, nil
	case query.Or:
		sets := make([]*roaring.Bitmap, len(n.Terms))
		for i, t := range n.Terms {
			var err error
			if sets[i], err = v.candidates(t, within); err != nil {
				return nil, err
			}
		}
		return roaring.FastOr(sets...), nil
	}
	got, err := v.eval(n, within)
	return got.possible, err
}

// lookUp gives the terms of each node, and the entries of within where their places do
// not tell all: odd ones, and those that have a word as one of hyphenated parts.
func (v *evaluator) lookUp(nodes []query.Node, within *roaring.Bitmap) (terms [][]string, unsure *roaring.Bitmap, err error) {
	unsure = roaring.And(v.odd, within)
	for _, n := range nodes {
		w, ok := n.(query.Word)
		if !ok {
			wide, err := v.wideTerms(n)
			if err != nil {
				return nil, nil, err
			}
			terms = append(terms, wide)
			continue
		}
		vs, err := v.variantsOf(w)
		if err != nil {
			return nil, nil, err
		}
		terms = append(terms, vs.own)
		if len(vs.joined) > 0 {
			joined, err := v.part.withAny(fieldWords, vs.joined)
			if err != nil {
				return nil, nil, err
			}
			unsure.Or(joined)
		}
	}
	return terms, unsure, nil
}

// scan reads the places of terms, several for each set, in the entries of within and
// calls yield for each entry, in order. The places are yield's only until it returns.
func (v *evaluator) scan(field string, terms [][]string, within *roaring.Bitmap, yield func(entry uint32, places [][]int)) error {
	entries := make([]uint32, min(chunk, within.GetCardinality()))
	found := make([][][]int, len(entries)) // by entry, then by set
	for it := within.ManyIterator(); ; {
		n := it.NextMany(entries)
		if n == 0 {
			return nil
		}
		if err := expired(v.ctx); err != nil {
			return err
		}
		piece := roaring.BitmapOf(entries[:n]...)
		for i := range n {
			if found[i] == nil {
				found[i] = make([][]int, len(terms))
			}
			for k := range found[i] {
				found[i][k] = found[i][k][:0]
			}
		}
		for k, list := range terms {
			for _, term := range list {
				i := 0
				wider := 0
				if field == fieldWords {
					wider = (width(term) - 1) << placeBits
				}
				err := v.part.visit(field, term, piece, true, func(p posting) bool {
					for entries[i] < p.entry {
						i++
					}
					for _, place := range p.places {
						found[i][k] = append(found[i][k], place|wider)
					}
					return true
				})
				if err != nil {
					return err
				}
			}
		}
		for i := range n {
			for k := range found[i] {
				if len(terms[k]) > 1 {
					slices.SortFunc(found[i][k], func(a, b int) int { return a&maxPlace - b&maxPlace })
				}
			}
			yield(entries[i], found[i])
		}
	}
}
