package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
)

const agreement = "This Agreement is made between the Supplier and the Customer. The Supplier shall provide the Services with reasonable care, and the Customer shall pay the fees that the Order states within thirty days of each invoice."

// archiveOf makes a zip file of names and contents.
func archiveOf(t testing.TB, files ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i+1 < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func wordFile(t testing.TB, text string) []byte {
	t.Helper()
	return archiveOf(t, "word/document.xml", `<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>`+text+`</w:t></w:r></w:p></w:body></w:document>`)
}

// pdfFile is the smallest PDF with a line of text.
func pdfFile(text string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n")
	stream := "BT /F1 4 Tf 72 720 Td (" + text + ") Tj ET"
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>")
	object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(stream), stream))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

// compound is the beginning of an OLE compound file with a stream of this name.
func compound(stream string) string {
	wide := ""
	for _, c := range stream {
		wide += string(c) + "\x00"
	}
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600) + wide
}

// TestFormats tells formats by their bytes, whatever the name says.
func TestFormats(t *testing.T) {
	tests := []struct {
		name, data string
		want       string // the document's type
		misnamed   bool
	}{
		{"a.pdf", string(pdfFile(agreement)), "pdf", false},
		{"a.docx", string(pdfFile(agreement)), "pdf", true},
		{"a.docx", string(wordFile(t, agreement)), "docx", false},
		{"a.docm", string(wordFile(t, agreement)), "docx", false},
		{"a.pdf", string(wordFile(t, agreement)), "docx", true},
		{"a", string(wordFile(t, agreement)), "docx", false},
		{"a.txt", agreement, "txt", false},
		{"a", agreement, "txt", false},
		{"a.doc", agreement, "txt", true},
		{"a.md", "# Terms\n\n" + agreement, "md", false},
		{"a.MARKDOWN", agreement, "md", false},
		{"a.rst", "Terms\n=====\n\n" + agreement, "rst", false},
		{"a.html", "<p>" + agreement + "</p>", "html", false},
		{"a.xhtml", "<?xml version=\"1.0\"?>\n<html><p>" + agreement + "</p></html>", "html", false},
		{"a.txt", "\n<!DOCTYPE html><p>" + agreement + "</p>", "html", false},
		{"a.pdf", "<html><p>" + strings.Repeat(agreement, 10) + "</p>", "html", true},
		{"a.eml", "From: a@example.com\nSubject: x\n\n" + agreement, "eml", false},
		{"a.txt", "From: a@example.com\nSubject: x\nMIME-Version: 1.0\n\n" + agreement, "eml", true},
		{"a.txt", "From: the Supplier\nTo: the Customer\n\n" + agreement, "txt", false},
		{"a.txt", "MZ is how " + agreement, "txt", false},
		{"a.txt", "BM " + agreement, "txt", false},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.want, func(t *testing.T) {
			docs, err := Read(context.Background(), Source{Name: tt.name, Data: []byte(tt.data)}, Options{})
			if err != nil || len(docs) != 1 {
				t.Fatalf("%d documents, %v", len(docs), err)
			}
			doc := docs[0]
			if broken := doc.Check(); broken != "" {
				t.Error(broken)
			}
			if doc.Type != tt.want || doc.Name != tt.name || len(doc.SHA256) != 64 || doc.Language != "en" {
				t.Errorf("got type %q, name %q, sum %q, language %q", doc.Type, doc.Name, doc.SHA256, doc.Language)
			}
			if !strings.Contains(doc.Text, "made between the Supplier and the Customer.") {
				t.Errorf("got %q", doc.Text)
			}
			misnamed := len(doc.Warnings) > 0 && doc.Warnings[0].Code == "misnamed"
			if misnamed != tt.misnamed {
				t.Errorf("warnings: %v", doc.Warnings)
			}
		})
	}
}

