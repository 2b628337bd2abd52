package job

import (
	"context"
	"maps"
	"slices"
	"sync"

	"parley/internal/contract"
	"parley/internal/store"
)

// Stage is a step of the work on one file, as a person waiting for it sees it.
type Stage string

// The stages, in order; the last two are ends.
const (
	Reading     Stage = "reading"     // bytes to text
	Structuring Stage = "structuring" // text to clauses
	Judging     Stage = "judging"     // clauses to findings
	Keeping     Stage = "keeping"     // all of it to the disk
	Done        Stage = "done"
	Failed      Stage = "failed"
)

// Event says that the work on a document reached a stage.
type Event struct {
	Document string        `json:"document"`
	Side     contract.Role `json:"side"`
	Stage    Stage         `json:"stage"`
	Fault    *store.Fault  `json:"fault,omitempty"` // when Failed
}

// feed hands events to subscribers. The zero feed is ready.
type feed struct {
	mu   sync.Mutex
	subs map[*Subscription]struct{}
	last map[string]Event // of each document being worked on
}

// Subscription receives events. A slow reader loses stages that were passed in between,
// never the latest of a document, and holds up nobody.
type Subscription struct {
	feed    *feed
	ready   chan struct{}
	mu      sync.Mutex
	order   []string // documents with news, oldest first
	pending map[string]Event
}

// Subscribe begins with where every document being worked on stands now. Close it.
func (q *Queue) Subscribe() *Subscription {
	f := &q.feed
	s := &Subscription{feed: f, ready: make(chan struct{}, 1), pending: map[string]Event{}}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.subs == nil {
		f.subs = map[*Subscription]struct{}{}
	}
	f.subs[s] = struct{}{}
	for _, document := range slices.Sorted(maps.Keys(f.last)) {
		s.add(f.last[document])
	}
	return s
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.feed.mu.Lock()
	defer s.feed.mu.Unlock()
	delete(s.feed.subs, s)
}

// Next waits for news and returns it, at most one event a document. It fails only when
// ctx ends.
func (s *Subscription) Next(ctx context.Context) ([]Event, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-s.ready:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	events := make([]Event, len(s.order))
	for i, document := range s.order {
		events[i] = s.pending[document]
	}
	s.order = s.order[:0]
	clear(s.pending)
	return events, nil
}

func (s *Subscription) add(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, waiting := s.pending[e.Document]; !waiting {
		s.order = append(s.order, e.Document)
	}
	s.pending[e.Document] = e
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

func (f *feed) publish(e Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e.Stage == Done || e.Stage == Failed {
		delete(f.last, e.Document)
	} else {
		if f.last == nil {
			f.last = map[string]Event{}
		}
		f.last[e.Document] = e
	}
	for s := range f.subs {
		s.add(e)
	}
}
