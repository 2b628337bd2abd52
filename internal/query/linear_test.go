package query

import (
	"strings"
	"testing"
	"time"
)

// TestLinear runs hostile queries over a text and over one eight times as long: the
// time must grow about as the text does, and the matches stay fewer than a few a word.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	near := "a" + strings.Repeat(" /250 a", 20)
	queries := []string{
		near, "(" + near + ") /s (" + near + ")", "a" + strings.Repeat(" AND a", 20), "a" + strings.Repeat(" /s b", 20),
		"a" + strings.Repeat(" not/250 c", 20), `"a a a a a a a a"`, "(aa* OR a OR b) /9 (a OR b)",
		strings.Repeat("(", 20) + "a" + strings.Repeat(" pre/9 b)", 20), "a NOT (b /3 c)", "{x:party} /s {y:party} /s {z:party}",
	}
	for _, words := range []string{"a ", "a b ", "a b a a c ", "Supplier a "} {
		short, long := sketch(strings.Repeat(words, 400)), sketch(strings.Repeat(words, 3_200))
		for _, src := range queries {
			q := mustParse(t, src)
			measure := func(text *Text) (time.Duration, int) {
				start := time.Now()
				n := len(q.Match(text))
				return time.Since(start), n
			}
			measure(short)
			small, _ := measure(short)
			large, n := measure(long)
			if n > 8*long.Len() {
				t.Errorf("%.40s in %q…: %d matches of %d words", src, words, n, long.Len())
			}
			if large > 80*small+200*time.Millisecond {
				t.Errorf("%.40s in %q…: %v, and %v for eight times the text", src, words, small, large)
			}
		}
	}
}
