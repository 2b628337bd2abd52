package docx

import (
	"context"
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
	"parley/internal/ingest/xmlscan"
)

// paragraph is one w:p as read, before numbers are counted and the tracked changes
// of paragraph marks are carried out.
type paragraph struct {
	layout
	origin  int // 1-based count of w:p in its part
	words   compose.Words
	length  int   // of words, once they are in the document
	breaks  []int // offsets in words at which a line ends within the paragraph
	changes []change
	cell    cell
	mark    markState
	section bool // ends a section
	field   bool // within a table of contents
	hidden  int  // bytes of hidden text left out
	bold    int  // bytes of bold text
	sizes   []sizeCount
	notes   []string // ids of the footnotes and endnotes referred to, kind first
	placed  bool     // it is in the running text
	broken  bool     // a field says that what it refers to is gone
}

// markState is what has happened to the paragraph's end mark.
type markState struct {
	deleted, inserted, hidden bool
}

// cell is a place in a table; table 0 is none.
type cell struct{ table, row, col int }

// change is a tracked change within a paragraph, as offsets into its words.
type change struct {
	kind, author, date string
	start, end         int
	away               []byte // text that is not shown
}

type sizeCount struct{ size, bytes int }

// anchor is a place in a story: an offset into a paragraph's words.
type anchor struct {
	para   int // index into story.paras
	offset int
}

// remark is where a comment is attached.
type remark struct {
	id       string
	from, to anchor
}

// story is the text of one part: the body, a header, the footnotes.
type story struct {
	walk
	ctx      context.Context
	styles   *styles
	original bool // tracked changes are undone instead of accepted

	paras   []*paragraph
	remarks []remark
	open    map[string]int // id of an open comment range to its index in remarks
	heads   []string       // relationship ids of headers and footers, in order of use
	tables  int
	gone    int // tracked rows left out

	// Where the walk is.
	at      int // index of the paragraph that is open; -1 none
	table   []tableState
	ins     []change
	del     []change
	fields  []field
	outside bool // external content that was not fetched

	trace *trace // where the text stands in the XML; nil when nobody asks
}

type tableState struct {
	cell
	width int // columns as the grid declares them
}

// field is an open complex field.
type field struct {
	instruction []byte
	result      bool   // past the separator: what follows is shown
	form        string // what a form field without a result shows
}

func newStory(ctx context.Context, data []byte, st *styles, original bool) *story {
	return &story{walk: walk{s: xmlscan.New(data)}, ctx: ctx, styles: st, original: original, open: map[string]int{}, at: -1}
}

// block reads an element that stands among paragraphs.
func (s *story) block(name string) {
	if s.ctx.Err() != nil {
		return
	}
	switch name {
	case "p":
		if s.s.Prefix() == s.prefix {
			s.paragraph()
		}
	case "tbl":
		s.tbl()
	case "sectPr":
		s.section()
	case "AlternateContent":
		s.alternate(s.block)
	case "altChunk", "subDoc":
		s.outside = true
	case "ins", "moveTo":
		s.inserted(s.block)
	case "del", "moveFrom":
		s.deleted(s.block)
	case "commentRangeStart", "commentRangeEnd":
		s.remark(name)
	case "tblPr", "tblGrid", "sdtPr", "sdtEndPr", "customXmlPr", "tblPrEx":
	default:
		s.each(s.block)
	}
}

func (s *story) section() {
	s.each(func(name string) {
		if name == "headerReference" || name == "footerReference" {
			s.heads = append(s.heads, s.attr("id"))
		}
	})
}

func (s *story) tbl() {
	s.tables++
	s.table = append(s.table, tableState{cell: cell{table: s.tables, row: -1}})
	me := len(s.table) - 1
	var visit func(name string)
	visit = func(name string) {
		t := &s.table[me]
		switch name {
		case "tblGrid":
			s.each(func(name string) {
				if name == "gridCol" {
					t.width++
				}
			})
		case "tr":
			t.row++
			t.col = 0
			s.tr(me)
		case "tblPr":
		case "AlternateContent":
			s.alternate(visit)
		default: // content controls and tracked changes around rows
			s.each(visit)
		}
	}
	s.each(visit)
	s.table = s.table[:me]
}

func (s *story) tr(me int) {
	gone := false
	var visit func(name string)
	visit = func(name string) {
		t := &s.table[me]
		switch name {
		case "trPr":
			s.each(func(name string) {
				switch name {
				case "gridBefore":
					t.col += min(max(s.number(0), 0), 1000)
				case "del":
					gone = !s.original
				case "ins":
					gone = s.original
				}
			})
		case "tc":
			if gone {
				s.gone++
				return
			}
			s.tc(me)
		case "tblPrEx":
		default:
			s.each(visit)
		}
	}
	s.each(visit)
}

