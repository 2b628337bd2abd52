package query

import (
	"fmt"
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// Node is a part of a parsed query. The types are the whole language; String gives a
// node back in it, with every parenthesis written.
type Node interface {
	fmt.Stringer
	// Offset is the byte offset of the node's first character in its source.
	Offset() int
	children() []Node
}

// Form says how a Word meets the words of a text.
type Form uint8

// The forms.
const (
	Stem     Form = iota // any word with the same stem
	Exact                // this word
	Prefix               // any word that begins so
	Wildcard             // ? is any one letter, * at the end any rest
	Any                  // any one word; only within a phrase
)

// at is where a node begins in its source.
type at int

// Offset is the byte offset of the node in its source.
func (a at) Offset() int { return int(a) }

// Word is one word. Text is in lower case, without the "=" of an exact word and the
// "*" of a prefix.
type Word struct {
	at
	Text string
	Form Form
}

// Phrase is words in a row.
type Phrase struct {
	at
	Words []Word
}

// Or is any of its terms.
type Or struct {
	at
	Terms []Node
}

// Near is Left within N words of Right; with Ordered, Left comes first.
type Near struct {
	at
	Left, Right Node
	N           int
	Ordered     bool
}

// Unit is the stretch of text within which two terms must stand.
type Unit uint8

// The units.
const (
	Sentence Unit = iota // a sentence, a list item with its lead-in
	Clause               // a clause's own text
)

// Within is Left and Right in one Unit. And says that it was written as AND or as a
// space, which a search over whole clauses may treat more freely.
type Within struct {
	at
	Left, Right Node
	Unit        Unit
	And         bool
}

// Side says on which side of a term another must not stand.
type Side uint8

// The sides.
const (
	Either Side = iota
	Before      // the other comes before the term
	After       // the other comes after the term
)

// Apart is Left with no Right within N words on the given Side.
type Apart struct {
	at
	Left, Right Node
	N           int
	Side        Side
}

// Not is Left where there is no Right in the same Unit.
type Not struct {
	at
	Left, Right Node
	Unit        Unit
	And         bool // written as NOT or AND NOT
}

// Field restricts a query to clauses or documents with a property.
type Field struct {
	at
	Name  string // "heading", "topic", "party", "kind", "law", "clause"
	Value string // in lower case
}

// CaptureKind is what a capture reads.
type CaptureKind string

// The kinds of captures; those of quantities are called as in package quantity, except
// that money told as a multiple of something is a basis.
const (
	CaptureDuration CaptureKind = "duration"
	CaptureMoney    CaptureKind = "money"
	CapturePercent  CaptureKind = "percent"
	CaptureDate     CaptureKind = "date"
	CaptureFreq     CaptureKind = "frequency"
	CaptureBasis    CaptureKind = "basis" // money told as a multiple of something ("fees 12 months")
	CaptureParty    CaptureKind = "party"
	CaptureName     CaptureKind = "name" // a run of capitalised words
)

// Capture matches a thing of its kind and names it.
type Capture struct {
	at
	Name string
	Kind CaptureKind
}

// Compare is a quantity that compares so with Value.
type Compare struct {
	at
	Op    string // "<", "<=", ">", ">=", "="
	Value quantity.Quantity
}

// Who is a party as a query names it.
type Who string

// The parties a query can name.
const (
	Us          Who = "us"
	Them        Who = "them"
	TheSupplier Who = Who(contract.Supplier)
	TheCustomer Who = Who(contract.Customer)
	Each        Who = "each"  // each party, either party, the parties
	AnyParty    Who = "party" // whichever
)

// PartyTerm is a mention of a party.
type PartyTerm struct {
	at
	Who Who
}

// List is a named list with what it stands for.
type List struct {
	at
	Name string
	Of   Node
}

func (Word) children() []Node      { return nil }
func (Phrase) children() []Node    { return nil }
func (n Or) children() []Node      { return n.Terms }
func (n Near) children() []Node    { return []Node{n.Left, n.Right} }
func (n Within) children() []Node  { return []Node{n.Left, n.Right} }
func (n Apart) children() []Node   { return []Node{n.Left, n.Right} }
func (n Not) children() []Node     { return []Node{n.Left, n.Right} }
func (Field) children() []Node     { return nil }
func (Capture) children() []Node   { return nil }
func (Compare) children() []Node   { return nil }
func (PartyTerm) children() []Node { return nil }
func (n List) children() []Node    { return []Node{n.Of} }

// Walk calls visit for n and every node below it, parents first, in written order;
// it does not go below a node for which visit returns false.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	for _, c := range n.children() {
		Walk(c, visit)
	}
}

