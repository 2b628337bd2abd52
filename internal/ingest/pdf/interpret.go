package pdf

import (
	"context"
	"math"
	"strings"
)

const (
	maxFormDepth  = 12
	maxOperators  = 5_000_000 // a page
	maxGlyphs     = 1_000_000 // a page
	maxOperands   = 100_000
	maxStateDepth = 512
)

// matrix is a PDF transformation [a b c d e f].
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times returns the transformation that applies m first, then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// shift returns m after a translation by (x, y) in its own space.
func (m matrix) shift(x, y float64) matrix {
	m[4] += x*m[0] + y*m[2]
	m[5] += x*m[1] + y*m[3]
	return m
}

// glyph is one painted glyph with known text. Its place is in the frame of its direction:
// x runs along the text and y up from the baseline, in points.
type glyph struct {
	text      string
	x0, x1, y float64
	size      float64
	font      *font
	turn      uint8 // quarter turns counter-clockwise of the writing direction, 0..3; from slanted on, an index of slants
	bold      bool
	invisible bool
	artifact  bool // marked by the file as no part of the content
	stretch   int  // which stretch of its row it belongs to
}

// rule is a painted straight line, horizontal or vertical, in page space.
type rule struct {
	x0, y0, x1, y1 float64
}

// canvas is what interpreting one page's content gives.
type canvas struct {
	glyphs  []glyph
	rules   []rule
	shades  []rule    // edges of filled boxes
	slants  []float64 // angles, in radians, of text that runs at none of the quarter turns
	shown   int       // all glyphs
	unknown int       // of these, whose text is not known
	guessed int       // of these, whose text is guessed from the order of the font's glyphs
	picture float64   // area of the largest image, in square points
	paths   int       // paths painted
}

// graphics is the part of the graphics state that text needs.
type graphics struct {
	ctm                    matrix
	font                   *font
	size                   float64
	charSpace, wordSpace   float64
	stretch, leading, rise float64
	invisible, outlined    bool
}

// interpreter runs content streams. One serves a whole document, so that fonts and
// forms are read once.
type interpreter struct {
	ctx       context.Context
	file      *file
	fonts     map[*node]*font
	lost      *font // stands for a font that cannot be found
	forms     map[*node][]byte
	formBytes int
	page      canvas
	operators int
	err       error
}

func newInterpreter(ctx context.Context, f *file) *interpreter {
	return &interpreter{ctx: ctx, file: f, lost: lostFont(), fonts: map[*node]*font{}, forms: map[*node][]byte{}}
}

// paint interprets a page and returns what it painted; the canvas is valid until the
// next call.
func (in *interpreter) paint(page *node, ctm matrix) (*canvas, error) {
	in.page = canvas{glyphs: in.page.glyphs[:0], rules: in.page.rules[:0], shades: in.page.shades[:0], slants: in.page.slants[:0]}
	in.operators, in.err = 0, nil
	in.run(page.content(), inherited(page, "Resources"), graphics{ctm: ctm, stretch: 1}, 0, 0)
	in.paintAnnotations(page, ctm)
	return &in.page, in.err
}

// program is the state of one content stream: the page's or a form's.
type program struct {
	in        *interpreter
	lex       lexer
	resources *node
	args      []token
	state     graphics
	stack     []graphics
	tm, tlm   matrix
	depth     int
	path      []rule // lines of the current path
	px, py    float64
	marks     []mark
	artifact  int // open marks that are artifacts; not part of the graphics state, which q and Q save
}

// mark is an open marked-content sequence.
type mark struct {
	artifact bool
	actual   string // replacement text
	replaces bool
	first    int // index of its first glyph
}

func (in *interpreter) run(content []byte, resources *node, state graphics, depth, artifact int) {
	p := &program{in: in, lex: lexer{data: content}, resources: resources, state: state, tm: identity, tlm: identity, depth: depth, artifact: artifact}
	for in.err == nil {
		t := p.lex.next()
		if t.kind == tokNone {
			return
		}
		if t.kind != tokOperator {
			if len(p.args) < maxOperands {
				p.args = append(p.args, t)
			}
			continue
		}
		if in.operators++; in.operators > maxOperators || len(in.page.glyphs) > maxGlyphs {
			return
		}
		if in.operators%4096 == 0 {
			in.err = in.ctx.Err()
		}
		p.operator(t.raw)
		p.args = p.args[:0]
		p.lex.reset()
	}
}

