package library

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"parley/internal/query"
)

// maxCompletions is how many completions are offered.
const maxCompletions = 12

// Completion is a way to complete the word before the caret.
type Completion struct {
	Start  int    `json:"start"` // the bytes of the query to put Insert in place of
	End    int    `json:"end"`
	Insert string `json:"insert"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

// Complete offers completions for the word that ends at the caret, a byte offset into
// the query: fields and their values, named lists, parties, operators, words.
func (l *Library) Complete(ctx context.Context, src string, caret int) ([]Completion, error) {
	if caret < 0 || caret > len(src) || len(src) > query.MaxLength {
		return nil, fmt.Errorf("caret %d: expected 0 to %d", caret, len(src))
	}
	start := caret
	for start > 0 && !strings.ContainsRune(" \t\n()", rune(src[start-1])) {
		start--
	}
	word := src[start:caret]
	out := []Completion{}
	add := func(insert, detail string) {
		if len(out) < maxCompletions {
			out = append(out, Completion{Start: start, End: caret, Insert: insert, Label: insert, Detail: detail})
		}
	}
	lower := strings.ToLower(word)
	name, value, isField := strings.Cut(lower, ":")
	switch {
	case word == "":
	case word[0] == '$':
		for _, list := range l.lists.Names() {
			if strings.HasPrefix("$"+list, lower) {
				add("$"+list, "named list")
			}
		}
	case word[0] == '@':
		for _, who := range []query.Who{query.Each, query.AnyParty, query.TheCustomer, query.TheSupplier, query.Them, query.Us} {
			if strings.HasPrefix("@"+string(who), lower) {
				add("@"+string(who), "party")
			}
		}
	case isField:
		values, err := l.fieldValues(ctx, name, value)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			insert := name + ":" + v.Value
			if strings.ContainsAny(v.Value, " \t") {
				insert = name + `:"` + v.Value + `"`
			}
			add(insert, fmt.Sprintf("%s · %d clauses", name, v.Count))
		}
	default:
		for _, op := range []string{"AND", "OR", "NOT", "/s", "/p", "/5", "pre/5", "not/5"} {
			if strings.HasPrefix(op, word) && op != word {
				add(op, "operator")
			}
		}
		for _, f := range []string{"heading:", "topic:", "party:", "kind:", "law:", "clause:"} {
			if strings.HasPrefix(f, lower) {
				add(f, "field")
			}
		}
		words, err := l.commonWords(ctx, strings.TrimPrefix(lower, "="))
		if err != nil {
			return nil, err
		}
		for _, w := range words {
			add(w.Value, fmt.Sprintf("word · %d clauses", w.Count))
		}
	}
	return out, nil
}

// fieldValues gives the values of a field of the language that begin so.
func (l *Library) fieldValues(ctx context.Context, name, prefix string) ([]FacetValue, error) {
	field, ok := map[string]string{"topic": fieldTopic, "kind": fieldKind, "law": fieldLaw, "party": fieldParty}[name]
	if !ok {
		return nil, nil
	}
	prefix = strings.Trim(prefix, `"`)
	return l.counted(ctx, field, "", func(term string) bool { return strings.HasPrefix(strings.ToLower(term), prefix) })
}

// commonWords gives the words of the library's clauses that begin so.
func (l *Library) commonWords(ctx context.Context, prefix string) ([]FacetValue, error) {
	if len(prefix) < 2 || len(query.Words(prefix)) != 1 {
		return nil, nil
	}
	return l.counted(ctx, fieldWords, prefix, nil)
}

// counted gives a field's terms and in how many entries they are, most frequent first.
func (l *Library) counted(ctx context.Context, field, prefix string, keep func(string) bool) ([]FacetValue, error) {
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	counts := map[string]int{}
	for _, p := range s.parts() {
		terms, err := p.termsFrom(field, prefix, keep)
		if err != nil {
			return nil, err
		}
		for _, t := range terms[:min(len(terms), maxVariants)] {
			list, err := p.postings(field, t, nil)
			if err != nil {
				return nil, err
			}
			counts[t] += int(list.Count())
		}
		if err := expired(ctx); err != nil {
			return nil, err
		}
	}
	values := make([]string, 0, len(counts))
	for v := range counts {
		values = append(values, v)
	}
	sort.Strings(values)
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	var out []FacetValue
	for _, v := range values[:min(len(values), maxCompletions)] {
		out = append(out, FacetValue{Value: v, Label: v, Count: counts[v]})
	}
	return out, nil
}
