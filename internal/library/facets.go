package library

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// cache keeps what was worked out about parts of the index: the entries by facet value
// and the words that words of queries stand for. Parts never change, so what was read
// once stays true.
type cache struct {
	mu    sync.Mutex
	parts map[uint64]*partCache
}

// partCache is what is known of one part.
type partCache struct {
	mu       sync.Mutex
	facets   map[string]*facetColumn
	variants map[string]variants
}

// maxKnownWords bounds the words that are kept for a part.
const maxKnownWords = 1 << 14

func newCache() *cache { return &cache{parts: map[uint64]*partCache{}} }

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parts = map[uint64]*partCache{}
}

// of gives what is known of each of the parts and, now and then, forgets other parts.
func (c *cache) of(parts []*part) {
	c.mu.Lock()
	defer c.mu.Unlock()
	alive := make(map[uint64]*partCache, len(parts))
	for _, p := range parts {
		id := p.snapshot.Id()
		if c.parts[id] == nil {
			c.parts[id] = &partCache{facets: map[string]*facetColumn{}, variants: map[string]variants{}}
		}
		p.known = c.parts[id]
		alive[id] = p.known
	}
	if len(c.parts) > 2*len(parts)+8 {
		c.parts = alive
	}
}

// facetColumn is a field of a part by entry: entry e has the values with the numbers
// ords[first[e]:first[e+1]].
type facetColumn struct {
	values []string
	first  []uint32
	ords   []uint32
}

// column gives a field of the part.
func (p *part) column(field string) (*facetColumn, error) {
	p.known.mu.Lock()
	defer p.known.mu.Unlock()
	if c := p.known.facets[field]; c != nil {
		return c, nil
	}
	values, err := p.termsFrom(field, "", nil)
	if err != nil {
		return nil, err
	}
	sets := make([]*roaring.Bitmap, len(values))
	for i, v := range values {
		list, err := p.postings(field, v, nil)
		if err != nil {
			return nil, err
		}
		if sets[i], err = entriesOf(list); err != nil {
			return nil, err
		}
	}
	c := newFacetColumn(values, sets, int(p.segment.Count()))
	p.known.facets[field] = c
	return c, nil
}

// newFacetColumn turns the sets of entries of each value into values by entry.
func newFacetColumn(values []string, sets []*roaring.Bitmap, entries int) *facetColumn {
	c := &facetColumn{values: values, first: make([]uint32, entries+1)}
	for _, set := range sets {
		for it := set.Iterator(); it.HasNext(); {
			c.first[it.Next()+1]++
		}
	}
	for i := range entries {
		c.first[i+1] += c.first[i]
	}
	c.ords = make([]uint32, c.first[entries])
	next := slices.Clone(c.first[:entries])
	for v, set := range sets {
		for it := set.Iterator(); it.HasNext(); {
			e := it.Next()
			c.ords[next[e]] = uint32(v)
			next[e]++
		}
	}
	return c
}

// countFacets counts the answers in a part by the values of each facet field.
func (p *part) countFacets(answers *roaring.Bitmap) ([]map[string]int, error) {
	out := make([]map[string]int, len(facetFields))
	if answers.IsEmpty() {
		return out, nil
	}
	columns := make([]*facetColumn, len(facetFields))
	counts := make([][]int, len(facetFields))
	for i, f := range facetFields {
		var err error
		if columns[i], err = p.column(f.field); err != nil {
			return nil, err
		}
		counts[i] = make([]int, len(columns[i].values))
	}
	var entries [4096]uint32
	for it := answers.ManyIterator(); ; {
		n := it.NextMany(entries[:])
		if n == 0 {
			break
		}
		for i, c := range columns {
			for _, e := range entries[:n] {
				for _, v := range c.ords[c.first[e]:c.first[e+1]] {
					counts[i][v]++
				}
			}
		}
	}
	for i, c := range columns {
		out[i] = map[string]int{}
		for v, n := range counts[i] {
			if n > 0 {
				out[i][c.values[v]] = n
			}
		}
	}
	return out, nil
}

// facets counts the answers, a set for each part, by the values of each facet field; the
// parts are counted at the same time.
func facets(parts []*part, answers []*roaring.Bitmap) ([]Facet, error) {
	counts := make([][]map[string]int, len(parts))
	errs := make([]error, len(parts))
	var wait sync.WaitGroup
	for k, p := range parts {
		wait.Go(func() { counts[k], errs[k] = p.countFacets(answers[k]) })
	}
	wait.Wait()
	if err := firstError(errs...); err != nil {
		return nil, err
	}
	out := make([]Facet, len(facetFields))
	for i, f := range facetFields {
		all := map[string]int{}
		for k := range parts {
			for value, n := range counts[k][i] {
				all[value] += n
			}
		}
		out[i] = Facet{Field: f.field, Label: f.label, Values: mostFrequent(all)}
	}
	return out, nil
}

// mostFrequent gives the values with the highest counts, at most maxFacetValues, equal
// ones by name.
func mostFrequent(counts map[string]int) []FacetValue {
	before := func(a, b FacetValue) bool {
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.Value < b.Value
	}
	out := make([]FacetValue, 0, maxFacetValues+1)
	for value, n := range counts {
		v := FacetValue{Value: value, Count: n}
		if len(out) == maxFacetValues && !before(v, out[maxFacetValues-1]) {
			continue
		}
		at := sort.Search(len(out), func(i int) bool { return before(v, out[i]) })
		out = slices.Insert(out, at, v)
		out = out[:min(len(out), maxFacetValues)]
	}
	for i := range out {
		out[i].Label = label(out[i].Value)
	}
	return out
}

// acronyms are the ids that are written in capitals.
var acronyms = map[string]string{"msa": "MSA", "dpa": "DPA", "sla": "SLA", "baa": "BAA", "nda": "NDA", "sow": "SOW", "ip-assignment": "IP assignment",
	"ip": "IP", "ip-infringement": "IP infringement", "joint-ip": "Joint IP", "ucc": "UCC", "mfn": "MFN", "rofr": "ROFR"}

// label writes an id as people read it: "liability-cap" as "Liability cap". What is no
// id stays as it is.
func label(id string) string {
	if a, ok := acronyms[id]; ok {
		return a
	}
	if id == "" || strings.ToLower(id) != id {
		return id
	}
	words := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return ' '
		}
		return r
	}, id)
	return strings.ToUpper(words[:1]) + words[1:]
}
