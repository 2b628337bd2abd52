package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/query"
)

// msa is a small contract of our own with its outline: one clause a line, the number
// and heading before the first point.
func msa(t testing.TB, lines ...string) (*contract.Document, *contract.Outline) {
	t.Helper()
	doc := &contract.Document{Name: "msa.docx", SHA256: "abc", Type: "docx"}
	out := &contract.Outline{
		Kind: "msa", Date: "2024-03-01",
		Parties: []contract.Party{{Name: "Kestrel Ltd", Role: contract.Supplier, Terms: []string{"Provider"}}, {Name: "Marrow GmbH", Role: contract.Customer, Terms: []string{"Client"}}},
	}
	for i, line := range lines {
		start := len(doc.Text)
		doc.Text += line + "\n"
		span := contract.Span{Start: start, End: start + len(line)}
		number, heading := "", ""
		if f := strings.SplitN(line, ". ", 3); len(f) == 3 {
			number, heading = f[0], f[1]
		}
		out.Clauses = append(out.Clauses, contract.Clause{
			ID: fmt.Sprintf("c%d", i+1), Number: number, Path: number, Heading: heading, Level: 1, Span: span, Own: span, Parent: -1,
		})
		for _, u := range sentences(line) {
			out.Sentences = append(out.Sentences, contract.Sentence{Span: shift(u.Span, start), Clause: i})
		}
	}
	doc.BodyEnd = len(doc.Text)
	return doc, out
}

// ours are clauses written for the tests.
var ours = []string{
	"1. Liability. Except for fraud, the Provider's total liability shall not exceed the fees paid in the twelve months before the claim. Neither party is liable for lost profits.",
	"2. Security incidents. The Provider shall notify the Client within 48 hours of becoming aware of a security incident. The Client may then inspect the records.",
	"3. Indemnity. The Provider shall indemnify the Client and hold it harmless from third-party claims that the services infringe a patent.",
	"4. Insurance. The Provider shall hold cyber insurance of at least USD 2,000,000 throughout the term.",
	"5. Term. This agreement renews for successive periods of one year unless a party gives ninety (90) days' notice. The Client may terminate for convenience.",
}

// indexed is a library with the clauses above as the document "d1".
func indexed(t testing.TB) *Library {
	t.Helper()
	l := opened(t)
	doc, out := msa(t, ours...)
	quote := "The Provider shall notify the Client within 48 hours of becoming aware of a security incident."
	at := strings.Index(doc.Text, quote)
	findings := []contract.Finding{{
		ID: "f1", Topic: "incident-notification", Stance: contract.Negotiate, Clause: contract.ClauseRef{ID: "c2", Number: "2", Heading: "Security incidents"},
		Start: at, End: at + len(quote), Quote: quote, Values: map[string]any{"deadline": "48 hours", "obligor": "supplier"},
	}}
	if err := l.Index(context.Background(), "d1", doc, out, findings); err != nil {
		t.Fatal(err)
	}
	return l
}

// search asks and fails the test on an error.
func search(t testing.TB, l *Library, r Request) *Page {
	t.Helper()
	page, err := l.Search(context.Background(), r)
	if err != nil {
		t.Fatalf("%q: %v", r.Query, err)
	}
	return page
}

// numbers gives the clause numbers of hits, in order.
func numbers(p *Page) string {
	var out []string
	for _, h := range p.Hits {
		out = append(out, h.Clause.Number)
	}
	return strings.Join(out, " ")
}

