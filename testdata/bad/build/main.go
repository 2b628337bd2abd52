// Build makes the damaged, misnamed and hostile files that readers must refuse, and
// expect.tsv, which says how.
//
// Run it from the repository's root, after the sample contracts have been made:
//
//	go run ./testdata/bad/build
//
// It needs qpdf and pdftoppm. The files are small and committed, so that tests need
// neither program.
package main

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

const (
	outputDir = "testdata/bad"
	goodPDF   = "testdata/contracts/dpa.pdf"
	goodDOCX  = "testdata/contracts/dpa.docx"

	// password opens the files that have one.
	password = "correct horse"
)

// fileTime is stamped on the entries of archives, so that a rebuild gives the same bytes.
var fileTime = time.Date(2026, 9, 14, 9, 0, 0, 0, time.UTC)

// file is one bad input.
type file struct {
	name   string
	expect string // the refusal's code, "ok" or "warned" when it is read; several are parted by "|"
	note   string
	data   []byte
}

func main() {
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func build() error {
	pdf, err := os.ReadFile(goodPDF)
	if err != nil {
		return err
	}
	docx, err := os.ReadFile(goodDOCX)
	if err != nil {
		return err
	}
	files := append(pdfFiles(pdf), textFiles()...)
	office, err := officeFiles(docx, pdf)
	if err != nil {
		return err
	}
	made, err := programFiles()
	if err != nil {
		return err
	}
	files = append(append(files, office...), made...)
	sort.Slice(files, func(i, j int) bool { return files[i].name < files[j].name })
	var table strings.Builder
	table.WriteString("# file\texpected\tnote\n")
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(outputDir, f.name), f.data, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&table, "%s\t%s\t%s\n", f.name, f.expect, f.note)
	}
	return os.WriteFile(filepath.Join(outputDir, "expect.tsv"), []byte(table.String()), 0o644)
}

// noise is n bytes that look like nothing, the same every time.
func noise(n int) []byte {
	source := rand.New(rand.NewPCG(7, 11))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(source.UintN(256))
	}
	out[0] = 0x01
	return out
}

// textFiles are the bad inputs that say they are text, mail or a web page.
func textFiles() []file {
	login := "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Sign in to view this document</h1>" +
		"<form><input name=user><input name=password type=password><button>Sign in</button></form>" +
		strings.Repeat("<p>Your session has expired. Please sign in again.</p>\n", 20) + "</body></html>\n"
	wide := []byte{0xFF, 0xFE}
	for _, r := range "1. The Supplier shall pay the Customer \u20AC 500.\n" {
		wide = append(wide, byte(r), byte(r>>8))
	}
	return []file{
		{"empty.txt", "empty-file", "0 bytes", nil},
		{"white-space.txt", "empty-file", "spaces, tabs and line ends only", []byte(strings.Repeat(" \t\r\n", 200))},
		{"noise.txt", "unsupported-format", "4 KB of noise", noise(4096)},
		{"program.txt", "unsupported-format", "a program", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 200)...)},
		{"utf-16.txt", "ok", "text in UTF-16 with a byte order mark", wide},
		{"latin-1.txt", "ok", "text in Latin-1 with letters that are no UTF-8", []byte("1. Le Fournisseur livrera les donn\xe9es \xe0 la soci\xe9t\xe9 dans un d\xe9lai de dix (10) jours.\n")},
		{"one-line.txt", "ok", "one line of 90,000 letters without a space", []byte(strings.Repeat("indemnify", 10_000) + "\n")},
		{"login-page-named.pdf", "warned|not-a-pdf", "a web page saved in a PDF's place", []byte(login)},
		{"no-contract.eml", "no-documents|no-text|ok", "a mail with nothing in it", []byte("From: a@example.com\r\nTo: b@example.com\r\nSubject: contract\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n\r\n")},
	}
}

// programFiles are the bad inputs that other programs make of the good PDF: encrypted
// copies and a scan.
func programFiles() ([]file, error) {
	work, err := os.MkdirTemp("", "bad")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	encrypt := func(args ...string) ([]byte, error) {
		out := filepath.Join(work, "out.pdf")
		args = append([]string{"--static-id", "--static-aes-iv", "--allow-weak-crypto", "--pages", goodPDF, "1-2", "--", goodPDF, "--encrypt"}, append(args, "--", out)...)
		if text, err := exec.Command("qpdf", args...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("qpdf: %w: %s", err, text)
		}
		return os.ReadFile(out)
	}
	var files []file
	for _, f := range []struct {
		name, expect, note string
		args               []string
	}{
		{"password-aes-256.pdf", "password-needed", "AES-256, the password is \"" + password + "\"", []string{password, "owner", "256"}},
		{"password-rc4-40.pdf", "password-needed", "RC4 with 40 bits, the same password", []string{password, "owner", "40"}},
		{"owner-password.pdf", "ok", "AES-256 with an empty user password: anyone may read it", []string{"", "owner", "256", "--print=none"}},
	} {
		data, err := encrypt(f.args...)
		if err != nil {
			return nil, err
		}
		files = append(files, file{f.name, f.expect, f.note, data})
	}
	scan, err := scanned(work)
	if err != nil {
		return nil, err
	}
	return append(files, file{"scan.pdf", "no-text-layer|ok", "a picture of a page: read where OCR is installed, else refused", scan}), nil
}

// scanned is a PDF that holds a picture of the good PDF's second page and no text.
func scanned(work string) ([]byte, error) {
	base := filepath.Join(work, "page")
	args := []string{"-r", "110", "-jpeg", "-jpegopt", "quality=60", "-f", "2", "-l", "2", "-singlefile", goodPDF, base}
	if text, err := exec.Command("pdftoppm", args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pdftoppm: %w: %s", err, text)
	}
	picture, err := os.ReadFile(base + ".jpg")
	if err != nil {
		return nil, err
	}
	size, err := jpeg.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	page := onePage("q 595 0 0 842 0 0 cm /Im Do Q")
	page[2] = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im 6 0 R >> >> >>"
	page = append(page, stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
		size.Width, size.Height), string(picture)))
	return page.file(""), nil
}
