// Package fidelity measures how faithfully a text was read against a reference reading.
package fidelity

import (
	"strings"
	"unicode"
)

// Score is how far two texts agree: the F1 of their multisets of tokens, and of their
// multisets of pairs of consecutive tokens, which order and spacing decide. Both are 0..1.
type Score struct {
	Token, Bigram float64
}

// Compare scores got against want. Two texts without tokens agree wholly.
func Compare(got, want string) Score {
	a, b := Tokens(got), Tokens(want)
	return Score{Token: f1(a, b), Bigram: f1(pairs(a), pairs(b))}
}

// Tokens splits text into lower-case words and numbers; punctuation is left out, so that
// typographic variants of quotes and dashes do not count; ligatures are expanded.
func Tokens(text string) []string {
	return strings.FieldsFunc(ligatures.Replace(strings.ToLower(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// ligatures expands what some readers leave as one character.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "\u00ad", "")

// pairs joins each token with the next.
func pairs(tokens []string) []string {
	var out []string
	for i := 1; i < len(tokens); i++ {
		out = append(out, tokens[i-1]+" "+tokens[i])
	}
	return out
}

// f1 is twice the size of the multisets' intersection over the sum of their sizes.
func f1(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	counts := make(map[string]int, len(b))
	for _, t := range b {
		counts[t]++
	}
	common := 0
	for _, t := range a {
		if counts[t] > 0 {
			counts[t]--
			common++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// Missing lists the tokens of want that got lacks, with how often, up to max of them,
// in the order of want.
func Missing(got, want string, max int) []string {
	counts := map[string]int{}
	for _, t := range Tokens(got) {
		counts[t]++
	}
	var out []string
	for _, t := range Tokens(want) {
		if counts[t] > 0 {
			counts[t]--
			continue
		}
		if out = append(out, t); len(out) == max {
			break
		}
	}
	return out
}
