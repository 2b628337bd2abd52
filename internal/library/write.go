package library

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"parley/internal/contract"
)

// batchSize is how many entries are written and acknowledged together.
const batchSize = 4000

// Index keeps the clauses of a document under its id, in place of those kept for that
// id before. When it returns without an error they are safe on disk; cut short, the
// library has either all of the old ones or all of the new ones.
func (l *Library) Index(ctx context.Context, id string, doc *contract.Document, out *contract.Outline, findings []contract.Finding) error {
	return l.replace(ctx, id, Entries(id, doc, out, findings))
}

// Remove forgets a document. It is no error when it is not there.
func (l *Library) Remove(ctx context.Context, id string) error {
	return l.replace(ctx, id, nil)
}

// replace puts entries in the place of those of the document id, in one batch.
func (l *Library) replace(ctx context.Context, id string, entries []*Entry) error {
	l.write.Lock()
	defer l.write.Unlock()
	stale, err := l.entryIDs(ctx, fieldDocument, id)
	if err != nil {
		return err
	}
	documents, err := prepared(ctx, entries)
	if err != nil {
		return err
	}
	fresh := make(map[string]bool, len(entries))
	for _, e := range entries {
		fresh[e.ID] = true
	}
	return l.batch(func(b *bleve.Batch) error {
		for _, old := range stale {
			if !fresh[old] {
				b.Delete(old)
			}
		}
		for _, d := range documents {
			if err := b.IndexAdvanced(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// batch writes what fill puts in a batch and waits until it is on disk. The caller
// holds l.write.
func (l *Library) batch(fill func(*bleve.Batch) error) error {
	l.open.RLock()
	defer l.open.RUnlock()
	b := l.index.NewBatch()
	if err := fill(b); err != nil {
		return fmt.Errorf("writing to the library: %w", err)
	}
	if b.Size() == 0 {
		return nil
	}
	if err := l.index.Batch(b); err != nil {
		return fmt.Errorf("writing to the library: %w", err)
	}
	return nil
}

// prepared turns entries into what the index takes, on all processors.
func prepared(ctx context.Context, entries []*Entry) ([]*document.Document, error) {
	documents := make([]*document.Document, len(entries))
	workers := min(runtime.GOMAXPROCS(0), len(entries)/64+1)
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(entries) && errs[w] == nil; i += workers {
				if i%checkEvery == w {
					if errs[w] = ctx.Err(); errs[w] != nil {
						return
					}
				}
				documents[i], errs[w] = entries[i].indexDocument()
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// entryIDs gives the ids of the entries with a term in a field.
func (l *Library) entryIDs(ctx context.Context, field, term string) ([]string, error) {
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	var ids []string
	for _, p := range s.parts() {
		set, err := p.with(field, term)
		if err != nil {
			return nil, err
		}
		for it := set.Iterator(); it.HasNext(); {
			id, err := p.segment.DocID(uint64(it.Next()))
			if err != nil {
				return nil, fmt.Errorf("reading the library: %w", err)
			}
			ids = append(ids, string(id))
		}
		if err := expired(ctx); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// Add keeps entries as they are, in place of those with the same ids. It takes them
// from next until that returns nil, and calls done after each batch with how many
// entries are safe on disk so far.
func (l *Library) Add(ctx context.Context, next func() (*Entry, error), done func(int)) (int, error) {
	l.write.Lock()
	defer l.write.Unlock()
	return l.add(ctx, next, done, l.batch)
}

// add is Add into the index that batch writes to. While one batch is written, the
// next one is made ready.
func (l *Library) add(ctx context.Context, next func() (*Entry, error), done func(int), batch func(func(*bleve.Batch) error) error) (int, error) {
	var writing chan error
	total, pending := 0, 0
	settle := func() error {
		if writing == nil {
			return nil
		}
		err := <-writing
		writing = nil
		if err == nil {
			total += pending
			if done != nil {
				done(total)
			}
		}
		return err
	}
	for {
		entries, last, err := take(next)
		if err != nil {
			return total, firstError(settle(), err)
		}
		documents, err := prepared(ctx, entries)
		if err := firstError(settle(), err, ctx.Err()); err != nil {
			return total, err
		}
		if len(documents) > 0 {
			pending = len(documents)
			writing = make(chan error, 1)
			go func() {
				writing <- batch(func(b *bleve.Batch) error {
					for _, d := range documents {
						if err := b.IndexAdvanced(d); err != nil {
							return err
						}
					}
					return nil
				})
			}()
		}
		if last {
			return total, firstError(settle())
		}
	}
}

// take reads one batch of entries; last says that there are no more.
func take(next func() (*Entry, error)) (entries []*Entry, last bool, err error) {
	for len(entries) < batchSize {
		e, err := next()
		if err != nil {
			return nil, false, err
		}
		if e == nil {
			return entries, true, nil
		}
		entries = append(entries, e)
	}
	return entries, false, nil
}

// firstError is the first of errs that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Rebuild makes the index anew from the entries it holds, then puts the new one in
// the place of the old. Searches go on meanwhile. Cut short, the old index stays.
func (l *Library) Rebuild(ctx context.Context, done func(int)) (int, error) {
	l.write.Lock()
	defer l.write.Unlock()
	path := filepath.Join(l.dir, rebuildFolder)
	if err := os.RemoveAll(path); err != nil {
		return 0, fmt.Errorf("rebuilding: %w", err)
	}
	fresh, err := newIndex(path)
	if err != nil {
		return 0, err
	}
	s, err := l.snapshot()
	if err != nil {
		fresh.Close()
		return 0, err
	}
	into := func(fill func(*bleve.Batch) error) error {
		b := fresh.NewBatch()
		if err := fill(b); err != nil {
			return err
		}
		return fresh.Batch(b)
	}
	total, err := l.add(ctx, s.all(), done, into)
	s.release()
	if err := firstError(err, fresh.Close()); err != nil {
		return total, fmt.Errorf("rebuilding: %w", err)
	}
	return total, l.swap(path)
}

// swap puts the index in the folder path in the place of the one in use.
func (l *Library) swap(path string) error {
	l.open.Lock()
	defer l.open.Unlock()
	if err := l.index.Close(); err != nil {
		return fmt.Errorf("rebuilding: %w", err)
	}
	current, retired := filepath.Join(l.dir, indexFolder), filepath.Join(l.dir, retiredFolder)
	for _, step := range []func() error{
		func() error { return os.Rename(current, retired) },
		func() error { return os.Rename(path, current) },
		func() error { return os.RemoveAll(retired) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("rebuilding: %w", err)
		}
	}
	ix, err := openIndex(current)
	if err != nil {
		return err
	}
	l.index = ix
	l.cache.clear()
	return nil
}

// all yields every entry of the snapshot.
func (s *snapshot) all() func() (*Entry, error) {
	parts := s.parts()
	i := -1
	var rest []uint32
	return func() (*Entry, error) {
		for len(rest) == 0 {
			if i++; i >= len(parts) {
				return nil, nil
			}
			rest = parts[i].live().ToArray()
		}
		n := rest[0]
		rest = rest[1:]
		return parts[i].entry(n)
	}
}
