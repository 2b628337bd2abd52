package pdf

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraph is consecutive lines, possibly of several pages, that are one block.
type paragraph struct {
	lines []line
}

// The thresholds of the paragraph builder, in ems unless told otherwise.
const (
	pitchSlack = 1.3  // line distance, as a share of the usual one, above which a paragraph ends
	openSlack  = 1.8  // the same within a sentence that plainly goes on
	sizeSlack  = 0.08 // relative difference of type sizes within a paragraph
	looseItem  = 1.08 // line distance, as a share of the usual one, above which a number begins an item
	indentStep = 0.8  // a left edge further off than this is another indent
	earlyEnd   = 1.0  // a line that had room for the next word and this much more ended on purpose
)

// itemStart matches a number or a bullet that may begin a clause or list item.
var itemStart = regexp.MustCompile(`^(?:` +
	`(?:\d{1,3}\.){1,5}\d{0,3}[.)]?|\d{1,3}[.)]|` + // 1. 1.1 1.1.1 12)
	`\((?:\d{1,3}|[A-Za-z]{1,2}|[ivxlc]{1,6}|[IVXLC]{1,6})\)|` + // (1) (a) (iv)
	`(?:[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})[.)]|` + // a. iv) B.
	`(?i:article|section|clause|schedule|exhibit|annex|appendix|attachment|part)|` +
	`[•▪■●○◦➢❖✓☐☑□·*§–-]|o)$`)

var bullet = regexp.MustCompile(`^[•▪■●○◦➢❖✓☐☑□·*–-]$|^o$`)

// refersOn matches a last word after which a number at the next line's start is a
// reference, not a clause's number.
var refersOn = regexp.MustCompile(`(?i)^\(?(?:sections?|clauses?|articles?|paragraphs?|exhibits?|schedules?|annex(?:es)?|appendix|part|items?|rules?|no\.?|§+|and|or|to|of|in|under|with|by|the|a|an|through|than|within|at|for|from|least|until|vom|der|die|des|und|article|alinéa)$`)

// paragraphs joins lines in reading order; the paragraphs share them. pitch is the usual
// distance of lines in ems.
func paragraphs(lines []line, margins []margin, pitch float64) []paragraph {
	var out []paragraph
	start := 0
	for i := range lines {
		if i > start && !continues(lines[start:i], &lines[i], margins, pitch) {
			out = append(out, paragraph{lines[start:i:i]})
			start = i
		}
	}
	if start < len(lines) {
		out = append(out, paragraph{lines[start:]})
	}
	return out
}

// seam is where one line ends and the next begins, with what tells whether they are one
// paragraph.
type seam struct {
	above      []line // the paragraph so far
	prev, next *line
	first      string // the next line's first word
	last       string // the line's last word
	column     extent
	early      bool // the line ends where the next word would still have fitted
	ended      bool // it ends a sentence
	lower      bool // the next line begins in lower case
	item       bool // the next line begins with a number or a bullet
}

func newSeam(above []line, next *line, margins []margin) *seam {
	prev := &above[len(above)-1]
	s := &seam{above: above, prev: prev, next: next, first: next.words[0].text, last: prev.words[len(prev.words)-1].text}
	s.column = margins[prev.page].at(prev.column)
	s.early = s.column.right-prev.x1 > next.words[0].x1-next.words[0].x0+(0.3+earlyEnd)*prev.size
	s.ended = endsSentence(s.last)
	s.lower = startsLower(s.first)
	s.item = itemStart.MatchString(s.first)
	return s
}

// continues reports whether a line goes on with the paragraph above it.
func continues(above []line, next *line, margins []margin, pitch float64) bool {
	prev := &above[len(above)-1]
	if prev.table != next.table || prev.row != next.row || prev.col != next.col || prev.turn != next.turn ||
		math.Abs(prev.size-next.size) > sizeSlack*max(prev.size, next.size) || isContentsLine(prev) {
		return false
	}
	s := newSeam(above, next, margins)
	switch {
	case next.table > 0:
		return s.inCell()
	case prev.page != next.page || prev.column != next.column || next.broken:
		return s.overBreak()
	}
	return s.inColumn(pitch)
}

// open reports whether the line's sentence plainly goes on.
func (s *seam) open() bool { return s.lower && !s.ended && !s.atPause() }