func TestSearch(t *testing.T) {
	l := indexed(t)
	for _, c := range []struct {
		query, want string
		marked      string // the first words marked
	}{
		{"notified /s incidents", "2", "notify"},
		{`"hold it harmless"`, "3", "hold it harmless"},
		{"indemnific*", "", ""},
		{"indem*", "3", "Indemnity"},
		{"provider pre/3 notify", "2", "Provider"},
		{"notify pre/3 provider", "", ""},
		{"liability NOT insurance", "1", "Liability"},
		{"topic:incident-notification AND duration<72h", "2", "48 hours"},
		{"duration>72h /3 notice", "5", "ninety (90) days"},
		{"money>=1000000 USD", "4", "USD 2,000,000"},
		{"heading:insurance", "4", ""},
		{"kind:msa AND party:kestrel AND clause:3", "3", ""},
		{"@supplier /4 indemnify", "3", "Provider"},
		{"kind:dpa", "", ""},
	} {
		page := search(t, l, Request{Query: c.query, Mode: Terms})
		if got := numbers(page); got != c.want {
			t.Errorf("%s: clauses %q, want %q", c.query, got, c.want)
			continue
		}
		if c.marked == "" {
			continue
		}
		h := page.Hits[0]
		if len(h.Marks) == 0 || h.Marks[0].Cut(h.Text) != c.marked {
			t.Errorf("%s: marks %v of %q, want the first to be %q", c.query, h.Marks, h.Text, c.marked)
		}
		if h.Why == "" {
			t.Errorf("%s: no reason given", c.query)
		}
	}
}

func TestPlainWords(t *testing.T) {
	l := indexed(t)
	for _, c := range []struct{ query, first, note string }{
		{"cap on liability", "1", ""},
		{"how fast must they tell us about a data breach", "2", ""},
		{"who pays if we get sued over a patent, hold harmless", "3", ""},
		{"termination without cause", "5", ""},
		{"cyber insurrance", "4", "insurance"},
		{"fraud carve-out from the liability cap", "1", ""},
	} {
		page := search(t, l, Request{Query: c.query})
		if len(page.Hits) == 0 || page.Hits[0].Clause.Number != c.first {
			t.Errorf("%q: clauses %q, want %s first", c.query, numbers(page), c.first)
		}
		if c.note != "" && !strings.Contains(strings.Join(page.Notes, " "), c.note) {
			t.Errorf("%q: notes %q say nothing of %q", c.query, page.Notes, c.note)
		}
	}
}

func TestSlipsAreMended(t *testing.T) {
	l := indexed(t)
	page := search(t, l, Request{Query: "(provdier pre/3 notify)"})
	if page.Total != 0 || len(page.Suggestions) == 0 || page.Suggestions[0] != "(provider pre/3 notify)" {
		t.Errorf("%d answers, suggestions %q", page.Total, page.Suggestions)
	}
}

func TestModeIsGuessed(t *testing.T) {
	l := opened(t)
	for _, c := range []struct {
		query string
		plain bool
	}{
		{"liability cap", true}, {"liability AND cap", false}, {"liability /5 cap", false}, {`"hold harmless"`, false},
		{`unqualified "as is" clause`, true}, {"non-compete", true}, {"Revenue/Profit Sharing", true}, {"ROFR/ROFO", true},
		{"indemnif*", false}, {"heading:audit", false}, {"=shall", false}, {"duration<3d", false}, {"what is our cap?", true},
	} {
		q, err := l.read(Request{Query: c.query})
		if err != nil {
			t.Errorf("%q: %v", c.query, err)
			continue
		}
		if got := q.plain != nil; got != c.plain {
			t.Errorf("%q read as plain words: %v, want %v", c.query, got, c.plain)
		}
	}
	var mistake *query.Error
	if _, err := l.read(Request{Query: "liability AND (cap"}); !errors.As(err, &mistake) {
		t.Errorf("an open parenthesis gives %v, want a *query.Error", err)
	}
}

