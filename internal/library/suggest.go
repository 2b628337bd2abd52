package library

import (
	"strings"
)

// maxSuggestions is how many other queries a page offers.
const maxSuggestions = 4

// suggest gives whole queries to try instead.
func (l *Library) suggest(a *answers) []string {
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
			if asked.role == topic && len(asked.says) > 0 {
				add(asked.says[0].query.Source)
			}
		}
		if len(u.words) > 1 {
			words := make([]string, len(u.words))
			for i, w := range u.words {
				words[i] = w.Text
			}
			add(strings.Join(words, " AND "))
		}
	case a.terms != nil:
		var words []string
		for _, w := range positiveWords(a.terms.Root) {
			words = append(words, w.Text)
		}
		if len(words) > 0 {
			add(strings.Join(words, " "))
		}
		if len(words) > 1 {
			add(strings.Join(words, " OR "))
		}
	}
	return out
}
