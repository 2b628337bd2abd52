package library

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// ExportFormats are the forms in which answers can be taken away.
var ExportFormats = []string{"csv", "xlsx", "json", "docx"}

// Export writes all answers to a request, at most MaxLimit, in full. The request's
// limit and cursor do not count.
func (l *Library) Export(ctx context.Context, w io.Writer, format string, r Request) error {
	write, ok := map[string]func(io.Writer, string, []exported) error{
		"csv": exportCSV, "xlsx": exportXLSX, "json": exportJSON, "docx": exportDOCX,
	}[format]
	if !ok {
		return fmt.Errorf("export format %q: expected one of %s", format, strings.Join(ExportFormats, ", "))
	}
	q, err := l.read(r)
	if err != nil {
		return err
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	s, err := l.snapshot()
	if err != nil {
		return err
	}
	defer s.release()
	a, err := l.answer(ctx, s, r, q)
	if err != nil {
		return err
	}
	places, err := a.first(ctx, MaxLimit, nil)
	if err != nil {
		return err
	}
	rows := make([]exported, len(places))
	for i, at := range places {
		if err := expired(ctx); err != nil {
			return err
		}
		e, err := a.parts[at.part].entry(at.entry)
		if err != nil {
			return err
		}
		rows[i] = exportedOf(e)
	}
	if err := write(w, r.Query, rows); err != nil {
		return fmt.Errorf("exporting as %s: %w", format, err)
	}
	return nil
}

// exported is an answer as it is taken away.
type exported struct {
	ID       string            `json:"id"`
	Source   string            `json:"source"`
	Name     string            `json:"name"`
	Kind     string            `json:"kind"`
	Parties  []string          `json:"parties"`
	Law      string            `json:"law"`
	Date     string            `json:"date"`
	Number   string            `json:"number"`
	Heading  string            `json:"heading"`
	Page     int               `json:"page"`
	Topics   []string          `json:"topics"`
	Stance   string            `json:"stance"`
	Facts    map[string]string `json:"facts"`
	Tags     []string          `json:"tags"`
	Text     string            `json:"text"`
	SortedBy []string          `json:"-"` // names of Facts, in order
}

func exportedOf(e *Entry) exported {
	h := hitOf(e)
	x := exported{
		ID: h.ID, Source: h.Source, Name: h.Name, Kind: h.Kind, Parties: h.Parties, Law: h.Law, Date: h.Date, Number: e.Path,
		Heading: e.Clause.Heading, Page: h.Page, Topics: h.Topics, Stance: h.Stance, Facts: h.Facts, Tags: h.Tags, Text: e.Text,
	}
	for name := range x.Facts {
		x.SortedBy = append(x.SortedBy, name)
	}
	sort.Strings(x.SortedBy)
	return x
}

// exportColumns are the columns of tables.
var exportColumns = []string{"id", "source", "document", "kind", "parties", "law", "date", "number", "heading", "page", "topics", "stance", "facts", "tags", "text"}

// row gives the columns of a table.
func (x exported) row() []string {
	facts := make([]string, len(x.SortedBy))
	for i, name := range x.SortedBy {
		facts[i] = name + ": " + x.Facts[name]
	}
	page := ""
	if x.Page > 0 {
		page = strconv.Itoa(x.Page)
	}
	return []string{
		x.ID, x.Source, x.Name, x.Kind, strings.Join(x.Parties, "; "), x.Law, x.Date, x.Number, x.Heading, page,
		strings.Join(x.Topics, "; "), x.Stance, strings.Join(facts, "; "), strings.Join(x.Tags, "; "), x.Text,
	}
}

// exportCSV writes a table. A cell that a spreadsheet would take for a formula gets an
// apostrophe before it.
func exportCSV(w io.Writer, _ string, rows []exported) error {
	out := csv.NewWriter(w)
	if err := out.Write(exportColumns); err != nil {
		return err
	}
	for _, x := range rows {
		cells := x.row()
		for i, c := range cells {
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				cells[i] = "'" + c
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// exportXLSX writes a sheet with a header that stays in view.
func exportXLSX(w io.Writer, _ string, rows []exported) error {
	const sheet, maxCell = "Clauses", 32767
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), sheet); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetColWidth(len(exportColumns), len(exportColumns), 100); err != nil {
		return err
	}
	write := func(number int, cells []string) error {
		at, err := excelize.CoordinatesToCellName(1, number)
		if err != nil {
			return err
		}
		values := make([]any, len(cells))
		for i, c := range cells {
			if r := []rune(c); len(r) > maxCell {
				c = string(r[:maxCell-1]) + "…"
			}
			values[i] = c
		}
		return out.SetRow(at, values)
	}
	if err := write(1, exportColumns); err != nil {
		return err
	}
	for i, x := range rows {
		if err := write(i+2, x.row()); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// exportJSON writes the query and a list.
func exportJSON(w io.Writer, query string, rows []exported) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(struct {
		Query   string     `json:"query"`
		Clauses []exported `json:"clauses"`
	}{query, rows})
}

// The parts of the smallest DOCX file there is.
const (
	docxTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	docxRels  = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docxOpen  = xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	docxClose = `<w:sectPr/></w:body></w:document>`
)

// exportDOCX writes a document: for each answer where it is from, in bold, then its
// text.
func exportDOCX(w io.Writer, query string, rows []exported) error {
	z := zip.NewWriter(w)
	part := func(name string) (*bufio.Writer, error) {
		// A fixed time: the same answers give the same bytes.
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		return bufio.NewWriter(f), err
	}
	for _, fixed := range []struct{ name, content string }{{"[Content_Types].xml", docxTypes}, {"_rels/.rels", docxRels}} {
		out, err := part(fixed.name)
		if err != nil {
			return err
		}
		if _, err := out.WriteString(fixed.content); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	out, err := part("word/document.xml")
	if err != nil {
		return err
	}
	out.WriteString(docxOpen)
	title := "Clauses"
	if query != "" {
		title += " for " + query
	}
	docxParagraph(out, title, true)
	for _, x := range rows {
		from := x.Name
		for _, more := range []string{x.Number, x.Heading, x.Date} {
			if more != "" {
				from += " · " + more
			}
		}
		docxParagraph(out, from, true)
		for _, line := range strings.Split(x.Text, "\n") {
			docxParagraph(out, line, false)
		}
	}
	out.WriteString(docxClose)
	if err := out.Flush(); err != nil {
		return err
	}
	return z.Close()
}

// docxParagraph writes a paragraph; the writer keeps the first error.
func docxParagraph(out *bufio.Writer, text string, bold bool) {
	out.WriteString("<w:p><w:r>")
	if bold {
		out.WriteString("<w:rPr><w:b/></w:rPr>")
	}
	out.WriteString(`<w:t xml:space="preserve">`)
	xml.EscapeText(out, []byte(text))
	out.WriteString("</w:t></w:r></w:p>")
}
