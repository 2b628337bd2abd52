package text

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"parley/internal/ingest/compose"
)

// line is one line of a plain text file.
type line struct {
	text      string // without white space at either end
	indent    int    // columns of white space before it
	length    int    // columns, indent included
	furniture bool   // a running head or foot, or a page number
}

const (
	pageGap = 3   // blank lines that end a page
	minWrap = 50  // the narrowest and the widest column, in characters,
	maxWrap = 160 // for which lines are taken to be broken
)

// ruledLine is drawn, not written. Underscores are left: people sign on those.
var ruledLine = regexp.MustCompile(`^(?:-{5,}|={5,}|\*{5,}|~{5,}|#{5,}|\+{5,})$`)

// splitLines cuts text into lines and tells which are furniture. A form feed counts as
// the end of a page.
func splitLines(text string) []line {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", strings.Repeat("\n", pageGap+1)).Replace(text)
	raw := strings.Split(text, "\n")
	lines := make([]line, len(raw))
	for i, s := range raw {
		s = strings.TrimRight(s, " \t\u00a0\v")
		trimmed := strings.TrimLeft(s, " \t\u00a0\ufeff")
		if ruledLine.MatchString(trimmed) {
			trimmed, s = "", ""
		}
		indent := 0
		for _, r := range s[:len(s)-len(trimmed)] {
			if r == '\t' {
				indent += 8 - indent%8
			} else {
				indent++
			}
		}
		lines[i] = line{text: trimmed, indent: indent, length: indent + len([]rune(trimmed))}
	}
	return markFurniture(lines)
}

// wrapWidth is the width to which a file's lines are broken, or 0 when they are not.
func wrapWidth(lines []line) int {
	var lengths []int
	for _, l := range lines {
		if l.text != "" && !l.furniture {
			lengths = append(lengths, l.length)
		}
	}
	if len(lengths) < 5 {
		return 0
	}
	sort.Ints(lengths)
	if width := lengths[len(lengths)*95/100]; width >= minWrap && width <= maxWrap {
		return width
	}
	return 0
}

var (
	digitRun   = regexp.MustCompile(`\d+`)
	bareNumber = regexp.MustCompile(`^\d{1,4}(?:\s+\d{1,4})?$`)
	pageNumber = regexp.MustCompile(`^(?:[-–—]\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—]|(?i:page)\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}|[A-Z]-\d{1,3})$`)
	edgarFoot  = regexp.MustCompile(`^Source: .+, \d{1,2}/\d{1,2}/\d{4}$`) // the foot of EDGAR filings as resold
	lastNumber = regexp.MustCompile(`^(?s:(.*\S))\s+(\d{1,4})$`)
	headNumber = regexp.MustCompile(`^(\d{1,4})\s+(?s:(\S.*))$`)
)

// markFurniture finds page numbers and lines that are the same but for their digits at
// the ends of at least three pages. A page ends at several blank lines, or where a lone
// number stands next to a line that recurs. A page number on the last line of a page,
// or the first, becomes a line of its own.
func markFurniture(lines []line) []line {
	gap := gaps(lines)
	atEnds, anywhere := map[string]int{}, map[string]int{}
	key := func(i int) string { return digitRun.ReplaceAllString(lines[i].text, "#") }
	var alone []int // lines that stand by themselves
	for i, l := range lines {
		if !standsAlone(lines, i) {
			continue
		}
		alone = append(alone, i)
		if hasLetter(l.text) && !compose.StartsItem(l.text+" ") {
			anywhere[key(i)]++
			if gap[i].pageEnd() {
				atEnds[key(i)]++
			}
		}
	}
	for n, i := range alone {
		l := &lines[i]
		bare := bareNumber.MatchString(l.text)
		l.furniture = l.furniture || pageNumber.MatchString(l.text) || edgarFoot.MatchString(l.text) ||
			gap[i].pageEnd() && (bare || atEnds[key(i)] >= 3)
		for _, m := range []int{n - 1, n + 1} {
			if bare && m >= 0 && m < len(alone) && anywhere[key(alone[m])] >= 3 && adjacent(lines, i, alone[m]) {
				l.furniture, lines[alone[m]].furniture = true, true
			}
		}
	}
	return partPageNumbers(lines, pagesOf(lines, gap))
}

