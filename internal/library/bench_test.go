package library

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite"
	"parley/internal/contract"
)

// benchSize is how many clauses the benchmark keeps: PARLEY_BENCH_CLAUSES, 20,000 when
// unset.
func benchSize(t testing.TB) int {
	s := os.Getenv("PARLEY_BENCH_CLAUSES")
	if s == "" {
		return 20000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("PARLEY_BENCH_CLAUSES=%q is no number", s)
	}
	return n
}

// benchEntries gives n clauses of about 60 words cut from CUAD's contracts at random.
func benchEntries(t testing.TB, n int) func() (*Entry, error) {
	dir := shared(t, "cuad", "txt")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]string
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if words := strings.Fields(strings.ToValidUTF8(string(b), "?")); len(words) > 200 {
			texts = append(texts, words)
		}
	}
	topics := []string{"liability-cap", "indemnity", "insurance", "assignment", "governing-law", "payment-terms", "warranty", "publicity", "force-majeure", "termination-cause"}
	laws := []string{"New York", "Delaware", "England and Wales", "California"}
	kinds := []string{"msa", "dpa", "sla", "licence", "other"}
	g := rand.New(rand.NewPCG(7, 7))
	i := 0
	return func() (*Entry, error) {
		if i == n {
			return nil, nil
		}
		i++
		words := texts[g.IntN(len(texts))]
		size := 30 + g.IntN(61)
		at := g.IntN(len(words) - size)
		doc := i / 80
		e := &Entry{
			ID: fmt.Sprintf("d%d#c%d", doc, i), Source: SourceDocument, Document: fmt.Sprintf("d%d", doc), Name: fmt.Sprintf("contract %d.docx", doc),
			Kind: kinds[doc%5], Law: laws[doc%4], Date: fmt.Sprintf("20%02d-%02d-01", doc%25, 1+doc%12),
			Parties: []contract.Party{{Name: fmt.Sprintf("Supplier %d Ltd", doc%500), Role: contract.Supplier}, {Name: fmt.Sprintf("Customer %d Inc", doc), Role: contract.Customer}},
			Clause:  contract.ClauseRef{ID: fmt.Sprintf("c%d", i), Number: fmt.Sprint(i % 80)}, Path: fmt.Sprint(i % 80),
			Text: strings.Join(words[at:at+size], " "),
		}
		e.End = len(e.Text)
		e.Units = sentences(e.Text)
		if g.IntN(3) == 0 {
			e.Topics = []string{topics[g.IntN(len(topics))]}
			e.Stance = contract.Stances[g.IntN(4)]
		}
		return e, nil
	}
}

// benchQueries are the kinds of queries measured, each several queries.
var benchQueries = []struct {
	name    string
	queries []string
	fts     []string // the same for SQLite FTS5; nil when it has no way to say it
}{
	{"word", []string{"=indemnify", "insurance", "termination", "warranty", "arbitration", "liability", "royalty", "escrow"},
		[]string{"indemnify", "insurance", "termination", "warranty", "arbitration", "liability", "royalty", "escrow"}},
	{"phrase", []string{`"hold harmless"`, `"governing law"`, `"written notice"`, `"intellectual property"`, `"third party"`, `"gross negligence"`, `"net sales"`, `"force majeure"`},
		[]string{`"hold harmless"`, `"governing law"`, `"written notice"`, `"intellectual property"`, `"third party"`, `"gross negligence"`, `"net sales"`, `"force majeure"`}},
	{"near", []string{"limit* /5 liability", "terminate /5 notice", "indemnify /5 harmless", "assign /5 consent", "license /5 exclusive", "product /5 warranty", "confidential /5 information", "party /5 breach"},
		[]string{"NEAR(limitation liability, 5)", "NEAR(terminate notice, 5)", "NEAR(indemnify harmless, 5)", "NEAR(assign consent, 5)", "NEAR(license exclusive, 5)", "NEAR(product warranty, 5)", "NEAR(confidential information, 5)", "NEAR(party breach, 5)"}},
	{"boolean", []string{"(indemnify OR defend) AND claims NOT insurance", "license AND royalty AND patent", "topic:liability-cap AND damages", "law:delaware AND (merger OR acquisition)", "notice AND days NOT terminate", "audit AND records", "kind:dpa AND data", "assign AND consent NOT affiliate"},
		[]string{"(indemnify OR defend) AND claims NOT insurance", "license AND royalty AND patent", "damages", "merger OR acquisition", "notice AND days NOT terminate", "audit AND records", "data", "assign AND consent NOT affiliate"}},
	{"quantity", []string{"duration<=30d", "duration>=12mo AND terminate", "money>=1000000 USD", "percent>50", "duration<10d AND notice", "money<500 USD", "duration>5y", "duration=60d"}, nil},
	{"prefix", []string{"indemnif*", "terminat*", "confiden*", "warrant*", "licens*", "con*", "arbitra*", "manufactur*"},
		[]string{"indemnif*", "terminat*", "confiden*", "warrant*", "licens*", "con*", "arbitra*", "manufactur*"}},
	{"plain", []string{"hold harmless", "cap on liability", "termination for convenience", "who owns inventions", "late payment interest", "non compete", "audit rights", "insurance"}, nil},
}

