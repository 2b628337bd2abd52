package query

import "strings"

// filter gives the clauses an op of fields lets through, clause c at c+1; index 0 is
// for text outside any clause.
func (r *Run) filter(id int32) []bool {
	if r.clause[id] != nil {
		return r.clause[id]
	}
	o := &r.plan.ops[id]
	out := make([]bool, len(r.Outline.Clauses)+1)
	switch o.code {
	case opField:
		if o.field.Name == "heading" {
			r.headingHolds(o.words, out)
			break
		}
		for c := range out {
			out[c] = r.fieldHolds(o.field, c-1)
		}
	case opOr:
		for _, k := range o.kids {
			for c, ok := range r.filter(k) {
				out[c] = out[c] || ok
			}
		}
	case opWithin:
		a, b := r.filter(o.kids[0]), r.filter(o.kids[1])
		for c := range out {
			out[c] = a[c] && b[c]
		}
	case opNot:
		copy(out, r.filter(o.kids[0]))
		if r.plan.ops[o.kids[1]].filter {
			for c, ok := range r.filter(o.kids[1]) {
				out[c] = out[c] && !ok
			}
		} else {
			for _, s := range r.eval(o.kids[1]) {
				out[r.Text.clause(s.anchor)+1] = false
			}
		}
	}
	r.clause[id] = out
	return out
}

// headingHolds marks the clauses with the words in a row in their heading, or in one
// above it. Parents come before their children.
func (r *Run) headingHolds(words []int32, out []bool) {
	for c := range r.Outline.Clauses {
		if parent := r.Outline.Clauses[c].Parent; parent >= 0 && parent < c && out[parent+1] {
			out[c+1] = true
			continue
		}
		have := r.headings[c]
		for i := 0; !out[c+1] && i+len(words) <= len(have); i++ {
			same := true
			for k, term := range words {
				if same = r.meets(term, have[i+k]); !same {
					break
				}
			}
			out[c+1] = same
		}
	}
}

// headingWords are the words a heading must have in a row: by stem, or with "*" at the
// end by their beginning.
func headingWords(value string) []Word {
	var words []Word
	for _, w := range splitWords(value) {
		words = append(words, Word{Text: w})
	}
	if n := len(words); n > 0 && strings.HasSuffix(value, "*") {
		words[n-1].Form = Prefix
	}
	return words
}

// fieldHolds reports whether a clause, -1 for none, has the property a field asks for.
func (r *Run) fieldHolds(f Field, clause int) bool {
	switch f.Name {
	case "clause":
		for c := clause; c >= 0; c = r.Outline.Clauses[c].Parent {
			if strings.EqualFold(r.Outline.Clauses[c].Path, f.Value) {
				return true
			}
		}
		return false
	case "kind":
		if clause >= 0 {
			if part := r.Outline.Clauses[clause].Part; part >= 0 && part < len(r.Outline.Parts) && r.Outline.Parts[part].Kind != "" {
				return r.Outline.Parts[part].Kind == f.Value
			}
		}
		return r.Outline.Kind == f.Value
	case "party":
		for _, p := range r.Outline.Parties {
			if wordsIn(p.Name, splitWords(f.Value)) {
				return true
			}
		}
	}
	return r.Property != nil && r.Property(f.Name, f.Value)
}

// wordsIn reports whether text has the words in a row; they are compared by stem.
func wordsIn(text string, want []string) bool {
	have := splitWords(text)
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		same := true
		for k := range want {
			same = same && stem(have[i+k]) == stem(want[k])
		}
		if same {
			return true
		}
	}
	return false
}

// clauseSpans gives, for each marked clause, its first sentence that is no heading.
func (r *Run) clauseSpans(clauses []bool) []span {
	var out []span
	for i, u := range r.units {
		c := r.Outline.Sentences[i].Clause + 1
		if !clauses[c] || r.Outline.Sentences[i].Heading || u.own == u.hi {
			continue
		}
		if i > 0 && len(out) > 0 && r.Text.clause(out[len(out)-1].lo)+1 == int32(c) {
			continue
		}
		out = append(out, span{lo: u.own, hi: u.hi - 1, anchor: u.own})
	}
	return out
}
