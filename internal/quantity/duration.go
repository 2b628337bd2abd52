package quantity

import (
	"slices"
	"strings"
)

// duration reads the unit of time that n counts.
func (s *scanner) duration(n number) (Quantity, bool) {
	name, factor, stop := n.unit, 1.0, n.end
	if name == "" {
		var ok bool
		if name, factor, stop, ok = s.unit(n.end, n); !ok {
			return Quantity{}, false
		}
	} else if _, _, after, ok := s.unit(n.end, n); ok {
		stop = after // "thirty (30 days) days"
	}
	if s.notLength(n, name, stop) {
		return Quantity{}, false
	}
	if q, ok := s.feesOf(n, name, stop); ok {
		return q, true
	}
	q := s.make(Duration, n.start, stop)
	q.Value, q.Unit, q.Warning = round(n.value*factor), name, n.warning
	return s.repeated(q, n.words), true
}

// unit reads the unit of time behind a number: " business days", "-month", "h".
func (s *scanner) unit(pos int, n number) (name string, factor float64, stop int, ok bool) {
	t := s.next(pos)
	if t.isMark(')') && n.start > 0 && (s.text[n.start-1] == '[' || s.text[n.start-1] == '(') {
		t = s.next(t.end) // "[30] days"
	}
	if s.spelled(t, "or") { // "three (3) or more consecutive days"
		if more := s.next(t.end); s.anyOf(more, "more", "fewer", "less") {
			t = s.next(more.end)
		}
	}
	if t.isMark('-') {
		t = s.next(t.end)
	}
	worked := false
	for range 3 {
		if !t.is(business | qualifier) {
			break
		}
		worked = worked || t.is(business)
		if t = s.next(t.end); t.isMark('-') {
			t = s.next(t.end)
		}
	}
	if !t.is(unit) {
		return "", 0, pos, false
	}
	name, factor, stop = t.name, 1, t.end
	if t.value > 0 && !t.is(ordinal) { // a fortnight is two weeks, but a second one second
		factor = t.value
	}
	if t.role&ordinal != 0 && n.value != 1 || name == Second && s.spelled(t, "second") && n.value != 1 {
		return "", 0, pos, false // "2 second-line engineers"
	}
	if worked {
		switch name {
		case Day:
			name = BusinessDay
		case Hour:
			name = BusinessHour
		}
	}
	if open := s.next(stop); open.tight && open.isMark('(') { // "day(s)"
		if plural := s.next(open.end); s.anyOf(plural, "s", "en", "e") && s.next(plural.end).isMark(')') {
			stop = s.next(plural.end).end
		}
	}
	if dot := s.next(stop); dot.tight && dot.isMark('.') && s.anyOf(t, "mos", "yrs", "hrs", "mins", "secs", "wks", "yr", "hr", "min") {
		if follow := s.next(dot.end); follow.kind == word && !follow.tight && isLower(s.text[follow.start]) {
			stop = dot.end
		}
	}
	return name, factor, stop, true
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// notLength reports whether a number and a unit of time are something else than a
// length of time: opening hours, an age, a calendar year, a column head.
func (s *scanner) notLength(n number, name string, stop int) bool {
	if name == Year && !n.words && n.value >= 1900 && n.value < 2200 {
		return true
	}
	if w, _ := s.before(n.start); w != "" && !n.words {
		if e, ok := lookup(w); ok && e.role&unit != 0 && e.name == name && len(w) > 2 && w[len(w)-1] != 's' {
			return true // "Year 1 Year 2"
		}
	}
	t := s.next(stop)
	switch {
	case t.isMark('/') || s.anyOf(t, "a", "per", "each", "pro", "par"):
		return s.unitNext(t.end) && !s.feeWithin(t.end, 0)
	case t.isMark(','): // "24 hours, 7 days a week"
		if m, ok := s.amount(s.next(t.end).start); ok {
			if _, _, after, ok := s.unit(m.end, m); ok {
				again := s.next(after)
				return s.anyOf(again, "a", "per") && s.unitNext(again.end)
			}
		}
	case s.spelled(t, "of"):
		return s.spelled(s.next(t.end), "age")
	case s.spelled(t, "old"):
		return true
	case name == Hour && s.anyOf(t, "support", "hotline", "basis", "telephone", "phone", "help", "service", "monitoring",
		"emergency", "coverage", "availability", "access", "operation", "clock", "format"):
		return true
	case name == Quarter && s.spelled(t, "of"):
		return true
	}
	return false
}

// unitNext reports whether a unit of time stands at pos.
func (s *scanner) unitNext(pos int) bool {
	t := s.next(pos)
	if t.is(business | qualifier) {
		t = s.next(t.end)
	}
	return t.is(unit)
}

// oneUnit reads "a month" where it is a length and not a rate: "within a month".
func (s *scanner) oneUnit(t token) (Quantity, bool) {
	w, _ := s.before(t.start)
	switch strings.ToLower(w) {
	case "within", "least", "than", "exceed", "exceeds", "exceeding", "after", "for", "period", "under":
	case "of":
		_, at := s.before(t.start)
		if w, _ := s.before(at); strings.ToLower(w) != "period" {
			return Quantity{}, false
		}
	default:
		return Quantity{}, false
	}
	return s.duration(number{start: t.start, end: t.end, value: 1, words: true})
}

// speedily reads a duration without a number: "immediately", "without undue delay".
func (s *scanner) speedily(t token) (Quantity, bool) {
	name, stop := "", t.end
	switch {
	case t.is(speed):
		name = t.name
		if !s.speaksOfTime(t) {
			return Quantity{}, false
		}
		if as, ok := s.phrase(t.end, "as", "possible"); ok {
			stop = as
		} else if as, ok := s.phrase(t.end, "as", "practicable"); ok {
			stop = as
		}
	case s.spelled(t, "without"):
		name, stop = s.withoutDelay(t.end)
	case s.spelled(t, "as"):
		name, stop = s.asSoonAs(t.end)
	case s.spelled(t, "at"):
		if after, ok := s.phrase(t.end, "once"); ok {
			if next := s.next(after); !next.isMark(')') {
				name, stop = Immediate, after
			}
		} else if after, ok := s.phrase(t.end, "the", "earliest"); ok {
			if next := s.next(after); s.anyOf(next, "opportunity", "possible", "practicable") {
				name, stop = Prompt, next.end
			}
		}
	case s.spelled(t, "in"):
		name, stop = s.inTime(t.end)
	case s.spelled(t, "sans"):
		if next := s.next(t.end); s.anyOf(next, "délai", "retard") {
			name, stop = Prompt, next.end
		}
	}
	if name == "" {
		return Quantity{}, false
	}
	q := s.make(Duration, t.start, stop)
	q.Words = name
	return q, true
}

// speaksOfTime tells "immediately notify" and "prompt notice" from "immediately
// preceding", "immediate family" and "command prompt".
func (s *scanner) speaksOfTime(t token) bool {
	next := s.next(t.end)
	switch {
	case s.spelled(t, "immediate"), s.spelled(t, "prompt"):
		for range 3 {
			if s.anyOf(next, "notice", "notification", "notifications", "written", "report", "reporting",
				"effect", "action", "steps", "payment", "termination",
				"response", "return", "disclosure", "correction", "repair", "reimbursement", "replacement", "attention", "cessation", "oral", "telephone") {
				return true
			}
			if !s.anyOf(next, "and", "or", "full", "detailed", "corrective", "remedial") {
				return false
			}
			next = s.next(next.end)
		}
		return false
	case !s.spelled(t, "immediately"):
		return true
	case s.anyOf(next, "preceding", "precedes", "preceded", "prior", "before", "previous", "above", "below",
		"adjacent", "available", "succeeding", "surrounding", "foregoing", "antecedent"):
		return false
	case s.anyOf(next, "following", "after", "subsequent"):
		w, _ := s.before(t.start)
		e, ok := lookup(w)
		return !(ok && e.role&(unit|month) != 0) &&
			!oneOf(strings.ToLower(w), "period", "date", "end", "periods", "anniversary", "sentence", "paragraph", "clause", "section")
	}
	return true
}

// oneOf reports whether w is one of words.
func oneOf(w string, words ...string) bool { return slices.Contains(words, w) }

// withoutDelay reads what follows "without": "undue delay" is prompt, "delay" immediate.
func (s *scanner) withoutDelay(pos int) (string, int) {
	name := Immediate
	t := s.next(pos)
	for range 4 {
		switch {
		case s.spelled(t, "delay"):
			return name, t.end
		case s.anyOf(t, "undue", "unreasonable", "unnecessary", "undo", "culpable"):
			name = Prompt
		case !s.anyOf(t, "any", "further", "or", "and"):
			return "", pos
		}
		t = s.next(t.end)
	}
	return "", pos
}

// asSoonAs reads what follows "as": "soon as reasonably practicable".
func (s *scanner) asSoonAs(pos int) (string, int) {
	t := s.next(pos)
	if !s.anyOf(t, "soon", "promptly", "quickly", "expeditiously", "early", "rapidly") {
		return "", pos
	}
	t = s.next(t.end)
	if !s.spelled(t, "as") {
		return "", pos
	}
	for range 4 {
		t = s.next(t.end)
		switch {
		case s.anyOf(t, "practicable", "possible", "practical", "practically", "feasible"):
			return Prompt, t.end
		case s.spelled(t, "reasonable"):
			if next := s.next(t.end); !s.anyOf(next, "and", "practicable", "possible") {
				return Prompt, t.end
			}
		case !s.anyOf(t, "is", "are", "it", "reasonably", "commercially", "and", "technically", "was", "legally"):
			return "", pos
		}
	}
	return "", pos
}

// inTime reads what follows "in": "a timely manner", "the most expedient time possible".
func (s *scanner) inTime(pos int) (string, int) {
	t := s.next(pos)
	if !s.anyOf(t, "a", "the") {
		return "", pos
	}
	t = s.next(t.end)
	if s.spelled(t, "most") {
		if t = s.next(t.end); !s.anyOf(t, "expedient", "expeditious") {
			return "", pos
		}
	} else if !s.anyOf(t, "timely", "prompt", "expeditious") {
		return "", pos
	}
	if t = s.next(t.end); !s.anyOf(t, "manner", "fashion", "time", "way") {
		return "", pos
	}
	if after, ok := s.phrase(t.end, "possible"); ok {
		return Prompt, after
	}
	return Prompt, t.end
}

// opened reads the durations that begin with a word of their own: "net 30", "next
// business day"; and the ceilings that do: "double the fees".
func (s *scanner) opened(t token) (Quantity, bool) {
	switch {
	case s.spelled(t, "net"):
		return s.netDays(t)
	case s.spelled(t, "next"), s.spelled(t, "following"):
		return s.nextDay(t)
	}
	value := 2.0
	switch {
	case s.spelled(t, "triple"):
		value = 3
	case s.anyOf(t, "x", "times"): // the number was left blank
		value = 0
	}
	return s.feesTimes(t.start, value, t.end)
}

// netDays reads the payment term "net 30 (days)".
func (s *scanner) netDays(t token) (Quantity, bool) {
	next := s.next(t.end)
	if next.isMark('-') || next.isMark('(') {
		next = s.next(next.end)
	}
	n, ok := s.number(next.start)
	if !ok || n.glued || n.percent || n.currency != "" || n.value < 1 || n.value > 180 || n.value != float64(int(n.value)) {
		return Quantity{}, false
	}
	if q, ok := s.duration(n); ok {
		q.Start = t.start
		q.Text = s.text[q.Start:q.End]
		return q, true
	}
	switch after := s.next(n.end); {
	case after.isMark('%') || after.is(fraction|currency|code|nation|scale) || after.isMark('$'), s.spelled(after, "per"):
		return Quantity{}, false
	}
	q := s.make(Duration, t.start, n.end)
	q.Value, q.Unit, q.Warning = n.value, Day, n.warning
	return q, true
}

// nextDay reads "the next business day" where it ends a time limit.
func (s *scanner) nextDay(t token) (Quantity, bool) {
	w, at := s.before(t.start)
	if strings.ToLower(w) == "the" {
		w, at = s.before(at)
	}
	if strings.ToLower(w) == "of" { // "by the end of the next business day"
		_, at = s.before(at)
		w, at = s.before(at)
		if strings.ToLower(w) == "the" {
			w, _ = s.before(at)
		}
	}
	if !oneOf(strings.ToLower(w), "by", "within", "than", "before") {
		return Quantity{}, false
	}
	return s.duration(number{start: t.start, end: t.end, value: 1, words: true})
}

// ordinalAt reads "the thirtieth (30th) day after" as thirty days, an anniversary as
// years, and a date that begins with its day.
func (s *scanner) ordinalAt(t token) (Quantity, bool) {
	pos := t.start
	value, stop, ok := s.ordinal(pos)
	if !ok {
		return Quantity{}, false
	}
	if q, ok := s.dayOfMonth(pos, value, stop); ok {
		return q, true
	}
	n := number{start: pos, end: stop, value: value, words: true}
	if t = s.next(stop); s.spelled(t, "anniversary") {
		if of := s.next(t.end); s.spelled(of, "of") || s.spelled(of, "following") || s.spelled(of, "after") {
			q := s.make(Duration, pos, t.end)
			q.Value, q.Unit = value, Year
			return q, true
		}
		return Quantity{}, false
	}
	name, factor, after, ok := s.unit(stop, number{start: pos, value: 1})
	if !ok || name == Quarter || name == Year {
		return Quantity{}, false
	}
	t = s.next(after)
	if s.spelled(t, "immediately") {
		t = s.next(t.end)
	}
	if !s.anyOf(t, "after", "following", "from", "prior", "before", "preceding") {
		return Quantity{}, false
	}
	q := s.make(Duration, n.start, after)
	q.Value, q.Unit = value*factor, name
	return q, true
}

// ordinal reads "30th", "thirtieth", "twenty-first (21st)".
func (s *scanner) ordinal(pos int) (value float64, stop int, ok bool) {
	t := s.next(pos)
	switch {
	case t.kind == figure && s.runLength(t.start) <= 3:
		value = float64(atoi(s.text[t.start:t.end]))
		suffix := s.next(t.end)
		if !s.anyOf(suffix, "st", "nd", "rd", "th") {
			return 0, pos, false
		}
		stop = suffix.end
	case t.is(ordinal):
		value, stop = t.value, t.end
	case t.is(tens):
		next := s.next(t.end)
		if next.isMark('-') {
			next = s.next(next.end)
		}
		if !next.is(ordinal) || next.value > 9 {
			return 0, pos, false
		}
		value, stop = t.value+next.value, next.end
	default:
		return 0, pos, false
	}
	if t := s.next(stop); t.isMark('(') && !s.inside {
		s.inside = true
		inner, after, ok := s.ordinal(s.next(t.end).start)
		s.inside = false
		if closing := s.next(after); ok && inner == value && closing.isMark(')') {
			stop = closing.end
		}
	}
	return value, stop, true
}

// atoi reads a short run of digits.
func atoi(digits string) int {
	n := 0
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}
