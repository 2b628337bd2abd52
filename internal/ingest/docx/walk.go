package docx

import (
	"strings"

	"parley/internal/ingest/xmlscan"
)

// walk goes through one part of a Word document, element by element. Elements are
// known by their local names; paragraphs are counted on the way, those in what is
// passed over too.
type walk struct {
	s          *xmlscan.Scanner
	prefix     string // of the root, so of WordprocessingML
	paragraphs int    // w:p seen so far
}

func newWalk(data []byte) *walk { return &walk{s: xmlscan.New(data)} }

func (w *walk) next() xmlscan.Kind {
	k := w.s.Next()
	if k == xmlscan.Start && w.s.Name() == "p" && w.s.Prefix() == w.prefix {
		w.paragraphs++
	}
	return k
}

// root calls visit for every child of the root element.
func (w *walk) root(visit func(name string)) {
	for {
		switch w.next() {
		case xmlscan.Start:
			w.prefix = w.s.Prefix()
			w.each(visit)
			return
		case xmlscan.EOF:
			return
		}
	}
}

// each calls visit for every child of the current element, which is read to its end.
// What visit leaves unread of the child is passed over.
func (w *walk) each(visit func(name string)) {
	depth := w.s.Depth()
	for {
		switch w.next() {
		case xmlscan.EOF:
			return
		case xmlscan.End:
			if w.s.Depth() < depth {
				return
			}
		case xmlscan.Start:
			visit(w.s.Name())
			for w.s.Depth() > depth {
				if w.next() == xmlscan.EOF {
					return
				}
			}
		}
	}
}

// skip reads the current element to its end.
func (w *walk) skip() { w.each(func(string) {}) }

// alternate reads an mc:AlternateContent: its first Choice, else its Fallback.
func (w *walk) alternate(visit func(name string)) {
	taken := false
	w.each(func(name string) {
		if !taken && (name == "Choice" || name == "Fallback") {
			taken = true
			w.each(visit)
		}
	})
}

// fallback reads only the Fallback of an mc:AlternateContent.
func (w *walk) fallback(visit func(name string)) {
	w.each(func(name string) {
		if name == "Fallback" {
			w.each(visit)
		}
	})
}

// text is the character data of the current element, to its end, appended to dst.
func (w *walk) text(dst []byte) []byte {
	depth := w.s.Depth()
	for {
		switch w.next() {
		case xmlscan.EOF:
			return dst
		case xmlscan.Text:
			dst = w.s.AppendText(dst)
		case xmlscan.End:
			if w.s.Depth() < depth {
				return dst
			}
		}
	}
}

// attr is an attribute of the current element, "" when it has none.
func (w *walk) attr(name string) string {
	v, _ := w.s.Attr(name)
	return v
}

// val is the w:val of the current element.
func (w *walk) val() string { return w.attr("val") }

// on is the value of a switch: there without a value means on.
func (w *walk) on() bool {
	switch strings.ToLower(w.val()) {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// number is w:val as a number.
func (w *walk) number(otherwise int) int { return parseInt(w.val(), otherwise) }

// level is w:ilvl as an attribute, -1 when it is no level.
func (w *walk) level() int {
	if i := parseInt(w.attr("ilvl"), -1); i >= 0 && i < maxLevels {
		return i
	}
	return -1
}

// indent reads a w:ind: the left edge, and how far the first line stands out of it, in twips.
func (w *walk) indent() (left, hang int) {
	v, ok := w.s.Attr("left")
	if !ok {
		v = w.attr("start")
	}
	left = parseInt(v, 0)
	hang = parseInt(w.attr("hanging"), 0)
	if hang == 0 {
		hang = -parseInt(w.attr("firstLine"), 0)
	}
	return left, hang
}
