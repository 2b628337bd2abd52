package ingest

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
	"parley/internal/ingest/archive"
	"parley/internal/ingest/docx"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/text"
)

// kind is a format that can be read.
type kind string

const (
	kindPDF      kind = "pdf"
	kindDOCX     kind = "docx"
	kindDOC      kind = "doc"
	kindODT      kind = "odt"
	kindRTF      kind = "rtf"
	kindPlain    kind = "txt"
	kindMarkdown kind = "md"
	kindRST      kind = "rst"
	kindHTML     kind = "html"
	kindMail     kind = "eml"
	kindZip      kind = "zip"
	kindLocked   kind = "locked" // an encrypted Office file, of whatever kind
)

// container reports whether files of this kind hold other files.
func (k kind) container() bool { return k == kindMail || k == kindZip }

// name is the kind in words.
func (k kind) name() string {
	switch k {
	case kindPDF:
		return "a PDF"
	case kindDOCX:
		return "a Word document"
	case kindDOC:
		return "an old Word document"
	case kindODT:
		return "an OpenDocument text"
	case kindRTF:
		return "a rich text file"
	case kindHTML:
		return "a web page"
	case kindMail:
		return "a mail"
	case kindZip:
		return "a zip archive"
	}
	return "plain text"
}

// extensions are the endings that say which format a file is in.
var extensions = map[string]kind{
	".pdf": kindPDF, ".docx": kindDOCX, ".docm": kindDOCX, ".dotx": kindDOCX, ".dotm": kindDOCX,
	".doc": kindDOC, ".dot": kindDOC, ".odt": kindODT, ".ott": kindODT, ".rtf": kindRTF,
	".txt": kindPlain, ".text": kindPlain, ".md": kindMarkdown, ".markdown": kindMarkdown, ".rst": kindRST,
	".html": kindHTML, ".htm": kindHTML, ".xhtml": kindHTML, ".eml": kindMail, ".zip": kindZip,
}

const supportedHint = "Parley reads PDF, Word (docx, docm), text, Markdown, reStructuredText, HTML, mail (eml) and zip, and doc, odt and rtf where LibreOffice is installed"

// detect tells the format of a file by its first bytes, and for text, where those do
// not tell, by its name. Its error is a *fault.Error that says what the file is instead.
func detect(name string, data []byte) (kind, error) {
	if len(bytes.TrimSpace(data[:min(len(data), 4096)])) == 0 && len(bytes.TrimSpace(data)) == 0 {
		return "", fault.New(fault.Empty, emptyText(data), "get the file again: it may have been cut off on its way")
	}
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return kindPDF, nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return detectZip(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return detectCompound(data)
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
		return kindRTF, nil
	}
	if what := foreign(data); what != "" {
		return "", fault.New(fault.Unsupported, "this is "+what+", not a contract", supportedHint)
	}
	words, ok := text.Decode(data)
	switch said := extensions[ext]; {
	case !ok && said == kindPDF:
		return "", fault.New(fault.NotAPDF, "the name says PDF, but it is none", "get the file again: it may have been damaged on its way")
	case !ok:
		return "", fault.New(fault.Unsupported, "the file is no text and of no format known here", supportedHint)
	case said == kindPDF && len(data) < 1024:
		return "", fault.New(fault.NotAPDF, fmt.Sprintf("the name says PDF, but it is %d bytes of text", len(data)), "get the file again: it may be an error message that was saved in its place")
	}
	k := detectText(words, extensions[ext])
	if strings.HasPrefix(strings.TrimLeft(words[:min(len(words), 64)], "\ufeff \t\r\n"), "<?xml") && k != kindHTML {
		return "", fault.New(fault.Unsupported, "this is an XML file, not a contract", "if Word opens it, save it from there as .docx")
	}
	return k, nil
}

func emptyText(data []byte) string {
	if len(data) == 0 {
		return "the file is empty (0 bytes)"
	}
	return "the file holds nothing but white space"
}

// detectZip tells the formats that are zip archives apart.
func detectZip(data []byte) (kind, error) {
	z, err := archive.Open(data, archive.Limits{Files: 20000})
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	if mime, err := z.Read(ctx, "mimetype"); err == nil && z.Has("content.xml") {
		if bytes.HasPrefix(mime, []byte("application/vnd.oasis.opendocument.text")) {
			return kindODT, nil
		}
		return "", fault.New(fault.Unsupported, "this is an OpenDocument file, but no text", "save it as PDF")
	}
	switch {
	case z.Has("word/document.xml"), isWord(ctx, z):
		return kindDOCX, nil
	case z.Has("xl/workbook.xml"), z.Has("xl/workbook.bin"):
		return "", fault.New(fault.Unsupported, "this is an Excel workbook, not a contract", "save the sheet as PDF if it is part of the contract")
	case z.Has("ppt/presentation.xml"):
		return "", fault.New(fault.Unsupported, "this is a PowerPoint presentation, not a contract", "save it as PDF if it is part of the contract")
	case z.Has("[Content_Types].xml"):
		return "", fault.New(fault.NotADOCX, "this is an Office file, but no Word document", "open it in its program and save it as .docx or PDF")
	case z.Has("META-INF/container.xml"):
		return "", fault.New(fault.Unsupported, "this is an e-book", "save it as PDF")
	case z.Has("META-INF/MANIFEST.MF"):
		return "", fault.New(fault.Unsupported, "this is a program (Java archive), not a contract", supportedHint)
	}
	return kindZip, nil
}

var mainType = regexp.MustCompile(`ContentType\s*=\s*["']([^"']+\.main\+xml)["']`)

