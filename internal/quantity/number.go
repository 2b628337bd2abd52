package quantity

import (
	"math"
	"strconv"
)

// number is a number as read, with what was found in the brackets behind it.
type number struct {
	start, end int
	value      float64
	words      bool   // spelled out
	glued      bool   // figures with a letter right behind: "24h"
	dotted     bool   // one dot and three digits, which may be thousands: "1.500"
	warning    string // words and figures disagree

	percent  bool   // a per cent sign stood in the brackets: "five (5%)"
	currency string // a currency stood in the brackets: "five million ($5,000,000)"
	unit     string // a unit stood in the brackets: "thirty (30 days)"
}

// number reads figures or number words at pos and the same number in brackets behind them.
func (s *scanner) number(pos int) (number, bool) {
	n, ok := s.amount(pos)
	if !ok {
		return n, false
	}
	s.partner(&n)
	return n, true
}

// amount reads one number without brackets: figures or words, a fraction, a scale.
func (s *scanner) amount(pos int) (number, bool) {
	t := s.next(pos)
	var n number
	var ok bool
	switch {
	case t.kind == figure:
		n, ok = s.figures(t.start)
	case t.kind == word:
		n, ok = s.spelledNumber(t)
	case t.kind == mark:
		var half float64
		if half, ok = vulgar(t.mark); ok {
			n = number{start: t.start, end: t.end, value: half}
		}
	}
	if !ok {
		return n, false
	}
	s.addFraction(&n)
	for range 2 { // "5 hundred thousand"
		t := s.next(n.end)
		if t.isMark('-') && n.words { // "five-million"
			t = s.next(t.end)
		}
		if !t.is(scale|hundred) || t.end-t.start <= 2 && !s.abbreviatesScale(n, t) {
			break
		}
		n.value, n.end, n.glued, n.dotted = round(n.value*t.value), t.end, false, false
	}
	return n, true
}

// abbreviatesScale reports whether a short word ("m", "bn", "k") behind a number means
// a scale: it must touch the number or follow a sum of money, and end the word.
func (s *scanner) abbreviatesScale(n number, t token) bool {
	if t.end < len(s.text) && isDigit(s.text[t.end]) {
		return false
	}
	return t.tight || s.money && t.end-t.start > 1 || s.money && s.text[t.start] == 'M'
}

// figures reads "72", "1,000,000.50", "1.000.000,50", "1'000'000" and "1 1/2".
func (s *scanner) figures(pos int) (number, bool) {
	text := s.text
	n := number{start: pos}
	var digits [32]byte
	size := 0
	run := func() int { // copies digits, returns how many there were
		from := pos
		for pos < len(text) && isDigit(text[pos]) {
			if size < len(digits)-2 {
				digits[size] = text[pos]
				size++
			}
			pos++
		}
		return pos - from
	}
	first := run()
	groups, decimals := 0, 0
	group := byte(0)
	for pos+1 < len(text) && isDigit(text[pos+1]) || s.apostropheGroup(pos) {
		c := text[pos]
		width := 1
		if c >= 0x80 {
			c, width = '\'', len("’")
		}
		if c != ',' && c != '.' && c != '\'' {
			break
		}
		length := s.runLength(pos + width)
		switch {
		case length == 3 && first <= 3 && (group == 0 && c != '.' || c == group):
			group = c
			groups++
		case c == '.' && group == 0 && length == 3 && first <= 3 && s.dotGroup(pos):
			group = c
			groups++
		case c == '.' && group != '.' || c == ',' && (group == '.' || group == 0 && length != 3):
			if s.followedBy(c, pos+1+length) { // a clause number, a version: 1.2.3
				for pos+1 < len(text) && (isDigit(text[pos]) || text[pos] == c) {
					pos++
				}
				n.end = pos
				return n, false
			}
			digits[size] = '.'
			size++
			n.dotted = c == '.' && group == 0 && length == 3 && first <= 3
			decimals = length
		default:
			n.end = pos
			return n, false
		}
		pos += width
		run()
		if decimals > 0 {
			break
		}
	}
	value, err := strconv.ParseFloat(string(digits[:size]), 64)
	if err != nil {
		return n, false
	}
	n.value, n.end = value, pos
	n.glued = pos < len(text) && isLetter(text[pos])
	return n, true
}

