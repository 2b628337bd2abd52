package docx

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"parley/internal/contract"
)

func TestFormatNumber(t *testing.T) {
	tests := []struct {
		format string
		want   map[int]string
	}{
		{"decimal", map[int]string{0: "0", 1: "1", 1234: "1234"}},
		{"decimalZero", map[int]string{1: "01", 9: "09", 10: "10", 100: "100"}},
		{"lowerLetter", map[int]string{0: "", 1: "a", 26: "z", 27: "aa", 28: "bb", 53: "aaa"}},
		{"upperLetter", map[int]string{2: "B", 52: "ZZ"}},
		{"lowerRoman", map[int]string{4: "iv", 9: "ix", 14: "xiv", 40: "xl", 1999: "mcmxcix"}},
		{"upperRoman", map[int]string{8: "VIII", 90: "XC", 400: "CD"}},
		{"ordinal", map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th"}},
		{"cardinalText", map[int]string{1: "One", 13: "Thirteen", 20: "Twenty", 21: "Twenty-one", 105: "One hundred five", 1000: "One thousand", 1300: "One thousand three hundred"}},
		{"ordinalText", map[int]string{1: "First", 2: "Second", 3: "Third", 5: "Fifth", 8: "Eighth", 9: "Ninth", 12: "Twelfth", 20: "Twentieth", 21: "Twenty-first", 30: "Thirtieth", 100: "One hundredth", 101: "One hundred first"}},
		{"none", map[int]string{7: ""}},
		{"chineseCounting", map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 105: "一百零五", 110: "一百一十", 1001: "一千零一"}},
		{"ideographDigital", map[int]string{10: "一〇", 25: "二五"}},
		{"chineseLegalSimplified", map[int]string{12: "拾贰"}},
		{"decimalEnclosedCircle", map[int]string{1: "①", 20: "⑳", 21: "21"}},
		{"decimalFullWidth", map[int]string{12: "１２"}},
		{"russianLower", map[int]string{1: "а", 3: "в"}},
		{"hex", map[int]string{255: "FF"}},
		{"numberInDash", map[int]string{3: "- 3 -"}},
		{"not a format", map[int]string{3: "3"}},
	}
	for _, tt := range tests {
		for n, want := range tt.want {
			if got := formatNumber(n, tt.format); got != want {
				t.Errorf("%s %d: got %q, want %q", tt.format, n, got, want)
			}
		}
	}
}

