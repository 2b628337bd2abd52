package query

import (
	"errors"
	"strings"
	"testing"
)

// TestPrecedence spells out what binds tighter than what, as Westlaw has it: quotes,
// OR, pre/n and /n (smallest n first), /s, /p, AND, NOT.
func TestPrecedence(t *testing.T) {
	tests := []struct{ query, want string }{
		// A space is AND, OR binds tighter.
		{"a b", "(a AND b)"},
		{"a AND b", "(a AND b)"},
		{"a & b", "(a AND b)"},
		{"a b c", "((a AND b) AND c)"},
		{"a OR b c", "((a OR b) AND c)"},
		{"a b OR c d", "((a AND (b OR c)) AND d)"},
		{"a OR b OR c", "(a OR b OR c)"},
		// Quotes before OR.
		{`"a b" OR c`, `("a b" OR c)`},
		{`a OR "b * c"`, `(a OR "b * c")`},
		// OR before distances.
		{"a OR b /5 c", "((a OR b) /5 c)"},
		{"a /5 b OR c", "(a /5 (b OR c))"},
		// Distances: the smallest first, pre/n and /n alike, then left to right.
		{"a /5 b /3 c", "(a /5 (b /3 c))"},
		{"a /3 b /5 c", "((a /3 b) /5 c)"},
		{"a /5 b /5 c", "((a /5 b) /5 c)"},
		{"a /9 b pre/2 c /5 d", "(a /9 ((b pre/2 c) /5 d))"},
		{"a w/5 b", "(a /5 b)"},
		{"a PRE/5 b", "(a pre/5 b)"},
		// not/n after all distances.
		{"a not/3 b /9 c", "(a not/3 (b /9 c))"},
		{"a /9 b notafter/3 c", "((a /9 b) notafter/3 c)"},
		{"a notpre/9 b not/3 c", "(a notpre/9 (b not/3 c))"},
		// Distances before /s, /s before /p, /p before AND, AND before NOT.
		{"a /s b /5 c", "(a /s (b /5 c))"},
		{"a /s b /s c", "((a /s b) /s c)"},
		{"a /p b /s c", "(a /p (b /s c))"},
		{"a /s b /p c", "((a /s b) /p c)"},
		{"a b /p c", "(a AND (b /p c))"},
		{"a /p b AND c", "((a /p b) AND c)"},
		{"a NOT b c", "(a NOT (b AND c))"},
		{"a AND NOT b c", "(a NOT (b AND c))"},
		{"a % b", "(a NOT b)"},
		{"a b NOT c", "((a AND b) NOT c)"},
		{"a NOT b NOT c", "((a NOT b) NOT c)"},
		{"a not/s b /5 c", "(a not/s (b /5 c))"},
		{"a NOT/P b", "(a not/p b)"},
		{"a /W b", ""},
		// Parentheses override.
		{"(a b) OR c", "((a AND b) OR c)"},
		{"a /5 (b c)", "(a /5 (b AND c))"},
		{"a /5 (b /9 c)", "(a /5 (b /9 c))"},
		{"((a))", "a"},
		// Operators in small letters are words, those with a slash are not.
		{"a and b or c", "((((a AND and) AND b) AND or) AND c)"},
		// Terms.
		{"=Shall", "=shall"},
		{"Indemnif*", "indemnif*"},
		{"organi?ation*", "organi?ation*"},
		{"supplier’s", "supplier"},
		{"sub-processor", `(subprocessor OR "sub ~processor")`},
		{"sub-process*", `(subprocess* OR "sub process*")`},
		{"=e-mail", `(=email OR "e mail")`},
		{`"any sub-processor list"`, `("any subprocessor list" OR "any sub processor list")`},
		{`“curly quotes”`, `"curly quotes"`},
		{`"one"`, "=one"},
		{`"ISO/IEC 27001:2022"`, `"iso iec 27001 2022"`},
		{"{deadline:duration}", "{deadline:duration}"},
		{"duration<72h", "duration<72 hours"},
		{"duration>=10bd", "duration>=10 business days"},
		{"money>=1000000 USD", "money>=USD 1000000"},
		{"money>1,000 b", "(money>1,000 AND b)"},
		{"percent<99.9", "percent<99.9"},
		{"date>2025-01-31", "date>2025-01-31"},
		{"@Supplier", "@supplier"},
		{"$sample", "$sample"},
		{"$sample /5 c", "($sample /5 c)"},
		{`heading:"right to audit"`, `heading:"right to audit"`},
		{"kind:DPA", "kind:dpa"},
		{"a, b; c", "((a AND b) AND c)"},
	}
	lists, errs := ParseLists(map[string]string{"sample": "a OR b"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	for _, tt := range tests {
		q, err := Parse(tt.query, lists)
		if err != nil {
			if tt.want != "" {
				t.Errorf("%s: %v", tt.query, err)
			}
			continue
		}
		if got := q.Root.String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.query, got, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		query   string
		caret   int // column, from 1
		message string
	}{
		{"", 1, "the query is empty; expected a word"},
		{"   ", 4, "the query is empty; expected a word"},
		{`a "b c`, 3, "this quotation mark is never closed"},
		{`""`, 1, "this phrase is empty"},
		{`"* a"`, 1, "a phrase cannot begin with *"},
		{`"a *"`, 1, "a phrase cannot end with *"},
		{"(a b", 1, "this parenthesis is never closed; expected )"},
		{"a) b", 2, "this parenthesis was never opened"},
		{"()", 1, "nothing stands between these parentheses"},
		{"a OR", 3, "OR has nothing after it"},
		{"OR a", 1, "OR has nothing before it"},
		{"a OR OR b", 6, "two operators in a row"},
		{"a AND", 3, "AND has nothing after it"},
		{"NOT a", 1, "NOT has nothing to take away from"},
		{"a OR NOT b", 6, "NOT cannot stand here"},
		{"a /s", 3, "/s has nothing after it"},
		{"/5 a", 1, "/5 has nothing before it"},
		{"a /0 b", 4, "the distance is out of range; expected 1 to 250 words"},
		{"a /999 b", 4, "the distance is out of range"},
		{"a /x b", 3, "there is no operator /x"},
		{"a near/5 b", 3, "there is no operator near/5"},
		{"and/or", 1, "there is no operator and/or"},
		{"ab* b*c", 5, "* can only end a word"},
		{"a*", 1, "too few letters before * or ?"},
		{"?bc", 1, "too few letters before * or ?"},
		{"a ... b", 3, `"..." has no letter or digit`},
		{"{x}", 1, "a capture needs a name and a kind"},
		{"{x:time}", 4, `there is no such kind of capture as "time"`},
		{"{x:duration", 1, "this brace is never closed"},
		{"a}", 2, "a closing brace without an opening one"},
		{"@vendor", 1, "there is no such party as @vendor"},
		{"$none", 1, "there is no list $none; expected one of $sample"},
		{"$", 1, "a list needs a name"},
		{"headng:x", 1, "there is no such field as headng"},
		{"heading:", 9, "this field has no value"},
		{"a /5 heading:x", 6, "a field has no place in a sentence to count words from; expected AND, /p or NOT with heading:x"},
		{"duration<soon", 1, `"soon" is no duration`},
		{"duration<", 10, "nothing to compare with"},
		{"length<5", 1, "length cannot be compared"},
		{strings.Repeat("(", 25) + "a", 25, "parentheses are nested too deeply"},
		{"ab " + strings.Repeat("a ", MaxTerms), 3 + 2*MaxTerms - 1, "the query has too many terms"},
		{strings.Repeat("a ", MaxLength), 1, "the query is 16384 bytes long"},
		{`"` + strings.Repeat("a ", MaxPhrase+1) + `"`, 1, "this phrase has 25 words"},
	}
	lists, _ := ParseLists(map[string]string{"sample": "a OR b"})
	for _, tt := range tests {
		_, err := Parse(tt.query, lists)
		var qe *Error
		if !errors.As(err, &qe) {
			t.Errorf("%.60q: no error, want %q", tt.query, tt.message)
			continue
		}
		text := qe.Message
		if qe.Expected != "" {
			text += "; expected " + qe.Expected
		}
		if !strings.HasPrefix(text, tt.message) {
			t.Errorf("%.60q: got %q, want %q", tt.query, text, tt.message)
		}
		lines := strings.Split(qe.Caret(), "\n")
		if len(lines) != 2 || strings.IndexByte(lines[1], '^')+1 != tt.caret {
			t.Errorf("%.60q: caret in column %d, want %d", tt.query, strings.IndexByte(lines[1], '^')+1, tt.caret)
		}
	}
}

func TestLists(t *testing.T) {
	lists, errs := ParseLists(map[string]string{
		"outer": "$inner OR c",
		"inner": "a OR b",
		"loop":  "$loop OR a",
		"left":  "$right",
		"right": "$left",
		"bad":   `"never closed`,
		"of":    "$missing",
	})
	for _, name := range []string{"loop", "left", "right", "bad", "of"} {
		if errs[name] == nil {
			t.Errorf("list %s: no error", name)
		}
	}
	if got := strings.Join(lists.Names(), " "); got != "inner outer" {
		t.Errorf("lists are %q", got)
	}
	q, err := Parse("$outer", lists)
	if err != nil {
		t.Fatal(err)
	}
	if got := spans(q.Match(sketch("a b c d"))); got != "a|b|c" {
		t.Errorf("$outer matches %q", got)
	}
}

// spans gives the places of matches as words of one letter.
func spans(ms []Match) string {
	var out []string
	for _, m := range ms {
		out = append(out, strings.Repeat("abcdefgh"[m.Lo:m.Lo+1], 1))
	}
	return strings.Join(out, "|")
}
