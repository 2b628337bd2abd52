package job

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
	"parley/internal/store"
)

// bench is a store with a queue on it.
type bench struct {
	*store.Store
	queue *Queue
	t     *testing.T
}

func newBench(t *testing.T, review Reviewer, opt Options) *bench {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &bench{s, New(s, review, opt), t}
}

// run starts the queue; stop ends it and waits for that.
func (b *bench) run() (stop func()) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.queue.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				b.t.Errorf("Run: %v", err)
			}
		})
	}
	b.t.Cleanup(stop)
	return stop
}

func (b *bench) add(name string, deal contract.Deal) store.Document {
	b.t.Helper()
	in, err := b.Receive(strings.NewReader("text of " + name))
	if err != nil {
		b.t.Fatal(err)
	}
	d, err := b.AddDocument(context.Background(), in, store.NewDocument{Name: name, Deal: deal})
	if err != nil {
		b.t.Fatal(err)
	}
	b.queue.Wake()
	return d
}

// await waits until the document's task is in a state.
func (b *bench) await(id string, want store.State) store.Document {
	b.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		d, err := b.Document(context.Background(), id)
		if err != nil {
			b.t.Fatal(err)
		}
		if d.Task.State == want {
			return d
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("task of %s is %s (%+v); expected %s", d.Name, d.Task.State, d.Task.Fault, want)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// plain reviews a file as one document.
func plain(_ context.Context, f File, report func(Stage)) ([]Made, error) {
	report(Structuring)
	report(Judging)
	return []Made{{Reviewed: made(f.Name, f.Deal.Side)}}, nil
}

func made(name string, side contract.Role) store.Reviewed {
	return store.Reviewed{
		Name:    name,
		Reading: store.Reading{Document: &contract.Document{Name: name}, Outline: &contract.Outline{}},
		Side:    side,
		Body:    []byte(`{}`),
	}
}

func TestEveryFileIsReviewedAFewAtATime(t *testing.T) {
	var now, most atomic.Int32
	gate := make(chan struct{})
	b := newBench(t, func(ctx context.Context, f File, report func(Stage)) ([]Made, error) {
		n := now.Add(1)
		defer now.Add(-1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		<-gate
		return plain(ctx, f, report)
	}, Options{Workers: 3})
	var docs []store.Document
	for i := range 12 {
		docs = append(docs, b.add(fmt.Sprint(i), contract.Deal{Side: contract.Supplier}))
	}
	b.run()
	eventually(t, "three are worked on", func() bool { return now.Load() == 3 })
	close(gate)
	for _, d := range docs {
		if got := b.await(d.ID, store.Done); len(got.Reviews) != 1 {
			t.Errorf("%s has %d reviews", got.Name, len(got.Reviews))
		}
	}
	if most.Load() != 3 {
		t.Errorf("%d at a time; expected 3", most.Load())
	}
}

func TestWhatGoesWrongIsToldWithoutInternals(t *testing.T) {
	cases := []struct {
		name   string
		review Reviewer
		code   string
		what   string
	}{
		{"the file's fault", func(context.Context, File, func(Stage)) ([]Made, error) {
			return nil, fmt.Errorf("reading: %w", &fault.Error{Code: fault.Damaged, Page: 3, What: "the page is broken", Hint: "mend it", Err: errors.New("inner")})
		}, "damaged", "the page is broken"},
		{"our fault", func(context.Context, File, func(Stage)) ([]Made, error) {
			return nil, errors.New("open /secret/path: nil map")
		}, "internal", "something went wrong inside Parley"},
		{"a panic", func(context.Context, File, func(Stage)) ([]Made, error) { panic("index out of range") }, "internal", "something went wrong inside Parley"},
		{"too slow", func(ctx context.Context, _ File, _ func(Stage)) ([]Made, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, "timeout", "reading this file took longer than allowed"},
		{"nothing in it", func(context.Context, File, func(Stage)) ([]Made, error) { return nil, nil }, "no-documents", "there is no document in this file"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, c.review, Options{Timeout: 50 * time.Millisecond})
			news := b.queue.Subscribe()
			defer news.Close()
			d := b.add("a.pdf", contract.Deal{})
			b.run()
			got := b.await(d.ID, store.Failed)
			f := got.Task.Fault
			if f == nil || f.Code != c.code || f.What != c.what || f.Hint == "" {
				t.Fatalf("fault: %+v; expected %s: %s", f, c.code, c.what)
			}
			if last := awaitEnd(t, news); last.Stage != Failed || last.Fault == nil || *last.Fault != *f {
				t.Errorf("told %+v", last)
			}
		})
	}
}

// awaitEnd reads news until the work on a document has ended.
func awaitEnd(t *testing.T, news *Subscription) Event {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		events, err := news.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Stage == Done || e.Stage == Failed {
				return e
			}
		}
	}
}