// runLength counts the digits at pos.
func (s *scanner) runLength(pos int) int {
	from := pos
	for pos < len(s.text) && isDigit(s.text[pos]) {
		pos++
	}
	return pos - from
}

// apostropheGroup reports whether a Swiss group of three digits follows at pos: ’000.
func (s *scanner) apostropheGroup(pos int) bool {
	const sign = "’"
	return pos+len(sign) < len(s.text) && s.text[pos:pos+len(sign)] == sign && s.runLength(pos+len(sign)) == 3
}

// dotGroup reports whether the dot at pos opens groups of thousands, which a second
// group or a decimal comma behind the first one shows: 1.000.000, 1.000,50.
func (s *scanner) dotGroup(pos int) bool {
	after := pos + 4
	if after+1 >= len(s.text) || !isDigit(s.text[after+1]) {
		return false
	}
	switch s.text[after] {
	case '.':
		return s.runLength(after+1) == 3
	case ',':
		return s.runLength(after+1) <= 2
	}
	return false
}

// followedBy reports whether c and another digit stand at pos.
func (s *scanner) followedBy(c byte, pos int) bool {
	return pos+1 < len(s.text) && s.text[pos] == c && isDigit(s.text[pos+1])
}

// spelledNumber reads "seventy-two", "one hundred and eighty", "ninety-nine point nine",
// "half a million", "a hundred".
func (s *scanner) spelledNumber(t token) (number, bool) {
	n := number{start: t.start, words: true}
	if s.spelled(t, "half") {
		next := s.next(t.end)
		if next.is(article) {
			next = s.next(next.end)
		}
		if next.is(scale) {
			n.value, n.end = next.value/2, next.end
			return n, true
		}
		return n, false
	}
	if t.is(article) {
		next := s.next(t.end)
		if !next.is(hundred | scale) {
			return n, false
		}
		t = next
	}
	const none = 1e18
	total, current, smallest := 0.0, 0.0, none
	read := false
	for {
		switch {
		case t.is(digit) && (!read || int(current)%10 == 0 && int(current)%100 != 10),
			t.is(teen|tens) && int(current)%100 == 0:
			current += t.value
		case t.is(hundred) && (!read || current >= 1 && current < 100):
			current = max(current, 1) * 100
		case t.is(scale) && t.end-t.start > 2 && t.value < smallest:
			total += max(current, 1) * t.value
			current, smallest = 0, t.value
		default:
			return n, false
		}
		read = true
		n.end = t.end
		next := s.next(t.end)
		if next.isMark('-') {
			next = s.next(next.end)
		}
		if next.isMark(',') && current == 0 { // "one million, five hundred thousand"
			next = s.next(next.end)
		}
		if s.spelled(next, "and") && (current >= 100 || current == 0) {
			if next = s.next(next.end); next.isMark('-') {
				next = s.next(next.end)
			}
		}
		fits := next.is(digit) && next.value > 0 && int(current)%10 == 0 && int(current)%100 != 10 && (current >= 20 || current == 0) ||
			next.is(teen|tens) && int(current)%100 == 0 ||
			next.is(hundred) && current >= 1 && current < 100 ||
			next.is(scale) && next.end-next.start > 2 && next.value < smallest
		if !fits || current == 0 && smallest == none {
			break
		}
		t = next
	}
	n.value = total + current
	s.point(&n)
	return n, true
}

// point reads the decimals of a spelled number: "ninety-nine point nine five".
func (s *scanner) point(n *number) {
	t := s.next(n.end)
	if !s.spelled(t, "point") {
		return
	}
	place := 0.1
	for {
		t = s.next(t.end)
		if !t.is(digit) {
			break
		}
		n.value = round(n.value + t.value*place)
		n.end = t.end
		place /= 10
	}
}

// addFraction reads what makes a number a mixed one: "and a half", "and one-half",
// "½", "1/2", "and three quarters".
func (s *scanner) addFraction(n *number) {
	t := s.next(n.end)
	if !n.words {
		if f, ok := vulgar(t.mark); ok && t.kind == mark {
			n.value, n.end = n.value+f, t.end
			return
		}
		if t.kind == figure && !t.tight {
			if f, stop, ok := s.ratio(t.start); ok {
				n.value, n.end = n.value+f, stop
			}
			return
		}
		if f, stop, ok := s.ratio(n.start); ok && t.isMark('/') {
			n.value, n.end = f, stop
			return
		}
	}
	if !s.spelled(t, "and") {
		if f, stop, ok := s.partOf(n.start); ok && stop > n.end { // "one-half"
			n.value, n.end = f, stop
		}
		return
	}
	t = s.next(t.end)
	if f, stop, ok := s.partOf(t.start); ok {
		n.value, n.end = n.value+f, stop
	} else if f, stop, ok := s.ratio(t.start); ok && t.kind == figure {
		n.value, n.end = n.value+f, stop
	}
}

