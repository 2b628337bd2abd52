package docx

import (
	"context"

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
	p.field = p.field || s.inContents() // its first line begins before the field's result
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
