package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/rule"
)

// ruleHead is a rule in a list.
type ruleHead struct {
	ID     string        `json:"id"`   // "supplier/incident-notification"
	Side   contract.Role `json:"side"` // both for a rule of either side
	Topic  string        `json:"topic"`
	Title  string        `json:"title"`
	Status rule.Status   `json:"status"`
	Why    string        `json:"why"`
}

// ruleView is a rule as people read it, its texts with {places} for a contract's own terms.
type ruleView struct {
	ruleHead
	About    string            `json:"about"` // of its topic: what counts
	Intent   string            `json:"intent"`
	Ladder   []rungView        `json:"ladder"`  // best first
	Silence  []rungView        `json:"silence"` // best first; empty: silence is no finding
	Find     []string          `json:"find"`
	Unless   []string          `json:"unless"`
	Position contract.Position `json:"position"`
	Sources  []string          `json:"sources"`
	Tests    []testView        `json:"tests"`
}

// rungView is a step of a ladder.
type rungView struct {
	Stance   contract.Stance   `json:"stance"`
	Severity contract.Severity `json:"severity"`
	When     string            `json:"when"` // "" means otherwise
	Title    string            `json:"title"`
}

// testView is an example a rule is held against.
type testView struct {
	Name   string          `json:"name"`
	Text   string          `json:"text"`
	Stance contract.Stance `json:"stance"` // "" with Found false: nothing must be found
	Found  bool            `json:"found"`
	Todo   string          `json:"todo"` // a known gap
}

func (s *Server) listRules(c *gin.Context) {
	heads := []ruleHead{}
	if s.cfg.Rules != nil {
		for _, r := range s.cfg.Rules.Rules {
			heads = append(heads, headOf(r))
		}
	}
	c.JSON(http.StatusOK, struct {
		Rules []ruleHead `json:"rules"`
	}{heads})
}

func (s *Server) showRule(c *gin.Context) {
	id := c.Param("side") + "/" + c.Param("name")
	if s.cfg.Rules != nil {
		for _, r := range s.cfg.Rules.Rules {
			if r.ID == id {
				c.JSON(http.StatusOK, viewRule(r, s.cfg.Rules.Topics))
				return
			}
		}
	}
	fail(c, problem{Code: "no-rule", Status: http.StatusNotFound, Title: "No such rule", Detail: "GET " + API + "/rules lists the rules of this playbook."})
}

func headOf(r *rule.Rule) ruleHead {
	return ruleHead{ID: r.ID, Side: r.Side, Topic: r.Topic, Title: r.Title, Status: r.Status, Why: r.Why}
}

func viewRule(r *rule.Rule, topics []*rule.Topic) ruleView {
	v := ruleView{
		ruleHead: headOf(r), Intent: r.Intent,
		Ladder: rungs(r.Ladder), Silence: rungs(r.Silence),
		Find: []string{}, Unless: []string{}, Sources: orEmpty(r.References), Tests: []testView{},
		Position: contract.Position{
			Ask: r.Position.Ask, Fallback: r.Position.Fallback, WalkAway: r.Position.WalkAway, Rationale: r.Position.Rationale,
			Note: r.Position.Note, Insert: r.Position.Insert, Evidence: orEmpty(r.Position.Evidence),
		},
	}
	for _, t := range topics {
		if t.ID == r.Topic {
			v.About = t.About
		}
	}
	for _, f := range r.Find {
		v.Find = append(v.Find, f.Source)
	}
	for _, p := range r.Unless {
		v.Unless = append(v.Unless, p.Source)
	}
	for _, t := range r.Tests {
		stance := t.Stance
		if stance == "" {
			stance = t.Silence
		}
		v.Tests = append(v.Tests, testView{Name: t.Name, Text: t.Text, Stance: stance, Found: !t.None && t.Silence == "", Todo: t.Todo})
	}
	return v
}

func rungs(list []rule.Rung) []rungView {
	views := []rungView{}
	for _, r := range list {
		v := rungView{Stance: r.Stance, Severity: r.Severity, Title: r.Title}
		if r.When != nil {
			v.When = r.When.Source
		}
		views = append(views, v)
	}
	return views
}
