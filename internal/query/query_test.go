package query

import (
	"strings"
	"testing"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// sketch makes a document of one clause a line and one sentence a "|"-separated part;
// "> " before a part makes the first part of its line its lead-in.
func sketch(text string) *Text {
	doc := &contract.Document{Name: "t.txt"}
	outline := &contract.Outline{Kind: "msa", Parties: []contract.Party{
		{Name: "Acme Ltd", Role: contract.Supplier, Terms: []string{"Supplier", "Acme"}},
		{Name: "Globex Inc", Role: contract.Customer, Terms: []string{"Customer"}},
	}}
	for i, line := range strings.Split(text, "\n") {
		heading := ""
		if h, rest, ok := strings.Cut(line, "# "); ok {
			heading, line = h, rest
		}
		start := len(doc.Text)
		var lead contract.Span
		for k, part := range strings.Split(line, "|") {
			item := strings.HasPrefix(part, "> ")
			part = strings.TrimPrefix(part, "> ")
			s := contract.Sentence{Clause: i}
			s.Start = len(doc.Text)
			doc.Text += part
			s.End = len(doc.Text)
			doc.Text += " "
			if item {
				s.LeadIn = lead
			}
			if k == 0 {
				lead = s.Span
			}
			outline.Sentences = append(outline.Sentences, s)
		}
		c := contract.Clause{ID: "c", Parent: -1, Heading: heading, Span: contract.Span{Start: start, End: len(doc.Text)}}
		c.Own = c.Span
		outline.Clauses = append(outline.Clauses, c)
	}
	doc.BodyEnd = len(doc.Text)
	return NewText(doc, outline, quantity.Scan(doc.Text))
}

func TestMatch(t *testing.T) {
	lists, errs := ParseLists(map[string]string{"incident": `"security incident" OR "data breach" OR breach`})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	tests := []struct {
		query, text string
		want        []string // the matched words
	}{
		{"notify", "Supplier notifies Customer.", []string{"notifies"}},
		{"=notify", "Supplier notifies Customer.", nil},
		{"sub-processor", "each subprocessor and sub processor and Sub‑processors", []string{"subprocessor", "sub processor", "Sub‑processors"}},
		{"subprocessors", "a sub-processor", []string{"sub-processor"}},
		{`"without undue delay"`, "without undue delay and without any undue delay", []string{"without undue delay"}},
		{`"without * undue delay"`, "without undue delay and without any undue delay", []string{"without any undue delay"}},
		{"indemnif*", "indemnify and indemnification", []string{"indemnify", "indemnification"}},
		{"organi?ation", "organisation organization", []string{"organisation", "organization"}},
		{"notify pre/3 customer", "notify the Customer, Customer notify", []string{"notify the Customer", "notify the Customer, Customer"}},
		{"notify /3 customer", "Customer shall notify", []string{"Customer shall notify"}},
		{"notify /2 customer", "notify to the Customer", nil},
		{"shall /2 notify", "Supplier shall:|> (a) notify Customer", []string{"a) notify"}},
		{"shall notafter/1 not", "shall notify", []string{"shall"}},
		{"notify notafter/3 not", "shall not notify|shall notify", []string{"notify"}},
		{"notify notpre/3 authority", "notify the authority|notify Customer", []string{"notify"}},
		{"notify /s {deadline:duration} /s $incident", "Supplier shall notify Customer within 72 hours of a data breach.", []string{"notify Customer within 72 hours of a data breach"}},
		{"@supplier pre/2 shall", "Acme shall notify. Supplier will. The Vendor shall pay.", []string{"Acme shall", "Vendor shall"}},
		{"duration<3d", "within 48 hours or 5 days", []string{"48 hours"}},
		{"money>=1000000 USD", "$2,000,000 and $5", []string{"2,000,000"}},
		{"heading:audit /p records", "Audit rights# keep records\nOther# keep records", []string{"records"}},
		{"records NOT heading:audit", "Audit rights# keep records\nOther# keep my records", []string{"records"}},
		{"audit records", "an audit of|the records\naudit", []string{"audit of the records"}},
		{"audit /s records", "an audit of|the records", nil},
		{"audit not/s records", "audit of records|audit of nothing", []string{"audit"}},
	}
	for _, tt := range tests {
		q, err := Parse(tt.query, lists)
		if err != nil {
			t.Errorf("%s: %v", tt.query, err)
			continue
		}
		text := sketch(tt.text)
		var got []string
		for _, m := range q.Match(text) {
			got = append(got, m.Span.Cut(text.Document.Text))
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s in %q: got %q, want %q", tt.query, tt.text, got, tt.want)
		}
	}
}
