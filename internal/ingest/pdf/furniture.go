package pdf

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

// The thresholds of the furniture finder.
const (
	edgeRows   = 8    // rows from the top and from the bottom that may be furniture
	repeats    = 3    // pages on which a running head or foot stands at least
	sameHeight = 4.0  // points
	edgeShare  = 0.16 // furniture stands within this share of the page's height from its edge
)

var (
	envelopeID = regexp.MustCompile(`(?i)^docusign envelope id:?\s*[0-9a-f-]{30,40}$`)
	pageNumber = regexp.MustCompile(`(?i)^[-–—|\s]*(?:page|seite|pag\.?|p\.)?\s*(\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/|von|de|sur|\|)\s*\d{1,4})?[-–—|\s]*$`)
	digitRuns  = regexp.MustCompile(`\d+`)
)

// findFurniture moves running heads, running feet, page numbers and envelope ids from
// the rows of the pages to their furniture. A row qualifies when all rows between it
// and the page's edge do, and when its words, digits aside, stand at the same height on
// several pages.
func findFurniture(pages []*page) {
	seen := map[string][]place{}
	keys := make([][]string, len(pages))
	for i, p := range pages {
		keys[i] = make([]string, len(p.rows))
		for _, k := range edgeIndices(len(p.rows)) {
			key := furnitureKey(p.rows[k].text())
			keys[i][k] = key
			seen[key] = append(seen[key], place{i, p.rows[k].y})
		}
	}
	for i, p := range pages {
		isFurniture := func(k int) bool {
			r := &p.rows[k]
			if envelopeID.MatchString(strings.TrimSpace(r.text())) {
				return true
			}
			atEdge := r.y < edgeShare*p.height || r.y > (1-edgeShare)*p.height
			switch {
			case !atEdge:
				return false
			case r.artifact:
				return true
			case pagesAt(seen[keys[i][k]], r.y) >= min(repeats, max(2, len(pages))):
				return true
			}
			return isPageNumber(r.text(), i) && standsApart(p.rows, k)
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
}

// place is where a row stands.
type place struct {
	page int
	y    float64
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

// pagesAt counts the pages on which a row stands at height y; places are in page order.
func pagesAt(places []place, y float64) int {
	n, last := 0, -1
	for _, p := range places {
		if p.page != last && math.Abs(p.y-y) <= sameHeight {
			n++
			last = p.page
		}
	}
	return n
}

// furnitureKey is a row's text with digits, and a lone Roman numeral, made alike.
func furnitureKey(text string) string {
	text = strings.ToLower(text)
	if isRoman(strings.Trim(text, "-–— ")) {
		return "#"
	}
	return digitRuns.ReplaceAllString(text, "#")
}

func isRoman(s string) bool {
	return s != "" && strings.Trim(s, "ivxlc") == ""
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
	n := 0
	for _, c := range m[1] {
		n = n*10 + int(c-'0')
	}
	const slack = 4
	return abs(n-(i+1)) <= slack || strings.IndexFunc(text, unicode.IsLetter) >= 0
}

// standsApart reports whether row k has more room around it than a line of a paragraph.
func standsApart(rows []line, k int) bool {
	const room = 1.6 // ems
	near := math.Inf(1)
	if k > 0 {
		near = min(near, rows[k-1].y-rows[k].y)
	}
	if k+1 < len(rows) {
		near = min(near, rows[k].y-rows[k+1].y)
	}
	return near > room*rows[k].size
}
