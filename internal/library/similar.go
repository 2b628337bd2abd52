package library

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/query"
)

// ErrNoEntry is the answer to the id of an entry that is not in the library.
var ErrNoEntry = errors.New("there is no such clause in the library")

// similarWords is how many words of a clause decide what is like it: those that tell
// most about it.
const similarWords = 24

// Entry gives the entry with an id, ErrNoEntry when there is none.
func (l *Library) Entry(id string) (*Entry, error) {
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	e, err := s.find(id)
	if err == nil && e == nil {
		err = fmt.Errorf("%q: %w", id, ErrNoEntry)
	}
	return e, err
}

// Similar gives the clauses most like the one with the id, itself left out.
func (l *Library) Similar(ctx context.Context, id string, limit int) (*Page, error) {
	e, err := l.Entry(id)
	if err != nil {
		return nil, err
	}
	page, err := l.like(ctx, e.Text, id, Request{Limit: limit})
	if err != nil {
		return nil, err
	}
	page.Query = id
	return page, nil
}

// Like gives the clauses most like a text, in the order of likeness; of the request
// only filters, source and limit count.
func (l *Library) Like(ctx context.Context, text string, r Request) (*Page, error) {
	return l.like(ctx, text, "", r)
}

func (l *Library) like(ctx context.Context, text, self string, r Request) (*Page, error) {
	began := time.Now()
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	if len(text) > maxClause {
		return nil, &Refused{Reason: fmt.Sprintf("the text has %d bytes; at most %d are compared", len(text), maxClause)}
	}
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	a := &answers{parts: l.parts(s)}
	evaluators, err := l.evaluators(ctx, a.parts, r)
	if err != nil {
		return nil, err
	}
	a.from = evaluators
	chosen, err := telling(evaluators, text)
	if err != nil {
		return nil, err
	}
	for _, v := range evaluators {
		var sets []*roaring.Bitmap
		for _, w := range chosen {
			set, err := v.cached(w)
			if err != nil {
				return nil, err
			}
			sets = append(sets, set)
		}
		set := atLeast(max(1, len(chosen)/4), sets)
		set.And(v.all)
		if self != "" {
			own, err := v.part.snapshot.DocNumbers([]string{self})
			if err != nil {
				return nil, fmt.Errorf("entry %s: %w", self, err)
			}
			set.AndNot(own)
		}
		a.sets = append(a.sets, set)
	}
	if a.scores, err = scores(evaluators, chosen, a.sets); err != nil {
		return nil, err
	}
	page, err := l.page(ctx, a, Request{Limit: r.Limit, Group: r.Group})
	if err != nil {
		return nil, err
	}
	for i := range page.Hits {
		page.Hits[i].Why = "like this one in its words"
	}
	page.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return page, nil
}

// telling gives the words of a text that tell most about it: often in it, rarely
// elsewhere.
func telling(evaluators []*evaluator, text string) ([]query.Word, error) {
	counts := map[string]int{}
	form := map[string]string{}
	for _, w := range query.Words(text) {
		stem := query.StemOf(w)
		if counts[stem]++; counts[stem] == 1 {
			form[stem] = w
		}
	}
	stems := make([]string, 0, len(counts))
	for s := range counts {
		stems = append(stems, s)
	}
	sort.Slice(stems, func(i, k int) bool {
		if counts[stems[i]] != counts[stems[k]] {
			return counts[stems[i]] > counts[stems[k]]
		}
		return stems[i] < stems[k]
	})
	const most = 200 // different words of a text that are looked up
	stems = stems[:min(len(stems), most)]
	total := 0
	for _, v := range evaluators {
		total += int(v.part.snapshot.Count())
	}
	weights := map[string]float64{}
	for _, s := range stems {
		with := 0
		for _, v := range evaluators {
			set, err := v.cached(query.Word{Text: form[s], Form: query.Stem})
			if err != nil {
				return nil, err
			}
			with += int(set.GetCardinality())
		}
		weights[s] = bm25(inverse(with, total), counts[s], 1)
	}
	slices.SortFunc(stems, func(a, b string) int {
		switch {
		case weights[a] > weights[b]:
			return -1
		case weights[a] < weights[b]:
			return 1
		}
		return strings.Compare(a, b)
	})
	var out []query.Word
	for _, s := range stems[:min(len(stems), similarWords)] {
		out = append(out, query.Word{Text: form[s], Form: query.Stem})
	}
	return out, nil
}
