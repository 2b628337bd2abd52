package library

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/contract"
)

// abbreviations end in a point without ending a sentence.
var abbreviations = map[string]bool{
	"no": true, "nos": true, "inc": true, "ltd": true, "co": true, "corp": true, "llc": true, "art": true, "sec": true,
	"mr": true, "ms": true, "mrs": true, "dr": true, "st": true, "vs": true, "v": true, "e.g": true, "i.e": true, "etc": true, "cf": true, "approx": true,
}

// sentences cuts the text of a single clause into sentences. It is for clauses that
// come without an outline: of the bank and of imported corpora.
func sentences(text string) []Unit {
	var units []Unit
	start := 0
	end := func(at int) {
		if s := trimmed(text, contract.Span{Start: start, End: at}); s.Len() > 0 {
			units = append(units, Unit{Span: s})
		}
		start = at
	}
	for i, r := range text {
		switch r {
		case '\n':
			end(i)
		case '.', '?', '!':
			if endsSentence(text, i) {
				end(i + 1)
			}
		}
	}
	end(len(text))
	return units
}

// endsSentence reports whether the mark at i ends a sentence: white space and a
// capital letter or an opening mark follow, and no abbreviation or lone number or
// initial stands before.
func endsSentence(text string, i int) bool {
	rest := text[i+1:]
	rest = strings.TrimLeft(rest, `"”’')`)
	after := strings.TrimLeft(rest, " \t")
	if after == "" {
		return true
	}
	if len(after) == len(rest) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(after)
	if !unicode.IsUpper(r) && !strings.ContainsRune(`("“‘[<`, r) && !unicode.IsDigit(r) {
		return false
	}
	if text[i] != '.' {
		return true
	}
	before := text[:i]
	word := before[strings.LastIndexAny(before, " \t\n(")+1:]
	if abbreviations[strings.ToLower(word)] {
		return false
	}
	return utf8.RuneCountInString(word) > 1 && strings.Trim(word, "0123456789.") != ""
}
