package text

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"parley/internal/contract"
)

// outline renders a document's blocks, one a line: kind with level, place in a table,
// number, text.
func outline(t testing.TB, doc *contract.Document) []string {
	t.Helper()
	if broken := doc.Check(); broken != "" {
		t.Fatal(broken)
	}
	var out []string
	for _, b := range doc.Blocks {
		kind := map[contract.BlockKind]string{contract.Paragraph: "p", contract.Heading: "h", contract.ListItem: "li", contract.TableCell: "td", contract.Furniture: "furniture", contract.Footnote: "note"}[b.Kind]
		if b.Level > 0 {
			kind += fmt.Sprint(b.Level)
		}
		if b.Table > 0 {
			kind += fmt.Sprintf(" %d.%d.%d", b.Table, b.Row, b.Col)
		}
		if b.Number != "" && !strings.HasPrefix(b.Cut(doc.Text), b.Number) {
			t.Errorf("%q does not begin with its number %q", b.Cut(doc.Text), b.Number)
		}
		if b.Number != "" {
			kind += " #" + b.Number
		}
		out = append(out, kind+": "+b.Cut(doc.Text))
	}
	return out
}

func check(t *testing.T, doc *contract.Document, want ...string) {
	t.Helper()
	if got := outline(t, doc); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func lines(l ...string) string { return strings.Join(l, "\n") }

func TestDecode(t *testing.T) {
	const text = "The “Fee” is 5 €: für Prüfung"
	must := func(s string, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return []byte(s)
	}
	ascii := strings.Repeat("The fee is due. ", 10)
	tests := []struct {
		name string
		data []byte
		want string
		ok   bool
	}{
		{"UTF-8", []byte(text), text, true},
		{"UTF-8 with a mark", []byte("\xef\xbb\xbf" + text), text, true},
		{"UTF-16 LE with a mark", must(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)), text, true},
		{"UTF-16 BE with a mark", must(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)), text, true},
		{"UTF-16 LE without", must(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(ascii)), ascii, true},
		{"UTF-16 BE without", must(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(ascii)), ascii, true},
		{"Windows-1252", must(charmap.Windows1252.NewEncoder().String(text)), text, true},
		{"one bad byte in UTF-8", []byte(strings.Repeat("“a” ", 20) + "\xff"), strings.Repeat("“a” ", 20) + "\uFFFD", true},
		{"a zero byte", []byte("text\x00text"), "", false},
		{"control characters", []byte("\x01\x02\x03\x04 text"), "", false},
	}
	for _, tt := range tests {
		if got, ok := Decode(tt.data); got != tt.want || ok != tt.ok {
			t.Errorf("%s: got %q, %v", tt.name, got, ok)
		}
	}
}

