package library

import (
	"bufio"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shared finds the folder of outside documents, or skips the test.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("PARLEY_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for root == "" && dir != filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				root = filepath.Join(filepath.Dir(dir), "shared")
			}
			dir = filepath.Dir(dir)
		}
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: the documents to measure with are not here", path)
	}
	return path
}

// opened is an empty library in a temporary folder.
func opened(t testing.TB) *Library {
	t.Helper()
	l, err := Open(t.TempDir(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// TestACORD measures the ranking of plain words on ACORD's visible queries. What the
// default English analyser of Bleve reaches there is about 54.
func TestACORD(t *testing.T) {
	dir := shared(t, "acord")
	l := opened(t)
	corpus, err := os.Open(filepath.Join(dir, "corpus.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer corpus.Close()
	if n, err := l.Import(context.Background(), "corpus.jsonl", JSONL, corpus, nil); err != nil || n != 3931 {
		t.Fatalf("imported %d clauses, %v; want 3931", n, err)
	}
	queries, err := os.Open(filepath.Join(dir, "queries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer queries.Close()
	run := map[string][]string{}
	err = l.Batch(context.Background(), "queries.jsonl", queries, 1000, func(a Answer) error {
		if a.Error != "" {
			t.Errorf("query %q: %s", a.Query, a.Error)
		}
		run[a.Query] = a.IDs
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, split := range []struct {
		name string
		want float64
	}{{"train", 0.68}, {"valid", 0.60}} {
		gains := qrels(t, filepath.Join(dir, "qrels", split.name+".tsv"))
		sum := 0.0
		names := make([]string, 0, len(gains))
		for q := range gains {
			names = append(names, q)
		}
		slices.Sort(names)
		for _, q := range names {
			n := ndcg(run[q], gains[q], 5)
			sum += n
			t.Logf("%.3f %s", n, q)
		}
		mean := sum / float64(len(gains))
		t.Logf("%s: NDCG@5 %.1f over %d queries", split.name, 100*mean, len(gains))
		if mean < split.want {
			t.Errorf("%s: NDCG@5 is %.3f, want %.2f or more", split.name, mean, split.want)
		}
	}
}

// qrels reads judgements: query, clause, score.
func qrels(t *testing.T, path string) map[string]map[string]int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReader(f))
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]int{}
	for _, row := range rows[1:] {
		if out[row[0]] == nil {
			out[row[0]] = map[string]int{}
		}
		out[row[0]][row[1]], _ = strconv.Atoi(strings.TrimSpace(row[2]))
	}
	return out
}

// ndcg is the discounted gain of the first k judged ids over the best possible.
func ndcg(ids []string, gains map[string]int, k int) float64 {
	var best, got []int
	for _, g := range gains {
		best = append(best, g)
	}
	slices.Sort(best)
	slices.Reverse(best)
	for _, id := range ids {
		if g, ok := gains[id]; ok {
			got = append(got, g)
		}
	}
	sum := func(list []int) (s float64) {
		for i, g := range list[:min(k, len(list))] {
			s += float64(g) / math.Log2(float64(i+2))
		}
		return s
	}
	return sum(got) / sum(best)
}
