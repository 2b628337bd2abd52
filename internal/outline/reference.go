package outline

import (
	"strconv"
	"strings"

	"parley/internal/contract"
)

const (
	// maxDangling bounds how many dangling references are warned of.
	maxDangling = 40
	// farAway is how far above the document's last clause the number of a law begins.
	farAway = 12
	// minNumbered is how many numbers a document must have before one that is missing says
	// anything.
	minNumbered = 8
	// maxRange is the longest range of clauses, "4 to 6", that is followed one by one.
	maxRange = 30
	// foreignReach is how many bytes around a reference, within its sentence, are read for
	// the name of a law.
	foreignReach = 300
)

// refWords begin a reference to a clause.
var refWords = []string{
	"section", "sections", "clause", "clauses", "article", "articles", "paragraph", "paragraphs", "subsection",
	"subsections", "sub-section", "sub-clause", "subclause", "sec", "secs", "art", "arts", "ziffer", "abschnitt",
	"artikel", "item", "items", "chapter", "part", "subparagraph", "sub-paragraph", "module",
}

// readReferences finds the cross-references and what they lead to.
func (p *parser) readReferences() {
	r := references{p: p, warned: map[string]bool{}}
	r.index()
	text := p.text
	end := p.doc.BodyEnd
	s := 0 // sentence, to leave headings and contents alone
	for pos := 0; pos < end && len(p.out.References) < maxReferences; {
		from, to, sign := nextRefWord(text, pos, end)
		if from == to {
			break
		}
		pos = to
		for s < len(p.out.Sentences) && p.out.Sentences[s].End <= from {
			s++
		}
		if s < len(p.out.Sentences) && p.out.Sentences[s].Start <= from && p.out.Sentences[s].Heading {
			continue
		}
		if s < len(p.out.Sentences) && p.out.Sentences[s].Start > from {
			continue // the printed number of a clause
		}
		if after := r.read(from, to, sign); after > pos {
			pos = after
		}
	}
}

// nextRefWord finds the next word that can begin a reference; sign is set for "§".
func nextRefWord(text string, pos, end int) (from, to int, sign bool) {
	for pos < end {
		c := text[pos]
		switch {
		case isAlpha(c):
			stop := pos
			for stop < end && (isAlpha(text[stop]) || text[stop] == '-') {
				stop++
			}
			switch c | 0x20 {
			case 's', 'c', 'a', 'p', 'e', 'i', 'z', 'm', 't', 'f':
				w := text[pos:stop]
				if isOneOf(w, refWords) || isOneOf(w, partWords) || isOneOf(w, []string{"this", "foregoing"}) {
					return pos, stop, false
				}
			}
			pos = stop
		case c == 0xC2 && strings.HasPrefix(text[pos:end], "§"):
			stop := pos
			for strings.HasPrefix(text[stop:end], "§") {
				stop += len("§")
			}
			return pos, stop, true
		default:
			pos++
		}
	}
	return end, end, false
}

type references struct {
	p        *parser
	paths    map[place]int // clauses by part and number in full, normalised; the first of each
	warned   map[string]bool
	highest  int  // the number of the last clause at the top
	articles bool // some clauses are called articles
	scc      int  // the part that holds the standard contractual clauses, 0 for none
}

// read reads the reference whose first word stands at [from, to), and returns where to go on.
func (r *references) read(from, to int, sign bool) int {
	p := r.p
	text, end := p.text, p.doc.BodyEnd
	w := text[from:to]
	if strings.EqualFold(w, "foregoing") {
		if a, b := lastWord(text, max(0, from-6), from); isOneOf(text[a:b], []string{"the"}) {
			r.add(contract.Span{Start: a, End: to}, p.out.ClauseAt(from), false)
		}
		return to
	}
	if strings.EqualFold(w, "this") {
		return r.this(from, to)
	}
	part := isOneOf(w, partWords)
	at := to
	if at < end && text[at] == '.' && to-from <= 4 { // "Sec. 5"
		at++
	}
	for at < end {
		if text[at] == ' ' {
			at++
		} else if strings.HasPrefix(text[at:end], "\u00a0") {
			at += len("\u00a0")
		} else {
			break
		}
	}
	number := r.numberAt(at, part)
	if number.Len() == 0 {
		return to
	}
	if part && !startsUpper(w) {
		return to
	}
	span := contract.Span{Start: from, End: number.End}
	type item struct {
		span   contract.Span
		number string
	}
	items := []item{{span, number.Cut(text)}}
	last := number
	for len(items) < maxRange { // "Sections 4, 5 and 6", "clauses 4 to 6"
		sep, next, ranged := r.joined(last.End, end)
		if !sep {
			break
		}
		n := r.numberAt(next, part)
		if n.Len() == 0 {
			break
		}
		if ranged {
			for _, between := range numbersBetween(last.Cut(text), n.Cut(text)) {
				items = append(items, item{contract.Span{Start: last.Start, End: n.End}, between})
			}
		}
		items = append(items, item{n, n.Cut(text)})
		last = n
	}
	extern, within := r.belongs(from, last.End, part)
	clause := p.out.ClauseAt(from)
	foreign, asked := false, false
	for _, it := range items {
		target := -1
		if !extern {
			target = r.find(pathKey(w+" "+it.number), clause, within, part)
		}
		if target < 0 && it.number[0] == '(' {
			target = clause // an item within the clause's own sentence
		}
		if target < 0 && !extern {
			if !asked {
				foreign, asked = !part && r.foreign(span, sign, w), true
			}
			extern := foreign || r.large(it.number)
			r.add(it.span, target, extern)
			if !extern {
				r.dangles(it.span, singular(w)+" "+it.number)
			}
			continue
		}
		r.add(it.span, target, extern)
	}
	return last.End
}