// TestRefusals gives Read what cannot be read; the whole message is held, as people
// read it and scripts look for its code.
func TestRefusals(t *testing.T) {
	tests := []struct {
		name, data, want string
	}{
		{"a.pdf", "", "a.pdf: the file is empty (0 bytes) (empty-file); get the file again: it may have been cut off on its way"},
		{"a.docx", " \n\t ", "a.docx: the file holds nothing but white space (empty-file); get the file again: it may have been cut off on its way"},
		{"a.pdf", "This is a PDF, or so they said.", "a.pdf: the name says PDF, but it is 31 bytes of text (not-a-pdf); get the file again: it may be an error message that was saved in its place"},
		{"a.pdf", "\x00\x01\x02\x03binary", "a.pdf: the name says PDF, but it is none (not-a-pdf); get the file again: it may have been damaged on its way"},
		{"a.dat", "\x00\x01\x02\x03binary", "a.dat: the file is no text and of no format known here (unsupported-format); " + supportedHint},
		{"scan.pdf", "\x89PNG\r\n\x1a\n....", "scan.pdf: this is a picture (PNG), not a contract (unsupported-format); " + supportedHint},
		{"a.jpg", "\xff\xd8\xff\xe0....", "a.jpg: this is a picture (JPEG), not a contract (unsupported-format); " + supportedHint},
		{"a.heic", "\x00\x00\x00\x18ftypheic....", "a.heic: this is a picture (HEIC), not a contract (unsupported-format); " + supportedHint},
		{"setup.exe", "MZ\x90\x00\x03", "setup.exe: this is a program, not a contract (unsupported-format); " + supportedHint},
		{"a.gz", "\x1f\x8b\x08\x00", "a.gz: this is a gzip archive, not a contract (unsupported-format); " + supportedHint},
		{"a.xlsx", string(archiveOf(t, "[Content_Types].xml", "x", "xl/workbook.xml", "x")), "a.xlsx: this is an Excel workbook, not a contract (unsupported-format); save the sheet as PDF if it is part of the contract"},
		{"a.pptx", string(archiveOf(t, "ppt/presentation.xml", "x")), "a.pptx: this is a PowerPoint presentation, not a contract (unsupported-format); save it as PDF if it is part of the contract"},
		{"a.docx", string(archiveOf(t, "[Content_Types].xml", "x")), "a.docx: this is an Office file, but no Word document (not-a-docx); open it in its program and save it as .docx or PDF"},
		{"a.docx", string(wordFile(t, agreement))[:100], "a.docx: the archive is damaged or cut off: its directory cannot be read (damaged); get the file again from whoever sent it"},
		{"a.docx", compound("EncryptedPackage"), "a.docx: the Office document is encrypted (password-needed); give its password with --password-file, or open it in Word and save it without"},
		{"a.msg", compound("__substg1.0_001A"), "a.msg: this is an Outlook message (unsupported-format); save it as .eml, or save its attachments"},
		{"a.xls", compound("Workbook"), "a.xls: this is an old Excel workbook, not a contract (unsupported-format); save the sheet as PDF if it is part of the contract"},
		{"a.doc", "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>", "a.doc: this is an XML file, not a contract (unsupported-format); if Word opens it, save it from there as .docx"},
		{"a.zip", string(archiveOf(t, "logo.png", "\x89PNG\r\n\x1a\n....")), "a.zip: there is no contract among its 1 files (no-documents); " + supportedHint},
		{"a.zip", string(archiveOf(t)), "a.zip: there is no contract among its 0 files (no-documents); " + supportedHint},
		{"a.html", "<html><script>x</script></html>", "a.html: there are no words in it (no-text); check that it is the right file"},
	}
	for _, tt := range tests {
		docs, err := Read(context.Background(), Source{Name: tt.name, Data: []byte(tt.data)}, Options{})
		if err == nil || err.Error() != tt.want {
			t.Errorf("%d documents,\ngot  %v\nwant %s", len(docs), err, tt.want)
		}
	}
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "terms.txt")
	if err := os.WriteFile(path, []byte(agreement), 0o600); err != nil {
		t.Fatal(err)
	}
	docs, err := Read(context.Background(), Source{Path: path}, Options{})
	if err != nil || len(docs) != 1 || docs[0].Name != "terms.txt" {
		t.Fatalf("got %v, %v", docs, err)
	}
	tests := []struct {
		path string
		want fault.Code
	}{
		{filepath.Join(dir, "none.txt"), fault.NotFound},
		{dir, fault.Unsupported},
		{os.DevNull, fault.NotReadable},
	}
	for _, tt := range tests {
		if _, err := Read(context.Background(), Source{Path: tt.path}, Options{}); fault.CodeOf(err) != tt.want {
			t.Errorf("%s: got %v, want %s", tt.path, err, tt.want)
		}
	}
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(path); err == nil {
		t.Skip("this user may read everything")
	}
	if _, err := Read(context.Background(), Source{Path: path}, Options{}); fault.CodeOf(err) != fault.NotReadable {
		t.Errorf("no permission: %v", err)
	}
}

