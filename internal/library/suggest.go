package library

import (
	"regexp"
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
