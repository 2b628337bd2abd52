package library

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Stats says how much the library holds.
type Stats struct {
	Documents int   `json:"documents"`
	Clauses   int   `json:"clauses"` // of documents, bank and corpora
	Passages  int   `json:"passages"`
	Bank      int   `json:"bank"`
	Corpus    int   `json:"corpus"`
	Bytes     int64 `json:"bytes"` // on disk
}

// Stats counts what the library holds.
func (l *Library) Stats(ctx context.Context) (Stats, error) {
	s, err := l.snapshot()
	if err != nil {
		return Stats{}, err
	}
	defer s.release()
	var out Stats
	for _, p := range s.parts() {
		for _, count := range []struct {
			to          *int
			field, term string
		}{
			{&out.Documents, fieldType, kindDocument}, {&out.Clauses, fieldType, kindClause}, {&out.Passages, fieldType, kindPassage},
			{&out.Bank, fieldSource, SourceBank}, {&out.Corpus, fieldSource, SourceCorpus},
		} {
			set, err := p.with(count.field, count.term)
			if err != nil {
				return Stats{}, err
			}
			*count.to += int(set.GetCardinality())
		}
		if err := expired(ctx); err != nil {
			return Stats{}, err
		}
	}
	err = filepath.WalkDir(filepath.Join(l.dir, indexFolder), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return ignoreGone(err)
		}
		info, err := d.Info()
		if err != nil {
			return ignoreGone(err)
		}
		out.Bytes += info.Size()
		return nil
	})
	if err != nil {
		return Stats{}, fmt.Errorf("the library's size: %w", err)
	}
	return out, nil
}

// ignoreGone drops the error for a file that was removed meanwhile.
func ignoreGone(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// Kept is a document the library holds the clauses of.
type Kept struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	Kind    string `json:"kind"`
	Law     string `json:"law"`
	Date    string `json:"date"`
	Clauses int    `json:"clauses"`
}

// Documents lists the documents, by name, then by id.
func (l *Library) Documents(ctx context.Context) ([]Kept, error) {
	return l.documents(ctx, fieldType, kindDocument)
}

// Corpora lists the imported corpora by name, or, of those that name their documents,
// the documents. Remove forgets one by its ID.
func (l *Library) Corpora(ctx context.Context) ([]Kept, error) {
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	counts := map[string]int{}
	for _, p := range s.parts() {
		corpus, err := p.with(fieldSource, SourceCorpus)
		if err != nil {
			return nil, err
		}
		if corpus.IsEmpty() {
			continue
		}
		names, err := p.termsFrom(fieldDocument, "", nil)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := expired(ctx); err != nil {
				return nil, err
			}
			set, err := p.with(fieldDocument, name)
			if err != nil {
				return nil, err
			}
			if n := set.AndCardinality(corpus); n > 0 {
				counts[name] += int(n)
			}
		}
	}
	var out []Kept
	for name, n := range counts {
		out = append(out, Kept{ID: name, Name: name, Clauses: n})
	}
	slices.SortFunc(out, func(a, b Kept) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// documents lists those with a term in a field.
func (l *Library) documents(ctx context.Context, field, term string) ([]Kept, error) {
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	var out []Kept
	for _, p := range s.parts() {
		set, err := p.with(field, term)
		if err != nil {
			return nil, err
		}
		for it := set.Iterator(); it.HasNext(); {
			if err := expired(ctx); err != nil {
				return nil, err
			}
			e, err := p.entry(it.Next())
			if err != nil {
				return nil, err
			}
			if e.Type == kindDocument {
				out = append(out, Kept{e.Document, e.Name, e.SHA256, e.Kind, e.Law, e.Date, e.Count})
			}
		}
	}
	slices.SortFunc(out, func(a, b Kept) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// Holding gives the ids of the documents made of a file with this SHA-256 (hex): with
// it, adding a folder skips what is there, and goes on where it was cut short.
func (l *Library) Holding(ctx context.Context, sha256 string) ([]string, error) {
	kept, err := l.documents(ctx, fieldHash, sha256)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(kept))
	for i, k := range kept {
		ids[i] = k.ID
	}
	return ids, nil
}
