package quantity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/contract"
)

// Scan returns the quantities of text in text order; their spans do not overlap.
func Scan(text string) []Quantity {
	s := scanner{text: text, ceiling: -ceilingReach}
	var out []Quantity
	for pos := 0; pos < len(text); {
		q, next, ok := s.step(pos)
		if ok {
			out = append(out, q)
		}
		pos = max(next, s.resume)
	}
	return out
}

// scanner reads one text from front to back.
type scanner struct {
	text    string
	money   bool // a currency was read: "5m" and "$5 M" are millions
	inside  bool // reading the repetition in brackets behind a quantity
	resume  int  // what stands before has been read as part of a quantity's rate
	ceiling int  // where the last word of a ceiling ("exceed", "greater of") began
}

// step looks at what begins at pos and returns the quantity there, if it is one, and
// where to go on.
func (s *scanner) step(pos int) (q Quantity, next int, ok bool) {
	c := s.text[pos]
	switch {
	case isLetter(c):
		return s.atWord(pos, s.letters(pos))
	case isDigit(c):
		return s.atFigure(pos)
	case c == '$':
		return s.atSign(pos)
	case c < utf8.RuneSelf:
		return q, pos + 1, false
	}
	r, size := utf8.DecodeRuneInString(s.text[pos:])
	switch {
	case r == '€' || r == '£' || r == '¥' || r == '₹':
		return s.atSign(pos)
	case r == '½' || r == '¼' || r == '¾':
		return s.atFigure(pos)
	case unicode.IsLetter(r):
		return s.atWord(pos, s.letters(pos))
	}
	return q, pos + size, false
}

// atFigure reads the quantity that begins with the figures at pos.
func (s *scanner) atFigure(pos int) (Quantity, int, bool) {
	if q, ok := s.figureDate(pos); ok {
		return q, q.End, true
	}
	n, ok := s.number(pos)
	if !ok {
		return Quantity{}, max(n.end, pos+1), false
	}
	if q, ok := s.quantity(n); ok {
		return q, q.End, true
	}
	if q, ok := s.ordinalAt(s.next(pos)); ok {
		return q, q.End, true
	}
	next := n.end
	for next < len(s.text) && (isLetter(s.text[next]) || isDigit(s.text[next])) {
		next++ // "24x7", "2FA"
	}
	return Quantity{}, next, false
}

// atSign reads the sum of money that begins with the currency sign at pos.
func (s *scanner) atSign(pos int) (Quantity, int, bool) {
	name, after := s.sign(pos)
	if name != "" {
		if q, ok := s.sum(pos, name, after); ok {
			return q, q.End, true
		}
	}
	_, size := utf8.DecodeRuneInString(s.text[pos:])
	return Quantity{}, pos + size, false
}

// atWord reads the quantity that begins with the word at pos, which ends at stop.
func (s *scanner) atWord(pos, stop int) (q Quantity, next int, ok bool) {
	e, known := lookup(s.text[pos:stop])
	if stop < len(s.text) && s.text[stop] == '$' && (!known || e.role&(code|nation|article) == 0) { // "HK$5"
		if name, after := s.sign(pos); name != "" {
			if q, ok = s.sum(pos, name, after); ok {
				return q, q.End, true
			}
		}
	}
	if !known || e.role&starts == 0 {
		for stop < len(s.text) && isDigit(s.text[stop]) {
			stop++ // "AES256", "SOC2"
		}
		return q, stop, false
	}
	t := token{start: pos, end: stop, kind: word, known: true, entry: e}
	if t.is(limit) {
		s.ceiling = pos
	}
	if t.is(code | nation | article) { // "US", "A", "EUR"
		if name, after := s.sign(pos); name != "" {
			if q, ok = s.sum(pos, name, after); ok {
				return q, q.End, true
			}
		}
	}
	if t.is(digit | teen | tens | hundred | article | part) {
		if n, read := s.number(pos); read {
			if q, ok = s.quantity(n); ok {
				return q, q.End, true
			}
			if q, ok = s.ordinalAt(t); ok {
				return q, q.End, true
			}
			return q, max(n.end, stop), false
		}
	}
	for _, read := range [...]struct {
		role role
		read func(*scanner, token) (Quantity, bool)
	}{
		{month, (*scanner).monthDate},
		{ordinal | tens, (*scanner).ordinalAt},
		{article, (*scanner).oneUnit},
		{speed | speedLead, (*scanner).speedily},
		{speedLead, (*scanner).atIntervals},
		{times, (*scanner).severalTimes},
		{often, (*scanner).frequency},
		{every, (*scanner).everyUnit},
		{opener, (*scanner).opened},
		{fee, (*scanner).feesAsCeiling},
	} {
		if t.is(read.role) {
			if q, ok = read.read(s, t); ok {
				return q, q.End, true
			}
		}
	}
	return q, stop, false
}

