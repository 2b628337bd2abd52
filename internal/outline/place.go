package outline

import "parley/internal/contract"

// number opens the clause of a numbered line where its number fits; false when the number
// is not one.
func (b *builder) number(i int) bool {
	l := &b.p.lines[i]
	n := l.num
	keep, ok := 0, true
	switch {
	case n.style == decimal && !n.opened && n.bracket != ')' && (n.count > 1 || n.word != ""):
		keep, ok = b.placeDecimal(&n)
	case n.word != "":
		keep, ok = b.placeWorded(&n)
	case n.single():
		keep, ok = b.placeSingle(i, &n)
	default:
		keep, ok = b.placeLetter(i, &n)
	}
	if !ok {
		return false
	}
	if keep > maxDepth {
		keep = maxDepth
	}
	b.stack = b.stack[:keep]
	b.open(l, node{num: n, rank: b.p.rank(l), size: b.p.doc.Blocks[l.block].Size, level: b.p.listLevel(l)}, n.text, b.path(&n))
	return true
}

// placeWorded finds the place of "Article IV", "Section 3", "Clause 8" without decimals.
func (b *builder) placeWorded(n *numeral) (keep int, ok bool) {
	for k := len(b.stack) - 1; k >= b.base(); k-- {
		if b.stack[k].num.count > 0 && b.stack[k].num.word == n.word {
			return k, true
		}
	}
	if n.word == "article" || n.word == "chapter" || n.word == "title" || n.word == "part" {
		return b.base(), true
	}
	// A Section stands below an Article, a Clause below a Section, else at the top.
	for k := len(b.stack) - 1; k >= b.base(); k-- {
		if w := b.stack[k].num.word; w != "" && b.stack[k].num.count > 0 {
			return k + 1, true
		}
	}
	return b.base(), true
}

// placeDecimal finds the place of a number with several parts, or of "Section 3".
func (b *builder) placeDecimal(n *numeral) (keep int, ok bool) {
	if n.count == 1 {
		return b.placeWorded(n)
	}
	base := b.base()
	sibling, nearest := -1, -1
	for k := len(b.stack) - 1; k >= base; k-- {
		m := &b.stack[k].num
		if m.count == 0 || m.opened || m.style != decimal && !(m.style == upperRoman && m.word != "") && m.word == "" {
			continue
		}
		same := 0
		for same < n.count && same < m.count && n.parts[same] == m.parts[same] {
			same++
		}
		switch {
		case same == n.count-1 && m.count == same:
			if n.weak && n.value() != 1 {
				return 0, false
			}
			return k + 1, true // its parent
		case same == n.count-1 && m.count == n.count:
			sibling = k
			if n.weak && n.value() != m.value()+1 {
				return 0, false
			}
			return sibling, true
		case m.count < n.count && nearest < 0 && m.count == same && same > 0:
			nearest = k + 1
		case m.count == n.count && nearest < 0:
			nearest = k // 2.1 after 1.4: its "2." has no line of its own
		}
	}
	if n.weak {
		return 0, false
	}
	if nearest >= 0 {
		return nearest, true
	}
	// No relative is open: below a heading, if that is what stands before it.
	if len(b.stack) > base && b.stack[base].num.count <= 1 {
		return base + 1, true
	}
	return base, true
}

