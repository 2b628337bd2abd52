package rule

import (
	"slices"
	"sort"
	"strings"

	"parley/internal/query"
)

// link joins rules with their topics, compiles conditions, prepares all queries to be
// run together and notes what cannot be right.
func link(set *Set, d *decoder) {
	topics := map[string]*Topic{}
	for _, t := range set.Topics {
		topics[t.ID] = t
		d.checkRecogniser(&t.Recogniser)
		d.checkUse(&t.Recogniser, nil)
	}
	for _, r := range set.Rules {
		t := topics[r.Topic]
		if t == nil {
			if !r.own {
				d.fail(r.place, "there is no topics/%s.yaml, and the rule has no find of its own", r.Topic)
				continue
			}
		} else {
			r.sharesPassages = r.addsNothing()
			r.inherit(&t.Recogniser)
		}
		d.checkRecogniser(&r.Recogniser)
		if r.own {
			d.checkUse(&r.Recogniser, r)
		}
		d.checkRule(r, topics)
	}
	set.plan = query.NewPlan(set.queries())
}

// inherit takes over from the topic what the rule does not say itself: the finders
// unless it has its own; facts it does not read otherwise; every unless.
func (r *Rule) inherit(from *Recogniser) {
	if !r.own {
		r.Find = from.Find
		r.Headings = r.Headings || from.Headings
		r.Definitions = r.Definitions || from.Definitions
	}
	r.Look.Definitions = r.Look.Definitions || from.Look.Definitions
	r.Look.References = r.Look.References || from.Look.References
	r.Unless = append(append([]Pattern(nil), from.Unless...), r.Unless...)
	r.UnlessHeading = append(append([]Pattern(nil), from.UnlessHeading...), r.UnlessHeading...)
	mine := map[string]bool{}
	for _, f := range r.Facts {
		mine[f.Name] = true
	}
	var facts []*Fact
	for _, f := range from.Facts {
		if !mine[f.Name] {
			facts = append(facts, f)
		}
	}
	r.Facts = append(facts, r.Facts...)
}

// addsNothing reports whether the rule recognises just what its topic does.
func (r *Rule) addsNothing() bool {
	return !r.own && len(r.Unless) == 0 && len(r.UnlessHeading) == 0 && len(r.Facts) == 0 && !r.Headings && !r.Definitions && r.Look == Look{}
}

// fact gives the fact of a name, or nil.
func (r *Recogniser) fact(name string) *Fact {
	for _, f := range r.Facts {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// finders gives the patterns of find.
func (r *Recogniser) finders() []Pattern {
	out := make([]Pattern, len(r.Find))
	for i, f := range r.Find {
		out[i] = f.Pattern
	}
	return out
}

// checkRecogniser checks facts and captures against each other. A capture of find
// that no fact declares becomes a fact of its kind.
func (d *decoder) checkRecogniser(r *Recogniser) {
	for _, p := range r.finders() {
		for _, c := range captures([]Pattern{p}) {
			f := r.fact(c.Name)
			switch {
			case f == nil && (!factName(c.Name) || reserved[c.Name]):
				d.fail(p.place, "a capture cannot be called %q, expected small letters, digits and _, and none of %s", c.Name, reservedNames)
			case f == nil:
				r.Facts = append(r.Facts, &Fact{Name: c.Name, Kind: FactKind(c.Kind), Scope: InPassage, place: p.place})
			case f.Kind != FactKind(c.Kind) && f.Kind != List && !(f.Kind == Choice || f.Kind == Name):
				d.fail(p.place, "the capture %q is a %s, but the fact is a %s", c.Name, c.Kind, f.Kind)
			}
		}
		d.checkPattern(p)
	}
	for _, f := range r.Facts {
		for _, p := range f.Find {
			d.checkPattern(p)
			named := false
			for _, c := range captures([]Pattern{p}) {
				if c.Name != f.Name {
					d.fail(p.place, "the capture %q is not used: the queries of the fact %q give %q", c.Name, f.Name, f.Name)
				}
				named = true
			}
			if !named && f.Kind != Flag {
				d.fail(p.place, "this query gives the fact %q nothing: it needs a capture {%s:…}", f.Name, f.Name)
			}
		}
		first := map[string]string{}
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
		if f.Kind == Choice && len(f.Values) == 0 && f.Default == "" && !d.settled(r, f.Name) {
			d.fail(f.place, "nothing gives the fact %q a value", f.Name)
		}
	}
	for _, f := range r.Find {
		for _, s := range f.Set {
			if r.fact(s.Fact) == nil {
				d.fail(f.place, "set names %q, which is no fact under read", s.Fact)
			}
		}
	}
	for _, p := range append(append([]Pattern(nil), r.Unless...), r.UnlessHeading...) {
		d.checkPattern(p)
		for _, c := range captures([]Pattern{p}) {
			d.fail(p.place, "the capture %q is not used: unless reads nothing", c.Name)
		}
	}
}

// settled reports whether a finder settles the fact.
func (d *decoder) settled(r *Recogniser, fact string) bool {
	for _, f := range r.Find {
		for _, s := range f.Set {
			if s.Fact == fact {
				return true
			}
		}
	}
	return len(captures(r.finders())) > 0
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

// topics gives the topics a condition asks about, sorted.
func (c *Condition) topics() []string {
	seen := map[string]bool{}
	rest := c.Source
	for {
		i := strings.IndexByte(rest, '(')
		if i < 0 {
			break
		}
		name := rest[:i]
		if k := strings.LastIndexFunc(name, func(r rune) bool { return !letter(byte(r)) || r > 127 }); k >= 0 {
			name = name[k+1:]
		}
		rest = rest[i+1:]
		arg := strings.TrimLeft(rest, " ")
		if calls[name] != "" && name != "known" && arg != "" && (arg[0] == '\'' || arg[0] == '"') {
			end := stringEnd(arg, 0)
			if end >= 2 {
				seen[arg[1:end-1]] = true
			}
		}
	}
	out := make([]string, 0, len(seen))
	for t := range seen {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

// narrow makes AND and NOT in what is asked of a passage look at the passage: at its
// sentence, unless a finder's passages are wider than that.
func (r *Recogniser) narrow() {
	for _, f := range r.Find {
		if f.Extent != OneSentence {
			return
		}
	}
	narrow := func(ps []Pattern) {
		for i := range ps {
			ps[i].Query = query.InSentence(ps[i].Query)
		}
	}
	narrow(r.Unless)
	for _, f := range r.Facts {
		if f.Scope != InPassage {
			continue
		}
		narrow(f.Find)
		for i := range f.Values {
			narrow(f.Values[i].Find)
		}
	}
}

// queries numbers every pattern of the set for the plan and gives their queries.
func (s *Set) queries() []*query.Query {
	var out []*query.Query
	number := func(ps []Pattern) {
		for i := range ps {
			ps[i].index = len(out)
			out = append(out, ps[i].Query)
		}
	}
	recogniser := func(r *Recogniser) {
		r.narrow()
		for i := range r.Find {
			r.Find[i].index = len(out)
			out = append(out, r.Find[i].Query)
		}
		number(r.Unless)
		number(r.UnlessHeading)
		for _, f := range r.Facts {
			number(f.Find)
			for i := range f.Values {
				number(f.Values[i].Find)
			}
		}
	}
	for _, t := range s.Topics {
		recogniser(&t.Recogniser)
	}
	for _, r := range s.Rules {
		recogniser(&r.Recogniser)
		for i := range r.Also {
			number(r.Also[i].Find)
		}
		for i := range r.Silence {
			number(r.Silence[i].Mentions)
		}
	}
	return out
}
