package llm

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/contract"
)

// locate finds a quote within a span of text, word for word: white space runs are one
// space, and curly quotes, dashes and ellipses are their plain forms; nothing else is
// forgiven. The Span returned is exactly the words of the document.
func locate(text string, within contract.Span, quote string) (contract.Span, bool) {
	needle, _ := foldText(strings.TrimSpace(quote))
	needle = strings.TrimSpace(needle)
	if utf8.RuneCountInString(needle) < 8 { // a few letters stand everywhere and prove nothing
		return contract.Span{}, false
	}
	part := within.Cut(text)
	hay, at := foldText(part)
	i := strings.Index(hay, needle)
	if i < 0 {
		return contract.Span{}, false
	}
	end := at[i+len(needle)]
	s := contract.Span{Start: within.Start + at[i], End: within.Start + end}
	for s.End > s.Start && unicode.IsSpace(rune(text[s.End-1])) {
		s.End--
	}
	return s, true
}

// foldText folds what locate forgives; at[i] is the byte of s that byte i of the result
// came from, and at[len(result)] is len(s).
func foldText(s string) (folded string, at []int) {
	var b strings.Builder
	b.Grow(len(s))
	at = make([]int, 0, len(s)+1)
	space := false
	put := func(out string, from int) {
		b.WriteString(out)
		for range len(out) {
			at = append(at, from)
		}
	}
	for i, r := range s {
		if unicode.IsSpace(r) {
			if !space {
				put(" ", i)
			}
			space = true
			continue
		}
		space = false
		switch r {
		case '‘', '’', '‚', '′':
			put("'", i)
		case '“', '”', '„', '″':
			put(`"`, i)
		case '–', '—', '‐', '‑', '−':
			put("-", i)
		case '…':
			put("...", i)
		case '\u00ad', '\u200b', '\ufeff': // invisible
		default:
			put(string(r), i)
		}
	}
	return b.String(), append(at, len(s))
}
