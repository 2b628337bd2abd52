package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// word is a run of glyphs without a space, in the frame of its direction.
type word struct {
	text   string
	x0, x1 float64
	size   float64
	bold   bool
	italic bool
}

// line is a row of words on one baseline of one column, left to right.
type line struct {
	words    []word
	x0, x1   float64
	y        float64 // baseline
	size     float64 // of most of its letters
	bold     bool    // most of its letters are
	turn     uint8
	page     int  // 0-based
	column   int  // changes where the reading order jumps to another column or region
	artifact bool // the file marks it as no part of the content
	broken   bool // an original page's end stood before it
	table    int  // 1-based number of the table it is a cell's line of, 0 none
	row, col int
}

// text is the line's words with single spaces.
func (l *line) text() string {
	var sb strings.Builder
	for i, w := range l.words {
		if i > 0 {
			sb.WriteByte(' ')
		}
		sb.WriteString(w.text)
	}
	return sb.String()
}

// The thresholds of the line builder, in ems. They come from measuring real contracts.
const (
	sameBaseline   = 0.35 // baselines nearer than this are one row
	scriptRaise    = 0.55 // a smaller glyph may stand this far off (superscripts)
	scriptSize     = 0.86 // and is smaller than this
	wordGap        = 0.17 // a gap wider than this is a space
	jumpGap        = 0.02 // the same for a glyph that does not follow on the one before in the file
	spacedGap      = 0.12 // letters set wider apart than this on the whole are letter-spaced
	duplicateShift = 0.12 // the same glyph painted again nearer than this is fake bold or a shadow
)

// stretch is consecutive glyphs of the content stream that continue one another on a baseline.
type stretch struct {
	first, last int // glyph indices, half open
	x0, x1, y   float64
	size        float64
}

// buildLines gathers glyphs of one direction into rows of words, top to bottom.
func buildLines(glyphs []glyph, turn uint8) []line {
	stretches := findStretches(glyphs, turn)
	slices.SortStableFunc(stretches, func(a, b stretch) int { return cmp.Compare(b.y, a.y) })
	var rows []row
	for _, s := range stretches {
		k := findRow(glyphs, rows, s)
		if k < 0 {
			rows = append(rows, row{y: s.y, size: s.size})
			k = len(rows) - 1
		}
		if s.size > rows[k].size {
			rows[k].size, rows[k].y = s.size, s.y
		}
		rows[k].stretches = append(rows[k].stretches, s)
	}
	b := wordBuilder{}
	lines := make([]line, 0, len(rows))
	for _, r := range rows {
		if l, ok := b.line(glyphs, r); ok {
			l.turn = turn
			lines = append(lines, l)
		}
	}
	b.finish(lines)
	return lines
}

// row is stretches that share a baseline.
type row struct {
	y, size   float64
	stretches []stretch
}

// findRow returns the index of the row that s belongs to, -1 for none. Stretches come
// top to bottom, so only the last rows can be meant; beside columns they are several.
func findRow(glyphs []glyph, rows []row, s stretch) int {
	const back = 8 // rows
	for k := len(rows) - 1; k >= max(0, len(rows)-back) && rows[k].y-s.y < rows[k].size; k-- {
		r := &rows[k]
		d := math.Abs(r.y - s.y)
		if d < sameBaseline*max(min(r.size, s.size), 1) ||
			d < scriptRaise*max(r.size, s.size) && min(r.size, s.size) < scriptSize*max(r.size, s.size) {
			if !overprints(glyphs, r, s) {
				return k
			}
		}
	}
	return -1
}

// overprints reports whether s is other text painted over that of r: two lines that
// stand on one place, as edited files have them.
func overprints(glyphs []glyph, r *row, s stretch) bool {
	for _, o := range r.stretches {
		overlap := min(o.x1, s.x1) - max(o.x0, s.x0)
		if overlap < 3*s.size || overlap < min(o.x1-o.x0, s.x1-s.x0)/2 {
			continue
		}
		again := glyphs[o.first].text == glyphs[s.first].text && math.Abs(o.x0-s.x0) < 0.3*s.size
		if !again {
			return true
		}
	}
	return false
}

func findStretches(glyphs []glyph, turn uint8) []stretch {
	var out []stretch
	var cur *stretch
	for i := range glyphs {
		g := &glyphs[i]
		if g.turn != turn {
			cur = nil
			continue
		}
		if cur != nil && math.Abs(g.y-cur.y) < 0.05*g.size && g.x0 > cur.x1-0.5*g.size && g.x0 < cur.x1+2*g.size {
			cur.last, cur.x1, cur.size = i+1, max(cur.x1, g.x1), max(cur.size, g.size)
			continue
		}
		out = append(out, stretch{first: i, last: i + 1, x0: g.x0, x1: g.x1, y: g.y, size: g.size})
		cur = &out[len(out)-1]
	}
	return out
}

// wordBuilder turns rows of glyphs into words. The letters of all words share one buffer.
type wordBuilder struct {
	letters []byte
	ends    []int // where each word's letters end
	row     []glyph
}