func TestStoppingGivesWorkBack(t *testing.T) {
	begun := make(chan struct{}, 1)
	b := newBench(t, func(ctx context.Context, _ File, _ func(Stage)) ([]Made, error) {
		begun <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}, Options{Workers: 1})
	d := b.add("a.pdf", contract.Deal{})
	stop := b.run()
	<-begun
	stop()
	if got := b.await(d.ID, store.Queued); got.Task.Attempts != 0 {
		t.Errorf("%d attempts; an orderly stop is none", got.Task.Attempts)
	}
}

func TestWorkOfAnEndedProcessIsTakenUp(t *testing.T) {
	b := newBench(t, plain, Options{})
	d := b.add("a.pdf", contract.Deal{Side: contract.Supplier})
	if _, ok, err := b.Claim(context.Background()); !ok || err != nil { // begun, and never heard of again
		t.Fatal(ok, err)
	}
	b.run()
	b.await(d.ID, store.Done)
}

func TestDeletingStopsTheWork(t *testing.T) {
	begun, ended := make(chan struct{}, 1), make(chan struct{}, 1)
	b := newBench(t, func(ctx context.Context, _ File, _ func(Stage)) ([]Made, error) {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- struct{}{}
		return nil, ctx.Err()
	}, Options{Workers: 1})
	d := b.add("a.pdf", contract.Deal{})
	b.run()
	<-begun
	if err := b.DeleteDocument(context.Background(), d.ID); err != nil {
		t.Fatal(err)
	}
	b.queue.Cancel(d.ID)
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Fatal("the review of a deleted document goes on")
	}
}

// shelf is a library that notes what it is told.
type shelf struct {
	mu      sync.Mutex
	indexed map[string]string // document -> text of its reading
	onIndex func(document string)
}

func (s *shelf) Index(_ context.Context, document string, doc *contract.Document, _ *contract.Outline, _ []contract.Finding) error {
	if s.onIndex != nil {
		s.onIndex(document)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.indexed[document] = doc.Name
	return nil
}

func (s *shelf) Remove(_ context.Context, document string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.indexed, document)
	return nil
}

func (s *shelf) names() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(slices.Sorted(maps.Values(s.indexed)), ",")
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("never: " + what)
		}
	}
}

func TestOneFileWithSeveralDocuments(t *testing.T) {
	library := &shelf{indexed: map[string]string{}}
	b := newBench(t, func(_ context.Context, f File, _ func(Stage)) ([]Made, error) {
		return []Made{{Reviewed: made("first", f.Deal.Side)}, {Reviewed: made("second", f.Deal.Side)}}, nil
	}, Options{Library: library})
	ctx := context.Background()
	d := b.add("mail.zip", contract.Deal{Side: contract.Supplier})
	b.run()
	b.await(d.ID, store.Done)
	eventually(t, "both are indexed", func() bool { return library.names() == "first,second" })
	docs, err := b.Documents(ctx)
	if err != nil || len(docs) != 2 {
		t.Fatalf("%d documents, %v; expected 2", len(docs), err)
	}
	second := docs[slices.IndexFunc(docs, func(d store.Document) bool { return d.Name == "second" })]
	if err := b.AddTask(ctx, second.ID, contract.Deal{Side: contract.Customer}); err != nil {
		t.Fatal(err)
	}
	b.queue.Wake()
	eventually(t, "the second has both reviews", func() bool {
		second, err = b.Document(ctx, second.ID)
		return err == nil && len(second.Reviews) == 2
	})
	if docs, err = b.Documents(ctx); err != nil || len(docs) != 2 {
		t.Errorf("%d documents after reviewing one again, %v; expected 2", len(docs), err)
	}
}

