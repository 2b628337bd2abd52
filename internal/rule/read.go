package rule

import (
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// passage is a place of a topic with what was read there.
type passage struct {
	first, last int // sentences
	span        contract.Span
	lo, hi      int // places, the lead-in included
	anchor      int // place of the first written term of the closest match
	width       int // words between the ends of the closest match
	confidence  float64
	hits        []hit
	values      []value // as the recogniser's facts; unread ones have kind ""
	looked      []window
}

// hit is a match of a finder in a passage.
type hit struct {
	finder int
	query.Match
}

// value is what a fact was read as.
type value struct {
	fact   *Fact
	read   bool
	word   string            // choice, party, name; a quantity told in a word
	list   []string          // list
	amount quantity.Quantity // a quantity
	span   contract.Span     // where; empty when nothing in the text stands for it
}

// value gives what the fact of that name was read as; nil when it was not.
func (p *passage) value(name string) *value {
	for i := range p.values {
		if p.values[i].fact.Name == name && p.values[i].read {
			return &p.values[i]
		}
	}
	return nil
}

// said gives a fact as text for the places of texts; "" when it was not read.
func (p *passage) said(name string) string {
	v := p.value(name)
	if v == nil {
		return ""
	}
	if v.fact.Kind.Amount() && v.word == "" {
		return v.amount.String()
	}
	if v.fact.Kind == List {
		return strings.Join(v.list, ", ")
	}
	return v.word
}

// outside gives the value as a finding states it: a string, a bool or a list of strings.
func (v *value) outside() any {
	switch {
	case v.fact.Kind == Flag:
		return true
	case v.fact.Kind == List:
		return v.list
	case v.word != "":
		return v.word
	case v.fact.Kind == FactKind(query.CaptureBasis) || v.fact.Kind.Amount():
		return v.amount.String()
	}
	return v.word
}

// inside gives the value as conditions see it.
func (v *value) inside(tried *attempts) any {
	switch {
	case !v.read:
		if v.fact.Kind.Amount() {
			return amount{tried: tried}
		}
		return v.fact.Kind.zero()
	case v.fact.Kind == Flag:
		return true
	case v.fact.Kind == List:
		return v.list
	case v.fact.Kind.Amount():
		return amount{Quantity: v.amount, word: v.word, read: true, tried: tried}
	}
	return v.word
}

// read reads the facts of a passage.
func (s *scene) read(r *Recogniser, p *passage) {
	windows := append([]window{{lo: p.lo, hi: p.hi}}, s.items(p)...)
	windows = append(windows, s.lookThrough(r.Look, p)...)
	p.values = make([]value, len(r.Facts))
	for i, f := range r.Facts {
		where := windows
		switch f.Scope {
		case InClause:
			lo, hi := s.clausePlaces(p)
			where = []window{{lo: lo, hi: hi}}
		case InDocument:
			where = []window{{lo: 0, hi: s.text.Len()}}
		}
		v := s.readFact(r, f, p, where)
		v.fact = f
		p.values[i] = v
	}
	for _, w := range windows[1:] {
		if w.used {
			p.looked = append(p.looked, w)
		}
	}
}

// readFact reads one fact: from the captures of find, from the fact's own queries,
// from the words it can be, from what a finder settles, and by default.
func (s *scene) readFact(r *Recogniser, f *Fact, p *passage, where []window) value {
	if f.Kind == List {
		if v := s.readList(f, p, where); v.read {
			return v
		}
	} else if v, ok := s.captured(f, p, where); ok {
		return v
	}
	if f.Kind == Flag {
		for i := range where {
			for _, q := range f.Find {
				if m := s.run.MatchIn(q.index, where[i].lo, where[i].hi); len(m) > 0 {
					where[i].used = true
					return value{read: true, span: m[0].Span}
				}
			}
		}
	}
	if f.Kind != List {
		for _, choice := range f.Values {
			if span, ok := s.anyOf(choice.Find, where); ok {
				return value{read: true, word: choice.Name, span: span}
			}
		}
	}
	for _, h := range p.hits {
		for _, set := range r.Find[h.finder].Set {
			if set.Fact == f.Name {
				return settled(f, set.Value)
			}
		}
	}
	if f.Kind == Party {
		if role, span, ok := s.subject(p); ok {
			return value{read: true, word: string(role), span: span}
		}
	}
	if f.Default != "" {
		return settled(f, f.Default)
	}
	return value{}
}

// settled is a value given by the playbook rather than by the text.
func settled(f *Fact, word string) value {
	if f.Kind == List {
		return value{read: true, list: []string{word}}
	}
	if f.Kind.Amount() {
		if q, ok := query.ParseQuantity(word); ok {
			return value{read: true, amount: q}
		}
	}
	return value{read: word != "" && word != "false", word: word}
}

// anyOf looks for the first window in which one of the queries matches.
func (s *scene) anyOf(queries []Pattern, where []window) (contract.Span, bool) {
	for i := range where {
		for _, q := range queries {
			if m := s.run.MatchIn(q.index, where[i].lo, where[i].hi); len(m) > 0 {
				where[i].used = true
				return m[0].Span, true
			}
		}
	}
	return contract.Span{}, false
}

// captured gives what the captures named as the fact read: a number before a word, the
// closest match before wider ones, the first written finder before later ones.
func (s *scene) captured(f *Fact, p *passage, where []window) (value, bool) {
	best, found := query.Captured{}, false
	width := 0
	consider := func(m query.Match) {
		for _, c := range m.Captured {
			if c.Name != f.Name {
				continue
			}
			w := m.Hi - m.Lo
			if !found || numeric(c) && !numeric(best) || numeric(c) == numeric(best) && w < width {
				best, width, found = c, w, true
			}
		}
	}
	for k := range p.hits {
		if k > 0 && p.hits[k].finder != p.hits[k-1].finder && found && (numeric(best) || best.Quantity == nil) {
			break
		}
		consider(p.hits[k].Match)
	}
	for i := range where {
		for _, q := range f.Find {
			if found && (numeric(best) || best.Quantity == nil) {
				break
			}
			for _, m := range s.run.MatchIn(q.index, where[i].lo, where[i].hi) {
				consider(m)
				where[i].used = where[i].used || found
			}
		}
	}
	if !found {
		return value{}, false
	}
	v := value{read: true, span: best.Span}
	switch {
	case best.Quantity != nil:
		v.amount = *best.Quantity
		if f.Kind == Choice || f.Kind == Name {
			v.word = best.Quantity.String()
		}
	case f.Kind == Party:
		v.word = string(best.Role)
		v.read = best.Role != contract.Unknown
	default:
		v.word = best.Span.Cut(s.text.Document.Text)
	}
	return v, v.read
}

// numeric reports whether a capture read a quantity with a number.
func numeric(c query.Captured) bool {
	return c.Quantity != nil && !(c.Quantity.Kind == quantity.Duration && c.Quantity.Words != "")
}

// readList gathers every value and every capture, in the order of the playbook and of
// the text.
func (s *scene) readList(f *Fact, p *passage, where []window) value {
	var v value
	add := func(word string, span contract.Span) {
		for _, w := range v.list {
			if w == word {
				return
			}
		}
		if !v.read {
			v.read, v.span = true, span
		}
		v.list = append(v.list, word)
	}
	for _, choice := range f.Values {
		if span, ok := s.anyOf(choice.Find, where); ok {
			add(choice.Name, span)
		}
	}
	take := func(m query.Match) {
		for _, c := range m.Captured {
			if c.Name != f.Name {
				continue
			}
			word := c.Span.Cut(s.text.Document.Text)
			if c.Quantity != nil {
				word = c.Quantity.String()
			}
			add(word, c.Span)
		}
	}
	for _, h := range p.hits {
		take(h.Match)
	}
	for i := range where {
		for _, q := range f.Find {
			for _, m := range s.run.MatchIn(q.index, where[i].lo, where[i].hi) {
				take(m)
				where[i].used = true
			}
		}
	}
	return v
}
