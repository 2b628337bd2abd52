package library

import (
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"One. Two. Three", "One.|Two.|Three"},
		{"See Sec. 5 of Acme Inc. The end", "See Sec. 5 of Acme Inc. The end"},
		{"Pay 1.5% now. (a) Then\nwait", "Pay 1.5% now.|(a) Then|wait"},
		{"", ""},
	} {
		var got []string
		for _, u := range sentences(c.text) {
			got = append(got, u.Cut(c.text))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
