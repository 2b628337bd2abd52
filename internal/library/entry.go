package library

import (
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// The sources of an Entry.
const (
	SourceDocument = "document" // a clause of a kept document
	SourceBank     = "bank"     // a clause of the clause bank
	SourceCorpus   = "corpus"   // a clause of an imported corpus
)

// The kinds of an Entry.
const (
	kindClause   = "clause"
	kindPassage  = "passage"  // what one finding is about
	kindDocument = "document" // stands for a whole document: its name, hash and counts
)

// Entry is one thing kept in the library: a clause or a passage of one, with where it
// comes from and what is known about it. Offsets are bytes.
type Entry struct {
	ID       string             `json:"-"`
	Type     string             `json:"type,omitempty"` // kindClause when empty
	Source   string             `json:"source,omitempty"`
	Document string             `json:"document,omitempty"` // id of the document it is from
	Name     string             `json:"name,omitempty"`     // of the document, or the title of a bank clause
	SHA256   string             `json:"sha256,omitempty"`   // of the document's file; documents only
	Kind     string             `json:"kind,omitempty"`     // of the document or of the part of it: "dpa", …
	Parties  []contract.Party   `json:"parties,omitempty"`
	Law      string             `json:"law,omitempty"`
	Date     string             `json:"date,omitempty"` // ISO 8601
	Side     contract.Role      `json:"side,omitempty"` // whom the clause favours or was reviewed for
	Clause   contract.ClauseRef `json:"clause,omitzero"`
	Path     string             `json:"path,omitempty"`  // the clause's number in full
	Above    []Above            `json:"above,omitempty"` // the clauses it stands in, outermost first
	Page     int                `json:"page,omitempty"`
	Start    int                `json:"start,omitempty"` // of Text within the document
	End      int                `json:"end,omitempty"`
	Text     string             `json:"-"`
	Lead     string             `json:"lead,omitempty"` // the words that its list items complete, when they stand outside
	Units    []Unit             `json:"units,omitempty"`
	Topics   []string           `json:"topics,omitempty"`
	Stance   contract.Stance    `json:"stance,omitempty"`
	Facts    map[string]string  `json:"facts,omitempty"`
	Tags     []string           `json:"tags,omitempty"`
	Count    int                `json:"count,omitempty"` // documents only: how many clauses
}

// Above is a clause that others stand in.
type Above struct {
	Path    string `json:"path,omitempty"`
	Heading string `json:"heading,omitempty"`
}

// Unit is a sentence of an entry, in offsets of its Text.
type Unit struct {
	contract.Span
	LeadIn  contract.Span
	Outside bool // its lead-in is the entry's Lead
}

// MarshalJSON writes a unit in few bytes: [start, end], then the lead-in's start and end
// when it is in the text, or 1 when it is outside.
func (u Unit) MarshalJSON() ([]byte, error) {
	numbers := []int{u.Start, u.End}
	switch {
	case u.Outside:
		numbers = append(numbers, 1)
	case u.LeadIn.Len() > 0:
		numbers = append(numbers, u.LeadIn.Start, u.LeadIn.End)
	}
	return json.Marshal(numbers)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (u *Unit) UnmarshalJSON(b []byte) error {
	var numbers []int
	if err := json.Unmarshal(b, &numbers); err != nil {
		return err
	}
	if len(numbers) < 2 || len(numbers) > 4 {
		return fmt.Errorf("a sentence has %d numbers, expected 2 to 4", len(numbers))
	}
	*u = Unit{Span: contract.Span{Start: numbers[0], End: numbers[1]}, Outside: len(numbers) == 3}
	if len(numbers) == 4 {
		u.LeadIn = contract.Span{Start: numbers[2], End: numbers[3]}
	}
	return nil
}

// text makes the entry ready for the matcher: a document of its own whose innermost
// clause is the entry. from says how many bytes of it stand before the entry's Text.
func (e *Entry) text() (t *query.Text, from int) {
	doc, out, from := e.document()
	return query.NewText(doc, out, quantity.Scan(doc.Text)), from
}

// words is text for queries that ask for no quantities or parties: it is quicker.
func (e *Entry) words() (t *query.Text, from int) {
	doc, out, from := e.document()
	out.Parties = nil
	return query.NewText(doc, out, nil), from
}

// document makes a document of the entry, and its outline.
func (e *Entry) document() (doc *contract.Document, out *contract.Outline, from int) {
	doc = &contract.Document{Text: e.Text}
	if e.Lead != "" {
		from = len(e.Lead) + 1
		doc.Text = e.Lead + "\n" + e.Text
	}
	doc.BodyEnd = len(doc.Text)
	out = &contract.Outline{Kind: strings.ToLower(e.Kind), Parties: e.Parties}
	all := contract.Span{Start: 0, End: len(doc.Text)}
	for i, a := range e.Above {
		out.Clauses = append(out.Clauses, contract.Clause{Path: a.Path, Heading: a.Heading, Parent: i - 1, Span: all})
	}
	own := len(out.Clauses)
	out.Clauses = append(out.Clauses, contract.Clause{Number: e.Clause.Number, Path: e.Path, Heading: e.Clause.Heading, Parent: own - 1, Span: all, Own: all})
	units := e.Units
	if len(units) == 0 {
		units = []Unit{{Span: contract.Span{End: len(e.Text)}}}
	}
	for _, u := range units {
		s := contract.Sentence{Span: shift(u.Span, from), Clause: own}
		switch {
		case u.Outside:
			s.LeadIn = contract.Span{End: len(e.Lead)}
		case u.LeadIn.Len() > 0:
			s.LeadIn = shift(u.LeadIn, from)
		}
		out.Sentences = append(out.Sentences, s)
	}
	return doc, out, from
}

// shift moves a span.
func shift(s contract.Span, by int) contract.Span {
	return contract.Span{Start: s.Start + by, End: s.End + by}
}

// leads reports whether one of the entry's sentences reads on from a lead-in.
func (e *Entry) leads() bool {
	for _, u := range e.Units {
		if u.Outside || u.LeadIn.Len() > 0 {
			return true
		}
	}
	return false
}

// year is the year of the entry's date; "" when there is none.
func (e *Entry) year() string {
	if len(e.Date) < 4 {
		return ""
	}
	if _, err := strconv.Atoi(e.Date[:4]); err != nil {
		return ""
	}
	return e.Date[:4]
}

// Entries cuts a document into entries: one a clause, one a finding's passage, and the
// first, which stands for the document itself.
func Entries(id string, doc *contract.Document, out *contract.Outline, findings []contract.Finding) []*Entry {
	base := Entry{
		Source: SourceDocument, Document: id, Name: doc.Name, Kind: out.Kind,
		Parties: partiesOf(out.Parties), Law: lawOf(findings), Date: out.Date,
	}
	head := base
	head.ID, head.Type, head.SHA256 = documentID(id), kindDocument, doc.SHA256
	entries := []*Entry{&head}
	byClause := findingsByClause(out, findings)
	sentences := sentencesByClause(out)
	for i := range out.Clauses {
		c := &out.Clauses[i]
		own := trimmed(doc.Text, c.Own)
		if len(query.Words(own.Cut(doc.Text))) == 0 {
			continue
		}
		e := base
		e.ID = id + "#" + c.ID
		e.Clause = contract.ClauseRef{ID: c.ID, Number: c.Number, Heading: c.Heading}
		e.Path, e.Page, e.Start, e.End = c.Path, c.Page, own.Start, own.End
		e.Text = own.Cut(doc.Text)
		e.Above = above(out, c.Parent)
		if c.Part >= 0 && c.Part < len(out.Parts) && out.Parts[c.Part].Kind != "" {
			e.Kind = out.Parts[c.Part].Kind
		}
		e.cutUnits(doc, out, sentences[i])
		e.judge(byClause[i])
		entries = append(entries, &e)
	}
	head.Count = len(entries) - 1
	for i := range findings {
		if f := &findings[i]; f.Quote != "" {
			e := base
			e.ID, e.Type = id+"#"+f.ID, kindPassage
			e.Clause, e.Page, e.Start, e.End, e.Text = f.Clause, f.Page, f.Start, f.End, f.Quote
			if c := out.ClauseAt(f.Start); c >= 0 {
				e.Path, e.Above = out.Clauses[c].Path, above(out, out.Clauses[c].Parent)
			}
			e.judge([]*contract.Finding{f})
			entries = append(entries, &e)
		}
	}
	return entries
}

// documentID is the entry id of the entry that stands for a document.
func documentID(id string) string { return "document:" + id }

// partiesOf drops what the library does not need of parties.
func partiesOf(parties []contract.Party) []contract.Party {
	out := make([]contract.Party, len(parties))
	for i, p := range parties {
		out[i] = contract.Party{Name: p.Name, Role: p.Role, Terms: p.Terms}
	}
	return out
}

// lawOf is the governing law that the findings read; "" when none did.
func lawOf(findings []contract.Finding) string {
	for i := range findings {
		if law, ok := findings[i].Values["law"].(string); ok && findings[i].Topic == "governing-law" {
			return law
		}
	}
	return ""
}

// findingsByClause groups the findings by the innermost clause that holds them.
func findingsByClause(out *contract.Outline, findings []contract.Finding) map[int][]*contract.Finding {
	by := map[int][]*contract.Finding{}
	for i := range findings {
		if findings[i].Quote == "" {
			continue
		}
		if c := out.ClauseAt(findings[i].Start); c >= 0 {
			by[c] = append(by[c], &findings[i])
		}
	}
	return by
}

// sentencesByClause groups the indexes of the sentences by clause.
func sentencesByClause(out *contract.Outline) map[int][]int {
	by := map[int][]int{}
	for i := range out.Sentences {
		by[out.Sentences[i].Clause] = append(by[out.Sentences[i].Clause], i)
	}
	return by
}

// above gives the clause and those it stands in, outermost first.
func above(out *contract.Outline, clause int) []Above {
	var up []Above
	for c := clause; c >= 0; c = out.Clauses[c].Parent {
		up = append(up, Above{Path: out.Clauses[c].Path, Heading: out.Clauses[c].Heading})
	}
	for i, k := 0, len(up)-1; i < k; i, k = i+1, k-1 {
		up[i], up[k] = up[k], up[i]
	}
	return up
}

// trimmed is the span without white space at its ends.
func trimmed(text string, s contract.Span) contract.Span {
	cut := s.Cut(text)
	s.Start += len(cut) - len(strings.TrimLeft(cut, " \t\n"))
	s.End = s.Start + len(strings.TrimSpace(cut))
	return s
}

// cutUnits sets the entry's sentences from those of the outline, and its lead-in.
func (e *Entry) cutUnits(doc *contract.Document, out *contract.Outline, sentences []int) {
	whole := contract.Span{Start: e.Start, End: e.End}
	for _, i := range sentences {
		s := out.Sentences[i]
		span := contract.Span{Start: max(s.Start, e.Start), End: min(s.End, e.End)}
		if span.Len() <= 0 {
			continue
		}
		u := Unit{Span: shift(span, -e.Start)}
		switch lead := trimmed(doc.Text, s.LeadIn); {
		case lead.Len() == 0:
		case whole.Contains(lead):
			u.LeadIn = shift(lead, -e.Start)
		default:
			if e.Lead == "" {
				e.Lead = lead.Cut(doc.Text)
			}
			u.Outside = true
		}
		e.Units = append(e.Units, u)
	}
}

// judge sets topics, stance and facts from the findings in the entry.
func (e *Entry) judge(findings []*contract.Finding) {
	for _, f := range findings {
		if !contains(e.Topics, f.Topic) {
			e.Topics = append(e.Topics, f.Topic)
		}
		if f.Stance.Rank() > e.Stance.Rank() {
			e.Stance = f.Stance
		}
		for name, value := range f.Values {
			if e.Facts == nil {
				e.Facts = map[string]string{}
			}
			if _, ok := e.Facts[name]; !ok {
				e.Facts[name] = factText(value)
			}
		}
	}
	sort.Strings(e.Topics)
}

// factText writes a fact as people read it.
func factText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []string:
		return strings.Join(v, ", ")
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = factText(v[i])
		}
		return strings.Join(parts, ", ")
	}
	return ""
}

// contains reports whether list has s.
func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
