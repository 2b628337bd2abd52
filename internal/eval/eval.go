// Package eval scores findings against passages that people labelled.
//
// Two quotes are the same passage when they share at least half of the word 3-grams of the
// shorter one, and the found one is not much longer than the labelled one: a finding that
// quotes half the contract finds nothing. A finding that matches only a doubtful label
// counts neither way; an absence (empty quote) is no passage.
package eval

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"unicode"

	"parley/internal/contract"
)

// Passage is a labelled passage.
type Passage struct {
	Topic string         `json:"topic"`
	Quote string         `json:"quote"`
	Facts map[string]any `json:"facts"`
}

// Labels are what people said of one document.
type Labels struct {
	Name     string            `json:"-"` // the document's base name without extension
	Passages []Passage         `json:"passages"`
	Doubtful []Passage         `json:"doubtful"`
	Scored   []string          `json:"scored"` // the only topics it was labelled for; empty for all
	Same     map[string]string `json:"same"`   // topics it does not tell apart: from, to
}

// Load reads every NAME.json of a folder, sorted by name.
func Load(folder fs.FS) ([]Labels, error) {
	names, err := fs.Glob(folder, "*.json")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var all []Labels
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		l := Labels{Name: strings.TrimSuffix(path.Base(name), ".json")}
		if err := json.Unmarshal(data, &l); err != nil {
			return nil, fmt.Errorf("%s: these labels are not readable: %w", name, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// Count is what was counted for one topic.
type Count struct {
	Gold, Hit     int // labelled passages; those of them that were found
	Found, True   int // findings; those of them that are right
	DocGold       int // documents with a labelled passage
	DocFound      int // documents with a finding
	DocTrue       int // documents with a labelled passage and a right finding
	Facts, Right  int // facts of found passages; those read right
	Missed, False []Example
}

// Example is a passage that was missed, or a finding that was wrong.
type Example struct{ Document, Quote string }

// Table holds the counts by topic.
type Table struct {
	Topics    map[string]*Count
	Documents int
	Absent    []string // documents without a review
}

// NewTable returns an empty table.
func NewTable() *Table { return &Table{Topics: map[string]*Count{}} }

type quoted struct {
	grams map[string]bool
	quote string
	facts map[string]any
}

type byTopic struct{ gold, doubtful, found []quoted }

// Add scores one document's findings; found is false when it has no review.
func (t *Table) Add(l Labels, findings []contract.Finding, found bool) {
	t.Documents++
	if !found {
		t.Absent = append(t.Absent, l.Name)
	}
	groups := map[string]*byTopic{}
	group := func(topic string) *byTopic {
		if to, ok := l.Same[topic]; ok {
			topic = to
		}
		g := groups[topic]
		if g == nil {
			g = &byTopic{}
			groups[topic] = g
		}
		return g
	}
	for _, p := range l.Passages {
		g := group(p.Topic)
		g.gold = append(g.gold, quoted{grams(p.Quote), p.Quote, p.Facts})
	}
	for _, p := range l.Doubtful {
		g := group(p.Topic)
		g.doubtful = append(g.doubtful, quoted{grams: grams(p.Quote)})
	}
	for _, f := range findings {
		if f.Quote != "" {
			g := group(f.Topic)
			g.found = append(g.found, quoted{grams(f.Quote), f.Quote, f.Values})
		}
	}
	for topic, g := range groups {
		if scored(l, topic) {
			t.count(topic).add(l.Name, g)
		}
	}
}

func scored(l Labels, topic string) bool {
	if len(l.Scored) == 0 {
		return true
	}
	for _, s := range l.Scored {
		if s == topic {
			return true
		}
	}
	return false
}

func (t *Table) count(topic string) *Count {
	c := t.Topics[topic]
	if c == nil {
		c = &Count{}
		t.Topics[topic] = c
	}
	return c
}

func (c *Count) add(document string, g *byTopic) {
	right, anyFound, anyRight := 0, false, false
	for _, f := range g.found {
		switch {
		case matchesAny(g.gold, f):
			right++
			c.Found++
			anyFound, anyRight = true, true
		case matchesAny(g.doubtful, f):
		default:
			c.Found++
			anyFound = true
			c.False = append(c.False, Example{document, f.quote})
		}
	}
	c.True += right
	c.Gold += len(g.gold)
	for _, p := range g.gold {
		hits := matches(p, g.found)
		if len(hits) == 0 {
			c.Missed = append(c.Missed, Example{document, p.quote})
			continue
		}
		c.Hit++
		c.addFacts(p, hits)
	}
	c.DocGold += one(len(g.gold) > 0)
	c.DocFound += one(anyFound)
	c.DocTrue += one(len(g.gold) > 0 && anyRight)
}

func (c *Count) addFacts(p quoted, hits []quoted) {
	for name, want := range p.facts {
		c.Facts++
		for _, h := range hits {
			if fold(h.facts[name]) == fold(want) {
				c.Right++
				break
			}
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func matchesAny(gold []quoted, found quoted) bool {
	for _, g := range gold {
		if same(g.grams, found.grams) {
			return true
		}
	}
	return false
}

func matches(gold quoted, found []quoted) (hits []quoted) {
	for _, f := range found {
		if same(gold.grams, f.grams) {
			hits = append(hits, f)
		}
	}
	return hits
}

// same says whether a found quote is the labelled passage. A found quote may have four
// times the grams of the label, or 80 when that is more.
func same(gold, found map[string]bool) bool {
	if len(gold) == 0 || len(found) == 0 || len(found) > max(80, 4*len(gold)) {
		return false
	}
	small, large := gold, found
	if len(small) > len(large) {
		small, large = large, small
	}
	shared := 0
	for g := range small {
		if large[g] {
			shared++
		}
	}
	return 2*shared >= len(small)
}

// grams is the set of word 3-grams; of a shorter text, its words as one gram.
func grams(text string) map[string]bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 0xc0)
	})
	n := max(min(len(words), 3), 1)
	set := map[string]bool{}
	for i := 0; i+n <= len(words); i++ {
		set[strings.Join(words[i:i+n], " ")] = true
	}
	return set
}

// fold makes facts comparable: "seventy-two" is not folded, "(72) hours" and "72 hour" are.
func fold(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		list := make([]string, len(v))
		for i, x := range v {
			list[i] = fold(x)
		}
		sort.Strings(list)
		return "[" + strings.Join(list, "|") + "]"
	case []string:
		list := make([]string, len(v))
		for i, x := range v {
			list[i] = fold(x)
		}
		sort.Strings(list)
		return "[" + strings.Join(list, "|") + "]"
	case bool:
		if v {
			return "true"
		}
		return "false"
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%g", v), ".0")
	}
	fields := strings.FieldsFunc(strings.ToLower(fmt.Sprint(v)), func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' })
	for i, w := range fields {
		w = strings.ReplaceAll(w, ",", "")
		switch w {
		case "hours", "days", "months", "years", "weeks", "minutes":
			w = strings.TrimSuffix(w, "s")
		}
		fields[i] = w
	}
	return strings.Join(fields, " ")
}