// num returns the i-th operand from the end as a number, 0 when it is missing.
func (p *program) num(fromEnd int) float64 {
	if i := len(p.args) - fromEnd; i >= 0 && i < len(p.args) {
		return p.args[i].num
	}
	return 0
}

// last returns the last operand's bytes.
func (p *program) last() []byte {
	if len(p.args) == 0 {
		return nil
	}
	return p.args[len(p.args)-1].raw
}

func (p *program) matrix() matrix {
	return matrix{p.num(6), p.num(5), p.num(4), p.num(3), p.num(2), p.num(1)}
}

func (p *program) operator(op []byte) {
	s := &p.state
	switch string(op) {
	case "q":
		if len(p.stack) < maxStateDepth {
			p.stack = append(p.stack, *s)
		}
	case "Q":
		if n := len(p.stack); n > 0 {
			*s = p.stack[n-1]
			p.stack = p.stack[:n-1]
		}
	case "cm":
		if len(p.args) >= 6 {
			s.ctm = p.matrix().times(s.ctm)
		}
	case "BT":
		p.tm, p.tlm = identity, identity
	case "Tf":
		if len(p.args) >= 2 {
			s.font = p.in.font(p.resources.key("Font").key(string(p.args[len(p.args)-2].raw)))
			s.size = p.num(1)
		}
	case "gs":
		if f := p.resources.key("ExtGState").key(string(p.last())).key("Font"); f.len() == 2 {
			s.font, s.size = p.in.font(f.at(0)), f.at(1).num()
		}
	case "Tc":
		s.charSpace = p.num(1)
	case "Tw":
		s.wordSpace = p.num(1)
	case "Tz":
		s.stretch = p.num(1) / 100
	case "TL":
		s.leading = p.num(1)
	case "Ts":
		s.rise = p.num(1)
	case "Tr":
		mode := p.num(1)
		s.invisible = mode == 3 || mode == 7
		s.outlined = mode == 2 // filled and stroked, which makes it bold
	case "TD":
		s.leading = -p.num(1)
		p.moveLine(p.num(2), p.num(1))
	case "Td":
		p.moveLine(p.num(2), p.num(1))
	case "Tm":
		if len(p.args) >= 6 {
			p.tm = p.matrix()
			p.tlm = p.tm
		}
	case "T*":
		p.moveLine(0, -s.leading)
	case "Tj":
		p.show(p.last())
	case "'":
		p.moveLine(0, -s.leading)
		p.show(p.last())
	case "\"":
		s.wordSpace, s.charSpace = p.num(3), p.num(2)
		p.moveLine(0, -s.leading)
		p.show(p.last())
	case "TJ":
		p.showArray()
	case "ID":
		p.lex.skipInlineImage()
		p.addPicture()
	case "Do":
		p.paintObject(p.resources.key("XObject").key(string(p.last())))
	case "BDC", "BMC":
		p.beginMark()
	case "EMC":
		p.endMark()
	default:
		p.pathOperator(op)
	}
}

// moveLine starts a new line at (x, y) from the start of the current one.
func (p *program) moveLine(x, y float64) {
	p.tlm = p.tlm.shift(x, y)
	p.tm = p.tlm
}

// showArray shows the strings of a TJ array; its numbers move back by thousandths.
func (p *program) showArray() {
	s := &p.state
	for _, a := range p.args {
		switch a.kind {
		case tokString:
			p.show(a.raw)
		case tokNumber:
			d := -a.num / 1000 * s.size
			if s.font != nil && s.font.vertical {
				p.tm = p.tm.shift(0, d)
			} else {
				p.tm = p.tm.shift(d*s.stretch, 0)
			}
		}
	}
}

