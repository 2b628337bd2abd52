package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"parley/internal/contract"
)

// Document is the record of a kept document. What comes from its text (Type to Parties)
// is empty until the file was read.
type Document struct {
	ID       string
	Name     string
	SHA256   string // of the file, hex
	Size     int64  // of the file, in bytes
	Part     int    // which document of the file, from 0, when the file holds several
	Type     string
	Kind     string
	Title    string
	Language string
	Pages    int
	Parties  []contract.Party
	Added    time.Time
	Sample   bool

	Reviews []ReviewEntry // without their bodies, by side
	Task    Task          // the latest
}

// NewDocument is what is known of a document before it is read.
type NewDocument struct {
	Name   string
	Deal   contract.Deal // for its first review
	Sample bool
}

// AddDocument makes a document of a received file and queues its first review. Both are
// durable when it returns.
func (s *Store) AddDocument(ctx context.Context, in *Incoming, d NewDocument) (Document, error) {
	doc := Document{ID: newID(), Name: d.Name, SHA256: in.SHA256, Size: in.Size, Sample: d.Sample}
	s.files.Lock()
	defer s.files.Unlock()
	if err := s.keep(in); err != nil {
		return Document{}, fmt.Errorf("keeping the file: %w", err)
	}
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.insertDocument(ctx, tx, doc); err != nil {
			return err
		}
		return s.insertTask(ctx, tx, doc.ID, d.Deal)
	})
	if err != nil {
		return Document{}, fmt.Errorf("keeping the document: %w", errors.Join(err, s.removeUnused(ctx, doc.SHA256)))
	}
	return s.Document(ctx, doc.ID)
}

func (s *Store) insertDocument(ctx context.Context, tx *sql.Tx, d Document) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO documents (id, name, sha256, size, part, added, sample) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Name, d.SHA256, d.Size, d.Part, s.clock(), d.Sample)
	return err
}

// describe fills in what was learned by reading the document.
func describe(ctx context.Context, tx *sql.Tx, id string, r Reading) error {
	parties, err := json.Marshal(orEmpty(r.Outline.Parties))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE documents SET type = ?, kind = ?, title = ?, language = ?, pages = ?, parties = ?, indexed = 0 WHERE id = ?`,
		r.Document.Type, r.Outline.Kind, r.Outline.Title, r.Document.Language, len(r.Document.Pages), string(parties), id)
	return err
}

// Documents lists all documents, the newest first.
func (s *Store) Documents(ctx context.Context) ([]Document, error) {
	return s.documents(ctx, "")
}

// Document returns one document, or ErrNotFound.
func (s *Store) Document(ctx context.Context, id string) (Document, error) {
	docs, err := s.documents(ctx, id)
	if err != nil {
		return Document{}, err
	}
	if len(docs) == 0 {
		return Document{}, ErrNotFound
	}
	return docs[0], nil
}

// documents reads one document, or all when id is empty, each with the heads of its
// reviews and its latest task.
func (s *Store) documents(ctx context.Context, id string) ([]Document, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT d.id, d.name, d.sha256, d.size, d.part, d.type, d.kind, d.title, d.language, d.pages, d.parties, d.added, d.sample,
		       t.id, t.state, t.deal, t.attempts, t.fault, t.created, t.ended
		FROM documents d JOIN tasks t ON t.id = (SELECT max(id) FROM tasks WHERE document = d.id)
		WHERE ?1 = '' OR d.id = ?1
		ORDER BY d.added DESC, d.rowid DESC`, id)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var docs []Document
	index := map[string]int{}
	for rows.Next() {
		var d Document
		var parties string
		var added int64
		var t taskRow
		if err := rows.Scan(append([]any{&d.ID, &d.Name, &d.SHA256, &d.Size, &d.Part, &d.Type, &d.Kind, &d.Title, &d.Language, &d.Pages,
			&parties, &added, &d.Sample}, t.fields()...)...); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(parties), &d.Parties); err != nil {
			return nil, fmt.Errorf("parties of document %s: %w", d.ID, err)
		}
		d.Added = moment(added)
		if d.Task, err = t.task(d.ID); err != nil {
			return nil, err
		}
		index[d.ID] = len(docs)
		docs = append(docs, d)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	heads, err := s.reviewHeads(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		if i, ok := index[h.Document]; ok {
			docs[i].Reviews = append(docs[i].Reviews, h)
		}
	}
	return docs, nil
}

// DeleteDocument removes a document with its reviews and tasks, and its file when no
// other document is made of it. It returns ErrNotFound when there is none.
func (s *Store) DeleteDocument(ctx context.Context, id string) error {
	s.files.Lock()
	defer s.files.Unlock()
	var sha string
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "DELETE FROM documents WHERE id = ? RETURNING sha256", id).Scan(&sha)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.removeUnused(ctx, sha)
}

// removeUnused removes the file when no document refers to it. The caller holds s.files.
func (s *Store) removeUnused(ctx context.Context, sha string) error {
	var used bool
	if err := s.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM documents WHERE sha256 = ?)", sha).Scan(&used); err != nil || used {
		return err
	}
	return s.removeFile(sha)
}

// newID makes an id that cannot be guessed: 16 letters and digits, 80 bits.
func newID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