// isWord reports whether a package's content types name a Word document's main part.
func isWord(ctx context.Context, z *archive.Archive) bool {
	const limit = 1 << 20
	for _, e := range z.Entries() {
		if strings.EqualFold(e.Name, "[Content_Types].xml") && e.Size <= limit {
			types, _ := e.Read(ctx)
			for _, m := range mainType.FindAllSubmatch(types, -1) {
				if docx.IsMainType(string(m[1])) {
					return true
				}
			}
		}
	}
	return false
}

// detectCompound tells the formats of OLE compound files apart by the names in their
// directory, which are in UTF-16.
func detectCompound(data []byte) (kind, error) {
	has := func(stream string) bool {
		wide := make([]byte, 0, 2*len(stream))
		for i := range len(stream) {
			wide = append(wide, stream[i], 0)
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case has("EncryptedPackage"):
		return kindLocked, nil
	case has("WordDocument"):
		return kindDOC, nil
	case has("Workbook"):
		return "", fault.New(fault.Unsupported, "this is an old Excel workbook, not a contract", "save the sheet as PDF if it is part of the contract")
	case has("PowerPoint Document"):
		return "", fault.New(fault.Unsupported, "this is an old PowerPoint presentation, not a contract", "save it as PDF if it is part of the contract")
	case has("__substg1.0"):
		return "", fault.New(fault.Unsupported, "this is an Outlook message", "save it as .eml, or save its attachments")
	}
	return "", fault.New(fault.Unsupported, "this is an Office file of a kind not known here", supportedHint)
}

// magics are the first bytes of files that are certainly no contracts.
var magics = []struct{ magic, what string }{
	{"\x89PNG\r\n\x1a\n", "a picture (PNG)"},
	{"\xff\xd8\xff", "a picture (JPEG)"},
	{"GIF87a", "a picture (GIF)"},
	{"GIF89a", "a picture (GIF)"},
	{"II*\x00", "a picture (TIFF)"},
	{"MM\x00*", "a picture (TIFF)"},
	{"BM", "a picture (BMP)"},
	{"8BPS", "a picture (Photoshop)"},
	{"\x7fELF", "a program"},
	{"MZ", "a program"},
	{"\xcf\xfa\xed\xfe", "a program"},
	{"\xca\xfe\xba\xbe", "a program"},
	{"\x00asm", "a program"},
	{"\x1f\x8b", "a gzip archive"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"BZh", "a bzip2 archive"},
	{"\xfd7zXZ\x00", "an xz archive"},
	{"\x28\xb5\x2f\xfd", "a zstd archive"},
	{"ID3", "a sound file"},
	{"OggS", "a sound file"},
	{"SQLite format 3\x00", "a database"},
	{"%!PS", "a PostScript file"},
	{"!BDN", "an Outlook mailbox"},
}

// foreign says what a file of a format that is not read is, or "".
func foreign(data []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.magic)) {
			// Two or three letters may well begin a text.
			letters := len(m.magic) <= 3 && m.magic[0] < utf8.RuneSelf
			if _, ok := text.Decode(data); !letters || !ok {
				return m.what
			}
		}
	}
	if len(data) > 12 {
		switch {
		case string(data[4:8]) == "ftyp":
			if brand := string(data[8:12]); brand == "heic" || brand == "mif1" || brand == "avif" {
				return "a picture (HEIC)"
			}
			return "a film"
		case string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
			return "a picture (WebP)"
		case string(data[:4]) == "RIFF":
			return "a sound or film file"
		case len(data) > 262 && string(data[257:262]) == "ustar":
			return "a tar archive"
		}
	}
	return ""
}

var (
	htmlStart = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b`)
	mailStart = regexp.MustCompile(`(?i)^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}`)
)

// detectText tells the formats that are text apart. HTML and mail show by their
// beginning; for the others only the name can tell.
func detectText(words string, said kind) kind {
	head := strings.TrimLeft(strings.ReplaceAll(words[:min(len(words), 8<<10)], "\r\n", "\n"), "\ufeff \t\n")
	switch {
	case htmlStart.MatchString(head):
		return kindHTML
	case isMail(head, said):
		return kindMail
	case said == kindMarkdown, said == kindRST, said == kindHTML:
		return said
	}
	return kindPlain
}

// isMail reports whether a text begins with a mail's header: a contract that begins
// with "From: …" is not one.
func isMail(head string, said kind) bool {
	if !mailStart.MatchString(head) {
		return false
	}
	end := strings.Index(head, "\n\n")
	if end < 0 {
		end = len(head)
	}
	m, err := mail.ReadMessage(strings.NewReader(head[:end] + "\n\n"))
	if err != nil {
		return false
	}
	if m.Header.Get("MIME-Version") != "" || m.Header.Get("Message-ID") != "" || m.Header.Get("Received") != "" {
		return m.Header.Get("From") != "" || m.Header.Get("Subject") != "" || m.Header.Get("Content-Type") != ""
	}
	return said == kindMail && m.Header.Get("From") != ""
}

// misnamed warns when a name says another format than the file is in.
func misnamed(k kind, name string) (contract.Warning, bool) {
	ext := strings.ToLower(filepath.Ext(name))
	said, known := extensions[ext]
	text := func(k kind) bool { return k == kindPlain || k == kindMarkdown || k == kindRST || k == kindHTML }
	if !known || said == k || text(said) && text(k) {
		return contract.Warning{}, false
	}
	return contract.Warning{Code: "misnamed", Text: fmt.Sprintf("The name ends in %s, but the file is %s; it was read as that.", ext, k.name())}, true
}
