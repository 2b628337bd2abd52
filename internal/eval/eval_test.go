package eval

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"parley/internal/contract"
)

const notice = "The supplier shall notify the customer of a security incident within 72 hours of becoming aware of it."

func TestAddCountsPassages(t *testing.T) {
	labels := Labels{Name: "a", Passages: []Passage{
		{Topic: "incident-notification", Quote: notice, Facts: map[string]any{"deadline": "72 hours", "obligor": "supplier"}},
		{Topic: "insurance", Quote: "The supplier shall hold professional indemnity insurance of one million."},
	}, Doubtful: []Passage{{Topic: "insurance", Quote: "Certificates are sent to the purchasing department every year."}}}
	findings := []contract.Finding{
		{Topic: "incident-notification", Quote: notice, Values: map[string]any{"deadline": "(72) Hours", "obligor": "customer"}},
		{Topic: "incident-notification", Quote: "This sentence is about something else altogether and is wrong."},
		{Topic: "insurance", Quote: "Certificates are sent to the purchasing department every year."},
		{Topic: "insurance", Quote: ""},
	}
	table := NewTable()
	table.Add(labels, findings, true)
	c := table.Topics["incident-notification"]
	if c.Gold != 1 || c.Hit != 1 || c.Found != 2 || c.True != 1 || c.Facts != 2 || c.Right != 1 {
		t.Errorf("incident-notification: got %+v", *c)
	}
	c = table.Topics["insurance"]
	if c.Gold != 1 || c.Hit != 0 || c.Found != 0 || c.DocFound != 0 || len(c.Missed) != 1 {
		t.Errorf("insurance: a doubtful match and an absence must count neither way: got %+v", *c)
	}
	passages, documents := table.Macro()
	if math.Abs(passages-(2.0/3)/2) > 1e-9 || math.Abs(documents-0.5) > 1e-9 {
		t.Errorf("macro F1 = %v, %v", passages, documents)
	}
}

func TestScoredAndSame(t *testing.T) {
	labels := Labels{Name: "a", Scored: []string{"liability-cap"}, Same: map[string]string{"damages-exclusion": "liability-cap"},
		Passages: []Passage{{Topic: "liability-cap", Quote: notice}}}
	table := NewTable()
	table.Add(labels, []contract.Finding{{Topic: "damages-exclusion", Quote: notice}, {Topic: "insurance", Quote: notice}}, true)
	if c := table.Topics["liability-cap"]; c.True != 1 || c.Hit != 1 {
		t.Errorf("merged topic: got %+v", *c)
	}
	if table.Topics["insurance"] != nil {
		t.Error("a topic that was not labelled must not be scored")
	}
}

func TestSame(t *testing.T) {
	long := strings.Repeat("many other words stand before the passage that matters here and there ", 40)
	for _, c := range []struct {
		gold, found string
		want        bool
	}{
		{notice, notice, true},
		{notice, "(b) " + notice, true},
		{notice, long + notice, false},
		{"Net 30", "net 30", true},
		{"", notice, false},
	} {
		var words string
		for i, w := range strings.Fields(c.found) { // make the long text's grams distinct
			if len(c.found) > 500 {
				w += strings.Repeat("x", i%97)
			}
			words += w + " "
		}
		if got := same(grams(c.gold), grams(words)); got != c.want {
			t.Errorf("same(%.40q, %.40q) = %v, want %v", c.gold, c.found, got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ a, b any }{
		{"72 hours", "72 Hour"},
		{"seventy-two (72) hours", "seventy-two 72 hour"},
		{true, "true"},
		{[]any{"ip", "data"}, []string{"data", "ip"}},
		{99.9, "99.9"},
		{"USD 5,000,000", "usd 5000000"},
	} {
		if fold(c.a) != fold(c.b) {
			t.Errorf("fold(%v) = %q, fold(%v) = %q", c.a, fold(c.a), c.b, fold(c.b))
		}
	}
}

func TestLoadAndTable(t *testing.T) {
	labels, err := Load(fstest.MapFS{
		"b.json": {Data: []byte(`{"passages":[{"topic":"insurance","quote":"x y z"}]}`)},
		"a.json": {Data: []byte(`{"passages":[]}`)},
	})
	if err != nil || len(labels) != 2 || labels[0].Name != "a" {
		t.Fatalf("Load = %v, %v", labels, err)
	}
	if _, err := Load(fstest.MapFS{"bad.json": {Data: []byte(`{`)}}); err == nil || !strings.Contains(err.Error(), "bad.json") {
		t.Errorf("a broken file must be named: %v", err)
	}
	table := NewTable()
	for _, l := range labels {
		table.Add(l, nil, l.Name == "a")
	}
	var b bytes.Buffer
	if err := table.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| insurance | 1 | 0 | – | 0.00 | – |", "2 documents", "Without a review: b"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("table lacks %q:\n%s", want, b.String())
		}
	}
	b.Reset()
	if err := table.WriteMisses(&b, 3); err != nil || !strings.Contains(b.String(), "missed insurance: b: x y z") {
		t.Errorf("misses: %v %q", err, b.String())
	}
}
