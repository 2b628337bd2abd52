package pdf

import (
	"cmp"
	"math"
	"slices"
)

// The thresholds of the table finder, in points.
const (
	ruleJoin    = 3.0  // rules nearer than this are one, or meet
	minColumn   = 7.0  // columns and rows are wider than this
	sentenceGap = 0.45 // ems: words of two cells are further apart
	maxGridTry  = 400  // rules of one kind a table has at most; more are a drawing
)

// grid is a ruled table on a page: cells between rules, cells without a rule between
// them merged.
type grid struct {
	xs []float64 // column edges, left to right
	ys []float64 // row edges, top to bottom
	id []int     // of each cell, row by row: the index of the first cell it is merged with
}

func (g *grid) columns() int { return len(g.xs) - 1 }
func (g *grid) rows() int    { return len(g.ys) - 1 }

// cellAt returns the row and column of the merged cell that holds a point; ok is false
// outside the table.
func (g *grid) cellAt(x, y float64) (row, col int, ok bool) {
	if x < g.xs[0] || x > g.xs[len(g.xs)-1] || y > g.ys[0] || y < g.ys[len(g.ys)-1] {
		return 0, 0, false
	}
	for col+1 < g.columns() && x > g.xs[col+1] {
		col++
	}
	for row+1 < g.rows() && y < g.ys[row+1] {
		row++
	}
	k := g.id[row*g.columns()+col]
	return k / g.columns(), k % g.columns(), true
}

// findGrids finds the ruled tables of a page, top to bottom.
func findGrids(rules []rule) []grid {
	var level, upright []rule
	for _, r := range rules {
		if r.x1-r.x0 > r.y1-r.y0 {
			level = append(level, r)
		} else {
			upright = append(upright, r)
		}
	}
	level, upright = joinLevel(level), joinUpright(upright)
	if len(level) > maxGridTry || len(upright) > maxGridTry {
		return nil
	}
	var grids []grid
	for _, group := range connected(level, upright) {
		if g, ok := makeGrid(group.level, group.upright); ok {
			grids = append(grids, g)
		}
	}
	slices.SortStableFunc(grids, func(a, b grid) int { return cmp.Compare(b.ys[0], a.ys[0]) })
	return dropNested(grids)
}

// dropNested leaves out tables that stand within another: a box drawn in a cell.
func dropNested(grids []grid) []grid {
	var out []grid
next:
	for i, g := range grids {
		for j, o := range grids {
			inside := g.xs[0] >= o.xs[0]-ruleJoin && g.xs[len(g.xs)-1] <= o.xs[len(o.xs)-1]+ruleJoin &&
				g.ys[0] <= o.ys[0]+ruleJoin && g.ys[len(g.ys)-1] >= o.ys[len(o.ys)-1]-ruleJoin
			if i != j && inside && len(o.id) >= len(g.id) && (len(o.id) > len(g.id) || j < i) {
				continue next
			}
		}
		out = append(out, g)
	}
	return out
}

// joinLevel merges level rules at one height that touch.
func joinLevel(rules []rule) []rule {
	slices.SortFunc(rules, func(a, b rule) int {
		return cmp.Or(cmp.Compare(math.Round(b.y0/ruleJoin), math.Round(a.y0/ruleJoin)), cmp.Compare(a.x0, b.x0))
	})
	var out []rule
	for _, r := range rules {
		if n := len(out); n > 0 && math.Abs(out[n-1].y0-r.y0) < ruleJoin && r.x0 <= out[n-1].x1+ruleJoin {
			out[n-1].x1 = max(out[n-1].x1, r.x1)
			continue
		}
		out = append(out, r)
	}
	return out
}

