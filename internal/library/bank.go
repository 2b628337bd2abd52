package library

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"parley/corpus"
	"parley/internal/contract"
)

// BankClause is a clause that people chose as good.
type BankClause struct {
	ID     string        `json:"id"` // stable; shipped ones are "topic/name"
	Topic  string        `json:"topic"`
	Title  string        `json:"title"`
	Leans  contract.Role `json:"leans,omitempty"` // whom the wording favours; "" for market-standard
	Text   string        `json:"text"`
	Notes  string        `json:"notes,omitempty"` // when to use it
	Tags   []string      `json:"tags,omitempty"`
	Status Status        `json:"status"`
	Own    bool          `json:"own,omitempty"` // saved or edited here rather than shipped
}

// Status says whether a bank clause may be used.
type Status string

// The statuses.
const (
	Draft    Status = "draft"
	Approved Status = "approved"
	Retired  Status = "retired" // kept for its history, not found by searches
)

// Shipped gives the clauses of the bank that comes with the program.
func Shipped() ([]BankClause, error) {
	clauses, err := corpus.Clauses(corpus.FS)
	if err != nil {
		return nil, fmt.Errorf("the clause bank: %w", err)
	}
	out := make([]BankClause, len(clauses))
	for i, c := range clauses {
		out[i] = BankClause{ID: c.ID, Topic: c.Topic, Title: c.Title, Text: c.Text, Notes: c.Note, Tags: c.Tags, Status: Approved}
		if c.Stance != corpus.Market {
			out[i].Leans = contract.Role(c.Stance)
		}
		if c.Jurisdiction != "any" {
			out[i].Tags = append([]string{c.Jurisdiction}, c.Tags...)
		}
	}
	return out, nil
}

// Change is one step in a bank clause's history.
type Change struct {
	At     time.Time  `json:"at"`
	By     string     `json:"by"`
	Action string     `json:"action"` // "save", "edit", "approve" or "retire"
	Clause BankClause `json:"clause"` // as it was afterwards
}

// ErrNoClause is the answer to the id of a bank clause that does not exist.
var ErrNoClause = errors.New("there is no such clause in the bank")

// bank is the clauses of the bank as they stand, and how they came about.
type bank struct {
	mu      sync.RWMutex
	journal *journal[Change]
	clauses map[string]BankClause
	history map[string][]Change
}

func openBank(path string) (*bank, error) {
	b := &bank{clauses: map[string]BankClause{}, history: map[string][]Change{}}
	var err error
	b.journal, err = openJournal(path, b.apply)
	return b, err
}

func (b *bank) close() error { return b.journal.close() }

// apply takes a change in.
func (b *bank) apply(c Change) {
	b.clauses[c.Clause.ID] = c.Clause
	b.history[c.Clause.ID] = append(b.history[c.Clause.ID], c)
}

// bankID is the entry id of a bank clause.
func bankID(id string) string { return "bank:" + id }

// entry is the bank clause as the library keeps it.
func (c BankClause) entry() *Entry {
	e := &Entry{
		ID: bankID(c.ID), Source: SourceBank, Name: c.Title, Side: c.Leans, Text: c.Text,
		Clause: contract.ClauseRef{ID: c.ID, Heading: c.Title}, Topics: []string{c.Topic}, Tags: append([]string{string(c.Status)}, c.Tags...),
		End: len(c.Text), Units: sentences(c.Text),
	}
	return e
}

// loadBank puts the shipped clauses and those of the journal into the index when they
// are not the ones that are there.
func (l *Library) loadBank(shipped []BankClause) error {
	for _, c := range shipped {
		if _, own := l.bank.clauses[c.ID]; !own {
			l.bank.clauses[c.ID] = c
		}
	}
	digest := l.bank.digest()
	if have, err := l.index.GetInternal([]byte("bank")); err == nil && string(have) == digest {
		return nil
	}
	stale, err := l.entryIDs(context.Background(), fieldSource, SourceBank)
	if err != nil {
		return err
	}
	var entries []*Entry
	for _, id := range l.bank.ids() {
		if c := l.bank.clauses[id]; c.Status != Retired {
			entries = append(entries, c.entry())
		}
	}
	documents, err := prepared(context.Background(), entries)
	if err != nil {
		return err
	}
	return l.batch(func(b *bleve.Batch) error {
		for _, id := range stale {
			b.Delete(id)
		}
		for _, d := range documents {
			if err := b.IndexAdvanced(d); err != nil {
				return err
			}
		}
		b.SetInternal([]byte("bank"), []byte(digest))
		return nil
	})
}