// numberAt reads the number of a reference: "12.3(b)(ii)", "IV", "2", "A-1".
func (r *references) numberAt(pos int, part bool) contract.Span {
	text, end := r.p.text, r.p.doc.BodyEnd
	at := pos
	switch {
	case at < end && isDigit(text[at]):
		for at < end && (isDigit(text[at]) || text[at] == '.' && at+1 < end && isDigit(text[at+1])) {
			at++
		}
		if at < end && isLower(text[at]) && (at+1 >= end || !isAlpha(text[at+1])) { // "9a"
			at++
		}
		if at < end && isAlpha(text[at]) || at < end && text[at] == '%' { // "37signals"
			return contract.Span{}
		}
	case at < end && isUpper(text[at]):
		for at < end && (isAlpha(text[at]) || isDigit(text[at]) || part && text[at] == '-' && at+1 < end && (isDigit(text[at+1]) || isUpper(text[at+1]))) {
			at++
		}
		w := text[pos:at]
		if romanValue(w) == 0 && !(len(w) <= 3 && (len(w) == 1 || isDigit(w[1]) || w[1] == '-')) {
			return contract.Span{}
		}
		if !part && romanValue(w) == 0 {
			return contract.Span{}
		}
	case at < end && text[at] == '(' && !part && text[at-1] == ' ':
	default:
		return contract.Span{}
	}
	for { // "(b)(ii)"
		next := skipSpace(text, at, min(end, at+1))
		if next >= end || text[next] != '(' {
			break
		}
		n, ok := readBracketed(numeral{Span: contract.Span{Start: next}}, text, next, end)
		if !ok || n.style != decimal && n.count == 0 || strings.TrimSpace(n.text) == "" {
			break
		}
		if next > at && n.style == decimal { // "Section 5 (30) days"
			break
		}
		at = n.End
		if text[at-1] == '.' {
			at--
		}
	}
	return contract.Span{Start: pos, End: at}
}

// joined reports whether another number follows at pos in the same reference, where it
// begins, and whether all between the two are meant.
func (r *references) joined(pos, end int) (ok bool, next int, ranged bool) {
	text := r.p.text
	at := skipSpace(text, pos, end)
	for _, sep := range [...]string{", and ", ", or ", "and ", "or ", "und ", "et ", ", ", "& "} {
		if hasPrefixFold(text[at:end], sep) {
			return true, skipSpace(text, at+len(sep), end), false
		}
	}
	for _, sep := range [...]string{"through ", "to ", "bis ", "– ", "- ", "–", "-", "à "} {
		if hasPrefixFold(text[at:end], sep) {
			return true, skipSpace(text, at+len(sep), end), true
		}
	}
	return false, 0, false
}

// numbersBetween gives the numbers between two that differ in their last figure.
func numbersBetween(a, b string) []string {
	i := strings.LastIndexByte(a, '.') + 1
	j := strings.LastIndexByte(b, '.') + 1
	if a[:i] != b[:j] {
		return nil
	}
	lo, err1 := strconv.Atoi(a[i:])
	hi, err2 := strconv.Atoi(b[j:])
	if err1 != nil || err2 != nil || hi-lo > maxRange {
		return nil
	}
	var out []string
	for v := lo + 1; v < hi; v++ {
		out = append(out, a[:i]+strconv.Itoa(v))
	}
	return out
}

// this reads "this Section", "this Schedule": the clause around it.
func (r *references) this(from, to int) int {
	p := r.p
	a, b := nextWord(p.text, to, min(p.doc.BodyEnd, to+20))
	if a == b || a-to > 1 {
		return to
	}
	w := p.text[a:b]
	if strings.EqualFold(w, "addendum") {
		return to // the document itself
	}
	isPart := isOneOf(w, partWords)
	if !isPart && !isOneOf(w, refWords) || !startsUpper(w) && !isOneOf(w, refWords) {
		return to
	}
	if n := r.numberAt(skipSpace(p.text, b, min(p.doc.BodyEnd, b+2)), isPart); n.Len() > 0 {
		return to // "this Section 5.2": read with its number
	}
	c := p.out.ClauseAt(from)
	target := c
	for c >= 0 {
		number := p.out.Clauses[c].Number
		first, last := nextWord(number, 0, len(number))
		named := number[first:last]
		same := strings.EqualFold(named, singular(w)) || number != "" && number[0] != '(' && !isOneOf(named, unitWords)
		if isPart && isOneOf(named, partWords) || !isPart && same {
			target = c
			break
		}
		c = p.out.Clauses[c].Parent
	}
	if target >= 0 {
		r.add(contract.Span{Start: from, End: b}, target, false)
	}
	return b
}

// add keeps a reference.
func (r *references) add(span contract.Span, target int, extern bool) {
	p := r.p
	p.out.References = append(p.out.References, contract.Reference{Span: span, Text: span.Cut(p.text), Target: target, Extern: extern})
}

// dangles warns, once for each name, of a reference that leads to nothing.
func (r *references) dangles(span contract.Span, name string) {
	if len(r.warned) >= maxDangling || len(r.paths) < minNumbered || r.warned[name] {
		return
	}
	r.warned[name] = true
	p := r.p
	where := ""
	if c := p.out.ClauseAt(span.Start); c >= 0 && p.out.Clauses[c].Path != "" {
		where = " (in " + p.out.Clauses[c].Path + ")"
	}
	p.warn("dangling-reference", name+where+" is not in this document", span.Start)
}
