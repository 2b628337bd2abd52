package text

import (
	"regexp"
	"sort"
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
)

// Plain reads plain text. Lines that were broken to fit a width are joined into
// paragraphs; lines that recur at page ends, and page numbers, are set apart.
func Plain(text string) *contract.Document {
	lines := splitLines(text)
	marks := furniture(lines)
	width := wrapWidth(lines, marks)
	var b compose.Builder
	p := plainParagraphs{build: &b, width: width}
	for i, l := range lines {
		switch {
		case marks[i]:
			p.pageEnd(l.text)
		case l.text == "":
			p.blank()
		default:
			p.line(l)
		}
	}
	p.flush()
	for _, text := range p.aside {
		b.Aside(text, contract.Block{Kind: contract.Furniture})
	}
	doc := b.Document()
	doc.Type = "txt"
	return doc
}

// line is one line of the file.
type line struct {
	text   string // without white space at either end; tabs and runs of spaces kept within
	indent int    // columns of white space before it
	length int    // characters, indent included
}

func splitLines(text string) []line {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n\n").Replace(text)
	raw := strings.Split(text, "\n")
	lines := make([]line, len(raw))
	for i, s := range raw {
		s = strings.TrimRight(s, " \t\u00a0\v")
		trimmed := strings.TrimLeft(s, " \t\u00a0\ufeff")
		indent := 0
		for _, r := range s[:len(s)-len(trimmed)] {
			if r == '\t' {
				indent += 8 - indent%8
			} else {
				indent++
			}
		}
		lines[i] = line{trimmed, indent, indent + len([]rune(trimmed))}
	}
	return lines
}

// plainParagraphs joins lines into paragraphs.
type plainParagraphs struct {
	build  *compose.Builder
	width  int      // of wrapped lines; 0 when lines are not wrapped
	open   []line   // the lines of the paragraph so far
	paused bool     // a page ended within the paragraph
	blanks int      // blank lines since the last line
	aside  []string // furniture
}

func (p *plainParagraphs) blank() {
	p.blanks++
	if !p.paused {
		p.settle()
	}
}

// settle ends the paragraph unless it may go on after a page's end.
func (p *plainParagraphs) settle() {
	if len(p.open) > 0 && endsSentence(p.open[len(p.open)-1].text) {
		p.flush()
	}
}

func (p *plainParagraphs) pageEnd(text string) {
	p.aside = append(p.aside, compose.Clean(text))
	p.paused = true
}

func (p *plainParagraphs) line(l line) {
	if len(p.open) > 0 && !p.joins(p.open[len(p.open)-1], l) {
		p.flush()
	}
	p.open = append(p.open, l)
	p.blanks, p.paused = 0, false
}

// joins reports whether l goes on with the paragraph that ends in last.
func (p *plainParagraphs) joins(last, l line) bool {
	if p.paused || p.blanks > 0 {
		return p.paused && !endsSentence(last.text) && startsLower(l.text)
	}
	if p.width == 0 || compose.StartsItem(l.text) && endsClause(last.text) {
		return false
	}
	// The next line's first word would have fitted: the line was ended on purpose.
	first, _, _ := strings.Cut(l.text, " ")
	return last.length+1+len([]rune(first)) > p.width*4/5
}

func (p *plainParagraphs) flush() {
	if len(p.open) == 0 {
		return
	}
	var w compose.Words
	for i, l := range p.open {
		if i > 0 {
			w.Space()
		}
		w.WriteString(l.text)
	}
	p.open = p.open[:0]
	p.paused = false
	for _, piece := range []string{w.String()} {
		p.build.Add(piece, contract.Block{Kind: contract.Paragraph})
	}
}

// wrapWidth is the width to which lines are broken, or 0 when each line is a paragraph.
func wrapWidth(lines []line, furniture map[int]bool) int {
	var lengths []int
	for i, l := range lines {
		if l.text != "" && !furniture[i] {
			lengths = append(lengths, l.length)
		}
	}
	if len(lengths) < 5 {
		return 0
	}
	sort.Ints(lengths)
	width := lengths[len(lengths)*95/100]
	if width > maxWrap {
		return 0
	}
	return width
}

// maxWrap is the longest line that is taken for a wrapped one, in characters.
const maxWrap = 160

var (
	digitRun   = regexp.MustCompile(`\d+`)
	pageNumber = regexp.MustCompile(`^(?:[-–—]\s*)?(?:[Pp]age\s+)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—])?$`)
)

// furniture finds the lines that are no part of the text: the same but for digits on
// at least three pages, or nothing but a page number, and standing by themselves.
func furniture(lines []line) map[int]bool {
	alone := func(i int) bool {
		return (i == 0 || lines[i-1].text == "") && (i == len(lines)-1 || lines[i+1].text == "")
	}
	count := map[string]int{}
	key := func(l line) string { return digitRun.ReplaceAllString(l.text, "#") }
	for i, l := range lines {
		if l.text != "" && len(l.text) < 200 && alone(i) {
			count[key(l)]++
		}
	}
	marks := map[int]bool{}
	for i, l := range lines {
		if l.text == "" || len(l.text) >= 200 || !alone(i) {
			continue
		}
		if pageNumber.MatchString(l.text) || count[key(l)] >= 3 && !compose.StartsItem(l.text+" ") {
			marks[i] = true
		}
	}
	return marks
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, ` "”’')]`)
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".:!?")
}

// endsClause reports whether an item may follow: a sentence, a lead-in, or an item
// that ends in ";" or "; and".
func endsClause(s string) bool {
	if endsSentence(s) {
		return true
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, " and"), " or")
	return strings.HasSuffix(s, ";") || strings.HasSuffix(s, ",")
}

func startsLower(s string) bool {
	for _, r := range s {
		return r >= 'a' && r <= 'z'
	}
	return false
}
