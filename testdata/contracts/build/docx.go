package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"time"
)

// docx writes one contract as WordprocessingML, by hand rather than through a
// library so that the files hold what Word itself writes: multi-level numbering in
// numbering.xml, REF fields to bookmarks, runs broken in mid-word, text boxes kept
// twice, footnotes, comments and tracked changes.
type docx struct {
	c         *contract
	pages     map[string]int // page on which a clause or part begins, for the table of contents
	body      strings.Builder
	footnotes strings.Builder
	comments  strings.Builder
	bookmarks map[string]int // label to bookmark id
	notes     int            // footnotes so far
	remarks   int            // comments so far
	changes   int            // tracked changes so far
	boxes     int            // text boxes so far
	breakNext bool           // the next paragraph starts a page
	nColumns  int            // columns of the section being written
}

const (
	wordNamespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ` +
		`xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
		`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ` +
		`xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable=""`
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relBase  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	mainPart = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// fileTime is the time stamped on every part, so that a rebuild gives the same bytes.
var fileTime = time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)

// writeDocx writes c to path. pages may be nil: the table of contents then has no
// page numbers.
func writeDocx(c *contract, pages map[string]int, path string) error {
	d := &docx{c: c, pages: pages, bookmarks: map[string]int{}, nColumns: 1}
	for _, b := range c.Blocks {
		if b.Label != "" {
			d.bookmarks[b.Label] = len(d.bookmarks) + 1
		}
	}
	for _, b := range c.Blocks {
		d.block(b)
	}
	d.body.WriteString(d.sectionProperties(false))
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", d.contentTypes()},
		{"_rels/.rels", relationships("officeDocument word/document.xml")},
		{"word/document.xml", xmlHead + "<w:document " + wordNamespaces + "><w:body>" + d.body.String() + "</w:body></w:document>"},
		{"word/_rels/document.xml.rels", relationships("styles styles.xml", "numbering numbering.xml", "header header1.xml",
			"footer footer1.xml", "footnotes footnotes.xml", "comments comments.xml", "settings settings.xml")},
		{"word/styles.xml", d.styles()},
		{"word/numbering.xml", d.numbering()},
		{"word/header1.xml", xmlHead + "<w:hdr " + wordNamespaces + ">" + d.furniture("Header", c.Meta["envelope"], c.Meta["head"]) + "</w:hdr>"},
		{"word/footer1.xml", xmlHead + "<w:ftr " + wordNamespaces + ">" + d.furniture("Footer", c.Meta["foot"]) + "</w:ftr>"},
		{"word/footnotes.xml", xmlHead + "<w:footnotes " + wordNamespaces + ">" +
			`<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
			`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>` +
			d.footnotes.String() + "</w:footnotes>"},
		{"word/comments.xml", xmlHead + "<w:comments " + wordNamespaces + ">" + d.comments.String() + "</w:comments>"},
		{"word/settings.xml", xmlHead + "<w:settings " + wordNamespaces + `><w:defaultTabStop w:val="720"/></w:settings>`},
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: fileTime})
		if err != nil {
			return err
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

// block writes one block to the body.
func (d *docx) block(b block) {
	switch b.Kind {
	case titleText:
		d.paragraph("Title", "", d.runs(b))
	case heading:
		d.paragraph("Subheading", "", d.runs(b))
	case part:
		d.breakNext = true
		d.paragraph("ScheduleTitle", "", d.runs(b))
	case bullet:
		d.paragraph("ListBullet", "", d.runs(b))
	case bodyText:
		indent := ""
		if b.Indent > 0 {
			indent = fmt.Sprintf(`<w:ind w:left="%d"/>`, 720*b.Indent)
		}
		d.paragraph("BodyText", indent, d.runs(b))
	case clause:
		d.clause(b)
	case table:
		d.table(b)
	case textBox:
		d.textBox(b)
	case signature:
		d.signature(b)
	case contents:
		d.contents()
	case pageBreak:
		d.breakNext = true
	case columns:
		d.body.WriteString("<w:p><w:pPr>" + d.sectionProperties(true) + "</w:pPr></w:p>")
		d.nColumns = b.Columns
	}
}

// paragraph writes a paragraph whose properties after the style are extra.
func (d *docx) paragraph(style, extra, runs string) {
	d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>`)
	if d.breakNext {
		d.body.WriteString(`<w:pageBreakBefore/>`)
		d.breakNext = false
	}
	d.body.WriteString(extra + `</w:pPr>` + runs + `</w:p>`)
}

