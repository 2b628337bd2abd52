package docx

import (
	"strings"

	"parley/internal/contract"
)

type sizeCount struct{ size, bytes int }

// inline reads an element within a paragraph.
func (s *story) inline(name string) {
	switch name {
	case "r":
		s.run()
	case "ins", "moveTo":
		s.inserted(s.inline)
	case "del", "moveFrom":
		s.deleted(s.inline)
	case "AlternateContent":
		s.alternate(s.inline)
	case "commentRangeStart", "commentRangeEnd":
		s.remark(name)
	case "fldSimple":
		s.simpleField()
	case "p":
		s.block(name)
	case "rPr", "pPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "subDoc":
	default: // hyperlinks, smart tags, content controls and whatever else holds runs
		s.each(s.inline)
	}
}

// run reads a w:r, or what stands for one in an equation.
func (s *story) run() {
	if s.at < 0 {
		s.skip()
		return
	}
	p := s.paras[s.at]
	run := -1
	if s.trace != nil {
		run = s.trace.begin(s.s.Offset(), len(s.ins) > 0, len(s.del) > 0)
		defer func() { s.trace.runs[run].XML.End = s.s.After() }()
	}
	look := s.styles.formatOf(s.styleOf(p)).over(s.styles.defaults)
	var visit func(name string)
	visit = func(name string) {
		switch name {
		case "rPr":
			from := s.s.Offset()
			look = s.runFormat(look)
			if s.trace != nil {
				s.trace.runs[run].Properties = contract.Span{Start: from, End: s.s.After()}
			}
		case "t", "delText":
			from, start := s.s.After(), p.words.Next()
			s.emit(p, look, s.text(nil))
			if s.trace != nil {
				if strings.HasPrefix(p.words.From(start), " ") { // white space at the text's own start
					start++
				}
				s.trace.add(s.at, run, contract.Span{Start: start, End: p.words.Len()}, contract.Span{Start: from, End: s.s.Offset()})
			}
		case "instrText":
			if n := len(s.fields); n > 0 && !s.fields[n-1].result && len(s.fields[n-1].instruction) < 1000 {
				s.fields[n-1].instruction = s.text(s.fields[n-1].instruction)
			}
		case "fldChar":
			s.fieldChar(p, look)
		case "tab", "ptab":
			s.emit(p, look, []byte("\t"))
		case "br", "cr":
			s.lineBreak(p, look)
		case "noBreakHyphen":
			s.emit(p, look, []byte("-"))
		case "sym":
			s.emit(p, look, []byte(string(symbolOf(s.attr("char")))))
		case "footnoteReference", "endnoteReference":
			if s.shown() {
				p.notes = append(p.notes, name[:len(name)-len("Reference")]+" "+s.attr("id"))
			}
		case "commentReference":
			s.remark(name)
		case "AlternateContent":
			s.alternate(visit)
		case "rt": // the small letters above ruby text
		case "p":
			s.block(name)
		case "delInstrText", "softHyphen", "lastRenderedPageBreak", "annotationRef", "footnoteRef", "endnoteRef":
		default: // drawings and shapes, which may hold text boxes; ruby text
			s.each(visit)
		}
	}
	s.each(visit)
}

func (s *story) styleOf(p *paragraph) string {
	if p.style != "" && s.styles.byID[p.style] != nil {
		return p.style
	}
	return s.styles.paragraph
}

// runFormat reads a run's w:rPr upon what the paragraph's style says.
func (s *story) runFormat(base format) format {
	var own format
	named := ""
	s.each(func(name string) {
		switch name {
		case "rStyle":
			named = s.val()
		case "b":
			own.bold = triOf(s.on())
		case "vanish":
			own.hidden = triOf(s.on())
		case "sz":
			own.size = max(s.number(0), 0)
		}
	})
	if named != "" {
		own = own.over(s.styles.formatOf(named))
	}
	return own.over(base)
}

// emit adds text to the paragraph: to its words, or to a change that took it away.
func (s *story) emit(p *paragraph, look format, text []byte) {
	for _, f := range s.fields {
		if !f.result {
			return
		}
	}
	switch {
	case len(text) == 0:
	case look.hidden == yes:
		p.hidden += len(text)
	case s.shown():
		start := p.words.Next()
		p.words.Write(text)
		p.count(look, len(text))
		for _, c := range s.tracked() {
			p.keep(c, start, p.words.Len(), nil)
		}
		p.broken = p.broken || len(s.fields) > 0 && strings.HasPrefix(string(text), "Error! Reference source not found")
	default:
		for _, c := range s.tracked() {
			p.keep(c, p.words.Next(), p.words.Next(), text)
		}
	}
}

func (p *paragraph) count(look format, bytes int) {
	if look.bold == yes {
		p.bold += bytes
	}
	for i := range p.sizes {
		if p.sizes[i].size == look.size {
			p.sizes[i].bytes += bytes
			return
		}
	}
	if len(p.sizes) < 16 {
		p.sizes = append(p.sizes, sizeCount{look.size, bytes})
	}
}

// size is the type size of most of the paragraph, in half points.
func (p *paragraph) size() int {
	best := sizeCount{}
	for _, c := range p.sizes {
		if c.bytes > best.bytes {
			best = c
		}
	}
	return best.size
}

func (s *story) lineBreak(p *paragraph, look format) {
	at := p.words.Len()
	s.emit(p, look, []byte("\n"))
	if s.shown() && look.hidden != yes && at > 0 {
		p.breaks = append(p.breaks, at)
	}
}

// symbolOf is the character of a w:sym, given in hexadecimal.
func symbolOf(char string) rune {
	n := 0
	for _, c := range strings.ToLower(char) {
		i := strings.IndexRune("0123456789abcdef", c)
		if i < 0 || n > 0xffff {
			return '•'
		}
		n = n<<4 | i
	}
	if n < ' ' {
		return '•'
	}
	if n < 0x100 { // some files leave out the F000
		n |= 0xf000
	}
	return symbol(rune(n))
}
