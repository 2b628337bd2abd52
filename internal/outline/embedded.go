package outline

import "parley/internal/contract"

// Some texts run clauses together: "… as agreed. 1.2 Fees. Customer shall pay … 1.3
// Taxes." They are taken apart where the numbers follow on from each other.

// embeddedMin is the length in bytes below which a paragraph is taken as it is.
const embeddedMin = 400

// embedded remembers the last number seen, to know which may come next.
type embedded struct {
	last    [maxParts]int
	count   int
	article int
}

// saw notes a clause number.
func (e *embedded) saw(n *numeral) {
	switch {
	case n.word == "article":
		e.article = n.value()
	case isOneOf(n.word, partWords):
		*e = embedded{}
	case n.style == decimal && !n.opened && n.bracket != ')':
		e.last, e.count = n.parts, n.count
	}
}

// follows reports whether n can come right after the last number: 1.2 after 1.1, 1.1.1
// after 1.1, 2 after 1.4, 2.1 after 1.4 or 2.
func (e *embedded) follows(n *numeral) bool {
	if n.word == "article" {
		return n.value() == e.article+1
	}
	if n.word != "" && n.word != "section" || n.style != decimal || n.opened || n.bracket == ')' {
		return false
	}
	if e.count == 0 {
		return n.value() == 1 && (n.count == 1 || n.count == 2 && n.parts[0] == 1)
	}
	same := 0
	for same < n.count && same < e.count && n.parts[same] == e.last[same] {
		same++
	}
	switch {
	case same == e.count: // a first child
		return n.count == e.count+1 && n.value() == 1
	case same == n.count-1: // the next one at its own level or a higher one
		return n.value() == e.last[same]+1
	case same == 0 && n.count == 2: // 2.1 after 1.4, whose "2." has no line
		return n.parts[0] == e.last[0]+1 && n.parts[1] == 1
	}
	return false
}

// splitEmbedded breaks the last line at the clause numbers inside it.
func (p *parser) splitEmbedded(at *embedded) {
	l := p.lines[len(p.lines)-1]
	text := p.text
	for pos := l.body; pos < l.End; pos++ {
		if c := text[pos]; !isDigit(c) && c != 'A' && c != 'S' || pos == l.body && l.numbered || pos > l.Start && !isSpace(rune(text[pos-1])) {
			continue
		}
		n, ok := readNumeral(text, pos, l.End)
		bare := n.count == 1 && n.word == "" && n.bracket != '.'
		if !ok || bare || !at.follows(&n) || !p.breaksBefore(l.Start, pos, &n) || !startsClause(text[n.End:l.End], &n) {
			for pos < l.End && isDigit(text[pos]) {
				pos++
			}
			continue
		}
		at.saw(&n)
		if pos > l.Start {
			p.lines[len(p.lines)-1].End = trim(text, contract.Span{Start: l.Start, End: pos}).End
			l = p.newLine(l.block, contract.Span{Start: pos, End: l.End})
			p.lines = append(p.lines, l)
		}
		pos = n.End
	}
}

// breaksBefore reports whether a clause may begin at pos: what stands before it ends a
// sentence, a list item or a heading.
func (p *parser) breaksBefore(start, pos int, n *numeral) bool {
	end := trim(p.text, contract.Span{Start: start, End: pos}).End
	if end <= start {
		return true
	}
	switch p.text[end-1] {
	case '.', ';', ':', ')', '"', ']', '?', '_', '-':
		return n.count > 1 || n.word != "" || p.text[end-1] != '-'
	}
	if p.text[end-1] >= 0x80 { // a closing quotation mark
		return true
	}
	return pos-end >= 2 || n.word == "article" && allCaps(p.text[pos:n.End])
}

// startsClause reports whether s, which stands behind a number, reads like the beginning
// of a clause and not like the rest of a reference ("Section 1.2 and").
func startsClause(s string, n *numeral) bool {
	from, to := nextWord(s, 0, len(s))
	if from == to || from > 6 {
		return false
	}
	if n.count == 1 && n.word == "" {
		head := runInHeading(s, skipSpace(s, 0, len(s)), len(s))
		return head > 0
	}
	return startsUpper(s[from:to]) || opensQuote(s[skipSpace(s, 0, len(s)):])
}
