package quantity

import "strings"

// frequency reads how often from one word: "annually", "semi-annual", "quarterly".
func (s *scanner) frequency(t token) (Quantity, bool) {
	start, perYear, name := t.start, t.value, t.name
	if t.start > 0 && s.text[t.start-1] == '-' {
		w, at := s.before(t.start - 1)
		switch strings.ToLower(w) {
		case "semi", "half":
			start, perYear, name = at, 2*perYear, "semi-"+name
		case "bi":
			start, perYear, name = at, perYear/2, "bi-"+name
			if t.name == "annual" {
				perYear = 2
			}
		}
	}
	next := s.next(t.end)
	for range 3 { // "annual fees" are no frequency
		if next.is(fee) {
			base, stop, ok := s.feeBasis(next, name)
			if !ok || s.spelled(t, "annually") || !s.spelled(next, "value") && t.start-s.ceiling > ceilingReach {
				return Quantity{}, false
			}
			return s.basis(start, stop, 1, base), true
		}
		if next.kind != word || next.is(often) {
			break
		}
		next = s.next(next.end)
	}
	return s.howOften(start, t.end, perYear, name), true
}

func (s *scanner) howOften(start, stop int, perYear float64, name string) Quantity {
	q := s.make(Frequency, start, stop)
	q.Value, q.Words = perYear, name
	return q
}

// atIntervals reads "at reasonable intervals", a frequency without a number.
func (s *scanner) atIntervals(t token) (Quantity, bool) {
	how := s.next(t.end)
	what := s.next(how.end)
	if !s.spelled(t, "at") || !s.anyOf(how, "reasonable", "regular", "periodic") || !s.spelled(what, "intervals") {
		return Quantity{}, false
	}
	return s.howOften(t.start, what.end, 0, strings.ToLower(s.text[how.start:how.end])+" intervals"), true
}

// severalTimes reads "once per calendar year", "twice in any twelve-month period", and
// "twice the fees".
func (s *scanner) severalTimes(t token) (Quantity, bool) {
	pos := t.end
	if open := s.next(pos); open.isMark('(') { // "once (1)"
		if m, ok := s.amount(s.next(open.end).start); ok && m.value == t.value && s.next(m.end).isMark(')') {
			pos = s.next(m.end).end
		}
	}
	if q, ok := s.perPeriod(t.start, t.name, t.value, pos); ok {
		return q, true
	}
	if t.value > 1 {
		return s.feesTimes(t.start, t.value, pos)
	}
	return Quantity{}, false
}

// numberedTimes reads "two (2) times per year", "one (1) audit in any 12 month period".
func (s *scanner) numberedTimes(n number) (Quantity, bool) {
	if n.value != float64(int(n.value)) || n.value < 1 || n.value > 365 {
		return Quantity{}, false
	}
	t := s.next(n.end)
	for range 3 {
		if t.kind != word || s.occurrence(t) {
			break
		}
		t = s.next(t.end)
	}
	if !s.occurrence(t) {
		return Quantity{}, false
	}
	name := ""
	switch n.value {
	case 1:
		name = "once"
	case 2:
		name = "twice"
	default:
		name = decimal(n.value) + " times"
	}
	return s.perPeriod(n.start, name, n.value, t.end)
}

// occurrence reports whether t is something that is counted in a frequency.
func (s *scanner) occurrence(t token) bool {
	return s.anyOf(t, "time", "times", "audit", "audits", "inspection", "inspections", "test", "tests",
		"assessment", "assessments", "review", "reviews", "occasion", "occasions", "instance", "instances")
}

// perPeriod reads the period in which something happens value times.
func (s *scanner) perPeriod(start int, name string, value float64, pos int) (Quantity, bool) {
	t := s.next(pos)
	single := false // "in any", "per": one period, not "in 30 days"
	for range 4 {
		if s.anyOf(t, "per", "a", "an", "each", "every", "any", "single", "given", "the") {
			single = true
		} else if !s.anyOf(t, "in", "during", "within", "for") {
			break
		}
		t = s.next(t.end)
	}
	if !single {
		return Quantity{}, false
	}
	words, perYear, stop, ok := s.period(t)
	if !ok {
		return Quantity{}, false
	}
	return s.howOften(start, stop, round(value*perYear), name+words), true
}

// period reads a period at t: "calendar year" is " per calendar year", "twelve (12)
// month period" is " every 12 months"; perYear says how many of them a year has.
func (s *scanner) period(t token) (words string, perYear float64, stop int, ok bool) {
	if t.is(qualifier|business) && !s.anyOf(t, "calendar", "contract", "fiscal", "financial") {
		t = s.next(t.end)
	}
	adjective := ""
	if s.anyOf(t, "calendar", "contract", "fiscal", "financial") {
		adjective = strings.ToLower(s.text[t.start:t.end]) + " "
		t = s.next(t.end)
	}
	if t.is(unit) && t.value == 0 {
		if perYear = unitsPerYear(t.name); perYear == 0 {
			return "", 0, 0, false
		}
		return " per " + adjective + t.name, perYear, t.end, true
	}
	n, read := s.number(t.start)
	if !read || n.value <= 0 {
		return "", 0, 0, false
	}
	name, factor, stop, ok := s.unit(n.end, n)
	if !ok || unitsPerYear(name) == 0 {
		return "", 0, 0, false
	}
	if p := s.next(stop); s.anyOf(p, "period", "periods") {
		stop = p.end
	}
	n.value *= factor
	return " every " + count(n.value, name), round(unitsPerYear(name) / n.value), stop, true
}

// everyUnit reads "every twelve months", "every year", "each calendar year".
func (s *scanner) everyUnit(t token) (Quantity, bool) {
	w, _ := s.before(t.start)
	if oneOf(strings.ToLower(w), "of", "for", "during", "in", "to", "from", "on", "at", "and", "with") {
		return Quantity{}, false
	}
	next := s.next(t.end)
	other := 1.0
	words := t.name
	if s.spelled(next, "other") {
		other, words = 2, words+" other"
		next = s.next(next.end)
	}
	for s.anyOf(next, "calendar", "contract", "fiscal") {
		words += " " + strings.ToLower(s.text[next.start:next.end])
		next = s.next(next.end)
	}
	if next.is(unit) && next.value == 0 && unitsPerYear(next.name) > 0 {
		return s.howOften(t.start, next.end, round(unitsPerYear(next.name)/other), words+" "+next.name), true
	}
	if t.name == "each" {
		return Quantity{}, false
	}
	words, perYear, stop, ok := s.period(next)
	if !ok {
		return Quantity{}, false
	}
	return s.howOften(t.start, stop, perYear, words[1:]), true
}

// unitsPerYear says how many of a unit a year has; 0 for units too short to count in.
func unitsPerYear(name string) float64 {
	switch name {
	case Hour:
		return 365 * 24
	case Day:
		return 365
	case Week:
		return 52
	case Month:
		return 12
	case Quarter:
		return 4
	case Year:
		return 1
	}
	return 0
}