func (s *story) tc(me int) {
	span := 1
	s.each(func(name string) {
		if name == "tcPr" {
			s.each(func(name string) {
				if name == "gridSpan" {
					span = min(max(s.number(1), 1), 1000)
				}
			})
			return
		}
		s.block(name)
	})
	s.table[me].col += span
}

// cell is where a paragraph that begins now stands. A table of one column is a box
// around text, not a table.
func (s *story) cellNow() cell {
	if n := len(s.table); n > 0 && s.table[n-1].width != 1 {
		return s.table[n-1].cell
	}
	return cell{}
}

// paragraph reads a w:p. The paragraphs of text boxes anchored in it follow it.
func (s *story) paragraph() {
	outer, fields := s.at, s.fields
	if outer >= 0 {
		s.fields = nil // a text box within a field has fields of its own
	}
	s.at = len(s.paras)
	p := &paragraph{layout: newLayout(), origin: s.paragraphs, cell: s.cellNow()}
	p.field = s.inContents()
	s.paras = append(s.paras, p)
	s.each(func(name string) {
		if name == "pPr" {
			s.paragraphProperties(p)
			return
		}
		s.inline(name)
	})
	s.at = outer
	if outer >= 0 {
		s.fields = fields
	}
}

func (s *story) paragraphProperties(p *paragraph) {
	s.each(func(name string) {
		switch name {
		case "rPr":
			s.each(func(name string) {
				switch name {
				case "ins", "moveTo":
					p.mark.inserted = true
				case "del", "moveFrom":
					p.mark.deleted = true
				case "vanish", "specVanish":
					p.mark.hidden = name == "vanish" && s.on()
				}
			})
		case "pPrChange":
			if s.original {
				p.layout = newLayout()
				s.each(func(string) {
					s.each(func(name string) { readLayout(&s.walk, name, &p.layout) })
				})
			}
		case "sectPr":
			p.section = true
			s.section()
		default:
			readLayout(&s.walk, name, &p.layout)
		}
	})
}

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

func (s *story) simpleField() {
	s.fields = append(s.fields, field{instruction: []byte(s.attr("instr")), result: true})
	s.each(s.inline)
	s.fields = s.fields[:len(s.fields)-1]
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

// shown reports whether tracked changes leave what is read now in the text.
func (s *story) shown() bool {
	if s.original {
		return len(s.ins) == 0
	}
	return len(s.del) == 0
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

func (s *story) fieldChar(p *paragraph, look format) {
	n := len(s.fields)
	switch s.attr("fldCharType") {
	case "begin":
		s.fields = append(s.fields, field{form: s.formField()})
	case "separate":
		if n > 0 {
			s.fields[n-1].result = true
		}
	case "end":
		if n > 0 {
			last := s.fields[n-1]
			s.fields = s.fields[:n-1]
			if !last.result && last.form != "" {
				s.emit(p, look, []byte(last.form))
			}
		}
	}
}

// formField reads a legacy form field's data: the box or the entry that it shows.
func (s *story) formField() string {
	shows := ""
	s.each(func(name string) {
		if name != "ffData" {
			return
		}
		s.each(func(name string) {
			switch name {
			case "checkBox":
				shows = s.checkBox()
			case "ddList":
				shows = s.dropDown()
			}
		})
	})
	return shows
}

func (s *story) checkBox() string {
	standard, checked := false, inherit
	s.each(func(name string) {
		switch name {
		case "default":
			standard = s.on()
		case "checked":
			checked = triOf(s.on())
		}
	})
	if checked == yes || checked == inherit && standard {
		return "☒"
	}
	return "☐"
}

func (s *story) dropDown() string {
	var entries []string
	chosen := 0
	s.each(func(name string) {
		switch name {
		case "default", "result":
			chosen = s.number(0)
		case "listEntry":
			entries = append(entries, s.val())
		}
	})
	if chosen < 0 || chosen >= len(entries) {
		return ""
	}
	return entries[chosen]
}

// inContents reports whether a table of contents is being read.
func (s *story) inContents() bool {
	for _, f := range s.fields {
		if f.result && strings.HasPrefix(strings.TrimSpace(string(f.instruction)), "TOC") {
			return true
		}
	}
	return false
}

// remark notes where a comment's range begins and ends. A comment may have only a
// reference, which then is where it is.
func (s *story) remark(name string) {
	id := s.attr("id")
	here := s.here()
	i, seen := s.open[id]
	switch {
	case !seen && name != "commentRangeEnd":
		s.open[id] = len(s.remarks)
		s.remarks = append(s.remarks, remark{id, here, here})
	case seen && name == "commentRangeEnd":
		s.remarks[i].to = here
	}
}

func (s *story) here() anchor {
	switch {
	case s.at >= 0:
		return anchor{s.at, s.paras[s.at].words.Len()}
	case len(s.paras) > 0: // between paragraphs
		last := len(s.paras) - 1
		return anchor{last, s.paras[last].words.Len()}
	}
	return anchor{}
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
