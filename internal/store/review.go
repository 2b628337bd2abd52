package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"parley/internal/contract"
)

// Reading is a document's text with its structure, as a review was made of it. The
// words' places on the page (Document.Boxes) are not kept.
type Reading struct {
	Document *contract.Document
	Outline  *contract.Outline
}

// Summary is what a list shows of a review.
type Summary struct {
	Advice string                  `json:"advice"` // "sign", "negotiate", "get_help"
	Stance contract.Stance         `json:"stance"` // the worst found
	Score  int                     `json:"score"`
	Counts map[contract.Stance]int `json:"counts"`
}

// ReviewEntry is a review without its body.
type ReviewEntry struct {
	Document string
	Side     contract.Role
	Made     time.Time
	Summary
}

// Review is a kept review; Body is its JSON, byte for byte as it was made.
type Review struct {
	ReviewEntry
	Body json.RawMessage
}

// Reviewed is one document that a task read and judged.
type Reviewed struct {
	Name    string // the document's name when the file holds several
	Reading Reading
	Side    contract.Role
	Summary Summary
	Body    json.RawMessage
}

// Review returns a document's review for a side, or ErrNotFound.
func (s *Store) Review(ctx context.Context, document string, side contract.Role) (Review, error) {
	r := Review{ReviewEntry: ReviewEntry{Document: document, Side: side}}
	var made int64
	var summary string
	var body []byte
	err := s.db.QueryRowContext(ctx, "SELECT made, summary, body FROM reviews WHERE document = ? AND side = ?", document, side).Scan(&made, &summary, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return Review{}, ErrNotFound
	}
	if err != nil {
		return Review{}, err
	}
	r.Made, r.Body = moment(made), body
	if err := json.Unmarshal([]byte(summary), &r.Summary); err != nil {
		return Review{}, fmt.Errorf("summary of the review of %s: %w", document, err)
	}
	return r, nil
}

// Reading returns what was read of a document, or ErrNotFound before it was.
func (s *Store) Reading(ctx context.Context, document string) (Reading, error) {
	var body []byte
	err := s.db.QueryRowContext(ctx, "SELECT body FROM readings WHERE document = ?", document).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return Reading{}, ErrNotFound
	}
	if err != nil {
		return Reading{}, err
	}
	var r Reading
	if err := unpack(body, &r); err != nil {
		return Reading{}, fmt.Errorf("the kept text of %s: %w", document, err)
	}
	return r, nil
}

// Unindexed lists the documents whose latest review the library has not taken in.
func (s *Store) Unindexed(ctx context.Context) (ids []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM documents JOIN readings ON document = id WHERE indexed = 0 ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// MarkIndexed notes that the library has a document's latest review, or ErrNotFound when
// the document was deleted meanwhile.
func (s *Store) MarkIndexed(ctx context.Context, document string) error {
	result, err := s.db.ExecContext(ctx, "UPDATE documents SET indexed = 1 WHERE id = ?", document)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrNotFound)
	}
	return nil
}

// LatestFindings returns the findings of a document's latest review, or ErrNotFound.
func (s *Store) LatestFindings(ctx context.Context, document string) ([]contract.Finding, error) {
	var body []byte
	err := s.db.QueryRowContext(ctx, "SELECT body FROM reviews WHERE document = ? ORDER BY made DESC, side LIMIT 1", document).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	var review struct {
		Findings []contract.Finding `json:"findings"`
	}
	if err := json.Unmarshal(body, &review); err != nil {
		return nil, fmt.Errorf("the kept review of %s: %w", document, err)
	}
	return review.Findings, nil
}

// reviewHeads reads the reviews of one document, or of all when document is empty.
func (s *Store) reviewHeads(ctx context.Context, document string) ([]ReviewEntry, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT document, side, made, summary FROM reviews WHERE ?1 = '' OR document = ?1 ORDER BY document, side", document)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var heads []ReviewEntry
	for rows.Next() {
		var h ReviewEntry
		var made int64
		var summary string
		if err := rows.Scan(&h.Document, &h.Side, &made, &summary); err != nil {
			return nil, err
		}
		h.Made = moment(made)
		if err := json.Unmarshal([]byte(summary), &h.Summary); err != nil {
			return nil, fmt.Errorf("summary of the review of %s: %w", h.Document, err)
		}
		heads = append(heads, h)
	}
	return heads, rows.Err()
}

// Revise puts a review in the place of the one kept for its document and side, or gives
// ErrNotFound when that is gone.
func (s *Store) Revise(ctx context.Context, document string, r Reviewed) error {
	result, err := s.db.ExecContext(ctx, "UPDATE reviews SET body = ? WHERE document = ? AND side = ?", []byte(r.Body), document, r.Side)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	return err
}

// save keeps what one task made of a document, in place of what was there.
func (s *Store) save(ctx context.Context, tx *sql.Tx, document string, r Reviewed) error {
	if err := describe(ctx, tx, document, r.Reading); err != nil {
		return err
	}
	light := *r.Reading.Document
	light.Boxes = nil
	reading, err := pack(Reading{&light, r.Reading.Outline})
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO readings (document, body) VALUES (?, ?)", document, reading); err != nil {
		return err
	}
	summary, err := json.Marshal(r.Summary)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO reviews (document, side, made, summary, body) VALUES (?, ?, ?, ?, ?)",
		document, r.Side, s.clock(), string(summary), []byte(r.Body))
	return err
}

func pack(v any) ([]byte, error) {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if err := json.NewEncoder(z).Encode(v); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func unpack(b []byte, v any) error {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return err
	}
	return json.NewDecoder(z).Decode(v)
}