func names(docs []*contract.Document) string {
	var all []string
	for _, d := range docs {
		all = append(all, d.Name)
	}
	return strings.Join(all, " ")
}

func TestContainers(t *testing.T) {
	letter := "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\n\r\nPlease sign.\r\n" +
		"--b\r\nContent-Disposition: attachment; filename=terms.md\r\n\r\n# Terms\r\n" +
		"--b\r\nContent-Disposition: attachment; filename=logo.png\r\n\r\n\x89PNG\r\n\x1a\n\r\n--b--\r\n"
	inner := string(archiveOf(t, "deep/letter.eml", letter))
	tests := []struct {
		name string
		data string
		opt  Options
		docs string
		errs []fault.Code
	}{
		{"a.eml", letter, Options{}, "a.eml/terms.md", nil},
		{"a.eml", "From: a@example.com\r\nMessage-ID: <1>\r\n\r\nPlease sign.", Options{}, "a.eml", nil},
		{"a.zip", string(archiveOf(t, "b.txt", "text", "__MACOSX/b.txt", "x", ".hidden.txt", "x", "~$b.docx", "x", "c/d.pdf", "\x89PNG\r\n\x1a\n")), Options{}, "a.zip/b.txt", nil},
		{"a.zip", string(archiveOf(t, "in.zip", inner, "bad.docx", "PK\x03\x04bad")), Options{}, "a.zip/in.zip/deep/letter.eml/terms.md", []fault.Code{fault.Damaged}},
		{"a.zip", string(archiveOf(t, "in.zip", inner, "b.txt", "text")), Options{Limits: Limits{Depth: 2}}, "a.zip/b.txt", []fault.Code{fault.TooDeep}},
		{"a.zip", string(archiveOf(t, "b.txt", "text", "c.txt", "text", "d.txt", "text")), Options{Limits: Limits{Files: 2}}, "a.zip/b.txt a.zip/c.txt", []fault.Code{fault.TooLarge}},
		{"a.zip", string(archiveOf(t, "b.txt", strings.Repeat("word ", 4<<20))), Options{}, "", []fault.Code{fault.Suspicious}},
		{"a.zip", string(archiveOf(t, "b.txt", "text", "c.txt", strings.Repeat("x ", 1<<20))), Options{Limits: Limits{Unpacked: 1 << 20}}, "", []fault.Code{fault.TooLarge}},
	}
	for _, tt := range tests {
		docs, err := Read(context.Background(), Source{Name: tt.name, Data: []byte(tt.data)}, tt.opt)
		if got := names(docs); got != tt.docs {
			t.Errorf("%s: got %q, want %q (%v)", tt.name, got, tt.docs, err)
		}
		var codes []fault.Code
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				codes = append(codes, fault.CodeOf(e))
			}
		} else if err != nil {
			codes = append(codes, fault.CodeOf(err))
		}
		if fmt.Sprint(codes) != fmt.Sprint(tt.errs) {
			t.Errorf("%s: got errors %v, want %v", tt.name, err, tt.errs)
		}
		for _, d := range docs {
			if broken := d.Check(); broken != "" {
				t.Errorf("%s: %s", d.Name, broken)
			}
		}
	}
}

func TestLongLettersAreNamed(t *testing.T) {
	for words, want := range map[int]int{10: 0, 200: 1} {
		letter := "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + strings.Repeat("word ", words) +
			"\r\n--b\r\nContent-Disposition: attachment; filename=terms.md\r\n\r\n# Terms\r\n--b--\r\n"
		docs, err := Read(context.Background(), Source{Name: "a.eml", Data: []byte(letter)}, Options{})
		if err != nil || len(docs) != 1 || len(docs[0].Warnings) != want {
			t.Errorf("%d words: got %v, %v", words, docs, err)
		}
	}
}

