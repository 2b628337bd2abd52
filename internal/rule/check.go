package rule

import (
	"slices"
	"strings"

	"parley/internal/query"
)

// checkRecogniser checks facts and captures against each other. A capture of find
// that no fact declares becomes a fact of its kind.
func (d *decoder) checkRecogniser(r *Recogniser) {
	for i := range r.Find {
		d.checkFinder(r, &r.Find[i])
	}
	for _, f := range r.Facts {
		d.checkFact(r, f)
	}
	for _, p := range slices.Concat(r.Unless, r.UnlessHeading) {
		d.checkPattern(p)
		for _, c := range captures([]Pattern{p}) {
			d.fail(p.place, "the capture %q is not used: unless reads nothing", c.Name)
		}
	}
}

// checkFinder checks one way to find passages.
func (d *decoder) checkFinder(r *Recogniser, finder *Finder) {
	d.checkPattern(finder.Pattern)
	for _, c := range captures([]Pattern{finder.Pattern}) {
		f := r.fact(c.Name)
		switch {
		case f == nil && (!factName(c.Name) || reserved[c.Name]):
			d.fail(finder.place, "a capture cannot be called %q, expected small letters, digits and _, and none of %s", c.Name, reservedNames)
		case f == nil:
			r.Facts = append(r.Facts, &Fact{Name: c.Name, Kind: FactKind(c.Kind), Scope: InPassage, place: finder.place})
		case f.Kind != FactKind(c.Kind) && f.Kind != List && f.Kind != Choice && f.Kind != Name:
			d.fail(finder.place, "the capture %q is a %s, but the fact is a %s", c.Name, c.Kind, f.Kind)
		}
	}
	for _, s := range finder.Set {
		if r.fact(s.Fact) == nil {
			d.fail(finder.place, "set names %q, which is no fact under read", s.Fact)
		}
	}
}

// checkFact checks the queries of a fact.
func (d *decoder) checkFact(r *Recogniser, f *Fact) {
	for _, p := range f.Find {
		d.checkPattern(p)
		named := captures([]Pattern{p})
		for _, c := range named {
			if c.Name != f.Name {
				d.fail(p.place, "the capture %q is not used: the queries of the fact %q give %q", c.Name, f.Name, f.Name)
			}
		}
		if len(named) == 0 && f.Kind != Flag {
			d.fail(p.place, "this query gives the fact %q nothing: it needs a capture {%s:…}", f.Name, f.Name)
		}
	}
	first := map[string]string{} // by query: the value it gives
	for _, v := range f.Values {
		for _, p := range v.Find {
			d.checkPattern(p)
			key := p.Root.String()
			if before, ok := first[key]; ok && f.Kind != List {
				d.fail(p.place, "%q cannot be reached here: the same query already gives %q", v.Name, before)
			}
			first[key] = v.Name
			for _, c := range captures([]Pattern{p}) {
				d.fail(p.place, "the capture %q is not used: a value is the word before the queries", c.Name)
			}
		}
	}
	if f.Kind == Choice && len(f.Values) == 0 && len(f.Find) == 0 && f.Default == "" && !r.settles(f.Name) {
		d.fail(f.place, "nothing gives the fact %q a value", f.Name)
	}
}

// settles reports whether a finder gives the fact a value, by itself or by a capture.
func (r *Recogniser) settles(fact string) bool {
	for _, f := range r.Find {
		for _, s := range f.Set {
			if s.Fact == fact {
				return true
			}
		}
	}
	return slices.ContainsFunc(captures(r.finders()), func(c query.Capture) bool { return c.Name == fact })
}

// checkUse notes captures that nothing uses: a topic's must be declared under read, a
// rule's there or in its conditions and texts.
func (d *decoder) checkUse(r *Recogniser, rule *Rule) {
	for _, p := range r.finders() {
		for _, c := range captures([]Pattern{p}) {
			f := r.fact(c.Name)
			if f == nil || f.place != p.place {
				continue // declared under read
			}
			if rule == nil {
				d.fail(p.place, "the capture %q is not used: declare it under read (%s: %s)", c.Name, c.Name, c.Kind)
			} else if !rule.uses(c.Name) {
				d.fail(p.place, "the capture %q is not used: not under read, nor in a condition, a text or a redline", c.Name)
			}
		}
	}
}

