package library

import (
	"context"
	"strings"
	"testing"
)

func TestSimilarAndTwins(t *testing.T) {
	l := opened(t)
	base := "The supplier shall keep an incident response plan, test it every year and give the customer a summary of the results within thirty days of each test."
	entries := []*Entry{
		{ID: "a", Text: base},
		{ID: "b", Text: strings.Replace(base, "thirty", "sixty", 1)},
		{ID: "c", Text: "The supplier tests its incident response plan."},
		{ID: "d", Text: "Invoices fall due after thirty days."},
	}
	if _, err := l.Add(context.Background(), from(entries), nil); err != nil {
		t.Fatal(err)
	}
	page, err := l.Similar(context.Background(), "a", 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Hits) < 1 || page.Hits[0].ID != "b" {
		t.Errorf("like a: %+v", page.Hits)
	}
	for _, h := range page.Hits {
		if h.ID == "a" {
			t.Error("a clause is not like itself")
		}
	}
	got := search(t, l, Request{Query: "incident", Mode: Terms, Group: true})
	if len(got.Hits) != 2 {
		t.Errorf("grouped: %d hits, want 2", len(got.Hits))
	}
	for _, h := range got.Hits {
		if h.ID != "c" && len(h.Twins) != 1 {
			t.Errorf("%s has the twins %v, want one", h.ID, h.Twins)
		}
	}
	if _, err := l.Similar(context.Background(), "nobody", 5); err == nil {
		t.Error("an unknown id gives no error")
	}
}
