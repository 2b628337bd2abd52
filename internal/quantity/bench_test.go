package quantity

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared finds the folder of contracts beside the repository; the test is skipped when
// there is none.
func shared(t testing.TB) string {
	dir := os.Getenv("PARLEY_SHARED")
	if dir == "" {
		wd, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(wd, "..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no shared contracts at " + dir)
	}
	return dir
}

func BenchmarkScan(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(shared(b), "cuad", "txt", "*.txt"))
	if err != nil {
		b.Fatal(err)
	}
	var texts []string
	size := 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, string(data))
		size += len(data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			Scan(text)
		}
	}
}

// The time must grow with the text, not with its square: hostile repetitions of the
// words that make the scanner look ahead.
func BenchmarkHostile(b *testing.B) {
	for _, phrase := range []string{
		"exceed fees ", "twenty ", "one and ", "1 to ", "(1(", "as soon as ", "5 times the ", "every ", "$[",
		"1,000,", "1.1.", "first (",
	} {
		text := strings.Repeat(phrase, 1<<20/len(phrase))
		b.Run(strings.TrimSpace(phrase), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Scan(text)
			}
		})
	}
}
