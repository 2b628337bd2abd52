package rule

import (
	"fmt"
	"strings"
	"unicode"

	"parley/internal/quantity"
	"parley/internal/query"
)

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
