package library

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// noon is a fixed time: the library never asks the clock for what it keeps.
var noon = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

var shippedBank = []BankClause{
	{ID: "liability-cap/market", Topic: "liability-cap", Title: "Cap at twelve months' fees", Text: "Each party's liability is limited to the fees paid in the last twelve months.", Status: Approved},
	{ID: "publicity/supplier", Topic: "publicity", Title: "Name and logo", Leans: "supplier", Text: "Supplier may name Customer in its list of customers.", Status: Approved},
}

func TestBankLivesThroughItsHistory(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir, Options{Bank: shippedBank})
	if err != nil {
		t.Fatal(err)
	}
	id, err := l.SaveClause(BankClause{Topic: "insurance", Title: "Cyber cover", Text: "Supplier keeps cyber insurance of two million dollars."}, "ana", noon)
	if err != nil || id != "insurance/own-1" {
		t.Fatalf("saved as %q, %v", id, err)
	}
	if err := l.ApproveClause(id, "ben", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	edited := shippedBank[1]
	edited.Text = "Supplier may name Customer with its prior consent."
	if _, err := l.SaveClause(edited, "ana", noon); err != nil {
		t.Fatal(err)
	}
	if err := l.RetireClause("liability-cap/market", "ben", noon); err != nil {
		t.Fatal(err)
	}
	check := func(l *Library) {
		t.Helper()
		for query, want := range map[string]string{"cyber": "bank:insurance/own-1", "consent": "bank:publicity/supplier", "fees": ""} {
			page := search(t, l, Request{Query: query, Mode: Terms, Source: SourceBank})
			got := ""
			if len(page.Hits) > 0 {
				got = page.Hits[0].ID
			}
			if got != want {
				t.Errorf("%s: found %q, want %q", query, got, want)
			}
		}
		var actions []string
		for _, c := range l.ClauseHistory(id) {
			actions = append(actions, c.Action+" by "+c.By)
		}
		if got := strings.Join(actions, ", "); got != "save by ana, approve by ben" {
			t.Errorf("history: %s", got)
		}
		if all := l.BankClauses(""); len(all) != 2 || all[0].ID != id || all[0].Status != Approved || !all[1].Own {
			t.Errorf("bank: %+v", all)
		}
	}
	check(l)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(dir, Options{Bank: shippedBank}); err != nil {
		t.Fatal(err)
	}
	check(l)
	if _, err := l.BankClause("nothing"); !errors.Is(err, ErrNoClause) {
		t.Errorf("an unknown clause gives %v", err)
	}
	for _, bad := range []BankClause{{Title: "a", Topic: "b"}, {Text: "a", Topic: "b"}, {Text: "a", Title: "b"}} {
		if _, err := l.SaveClause(bad, "ana", noon); err == nil {
			t.Errorf("%+v was saved", bad)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestJournalDropsWhatWasCutShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path, []byte("{\"query\":\"a\"}\n{\"query\":\"b\"}\n{\"query\":\"c"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a b", "a b d"} {
		var got []string
		j, err := openJournal(path, func(q PastQuery) { got = append(got, q.Query) })
		if err != nil {
			t.Fatal(err)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("read %v, want %s", got, want)
		}
		if err := j.append(PastQuery{Query: "d"}); err != nil {
			t.Fatal(err)
		}
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, []byte("{\"query\":\"a\"}\nnonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openJournal(path, func(PastQuery) {}); err == nil || !strings.Contains(err.Error(), ":2:") {
		t.Errorf("a damaged line gives %v, want an error that names line 2", err)
	}
}

func TestSavedSearchesAndHistory(t *testing.T) {
	l := opened(t)
	if err := l.SaveSearch(SavedSearch{Name: "caps", Query: "liability /9 exceed", By: "ana", At: noon}); err != nil {
		t.Fatal(err)
	}
	if err := l.SaveSearch(SavedSearch{Name: "broken", Query: "liability AND (", By: "ana", At: noon}); err == nil {
		t.Error("a search that cannot be read was saved")
	}
	if err := l.SaveSearch(SavedSearch{Name: "audits", Query: "audit*", By: "ana", At: noon}); err != nil {
		t.Fatal(err)
	}
	if err := l.ForgetSearch("ana", "caps"); err != nil {
		t.Fatal(err)
	}
	if got := l.SavedSearches("ana"); len(got) != 1 || got[0].Name != "audits" {
		t.Errorf("saved: %+v", got)
	}
	for _, q := range []string{"a", "b", "a"} {
		if err := l.Remember(PastQuery{Query: q, By: "ana", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	if h := l.History("ana"); len(h) != 2 || h[0].Query != "a" || h[1].Query != "b" {
		t.Errorf("history: %+v", h)
	}
	if h := l.History("ben"); len(h) != 0 {
		t.Errorf("ben has the history %+v", h)
	}
}

func TestShippedBankIsFound(t *testing.T) {
	shipped, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(t.TempDir(), Options{Bank: shipped})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	page := search(t, l, Request{Query: "topic:assignment", Source: SourceBank})
	if page.Total < 3 {
		t.Errorf("%d clauses on assignment, want 3 or more", page.Total)
	}
	for _, h := range page.Hits {
		if h.Source != SourceBank || h.Text == "" || h.Name == "" {
			t.Errorf("hit %+v", h)
		}
	}
}