// clause writes a numbered paragraph. The contract's own list is numbered through
// its styles, as Word templates do it; the lists of schedules through numPr on each
// paragraph, as Word does when a list is restarted by hand.
func (d *docx) clause(b block) {
	style := fmt.Sprintf("Clause%d", b.Level)
	if b.Level == 1 && !isShortTitle(b.Text) {
		style = "Clause2" // a level-one paragraph that is a sentence, not a heading
	}
	if d.c.Meta["numbers"] == "typed" {
		indent := fmt.Sprintf(`<w:ind w:left="%d" w:hanging="720"/>`, indentOf(b.Level))
		d.paragraph(style, indent, textRun(run{Text: b.Number + "\t", Bold: style == "Clause1"}, "")+d.runs(b))
		return
	}
	extra := ""
	if b.List > 0 || style != fmt.Sprintf("Clause%d", b.Level) {
		extra = fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, b.Level-1, b.List+1)
	}
	d.paragraph(style, extra, d.runs(b))
}

// isShortTitle reports whether runs read as a heading: few words and no full stop.
func isShortTitle(runs []run) bool {
	text := plain(runs)
	return len(text) < 90 && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ";")
}

// indentOf is the left indent of a clause's text in twentieths of a point.
func indentOf(level int) int {
	if level <= 2 {
		return 720
	}
	return 720 * (level - 1)
}

// runs writes b's runs, inside a bookmark when other blocks refer to b.
func (d *docx) runs(b block) string {
	var out strings.Builder
	for _, r := range b.Text {
		out.WriteString(d.run(r))
	}
	if id, ok := d.bookmarks[b.Label]; ok {
		return fmt.Sprintf(`<w:bookmarkStart w:id="%d" w:name="%s"/>%s<w:bookmarkEnd w:id="%[1]d"/>`, id, bookmarkName(id), out.String())
	}
	return out.String()
}

// bookmarkName is the hidden name Word would give a bookmark made for a reference.
func bookmarkName(id int) string { return fmt.Sprintf("_Ref5142%04d", id) }