// show paints a string.
func (p *program) show(str []byte) {
	s, page := &p.state, &p.in.page
	f := s.font
	if f == nil {
		return
	}
	// Everything but the translation is the same for all glyphs of the string.
	base := matrix{p.tm[0], p.tm[1], p.tm[2], p.tm[3], 0, 0}.times(matrix{s.ctm[0], s.ctm[1], s.ctm[2], s.ctm[3], 0, 0})
	ux, uy := base[0]*s.size*s.stretch, base[1]*s.size*s.stretch // one em along the text
	size := math.Hypot(base[2], base[3]) * math.Abs(s.size)
	em := math.Hypot(ux, uy)
	turn := page.turnOf(ux, uy, base[3]*s.size)
	f.decode(str, func(text string, width float32, code uint32, bytes int) {
		advance := float64(width) * f.scale
		page.shown++
		if text != "" && size > 0 && len(page.glyphs) <= maxGlyphs {
			ox, oy := p.tm[4]+s.rise*p.tm[2], p.tm[5]+s.rise*p.tm[3]
			x := ox*s.ctm[0] + oy*s.ctm[2] + s.ctm[4]
			y := ox*s.ctm[1] + oy*s.ctm[3] + s.ctm[5]
			switch turn {
			case 0:
			case 1:
				x, y = y, -x
			case 2:
				x, y = -x, -y
			case 3:
				x, y = -y, x
			default:
				sin, cos := math.Sincos(page.slants[turn-slanted])
				x, y = x*cos+y*sin, y*cos-x*sin
			}
			page.glyphs = append(page.glyphs, glyph{
				text: text, x0: x, x1: x + advance*em, y: y, size: size,
				font: f, turn: turn, bold: f.bold || s.outlined, invisible: s.invisible, artifact: p.artifact > 0,
			})
		} else if text == "" {
			page.unknown++
		}
		if f.guessed {
			page.guessed++
		}
		tx := advance*s.size + s.charSpace
		if bytes == 1 && code == ' ' {
			tx += s.wordSpace
		}
		if f.vertical {
			p.tm = p.tm.shift(0, -s.size)
		} else {
			p.tm = p.tm.shift(tx*s.stretch, 0)
		}
	})
}

// slanted is the first turn that stands for an angle of the canvas' slants.
const slanted = 4

// turnOf tells the direction of text whose em runs by (ux, uy); up is positive when it
// does not stand on its head.
func (c *canvas) turnOf(ux, uy, up float64) uint8 {
	const upright = 0.14 // tangent of the angle, eight degrees, up to which text is level
	x, y := math.Abs(ux), math.Abs(uy)
	switch {
	case y <= upright*x && (ux >= 0 || up >= 0):
		return 0
	case y <= upright*x:
		return 2
	case x <= upright*y && uy > 0:
		return 1
	case x <= upright*y:
		return 3
	}
	const same, most = 0.02, 100 // radians, angles of a page
	angle := math.Atan2(uy, ux)
	for i, a := range c.slants {
		if math.Abs(a-angle) < same || i == most-1 {
			return uint8(slanted + i)
		}
	}
	c.slants = append(c.slants, angle)
	return uint8(slanted + len(c.slants) - 1)
}

// font returns the font of a dictionary, read once.
func (in *interpreter) font(d *node) *font {
	if d == nil {
		return in.lost
	}
	if f, ok := in.fonts[d]; ok {
		return f
	}
	f := loadFont(d)
	in.fonts[d] = f
	return f
}

// addPicture notes an image, which fills the unit square.
func (p *program) addPicture() {
	m := &p.state.ctm
	p.in.page.picture = max(p.in.page.picture, math.Abs(m[0]*m[3]-m[1]*m[2]))
}

// paintObject runs a form; of images only the size matters.
func (p *program) paintObject(x *node) {
	switch x.key("Subtype").name() {
	case "Image":
		p.addPicture()
	case "Form":
		if p.depth >= maxFormDepth {
			return
		}
		content, ok := p.in.forms[x]
		if !ok {
			content, _ = x.stream()
			if p.in.formBytes+len(content) < maxStreamBytes {
				p.in.forms[x] = content
				p.in.formBytes += len(content)
			}
		}
		state := p.state
		if m := x.key("Matrix").numbers(); len(m) == 6 {
			state.ctm = matrix(m).times(state.ctm)
		}
		resources := x.key("Resources")
		if resources.isNull() {
			resources = p.resources
		}
		p.in.run(content, resources, state, p.depth+1, p.artifact)
	}
}

// beginMark opens marked content; what matters is whether it is an artifact and
// whether it has replacement text.
func (p *program) beginMark() {
	m := mark{first: len(p.in.page.glyphs)}
	m.artifact = len(p.args) > 0 && string(p.args[0].raw) == "Artifact"
	for i, a := range p.args {
		if a.kind == tokName && string(a.raw) == "ActualText" && i+1 < len(p.args) && p.args[i+1].kind == tokString {
			m.actual, m.replaces = textString(p.args[i+1].raw), true
		}
	}
	if len(p.args) == 2 && p.args[1].kind == tokName {
		if a := p.resources.key("Properties").key(string(p.args[1].raw)).key("ActualText"); !a.isNull() {
			m.actual, m.replaces = a.text(), true
		}
	}
	if len(p.marks) < maxStateDepth {
		p.marks = append(p.marks, m)
		if m.artifact {
			p.artifact++
		}
	}
}

