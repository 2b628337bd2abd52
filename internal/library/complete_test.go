package library

import (
	"context"
	"testing"
)

func TestComplete(t *testing.T) {
	l := indexed(t)
	for _, c := range []struct {
		query, want string
	}{
		{"topic:inc", "topic:incident-notification"},
		{"fees @sup", "@supplier"},
		{"kind:", "kind:msa"},
		{"(insu", "insurance"},
		{"party:kes", `party:"Kestrel Ltd"`},
		{"a AN", "AND"},
		{"hea", "heading:"},
	} {
		got, err := l.Complete(context.Background(), c.query, len(c.query))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, g := range got {
			found = found || g.Insert == c.want && c.query[g.Start:g.End] == c.query[g.Start:]
		}
		if !found {
			t.Errorf("%q: %+v, want %s among them", c.query, got, c.want)
		}
	}
	if _, err := l.Complete(context.Background(), "abc", 9); err == nil {
		t.Error("a caret after the end gives no error")
	}
}
