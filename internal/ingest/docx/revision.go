package docx

// change is a tracked change within a paragraph, as offsets into its words.
type change struct {
	kind, author, date string
	start, end         int
	away               []byte // text that is not shown
}

func (s *story) inserted(visit func(string)) {
	s.ins = append(s.ins, change{kind: "insert", author: s.attr("author"), date: s.attr("date")})
	s.each(visit)
	s.ins = s.ins[:len(s.ins)-1]
}

func (s *story) deleted(visit func(string)) {
	s.del = append(s.del, change{kind: "delete", author: s.attr("author"), date: s.attr("date")})
	s.each(visit)
	s.del = s.del[:len(s.del)-1]
}

// shown reports whether tracked changes leave what is read now in the text.
func (s *story) shown() bool {
	if s.original {
		return len(s.ins) == 0
	}
	return len(s.del) == 0
}

// tracked are the innermost changes that what is read now belongs to.
func (s *story) tracked() []change {
	var all []change
	if n := len(s.ins); n > 0 {
		all = append(all, s.ins[n-1])
	}
	if n := len(s.del); n > 0 {
		all = append(all, s.del[n-1])
	}
	return all
}

// keep records a change, as part of the one before it where they touch.
func (p *paragraph) keep(c change, start, end int, away []byte) {
	for i := len(p.changes) - 1; i >= 0 && i >= len(p.changes)-2; i-- {
		last := &p.changes[i]
		if last.kind == c.kind && last.author == c.author && last.date == c.date && last.end+1 >= start { // a space between them does not part them
			last.end = end
			last.away = append(last.away, away...)
			return
		}
	}
	c.start, c.end, c.away = start, end, append([]byte(nil), away...)
	p.changes = append(p.changes, c)
}
