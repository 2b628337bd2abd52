package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"parley/internal/contract"
	"parley/internal/review"
)

func sample() *review.Review {
	return &review.Review{
		Format:   1,
		Document: review.Document{Name: "a|b*.pdf", Kind: "msa", Pages: 3, SHA256: strings.Repeat("a", 64), Parties: []contract.Party{{Name: "Acme <b>Ltd</b>", Role: contract.Supplier}}, Warnings: []contract.Warning{{Code: "x", Text: "Page 2 is a picture."}}},
		Side:     contract.Supplier,
		Playbook: review.Playbook{Name: "parley", Digest: strings.Repeat("d", 64)},
		Verdict: review.Verdict{Stance: contract.WalkAway, Score: 70, Summary: "Do not sign.", Advice: review.GetHelp, Matters: []string{"f1"},
			Unusual: []review.Unusual{{Clause: contract.ClauseRef{Number: "9"}, Quote: "The Supplier shall sing."}}, Unjudged: []string{"Schedule 9 is missing."}},
		Findings: []contract.Finding{
			{ID: "f1", Rule: "supplier/indemnity", Topic: "indemnity", Title: "Unlimited *indemnity*", Stance: contract.WalkAway, Severity: contract.High,
				Clause: contract.ClauseRef{ID: "c1", Number: "12.3(b)", Heading: "Indemnity"}, Page: 2, Quote: "Supplier shall  indemnify\nCustomer & others.", Confidence: 0.5,
				Why: "It is open-ended.", Values: map[string]any{"covers": []string{"ip", "data"}, "capped": false, "indemnitor": "supplier"},
				Also:     []contract.Evidence{{Role: "cap", Quote: "The cap does not apply.", Clause: contract.ClauseRef{Number: "13"}}},
				Position: contract.Position{Ask: "Limit it.", Rationale: "Because.", Evidence: []string{"iso27001:A.5.20"}}, Redline: []contract.Edit{{Delete: "all", Insert: "direct"}}},
			{ID: "f2", Rule: "supplier/governing-law", Title: "Governing law", Stance: contract.Acceptable, Quote: "English law governs.", Values: map[string]any{}},
			{ID: "f3", Rule: "supplier/liability-cap", Title: "No cap", Stance: contract.Negotiate, Severity: contract.Medium, Position: contract.Position{Ask: "Add one."}},
		},
	}
}

func render(t *testing.T, f Format, opt Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, sample(), f, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	out := render(t, Text, Options{Width: 80})
	for _, want := range []string{
		"GET HELP BEFORE SIGNING   score 70 of 100", " 1. Unlimited *indemnity*  [refuse as written, high]", "clause 12.3(b) (Indemnity), page 2",
		"│ Supplier shall indemnify Customer & others.", "ask: Limit it.", "offer: iso27001:A.5.20", "uncertain:", " 2. No cap  [negotiate, medium]", "not in this document",
		"Fine, and not shown: 1 findings", "no rule covers 9: The Supplier shall sing.", "not judged: Schedule 9 is missing.", "warning: Page 2 is a picture.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "Governing law") || strings.Contains(out, "\x1b") {
		t.Errorf("shows what is fine, or colours:\n%s", out)
	}
	for _, line := range strings.Split(out, "\n") {
		if n := len([]rune(line)); n > 80 && !strings.Contains(line, "parley "+strings.Repeat("d", 5)) {
			t.Errorf("a line of %d columns: %q", n, line)
		}
	}
	if all := render(t, Text, Options{All: true, Colour: true}); !strings.Contains(all, "Governing law") || !strings.Contains(all, "\x1b[31m") {
		t.Errorf("--all with colours:\n%s", all)
	}
}

func TestMarkdownEscapes(t *testing.T) {
	out := render(t, Markdown, Options{})
	for _, want := range []string{`# Review of a\|b\*.pdf`, `Acme \<b\>Ltd\</b\>`, `## 1. Unlimited \*indemnity\*`, "> *cap, clause 13:* The cap does not apply.", "Facts: capped no, covers ip/data, indemnitor supplier", "~~all~~ → direct", "not legal advice"} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
}

func TestJSON(t *testing.T) {
	pretty, line := render(t, JSON, Options{}), render(t, JSONL, Options{})
	if strings.Count(strings.TrimSpace(line), "\n") != 0 || strings.Count(pretty, "\n") < 10 {
		t.Error("jsonl is one line, json many")
	}
	if !strings.Contains(line, "Customer & others") {
		t.Error("quotes must stay readable")
	}
	var back review.Review
	if err := json.Unmarshal([]byte(line), &back); err != nil || len(back.Findings) != 3 {
		t.Errorf("%v", err)
	}
}

func TestUnknownFormat(t *testing.T) {
	if err := Write(&bytes.Buffer{}, sample(), "word", Options{}); err == nil {
		t.Error("no error")
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"short", 10, "short"}, {"one two three", 9, "one two …"}, {"ééééé", 5, "éé"}} {
		if got := clip(c.in, c.n); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
