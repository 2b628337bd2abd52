package library

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"parley/internal/contract"
	"parley/internal/quantity"
)

func TestSimilarAndTwins(t *testing.T) {
	l := opened(t)
	base := "The supplier shall keep an incident response plan, test it every year and give the customer a summary of the results within thirty days of each test."
	entries := []*Entry{
		{ID: "a", Text: base},
		{ID: "b", Text: strings.Replace(base, "thirty", "sixty", 1)},
		{ID: "c", Text: "The supplier tests its incident response plan."},
		{ID: "d", Text: "Invoices fall due after thirty days."},
	}
	if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
		t.Fatal(err)
	}
	page, err := l.Similar(context.Background(), "a", 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Hits) < 1 || page.Hits[0].ID != "b" {
		t.Errorf("like a: %+v", page.Hits)
	}
	for _, h := range page.Hits {
		if h.ID == "a" {
			t.Error("a clause is not like itself")
		}
	}
	got := search(t, l, Request{Query: "incident", Mode: Terms, Group: true})
	if len(got.Hits) != 2 {
		t.Errorf("grouped: %d hits, want 2", len(got.Hits))
	}
	for _, h := range got.Hits {
		if h.ID != "c" && len(h.Twins) != 1 {
			t.Errorf("%s has the twins %v, want one", h.ID, h.Twins)
		}
	}
	if _, err := l.Similar(context.Background(), "nobody", 5); err == nil {
		t.Error("an unknown id gives no error")
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"within 24 hours of it", "within 72 hours of it", "within -24-+72+ hours of it"},
		{"", "new words", "+new words+"},
		{"same", "same", "same"},
		{"Supplier shall pay.", "Supplier shall not pay.", "Supplier shall+ not+ pay."},
	} {
		got := Compare(c.a, c.b)
		var shown, a, b strings.Builder
		for _, p := range got.Pieces {
			mark := map[string]string{"insert": "+", "delete": "-"}[p.Op]
			shown.WriteString(mark + p.Text + mark)
			if p.Op != "insert" {
				a.WriteString(p.Text)
			}
			if p.Op != "delete" {
				b.WriteString(p.Text)
			}
		}
		if a.String() != c.a || b.String() != c.b {
			t.Errorf("the pieces make %q and %q, not %q and %q", a.String(), b.String(), c.a, c.b)
		}
		if shown.String() != c.want && shown.String() != strings.Replace(c.want, "+ not+ ", " +not +", 1) {
			t.Errorf("%q, want %q", shown.String(), c.want)
		}
	}
	if s := Compare("one two three four", "one two three five").Same; s != 0.75 {
		t.Errorf("three of four words are the same: %v", s)
	}
}

func TestPrecedents(t *testing.T) {
	l := opened(t)
	for i, deadline := range []string{"24 hours", "48 hours", "72 hours", "5 business days"} {
		doc, out := msa(t, fmt.Sprintf("1. Incidents. The Provider shall notify the Client within %s.", deadline))
		doc.Name = fmt.Sprintf("c%d.docx", i)
		f := contract.Finding{ID: "f1", Topic: "incident-notification", Stance: contract.Stances[3-i], Start: 14, End: len(doc.Text) - 1, Quote: doc.Text[14 : len(doc.Text)-1], Values: map[string]any{"deadline": deadline, "obligor": "supplier"}}
		if err := l.Index(context.Background(), fmt.Sprint("d", i), doc, out, []contract.Finding{f}); err != nil {
			t.Fatal(err)
		}
	}
	doc, out := msa(t, "1. Law. The law of Ireland governs.")
	if err := l.Index(context.Background(), "other", doc, out, nil); err != nil {
		t.Fatal(err)
	}
	p, err := l.Precedents(context.Background(), contract.Finding{Topic: "incident-notification", Quote: "The Provider shall notify the Client within 36 hours.", Values: map[string]any{"deadline": "36 hours"}}, "d2", 2)
	if err != nil {
		t.Fatal(err)
	}
	if p.Documents != 3 || p.Of != 5 || len(p.Hits) != 2 || p.Hits[0].Document != "d3" {
		t.Errorf("%d of %d documents, hits %+v", p.Documents, p.Of, p.Hits)
	}
	if len(p.Facts) != 2 || p.Facts[0].Name != "deadline" {
		t.Fatalf("facts: %+v", p.Facts)
	}
	if d := p.Facts[0]; d.Count != 3 || d.Median != "24 hours" || d.Most != "48 hours" || d.Below != 1 || d.Above != 1 {
		t.Errorf("deadline: %+v", d)
	}
	if o := p.Facts[1]; o.Line != "Obligor in 3 contracts: supplier in 3." {
		t.Errorf("obligor: %q", o.Line)
	}
}