// lvl is a level of a list; more is XML to put within it.
func lvl(i int, format, text, more string) string {
	return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s<w:lvlText w:val="%s"/></w:lvl>`, i, format, more, text)
}

func abstract(id, inner string) string {
	return `<w:abstractNum w:abstractNumId="` + id + `">` + inner + `</w:abstractNum>`
}

func num(id, list, overrides string) string {
	return `<w:num w:numId="` + id + `"><w:abstractNumId w:val="` + list + `"/>` + overrides + `</w:num>`
}

// styled is a paragraph in a style, with more of its properties.
func styled(style, more, text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more + `</w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func paragraphStyle(id, based, numbering string) string {
	return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + id + `"/><w:basedOn w:val="` + based + `"/><w:pPr>` + numbering + `</w:pPr></w:style>`
}

func numPr(id, level string) string {
	out := `<w:numPr>`
	if level != "" {
		out += `<w:ilvl w:val="` + level + `"/>`
	}
	if id != "" {
		out += `<w:numId w:val="` + id + `"/>`
	}
	return out + `</w:numPr>`
}

// TestNumbers counts clause numbers as Word prints them.
func TestNumbers(t *testing.T) {
	legal := abstract("0", lvl(0, "decimal", "%1.", "")+lvl(1, "decimal", "%1.%2", "")+lvl(2, "lowerLetter", "(%3)", "")+lvl(3, "lowerRoman", "(%4)", ""))
	empty := `<w:p><w:pPr>` + numPr("1", "0") + `</w:pPr></w:p>`
	tests := []struct {
		name, numbering, styles, body string
		want                          string // the labels, parted by spaces; "-" for none
	}{
		{"levels restart under a new clause", legal + num("1", "0", ""), "",
			item("1", "0", "a") + item("1", "1", "b") + item("1", "1", "c") + item("1", "2", "d") + item("1", "2", "e") + item("1", "3", "f") + item("1", "0", "g") + item("1", "1", "h") + item("1", "2", "i"),
			"1. 1.1 1.2 (a) (b) (i) 2. 2.1 (a)"},
		{"text between does not restart", legal + num("1", "0", ""), "",
			item("1", "0", "a") + p("between") + item("1", "0", "b"), "1. - 2."},
		{"two uses of one list count on", legal + num("1", "0", "") + num("2", "0", ""), "",
			item("1", "0", "a") + item("2", "0", "b") + item("1", "0", "c"), "1. 2. 3."},
		{"a start override begins anew, once", legal + num("1", "0", "") + num("2", "0", `<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>`), "",
			item("1", "0", "a") + item("1", "0", "b") + item("2", "0", "c") + item("2", "0", "d") + item("1", "0", "e"), "1. 2. 1. 2. 3."},
		{"a start override holds for its own level", legal + num("1", "0", "") + num("2", "0", `<w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride>`), "",
			item("1", "0", "a") + item("1", "1", "b") + item("2", "1", "c") + item("2", "1", "d") + item("2", "0", "e") + item("2", "1", "f"), "1. 1.1 1.5 1.6 2. 2.1"},
		{"an override of a whole level", legal + num("1", "0", `<w:lvlOverride w:ilvl="0">`+lvl(0, "upperLetter", "Part %1:", "")+`</w:lvlOverride>`), "",
			item("1", "0", "a") + item("1", "0", "b"), "Part_A: Part_B:"},
		{"a list that begins at a lower level", legal + num("1", "0", ""), "", item("1", "1", "a") + item("1", "1", "b"), "1.1 1.2"},
		{"legal numbering", abstract("0", lvl(0, "upperRoman", "Article %1", "")+lvl(1, "decimal", "%1.%2", `<w:isLgl/>`)) + num("1", "0", ""), "",
			item("1", "0", "a") + item("1", "0", "b") + item("1", "1", "c"), "Article_I Article_II 2.1"},
		{"a level that never restarts", abstract("0", lvl(0, "decimal", "%1.", "")+lvl(1, "decimal", "[%2]", `<w:lvlRestart w:val="0"/>`)) + num("1", "0", ""), "",
			item("1", "0", "a") + item("1", "1", "b") + item("1", "0", "c") + item("1", "1", "d"), "1. [1] 2. [2]"},
		{"a level that restarts after a higher one only", abstract("0", lvl(0, "decimal", "%1", "")+lvl(1, "decimal", "%1.%2", "")+lvl(2, "lowerLetter", "(%3)", `<w:lvlRestart w:val="1"/>`)) + num("1", "0", ""), "",
			item("1", "0", "a") + item("1", "1", "b") + item("1", "2", "c") + item("1", "1", "d") + item("1", "2", "e") + item("1", "0", "f") + item("1", "2", "g"), "1 1.1 (a) 1.2 (b) 2 (a)"},
		{"a start other than one", abstract("0", `<w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>`) + num("1", "0", ""), "",
			item("1", "0", "a") + item("1", "0", "b"), "5) 6)"},
		{"words for numbers", abstract("0", lvl(0, "ordinalText", "%1:", "")) + num("1", "0", ""), "", item("1", "0", "a") + item("1", "0", "b"), "First: Second:"},
		{"a custom format", abstract("0", `<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>`) + num("1", "0", ""), "", item("1", "0", "a"), "1"},
		{"bullets of a symbol font", abstract("0", lvl(0, "bullet", "\uf0b7", "")+lvl(1, "bullet", "o", "")+lvl(2, "bullet", "\uf0a8", "")) + num("1", "0", ""), "",
			item("1", "0", "a") + item("1", "1", "b") + item("1", "2", "c"), "• • ☐"},
		{"a list style", abstract("0", `<w:numStyleLink w:val="L"/>`) + abstract("1", `<w:styleLink w:val="L"/>`+lvl(0, "decimal", "§%1", "")) + num("1", "0", "") + num("2", "1", ""), "",
			item("1", "0", "a") + item("2", "0", "b"), "§1 §2"},
		{"a list style found through the style", abstract("0", `<w:numStyleLink w:val="L"/>`) + abstract("1", lvl(0, "decimal", "§%1", "")) + num("1", "0", "") + num("2", "1", ""),
			`<w:style w:type="numbering" w:styleId="L"><w:pPr>` + numPr("2", "") + `</w:pPr></w:style>`, item("1", "0", "a"), "§1"},
		{"the level bound to a style", abstract("0", lvl(0, "decimal", "%1.", `<w:pStyle w:val="H1"/>`)+lvl(1, "decimal", "%1.%2", `<w:pStyle w:val="H2"/>`)) + num("1", "0", ""),
			paragraphStyle("H1", "", numPr("1", "")) + paragraphStyle("H2", "H1", ""), styled("H1", "", "a") + styled("H2", "", "b") + styled("H2", "", "c"), "1. 1.1 1.2"},
		{"the level of the nearest style, not of the ancestor", legal + num("1", "0", ""),
			paragraphStyle("Base", "", numPr("1", "0")) + paragraphStyle("Sub", "Base", numPr("", "1")), styled("Base", "", "a") + styled("Sub", "", "b"), "1. 1.1"},
		{"a level inherited through a style", legal + num("1", "0", ""),
			paragraphStyle("A", "", numPr("1", "1")) + paragraphStyle("B", "A", ""), styled("B", "", "a"), "1.1"},
		{"a paragraph that takes itself out", legal + num("1", "0", ""), paragraphStyle("A", "", numPr("1", "0")),
			styled("A", "", "a") + styled("A", numPr("0", ""), "b") + styled("A", "", "c"), "1. - 2."},
		{"the level alone is the paragraph's own", legal + num("1", "0", ""), paragraphStyle("A", "", numPr("1", "0")),
			styled("A", "", "a") + styled("A", numPr("", "2"), "b"), "1. (a)"},
		{"an empty numbered paragraph counts", legal + num("1", "0", ""), "", empty + item("1", "0", "a"), "1. 2."},
		{"a section break does not count", legal + num("1", "0", ""), "",
			`<w:p><w:pPr>` + numPr("1", "0") + `<w:sectPr/></w:pPr></w:p>` + item("1", "0", "a"), "1."},
		{"a deleted clause does not count", legal + num("1", "0", ""), "",
			item("1", "0", "a") + `<w:p><w:pPr>` + numPr("1", "0") + `<w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:del w:id="2"><w:r><w:delText>b</w:delText></w:r></w:del></w:p>` + item("1", "0", "c"), "1. 2."},
		{"a hidden clause does not count", legal + num("1", "0", ""), "",
			item("1", "0", "a") + `<w:p><w:pPr>` + numPr("1", "0") + `<w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r></w:p>` + item("1", "0", "c"), "1. 2."},
		{"a number that is hidden", abstract("0", lvl(0, "decimal", "%1.", `<w:rPr><w:vanish/></w:rPr>`)) + num("1", "0", ""), "", item("1", "0", "a"), "-"},
		{"a list that is not there", "", "", item("9", "0", "a"), "-"},
		{"a start that would overflow", abstract("0", `<w:lvl w:ilvl="0"><w:start w:val="99999999999"/><w:lvlText w:val="%1"/></w:lvl>`) + num("1", "0", ""), "", item("1", "0", "a"), "0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, word(t, tt.body, map[string]string{"numbering": tt.numbering, "styles": tt.styles}), Options{})
			var got []string
			for _, b := range doc.Blocks {
				label := strings.ReplaceAll(b.Number, " ", "_")
				if label == "" {
					label = "-"
				}
				got = append(got, label)
				if !strings.HasPrefix(b.Cut(doc.Text), b.Number) {
					t.Errorf("the text %q does not begin with its number %q", b.Cut(doc.Text), b.Number)
				}
			}
			if want := strings.Fields(tt.want); !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestNumberAndText(t *testing.T) {
	list := func(suffix string) string {
		return abstract("0", lvl(0, "decimal", "%1.", suffix)) + num("1", "0", "")
	}
	for suffix, want := range map[string]string{
		"":                          "1. Text",
		`<w:suff w:val="tab"/>`:     "1. Text",
		`<w:suff w:val="space"/>`:   "1. Text",
		`<w:suff w:val="nothing"/>`: "1.Text",
	} {
		doc := read(t, word(t, item("1", "0", "Text"), map[string]string{"numbering": list(suffix)}), Options{})
		if doc.Text != want || doc.Blocks[0].Kind != contract.ListItem || doc.Blocks[0].Level != 1 {
			t.Errorf("%s: got %q, %+v", suffix, doc.Text, doc.Blocks[0])
		}
	}
}