// run writes one run with whatever wraps it.
func (d *docx) run(r run) string {
	const who = `w:author="R. Adeyemi" w:date="2026-09-14T09:12:00Z"`
	switch {
	case r.Target != "":
		id, ok := d.bookmarks[r.Target]
		if !ok {
			return textRun(r, "")
		}
		field := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
		return field("begin") + `<w:r><w:instrText xml:space="preserve"> REF ` + bookmarkName(id) + ` \w \h </w:instrText></w:r>` +
			field("separate") + textRun(run{Text: r.Text}, "") + field("end")
	case r.Footnote != nil:
		d.notes++
		var note strings.Builder
		for _, n := range r.Footnote {
			note.WriteString(textRun(n, ""))
		}
		fmt.Fprintf(&d.footnotes, `<w:footnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>`+
			`<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>%s</w:p></w:footnote>`,
			d.notes, textRun(run{Text: " "}, "")+note.String())
		return fmt.Sprintf(`<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, d.notes)
	case r.Inserted:
		d.changes++
		return fmt.Sprintf(`<w:ins w:id="%d" %s>%s</w:ins>`, 900+d.changes, who, textRun(r, ""))
	case r.Deleted:
		d.changes++
		return fmt.Sprintf(`<w:del w:id="%d" %s>%s</w:del>`, 900+d.changes, who,
			strings.NewReplacer("<w:t ", "<w:delText ", "</w:t>", "</w:delText>").Replace(textRun(r, "")))
	case r.Comment != "":
		author, words, _ := strings.Cut(r.Comment, ": ")
		fmt.Fprintf(&d.comments, `<w:comment w:id="%d" w:author="%s" w:date="2026-09-15T16:40:00Z" w:initials="%s"><w:p>%s</w:p></w:comment>`,
			d.remarks, escape(author), escape(author[:1]), textRun(run{Text: words}, ""))
		out := fmt.Sprintf(`<w:commentRangeStart w:id="%d"/>%s<w:commentRangeEnd w:id="%[1]d"/><w:r><w:commentReference w:id="%[1]d"/></w:r>`,
			d.remarks, textRun(r, ""))
		d.remarks++
		return out
	}
	if d.c.Meta["fragment"] == "yes" {
		var out strings.Builder
		for _, piece := range fragments(r.Text) {
			r.Text = piece
			out.WriteString(textRun(r, ""))
		}
		return out.String()
	}
	return textRun(r, "")
}

// fragments cuts text into pieces of 41 letters, often in mid-word, as Word's runs
// are cut after edits and spelling checks.
func fragments(text string) []string {
	letters := []rune(text)
	var out []string
	for len(letters) > 60 {
		out, letters = append(out, string(letters[:41])), letters[41:]
	}
	return append(out, string(letters))
}

// textRun writes r's text as one w:r; tabs become w:tab. properties are extra run properties.
func textRun(r run, properties string) string {
	if r.Bold {
		properties += "<w:b/>"
	}
	if r.Italic {
		properties += "<w:i/>"
	}
	if properties != "" {
		properties = "<w:rPr>" + properties + "</w:rPr>"
	}
	var out strings.Builder
	out.WriteString("<w:r>" + properties)
	for i, piece := range strings.Split(r.Text, "\t") {
		if i > 0 {
			out.WriteString("<w:tab/>")
		}
		if piece != "" {
			out.WriteString(`<w:t xml:space="preserve">` + escape(piece) + `</w:t>`)
		}
	}
	out.WriteString("</w:r>")
	return out.String()
}

// escape makes s safe inside XML text and attributes.
func escape(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a bytes.Buffer never fails to write
	}
	return b.String()
}

// table writes b with borders and a shaded header row.
func (d *docx) table(b block) {
	width := 9000 / len(b.Rows[0])
	d.body.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid>` +
		strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, width), len(b.Rows[0])) + `</w:tblGrid>`)
	for i, row := range b.Rows {
		d.body.WriteString("<w:tr>")
		if i == 0 {
			d.body.WriteString("<w:trPr><w:tblHeader/></w:trPr>")
		}
		for _, cell := range row {
			shade := ""
			if i == 0 {
				shade = `<w:shd w:val="clear" w:color="auto" w:fill="E7E6E6"/>`
			}
			fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr>`, width, shade)
			for _, r := range cell {
				r.Bold = r.Bold || i == 0
				d.body.WriteString(d.run(r))
			}
			d.body.WriteString("</w:p></w:tc>")
		}
		d.body.WriteString("</w:tr>")
	}
	d.body.WriteString(`</w:tbl><w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>`)
}

// signature writes b as a table without borders, one column a party.
func (d *docx) signature(b block) {
	width := 9000 / len(b.Cells)
	fmt.Fprintf(&d.body, `<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid>%s</w:tblGrid><w:tr>`,
		strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, width), len(b.Cells)))
	for _, cell := range b.Cells {
		fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
		for _, line := range strings.Split(cell, " / ") {
			d.body.WriteString(`<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr>` + textRun(run{Text: line}, "") + `</w:p>`)
		}
		d.body.WriteString("</w:tc>")
	}
	d.body.WriteString(`</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>`)
}

// textBox writes a floating box the way Word does: once as a drawing and once more
// as VML for older readers. A reader must take its words once.
func (d *docx) textBox(b block) {
	d.boxes++
	words := `<w:txbxContent><w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr>` + d.runs(b) + `</w:p></w:txbxContent>`
	const width, height = 5400000, 720000 // English Metric Units: 15 cm by 2 cm
	d.paragraph("BodyText", "", fmt.Sprintf(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>`+
		`<wp:inline><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="Text Box %[3]d"/><a:graphic>`+
		`<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>`+
		`<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>`+
		`<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>`+
		`<wps:txbx>%[4]s</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>`+
		`<mc:Fallback><w:pict><v:shape style="width:425pt;height:57pt"><v:textbox>%[4]s</v:textbox></v:shape></w:pict></mc:Fallback>`+
		`</mc:AlternateContent></w:r>`, width, height, 100+d.boxes, words))
}

