package library

import (
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"within 24 hours of it", "within 72 hours of it", "within -24-+72+ hours of it"},
		{"", "new words", "+new words+"},
		{"same", "same", "same"},
		{"Supplier shall pay.", "Supplier shall not pay.", "Supplier shall+ not+ pay."},
	} {
		got := Compare(c.a, c.b)
		var shown, a, b strings.Builder
		for _, p := range got.Pieces {
			mark := map[string]string{"insert": "+", "delete": "-"}[p.Op]
			shown.WriteString(mark + p.Text + mark)
			if p.Op != "insert" {
				a.WriteString(p.Text)
			}
			if p.Op != "delete" {
				b.WriteString(p.Text)
			}
		}
		if a.String() != c.a || b.String() != c.b {
			t.Errorf("the pieces make %q and %q, not %q and %q", a.String(), b.String(), c.a, c.b)
		}
		if shown.String() != c.want && shown.String() != strings.Replace(c.want, "+ not+ ", " +not +", 1) {
			t.Errorf("%q, want %q", shown.String(), c.want)
		}
	}
	if s := Compare("one two three four", "one two three five").Same; s != 0.75 {
		t.Errorf("three of four words are the same: %v", s)
	}
}
