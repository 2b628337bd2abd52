// Package contract holds the words Parley thinks in: a Document and its Spans,
// the Outline read from it, and the Findings and Review made of it. It is plain
// data with small lookups; it reads no files, judges nothing and imports the
// standard library only.
package contract

import (
	"sort"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets [Start, End) into a Document's Text.
// All evidence is a Span.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies wholly within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps reports whether s and t share at least one byte.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Cut returns the text of s, or "" when s does not lie within text.
func (s Span) Cut(text string) string {
	if s.Start < 0 || s.End < s.Start || s.End > len(text) {
		return ""
	}
	return text[s.Start:s.End]
}

// BlockKind says what part of a document a Block is.
type BlockKind string

// The kinds of Block. Body kinds (Paragraph, Heading, ListItem, TableCell) make up
// the contract's running text in reading order; the others are kept apart, after
// the body, so that no sentence is broken by a page's foot.
const (
	Paragraph BlockKind = "paragraph"
	Heading   BlockKind = "heading"    // a heading by style, size or weight; numbering is judged by outline
	ListItem  BlockKind = "list_item"  // a paragraph with a bullet or an automatic number
	TableCell BlockKind = "table_cell" // one cell; Row and Col say where, cells run row by row
	Footnote  BlockKind = "footnote"   // foot- and endnotes
	Furniture BlockKind = "furniture"  // running heads, feet, page numbers, envelope ids
	Comment   BlockKind = "comment"    // a reviewer's comment
)

// Body reports whether blocks of this kind belong to the running text.
func (k BlockKind) Body() bool {
	return k == Paragraph || k == Heading || k == ListItem || k == TableCell
}

// Block is one paragraph, heading, list item, table cell, note or running head.
// Blocks are in text order and do not overlap; in Text they stand apart by "\n"
// (between cells of a row "\t"), bytes that belong to no block.
type Block struct {
	Span
	Kind   BlockKind `json:"kind"`
	Number string    `json:"number,omitempty"` // the number as printed when the format gives it ("12.3", "(b)"); Text has it too, at the block's start
	Level  int       `json:"level,omitempty"`  // 1.. for headings and automatic lists when the format gives it; 0 unknown
	Style  string    `json:"style,omitempty"`  // the style's name (DOCX)
	Bold   bool      `json:"bold,omitempty"`   // most of the block is bold
	Size   float64   `json:"size,omitempty"`   // type size in points; 0 unknown
	Indent float64   `json:"indent,omitempty"` // left edge in points from the text's margin
	Table  int       `json:"table,omitempty"`  // 1.. for cells: which table
	Row    int       `json:"row,omitempty"`    // 0-based
	Col    int       `json:"col,omitempty"`    // 0-based
	Page   int       `json:"page,omitempty"`   // 1-based page on which the block begins; 0 when the format has no pages
	Origin int       `json:"origin,omitempty"` // DOCX: 0-based index of the paragraph in the main part, in document order, plus 1; 0 none
}

// Page is one page of a paged format. Pages are in order; a page's body text runs
// from its Start to the next page's Start (the last one's to BodyEnd).
type Page struct {
	Label  string  `json:"label"` // as the file labels it ("iv", "12"), else its 1-based number
	Start  int     `json:"start"` // byte offset of the first body text on the page
	Width  float64 `json:"width"` // points
	Height float64 `json:"height"`
	OCR    bool    `json:"ocr,omitempty"`        // the text was recognised from an image
	Conf   float64 `json:"confidence,omitempty"` // mean confidence of OCR, 0..1
}

// Box is where a word stands: Page is 1-based; X0,Y0 is the top left and X1,Y1 the
// bottom right corner in points from the page's top left corner.
type Box struct {
	Span
	Page           int
	X0, Y0, X1, Y1 float32
}

// Revision is a tracked change beside the text: an insertion spans its text (empty
// under "original"); a deletion has an empty Span where it stood and its Text here.
type Revision struct {
	Span
	Kind   string `json:"kind"` // "insert" or "delete"
	Author string `json:"author,omitempty"`
	Date   string `json:"date,omitempty"` // as the file writes it (ISO 8601)
	Text   string `json:"text,omitempty"`
}

// Note is a reviewer's comment: Span is what it is about.
type Note struct {
	Span
	Author string `json:"author,omitempty"`
	Date   string `json:"date,omitempty"`
	Text   string `json:"text"`
}

// Warning is something a reader should know about how the document was read.
type Warning struct {
	Code string `json:"code"` // stable, kebab-case: "ocr-used", "pages-without-text", "numbers-disagree", …
	Text string `json:"text"`
	Page int    `json:"page,omitempty"`
}

// Document is the immutable text of one file with where each part stood. Readers
// build it; nothing changes it afterwards.
type Document struct {
	Name      string // base name of the file
	SHA256    string // of the file's bytes, hex
	Type      string // "pdf", "docx", "txt", "md", "html", …
	Language  string // ISO 639-1, "" when unknown
	Text      string // UTF-8; body first, then footnotes, furniture and comments
	BodyEnd   int    // end of the running text within Text
	Blocks    []Block
	Pages     []Page
	Boxes     []Box // in text order; only for paged formats
	Revisions []Revision
	Notes     []Note
	Warnings  []Warning
}

// PageAt returns the 1-based page on which offset stands; 0 when the document has no pages.
func (d *Document) PageAt(offset int) int {
	if len(d.Pages) == 0 {
		return 0
	}
	if offset >= d.BodyEnd {
		if b := d.BlockAt(offset); b >= 0 && d.Blocks[b].Page > 0 {
			return d.Blocks[b].Page
		}
	}
	// The last page that starts at or before offset; pages without text share a Start.
	n := sort.Search(len(d.Pages), func(i int) bool { return d.Pages[i].Start > offset })
	return max(n, 1)
}

// BlockAt returns the index of the block that holds offset, or -1.
func (d *Document) BlockAt(offset int) int {
	n := sort.Search(len(d.Blocks), func(i int) bool { return d.Blocks[i].End > offset })
	if n < len(d.Blocks) && d.Blocks[n].Start <= offset {
		return n
	}
	return -1
}

// BoxesOf returns the word boxes that overlap s, in text order.
func (d *Document) BoxesOf(s Span) []Box {
	lo := sort.Search(len(d.Boxes), func(i int) bool { return d.Boxes[i].End > s.Start })
	hi := lo
	for hi < len(d.Boxes) && d.Boxes[hi].Start < s.End {
		hi++
	}
	return d.Boxes[lo:hi]
}

// Check reports the first way in which d breaks its own promises, or "". Readers'
// tests and fuzz targets call it.
func (d *Document) Check() string {
	switch {
	case !utf8.ValidString(d.Text):
		return "text is not UTF-8"
	case d.BodyEnd < 0 || d.BodyEnd > len(d.Text):
		return "body ends outside the text"
	}
	last := 0
	for _, b := range d.Blocks {
		if b.Start < last || b.End < b.Start || b.End > len(d.Text) {
			return "blocks overlap, run backwards or leave the text"
		}
		if b.Kind.Body() && b.End > d.BodyEnd {
			return "a body block stands after the body"
		}
		last = b.End
	}
	last = 0
	for _, p := range d.Pages {
		if p.Start < last || p.Start > d.BodyEnd {
			return "pages run backwards or leave the body"
		}
		last = p.Start
	}
	last = 0
	for _, b := range d.Boxes {
		if b.Start < last || b.End < b.Start || b.End > len(d.Text) || b.Page < 1 || b.Page > len(d.Pages) {
			return "boxes overlap, run backwards or leave the text"
		}
		last = b.End
	}
	return ""
}
