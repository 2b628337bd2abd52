package review

import (
	"context"
	"strconv"

	"parley/internal/contract"
	"parley/internal/rule"
)

// Add adds what was spent elsewhere.
func (u *Usage) Add(v Usage) {
	u.Estimate += v.Estimate
	u.Requests += v.Requests
	u.Cached += v.Cached
	u.Prompt += v.Prompt
	u.Completion += v.Completion
	u.Estimated = u.Estimated || v.Estimated
}

// Add adds what was thrown away elsewhere.
func (d *Dropped) Add(e Dropped) {
	d.Quotes += e.Quotes
	d.Topics += e.Topics
	d.Facts += e.Facts
	d.Words += e.Words
	d.Other += e.Other
}

// Classifier is an optional model: it proposes, and nothing it says changes what the rules found.
type Classifier interface {
	// Propose looks at a finished review. It returns what it has when it cannot finish, with
	// the reason in Proposals.Failure; it never fails the review.
	Propose(ctx context.Context, r Reading, rv *Review) Proposals
}

// Proposals are what a model adds. Every quote has been found verbatim in the document.
type Proposals struct {
	Model    string    `json:"model"`
	Host     string    `json:"host"`
	Summary  string    `json:"summary,omitempty"` // plain language, for a founder
	Opinions []Opinion `json:"opinions"`
	Wordings []Wording `json:"wordings"` // of the positions that matter most
	Passages []Passage `json:"-"`        // judged by the playbook into Findings
	Dropped  Dropped   `json:"dropped"`  // what was thrown away, by reason
	Usage    Usage     `json:"usage"`
	Failure  string    `json:"failure,omitempty"` // why it is not complete
}

// Passage is a passage a model recognised that no rule did.
type Passage struct {
	contract.Span
	Topic      string
	Facts      map[string]any // read from the passage's own words
	Reason     string
	Confidence float64
}

// Opinion is a model's view of a rule's finding; the finding stays as it is.
type Opinion struct {
	Finding string `json:"finding"` // its id
	View    string `json:"view"`    // "confirm" or "doubt"
	Reason  string `json:"reason"`
}

// Wording is the playbook's position on a finding, reworded for this contract. Its numbers
// are the playbook's and the passage's.
type Wording struct {
	Finding   string `json:"finding"` // its id
	Ask       string `json:"ask"`
	Fallback  string `json:"fallback"`
	Rationale string `json:"rationale"`
}

// Dropped counts what a model said that was thrown away.
type Dropped struct {
	Quotes int `json:"quotes"` // not found verbatim in the clause they cite
	Topics int `json:"topics"` // not in the list of topics
	Facts  int `json:"facts"`  // not in the words of the quote
	Words  int `json:"words"`  // wordings with numbers that are neither the playbook's nor the passage's
	Other  int `json:"other"`  // unknown clauses, findings, forms
}

// Usage is what a model cost, in tokens.
type Usage struct {
	Estimate   int  `json:"estimate"` // before asking
	Requests   int  `json:"requests"`
	Cached     int  `json:"cached"` // answers kept from before, free of charge
	Prompt     int  `json:"prompt_tokens"`
	Completion int  `json:"completion_tokens"`
	Estimated  bool `json:"estimated,omitempty"` // the endpoint did not count
}

// Consult asks a model about a finished review and adds its proposals to it: further findings
// with Source "model" behind the rules' own, which stay untouched, as do verdict and score.
func Consult(ctx context.Context, c Classifier, r Reading, rv *Review, playbook *rule.Set) {
	p := c.Propose(ctx, r, rv)
	p.Opinions, p.Wordings = orEmpty(p.Opinions), orEmpty(p.Wordings)
	for _, passage := range p.Passages {
		f, ok, err := playbook.Judge(r.Text, rv.Deal, passage.Topic, passage.Span, passage.Facts)
		if err != nil {
			p.Failure = err.Error()
			continue
		}
		if !ok {
			p.Dropped.Topics++
			continue
		}
		f.ID = modelID(rv)
		f.Source = "model"
		f.Confidence = passage.Confidence
		f.Why = passage.Reason
		rv.Findings = append(rv.Findings, f)
	}
	rv.Model = &p
}

// modelID numbers a model's findings apart from the rules': "m1", "m2", …
func modelID(rv *Review) string {
	n := 1
	for _, f := range rv.Findings {
		if f.Source == "model" {
			n++
		}
	}
	return "m" + strconv.Itoa(n)
}
