package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"parley/internal/ingest/fidelity"
)

// TestDamage reads damaged copies of a contract: it must stay within its time, keep its
// promises, and recover words.
func TestDamage(t *testing.T) {
	whole := longContract(12)
	want := readBytes(t, whole.bytes()).Text
	rng := rand.New(rand.NewSource(7))
	flip := func(data []byte, n int) []byte {
		data = bytes.Clone(data)
		for range n {
			data[rng.Intn(len(data))] ^= 1 << rng.Intn(8)
		}
		return data
	}
	cut := func(data []byte, n int) []byte {
		at := rng.Intn(len(data) - n)
		return append(bytes.Clone(data[:at]), data[at+n:]...)
	}
	data, packed := whole.bytes(), longContract(12).packed()
	tests := []struct {
		name  string
		data  []byte
		least float64 // token F1 against the whole document
	}{
		{"without its end", data[:len(data)-200], 1},
		{"cut off after three quarters", data[:len(data)*3/4], 0.8},
		{"cut off in the middle", data[:len(data)/2], 0.6},
		{"header gone", append([]byte("XXXX"), data[4:]...), 1},
		{"junk before the header", append(bytes.Repeat([]byte("junk\n"), 100), data...), 1},
		{"zeros after the end", append(bytes.Clone(data), make([]byte, 3000)...), 1},
		{"another version", bytes.Replace(data, []byte("%PDF-1.7"), []byte("%PDF-2.0"), 1), 1},
		{"wrong offsets", bytes.Replace(data, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n% a comment that moves all\n"), 1), 1},
		{"page tree gone", bytes.Replace(data, []byte("/Kids ["), []byte("/Lost ["), 1), 1},
		{"catalog gone", bytes.Replace(data, []byte("/Catalog"), []byte("/Xatalog"), 1), 1},
		{"lengths wrong", bytes.ReplaceAll(data, []byte("/Length "), []byte("/Length 9")), 1},
		{"5 bits flipped", flip(data, 5), 0.75},
		{"30 bits flipped", flip(data, 30), 0.3},
		{"100 bytes cut out", cut(data, 100), 0.85},
		{"1000 bytes cut out", cut(data, 1000), 0.7},
		{"packed, without its end", packed[:len(packed)-200], 1},
		{"packed, its object stream gone", packed[:len(packed)*3/4], 0.5},
		{"packed, 100 bytes cut out", cut(packed, 100), 0.85},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			doc, err := Read(context.Background(), tt.data, Options{NoOCR: true})
			if err != nil {
				t.Fatal(err)
			}
			checkDocument(t, doc)
			if s := fidelity.Compare(doc.Text, want); s.Token < tt.least {
				t.Errorf("token F1 = %.3f, want at least %.2f", s.Token, tt.least)
			}
			if spent := time.Since(start); spent > 2*time.Minute {
				t.Errorf("it took %s", spent)
			}
		})
	}
}

// raw is a file of given objects, without a cross-reference table.
func raw(objects ...string) []byte {
	return []byte("%PDF-1.7\n" + strings.Join(objects, "\n") + "\n%%EOF\n")
}

