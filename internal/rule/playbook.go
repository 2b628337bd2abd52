package rule

import (
	"parley/internal/contract"
	"parley/internal/query"
)

// Set is a playbook: topics, the rules that judge their passages, and named lists.
type Set struct {
	Topics []*Topic // by id
	Rules  []*Rule  // by id
	Lists  query.Lists
	Digest string // SHA-256 of all files that went into it, hex

	plan     *query.Plan // of all queries but those for headings
	headings *query.Plan // of the queries for headings
}

// Topic recognises the passages of a topic, whoever reads them.
type Topic struct {
	ID    string
	Title string
	About string // what counts and what does not, in plain words
	Role  string // what its passages are called as evidence for other findings
	Recogniser
	Tests []Test
	place place
}

// Recogniser finds passages and reads their facts.
type Recogniser struct {
	Find          []Finder
	Unless        []Pattern // a passage in which one matches is none
	UnlessHeading []Pattern // the same for the headings above it
	Headings      bool      // headings can be passages
	Definitions   bool      // sentences that only define a term can be passages
	Look          Look
	Facts         []*Fact // in written order
}

// Look says what else is read as part of a passage.
type Look struct {
	Definitions bool // the definitions of the terms it uses
	References  bool // the clauses it refers to
}

// Pattern is a query of a playbook.
type Pattern struct {
	*query.Query
	index int // in the set's plan
	place place
}

// Extent is how much of the text around a match is the passage.
type Extent string

// The extents.
const (
	OneSentence Extent = "sentence" // the sentence of the first written term
	WholeSpan   Extent = "span"     // every sentence the match reaches into
	WholeClause Extent = "clause"   // the clause's own text
)

// Finder is a way to find passages.
type Finder struct {
	Pattern
	Confidence float64   // 0..1
	Set        []Setting // facts it settles by itself
	Extent     Extent
}

// Setting gives a fact a value.
type Setting struct {
	Fact  string
	Value string
}

// FactKind is what a fact is.
type FactKind string

// The kinds of facts. A quantity's is that of package query.
const (
	Choice FactKind = "choice" // one of several words
	List   FactKind = "list"   // several of several words, or several quantities
	Flag   FactKind = "flag"   // true, or not said
	Party  FactKind = "party"  // supplier, customer or both
	Name   FactKind = "name"   // words as the text has them
)

// Amount reports whether facts of this kind are quantities.
func (k FactKind) Amount() bool {
	switch query.CaptureKind(k) {
	case query.CaptureDuration, query.CaptureMoney, query.CapturePercent, query.CaptureDate, query.CaptureFreq, query.CaptureBasis:
		return true
	}
	return false
}

// Scope is where a fact is read.
type Scope string

// The scopes.
const (
	InPassage  Scope = "passage"
	InClause   Scope = "clause"
	InDocument Scope = "document"
)

// Fact is something read from a passage.
type Fact struct {
	Name    string
	Kind    FactKind
	Find    []Pattern // whose captures of the fact's name give it; for a flag, any match does
	Values  []Value   // words it can be, strongest first
	Scope   Scope
	Default string
	place   place
}

// Value is one of the words a fact can be, and what stands for it in a text.
type Value struct {
	Name string
	Find []Pattern
}

// Status says how far a rule can be relied on.
type Status string

// The statuses. A rule that is off is not applied.
const (
	Experimental Status = "experimental"
	Stable       Status = "stable"
	Deprecated   Status = "deprecated"
	Off          Status = "off"
)

// Rule judges the passages of a topic for one side.
type Rule struct {
	ID             string
	Side           contract.Role // Both for a rule of either side
	Topic          string
	Title          string
	Status         Status
	Why            string // plain words for a founder
	Intent         string // why the other side asks for it
	Recogniser            // the topic's, with what the rule adds
	own            bool   // the rule finds passages of its own
	sharesPassages bool   // the topic's passages are the rule's, with their facts
	Where          *Condition
	Given          *Condition
	Also           []Further
	Silence        []Rung // best first; empty: silence is no finding
	Ladder         []Rung // best first; the last has no condition
	Position       Position
	References     []string
	Tests          []Test
	place          place
}

// Further is evidence to cite beside the passage.
type Further struct {
	Role  string
	Find  []Pattern
	Scope Scope
}

// Rung is one step of a ladder, with what it says differently from the rule.
type Rung struct {
	Stance   contract.Stance
	Severity contract.Severity
	When     *Condition // nil: always
	Mentions []Pattern  // for silence: only when the document matches one
	Title    string
	Why      string
	Intent   string
	Position Position
	place    place
}

// Position is the answer to a passage as the playbook words it, with {places} for the
// contract's own terms and facts.
type Position struct {
	Ask, Fallback, WalkAway, Rationale, Note, Insert string
	Evidence                                         []string
	Redline                                          []Change
}

// Change is a proposed change of a passage's words; exactly one of Replace, Delete,
// Insert and Passage is set.
type Change struct {
	Replace string // a fact or capture, to be replaced With
	With    string
	Delete  string // a fact or capture
	Insert  string // text to put in, After or Before a fact, or At "start" or "end"
	After   string
	Before  string
	At      string
	Passage string // text for the whole passage
	When    *Condition
	place   place
}

// Test is a text and what is expected of it.
type Test struct {
	Name     string
	Text     string
	Supplier string // names of the parties, where the words do not tell
	Customer string
	Kind     string // of document, where the words do not tell
	Deal     contract.Deal
	Stance   contract.Stance
	Severity contract.Severity
	Silence  contract.Stance // nothing is found and silence has this stance
	None     bool            // nothing is found
	Count    int             // passages; 0 any number
	Quote    string          // of one passage
	Values   []Expected
	Redline  string // the text after the proposed changes
	Todo     string // a known gap: the test must fail
	place    place
}

// Expected is a fact's expected value; several for a list; none when it must be unread.
type Expected struct {
	Fact   string
	Values []string
	List   bool
}

// place is where something stands in a playbook.
type place struct {
	file         string
	line, column int
}