// BenchmarkLibrary loads clauses, asks the queries of each kind, and asks SQLite FTS5 the
// same on the same clauses. Set PARLEY_BENCH_CLAUSES=1000000 for the long one.
func BenchmarkLibrary(top *testing.B) {
	n := benchSize(top)
	var l *Library
	var db *sql.DB
	top.Run("load/library", func(b *testing.B) {
		for range b.N {
			l = benchLoad(b, n, top.TempDir())
			top.Cleanup(func() { l.Close() })
		}
	})
	top.Run("load/fts5", func(b *testing.B) {
		for range b.N {
			busy, began := processor(), time.Now()
			db = fts5(top, n)
			b.ReportMetric(float64(n)/time.Since(began).Seconds(), "clauses/s")
			b.ReportMetric(1e6*(processor()-busy)/float64(n), "µs-cpu/clause")
		}
	})
	if l == nil || db == nil {
		return // only some of the benchmarks were asked for
	}
	for _, kind := range benchQueries {
		top.Run(kind.name+"/library", func(b *testing.B) {
			measure(b, kind.queries, func(q string) {
				if _, err := l.Search(context.Background(), Request{Query: q}); err != nil {
					b.Fatalf("%s: %v", q, err)
				}
			})
		})
		if kind.fts != nil {
			top.Run(kind.name+"/fts5", func(b *testing.B) {
				measure(b, kind.fts, func(q string) { askFTS5(b, db, q) })
			})
		}
	}
}

// benchLoad makes a library of n clauses and reports what that took.
func benchLoad(b *testing.B, n int, dir string) *Library {
	l, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	peak := watchMemory()
	busy, began := processor(), time.Now()
	if _, err := l.Add(context.Background(), benchEntries(b, n), nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "clauses/s")
	b.ReportMetric(1e6*(processor()-busy)/float64(n), "µs-cpu/clause")
	b.ReportMetric(float64(peak()>>20), "MB-heap")
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	began = time.Now()
	if l, err = Open(dir, Options{}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(time.Since(began).Microseconds())/1000, "ms-open")
	b.ReportMetric(float64(size(b, dir))/float64(n), "B/clause")
	return l
}

// askFTS5 asks SQLite for the first ids and their scores.
func askFTS5(b *testing.B, db *sql.DB, q string) {
	rows, err := db.Query("SELECT id, bm25(clauses) FROM clauses WHERE clauses MATCH ? ORDER BY rank LIMIT 20", q)
	if err != nil {
		b.Fatalf("%s: %v", q, err)
	}
	defer rows.Close()
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		b.Fatalf("%s: %v", q, err)
	}
}

// measure asks the queries in turn and reports the median and the 95th percentile of
// the times, and the processor time a query takes.
func measure(b *testing.B, queries []string, ask func(string)) {
	for _, q := range queries {
		ask(q) // once to warm up
	}
	busy := processor()
	var times []time.Duration
	for i := 0; i < b.N || i < 4*len(queries); i++ {
		began := time.Now()
		ask(queries[i%len(queries)])
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(times[len(times)*95/100].Microseconds())/1000, "ms-p95")
	b.ReportMetric(1000*(processor()-busy)/float64(len(times)), "ms-cpu")
}

// fts5 loads the same clauses into SQLite.
func fts5(t testing.TB, n int) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "fts.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec("CREATE VIRTUAL TABLE clauses USING fts5(id UNINDEXED, text, topic, law, kind, tokenize='porter')"); err != nil {
		t.Fatal(err)
	}
	next := benchEntries(t, n)
	for done := 0; done < n; {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		for range batchSize {
			e, _ := next()
			if e == nil {
				break
			}
			if _, err := tx.Exec("INSERT INTO clauses VALUES (?, ?, ?, ?, ?)", e.ID, e.Text, strings.Join(e.Topics, " "), e.Law, e.Kind); err != nil {
				t.Fatal(err)
			}
			done++
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// size is how many bytes the files of a folder have.
func size(t testing.TB, dir string) int64 {
	t.Helper()
	var total int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return total
}

// processor is how many seconds of processor time this process has used. Unlike the
// clock it means something on a busy machine.
func processor() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// watchMemory notes the largest heap until the function it gives is called.
func watchMemory() func() uint64 {
	stop, result := make(chan bool), make(chan uint64)
	go func() {
		var most uint64
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			case <-stop:
				result <- most
				return
			}
		}
	}()
	return func() uint64 {
		stop <- true
		return <-result
	}
}
