package library

import (
	"sort"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// facetCache keeps, for parts of the index, the sets of entries by facet value. Parts
// never change, so what was read once stays true.
type facetCache struct {
	mu    sync.Mutex
	parts map[uint64]map[string][]facetSet
}

// facetSet is a value and the entries of a part that have it.
type facetSet struct {
	value string
	set   *roaring.Bitmap
}

func newFacetCache() *facetCache { return &facetCache{parts: map[uint64]map[string][]facetSet{}} }

func (c *facetCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parts = map[uint64]map[string][]facetSet{}
}

// keep drops what is known of parts other than these.
func (c *facetCache) keep(parts []*part) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.parts) <= 2*len(parts)+8 {
		return
	}
	alive := map[uint64]bool{}
	for _, p := range parts {
		alive[p.snapshot.Id()] = true
	}
	for id := range c.parts {
		if !alive[id] {
			delete(c.parts, id)
		}
	}
}

// values gives the sets of a part for a field, removed entries included.
func (c *facetCache) values(p *part, field string) ([]facetSet, error) {
	id := p.snapshot.Id()
	c.mu.Lock()
	sets, ok := c.parts[id][field]
	c.mu.Unlock()
	if ok {
		return sets, nil
	}
	terms, err := p.termsFrom(field, "", nil)
	if err != nil {
		return nil, err
	}
	for _, term := range terms {
		list, err := p.postings(field, term, nil)
		if err != nil {
			return nil, err
		}
		set, err := entriesOf(list)
		if err != nil {
			return nil, err
		}
		sets = append(sets, facetSet{term, set})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parts[id] == nil {
		c.parts[id] = map[string][]facetSet{}
	}
	c.parts[id][field] = sets
	return sets, nil
}

// facets counts the answers, a set for each part, by the values of each facet field.
func (c *facetCache) facets(parts []*part, answers []*roaring.Bitmap) ([]Facet, error) {
	c.keep(parts)
	out := make([]Facet, len(facetFields))
	for i, f := range facetFields {
		counts := map[string]int{}
		for k, p := range parts {
			if answers[k].IsEmpty() {
				continue
			}
			sets, err := c.values(p, f.field)
			if err != nil {
				return nil, err
			}
			for _, s := range sets {
				if n := answers[k].AndCardinality(s.set); n > 0 {
					counts[s.value] += int(n)
				}
			}
		}
		out[i] = Facet{Field: f.field, Label: f.label, Values: mostFrequent(counts)}
	}
	return out, nil
}

// mostFrequent gives the values with the highest counts, equal ones by name.
func mostFrequent(counts map[string]int) []FacetValue {
	out := make([]FacetValue, 0, len(counts))
	for v, n := range counts {
		out = append(out, FacetValue{Value: v, Label: label(v), Count: n})
	}
	sort.Slice(out, func(i, k int) bool {
		if out[i].Count != out[k].Count {
			return out[i].Count > out[k].Count
		}
		return out[i].Value < out[k].Value
	})
	if len(out) > maxFacetValues {
		out = out[:maxFacetValues]
	}
	return out
}

// acronyms are the ids that are written in capitals.
var acronyms = map[string]string{"msa": "MSA", "dpa": "DPA", "sla": "SLA", "baa": "BAA", "nda": "NDA", "sow": "SOW", "ip-assignment": "IP assignment"}

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
