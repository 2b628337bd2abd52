package outline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/contract"
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

// plain makes a Document of a text: one paragraph a line.
func plain(name, text string) *contract.Document {
	doc := &contract.Document{Name: name, Type: "txt", Text: text, BodyEnd: len(text)}
	for pos := 0; pos < len(text); {
		end := strings.IndexByte(text[pos:], '\n')
		if end < 0 {
			end = len(text) - pos
		}
		if strings.TrimSpace(text[pos:pos+end]) != "" {
			doc.Blocks = append(doc.Blocks, contract.Block{Span: contract.Span{Start: pos, End: pos + end}, Kind: contract.Paragraph})
		}
		pos += end + 1
	}
	return doc
}

func BenchmarkParse(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(shared(b), "cuad", "txt", "*.txt"))
	if err != nil {
		b.Fatal(err)
	}
	var docs []*contract.Document
	size := 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		docs = append(docs, plain(filepath.Base(f), strings.ToValidUTF8(string(data), "\ufffd")))
		size += len(data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, doc := range docs {
			Parse(doc, Options{})
		}
	}
}

// The time must grow with the text, not with its square.
func BenchmarkHostile(b *testing.B) {
	for _, phrase := range []string{
		"1. A\n", "(a) x;\n", "(i) ", "“", "(“A” ", "Section 1.1(a), ", "• x\n", "A means B. ", "1.1.1 Term. x\n",
		"Exhibit A\n", "between X Inc. (“X”) and ", "....1\n", "; ", "clauses 1 to 30, ", "THIS. ",
	} {
		text := strings.Repeat(phrase, 1<<18/len(phrase))
		doc := plain("hostile.txt", text)
		b.Run(strings.TrimSpace(phrase), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Parse(doc, Options{})
			}
		})
	}
}
