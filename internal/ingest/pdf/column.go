package pdf

import "math"

// The thresholds of the column finder.
const (
	minColumnRows  = 5    // rows with text on each side of a gutter
	minBeside      = 2.5  // ems of height over which text stands on both sides
	minColumnWidth = 0.22 // mean width of a side's text, as a share of the region's width
	gutterGap      = 0.8  // ems between the words beside a gutter
	maxColumnDepth = 4
)

// readingOrder puts the rows of a page, which run top to bottom over its whole width,
// into reading order: where a gutter runs through consecutive rows, the left column
// before the right one; the cells of a table row by row. Lines of the result carry the
// number of their column or table; tables counts those of the document.
func readingOrder(rows []line, grids []grid, tables *int) []line {
	o := orderer{out: make([]line, 0, len(rows)), tables: tables}
	o.place(rows, grids, 0)
	return o.out
}

type orderer struct {
	out    []line
	column int
	tables *int
}

// place orders rows and the ruled tables among them.
func (o *orderer) place(rows []line, grids []grid, depth int) {
	if depth < maxColumnDepth {
		if first, last, x, ok := findGutter(rows, grids); ok {
			left, right := splitRows(rows[first:last], x)
			o.place(rows[:first], grids, depth+1)
			o.column++
			o.place(left, grids, depth+1)
			o.column++
			o.place(right, grids, depth+1)
			o.column++
			o.place(rows[last:], grids, depth+1)
			return
		}
	}
	for i := range grids {
		above, cells, below, ok := grids[i].fill(rows, *o.tables+1)
		if !ok {
			continue
		}
		*o.tables++
		o.placeText(above)
		o.table(cells)
		rows = below
	}
	o.placeText(rows)
}

// placeText orders rows that hold no ruled table.
func (o *orderer) placeText(rows []line) {
	done := 0
	for {
		t, ok := findAligned(rows, done)
		if !ok {
			break
		}
		o.add(rows[done:t.first])
		*o.tables++
		o.table(t.lines(rows, *o.tables))
		done = t.last
	}
	o.add(rows[done:])
}

// table places the lines of a table's cells.
func (o *orderer) table(cells []line) {
	o.column++
	o.add(cells)
	o.column++
}

// add places lines as they are.
func (o *orderer) add(lines []line) {
	for _, l := range lines {
		l.column = o.column
		o.out = append(o.out, l)
	}
}

// findGutter looks for the longest stretch of consecutive rows [first, last) that an
// upright strip at x runs through without touching a word
// and without crossing a ruled table.
func findGutter(rows []line, grids []grid) (first, last int, x float64, ok bool) {
	if len(rows) < minColumnRows {
		return 0, 0, 0, false
	}
	x0, x1 := math.Inf(1), math.Inf(-1)
	for i := range rows {
		x0, x1 = min(x0, rows[i].x0), max(x1, rows[i].x1)
	}
	width := x1 - x0
	best := 0
	const steps = 60
	for k := steps * 3 / 10; k <= steps*7/10; k++ {
		at := x0 + width*float64(k)/steps
		for i := 0; i < len(rows); i++ {
			if sideAt(&rows[i], at) == sideNone || crosses(grids, at, rows[i].y) {
				continue
			}
			j, c := i, sideCount{}
			for ; j < len(rows); j++ {
				s := sideAt(&rows[j], at)
				if s == sideNone || crosses(grids, at, rows[j].y) {
					break
				}
				c.add(&rows[j], s, at)
			}
			if c.columns(width) && j-i > best {
				best, first, last, x, ok = j-i, i, j, at, true
			}
			i = j
		}
	}
	return first, last, x, ok
}

// crosses reports whether a strip at x runs through a table at height y.
func crosses(grids []grid, x, y float64) bool {
	for i := range grids {
		g := &grids[i]
		if x > g.xs[0] && x < g.xs[len(g.xs)-1] && y < g.ys[0] && y > g.ys[len(g.ys)-1] {
			return true
		}
	}
	return false
}

// side says where a row's text stands beside a strip.
type side byte

const (
	sideNone  side = iota // a word covers the strip, or the gap is a mere space
	sideLeft              // all to the left
	sideRight             // all to the right
	sideBoth              // on both sides of a wide gap
)

// sideAt tells where the words of l stand beside x.
func sideAt(l *line, x float64) side {
	switch {
	case l.x1 <= x:
		return sideLeft
	case l.x0 >= x:
		return sideRight
	}
	for i := 1; i < len(l.words); i++ {
		if l.words[i].x0 <= x {
			continue
		}
		prev := &l.words[i-1]
		if prev.x1 > x || l.words[i].x0-prev.x1 < gutterGap*l.size {
			return sideNone
		}
		return sideBoth
	}
	return sideNone
}

// sideCount gathers how much text stands on each side of a strip.
type sideCount struct {
	left, right sideText
}

// sideText is the text on one side.
type sideText struct {
	rows        int
	width       float64 // of all rows together
	top, bottom float64 // baselines of the first and last
	size        float64 // of the last
}

func (t *sideText) add(l *line, width float64) {
	if t.rows == 0 {
		t.top = l.y
	}
	t.rows++
	t.width += width
	t.bottom, t.size = l.y, l.size
}

func (c *sideCount) add(l *line, s side, x float64) {
	if s == sideLeft || s == sideBoth {
		end := l.x0
		for _, w := range l.words {
			if w.x1 <= x {
				end = w.x1
			}
		}
		c.left.add(l, end-l.x0)
	}
	if s == sideRight || s == sideBoth {
		for _, w := range l.words {
			if w.x0 >= x {
				c.right.add(l, l.x1-w.x0)
				break
			}
		}
	}
}

// columns reports whether what was counted are two columns of running text.
func (c *sideCount) columns(width float64) bool {
	beside := min(c.left.top, c.right.top) - max(c.left.bottom, c.right.bottom)
	return c.left.rows >= minColumnRows && c.right.rows >= minColumnRows &&
		beside > minBeside*max(c.left.size, c.right.size) &&
		c.left.width > minColumnWidth*width*float64(c.left.rows) &&
		c.right.width > minColumnWidth*width*float64(c.right.rows)
}

// splitRows cuts rows at x.
func splitRows(rows []line, x float64) (left, right []line) {
	for _, l := range rows {
		switch sideAt(&l, x) {
		case sideLeft:
			left = append(left, l)
		case sideRight:
			right = append(right, l)
		default:
			k := 0
			for k < len(l.words) && l.words[k].x0 < x {
				k++
			}
			left = append(left, l.slice(0, k))
			right = append(right, l.slice(k, len(l.words)))
		}
	}
	return left, right
}

// slice returns the part of l that has words [i, j).
func (l line) slice(i, j int) line {
	l.words = l.words[i:j]
	l.x0, l.x1 = l.words[0].x0, l.words[len(l.words)-1].x1
	bold := 0
	sizes := sizeVote{}
	for _, w := range l.words {
		sizes.add(w.size)
		if w.bold {
			bold++
		}
	}
	l.bold, l.size = bold*2 > len(l.words), sizes.winner()
	return l
}
