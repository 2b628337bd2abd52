package quantity

import "strings"

// A ceiling is often no fixed sum but a multiple of what was paid: "two times the fees
// paid in the preceding twelve months". Such a Money has a Basis, written "fees 12
// months", "fees", "fees term of the agreement" or "annual contract value".

const (
	// ceilingReach is how many bytes before "the fees paid" a word of a ceiling
	// ("exceed", "greater of") may stand to make it one.
	ceilingReach = 160
	// basisReach is how many tokens behind "fees" its period is looked for.
	basisReach = 48
)

// multiple reads "two (2) times the fees …", "2x annual contract value".
func (s *scanner) multiple(n number) (Quantity, bool) {
	t := s.next(n.end)
	switch {
	case s.spelled(t, "times"), s.spelled(t, "x"), t.isMark('×'), t.isMark('*'):
	case s.spelled(t, "multiplied"):
		if t = s.next(t.end); !s.spelled(t, "by") {
			return Quantity{}, false
		}
	default:
		return Quantity{}, false
	}
	pos := t.end
	if open := s.next(pos); open.isMark('(') { // "two times (2x)"
		if m, ok := s.amount(s.next(open.end).start); ok && m.value == n.value {
			x := s.next(m.end)
			if s.anyOf(x, "x", "times") {
				x = s.next(x.end)
			}
			if x.isMark(')') {
				pos = x.end
			}
		}
	}
	q, ok := s.feesTimes(n.start, n.value, pos)
	q.Warning = n.warning
	return q, ok
}

// feesTimes reads "the (total annual) fees paid …" at pos as a basis taken value times.
func (s *scanner) feesTimes(start int, value float64, pos int) (Quantity, bool) {
	t := s.next(pos)
	period := ""
	for range 10 {
		switch {
		case t.is(fee):
			if base, stop, ok := s.feeBasis(t, period); ok {
				return s.basis(start, stop, value, base), true
			}
		case t.is(often):
			period = t.name
		case t.kind != word && !t.isMark('\'') && !t.isMark('-') && !t.isMark('/'):
			return Quantity{}, false
		}
		t = s.next(t.end)
	}
	return Quantity{}, false
}

// feesAsCeiling reads "the fees paid …" without a multiple where a ceiling is spoken of.
func (s *scanner) feesAsCeiling(t token) (Quantity, bool) {
	if t.start-s.ceiling > ceilingReach {
		return Quantity{}, false
	}
	base, stop, ok := s.feeBasis(t, "")
	if !ok || base == "fees" && stop == t.end {
		return Quantity{}, false
	}
	return s.basis(t.start, stop, 1, base), true
}

func (s *scanner) basis(start, stop int, value float64, base string) Quantity {
	q := s.make(Money, start, stop)
	q.Value, q.Basis = value, base
	return q
}

// feesOf reads the fees of a length of time: "twelve (12) months' fees".
func (s *scanner) feesOf(n number, name string, stop int) (Quantity, bool) {
	if name != Month && name != Year && name != Quarter {
		return Quantity{}, false
	}
	t := s.next(stop)
	possessive := t.isMark('\'')
	if possessive {
		if t = s.next(t.end); s.spelled(t, "s") && t.tight {
			t = s.next(t.end)
		}
	} else if s.spelled(t, "of") {
		t = s.next(t.end)
		if s.spelled(t, "the") {
			t = s.next(t.end)
		}
	} else {
		return Quantity{}, false
	}
	for range 3 {
		if s.anyOf(t, "fee", "fees", "charges") || possessive && s.anyOf(t, "payments", "revenue", "remuneration") {
			return s.basis(n.start, t.end, 1, "fees "+months(n.value, name)), true
		}
		if t.kind != word || s.anyOf(t, "the", "of", "after", "receipt", "notice", "written", "prior") {
			break
		}
		t = s.next(t.end)
	}
	return Quantity{}, false
}

// feeWithin reports whether a word for fees stands among the next words at pos.
func (s *scanner) feeWithin(pos, words int) bool {
	for range words {
		t := s.next(pos)
		if t.is(fee) {
			return true
		}
		pos = t.end
	}
	return false
}

// months writes a period of fees in months.
func months(value float64, name string) string {
	switch name {
	case Year:
		value *= 12
	case Quarter:
		value *= 3
	}
	return count(value, Month)
}