func TestPlain(t *testing.T) {
	wrapped := lines(
		"1. Term. This Agreement begins on the day of the last signature and",
		"   goes on until a party ends it with notice to the other party under",
		"   Section 9.",
		"2. Fees. The Customer pays the fees of the Order within thirty days of",
		"   the invoice, by bank transfer, in the currency of the non-",
		"   negotiable Order Form.")
	tests := []struct {
		name, text string
		want       []string
	}{
		{"each line a paragraph", lines("Title", "", "First paragraph.", "Second paragraph."), []string{"p: Title", "p: First paragraph.", "p: Second paragraph."}},
		{"Windows line ends", "One.\r\nTwo.\r\n", []string{"p: One.", "p: Two."}},
		{"wrapped lines", wrapped, []string{
			"p: 1. Term. This Agreement begins on the day of the last signature and goes on until a party ends it with notice to the other party under Section 9.",
			"p: 2. Fees. The Customer pays the fees of the Order within thirty days of the invoice, by bank transfer, in the currency of the non-negotiable Order Form."}},
		{"a number in the middle of a sentence is no item", lines(
			"The parties have agreed upon the amount that is stated in Section",
			"5. They have not agreed upon any other amount than the one that is",
			"stated there, and they will not do so in the future at any time or",
			"in any place."),
			[]string{"p: The parties have agreed upon the amount that is stated in Section 5. They have not agreed upon any other amount than the one that is stated there, and they will not do so in the future at any time or in any place."}},
		{"a word that the line's end broke", lines(
			"The Supplier shall notify the Customer of each incident with respon-",
			"sibility and care, as the responsibility for each incident lies with",
			"the Supplier alone and with no one else."),
			[]string{"p: The Supplier shall notify the Customer of each incident with responsibility and care, as the responsibility for each incident lies with the Supplier alone and with no one else."}},
		{"a sentence over the page's end", lines("The Supplier shall keep", "", "- 1 -", "", "", "", "the data safe."), []string{"p: The Supplier shall keep the data safe.", "furniture: - 1 -"}},
		{"a sentence that the page's end does not break", lines("It is safe.", "", "Page 1 of 2", "", "", "", "The end."), []string{"p: It is safe.", "p: The end.", "furniture: Page 1 of 2"}},
		{"running feet", lines("A one.", "", "Acme v1", "", "", "", "B two.", "", "Acme v2", "", "", "", "C three.", "", "Acme v3"),
			[]string{"p: A one.", "p: B two.", "p: C three.", "furniture: Acme v1", "furniture: Acme v2", "furniture: Acme v3"}},
		{"page numbers at the end of pages", lines("It is one. 7", "", "", "", "It is two. 8", "", "", "", "It is three. 9"),
			[]string{"p: It is one.", "p: It is two.", "p: It is three.", "furniture: 7", "furniture: 8", "furniture: 9"}},
		{"figures at the end of pages", lines("The year 2019", "", "", "", "The year 1998", "", "", "", "The sum 12"),
			[]string{"p: The year 2019", "p: The year 1998", "p: The sum 12"}},
		{"paragraphs run together at wide gaps", "RECITALS   The parties agree.   1. Fees   The Customer pays the sum    of the Order.   (a) in time;   (b) in full.",
			[]string{"p: RECITALS", "p: The parties agree.", "p: 1. Fees The Customer pays the sum of the Order.", "p: (a) in time;", "p: (b) in full."}},
		{"clauses run together", strings.Repeat("The parties agree on this. ", 12) + "8. Waiver. No waiver counts. 8.1 Form. See No. 5. The form is free under Sec. 9. Of course.",
			[]string{"p: " + strings.TrimSpace(strings.Repeat("The parties agree on this. ", 12)), "p: 8. Waiver. No waiver counts.", "p: 8.1 Form. See No. 5. The form is free under Sec. 9. Of course."}},
		{"nothing", " \n\n ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, Plain(tt.text), tt.want...) })
	}
}

func TestMarkdown(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"headings", lines("# Terms", "", "Fees", "----", "", "Text with **bold**, *more*, `code` and [a link](http://example.com)."),
			[]string{"h1: Terms", "h2: Fees", "p: Text with bold, more, code and a link."}},
		{"numbers as rendered", lines("3. Three", "3. Four", "   1) One", "   2) Two", "", "- point", "  - sub"),
			[]string{"li1 #3.: 3. Three", "li1 #4.: 4. Four", "li2 #1): 1) One", "li2 #2): 2) Two", "li1 #•: • point", "li2 #•: • sub"}},
		{"an item of two paragraphs", lines("1. First", "", "   Second", "", "2. Next"), []string{"li1 #1.: 1. First", "p: Second", "li1 #2.: 2. Next"}},
		{"a heading that is an item", lines("1. ## Fees", "", "   Text"), []string{"h2 #1.: 1. Fees", "p: Text"}},
		{"soft line ends", lines("one sentence that is not-", "ably long", "1.2 goes not on", "(a) an item"), []string{"p: one sentence that is not-ably long", "p: 1.2 goes not on", "p: (a) an item"}},
		{"hard line ends", "Acme Ltd  \nLondon\\\n(a) item", []string{"p: Acme Ltd London", "p: (a) item"}},
		{"a table", lines("| A | B |", "|---|---|", "| c | **d** |", "| e |  |"), []string{"td 1.0.0: A", "td 1.0.1: B", "td 1.1.0: c", "td 1.1.1: d", "td 1.2.0: e"}},
		{"escapes and entities", `1\. not a list &amp; 5 \* 3 &copy;`, []string{"p: 1. not a list & 5 * 3 ©"}},
		{"HTML within", lines(`<p align="center">Centred <b>title</b></p>`, "", `An <span class="x">inline</span> word<br>(a) item`), []string{"p: Centred title", "p: An inline word", "p: (a) item"}},
		{"scripts within", lines("<script>", "alert(1)", "</script>", "", "Text"), []string{"p: Text"}},
		{"footnotes", lines("Text[^1] here.", "", "[^1]: The note."), []string{"p: Text here.", "note #1: 1 The note."}},
		{"front matter and notes", lines("---", "title: Terms", "---", ":::note", "Read this.", ":::", "", "> [!NOTE]", "> And this."), []string{"p: Read this.", "p: And this."}},
		{"code is text", lines("```", "By: ____", "Name: ____", "```"), []string{"p: By: ____", "p: Name: ____"}},
		{"images are not", "![logo](x.png) Acme", []string{"p: Acme"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, Markdown(tt.text), tt.want...) })
	}
}

