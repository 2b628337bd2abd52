package pdf

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/ingest/fault"
	"parley/internal/ingest/fidelity"
)

// scanned makes a picture of each page of a PDF, and a PDF of the pictures.
func scanned(t *testing.T, data []byte) []byte {
	t.Helper()
	for _, p := range []string{"pdftoppm", "tesseract"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	path := filepath.Join(t.TempDir(), "in.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	pgm, err := exec.Command("pdftoppm", "-r", "150", "-gray", "-f", "1", "-l", "1", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var width, height, levels int
	if _, err := fmt.Fscanf(bytes.NewReader(pgm), "P5\n%d %d\n%d\n", &width, &height, &levels); err != nil {
		t.Fatal(err)
	}
	s := newSample()
	picture := s.flate(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray", width, height), string(pgm[len(pgm)-width*height:]))
	s.page("595 0 0 842 0 0 cm /Im Do", fmt.Sprintf("/Resources << /XObject << /Im %d 0 R >> >>", picture))
	return s.bytes()
}

// TestScan recognises a scanned page, in this process and isolated.
func TestScan(t *testing.T) {
	original := longContract(1).bytes()
	scan := scanned(t, original)
	want := readBytes(t, original)
	doc, err := Read(context.Background(), scan, Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, doc)
	if s := fidelity.Compare(doc.Text, want.Text); s.Token < 0.95 || s.Bigram < 0.9 {
		t.Errorf("token %.3f bigram %.3f:\n%s", s.Token, s.Bigram, doc.Text)
	}
	if len(body(doc)) == 0 || strings.Count(body(doc), "\n") != strings.Count(body(want), "\n") {
		t.Errorf("paragraphs:\n%s\nwant:\n%s", body(doc), body(want))
	}
	if !doc.Pages[0].OCR || doc.Pages[0].Conf < 0.8 {
		t.Errorf("page = %+v", doc.Pages[0])
	}
	again, err := isolated(t, Limits{}).Read(context.Background(), scan, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Text != doc.Text || !again.Pages[0].OCR {
		t.Error("read isolated, it differs")
	}
}

// TestScanWithoutPrograms names what to install, in this process and isolated.
func TestScanWithoutPrograms(t *testing.T) {
	scan := scanned(t, longContract(1).bytes())
	iso := isolated(t, Limits{})
	t.Setenv("PATH", t.TempDir())
	for name, read := range map[string]func() error{
		"in process": func() error { _, err := Read(context.Background(), scan, Options{}); return err },
		"isolated":   func() error { _, err := iso.Read(context.Background(), scan, Options{}); return err },
	} {
		if err := read(); fault.CodeOf(err) != fault.NoTextLayer || !strings.Contains(err.Error(), "tesseract-ocr") {
			t.Errorf("%s: error = %v, want code %s and what to install", name, err, fault.NoTextLayer)
		}
	}
}
