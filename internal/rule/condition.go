package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// Condition is an expression over facts, the deal and other passages.
type Condition struct {
	Source   string
	program  *vm.Program
	literals []amount
	place    place
}

// reserved are the words a fact cannot be called by.
var reserved = map[string]bool{"deal": true, "doc": true, "kind": true, "in": true, "not": true, "and": true, "or": true, "true": true, "false": true, "nil": true}

const reservedNames = "deal, doc, kind, in, not, and, or, true, false, nil"

// calls are the functions of conditions, and what they are called inside so that a
// fact may bear the same name.
var calls = map[string]string{"has": "has_", "covers": "covers_", "fact": "fact_", "count": "count_", "known": "known_"}

// view is what conditions see.
type view struct {
	env    map[string]any // as the expressions want it, once it is made
	facts  map[string]any
	deal   contract.Deal
	kind   string
	has    func(topic string) bool
	covers func(topic, value string) bool
	fact   func(topic, name string, value any) bool
	count  func(topic string) int
	tried  *attempts // the comparisons made so far
}

// dealView is the deal as conditions see it.
type dealView struct {
	Side        string   `expr:"side"`
	Data        []string `expr:"data"`
	Sector      string   `expr:"sector"`
	Value       amount   `expr:"value"`
	Currency    string   `expr:"currency"`
	Location    string   `expr:"location"`
	Criticality string   `expr:"criticality"`
	Access      bool     `expr:"access"`
	Internet    bool     `expr:"internet"`
}

// docView is the document as conditions see it.
type docView struct {
	Kind string `expr:"kind"`
}

// zero is the value of an unread fact, which also gives its type.
func (k FactKind) zero() any {
	switch {
	case k.Amount():
		return amount{}
	case k == List:
		return []string(nil)
	case k == Flag:
		return false
	}
	return ""
}

// compile makes the condition ready for facts of these kinds.
func (c *Condition) compile(facts []*Fact) error {
	code, literals, err := rewrite(c.Source)
	if err != nil {
		return err
	}
	c.literals = literals
	env := (&view{}).environment(literals)
	for _, f := range facts {
		env[f.Name] = f.Kind.zero()
	}
	c.program, err = expr.Compile(code, append(operators(), expr.Env(env), expr.AsBool(), expr.MaxNodes(400))...)
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return fmt.Errorf("%s", first)
	}
	return nil
}

// environment is the names a condition can use. It is made once a view.
func (v *view) environment(literals []amount) map[string]any {
	if v.env == nil {
		value := amount{}
		if v.deal.Value > 0 {
			value.read = true
			value.Quantity = quantity.Quantity{Kind: quantity.Money, Value: v.deal.Value, Unit: v.deal.Currency}
		}
		v.env = make(map[string]any, len(v.facts)+8)
		for name, x := range v.facts {
			v.env[name] = x
		}
		v.env["deal"] = dealView{Side: string(v.deal.Side), Data: v.deal.Data, Sector: v.deal.Sector, Value: value, Currency: v.deal.Currency,
			Location: v.deal.Location, Criticality: v.deal.Criticality, Access: v.deal.Access, Internet: v.deal.Internet}
		v.env["doc"] = docView{Kind: v.kind}
		v.env["has_"], v.env["covers_"], v.env["fact_"], v.env["count_"] = v.has, v.covers, v.fact, v.count
		v.env["known_"] = known
	}
	v.env["literal_"] = literals
	return v.env
}

// holds evaluates the condition; nil holds always.
func (c *Condition) holds(v *view) (bool, error) {
	if c == nil {
		return true, nil
	}
	out, err := expr.Run(c.program, v.environment(c.literals))
	if err != nil {
		return false, fmt.Errorf("%s:%d:%d: %q: %w", c.place.file, c.place.line, c.place.column, c.Source, err)
	}
	return out.(bool), nil
}

// bound is a condition that only compares a fact with one quantity: "deadline >= 72 hours".
type bound struct {
	fact, op string
	limit    amount
	source   string
}

// bound gives the condition as a bound; ok is false when it is more than that.
func (c *Condition) bound() (b bound, ok bool) {
	code, literals, err := rewrite(c.Source)
	words := strings.Fields(code)
	if err != nil || len(words) != 3 || len(literals) != 1 || words[2] != "literal_[0]" {
		return b, false
	}
	return bound{fact: words[0], op: words[1], limit: literals[0], source: c.Source}, true
}

// implied reports whether b holds whenever other does.
func (b bound) implied(other bound) bool {
	if b.fact != other.fact {
		return false
	}
	c, ok := quantity.Compare(other.limit.Quantity, b.limit.Quantity)
	if !ok {
		return false
	}
	switch other.op {
	case ">", ">=":
		return b.op == ">=" && c >= 0 || b.op == ">" && (c > 0 || c == 0 && other.op == ">")
	case "<", "<=":
		return b.op == "<=" && c <= 0 || b.op == "<" && (c < 0 || c == 0 && other.op == "<")
	}
	return false
}

// topics gives the topics a condition asks about, sorted.
func (c *Condition) topics() []string {
	var out []string
	for i := 0; i < len(c.Source); {
		switch b := c.Source[i]; {
		case b == '\'' || b == '"' || b == '`':
			i = stringEnd(c.Source, i)
			continue
		case !letter(b):
			i++
			continue
		}
		end := nameEnd(c.Source, i)
		name, rest := c.Source[i:end], strings.TrimLeft(c.Source[end:], " ")
		i = end
		if calls[name] == "" || name == "known" || !strings.HasPrefix(rest, "(") {
			continue
		}
		if arg := strings.TrimLeft(rest[1:], " "); arg != "" && (arg[0] == '\'' || arg[0] == '"') {
			if end := stringEnd(arg, 0); end >= 2 {
				out = append(out, arg[1:end-1])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
