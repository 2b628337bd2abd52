package pdf

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// page is one page as it is read.
type page struct {
	number        int     // 0-based
	width, height float64 // as displayed, in points
	rows          []line  // upright text, top to bottom over the whole width
	lines         []line  // body text in reading order
	furniture     []line
	footnotes     []paragraph
	grids         []grid    // its ruled tables
	slants        []float64 // the angles of text that runs at none of the quarter turns
	turn          uint8     // the direction of most of its text
	shown         int       // glyphs painted
	unknown       int       // of these, without known text
	guessed       int       // of these, with guessed text
	picture       float64   // share of the page that its largest image fills
	paths         int       // painted
	err           error
}

// toPage turns a box of the frame of direction turn into page space (y up).
func (p *page) toPage(turn uint8, x0, y0, x1, y1 float64) (px0, py0, px1, py1 float64) {
	switch turn {
	case 1:
		return -y1, x0, -y0, x1
	case 2:
		return -x1, -y1, -x0, -y0
	case 3:
		return y0, -x1, y1, -x0
	case 0:
		return x0, y0, x1, y1
	}
	sin, cos := math.Sincos(p.slants[turn-slanted])
	px0, py0, px1, py1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range [4][2]float64{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}} {
		x, y := c[0]*cos-c[1]*sin, c[0]*sin+c[1]*cos
		px0, px1, py0, py1 = min(px0, x), max(px1, x), min(py0, y), max(py1, y)
	}
	return px0, py0, px1, py1
}

// pageNodes lists the page dictionaries in order. A tree with loops or too deep gives
// the pages met before; no file has none.
func (f *file) pageNodes() []*node {
	if f == nil {
		return nil
	}
	var out []*node
	visited := map[*node]bool{}
	var walk func(n *node, depth int)
	walk = func(n *node, depth int) {
		if n == nil || depth > maxTreeDepth || visited[n] || len(out) >= maxPages {
			return
		}
		visited[n] = true
		kids := n.key("Kids")
		if kids.len() == 0 || n.key("Type").name() == "Page" {
			if n.key("Type").name() != "Pages" {
				out = append(out, n)
			}
			return
		}
		for i := range kids.len() {
			walk(kids.at(i), depth+1)
		}
	}
	walk(f.trailer().key("Root").key("Pages"), 0)
	return out
}

// inherited looks a page attribute up in the page and its ancestors.
func inherited(n *node, key string) *node {
	for depth := 0; n != nil && depth < maxTreeDepth; depth++ {
		if v := n.key(key); v != nil {
			return v
		}
		n = n.key("Parent")
	}
	return nil
}

// frame is a page's box and the matrix that brings it upright with its lower left
// corner at the origin.
func frame(n *node) (width, height float64, ctm matrix) {
	box := inherited(n, "CropBox").numbers()
	if !validBox(box) {
		box = inherited(n, "MediaBox").numbers()
	}
	if !validBox(box) {
		box = []float64{0, 0, 612, 792}
	}
	x0, y0 := min(box[0], box[2]), min(box[1], box[3])
	x1, y1 := max(box[0], box[2]), max(box[1], box[3])
	switch ((inherited(n, "Rotate").int()%360 + 360) % 360) / 90 {
	case 1:
		return y1 - y0, x1 - x0, matrix{0, -1, 1, 0, -y0, x1}
	case 2:
		return x1 - x0, y1 - y0, matrix{-1, 0, 0, -1, x1, y1}
	case 3:
		return y1 - y0, x1 - x0, matrix{0, 1, -1, 0, y1, -x0}
	}
	return x1 - x0, y1 - y0, matrix{1, 0, 0, 1, -x0, -y0}
}

func validBox(b []float64) bool {
	return len(b) == 4 && math.Abs(b[2]-b[0]) >= 1 && math.Abs(b[3]-b[1]) >= 1
}

// content returns the page's content streams as one, white space between them. A part
// that cannot be read is left out.
func (n *node) content() []byte {
	c := n.key("Contents")
	if c.len() == 0 {
		data, _ := c.stream()
		return data
	}
	var out []byte
	for i := range c.len() {
		data, err := c.at(i).stream()
		if err != nil {
			continue
		}
		out = append(append(out, data...), '\n')
		if len(out) > maxStreamBytes {
			break
		}
	}
	return out
}

