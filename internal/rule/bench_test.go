package rule

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
	"parley/rules"
)

// shared finds the folder of real contracts that are measured on, which is no part of
// the repository.
func shared(t testing.TB) string {
	dir := os.Getenv("PARLEY_SHARED")
	if dir == "" {
		wd, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for ; ; wd = filepath.Dir(wd) {
			if _, err := os.Stat(filepath.Join(wd, "go.mod")); err == nil {
				dir = filepath.Join(filepath.Dir(wd), "shared")
				break
			}
			if wd == filepath.Dir(wd) {
				break
			}
		}
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the folder of real contracts is not here")
	}
	return dir
}

// realTexts gives some megabytes of real contracts.
func realTexts(t testing.TB, limit int) []string {
	files, err := filepath.Glob(filepath.Join(shared(t), "cuad", "txt", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("no contracts as text")
	}
	sort.Strings(files)
	var out []string
	for i, size := 0, 0; i < len(files) && size < limit; i++ {
		b, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.ToValidUTF8(string(b), " "))
		size += len(b)
	}
	return out
}

// BenchmarkApply measures cutting a text into words and judging it by the shipped
// playbook; the outline is made before.
func BenchmarkApply(b *testing.B) {
	set, err := Load(rules.FS)
	if err != nil {
		b.Skip("the shipped playbook does not load")
	}
	benchmarkSet(b, set)
}

// BenchmarkRules measures how the cost grows with the number of rules.
func BenchmarkRules(b *testing.B) {
	for _, n := range []int{50, 100, 200, 500} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			set, err := Load(generated(n))
			if err != nil {
				b.Fatal(err)
			}
			benchmarkSet(b, set)
		})
	}
}

func benchmarkSet(b *testing.B, set *Set) {
	texts := realTexts(b, 4<<20)
	docs := make([]*contract.Document, len(texts))
	outlines := make([]*contract.Outline, len(texts))
	size := 0
	for i, text := range texts {
		docs[i] = document("t.txt", text)
		outlines[i] = sketch(docs[i])
		size += len(text)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		for i := range docs {
			text := query.NewText(docs[i], outlines[i], quantity.Scan(docs[i].Text))
			if _, err := set.Apply(text, contract.Deal{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// generated makes a playbook of n rules whose words are drawn from those of contracts.
func generated(n int) fstest.MapFS {
	verbs := strings.Fields("deliver invoice terminate notify assign indemnify insure audit inspect encrypt delete return store transfer train screen test patch report certify renew suspend licence escrow publish govern arbitrate renew amend cure")
	nouns := strings.Fields("goods services data software records premises personnel invoices fees taxes trademarks patents copyrights royalties equipment territory products documents employees subcontractors affiliates liability insurance damages losses claims notices consent approval confidentiality")
	fsys := fstest.MapFS{}
	for i := range n {
		a, c, d := verbs[i%len(verbs)], nouns[(i*7+i/31)%len(nouns)], nouns[(i*11+3)%len(nouns)]
		id := fmt.Sprintf("supplier/r%03d", i)
		fsys[id+".yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, `
id: %s
topic: t%03d
title: Rule %d
why: A generated rule.
find:
  - '(%s OR %s%d*) /8 (%s OR "%s of the %s") /s (shall OR must) /s {deadline:duration}'
  - '"%s the %s" notafter/4 not'
unless: ['%s /3 %s']
read:
  obligor: party
  kinds: {x: ['%s'], y: ['%s OR %s']}
ladder:
  - {stance: preferred, when: "deadline >= %d days && kinds == 'x'"}
  - {stance: negotiate}
`, id, i, i, a, c[:3], i, c, c, d, a, d, c, d, d, a, c, i%90+1)}
	}
	return fsys
}

// sketch is a rough outline for benchmarks: a clause a paragraph, a sentence a full
// stop.
func sketch(doc *contract.Document) *contract.Outline {
	o := &contract.Outline{Kind: "other"}
	for _, b := range doc.Blocks {
		c := len(o.Clauses)
		o.Clauses = append(o.Clauses, contract.Clause{ID: fmt.Sprintf("c%d", c+1), Parent: -1, Level: 1, Span: b.Span, Own: b.Span})
		at := b.Start
		for at < b.End {
			end := b.End
			if n := strings.Index(doc.Text[at:b.End], ". "); n >= 0 {
				end = at + n + 1
			}
			o.Sentences = append(o.Sentences, contract.Sentence{Span: contract.Span{Start: at, End: end}, Clause: c})
			for at = end; at < b.End && doc.Text[at] == ' '; at++ {
			}
		}
	}
	return o
}
