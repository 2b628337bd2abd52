package query

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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
		{"heading:audit", "Audit rights# keep records|now\nOther# keep records", []string{"keep records"}},
		{"heading:\"audit rights\" OR other", "Audit right# keep records|now\nOther# keep others", []string{"keep records", "others"}},
		{"heading:aud*", "Audit rights# keep records", []string{"keep records"}},
		{"heading:audit NOT now", "Audit# keep records|now\nAudit# keep others", []string{"keep others"}},
		{"heading:audit kind:msa", "Audit# keep records", []string{"keep records"}},
		{"records kind:dpa", "Audit# keep records", nil},
		{"records party:globex", "keep records", []string{"records"}},
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

// TestOperatorsByCounting compares distances and units with counting by hand, for all pairs of
// letters in all short texts of two sentences.
func TestOperatorsByCounting(t *testing.T) {
	type place struct{ at, sentence, clause int }
	texts := []string{"a b", "b a", "a c b|a", "a|b", "a c c b a b c a", "b|c a c|a b", "a c\nb", "c c\nb c a\na a b", "a b a b|b a c c c b", "c"}
	operators := map[string]func(a, b place) bool{
		"/2":    func(a, b place) bool { return a.sentence == b.sentence && a.at-b.at <= 2 && b.at-a.at <= 2 },
		"pre/2": func(a, b place) bool { return a.sentence == b.sentence && b.at > a.at && b.at-a.at <= 2 },
		"/s":    func(a, b place) bool { return a.sentence == b.sentence },
		"/p":    func(a, b place) bool { return a.clause == b.clause },
		"AND":   func(a, b place) bool { return a.clause == b.clause },
	}
	negations := map[string]string{"not/2": "/2", "notpre/2": "pre/2", "not/s": "/s", "not/p": "/p", "NOT": "AND"}
	for _, src := range texts {
		text := sketch(src)
		places := map[string][]place{}
		for i := range text.Len() {
			places[text.Word(i)] = append(places[text.Word(i)], place{i, text.SentenceOf(i), text.ClauseOf(i)})
		}
		for op, holds := range operators {
			// Every a with a b has a match that begins or ends with it, and no other a has.
			with := map[int]bool{}
			for _, m := range mustParse(t, "a "+op+" b").Match(text) {
				for _, at := range []int{m.Lo, m.Hi} {
					if text.Word(at) == "a" {
						with[at] = true
					}
				}
			}
			for _, a := range places["a"] {
				want := false
				for _, b := range places["b"] {
					want = want || holds(a, b)
				}
				if with[a.at] != want {
					t.Errorf("a %s b in %q: the a at %d: %v, want %v", op, src, a.at, with[a.at], want)
				}
			}
		}
		for op, positive := range negations {
			var got, want []int
			for _, m := range mustParse(t, "a "+op+" b").Match(text) {
				got = append(got, m.Lo)
			}
			for _, a := range places["a"] {
				near := false
				for _, b := range places["b"] {
					near = near || operators[positive](a, b)
				}
				if !near {
					want = append(want, a.at)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("a %s b in %q: %v, want %v", op, src, got, want)
			}
		}
	}
}

func mustParse(t testing.TB, src string) *Query {
	t.Helper()
	q, err := Parse(src, Lists{})
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return q
}

func TestCaptures(t *testing.T) {
	tests := []struct{ query, text, want string }{
		{"notify /s {deadline:duration}", "Supplier shall notify within seventy-two (72) hours.", "deadline=seventy-two (72) hours"},
		{"{a:duration} /s {b:money}", "Pay USD 50 within 10 days.", "a=10 days b=USD 50"},
		{"{b:basis} /s {m:money}", "the greater of $5 and the fees paid in the twelve months before the claim", "b=fees paid in the twelve months before m=$5"},
		{"permit pre/2 {holder:party}", "Supplier shall permit Globex Inc to audit.", "holder=Globex Inc:customer"},
		{"each {who:party}", "The Supplier, each on its own", "who=Supplier:supplier"},
		{"laws /4 {law:name}", "the laws of England and Wales apply", "law=England and Wales"},
		{"laws /4 {law:name}", "the laws of the State of New York, without", "law=New York"},
		{"laws /4 {law:name}", "the Laws of the State of New York and the United States apply", "law=New York"},
		{"law /9 {law:name}", "Governing Law: Laws of the Federal Republic of Germany", "law=Germany law=Germany"},
		{"{uptime:percent}", "an uptime of 99.9%", "uptime=99.9%"},
		{"{often:frequency} /s audit", "audit once per calendar year", "often=once per calendar year"},
		{"{when:duration}", "without undue delay", "when=without undue delay"},
		{"shall /9 {d:duration}", "Supplier shall within 5 days:|> (a) pay", "d=5 days"},
	}
	for _, tt := range tests {
		text := sketch(tt.text)
		var got []string
		for _, m := range mustParse(t, tt.query).Match(text) {
			for _, c := range m.Captured {
				s := c.Name + "=" + c.Span.Cut(text.Document.Text)
				if c.Quantity == nil && c.Role != "" {
					s += ":" + string(c.Role)
				}
				got = append(got, s)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s in %q: got %q, want %q", tt.query, tt.text, strings.Join(got, " "), tt.want)
		}
	}
}

func TestParties(t *testing.T) {
	tests := []struct{ query, text, want string }{
		{"@supplier", "Acme, Acme Ltd, the Supplier, the Vendor, a third party vendor, vendors", "Acme|Acme Ltd|Supplier|Vendor"},
		{"@customer", "Customer, the customer, customers, CLIENT", "Customer|customer|CLIENT"},
		{"@us", "Acme and Globex Inc", "Acme"},
		{"@them", "Acme and Globex Inc", "Globex Inc"},
		{"@each", "each party, the Parties, either of them, the other party, any third party, neither Party", "each party|the Parties|neither Party"},
		{"@party", "Acme, the receiving party and Globex Inc", "Acme|party|Globex Inc"},
	}
	for _, tt := range tests {
		text := sketch(tt.text)
		var got []string
		for _, m := range mustParse(t, tt.query).Match(text) {
			got = append(got, m.Span.Cut(text.Document.Text))
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s in %q: got %q, want %q", tt.query, tt.text, strings.Join(got, "|"), tt.want)
		}
	}
}

// TestSentence tells which sentence a match is of: that of the first written term.
func TestSentence(t *testing.T) {
	tests := []struct {
		query, text string
		want        []int
	}{
		{"audit /p records", "Customer may audit.|Keep the records.", []int{0}},
		{"records /p audit", "Customer may audit.|Keep the records.", []int{1}},
		{"records audit", "Customer may audit.|Keep the records.", []int{1}},
		{"shall /2 notify", "Supplier shall:|> notify Customer|> pay", []int{1}},
		{"shall", "Supplier shall:|> notify Customer|> pay", []int{0}},
	}
	for _, tt := range tests {
		var got []int
		for _, m := range mustParse(t, tt.query).Match(sketch(tt.text)) {
			got = append(got, m.Sentence)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s in %q: sentences %v, want %v", tt.query, tt.text, got, tt.want)
		}
	}
}

// FuzzParse checks that a query that parses says the same when written out.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"a OR b /5 c", `"a * b" not/3 sub-proc*`, "{d:duration} /s $x", "money>1,000 USD AND NOT @us", "heading:\"a b\" (c", "“a” w/3 b"} {
		f.Add(s)
	}
	lists, _ := ParseLists(map[string]string{"x": "a OR b"})
	f.Fuzz(func(t *testing.T, src string) {
		q, err := Parse(src, lists)
		if err != nil {
			if e, ok := err.(*Error); !ok || e.Offset < 0 || e.Offset > len(src) || e.Caret() == "" {
				t.Fatalf("%q: bad error %#v", src, err)
			}
			return
		}
		q.Match(sketch("a b c|d a"))
	})
}

