package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// contract is one source file, parsed: what it is called, how it should look, and
// its blocks in order.
type contract struct {
	Name    string            // base name of the source without its extension
	Meta    map[string]string // the "@key: value" lines at the top
	Outputs []string          // "docx", "pdf=libreoffice", "pdf=chromium", "pdf=latex", "txt"
	Blocks  []block
}

// blockKind is the part a block plays on the page.
type blockKind int

const (
	bodyText  blockKind = iota // a paragraph without a number of its own
	titleText                  // the contract's title
	heading                    // an unnumbered heading
	clause                     // a numbered heading or paragraph; Level says how deep
	part                       // a schedule, annex or exhibit: numbering starts again
	bullet                     // a bulleted item
	table                      // rows of cells, the first one a header
	textBox                    // a framed box beside or between paragraphs
	signature                  // a signature block, one column a party
	contents                   // a table of contents
	columns                    // from here on the text runs in Columns columns
	pageBreak                  // the next block starts a page
)

// block is one paragraph, table or layout instruction.
type block struct {
	Kind    blockKind
	Level   int    // clause: 1..4
	Indent  int    // bodyText: steps of indentation
	Label   string // the name other blocks refer to it by
	Number  string // clause: as printed, such as "(b)"
	Ref     string // clause: as referred to, such as "14.2(b)"
	List    int    // clause: which numbered list, counted from 0; each part starts one
	Scheme  scheme // clause and part: how the list is numbered
	Text    []run
	Rows    [][][]run // table
	Cells   []string  // signature: one party a cell, lines separated by "/"
	Columns int       // columns
}

// run is a stretch of text with one look.
type run struct {
	Text         string
	Bold, Italic bool
	Inserted     bool   // a tracked insertion
	Deleted      bool   // a tracked deletion
	Target       string // a cross-reference: the label it points at; Text is filled in by number
	Footnote     []run  // a footnote called here; Text is empty
	Comment      string // a reviewer's comment on Text, as "Author: words"
}

var (
	metaLine  = regexp.MustCompile(`^@([a-z-]+):\s*(.*)$`)
	labelTail = regexp.MustCompile(`\s*\{#([a-z0-9-]+)\}\s*$`)
	clauseTag = regexp.MustCompile(`^(#{1,4})\s+(.*)$`)
	indentTag = regexp.MustCompile(`^(>+)\s+(.*)$`)
)

// readContract parses the source at path. Its format is described in README.md.
func readContract(path string) (*contract, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &contract{
		Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)),
		Meta: map[string]string{},
	}
	lines := strings.Split(string(data), "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], " ")
		if line == "" {
			continue
		}
		if m := metaLine.FindStringSubmatch(line); m != nil {
			c.Meta[m[1]] = m[2]
			continue
		}
		var b block
		if strings.HasPrefix(line, "|") {
			var rows []string
			for ; i < len(lines) && strings.HasPrefix(lines[i], "|"); i++ {
				rows = append(rows, lines[i])
			}
			i--
			b, err = c.parseTable(rows)
		} else {
			b, err = c.parseBlock(line)
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, i+1, err)
		}
		c.Blocks = append(c.Blocks, b)
	}
	c.Outputs = strings.Fields(c.Meta["outputs"])
	if len(c.Outputs) == 0 {
		return nil, fmt.Errorf("%s: no \"@outputs:\" line, so there is nothing to make", path)
	}
	return c, number(c)
}

