package outline_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/outline"
)

// The same contract as DOCX and as PDF has the same tree: one is read from the numbering
// of the format, the other from what is printed.
func TestSameTreeFromWordAndPDF(t *testing.T) {
	words, err := filepath.Glob("../../testdata/contracts/*.docx")
	if err != nil || len(words) == 0 {
		t.Skip("no contracts in testdata")
	}
	for _, word := range words {
		pdf := strings.TrimSuffix(word, ".docx") + ".pdf"
		if found, _ := filepath.Glob(pdf); len(found) == 0 {
			continue
		}
		t.Run(filepath.Base(word), func(t *testing.T) {
			a, b := tree(t, word), tree(t, pdf)
			if len(a) < 10 {
				t.Fatalf("only %d clauses", len(a))
			}
			differ := 0
			for k := range a {
				if !b[k] {
					t.Logf("only in the DOCX: %s", k)
					differ++
				}
			}
			for k := range b {
				if !a[k] {
					t.Logf("only in the PDF: %s", k)
					differ++
				}
			}
			// A heading that the layout hides may be missing, a branch may not.
			if differ > 1 {
				t.Errorf("%d of %d clauses differ", differ, len(a))
			}
		})
	}
}

// tree gives the clauses of a file as "path heading", capitals folded, because Word prints
// some headings in capitals that the text has not.
func tree(t *testing.T, file string) map[string]bool {
	t.Helper()
	docs, err := ingest.Read(context.Background(), ingest.Source{Path: file}, ingest.Options{NoOCR: true})
	if err != nil {
		t.Fatal(err)
	}
	o := outline.Parse(docs[0], outline.Options{})
	out := map[string]bool{}
	for _, c := range o.Clauses {
		out[strings.ToLower(path(o, &c)+" "+c.Heading)] = true
	}
	return out
}

// path is a clause's number below its parents' headings.
func path(o *contract.Outline, c *contract.Clause) string {
	if c.Parent < 0 {
		return c.Path
	}
	p := &o.Clauses[c.Parent]
	if p.Path != "" {
		return c.Path
	}
	return p.Heading + " > " + c.Path
}
