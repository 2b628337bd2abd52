package docx

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"
	"unicode/utf8"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
	"parley/internal/ingest/xmlscan"
)

// Source says where the running text of a document stands in the XML of its main part,
// so that a proposed change can be put there.
type Source struct {
	Part  string    // the main part's name within the package
	XML   []byte    // its text in UTF-8, without byte order mark; a declaration may name another encoding
	Runs  []Run     // in the order in which they begin
	Texts []RunText // in text order
}

// Run is a w:r of the main part. Spans are byte offsets into Source.XML.
type Run struct {
	XML        contract.Span // the whole element
	Properties contract.Span // its w:rPr; empty when it has none
	Inserted   bool          // within a tracked insertion
	Deleted    bool          // within a tracked deletion
}

// RunText is a w:t (or, in an original text, a w:delText) of a run that shows words.
type RunText struct {
	Run  int           // index into Source.Runs
	Text contract.Span // in Document.Text
	XML  contract.Span // its content in Source.XML, entities unexpanded
}

// ReadSource is Read that also tells where the running text stands in the file.
func ReadSource(ctx context.Context, data []byte, opt Options) (*contract.Document, *Source, error) {
	t := &trace{}
	r, err := readParts(ctx, data, opt, t)
	if err != nil {
		return nil, nil, err
	}
	doc, starts := r.document()
	src := &Source{Part: r.parts.main, XML: t.xml, Runs: t.runs}
	for _, p := range t.pieces {
		if r.body.paras[p.para].placed {
			p.text.Text.Start += starts[p.para]
			p.text.Text.End += starts[p.para]
			src.Texts = append(src.Texts, p.text)
		}
	}
	// Text boxes follow the paragraph in whose midst they are anchored.
	slices.SortFunc(src.Texts, func(a, b RunText) int { return cmp.Compare(a.Text.Start, b.Text.Start) })
	return doc, src, nil
}

// Find says where the character at an offset into the document's text stands: in which
// of Texts, and at which offset into XML. ok is false for what stands in no w:t: the
// numbers of lists, symbols, and white space between words and blocks.
func (s *Source) Find(offset int) (text, xml int, ok bool) {
	i := sort.Search(len(s.Texts), func(i int) bool { return s.Texts[i].Text.End > offset })
	if i == len(s.Texts) || s.Texts[i].Text.Start > offset {
		return 0, 0, false
	}
	t := s.Texts[i]
	return i, t.XML.Start + within(s.XML[t.XML.Start:t.XML.End], offset-t.Text.Start), true
}

// within is where the character begins in raw that gives the n-th byte of its words.
func within(raw []byte, n int) int {
	var w compose.Words
	at := 0
	for at < len(raw) {
		_, unit := utf8.DecodeRune(raw[at:])
		if raw[at] == '&' {
			if end := bytes.IndexByte(raw[at:min(at+12, len(raw))], ';'); end > 0 {
				unit = end + 1
			}
		}
		w.Write(xmlscan.AppendUnescaped(nil, raw[at:at+unit]))
		if w.Len() > n {
			break
		}
		at += unit
	}
	return at
}

// trace gathers a Source while the main part is read.
type trace struct {
	xml    []byte
	runs   []Run
	pieces []piece
}

// piece is a RunText whose Text is still an offset into its paragraph's words.
type piece struct {
	para int
	text RunText
}

// begin records that a run begins, and returns its index.
func (t *trace) begin(at int, inserted, deleted bool) int {
	t.runs = append(t.runs, Run{XML: contract.Span{Start: at}, Inserted: inserted, Deleted: deleted})
	return len(t.runs) - 1
}

// add records the text of a run's w:t: words within paragraph para that stand in xml.
func (t *trace) add(para, run int, words, xml contract.Span) {
	// A comment or a CDATA section within a w:t is legal; no program writes one.
	if words.End > words.Start && xml.End > xml.Start && bytes.IndexByte(t.xml[xml.Start:xml.End], '<') < 0 {
		t.pieces = append(t.pieces, piece{para, RunText{Run: run, Text: words, XML: xml}})
	}
}