// ids are those of all bank clauses, in order.
func (b *bank) ids() []string {
	ids := make([]string, 0, len(b.clauses))
	for id := range b.clauses {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

// digest tells one state of the bank from another.
func (b *bank) digest() string {
	h := fnv.New64a()
	for _, id := range b.ids() {
		fmt.Fprintf(h, "%+v\n", b.clauses[id])
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// SaveClause puts a clause into the bank as a draft and gives its id. A clause with an
// id that exists is an edit of it; the version before stays in its history.
func (l *Library) SaveClause(c BankClause, by string, at time.Time) (string, error) {
	c.Text, c.Title = strings.TrimSpace(c.Text), strings.TrimSpace(c.Title)
	switch {
	case c.Text == "":
		return "", errors.New("the clause has no text")
	case c.Title == "":
		return "", errors.New("the clause has no title")
	case c.Topic == "":
		return "", errors.New("the clause has no topic")
	}
	action := "edit"
	l.bank.mu.RLock()
	_, exists := l.bank.clauses[c.ID]
	if c.ID == "" {
		action = "save"
		for n := 1; c.ID == "" || exists; n++ {
			c.ID = c.Topic + "/own-" + strconv.Itoa(n)
			_, exists = l.bank.clauses[c.ID]
		}
	} else if !exists {
		action = "save"
	}
	l.bank.mu.RUnlock()
	c.Status, c.Own = Draft, true
	return c.ID, l.change(Change{At: at, By: by, Action: action, Clause: c})
}

// ApproveClause says that a bank clause may be used.
func (l *Library) ApproveClause(id, by string, at time.Time) error {
	return l.mark(id, by, at, "approve", Approved)
}

// RetireClause takes a bank clause out of searches; its history stays.
func (l *Library) RetireClause(id, by string, at time.Time) error {
	return l.mark(id, by, at, "retire", Retired)
}

// mark gives a bank clause a status.
func (l *Library) mark(id, by string, at time.Time, action string, s Status) error {
	c, err := l.BankClause(id)
	if err != nil {
		return err
	}
	c.Status = s
	return l.change(Change{At: at, By: by, Action: action, Clause: c})
}

// change writes a change down, then lets searches see it.
func (l *Library) change(c Change) error {
	l.write.Lock()
	defer l.write.Unlock()
	if err := l.bank.journal.append(c); err != nil {
		return err
	}
	l.bank.mu.Lock()
	l.bank.apply(c)
	digest := l.bank.digest()
	l.bank.mu.Unlock()
	document, err := c.Clause.entry().indexDocument()
	if err != nil {
		return err
	}
	return l.batch(func(b *bleve.Batch) error {
		b.SetInternal([]byte("bank"), []byte(digest))
		if c.Clause.Status == Retired {
			b.Delete(bankID(c.Clause.ID))
			return nil
		}
		return b.IndexAdvanced(document)
	})
}

// BankClause gives a bank clause as it stands, ErrNoClause when there is none.
func (l *Library) BankClause(id string) (BankClause, error) {
	l.bank.mu.RLock()
	defer l.bank.mu.RUnlock()
	c, ok := l.bank.clauses[id]
	if !ok {
		return BankClause{}, fmt.Errorf("%q: %w", id, ErrNoClause)
	}
	return c, nil
}

// BankClauses gives the bank clauses on a topic, all with "", in order of ids; retired
// ones are left out.
func (l *Library) BankClauses(topic string) []BankClause {
	l.bank.mu.RLock()
	defer l.bank.mu.RUnlock()
	var out []BankClause
	for _, id := range l.bank.ids() {
		if c := l.bank.clauses[id]; c.Status != Retired && (topic == "" || c.Topic == topic) {
			out = append(out, c)
		}
	}
	return out
}

// ClauseHistory gives the changes of a bank clause, oldest first; shipped ones that
// nobody touched have none.
func (l *Library) ClauseHistory(id string) []Change {
	l.bank.mu.RLock()
	defer l.bank.mu.RUnlock()
	return slices.Clone(l.bank.history[id])
}
