package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
)

const (
	wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"`
	relSpace  = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relType   = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// pack makes a zip file of parts.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	return packBy(t, zip.Deflate, parts)
}

func packBy(t testing.TB, method uint16, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// word makes a Word file of a body's XML and, by name, the children of other parts'
// root elements ("styles", "numbering", "footnotes", "endnotes", "comments", "header1").
func word(t testing.TB, body string, others map[string]string) []byte {
	t.Helper()
	roots := map[string]string{"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments", "header1": "hdr", "footer1": "ftr"}
	rels := ""
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<Relationships ` + relSpace + `><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   `<w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`,
	}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		kind := strings.TrimRight(name, "0123456789")
		rels += fmt.Sprintf(`<Relationship Id="%s" Type="%s%s" Target="%s.xml"/>`, name, relType, kind, name)
		parts["word/"+name+".xml"] = `<w:` + roots[name] + ` ` + wordSpace + `>` + others[name] + `</w:` + roots[name] + `>`
	}
	parts["word/_rels/document.xml.rels"] = `<Relationships ` + relSpace + `>` + rels + `</Relationships>`
	return packBy(t, zip.Store, parts) // fast, for the fuzzer
}

func read(t testing.TB, data []byte, opt Options) *contract.Document {
	t.Helper()
	doc, err := Read(context.Background(), data, opt)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	if broken := doc.Check(); broken != "" {
		t.Fatalf("Check: %s", broken)
	}
	return doc
}

