package outline

import (
	"strconv"
	"strings"
)

// place is a clause's number within a part; anywhere stands for every part.
type place struct {
	part int
	key  string
}

const anywhere = -1

// index makes the clauses findable by number.
func (r *references) index() {
	r.paths = make(map[place]int, 2*len(r.p.out.Clauses))
	for i := range r.p.out.Clauses {
		c := &r.p.out.Clauses[i]
		if c.Number == "" {
			continue
		}
		r.articles = r.articles || hasPrefixFold(c.Number, "art")
		path := c.Path
		if k := strings.Index(path, ", "); k >= 0 && c.Parent >= 0 {
			path = path[k+2:]
		}
		key := pathKey(path)
		if v, err := strconv.Atoi(key); err == nil && c.Level <= 2 {
			r.highest = max(r.highest, v)
		}
		for _, in := range [...]int{c.Part, anywhere} {
			if _, known := r.paths[place{in, key}]; !known {
				r.paths[place{in, key}] = i
			}
		}
	}
	for i := range r.p.out.Parts {
		if i > 0 && containsFold(r.p.out.Parts[i].Title, "contractual clauses") {
			r.scc = i
			break
		}
	}
}

// pathKey normalises a number: "Section 12.3(b)" and "12.3 (b)." are "12.3.b", "Article IV"
// is "4", "Schedule 2" is "schedule 2".
func pathKey(s string) string {
	b := make([]byte, 0, len(s)+8)
	word := ""
	if from, to := nextWord(s, 0, len(s)); from == 0 && to >= 3 && !isDigit(s[0]) {
		w := s[:to]
		switch {
		case isOneOf(w, partWords):
			word = singular(strings.ToLower(w))
			s = s[to:]
		case isOneOf(w, refWords), isOneOf(w, unitWords):
			s = s[to:]
			if v := romanValue(strings.TrimSpace(s)); v > 0 {
				return strconv.Itoa(v)
			}
			if v := spelledOrdinal(strings.TrimSpace(s)); v > 0 {
				return strconv.Itoa(v)
			}
		}
	}
	if word != "" {
		b = append(b, word...)
		b = append(b, ' ')
	}
	dot := false
	for i := range len(s) {
		c := s[i]
		switch {
		case isDigit(c) || isAlpha(c):
			if dot && len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, '.')
			}
			dot = false
			if isUpper(c) && word == "" {
				c |= 0x20
			}
			b = append(b, c)
		default:
			dot = true
		}
	}
	out := string(b)
	return strings.TrimSuffix(out, ".0")
}

// singular takes the plural off the words for clauses and sub-documents.
func singular(w string) string {
	switch {
	case strings.EqualFold(w, "annexes"), strings.EqualFold(w, "annexe"):
		return w[:len("annex")]
	case strings.EqualFold(w, "appendices"):
		return w[:len("append")] + "ix"
	case len(w) > 4 && w[len(w)-1]|0x20 == 's':
		return w[:len(w)-1]
	}
	return w
}

// find looks a number up: in the part it names, else in the part it stands in, else in
// the main agreement, else anywhere. A number deeper than the clauses are leads to the
// nearest clause above it.
func (r *references) find(key string, from, within int, part bool) int {
	if from >= 0 && strings.HasPrefix(key, ".") || key != "" && isLower(key[0]) && !part && !strings.Contains(key, " ") {
		if c := r.below(key, from); c >= 0 {
			return c
		}
	}
	own := 0
	if from >= 0 {
		own = r.p.out.Clauses[from].Part
	}
	for {
		order := [...]int{own, 0, anywhere}
		if within >= 0 {
			order = [...]int{within, within, within}
		}
		for _, in := range order {
			if c, ok := r.paths[place{in, key}]; ok {
				return c
			}
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 {
			return r.unnumbered(key)
		}
		key = key[:i]
	}
}

// unnumbered finds the clause 7 whose own number is missing by its 7.1.
func (r *references) unnumbered(key string) int {
	child, ok := r.paths[place{anywhere, key + ".1"}]
	if !ok || !isDigit(key[0]) {
		return -1
	}
	if parent := r.p.out.Clauses[child].Parent; parent >= 0 && r.p.out.Clauses[parent].Number == "" {
		return parent
	}
	return child
}

// below finds the item "(b)" of the clause around from.
func (r *references) below(key string, from int) int {
	key = strings.Trim(key, ".")
	p := r.p
	for c := from; c >= 0; c = p.out.Clauses[c].Parent {
		for k := c + 1; k < len(p.out.Clauses) && p.out.Clauses[k].Start < p.out.Clauses[c].End && k-c < 400; k++ {
			if p.out.Clauses[k].Parent == c && pathKey(p.out.Clauses[k].Number) == key {
				return k
			}
		}
	}
	return -1
}
