package rule

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
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

// amount is a quantity in a condition; or, where a text gives no quantity, the word
// that stands for it. Unread is neither.
type amount struct {
	quantity.Quantity
	word  string
	read  bool
	notes *[]string // where comparisons that cannot be made are noted
}

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
	notes  *[]string
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
		value := amount{notes: v.notes}
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

// known reports whether a fact was read.
func known(x any) bool {
	switch x := x.(type) {
	case amount:
		return x.read
	case string:
		return x != ""
	case []string:
		return len(x) > 0
	case bool:
		return x
	}
	return false
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

// operators are the comparisons of amounts.
func operators() []expr.Option {
	less := func(c int) bool { return c < 0 }
	var opts []expr.Option
	for _, o := range []struct {
		symbol, name string
		holds        func(int) bool
	}{
		{"<", "less_", less},
		{"<=", "atMost_", func(c int) bool { return c <= 0 }},
		{">", "more_", func(c int) bool { return c > 0 }},
		{">=", "atLeast_", func(c int) bool { return c >= 0 }},
		{"==", "same_", func(c int) bool { return c == 0 }},
		{"!=", "other_", func(c int) bool { return c != 0 }},
	} {
		holds, symbol := o.holds, o.symbol
		opts = append(opts, expr.Operator(o.symbol, o.name), expr.Function(o.name, func(args ...any) (any, error) {
			return compareAny(args[0], args[1], symbol, holds), nil
		},
			new(func(amount, amount) bool), new(func(amount, float64) bool), new(func(amount, int) bool),
			new(func(float64, amount) bool), new(func(int, amount) bool), new(func(amount, string) bool), new(func(string, amount) bool)))
	}
	times := func(args ...any) (any, error) {
		a, b := args[0], args[1]
		if _, ok := a.(amount); !ok {
			a, b = b, a
		}
		x := a.(amount)
		x.Value *= number(b)
		return x, nil
	}
	return append(opts, expr.Operator("*", "times_"), expr.Function("times_", times,
		new(func(amount, float64) amount), new(func(amount, int) amount), new(func(float64, amount) amount), new(func(int, amount) amount)))
}

// number gives a plain number as one.
func number(x any) float64 {
	switch x := x.(type) {
	case int:
		return float64(x)
	case float64:
		return x
	}
	return 0
}

// compareAny compares two operands of which one is an amount. What cannot be compared
// does not hold, whatever the operator, except that it is different.
func compareAny(a, b any, symbol string, holds func(int) bool) bool {
	x, xOK := a.(amount)
	y, yOK := b.(amount)
	switch {
	case xOK && yOK:
	case xOK:
		if word, ok := b.(string); ok {
			return symbol == "==" && x.String() == word && x.read || symbol == "!=" && !(x.String() == word && x.read)
		}
		y = amount{Quantity: x.Quantity, read: true, notes: x.notes}
		y.Value, y.Words = number(b), ""
	default:
		if word, ok := a.(string); ok {
			return symbol == "==" && y.String() == word && y.read || symbol == "!=" && !(y.String() == word && y.read)
		}
		x = amount{Quantity: y.Quantity, read: true, notes: y.notes}
		x.Value, x.Words = number(a), ""
	}
	if !x.read || !y.read || x.word != "" || y.word != "" {
		return false
	}
	if x.Per == "" || y.Per == "" { // a threshold that names no rate is about the sum itself, per claim or not
		x.Per, y.Per = "", ""
	}
	c, ok := quantity.Compare(x.Quantity, y.Quantity)
	if !ok {
		for _, notes := range []*[]string{x.notes, y.notes} {
			if notes != nil {
				*notes = append(*notes, fmt.Sprintf("%s cannot be compared with %s", x, y))
				break
			}
		}
		return symbol == "!="
	}
	return holds(c)
}

// String gives the amount as a fact.
func (a amount) String() string {
	if a.word != "" {
		return a.word
	}
	return a.Quantity.String()
}

// rewrite turns a condition into an expression: quantities become members of
// literal_, "x has 'y'" becomes "('y' in x)", and functions get their inside names.
func rewrite(source string) (string, []amount, error) {
	var out strings.Builder
	var literals []amount
	for i := 0; i < len(source); {
		c := source[i]
		switch {
		case c == '\'' || c == '"' || c == '`':
			end := stringEnd(source, i)
			out.WriteString(source[i:end])
			i = end
		case c >= '0' && c <= '9':
			lit, end, ok := literalAt(source, i)
			if ok {
				fmt.Fprintf(&out, "literal_[%d]", len(literals))
				literals = append(literals, lit)
			} else {
				out.WriteString(source[i:end])
			}
			i = end
		case letter(c):
			end := nameEnd(source, i)
			name := source[i:end]
			rest := strings.TrimLeft(source[end:], " ")
			switch {
			case calls[name] != "" && strings.HasPrefix(rest, "("):
				out.WriteString(calls[name])
			case strings.HasPrefix(rest, "has ") && name != "not":
				quoted := strings.TrimLeft(rest[len("has "):], " ")
				if quoted == "" || quoted[0] != '\'' && quoted[0] != '"' {
					return "", nil, fmt.Errorf("has needs a text in quotation marks after it: %s has 'personal'", name)
				}
				stop := stringEnd(quoted, 0)
				fmt.Fprintf(&out, "(%s in %s)", quoted[:stop], name)
				end = len(source) - len(quoted) + stop
			default:
				out.WriteString(name)
			}
			i = end
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), literals, nil
}

// letter reports whether c begins a name.
func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// nameEnd is where the name that begins at i, with its members, ends.
func nameEnd(s string, i int) int {
	for i < len(s) && (letter(s[i]) || s[i] >= '0' && s[i] <= '9' || s[i] == '.' && i+1 < len(s) && letter(s[i+1])) {
		i++
	}
	return i
}

// stringEnd is where the string that begins at i ends, after its closing mark.
func stringEnd(s string, i int) int {
	mark := s[i]
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case mark:
			return i + 1
		}
	}
	return len(s)
}

// literalAt reads the quantity or number at i: "72 hours", "10 business days",
// "1000000 USD", "99.9%". ok is false for a plain number.
func literalAt(s string, i int) (lit amount, end int, ok bool) {
	end = i
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '_' || s[end] == '.' && end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9') {
		end++
	}
	digits := strings.ReplaceAll(s[i:end], "_", "")
	if end < len(s) && s[end] == '%' {
		after := strings.TrimLeft(s[end+1:], " ")
		if after == "" || !unicode.IsDigit(rune(after[0])) && !letter(after[0]) || strings.HasPrefix(after, "and ") || strings.HasPrefix(after, "or ") {
			q, good := query.ParseQuantity(digits + "%")
			return amount{Quantity: q, read: true}, end + 1, good
		}
	}
	// At most two words may be the unit: "business days".
	stop, unit := end, ""
	for n := 0; n < 2; n++ {
		k := stop
		for k < len(s) && s[k] == ' ' {
			k++
		}
		word := k
		for word < len(s) && letter(s[word]) {
			word++
		}
		if word == k {
			break
		}
		switch s[k:word] {
		case "and", "or", "in", "not":
			return amount{}, end, false
		}
		unit += " " + s[k:word]
		stop = word
		if q, good := query.ParseQuantity(digits + unit); good && q.End == len(digits+unit) || good && q.Kind == quantity.Money {
			return amount{Quantity: q, read: true}, stop, true
		}
	}
	return amount{}, end, false
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
