package library

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// snapshot is the index at one moment. It is made of parts (segments) that never
// change; entries are numbered within their part.
type snapshot struct {
	*scorch.IndexSnapshot
	release func()
}

// parts gives the parts of the snapshot.
func (s *snapshot) parts() []*part {
	segments := s.Segments()
	out := make([]*part, len(segments))
	for i, g := range segments {
		out[i] = &part{number: i, snapshot: g, segment: g.Segment(), dictionaries: map[string]segment.TermDictionary{}}
	}
	return out
}

// part is one segment of a snapshot, for one goroutine.
type part struct {
	number       int
	snapshot     *scorch.SegmentSnapshot
	segment      segment.Segment
	dictionaries map[string]segment.TermDictionary
	known        *partCache // nil when the part is not searched
}

// live is the set of entries that were not replaced or removed.
func (p *part) live() *roaring.Bitmap { return p.snapshot.DocNumbersLive() }

// dictionary gives the terms of a field.
func (p *part) dictionary(field string) (segment.TermDictionary, error) {
	if d, ok := p.dictionaries[field]; ok {
		return d, nil
	}
	d, err := p.segment.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("field %s of the index: %w", field, err)
	}
	p.dictionaries[field] = d
	return d, nil
}

// with is the set of entries that have a term in a field.
func (p *part) with(field, term string) (*roaring.Bitmap, error) {
	list, err := p.postings(field, term, p.snapshot.Deleted())
	if err != nil {
		return nil, err
	}
	return entriesOf(list)
}

// postings gives the entries with a term in a field, but for those of except.
func (p *part) postings(field, term string, except *roaring.Bitmap) (segment.PostingsList, error) {
	in, prefix := located(field)
	d, err := p.dictionary(in)
	if err != nil {
		return nil, err
	}
	list, err := d.PostingsList([]byte(prefix+term), except, nil)
	if err != nil {
		return nil, fmt.Errorf("term %q of field %s: %w", term, field, err)
	}
	return list, nil
}

// entriesOf reads a whole postings list as a set.
func entriesOf(list segment.PostingsList) (*roaring.Bitmap, error) {
	set := roaring.New()
	it := list.Iterator(false, false, false, nil)
	if o, ok := it.(segment.OptimizablePostingsIterator); ok {
		if b := o.ActualBitmap(); b != nil {
			return b.Clone(), nil
		}
		if n, ok := o.DocNum1Hit(); ok {
			set.Add(uint32(n))
			return set, nil
		}
	}
	for {
		next, err := it.Next()
		if err != nil || next == nil {
			return set, err
		}
		set.Add(uint32(next.Number()))
	}
}

// withAny is the set of entries that have one of the terms in a field.
func (p *part) withAny(field string, terms []string) (*roaring.Bitmap, error) {
	if len(terms) == 0 {
		return roaring.New(), nil
	}
	sets := make([]*roaring.Bitmap, len(terms))
	for i, t := range terms {
		var err error
		if sets[i], err = p.with(field, t); err != nil {
			return nil, err
		}
	}
	if len(sets) == 1 {
		return sets[0], nil
	}
	return roaring.FastOr(sets...), nil
}

// termsFrom gives a field's terms that begin with prefix and are kept, in order.
func (p *part) termsFrom(field, prefix string, keep func(string) bool) ([]string, error) {
	in, mark := located(field)
	d, err := p.dictionary(in)
	if err != nil {
		return nil, err
	}
	prefix = mark + prefix
	var end []byte
	if prefix != "" {
		end = []byte(prefix)
		end[len(end)-1]++
	}
	it := d.AutomatonIterator(nil, []byte(prefix), end)
	var out []string
	for {
		e, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("terms of field %s: %w", field, err)
		}
		if e == nil {
			return out, nil
		}
		if term := e.Term[len(mark):]; keep == nil || keep(term) {
			out = append(out, strings.Clone(term))
		}
	}
}

// posting is a term in an entry.
type posting struct {
	entry  uint32
	count  int
	length int   // words of the field in the entry; 0 when not asked for
	places []int // when asked for; valid until the next one
}

// visit calls yield for each entry of within that has the term in the field, in
// order. Places are read only when asked for.
func (p *part) visit(field, term string, within *roaring.Bitmap, places bool, yield func(posting) bool) error {
	list, err := p.postings(field, term, p.snapshot.Deleted())
	if err != nil {
		return err
	}
	it := list.Iterator(true, true, places, nil)
	if o, ok := it.(segment.OptimizablePostingsIterator); ok && within != nil {
		if all := o.ActualBitmap(); all != nil {
			o.ReplaceActual(roaring.And(all, within))
		} else if n, ok := o.DocNum1Hit(); ok && !within.Contains(uint32(n)) {
			return nil
		}
	}
	var out posting
	for {
		next, err := it.Next()
		if err != nil {
			return fmt.Errorf("term %q of field %s: %w", term, field, err)
		}
		if next == nil {
			return nil
		}
		out.entry, out.count = uint32(next.Number()), int(next.Frequency())
		if norm := next.Norm(); norm > 0 {
			out.length = int(math.Round(1 / (norm * norm)))
		}
		out.places = out.places[:0]
		if places {
			for _, l := range next.Locations() {
				out.places = append(out.places, int(l.Pos()))
			}
		}
		if !yield(out) {
			return nil
		}
	}
}

// entry loads an entry.
func (p *part) entry(n uint32) (*Entry, error) {
	id, err := p.segment.DocID(uint64(n))
	if err != nil {
		return nil, fmt.Errorf("entry %d of the index: %w", n, err)
	}
	var meta, body []byte
	err = p.segment.VisitStoredFields(uint64(n), func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case fieldMeta:
			meta = slices.Clone(value)
		case fieldBody:
			body = slices.Clone(value)
		}
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", id, err)
	}
	return loaded(string(id), meta, body)
}

// find gives the entry with an id; nil when there is none.
func (s *snapshot) find(id string) (*Entry, error) {
	for _, p := range s.parts() {
		set, err := p.snapshot.DocNumbers([]string{id})
		if err != nil {
			return nil, fmt.Errorf("entry %s: %w", id, err)
		}
		set.And(p.live())
		if !set.IsEmpty() {
			return p.entry(set.Minimum())
		}
	}
	return nil, nil
}

// checkEvery is how many steps pass between looks at the deadline.
const checkEvery = 1024

// ErrDeadline says that a search took longer than it may.
var ErrDeadline = errors.New("the search took too long; make it more specific")

// expired turns the end of ctx into an error, nil before it.
func expired(ctx context.Context) error {
	switch err := ctx.Err(); {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return ErrDeadline
	default:
		return err
	}
}
