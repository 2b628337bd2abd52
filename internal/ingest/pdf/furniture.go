package pdf

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The thresholds of the furniture finder.
const (
	edgeRows    = 8    // rows from the top and from the bottom that may be furniture
	repeats     = 3    // pages on which a running head or foot stands at least
	sameHeight  = 4.0  // points
	wordyFoot   = 3    // words of a running line that is known by them alone
	smallPrint  = 0.93 // of the body's size: what a running line of any height is smaller than
	edgeShare   = 0.16 // furniture stands within this share of the page's height from its edge
	innerGap    = 1.4  // ems around the page number of an original within a page
	outerShare  = 0.09 // a mark that stands on one page only, within this
	outerGap    = 2.5  // ems between such a mark and the text
	outerLength = 60   // bytes it has at most
)

var (
	envelopeID = regexp.MustCompile(`(?i)^docusign envelope id:?\s*[0-9a-f-]{30,40}$`)
	pageNumber = regexp.MustCompile(`(?i)^[-–—|\s]*(?:page|seite|pag\.?|p\.)?\s*(\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/|von|de|sur|\|)\s*\d{1,4})?[-–—|\s]*$`)
	digitRuns  = regexp.MustCompile(`\d+`)
)

// findFurniture moves running heads, running feet, page numbers and envelope ids from
// the rows of the pages to their furniture. A row qualifies when all rows between it
// and the page's edge do, and when it stands at the same height on several pages with
// the same words; its numbers may count the pages.
func findFurniture(pages []*page) {
	seen := map[string][]place{}
	edges := make([]map[int]place, len(pages))
	for i, p := range pages {
		edges[i] = map[int]place{}
		for _, k := range edgeIndices(len(p.rows)) {
			key, numbers := furnitureKey(p.rows[k].text())
			at := place{page: i, y: p.rows[k].y, key: key, numbers: numbers}
			edges[i][k] = at
			seen[key] = append(seen[key], at)
		}
	}
	body := rowSize(pages)
	for i, p := range pages {
		isFurniture := func(k int) bool {
			r := &p.rows[k]
			text := r.text()
			if envelopeID.MatchString(strings.TrimSpace(text)) {
				return true
			}
			at := edges[i][k]
			if countAlike(seen[at.key], at, math.Inf(1)) >= repeats && (pageNumber.MatchString(text) || len(r.words) >= wordyFoot && r.size < smallPrint*body) {
				return true // at whatever height: where the text above is short, feet may stand high
			}
			switch {
			case !withinEdge(r.y, p.height, edgeShare):
				return false
			case r.artifact, countAlike(seen[at.key], at, sameHeight) >= min(repeats, max(2, len(pages))):
				return true
			case isPageNumber(text, i) && standsApart(p.rows, k, 1.6):
				return true
			}
			return withinEdge(r.y, p.height, outerShare) && standsApart(p.rows, k, outerGap) && isMark(text, r.size, body)
		}
		top, bottom := 0, len(p.rows)
		for top < min(len(p.rows), edgeRows) && isFurniture(top) {
			top++
		}
		for bottom > max(top, len(p.rows)-edgeRows) && isFurniture(bottom-1) {
			bottom--
		}
		p.furniture = append(p.furniture, p.rows[:top]...)
		p.furniture = append(p.furniture, p.rows[bottom:]...)
		p.rows = p.rows[top:bottom]
	}
	findInnerNumbers(pages)
	findRepeatedRows(pages)
	findUnderlines(pages)
}

// place is where a row stands, what it says without its numbers, and the numbers.
type place struct {
	page    int
	y       float64
	key     string
	numbers []int
}

// edgeIndices lists the rows near the top and the bottom of n rows.
func edgeIndices(n int) []int {
	var out []int
	for k := range n {
		if k < edgeRows || k >= n-edgeRows {
			out = append(out, k)
		}
	}
	return out
}

func withinEdge(y, height, share float64) bool {
	return y < share*height || y > (1-share)*height
}

// countAlike counts the pages on which a row like at stands at its height, give or take
// slack: with the same numbers, or with numbers that grow with the pages. places are in
// page order.
func countAlike(places []place, at place, slack float64) int {
	n, last := 0, -1
	for _, p := range places {
		if p.page != last && math.Abs(p.y-at.y) <= slack && countOn(p, at) {
			n++
			last = p.page
			if n >= repeats {
				break
			}
		}
	}
	return n
}

// countOn reports whether the numbers of two rows are equal or as far apart as their pages.
func countOn(a, b place) bool {
	if len(a.numbers) != len(b.numbers) {
		return false
	}
	for i := range a.numbers {
		if d := a.numbers[i] - b.numbers[i]; d != 0 && d != a.page-b.page {
			return false
		}
	}
	return true
}

// furnitureKey is a row's text with its numbers, also a lone Roman one, taken out.
func furnitureKey(text string) (key string, numbers []int) {
	key = strings.ToLower(text)
	if bare := strings.Trim(key, "-–— "); isRoman(bare) {
		return strings.Replace(key, bare, "#", 1), []int{romanValue(bare)}
	}
	for _, digits := range digitRuns.FindAllString(key, -1) {
		n, _ := strconv.Atoi(digits) // too long a number counts as 0 on each page
		numbers = append(numbers, n)
	}
	return digitRuns.ReplaceAllString(key, "#"), numbers
}

func isRoman(s string) bool {
	return s != "" && strings.Trim(s, "ivxlc") == ""
}

// romanValue reads a lower-case Roman numeral.
func romanValue(s string) int {
	values := map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}
	n := 0
	for i := range len(s) {
		v := values[s[i]]
		if i+1 < len(s) && v < values[s[i+1]] {
			v = -v
		}
		n += v
	}
	return n
}

// isPageNumber reports whether text is nothing but a page number that fits the i-th page
// (0-based): within a few of it, since covers are often not counted.
func isPageNumber(text string, i int) bool {
	m := pageNumber.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if isRoman(strings.ToLower(m[1])) {
		return true
	}
	n, _ := strconv.Atoi(m[1])
	const slack = 4
	return abs(n-(i+1)) <= slack || strings.IndexFunc(text, unicode.IsLetter) >= 0
}

// isMark reports whether a row that stands alone at the page's edge is a mark, such as a
// document number, rather than a line of the contract: short, and in small type or
// without a word in lower case.
func isMark(text string, size, body float64) bool {
	if len(text) > outerLength || endsSentence(text) {
		return false
	}
	hasDigit := strings.IndexFunc(text, unicode.IsDigit) >= 0
	hasLower := strings.IndexFunc(text, unicode.IsLower) >= 0
	return size < 0.9*body || hasDigit && !hasLower && !itemStart.MatchString(strings.Fields(text)[0])
}

// standsApart reports whether row k has room around it, in ems.
func standsApart(rows []line, k int, room float64) bool {
	near := math.Inf(1)
	if k > 0 {
		near = min(near, rows[k-1].y-rows[k].y)
	}
	if k+1 < len(rows) {
		near = min(near, rows[k].y-rows[k+1].y)
	}
	return near > room*rows[k].size
}

// rowSize is the median type size of all rows.
func rowSize(pages []*page) float64 {
	var sizes []float64
	for _, p := range pages {
		for i := range p.rows {
			sizes = append(sizes, p.rows[i].size)
		}
	}
	return median(sizes)
}

// median returns the middle value, 0 of none; it sorts v.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
