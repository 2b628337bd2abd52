package outline

import (
	"strconv"
	"strings"

	"parley/internal/contract"
)

// node is a clause that is still open while the lines run by.
type node struct {
	clause int
	num    numeral // zero count for a heading without a number
	part   bool
	rank   int     // of a heading: 1 for the most prominent
	size   float64 // type size of its line
	level  int     // of its automatic list, when the format gives it; 0 unknown
}

// builder makes the clause tree of the lines.
type builder struct {
	p     *parser
	stack []node
	anew  bool // single numbers begin anew under headings
	last  int  // the last single number at the top of the part
}

// buildTree reads the clauses, and which clause each line belongs to.
func (p *parser) buildTree() {
	p.out.Parts = []contract.Part{{Span: contract.Span{Start: 0, End: p.doc.BodyEnd}}}
	b := builder{p: p, anew: p.beginAnew(0)}
	p.findTitle()
	for i := range p.lines {
		l := &p.lines[i]
		if l.contents {
			continue
		}
		before := len(p.out.Clauses)
		b.line(i)
		if n := len(b.stack); n > 0 {
			l.clause = b.stack[n-1].clause
			b.reach(l)
		}
		l.opens = len(p.out.Clauses) > before
		if l.opens && l.numbered {
			p.lastNumber = i
		}
	}
	p.closeTree()
}

// reach lets every open clause reach to the end of l.
func (b *builder) reach(l *line) {
	for _, n := range b.stack {
		b.p.out.Clauses[n.clause].End = l.End
	}
}

// line opens the clause that begins at line i, if one does.
func (b *builder) line(i int) {
	p := b.p
	l := &p.lines[i]
	if len(p.out.Clauses) >= maxClauses {
		return
	}
	switch {
	case l.numbered && isOneOf(l.num.word, partWords):
		if p.opensPart(i) {
			b.part(i)
			return
		}
		if l.isHeading() && i >= p.titleEnd {
			b.heading(i)
		}
	case l.numbered:
		if b.number(i) {
			return
		}
		l.numbered = false // a number that is none: "5 Days", "J. Smith"
		if !l.isHeading() {
			l.body = l.Start
			l.heading = contract.Span{}
		} else {
			l.heading = headingSpan(p.text, l.Start, l.End)
		}
	case l.heading.Len() > 0 && i >= p.titleEnd && !l.absorbed && !p.repeatsTitle(i):
		if p.titlesPart(i) {
			b.partNamed(i)
			return
		}
		b.heading(i)
	}
}

// repeatsTitle reports whether line i only says the document's title once more.
func (p *parser) repeatsTitle(i int) bool {
	return len(p.out.Clauses) == 0 && entryKey(p.text[p.lines[i].Start:p.lines[i].End]) == entryKey(p.out.Title)
}

// open adds a clause for the line l below the top of the stack.
func (b *builder) open(l *line, n node, number, path string) {
	p := b.p
	c := contract.Clause{
		ID:      "c" + strconv.Itoa(len(p.out.Clauses)+1),
		Number:  number,
		Path:    path,
		Heading: l.heading.Cut(p.text),
		Level:   len(b.stack) + 1,
		Span:    contract.Span{Start: l.Start, End: l.End},
		Parent:  -1,
		Page:    p.page(l.Start),
		Part:    len(p.out.Parts) - 1,
	}
	if top := len(b.stack); top > 0 {
		c.Parent = b.stack[top-1].clause
	}
	n.clause = len(p.out.Clauses)
	p.out.Clauses = append(p.out.Clauses, c)
	b.stack = append(b.stack, n)
}

// base is the height of the stack that belongs to the present part's own heading.
func (b *builder) base() int {
	if len(b.stack) > 0 && b.stack[0].part {
		return 1
	}
	return 0
}

// path writes the number in full, from the clauses above it.
func (b *builder) path(n *numeral) string {
	prefix, parent := "", ""
	if b.base() == 1 {
		if prefix = b.p.out.Clauses[b.stack[0].clause].Path; prefix != "" {
			prefix += ", "
		}
	}
	own := n.text
	if n.style == decimal && !n.opened && n.bracket != ')' && n.count > 1 {
		return prefix + n.digits()
	}
	if n.word == "section" || n.word == "clause" || n.word == "§" {
		if n.style == decimal {
			return prefix + n.digits()
		}
	}
	for k := len(b.stack) - 1; k >= b.base(); k-- {
		if b.stack[k].num.count > 0 {
			parent = b.p.out.Clauses[b.stack[k].clause].Path
			break
		}
	}
	switch {
	case parent == "":
		return prefix + own
	case n.word != "", n.style == decimal && n.bracket != ')' && !n.opened && len(b.stack) > 0 && b.stack[len(b.stack)-1].num.word == "article":
		return prefix + own
	case n.opened:
		return parent + own
	case n.style == decimal && n.bracket == '.' && isDigit(parent[len(parent)-1]):
		return parent + "." + own // "5." inside "2."
	}
	return parent + "(" + strings.TrimRight(own, ").") + ")"
}

