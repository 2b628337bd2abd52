package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Error is a mistake in a query: where it is, what is wrong and what was expected.
type Error struct {
	Source   string // the query
	Offset   int    // byte offset into Source of the mistake
	Message  string
	Expected string // "" when the message says it all
}

// Error gives the message on one line.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s (column %d)", e.Message, e.column())
	if e.Expected != "" {
		s += "; expected " + e.Expected
	}
	return s
}

// Caret shows the query with a caret under the mistake, on two lines.
func (e *Error) Caret() string {
	line := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		return r
	}, e.Source)
	return line + "\n" + strings.Repeat(" ", e.column()-1) + "^"
}

// column is the 1-based column of the mistake, counted in characters.
func (e *Error) column() int {
	return utf8.RuneCountInString(e.Source[:min(e.Offset, len(e.Source))]) + 1
}
