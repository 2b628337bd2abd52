package query

import "github.com/kljensen/snowball/english"

// stem is the English (Porter2) stem of a word in lower case. Words that are not
// English letters throughout, and numbers, are their own stems.
func stem(word string) string {
	for i := range len(word) {
		if c := word[i]; c < 'a' || c > 'z' {
			return word
		}
	}
	if len(word) > 40 {
		return word // no English word is so long
	}
	return english.Stem(word, true)
}