// p is a paragraph of plain text.
func p(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

// item is a paragraph at a level of a list.
func item(num, level, text string) string {
	return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

// TestBody covers what stands in the running text: one case a feature of the format.
func TestBody(t *testing.T) {
	tests := []struct {
		name, body, want string
	}{
		{"runs make a sentence", `<w:p><w:r><w:t xml:space="preserve">The </w:t></w:r><w:r><w:t>fee</w:t></w:r><w:r><w:t xml:space="preserve"> is due.</w:t></w:r></w:p>`, "The fee is due."},
		{"white space is one space", `<w:p><w:r><w:t xml:space="preserve">  a` + "\u00a0\u2003" + `b </w:t><w:tab/><w:t>c</w:t></w:r></w:p>`, "a b c"},
		{"entities and ligatures", p("R&amp;D is con&#xFB01;dential &lt;here&gt;"), "R&D is confidential <here>"},
		{"hyphens", `<w:p><w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>exclusive co</w:t><w:softHyphen/><w:t>operation</w:t></w:r></w:p>`, "non-exclusive cooperation"},
		{"a line break within a sentence", `<w:p><w:r><w:t>sent to</w:t><w:br/><w:t>the address</w:t></w:r></w:p>`, "sent to the address"},
		{"a line break after a sentence", `<w:p><w:r><w:t>It ends.</w:t><w:br/><w:t>Another begins.</w:t></w:r></w:p>`, "It ends.\nAnother begins."},
		{"a line break before an item", `<w:p><w:r><w:t>Scope</w:t><w:br/><w:t>1.2 The work</w:t></w:r></w:p>`, "Scope\n1.2 The work"},
		{"symbols", `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t xml:space="preserve"> yes </w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> no</w:t></w:r></w:p>`, "☐ yes ☑ no"},
		{"hidden text", `<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> unseen</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve"> again</w:t></w:r></w:p>`, "Seen again"},
		{"a hyperlink", `<w:p><w:hyperlink r:id="x"><w:r><w:t>our site</w:t></w:r></w:hyperlink></w:p>`, "our site"},
		{"a smart tag", `<w:p><w:smartTag w:element="place"><w:smartTagPr/><w:r><w:t>London</w:t></w:r></w:smartTag></w:p>`, "London"},
		{"a content control", `<w:sdt><w:sdtPr><w:alias w:val="Not text"/></w:sdtPr><w:sdtContent>` + p("Controlled") + `</w:sdtContent></w:sdt>`, "Controlled"},
		{"a field shows its result", `<w:p><w:r><w:t xml:space="preserve">See Section </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF _Ref1 \r \h </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>4.2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>.</w:t></w:r></w:p>`, "See Section 4.2."},
		{"a field within a field", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>X</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>inner</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>outer</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "outer"},
		{"a simple field", `<w:p><w:fldSimple w:instr="DOCPROPERTY x"><w:r><w:t>Acme</w:t></w:r></w:fldSimple></w:p>`, "Acme"},
		{"a box that is ticked", `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/><w:t xml:space="preserve"> yes</w:t></w:r></w:p>`, "☒ yes"},
		{"a box that is not", `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/><w:t xml:space="preserve"> no</w:t></w:r></w:p>`, "☐ no"},
		{"a drop-down list", `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="monthly"/><w:listEntry w:val="yearly"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "yearly"},
		{"alternate content once", `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>` + p("In a box") + `</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>` + p("In a box") + `</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Anchor</w:t></w:r></w:p>`, "Anchor\nIn a box"},
		{"ruby text", `<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>small</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>`, "base"},
		{"a table row by row", `<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr><w:tc>` + p("a") + `</w:tc><w:tc>` + p("b1") + p("b2") + `</w:tc></w:tr><w:tr><w:tc>` + p("c") + `</w:tc><w:tc>` + p("d") + `</w:tc></w:tr></w:tbl>` + p("after"), "a\tb1\nb2\nc\td\nafter"},
		{"direction marks are left out", p("pay " + "\u202e" + "100"), "pay 100"},
		{"an empty paragraph is nothing", p("a") + `<w:p/>` + p("b"), "a\nb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, word(t, tt.body, nil), Options{})
			if got := doc.Text[:doc.BodyEnd]; got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestTableCellsKnowTheirPlace(t *testing.T) {
	body := `<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>` +
		`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>` + p("wide") + `</w:tc><w:tc>` + p("third") + `</w:tc></w:tr>` +
		`<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>` + p("second") + `</w:tc></w:tr></w:tbl>` +
		`<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>` + p("a box, not a table") + `</w:tc></w:tr></w:tbl>`
	doc := read(t, word(t, body, nil), Options{})
	var got []string
	for _, b := range doc.Blocks {
		got = append(got, fmt.Sprintf("%s %d.%d.%d %s", b.Kind, b.Table, b.Row, b.Col, b.Cut(doc.Text)))
	}
	want := []string{"table_cell 1.0.0 wide", "table_cell 1.0.2 third", "table_cell 1.1.1 second", "paragraph 0.0.0 a box, not a table"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestHeadings(t *testing.T) {
	styles := `<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="H2"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>`
	styled := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	prose := "The Supplier shall keep the Service available around the clock and shall tell the Customer of any planned outage in good time."
	body := styled("Title", "Services Agreement") + styled("H2", "Fees") + styled("Sub", "Payment terms") + styled("H2", prose) + styled("H2", "pay on time; and") + p("Body")
	doc := read(t, word(t, body, map[string]string{"styles": styles}), Options{})
	type row struct {
		kind  contract.BlockKind
		level int
		bold  bool
		size  float64
	}
	var got []row
	for _, b := range doc.Blocks {
		got = append(got, row{b.Kind, b.Level, b.Bold, b.Size})
	}
	want := []row{
		{contract.Heading, 0, false, 10},
		{contract.Heading, 2, true, 14},
		{contract.Heading, 2, true, 14},
		{contract.Paragraph, 2, true, 14}, // prose in a heading style, for its number
		{contract.Paragraph, 2, true, 14},
		{contract.Paragraph, 0, false, 10},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestRevisions reads one text as accepted and as it was.
func TestRevisions(t *testing.T) {
	tracked := func(kind, author, inner string) string {
		return `<w:` + kind + ` w:id="1" w:author="` + author + `" w:date="2026-01-02T03:04:05Z">` + inner + `</w:` + kind + `>`
	}
	run := func(text string) string { return `<w:r><w:t xml:space="preserve">` + text + `</w:t></w:r>` }
	gone := func(text string) string {
		return `<w:r><w:delText xml:space="preserve">` + text + `</w:delText></w:r>`
	}
	mark := func(kind, text string) string {
		return `<w:p><w:pPr><w:rPr><w:` + kind + ` w:id="9" w:author="B"/></w:rPr></w:pPr>` + text + `</w:p>`
	}
	tests := []struct {
		name, body, accepted, original string
		revisions                      []string // of the accepted text: kind, author, span's text, text
	}{
		{"insertion and deletion", `<w:p>` + run("within ") + tracked("del", "A", gone("24")) + tracked("ins", "A", run("72")) + run(" hours") + `</w:p>`,
			"within 72 hours", "within 24 hours", []string{"delete|A||24", "insert|A|72|"}},
		{"inserted by one, deleted by another", `<w:p>` + run("a") + tracked("ins", "A", tracked("del", "B", gone(" b"))) + run(" c") + `</w:p>`,
			"a c", "a c", []string{"insert|A||b", "delete|B||b"}},
		{"a paragraph split in two", mark("ins", run("One. ")) + `<w:p>` + run("Two.") + `</w:p>`,
			"One.\nTwo.", "One. Two.", nil},
		{"two paragraphs joined", mark("del", run("The fee")) + `<w:p>` + run("is due.") + `</w:p>`,
			"The fee is due.", "The fee\nis due.", nil},
		{"a whole paragraph deleted", p("Before") + mark("del", tracked("del", "B", gone("Gone"))) + p("After"),
			"Before\nAfter", "Before\nGone\nAfter", []string{"delete|B||Gone"}},
		{"a move", `<w:p>` + tracked("moveFrom", "M", run("moved")) + run(" stays") + `</w:p><w:p>` + tracked("moveTo", "M", run("moved")) + `</w:p>`,
			"stays\nmoved", "moved stays", []string{"delete|M||moved", "insert|M|moved|"}},
		{"a row deleted", `<w:tbl><w:tr><w:tc>` + p("kept") + `</w:tc></w:tr><w:tr><w:trPr><w:del w:id="3" w:author="A"/></w:trPr><w:tc>` + p("cut") + `</w:tc></w:tr></w:tbl>`,
			"kept", "kept\ncut", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := word(t, tt.body, nil)
			accepted, original := read(t, data, Options{}), read(t, data, Options{Original: true})
			if got := accepted.Text[:accepted.BodyEnd]; got != tt.accepted {
				t.Errorf("accepted: got %q, want %q", got, tt.accepted)
			}
			if got := original.Text[:original.BodyEnd]; got != tt.original {
				t.Errorf("original: got %q, want %q", got, tt.original)
			}
			var got []string
			for _, r := range accepted.Revisions {
				got = append(got, r.Kind+"|"+r.Author+"|"+r.Cut(accepted.Text)+"|"+r.Text)
			}
			if !reflect.DeepEqual(got, tt.revisions) {
				t.Errorf("revisions: got %q, want %q", got, tt.revisions)
			}
			for _, r := range original.Revisions {
				if r.Kind == "insert" && r.Len() != 0 {
					t.Errorf("original: insertion of %q spans %q", r.Text, r.Cut(original.Text))
				}
				if r.Kind == "delete" && r.Len() > 0 && r.Cut(original.Text) != r.Text {
					t.Errorf("original: deletion of %q spans %q", r.Text, r.Cut(original.Text))
				}
			}
		})
	}
}

func TestNotesCommentsAndFurniture(t *testing.T) {
	body := `<w:p><w:r><w:t xml:space="preserve">The cap </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>is one year's fees</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>` +
		`<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r><w:r><w:endnoteReference w:id="5"/></w:r></w:p>` +
		`<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>`
	others := map[string]string{
		"comments":  `<w:comment w:id="0" w:author="Ann" w:date="2026-02-03T00:00:00Z">` + p("Too low?") + p("Ask legal.") + `</w:comment><w:comment w:id="7" w:author="Bob">` + p("Unattached") + `</w:comment>`,
		"footnotes": `<w:footnote w:type="separator" w:id="0">` + p("-----") + `</w:footnote><w:footnote w:id="2">` + p("Excluding taxes.") + `</w:footnote>`,
		"endnotes":  `<w:endnote w:id="5">` + p("See the annex.") + `</w:endnote>`,
		"header1":   p("Confidential"),
		"footer1":   p("Page 1") + p("Confidential"),
	}
	doc := read(t, word(t, body, others), Options{})
	var got []string
	for _, b := range doc.Blocks {
		got = append(got, string(b.Kind)+"|"+b.Number+"|"+b.Cut(doc.Text))
	}
	want := []string{
		"paragraph||The cap is one year's fees.",
		"footnote|1|1 Excluding taxes.",
		"footnote|i|i See the annex.",
		"furniture||Confidential",
		"furniture||Page 1",
		"comment||Too low? Ask legal.",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if doc.BodyEnd != len("The cap is one year's fees.") {
		t.Errorf("the body ends at %d", doc.BodyEnd)
	}
	if len(doc.Notes) != 1 || doc.Notes[0].Cut(doc.Text) != "is one year's fees" || doc.Notes[0].Author != "Ann" || doc.Notes[0].Text != "Too low? Ask legal." {
		t.Errorf("notes: %+v", doc.Notes)
	}
}

func TestContentsAreFurniture(t *testing.T) {
	styles := `<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>`
	body := `<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>1. Fees</w:t><w:tab/><w:t>3</w:t></w:r></w:p>` + p("1. Fees")
	doc := read(t, word(t, body, map[string]string{"styles": styles}), Options{})
	if got := doc.Text; got != "1. Fees\n1. Fees 3" || doc.Blocks[1].Kind != contract.Furniture {
		t.Errorf("got %q, %v", got, doc.Blocks)
	}
}

// TestOrigin holds the promise on which redlines rest: a block names its paragraph by
// its place among all w:p of the main part, those in alternatives not taken included.
func TestOrigin(t *testing.T) {
	body := p("one") + `<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>` + p("three") + `</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>` + p("four, not taken") + `</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>two</w:t></w:r></w:p>` + p("five")
	doc := read(t, word(t, body, nil), Options{})
	got := map[string]int{}
	for _, b := range doc.Blocks {
		got[b.Cut(doc.Text)] = b.Origin
	}
	want := map[string]int{"one": 1, "two": 2, "three": 3, "five": 5}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMainPartUnderAnyName(t *testing.T) {
	main := `<w:document ` + wordSpace + `><w:body>` + p("Found") + `</w:body></w:document>`
	rels := func(target string) string {
		return `<Relationships ` + relSpace + `><Relationship Id="rId1" Type="` + relType + `officeDocument" Target="` + target + `"/></Relationships>`
	}
	types := func(name string) string {
		return `<Types><Override PartName="` + name + `" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(main)
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]map[string]string{
		"another name":               {"_rels/.rels": rels("word/document2.xml"), "word/document2.xml": main},
		"an absolute target":         {"_rels/.rels": rels("/custom/main.xml"), "custom/main.xml": main},
		"another case":               {"_rels/.rels": rels("Word/Document.xml"), "word/document.xml": main},
		"by content type":            {"[Content_Types].xml": types("/x/body.xml"), "x/body.xml": main},
		"the usual name":             {"word/document.xml": main},
		"backslashes":                {"_rels/.rels": rels("word/document.xml"), `word\document.xml`: main},
		"without its relationships":  {"_rels/.rels": rels("word/document.xml"), "word/document.xml": main},
		"UTF-16":                     {"word/document.xml": utf16},
		"another prefix":             {"word/document.xml": strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(main, "<w:", "<x:"), "</w:", "</x:"), "xmlns:w=", "xmlns:x=")},
		"Windows-1252, undeclared":   {"word/document.xml": strings.Replace(main, "Found", "Found\x92s", 1)},
		"with relationships outside": {"word/document.xml": main, "word/_rels/document.xml.rels": `<Relationships><Relationship Id="a" Type="x/attachedTemplate" Target="http://192.0.2.1/x.dotm" TargetMode="External"/></Relationships>`},
	}
	for name, parts := range tests {
		t.Run(name, func(t *testing.T) {
			doc := read(t, pack(t, parts), Options{})
			if !strings.HasPrefix(doc.Text, "Found") {
				t.Errorf("got %q", doc.Text)
			}
		})
	}
}

func TestWarnings(t *testing.T) {
	tests := []struct {
		name, body, rels, want string
	}{
		{"hidden text", `<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r></w:p>`, "", "hidden-text"},
		{"a reference that is gone", `<w:p><w:fldSimple w:instr="REF x"><w:r><w:t>Error! Reference source not found.</w:t></w:r></w:fldSimple></w:p>`, "", "broken-reference"},
		{"a document within", p("a") + `<w:altChunk r:id="x"/>`, "", "embedded-document"},
		{"macros", p("a"), `<Relationship Id="v" Type="x/vbaProject" Target="vbaProject.bin"/>`, "macros"},
		{"end tags astray", p("a") + `<w:p><w:r><w:t>b</w:r></w:p></w:q>`, "", "damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := read(t, pack(t, map[string]string{
				"word/document.xml":            `<w:document ` + wordSpace + `><w:body>` + tt.body + `</w:body></w:document>`,
				"word/_rels/document.xml.rels": `<Relationships>` + tt.rels + `</Relationships>`,
			}), Options{})
			if len(doc.Warnings) != 1 || doc.Warnings[0].Code != tt.want {
				t.Errorf("got %v, want %s", doc.Warnings, tt.want)
			}
		})
	}
}

// TestRefusals reads files that are broken or hostile; each is refused by its code.
func TestRefusals(t *testing.T) {
	deep := strings.Repeat("<w:sdt><w:sdtContent>", 5000)
	whole := word(t, p("text"), nil)
	tests := []struct {
		name string
		data []byte
		want fault.Code
	}{
		{"not a zip", []byte("PK\x03\x04 and no more"), fault.Damaged},
		{"cut off", whole[:len(whole)-30], fault.Damaged},
		{"no main part", pack(t, map[string]string{"xl/workbook.xml": "<x/>"}), fault.NotADOCX},
		{"nothing but a start tag", pack(t, map[string]string{"word/document.xml": "<w:document"}), fault.Damaged},
		{"a document type", pack(t, map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>`}), fault.Damaged},
		{"nested too deeply", word(t, deep+p("x"), nil), fault.TooDeep},
		{"a bomb", pack(t, map[string]string{"word/document.xml": strings.Repeat("<w:p/>", 4<<20)}), fault.Suspicious},
		{"a larger bomb", pack(t, map[string]string{"word/document.xml": strings.Repeat("<w:p/>", 12<<20)}), fault.TooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Read(context.Background(), tt.data, Options{})
			if got := fault.CodeOf(err); got != tt.want {
				t.Errorf("got %v, %v; want code %s", doc, err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

func TestTwoPartsOfOneName(t *testing.T) {
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, text := range []string{"shown by Word", "shown by others"} {
		w, err := z.Create("word/document.xml")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(w, `<w:document><w:body>%s</w:body></w:document>`, p(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(context.Background(), buf.Bytes(), Options{}); fault.CodeOf(err) != fault.Damaged {
		t.Errorf("got %v", err)
	}
}

func TestCutOffBodyKeepsWhatCameBefore(t *testing.T) {
	doc := read(t, pack(t, map[string]string{"word/document.xml": `<w:document><w:body>` + p("Kept.") + `<w:p><w:r><w:t>Cut`}), Options{})
	if !strings.HasPrefix(doc.Text, "Kept.") || len(doc.Warnings) != 1 || doc.Warnings[0].Code != "damaged" {
		t.Errorf("got %q, %v", doc.Text, doc.Warnings)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, word(t, p("text"), nil), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzRead gives the reader hostile parts within a sound package.
func FuzzRead(f *testing.F) {
	f.Add(p("a")+item("1", "0", "b"), `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`, `<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>`, false)
	f.Add(`<w:tbl><w:tr><w:tc><w:p><w:ins w:author="x"><w:r><w:t>a</w:t><w:br/></w:r></w:ins></w:p></w:tc></w:tr></w:tbl>`, `<w:num/>`, ``, true)
	f.Add(`<w:p><w:pPr><w:rPr><w:del/></w:rPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:delText>x</w:delText><w:fldChar w:fldCharType="begin"/><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart w:id="1"/></w:p><w:p/>`, `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="a"/></w:abstractNum>`, `<w:style w:styleId="a" w:type="numbering"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`, false)
	f.Fuzz(func(t *testing.T, body, numbering, styles string, original bool) {
		if len(body)+len(numbering)+len(styles) > 1<<16 {
			return
		}
		data := word(t, body, map[string]string{"numbering": numbering, "styles": styles, "comments": `<w:comment w:id="1">` + body + `</w:comment>`, "footnotes": `<w:footnote w:id="1">` + body + `</w:footnote>`})
		doc, err := Read(context.Background(), data, Options{Original: original})
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		if broken := doc.Check(); broken != "" {
			t.Fatal(broken)
		}
		for _, r := range doc.Revisions {
			if r.Start < 0 || r.End < r.Start || r.End > doc.BodyEnd {
				t.Fatalf("revision outside the body: %+v", r)
			}
		}
	})
}