func TestComplete(t *testing.T) {
	l := indexed(t)
	for _, c := range []struct {
		query, want string
	}{
		{"topic:inc", "topic:incident-notification"},
		{"fees @sup", "@supplier"},
		{"kind:", "kind:msa"},
		{"(insu", "insurance"},
		{"party:kes", `party:"Kestrel Ltd"`},
		{"a AN", "AND"},
		{"hea", "heading:"},
	} {
		got, err := l.Complete(context.Background(), c.query, len(c.query))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, g := range got {
			found = found || g.Insert == c.want && c.query[g.Start:g.End] == c.query[g.Start:]
		}
		if !found {
			t.Errorf("%q: %+v, want %s among them", c.query, got, c.want)
		}
	}
	if _, err := l.Complete(context.Background(), "abc", 9); err == nil {
		t.Error("a caret after the end gives no error")
	}
}

func TestExport(t *testing.T) {
	l := indexed(t)
	export := func(format string) []byte {
		t.Helper()
		var one, two bytes.Buffer
		for _, b := range []*bytes.Buffer{&one, &two} {
			if err := l.Export(context.Background(), b, format, Request{Query: "provider NOT zebra"}); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
		}
		if format != "xlsx" && !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Errorf("%s: two exports differ", format)
		}
		return one.Bytes()
	}
	const clauses = 4
	if rows, err := csv.NewReader(bytes.NewReader(export("csv"))).ReadAll(); err != nil || len(rows) != clauses+1 {
		t.Errorf("csv: %d rows, %v", len(rows), err)
	}
	var j struct{ Clauses []map[string]any }
	if err := json.Unmarshal(export("json"), &j); err != nil || len(j.Clauses) != clauses {
		t.Errorf("json: %d clauses, %v", len(j.Clauses), err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(export("xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Clauses"); err != nil || len(rows) != clauses+1 || rows[0][0] != "id" {
		t.Errorf("xlsx: %v, %v", rows, err)
	}
	docx := export("docx")
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(part)
	if err != nil || xml.Unmarshal(b, new(struct{})) != nil || !strings.Contains(string(b), "shall hold cyber insurance") {
		t.Errorf("docx: %v, %.300s", err, b)
	}
	if err := l.Export(context.Background(), io.Discard, "pdf", Request{}); err == nil {
		t.Error("an unknown format gives no error")
	}
}

func TestExportGuardsFormulas(t *testing.T) {
	var b bytes.Buffer
	if err := exportCSV(&b, "", []exported{{Text: "=cmd()"}}); err != nil || !strings.Contains(b.String(), "'=cmd()") {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"One. Two. Three", "One.|Two.|Three"},
		{"See Sec. 5 of Acme Inc. The end", "See Sec. 5 of Acme Inc. The end"},
		{"Pay 1.5% now. (a) Then\nwait", "Pay 1.5% now.|(a) Then|wait"},
		{"", ""},
	} {
		var got []string
		for _, u := range sentences(c.text) {
			got = append(got, u.Cut(c.text))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestQuantitiesSurviveEncoding(t *testing.T) {
	for _, text := range []string{"72 hours", "10 business days", "USD 1,000,000 per claim", "99.9%", "31 January 2025", "twice the fees paid in 12 months", "promptly"} {
		for _, q := range quantity.Scan(text) {
			got, ok := decodeQuantity(encodeQuantity(q))
			c, like := quantity.Compare(got, q)
			if _, self := quantity.Compare(q, q); !ok || like != self || c != 0 {
				t.Errorf("%s becomes %+v", q, got)
			}
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"audit", "audit", 0}, {"adit", "audit", 1}, {"aduit", "audit", 1}, {"auditt", "audit", 1}, {"abcdef", "audit", 3}, {"x", "audit", 3}} {
		if got := editDistance(c.a, c.b, 2); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestLexiconIsSound(t *testing.T) {
	lex, err := readLexicon(lexiconSource)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lex.concepts {
		if len(c.says) == 0 {
			t.Errorf("%s: no way to say it", c.name)
		}
	}
	for _, name := range []string{"carveout", "mutual", "strict-liability", "disclaimer", "broad-claims", "negligence", "compliance-with-law", "breach-of-agreement", "ip-infringement", "attorney-fees", "third-party-claim", "indemnification-procedure", "exclusive-remedy", "liability-cap", "damages-exclusion", "warranty-disclaimer", "as-is", "lost-profits", "subject-to-law"} {
		if lex.byName[name] == nil {
			t.Errorf("the ranking names %s, which the lexicon has not", name)
		}
	}
	for _, bad := range []string{"  ask x", "a\n  tell x", "a\n  say (x", "a\n  kin b", "a\na"} {
		if _, err := readLexicon(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