// readPage interprets one page and gathers its rows.
func (in *interpreter) readPage(n *node) (p *page) {
	p = &page{}
	defer func() {
		if r := recover(); r != nil {
			p.err = fmt.Errorf("page cannot be interpreted: %v", r)
		}
	}()
	var ctm matrix
	p.width, p.height, ctm = frame(n)
	c, err := in.paint(n, ctm)
	p.err = err
	p.shown, p.unknown, p.guessed, p.paths = c.shown, c.unknown, c.guessed, c.paths
	p.picture = c.picture / (p.width * p.height)
	p.grids = findGrids(c.rules)
	if len(p.grids) == 0 {
		p.grids = findGrids(c.shades) // cells told apart by their shading only
	}
	p.slants = slices.Clone(c.slants)
	glyphs := p.visible(c.glyphs)
	p.turn = mainTurn(glyphs)
	p.rows = buildLines(glyphs, p.turn)
	for turn := range uint8(slanted + len(p.slants)) {
		if turn != p.turn {
			p.furniture = append(p.furniture, buildLines(glyphs, turn)...)
		}
	}
	return p
}

// visible drops the glyphs off the page, and those painted invisibly unless they are
// most of the page: then they are the recognised text of a scan.
func (p *page) visible(glyphs []glyph) []glyph {
	hidden := 0
	for i := range glyphs {
		if glyphs[i].invisible {
			hidden++
		}
	}
	keepHidden := hidden*2 > len(glyphs)
	out := glyphs[:0]
	for i := range glyphs {
		g := &glyphs[i]
		if g.invisible && !keepHidden {
			continue
		}
		x0, y0, x1, y1 := p.toPage(g.turn, g.x0, g.y, g.x1, g.y+g.size/2)
		if x1 < -1 || y1 < -1 || x0 > p.width+1 || y0 > p.height+1 {
			continue
		}
		out = append(out, *g)
	}
	return out
}

// mainTurn is the direction of most glyphs.
func mainTurn(glyphs []glyph) uint8 {
	var counts [slanted]int
	for i := range glyphs {
		if glyphs[i].turn < slanted {
			counts[glyphs[i].turn]++
		}
	}
	best := 0
	for t, n := range counts {
		if n > counts[best] {
			best = t
		}
	}
	return uint8(best)
}

// labels returns the page labels of the file, by page; pages without one are numbered.
func (f *file) labels(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i + 1)
	}
	type labelRange struct {
		first int
		dict  *node
	}
	var ranges []labelRange
	var walk func(t *node, depth int)
	walk = func(t *node, depth int) {
		if t == nil || depth > maxTreeDepth || len(ranges) > maxPages {
			return
		}
		nums := t.key("Nums")
		for i := 0; i+1 < nums.len(); i += 2 {
			ranges = append(ranges, labelRange{nums.at(i).int(), nums.at(i + 1)})
		}
		kids := t.key("Kids")
		for i := range kids.len() {
			walk(kids.at(i), depth+1)
		}
	}
	walk(f.trailer().key("Root").key("PageLabels"), 0)
	for k, r := range ranges {
		end := n
		if k+1 < len(ranges) {
			end = min(n, ranges[k+1].first)
		}
		start := max(1, r.dict.key("St").int())
		prefix, style := cleanText(r.dict.key("P").text()), r.dict.key("S").name()
		for i := max(0, r.first); i < end; i++ {
			if s := prefix + labelNumber(style, start+i-r.first); s != "" {
				out[i] = s
			}
		}
	}
	return out
}

// labelNumber writes a page number in one of the styles of ISO 32000-1, 12.4.2.
func labelNumber(style string, n int) string {
	switch style {
	case "D":
		return fmt.Sprint(n)
	case "r":
		return strings.ToLower(roman(n))
	case "R":
		return roman(n)
	case "a", "A":
		base := rune('A')
		if style == "a" {
			base = 'a'
		}
		return strings.Repeat(string(base+rune((n-1)%26)), min((n-1)/26+1, 20))
	}
	return ""
}

func roman(n int) string {
	if n > 4000 {
		return fmt.Sprint(n)
	}
	values := []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	signs := []string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	var sb strings.Builder
	for i, v := range values {
		for ; n >= v; n -= v {
			sb.WriteString(signs[i])
		}
	}
	return sb.String()
}
