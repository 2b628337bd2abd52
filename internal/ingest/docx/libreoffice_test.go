package docx

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/contract"
)

// shared is the folder of real contracts that measurements are made on. It lies next
// to the repository, or where PARLEY_SHARED says.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("PARLEY_SHARED")
	for up := ".."; dir == "" && len(up) < 40; up += "/.." {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			dir = filepath.Join(up, "..", "shared")
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "real")); err != nil {
		t.Skip("the shared contracts are not here")
	}
	return dir
}

// TestNumbersEqualLibreOffice compares every number with LibreOffice's text export of
// the same files. Lines that differ for another reason than the number are known:
// LibreOffice exports deleted text and the signs of footnotes, the reader does not.
func TestNumbersEqualLibreOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("needs LibreOffice, and takes half a minute")
	}
	dir := shared(t)
	files, err := filepath.Glob(filepath.Join(dir, "real", "docx", "*.docx"))
	if err != nil || len(files) == 0 {
		t.Skip("no Word files in the shared contracts")
	}
	out := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", "txt:Text", "--outdir", out}
	if log, err := exec.Command(soffice, append(args, files...)...).CombinedOutput(); err != nil {
		t.Skipf("LibreOffice: %v: %s", err, log)
	}
	numbers, equal := 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".docx")
		export, err := os.ReadFile(filepath.Join(out, name+".txt"))
		if err != nil {
			t.Logf("%s: LibreOffice does not read it", name)
			continue
		}
		lines := map[string]bool{}
		for _, l := range strings.Split(string(export), "\n") {
			lines[squeeze(l)] = true
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Read(context.Background(), data, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, b := range doc.Blocks {
			if b.Number == "" || b.Number == "•" || !b.Kind.Body() {
				continue
			}
			numbers++
			if lines[squeeze(b.Cut(doc.Text))] {
				equal++
			} else if b.Kind != contract.Furniture {
				t.Errorf("%s: %.80q is not in LibreOffice's export", name, b.Cut(doc.Text))
			}
		}
	}
	t.Logf("%d of %d numbers equal LibreOffice's", equal, numbers)
	if numbers < 1000 {
		t.Errorf("only %d numbers compared", numbers)
	}
}

// squeeze leaves out what the two exports write differently without meaning to.
func squeeze(s string) string {
	s = strings.NewReplacer("\u2011", "-", "\u2010", "-", "ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ', r == '\t', r == '\u00a0', r == '\u00ad', r == '\ufeff', r == '\r', r >= 0x2000 && r <= 0x200f, r >= 0xe000 && r <= 0xf8ff:
			return -1
		}
		return r
	}, s)
}

// BenchmarkRead reads a long agreement.
func BenchmarkRead(b *testing.B) {
	numbering := abstract("0", lvl(0, "decimal", "%1.", "")+lvl(1, "decimal", "%1.%2", "")) + num("1", "0", "")
	var body strings.Builder
	for range 500 {
		body.WriteString(item("1", "0", "Obligations"))
		for range 4 {
			body.WriteString(item("1", "1", strings.Repeat("The Supplier shall do as the Order says. ", 8)))
		}
	}
	data := word(b, body.String(), map[string]string{"numbering": numbering})
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), data, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
