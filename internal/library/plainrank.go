package library

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/query"
)

// reranked is how many of the answers to a question in plain words are read to order
// them; the others follow in the order that their postings suggest.
const reranked = 300

// readBonus keeps the answers that were read before those that were not.
const readBonus = 1000

// The weights by which answers to questions in plain words are ordered. Set by hand;
// halving or doubling any of them moves NDCG@5 on ACORD's visible queries by less than
// three points.
const (
	wordsWeight    = 0.35 // of BM25 over the question's words
	namedLimit     = 4.0  // of a word's weight when it helps to name a concept: the concept counts already
	headingWeight  = 1.0  // the clause stands under a heading of the topic
	exemptWeight   = 1.5  // what should be excepted stands by an exception
	pairWeight     = 1.0  // two topics stand close together
	includedWeight = 1.0  // what the topic applies to stands by it, or by an exception
	absoluteWeight = 1.5  // there is an exception though there should be none
	exceptedWeight = 1.0  // there is an exception as there should be
	absentWeight   = 4.0  // there is what there should not be
	phraseWeight   = 6.0  // a quoted phrase of the question
	conceptHalf    = 4.0  // weight of sayings at which a concept counts half
	lengthShare    = 0.1  // how much a clause's length counts against its concepts
)

// Distances in words within which things stand by each other.
const (
	exceptionReach = 40 // an exception and what it excepts
	topicReach     = 80 // an exception and the topic it is one to
	pairReach      = 15 // two topics
	limitReach     = 60 // any exception and the topic
	includedReach  = 30 // the topic and what it applies to
)

// answerPlain fills in the answers to a question in plain words.
func (l *Library) answerPlain(ctx context.Context, a *answers, evaluators []*evaluator, r Request) error {
	if err := l.correct(a); err != nil {
		return err
	}
	a.notes = append(a.notes, a.plain.note())
	s := newScorer(a.plain)
	if err := s.collect(evaluators, a); err != nil {
		return err
	}
	if r.Sort != "" && r.Sort != "relevance" {
		return l.order(a, evaluators, r)
	}
	return s.rerank(ctx, a)
}

// note says how the question was read.
func (u *understanding) note() string {
	var topics []string
	for _, a := range u.asked {
		switch a.role {
		case asTopic, asExempt, asIncluded:
			topics = append(topics, strings.ToLower(label(a.name)))
		}
	}
	if len(topics) == 0 {
		return "Read as plain words: the clauses with most of them come first."
	}
	return "Read as plain words: the clauses that say most about " + strings.Join(topics, ", ") + " come first."
}

// scorer orders the answers to one question.
type scorer struct {
	*understanding
	concepts []*concept // those asked for, and the one of exceptions
	first    []int      // concept i has the plan's queries first[i] to first[i+1]
	plan     *query.Plan
	weights  []float64 // inverse document frequencies of concepts
	idf      []float64 // of words
}

// newScorer makes a question ready.
func newScorer(u *understanding) *scorer {
	s := &scorer{understanding: u}
	var queries []*query.Query
	add := func(c *concept) {
		s.concepts = append(s.concepts, c)
		s.first = append(s.first, len(queries))
		for _, say := range c.says {
			queries = append(queries, say.query)
		}
	}
	for _, a := range u.asked {
		add(a.concept)
	}
	add(theLexicon().byName["carveout"])
	s.first = append(s.first, len(queries))
	for _, p := range u.phrases {
		queries = append(queries, &query.Query{Source: p.String(), Root: p})
	}
	for _, w := range u.words {
		queries = append(queries, &query.Query{Source: w.Text, Root: w})
	}
	s.plan = query.NewPlan(queries)
	return s
}

// superset gives the entries that have the words a node needs, wherever they stand.
func (v *evaluator) superset(n query.Node) (*roaring.Bitmap, error) {
	switch n := n.(type) {
	case query.List:
		return v.superset(n.Of)
	case query.Word:
		return v.cached(n)
	case query.Phrase:
		set := v.all
		for _, w := range n.Words {
			if w.Form == query.Any {
				continue
			}
			with, err := v.cached(w)
			if err != nil {
				return nil, err
			}
			set = roaring.And(set, with)
		}
		return set, nil
	case query.Or:
		sets := make([]*roaring.Bitmap, len(n.Terms))
		for i, t := range n.Terms {
			var err error
			if sets[i], err = v.superset(t); err != nil {
				return nil, err
			}
		}
		return roaring.FastOr(sets...), nil
	case query.Near:
		return v.supersetOfBoth(n.Left, n.Right)
	case query.Within:
		return v.supersetOfBoth(n.Left, n.Right)
	case query.Apart:
		return v.superset(n.Left)
	case query.Not:
		return v.superset(n.Left)
	}
	return v.all, nil
}

func (v *evaluator) supersetOfBoth(left, right query.Node) (*roaring.Bitmap, error) {
	a, err := v.superset(left)
	if err != nil {
		return nil, err
	}
	b, err := v.superset(right)
	if err != nil {
		return nil, err
	}
	return roaring.And(a, b), nil
}

// cached is the set of entries with a word; it must not be changed.
func (v *evaluator) cached(w query.Word) (*roaring.Bitmap, error) {
	key := wordKey(w)
	if set, ok := v.sets[key]; ok {
		return set, nil
	}
	vs, err := v.variantsOf(w)
	if err != nil {
		return nil, err
	}
	set, err := v.part.withAny(fieldWords, append(slices.Clone(vs.own), vs.joined...))
	if err != nil {
		return nil, err
	}
	if v.sets == nil {
		v.sets = map[string]*roaring.Bitmap{}
	}
	v.sets[key] = set
	return set, nil
}

