package quantity

// percentage reads "99.9%", "five percent (5%)", "five (5%) per cent", "one-half of one
// percent", "1.5% per month". A hundred per cent or more of the fees is Money on a Basis.
func (s *scanner) percentage(n number) (Quantity, bool) {
	if n.glued {
		return Quantity{}, false
	}
	stop, ok := s.percentSign(n.end)
	if !ok {
		if t := s.next(n.end); s.spelled(t, "of") && n.value < 1 && n.value > 0 {
			if m, read := s.number(s.next(t.end).start); read {
				if stop, ok = s.percentSign(m.end); ok {
					n.value = round(n.value * m.value)
				}
			}
		}
	}
	switch {
	case !ok && n.percent:
		stop = n.end
	case !ok:
		return Quantity{}, false
	}
	q := s.make(Percent, n.start, stop)
	q.Value, q.Warning = n.value, n.warning
	q = s.repeated(q, n.words)
	if q.Value >= 100 {
		if t := s.next(q.End); s.spelled(t, "of") {
			if b, ok := s.feesTimes(n.start, round(q.Value/100), t.end); ok {
				return b, true
			}
		}
	}
	q.Per = s.rate(q.End)
	return q, true
}

// percentSign reads "%", "percent", "per cent", "percentage points" at pos.
func (s *scanner) percentSign(pos int) (int, bool) {
	t := s.next(pos)
	if t.isMark('-') || t.isMark(')') && pos > 0 {
		t = s.next(t.end)
	}
	switch {
	case t.isMark('%'):
		if f := s.next(t.end); f.tight && f.kind == figure {
			return pos, false // "%20" in an address
		}
		return t.end, true
	case t.is(fraction):
		return t.end, true
	case s.spelled(t, "per"):
		if t = s.next(t.end); s.anyOf(t, "cent", "centum") {
			return t.end, true
		}
	case s.spelled(t, "percentage"):
		if t = s.next(t.end); s.anyOf(t, "point", "points") {
			return t.end, true
		}
	}
	return pos, false
}