// placeSingle finds the place of "5." or "5", which may be a clause or an item of a list.
func (b *builder) placeSingle(i int, n *numeral) (keep int, ok bool) {
	base := b.base()
	v := n.value()
	gap := -1
	level := b.p.listLevel(&b.p.lines[i])
	for k := len(b.stack) - 1; k >= base; k-- {
		m := &b.stack[k].num
		if level > 0 && b.stack[k].level > 0 && level != b.stack[k].level {
			continue // a list within a list, by the format's own word
		}
		worded := m.count == 1 && m.style == decimal && (m.word == "section" || m.word == "clause" || m.word == "§")
		if !m.single() && !worded {
			continue
		}
		switch {
		case v == m.value()+1:
			if k <= base+1 {
				b.last = v
			}
			return k, true
		case v > m.value() && v <= m.value()+10 && gap < 0:
			gap = k
		case v == m.value() && !n.weak && gap < 0 && k == base && b.p.lines[i].isHeading():
			gap = k // the same number twice
		}
	}
	if gap >= 0 && !n.weak {
		return gap, true
	}
	if v == 1 && !b.p.lines[i].isHeading() && n.weak {
		return 0, false
	}
	for k := base; k < len(b.stack); k++ { // "2" after 1.4, whose "1" has no line
		if m := &b.stack[k].num; m.count > 1 && m.style == decimal && m.parts[0] == v-1 && b.p.lines[i].isHeading() {
			return k, true
		}
	}
	if b.top(base) < 0 {
		if n.weak && v > 1 && (!b.p.lines[i].isHeading() || v > b.last+2) {
			return 0, false // "320 Main Street"
		}
		b.last = v
		if top := len(b.stack) - 1; b.headed(top) && !b.p.lines[i].isHeading() {
			return top + 1, true // a list of prose below a heading
		}
		return b.under(base, n), true
	}
	if v == 1 || !n.weak {
		if n.weak && !b.p.lines[i].isHeading() {
			return 0, false
		}
		if k := b.listAnew(i, base, level); v == 1 && k >= 0 {
			return k, true
		}
		return b.inside(level), true // a list inside the clause
	}
	return 0, false
}

// listAnew finds the list of single numbers below another that begins anew at line i, so
// that lists one after another do not sink into each other; -1 when there is none or the
// line above leads in to a list of its own.
func (b *builder) listAnew(i, base, level int) int {
	if level > 0 || i > 0 && leadsIn(b.p.lines[i-1].Cut(b.p.text)) {
		return -1
	}
	inner, open := -1, 0
	for k := base; k < len(b.stack); k++ {
		if b.stack[k].num.single() {
			inner = k
			open++
		}
	}
	if open < 2 {
		return -1
	}
	return inner
}

// inside is where an item of an automatic list goes by its level: below the innermost
// item of a higher one.
func (b *builder) inside(level int) int {
	for k := len(b.stack) - 1; k >= b.base() && level > 0; k-- {
		if m := b.stack[k].level; m > 0 && m < level {
			return k + 1
		}
	}
	return len(b.stack)
}

// listLevel is the level of the automatic list that numbered a line; 0 when it was not
// numbered by one.
func (p *parser) listLevel(l *line) int {
	b := &p.doc.Blocks[l.block]
	if b.Number == "" || b.Kind != contract.ListItem && b.Kind != contract.Paragraph {
		return 0
	}
	return b.Level
}

// under is where a single number goes when no other is open: below the Article above it;
// below a heading or a lettered clause when the numbers begin anew under each of them.
func (b *builder) under(base int, n *numeral) int {
	top := len(b.stack) - 1
	switch {
	case top < base:
		return base
	case b.stack[base].num.word == "article":
		return base + 1
	case b.anew && b.headed(top):
		return top + 1
	}
	m := &b.stack[top].num
	if n.value() == 1 && m.style == upperLetter && m.bracket == '.' && b.p.out.Clauses[b.stack[top].clause].Heading != "" {
		return top + 1
	}
	return base
}

// headed reports whether the clause at k in the stack is a heading without a number, and
// not that of the recitals.
func (b *builder) headed(k int) bool {
	return k >= b.base() && b.stack[k].num.count == 0 && !recital(b.p.out.Clauses[b.stack[k].clause].Heading)
}

// beginAnew reports whether the single numbers of the part that begins at line i begin
// with 1 more than once: then they count the items under headings, not the clauses.
func (p *parser) beginAnew(i int) bool {
	ones := 0
	for j := i; j < len(p.lines); j++ {
		l := &p.lines[j]
		if l.contents || !l.numbered {
			continue
		}
		if isOneOf(l.num.word, partWords) {
			if j > i && p.opensPart(j) {
				break
			}
			continue
		}
		if n := &l.num; n.single() && n.value() == 1 && (!n.weak || l.isHeading()) {
			ones++
		}
	}
	return ones > 1
}

// top finds a single decimal in the stack, -1 when none is open.
func (b *builder) top(base int) int {
	for k := base; k < len(b.stack); k++ {
		if m := &b.stack[k].num; m.count >= 1 && m.style == decimal && !m.opened && m.bracket != ')' {
			return k
		}
	}
	return -1
}