// collect finds the answers, the frequencies of what was asked, and a first score from
// the postings alone.
func (s *scorer) collect(evaluators []*evaluator, a *answers) error {
	says := make([][][]*roaring.Bitmap, len(evaluators)) // by part, concept and saying
	with := make([][]int, len(evaluators))               // by part: entries with each concept, then with each word
	err := inEach(evaluators, func(i int, v *evaluator) (err error) {
		says[i], with[i], err = s.lookIn(v)
		return err
	})
	if err != nil {
		return err
	}
	s.weigh(evaluators, with)
	a.sets, a.scores = make([]*roaring.Bitmap, len(evaluators)), make([][]float32, len(evaluators))
	return inEach(evaluators, func(i int, v *evaluator) error {
		set, err := s.matching(v, says[i])
		if err != nil {
			return err
		}
		a.sets[i], a.scores[i] = set, make([]float32, set.GetCardinality())
		return s.prescore(v, says[i], set, a.scores[i])
	})
}

// lookIn finds the entries of a part with the words of each saying, and counts those
// with each concept and word.
func (s *scorer) lookIn(v *evaluator) (says [][]*roaring.Bitmap, with []int, err error) {
	says = make([][]*roaring.Bitmap, len(s.concepts))
	for k, c := range s.concepts {
		for _, say := range c.says {
			set, err := v.superset(say.query.Root)
			if err != nil {
				return nil, nil, err
			}
			says[k] = append(says[k], set)
		}
		with = append(with, int(roaring.And(v.all, roaring.FastOr(says[k]...)).GetCardinality()))
		if err := expired(v.ctx); err != nil {
			return nil, nil, err
		}
	}
	for _, w := range s.words {
		set, err := v.cached(w)
		if err != nil {
			return nil, nil, err
		}
		with = append(with, int(set.GetCardinality()))
	}
	return says, with, nil
}

// weigh sets the weights of concepts and words from how many entries have them.
func (s *scorer) weigh(evaluators []*evaluator, with [][]int) {
	total := 0
	sums := make([]int, len(s.concepts)+len(s.words))
	for i, v := range evaluators {
		total += int(v.all.GetCardinality())
		for k, n := range with[i] {
			sums[k] += n
		}
	}
	for k := range s.concepts {
		s.weights = append(s.weights, inverse(sums[k], total))
	}
	for k := range s.words {
		idf := inverse(sums[len(s.concepts)+k], total)
		if s.named[k] {
			idf = min(idf, namedLimit)
		}
		s.idf = append(s.idf, idf)
	}
}

// prescore scores the answers in a part by the postings alone.
func (s *scorer) prescore(v *evaluator, says [][]*roaring.Bitmap, set *roaring.Bitmap, scores []float32) error {
	for k, asked := range s.asked {
		weight := s.weights[k] * asked.weight / conceptHalf
		if asked.role == asAbsent || asked.role == asDisliked {
			weight = -weight
		}
		for j, say := range asked.says {
			addTo(scores, set, says[k][j], float32(weight*say.weight))
		}
	}
	for k, w := range s.words {
		if err := v.addScores(w, wordsWeight*s.idf[k], set, scores); err != nil {
			return err
		}
	}
	return nil
}

// addTo adds a weight to the scores of those of the set that have something.
func addTo(scores []float32, set, have *roaring.Bitmap, weight float32) {
	both := roaring.And(set, have)
	if both.IsEmpty() {
		return
	}
	at := ranker(set)
	for it := both.Iterator(); it.HasNext(); {
		scores[at(it.Next())] += weight
	}
}

// matching are the entries of a part that answer the question at all: about one of its
// topics, or, when it names none, with at least half of its words; with its quoted
// phrases when any entry has them.
func (s *scorer) matching(v *evaluator, says [][]*roaring.Bitmap) (*roaring.Bitmap, error) {
	var about []*roaring.Bitmap
	for k, asked := range s.asked {
		if asked.role == asTopic || asked.role == asIncluded || asked.role == asExempt {
			about = append(about, says[k]...)
		}
	}
	var words []*roaring.Bitmap
	for _, w := range s.words {
		set, err := v.cached(w)
		if err != nil {
			return nil, err
		}
		words = append(words, set)
	}
	set := roaring.FastOr(append(about, atLeast((len(words)+1)/2, words))...)
	set.And(v.all)
	for _, p := range s.phrases {
		have, err := v.superset(p)
		if err != nil {
			return nil, err
		}
		set.And(have)
	}
	return set, nil
}

// atLeast gives the entries that are in n of the sets or more.
func atLeast(n int, sets []*roaring.Bitmap) *roaring.Bitmap {
	if n <= 1 {
		return roaring.FastOr(sets...)
	}
	// levels[i] holds what is in more than i of the sets so far.
	levels := make([]*roaring.Bitmap, n)
	for i := range levels {
		levels[i] = roaring.New()
	}
	for _, set := range sets {
		for i := n - 1; i > 0; i-- {
			levels[i].Or(roaring.And(levels[i-1], set))
		}
		levels[0].Or(set)
	}
	return levels[n-1]
}

// correct mends words of the question that no entry has and that look like a slip of
// one that some have, and notes it.
func (l *Library) correct(a *answers) error {
	var unknown []query.Word
	for _, w := range a.plain.words {
		if !theLexicon().words[w.Text] {
			unknown = append(unknown, w)
		}
	}
	mended, err := a.mend(a.plain.source, unknown)
	if err != nil || mended == a.plain.source {
		return err
	}
	a.notes = append(a.notes, fmt.Sprintf("No clause has all words of “%s”; searched for “%s”.", a.plain.source, mended))
	a.plain = l.understand(mended)
	return nil
}