// atPause reports whether the line ends in a semicolon or a colon.
func (s *seam) atPause() bool {
	return strings.HasSuffix(s.last, ";") || strings.HasSuffix(s.last, ":")
}

// inCell judges lines of a table's cell. Cells are narrow, so the ends of their lines
// tell nothing.
func (s *seam) inCell() bool {
	if s.prev.y-s.next.y > 2*s.next.size || bullet.MatchString(s.first) {
		return false
	}
	return !s.item || refersOn.MatchString(s.last) || !s.ended && !s.atPause()
}

// overBreak judges the last line of a page or column and the first of the next.
func (s *seam) overBreak() bool {
	const shortHeading = 3 // lines
	switch {
	case s.item && !refersOn.MatchString(s.last):
		return false
	case s.prev.bold && !s.next.bold && len(s.above) < shortHeading:
		return false
	case s.lower:
		return !s.atPause()
	}
	return !s.early && !s.ended && !s.atPause()
}

// inColumn judges consecutive lines of a column. pitch is the usual distance of lines.
func (s *seam) inColumn(pitch float64) bool {
	const together = 0.3 // ems: lines nearer than this are painted on one another
	gap, usual := s.prev.y-s.next.y, pitch*s.next.size
	if n := len(s.above); n > 1 && s.above[n-2].page == s.prev.page && s.above[n-2].column == s.prev.column {
		usual = s.above[n-2].y - s.prev.y
	}
	slack := pitchSlack
	if !s.item && s.open() {
		slack = openSlack
	}
	if gap < together*s.next.size || gap > slack*usual+0.5 {
		return false
	}
	if s.item && s.startsItem(gap > looseItem*usual) {
		return false
	}
	middle, nextMiddle := centred(s.prev, s.column), centred(s.next, s.column)
	switch {
	case middle != nextMiddle && s.early && math.Abs(s.prev.x0-s.next.x0) > 1:
		return false
	case middle && nextMiddle && s.prev.bold == s.next.bold && !s.ended:
		return true
	case s.prev.bold != s.next.bold && s.early && !s.open():
		return false
	case s.early && endsItem(s.prev):
		return false
	case s.early:
		return s.open()
	}
	step := math.Abs(s.next.x0-s.prev.x0) / s.next.size
	newIndent := step > indentStep && len(s.above) > 1 // a first line apart from the others is usual
	return !(newIndent && s.ended && !s.lower)
}

// startsItem reports whether the next line, which begins with a number or bullet, begins
// a new item rather than going on with a sentence that cites the number. loose says that
// the line stands further off than usual.
func (s *seam) startsItem(loose bool) bool {
	if bullet.MatchString(s.first) && s.first != "-" && s.first != "–" && s.first != "o" {
		return true
	}
	word := len(s.first) > 1 && unicode.IsLetter(rune(s.first[0])) && !strings.ContainsAny(s.first, ".)")
	if word { // "Section", "Exhibit": a heading only where the line before has ended
		return s.early && (s.ended || unicode.IsUpper(rune(s.first[0])))
	}
	switch {
	case !s.early && !loose && countsInline(s.above, s.first):
		return false
	case endsItem(s.prev):
		return true
	case !s.early && refersOn.MatchString(s.last):
		return false
	case s.early, s.ended, loose, s.atPause(), s.last == "and", s.last == "or":
		return true
	case strings.HasSuffix(s.last, ",") && strings.HasPrefix(s.first, "("):
		return true
	}
	return math.Abs(s.next.x0-s.prev.x0) > indentStep*s.next.size && len(s.above) > 1
}

// countsInline reports whether lines count in their running text and mark is next: "(ii)"
// after a "(i)" that does not begin a line.
func countsInline(lines []line, mark string) bool {
	before := markBefore(mark)
	if before == "" {
		return false
	}
	for i := range lines {
		words := lines[i].words
		for j := range words {
			if j > 0 && words[j].text == before {
				return true
			}
		}
	}
	return false
}