// TestHostile reads files made to hang or to fill the memory: they are refused or read
// in part, in little time.
func TestHostile(t *testing.T) {
	plain := newSample()
	plain.page(text(72, 700, "Words."))
	good := string(plain.bytes())
	prevLoop := strings.Replace(good, "/Size", fmt.Sprintf("/Prev %d /Size", strings.LastIndex(good, "xref\n0 ")), 1)
	bomb := newSample()
	bomb.page(strings.Repeat(" ", 40<<20) + text(72, 700, "after the blanks"))
	manyForms := newSample()
	form := manyForms.flate("/Type /XObject /Subtype /Form /BBox [0 0 1 1]", strings.Repeat("/F Do ", 2000))
	manyForms.objects[form-1] = strings.Replace(manyForms.objects[form-1], "/BBox", fmt.Sprintf("/Resources << /XObject << /F %d 0 R >> >> /BBox", form), 1)
	manyForms.page("/F Do "+text(72, 700, "text"), fmt.Sprintf("/Resources << /XObject << /F %d 0 R >> /Font << /F1 %d 0 R >> >>", form, regularID))
	tests := []struct {
		name string
		data []byte
	}{
		{"a chain of tables that loops", []byte(prevLoop)},
		{"a table of a thousand million objects", []byte(strings.Replace(good, "xref\n0 ", "xref\n0 1000000000\n0 ", 1))},
		{"a size of a thousand million", []byte(strings.Replace(good, "/Size ", "/Size 1000000000", 1))},
		{"a page tree that loops", raw("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj", "2 0 obj << /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 3 >> endobj", "3 0 obj << /Type /Pages /Kids [2 0 R] /Parent 3 0 R >> endobj")},
		{"deep nesting", raw("1 0 obj "+strings.Repeat("[", 1<<20)+" endobj", "2 0 obj << /Type /Page /Contents 1 0 R >> endobj")},
		{"deep dictionaries", raw("1 0 obj "+strings.Repeat("<< /A ", 1<<18)+" endobj", "2 0 obj << /Type /Page /Resources 1 0 R >> endobj")},
		{"object streams that extend each other", raw("1 0 obj << /Type /ObjStm /N 1 /First 4 /Extends 1 0 R /Length 8 >>\nstream\n9 0 null\nendstream endobj", "2 0 obj << /Type /Page >> endobj")},
		{"an object stream of a million million objects", raw("1 0 obj << /Type /ObjStm /N 1000000000000 /First 4 /Length 8 >>\nstream\n9 0 null\nendstream endobj", "2 0 obj << /Type /Page >> endobj")},
		{"a stream as long as itself", raw("1 0 obj << /Length 1 0 R >>\nstream\nBT ET\nendstream endobj", "2 0 obj << /Type /Page /Contents 1 0 R >> endobj")},
		{"blanks that unpack to 40 MiB", bomb.bytes()},
		{"forms that paint each other two thousand times", manyForms.bytes()},
		{"many objects without an end", raw(strings.Repeat("1 0 obj << /Length 9 >>\nstream\n", 1<<16))},
		{"many names of objects", raw(strings.Repeat("obj ", 1<<18))},
		{"a font with absurd ranges", withFont("/Type0", "<0000> <FFFF> <0041>")},
		{"numbers out of range", raw("1 0 obj << /Type /Page /MediaBox [0 0 1e999 99999999999999999999] /Rotate 99999999999999999999 >> endobj")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			doc, err := Read(context.Background(), tt.data, Options{NoOCR: true})
			var e *Error
			switch {
			case err == nil:
				checkDocument(t, doc)
			case !errors.As(err, &e):
				t.Errorf("error %v is no *Error", err)
			}
			if spent := time.Since(start); spent > 2*time.Minute {
				t.Errorf("it took %s", spent)
			}
		})
	}
}

// withFont is a page whose font has a ToUnicode map with the range.
func withFont(subtype, bfrange string) []byte {
	s := newSample()
	toUnicode := s.flate("", "1 begincodespacerange <0000> <FFFF> endcodespacerange "+strings.Repeat("1 beginbfrange "+bfrange+" endbfrange ", 200))
	child := s.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 65535 500 0 99999999 1] >>")
	font := s.add(fmt.Sprintf("<< /Type /Font /Subtype %s /BaseFont /X /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", subtype, child, toUnicode))
	s.page("BT /X 10 Tf 72 700 Td <0001000200030004> Tj ET", fmt.Sprintf("/Resources << /Font << /X %d 0 R >> >>", font))
	return s.bytes()
}

// TestManyPages reads a long document in time linear in its pages.
func TestManyPages(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	doc := readBytes(t, longContract(2000).packed())
	if len(doc.Pages) != 2000 {
		t.Errorf("%d pages, want 2000", len(doc.Pages))
	}
	if !strings.Contains(doc.Text[doc.Pages[1999].Start:], "2000.12 Services.") {
		t.Error("the last page's last clause is missing")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(longContract(1).bytes())
	f.Add(longContract(1).packed())
	f.Add(withFont("/Type0", "<0000> <00FF> [<0041> <0042>]"))
	f.Add(raw("1 0 obj << /Type /Page /Contents 2 0 R >> endobj", "2 0 obj << /Length 30 >>\nstream\nBT /F1 9 Tf (words) Tj ET\nendstream endobj"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		doc, err := Read(ctx, data, Options{NoOCR: true})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v is no *Error", err)
			}
			return
		}
		checkDocument(t, doc)
	})
}

// FuzzContent lays out whatever a content stream may say.
func FuzzContent(f *testing.F) {
	f.Add(contractPage(1))
	f.Add("q 1 0 0 1 0 0 cm 0 0 100 100 re S BT /F1 1 Tf 3 Tr (a) Tj [(b) -2000 (c)] TJ ET Q")
	f.Add("/Span << /ActualText (x) >> BDC BT /F2 9 Tf 0 1 -1 0 50 50 Tm (up) Tj ET EMC BI ID x EI")
	f.Fuzz(func(t *testing.T, content string) {
		s := newSample()
		s.page(content)
		s.page(content, "/Rotate 90")
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if doc, err := Read(ctx, s.bytes(), Options{NoOCR: true}); err == nil {
			checkDocument(t, doc)
		} else if ctx.Err() != nil {
			t.Fatal("it took too long")
		}
	})
}
