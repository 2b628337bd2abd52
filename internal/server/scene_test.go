package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/job"
	"parley/internal/library"
	"parley/internal/rule"
	"parley/internal/store"
	"parley/rules"
)

// agreement has something to object to, as the supplier, and a heading.
const agreement = `SERVICES AGREEMENT

This agreement is made between Birch Labs Ltd (the "Supplier") and Quarry Bank plc (the "Customer").

1. Security

1.1 The Supplier shall notify the Customer within 12 hours after the occurrence of any security incident – “at once”.

2. Law

2.1 This agreement is governed by the laws of Ireland.
`

var shipped = sync.OnceValues(func() (*rule.Set, error) { return rule.Load(rules.FS) })

// scene is a server on a store of its own, with the shipped playbook.
type scene struct {
	t         testing.TB
	store     *store.Store
	queue     *job.Queue
	server    *Server
	log       *bytes.Buffer
	described *description
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func newScene(t testing.TB, change ...func(*Config)) *scene {
	t.Helper()
	playbook, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, store: st, log: &bytes.Buffer{}, described: loadDescription(t)}
	log := slog.New(slog.NewTextHandler(&lockedBuffer{b: s.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	lib, err := library.Open(t.TempDir(), library.Options{Lists: playbook.Lists})
	if err != nil {
		t.Fatal(err)
	}
	s.queue = job.New(st, job.Pipeline(playbook, ingest.Options{}, nil), job.Options{Log: log, Library: lib})
	cfg := Config{
		Records: st, Queue: s.queue, Rules: playbook, Log: log, Version: "1.2.3",
		App:       fstest.MapFS{"index.html": {Data: []byte("<title>Parley</title>")}, "assets/index-abc.js": {Data: []byte("1")}, "favicon.svg": {Data: []byte("<svg/>")}},
		Accepts:   []string{".pdf", ".txt"},
		MaxUpload: 64 << 10,
		Samples:   []Sample{{ID: "msa", Name: "msa.txt", Title: "An agreement", About: "To try.", Side: contract.Supplier, Data: []byte(agreement)}},
		Library:   failing{lib},
	}
	for _, c := range change {
		c(&cfg)
	}
	if s.server, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.queue.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := errors.Join(st.Close(), lib.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// do sends a request and holds the answer against the OpenAPI document.
func (s *scene) do(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.server.Handler().ServeHTTP(w, r)
	s.described.check(s.t, r, w)
	return w
}

func (s *scene) request(method, address string, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, address, body)
	r.Host = "127.0.0.1:7117"
	return r
}

func (s *scene) get(address string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.do(s.request(http.MethodGet, address, nil))
}

// field is a part of an upload; one with a file name is a file.
type field struct{ name, file, content string }

func (s *scene) form(fields ...field) *http.Request {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range fields {
		var part io.Writer
		var err error
		if f.file != "" {
			part, err = m.CreateFormFile(f.name, f.file)
		} else {
			part, err = m.CreateFormField(f.name)
		}
		if err == nil {
			_, err = io.WriteString(part, f.content)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		s.t.Fatal(err)
	}
	r := s.request(http.MethodPost, API+"/documents", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

// reviewed uploads the agreement and waits for its review.
func (s *scene) reviewed() documentView {
	s.t.Helper()
	w := s.do(s.form(field{"file", "msa.txt", agreement}))
	if w.Code != http.StatusCreated {
		s.t.Fatalf("upload: %d %s", w.Code, w.Body)
	}
	return s.await(decode[documentView](s.t, w).ID)
}

// await waits until the work on a document has ended.
func (s *scene) await(id string) documentView {
	s.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		d := decode[documentView](s.t, s.get(API+"/documents/"+id))
		if d.Task.State == store.Done || d.Task.State == store.Failed {
			return d
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("the review does not end")
	return documentView{}
}

func decode[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v in %.300s", err, w.Body)
	}
	return v
}

// wireProblem is a problem document as clients see it.
type wireProblem struct {
	Type, Title, Detail, Hint, Expected string
	Status                              int
	Offset                              *int
}

// failing is a library that fails in the ways a test cannot bring about.
type failing struct{ Library }

func (f failing) Search(ctx context.Context, r library.Request) (*library.Page, error) {
	switch r.Query {
	case "break":
		return nil, fmt.Errorf("index at /secret: %w", io.ErrUnexpectedEOF)
	case "dawdle":
		return nil, library.ErrDeadline
	case "overreach":
		return nil, &library.Refused{Reason: "it has too many words"}
	}
	return f.Library.Search(ctx, r)
}
