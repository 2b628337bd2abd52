package ingest

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"

	"parley/internal/contract"
)

const (
	languageWords  = 25   // fewer words than these tell no language
	languageSample = 8000 // bytes looked at, from the middle of the body
)

// tellLanguage sets the document's language and warns when it is not English.
func tellLanguage(doc *contract.Document) {
	sample := languageText(doc.Text[:doc.BodyEnd])
	info := whatlanggo.Detect(sample)
	if info.Script != unicode.Han && len(strings.Fields(sample)) < languageWords || info.Confidence < 0.5 {
		return
	}
	doc.Language = info.Lang.Iso6391()
	if doc.Language != "" && doc.Language != "en" {
		doc.Warnings = append(doc.Warnings, contract.Warning{Code: "language-not-english",
			Text: fmt.Sprintf("The document seems to be in %s: it is read and can be searched, but the rules are for English.", info.Lang)})
	}
}

// languageText is a part of the text to tell the language by: from its middle, where
// neither a cover sheet nor a list of names stands, and without digits.
func languageText(body string) string {
	if len(body) > languageSample {
		from := (len(body) - languageSample) / 2
		body = strings.ToValidUTF8(body[from:from+languageSample], "")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || r == '_' {
			return ' '
		}
		return r
	}, body)
}
