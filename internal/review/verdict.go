package review

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"parley/internal/contract"
)

// Advice is the verdict in one word a founder understands.
type Advice string

// What to do with the contract as it stands.
const (
	Sign    Advice = "sign"      // nothing found that is worth a round of negotiation
	Talk    Advice = "negotiate" // some terms need an answer before signature
	GetHelp Advice = "get_help"  // terms that can sink a small company, or too much could not be judged
)

// Verdict is what the findings add up to.
type Verdict struct {
	Stance   contract.Stance         `json:"stance"` // the worst stance found
	Score    int                     `json:"score"`  // 100 nothing to answer … 0; see score
	Summary  string                  `json:"summary"`
	Counts   map[contract.Stance]int `json:"counts"` // findings by stance
	Advice   Advice                  `json:"advice"`
	Matters  []string                `json:"matters"`  // ids of the three to five findings that matter most
	Fine     []string                `json:"fine"`     // topics judged, with nothing to answer
	Unusual  []Unusual               `json:"unusual"`  // clauses that carry duties and that no rule recognised
	Unjudged []string                `json:"unjudged"` // what could not be judged, in sentences
}

// Unusual is a clause that binds somebody and that no rule has an opinion on.
type Unusual struct {
	Clause contract.ClauseRef `json:"clause"`
	Start  int                `json:"start"`
	End    int                `json:"end"`
	Quote  string             `json:"quote"` // its first sentence with a duty
	Page   int                `json:"page"`
}

// LowConfidence is where a finding's confidence is so low that it is shown as uncertain.
const LowConfidence = 0.6

const (
	mostMatters = 5
	halfScore   = 60.0
	mostUnusual = 12
)

func judge(r Reading, rv *Review) Verdict {
	v := Verdict{Stance: contract.Preferred, Counts: map[contract.Stance]int{}}
	for _, s := range contract.Stances {
		v.Counts[s] = 0
	}
	for _, f := range rv.Findings {
		v.Counts[f.Stance]++
		if f.Stance.Rank() > v.Stance.Rank() {
			v.Stance = f.Stance
		}
	}
	v.Score = score(rv.Findings)
	v.Matters = matters(rv.Findings)
	v.Fine = fine(rv.Findings)
	v.Unusual = unusual(r, rv.Findings)
	v.Unjudged = unjudged(r, rv.Findings)
	v.Advice = advise(rv, v)
	v.Summary = summarise(rv, v)
	return v
}

// score is 100 when there is nothing to answer and falls towards 0: half of it is gone at a
// weight of halfScore. The worst finding of each topic weighs: walk_away 12, negotiate 5, and
// half as much again when its severity is high. A topic counts once, so that a long-winded
// contract is not worse than a short one that says the same.
func score(findings []contract.Finding) int {
	worst := map[string]float64{}
	for _, f := range findings {
		cost := 0.0
		switch f.Stance {
		case contract.WalkAway:
			cost = 12
		case contract.Negotiate:
			cost = 5
		}
		if f.Severity == contract.High {
			cost *= 1.5
		}
		worst[f.Topic] = max(worst[f.Topic], cost)
	}
	// Every cost is a multiple of one half, so the sum is exact in any order.
	weight := 0.0
	for _, cost := range worst {
		weight += cost
	}
	return int(100 * halfScore / (halfScore + weight))
}

// exposures are the topics that can cost a company more than the contract earns, the
// gravest first: money without a limit, then duties that cannot be kept, then the deal.
// Between findings of one stance and severity they come first.
var exposures = []string{
	"indemnity", "uncapped-liability", "liability-cap", "incident-notification", "breach-costs", "security-audit",
	"data-deletion", "ip-assignment", "insurance", "liquidated-damages", "subprocessors", "customer-policies",
	"termination-convenience", "service-levels", "exclusivity",
}

func exposure(topic string) int {
	if i := slices.Index(exposures, topic); i >= 0 {
		return i
	}
	return len(exposures)
}