func TestFacetsFiltersAndSort(t *testing.T) {
	l := indexed(t)
	doc, out := msa(t, "1. Liability. Our liability is unlimited.")
	doc.Name, out.Kind, out.Date = "another.pdf", "dpa", "2020-01-01"
	if err := l.Index(context.Background(), "d2", doc, out, nil); err != nil {
		t.Fatal(err)
	}
	page := search(t, l, Request{Query: "liability", Mode: Terms})
	want := map[string]string{"kind": "dpa 1, msa 1", "year": "2020 1, 2024 1", "source": "document 2"}
	for _, f := range page.Facets {
		var got []string
		for _, v := range f.Values {
			got = append(got, fmt.Sprintf("%s %d", v.Value, v.Count))
		}
		if w, ok := want[f.Field]; ok && strings.Join(got, ", ") != w {
			t.Errorf("facet %s: %s, want %s", f.Field, got, w)
		}
	}
	if page := search(t, l, Request{Query: "liability", Mode: Terms, Filters: map[string][]string{"kind": {"dpa"}}}); page.Total != 1 || page.Hits[0].Document != "d2" {
		t.Errorf("filtered by kind: %d hits", page.Total)
	}
	for sort, first := range map[string]string{"newest": "d1", "name": "d2"} {
		if page := search(t, l, Request{Query: "liability", Mode: Terms, Sort: sort}); page.Hits[0].Document != first {
			t.Errorf("sorted by %s: %s first, want %s", sort, page.Hits[0].Document, first)
		}
	}
	for _, r := range []Request{{Filters: map[string][]string{"secret": {"x"}}}, {Sort: "luck"}, {Source: "moon"}, {Limit: -1}, {Cursor: "nonsense!"}} {
		if _, err := l.Search(context.Background(), r); err == nil {
			t.Errorf("%+v: no error", r)
		}
	}
}

func TestPagesFollowOneAnother(t *testing.T) {
	l := opened(t)
	var entries []*Entry
	for i := range 57 {
		entries = append(entries, &Entry{ID: fmt.Sprintf("e%02d", i), Text: strings.Repeat("audit ", 1+i%4) + "of the records"})
	}
	if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
		t.Fatal(err)
	}
	for _, r := range []Request{{Query: "audit", Mode: Terms}, {Query: "audit"}, {}, {Query: "audit", Mode: Terms, Sort: "newest"}} {
		all := search(t, l, Request{Query: r.Query, Mode: r.Mode, Sort: r.Sort, Limit: 100})
		var got, want []string
		for _, h := range all.Hits {
			want = append(want, h.ID)
		}
		r.Limit = 10
		for {
			page := search(t, l, r)
			for _, h := range page.Hits {
				got = append(got, h.ID)
			}
			if page.Total != 57 {
				t.Errorf("%+v: total %d, want 57", r, page.Total)
			}
			if r.Cursor = page.Next; r.Cursor == "" {
				break
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") || len(want) != 57 {
			t.Errorf("%+v: pages give\n%v, one page\n%v", r, got, want)
		}
	}
}

