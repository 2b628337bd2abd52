package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"parley/internal/ingest/fault"
)

// storedWordFile is a Word file whose parts are not packed, so that damage reaches its XML.
func storedWordFile(t *testing.T) []byte {
	t.Helper()
	var body strings.Builder
	for i := range 40 {
		fmt.Fprintf(&body, `<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="1"/></w:numPr></w:pPr><w:ins w:author="A"><w:r><w:t>Clause %d.</w:t><w:br/></w:r></w:ins><w:del w:author="B"><w:r><w:delText>old</w:delText></w:r></w:del></w:p>`, i%3, i)
	}
	parts := []struct{ name, data string }{
		{"word/document.xml", `<w:document xmlns:w="x"><w:body>` + body.String() + `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`},
		{"word/numbering.xml", `<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`},
		{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="n" Type="x/numbering" Target="numbering.xml"/></Relationships>`},
	}
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestDamagedFiles reads files of each format cut off, with bits flipped, with a part
// cut out and with a part doubled. Each is read or refused, with a code, in good time.
func TestDamagedFiles(t *testing.T) {
	letter := "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=terms.md\r\nContent-Transfer-Encoding: base64\r\n\r\nIyBUZXJtcwoKMS4gRmVlcwoyLiBUZXJt\r\n--b--\r\n"
	whole := map[string][]byte{
		"a.docx": storedWordFile(t),
		"b.docx": wordFile(t, agreement),
		"a.zip":  archiveOf(t, "terms.md", "# Terms\n\n"+agreement, "letter.eml", letter),
		"a.eml":  []byte(letter),
		"a.html": []byte("<!doctype html><table><tr><td>" + agreement + "</table><ol start=2><li>x<ul><li>y</ol>"),
		"a.md":   []byte("# Terms\n\n1. Fees\n   - due\n\n| a | b |\n|---|---|\n| c | d |\n\n" + agreement),
		"a.rst":  []byte("Terms\n=====\n\n.. list-table::\n\n   * - a\n     - b\n\n" + agreement),
	}
	damage := map[string]func(r *rand.Rand, data []byte) []byte{
		"cut off": func(r *rand.Rand, data []byte) []byte { return data[:r.IntN(len(data))] },
		"bits flipped": func(r *rand.Rand, data []byte) []byte {
			for range 1 + r.IntN(8) {
				data[r.IntN(len(data))] ^= 1 << r.IntN(8)
			}
			return data
		},
		"a part cut out": func(r *rand.Rand, data []byte) []byte {
			from := r.IntN(len(data))
			return append(data[:from], data[from+r.IntN(len(data)-from):]...)
		},
		"a part doubled": func(r *rand.Rand, data []byte) []byte {
			from := r.IntN(len(data))
			part := bytes.Clone(data[from : from+r.IntN(len(data)-from)])
			return append(data[:from+len(part)], append(part, data[from+len(part):]...)...)
		},
	}
	const copies = 60
	read, refused := 0, 0
	for name, data := range whole {
		for how, hurt := range damage {
			for seed := range uint64(copies) {
				broken := hurt(rand.New(rand.NewPCG(seed, 1)), bytes.Clone(data))
				began := time.Now()
				docs, err := Read(context.Background(), Source{Name: name, Data: broken}, Options{})
				if took := time.Since(began); took > 2*time.Minute {
					t.Errorf("%s, %s, seed %d took %v", name, how, seed, took)
				}
				if err != nil && fault.CodeOf(err) == "" {
					t.Errorf("%s, %s, seed %d: an error without a code: %v", name, how, seed, err)
				}
				if err == nil && len(docs) == 0 {
					t.Errorf("%s, %s, seed %d: neither read nor refused", name, how, seed)
				}
				for _, d := range docs {
					if b := d.Check(); b != "" {
						t.Errorf("%s, %s, seed %d: %s", name, how, seed, b)
					}
				}
				if err != nil {
					refused++
				} else {
					read++
				}
			}
		}
	}
	t.Logf("%d read, %d refused", read, refused)
	if read == 0 || refused == 0 {
		t.Error("the damage is too much or too little to show anything")
	}
}