// String gives the word as written.
func (n Word) String() string {
	switch n.Form {
	case Exact:
		return "=" + n.Text
	case Prefix:
		return n.Text + "*"
	case Any:
		return "*"
	}
	return n.Text
}

// String gives the phrase in quotation marks; a word of a phrase that stands for its
// stem is marked with "~", which the language has no way to write.
func (n Phrase) String() string {
	var b strings.Builder
	for i, w := range n.Words {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch w.Form {
		case Exact:
			b.WriteString(w.Text)
		case Stem:
			b.WriteString("~" + w.Text)
		default:
			b.WriteString(w.String())
		}
	}
	return `"` + b.String() + `"`
}

// String joins the terms with OR.
func (n Or) String() string {
	parts := make([]string, len(n.Terms))
	for i, t := range n.Terms {
		parts[i] = t.String()
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

// String writes the distance.
func (n Near) String() string {
	op := "/"
	if n.Ordered {
		op = "pre/"
	}
	return fmt.Sprintf("(%s %s%d %s)", n.Left, op, n.N, n.Right)
}

// String writes the unit, or AND.
func (n Within) String() string {
	op := "/s"
	switch {
	case n.And:
		op = "AND"
	case n.Unit == Clause:
		op = "/p"
	}
	return fmt.Sprintf("(%s %s %s)", n.Left, op, n.Right)
}

// String writes the distance and the side.
func (n Apart) String() string {
	op := [...]string{Either: "not", Before: "notafter", After: "notpre"}[n.Side]
	return fmt.Sprintf("(%s %s/%d %s)", n.Left, op, n.N, n.Right)
}

// String writes the unit, or NOT.
func (n Not) String() string {
	op := "not/s"
	switch {
	case n.And:
		op = "NOT"
	case n.Unit == Clause:
		op = "not/p"
	}
	return fmt.Sprintf("(%s %s %s)", n.Left, op, n.Right)
}

// String writes name and value.
func (n Field) String() string {
	if strings.ContainsAny(n.Value, " ") {
		return n.Name + `:"` + n.Value + `"`
	}
	return n.Name + ":" + n.Value
}

// String writes the capture in braces.
func (n Capture) String() string { return "{" + n.Name + ":" + string(n.Kind) + "}" }

// String writes the comparison.
func (n Compare) String() string {
	if n.Value.Kind == quantity.Money && n.Value.Unit == "" {
		return "money" + n.Op + n.Value.Text
	}
	return fmt.Sprintf("%s%s%s", n.Value.Kind, n.Op, n.Value)
}

// String writes the party with its @.
func (n PartyTerm) String() string { return "@" + string(n.Who) }

// String writes the list's name.
func (n List) String() string { return "$" + n.Name }

// InSentence gives a query in which AND, NOT and a space look at one sentence where
// they looked at one clause.
func InSentence(q *Query) *Query {
	return &Query{Source: q.Source, Root: inSentence(q.Root)}
}

// inSentence rewrites a node and those below it.
func inSentence(n Node) Node {
	switch n := n.(type) {
	case Or:
		terms := make([]Node, len(n.Terms))
		for i, t := range n.Terms {
			terms[i] = inSentence(t)
		}
		n.Terms = terms
		return n
	case Near:
		n.Left, n.Right = inSentence(n.Left), inSentence(n.Right)
		return n
	case Apart:
		n.Left, n.Right = inSentence(n.Left), inSentence(n.Right)
		return n
	case Within:
		n.Left, n.Right = inSentence(n.Left), inSentence(n.Right)
		if n.And {
			n.And, n.Unit = false, Sentence
		}
		return n
	case Not:
		n.Left, n.Right = inSentence(n.Left), inSentence(n.Right)
		if n.And {
			n.And, n.Unit = false, Sentence
		}
		return n
	}
	return n
}
