package quantity

import (
	"strings"
	"unicode/utf8"
)

// sign reads the currency before a sum: "$", "US$", "U.S. $", "€", "EUR", "RMB ¥", "A$".
// It returns the ISO 4217 code and where the number should begin.
func (s *scanner) sign(pos int) (name string, after int) {
	t := s.next(pos)
	if t.kind == word {
		switch {
		case t.is(code):
			name, after = t.name, t.end
			if t.name != "" && isLower(s.text[t.start]) {
				return "", pos
			}
		case t.is(nation):
			name, after = t.name, t.end
		case s.anyOf(t, "u"): // U.S.
			after = s.dotted(pos, "u", "s")
			if after == pos {
				return "", pos
			}
			name = "USD"
		default:
			prefix := s.text[t.start:t.end]
			if name = dollarPrefix(prefix); name == "" {
				return "", pos
			}
			after = t.end
			if next := s.next(after); !next.tight || !next.isMark('$') {
				return "", pos
			}
		}
		next := s.next(after)
		for next.isMark('(') && t.is(code) || next.isMark('.') && t.is(nation) {
			next = s.next(next.end)
		}
		if own, size := symbol(s.text[min(next.start, len(s.text)):]); own != "" {
			return name, next.start + size
		}
		if t.is(nation) || s.anyOf(t, "u") {
			return "", pos // "US" alone is no currency
		}
		return name, after
	}
	if own, size := symbol(s.text[t.start:]); own != "" {
		return own, t.start + size
	}
	return "", pos
}

// dollarPrefix names the dollar that a letter or two before the sign stands for.
func dollarPrefix(p string) string {
	switch p {
	case "US":
		return "USD"
	case "A", "AU":
		return "AUD"
	case "C", "CA", "CAN", "CDN", "Cdn":
		return "CAD"
	case "S", "SG":
		return "SGD"
	case "HK":
		return "HKD"
	case "NZ":
		return "NZD"
	case "R":
		return "BRL"
	}
	return ""
}

// symbol gives the currency whose sign text begins with, and the sign's length.
func symbol(text string) (string, int) {
	if text == "" {
		return "", 0
	}
	r, size := utf8.DecodeRuneInString(text)
	switch r {
	case '$':
		return "USD", size
	case '€':
		return "EUR", size
	case '£':
		return "GBP", size
	case '¥':
		return "JPY", size
	case '₹':
		return "INR", size
	}
	return "", 0
}

// dotted reads initials such as "U.S." and returns their end, or pos.
func (s *scanner) dotted(pos int, letters ...string) int {
	at := pos
	for _, l := range letters {
		t := s.next(at)
		if !s.spelled(t, l) {
			return pos
		}
		at = t.end
		if dot := s.next(at); dot.isMark('.') {
			at = dot.end
		}
	}
	return at
}

// currencyAfter reads the currency behind a sum: "dollars", "U.S. Dollars", "EUR", "€".
func (s *scanner) currencyAfter(pos int) (name string, after int) {
	t := s.next(pos)
	switch {
	case t.is(code) && !isLower(s.text[t.start]):
		return t.name, t.end
	case t.is(currency):
		after = t.end
		switch {
		case t.name == "GBP": // pounds are a weight unless they are sterling
			if next := s.next(after); s.spelled(t, "pounds") && s.spelled(next, "sterling") {
				return "GBP", next.end
			}
			return "", pos
		case t.name == "CHF" || t.name == "cent":
			return "", pos
		}
		return t.name, after
	case t.is(nation):
		if next := s.next(t.end); next.is(currency) {
			return t.name, next.end
		}
		if next := s.next(t.end); next.isMark('$') {
			return t.name, next.end
		}
	case s.spelled(t, "u"):
		if end := s.dotted(pos, "u", "s"); end > pos {
			if next := s.next(end); next.is(currency) {
				return "USD", next.end
			}
		}
	case s.anyOf(t, "united", "hong", "new"):
		second := s.next(t.end)
		if next := s.next(second.end); next.is(currency) {
			switch {
			case s.spelled(second, "states"):
				return "USD", next.end
			case s.spelled(second, "kong"):
				return "HKD", next.end
			case s.spelled(second, "zealand"):
				return "NZD", next.end
			}
		}
	case t.isMark('€') || t.isMark('£'):
		own, size := symbol(s.text[t.start:])
		if f := s.next(t.start + size); f.kind == figure && f.tight {
			return "", pos // the next sum's sign
		}
		return own, t.start + size
	}
	return "", pos
}

