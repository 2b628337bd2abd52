package rule

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr"

	"parley/internal/quantity"
)

// amount is a quantity in a condition; or, where a text gives no quantity, the word
// that stands for it. Unread is neither.
type amount struct {
	quantity.Quantity
	word  string
	read  bool
	tried *attempts // where comparisons are noted; nil for what the playbook writes
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
		y = amount{Quantity: x.Quantity, read: true, tried: x.tried}
		y.Value, y.Words = number(b), ""
	default:
		if word, ok := a.(string); ok {
			return symbol == "==" && y.String() == word && y.read || symbol == "!=" && !(y.String() == word && y.read)
		}
		x = amount{Quantity: y.Quantity, read: true, tried: y.tried}
		x.Value, x.Words = number(a), ""
	}
	if !x.read || !y.read || x.word != "" || y.word != "" {
		return false
	}
	if x.Per == "" || y.Per == "" { // a threshold that names no rate is about the sum itself, per claim or not
		x.Per, y.Per = "", ""
	}
	if x.Per == "" || y.Per == "" { // "1000000 USD" is meant for each occurrence, if that is what the text says
		x.Per, y.Per = "", ""
	}
	c, ok := quantity.Compare(x.Quantity, y.Quantity)
	x.tried.note(x, y, ok)
	y.tried.note(x, y, ok)
	if !ok {
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

// attempts are the comparisons that the conditions of a finding made, by the quantity of
// the text they were made with.
type attempts struct {
	made   map[string]bool // quantities that were compared with something
	failed []attempt
}

// attempt is a comparison of unlike quantities.
type attempt struct{ of, with string }

// note notes a comparison of x with y for the one of them whose attempts these are.
func (t *attempts) note(x, y amount, ok bool) {
	if t == nil {
		return
	}
	for _, pair := range [][2]amount{{x, y}, {y, x}} {
		of, with := pair[0], pair[1]
		switch {
		case of.tried != t:
		case ok:
			if t.made == nil {
				t.made = map[string]bool{}
			}
			t.made[of.String()] = true
		default:
			t.failed = append(t.failed, attempt{of.String(), with.String()})
		}
	}
}

// inVain tells what could be compared with nothing, and with what it was tried:
// "prompt with 72 hours, 3 business days".
func (t *attempts) inVain() []string {
	var out, with []string
	for i, f := range t.failed {
		if t.made[f.of] || slices.ContainsFunc(t.failed[:i], func(g attempt) bool { return g.of == f.of }) {
			continue
		}
		with = with[:0]
		for _, g := range t.failed[i:] {
			if g.of == f.of && !slices.Contains(with, g.with) {
				with = append(with, g.with)
			}
		}
		out = append(out, f.of+" with "+strings.Join(with, ", "))
	}
	return out
}
