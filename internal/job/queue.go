// Package job works through the queued reviews in the background.
//
// What is queued is kept by the store, so work survives the process; how far it is lives
// in memory only, told to whoever subscribes.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
	"parley/internal/store"
)

// Records is what the queue needs of the store.
type Records interface {
	Resume(ctx context.Context) error
	Claim(ctx context.Context) (store.Work, bool, error)
	Requeue(ctx context.Context, task int64) error
	Finish(ctx context.Context, w store.Work, made []store.Reviewed) (ids []string, err error)
	Revise(ctx context.Context, document string, r store.Reviewed) error
	Fail(ctx context.Context, task int64, f store.Fault) error
	Reading(ctx context.Context, document string) (store.Reading, error)
	LatestFindings(ctx context.Context, document string) ([]contract.Finding, error)
	Unindexed(ctx context.Context) ([]string, error)
	MarkIndexed(ctx context.Context, document string) error
	FilePath(sha256 string) string
}

// File is what a Reviewer is asked to read and judge.
type File struct {
	Name string // as the user knows it; tells the format together with the bytes
	Path string // where its bytes are
	Deal contract.Deal
}

// Made is a document that a Reviewer read and judged.
type Made struct {
	store.Reviewed
	// Consult asks a model about the review, once that is kept, and gives the review with
	// what the model said; nil when none is asked.
	Consult func(ctx context.Context) (store.Reviewed, error)
}

// Reviewer reads a file and judges every document in it. It calls report as it goes on,
// and fails with a *fault.Error when the file is to blame.
type Reviewer func(ctx context.Context, f File, report func(Stage)) ([]Made, error)

// Library makes kept documents findable. Both methods bear being called again.
type Library interface {
	Index(ctx context.Context, document string, doc *contract.Document, out *contract.Outline, findings []contract.Finding) error
	Remove(ctx context.Context, document string) error
}

// Options bound the work.
type Options struct {
	Workers int           // reviews at a time; 0 means 2
	Timeout time.Duration // for one file; 0 means ten minutes
	Library Library       // nil: nothing is made findable
	Log     *slog.Logger  // nil: silent. Never told any text of a document
}

// Queue is the background work of one process.
type Queue struct {
	records Records
	review  Reviewer
	opt     Options
	wake    chan struct{}
	feed    feed

	mu      sync.Mutex
	running map[string]context.CancelFunc // by document
}

// New makes a queue; Run starts it.
func New(records Records, review Reviewer, opt Options) *Queue {
	if opt.Workers <= 0 {
		opt.Workers = 2
	}
	if opt.Timeout <= 0 {
		opt.Timeout = 10 * time.Minute
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Queue{
		records: records, review: review, opt: opt,
		wake:    make(chan struct{}, opt.Workers),
		running: map[string]context.CancelFunc{},
	}
}

// Run takes up what an earlier process left, then works until ctx ends. Work cut off by
// that goes back into the queue.
func (q *Queue) Run(ctx context.Context) error {
	if err := q.records.Resume(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("resuming the queue: %w", err)
	}
	var workers sync.WaitGroup
	workers.Go(func() { q.catchUp(ctx) })
	for range q.opt.Workers {
		workers.Go(func() { q.worker(ctx) })
	}
	workers.Wait()
	return nil
}

// Wake says that a task was queued.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default: // every worker has been told already
	}
}

// Cancel stops the work on a document, if any: it was deleted.
func (q *Queue) Cancel(document string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if stop, ok := q.running[document]; ok {
		stop()
	}
}

// idle is how long a worker waits before it looks by itself: another process may have
// queued something, and after an error it is time to try again.
const idle = 5 * time.Second

func (q *Queue) worker(ctx context.Context) {
	for ctx.Err() == nil {
		w, ok, err := q.records.Claim(ctx)
		if err != nil && ctx.Err() == nil {
			q.opt.Log.Error("claiming work", "error", err)
		}
		if ok {
			q.work(ctx, w)
			continue
		}
		select {
		case <-ctx.Done():
		case <-q.wake:
		case <-time.After(idle):
		}
	}
}

// settle is how long the records may take to note the end of a task, also when the
// program is being stopped.
const settle = 10 * time.Second

func (q *Queue) work(ctx context.Context, w store.Work) {
	start := time.Now()
	workCtx, stop := context.WithTimeout(ctx, q.opt.Timeout)
	defer stop()
	q.mu.Lock()
	q.running[w.Document] = stop
	q.mu.Unlock()
	defer func() {
		q.mu.Lock()
		delete(q.running, w.Document)
		q.mu.Unlock()
	}()

	tell := func(s Stage) { q.feed.publish(Event{Document: w.Document, Side: w.Deal.Side, Stage: s}) }
	tell(Reading)
	made, err := q.call(workCtx, w, tell)
	if err == nil {
		made, err = own(w, made)
	}

	endCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settle)
	defer cancel()
	log := q.opt.Log.With("document", w.Document, "task", w.ID, "took", time.Since(start).Round(time.Millisecond))
	switch {
	case err == nil:
		ids := q.keep(endCtx, w, made, tell, log)
		q.consult(workCtx, w, ids, made, log)
	case ctx.Err() != nil:
		if err := q.records.Requeue(endCtx, w.ID); err != nil {
			log.Error("giving work back", "error", err)
		}
	default:
		q.fail(endCtx, w, err, log)
	}
}

