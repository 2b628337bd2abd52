package library

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/contract"
	"parley/internal/quantity"
)

// maxPrecedents is how many passages on a topic are read for statistics.
const maxPrecedents = 5000

// Precedents is what the library's contracts say on a topic, and where one passage
// stands among them.
type Precedents struct {
	Topic     string        `json:"topic"`
	Documents int           `json:"documents"` // that say something on the topic
	Of        int           `json:"of"`        // documents in the library
	Passages  int           `json:"passages"`
	Stances   []FacetValue  `json:"stances"` // documents by the worst stance of their passages, best stance first
	Facts     []FactSummary `json:"facts"`   // by name
	Hits      []Hit         `json:"hits"`    // the best first: agreed on good terms, then like the passage
}

// FactSummary says how a fact of a topic is spread over the documents that state it.
type FactSummary struct {
	Name   string       `json:"name"`
	Count  int          `json:"count"`            // documents that state it
	Median string       `json:"median,omitempty"` // of quantities that can be ordered
	Least  string       `json:"least,omitempty"`
	Most   string       `json:"most,omitempty"`
	Values []FacetValue `json:"values"` // most frequent first
	This   string       `json:"this,omitempty"`
	Below  int          `json:"below"` // documents whose quantity is less than this one's
	Above  int          `json:"above"` // documents whose quantity is more
	Line   string       `json:"line"`  // the same as one plain sentence
}

// Precedents gathers what has been agreed before on a finding's topic: the best limit
// passages, and how the finding's facts compare. The finding's own document, when it is
// kept, is named by except and left out.
func (l *Library) Precedents(ctx context.Context, f contract.Finding, except string, limit int) (*Precedents, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	out := &Precedents{Topic: f.Topic, Stances: []FacetValue{}, Facts: []FactSummary{}, Hits: []Hit{}}
	var found []*Entry
	for _, p := range s.parts() {
		all, err := p.with(fieldType, kindDocument)
		if err != nil {
			return nil, err
		}
		out.Of += int(all.GetCardinality())
		set, err := p.with(fieldTopic, f.Topic)
		if err != nil {
			return nil, err
		}
		passages, err := p.with(fieldType, kindPassage)
		if err != nil {
			return nil, err
		}
		own, err := p.with(fieldDocument, except)
		if err != nil {
			return nil, err
		}
		for it := roaring.AndNot(roaring.And(set, passages), own).Iterator(); it.HasNext() && len(found) < maxPrecedents; {
			if err := expired(ctx); err != nil {
				return nil, err
			}
			e, err := p.entry(it.Next())
			if err != nil {
				return nil, err
			}
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *Entry) int { return strings.Compare(a.ID, b.ID) })
	out.Passages = len(found)
	out.count(found)
	out.Facts = summaries(found, f)
	out.Hits = bestPrecedents(found, f.Quote, limit)
	return out, nil
}

// count counts documents and their stances.
func (p *Precedents) count(found []*Entry) {
	worst := map[string]contract.Stance{}
	for _, e := range found {
		if have, ok := worst[e.Document]; !ok || e.Stance.Rank() > have.Rank() {
			worst[e.Document] = e.Stance
		}
	}
	p.Documents = len(worst)
	counts := map[contract.Stance]int{}
	for _, s := range worst {
		counts[s]++
	}
	for _, s := range contract.Stances {
		if counts[s] > 0 {
			p.Stances = append(p.Stances, FacetValue{Value: string(s), Label: label(string(s)), Count: counts[s]})
		}
	}
}

// bestPrecedents orders passages: the best stance first, then those most like the
// quote, then by id; each document speaks once.
func bestPrecedents(found []*Entry, quote string, limit int) []Hit {
	sign := signatureOf(quote)
	like := make(map[string]float64, len(found))
	for _, e := range found {
		like[e.ID] = sign.share(signatureOf(e.Text))
	}
	ordered := slices.Clone(found)
	slices.SortStableFunc(ordered, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Stance.Rank(), b.Stance.Rank()), cmp.Compare(like[b.ID], like[a.ID]), cmp.Compare(b.Date, a.Date))
	})
	hits := []Hit{}
	seen := map[string]bool{}
	for _, e := range ordered {
		if len(hits) == limit {
			break
		}
		if !seen[e.Document] {
			seen[e.Document] = true
			h := cut(hitOf(e), nil, "")
			h.Why = fmt.Sprintf("agreed in %s, %s", e.Name, strings.ReplaceAll(string(e.Stance), "_", " "))
			hits = append(hits, h)
		}
	}
	return hits
}

