package pdf

import (
	"math"
	"strings"
	"unicode"
)

// The thresholds of the finder of tables without rules, in ems unless told otherwise.
const (
	cellGap      = 1.3  // words of a row further apart are in different cells
	separatorGap = 0.25 // width of the strip that stays free between two columns
	looseGap     = 0.55 // the same in a row that has no wider gap anywhere
	tableRowGap  = 4.0  // rows further apart are not one table
	minTableRows = 3    // rows with several cells
)

// strip is an upright strip without text.
type strip struct{ x0, x1 float64 }

// alignedTable is consecutive rows [first, last) whose words leave strips between columns free.
type alignedTable struct {
	first, last int
	strips      []strip
}

// findAligned finds the next table without rules at or after row from.
func findAligned(rows []line, from int) (alignedTable, bool) {
	for i := from; i < len(rows); i++ {
		strips := cellStrips(&rows[i])
		if len(strips) == 0 {
			continue
		}
		t := alignedTable{first: i, last: i + 1, strips: strips}
		several := 1
		end := i + 1 // after the last row with several cells
		for j := i + 1; j < len(rows) && rows[j-1].y-rows[j].y < tableRowGap*rows[j].size; j++ {
			own := cellStrips(&rows[j])
			if len(own) == 0 && math.Abs(rows[j].size-rows[i].size) > sizeSlack*rows[i].size {
				break // a heading
			}
			left, whole := keepFree(t.strips, &rows[j], len(own) > 0)
			if len(left) == 0 || !whole && (len(own) == 0 || several >= minTableRows) {
				break
			}
			t.strips = left
			t.last = j + 1
			if len(own) > 0 {
				several++
				end = j + 1
			}
		}
		if t.last > end+2 { // text below the table that happens to stand under one column
			t.last = end
		}
		if several >= minTableRows && t.plausible(rows, several) {
			return t, true
		}
	}
	return alignedTable{}, false
}

// cellStrips returns the wide gaps between the words of a row. The gap after a clause's
// number or a bullet is none.
func cellStrips(l *line) []strip {
	var out []strip
	for i := 1; i < len(l.words); i++ {
		gap := strip{l.words[i-1].x1, l.words[i].x0}
		if gap.x1-gap.x0 < cellGap*l.size || i == 1 && itemStart.MatchString(l.words[0].text) {
			continue
		}
		out = append(out, gap)
	}
	return out
}

// keepFree narrows strips to what the words of l leave free; whole is false when a
// strip vanishes. A row that has plain cells elsewhere may have these close together; in
// another the gap must be wider than between words.
func keepFree(strips []strip, l *line, hasCells bool) (left []strip, whole bool) {
	for _, s := range strips {
		free, both := widestGap(s, l)
		least := separatorGap
		if both && !hasCells {
			least = looseGap
		}
		if free.x1-free.x0 >= least*l.size {
			left = append(left, free)
		}
	}
	return left, len(left) == len(strips)
}

// widestGap is the widest part of a strip that the words of l leave free, and whether
// words stand on both sides of it.
func widestGap(s strip, l *line) (best strip, both bool) {
	at := s.x0
	before := false
	try := func(x1 float64, after bool) {
		if x1-at > best.x1-best.x0 {
			best, both = strip{at, x1}, before && after
		}
	}
	for i := range l.words {
		w := &l.words[i]
		if w.x0 >= s.x1 {
			try(s.x1, true)
			return best, both
		}
		if w.x0 > at {
			try(w.x0, true)
		}
		at, before = max(at, w.x1), true
	}
	try(s.x1, false)
	return best, both
}

// plausible rejects what only looks like a table: a list whose numbers stand in a column
// of their own, a table of contents, a sparse form.
func (t *alignedTable) plausible(rows []line, several int) bool {
	n := t.last - t.first
	if several*5 < n*2 {
		return false
	}
	filled := make([]int, len(t.strips)+1)
	marks, numbers := 0, 0
	for _, l := range rows[t.first:t.last] {
		cells := t.split(l)
		for c := range cells {
			if len(cells[c].words) == 0 {
				continue
			}
			filled[c]++
			if first := cells[c].words[0].text; c == 0 && len(cells[c].words) == 1 && (itemStart.MatchString(first) || isPlainNumber(first)) {
				marks++
			}
			if c == len(cells)-1 && isPlainNumber(cells[c].text()) {
				numbers++
			}
		}
	}
	for _, f := range filled {
		if f < 2 {
			return false
		}
	}
	if len(filled) == 2 && (marks*10 >= filled[0]*8 || numbers*10 >= filled[1]*8) {
		return false
	}
	return true
}

// isPlainNumber reports whether s is digits only, as page numbers are.
func isPlainNumber(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// split cuts a row into the table's cells; empty ones have no words.
func (t *alignedTable) split(l line) []line {
	out := make([]line, len(t.strips)+1)
	for i, c := 0, 0; i < len(l.words); c++ {
		j := i
		for j < len(l.words) && (c >= len(t.strips) || l.words[j].x0 < t.strips[c].x1) {
			j++
		}
		if j > i {
			out[c] = l.slice(i, j)
		}
		i = j
	}
	return out
}

// lines returns the table's cells, row by row. A row of text begins a row of the table
// when its first cell has text that does not go on with the one above.
func (t *alignedTable) lines(rows []line, number int) []line {
	var out []line
	cols := len(t.strips) + 1
	pending := make([][]line, cols)
	tableRow := 0
	flush := func() {
		for c := range pending {
			out = append(out, pending[c]...)
			pending[c] = pending[c][:0]
		}
	}
	for i := t.first; i < t.last; i++ {
		cells := t.split(rows[i])
		if i > t.first && t.beginsRow(rows, i, cells, pending) {
			flush()
			tableRow++
		}
		for c, l := range cells {
			if len(l.words) > 0 {
				l.table, l.row, l.col = number, tableRow, c
				pending[c] = append(pending[c], l)
			}
		}
	}
	flush()
	return out
}

// beginsRow reports whether row i of text begins a new row of the table.
func (t *alignedTable) beginsRow(rows []line, i int, cells []line, pending [][]line) bool {
	const loose = 1.7 // ems between the rows of a table that stand apart
	apart := rows[i-1].y-rows[i].y > loose*rows[i].size
	if len(cells[0].words) == 0 {
		return apart && len(pending[0]) == 0
	}
	filled := 0
	for c := range cells {
		if len(cells[c].words) > 0 {
			filled++
		}
	}
	switch {
	case apart, filled == len(cells):
		return true
	case startsLower(cells[0].words[0].text):
		return false
	}
	return filled > 1
}