func TestDocumentsAreReplacedAndRemoved(t *testing.T) {
	l := indexed(t)
	ctx := context.Background()
	doc, out := msa(t, "1. Liability. The cap is gone.")
	if err := l.Index(ctx, "d1", doc, out, nil); err != nil {
		t.Fatal(err)
	}
	if page := search(t, l, Request{Query: "insurance", Mode: Terms}); page.Total != 0 {
		t.Errorf("clauses of the old version are still found: %s", numbers(page))
	}
	if s, err := l.Stats(ctx); err != nil || s.Documents != 1 || s.Clauses != 1 || s.Passages != 0 {
		t.Errorf("after replacing: %+v, %v", s, err)
	}
	if ids, err := l.Holding(ctx, "abc"); err != nil || len(ids) != 1 || ids[0] != "d1" {
		t.Errorf("holding abc: %v, %v", ids, err)
	}
	if kept, err := l.Documents(ctx); err != nil || len(kept) != 1 || kept[0].Clauses != 1 || kept[0].Name != "msa.docx" {
		t.Errorf("documents: %+v, %v", kept, err)
	}
	for range 2 {
		if err := l.Remove(ctx, "d1"); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := l.Stats(ctx); err != nil || s.Documents+s.Clauses+s.Passages != 0 {
		t.Errorf("after removing: %+v, %v", s, err)
	}
}

func TestRebuildKeepsEverything(t *testing.T) {
	l := indexed(t)
	before := search(t, l, Request{Query: "notify /s incident"})
	n, err := l.Rebuild(context.Background(), nil)
	if err != nil || n != 7 { // document, five clauses, one passage
		t.Fatalf("rebuilt %d entries, %v; want 7", n, err)
	}
	after := search(t, l, Request{Query: "notify /s incident"})
	before.TookMS, after.TookMS = 0, 0
	if fmt.Sprintf("%+v", before) != fmt.Sprintf("%+v", after) {
		t.Errorf("before the rebuild\n%+v, after it\n%+v", before, after)
	}
}

func TestCutShortRebuildIsUndone(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Add(context.Background(), from([]*Entry{{ID: "a", Text: "audit"}}), nil); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// As after the first of the two renames.
	if err := os.Rename(filepath.Join(dir, indexFolder), filepath.Join(dir, retiredFolder)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, rebuildFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if page := search(t, l, Request{Query: "audit", Mode: Terms}); page.Total != 1 {
		t.Errorf("%d answers, want 1", page.Total)
	}
	if _, err := os.Stat(filepath.Join(dir, rebuildFolder)); err == nil {
		t.Error("the half-built index is still there")
	}
}

func TestAnotherLayoutIsRebuilt(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Add(context.Background(), from([]*Entry{{ID: "a", Text: "audit"}}), nil); err != nil {
		t.Fatal(err)
	}
	if err := l.index.SetInternal([]byte("schema"), []byte("0")); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), "rebuild") {
		t.Fatalf("another layout gives %v, want the advice to rebuild", err)
	}
	if n, err := Rebuild(context.Background(), dir, nil); err != nil || n != 1 {
		t.Fatalf("rebuilt %d, %v", n, err)
	}
	if l, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if page := search(t, l, Request{Query: "audit", Mode: Terms}); page.Total != 1 {
		t.Errorf("%d answers after the rebuild", page.Total)
	}
}

func TestSecondProcessIsToldSo(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	began := time.Now()
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second Open gives %v, want ErrInUse", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %s to say so", took)
	}
}

// writerFolder tells the process started by TestKilledWhileLoading where to write.
const writerFolder = "PARLEY_LIBRARY_WRITER"

func TestKilledWhileLoading(t *testing.T) {
	if dir := os.Getenv(writerFolder); dir != "" {
		writeUntilKilled(t, dir)
	}
	for round := range 3 {
		dir := t.TempDir()
		c := exec.Command(os.Args[0], "-test.run", "TestKilledWhileLoading")
		c.Env = append(os.Environ(), writerFolder+"="+dir)
		log, err := os.Create(filepath.Join(dir, "acknowledged"))
		if err != nil {
			t.Fatal(err)
		}
		c.Stdout = log
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		// Wait for some batches, then a little more, so that the kill falls into one.
		acknowledged := func() int {
			b, _ := os.ReadFile(log.Name())
			f := strings.Fields(string(b))
			if len(f) == 0 {
				return 0
			}
			n, _ := strconv.Atoi(f[len(f)-1])
			return n
		}
		for deadline := time.Now().Add(60 * time.Second); acknowledged() < 400*(1+round); {
			if time.Now().After(deadline) {
				t.Fatal("the writer writes nothing")
			}
			time.Sleep(time.Duration(5+3*round) * time.Millisecond)
		}
		c.Process.Kill()
		c.Wait()
		log.Close()
		l, err := Open(dir, Options{})
		if err != nil {
			t.Fatalf("opening after the kill: %v", err)
		}
		s, err := l.Stats(context.Background())
		if err != nil || s.Clauses < acknowledged() {
			t.Errorf("%d clauses were acknowledged, %d are there, %v", acknowledged(), s.Clauses, err)
		}
		l.Close()
	}
}

