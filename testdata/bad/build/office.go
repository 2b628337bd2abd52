package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
)

// entry is one file of an archive.
type entry struct {
	name string
	data []byte
}

// zipped writes entries as a zip archive.
func zipped(entries ...entry) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: fileTime})
		if err == nil {
			_, err = w.Write(e.data)
		}
		if err != nil {
			panic(err) // a bytes.Buffer never fails to write
		}
	}
	z.Close()
	return out.Bytes()
}

const wordMain = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// word writes a Word document whose body holds the XML given; prolog stands before the
// root element.
func word(prolog, body string, extra ...entry) []byte {
	parts := []entry{
		{"[Content_Types].xml", []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`)},
		{"_rels/.rels", []byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`)},
		{"word/document.xml", []byte(prolog + `<w:document xmlns:w="` + wordMain + `"><w:body>` + body + `</w:body></w:document>`)},
	}
	return zipped(append(parts, extra...)...)
}

// para is one paragraph.
func para(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

// officeFiles are the bad Word files and archives.
func officeFiles(goodDOCX, goodPDF []byte) ([]file, error) {
	clause := para("1. The Supplier shall deliver the Goods within ten (10) days.")
	laughs := `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "The Supplier shall indemnify. ">`
	for i := 'b'; i <= 'i'; i++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 10))
	}
	nested := entry{"inner.txt", []byte("The Supplier shall deliver.")}
	for i := range 8 {
		nested = entry{fmt.Sprintf("level%d.zip", i), zipped(nested)}
	}
	const tables = 20_000
	sheet := zipped(
		entry{"[Content_Types].xml", []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)},
		entry{"xl/workbook.xml", []byte(`<workbook/>`)})
	broken, err := breakPart(goodDOCX, "word/document.xml")
	if err != nil {
		return nil, err
	}
	return []file{
		{"empty.docx", "empty-file", "0 bytes", nil},
		{"cut-half.docx", "damaged", "the first half of a DOCX: its directory is gone", goodDOCX[:len(goodDOCX)/2]},
		{"broken-xml.docx", "warned|damaged", "the main part's XML stops in the middle of a tag", broken},
		{"no-main-part.docx", "not-a-docx", "an Office package without a document in it", zipped(entry{"[Content_Types].xml", []byte("<Types/>")}, entry{"docProps/core.xml", []byte("<x/>")})},
		{"workbook-named.docx", "unsupported-format", "an Excel workbook", sheet},
		{"picture-named.docx", "unsupported-format", "a PNG picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00")},
		{"pdf-named.docx", "warned", "a PDF: read as what it is, with a warning", goodPDF},
		{"docx-named.pdf", "warned", "a DOCX: read as what it is, with a warning", goodDOCX},
		{"no-words.docx", "no-text", "a Word document of empty paragraphs", word("", strings.Repeat("<w:p/>", 40))},
		{"zip-bomb.docx", "suspicious-archive|too-large", "a main part that unpacks to 300 MiB of spaces", word("", "<w:p>"+strings.Repeat(" ", 300<<20)+"</w:p>")},
		{"entities.docx", "damaged|too-large", "XML entities that expand a hundred million times", word(laughs+"]>", para("&i;"))},
		{"deep-tables.docx", "too-deep", "tables nested 20,000 deep", word("", strings.Repeat("<w:tbl><w:tr><w:tc>", tables)+clause+strings.Repeat("</w:tc></w:tr></w:tbl>", tables))},
		{"two-main-parts.docx", "damaged", "two parts of one name, which programs read differently", word("", clause, entry{"word/document.xml", []byte("<w:document/>")})},
		{"password.docx", "password-needed", "a compound file with an encrypted package, as Word writes for a password", compound("EncryptionInfo", "EncryptedPackage")},
		{"nested-8-deep.zip", "too-deep", "an archive in an archive, eight times", nested.data},
		{"nothing-to-read.zip", "no-documents", "an archive of pictures", zipped(entry{"logo.png", []byte("\x89PNG\r\n\x1a\n")}, entry{"photo.jpg", []byte("\xff\xd8\xff\xe0")})},
		{"climbing-names.zip", "ok|suspicious-archive|no-documents", "names that climb out of the archive: nothing may be written", zipped(entry{"../../../../tmp/parley-was-here.txt", []byte("1. The Supplier shall deliver the Goods.")})},
	}, nil
}

// breakPart copies a zip archive and cuts one of its parts off after two thirds.
func breakPart(data []byte, name string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		part, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if f.Name == name {
			part = part[:len(part)/3]
			part = part[:bytes.LastIndexByte(part, '<')+4]
		}
		entries = append(entries, entry{f.Name, part})
	}
	return zipped(entries...), nil
}

// compound writes an OLE compound file whose root holds empty streams of the given
// names: enough for a reader to see what kind of file it is.
func compound(streams ...string) []byte {
	const sector = 512
	const end, free, fat = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
	header := make([]byte, sector)
	copy(header, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put16 := func(at int, v uint16) { binary.LittleEndian.PutUint16(header[at:], v) }
	put32 := func(at int, v uint32) { binary.LittleEndian.PutUint32(header[at:], v) }
	put16(24, 0x3E)
	put16(26, 3)
	put16(28, 0xFFFE)
	put16(30, 9)
	put16(32, 6)
	put32(44, 1)    // one sector of FAT
	put32(48, 1)    // the directory begins in sector 1
	put32(56, 4096) // smaller streams live in the mini stream
	put32(60, end)
	put32(68, end)
	put32(76, 0) // the FAT is sector 0
	for at := 80; at < sector; at += 4 {
		put32(at, free)
	}
	table := bytes.Repeat([]byte{0xFF}, sector)
	binary.LittleEndian.PutUint32(table[0:], fat)
	binary.LittleEndian.PutUint32(table[4:], end)
	directory := make([]byte, 0, sector)
	for i, name := range append([]string{"Root Entry"}, streams...) {
		item := make([]byte, 128)
		for j := range len(name) {
			item[2*j] = name[j]
		}
		binary.LittleEndian.PutUint16(item[64:], uint16(2*len(name)+2))
		item[66] = 2 // a stream
		if i == 0 {
			item[66] = 5 // the root
		}
		for at := 68; at < 80; at += 4 {
			binary.LittleEndian.PutUint32(item[at:], free)
		}
		binary.LittleEndian.PutUint32(item[116:], end)
		directory = append(directory, item...)
	}
	directory = append(directory, make([]byte, sector-len(directory))...)
	return slices.Concat(header, table, directory)
}