// feeBasis reads what the fees at t are those of, and where the phrase ends. period is
// the adjective before it ("annual"), if any.
func (s *scanner) feeBasis(t token, period string) (base string, stop int, ok bool) {
	if s.spelled(t, "value") {
		w, at := s.before(t.start)
		if strings.ToLower(w) != "contract" {
			return "", 0, false
		}
		if w, _ = s.before(at); strings.ToLower(w) == "annual" || period == "annual" {
			return "annual contract value", t.end, true
		}
		return "contract value", t.end, true
	}
	plain := s.anyOf(t, "fee", "fees", "charges")
	stop = t.end
	paid, found := false, false
	previous := token{}
	pos := t.end
	for i := range basisReach {
		u := s.next(pos)
		if u.kind == end || u.isMark(';') || u.isMark(':') || u.isMark('$') || u.isMark('€') || u.isMark('£') || s.sentenceEnds(u) {
			break
		}
		if !paid && (i > 12 || i > 5 && !plain) || !paid && !plain && (s.anyOf(u, "of", "is", "shall", "will") || u.isMark('(')) {
			break
		}
		switch {
		case s.anyOf(u, "paid", "payable", "due", "received", "invoiced", "owed", "billed", "pay", "pays", "owing", "charged"):
			if !paid && i < 8 {
				stop = u.end
			}
			paid = true
		case s.anyOf(u, "exceed", "provided", "shall", "will", "if") && paid:
			if found {
				return base, stop, true
			}
			return "fees", stop, true
		case u.is(digit|teen|tens|article) || u.kind == figure:
			if name, end, ok := s.pastPeriod(u.start, previous); ok {
				return "fees " + name, end, paid || plain
			}
			if u.kind == word && !u.is(article) {
				if n, ok := s.number(u.start); ok {
					u.end = n.end
				}
			}
		case s.anyOf(u, "preceding", "previous", "prior", "last") && !found:
			one := s.next(u.end)
			if one.is(qualifier) {
				one = s.next(one.end)
			}
			if s.anyOf(one, "year", "month", "quarter") {
				return "fees " + months(1, one.name), one.end, paid || plain
			}
		case s.anyOf(u, "year", "month", "quarter") && !found:
			if marker := s.next(u.end); s.anyOf(marker, "preceding", "before") {
				return "fees " + months(1, u.name), marker.end, paid || plain
			}
		case s.spelled(u, "term") && paid && !found && i < 24:
			base, stop, found = "fees term of the agreement", u.end, true
		}
		previous = u
		pos = u.end
	}
	switch {
	case found:
		return base, stop, paid
	case period == "annual":
		return "fees 12 months", t.end, plain
	case period == "quarterly":
		return "fees 3 months", t.end, plain
	case period == "monthly":
		return "fees 1 month", t.end, plain
	}
	return "fees", stop, paid || plain
}

// pastPeriod reads "twelve (12) month period preceding", "12 months before", or a
// number of months behind "the preceding".
func (s *scanner) pastPeriod(pos int, previous token) (name string, stop int, ok bool) {
	n, read := s.number(pos)
	if !read {
		if t := s.next(pos); t.is(article) {
			n = number{start: t.start, end: t.end, value: 1, words: true}
		} else {
			return "", 0, false
		}
	}
	unitName, _, stop, ok := s.unit(n.end, n)
	if !ok || unitName != Month && unitName != Year && unitName != Quarter {
		return "", 0, false
	}
	if s.anyOf(previous, "preceding", "previous", "prior", "last", "first", "past", "immediately", "trailing", "following", "subsequent") {
		return months(n.value, unitName), stop, true
	}
	t := s.next(stop)
	for range 5 {
		switch {
		case s.anyOf(t, "preceding", "prior", "before", "previous", "ending", "leading"):
			return months(n.value, unitName), t.end, true
		case s.anyOf(t, "period", "periods", "immediately", "term", "directly") || t.isMark('\'') || t.isMark('(') || t.isMark(')') || s.spelled(t, "s"):
			stop = t.end
			t = s.next(t.end)
		default:
			if s.anyOf(previous, "during", "for", "any", "each", "the", "a", "in") {
				return months(n.value, unitName), stop, true
			}
			return "", 0, false
		}
	}
	return months(n.value, unitName), stop, true
}

// sentenceEnds reports whether t is a full stop that ends a sentence.
func (s *scanner) sentenceEnds(t token) bool {
	if !t.isMark('.') {
		return false
	}
	next := s.next(t.end)
	return next.kind == end || !next.tight && next.kind == word && !isLower(s.text[next.start])
}