func TestHTML(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"a page", `<!doctype html><html><head><title>no</title><style>p{}</style></head><body><nav><a href="/">Home</a></nav><main><header><h1>Terms</h1></header><p>The <b>fee</b> is&nbsp;due.</p></main><footer>© Acme</footer><script>alert(1)</script></body></html>`,
			[]string{"h1: Terms", "p: The fee is due.", "furniture: Home", "furniture: © Acme"}},
		{"lists", `<ol start="3"><li>three<ol type="a"><li>sub</li><li>sub two</li></ol></li><li value="7">seven</li></ol><ul><li><p>point</p><p>more</p></li></ul>`,
			[]string{"li1 #3.: 3. three", "li2 #a.: a. sub", "li2 #b.: b. sub two", "li1 #7.: 7. seven", "li1 #•: • point", "p: more"}},
		{"roman lists", `<ol type="I"><li>a<li>b</ol><ol type="i" start="4"><li>c</ol>`, []string{"li1 #I.: I. a", "li1 #II.: II. b", "li1 #iv.: iv. c"}},
		{"a table", `<table><thead><tr><th colspan="2">wide</th><th>c</th></tr></thead><tr><td>a</td><td><p>b1</p><p>b2</p></td></tr></table>after`,
			[]string{"td 1.0.0: wide", "td 1.0.2: c", "td 1.1.0: a", "td 1.1.1: b1", "td 1.1.1: b2", "p: after"}},
		{"a table within a table", `<table><tr><td>outer<table><tr><td>inner</td></tr></table></td><td>next</td></tr></table>`,
			[]string{"td 1.0.0: outer", "td 2.0.0: inner", "td 1.0.1: next"}},
		{"what is hidden", `<p>seen</p><p hidden>a</p><p style="display: none">b</p><p aria-hidden="true">c</p><template>d</template><noscript>e</noscript>`, []string{"p: seen"}},
		{"line breaks", `<p>It ends.<br>It begins<br>and goes on</p>`, []string{"p: It ends.", "p: It begins and goes on"}},
		{"nothing well-formed", `<p>one<div>two</p></td></b>three`, []string{"p: one", "p: two", "p: three"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, HTML(tt.text), tt.want...) })
	}
}

func TestRST(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"sections", lines("=====", "Terms", "=====", "", "Fees", "====", "", "Due", "---", "", "Text **bold** and *more* and ``code``", "goes on with a `link <http://example.com>`_ and :ref:`part <x>`."),
			[]string{"h1: Terms", "h2: Fees", "h3: Due", "p: Text bold and more and code goes on with a link and part."}},
		{"lists", lines("1. one", "   goes on", "", "   more", "2. two", "", "   - point", "   - next", "", "(a) letter"),
			[]string{"li1 #1.: 1. one goes on", "p: more", "li1 #2.: 2. two", "li2 #•: • point", "li2 #•: • next", "li1 #(a): (a) letter"}},
		{"an item that goes on at the margin", lines("(b) the laws of each", "state"), []string{"p: (b) the laws of each state"}},
		{"a list table", lines(".. list-table:: Levels", "   :widths: 1 2", "", "   * - A", "     - B", "   * - c", "     - d", "       e"),
			[]string{"p: Levels", "td 1.0.0: A", "td 1.0.1: B", "td 1.1.0: c", "td 1.1.1: d e"}},
		{"a grid table", lines("+---+---+", "| a | b |", "|   | c |", "+===+===+", "| d | e |", "+---+---+"),
			[]string{"td 1.0.0: a", "td 1.0.1: b c", "td 1.1.0: d", "td 1.1.1: e"}},
		{"directives", lines(".. note:: Read this.", "", "   And this.", "", ".. image:: x.png", "   :alt: no", "", ".. a comment", "   goes on", "", ".. _target:", "", "Text [1]_", "", ".. [1] The note."),
			[]string{"p: Read this.", "p: And this.", "p: Text", "note #1: 1 The note."}},
		{"fields and line blocks", lines(":orphan:", "", ":Date: today", "", "| Acme", "| London"), []string{"p: Date: today", "p: Acme", "p: London"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { check(t, RST(tt.text), tt.want...) })
	}
}

