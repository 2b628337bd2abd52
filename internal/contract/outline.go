package contract

import "sort"

// Role is what a party does in the deal.
type Role string

// Supplier provides the product or service (vendor, processor, contractor, business
// associate); Customer buys it (client, company, controller, covered entity).
const (
	Supplier Role = "supplier"
	Customer Role = "customer"
	Both     Role = "both" // either or each party; only in facts
	Unknown  Role = ""
)

// Party is one of those the contract is between.
type Party struct {
	Name  string   `json:"name"`            // as the contract names it, without its defined term
	Role  Role     `json:"role"`            // Unknown when the text does not tell
	Terms []string `json:"terms"`           // the words the contract uses for it: "Supplier", "Acme", "we"
	Spans []Span   `json:"spans,omitempty"` // where it is introduced
}

// Clause is a node of the outline. Clauses are in text order; a clause's Span runs
// from its number or heading to the end of its last descendant.
type Clause struct {
	ID      string // stable within a document: "c1", "c2", …
	Number  string // as printed: "12.3", "(b)", "Article IV"; "" when it has none
	Path    string // the number in full: "12.3(b)", "Schedule 2, 4.1"
	Heading string // "" when it has none
	Level   int    // 1 for the top
	Span
	Own    Span // the clause's own text, before its first child
	Parent int  // index of the parent, -1 for none
	Page   int  // 0 when the document has no pages
	Part   int  // index into Outline.Parts
}

// Part is a sub-document: the main agreement (Parts[0]), an exhibit, schedule, annex or
// incorporated set of clauses.
type Part struct {
	Span
	Title string // "Schedule 2 – Data Processing"
	Kind  string // "msa", "dpa", … as Outline.Kind; "" when not told
}

// Sentence is the unit of evidence: a legal sentence, a list item or a table row. For a
// list item LeadIn is the text the item completes ("Supplier shall:"), which reads as
// if it stood before the item; else LeadIn is empty.
type Sentence struct {
	Span
	LeadIn  Span
	Clause  int  // index into Outline.Clauses, -1 before the first
	Heading bool // a heading or title, not prose
	Defines bool // only defines a term
}

// Definition is a defined term and where it is defined.
type Definition struct {
	Term string // without quotation marks
	Span        // the sentence or clause that defines it
	Uses []Span // where the term is used elsewhere; capitalised uses only
}

// Reference is a cross-reference to another part of the contract.
type Reference struct {
	Span
	Text   string // "Section 12.3(b)"
	Target int    // index into Outline.Clauses; -1 when it leads nowhere in this document
	Extern bool   // refers to another document or a law, not to a clause here
}

// Outline is the structure read from a Document.
type Outline struct {
	Kind        string // "msa", "dpa", "security-addendum", "sla", "baa", "nda", "order-form", "sow", "licence", "other"
	Title       string
	Date        string // ISO 8601 when the contract states its date, else ""
	Clauses     []Clause
	Parts       []Part
	Sentences   []Sentence
	Parties     []Party
	Definitions []Definition
	References  []Reference
	Warnings    []Warning
}

// ClauseAt returns the index of the innermost clause that holds offset, or -1.
func (o *Outline) ClauseAt(offset int) int {
	i := sort.Search(len(o.Clauses), func(i int) bool { return o.Clauses[i].Start > offset }) - 1
	for i >= 0 && offset >= o.Clauses[i].End {
		i = o.Clauses[i].Parent
	}
	return i
}

// SentenceAt returns the index of the sentence that holds offset, or -1.
func (o *Outline) SentenceAt(offset int) int {
	i := sort.Search(len(o.Sentences), func(i int) bool { return o.Sentences[i].End > offset })
	if i < len(o.Sentences) && o.Sentences[i].Start <= offset {
		return i
	}
	return -1
}

// Within reports whether clause c is root or lies below it.
func (o *Outline) Within(c, root int) bool {
	for c >= 0 && c != root {
		c = o.Clauses[c].Parent
	}
	return c >= 0 && c == root
}
