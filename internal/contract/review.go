package contract

// Stance is where a passage stands on a rule's ladder, best first.
type Stance string

// The stances, best first.
const (
	Preferred  Stance = "preferred"
	Acceptable Stance = "acceptable"
	Negotiate  Stance = "negotiate"
	WalkAway   Stance = "walk_away"
)

// Stances lists all stances, best first.
var Stances = [...]Stance{Preferred, Acceptable, Negotiate, WalkAway}

// Rank is 0 for Preferred to 3 for WalkAway, -1 for anything else.
func (s Stance) Rank() int {
	for i, t := range Stances {
		if s == t {
			return i
		}
	}
	return -1
}

// Severity is how much a finding matters: "low", "medium", "high"; "" below Negotiate.
type Severity string

// The severities.
const (
	Low    Severity = "low"
	Medium Severity = "medium"
	High   Severity = "high"
)

// Rank is 0 for none to 3 for High.
func (s Severity) Rank() int {
	switch s {
	case Low:
		return 1
	case Medium:
		return 2
	case High:
		return 3
	}
	return 0
}

// Deal holds the facts about the transaction that thresholds depend on. Unknown facts
// are zero; a rule that needs one says so in its conditions.
type Deal struct {
	Side        Role     `json:"side"`
	Data        []string `json:"data,omitempty"`        // kinds of data: "personal", "health", "payment", "special", "source-code"
	Sector      string   `json:"sector,omitempty"`      // "health", "finance", "public", "defence", …
	Value       float64  `json:"value,omitempty"`       // a year's fees, in Currency
	Currency    string   `json:"currency,omitempty"`    // ISO 4217
	Location    string   `json:"location,omitempty"`    // ISO 3166-1 alpha-2, or "eu"
	Criticality string   `json:"criticality,omitempty"` // "low", "medium", "high"
	Access      bool     `json:"access,omitempty"`      // the supplier reaches our systems
	Internet    bool     `json:"internet,omitempty"`    // internet-facing processing
}

// ClauseRef names a clause in a finding.
type ClauseRef struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Heading string `json:"heading"`
}

// Evidence is a further passage that decided a finding.
type Evidence struct {
	Clause ClauseRef `json:"clause"`
	Start  int       `json:"start"`
	End    int       `json:"end"`
	Quote  string    `json:"quote"`
	Role   string    `json:"role"` // "lead-in", "definition", "reference", "cap", "carve-out", "condition", …
	Page   int       `json:"page,omitempty"`
}

// Position is the answer to a finding, its texts filled in with the contract's own terms.
type Position struct {
	Ask       string   `json:"ask"`
	Fallback  string   `json:"fallback"`
	WalkAway  string   `json:"walk_away"`
	Rationale string   `json:"rationale"` // may be sent to the other side
	Note      string   `json:"note"`      // internal
	Insert    string   `json:"insert"`    // a whole clause for when it is missing
	Evidence  []string `json:"evidence"`  // "iso27001:A.5.24", "doc:incident-response-plan"
	Sources   []string `json:"sources,omitempty"`
}

// Edit is one proposed change of the text: delete [Start, End), whose words are Delete, and put Insert there.
type Edit struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Delete string `json:"delete"`
	Insert string `json:"insert"`
}

// Searched says what was looked for when a finding is an absence.
type Searched struct {
	For   []string   `json:"for,omitempty"`   // the queries, as the rule writes them
	Where string     `json:"where,omitempty"` // "the whole document (84 clauses, 26 pages)"
	Near  []Evidence `json:"near,omitempty"`  // the nearest misses, best first
}

// Finding is one rule's verdict on one passage, or on an absence (empty Quote).
type Finding struct {
	ID         string         `json:"id"` // stable for the same input: "f1", …
	Rule       string         `json:"rule"`
	Topic      string         `json:"topic"`
	Title      string         `json:"title"`
	Stance     Stance         `json:"stance"`
	Severity   Severity       `json:"severity"`
	Clause     ClauseRef      `json:"clause"`
	Page       int            `json:"page"`
	Start      int            `json:"start"`
	End        int            `json:"end"`
	Quote      string         `json:"quote"` // exactly Text[Start:End]; "" for an absence
	Also       []Evidence     `json:"also"`
	Values     map[string]any `json:"values"`     // facts by name as topics.md defines them: string, bool, float64 or []string
	Confidence float64        `json:"confidence"` // 0..1
	Source     string         `json:"source"`     // "rule" or "model"
	Why        string         `json:"why"`
	Intent     string         `json:"intent"`
	Position   Position       `json:"position"`
	Redline    []Edit         `json:"redline"`
	Searched   *Searched      `json:"searched,omitempty"` // of an absence; a review's other findings have an empty one
}
