package pdf

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// fontPage is a page that shows a string in a font with the dictionary entries.
func fontPage(s *sample, entries, show string) {
	font := s.add("<< /Type /Font " + entries + " >>")
	s.page("BT /X 10 Tf 72 700 Td "+show+" Tj ET", fmt.Sprintf("/Resources << /Font << /X %d 0 R >> >>", font))
}

func TestFontText(t *testing.T) {
	toUnicode := func(s *sample, body string) string {
		return fmt.Sprintf("/ToUnicode %d 0 R", s.flate("", body))
	}
	tests := []struct {
		name string
		make func(s *sample) (entries, show string)
		want string
	}{
		{"WinAnsi", func(*sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding", `(\223Fee\224 \226 \200 5)`
		}, "“Fee” – € 5"},
		{"MacRoman", func(*sample) (string, string) {
			return "/Subtype /TrueType /BaseFont /Arial /Encoding /MacRomanEncoding", `(\322Fee\323 caf\216)`
		}, "“Fee” café"},
		{"standard encoding", func(*sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /Times-Roman", `(\252Fee\272 the provider's)`
		}, "“Fee” the provider’s"},
		{"differences", func(*sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /X /Encoding << /Differences [1 /F /e /e.alt /fi /uni20AC /f_f /quotedblleft /Lslash] >>", `(\7\1\2\3 \4\6 \5 \10)`
		}, "“Fee fiff € Ł"},
		{"ToUnicode before the encoding", func(s *sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /X /Encoding /WinAnsiEncoding " + toUnicode(s, "2 beginbfchar <41> <0046> <42> <00660069> endbfchar"), "(AB)"
		}, "Ffi"},
		{"ranges", func(s *sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /X " + toUnicode(s, "2 beginbfrange <01> <03> <0061> <04> <05> [<0078> <0079007A>] endbfrange"), `(\1\2\3\4\5)`
		}, "abcxyz"},
		{"beyond the basic plane", func(s *sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /X " + toUnicode(s, "1 beginbfchar <01> <D835DC00> endbfchar"), `(\1)`
		}, "𝐀"},
		{"composite", func(s *sample) (string, string) {
			child := s.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 600 /W [1 [500 500] 3 9 700] >>")
			return fmt.Sprintf("/Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [%d 0 R] ", child) + toUnicode(s, "1 beginbfrange <0001> <0003> <0061> endbfrange"), "<000100020003>"
		}, "abc"},
		{"codes of one and two bytes", func(s *sample) (string, string) {
			child := s.add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X >>")
			cmap := s.flate("/Type /CMap", "2 begincodespacerange <00> <7F> <8000> <FFFF> endcodespacerange 1 begincidrange <00> <7F> 0 endcidrange")
			return fmt.Sprintf("/Subtype /Type0 /BaseFont /X /Encoding %d 0 R /DescendantFonts [%d 0 R] ", cmap, child) + toUnicode(s, "2 beginbfchar <41> <0041> <8141> <4E2D> endbfchar"), "<41814141>"
		}, "A中A"},
		{"UTF-16 codes", func(s *sample) (string, string) {
			child := s.add("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X >>")
			return fmt.Sprintf("/Subtype /Type0 /BaseFont /X /Encoding /UniGB-UCS2-H /DescendantFonts [%d 0 R]", child), "<4E2D6587>"
		}, "中文"},
		{"accents apart and soft hyphens", func(s *sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /X " + toUnicode(s, "3 beginbfchar <01> <0308> <02> <00AD> <03> <0075> endbfchar"), `(f\3\1r \2 co\2op)`
		}, "für - coop"},
		{"symbol bullets", func(*sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /Symbol", `(\267)`
		}, "•"},
		{"private use bullets and ligatures", func(s *sample) (string, string) {
			return "/Subtype /Type1 /BaseFont /X " + toUnicode(s, "3 beginbfchar <01> <F0B7> <02> <FB03> <03> <037E> endbfchar"), `(\1 o\2ce\3)`
		}, "• office;"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSample()
			entries, show := tt.make(s)
			fontPage(s, entries, show)
			if got := read(t, s).Text; got != tt.want {
				t.Errorf("text = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFontWidths(t *testing.T) {
	s := newSample()
	child := s.add("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 600 /W [1 [500 250] 3 4 1000] >>")
	fontPage(s, fmt.Sprintf("/Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R", child,
		s.flate("", "1 beginbfrange <0001> <0009> <0061> endbfrange")), "<00010002000300040005>")
	b := read(t, s).Boxes[0]
	if want := float32(5 + 2.5 + 10 + 10 + 6); b.X1-b.X0 < want-0.1 || b.X1-b.X0 > want+0.1 {
		t.Errorf("the word is %.2f points wide, want %.2f", b.X1-b.X0, want)
	}
}

func TestFontStyle(t *testing.T) {
	tests := []struct {
		name, descriptor string
		bold, italic     bool
	}{
		{"ABCDEF+Arial-BoldMT", "", true, false},
		{"TimesNewRoman,BoldItalic", "", true, true},
		{"Inter-Regular", "/StemV 150", false, false},
		{"Unnamed", "/StemV 150", true, false},
		{"Unnamed", "/FontWeight 700", true, false},
		{"Courier-Oblique", "", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name+tt.descriptor, func(t *testing.T) {
			s := newSample()
			s.page("")
			s.extra = fmt.Sprintf("/F << /Type /Font /Subtype /TrueType /BaseFont /%s /FontDescriptor << /Type /FontDescriptor %s >> >>", tt.name, tt.descriptor)
			f, err := openPlain(s.bytes(), "")
			if err != nil {
				t.Fatal(err)
			}
			got := loadFont(f.trailer().key("Root").key("F"))
			if got.bold != tt.bold || got.italic != tt.italic {
				t.Errorf("bold %v italic %v, want %v %v", got.bold, got.italic, tt.bold, tt.italic)
			}
		})
	}
}

// TestTrueTypeText reads a character map backwards.
func TestTrueTypeText(t *testing.T) {
	// one format 4 table: U+0041..U+0043 are glyphs 7..9
	var sub []byte
	add := func(values ...uint16) {
		for _, v := range values {
			sub = binary.BigEndian.AppendUint16(sub, v)
		}
	}
	shift := uint16(7)
	shift -= 'A' // wraps, as the format means it to
	add(4, 32, 0, 4, 0, 0, 0, 'C', 0xffff, 0, 'A', 0xffff, shift, 1, 0, 0)
	font := []byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00cmap\x00\x00\x00\x00")
	font = binary.BigEndian.AppendUint32(font, 28)
	font = binary.BigEndian.AppendUint32(font, uint32(12+len(sub)))
	font = append(font, 0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12)
	font = append(font, sub...)
	got := trueTypeText(font)
	if len(got) != 3 || got[7] != "A" || got[9] != "C" {
		t.Errorf("trueTypeText = %v", got)
	}
	for i := range font { // cut anywhere, it must not fail
		trueTypeText(font[:i])
	}
}

func TestMacOrder(t *testing.T) {
	var sb strings.Builder
	for _, g := range []uint32{3, 36, 68, 97, 98, 179, 180, 182} {
		sb.WriteString(macOrder(g))
	}
	if got, want := sb.String(), " Aa~Ä“”’"; got != want {
		t.Errorf("macOrder = %q, want %q", got, want)
	}
}