// adjacent reports whether only blank lines stand between two lines.
func adjacent(lines []line, a, b int) bool {
	for i := min(a, b) + 1; i < max(a, b); i++ {
		if lines[i].text != "" {
			return false
		}
	}
	return true
}

// pageLines are the first and the last line of a page that are not furniture.
type pageLines struct{ first, last int }

func pagesOf(lines []line, gap []room) []pageLines {
	var pages []pageLines
	open := false
	for i, l := range lines {
		if l.text == "" {
			continue
		}
		if gap[i].before >= pageGap && !l.furniture || len(pages) == 0 {
			open = false
		}
		switch {
		case l.furniture:
		case !open:
			pages, open = append(pages, pageLines{i, i}), true
		default:
			pages[len(pages)-1].last = i
		}
	}
	return pages
}

// partPageNumbers takes the page numbers off the ends of pages' first and last lines.
// A number there is the page's when most pages have one that counts on with them.
func partPageNumbers(lines []line, pages []pageLines) []line {
	last := countsOn(pages, func(p pageLines) string { return submatch(lastNumber, lines[p.last].text, 2) })
	first := countsOn(pages, func(p pageLines) string { return submatch(headNumber, lines[p.first].text, 1) })
	before, after := map[int]line{}, map[int]line{}
	for i, p := range pages {
		if m := headNumber.FindStringSubmatch(lines[p.first].text); first[i] && m != nil {
			before[p.first] = line{text: m[1], furniture: true}
			lines[p.first].text = m[2]
		}
		if m := lastNumber.FindStringSubmatch(lines[p.last].text); last[i] && m != nil {
			after[p.last] = line{text: m[2], furniture: true}
			lines[p.last].text = m[1]
		}
	}
	if len(before)+len(after) == 0 {
		return lines
	}
	out := make([]line, 0, len(lines)+len(before)+len(after))
	for i, l := range lines {
		if n, ok := before[i]; ok {
			out = append(out, n)
		}
		out = append(out, l)
		if n, ok := after[i]; ok {
			out = append(out, n)
		}
	}
	return out
}

// countsOn tells for which pages number gives the page's number: as many as the pages
// before it more than on the first. Fewer than three, or than a third of all pages,
// are chance.
func countsOn(pages []pageLines, number func(pageLines) string) []bool {
	const none = -1 << 30
	start := make([]int, len(pages))
	votes := map[int]int{}
	for i, p := range pages {
		start[i] = none
		if n, err := strconv.Atoi(number(p)); err == nil {
			start[i] = n - i
			votes[start[i]]++
		}
	}
	is := make([]bool, len(pages))
	for i := range pages {
		n := votes[start[i]]
		is[i] = start[i] != none && n >= 3 && 3*n >= len(pages)
	}
	return is
}

func submatch(re *regexp.Regexp, s string, group int) string {
	if m := re.FindStringSubmatch(s); m != nil {
		return m[group]
	}
	return ""
}

func hasLetter(s string) bool {
	return strings.IndexFunc(s, unicode.IsLetter) >= 0
}

// longFoot is how long a running head or foot may be, in bytes.
const longFoot = 200

func standsAlone(lines []line, i int) bool {
	return lines[i].text != "" && len(lines[i].text) < longFoot &&
		(i == 0 || lines[i-1].text == "") && (i == len(lines)-1 || lines[i+1].text == "")
}

// room is how many blank lines stand before and after a line; the file's ends count as
// a page's end.
type room struct{ before, after int }