// contents writes a table of contents with its entries as Word caches them.
func (d *docx) contents() {
	for _, b := range d.c.Blocks {
		entry, ok := contentsEntry(b)
		if !ok {
			continue
		}
		page := ""
		if p := d.pages[entry]; p > 0 {
			page = fmt.Sprint(p)
		}
		d.paragraph("Contents", "", textRun(run{Text: entry + "\t" + page}, ""))
	}
}

// contentsEntry is b's line in a table of contents; ok is false when it has none.
func contentsEntry(b block) (entry string, ok bool) {
	switch {
	case b.Kind == part:
		return plain(b.Text), true
	case b.Kind == clause && b.Level == 1 && b.List == 0 && isShortTitle(b.Text):
		return b.Number + " " + plain(b.Text), true
	}
	return "", false
}

// sectionProperties writes the page set-up; continuous says the next section goes
// on on the same page.
func (d *docx) sectionProperties(continuous bool) string {
	size := `<w:pgSz w:w="11906" w:h="16838"/>`
	if d.c.Meta["paper"] == "letter" {
		size = `<w:pgSz w:w="12240" w:h="15840"/>`
	}
	kind := ""
	if continuous || d.nColumns > 1 {
		kind = `<w:type w:val="continuous"/>`
	}
	return `<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>` + kind + size +
		`<w:pgMar w:top="1440" w:right="1300" w:bottom="1300" w:left="1440" w:header="600" w:footer="600" w:gutter="0"/>` +
		fmt.Sprintf(`<w:cols w:num="%d" w:space="480"/></w:sectPr>`, d.nColumns)
}