// TestDepthIsBounded reads what nests far deeper than any reader of trees should follow.
func TestDepthIsBounded(t *testing.T) {
	const deep = 20000
	for name, doc := range map[string]*contract.Document{
		"markdown quotes": Markdown(strings.Repeat("> ", 2000) + "text"),
		"markdown lists":  Markdown(strings.Repeat("- ", 2000) + "text"),
		"markdown stars":  Markdown(strings.Repeat("*a ", deep)),
		"markdown links":  Markdown(strings.Repeat("[", deep)),
		"html":            HTML(strings.Repeat("<div>", deep) + "text"),
		"html tables":     HTML(strings.Repeat("<table><tr><td>", 1000) + "text"),
		"rst":             RST(strings.Repeat("- ", 2000) + "text"),
	} {
		if broken := doc.Check(); broken != "" {
			t.Errorf("%s: %s", name, broken)
		}
	}
}

// TestTimeIsLinear reads what is known to be slow for careless readers, and four times
// as much of it: that takes some four times as long, where a quadratic reader takes
// sixteen times.
func TestTimeIsLinear(t *testing.T) {
	read := func(unit string, size int) time.Duration {
		text := strings.Repeat(unit, size/len(unit))
		began := time.Now()
		for _, doc := range []*contract.Document{Markdown(text), HTML(text), Plain(text), RST(text)} {
			if broken := doc.Check(); broken != "" {
				t.Errorf("%q: %s", unit, broken)
			}
		}
		return time.Since(began)
	}
	const size, tries = 16 << 10, 3
	for _, unit := range []string{"[", "`a", "![](", "*a**b", "[a]: b\n", "<a ", "- ", "> ", "1. ", "- > ", "| ", "[^a]", "<!-- ", "x\n", "a-\n", "a  b. "} {
		// The machine may be busy with something else for one of the two.
		for try := 1; ; try++ {
			little, much := read(unit, size), read(unit, 4*size)
			if much < 500*time.Millisecond || much < 10*little {
				break
			}
			if try == tries {
				t.Errorf("%q took %v, four times as much %v", unit, little, much)
				break
			}
		}
	}
}

func fuzz(f *testing.F, read func(string) *contract.Document, seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		doc := read(strings.ToValidUTF8(text, "\uFFFD"))
		if broken := doc.Check(); broken != "" {
			t.Fatal(broken)
		}
	})
}

func FuzzPlain(f *testing.F) {
	fuzz(f, Plain, "1. a\n\n- 1 -\n\n\n\nb", strings.Repeat("word ", 20)+"\nnon-\nexclusive   B. (a) c", "x 1\n\n\n\ny 2\n\n\n\nz 3")
}

func FuzzMarkdown(f *testing.F) {
	fuzz(f, Markdown, "# a\n\n1. b\n   - c\n\n| d | e |\n|---|---|\n| f | g |\n\n<div>h</div>\n\n[^1]\n\n[^1]: i", "---\na: b\n---\n:::note\nx\\\n(a) y  \n1.2 z")
}

func FuzzHTML(f *testing.F) {
	fuzz(f, HTML, `<ol type=a start=3><li>a<table><tr><td colspan=2>b<th>c</table></ol><nav>d</nav><br>e`)
}

func FuzzRST(f *testing.F) {
	fuzz(f, RST, "A\n=\n\n- b\n\n  c\n\n.. list-table::\n\n   * - d\n     - e\n\n+--+\n|f |\n+--+\n", ".. note:: a\n\n   (b) c\n| d\n:e: f\n.. [1] g")
}

// FuzzDecode must give UTF-8 of whatever it takes for text.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("text"))
	f.Add([]byte("\xff\xfet\x00e\x00"))
	f.Add([]byte("caf\xe9"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text, ok := Decode(data); ok && strings.ToValidUTF8(text, "") != text {
			t.Fatalf("not UTF-8: %q", text)
		}
	})
}

func BenchmarkPlain(b *testing.B) {
	page := strings.Repeat("8.1 Fees. The Customer pays the fees of the Order within thirty days. ", 50)
	text := strings.Repeat(page+"\n\nSource: ACME, 10-K, 1/2/2020\n\n\n\n\n\n", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Plain(text)
	}
}
