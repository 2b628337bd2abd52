package compose

import (
	"strings"
	"testing"
	"unicode/utf8"

	"parley/internal/contract"
)

func TestClean(t *testing.T) {
	tests := map[string]string{
		"plain words":             "plain words",
		"  around  and\twithin\n": "around and within",
		"no\u00a0break\u2003space\u3000and\u2028lines": "no break space and lines",
		"ﬁrst aﬀord oﬃce ﬂow shuﬄe":                    "first afford office flow shuffle",
		"non\u2011exclusive co\u2010operate":           "non-exclusive co-operate",
		"so\u00adft zero\u200bwidth \ufeffmark":        "soft zerowidth mark",
		"“curly” ‘quotes’ – and — dashes":              "“curly” ‘quotes’ – and — dashes",
		"over\u202eridden\u202c \u2066isolated\u2069":  "overridden isolated",
		"bell\x07 and \x7fdelete":                      "bell and delete",
		"bad \xff byte":                                "bad \uFFFD byte",
		"":                                             "",
		" \t\n":                                        "",
	}
	for in, want := range tests {
		if got := Clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLineEnd(t *testing.T) {
	tests := []struct{ before, after, want string }{
		{"the fee", "is due", "the fee is due"},
		{"a non-", "exclusive right", "a non-exclusive right"},
		{"pre-", "and post-sale", "pre- and post-sale"},
		{"Coca-", "Cola", "Coca- Cola"},
		{"a dash -", "after", "a dash - after"},
	}
	for _, tt := range tests {
		var w Words
		w.WriteString(tt.before)
		w.LineEnd()
		w.WriteString(tt.after)
		if got := w.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestNextIsWhereTheNextWordBegins(t *testing.T) {
	var w Words
	for _, word := range []string{"one", " two", "three ", " four"} {
		at := w.Next()
		if strings.HasPrefix(word, " ") && w.Len() > 0 && w.Next() == w.Len() {
			at++ // the space comes with the word
		}
		w.WriteString(word)
		if got := w.String()[at:]; got != strings.TrimSpace(word) {
			t.Errorf("at %d of %q stands %q", at, w.String(), got)
		}
	}
}

func TestParts(t *testing.T) {
	tests := []struct {
		before, after string
		want          bool
	}{
		{"It ends.", "Another", true},
		{"as follows:", "first", true},
		{`the "Services."`, "Next", true},
		{"sent to the", "address", false},
		{"Scope", "1.2 The work", true},
		{"Scope", "(a) the work", true},
		{"Scope", "• the work", true},
		{"in the year", "2026 and after", false},
		{"", "x", false},
	}
	for _, tt := range tests {
		if got := Parts(tt.before, tt.after); got != tt.want {
			t.Errorf("%q, %q: got %v", tt.before, tt.after, got)
		}
	}
}

func TestStartsItem(t *testing.T) {
	for _, yes := range []string{"1. x", "12.3 x", "12.3.4. x", "(a) x", "a) x", "iv. x", "(iv) x", "• x", "- x", "– x"} {
		if !StartsItem(yes) {
			t.Errorf("%q is none", yes)
		}
	}
	for _, no := range []string{"x", "1 x", "2026 was", "Mr. x", "3.5", "(see x)", "-x", "1,000 x"} {
		if StartsItem(no) {
			t.Errorf("%q is one", no)
		}
	}
}

func TestBuilder(t *testing.T) {
	var b Builder
	b.Aside("Page 1", contract.Block{Kind: contract.Furniture})
	b.Add("Title", contract.Block{Kind: contract.Heading})
	b.Add("", contract.Block{Kind: contract.Paragraph})
	for i, text := range []string{"a", "b1", "b2", "c"} {
		cell := contract.Block{Kind: contract.TableCell, Table: 1, Row: i / 3, Col: []int{0, 1, 1, 0}[i]}
		if span := b.Add(text, cell); span.Len() != len(text) {
			t.Errorf("span %v", span)
		}
	}
	doc := b.Document()
	if broken := doc.Check(); broken != "" {
		t.Fatal(broken)
	}
	if want := "Title\na\tb1\nb2\nc\nPage 1"; doc.Text != want {
		t.Errorf("got %q, want %q", doc.Text, want)
	}
	if body := doc.Text[:doc.BodyEnd]; !strings.HasSuffix(body, "\nc") {
		t.Errorf("the body is %q", body)
	}
	if got := doc.Blocks[len(doc.Blocks)-1].Cut(doc.Text); got != "Page 1" {
		t.Errorf("the aside is %q", got)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("a b", "ﬁ\u00ad- c")
	f.Add("non-", "\xffexclusive")
	f.Fuzz(func(t *testing.T, first, second string) {
		var w Words
		w.WriteString(first)
		w.LineEnd()
		w.WriteString(second)
		got := w.String()
		switch {
		case !utf8.ValidString(got):
			t.Fatalf("not UTF-8: %q", got)
		case strings.Contains(got, "  "), strings.TrimSpace(got) != got, strings.ContainsAny(got, "\t\n\r"):
			t.Fatalf("white space is left: %q", got)
		case Clean(got) != got:
			t.Fatalf("%q becomes %q", got, Clean(got))
		}
	})
}
