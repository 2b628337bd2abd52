// Package report renders a Review for people and for programs.
package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"parley/internal/contract"
	"parley/internal/review"
)

// Format is a way to render a review.
type Format string

// The formats of one review. JSONL is JSON on one line, for streams of reviews.
const (
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	Markdown Format = "md"
	Text     Format = "text" // for a terminal
)

// Formats lists the formats a user may ask for.
var Formats = []Format{Text, JSON, JSONL, Markdown}

// Extension is the file name's end for a format, with the dot.
func (f Format) Extension() string {
	switch f {
	case JSON, JSONL:
		return ".json"
	case Markdown:
		return ".md"
	}
	return ".txt"
}

// Options say how much is shown to people; programs always get everything.
type Options struct {
	All    bool // preferred and acceptable findings too
	Colour bool // ANSI colours
	Width  int  // columns; 0 means 88
}

// Write renders a review.
func Write(w io.Writer, rv *review.Review, f Format, opt Options) error {
	switch f {
	case JSON, JSONL:
		return writeJSON(w, rv, f == JSON)
	case Markdown:
		return writeMarkdown(w, rv, opt)
	case Text:
		return writeText(w, rv, opt)
	}
	return fmt.Errorf("unknown format %q: expected one of %v", f, Formats)
}

// writeJSON leaves < > & as they are: quotes must be readable, and nothing here is HTML.
func writeJSON(w io.Writer, rv *review.Review, indent bool) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if indent {
		e.SetIndent("", " ")
	}
	if err := e.Encode(rv); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// shown are the findings a person sees: absences and passages to answer, weightiest
// first, then the rest when asked for.
func shown(rv *review.Review, all bool) []contract.Finding {
	list := review.Answerable(rv.Findings)
	if !all {
		return list
	}
	for _, f := range rv.Findings {
		if f.Stance.Rank() < contract.Negotiate.Rank() {
			list = append(list, f)
		}
	}
	return list
}

// Place says where a finding stands: "clause 12.3 (Audit), page 4", or that it is missing.
func Place(f contract.Finding) string {
	if f.Quote == "" {
		return "not in this document"
	}
	var parts []string
	switch {
	case f.Clause.Number != "" && f.Clause.Heading != "":
		parts = append(parts, fmt.Sprintf("clause %s (%s)", f.Clause.Number, f.Clause.Heading))
	case f.Clause.Number != "":
		parts = append(parts, "clause "+f.Clause.Number)
	case f.Clause.Heading != "":
		parts = append(parts, fmt.Sprintf("under %q", f.Clause.Heading))
	}
	if f.Page > 0 {
		parts = append(parts, fmt.Sprintf("page %d", f.Page))
	}
	if len(parts) == 0 {
		return fmt.Sprintf("at byte %d", f.Start)
	}
	return strings.Join(parts, ", ")
}

// StanceWords is a stance as a person reads it.
func StanceWords(s contract.Stance) string {
	switch s {
	case contract.WalkAway:
		return "refuse as written"
	case contract.Negotiate:
		return "negotiate"
	case contract.Acceptable:
		return "acceptable"
	}
	return "fine"
}

// AdviceWords is a verdict's advice as a person reads it.
func AdviceWords(a review.Advice) string {
	switch a {
	case review.GetHelp:
		return "GET HELP BEFORE SIGNING"
	case review.Talk:
		return "NEGOTIATE"
	}
	return "FINE TO SIGN"
}