func TestWhatWasKeptButNotIndexedIsIndexedAtTheNextStart(t *testing.T) {
	ctx := context.Background()
	library := &shelf{indexed: map[string]string{}}
	b := newBench(t, plain, Options{Library: library})
	b.add("kept", contract.Deal{Side: contract.Supplier})
	b.add("waiting", contract.Deal{Side: contract.Supplier})
	w, ok, err := b.Claim(ctx)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, err := b.Finish(ctx, w, []store.Reviewed{made("kept", contract.Supplier)}); err != nil { // and then the process ended
		t.Fatal(err)
	}
	b.run()
	eventually(t, "both are indexed", func() bool { return library.names() == "kept,waiting" })
	eventually(t, "it is noted", func() bool { ids, err := b.Unindexed(ctx); return err == nil && len(ids) == 0 })
}

func TestDocumentDeletedWhileItIsIndexedIsNotFindable(t *testing.T) {
	library := &shelf{indexed: map[string]string{}}
	b := newBench(t, plain, Options{Library: library})
	library.onIndex = func(document string) {
		// The catching-up of the start may index it too, and find it gone.
		if err := b.DeleteDocument(context.Background(), document); err != nil && !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	}
	news := b.queue.Subscribe()
	defer news.Close()
	b.add("a", contract.Deal{})
	b.run()
	awaitEnd(t, news)
	if got := library.names(); got != "" {
		t.Errorf("%s can still be found", got)
	}
}

func TestSubscription(t *testing.T) {
	ctx := context.Background()
	q := New(nil, nil, Options{})
	early := q.Subscribe()
	defer early.Close()
	for _, e := range []Event{
		{Document: "a", Stage: Reading}, {Document: "b", Stage: Reading}, {Document: "a", Stage: Judging}, {Document: "c", Stage: Reading}, {Document: "c", Stage: Done},
	} {
		q.feed.publish(e)
	}
	late := q.Subscribe()
	defer late.Close()
	show := func(s *Subscription) string {
		events, err := s.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, e := range events {
			words = append(words, e.Document+" "+string(e.Stage))
		}
		return strings.Join(words, ", ")
	}
	if got := show(early); got != "a judging, b reading, c done" {
		t.Errorf("a slow reader got %q; expected the latest of each document", got)
	}
	if got := show(late); got != "a judging, b reading" {
		t.Errorf("a late reader got %q; expected what is being worked on", got)
	}
	q.feed.publish(Event{Document: "a", Stage: Done})
	if got := show(late); got != "a done" {
		t.Errorf("then it got %q", got)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := late.Next(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("Next: %v; expected it to end with its context", err)
	}
}

// TestTheModelComesAfter holds that a review is kept before a model is asked, and that
// what it says is put in its place.
func TestTheModelComesAfter(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	b := newBench(t, func(_ context.Context, f File, _ func(Stage)) ([]Made, error) {
		m := made(f.Name, f.Deal.Side)
		return []Made{{Reviewed: m, Consult: func(context.Context) (store.Reviewed, error) {
			close(asked)
			<-answer
			m.Body = json.RawMessage(`{"model":"spoke"}`)
			return m, nil
		}}}, nil
	}, Options{})
	stop := b.run()
	defer stop()
	doc := b.add("a.txt", contract.Deal{Side: contract.Supplier}).ID
	<-asked
	before, err := b.Review(context.Background(), doc, contract.Supplier)
	if err != nil || bytes.Contains(before.Body, []byte("spoke")) {
		t.Fatalf("the review must be there while the model is asked: %s, %v", before.Body, err)
	}
	close(answer)
	for {
		after, err := b.Review(context.Background(), doc, contract.Supplier)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(after.Body, []byte("spoke")) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}
