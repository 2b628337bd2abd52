package library

import (
	"regexp"
	"sort"
	"strings"

	"parley/internal/query"
)

// maxSuggestions is how many other queries a page offers.
const maxSuggestions = 4

// suggest gives whole queries to try instead.
func (a *answers) suggest() ([]string, error) {
	out := []string{}
	add := func(q string) {
		if len(out) < maxSuggestions && !contains(out, q) {
			out = append(out, q)
		}
	}
	switch {
	case a.plain != nil:
		u := a.plain
		for _, asked := range u.asked {
			if asked.role == asTopic && len(asked.says) > 0 {
				add(asked.says[0].query.Source)
			}
		}
		if len(u.words) > 1 {
			add(joinWords(u.words, " AND "))
		}
	case a.terms != nil:
		words := positiveWords(a.terms.Root)
		mended, err := a.mend(a.terms.Source, words)
		if err != nil {
			return nil, err
		}
		if mended != a.terms.Source {
			add(mended)
		}
		if len(words) > 0 {
			add(joinWords(words, " "))
		}
		if len(words) > 1 {
			add(joinWords(words, " OR "))
		}
	}
	return out, nil
}

// joinWords writes words with something between them.
func joinWords(words []query.Word, between string) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.Text
	}
	return strings.Join(parts, between)
}

// mend puts the words that most likely were meant in the place of those that no entry
// has.
func (a *answers) mend(src string, words []query.Word) (string, error) {
	for _, w := range words {
		if w.Form != query.Stem && w.Form != query.Exact {
			continue
		}
		known := false
		for _, v := range a.from {
			set, err := v.cached(w)
			if err != nil {
				return "", err
			}
			known = known || !set.IsEmpty()
		}
		if known {
			continue
		}
		better, err := closest(a.from, w.Text)
		if err != nil {
			return "", err
		}
		if better != "" {
			src = replaceWord(src, w.Text, better)
		}
	}
	return src, nil
}

// replaceWord puts a word in the place of another, whatever its case.
func replaceWord(text, old, fresh string) string {
	return regexp.MustCompile(`(?i)\b`+regexp.QuoteMeta(old)+`\b`).ReplaceAllLiteralString(text, fresh)
}

// closest gives the word of the index, or of the lexicon, that most likely was meant:
// one or two letters off, the same first letter, the most common one.
func closest(evaluators []*evaluator, word string) (string, error) {
	const minLetters = 4
	if len(word) < minLetters {
		return "", nil
	}
	type candidate struct {
		word     string
		distance int
		entries  uint64
	}
	best := map[string]*candidate{}
	limit := 1
	if len(word) >= 8 {
		limit = 2
	}
	for _, v := range evaluators {
		_, err := v.part.termsFrom(fieldWords, word[:1], func(term string) bool {
			if d := editDistance(word, term, limit); d <= limit {
				set, err := v.part.with(fieldWords, term)
				if err != nil {
					return false
				}
				c := best[term]
				if c == nil {
					c = &candidate{word: strings.Clone(term), distance: d}
					best[c.word] = c
				}
				c.entries += set.GetCardinality()
			}
			return false
		})
		if err != nil {
			return "", err
		}
	}
	list := make([]*candidate, 0, len(best))
	for _, c := range best {
		list = append(list, c)
	}
	sort.Slice(list, func(i, k int) bool {
		a, b := list[i], list[k]
		if a.distance != b.distance {
			return a.distance < b.distance
		}
		if a.entries != b.entries {
			return a.entries > b.entries
		}
		return a.word < b.word
	})
	if len(list) == 0 {
		return "", nil
	}
	return list[0].word, nil
}

// editDistance counts the letters to insert, delete, replace or swap with their
// neighbour to make a of b; anything above limit is limit+1.
func editDistance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	var before, last, row []int
	last = make([]int, len(b)+1)
	for k := range last {
		last[k] = k
	}
	for i := 1; i <= len(a); i++ {
		row = make([]int, len(b)+1)
		row[0] = i
		least := i
		for k := 1; k <= len(b); k++ {
			cost := 1
			if a[i-1] == b[k-1] {
				cost = 0
			}
			row[k] = min(row[k-1]+1, last[k]+1, last[k-1]+cost)
			if i > 1 && k > 1 && a[i-1] == b[k-2] && a[i-2] == b[k-1] {
				row[k] = min(row[k], before[k-2]+1)
			}
			least = min(least, row[k])
		}
		if least > limit {
			return limit + 1
		}
		before, last = last, row
	}
	return last[len(b)]
}