// call runs the reviewer; a panic in it fails this one task, not the program.
func (q *Queue) call(ctx context.Context, w store.Work, tell func(Stage)) (made []Made, err error) {
	defer func() {
		if r := recover(); r != nil {
			q.opt.Log.Error("a review panicked", "document", w.Document, "panic", r, "stack", string(debug.Stack()))
			err = errors.New("a fault in parley")
		}
	}()
	return q.review(ctx, File{Name: w.Name, Path: q.records.FilePath(w.SHA256), Deal: w.Deal}, tell)
}

// own picks what concerns the task's document: everything the first time, later only the
// document itself, as the others of its file have records of their own by then.
func own(w store.Work, made []Made) ([]Made, error) {
	if len(made) == 0 {
		return nil, fault.New(fault.NoDocuments, "there is no document in this file", "Add the contract itself.")
	}
	if !w.Again {
		return made, nil
	}
	if w.Part >= len(made) {
		return nil, fmt.Errorf("part %d of %d", w.Part, len(made))
	}
	return made[w.Part : w.Part+1], nil
}

// keep makes the reviews durable and findable, and gives the ids of their documents.
func (q *Queue) keep(ctx context.Context, w store.Work, made []Made, tell func(Stage), log *slog.Logger) []string {
	tell(Keeping)
	reviews := make([]store.Reviewed, len(made))
	for i, m := range made {
		reviews[i] = m.Reviewed
	}
	ids, err := q.records.Finish(ctx, w, reviews)
	if errors.Is(err, store.ErrNotFound) {
		return nil // deleted meanwhile
	}
	if err != nil {
		q.fail(ctx, w, err, log)
		return nil
	}
	for _, id := range ids {
		if err := q.index(ctx, id); err != nil {
			log.Error("indexing", "error", err) // tried again at the next start
		}
	}
	log.Info("reviewed", "documents", len(ids))
	for i := len(ids) - 1; i >= 0; i-- { // the task's own last: whoever waits for it finds the others
		q.feed.publish(Event{Document: ids[i], Side: w.Deal.Side, Stage: Done})
	}
	return ids
}

// consult asks a model about reviews that are kept and shown already: it can neither delay
// nor lose what the rules found.
func (q *Queue) consult(ctx context.Context, w store.Work, ids []string, made []Made, log *slog.Logger) {
	for i, id := range ids {
		if made[i].Consult == nil {
			continue
		}
		revised, err := made[i].Consult(ctx)
		if err == nil {
			err = q.records.Revise(ctx, id, revised)
		}
		if err != nil {
			if !errors.Is(err, store.ErrNotFound) {
				log.Warn("asking the model", "error", logged(err))
			}
			continue
		}
		q.feed.publish(Event{Document: id, Side: w.Deal.Side, Stage: Done})
	}
}

// catchUp indexes what an earlier process kept and could not index any more.
func (q *Queue) catchUp(ctx context.Context) {
	if q.opt.Library == nil {
		return
	}
	ids, err := q.records.Unindexed(ctx)
	for _, id := range ids {
		if err = q.index(ctx, id); err != nil {
			break
		}
	}
	if err != nil && ctx.Err() == nil {
		q.opt.Log.Error("indexing what was kept before", "error", err)
	}
}

// index hands a kept document to the library. When it is deleted meanwhile, it is taken
// out again.
func (q *Queue) index(ctx context.Context, document string) error {
	if q.opt.Library == nil {
		return nil
	}
	reading, err := q.records.Reading(ctx, document)
	if err != nil {
		return ignoreDeleted(err)
	}
	findings, err := q.records.LatestFindings(ctx, document)
	if err != nil {
		return ignoreDeleted(err)
	}
	if err := q.opt.Library.Index(ctx, document, reading.Document, reading.Outline, findings); err != nil {
		return err
	}
	err = q.records.MarkIndexed(ctx, document)
	if errors.Is(err, store.ErrNotFound) {
		return q.opt.Library.Remove(ctx, document)
	}
	return err
}

func ignoreDeleted(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func (q *Queue) fail(ctx context.Context, w store.Work, cause error, log *slog.Logger) {
	f := explain(cause)
	log.Warn("not reviewed", "code", f.Code, "error", logged(cause))
	if err := q.records.Fail(ctx, w.ID, f); err != nil && !errors.Is(err, store.ErrNotFound) {
		log.Error("noting a failure", "error", err)
	}
	q.feed.publish(Event{Document: w.Document, Side: w.Deal.Side, Stage: Failed, Fault: &f})
}

// explain says why a file could not be reviewed, in words for its owner and without
// internals.
func explain(err error) store.Fault {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return store.Fault{Code: string(f.Code), What: f.What, Page: f.Page, Hint: f.Hint}
	case errors.Is(err, context.DeadlineExceeded):
		return store.Fault{Code: string(fault.Timeout), What: "reading this file took longer than allowed", Hint: "Split it, or save it again with the program it comes from."}
	case errors.Is(err, context.Canceled):
		return store.Fault{Code: string(fault.Cancelled), What: "the review was stopped", Hint: "Start it again."}
	}
	return store.Fault{Code: "internal", What: "something went wrong inside Parley", Hint: "Try again; the log of parley serve says more."}
}

// logged is what the log may know of an error: a fault's code and cause are ours, its
// words may name the file.
func logged(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return string(f.Code)
	}
	return err.Error()
}
