package pdf

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"parley/internal/ingest/fault"
	"parley/internal/ingest/ocr"
)

const prose = "The provider shall keep the records of the services in good order for as long as the law of the land says, and shall hand them to the customer " +
	"when asked to do so in writing by one of the persons who are named for that in the annex to this agreement, or else by the court."

// shifted moves all letters on by n.
func shifted(s string, n int) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' {
			return r
		}
		return r + rune(n)
	}, s)
}

// proseLines cuts text into lines.
func proseLines(s string) []string {
	words := strings.Fields(s)
	var out []string
	for len(words) > 0 {
		n := min(12, len(words))
		out = append(out, strings.Join(words[:n], " "))
		words = words[n:]
	}
	return out
}

func TestJudge(t *testing.T) {
	german := "Der Anbieter hat die Unterlagen des Kunden für die Dauer des Vertrages und danach so lange aufzubewahren, wie es das Gesetz verlangt, " +
		"und sie auf Verlangen an den Kunden oder einen von ihm benannten Dritten herauszugeben; das gilt nicht für Kopien, die der Sicherung dienen und nach einer Frist von selbst verschwinden."
	tests := []struct {
		name, text string
		want       layer
	}{
		{"english", prose, layerGood},
		{"german", german, layerGood},
		{"capitals", strings.ToUpper(prose), layerGood},
		{"names and numbers", strings.Repeat("Alpha Trading Ltd 2024 Boston Massachusetts ", 12), layerGood},
		{"letters shifted by one", shifted(prose, 1), layerBroken},
		{"letters shifted by five", shifted(prose, 5), layerBroken},
		{"a few words", "Schedule B", layerGood},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSample()
			s.page(text(72, 700, proseLines(tt.text)...))
			f, err := openPlain(s.bytes(), "")
			if err != nil {
				t.Fatal(err)
			}
			p := newInterpreter(context.Background(), f).readPage(f.pageNodes()[0])
			if got := p.judge(); got != tt.want {
				t.Errorf("judge = %v, want %v", got, tt.want)
			}
		})
	}
}

// withGlyphs is a page in a composite font without a ToUnicode map, whose codes are
// the ASCII codes of s less shift.
func withGlyphs(s string, shift int) []byte {
	f := newSample()
	child := f.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Serif /DW 500 >>")
	font := f.add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Serif /Encoding /Identity-H /DescendantFonts [%d 0 R] >>", child))
	var b strings.Builder
	b.WriteString("BT /X 10 Tf 14 TL 72 700 Td ")
	for _, l := range proseLines(s) {
		b.WriteByte('<')
		for _, c := range l {
			fmt.Fprintf(&b, "%04x", int(c)-shift)
		}
		b.WriteString("> Tj T* ")
	}
	b.WriteString("ET")
	f.page(b.String(), fmt.Sprintf("/Resources << /Font << /X %d 0 R >> >>", font))
	return f.bytes()
}

// TestGlyphOrder reads text whose glyphs stand in the usual order, and takes nothing for
// text that such a guess turns into garbage.
func TestGlyphOrder(t *testing.T) {
	doc := readBytes(t, withGlyphs(prose, 29))
	if doc.Text != prose {
		t.Errorf("text = %q", doc.Text)
	}
	if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "text-layer-guessed" {
		t.Errorf("warnings = %v", doc.Warnings)
	}
	_, err := Read(context.Background(), withGlyphs(prose, 24), Options{NoOCR: true})
	if fault.CodeOf(err) != fault.NoTextLayer {
		t.Errorf("error = %v, want code %s", err, fault.NoTextLayer)
	}
}

// TestRecognised lays out recognised words, and says which pages are missing when some are.
func TestRecognised(t *testing.T) {
	s := newSample()
	s.page(text(72, 700, "Words of the first page."))
	picture := s.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "\x80")
	for range 2 {
		s.page("595 0 0 842 0 0 cm /Im Do", fmt.Sprintf("/Resources << /XObject << /Im %d 0 R >> >>", picture))
	}
	r, err := readPages(context.Background(), s.bytes(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if need := r.unread(); len(need) != 2 || need[0].Number != 1 || need[0].Width != 595 {
		t.Fatalf("pages to recognise: %+v", need)
	}
	var words []ocr.Word
	for i, w := range strings.Fields("The fee is due on the first day of the month and it is paid in advance by the customer who") {
		words = append(words, ocr.Word{Text: w, Line: i / 10, X0: 72 + 45*float64(i%10), X1: 110 + 45*float64(i%10), Y0: 100 + 14*float64(i/10), Y1: 109 + 14*float64(i/10), Confidence: 0.9})
	}
	r.use(map[int]ocr.Page{1: {Words: words, Confidence: 0.9}})
	r.noOCR = fault.New(fault.ProgramFailed, "the engine failed", "try again")
	doc, err := r.document()
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, doc)
	if want := "Words of the first page.\nThe fee is due on the first day of the month and it is paid in advance by the customer who"; body(doc) != want {
		t.Errorf("body:\n%s\nwant:\n%s", body(doc), want)
	}
	if !doc.Pages[1].OCR || doc.Pages[1].Conf != 0.9 || doc.Pages[0].OCR {
		t.Errorf("pages = %+v", doc.Pages)
	}
	var codes []string
	for _, w := range doc.Warnings {
		codes = append(codes, w.Code)
	}
	if got := strings.Join(codes, " "); got != "ocr-used pages-without-text" {
		t.Errorf("warnings = %v", doc.Warnings)
	}
}

func TestPageList(t *testing.T) {
	for _, tt := range []struct {
		in   []int
		want string
	}{{[]int{3}, "page 3"}, {[]int{1, 2}, "pages 1-2"}, {[]int{1, 2, 3, 7, 9, 10}, "pages 1-3, 7, 9-10"}} {
		if got := pageList(tt.in); got != tt.want {
			t.Errorf("pageList(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
