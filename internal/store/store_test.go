package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/contract"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	clock := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	s, err := Open(dir, Options{Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		clock = clock.Add(time.Second)
		return clock
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func add(t *testing.T, s *Store, name, content string, deal contract.Deal) Document {
	t.Helper()
	in, err := s.Receive(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.AddDocument(context.Background(), in, NewDocument{Name: name, Deal: deal})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func claim(t *testing.T, s *Store) Work {
	t.Helper()
	w, ok, err := s.Claim(context.Background())
	if err != nil || !ok {
		t.Fatalf("Claim: %v, %v; expected work", ok, err)
	}
	return w
}

// reviewed is what a task makes of a document with this text.
func reviewed(name, text string, side contract.Role) Reviewed {
	return Reviewed{
		Name: name,
		Reading: Reading{
			Document: &contract.Document{
				Name: name, Type: "txt", Language: "en", Text: text, BodyEnd: len(text),
				Blocks: []contract.Block{{Span: contract.Span{End: len(text)}, Kind: contract.Paragraph}},
				Pages:  []contract.Page{{Label: "1"}},
				Boxes:  []contract.Box{{Span: contract.Span{End: 1}, Page: 1}},
			},
			Outline: &contract.Outline{Kind: "msa", Title: "Agreement", Parties: []contract.Party{{Name: "Acme", Role: contract.Customer, Terms: []string{"Customer"}}}},
		},
		Side:    side,
		Summary: Summary{Advice: "negotiate", Stance: contract.Negotiate, Score: 70, Counts: map[contract.Stance]int{contract.Negotiate: 1}},
		Body:    []byte(`{"format": 1, "name": "` + name + `"}`),
	}
}

// kept lists the hashes of the files in the data folder.
func kept(t *testing.T, s *Store) map[string]bool {
	t.Helper()
	files := map[string]bool{}
	err := filepath.WalkDir(s.filesDir(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files[d.Name()] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestDocumentLivesThroughItsReview(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := open(t, dir)
	deal := contract.Deal{Side: contract.Customer, Sector: "health", Data: []string{"personal"}}
	d := add(t, s, "msa.txt", "The text.", deal)
	if d.Task.State != Queued || !reflect.DeepEqual(d.Task.Deal, deal) || d.Size != 9 || len(d.Reviews) != 0 {
		t.Fatalf("added: %+v", d)
	}
	if got, err := os.ReadFile(s.FilePath(d.SHA256)); err != nil || string(got) != "The text." {
		t.Fatalf("kept file: %q, %v", got, err)
	}

	w := claim(t, s)
	if w.Document != d.ID || w.Name != "msa.txt" || w.SHA256 != d.SHA256 || w.Again || w.Attempts != 1 || !reflect.DeepEqual(w.Deal, deal) {
		t.Fatalf("claimed: %+v", w)
	}
	if _, ok, err := s.Claim(ctx); ok || err != nil {
		t.Fatalf("a second Claim: %v, %v; expected nothing", ok, err)
	}
	made := reviewed("msa.txt", "The text.", contract.Customer)
	ids, err := s.Finish(ctx, w, []Reviewed{made})
	if err != nil || len(ids) != 1 || ids[0] != d.ID {
		t.Fatalf("Finish: %v, %v", ids, err)
	}

	// What was kept is there for another process too.
	other := open(t, dir)
	got, err := other.Document(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.Task.State != Done || got.Task.Ended.IsZero() || got.Kind != "msa" || got.Title != "Agreement" || got.Pages != 1 || got.Language != "en" || got.Parties[0].Name != "Acme" {
		t.Errorf("document: %+v", got)
	}
	if len(got.Reviews) != 1 || got.Reviews[0].Side != contract.Customer || !reflect.DeepEqual(got.Reviews[0].Summary, made.Summary) {
		t.Errorf("reviews: %+v", got.Reviews)
	}
	r, err := other.Review(ctx, d.ID, contract.Customer)
	if err != nil || string(r.Body) != string(made.Body) {
		t.Errorf("review: %s, %v; expected the bytes kept", r.Body, err)
	}
	if _, err := other.Review(ctx, d.ID, contract.Supplier); !errors.Is(err, ErrNotFound) {
		t.Errorf("review of the other side: %v; expected ErrNotFound", err)
	}
	reading, err := other.Reading(ctx, d.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := made.Reading
	light := *want.Document
	light.Boxes = nil
	if !reflect.DeepEqual(*reading.Document, light) || !reflect.DeepEqual(reading.Outline, want.Outline) {
		t.Errorf("reading: %+v\nexpected %+v", reading.Document, light)
	}
}

func TestSameFileTwiceIsKeptOnce(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	a, b := add(t, s, "a.txt", "same", contract.Deal{}), add(t, s, "b.txt", "same", contract.Deal{})
	if a.ID == b.ID || a.SHA256 != b.SHA256 || len(kept(t, s)) != 1 {
		t.Fatalf("%+v and %+v with %d files", a, b, len(kept(t, s)))
	}
	if err := s.DeleteDocument(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if !kept(t, s)[b.SHA256] {
		t.Fatal("the file of the second document went with the first")
	}
	if err := s.DeleteDocument(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	if len(kept(t, s)) != 0 {
		t.Error("a file is left that no document refers to")
	}
	if err := s.DeleteDocument(ctx, b.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleting again: %v; expected ErrNotFound", err)
	}
}

func TestDeleteTakesEverythingWithIt(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	d := add(t, s, "a.txt", "text", contract.Deal{Side: contract.Supplier})
	w := claim(t, s)
	if _, err := s.Finish(ctx, w, []Reviewed{reviewed("a.txt", "text", contract.Supplier)}); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteDocument(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"documents", "readings", "reviews", "tasks"} {
		var n int
		if err := s.db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s has %d rows left (%v)", table, n, err)
		}
	}
}

func TestDeletedWhileWorkedOn(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	d := add(t, s, "a.txt", "text", contract.Deal{})
	w := claim(t, s)
	if err := s.DeleteDocument(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finish(ctx, w, []Reviewed{reviewed("a.txt", "text", contract.Supplier)}); !errors.Is(err, ErrNotFound) {
		t.Errorf("Finish: %v; expected ErrNotFound", err)
	}
	if err := s.Fail(ctx, w.ID, Fault{Code: "x"}); !errors.Is(err, ErrNotFound) {
		t.Errorf("Fail: %v; expected ErrNotFound", err)
	}
	if docs, err := s.Documents(ctx); err != nil || len(docs) != 0 {
		t.Errorf("%d documents, %v", len(docs), err)
	}
}

func TestFileWithSeveralDocuments(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	d := add(t, s, "mail.zip", "zip", contract.Deal{Side: contract.Supplier})
	ids, err := s.Finish(ctx, claim(t, s), []Reviewed{reviewed("msa.pdf", "first", contract.Supplier), reviewed("dpa.pdf", "second", contract.Supplier)})
	if err != nil || len(ids) != 2 || ids[0] != d.ID {
		t.Fatalf("Finish: %v, %v", ids, err)
	}
	second, err := s.Document(ctx, ids[1])
	if err != nil || second.Name != "dpa.pdf" || second.Part != 1 || second.SHA256 != d.SHA256 || second.Task.State != Done {
		t.Fatalf("second: %+v, %v", second, err)
	}
	// The other side's review of the second is about the second.
	if err := s.AddTask(ctx, second.ID, contract.Deal{Side: contract.Customer}); err != nil {
		t.Fatal(err)
	}
	if w := claim(t, s); w.Document != second.ID || w.Part != 1 || !w.Again {
		t.Errorf("claimed: %+v", w)
	}
	if err := s.DeleteDocument(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	if !kept(t, s)[d.SHA256] {
		t.Error("the file went while its second document is there")
	}
}

func TestTasksOfADocumentRunOneAfterTheOther(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	a, b := add(t, s, "a", "a", contract.Deal{}), add(t, s, "b", "b", contract.Deal{})
	if err := s.AddTask(ctx, a.ID, contract.Deal{Side: contract.Customer}); err != nil {
		t.Fatal(err)
	}
	first, second := claim(t, s), claim(t, s)
	if first.Document != a.ID || second.Document != b.ID {
		t.Fatalf("claimed %s and %s; expected one task of each document", first.Document, second.Document)
	}
	if _, ok, _ := s.Claim(ctx); ok {
		t.Fatal("a document's second task was claimed beside its first")
	}
	if err := s.Fail(ctx, first.ID, Fault{Code: "damaged", What: "broken", Hint: "mend it"}); err != nil {
		t.Fatal(err)
	}
	if third := claim(t, s); third.Document != a.ID || third.Deal.Side != contract.Customer {
		t.Errorf("claimed %+v", third)
	}
	if err := s.AddTask(ctx, "nothing", contract.Deal{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("AddTask of nothing: %v; expected ErrNotFound", err)
	}
}

func TestResumeGivesUpAtLast(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	d := add(t, s, "a", "a", contract.Deal{})
	for range MaxAttempts {
		if err := s.Resume(ctx); err != nil {
			t.Fatal(err)
		}
		claim(t, s)
	}
	if err := s.Resume(ctx); err != nil {
		t.Fatal(err)
	}
	got, err := s.Document(ctx, d.ID)
	if err != nil || got.Task.State != Failed || got.Task.Fault == nil || got.Task.Fault.Code != "gave-up" {
		t.Fatalf("task: %+v, %v", got.Task, err)
	}
	if _, ok, _ := s.Claim(ctx); ok {
		t.Error("a task that was given up was claimed again")
	}
}

func TestRequeueDoesNotCountAsAttempt(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	add(t, s, "a", "a", contract.Deal{})
	for range MaxAttempts + 1 {
		w := claim(t, s)
		if w.Attempts != 1 {
			t.Fatalf("attempt %d; expected 1", w.Attempts)
		}
		if err := s.Requeue(ctx, w.ID); err != nil {
			t.Fatal(err)
		}
	}
}

func TestDocumentsAreListedNewestFirst(t *testing.T) {
	s := open(t, t.TempDir())
	for i := range 3 {
		add(t, s, fmt.Sprint(i), fmt.Sprint(i), contract.Deal{})
	}
	docs, err := s.Documents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, d := range docs {
		names += d.Name
	}
	if names != "210" {
		t.Errorf("listed %s; expected 210", names)
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

func TestReceiveLeavesNothingOfABrokenUpload(t *testing.T) {
	s := open(t, t.TempDir())
	cause := errors.New("connection lost")
	if _, err := s.Receive(brokenReader{cause}); !errors.Is(err, cause) {
		t.Errorf("Receive: %v; expected the reader's error", err)
	}
	in, err := s.Receive(strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	in.Discard()
	if left, err := os.ReadDir(s.incomingDir()); err != nil || len(left) != 0 {
		t.Errorf("%d files left, %v", len(left), err)
	}
}

func TestOpenSweepsOldUploads(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fresh, old := filepath.Join(s.incomingDir(), "upload-1"), filepath.Join(s.incomingDir(), "upload-2")
	for _, path := range []string{fresh, old} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("an upload under way was swept: %v", err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an old upload was left: %v", err)
	}
}

func TestOpenRefusesANewerDatabase(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), "newer parley") {
		t.Errorf("Open: %v; expected it to name the newer version", err)
	}
}

func TestOpenIsFineWithOddFolders(t *testing.T) {
	for _, name := range []string{"with space", "100%", "a?b", "ü#x"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name)
			s := open(t, dir)
			add(t, s, "a", "a", contract.Deal{})
			if _, err := os.Stat(filepath.Join(dir, "parley.db")); err != nil {
				t.Error(err)
			}
		})
	}
}
