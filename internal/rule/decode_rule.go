package rule

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"parley/internal/contract"
)

// rule reads a file of supplier/ or customer/.
func (d *decoder) rule(root *yaml.Node, id string) *Rule {
	r := &Rule{place: d.at(root), Status: Experimental}
	fields := append([]field{
		{key: "id", must: true, read: d.text(&r.ID)},
		{key: "topic", must: true, read: d.text(&r.Topic)},
		{key: "title", must: true, read: d.text(&r.Title)},
		{key: "status", read: oneOf(d, &r.Status, Experimental, Stable, Deprecated, Off)},
		{key: "why", must: true, read: d.text(&r.Why)},
		{key: "intent", read: d.text(&r.Intent)},
		{key: "where", read: d.condition(&r.Where)},
		{key: "given", read: d.condition(&r.Given)},
		{key: "also", read: d.further(&r.Also)},
		{key: "silence", read: d.silence(&r.Silence)},
		{key: "ladder", must: true, read: func(n *yaml.Node) { d.sequence(n, func(n *yaml.Node) { d.rung(n, &r.Ladder, "a rung", nil) }) }},
		{key: "position", read: d.position(&r.Position)},
		{key: "references", read: d.texts(&r.References)},
		{key: "tests", read: d.tests(&r.Tests)},
	}, d.recogniser(&r.Recogniser)...)
	d.mapping(root, "a rule", fields)
	if r.ID != "" && r.ID != id {
		d.fail(d.at(root), "id is %q, expected the file's path, %q", r.ID, id)
	}
	r.ID = id
	r.own = hasKey(root, "find")
	side, _, _ := strings.Cut(id, "/")
	r.Side = contract.Role(side)
	return r
}

// further reads also.
func (d *decoder) further(to *[]Further) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(n *yaml.Node) {
			f := Further{Scope: InClause}
			d.mapping(n, "an entry of also", []field{
				{key: "role", must: true, read: d.text(&f.Role)},
				{key: "find", must: true, read: d.patterns(&f.Find)},
				{key: "scope", read: oneOf(d, &f.Scope, InPassage, InClause, InDocument)},
			})
			*to = append(*to, f)
		})
	}
}

// silence reads silence: a stance, a rung, or several rungs.
func (d *decoder) silence(to *[]Rung) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			r := Rung{place: d.at(n)}
			d.stance(&r.Stance)(n)
			*to = append(*to, r)
			return
		}
		d.sequence(n, func(n *yaml.Node) {
			var mentions []Pattern
			d.rung(n, to, "silence", []field{{key: "mentions", read: d.patterns(&mentions)}})
			if len(*to) > 0 {
				(*to)[len(*to)-1].Mentions = mentions
			}
		})
	}
}

// rung reads one step of a ladder, with further keys.
func (d *decoder) rung(n *yaml.Node, to *[]Rung, what string, more []field) {
	r := Rung{place: d.at(n)}
	d.mapping(n, what, append([]field{
		{key: "stance", must: true, read: d.stance(&r.Stance)},
		{key: "severity", read: d.severity(&r.Severity)},
		{key: "when", read: d.condition(&r.When)},
		{key: "title", read: d.text(&r.Title)},
		{key: "why", read: d.text(&r.Why)},
		{key: "intent", read: d.text(&r.Intent)},
		{key: "position", read: d.position(&r.Position)},
	}, more...))
	if r.Stance.Rank() < contract.Negotiate.Rank() && r.Severity != "" {
		d.fail(d.at(n), "severity is for the stances negotiate and walk_away")
	}
	if r.Stance.Rank() >= contract.Negotiate.Rank() && r.Severity == "" {
		r.Severity = map[contract.Stance]contract.Severity{contract.Negotiate: contract.Medium, contract.WalkAway: contract.High}[r.Stance]
	}
	*to = append(*to, r)
}

// position reads a position.
func (d *decoder) position(to *Position) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.mapping(n, "a position", []field{
			{key: "ask", read: d.text(&to.Ask)},
			{key: "fallback", read: d.text(&to.Fallback)},
			{key: "walk_away", read: d.text(&to.WalkAway)},
			{key: "rationale", read: d.text(&to.Rationale)},
			{key: "note", read: d.text(&to.Note)},
			{key: "insert", read: d.text(&to.Insert)},
			{key: "evidence", read: d.texts(&to.Evidence)},
			{key: "redline", read: func(n *yaml.Node) { d.sequence(n, func(n *yaml.Node) { d.change(n, to) }) }},
		})
	}
}