// line builds the words of a row; ok is false when it has only spaces.
func (b *wordBuilder) line(glyphs []glyph, r row) (l line, ok bool) {
	slices.SortStableFunc(r.stretches, func(a, c stretch) int { return cmp.Compare(a.x0, c.x0) })
	b.row = b.row[:0]
	sorted := true
	for k, s := range r.stretches {
		for _, g := range glyphs[s.first:s.last] {
			g.stretch = k
			if n := len(b.row); n > 0 && g.x0 < b.row[n-1].x0 {
				sorted = false
			}
			b.row = append(b.row, g)
		}
	}
	if !sorted {
		slices.SortStableFunc(b.row, func(a, c glyph) int { return cmp.Compare(a.x0, c.x0) })
	}
	b.dropDuplicates()
	l = line{y: r.y, artifact: true}
	limit := b.spaceLimit()
	open := false // a word is being built
	stretch := -1
	var reach float64
	letters, boldLetters := 0, 0
	sizes := sizeVote{}
	for i := range b.row {
		g := &b.row[i]
		blank := isBlank(g.text)
		if open && (blank || g.x0-reach > limit*g.size || g.stretch != stretch && g.x0-reach > jumpGap*g.size && g.size > scriptSize*l.words[len(l.words)-1].size) {
			b.ends = append(b.ends, len(b.letters))
			open = false
		}
		stretch = g.stretch
		if blank {
			reach = max(reach, g.x0)
			continue
		}
		if !open {
			l.words = append(l.words, word{x0: g.x0, x1: g.x1, size: g.size, bold: g.bold, italic: g.font.italic})
			open = true
		}
		w := &l.words[len(l.words)-1]
		w.x1, w.size = max(w.x1, g.x1), max(w.size, g.size)
		b.letters = append(b.letters, g.text...)
		reach = g.x1
		letters++
		if g.bold {
			boldLetters++
		}
		sizes.add(g.size)
		l.artifact = l.artifact && g.artifact
	}
	if open {
		b.ends = append(b.ends, len(b.letters))
	}
	if len(l.words) == 0 {
		return l, false
	}
	l.x0, l.x1 = l.words[0].x0, l.words[len(l.words)-1].x1
	l.bold = boldLetters*2 > letters
	l.size = sizes.winner()
	return l, true
}

// finish gives the words of all lines their text.
func (b *wordBuilder) finish(lines []line) {
	all, start, k := string(b.letters), 0, 0
	for i := range lines {
		for j := range lines[i].words {
			lines[i].words[j].text = composed(all[start:b.ends[k]])
			start = b.ends[k]
			k++
		}
	}
}

// composed joins letters and the accents that follow them into one character, and drops
// soft hyphens but one at the end, where the line may end.
func composed(s string) string {
	s = norm.NFC.String(s)
	if !strings.Contains(s, softHyphen) {
		return s
	}
	bare := strings.ReplaceAll(s, softHyphen, "")
	switch {
	case bare == "":
		return "-"
	case strings.HasSuffix(s, softHyphen):
		return bare + softHyphen
	}
	return bare
}

// softHyphen is shown at a line's end only.
const softHyphen = "\u00ad"

// dropDuplicates removes glyphs that are painted again at the same place, which makes
// them bold.
func (b *wordBuilder) dropDuplicates() {
	out := b.row[:0]
next:
	for _, g := range b.row {
		for k := len(out) - 1; k >= max(0, len(out)-3); k-- {
			if out[k].stretch != g.stretch && out[k].text == g.text && math.Abs(out[k].x0-g.x0) < duplicateShift*g.size && !isBlank(g.text) {
				out[k].bold = true
				continue next
			}
		}
		out = append(out, g)
	}
	b.row = out
}

// spaceLimit is the gap, in ems, above which the row's letters are words apart.
// Letter-spaced rows need a wider one.
func (b *wordBuilder) spaceLimit() float64 {
	wide, near := 0, 0
	var sum float64
	for i := 1; i < len(b.row); i++ {
		p, g := &b.row[i-1], &b.row[i]
		if isBlank(p.text) || isBlank(g.text) {
			continue
		}
		gap := (g.x0 - p.x1) / g.size
		if gap > spacedGap && gap < 0.6 {
			wide++
			sum += gap
		} else if gap <= spacedGap {
			near++
		}
	}
	if wide > 8 && wide > 4*near {
		return sum/float64(wide) + 0.15
	}
	return wordGap
}

// isBlank reports whether a glyph is a space.
func isBlank(s string) bool { return s == " " || strings.TrimSpace(s) == "" }

// sizeVote finds the most frequent type size, to a tenth of a point.
type sizeVote struct {
	sizes  [8]float64
	counts [8]int
	n      int
}

func (v *sizeVote) add(size float64) {
	for i := range v.n {
		if math.Abs(v.sizes[i]-size) < 0.1 {
			v.counts[i]++
			return
		}
	}
	if v.n < len(v.sizes) {
		v.sizes[v.n], v.counts[v.n] = size, 1
		v.n++
	}
}

func (v *sizeVote) winner() float64 {
	best := 0
	for i := range v.n {
		if v.counts[i] > v.counts[best] {
			best = i
		}
	}
	return v.sizes[best]
}
