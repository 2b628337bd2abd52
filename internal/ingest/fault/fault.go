// Package fault is how every reader says that a file could not be read.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code is a stable, kebab-case name for one kind of refusal. Users' scripts and the
// documentation rely on it; the words of an Error may change, its Code does not.
type Code string

// The codes. A reader picks the most exact one that is true.
const (
	Empty          Code = "empty-file"         // nothing in it, or nothing but white space
	NotFound       Code = "not-found"          // no such file
	NotReadable    Code = "not-readable"       // it is there but may not be read
	Unsupported    Code = "unsupported-format" // a format no reader knows
	NotAPDF        Code = "not-a-pdf"          // says it is one, is not, nor anything else we read
	NotADOCX       Code = "not-a-docx"         // likewise for Word files
	Damaged        Code = "damaged"            // the right format, but broken beyond reading
	PasswordNeeded Code = "password-needed"    // encrypted, and no password was given
	PasswordWrong  Code = "password-wrong"     // encrypted, and the password given does not open it
	NoTextLayer    Code = "no-text-layer"      // only images, and they could not be recognised
	NoText         Code = "no-text"            // read, but there are no words in it
	TooLarge       Code = "too-large"          // over a limit on size, count or memory
	TooDeep        Code = "too-deep"           // over a limit on nesting
	Suspicious     Code = "suspicious-archive" // unpacks to far more than it holds
	Timeout        Code = "timeout"            // took longer than allowed
	NeedsProgram   Code = "needs-program"      // another program must be installed to read it
	ProgramFailed  Code = "program-failed"     // that program is there but did not manage
	NoDocuments    Code = "no-documents"       // a folder, archive or mail without anything to read
	Cancelled      Code = "cancelled"          // the caller gave up
)

// Error says in one line which file could not be read, where, why and what to do.
type Error struct {
	Code Code
	File string // the name the user knows it by; readers may leave it to ingest.Read
	Page int    // 1-based; 0 when no page is to blame
	What string // a clause without a full stop: "the file is encrypted"
	Hint string // what to do about it; may be empty
	Err  error  // the cause, for errors.Is; never shown, as it may tell internals
}

// New makes an Error without a file name.
func New(code Code, what, hint string) *Error {
	return &Error{Code: code, What: what, Hint: hint}
}

// Error renders "FILE: page N: WHAT (CODE); HINT" on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(oneLine(e.File))
		b.WriteString(": ")
	}
	if e.Page > 0 {
		fmt.Fprintf(&b, "page %d: ", e.Page)
	}
	b.WriteString(oneLine(e.What))
	fmt.Fprintf(&b, " (%s)", e.Code)
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(oneLine(e.Hint))
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// In returns a copy of e that names file, unless e names one already.
func (e *Error) In(file string) *Error {
	c := *e
	if c.File == "" {
		c.File = file
	}
	return &c
}

// CodeOf returns the code of the first *Error in err's chain, or "".
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// oneLine keeps control characters of foreign names out of terminals and logs.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}
