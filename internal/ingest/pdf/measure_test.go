package pdf

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/fidelity"
)

// sharedDir finds the folder of real contracts, which is not part of the repository.
func sharedDir(t testing.TB, sub string) string {
	t.Helper()
	root := os.Getenv("PARLEY_SHARED")
	for dir, _ := os.Getwd(); root == "" && dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			root = filepath.Join(filepath.Dir(dir), "shared")
		}
	}
	dir := filepath.Join(root, sub)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("real contracts are not here: %v", err)
	}
	return dir
}

// readFile reads a PDF as the tests do.
func readFile(t testing.TB, path string) (*contract.Document, error) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), data, Options{Name: filepath.Base(path), NoOCR: true})
}

// measured is how one file was read.
type measured struct {
	name string
	fidelity.Score
	pages int
	err   error
}

// measure reads every PDF of dir and scores it against reference's text.
func measure(t *testing.T, dir string, reference func(path string) (string, bool)) []measured {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(dir, "*.pdf"))
	var out []measured
	pages, spent := 0, time.Duration(0)
	for _, path := range paths {
		want, ok := reference(path)
		if !ok {
			continue
		}
		start := time.Now()
		doc, err := readFile(t, path)
		spent += time.Since(start)
		m := measured{name: filepath.Base(path), err: err}
		if err == nil {
			if s := doc.Check(); s != "" {
				t.Errorf("%s: %s", m.name, s)
			}
			m.Score, m.pages = fidelity.Compare(pageText(doc), want), len(doc.Pages)
			pages += m.pages
		}
		out = append(out, m)
	}
	t.Logf("%d files, %d pages, %.0f pages/s", len(out), pages, float64(pages)/spent.Seconds())
	return out
}

// pageText puts a document's text back into the order of its pages, as the references
// have it: heads, feet and notes where they stand among the words of the body.
func pageText(doc *contract.Document) string {
	insert := map[int]string{} // by offset in the body
	for _, b := range doc.Blocks {
		if b.Kind.Body() || b.Page == 0 {
			continue
		}
		at := doc.BodyEnd
		if b.Page < len(doc.Pages) {
			at = doc.Pages[b.Page].Start
		}
		if boxes := doc.BoxesOf(b.Span); len(boxes) > 0 && b.Kind == contract.Furniture {
			for _, w := range doc.Boxes {
				if w.Start < doc.BodyEnd && w.Page == b.Page && w.Y0 >= boxes[0].Y1 {
					at = w.Start
					break
				}
			}
		}
		insert[at] += "\n" + b.Cut(doc.Text) + "\n"
	}
	var sb strings.Builder
	last := 0
	for _, at := range slices.Sorted(maps.Keys(insert)) {
		sb.WriteString(doc.Text[last:at] + insert[at])
		last = at
	}
	return sb.String() + doc.Text[last:doc.BodyEnd]
}

// report logs the means and every file below low, and returns the means.
func report(t *testing.T, all []measured, low fidelity.Score) (mean fidelity.Score) {
	t.Helper()
	n := 0.0
	for _, m := range all {
		if m.err != nil {
			t.Logf("%-60.60s refused: %v", m.name, m.err)
			continue
		}
		n++
		mean.Token += m.Token
		mean.Bigram += m.Bigram
		if os.Getenv("PARLEY_ALL") != "" || m.Token < low.Token || m.Bigram < low.Bigram {
			t.Logf("%-60.60s token %.4f bigram %.4f", m.name, m.Token, m.Bigram)
		}
	}
	mean.Token /= n
	mean.Bigram /= n
	t.Logf("mean of %.0f: token %.4f bigram %.4f", n, mean.Token, mean.Bigram)
	return mean
}

func TestFidelityCUAD(t *testing.T) {
	dir := sharedDir(t, "cuad")
	all := measure(t, filepath.Join(dir, "pdf"), func(path string) (string, bool) {
		name := strings.TrimSuffix(filepath.Base(path), ".pdf") + ".txt"
		b, err := os.ReadFile(filepath.Join(dir, "txt", name))
		return string(b), err == nil
	})
	mean := report(t, all, fidelity.Score{Token: 0.999, Bigram: 0.99})
	if mean.Token < 0.999 || mean.Bigram < 0.995 {
		t.Errorf("mean token %.4f, bigram %.4f; want at least 0.999 and 0.995", mean.Token, mean.Bigram)
	}
	for _, m := range all {
		if m.err != nil || m.Token < 0.9 {
			t.Errorf("%s: token %.4f, error %v", m.name, m.Token, m.err)
		}
	}
}

func TestFidelityReal(t *testing.T) {
	for _, sub := range []string{"real/pdf", "gold/documents"} {
		t.Run(strings.ReplaceAll(sub, "/", "-"), func(t *testing.T) {
			dir := sharedDir(t, sub)
			if _, err := exec.LookPath("pdftotext"); err != nil {
				t.Skip("pdftotext is not installed")
			}
			all := measure(t, dir, func(path string) (string, bool) {
				b, err := exec.Command("pdftotext", path, "-").Output()
				return string(b), err == nil
			})
			report(t, all, fidelity.Score{Token: 0.99, Bigram: 0.95})
		})
	}
}

// TestPagesReal checks page by page that the words of the gold documents stand on the
// pages that their boxes, and PageAt, say.
func TestPagesReal(t *testing.T) {
	dir := sharedDir(t, "gold/documents")
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "*.pdf"))
	for _, path := range paths {
		doc, err := readFile(t, path)
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, doc)
		words := make([]strings.Builder, len(doc.Pages)+1)
		for _, b := range doc.Boxes {
			words[b.Page].WriteString(b.Cut(doc.Text) + " ")
			if p := doc.Pages[b.Page-1]; b.X0 < -20 || b.Y0 < -20 || float64(b.X1) > p.Width+20 || float64(b.Y1) > p.Height+20 {
				t.Errorf("%s: the box of %q, %+v, is off its page of %.0f by %.0f", doc.Name, b.Cut(doc.Text), b, p.Width, p.Height)
			}
		}
		for i := range doc.Pages {
			number := fmt.Sprint(i + 1)
			want, err := exec.Command("pdftotext", "-f", number, "-l", number, path, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			if s := fidelity.Compare(words[i+1].String(), string(want)); s.Token < 0.95 {
				t.Errorf("%s page %d: token F1 %.3f", doc.Name, i+1, s.Token)
			}
		}
	}
}

// TestDump prints a document's blocks for the eye: PARLEY_DUMP=file.pdf go test -run Dump -v
func TestDump(t *testing.T) {
	path := os.Getenv("PARLEY_DUMP")
	if path == "" {
		t.Skip("PARLEY_DUMP names no file")
	}
	doc, err := readFile(t, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range doc.Blocks {
		bold := ""
		if b.Bold {
			bold = " bold"
		}
		cell := ""
		if b.Table > 0 {
			cell = fmt.Sprintf(" t%d r%d c%d", b.Table, b.Row, b.Col)
		}
		fmt.Printf("[p%d %s %.1f in%.0f%s%s] %s\n", b.Page, b.Kind, b.Size, b.Indent, bold, cell, b.Cut(doc.Text))
	}
	for _, w := range doc.Warnings {
		fmt.Printf("warning %s: %s\n", w.Code, w.Text)
	}
}
