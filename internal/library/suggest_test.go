package library

import (
	"testing"
)

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"audit", "audit", 0}, {"adit", "audit", 1}, {"aduit", "audit", 1}, {"auditt", "audit", 1}, {"abcdef", "audit", 3}, {"x", "audit", 3}} {
		if got := editDistance(c.a, c.b, 2); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