// pageEnd reports whether the line is the first or last of a page.
func (r room) pageEnd() bool { return r.before >= pageGap || r.after >= pageGap }

func gaps(lines []line) []room {
	all := make([]room, len(lines))
	n := pageGap
	for i := range lines {
		all[i].before = n
		if n++; lines[i].text != "" {
			n = 0
		}
	}
	n = pageGap
	for i := len(lines) - 1; i >= 0; i-- {
		all[i].after = n
		if n++; lines[i].text != "" {
			n = 0
		}
	}
	return all
}

var (
	wideGap = regexp.MustCompile(`\s{3,}`)
	// clauseStart is a clause number within running text, after the sentence before it:
	// "… terminates. 8. Waiver" and "… the parties. 4.2 Fees".
	clauseStart = regexp.MustCompile(`[.;:!?]["”’)\]]*\s+((?:\d{1,2}\.|\d{1,2}(?:\.\d{1,2}){1,3}\.?|(?:ARTICLE|Article|SECTION|Section)\s+(?:[IVXLC]{1,6}|\d{1,3}(?:\.\d{1,2})*)[.:]?)\s+["“]?[A-Z])`)
	abbreviated = regexp.MustCompile(`(?:\b(?:No|Nos|Sec|Secs|Art|Arts|Ch|Cl|Par|Para|Exh|Ex|Vol|pp?|Inc|Rev|Reg|Item)|[^\w]?\b[A-Z])\.\s+$`)
)

// longLine is where one line may well be a page whose paragraphs were run together.
const longLine = 300

// partRunTogether cuts text at the places where paragraphs were run together: at wide
// gaps between what reads as two paragraphs, and in long text before clause numbers.
func partRunTogether(text string) []string {
	var pieces []string
	from, at := 0, 0
	for _, g := range wideGap.FindAllStringIndex(text, -1) {
		left, right := text[from:g[0]], text[g[1]:]
		if left != "" && right != "" && partsAtGap(left[max(at-from, 0):], right) {
			pieces = append(pieces, left)
			from = g[1]
		}
		at = g[1]
	}
	pieces = append(pieces, text[from:])
	var out []string
	for _, p := range pieces {
		out = append(out, partAtClauses(p)...)
	}
	return out
}

// partsAtGap reports whether a wide gap stands between two paragraphs: left is the text
// since the gap before, right that which follows.
func partsAtGap(left, right string) bool {
	if next := wideGap.FindStringIndex(right); next != nil {
		right = right[:next[0]]
	}
	capital := strings.IndexAny(right[:1], `ABCDEFGHIJKLMNOPQRSTUVWXYZ"`) == 0 || strings.HasPrefix(right, "“")
	switch {
	case compose.StartsItem(left+" ") && !strings.Contains(left, " "): // a number and its text
		return false
	case compose.StartsItem(right + " "):
		return endsClause(left) || isHeading(left) && !isCapitals(right)
	case endsSentence(left) && !strings.HasSuffix(left, ":"):
		return capital
	}
	// A heading in capitals before text that is not. Disclaimers are in capitals throughout.
	return isHeading(left) && capital && !isCapitals(right)
}

// isHeading reports whether s is set in capitals and short, as a heading is.
func isHeading(s string) bool { return len(s) < 100 && isCapitals(s) }

// isCapitals reports whether s has no small letters.
func isCapitals(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z':
			return false
		case r >= 'A' && r <= 'Z':
			letters++
		}
	}
	return letters > 1
}

func partAtClauses(text string) []string {
	if len(text) < longLine {
		return []string{text}
	}
	var pieces []string
	from := 0
	for _, m := range clauseStart.FindAllStringSubmatchIndex(text, -1) {
		if abbreviated.MatchString(text[max(m[2]-12, 0):m[2]]) {
			continue
		}
		pieces = append(pieces, text[from:m[2]])
		from = m[2]
	}
	return append(pieces, text[from:])
}
