package ingest

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"

	"parley/internal/contract"
)

const (
	sampleCount = 9   // samples that vote on the language
	sampleSize  = 500 // bytes of each; the detector's figures lose their meaning on long texts
	sampleLeast = 120 // bytes that a document must have to tell its language
	proseWords  = 8   // blocks of fewer words are names, cells and headings
)

// tellLanguage sets the document's language and warns when it is not English.
func tellLanguage(doc *contract.Document) {
	text := prose(doc, proseWords)
	if len(text) < sampleSize {
		text = prose(doc, 1)
	}
	lang := vote(text)
	doc.Language = lang.Iso6391()
	if doc.Language != "" && doc.Language != "en" {
		doc.Warnings = append(doc.Warnings, contract.Warning{Code: "language-not-english",
			Text: fmt.Sprintf("The document seems to be in %s: it is read and can be searched, but the rules are for English.", lang)})
	}
}

// prose is the text of the body's blocks that have at least so many words. Chinese and
// the like have no spaces; there, three bytes count for half a word.
func prose(doc *contract.Document, words int) string {
	var b strings.Builder
	for _, block := range doc.Blocks {
		text := block.Cut(doc.Text)
		if block.Kind.Body() && max(strings.Count(text, " ")+1, len(text)/12) >= words {
			b.WriteString(text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// vote is the language of more than half of the samples taken evenly from text, or -1.
func vote(text string) whatlanggo.Lang {
	if len(text) < sampleLeast {
		return -1
	}
	samples := min(max(len(text)/sampleSize, 1), sampleCount)
	step := len(text) / samples
	votes := map[whatlanggo.Lang]int{}
	for i := range samples {
		sample := strings.ToValidUTF8(text[i*step:min(i*step+sampleSize, len(text))], "")
		lang := whatlanggo.DetectLang(strings.Map(wordsOnly, sample))
		if votes[lang]++; votes[lang] > samples/2 {
			return lang
		}
	}
	return -1
}

func wordsOnly(r rune) rune {
	if unicode.IsDigit(r) || r == '_' {
		return ' '
	}
	return r
}