// digits writes the figures of a decimal number without the word before it.
func (n *numeral) digits() string {
	for i := range len(n.text) {
		if isDigit(n.text[i]) {
			return n.text[i:]
		}
	}
	return n.text
}

// heading opens a clause for a heading without a number.
func (b *builder) heading(i int) {
	p := b.p
	l := &p.lines[i]
	h := node{rank: p.rank(l), size: p.doc.Blocks[l.block].Size}
	keep := b.base()
	next, at := p.nextNumber(i)
	if next != nil && next.style == decimal && next.count > 1 && !next.opened {
		// The next clause says how deep we are: a heading among 5.2 and 5.3 stays below 5.
		for k := len(b.stack) - 1; k >= keep; k-- {
			m := &b.stack[k].num
			if m.count > 0 && m.count < next.count && m.style == decimal && sameParts(m, next, m.count) {
				b.stack = b.stack[:k+1]
				b.open(l, h, "", "")
				return
			}
		}
	}
	for k := len(b.stack) - 1; k >= keep; k-- {
		m := &b.stack[k]
		switch {
		case m.part:
		case m.num.count == 0 && m.rank < h.rank,
			m.num.count > 0 && k == keep && b.belowNumber(m, &h, next, at-i):
			b.stack = b.stack[:k+1]
			b.open(l, h, "", "")
			return
		}
	}
	b.stack = b.stack[:keep]
	b.open(l, h, "", "")
}

// belowNumber reports whether the heading h without a number belongs below the numbered
// clause m, which has a heading of its own: h is less prominent, or as prominent and the
// numbers go on behind it but not right below.
func (b *builder) belowNumber(m, h *node, next *numeral, distance int) bool {
	if m.num.style != decimal || m.num.opened || b.p.out.Clauses[m.clause].Heading == "" {
		return false
	}
	switch {
	case h.size > m.size+0.4 || h.rank < m.rank:
		return false
	case h.size < m.size-0.4 || h.rank > m.rank:
		return distance != 1 || next == nil || next.count > 1
	}
	return next != nil && distance > 1 && next.count == 1 && next.value() == m.num.parts[0]+1
}

func sameParts(m, n *numeral, count int) bool {
	for i := range count {
		if m.parts[i] != n.parts[i] {
			return false
		}
	}
	return true
}

// rank says how prominent a heading is: 1 above 2. A level that the format gives counts,
// else capitals stand above the rest.
func (p *parser) rank(l *line) int {
	b := &p.doc.Blocks[l.block]
	if b.Level > 0 && b.Kind == contract.Heading {
		return b.Level
	}
	if allCaps(l.heading.Cut(p.text)) {
		return 1
	}
	return 2
}

// nextNumber finds the next clause number below line i and its line; nil when a part
// comes first.
func (p *parser) nextNumber(i int) (*numeral, int) {
	for j := i + 1; j < len(p.lines) && j <= i+lookAhead; j++ {
		l := &p.lines[j]
		if l.numbered && !l.contents {
			if isOneOf(l.num.word, partWords) {
				return nil, j
			}
			if l.num.style == decimal && !(l.num.weak && !l.isHeading()) && !l.num.opened && l.num.bracket != ')' {
				return &l.num, j
			}
		}
	}
	return nil, i
}

// closeTree sets what a clause says itself, before its first child.
func (p *parser) closeTree() {
	clauses := p.out.Clauses
	for i := range clauses {
		clauses[i].Own = clauses[i].Span
	}
	for i := len(clauses) - 1; i >= 0; i-- {
		if parent := clauses[i].Parent; parent >= 0 {
			clauses[parent].Own.End = clauses[i].Start
		}
	}
	for i := range clauses {
		own := trim(p.text, clauses[i].Own)
		clauses[i].Own = contract.Span{Start: clauses[i].Start, End: max(own.End, clauses[i].Start)}
	}
	parts := p.out.Parts
	for i := range parts {
		if i+1 < len(parts) {
			parts[i].End = trim(p.text, contract.Span{Start: parts[i].Start, End: parts[i+1].Start}).End
		} else {
			parts[i].End = p.doc.BodyEnd
		}
		parts[i].End = max(parts[i].End, parts[i].Start)
	}
}