// sum reads the sum of money whose currency, standing at start, has been read.
func (s *scanner) sum(start int, name string, pos int) (Quantity, bool) {
	t := s.next(pos)
	opened := t.isMark('(')
	if opened { // "$[1,000]"
		t = s.next(t.end)
	}
	s.money = true
	defer func() { s.money = false }()
	n, ok := s.number(t.start)
	if !ok && t.isMark('.') { // "$.50"
		if n, ok = s.number(t.end); ok && !n.words {
			for range n.end - t.end {
				n.value /= 10
			}
			n.value = round(n.value)
		}
	}
	if !ok || n.glued {
		return Quantity{}, false
	}
	s.spaceGroups(&n)
	if n.dotted && name != "USD" && name != "GBP" {
		n.value *= 1000
	}
	if opened {
		closing := s.next(n.end)
		if !closing.isMark(')') {
			return Quantity{}, false
		}
		n.end = closing.end
	}
	return s.finishSum(start, name, n), true
}

// spaceGroups joins thousands that are set apart by spaces: "10 000".
func (s *scanner) spaceGroups(n *number) {
	if n.words || s.text[n.start] == '0' || n.value >= 1000 {
		return
	}
	for {
		t := s.next(n.end)
		if t.kind != figure || t.tight || t.end-t.start != 3 {
			return
		}
		n.value = n.value*1000 + float64(atoi(s.text[t.start:t.end]))
		n.end = t.end
	}
}

// sumInWords reads the sum whose currency stands behind the number, or in its brackets.
func (s *scanner) sumInWords(n number) (Quantity, bool) {
	name, after := s.currencyAfter(n.end)
	if name == "" && !n.words {
		grouped := n
		s.spaceGroups(&grouped)
		if name, after = s.currencyAfter(grouped.end); name != "" {
			n = grouped
		}
	}
	if name == "" {
		t := s.next(n.end)
		switch {
		case n.currency != "":
			name, after = n.currency, n.end
		case s.anyOf(t, "cent", "cents"):
			n.value, name, after = n.value/100, "USD", t.end
		case s.spelled(t, "and") && n.words: // "five hundred and 00/100 dollars"
			if end, ok := s.hundredths(t.end); ok {
				name, after = s.currencyAfter(end)
			}
		case s.spelled(t, "swiss"):
			if f := s.next(t.end); s.spelled(f, "francs") {
				name, after = "CHF", f.end
			}
		}
		if name == "" {
			return Quantity{}, false
		}
	}
	if n.glued {
		if first := s.next(n.end); !first.is(code | currency) {
			return Quantity{}, false
		}
	}
	if n.dotted && name != "USD" && name != "GBP" {
		n.value *= 1000
	}
	n.end = after
	return s.finishSum(n.start, name, n), true
}

// hundredths reads "00/100", as cheques write it.
func (s *scanner) hundredths(pos int) (int, bool) {
	a := s.next(pos)
	b := s.next(a.end)
	c := s.next(b.end)
	if (a.kind == figure || s.spelled(a, "no")) && b.isMark('/') && c.kind == figure && s.text[c.start:c.end] == "100" {
		return c.end, true
	}
	return pos, false
}

// finishSum reads what may follow a sum: another word for its currency, the sum again in
// brackets, what it is paid for.
func (s *scanner) finishSum(start int, name string, n number) Quantity {
	if own, after := s.currencyAfter(n.end); own != "" {
		name, n.end = own, after
	}
	if and := s.next(n.end); n.words && s.spelled(and, "and") { // "four dollars and ten cents"
		if c, ok := s.spelledNumber(s.next(and.end)); ok && c.value < 100 {
			if cents := s.next(c.end); s.anyOf(cents, "cent", "cents") {
				n.value, n.end = round(n.value+c.value/100), cents.end
			}
		}
	}
	q := s.make(Money, start, n.end)
	q.Value, q.Unit, q.Warning = n.value, name, n.warning
	q = s.repeated(q, n.words)
	q.Per = s.rate(q.End)
	return q
}

// rate reads what a rate is for: "per month", "/hour", "per occurrence", "a year". The
// scan goes on behind it.
func (s *scanner) rate(pos int) string {
	t := s.next(pos)
	switch {
	case s.spelled(t, "monthly"):
		s.resume = t.end
		return Month
	case s.anyOf(t, "annually", "yearly"):
		s.resume = t.end
		return Year
	case s.anyOf(t, "per", "each") || t.isMark('/'):
		t = s.next(t.end)
		for s.anyOf(t, "any", "one", "each", "single", "every", "and", "calendar") {
			t = s.next(t.end)
		}
	case t.is(article):
		if t = s.next(t.end); !t.is(unit) {
			return ""
		}
	case t.is(every):
		t = s.next(t.end)
	default:
		return ""
	}
	switch {
	case t.is(unit) && t.value == 0:
		s.resume = t.end
		return t.name
	case t.kind == word:
		return strings.ToLower(s.text[t.start:t.end])
	}
	return ""
}
