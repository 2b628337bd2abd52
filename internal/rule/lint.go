package rule

import (
	"fmt"
	"strings"

	"parley/internal/contract"
)

// Lint tells what a playbook could do better without being wrong: no test, no words
// to ask with, a topic that one side says nothing about. They are in the order of
// files and lines.
func (s *Set) Lint() Problems {
	l := linter{}
	judged := map[string]bool{} // "side topic"
	for _, r := range s.Rules {
		if r.Status == Off {
			continue
		}
		for _, side := range []contract.Role{contract.Supplier, contract.Customer} {
			if r.applies(side) {
				judged[string(side)+" "+r.Topic] = true
			}
		}
		l.tests(r.place, "the rule", r.Tests, !r.own)
		for i := range r.Ladder {
			l.answer(r, &r.Ladder[i], false)
		}
		for i := range r.Silence {
			l.answer(r, &r.Silence[i], true)
		}
		for _, p := range r.positions() {
			for _, e := range p.Evidence {
				if kind, name, ok := strings.Cut(e, ":"); !ok || kind == "" || name == "" {
					l.say(r.place, "evidence %q has no kind, expected for instance iso27001:A.5.24 or doc:incident-response-plan", e)
				}
			}
		}
	}
	for _, t := range s.Topics {
		l.tests(t.place, "the topic", t.Tests, false)
		for _, side := range []string{"supplier", "customer"} {
			if len(s.Rules) > 0 && !judged[side+" "+t.ID] {
				l.say(t.place, "no rule for the %s judges this topic: its passages are reported without an answer", side)
			}
		}
	}
	return l.problems.sorted()
}

// linter gathers what to say.
type linter struct{ problems Problems }

func (l *linter) say(p place, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: p.file, Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...)})
}

// tests asks for one text that is found and one that is not; the latter is the topic's
// affair where a rule does not find anything by itself.
func (l *linter) tests(p place, what string, tests []Test, topics bool) {
	found, none := false, topics
	for _, t := range tests {
		if t.None || t.Silence != "" {
			none = true
		} else {
			found = true
		}
	}
	switch {
	case !found:
		l.say(p, "%s has no test with a text that is found", what)
	case !none:
		l.say(p, "%s has no test with a text in which nothing is found", what)
	}
}

// answer asks for an answer where a rung calls for one.
func (l *linter) answer(r *Rule, rung *Rung, silence bool) {
	if rung.Stance.Rank() < contract.Negotiate.Rank() {
		return
	}
	p := r.Position.over(rung.Position)
	for _, x := range []struct{ name, text string }{{"ask", p.Ask}, {"fallback", p.Fallback}, {"walk_away", p.WalkAway}, {"rationale", p.Rationale}} {
		if x.text == "" {
			l.say(rung.place, "this rung asks to %s and has no %s", strings.ReplaceAll(string(rung.Stance), "_", " "), x.name)
		}
	}
	switch {
	case silence && p.Insert == "":
		l.say(rung.place, "silence is %s and there is no insert: a clause to put in", rung.Stance)
	case !silence && len(p.Redline) == 0 && p.Insert == "":
		l.say(rung.place, "this rung has no words for the contract: neither redline nor insert")
	}
}
