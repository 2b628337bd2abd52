package quantity

import (
	"strconv"
	"time"
)

// figureDate reads a date that begins with figures: "2025-01-31", "31/01/2025", "31
// January 2025", "1st day of May, 2025", "1-Jan-2025".
func (s *scanner) figureDate(pos int) (Quantity, bool) {
	first := s.next(pos)
	if first.kind != figure {
		return Quantity{}, false
	}
	length := first.end - first.start
	if length != 1 && length != 2 && length != 4 {
		return Quantity{}, false
	}
	value := atoi(s.text[first.start:first.end])
	t := s.next(first.end)
	if t.tight && (t.isMark('-') || t.isMark('/') || t.isMark('.')) {
		if q, ok := s.separated(first, t.mark); ok {
			return q, true
		}
	}
	if length > 2 {
		return Quantity{}, false
	}
	if s.anyOf(t, "st", "nd", "rd", "th") && t.tight {
		t.end = t.start + 2
		return s.dayOfMonth(pos, float64(value), t.end)
	}
	return s.dayOfMonth(pos, float64(value), first.end)
}

// separated reads a date of three figures between equal marks.
func (s *scanner) separated(first token, sep rune) (Quantity, bool) {
	var parts [3]int
	var lengths [3]int
	t := first
	for i := range parts {
		if t.kind != figure || i > 0 && !t.tight {
			return Quantity{}, false
		}
		lengths[i] = t.end - t.start
		if lengths[i] > 4 {
			return Quantity{}, false
		}
		parts[i] = atoi(s.text[t.start:t.end])
		if i == 2 {
			break
		}
		mark := s.next(t.end)
		if !mark.tight || !mark.isMark(sep) {
			return Quantity{}, false
		}
		t = s.next(mark.end)
	}
	if after := s.next(t.end); after.tight && (after.kind == figure || after.isMark(sep) && s.next(after.end).kind == figure) {
		return Quantity{}, false
	}
	if lengths[0] == 4 {
		return s.date(first.start, t.end, parts[0], parts[1], parts[2])
	}
	year := parts[2]
	switch {
	case lengths[2] == 4:
	case lengths[2] == 2 && sep == '/':
		year = century(year)
	default:
		return Quantity{}, false
	}
	day, mon := parts[0], parts[1]
	if sep == '/' || sep == '-' { // month first unless that cannot be
		day, mon = mon, day
		if mon > 12 {
			day, mon = mon, day
		}
	}
	q, ok := s.date(first.start, t.end, year, mon, day)
	q.Ambiguous = ok && sep != '.' && day != mon && day <= 12 && mon <= 12
	return q, ok
}

// century gives the year that two digits mean.
func century(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}

// dayOfMonth reads the month and year behind a day that ends at stop: " (of) January
// 2025", " day of January, 2025".
func (s *scanner) dayOfMonth(start int, day float64, stop int) (Quantity, bool) {
	t := s.next(stop)
	if t.isMark('-') || t.isMark('.') {
		t = s.next(t.end)
	}
	if s.spelled(t, "day") {
		t = s.next(t.end)
	}
	if s.anyOf(t, "of", "de") {
		t = s.next(t.end)
	}
	if !t.is(month) || isLower(s.text[t.start]) && s.anyOf(t, "may", "march", "mar") {
		return Quantity{}, false
	}
	year, after, ok := s.year(t.end)
	if !ok {
		return Quantity{}, false
	}
	return s.date(start, after, year, int(t.value), int(day))
}

// monthDate reads a date that begins with a month: "January 31, 2025", "May 2025".
func (s *scanner) monthDate(t token) (Quantity, bool) {
	if isLower(s.text[t.start]) {
		return Quantity{}, false
	}
	pos := t.end
	if dot := s.next(pos); dot.isMark('.') && t.end-t.start <= 4 {
		pos = dot.end
	}
	d := s.next(pos)
	if d.kind == figure && d.end-d.start <= 2 {
		day := atoi(s.text[d.start:d.end])
		stop := d.end
		if suffix := s.next(stop); suffix.tight && s.anyOf(suffix, "st", "nd", "rd", "th") {
			stop = suffix.end
		}
		if year, after, ok := s.year(stop); ok {
			return s.date(t.start, after, year, int(t.value), day)
		}
		return Quantity{}, false
	}
	year, after, ok := s.year(pos)
	if !ok || t.start > 1 && isDigit(s.text[t.start-2]) { // "31 June 2025" is no day
		return Quantity{}, false
	}
	q, ok := s.date(t.start, after, year, int(t.value), 1)
	if ok {
		q.Words = q.Words[:len("2006-01")]
	}
	return q, ok
}

// year reads a year of four digits at pos, a comma or dash before it allowed.
func (s *scanner) year(pos int) (year, after int, ok bool) {
	t := s.next(pos)
	if t.isMark(',') || t.isMark('-') || t.isMark('.') {
		t = s.next(t.end)
	}
	if t.kind != figure || t.end-t.start != 4 {
		return 0, pos, false
	}
	year = atoi(s.text[t.start:t.end])
	if year < 1800 || year > 2200 {
		return 0, pos, false
	}
	return year, t.end, true
}

// date builds the date if there is such a day.
func (s *scanner) date(start, stop, year, mon, day int) (Quantity, bool) {
	if year < 1800 || year > 2200 || mon < 1 || mon > 12 || day < 1 || day > 31 {
		return Quantity{}, false
	}
	d := time.Date(year, time.Month(mon), day, 0, 0, 0, 0, time.UTC)
	if d.Day() != day {
		return Quantity{}, false
	}
	q := s.make(Date, start, stop)
	q.Value = float64(d.Unix() / (24 * 60 * 60))
	q.Words = strconv.Itoa(year) + d.Format("-01-02")
	return q, true
}
