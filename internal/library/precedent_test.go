package library

import (
	"context"
	"fmt"
	"testing"

	"parley/internal/contract"
)

func TestPrecedents(t *testing.T) {
	l := opened(t)
	for i, deadline := range []string{"24 hours", "48 hours", "72 hours", "5 business days"} {
		doc, out := msa(t, fmt.Sprintf("1. Incidents. The Provider shall notify the Client within %s.", deadline))
		doc.Name = fmt.Sprintf("c%d.docx", i)
		f := contract.Finding{ID: "f1", Topic: "incident-notification", Stance: contract.Stances[3-i], Start: 14, End: len(doc.Text) - 1, Quote: doc.Text[14 : len(doc.Text)-1], Values: map[string]any{"deadline": deadline, "obligor": "supplier"}}
		if err := l.Index(context.Background(), fmt.Sprint("d", i), doc, out, []contract.Finding{f}); err != nil {
			t.Fatal(err)
		}
	}
	doc, out := msa(t, "1. Law. The law of Ireland governs.")
	if err := l.Index(context.Background(), "other", doc, out, nil); err != nil {
		t.Fatal(err)
	}
	p, err := l.Precedents(context.Background(), contract.Finding{Topic: "incident-notification", Quote: "The Provider shall notify the Client within 36 hours.", Values: map[string]any{"deadline": "36 hours"}}, "d2", 2)
	if err != nil {
		t.Fatal(err)
	}
	if p.Documents != 3 || p.Of != 5 || len(p.Hits) != 2 || p.Hits[0].Document != "d3" {
		t.Errorf("%d of %d documents, hits %+v", p.Documents, p.Of, p.Hits)
	}
	if len(p.Facts) != 2 || p.Facts[0].Name != "deadline" {
		t.Fatalf("facts: %+v", p.Facts)
	}
	if d := p.Facts[0]; d.Count != 3 || d.Median != "24 hours" || d.Most != "48 hours" || d.Below != 1 || d.Above != 1 {
		t.Errorf("deadline: %+v", d)
	}
	if o := p.Facts[1]; o.Line != "Obligor in 3 contracts: supplier in 3." {
		t.Errorf("obligor: %q", o.Line)
	}
}
