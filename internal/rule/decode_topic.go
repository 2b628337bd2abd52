package rule

import (
	"go.yaml.in/yaml/v3"

	"parley/internal/query"
)

// defaultConfidence is that of a finder that states none.
const defaultConfidence = 0.9

// topic reads a file of topics/.
func (d *decoder) topic(root *yaml.Node, id string) *Topic {
	t := &Topic{Role: "condition", place: d.at(root)}
	fields := append([]field{
		{key: "topic", read: d.text(&t.ID), must: true},
		{key: "title", read: d.text(&t.Title), must: true},
		{key: "about", read: d.text(&t.About), must: true},
		{key: "role", read: d.text(&t.Role)},
		{key: "tests", read: d.tests(&t.Tests)},
	}, d.recogniser(&t.Recogniser)...)
	d.mapping(root, "a topic", fields)
	if t.ID != "" && t.ID != id {
		d.fail(d.at(root), "topic is %q, expected the file's name, %q", t.ID, id)
	}
	if !hasKey(root, "find") {
		d.fail(d.at(root), "a topic has no \"find\"")
	}
	t.ID = id
	return t
}

// recogniser is the keys with which topics and rules say what to find and to read.
func (d *decoder) recogniser(to *Recogniser) []field {
	return []field{
		{key: "find", read: func(n *yaml.Node) { d.sequence(n, func(n *yaml.Node) { d.finder(n, to) }) }},
		{key: "unless", read: d.patterns(&to.Unless)},
		{key: "unless_heading", read: d.patterns(&to.UnlessHeading)},
		{key: "headings", read: d.flag(&to.Headings)},
		{key: "definitions", read: d.flag(&to.Definitions)},
		{key: "look_through", read: d.look(&to.Look)},
		{key: "read", read: func(n *yaml.Node) { d.facts(n, to) }},
	}
}

// finder reads an entry of find: a query, or a mapping with one.
func (d *decoder) finder(n *yaml.Node, to *Recogniser) {
	f := Finder{Confidence: defaultConfidence, Extent: OneSentence}
	ok := false
	if n.Kind == yaml.MappingNode {
		d.mapping(n, "an entry of find", []field{
			{key: "query", must: true, read: func(n *yaml.Node) { f.Pattern, ok = d.pattern(n) }},
			{key: "confidence", read: d.number(&f.Confidence, 0, 1)},
			{key: "extent", read: oneOf(d, &f.Extent, OneSentence, WholeSpan, WholeClause)},
			{key: "set", read: func(n *yaml.Node) {
				d.pairs(n, "set", func(key, value *yaml.Node) {
					s := Setting{Fact: key.Value}
					if d.text(&s.Value)(value); s.Value != "" {
						f.Set = append(f.Set, s)
					}
				})
			}},
		})
	} else {
		f.Pattern, ok = d.pattern(n)
	}
	if ok {
		to.Find = append(to.Find, f)
	}
}

// pairs calls read for each key and value of a mapping whose keys are free.
func (d *decoder) pairs(n *yaml.Node, what string, read func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fail(d.at(n), "%s is %s, expected a mapping of keys to values", what, describe(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; seen[key.Value] {
			d.fail(d.at(key), "key %q stands twice in %s", key.Value, what)
		} else {
			seen[key.Value] = true
			read(key, n.Content[i+1])
		}
	}
}

// look reads look_through.
func (d *decoder) look(to *Look) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(n *yaml.Node) {
			var word string
			oneOf(d, &word, "definitions", "references")(n)
			to.Definitions = to.Definitions || word == "definitions"
			to.References = to.References || word == "references"
		})
	}
}

// factName reports whether s can name a fact: small letters, digits and "_".
func factName(s string) bool {
	for i, r := range s {
		if !(r >= 'a' && r <= 'z' || i > 0 && (r == '_' || r >= '0' && r <= '9')) {
			return false
		}
	}
	return s != ""
}

// facts reads the facts under read.
func (d *decoder) facts(n *yaml.Node, to *Recogniser) {
	d.pairs(n, "read", func(key, value *yaml.Node) {
		if !factName(key.Value) || reserved[key.Value] {
			d.fail(d.at(key), "a fact cannot be called %q, expected small letters, digits and _, and none of %s", key.Value, reservedNames)
			return
		}
		if f := d.fact(key.Value, value); f != nil {
			f.place = d.at(key)
			to.Facts = append(to.Facts, f)
		}
	})
}

// fact reads one fact in any of its forms: a kind, a list of queries (a flag), a
// mapping of values to queries (a choice), or a mapping with a kind.
func (d *decoder) fact(name string, n *yaml.Node) *Fact {
	f := &Fact{Name: name, Scope: InPassage}
	switch {
	case n.Kind == yaml.SequenceNode:
		f.Kind = Flag
		d.patterns(&f.Find)(n)
	case n.Kind == yaml.ScalarNode:
		oneOf(d, &f.Kind, factKinds...)(n)
		if f.Kind == Choice || f.Kind == List || f.Kind == Flag {
			d.fail(d.at(n), "a %s needs queries: write a mapping", f.Kind)
			return nil
		}
	case !hasKey(n, "kind"):
		f.Kind = Choice
		d.values(&f.Values)(n)
	default:
		d.mapping(n, "a fact", []field{
			{key: "kind", must: true, read: oneOf(d, &f.Kind, factKinds...)},
			{key: "find", read: d.patterns(&f.Find)},
			{key: "values", read: d.values(&f.Values)},
			{key: "scope", read: oneOf(d, &f.Scope, InPassage, InClause, InDocument)},
			{key: "default", read: d.text(&f.Default)},
		})
	}
	if f.Kind == "" {
		return nil
	}
	return f
}

// factKinds are all kinds of facts.
var factKinds = []FactKind{
	Choice, List, Flag, Party, Name,
	FactKind(query.CaptureDuration), FactKind(query.CaptureMoney), FactKind(query.CapturePercent),
	FactKind(query.CaptureDate), FactKind(query.CaptureFreq), FactKind(query.CaptureBasis),
}

// hasKey reports whether a mapping has a key.
func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

// values reads the words a fact can be.
func (d *decoder) values(to *[]Value) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.pairs(n, "values", func(key, value *yaml.Node) {
			v := Value{Name: key.Value}
			d.patterns(&v.Find)(value)
			if len(v.Find) == 0 {
				d.fail(d.at(key), "the value %q has no query", key.Value)
				return
			}
			*to = append(*to, v)
		})
	}
}

// captures gives the captures of patterns by name, in written order.
func captures(patterns []Pattern) []query.Capture {
	var out []query.Capture
	for _, p := range patterns {
		query.Walk(p.Root, func(n query.Node) bool {
			if c, ok := n.(query.Capture); ok {
				out = append(out, c)
			}
			return true
		})
	}
	return out
}