// change reads an entry of redline. The text of an insertion keeps its spaces.
func (d *decoder) change(n *yaml.Node, to *Position) {
	c := Change{place: d.at(n)}
	d.mapping(n, "an entry of redline", []field{
		{key: "replace", read: d.text(&c.Replace)},
		{key: "with", read: d.text(&c.With)},
		{key: "delete", read: d.text(&c.Delete)},
		{key: "insert", read: func(n *yaml.Node) {
			if d.text(&c.Insert)(n); c.Insert != "" {
				c.Insert = n.Value
			}
		}},
		{key: "after", read: d.text(&c.After)},
		{key: "before", read: d.text(&c.Before)},
		{key: "at", read: oneOf(d, &c.At, "start", "end")},
		{key: "passage", read: d.text(&c.Passage)},
		{key: "when", read: d.condition(&c.When)},
	})
	does := 0
	for _, s := range []string{c.Replace, c.Delete, c.Insert, c.Passage} {
		if s != "" {
			does++
		}
	}
	where := 0
	for _, s := range []string{c.After, c.Before, c.At} {
		if s != "" {
			where++
		}
	}
	switch {
	case does != 1:
		d.fail(c.place, "an entry of redline does one thing: replace, delete, insert or passage")
	case (c.Replace != "") != (c.With != ""):
		d.fail(c.place, "replace needs with, and with needs replace")
	case c.Insert == "" && where > 0 || where > 1:
		d.fail(c.place, "only insert has a place, and one: after, before or at")
	}
	if c.Insert != "" && where == 0 {
		c.At = "end"
	}
	to.Redline = append(to.Redline, c)
}

// tests reads tests.
func (d *decoder) tests(to *[]Test) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(n *yaml.Node) {
			t := Test{place: d.at(n)}
			var count float64
			d.mapping(n, "a test", []field{
				{key: "name", read: d.text(&t.Name)},
				{key: "text", must: true, read: d.text(&t.Text)},
				{key: "supplier", read: d.text(&t.Supplier)},
				{key: "customer", read: d.text(&t.Customer)},
				{key: "kind", read: d.text(&t.Kind)},
				{key: "deal", read: d.deal(&t.Deal)},
				{key: "stance", read: d.stance(&t.Stance)},
				{key: "severity", read: d.severity(&t.Severity)},
				{key: "silence", read: d.stance(&t.Silence)},
				{key: "none", read: d.flag(&t.None)},
				{key: "count", read: d.number(&count, 1, 1000)},
				{key: "quote", read: d.text(&t.Quote)},
				{key: "values", read: d.expected(&t.Values)},
				{key: "redline", read: d.text(&t.Redline)},
				{key: "todo", read: d.text(&t.Todo)},
			})
			t.Count = int(count)
			if t.None && (t.Stance != "" || t.Quote != "" || len(t.Values) > 0 || t.Count > 0) {
				d.fail(t.place, "a test that expects none cannot expect something of it")
			}
			*to = append(*to, t)
		})
	}
}

// expected reads the values a test expects: a word or number, a list, or null for
// a fact that must not be read.
func (d *decoder) expected(to *[]Expected) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.pairs(n, "values", func(key, value *yaml.Node) {
			e := Expected{Fact: key.Value, List: value.Kind == yaml.SequenceNode}
			switch {
			case e.List:
				d.texts(&e.Values)(value)
			case value.Tag != "!!null":
				var s string
				d.text(&s)(value)
				e.Values = []string{s}
			}
			*to = append(*to, e)
		})
	}
}

// deal reads the facts of a deal.
func (d *decoder) deal(to *contract.Deal) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.mapping(n, "a deal", []field{
			{key: "side", read: oneOf(d, &to.Side, contract.Supplier, contract.Customer)},
			{key: "data", read: d.texts(&to.Data)},
			{key: "sector", read: d.text(&to.Sector)},
			{key: "value", read: d.number(&to.Value, 0, 1e15)},
			{key: "currency", read: d.text(&to.Currency)},
			{key: "location", read: d.text(&to.Location)},
			{key: "criticality", read: oneOf(d, &to.Criticality, "low", "medium", "high")},
			{key: "access", read: d.flag(&to.Access)},
			{key: "internet", read: d.flag(&to.Internet)},
		})
	}
}
