package library

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

func TestImport(t *testing.T) {
	cuad := `{"version": "x", "data": [{"title": "Deal", "paragraphs": [{"context": "Überschrift\nEither party may end this agreement at will.\n\nNew York law governs.",
		"qas": [{"id": "Deal__Governing Law", "answers": [{"text": "New York law governs.", "answer_start": 58}]}]}]}]}`
	for _, c := range []struct {
		name, source string
		format       Format
		count        int
		query, want  string
	}{
		{"jsonl", "{\"_id\": \"x1\", \"text\": \"The cap is ten.\"}\n\n{\"_id\": 7, \"title\": \"Audit\", \"text\": \"Records are kept.\"}\n", JSONL, 2, "records", "7"},
		{"csv", "ID,Clause,Topic,Parties\nr1,\"The cap, in words\",liability-cap,Acme; Bolt\n,Nameless,,\n", CSV, 2, "topic:liability-cap", "r1"},
		{"csv ids", "text\none\ntwo\n", CSV, 2, "two", "csv ids#3"},
		{"cuad", cuad, CUAD, 3, "york", "Deal#1.3"},
	} {
		l := opened(t)
		for range 2 { // a second time replaces the first
			n, err := l.Import(context.Background(), c.name, c.format, strings.NewReader(c.source), nil)
			if err != nil || n != c.count {
				t.Errorf("%s: imported %d, %v; want %d", c.name, n, err, c.count)
			}
		}
		page := search(t, l, Request{Query: c.query, Mode: Terms})
		if page.Total != 1 || page.Hits[0].ID != c.want {
			t.Errorf("%s: %s finds %+v, want %s", c.name, c.query, page.Hits, c.want)
		}
		corpora, err := l.Corpora(context.Background())
		if err != nil || len(corpora) != 1 || corpora[0].Clauses != c.count {
			t.Errorf("%s: corpora %+v, %v", c.name, corpora, err)
		}
		if err := l.Remove(context.Background(), corpora[0].ID); err != nil {
			t.Fatal(err)
		}
		if s, err := l.Stats(context.Background()); err != nil || s.Corpus != 0 {
			t.Errorf("%s: after removing it %+v, %v", c.name, s, err)
		}
		if c.format == CUAD && strings.Join(page.Hits[0].Tags, ",") != "Governing Law" {
			t.Errorf("cuad: tags %v", page.Hits[0].Tags)
		}
	}
}

func TestImportSaysWhereItFails(t *testing.T) {
	for _, c := range []struct {
		source string
		format Format
		want   string
	}{
		{"{\"_id\": \"a\", \"text\": \"b\"}\n{oops\n", JSONL, "corpus:2:"},
		{"{\"text\": \"no id\"}\n", JSONL, "id"},
		{"name,size\na,1\n", CSV, "text or clause"},
		{"[]", CUAD, "data"},
		{`{"data": [{"title": 5}]}`, CUAD, "contract at byte"},
		{"x", "tape", "expected jsonl, cuad or csv"},
	} {
		_, err := opened(t).Import(context.Background(), "corpus", c.format, strings.NewReader(c.source), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want an error with %q", c.source, err, c.want)
		}
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{"a/corpus.jsonl": JSONL, "CUADv1.json": CUAD, "x.CSV": CSV, "x.txt": ""} {
		if got := FormatOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestBatch(t *testing.T) {
	l := indexed(t)
	var answers []Answer
	source := "{\"_id\": \"q1\", \"text\": \"cap on liability\"}\n{\"_id\": \"q2\", \"text\": \"insurance AND (\"}\n{\"_id\": 3, \"text\": \"insurance\"}\n"
	err := l.Batch(context.Background(), "queries", strings.NewReader(source), 2, func(a Answer) error {
		answers = append(answers, a)
		return nil
	})
	if err != nil || len(answers) != 3 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	if b, _ := json.Marshal(answers[0]); !strings.HasPrefix(string(b), `{"query":"q1","ids":["d1#c1"`) {
		t.Errorf("first answer: %s", b)
	}
	if answers[1].Error == "" || len(answers[1].IDs) != 0 || answers[1].IDs == nil {
		t.Errorf("a query that cannot be read: %+v", answers[1])
	}
	if answers[2].Query != "3" || answers[2].IDs[0] != "d1#c4" {
		t.Errorf("third answer: %+v", answers[2])
	}
}

func FuzzImport(f *testing.F) {
	f.Add("{\"_id\": \"a\", \"text\": \"b\"}\n", "jsonl")
	f.Add("id,text\n1,\"two\nlines\"\n", "csv")
	f.Add(`{"data": [{"title": "t", "paragraphs": [{"context": "c", "qas": [{"id": "a__b", "answers": [{"answer_start": 9}]}]}]}]}`, "cuad")
	f.Fuzz(func(t *testing.T, source, format string) {
		var next func() (*Entry, error)
		var err error
		switch Format(format) {
		case JSONL:
			next = readJSONL("f", strings.NewReader(source))
		case CSV:
			next, err = readCSV("f", strings.NewReader(source))
		default:
			next, err = readCUAD("f", strings.NewReader(source))
		}
		for n := 0; err == nil && n < 1000; n++ {
			var e *Entry
			if e, err = next(); e == nil {
				return
			}
			for _, u := range e.Units {
				if u.Start < 0 || u.End > len(e.Text) || u.Start >= u.End {
					t.Fatalf("sentence %v of %q", u.Span, e.Text)
				}
			}
			if _, err := e.indexDocument(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, q := range []string{"cap on liability", `"hold harmless" /s third`, "a OR b NOT c", "duration<72h", "{x:money} /5 cap", "incid?nt*", "not unqualified without via to"} {
		f.Add(q, "")
	}
	l := indexed(f)
	f.Fuzz(func(t *testing.T, q, cursor string) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		page, err := l.Search(ctx, Request{Query: q, Cursor: cursor})
		if err != nil {
			return
		}
		for _, h := range page.Hits {
			last := 0
			for _, m := range h.Marks {
				if m.Start < last || m.End < m.Start || m.End > len(h.Text) {
					t.Fatalf("%q: marks %v of %q", q, h.Marks, h.Text)
				}
				last = m.End
			}
		}
		if _, err := l.Complete(ctx, q, len(q)); err != nil && len(q) < 8000 {
			t.Fatalf("completing %q: %v", q, err)
		}
	})
}
