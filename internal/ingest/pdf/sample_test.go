package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// sample writes small PDF files for tests, object by object.
type sample struct {
	objects []string
	pages   []int
	extra   string // entries of the catalog
}

// font objects every sample has: F1 Helvetica and F2 Helvetica-Bold.
const (
	catalogID = 1
	treeID    = 2
	regularID = 3
	boldID    = 4
)

func newSample() *sample {
	s := &sample{objects: make([]string, boldID)}
	s.objects[regularID-1] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
	s.objects[boldID-1] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"
	return s
}

// add adds an object and returns its number.
func (s *sample) add(body string) int {
	s.objects = append(s.objects, body)
	return len(s.objects)
}

// stream adds a stream; entries are those of its dictionary besides Length.
func (s *sample) stream(entries, data string) int {
	return s.add(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data))
}

// flate adds a compressed stream.
func (s *sample) flate(entries, data string) int {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(data)) // a buffer does not fail
	_ = w.Close()
	return s.stream(entries+" /Filter /FlateDecode", b.String())
}

// page adds a page of A4 with the content; entries may override or add to its dictionary.
func (s *sample) page(content string, entries ...string) {
	id := s.flate("", content)
	resources := fmt.Sprintf("/Resources << /Font << /F1 %d 0 R /F2 %d 0 R >> >>", regularID, boldID)
	all := strings.Join(entries, " ")
	if strings.Contains(all, "/Resources") {
		resources = ""
	}
	if !strings.Contains(all, "/MediaBox") {
		all += " /MediaBox [0 0 595 842]"
	}
	s.pages = append(s.pages, s.add(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /Contents %d 0 R %s %s >>", treeID, id, resources, all)))
}

// finish fills in the catalog and the page tree.
func (s *sample) finish() {
	var kids strings.Builder
	for _, p := range s.pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	s.objects[catalogID-1] = fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R %s >>", treeID, s.extra)
	s.objects[treeID-1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(s.pages), kids.String())
}

// bytes returns the file with a cross-reference table.
func (s *sample) bytes() []byte {
	s.finish()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(s.objects))
	for i, o := range s.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(s.objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(s.objects)+1, catalogID, start)
	return b.Bytes()
}

// packed returns the file with all objects but streams in an object stream, and a
// cross-reference stream.
func (s *sample) packed() []byte {
	s.finish()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	type entry struct{ kind, a, b int }
	entries := make([]entry, len(s.objects)+3)
	var head, body strings.Builder
	n := 0
	packID := len(s.objects) + 1
	for i, o := range s.objects {
		if strings.Contains(o, "\nstream\n") {
			entries[i+1] = entry{1, b.Len(), 0}
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
			continue
		}
		fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
		body.WriteString(o + "\n")
		entries[i+1] = entry{2, packID, n}
		n++
	}
	put := func(id int, dict, data string) {
		entries[id] = entry{1, b.Len(), 0}
		var z bytes.Buffer
		w := zlib.NewWriter(&z)
		_, _ = w.Write([]byte(data))
		_ = w.Close()
		fmt.Fprintf(&b, "%d 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", id, dict, z.Len(), z.String())
	}
	put(packID, fmt.Sprintf("/Type /ObjStm /N %d /First %d", n, head.Len()), head.String()+body.String())
	start := b.Len()
	entries[packID+1] = entry{1, start, 0}
	var table strings.Builder
	for _, e := range entries {
		table.Write([]byte{byte(e.kind), byte(e.a >> 16), byte(e.a >> 8), byte(e.a), byte(e.b >> 8), byte(e.b)})
	}
	put(packID+1, fmt.Sprintf("/Type /XRef /Size %d /W [1 3 2] /Root %d 0 R", len(entries), catalogID), table.String())
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}

// text writes lines of F1 from (x, y) downwards, 14 points apart, in 10 points.
func text(x, y float64, lines ...string) string {
	return styled("F1", 10, x, y, lines...)
}

// styled is text in a font and size; the lines are 1.4 sizes apart.
func styled(font string, size, x, y float64, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "BT /%s %g Tf %g TL 1 0 0 1 %g %g Tm\n", font, size, 1.4*size, x, y)
	for _, l := range lines {
		fmt.Fprintf(&b, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	b.WriteString("ET\n")
	return b.String()
}

// Sentences of several lines' length, for pages that look like a contract's.
var clauseLines = []string{
	"1. Services. The Provider shall perform the services with reasonable care and shall keep the",
	"premises of the Client free of hazards while the work goes on, as described in the annex that the",
	"parties have signed on the date first written above.",
}

// contractPage is a page of running text with a page number.
func contractPage(number int) string {
	y := 780.0
	var b strings.Builder
	for i := range 12 {
		lines := append([]string{}, clauseLines...)
		lines[0] = fmt.Sprintf("%d.%d %s", number, i+1, lines[0][3:])
		b.WriteString(text(72, y, lines...))
		y -= 14*3 + 8
	}
	b.WriteString(text(280, 40, fmt.Sprintf("Page %d", number)))
	return b.String()
}

// longContract is a plain contract of n pages.
func longContract(n int) *sample {
	s := newSample()
	for i := range n {
		s.page(contractPage(i + 1))
	}
	return s
}
