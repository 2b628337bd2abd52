package pdf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
)

// read reads a sample and checks what every Document promises.
func read(t *testing.T, s *sample) *contract.Document {
	t.Helper()
	return readBytes(t, s.bytes())
}

func readBytes(t *testing.T, data []byte) *contract.Document {
	t.Helper()
	doc, err := Read(context.Background(), data, Options{Name: "sample.pdf", NoOCR: true})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, doc)
	return doc
}

func checkDocument(t testing.TB, doc *contract.Document) {
	t.Helper()
	if s := doc.Check(); s != "" {
		t.Errorf("the document breaks its promise: %s", s)
	}
	for _, b := range doc.Boxes {
		word := b.Cut(doc.Text)
		if word == "" || strings.ContainsAny(word, " \n\t") {
			t.Errorf("a box holds %q, not a word", word)
		}
		if b.Start < doc.BodyEnd && doc.PageAt(b.Start) != b.Page {
			t.Errorf("%q stands on page %d, but PageAt says %d", word, b.Page, doc.PageAt(b.Start))
		}
	}
	end := 0
	for _, b := range doc.Blocks {
		if gap := doc.Text[end:b.Start]; gap != "" && gap != "\n" && gap != "\t" {
			t.Errorf("between blocks stands %q", gap)
		}
		end = b.End
	}
}

// body returns the body's blocks, one a line, kinds other than paragraph in front.
func body(doc *contract.Document) string { return blocks(doc, true) }

// rest returns the blocks after the body.
func rest(doc *contract.Document) string { return blocks(doc, false) }

