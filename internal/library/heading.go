package library

import (
	"strings"

	"parley/internal/query"
)

// headingOf is the stems of an entry's headings, or of the words with which its text
// begins when they look like one.
func headingOf(e *Entry) string {
	heading := e.Clause.Heading
	for _, a := range e.Above {
		heading = a.Heading + " " + heading
	}
	if strings.TrimSpace(heading) == "" {
		heading = openingOf(e.Text)
	}
	if heading == "" {
		return ""
	}
	return " " + strings.Join(stemsOf(heading), " ") + " "
}

// openingOf gives the first words of a clause up to a point, colon or line end when
// they are few enough to be a heading, without their number.
func openingOf(text string) string {
	const maxBytes, maxWords = 100, 9
	text = strings.TrimLeft(text[:min(len(text), maxBytes)], " \n\t")
	for {
		first, rest, ok := strings.Cut(text, " ")
		word := strings.ToLower(strings.Trim(first, ".():"))
		number := strings.Trim(word, "0123456789.") == "" || len(word) == 1 && first != word || strings.Trim(word, "ivxlc") == ""
		if !ok || !number && word != "article" && word != "section" {
			break
		}
		text = strings.TrimLeft(rest, " ")
	}
	end := strings.IndexAny(text, ".:;\n<")
	if end < 0 || len(query.Words(text[:end])) > maxWords {
		return ""
	}
	return text[:end]
}
