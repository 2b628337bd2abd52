// Package store keeps what must survive a restart: SQLite for records beside a folder
// of files.
//
// A file is kept under the hash of its bytes, however often it is added. A document is
// acknowledged only once its bytes are on the disk and its record is committed, so a
// process that is killed loses nothing it has confirmed. One process should work on a
// data folder's tasks at a time; others may read it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver, under the name "sqlite"
)

// ErrNotFound says that no record has the id asked for.
var ErrNotFound = errors.New("not found")

// Options are the parts of the outside that a Store depends on.
type Options struct {
	Now func() time.Time // the clock; nil means time.Now
}

// Store is an open data folder. It is safe for concurrent use.
type Store struct {
	dir string
	db  *sql.DB
	now func() time.Time

	// files makes "the record refers to the file" true at all times: adding a document
	// and removing its last reference exclude each other.
	files sync.Mutex
}

// Open opens the data folder dir, making it if it is missing, and brings its database
// up to date.
func Open(dir string, opt Options) (*Store, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	s := &Store{dir: dir, now: opt.Now}
	// The folder holds other people's contracts: its owner alone may read it.
	for _, d := range []string{dir, s.filesDir(), s.incomingDir()} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("opening the data folder %s: %w", dir, err)
		}
	}
	db, err := sql.Open("sqlite", dsn(filepath.Join(dir, "parley.db")))
	if err != nil {
		return nil, fmt.Errorf("opening the data folder %s: %w", dir, err)
	}
	// Readers do not wait for the writer under WAL; a few connections are plenty.
	db.SetMaxOpenConns(8)
	s.db = db
	if err := migrate(context.Background(), db); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("opening the data folder %s: %w", dir, err)
	}
	s.sweep()
	return s, nil
}

// dsn asks for a write-ahead log, synced at each commit, whose writers wait for each
// other instead of failing; transactions take the write lock at their start, so that
// none has to be tried again half-way.
func dsn(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_txlock=immediate"
}

// Close closes the database. Files need no closing.
func (s *Store) Close() error { return s.db.Close() }

// inTx runs do in one transaction, committed when do returns nil.
func (s *Store) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (s *Store) clock() int64 { return s.now().UnixMilli() }

func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