func blocks(doc *contract.Document, inBody bool) string {
	var out []string
	for _, b := range doc.Blocks {
		if b.Kind.Body() != inBody {
			continue
		}
		s := b.Cut(doc.Text)
		switch b.Kind {
		case contract.Paragraph:
		case contract.TableCell:
			s = fmt.Sprintf("%d.%d.%d: %s", b.Table, b.Row, b.Col, s)
		default:
			s = string(b.Kind) + ": " + s
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestText(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"a line", text(72, 700, "The fee is due."), "The fee is due."},
		{"lines of a paragraph", text(72, 700, "The fee is due within thirty days of the date of the invoice, and the", "interest runs from that day."),
			"The fee is due within thirty days of the date of the invoice, and the interest runs from that day."},
		{"words placed one by one", "BT /F1 10 Tf 72 700 Td (The) Tj 25 0 Td (fee) Tj ET", "The fee"},
		{"gaps in an array", "BT /F1 10 Tf 72 700 Td [(The) -300 (fe) 20 (e)] TJ ET", "The fee"},
		{"quote operators", "BT /F1 10 Tf 14 TL 72 700 Td (The fee) Tj (is due,) ' 0 0 (and late.) \" ET", "The fee is due, and late."},
		{"word spacing", "BT /F1 10 Tf 5 Tw 72 700 Td (a b) Tj ET", "a b"},
		{"letter spacing", "BT /F1 10 Tf 3 Tc 72 700 Td (RECITALS OF THE PARTIES) Tj ET", "RECITALS OF THE PARTIES"},
		{"painted twice to look bold", text(72, 700, "Term") + text(72.4, 700, "Term"), "Term"},
		{"invisible beside visible", text(72, 700, "seen by all readers") + "BT 3 Tr /F1 10 Tf 72 600 Td (hidden) Tj ET", "seen by all readers"},
		{"off the page", text(72, 700, "here") + text(900, 700, "there"), "here"},
		{"superscript", "BT /F1 10 Tf 72 700 Td (the 8) Tj 5 Ts /F1 6 Tf (th) Tj 0 Ts /F1 10 Tf ( day) Tj ET", "the 8th day"},
		{"hyphen of the line's end", text(72, 700, "This agreement is made in triplicate and the supplier under-", "stands that nobody understands it."), "This agreement is made in triplicate and the supplier understands that nobody understands it."},
		{"soft hyphen of the line's end", text(72, 700, "This agreement is made in triplicate and the supplier un\u00ad", "derstands that no\u00adbody understands it."), "This agreement is made in triplicate and the supplier understands that nobody understands it."},
		{"hyphen of the word", text(72, 700, "This agreement is made in triplicate and all rights of third-", "party suppliers are kept."), "This agreement is made in triplicate and all rights of third-party suppliers are kept."},
		{"replacement text", "/Span << /ActualText <FEFF00660069> >> BDC BT /F1 10 Tf 72 700 Td (X) Tj ET EMC BT /F1 10 Tf 79 700 Td (le) Tj ET", "file"},
		{"replacement text with spaces", "/Span << /ActualText (a b) >> BDC BT /F1 10 Tf 72 700 Td (X) Tj ET EMC", "ab"},
		{"a list", text(72, 700, "The supplier shall:") + text(90, 686, "(a) keep records;", "(b) report; and", "(c) delete."), "The supplier shall:\n(a) keep records;\n(b) report; and\n(c) delete."},
		{"a number cited at a line's start", text(72, 700, "The supplier shall indemnify the customer as far as is told in section", "12.3 of this agreement."), "The supplier shall indemnify the customer as far as is told in section 12.3 of this agreement."},
		{"items counted within a paragraph", text(72, 700, "The supplier shall (i) keep its records in good order at all times; and", "(ii) report."), "The supplier shall (i) keep its records in good order at all times; and (ii) report."},
		{"a table of contents", text(72, 700, "1. Scope of the services ........ 1", "2. Fees .................... 12", "and their payment"), "1. Scope of the services ........ 1\n2. Fees .................... 12\nand their payment"},
		{"a heading", styled("F2", 14, 72, 700, "1. Scope") + text(72, 670, "The services are those named in the annex."), "heading: 1. Scope\nThe services are those named in the annex."},
		{"bullets", text(72, 700, "\u2022 first duty", "\u2022 second duty"), "list_item: • first duty\nlist_item: • second duty"},
		{"unbalanced operators", "Q Q Q EMC " + text(72, 700, "fine") + " q q q BT", "fine"},
		{"a font that is missing", "BT /F9 10 Tf 72 700 Td (The words of the fee are here for all to see) Tj ET", "The words of the fee are here for all to see"},
		{"two lines on one place", text(72, 700, "first line of words") + text(73, 700, "other line of things"), "first line of words\nother line of things"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSample()
			s.page(strings.NewReplacer("\u2022", `\225`, "\u00ad", `\255`).Replace(tt.content)) // WinAnsi
			if got := body(read(t, s)); got != tt.want {
				t.Errorf("body:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestObjectStreamsReadAlike(t *testing.T) {
	plain, packed := readBytes(t, longContract(3).bytes()), readBytes(t, longContract(3).packed())
	if plain.Text != packed.Text {
		t.Errorf("packed text differs:\n%s\nwant:\n%s", packed.Text, plain.Text)
	}
}

func TestRotation(t *testing.T) {
	for _, tt := range []struct {
		rotate int
		matrix string
		box    [4]float64 // of the word, from the top left
	}{
		{0, "1 0 0 1 72 700", [4]float64{72, 134.5, 82, 144.2}},
		{90, "0 1 -1 0 95 72", [4]float64{72, 87.5, 82, 97.2}},
		{180, "-1 0 0 -1 523 142", [4]float64{72, 134.5, 82, 144.2}},
		{270, "0 -1 1 0 500 770", [4]float64{72, 87.5, 82, 97.2}},
	} {
		t.Run(fmt.Sprint(tt.rotate), func(t *testing.T) {
			s := newSample()
			s.page(fmt.Sprintf("BT /F1 10 Tf %s Tm (up) Tj ET", tt.matrix), fmt.Sprintf("/Rotate %d", tt.rotate))
			doc := read(t, s)
			if doc.Text != "up" {
				t.Fatalf("text = %q", doc.Text)
			}
			b := doc.Boxes[0]
			for i, got := range []float32{b.X0, b.Y0, b.X1, b.Y1} {
				if d := float64(got) - tt.box[i]; d > 1.5 || d < -1.5 {
					t.Errorf("box = %.1f %.1f %.1f %.1f, want %v", b.X0, b.Y0, b.X1, b.Y1, tt.box)
					break
				}
			}
		})
	}
}

// TestTurnedText reads a landscape page whose text is turned by its matrix only, and a
// mark turned against the rest, which stands apart.
func TestTurnedText(t *testing.T) {
	s := newSample()
	s.page("BT /F1 10 Tf 14 TL 0 1 -1 0 200 100 Tm (The fee is due on the first day of each month and) Tj T* (the rent too.) Tj ET" + text(20, 20, "stamp"))
	doc := read(t, s)
	if got, want := body(doc), "The fee is due on the first day of each month and the rent too."; got != want {
		t.Errorf("body = %q, want %q", got, want)
	}
	if got := rest(doc); got != "furniture: stamp" {
		t.Errorf("rest = %q", got)
	}
	if b := doc.Boxes[0]; b.X1-b.X0 > 15 || b.Y1 < 700 {
		t.Errorf("the box of the first word is %+v, not upright at the foot of the page", b)
	}
}

// TestSlantedText keeps a watermark that runs across the page out of the text.
func TestSlantedText(t *testing.T) {
	s := newSample()
	s.page(text(72, 700, "The fee is due on the first day of each", "month.") + "BT /F1 60 Tf 0.7071 0.7071 -0.7071 0.7071 150 250 Tm (DRAFT COPY) Tj ET")
	doc := read(t, s)
	if got, want := body(doc), "The fee is due on the first day of each month."; got != want {
		t.Errorf("body = %q, want %q", got, want)
	}
	if got := rest(doc); got != "furniture: DRAFT COPY" {
		t.Errorf("rest = %q", got)
	}
	last := doc.Boxes[len(doc.Boxes)-1]
	if last.X0 < 250 || last.Y1 > 500 || last.X1 > 560 {
		t.Errorf("the box of the second word is %+v, not to the upper right of the first", last)
	}
}

func TestForms(t *testing.T) {
	s := newSample()
	form := s.flate(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 200 200] /Matrix [1 0 0 1 100 0] /Resources << /Font << /F1 %d 0 R >> >>", regularID), text(72, 700, "in the form"))
	loop := len(s.objects) + 1
	s.flate(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Me %d 0 R >> >>", loop), "/Me Do /Me Do")
	s.page("/Fm Do /Loop Do", fmt.Sprintf("/Resources << /XObject << /Fm %d 0 R /Loop %d 0 R >> >>", form, loop))
	doc := read(t, s)
	if doc.Text != "in the form" {
		t.Fatalf("text = %q", doc.Text)
	}
	if x := doc.Boxes[0].X0; x < 171 || x > 173 {
		t.Errorf("the form's matrix puts the word at %.1f, want 172", x)
	}
}

// TestFilledForm reads what was filled into a form's fields, at its place.
func TestFilledForm(t *testing.T) {
	s := newSample()
	look := s.flate(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 %d 0 R >> >>", regularID), "/Tx BMC "+text(2, 6, "Example GmbH")+"EMC")
	off := s.flate("/Type /XObject /Subtype /Form /BBox [0 0 10 10]", "")
	field := s.add(fmt.Sprintf("<< /Type /Annot /Subtype /Widget /Rect [150 695 250 715] /AP << /N %d 0 R >> >>", look))
	hidden := s.add(fmt.Sprintf("<< /Type /Annot /Subtype /Widget /F 2 /Rect [150 595 250 615] /AP << /N %d 0 R >> >>", look))
	box := s.add(fmt.Sprintf("<< /Type /Annot /Subtype /Widget /AS /Yes /Rect [50 395 250 435] /AP << /N << /Off %d 0 R /Yes %d 0 R >> >> >>", off, look))
	s.page(text(72, 700, "The Customer is"), fmt.Sprintf("/Annots [%d 0 R %d 0 R %d 0 R]", field, hidden, box))
	doc := read(t, s)
	if got, want := body(doc), "The Customer is Example GmbH\nheading: Example GmbH"; got != want {
		t.Errorf("body:\n%s\nwant:\n%s", got, want)
	}
	if last := doc.Blocks[len(doc.Blocks)-1]; last.Size != 20 {
		t.Errorf("an appearance twice as large as its box has size %v, want 20", last.Size)
	}
}

func TestColumns(t *testing.T) {
	var left, right []string
	for i := range 8 {
		left = append(left, fmt.Sprintf("left line number %d of the clause that", i))
		right = append(right, fmt.Sprintf("right line number %d of the clause that", i))
	}
	left[7], right[7] = "left ends here.", "right ends here."
	s := newSample()
	s.page(styled("F2", 14, 200, 780, "General Terms of the Service") + text(72, 740, left...) + text(310, 740, right...))
	got := body(read(t, s))
	if i, j := strings.Index(got, "left ends here."), strings.Index(got, "right line number 0"); i < 0 || j < i {
		t.Errorf("the left column does not come before the right one:\n%s", got)
	}
	if !strings.Contains(got, "number 0 of the clause that left line number 1") {
		t.Errorf("a column's lines are not one paragraph:\n%s", got)
	}
}

// TestRuledTable reads a table with rules: cells row by row, lines of a cell together.
func TestRuledTable(t *testing.T) {
	var b strings.Builder
	for _, y := range []float64{700, 680, 640} {
		fmt.Fprintf(&b, "72 %g m 400 %g l S\n", y, y)
	}
	for _, x := range []float64{72, 180, 400} {
		fmt.Fprintf(&b, "%g 640 m %g 700 l S\n", x, x)
	}
	b.WriteString(text(75, 686, "Level") + text(185, 686, "Response") + text(75, 666, "Severe") + text(185, 666, "four hours on a", "business day"))
	b.WriteString(text(72, 720, "The times are:") + text(72, 620, "They run at once."))
	s := newSample()
	s.page(b.String())
	doc := read(t, s)
	want := "The times are:\n1.0.0: Level\n1.0.1: Response\n1.1.0: Severe\n1.1.1: four hours on a business day\nThey run at once."
	if got := body(doc); got != want {
		t.Errorf("body:\n%s\nwant:\n%s", got, want)
	}
	if !strings.Contains(doc.Text, "Level\tResponse\nSevere\tfour hours") {
		t.Errorf("cells are not set apart by tabs and rows by line ends: %q", doc.Text)
	}
}

func TestTableWithoutRules(t *testing.T) {
	s := newSample()
	s.page(text(72, 720, "The credits are as follows, and no others are due from the provider to anyone:") +
		text(72, 690, "Uptime", "below 99.9 %", "below 99.0 %", "below 95.0 %") + text(250, 690, "Credit", "10 %", "25 %", "50 %") +
		text(72, 610, "Credits are set off against the next invoice and are not paid out in any other way."))
	want := "The credits are as follows, and no others are due from the provider to anyone:\n" +
		"1.0.0: Uptime\n1.0.1: Credit\n1.1.0: below 99.9 %\n1.1.1: 10 %\n1.2.0: below 99.0 %\n1.2.1: 25 %\n1.3.0: below 95.0 %\n1.3.1: 50 %\n" +
		"Credits are set off against the next invoice and are not paid out in any other way."
	if got := body(read(t, s)); got != want {
		t.Errorf("body:\n%s\nwant:\n%s", got, want)
	}
}

// TestTableOverPages reads the two halves of a table as one.
func TestTableOverPages(t *testing.T) {
	s := newSample()
	s.page(text(72, 720, "The credits are as follows, and no others are due from the provider to anyone:") +
		text(72, 690, "Uptime", "below 99.9 %", "below 99.0 %") + text(250, 690, "Credit", "10 %", "25 %"))
	s.page(text(72, 780, "below 95.0 %", "below 90.0 %", "below 50.0 %") + text(250, 780, "50 %", "75 %", "100 %"))
	got := body(read(t, s))
	for _, want := range []string{"1.2.1: 25 %", "1.3.0: below 95.0 %", "1.5.1: 100 %"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the body:\n%s", want, got)
		}
	}
}

// TestFurniture keeps heads and feet out of a sentence that runs over pages.
func TestFurniture(t *testing.T) {
	s := newSample()
	for i := range 4 {
		lines := []string{"The provider shall keep the records of the services for seven years and shall",
			"hand them over on request, and this sentence of the page goes on until the"}
		if i == 3 {
			lines = append(lines, "end.")
		}
		if i > 0 {
			lines[0] = "next " + lines[0]
		}
		s.page(text(72, 810, "Master Agreement") + text(60, 820, "DocuSign Envelope ID: 0A1B2C3D-0000-4444-8888-ABCDEFABCDEF") +
			text(72, 700, lines...) + text(250, 30, fmt.Sprintf("%d of 4", i+1)))
	}
	doc := read(t, s)
	if n := strings.Count(body(doc), "\n"); n != 0 {
		t.Errorf("the sentence is broken:\n%s", body(doc))
	}
	if got := strings.Count(rest(doc), "furniture:"); got != 12 {
		t.Errorf("%d pieces of furniture, want 12:\n%s", got, rest(doc))
	}
	for i, p := range doc.Pages {
		if i > 0 && !strings.HasPrefix(doc.Text[p.Start:], "next The provider") {
			t.Errorf("page %d starts at %.20q", i+1, doc.Text[p.Start:])
		}
	}
}

func TestHeadingsAreNoFurniture(t *testing.T) {
	s := newSample()
	for i := range 4 {
		s.page(styled("F2", 12, 250, 780, fmt.Sprintf("Schedule %d", 4-i)) +
			text(72, 700, fmt.Sprintf("Words of the schedule in place %c that fill some room on the", 'A'+i), "page, and more of them."))
	}
	if got := strings.Count(body(read(t, s)), "heading: Schedule"); got != 4 {
		t.Errorf("%d headings in the body, want 4", got)
	}
}

func TestInnerPageNumbers(t *testing.T) {
	s := newSample()
	s.page(text(72, 780, "The first page of the original ends within the sentence that goes") + text(280, 740, "- 1 -") + text(72, 700, "on below the number.") +
		text(280, 600, "- 2 -") + text(72, 560, "Third.") + text(280, 500, "- 3 -") + text(72, 450, "Fourth."))
	want := "The first page of the original ends within the sentence that goes on below the number.\nThird.\nFourth."
	if got := body(read(t, s)); got != want {
		t.Errorf("body:\n%s\nwant:\n%s", got, want)
	}
}

func TestTypedUnderlines(t *testing.T) {
	s := newSample()
	s.page(text(72, 700, "13. Notices", "-----------") + text(72, 650, "Any notice under this agreement is given in writing to the other party.", "========"))
	doc := read(t, s)
	want := "heading: 13. Notices\nAny notice under this agreement is given in writing to the other party."
	if got := body(doc); got != want {
		t.Errorf("body:\n%s\nwant:\n%s", got, want)
	}
	if got := rest(doc); got != "furniture: -----------\nfurniture: ========" {
		t.Errorf("rest = %q", got)
	}
}

func TestRepeatedRow(t *testing.T) {
	s := newSample()
	s.page(text(72, 700, "The provider keeps the records for as long as the law says and then", "deletes them without being asked."))
	s.page(text(72, 780, "deletes them without being asked.", "The customer may ask for a copy."))
	doc := read(t, s)
	want := "The provider keeps the records for as long as the law says and then deletes them without being asked.\nThe customer may ask for a copy."
	if got := body(doc); got != want {
		t.Errorf("body:\n%s\nwant:\n%s", got, want)
	}
}

func TestFootnotes(t *testing.T) {
	s := newSample()
	s.page(text(72, 700, "The provider keeps data in the Union and shall tell the customer where they", "are kept, in which of its states and by whom, whenever the customer asks", "for it, and the duty goes on for as long as the customer uses the") +
		styled("F1", 8, 72, 100, "1 The Union here includes the states of the economic area."))
	s.page(text(72, 780, "service."))
	doc := read(t, s)
	if got, want := rest(doc), "footnote: 1 The Union here includes the states of the economic area."; got != want {
		t.Errorf("rest = %q, want %q", got, want)
	}
	if got := body(doc); !strings.HasSuffix(got, "uses the service.") || strings.Contains(got, "\n") {
		t.Errorf("the sentence over the footnote is broken:\n%s", got)
	}
}

func TestPageLabels(t *testing.T) {
	s := newSample()
	for range 6 {
		s.page(text(72, 700, "Words."))
	}
	s.extra = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 7 /P (A-) >> 4 << /S /A >> 5 << /P (End) >>] >>"
	var got []string
	for _, p := range read(t, s).Pages {
		got = append(got, p.Label)
	}
	if want := []string{"i", "ii", "A-7", "A-8", "A", "End"}; !slices.Equal(got, want) {
		t.Errorf("labels = %q, want %q", got, want)
	}
}

func TestRefusals(t *testing.T) {
	image := newSample()
	picture := image.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "\x80")
	image.page("595 0 0 842 0 0 cm /Im Do", fmt.Sprintf("/Resources << /XObject << /Im %d 0 R >> >>", picture))
	tests := []struct {
		name string
		data []byte
		code fault.Code
	}{
		{"empty", nil, fault.Empty},
		{"31 bytes of text", []byte("../policies/security-overview.md"), fault.NotAPDF},
		{"a header only", []byte("%PDF-1.7\n"), fault.Damaged},
		{"no pages", newSample().bytes(), fault.Damaged},
		{"pages that are images", image.bytes(), fault.NoTextLayer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(context.Background(), tt.data, Options{NoOCR: true})
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.code {
				t.Fatalf("error = %v, want code %s", err, tt.code)
			}
			if e.What == "" || e.Hint == "" || strings.Contains(e.Error(), "\n") {
				t.Errorf("the error is not one line with a hint: %q", e.Error())
			}
		})
	}
}

func TestBlankPagesAreFine(t *testing.T) {
	s := newSample()
	s.page("")
	s.page(text(72, 700, "Words on the second page."))
	s.page("")
	doc := read(t, s)
	if len(doc.Pages) != 3 || len(doc.Warnings) != 0 || doc.PageAt(0) != 2 {
		t.Errorf("pages %d, warnings %v, first word on page %d", len(doc.Pages), doc.Warnings, doc.PageAt(0))
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, longContract(2).bytes(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}