// placeLetter finds the place of "(a)", "a.", "(iv)", "A.", "(1)", "1)", and decides
// between the letter and the roman number.
func (b *builder) placeLetter(i int, n *numeral) (keep int, ok bool) {
	base := b.base()
	asRoman := *n
	if n.roman > 0 && (n.style == lowerLetter || n.style == upperLetter) {
		asRoman.parts[0] = n.roman
		asRoman.style += 2
	} else {
		asRoman.count = 0
	}
	// An open list that goes on with n, the innermost first.
	for k := len(b.stack) - 1; k >= base; k-- {
		m := &b.stack[k].num
		letter := sameList(m, n) && n.value() == m.value()+1
		romanNext := asRoman.count > 0 && sameList(m, &asRoman) && asRoman.value() == m.value()+1
		switch {
		case letter && asRoman.count > 0 && asRoman.value() == 1 && b.p.romanAhead(i):
			// "(i)" after "(h)", but "(ii)" comes next
		case letter:
			return k, true
		case romanNext:
			*n = asRoman
			return k, true
		}
	}
	if asRoman.count > 0 && asRoman.value() == 1 && !(n.style == upperLetter && !n.opened && !b.p.romanAhead(i)) {
		*n = asRoman
		if k := b.restarted(i, n); k >= 0 {
			return k, true
		}
		return len(b.stack), true
	}
	if n.value() == 1 {
		if n.weak && !b.p.secondAhead(i) {
			return 0, false
		}
		if k := b.restarted(i, n); k >= 0 {
			return k, true
		}
		if n.style == upperLetter && n.bracket == '.' && b.top(base) < 0 && len(b.stack) > base && b.stack[len(b.stack)-1].num.count > 0 {
			return base, true
		}
		return len(b.stack), true
	}
	// An open list that n continues with a gap.
	for k := len(b.stack) - 1; k >= base; k-- {
		m := &b.stack[k].num
		if sameList(m, n) && n.value() > m.value() && n.value() <= m.value()+5 {
			return k, !n.weak
		}
		if asRoman.count > 0 && sameList(m, &asRoman) && asRoman.value() > m.value() {
			*n = asRoman
			return k, !n.weak
		}
	}
	// A list whose beginning stands in the line above, or has no number of its own.
	if n.weak || n.value() > 3 && !b.p.secondAhead(i) {
		return 0, false
	}
	return len(b.stack), true
}

// restarted finds the open list that the first item n begins anew, as definitions with
// items of their own do; -1 when n begins a list below the last item.
func (b *builder) restarted(i int, n *numeral) int {
	if i == 0 || b.p.lines[i-1].opens && leadsIn(b.p.lines[i-1].Cut(b.p.text)) {
		return -1
	}
	for k := len(b.stack) - 1; k >= b.base(); k-- {
		if sameList(&b.stack[k].num, n) {
			return k
		}
	}
	return -1
}

// sameList reports whether two numbers are written alike and can belong to one list.
func sameList(m, n *numeral) bool {
	return m.count == 1 && m.style == n.style && m.bracket == n.bracket && m.opened == n.opened && m.word == ""
}

// lookAhead bounds how many lines further a list's next number is looked for.
const lookAhead = 40

// romanAhead reports whether "(ii)" comes before "(j)" below line i.
func (p *parser) romanAhead(i int) bool {
	for j := i + 1; j < len(p.lines) && j <= i+lookAhead; j++ {
		n := &p.lines[j].num
		if !p.lines[j].numbered || n.count != 1 || n.bracket != p.lines[i].num.bracket || n.opened != p.lines[i].num.opened {
			continue
		}
		switch {
		case n.roman == 2:
			return true
		case n.value() == 10 && n.style != decimal:
			return false
		}
	}
	return false
}

// secondAhead reports whether the list that line i begins has a second item.
func (p *parser) secondAhead(i int) bool {
	first := &p.lines[i].num
	for j := i + 1; j < len(p.lines) && j <= i+lookAhead; j++ {
		n := &p.lines[j].num
		if p.lines[j].numbered && sameList(n, first) && n.value() == first.value()+1 {
			return true
		}
	}
	return false
}