// joinUpright merges upright rules at one place that touch.
func joinUpright(rules []rule) []rule {
	slices.SortFunc(rules, func(a, b rule) int {
		return cmp.Or(cmp.Compare(math.Round(a.x0/ruleJoin), math.Round(b.x0/ruleJoin)), cmp.Compare(a.y0, b.y0))
	})
	var out []rule
	for _, r := range rules {
		if n := len(out); n > 0 && math.Abs(out[n-1].x0-r.x0) < ruleJoin && r.y0 <= out[n-1].y1+ruleJoin {
			out[n-1].y1 = max(out[n-1].y1, r.y1)
			continue
		}
		out = append(out, r)
	}
	return out
}

// ruleGroup is rules that meet one another.
type ruleGroup struct{ level, upright []rule }

// connected groups rules that meet, directly or through others.
func connected(level, upright []rule) []ruleGroup {
	parent := make([]int, len(level)+len(upright))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, l := range level {
		for j, u := range upright {
			if u.x0 >= l.x0-ruleJoin && u.x0 <= l.x1+ruleJoin && l.y0 >= u.y0-ruleJoin && l.y0 <= u.y1+ruleJoin {
				parent[find(len(level)+j)] = find(i)
			}
		}
	}
	index := map[int]int{}
	var groups []ruleGroup
	group := func(i int) *ruleGroup {
		root := find(i)
		k, ok := index[root]
		if !ok {
			k = len(groups)
			index[root] = k
			groups = append(groups, ruleGroup{})
		}
		return &groups[k]
	}
	for i, l := range level {
		g := group(i)
		g.level = append(g.level, l)
	}
	for j, u := range upright {
		g := group(len(level) + j)
		g.upright = append(g.upright, u)
	}
	return groups
}

// makeGrid turns rules that meet into a table; ok is false when they make fewer than
// two cells side by side.
func makeGrid(level, upright []rule) (grid, bool) {
	var g grid
	for _, u := range upright {
		g.xs = append(g.xs, u.x0)
	}
	for _, l := range level {
		g.ys = append(g.ys, l.y0)
	}
	g.xs, g.ys = distinct(g.xs), distinct(g.ys)
	slices.Reverse(g.ys)
	if len(g.xs) < 3 || len(g.ys) < 2 {
		return g, false
	}
	cols := g.columns()
	g.id = make([]int, cols*g.rows())
	for i := range g.rows() {
		y := (g.ys[i] + g.ys[i+1]) / 2
		for j := range cols {
			k := i*cols + j
			g.id[k] = k
			x := (g.xs[j] + g.xs[j+1]) / 2
			switch {
			case j > 0 && !slices.ContainsFunc(upright, func(u rule) bool {
				return math.Abs(u.x0-g.xs[j]) < minColumn && u.y0 <= y && y <= u.y1
			}):
				g.id[k] = g.id[k-1]
			case i > 0 && !slices.ContainsFunc(level, func(l rule) bool {
				return math.Abs(l.y0-g.ys[i]) < minColumn && l.x0 <= x && x <= l.x1
			}):
				g.id[k] = g.id[k-cols]
			}
		}
	}
	return g, true
}

// distinct sorts values and drops those nearer than minColumn to the one before: the
// edges of shading within a cell's edges.
func distinct(v []float64) []float64 {
	slices.Sort(v)
	var out []float64
	for _, x := range v {
		if len(out) == 0 || x-out[len(out)-1] >= minColumn {
			out = append(out, x)
		}
	}
	return out
}