// summaries sums up every fact that the passages state; a document counts once, with
// its first passage that states the fact.
func summaries(found []*Entry, f contract.Finding) []FactSummary {
	values := map[string][]string{}
	seen := map[string]bool{}
	for _, e := range found {
		for name, value := range e.Facts {
			if key := name + separator + e.Document; value != "" && !seen[key] {
				seen[key] = true
				values[name] = append(values[name], value)
			}
		}
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	out := []FactSummary{}
	for _, name := range names {
		out = append(out, summary(name, values[name], factText(f.Values[name])))
	}
	return out
}

// summary sums up one fact.
func summary(name string, values []string, this string) FactSummary {
	counts := map[string]int{}
	for _, v := range values {
		counts[v]++
	}
	s := FactSummary{Name: name, Count: len(values), Values: mostFrequent(counts), This: this}
	ordered := orderable(values)
	if len(ordered) > 0 {
		s.Least, s.Most, s.Median = ordered[0].String(), ordered[len(ordered)-1].String(), ordered[(len(ordered)-1)/2].String()
		if q, ok := factQuantity(this); ok {
			for _, o := range ordered {
				switch c, ok := quantity.Compare(o, q); {
				case !ok:
				case c < 0:
					s.Below++
				case c > 0:
					s.Above++
				}
			}
		}
	}
	s.Line = s.sentence(len(ordered))
	return s
}

// sentence writes the summary out; ordered is how many of the values are quantities
// that can be ordered.
func (s FactSummary) sentence(ordered int) string {
	name := strings.ToLower(label(s.Name))
	var b strings.Builder
	if ordered > 0 {
		fmt.Fprintf(&b, "Median %s %s in %s (%s to %s)", name, s.Median, contracts(ordered), s.Least, s.Most)
		if _, ok := factQuantity(s.This); ok {
			fmt.Fprintf(&b, "; this one has %s: more than %d of them, less than %d", s.This, s.Below, s.Above)
		}
		return b.String() + "."
	}
	fmt.Fprintf(&b, "%s in %s: ", strings.ToUpper(name[:1])+name[1:], contracts(s.Count))
	for i, v := range s.Values[:min(3, len(s.Values))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s in %d", v.Value, v.Count)
	}
	if s.This != "" {
		fmt.Fprintf(&b, "; this one: %s", s.This)
	}
	return b.String() + "."
}

// contracts counts contracts in words.
func contracts(n int) string {
	if n == 1 {
		return "1 contract"
	}
	return fmt.Sprintf("%d contracts", n)
}

// factQuantity reads a fact as a quantity; a bare number is a percentage.
func factQuantity(fact string) (quantity.Quantity, bool) {
	if fact == "" {
		return quantity.Quantity{}, false
	}
	if strings.Trim(fact, "0123456789.") == "" {
		fact += "%"
	}
	all := quantity.Scan(fact)
	if len(all) != 1 || all[0].Len() < len(fact)-1 {
		return quantity.Quantity{}, false
	}
	return all[0], true
}

// orderable gives the values that are quantities like most others, in order. Those
// that have no order beside the most common kind are left out.
func orderable(values []string) []quantity.Quantity {
	var all []quantity.Quantity
	for _, v := range values {
		if q, ok := factQuantity(v); ok {
			all = append(all, q)
		}
	}
	var best []quantity.Quantity
	for _, pivot := range all {
		var like []quantity.Quantity
		for _, q := range all {
			if _, ok := quantity.Compare(pivot, q); ok {
				like = append(like, q)
			}
		}
		if len(like) > len(best) {
			best = like
		}
		if len(best) > len(all)/2 {
			break
		}
	}
	slices.SortStableFunc(best, func(a, b quantity.Quantity) int {
		c, _ := quantity.Compare(a, b)
		return c
	})
	return best
}