// parseBlock reads one line that is not part of a table.
func (c *contract) parseBlock(line string) (block, error) {
	var b block
	if m := labelTail.FindStringSubmatch(line); m != nil {
		b.Label, line = m[1], labelTail.ReplaceAllString(line, "")
	}
	text := line
	switch {
	case strings.HasPrefix(line, "%% "):
		b.Kind, text = titleText, line[3:]
	case strings.HasPrefix(line, "== "):
		b.Kind, text = heading, line[3:]
	case strings.HasPrefix(line, "=== "):
		b.Kind, text = part, line[4:]
		if title, levels, ok := strings.Cut(text, " | levels "); ok {
			text, b.Scheme = title, parseScheme(levels)
		}
	case strings.HasPrefix(line, "- "):
		b.Kind, text = bullet, line[2:]
	case strings.HasPrefix(line, "[box] "):
		b.Kind, text = textBox, line[6:]
	case strings.HasPrefix(line, "[sign] "):
		b.Kind, text = signature, ""
		for _, cell := range strings.Split(line[7:], "||") {
			b.Cells = append(b.Cells, c.quotes(strings.TrimSpace(cell)))
		}
	case line == "[contents]":
		b.Kind, text = contents, ""
	case line == "[page]":
		b.Kind, text = pageBreak, ""
	case strings.HasPrefix(line, "[columns "):
		b.Kind, text = columns, ""
		if _, err := fmt.Sscanf(line, "[columns %d]", &b.Columns); err != nil {
			return b, fmt.Errorf("%q: expected [columns 1] or [columns 2]", line)
		}
	default:
		if m := clauseTag.FindStringSubmatch(line); m != nil {
			b.Kind, b.Level, text = clause, len(m[1]), m[2]
		} else if m := indentTag.FindStringSubmatch(line); m != nil {
			b.Indent, text = len(m[1]), m[2]
		}
	}
	runs, err := parseRuns(c.quotes(text))
	b.Text = runs
	return b, err
}

// parseTable reads lines of the form "| a | b |"; a first row is always a header.
func (c *contract) parseTable(lines []string) (block, error) {
	b := block{Kind: table}
	for _, line := range lines {
		var row [][]run
		for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
			runs, err := parseRuns(c.quotes(strings.TrimSpace(cell)))
			if err != nil {
				return b, err
			}
			row = append(row, runs)
		}
		if len(b.Rows) > 0 && len(row) != len(b.Rows[0]) {
			return b, fmt.Errorf("table row has %d cells where the header has %d", len(row), len(b.Rows[0]))
		}
		b.Rows = append(b.Rows, row)
	}
	return b, nil
}

// marks are the inline signs, longest first where one begins another.
var marks = []struct{ open, close string }{
	{"{++", "++}"}, {"{--", "--}"}, {"{==", "==}"}, {"[[", "]]"}, {"^[", "]^"}, {"**", "**"}, {"~", "~"},
}

// parseRuns splits text at its inline marks. Marks do not nest, except that a
// footnote's words may be marked up.
func parseRuns(text string) ([]run, error) {
	var runs []run
	for text != "" {
		at, mark := len(text), -1
		for i, m := range marks {
			if p := strings.Index(text, m.open); p >= 0 && p < at {
				at, mark = p, i
			}
		}
		if at > 0 {
			runs = append(runs, run{Text: text[:at]})
		}
		if mark < 0 {
			break
		}
		m := marks[mark]
		inner, rest, ok := strings.Cut(text[at+len(m.open):], m.close)
		if !ok {
			return nil, fmt.Errorf("%q is not closed by %q", m.open, m.close)
		}
		text = rest
		r := run{Text: inner}
		switch m.open {
		case "{++":
			r.Inserted = true
		case "{--":
			r.Deleted = true
		case "**":
			r.Bold = true
		case "~":
			r.Italic = true
		case "[[":
			r = run{Target: inner}
		case "^[":
			note, err := parseRuns(inner)
			if err != nil {
				return nil, err
			}
			r = run{Footnote: note}
		case "{==":
			comment, rest, ok := strings.Cut(strings.TrimPrefix(text, "{>>"), "<<}")
			if !ok || !strings.HasPrefix(text, "{>>") {
				return nil, fmt.Errorf("{==%s==} is not followed by {>>Author: words<<}", inner)
			}
			r.Comment, text = comment, rest
		}
		runs = append(runs, r)
	}
	return runs, nil
}

var (
	openDouble = regexp.MustCompile(`((?:^|[\s(\[\x{2014}/])(?:\*\*|~)?)"`)
	openSingle = regexp.MustCompile(`((?:^|[\s(\[\x{2014}\x{201C}])(?:\*\*|~)?)'`)
)

// quotes curls quotation marks and apostrophes, as word processors do while one
// types, unless the source says "@quotes: straight".
func (c *contract) quotes(s string) string {
	if c.Meta["quotes"] == "straight" {
		return s
	}
	s = openDouble.ReplaceAllString(s, "${1}\u201C")
	s = strings.ReplaceAll(s, `"`, "\u201D")
	s = openSingle.ReplaceAllString(s, "${1}\u2018")
	return strings.ReplaceAll(s, "'", "\u2019")
}

// plain is the text of runs as a reader who accepts all changes sees it.
func plain(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		if !r.Deleted {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}