// byWeight orders findings by stance, severity, what is at stake, confidence, then place.
func byWeight(a, b contract.Finding) bool {
	switch {
	case a.Stance != b.Stance:
		return a.Stance.Rank() > b.Stance.Rank()
	case a.Severity != b.Severity:
		return a.Severity.Rank() > b.Severity.Rank()
	case exposure(a.Topic) != exposure(b.Topic):
		return exposure(a.Topic) < exposure(b.Topic)
	case a.Confidence != b.Confidence:
		return a.Confidence > b.Confidence
	case a.Start != b.Start:
		return a.Start < b.Start
	}
	return a.Rule < b.Rule
}

// Answerable lists the rules' findings that call for an answer (negotiate and worse), the
// weightiest first.
func Answerable(findings []contract.Finding) []contract.Finding {
	var out []contract.Finding
	for _, f := range findings {
		if f.Stance.Rank() >= contract.Negotiate.Rank() && f.Source != "model" {
			out = append(out, f)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return byWeight(out[i], out[j]) })
	return out
}

// matters picks the weightiest finding of each topic, five at most.
func matters(findings []contract.Finding) []string {
	ids, seen := []string{}, map[string]bool{}
	for _, f := range Answerable(findings) {
		if len(ids) < mostMatters && !seen[f.Topic] {
			seen[f.Topic] = true
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// fine lists the topics that the contract speaks of with nothing to answer.
func fine(findings []contract.Finding) []string {
	worst := map[string]int{}
	for _, f := range findings {
		if f.Quote != "" || f.Stance.Rank() >= contract.Negotiate.Rank() {
			worst[f.Topic] = max(worst[f.Topic], f.Stance.Rank())
		}
	}
	topics := []string{}
	for t, rank := range worst {
		if rank < contract.Negotiate.Rank() {
			topics = append(topics, t)
		}
	}
	sort.Strings(topics)
	return topics
}

// duties are the words that bind somebody; a clause without any is left alone.
var duties = []string{" shall ", " must ", " undertakes ", " agrees to ", " is required to ", " are required to ", " may not ", " is obliged to "}

func binds(sentence string) bool {
	s := " " + strings.ToLower(strings.Join(strings.Fields(sentence), " ")) + " "
	for _, d := range duties {
		if strings.Contains(s, d) {
			return true
		}
	}
	return false
}

func unusual(r Reading, findings []contract.Finding) []Unusual {
	out := []Unusual{}
	o := r.Outline
	known := make([]bool, len(o.Clauses))
	mark := func(start, end int) {
		first, last := o.ClauseAt(start), o.ClauseAt(max(start, end-1))
		for _, c := range []int{first, last} {
			if c >= 0 {
				known[c] = true
			}
		}
	}
	for _, f := range findings {
		if f.Quote == "" {
			continue
		}
		mark(f.Start, f.End)
		for _, e := range f.Also {
			mark(e.Start, e.End)
		}
	}
	told := make([]bool, len(o.Clauses))
	for _, s := range o.Sentences {
		c := s.Clause
		if c < 0 || c >= len(known) || known[c] || told[c] || s.Heading || s.Defines {
			continue
		}
		quote := s.Cut(r.Document.Text)
		if !binds(quote) {
			continue
		}
		told[c] = true
		out = append(out, Unusual{reference(o, c), s.Start, s.End, quote, r.Document.PageAt(s.Start)})
		if len(out) == mostUnusual {
			break
		}
	}
	return out
}

func reference(o *contract.Outline, c int) contract.ClauseRef {
	return contract.ClauseRef{ID: o.Clauses[c].ID, Number: o.Clauses[c].Path, Heading: o.Clauses[c].Heading}
}

// unjudged says what the review could not see: no false calm.
func unjudged(r Reading, findings []contract.Finding) []string {
	out := []string{}
	for _, w := range r.Document.Warnings {
		if limitsReview[w.Code] {
			out = append(out, w.Text)
		}
	}
	if !recognised(findings) {
		out = append(out, "No rule recognised anything in this text.")
	}
	if r.Document.Language == "" {
		out = append(out, "The language of the text could not be told; the rules are for English.")
	}
	doubtful := 0
	for _, f := range findings {
		if f.Confidence < LowConfidence && f.Stance.Rank() >= contract.Negotiate.Rank() {
			doubtful++
		}
	}
	if doubtful > 0 {
		out = append(out, fmt.Sprintf("%s uncertain: read the clause before you rely on it.", plural(doubtful, "finding is", "findings are")))
	}
	if known(r.Outline.Parties) < 2 {
		out = append(out, "Which party is the supplier and which the customer is not clear from the text; say so with --supplier and --customer.")
	}
	missing := map[string]bool{}
	for _, ref := range r.Outline.References {
		if ref.Target < 0 && !ref.Extern && !missing[ref.Text] {
			missing[ref.Text] = true
			if len(missing) <= 5 {
				out = append(out, fmt.Sprintf("%q is referred to but is not in this document.", ref.Text))
			}
		}
	}
	if len(missing) > 5 {
		out = append(out, fmt.Sprintf("%d further references lead nowhere in this document.", len(missing)-5))
	}
	return out
}

// limitsReview holds the reader's warnings that mean part of the document was not judged.
var limitsReview = map[string]bool{
	"pages-without-text":   true,
	"language-not-english": true,
	"ocr-used":             true,
	"damaged":              true,
	"text-truncated":       true,
}

func known(parties []contract.Party) int {
	roles := map[contract.Role]bool{}
	for _, p := range parties {
		if p.Role == contract.Supplier || p.Role == contract.Customer {
			roles[p.Role] = true
		}
	}
	return len(roles)
}

// advise: a walk-away of high severity, three walk-aways, or a document that the rules are
// not written for calls for help; anything else to answer, for negotiation.
func advise(rv *Review, v Verdict) Advice {
	grave := 0
	for _, f := range rv.Findings {
		if f.Stance == contract.WalkAway && f.Severity == contract.High {
			grave++
		}
	}
	switch {
	case grave > 0 || v.Counts[contract.WalkAway] >= 3 || foreign(rv.Document) || !recognised(rv.Findings):
		return GetHelp
	case v.Counts[contract.WalkAway]+v.Counts[contract.Negotiate] > 0:
		return Talk
	}
	return Sign
}

// foreign reports whether the document is known not to be in English.
func foreign(d Document) bool { return d.Language != "" && d.Language != "en" }

// recognised reports whether the rules found anything at all to judge: a text in which they
// did not is no contract, or not one that they can read.
func recognised(findings []contract.Finding) bool {
	for _, f := range findings {
		if f.Quote != "" {
			return true
		}
	}
	return false
}

func summarise(rv *Review, v Verdict) string {
	var b strings.Builder
	switch v.Advice {
	case Sign:
		b.WriteString("Nothing here calls for a round of negotiation.")
	case Talk:
		b.WriteString("Negotiate before you sign.")
	case GetHelp:
		b.WriteString("Do not sign this as it stands; get help.")
	}
	if !recognised(rv.Findings) {
		b.WriteString(" The rules recognised no clause in it: it is no contract, or not one that they can read.")
	}
	walk, talk := v.Counts[contract.WalkAway], v.Counts[contract.Negotiate]
	if walk+talk > 0 {
		var parts []string
		if walk > 0 {
			parts = append(parts, plural(walk, "term", "terms")+" to refuse as written")
		}
		if talk > 0 {
			parts = append(parts, plural(talk, "term", "terms")+" to negotiate")
		}
		b.WriteString(" " + strings.Join(parts, ", "))
		var titles []string
		byID := map[string]string{}
		for _, f := range rv.Findings {
			byID[f.ID] = f.Title
		}
		for _, id := range v.Matters {
			titles = append(titles, lowerFirst(byID[id]))
		}
		fmt.Fprintf(&b, "; first: %s.", strings.Join(titles, "; "))
	}
	if foreign(rv.Document) {
		fmt.Fprintf(&b, " The text is not in English (%s); the rules are, so nothing is said of what is missing.", rv.Document.Language)
	}
	if n := len(v.Unusual); n > 0 {
		fmt.Fprintf(&b, " %s no rule covers.", plural(n, "clause carries duties that", "clauses carry duties that"))
	}
	return b.String()
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// lowerFirst lowers a title's first letter inside a sentence, unless it begins an acronym.
func lowerFirst(s string) string {
	if len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