// writeUntilKilled adds entries one batch after another and says after each how many.
func writeUntilKilled(t *testing.T, dir string) {
	l, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i += 100 {
		var entries []*Entry
		for k := range 100 {
			entries = append(entries, &Entry{ID: fmt.Sprint(i + k), Source: SourceCorpus, Text: "termination for convenience " + fmt.Sprint(i+k)})
		}
		if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
			t.Fatal(err)
		}
		fmt.Println(i + 100)
	}
}

func TestHostileQueriesAreRefused(t *testing.T) {
	l := opened(t)
	var entries []*Entry
	for i := range 3000 {
		entries = append(entries, &Entry{ID: fmt.Sprint(i), Text: fmt.Sprintf("confidential co%dx co%dy co%dz information of party number %d about services", i, i, i, i)})
	}
	if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]string{
		"huge":          strings.Repeat("confidential ", 200000),
		"nested":        strings.Repeat("(", 5000) + "a" + strings.Repeat(")", 5000),
		"star":          "*",
		"all words":     "co*",
		"short prefix":  "c*",
		"many terms":    strings.Repeat("a OR ", 1500) + "b",
		"long phrase":   `"` + strings.Repeat("party ", 200) + `"`,
		"wide distance": "party /100000 number",
	} {
		least := time.Hour // of several tries: the machine may be busy
		var err error
		for range 5 {
			began := time.Now()
			_, err = l.Search(context.Background(), Request{Query: q, Mode: Terms})
			least = min(least, time.Since(began))
		}
		var mistake *query.Error
		var refused *Refused
		if !errors.As(err, &mistake) && !errors.As(err, &refused) {
			t.Errorf("%s: %v, want a *query.Error or *Refused", name, err)
		}
		if least > time.Second { // 50 ms is the aim, held by the benchmarks; here is only said that no work is done
			t.Errorf("%s: it took %s to refuse", name, least)
		}
	}
}

func TestDeadlinesAreKept(t *testing.T) {
	l := opened(t)
	var entries []*Entry
	for i := range 20000 {
		entries = append(entries, &Entry{ID: fmt.Sprint(i), Text: "the party shall notify the other party of each matter the party knows of", Lead: "The party shall", Units: []Unit{{Span: contract.Span{End: 72}, Outside: true}}})
	}
	if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	began := time.Now()
	// Nothing but the matcher can settle this one, clause by clause.
	_, err := l.Search(ctx, Request{Query: "((party /5 notify) /9 {n:name}) /s (matter not/2 knows)"})
	if !errors.Is(err, ErrDeadline) {
		t.Errorf("the deadline gives %v, want ErrDeadline", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("a deadline of 30 ms was kept after %s", took)
	}
}

// TestSearchesGoOnWhileWriting searches while documents are replaced and the index is
// rebuilt: every search sees a version of the document as a whole.
func TestSearchesGoOnWhileWriting(t *testing.T) {
	l := opened(t)
	ctx := context.Background()
	short, shortOutline := msa(t, "1. Liability. The provider answers for it.")
	long, longOutline := msa(t, "1. Liability. The provider answers for it.", "2. More. The provider answers for more.", "3. All. The provider answers for all.")
	if err := l.Index(ctx, "d", short, shortOutline, nil); err != nil {
		t.Fatal(err)
	}
	stop := make(chan bool)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				page, err := l.Search(ctx, Request{Query: "provider NOT zebra"})
				if err != nil {
					t.Errorf("a search meanwhile: %v", err)
					return
				}
				if page.Total != 1 && page.Total != 3 {
					t.Errorf("a search meanwhile has %d answers, want 1 or 3", page.Total)
					return
				}
			}
		})
	}
	for i := range 12 {
		doc, out := long, longOutline
		if i%2 == 1 {
			doc, out = short, shortOutline
		}
		if err := l.Index(ctx, "d", doc, out, nil); err != nil {
			t.Error(err)
		}
		if i%4 == 3 {
			if _, err := l.Rebuild(ctx, nil); err != nil {
				t.Error(err)
			}
		}
	}
	close(stop)
	wait.Wait()
}
