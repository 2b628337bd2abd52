package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"parley/internal/contract"
)

// State is how far a task is.
type State string

// The states of a task.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// MaxAttempts is how often a task is begun: a file that ends the process each time it is
// read must not keep the program from starting.
const MaxAttempts = 3

// Task is the work of reading and judging one document.
type Task struct {
	ID       int64
	Document string
	State    State
	Deal     contract.Deal
	Attempts int    // how often it was begun
	Fault    *Fault // when Failed
	Created  time.Time
	Ended    time.Time // zero until Done or Failed
}

// Fault is why a task failed, for the person who gave the file.
type Fault struct {
	Code string `json:"code"` // stable, kebab-case
	What string `json:"what"`
	Page int    `json:"page,omitempty"` // 0 when it is about the whole file
	Hint string `json:"hint"`           // what to do
}

// Work is a claimed task with the document it is about.
type Work struct {
	Task
	Name   string
	SHA256 string
	Part   int
	Again  bool // the document was read before
}

// AddTask queues another review of a document: for the other side, or another deal.
func (s *Store) AddTask(ctx context.Context, document string, deal contract.Deal) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		var known bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?)", document).Scan(&known); err != nil {
			return err
		}
		if !known {
			return ErrNotFound
		}
		return s.insertTask(ctx, tx, document, deal)
	})
}

func (s *Store) insertTask(ctx context.Context, tx *sql.Tx, document string, deal contract.Deal) error {
	text, err := json.Marshal(deal)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO tasks (document, state, deal, created) VALUES (?, ?, ?, ?)", document, Queued, string(text), s.clock())
	return err
}

// Resume puts the tasks that an ended process left running back into the queue, and
// fails those begun MaxAttempts times. Call it once, before the first Claim.
func (s *Store) Resume(ctx context.Context) error {
	fault, err := json.Marshal(Fault{
		Code: "gave-up",
		What: fmt.Sprintf("Parley stopped %d times while it was working on this file", MaxAttempts),
		Hint: "Save the file again with the program it comes from, or as PDF, and add that copy.",
	})
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE tasks SET state = ?, fault = ?, ended = ? WHERE state = ? AND attempts >= ?",
			Failed, string(fault), s.clock(), Running, MaxAttempts); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE tasks SET state = ? WHERE state = ?", Queued, Running)
		return err
	})
}

// Claim takes the oldest queued task and marks it running; ok is false when none waits.
// A document's tasks run one after the other.
func (s *Store) Claim(ctx context.Context) (w Work, ok bool, err error) {
	var row taskRow
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `UPDATE tasks SET state = ?, attempts = attempts + 1
			WHERE id = (SELECT id FROM tasks WHERE state = ? AND document NOT IN (SELECT document FROM tasks WHERE state = ?) ORDER BY id LIMIT 1)
			RETURNING document, id, state, deal, attempts, fault, created, ended`, Running, Queued, Running).
			Scan(append([]any{&w.Document}, row.fields()...)...)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT name, sha256, part, EXISTS (SELECT 1 FROM readings WHERE document = id) FROM documents WHERE id = ?`, w.Document).
			Scan(&w.Name, &w.SHA256, &w.Part, &w.Again)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Work{}, false, nil
	}
	if err != nil {
		return Work{}, false, err
	}
	w.Task, err = row.task(w.Document)
	return w, err == nil, err
}

// Requeue gives a claimed task back unfinished, as if it had not been begun: the program
// is asked to stop.
func (s *Store) Requeue(ctx context.Context, task int64) error {
	_, err := s.db.ExecContext(ctx, "UPDATE tasks SET state = ?, attempts = attempts - 1 WHERE id = ? AND state = ?", Queued, task, Running)
	return err
}

// Finish keeps what a task made and marks it done, all or nothing. A file may hold
// several documents: the first is the task's own, the others become documents beside
// it, whose ids it returns in order after the task's own. A document deleted meanwhile
// is ErrNotFound, and nothing is kept.
func (s *Store) Finish(ctx context.Context, w Work, made []Reviewed) (ids []string, err error) {
	s.files.Lock() // further documents refer to the same file
	defer s.files.Unlock()
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.end(ctx, tx, w.ID, Done, ""); err != nil {
			return err
		}
		for i, r := range made {
			id := w.Document
			if i > 0 {
				id = newID()
				if err := s.insertPart(ctx, tx, w, id, w.Part+i, r.Name); err != nil {
					return err
				}
			} else if len(made) > 1 {
				if _, err := tx.ExecContext(ctx, "UPDATE documents SET name = ? WHERE id = ?", r.Name, id); err != nil {
					return err
				}
			}
			if err := s.save(ctx, tx, id, r); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// insertPart adds a further document of the task's file, with a finished task of its own.
func (s *Store) insertPart(ctx context.Context, tx *sql.Tx, w Work, id string, part int, name string) error {
	var size int64
	var sample bool
	if err := tx.QueryRowContext(ctx, "SELECT size, sample FROM documents WHERE id = ?", w.Document).Scan(&size, &sample); err != nil {
		return err
	}
	if err := s.insertDocument(ctx, tx, Document{ID: id, Name: name, SHA256: w.SHA256, Size: size, Part: part, Sample: sample}); err != nil {
		return err
	}
	deal, err := json.Marshal(w.Deal)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO tasks (document, state, deal, attempts, created, ended) VALUES (?, ?, ?, 1, ?, ?)",
		id, Done, string(deal), s.clock(), s.clock())
	return err
}

// Fail marks a task failed, with the reason for the person who gave the file.
func (s *Store) Fail(ctx context.Context, task int64, f Fault) error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *sql.Tx) error { return s.end(ctx, tx, task, Failed, string(text)) })
}

func (s *Store) end(ctx context.Context, tx *sql.Tx, task int64, state State, fault string) error {
	result, err := tx.ExecContext(ctx, "UPDATE tasks SET state = ?, fault = ?, ended = ? WHERE id = ?", state, fault, s.clock(), task)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrNotFound)
	}
	return nil
}

// taskRow is a task as its columns read.
type taskRow struct {
	id, created, ended int64
	state              State
	deal, fault        string
	attempts           int
}

// fields lists where to scan id, state, deal, attempts, fault, created, ended.
func (r *taskRow) fields() []any {
	return []any{&r.id, &r.state, &r.deal, &r.attempts, &r.fault, &r.created, &r.ended}
}

func (r *taskRow) task(document string) (Task, error) {
	t := Task{ID: r.id, Document: document, State: r.state, Attempts: r.attempts, Created: moment(r.created)}
	if r.ended > 0 {
		t.Ended = moment(r.ended)
	}
	if err := json.Unmarshal([]byte(r.deal), &t.Deal); err != nil {
		return Task{}, fmt.Errorf("deal of task %d: %w", r.id, err)
	}
	if r.fault != "" {
		t.Fault = new(Fault)
		if err := json.Unmarshal([]byte(r.fault), t.Fault); err != nil {
			return Task{}, fmt.Errorf("fault of task %d: %w", r.id, err)
		}
	}
	return t, nil
}