// markBefore is the mark that comes before one in parentheses: "(b)" before "(c)",
// "(iii)" before "(iv)"; "" when there is none.
func markBefore(mark string) string {
	inner, ok := strings.CutPrefix(mark, "(")
	if inner, ok2 := strings.CutSuffix(inner, ")"); ok && ok2 && inner != "" {
		switch {
		case isRoman(inner) && (len(inner) > 1 || inner == "v" || inner == "x"):
			if n := romanValue(inner); n > 1 {
				return "(" + strings.ToLower(roman(n-1)) + ")"
			}
		case len(inner) == 1 && inner[0] > 'a' && inner[0] <= 'z' || len(inner) == 1 && inner[0] > 'A' && inner[0] <= 'Z':
			return "(" + string(inner[0]-1) + ")"
		default:
			if n, err := strconv.Atoi(inner); err == nil && n > 1 {
				return "(" + strconv.Itoa(n-1) + ")"
			}
		}
	}
	return ""
}

// isContentsLine reports whether l is a line of a table of contents: it ends in a page
// number, far from the words or led to by dots.
func isContentsLine(l *line) bool {
	const far = 1.5 // ems
	n := len(l.words)
	if n < 2 {
		return false
	}
	last, before := &l.words[n-1], &l.words[n-2]
	if !isPlainNumber(last.text) && !isRoman(last.text) || len(last.text) > 5 {
		return false
	}
	return last.x0-before.x1 > far*l.size || strings.HasSuffix(before.text, "...") || strings.HasSuffix(before.text, "…")
}

// endsItem reports whether a line ends a list item but the last: "…; and".
func endsItem(l *line) bool {
	n := len(l.words)
	if n < 2 || l.words[n-1].text != "and" && l.words[n-1].text != "or" {
		return false
	}
	return (strings.HasSuffix(l.words[n-2].text, ";") || strings.HasSuffix(l.words[n-2].text, ","))
}

// endsSentence reports whether a word ends a sentence.
func endsSentence(w string) bool {
	w = strings.TrimRight(w, `"'”’)]»`)
	return w != "" && strings.ContainsRune(".!?", rune(w[len(w)-1]))
}

func startsLower(w string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, `"'“‘(«`))
	return unicode.IsLower(r)
}

// centred reports whether a line stands in the middle between the margins.
func centred(l *line, m extent) bool {
	left, right := l.x0-m.left, m.right-l.x1
	return left > 2*l.size && right > 2*l.size && math.Abs(left-right) < 1.5*l.size
}

// extent is where the text of a column begins and ends.
type extent struct{ left, right float64 }

// margin holds the extents of a page's columns.
type margin struct {
	first   int // number of the first column
	columns []extent
}

func (m margin) at(column int) extent { return m.columns[column-m.first] }

// findMargins measures the columns of each page. lines are those of one page.
func findMargins(lines []line, whole extent) margin {
	if len(lines) == 0 {
		return margin{}
	}
	m := margin{first: lines[0].column}
	for i := 0; i < len(lines); {
		j := i
		var ends []float64
		e := extent{math.Inf(1), 0}
		for ; j < len(lines) && lines[j].column == lines[i].column; j++ {
			e.left = min(e.left, lines[j].x0)
			ends = append(ends, lines[j].x1)
		}
		slices.Sort(ends)
		e.right = ends[len(ends)*9/10] // a few lines may jut out
		const few = 6                  // lines that tell too little
		if len(ends) < few {
			e.right = ends[len(ends)-1]
		}
		if len(ends) < few && e.left >= whole.left-1 && e.right <= whole.right+1 && lines[len(lines)-1].column == m.first {
			e = whole
		}
		for len(m.columns) <= lines[i].column-m.first {
			m.columns = append(m.columns, e)
		}
		i = j
	}
	return m
}

// usualPitch is the most frequent distance of consecutive lines, in ems.
func usualPitch(pages []*page) float64 {
	var counts [40]int // of 0.1 em
	for _, p := range pages {
		for i := 1; i < len(p.lines); i++ {
			a, b := &p.lines[i-1], &p.lines[i]
			if a.column != b.column || b.size <= 0 || math.Abs(a.size-b.size) > sizeSlack*a.size {
				continue
			}
			if k := int((a.y - b.y) / b.size * 10); k > 8 && k < len(counts) {
				counts[k]++
			}
		}
	}
	best := 12
	for k, n := range counts {
		if n > counts[best] {
			best = k
		}
	}
	return float64(best+1) / 10
}