// uses reports whether the rule's conditions, texts or redline name a fact.
func (r *Rule) uses(name string) bool {
	for _, c := range r.conditions() {
		if strings.Contains(c.Source, name) {
			return true
		}
	}
	for _, p := range r.positions() {
		texts := []string{p.Ask, p.Fallback, p.WalkAway, p.Rationale, p.Note, p.Insert}
		for _, c := range p.Redline {
			if c.Replace == name || c.Delete == name || c.After == name || c.Before == name {
				return true
			}
			texts = append(texts, c.With, c.Insert, c.Passage)
		}
		for _, text := range texts {
			if slices.Contains(placeholders(text), name) {
				return true
			}
		}
	}
	return false
}

// conditions gives every condition of the rule.
func (r *Rule) conditions() []*Condition {
	var out []*Condition
	add := func(c *Condition) {
		if c != nil {
			out = append(out, c)
		}
	}
	add(r.Where)
	add(r.Given)
	for _, rungs := range [][]Rung{r.Silence, r.Ladder} {
		for _, rung := range rungs {
			add(rung.When)
		}
	}
	for _, p := range r.positions() {
		for _, c := range p.Redline {
			add(c.When)
		}
	}
	return out
}

// positions gives every position of the rule.
func (r *Rule) positions() []*Position {
	out := []*Position{&r.Position}
	for _, rungs := range [][]Rung{r.Silence, r.Ladder} {
		for i := range rungs {
			out = append(out, &rungs[i].Position)
		}
	}
	return out
}

// checkRule checks what only a rule has.
func (d *decoder) checkRule(r *Rule, topics map[string]*Topic) {
	for _, c := range r.conditions() {
		if err := c.compile(r.Facts); err != nil {
			d.fail(c.place, "condition: %v", err)
		}
		for _, topic := range c.topics() {
			if topics[topic] == nil {
				d.fail(c.place, "condition: there is no topics/%s.yaml", topic)
			}
		}
	}
	d.checkLadder(r.Ladder, true)
	d.checkLadder(r.Silence, false)
	for _, further := range r.Also {
		for _, p := range further.Find {
			d.checkPattern(p)
		}
	}
	for _, p := range r.positions() {
		d.checkTexts(r, p)
	}
}

// checkLadder notes rungs that nothing can reach.
func (d *decoder) checkLadder(rungs []Rung, complete bool) {
	seen := map[string]bool{}
	var bounds []bound
	for i, rung := range rungs {
		switch {
		case rung.When == nil && len(rung.Mentions) == 0:
			if i+1 < len(rungs) {
				d.fail(rungs[i+1].place, "this rung cannot be reached: the one above has no condition")
				return
			}
			continue
		case rung.When != nil && len(rung.Mentions) == 0:
			key := strings.Join(strings.Fields(rung.When.Source), " ")
			if seen[key] {
				d.fail(rung.place, "this rung cannot be reached: one above has the same condition")
			}
			seen[key] = true
			bound, ok := rung.When.bound()
			for _, above := range bounds {
				if ok && above.implied(bound) {
					d.fail(rung.place, "this rung cannot be reached: %q above holds whenever it does", above.source)
					break
				}
			}
			if ok {
				bounds = append(bounds, bound)
			}
		}
		if complete && i+1 == len(rungs) {
			d.fail(rung.place, "the last rung has a condition; it must catch the rest")
		}
	}
}

// checkTexts notes places in texts that nothing fills, and changes of what is not read.
func (d *decoder) checkTexts(r *Rule, p *Position) {
	known := func(name string) bool { return parties[name] || r.fact(name) != nil }
	texts := []string{p.Ask, p.Fallback, p.WalkAway, p.Rationale, p.Note, p.Insert}
	for _, c := range p.Redline {
		texts = append(texts, c.With, c.Insert, c.Passage)
		for _, name := range []string{c.Replace, c.Delete, c.After, c.Before} {
			if name != "" && r.fact(name) == nil {
				d.fail(c.place, "the redline names %q, which is no fact or capture", name)
			}
		}
	}
	for _, s := range texts {
		for _, name := range placeholders(s) {
			if !known(name) {
				d.fail(r.place, "a text has {%s}, which is no party (us, them, supplier, customer) and no fact", name)
			}
		}
	}
}

// checkPattern notes queries that can never match in a contract.
func (d *decoder) checkPattern(p Pattern) {
	query.Walk(p.Root, func(n query.Node) bool {
		switch n := n.(type) {
		case query.Field:
			if n.Name == "topic" || n.Name == "law" {
				d.fail(p.place, "%s can never match in a rule: it is a field of the library", n)
			}
		case query.Not:
			if n.Left.String() == n.Right.String() {
				d.fail(p.place, "%s can never match", n)
			}
		}
		return true
	})
}
