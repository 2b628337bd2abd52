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
		if i > start && !continues(&paragraph{lines[start:i]}, &lines[i], margins, pitch) {
			out = append(out, paragraph{lines[start:i:i]})
			start = i
		}
	}
	if start < len(lines) {
		out = append(out, paragraph{lines[start:]})
	}
	return out
}

// continues reports whether l goes on with paragraph p.
func continues(p *paragraph, l *line, margins []margin, pitch float64) bool {
	prev := &p.lines[len(p.lines)-1]
	if prev.table != l.table || prev.row != l.row || prev.col != l.col || prev.turn != l.turn {
		return false
	}
	if math.Abs(prev.size-l.size) > sizeSlack*max(prev.size, l.size) {
		return false
	}
	if isContentsLine(prev) {
		return false
	}
	m := margins[prev.page].at(prev.column)
	early := endsEarly(prev, l, m)
	last := prev.words[len(prev.words)-1].text
	if l.table > 0 {
		return continuesCell(prev, l, last)
	}
	if prev.page != l.page || prev.column != l.column || l.broken {
		return continuesOver(p, prev, l, early, last)
	}
	gap := prev.y - l.y
	usual := pitch * l.size
	if n := len(p.lines); n > 1 && p.lines[n-2].page == prev.page && p.lines[n-2].column == prev.column {
		usual = p.lines[n-2].y - prev.y
	}
	first := l.words[0].text
	starts := itemStart.MatchString(first)
	ended := endsSentence(last)
	slack := pitchSlack
	if !starts && !ended && startsLower(first) && !strings.HasSuffix(last, ";") && !strings.HasSuffix(last, ":") {
		slack = openSlack
	}
	const together = 0.3 // ems: lines nearer than this are painted on one another
	if gap < together*l.size || gap > slack*usual+0.5 {
		return false
	}
	if starts && startsItem(p, prev, l, early, ended, gap > 1.08*usual, last) {
		return false
	}
	lower := startsLower(first)
	if math.Abs(prev.x0-l.x0) > 1 && centred(prev, m) != centred(l, m) && early {
		return false
	}
	if centred(prev, m) && centred(l, m) && prev.bold == l.bold && !ended {
		return true
	}
	if prev.bold != l.bold && early && !(lower && !ended) {
		return false
	}
	if early && (last == "and" || last == "or") && endsItem(prev) {
		return false
	}
	if early {
		return lower && !ended && !strings.HasSuffix(last, ";") && !strings.HasSuffix(last, ":")
	}
	step := (l.x0 - prev.x0) / l.size
	switch {
	case step > indentStep && len(p.lines) > 1 && ended && !lower:
		return false // an indented first line
	case step < -indentStep && len(p.lines) > 1 && ended && !lower:
		return false
	}
	return true
}

// continuesCell reports whether l goes on with a paragraph of a table's cell. Cells are
// narrow, so the ends of their lines tell nothing.
func continuesCell(prev, l *line, last string) bool {
	first := l.words[0].text
	if prev.y-l.y > 2*l.size || bullet.MatchString(first) {
		return false
	}
	return !itemStart.MatchString(first) || refersOn.MatchString(last) || !endsSentence(last) && !strings.HasSuffix(last, ";") && !strings.HasSuffix(last, ":")
}

// startsItem reports whether l, which begins with a number or bullet, begins a new item
// rather than going on with a sentence that cites the number.
func startsItem(p *paragraph, prev, l *line, early, ended, loose bool, last string) bool {
	first := l.words[0].text
	if bullet.MatchString(first) && first != "-" && first != "–" && first != "o" {
		return true
	}
	word := len(first) > 1 && unicode.IsLetter(rune(first[0])) && !strings.ContainsAny(first, ".)")
	if word { // "Section", "Exhibit": a heading only where the line before has ended
		return early && (ended || unicode.IsUpper(rune(first[0])))
	}
	switch {
	case !early && !loose && countsInline(p, first):
		return false
	case (last == "and" || last == "or") && endsItem(prev):
		return true
	case !early && refersOn.MatchString(last):
		return false
	}
	if early || ended || loose || strings.HasSuffix(last, ";") || strings.HasSuffix(last, ":") || strings.HasSuffix(last, ",") && strings.HasPrefix(first, "(") {
		return true
	}
	if last == "and" || last == "or" {
		return true
	}
	return math.Abs(l.x0-prev.x0) > indentStep*l.size && len(p.lines) > 1
}

// countsInline reports whether p counts in its running text and mark is next: "(ii)"
// after a "(i)" that does not begin a line.
func countsInline(p *paragraph, mark string) bool {
	before := markBefore(mark)
	if before == "" {
		return false
	}
	for i := range p.lines {
		words := p.lines[i].words
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

// continuesOver reports whether l, the first line of another column or page, goes on with p.
func continuesOver(p *paragraph, prev, l *line, early bool, last string) bool {
	first := l.words[0].text
	if itemStart.MatchString(first) && !refersOn.MatchString(last) {
		return false
	}
	if prev.bold != l.bold && prev.bold && len(p.lines) < 3 {
		return false
	}
	if startsLower(first) {
		return !strings.HasSuffix(last, ";") && !strings.HasSuffix(last, ":")
	}
	return !early && !endsSentence(last) && !strings.HasSuffix(last, ";") && !strings.HasSuffix(last, ":")
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

// endsItem reports whether a line ends a list item: "…; and".
func endsItem(l *line) bool {
	n := len(l.words)
	return n > 1 && (strings.HasSuffix(l.words[n-2].text, ";") || strings.HasSuffix(l.words[n-2].text, ","))
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

// endsEarly reports whether prev ends where the first word of l would still have fitted.
func endsEarly(prev, l *line, m extent) bool {
	return m.right-prev.x1 > l.words[0].x1-l.words[0].x0+(0.3+earlyEnd)*prev.size
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
