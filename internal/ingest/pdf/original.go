package pdf

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// innerReach is how many rows around an inner page number may be its head or foot lines.
const innerReach = 3

// findInnerNumbers takes out the page numbers of an original whose pages do not end
// where the file's do, as in filings printed from HTML, and the running lines around
// them. The row after such a page end is marked, since a paragraph may run over it.
func findInnerNumbers(pages []*page) {
	var arabic, romans []numberedRow
	for i, p := range pages {
		for k := range p.rows {
			n, isRoman, ok := innerNumber(&p.rows[k])
			switch {
			case !ok || !standsApart(p.rows, k, innerGap):
			case isRoman:
				romans = append(romans, numberedRow{i, k, n})
			default:
				arabic = append(arabic, numberedRow{i, k, n})
			}
		}
	}
	ends := append(countUp(romans), countUp(arabic)...)
	running := runningLines(pages, ends)
	taken := make([]map[int]bool, len(pages))
	for _, e := range ends {
		rows := pages[e.page].rows
		if taken[e.page] == nil {
			taken[e.page] = map[int]bool{}
		}
		taken[e.page][e.row] = true
		for k := e.row - 1; k >= max(0, e.row-innerReach) && running[innerKey(&rows[k])]; k-- {
			taken[e.page][k] = true
		}
		for k := e.row + 1; k <= min(len(rows)-1, e.row+innerReach) && running[innerKey(&rows[k])]; k++ {
			taken[e.page][k] = true
		}
	}
	for i, p := range pages {
		if taken[i] != nil {
			p.takeOut(taken[i], true)
		}
	}
}

// takeOut moves rows to the page's furniture; pageEnds says that an original page ended
// there, which marks the row after.
func (p *page) takeOut(taken map[int]bool, pageEnds bool) {
	var kept []line
	for k, r := range p.rows {
		if taken[k] {
			p.furniture = append(p.furniture, r)
			continue
		}
		r.broken = r.broken || pageEnds && taken[k-1]
		kept = append(kept, r)
	}
	p.rows = kept
}

// numberedRow is a row that is nothing but a number.
type numberedRow struct{ page, row, n int }

// countUp returns the longest run of rows whose numbers count up through the document,
// with few left out: those that stand at the file's own page ends. Other numbers on the
// way are skipped. It is nil when the run is too short to be page numbers.
func countUp(rows []numberedRow) []numberedRow {
	const starts, leap = 50, 4 // a count begins early; at most this far from one number to the next
	var best []numberedRow
	for start := range rows {
		if start > starts {
			break
		}
		run := []numberedRow{rows[start]}
		for _, r := range rows[start+1:] {
			last := run[len(run)-1]
			if r.n > last.n && r.n <= last.n+leap && (r.page > last.page || r.row > last.row) {
				run = append(run, r)
			}
		}
		if len(run) > len(best) {
			best = run
		}
	}
	if len(best) < repeats {
		return nil
	}
	return best
}

// runningLines returns the keys of the lines that stand around several of the page ends.
func runningLines(pages []*page, ends []numberedRow) map[string]bool {
	counts := map[string]int{}
	counted := map[[2]int]bool{} // page and row
	for _, e := range ends {
		counted[[2]int{e.page, e.row}] = true
	}
	for _, e := range ends {
		rows := pages[e.page].rows
		for k := max(0, e.row-innerReach); k < min(len(rows), e.row+innerReach+1); k++ {
			if at := [2]int{e.page, k}; !counted[at] {
				counted[at] = true
				counts[innerKey(&rows[k])]++
			}
		}
	}
	running := map[string]bool{}
	for key, n := range counts {
		running[key] = n >= repeats
	}
	return running
}

// innerKey is what two running lines have in common.
func innerKey(l *line) string {
	key, _ := furnitureKey(l.text())
	return key
}

// innerNumber returns the page number that is all a row says.
func innerNumber(l *line) (n int, isRoman, ok bool) {
	const few = 6 // words
	if len(l.words) > few {
		return 0, false, false
	}
	m := pageNumber.FindStringSubmatch(l.text())
	if m == nil {
		return 0, false, false
	}
	if !unicode.IsDigit(rune(m[1][0])) {
		return romanValue(strings.ToLower(m[1])), true, true
	}
	n, err := strconv.Atoi(m[1])
	return n, false, err == nil
}

// findRepeatedRows takes out a page's last row when the next page begins with it: some
// printers of HTML repeat the line on which the page broke.
func findRepeatedRows(pages []*page) {
	for i := 1; i < len(pages); i++ {
		p, next := pages[i-1], pages[i]
		n := len(p.rows)
		if n == 0 || len(next.rows) == 0 {
			continue
		}
		last, first := &p.rows[n-1], &next.rows[0]
		if len(last.words) > 1 && math.Abs(last.x0-first.x0) < 1 && last.text() == first.text() {
			p.furniture = append(p.furniture, *last)
			p.rows = p.rows[:n-1]
		}
	}
}
