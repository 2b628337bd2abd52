// Package library keeps the clauses of all documents searchable.
//
// It stands on a Bleve index, which stores the clauses, their words and where each
// word stands, and keeps them safe on disk. Queries are answered from the index's
// postings: sets of clauses are combined first, places of words are read only for
// clauses that can match, and what the postings cannot settle is put to the matcher
// of package query. The answers are those the matcher would give for every clause.
package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	bolterrors "go.etcd.io/bbolt/errors"
	"parley/internal/query"
)

// ErrInUse says that another process has the library open.
var ErrInUse = errors.New("the library is in use by another process; stop it (parley serve?) or use another --data folder")

// schema is the version of what Open expects in the index; another one is rebuilt.
const schema = "1"

// Names of files in a library's folder.
const (
	indexFolder   = "index"
	rebuildFolder = "index.new"
	retiredFolder = "index.old"
	bankFile      = "bank.jsonl"
	searchesFile  = "searches.jsonl"
)

// Library is an open library. It can be used from several goroutines.
type Library struct {
	dir   string
	lists query.Lists
	cache *cache

	write sync.Mutex   // one writer at a time
	open  sync.RWMutex // guards index against being swapped or closed
	index bleve.Index
	bank  *bank
	saved *searches
}

// Options are choices for Open. The zero value will do.
type Options struct {
	Lists query.Lists  // the named lists that queries may use
	Bank  []BankClause // the clauses shipped in the bank

	anyLayout bool // also an index that only a rebuild can read
}

// Rebuild makes the index of the library kept in dir anew, also one that a version of
// this program with another layout wrote. It says how many entries the library has.
func Rebuild(ctx context.Context, dir string, done func(int)) (int, error) {
	l, err := Open(dir, Options{anyLayout: true})
	if err != nil {
		return 0, err
	}
	n, err := l.Rebuild(ctx, done)
	return n, errors.Join(err, l.Close())
}

// Open opens the library kept in the folder dir, and makes one when there is none.
func Open(dir string, opt Options) (*Library, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("the library's folder: %w", err)
	}
	if err := restore(dir); err != nil {
		return nil, err
	}
	ix, err := openIndex(filepath.Join(dir, indexFolder))
	if err != nil {
		return nil, err
	}
	// Now that no other process can be rebuilding, what a cut short rebuild left can go.
	if err := errors.Join(os.RemoveAll(filepath.Join(dir, retiredFolder)), os.RemoveAll(filepath.Join(dir, rebuildFolder))); err != nil {
		ix.Close()
		return nil, fmt.Errorf("the library's folder: %w", err)
	}
	if v, err := ix.GetInternal([]byte("schema")); !opt.anyLayout && (err != nil || string(v) != schema) {
		ix.Close()
		return nil, fmt.Errorf("%s: the index has layout %q, this program reads %q; run parley library rebuild", dir, v, schema)
	}
	l := &Library{dir: dir, lists: opt.Lists, index: ix, cache: newCache()}
	if l.bank, err = openBank(filepath.Join(dir, bankFile)); err == nil {
		l.saved, err = openSearches(filepath.Join(dir, searchesFile))
	}
	if err != nil {
		ix.Close()
		return nil, err
	}
	if opt.anyLayout {
		return l, nil
	}
	if err := l.loadBank(opt.Bank); err != nil {
		ix.Close()
		return nil, err
	}
	return l, nil
}

// Close closes the library. What was acknowledged is on disk already.
func (l *Library) Close() error {
	l.write.Lock()
	defer l.write.Unlock()
	l.open.Lock()
	defer l.open.Unlock()
	return errors.Join(l.index.Close(), l.bank.close(), l.saved.close())
}

// indexConfig makes a second process fail at once instead of waiting for ever, and
// keeps few large segments on disk.
func indexConfig() map[string]any {
	return map[string]any{"bolt_timeout": "500ms"}
}

// openIndex opens the Bleve index in a folder, and makes one when there is none.
func openIndex(path string) (bleve.Index, error) {
	ix, err := bleve.OpenUsing(path, indexConfig())
	if errors.Is(err, bleve.ErrorIndexPathDoesNotExist) {
		return newIndex(path)
	}
	if err != nil {
		return nil, openError(path, err)
	}
	return ix, nil
}

// newIndex makes an empty index in a folder that does not exist yet. The mapping is
// not used: entries bring their fields ready-made.
func newIndex(path string) (bleve.Index, error) {
	ix, err := bleve.NewUsing(path, bleve.NewIndexMapping(), scorch.Name, scorch.Name, indexConfig())
	if err != nil {
		return nil, openError(path, err)
	}
	if err := ix.SetInternal([]byte("schema"), []byte(schema)); err != nil {
		ix.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return ix, nil
}

// openError says what a failure to open means.
func openError(path string, err error) error {
	if errors.Is(err, bolterrors.ErrTimeout) {
		return ErrInUse
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s: not allowed to read or write the library: %w", path, err)
	}
	return fmt.Errorf("%s: the library cannot be opened: %w; run parley library rebuild", path, err)
}

// restore puts the index back that a rebuild, cut short between two steps, had taken
// out of the way.
func restore(dir string) error {
	current, retired := filepath.Join(dir, indexFolder), filepath.Join(dir, retiredFolder)
	if _, err := os.Stat(current); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.Rename(retired, current); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restoring the index: %w", err)
	}
	return nil
}

// parts gives the parts of a snapshot, with what is known of them.
func (l *Library) parts(s *snapshot) []*part {
	parts := s.parts()
	l.cache.of(parts)
	return parts
}

// snapshot is the index as it stands now; the caller releases it.
func (l *Library) snapshot() (*snapshot, error) {
	l.open.RLock()
	advanced, err := l.index.Advanced()
	if err == nil {
		var r index.IndexReader
		if r, err = advanced.Reader(); err == nil {
			if s, ok := r.(*scorch.IndexSnapshot); ok {
				return &snapshot{IndexSnapshot: s, release: func() { s.Close(); l.open.RUnlock() }}, nil
			}
			r.Close()
			err = errors.New("the index is of an unknown kind")
		}
	}
	l.open.RUnlock()
	return nil, fmt.Errorf("reading the library: %w", err)
}
