package rule

import (
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// outlined is a small outline for tests: every line is a clause, numbered "1." or
// "(a)" when it is so; sentences end in a full stop; a line that ends in a colon leads
// in the items after it. "Supplier" and "Customer" are the parties.
func outlined(doc *contract.Document, supplier, customer string, _ contract.Role) *contract.Outline {
	o := &contract.Outline{Kind: "msa"}
	for _, p := range []contract.Party{{Name: supplier, Role: contract.Supplier, Terms: []string{"Supplier"}}, {Name: customer, Role: contract.Customer, Terms: []string{"Customer"}}} {
		if p.Name == "" {
			p.Name = p.Terms[0]
		}
		o.Parties = append(o.Parties, p)
	}
	var lead contract.Span
	parent := -1
	for _, b := range doc.Blocks {
		text := b.Cut(doc.Text)
		number, _, _ := strings.Cut(text, " ")
		item := strings.HasPrefix(number, "(")
		if !item && !strings.HasSuffix(number, ".") || len(number) > 5 {
			number = ""
		}
		c := contract.Clause{ID: "c" + string(rune('1'+len(o.Clauses))), Number: number, Path: number, Parent: -1, Span: b.Span, Own: b.Span}
		if heading, _, ok := strings.Cut(text, " – "); ok {
			c.Heading = heading
		}
		if item {
			c.Parent = parent
		} else {
			parent, lead = len(o.Clauses), contract.Span{}
		}
		for at := b.Start; at < b.End; {
			end := b.End
			if n := strings.Index(doc.Text[at:b.End], ". "); n > 3 {
				end = at + n + 1
			}
			s := contract.Sentence{Span: contract.Span{Start: at, End: end}, Clause: len(o.Clauses)}
			if item {
				s.LeadIn = lead
			}
			s.Defines = strings.Contains(s.Cut(doc.Text), "” means")
			o.Sentences = append(o.Sentences, s)
			for at = end; at < b.End && doc.Text[at] == ' '; at++ {
			}
			if end == b.End && strings.HasSuffix(doc.Text[:end], ":") {
				lead = s.Span
			}
		}
		o.Clauses = append(o.Clauses, c)
	}
	// “Term” means …
	for _, s := range o.Sentences {
		text := s.Cut(doc.Text)
		if term, _, ok := strings.Cut(strings.TrimPrefix(text, "“"), "” means"); ok && strings.HasPrefix(text, "“") {
			d := contract.Definition{Term: term, Span: s.Span}
			for at := 0; ; {
				n := strings.Index(doc.Text[at:], term)
				if n < 0 {
					break
				}
				use := contract.Span{Start: at + n, End: at + n + len(term)}
				if !use.Overlaps(s.Span) {
					d.Uses = append(d.Uses, use)
				}
				at = use.End
			}
			o.Definitions = append(o.Definitions, d)
		}
	}
	return o
}

// read makes a text ready to be judged.
func read(text string) *query.Text {
	doc := document("test.txt", text)
	return query.NewText(doc, outlined(doc, "", "", contract.Supplier), quantity.Scan(text))
}
