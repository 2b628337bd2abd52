package rule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"parley/internal/contract"
	"parley/internal/query"
)

// decoder reads the nodes of one playbook file strictly. Mistakes are noted, not
// returned, so that all of them are told at once.
type decoder struct {
	files    map[*yaml.Node]string // of nodes of merged files that came from another one
	file     string
	lists    query.Lists
	problems *Problems
}

// at is where a node stands.
func (d *decoder) at(n *yaml.Node) place {
	file := d.file
	if f, ok := d.files[n]; ok {
		file = f
	}
	return place{file: file, line: n.Line, column: n.Column}
}

// fail notes a mistake at a place.
func (d *decoder) fail(p place, format string, args ...any) {
	*d.problems = append(*d.problems, Problem{File: p.file, Line: p.line, Column: p.column, Message: fmt.Sprintf(format, args...)})
}

// field is a key of a mapping and what reads its value.
type field struct {
	key  string
	read func(n *yaml.Node)
	must bool // cannot be left out
}

// mapping reads a mapping whose keys are those of fields and no others.
func (d *decoder) mapping(n *yaml.Node, what string, fields []field) {
	if n.Kind != yaml.MappingNode {
		d.fail(d.at(n), "%s is %s, expected a mapping of keys to values", what, describe(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		var found *field
		for k := range fields {
			if fields[k].key == key.Value {
				found = &fields[k]
			}
		}
		switch {
		case found == nil:
			d.fail(d.at(key), "unknown key %q in %s%s", key.Value, what, suggestion(key.Value, fields))
		case seen[key.Value]:
			d.fail(d.at(key), "key %q stands twice in %s", key.Value, what)
		default:
			seen[key.Value] = true
			found.read(value)
		}
	}
	for _, f := range fields {
		if f.must && !seen[f.key] {
			d.fail(d.at(n), "%s has no %q", what, f.key)
		}
	}
}

// suggestion names the key that was meant, or all there are.
func suggestion(key string, fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.key
		if distance(key, f.key) <= 2 {
			return fmt.Sprintf("; did you mean %q?", f.key)
		}
	}
	return "; expected one of " + strings.Join(names, ", ")
}

// distance is how many letters must be changed, added or dropped to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			next := min(row[j], row[j+1]) + 1
			if a[i] == b[j] {
				next = min(next, diagonal)
			} else {
				next = min(next, diagonal+1)
			}
			diagonal, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}

// describe says what a node is, for messages.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if n.Tag == "!!null" {
		return "empty"
	}
	return strconv.Quote(n.Value)
}

// text reads a scalar into to.
func (d *decoder) text(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			d.fail(d.at(n), "this is %s, expected text", describe(n))
			return
		}
		*to = strings.TrimSpace(n.Value)
	}
}

// flag reads true or false into to.
func (d *decoder) flag(to *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
			d.fail(d.at(n), "this is %s, expected true or false", describe(n))
			return
		}
		*to = strings.EqualFold(n.Value, "true")
	}
}

// number reads a number into to; it must lie within [low, high].
func (d *decoder) number(to *float64, low, high float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.ParseFloat(n.Value, 64)
		if n.Kind != yaml.ScalarNode || err != nil || !(v >= low && v <= high) {
			d.fail(d.at(n), "this is %s, expected a number from %v to %v", describe(n), low, high)
			return
		}
		*to = v
	}
}

// oneOf reads a word that must be among the given.
func oneOf[T ~string](d *decoder, to *T, words ...T) func(*yaml.Node) {
	return func(n *yaml.Node) {
		for _, w := range words {
			if n.Kind == yaml.ScalarNode && n.Value == string(w) {
				*to = w
				return
			}
		}
		names := make([]string, len(words))
		for i, w := range words {
			names[i] = string(w)
		}
		d.fail(d.at(n), "this is %s, expected one of %s", describe(n), strings.Join(names, ", "))
	}
}

// stance reads a stance.
func (d *decoder) stance(to *contract.Stance) func(*yaml.Node) {
	return oneOf(d, to, contract.Stances[:]...)
}

// severity reads a severity.
func (d *decoder) severity(to *contract.Severity) func(*yaml.Node) {
	return oneOf(d, to, contract.Low, contract.Medium, contract.High)
}

// sequence calls read for each item of a sequence; a single value counts as one item.
func (d *decoder) sequence(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		read(n)
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

// texts reads one or several texts.
func (d *decoder) texts(to *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(n *yaml.Node) {
			var s string
			if d.text(&s)(n); s != "" {
				*to = append(*to, s)
			}
		})
	}
}

// patterns reads one or several queries.
func (d *decoder) patterns(to *[]Pattern) func(*yaml.Node) {
	return func(n *yaml.Node) {
		d.sequence(n, func(n *yaml.Node) {
			if p, ok := d.pattern(n); ok {
				*to = append(*to, p)
			}
		})
	}
}

// pattern reads a query. A mistake in it is told at its own column where the YAML
// style lets one say which that is.
func (d *decoder) pattern(n *yaml.Node) (Pattern, bool) {
	p := Pattern{place: d.at(n)}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.fail(p.place, "this is %s, expected a query", describe(n))
		return p, false
	}
	q, err := query.Parse(n.Value, d.lists)
	if err != nil {
		d.queryProblem(n, err)
		return p, false
	}
	p.Query = q
	return p, true
}

// queryProblem notes a mistake in the query that n holds.
func (d *decoder) queryProblem(n *yaml.Node, err error) {
	problem := Problem{Message: err.Error()}
	at := d.at(n)
	problem.File, problem.Line, problem.Column = at.file, at.line, at.column
	var qe *query.Error
	if errors.As(err, &qe) {
		problem.Message, problem.Caret = "query: "+qe.Message, qe.Caret()
		if qe.Expected != "" {
			problem.Message += "; expected " + qe.Expected
		}
		switch {
		case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
			problem.Column += 1 + qe.Offset
		case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0:
			problem.Column += qe.Offset
		}
	}
	*d.problems = append(*d.problems, problem)
}

// condition reads a condition; it is compiled once the facts are known.
func (d *decoder) condition(to **Condition) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var source string
		if d.text(&source)(n); source != "" {
			*to = &Condition{Source: source, place: d.at(n)}
		}
	}
}
