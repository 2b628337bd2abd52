package pdf

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestLexer(t *testing.T) {
	tests := []struct{ in, want string }{
		{"1 -2.5 +3 .5 -.25", "1 -2.5 3 0.5 -0.25"},
		{"12.-34", "12"},
		{"--5", "-5"},
		{"(a(b)c) Tj", "(a(b)c) Tj"},
		{`(\(\)\\\n\101\7x)`, "(()\\\nA\ax)"},
		{"(one\\\ntwo)", "(onetwo)"},
		{"(open", "(open)"},
		{"<48 65 6C6c6F> Tj", "(Hello) Tj"},
		{"<4>", "(@)"},
		{"/A#20B /#41 /C#", "/A B /A /C#"},
		{"[ (a) 3 ] TJ", "[ (a) 3 ] TJ"},
		{"<< /K 1 >> BDC", "<< /K 1 >> BDC"},
		{"% a comment\n1 % more", "1"},
		{"q)Q } {", "q Q"},
		{"", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			if got := tokens(tt.in); got != tt.want {
				t.Errorf("tokens = %q, want %q", got, tt.want)
			}
		})
	}
}

// tokens writes the tokens of s, a space between them.
func tokens(s string) string {
	l := lexer{data: []byte(s)}
	var out []string
	for {
		t := l.next()
		switch t.kind {
		case tokNone:
			return strings.Join(out, " ")
		case tokNumber:
			out = append(out, fmt.Sprint(t.num))
		case tokString:
			out = append(out, "("+string(t.raw)+")")
		case tokName:
			out = append(out, "/"+string(t.raw))
		case tokOperator:
			out = append(out, string(t.raw))
		default:
			out = append(out, map[tokenKind]string{tokOpen: "[", tokClose: "]", tokDict: "<<", tokEndDict: ">>"}[t.kind])
		}
	}
}

func TestNumberStaysFinite(t *testing.T) {
	if v := number([]byte(strings.Repeat("9", 400))); math.IsInf(v, 0) || math.IsNaN(v) {
		t.Errorf("number = %v", v)
	}
	if v := number([]byte("595.275591")); v != 595.275591 {
		t.Errorf("number = %v, want 595.275591", v)
	}
}

func TestSkipInlineImage(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "BI /W 1 ID \x00\x01\x02 EI Q", "Q"},
		{"EI within the data", "BI ID ab EI\x90\x91 cd EI\nQ", "Q"},
		{"no end", "BI ID abc", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := lexer{data: []byte(tt.in)}
			for string(l.next().raw) != "ID" {
			}
			l.skipInlineImage()
			if got := string(l.next().raw); got != tt.want {
				t.Errorf("after the image comes %q, want %q", got, tt.want)
			}
		})
	}
}
