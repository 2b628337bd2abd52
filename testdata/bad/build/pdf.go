package main

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// pdfObjects is the body of a PDF: object n+1 is at index n. The first is the catalog.
type pdfObjects []string

// onePage is a PDF of one page that shows what the content stream draws.
func onePage(content string) pdfObjects {
	return pdfObjects{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		stream("", content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
}

// stream writes a stream object with the given dictionary entries.
func stream(entries, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

// file writes the objects with a cross-reference table. trailer holds entries besides
// /Size and /Root; {xref} in it stands for the table's own offset.
func (o pdfObjects) file(trailer string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(o))
	for i, object := range o {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(o)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	size := fmt.Sprintf("/Size %d", len(o)+1)
	if strings.Contains(trailer, "/Size") {
		size = ""
	}
	trailer = strings.ReplaceAll(trailer, "{xref}", fmt.Sprint(start))
	fmt.Fprintf(&out, "trailer\n<< %s /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", size, trailer, start)
	return out.Bytes()
}

// lines draws lines of text down a page.
func lines(text ...string) string {
	var out strings.Builder
	out.WriteString("BT /F1 11 Tf 14 TL 72 760 Td\n")
	escape := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
	for _, line := range text {
		fmt.Fprintf(&out, "(%s) Tj T*\n", escape.Replace(line))
	}
	out.WriteString("ET")
	return out.String()
}

// flate compresses data, over and over: times 2 gives a stream that unpacks to one
// that unpacks to data.
func flate(data []byte, times int) string {
	for range times {
		var out bytes.Buffer
		w := zlib.NewWriter(&out)
		w.Write(data) // a bytes.Buffer never fails to write
		w.Close()
		data = out.Bytes()
	}
	return string(data)
}

// pdfFiles are the bad PDFs that need no other program.
func pdfFiles(good []byte) []file {
	text := lines("SUPPLY AGREEMENT", "1. The Supplier shall deliver the Goods to the Customer within ten (10) days.")
	loop := onePage(text)
	loop[1] = "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
	wide := onePage(text)
	wide[1] = "<< /Type /Pages /Kids [" + strings.Repeat("6 0 R ", 500) + "] /Count 200000 >>"
	wide = append(wide, "<< /Type /Pages /Parent 2 0 R /Kids ["+strings.Repeat("3 0 R ", 400)+"] /Count 400 >>")
	deep := onePage(text)
	deep[2] = strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	self := onePage("/Fm Do")
	self[2] = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Fm 6 0 R >> >> >>"
	self = append(self, stream("/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /Fm 6 0 R >> >>", "/Fm Do /Fm Do"))
	bomb := onePage("")
	bomb[3] = stream("/Filter [/FlateDecode /FlateDecode]", flate(bytes.Repeat([]byte(" "), 400<<20), 2))
	flipped := bytes.Clone(good)
	for at := 2000; at < len(flipped); at += 997 {
		flipped[at] ^= 0x10
	}
	return []file{
		{"empty.pdf", "empty-file", "0 bytes", nil},
		{"note-31-bytes.pdf", "not-a-pdf", "31 bytes of text saved in a PDF's place", []byte("The requested file was removed\n")},
		{"random.pdf", "not-a-pdf", "4 KB of noise", noise(4096)},
		{"header-only.pdf", "damaged", "a PDF header and nothing after it", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")},
		{"cut-1k.pdf", "damaged", "the first 1,000 bytes of a PDF", good[:1000]},
		{"cut-half.pdf", "warned|damaged", "the first half of a PDF: what is left may be read, with a warning", good[:len(good)/2]},
		{"bit-flips.pdf", "warned|damaged|no-text|no-text-layer", "a bit flipped in every 997th byte: some text may be left", flipped},
		{"pages-loop.pdf", "warned|damaged", "a page tree that is its own child", loop.file("")},
		{"pages-200000.pdf", "ok|too-large", "one page listed 200,000 times: read once or refused, but soon", wide.file("")},
		{"prev-loop.pdf", "ok", "a cross-reference table that names itself as the one before", onePage(text).file("/Prev {xref}")},
		{"huge-size.pdf", "ok", "claims two billion objects", onePage(text).file("/Size 2000000000")},
		{"deep-array.pdf", "damaged", "an array nested 20,000 deep in a page's place", deep.file("")},
		{"form-loop.pdf", "no-text-layer|no-text", "a form that draws itself twice", self.file("")},
		{"flate-bomb.pdf", "too-large|no-text|no-text-layer", "a content stream that unpacks to 400 MiB, packed twice", bomb.file("")},
		{"blank-page.pdf", "no-text-layer|no-text", "a page with nothing on it", onePage("").file("")},
	}
}