// furniture writes the paragraphs of a running head or foot, in which {page} and
// {pages} stand for fields.
func (d *docx) furniture(style string, lines ...string) string {
	var out strings.Builder
	fields := strings.NewReplacer("{page}", "\x00PAGE\x00", "{pages}", "\x00NUMPAGES\x00")
	for _, line := range lines {
		if line == "" {
			continue
		}
		out.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
		for i, piece := range strings.Split(fields.Replace(line), "\x00") {
			if i%2 == 1 {
				out.WriteString(`<w:fldSimple w:instr=" ` + piece + ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`)
			} else if piece != "" {
				out.WriteString(textRun(run{Text: d.c.quotes(piece)}, ""))
			}
		}
		out.WriteString("</w:p>")
	}
	if out.Len() == 0 {
		return "<w:p/>"
	}
	return out.String()
}

// numbering writes one abstract list for each list of the contract and one for
// bullets. A list has the number of its part plus one.
func (d *docx) numbering() string {
	lists := []scheme{parseScheme(d.c.Meta["numbering"])}
	for _, b := range d.c.Blocks {
		if b.Kind == part {
			lists = append(lists, b.Scheme)
		}
	}
	var abstract, concrete strings.Builder
	for i, s := range lists {
		fmt.Fprintf(&abstract, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, i)
		for l, lv := range s {
			link, legal := "", ""
			if i == 0 {
				link = fmt.Sprintf(`<w:pStyle w:val="Clause%d"/>`, l+1)
			}
			if l > 0 && strings.Contains(lv.Template, "%1.%2") && s[0].Format != "decimal" {
				legal = "<w:isLgl/>"
			}
			left, hanging := indentOf(l+1), 720
			if strings.HasPrefix(lv.Template, "ARTICLE") || strings.HasPrefix(lv.Template, "Section") {
				left, hanging = 0, 0
			}
			fmt.Fprintf(&abstract, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s%s<w:lvlText w:val="%s"/>`+
				`<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="%d"/></w:pPr></w:lvl>`,
				l, lv.Format, link, legal, lv.Template, left, hanging)
		}
		abstract.WriteString("</w:abstractNum>")
		fmt.Fprintf(&concrete, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>`, i+1, i)
	}
	n := len(lists)
	fmt.Fprintf(&abstract, `<w:abstractNum w:abstractNumId="%d"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/>`+
		`<w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="1080" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>`, n)
	fmt.Fprintf(&concrete, `<w:num w:numId="99"><w:abstractNumId w:val="%d"/></w:num>`, n)
	return xmlHead + "<w:numbering " + wordNamespaces + ">" + abstract.String() + concrete.String() + "</w:numbering>"
}

// styles writes the style sheet; "@font:" and "@size:" (half points) set the body type.
func (d *docx) styles() string {
	font, size := d.c.Meta["font"], d.c.Meta["size"]
	if font == "" {
		font = "Times New Roman"
	}
	if size == "" {
		size = "21"
	}
	style := func(id, name, paragraph, runs string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:pPr>` +
			paragraph + `</w:pPr><w:rPr>` + runs + `</w:rPr></w:style>`
	}
	listed := func(l int) string {
		if d.c.Meta["numbers"] == "typed" {
			return ""
		}
		return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="1"/></w:numPr>`, l)
	}
	const after = `<w:spacing w:after="120"/>`
	const justified = `<w:jc w:val="both"/>`
	return xmlHead + `<w:styles ` + wordNamespaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="` + font + `" w:hAnsi="` + font +
		`" w:cs="` + font + `"/><w:sz w:val="` + size + `"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		style("Title", "Title", `<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>`, `<w:b/><w:sz w:val="30"/>`) +
		style("Subheading", "Subheading", `<w:keepNext/><w:spacing w:before="160" w:after="120"/>`, `<w:b/>`) +
		style("ScheduleTitle", "Schedule Title", `<w:keepNext/><w:spacing w:before="240" w:after="200"/><w:jc w:val="center"/>`, `<w:b/><w:caps/>`) +
		style("BodyText", "Body Text", after+justified, ``) +
		style("Clause1", "Clause Heading 1", `<w:keepNext/>`+listed(0)+`<w:spacing w:before="200" w:after="120"/>`, `<w:b/>`) +
		style("Clause2", "Clause Level 2", listed(1)+after+justified, ``) +
		style("Clause3", "Clause Level 3", listed(2)+after+justified, ``) +
		style("Clause4", "Clause Level 4", listed(3)+after+justified, ``) +
		style("ListBullet", "List Bullet", `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="99"/></w:numPr><w:spacing w:after="80"/>`, ``) +
		style("TableText", "Table Text", `<w:spacing w:before="40" w:after="40"/>`, `<w:sz w:val="19"/>`) +
		style("Contents", "toc 1", `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs><w:spacing w:after="40"/>`, ``) +
		style("FootnoteText", "footnote text", ``, `<w:sz w:val="17"/>`) +
		style("Header", "header", `<w:jc w:val="right"/>`, `<w:sz w:val="16"/>`) +
		style("Footer", "footer", `<w:jc w:val="center"/>`, `<w:sz w:val="16"/>`) +
		`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>` + borders() + `</w:tblBorders></w:tblPr></w:style></w:styles>`
}

// borders writes thin lines on every side of a table's cells.
func borders() string {
	var out strings.Builder
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		out.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="808080"/>`)
	}
	return out.String()
}

// relationships writes a .rels part from "type target" pairs, numbered rId1 and up.
func relationships(pairs ...string) string {
	var out strings.Builder
	out.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, p := range pairs {
		kind, target, _ := strings.Cut(p, " ")
		fmt.Fprintf(&out, `<Relationship Id="rId%d" Type="%s%s" Target="%s"/>`, i+1, relBase, kind, target)
	}
	out.WriteString("</Relationships>")
	return out.String()
}

// contentTypes writes [Content_Types].xml.
func (d *docx) contentTypes() string {
	var out strings.Builder
	out.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	for _, p := range []string{"document document.main", "styles styles", "numbering numbering", "header1 header", "footer1 footer",
		"footnotes footnotes", "comments comments", "settings settings"} {
		name, kind, _ := strings.Cut(p, " ")
		out.WriteString(`<Override PartName="/word/` + name + `.xml" ContentType="` + mainPart + kind + `+xml"/>`)
	}
	out.WriteString("</Types>")
	return out.String()
}
