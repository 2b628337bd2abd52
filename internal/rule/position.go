package rule

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/contract"
)

// parties are the places in texts that stand for a party.
var parties = map[string]bool{"us": true, "them": true, "supplier": true, "customer": true}

// hole is a place in a text that something fills: "{name}", "{name|otherwise}" or, for
// a party, "@name".
type hole struct {
	start, end int
	name       string
	otherwise  string // what fills it when nothing else does
}

// nextHole gives the first hole of s; ok is false when there is none.
func nextHole(s string) (h hole, ok bool) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{':
			if n := strings.IndexByte(s[i:], '}'); n > 0 {
				h = hole{start: i, end: i + n + 1}
				h.name, h.otherwise, _ = strings.Cut(s[i+1:i+n], "|")
				return h, true
			}
		case '@':
			end := i + 1
			for end < len(s) && letter(s[end]) {
				end++
			}
			if parties[s[i+1:end]] && (i == 0 || !letter(s[i-1])) {
				return hole{start: i, end: end, name: s[i+1 : end]}, true
			}
		}
	}
	return hole{}, false
}

// placeholders gives the names of the holes in s.
func placeholders(s string) []string {
	var out []string
	for {
		h, ok := nextHole(s)
		if !ok {
			return out
		}
		out = append(out, h.name)
		s = s[h.end:]
	}
}

// fill puts the contract's terms and the passage's facts in the holes of s. A fact that
// was not read gives what stands after "|", else nothing.
func fill(s string, terms map[string]string, fact func(string) string) string {
	if !strings.ContainsAny(s, "{@") {
		return s
	}
	var out strings.Builder
	for {
		h, ok := nextHole(s)
		if !ok {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:h.start])
		value := terms[h.name]
		if !parties[h.name] {
			if value = fact(h.name); value == "" {
				value = h.otherwise
			}
		}
		if sentenceStart(out.String()) {
			value = capitalised(value)
		}
		out.WriteString(value)
		s = s[h.end:]
	}
}

// sentenceStart reports whether what follows text begins a sentence.
func sentenceStart(text string) bool {
	text = strings.TrimRight(text, " \n")
	return text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, ":")
}

// capitalised is s with a capital first letter.
func capitalised(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// partyTerms says how the contract calls each party, with the article it uses: "the
// Supplier", "Acme".
func partyTerms(doc *contract.Document, outline *contract.Outline, us contract.Role) map[string]string {
	terms := map[string]string{"supplier": "the supplier", "customer": "the customer"}
	for _, role := range []contract.Role{contract.Supplier, contract.Customer} {
		for _, p := range outline.Parties {
			if p.Role == role {
				terms[string(role)] = callIt(doc, p)
				break
			}
		}
	}
	terms["us"], terms["them"] = terms["supplier"], terms["customer"]
	if us == contract.Customer {
		terms["us"], terms["them"] = terms["customer"], terms["supplier"]
	}
	return terms
}

// callIt is the party's defined term that is no pronoun, else its name.
func callIt(doc *contract.Document, p contract.Party) string {
	best, most := "", 0
	body := doc.Text[:doc.BodyEnd]
	for _, term := range p.Terms {
		switch strings.ToLower(term) {
		case "we", "us", "our", "you", "your", "":
			continue
		}
		if n := strings.Count(body, term); best == "" || n > most {
			best, most = term, n
		}
	}
	if best == "" {
		return p.Name
	}
	if with := strings.Count(body, "the "+best) + strings.Count(body, "The "+best); 2*with > most {
		return "the " + best
	}
	return best
}

// over gives p with what other says put over it.
func (p Position) over(other Position) Position {
	for _, x := range []struct{ to, from *string }{
		{&p.Ask, &other.Ask}, {&p.Fallback, &other.Fallback}, {&p.WalkAway, &other.WalkAway},
		{&p.Rationale, &other.Rationale}, {&p.Note, &other.Note}, {&p.Insert, &other.Insert},
	} {
		if *x.from != "" {
			*x.to = *x.from
		}
	}
	if other.Evidence != nil {
		p.Evidence = other.Evidence
	}
	if other.Redline != nil {
		p.Redline = other.Redline
	}
	return p
}

// edits makes the proposed changes of a passage: every replacement and deletion whose
// span was read; when there is none, the insertions; else a new passage.
func (s *scene) edits(p *passage, changes []Change, v *view, terms map[string]string) ([]contract.Edit, error) {
	text := s.text.Document.Text
	put := func(words string) string { return fill(words, terms, p.said) }
	edit := func(span contract.Span, words string) contract.Edit {
		return contract.Edit{Start: span.Start, End: span.End, Delete: span.Cut(text), Insert: words}
	}
	var small, inserts, whole []contract.Edit
	for _, c := range changes {
		ok, err := c.When.holds(v)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		switch {
		case c.Replace != "" || c.Delete != "":
			if span, ok := p.spanOf(c.Replace + c.Delete); ok {
				small = append(small, edit(span, put(c.With)))
			}
		case c.Insert != "":
			if at, ok := p.insertAt(text, c); ok {
				inserts = append(inserts, edit(contract.Span{Start: at, End: at}, put(c.Insert)))
			}
		default:
			whole = append(whole, edit(p.span, put(c.Passage)))
		}
	}
	switch {
	case len(small) > 0:
		return apartFromEachOther(small), nil
	case len(inserts) > 0:
		return apartFromEachOther(inserts), nil
	case len(whole) > 0:
		return whole[:1], nil
	}
	return nil, nil
}

// apartFromEachOther sorts edits and drops those that overlap an earlier one or change
// nothing.
func apartFromEachOther(edits []contract.Edit) []contract.Edit {
	sort.SliceStable(edits, func(a, b int) bool { return edits[a].Start < edits[b].Start })
	var out []contract.Edit
	for _, e := range edits {
		if e.Delete == e.Insert || len(out) > 0 && e.Start < out[len(out)-1].End {
			continue
		}
		out = append(out, e)
	}
	return out
}

// spanOf is where in the passage a fact was read.
func (p *passage) spanOf(fact string) (contract.Span, bool) {
	v := p.value(fact)
	if v == nil || v.span.Len() == 0 || !p.span.Contains(v.span) {
		return contract.Span{}, false
	}
	return v.span, true
}

// insertAt is where a change puts its words.
func (p *passage) insertAt(text string, c Change) (int, bool) {
	switch {
	case c.After != "":
		span, ok := p.spanOf(c.After)
		return span.End, ok
	case c.Before != "":
		span, ok := p.spanOf(c.Before)
		return span.Start, ok
	case c.At == "start":
		return p.span.Start, true
	}
	end := p.span.End
	for end > p.span.Start && strings.ContainsRune(" .;,:\n", rune(text[end-1])) {
		end--
	}
	return end, true
}