// quantity reads what the number n counts.
func (s *scanner) quantity(n number) (Quantity, bool) {
	for _, read := range [...]func(*scanner, number) (Quantity, bool){
		(*scanner).percentage, (*scanner).sumInWords, (*scanner).multiple,
		(*scanner).duration, (*scanner).numberedTimes, (*scanner).rangeOf,
	} {
		if q, ok := read(s, n); ok {
			return q, true
		}
	}
	return Quantity{}, false
}

// make builds the quantity that reaches from start to stop.
func (s *scanner) make(kind Kind, start, stop int) Quantity {
	return Quantity{Kind: kind, Span: contract.Span{Start: start, End: stop}, Text: s.text[start:stop]}
}

// extend moves the end of q.
func (s *scanner) extend(q *Quantity, stop int) {
	q.End, q.Text = stop, s.text[q.Start:stop]
}

// repeated reads the same quantity once more in brackets, as in "five percent (5%)" and
// "ten thousand dollars ($10,000)", so that it counts once.
func (s *scanner) repeated(q Quantity, words bool) Quantity {
	t := s.next(q.End)
	if s.inside || !t.isMark('(') {
		return q
	}
	first := s.next(t.end)
	if first.kind == end {
		return q
	}
	s.inside = true
	inner, _, ok := s.step(first.start)
	s.inside = false
	if !ok || inner.Kind != q.Kind || inner.Basis != "" {
		return q
	}
	closing := s.next(inner.End)
	if !closing.isMark(')') {
		return q
	}
	order, like := Compare(q, inner)
	figures := isDigit(inner.Text[0]) || inner.Kind == Money && !isLetter(inner.Text[0])
	switch {
	case like && order == 0:
	case like && q.Kind == Percent && s.fractionBefore(q.Start): // "one-tenth of one percent (0.1%)"
		q.Value = inner.Value
	case q.Unit == inner.Unit && words && figures:
		q.Warning = disagree(q.Text, inner.Text)
	default:
		return q
	}
	s.extend(&q, closing.end)
	return q
}

// fractionBefore reports whether a spelled fraction "… of" stands before pos.
func (s *scanner) fractionBefore(pos int) bool {
	w, _ := s.before(pos)
	return strings.ToLower(w) == "of"
}

// rangeOf reads the range that begins with n: "three (3) to five (5) days", "5-10%".
func (s *scanner) rangeOf(n number) (Quantity, bool) {
	t := s.next(n.end)
	between := false
	switch {
	case t.isMark('-') || s.spelled(t, "to"):
	case s.spelled(t, "and"):
		w, _ := s.before(n.start)
		if strings.ToLower(w) != "between" {
			return Quantity{}, false
		}
		between = true
	default:
		return Quantity{}, false
	}
	upper, ok := s.number(s.next(t.end).start)
	if !ok || upper.value <= n.value {
		return Quantity{}, false
	}
	q, ok := s.percentage(upper)
	if !ok {
		if q, ok = s.duration(upper); !ok {
			return q, false
		}
	}
	if between && q.Kind == Money {
		return q, false
	}
	q.From, q.Start = n.value, n.start
	q.Text = s.text[q.Start:q.End]
	return q, true
}
