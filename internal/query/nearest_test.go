package query

import (
	"reflect"
	"strings"
	"testing"

	"parley/internal/contract"
)

func TestNearest(t *testing.T) {
	lists, errs := ParseLists(map[string]string{"incident": "breach OR incident"})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	q, err := Parse("notify /5 @customer /s $incident /s {d:duration} NOT sample", lists)
	if err != nil {
		t.Fatal(err)
	}
	text := sketch("A breach is bad.|Supplier shall notify Customer of a move.|Nothing.\nPay within 3 days.|Report a breach to Customer in 3 days.")
	run := NewPlan([]*Query{q}).Run(text, contract.Supplier)
	defer run.Release()
	want := []Miss{
		{Sentence: 4, Met: 3, Parts: 4, Missing: []string{"notify"}},
		{Sentence: 1, Met: 2, Parts: 4, Missing: []string{"$incident", "{d:duration}"}},
	}
	if got := run.Nearest(0, 2); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := run.Match(0); len(got) != 0 {
		t.Errorf("%d matches", len(got))
	}
}

func TestInSentence(t *testing.T) {
	q := InSentence(mustParse(t, "(a b) OR c /p d NOT e /5 (f g)"))
	if got, want := q.Root.String(), "((((a /s b) OR c) /p d) not/s (e /5 (f /s g)))"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if q.Source != "(a b) OR c /p d NOT e /5 (f g)" {
		t.Errorf("source %q", q.Source)
	}
}

func TestOneSentence(t *testing.T) {
	if got := mustParse(t, `"right to audit"`).Match(OneSentence("12. Right to Audit")); len(got) != 1 || got[0].Clause != -1 {
		t.Errorf("got %+v", got)
	}
}

// TestPlanOfMany checks that queries run together find what each finds alone, also
// when a run is used again for another text.
func TestPlanOfMany(t *testing.T) {
	sources := []string{"a", "a OR b", "a /2 b", "b /2 a", "a /s c", "a NOT c", `"a b"`, "{x:party}", "a OR b /s c", "heading:h OR c", "a not/2 b"}
	var queries []*Query
	for _, src := range sources {
		queries = append(queries, mustParse(t, src))
	}
	plan := NewPlan(queries)
	for _, content := range []string{"a b c|b a\na c", "h# c a Supplier|b", "", "b b b", "a b c|b a\na c"} {
		text := sketch(content)
		run := plan.Run(text, contract.Supplier)
		for i, q := range queries {
			if got, want := run.Match(i), q.Match(text); !reflect.DeepEqual(got, want) {
				t.Errorf("%s in %q: together %v, alone %v", sources[i], content, got, want)
			}
		}
		run.Release()
	}
}

func TestWalk(t *testing.T) {
	var got []string
	Walk(mustParse(t, `a /5 ("b c" OR d) NOT e`).Root, func(n Node) bool {
		_, or := n.(Or)
		got = append(got, n.String())
		return !or
	})
	want := `((a /5 ("b c" OR d)) NOT e)|(a /5 ("b c" OR d))|a|("b c" OR d)|e`
	if strings.Join(got, "|") != want {
		t.Errorf("got %s", strings.Join(got, "|"))
	}
}