// fill takes the words of rows that stand in the table out of them, and returns what
// is left of the rows above and below, and the cells' lines row by row. ok is false when
// the text does not keep to the cells: then the rules are underlines or frames.
func (g *grid) fill(rows []line, number int) (above, cells, below []line, ok bool) {
	byCell := make([][]line, len(g.id))
	columns := map[int]bool{}
	filled := 0
	for _, l := range rows {
		mid := l.y + 0.3*l.size // the middle of the small letters
		if mid > g.ys[0] {
			above = append(above, l)
			continue
		}
		if mid < g.ys[len(g.ys)-1] {
			below = append(below, l)
			continue
		}
		for i := 0; i < len(l.words); {
			cell := g.cellOf(&l.words[i], mid)
			j := i + 1
			for j < len(l.words) && g.cellOf(&l.words[j], mid) == cell {
				j++
			}
			if j < len(l.words) && l.words[j].x0-l.words[j-1].x1 < sentenceGap*l.size || g.straddles(&l.words[i]) {
				return nil, nil, nil, false
			}
			part := l.slice(i, j)
			if cell < 0 {
				above = append(above, part)
			} else {
				part.table, part.row, part.col = number, cell/g.columns(), cell%g.columns()
				if len(byCell[cell]) == 0 {
					filled++
				}
				columns[part.col] = true
				byCell[cell] = append(byCell[cell], part)
			}
			i = j
		}
	}
	for _, lines := range byCell {
		cells = append(cells, lines...)
	}
	numberAnew(cells, func(l *line) *int { return &l.row })
	numberAnew(cells, func(l *line) *int { return &l.col })
	return above, cells, below, len(columns) > 1 && filled > 2
}

// numberAnew numbers the rows, or the columns, of cells anew from 0: those of the grid may
// be empty, since shading has edges too.
func numberAnew(cells []line, of func(*line) *int) {
	var used []int
	for i := range cells {
		used = append(used, *of(&cells[i]))
	}
	slices.Sort(used)
	used = slices.Compact(used)
	for i := range cells {
		n, _ := slices.BinarySearch(used, *of(&cells[i]))
		*of(&cells[i]) = n
	}
}

// joinTables makes one table of two that are one over a page's end: the last of a page
// and the first of the next, with nothing between them and columns in the same places.
func joinTables(pages []*page) {
	for i := 1; i < len(pages); i++ {
		above, below := lastTable(pages[i-1].lines), firstTable(pages[i].lines)
		if len(above) == 0 || len(below) == 0 || !sameColumns(above, below) {
			continue
		}
		number, next := above[0].table, above[len(above)-1].row+1
		first := below[0].row
		for k := range below {
			below[k].table = number
			below[k].row += next - first
		}
	}
}

// lastTable returns the lines of the table that ends lines, nil when none does.
func lastTable(lines []line) []line {
	n := len(lines)
	if n == 0 || lines[n-1].table == 0 {
		return nil
	}
	i := n - 1
	for i > 0 && lines[i-1].table == lines[n-1].table {
		i--
	}
	return lines[i:]
}

// firstTable returns the lines of the table that begins lines, nil when none does.
func firstTable(lines []line) []line {
	if len(lines) == 0 || lines[0].table == 0 {
		return nil
	}
	i := 1
	for i < len(lines) && lines[i].table == lines[0].table {
		i++
	}
	return lines[:i]
}

// sameColumns reports whether the columns of two tables begin in the same places.
func sameColumns(a, b []line) bool {
	edges := func(lines []line) map[int]float64 {
		m := map[int]float64{}
		for i := range lines {
			l := &lines[i]
			if x, ok := m[l.col]; !ok || l.x0 < x {
				m[l.col] = l.x0
			}
		}
		return m
	}
	x, y := edges(a), edges(b)
	if len(x) != len(y) {
		return false
	}
	const slack = 12 // points: cells may be centred
	for col, left := range x {
		if right, ok := y[col]; !ok || math.Abs(left-right) > slack {
			return false
		}
	}
	return true
}

// straddles reports whether a word stands across the left or right edge of the table.
func (g *grid) straddles(w *word) bool {
	for _, x := range []float64{g.xs[0], g.xs[len(g.xs)-1]} {
		if w.x0 < x-ruleJoin && w.x1 > x+ruleJoin {
			return true
		}
	}
	return false
}

// cellOf returns the index of the cell in which a word stands, -1 for none.
func (g *grid) cellOf(w *word, y float64) int {
	row, col, ok := g.cellAt((w.x0+w.x1)/2, y)
	if !ok {
		return -1
	}
	return row*g.columns() + col
}
