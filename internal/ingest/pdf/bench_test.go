package pdf

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkRead reads all PDFs of CUAD, and reports pages a second of one core.
func BenchmarkRead(b *testing.B) {
	paths, _ := filepath.Glob(filepath.Join(sharedDir(b, "cuad"), "pdf", "*.pdf"))
	var files [][]byte
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, data)
	}
	pages := 0
	for b.Loop() {
		for _, data := range files {
			doc, err := Read(context.Background(), data, Options{NoOCR: true})
			if err != nil {
				b.Fatal(err)
			}
			pages += len(doc.Pages)
		}
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
}