// FuzzMatch checks that matches of any query in any text are in order and in place, and
// the same the second time.
func FuzzMatch(f *testing.F) {
	f.Add("notif* /5 {d:duration} not/3 (a OR @each)", "Supplier shall notify within 72 hours|> each Party\nof it")
	f.Add("(a /3 b) /s (b /2 c) NOT d", "a b c|d\nb-a b c a")
	f.Fuzz(func(t *testing.T, src, content string) {
		if len(content) > 4000 || !utf8.ValidString(content) {
			return
		}
		q, err := Parse(src, Lists{})
		if err != nil {
			return
		}
		text := sketch(content)
		first := q.Match(text)
		for i, m := range first {
			if m.Lo > m.Hi || m.Hi >= text.Len() || m.Span.Start >= m.Span.End || m.Span.End > len(text.Document.Text) || m.First > m.Last {
				t.Fatalf("%s in %q: bad match %+v", src, content, m)
			}
			if i > 0 && m.Lo < first[i-1].Lo {
				t.Fatalf("%s in %q: matches out of order", src, content)
			}
			for _, c := range m.Captured {
				if c.Span.Cut(text.Document.Text) == "" {
					t.Fatalf("%s in %q: empty capture", src, content)
				}
			}
		}
		if again := q.Match(text); !reflect.DeepEqual(first, again) {
			t.Fatalf("%s in %q: other matches the second time", src, content)
		}
	})
}