// TestArchivesOfArchives reads an archive that holds itself, as far as the limit.
func TestArchivesOfArchives(t *testing.T) {
	data := archiveOf(t, "b.txt", "text")
	for range 20 {
		data = archiveOf(t, "a.zip", string(data))
	}
	if _, err := Read(context.Background(), Source{Name: "a.zip", Data: data}, Options{}); fault.CodeOf(err) != fault.TooDeep {
		t.Errorf("got %v", err)
	}
}

func TestLimitsOfSizeAndTime(t *testing.T) {
	src := Source{Name: "a.txt", Data: []byte(agreement)}
	if _, err := Read(context.Background(), src, Options{Limits: Limits{File: 10}}); fault.CodeOf(err) != fault.TooLarge {
		t.Errorf("size: %v", err)
	}
	word := Source{Name: "a.docx", Data: wordFile(t, agreement)}
	if _, err := Read(context.Background(), word, Options{Limits: Limits{Time: time.Nanosecond}}); fault.CodeOf(err) != fault.Timeout {
		t.Errorf("time: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, word, Options{}); fault.CodeOf(err) != fault.Cancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestRevisionsReachTheReader(t *testing.T) {
	data := archiveOf(t, "word/document.xml", `<w:document xmlns:w="x"><w:body><w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p></w:body></w:document>`)
	for revisions, want := range map[Revisions]string{"": "new", Accepted: "new", Original: "old"} {
		docs, err := Read(context.Background(), Source{Name: "a.docx", Data: data}, Options{Revisions: revisions})
		if err != nil || docs[0].Text != want {
			t.Errorf("%q: got %v, %v", revisions, docs, err)
		}
	}
}

func TestLanguage(t *testing.T) {
	german := "Dieser Vertrag wird zwischen dem Anbieter und dem Kunden geschlossen. Der Anbieter erbringt die Leistungen mit der Sorgfalt eines ordentlichen Kaufmanns, und der Kunde zahlt die Vergütung innerhalb von dreißig Tagen nach Erhalt der Rechnung."
	french := "Le présent contrat est conclu entre le prestataire et le client. Le prestataire fournit les services avec la diligence requise, et le client paie les honoraires dans un délai de trente jours à compter de la réception de chaque facture."
	chinese := "本合同由供应商与客户签订。供应商应以合理的谨慎提供服务，客户应在收到每张发票后三十日内支付订单中规定的费用。任何一方均可在另一方严重违约时终止本合同。"
	tests := []struct{ text, want string }{
		{agreement, "en"}, {german, "de"}, {french, "fr"}, {chinese, "zh"},
		{"Terms", ""}, {"1 2 3 4 5", ""},
		{strings.Repeat(agreement+"\n\n", 5) + german, "en"},
	}
	for _, tt := range tests {
		docs, err := Read(context.Background(), Source{Name: "a.txt", Data: []byte(tt.text)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		warned := len(docs[0].Warnings) == 1 && docs[0].Warnings[0].Code == "language-not-english"
		if docs[0].Language != tt.want || warned != (tt.want != "" && tt.want != "en") {
			t.Errorf("%.20q: got %q, %v; want %q", tt.text, docs[0].Language, docs[0].Warnings, tt.want)
		}
	}
}

// FuzzRead gives Read anything at all. LibreOffice and OCR are other programs and left out.
func FuzzRead(f *testing.F) {
	f.Add("a.docx", wordFile(f, agreement))
	f.Add("a.zip", archiveOf(f, "b.md", "# x", "c.eml", "From: a\n\nb"))
	f.Add("a.eml", []byte("From: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--"))
	f.Add("a.txt", []byte(agreement))
	f.Add("a.html", []byte("<ol><li>a<table><td>b"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		if k, err := detect(name, data); err == nil && (k == kindDOC || k == kindODT || k == kindRTF || k == kindPDF) {
			return // PDFs have a fuzz target of their own
		}
		docs, err := Read(context.Background(), Source{Name: name, Data: data}, Options{NoOCR: true, Limits: Limits{Files: 20, Unpacked: 4 << 20, Time: 10 * time.Second}})
		if err != nil && fault.CodeOf(err) == "" {
			t.Fatalf("an error without a code: %v", err)
		}
		for _, d := range docs {
			if broken := d.Check(); broken != "" {
				t.Fatal(broken)
			}
		}
	})
}