// maxReplaced is the most glyphs that replacement text stands for: it mends ligatures
// and hyphens; on whole paragraphs it is a screen reader's affair.
const maxReplaced = 4

func (p *program) endMark() {
	n := len(p.marks)
	if n == 0 {
		return
	}
	m := p.marks[n-1]
	p.marks = p.marks[:n-1]
	if m.artifact {
		p.artifact--
	}
	painted := p.in.page.glyphs[min(m.first, len(p.in.page.glyphs)):]
	if !m.replaces || len(painted) == 0 || len(painted) > maxReplaced {
		return
	}
	keep := 0
	if actual := glyphWord(m.actual); strings.TrimSpace(actual) != "" {
		painted[0].text, keep = actual, 1
		painted[0].x1 = max(painted[0].x1, painted[len(painted)-1].x1)
	}
	p.in.page.glyphs = p.in.page.glyphs[:m.first+keep]
}

// textString decodes a text string of a content stream.
func textString(b []byte) string {
	if len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff {
		if len(b) == 2 {
			return ""
		}
		return utf16Text(b[2:])
	}
	var sb strings.Builder
	for _, c := range b {
		sb.WriteString(winAnsiText(c))
	}
	return sb.String()
}

// maxRules is the most lines kept of a page: more are a drawing, not tables.
const maxRules = 20000

// pathOperator follows the paths that may rule a table: straight lines and boxes.
func (p *program) pathOperator(op []byte) {
	switch string(op) {
	case "m":
		p.px, p.py = p.num(2), p.num(1)
	case "l":
		x, y := p.num(2), p.num(1)
		p.path = append(p.path, rule{p.px, p.py, x, y})
		p.px, p.py = x, y
	case "re":
		p.addBox(p.num(4), p.num(3), p.num(2), p.num(1))
	case "S", "s", "B", "B*", "b", "b*":
		p.paintPath(&p.in.page.rules)
	case "f", "F", "f*":
		p.paintFill()
	case "n":
		p.path = p.path[:0]
	}
	if len(p.path) > maxRules {
		p.path = p.path[:0]
	}
}

// addBox adds the edges of a rectangle.
func (p *program) addBox(x, y, w, h float64) {
	p.path = append(p.path, rule{x, y, x + w, y}, rule{x, y + h, x + w, y + h}, rule{x, y, x, y + h}, rule{x + w, y, x + w, y + h})
}

// paintFill paints a filled path: a thin box is a rule, a larger one shades a cell.
func (p *program) paintFill() {
	const thin = 2.5 // points
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, r := range p.path {
		x0, x1 = min(x0, r.x0, r.x1), max(x1, r.x0, r.x1)
		y0, y1 = min(y0, r.y0, r.y1), max(y1, r.y0, r.y1)
	}
	m := &p.state.ctm
	if width, height := (x1-x0)*math.Hypot(m[0], m[1]), (y1-y0)*math.Hypot(m[2], m[3]); width < thin || height < thin || len(p.path) > 4 {
		p.paintPath(&p.in.page.rules)
	} else {
		p.paintPath(&p.in.page.shades)
	}
}

// paintPath ends a path and keeps its level and upright lines in to.
func (p *program) paintPath(to *[]rule) {
	p.in.page.paths++
	for _, r := range p.path {
		p.addRule(r, to)
	}
	p.path = p.path[:0]
}

// addRule keeps a line that is level or upright on the page.
func (p *program) addRule(r rule, to *[]rule) {
	m := &p.state.ctm
	q := rule{
		r.x0*m[0] + r.y0*m[2] + m[4], r.x0*m[1] + r.y0*m[3] + m[5],
		r.x1*m[0] + r.y1*m[2] + m[4], r.x1*m[1] + r.y1*m[3] + m[5],
	}
	const level, long = 1.0, 4.0 // points
	dx, dy := math.Abs(q.x1-q.x0), math.Abs(q.y1-q.y0)
	if (dx < level && dy > long || dy < level && dx > long) && len(*to) < maxRules {
		q.x0, q.x1 = min(q.x0, q.x1), max(q.x0, q.x1)
		q.y0, q.y1 = min(q.y0, q.y1), max(q.y0, q.y1)
		*to = append(*to, q)
	}
}