// ratio reads a fraction in small figures: "1/2", "3/4".
func (s *scanner) ratio(pos int) (value float64, stop int, ok bool) {
	t := s.text
	if pos+2 >= len(t) || !isDigit(t[pos]) || t[pos+1] != '/' || !isDigit(t[pos+2]) || s.runLength(pos+2) != 1 {
		return 0, pos, false
	}
	above, below := float64(t[pos]-'0'), float64(t[pos+2]-'0')
	if above >= below || above == 0 || pos+4 < len(t) && t[pos+3] == '/' {
		return 0, pos, false
	}
	return above / below, pos + 3, true
}

// partOf reads a spelled fraction below one: "one-half", "a half", "three quarters".
func (s *scanner) partOf(pos int) (value float64, stop int, ok bool) {
	t := s.next(pos)
	if !t.is(digit|article) || t.value == 0 {
		return 0, pos, false
	}
	above := t.value
	t = s.next(t.end)
	if t.isMark('-') {
		t = s.next(t.end)
	}
	below := 0.0
	switch {
	case !t.is(part):
	case s.anyOf(t, "half", "halves"):
		below = 2
	case s.anyOf(t, "third", "thirds"):
		below = 3
	case s.anyOf(t, "quarter", "quarters", "fourth", "fourths"):
		below = 4
	case s.anyOf(t, "fifth", "fifths"):
		below = 5
	case s.anyOf(t, "eighth", "eighths"):
		below = 8
	case s.anyOf(t, "tenth", "tenths"):
		below = 10
	case s.spelled(t, "hundredths"):
		below = 100
	}
	if below == 0 || above >= below {
		return 0, pos, false
	}
	return above / below, t.end, true
}

// vulgar gives the value of a fraction that is one character.
func vulgar(r rune) (float64, bool) {
	switch r {
	case '½':
		return 0.5, true
	case '¼':
		return 0.25, true
	case '¾':
		return 0.75, true
	case '⅓':
		return 1.0 / 3, true
	case '⅔':
		return 2.0 / 3, true
	}
	return 0, false
}

// partner reads the same number in brackets: "thirty (30)", "30 (thirty)", "five (5%)",
// "five million (US$5,000,000)". Brackets that hold anything else are left alone.
func (s *scanner) partner(n *number) {
	t := s.next(n.end)
	if t.isMark('-') {
		t = s.next(t.end)
	}
	if !t.isMark('(') {
		return
	}
	inner := s.next(t.end)
	pos := inner.start
	sign, after := s.sign(pos)
	if sign != "" {
		pos = after
	}
	outer := s.money
	s.money = s.money || sign != ""
	m, ok := s.amount(pos)
	s.money = outer
	if !ok || m.words == n.words && m.value != n.value {
		return
	}
	t = s.next(m.end)
	percent, unitName := false, ""
	switch {
	case t.isMark('%'):
		percent = true
		t = s.next(t.end)
	case t.is(fraction):
		percent = true
		t = s.next(t.end)
	case t.is(unit) && sign == "":
		unitName = t.name
		t = s.next(t.end)
	case t.is(code | nation | currency):
		if name, after := s.currencyAfter(m.end); name != "" {
			sign = name
			t = s.next(after)
		}
	}
	if !t.isMark(')') || s.money && unitName != "" {
		return
	}
	n.percent, n.unit, n.currency = percent, unitName, sign
	switch {
	case percent && n.words && math.Abs(100*n.value-m.value) < 1: // "two-thirds (66.67%)"
		n.value = m.value
	case m.value != n.value:
		n.disagree(s, m)
	}
	n.end, n.glued = t.end, false
}

// disagree takes the spelled number where words and figures differ, and says so.
func (n *number) disagree(s *scanner, m number) {
	if n.words {
		n.warning = disagree(s.text[n.start:n.end], s.text[m.start:m.end])
		return
	}
	n.warning = disagree(s.text[m.start:m.end], s.text[n.start:n.end])
	n.value = m.value
}
