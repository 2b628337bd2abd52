package library

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// cuadEntries makes entries of the paragraphs of some of CUAD's contracts. To have
// every kind of entry, some paragraphs read on from the one before as their lead-in,
// and topics, laws and parties are dealt out.
func cuadEntries(t testing.TB, contracts int) []*Entry {
	t.Helper()
	dir := shared(t, "cuad", "txt")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	topics := []string{"liability-cap", "indemnity", "insurance"}
	laws := []string{"New York", "England and Wales", ""}
	kinds := []string{"msa", "licence", "other"}
	var out []*Entry
	for f, file := range files[:min(contracts, len(files))] {
		b, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ToValidUTF8(string(b), "?")
		before := ""
		for i, s := range paragraphs(text) {
			e := &Entry{
				ID: fmt.Sprintf("%s#%d", file.Name(), i), Source: SourceDocument, Document: file.Name(), Name: file.Name(),
				Kind: kinds[f%3], Law: laws[f%3], Date: fmt.Sprintf("20%02d-01-01", f%30),
				Parties: []contract.Party{{Name: "Acme Holdings, Inc.", Role: contract.Supplier, Terms: []string{"Company"}}, {Name: "Bolt LLC", Role: contract.Customer, Terms: []string{"Distributor"}}},
				Text:    s.Cut(text), Path: fmt.Sprintf("%d.%d", i/10, i%10), Start: s.Start, End: s.End,
				Above: []Above{{Path: fmt.Sprint(i / 10), Heading: []string{"Limitation of Liability", "Insurance", "General"}[i%3]}},
			}
			e.Units = sentences(e.Text)
			if i%5 == 0 {
				e.Topics = []string{topics[i%3]}
			}
			if i%7 == 3 && before != "" && len(before) < 400 {
				e.Lead = before
				e.Units[0].Outside = true
			}
			before = e.Text
			out = append(out, e)
		}
	}
	return out
}

// from gives entries one by one.
func from(entries []*Entry) func() (*Entry, error) {
	i := 0
	return func() (*Entry, error) {
		if i == len(entries) {
			return nil, nil
		}
		i++
		return entries[i-1], nil
	}
}

// generator writes queries at random from the words of a text.
type generator struct {
	*rand.Rand
	words []string
}

func (g *generator) word() string {
	w := g.words[g.IntN(len(g.words))]
	switch g.IntN(8) {
	case 0:
		return "=" + w
	case 1:
		if len(w) > 4 {
			return w[:3+g.IntN(len(w)-3)] + "*"
		}
	case 2:
		if len(w) > 3 {
			return w[:2] + "?" + w[3:]
		}
	}
	return w
}

func (g *generator) phrase() string {
	at := g.IntN(len(g.words) - 4)
	row := slices.Clone(g.words[at : at+2+g.IntN(3)])
	if len(row) > 2 && g.IntN(3) == 0 {
		row[1] = "*"
	}
	return `"` + strings.Join(row, " ") + `"`
}

func (g *generator) term(depth int) string {
	switch n := g.IntN(16); {
	case n == 0:
		return []string{"duration<60d", "duration>=12mo", "money>=100000 USD", "percent<10", "duration=30d"}[g.IntN(5)]
	case n == 1:
		return []string{"@supplier", "@customer", "@each", "@us", "@them"}[g.IntN(5)]
	case n == 2:
		return []string{"{d:duration}", "{m:money}", "{p:party}", "{n:name}"}[g.IntN(4)]
	case n == 3:
		return []string{"heading:liability", `heading:"limitation of liability"`, "topic:insurance", "kind:msa", "law:england", "party:acme", "clause:1.2", "clause:3"}[g.IntN(8)]
	case n < 7:
		return g.phrase()
	case n < 9 && depth > 0:
		return "(" + g.query(depth-1) + ")"
	}
	return g.word()
}

func (g *generator) query(depth int) string {
	q := g.term(depth)
	for range g.IntN(3) {
		op := []string{" OR ", " ", " AND ", " NOT ", " /s ", " /p ", " /5 ", " pre/8 ", " /20 ", " not/5 ", " notpre/5 ", " notafter/3 ", " not/s ", " not/p "}[g.IntN(14)]
		q += op + g.term(depth)
	}
	return q
}

// TestSearchIsTheMatcher proves that a search finds exactly the clauses in which the
// matcher finds the query, on generated queries over CUAD's contracts.
func TestSearchIsTheMatcher(t *testing.T) {
	entries := cuadEntries(t, 12)
	l := opened(t)
	if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
		t.Fatal(err)
	}
	var words []string
	texts := make([]*query.Text, len(entries))
	for i, e := range entries {
		texts[i], _ = e.matchable()
		if i%3 == 0 {
			words = append(words, query.Words(e.Text)...)
		}
	}
	g := &generator{rand.New(rand.NewPCG(1, 2)), words}
	tried, met := 0, 0
	for tried < 600 {
		src := g.query(2)
		q, err := query.Parse(src, query.Lists{})
		if err != nil {
			continue
		}
		tried++
		var want []string
		plan := query.NewPlan([]*query.Query{q})
		for i, e := range entries {
			run := plan.Run(texts[i], contract.Supplier)
			if len(run.Match(0)) > 0 {
				want = append(want, e.ID)
			}
			run.Release()
		}
		page, err := l.Search(context.Background(), Request{Query: src, Mode: Terms, Limit: MaxLimit, Bare: true})
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		var got []string
		for _, h := range page.Hits {
			got = append(got, h.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s\n(read as %s)\nsearch finds %d clauses, the matcher %d; %s", src, q.Root, len(got), len(want), difference(got, want, entries))
		}
		if len(want) > 0 {
			met++
		}
	}
	t.Logf("%d clauses, %d queries, %d with answers", len(entries), tried, met)
	if met < tried/4 {
		t.Errorf("only %d of %d queries have answers: too few to prove anything", met, tried)
	}
}

// difference shows one clause that only one side found.
func difference(got, want []string, entries []*Entry) string {
	for _, e := range entries {
		_, found := slices.BinarySearch(got, e.ID)
		_, wanted := slices.BinarySearch(want, e.ID)
		if found != wanted {
			return fmt.Sprintf("wanted %v, found %v in %s: lead %q text %q quantities %v", wanted, found, e.ID, e.Lead, e.Text, quantity.Scan(e.Text))
		}
	}
	return ""
}
