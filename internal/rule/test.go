package rule

import (
	"fmt"
	"sort"
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// Outliner reads the structure of a document; package outline provides it.
type Outliner func(doc *contract.Document, supplier, customer string, side contract.Role) *contract.Outline

// Result is the outcome of one test of a playbook.
type Result struct {
	File   string
	Line   int
	Name   string   // the test's name, else the beginning of its text
	Failed []string // what was not as expected; empty when all was
	Todo   string   // the known gap, when the test names one
}

// OK reports whether the outcome is as it should be: a test passes, a known gap fails.
func (r Result) OK() bool { return (len(r.Failed) == 0) == (r.Todo == "") }

// String gives the outcome in a few lines; a known gap that passes says so.
func (r Result) String() string {
	head := fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Name)
	switch {
	case r.Todo != "" && len(r.Failed) == 0:
		return head + "\n    passes, though it is marked todo: " + r.Todo + "; remove the mark"
	case r.Todo != "":
		return head + "\n    todo: " + r.Todo
	case len(r.Failed) == 0:
		return head + ": ok"
	}
	return head + "\n    " + strings.Join(r.Failed, "\n    ")
}

// Test runs the tests of topics and rules whose id begins with prefix, in order.
func (s *Set) Test(outliner Outliner, prefix string) []Result {
	var out []Result
	for _, t := range s.Topics {
		if strings.HasPrefix("topics/"+t.ID, prefix) {
			for i := range t.Tests {
				out = append(out, s.testTopic(outliner, t, &t.Tests[i]))
			}
		}
	}
	for _, r := range s.Rules {
		if strings.HasPrefix(r.ID, prefix) {
			for i := range r.Tests {
				out = append(out, s.testRule(outliner, r, &r.Tests[i]))
			}
		}
	}
	return out
}

// result begins the outcome of a test.
func (t *Test) result() Result {
	name := t.Name
	if name == "" {
		name = shorten(t.Text, 70)
	}
	return Result{File: t.place.file, Line: t.place.line, Name: name, Todo: t.Todo}
}

// shorten cuts text to at most n characters.
func shorten(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// document makes the text of a test a document: every line a paragraph.
func document(name, text string) *contract.Document {
	doc := &contract.Document{Name: name, Type: "txt", Language: "en", Text: text, BodyEnd: len(text)}
	start := 0
	for _, line := range strings.SplitAfter(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed != "" {
			at := start + strings.Index(line, trimmed)
			doc.Blocks = append(doc.Blocks, contract.Block{Kind: contract.Paragraph, Span: contract.Span{Start: at, End: at + len(trimmed)}})
		}
		start += len(line)
	}
	return doc
}

// stage sets up the document of a test.
func (s *Set) stage(outliner Outliner, t *Test, side contract.Role) (*query.Text, contract.Deal) {
	doc := document("test.txt", t.Text)
	outline := outliner(doc, t.Supplier, t.Customer, side)
	if t.Kind != "" {
		outline.Kind = t.Kind
	}
	deal := t.Deal
	if deal.Side == contract.Unknown {
		deal.Side = side
	}
	return query.NewText(doc, outline, quantity.Scan(doc.Text)), deal
}

// testTopic runs a test of a topic.
func (s *Set) testTopic(outliner Outliner, topic *Topic, t *Test) Result {
	res := t.result()
	text, deal := s.stage(outliner, t, contract.Supplier)
	sc := newScene(s, text, deal)
	defer sc.close()
	var got []contract.Finding
	for _, p := range sc.passages[topic.ID] {
		got = append(got, sc.neutral(topic, p))
	}
	res.Failed = t.compare(got)
	return res
}

// testRule runs a test of a rule.
func (s *Set) testRule(outliner Outliner, r *Rule, t *Test) Result {
	res := t.result()
	side := r.Side
	if side == contract.Both {
		side = contract.Supplier
	}
	text, deal := s.stage(outliner, t, side)
	sc := newScene(s, text, deal)
	defer sc.close()
	found, err := sc.judge(r, map[*passage]bool{})
	if err != nil {
		res.Failed = []string{err.Error()}
		return res
	}
	var got []contract.Finding
	var absence *contract.Finding
	for i := range found {
		if found[i].Quote == "" {
			absence = &found[i]
		} else {
			got = append(got, found[i])
		}
	}
	switch {
	case t.Silence != "":
		res.Failed = t.compareSilence(got, absence)
	case absence != nil && !t.None:
		res.Failed = []string{fmt.Sprintf("nothing was found, and silence is %s", absence.Stance)}
	default:
		res.Failed = t.compare(got)
		if len(res.Failed) == 0 && t.Redline != "" {
			if have := changed(t.Text, got); have != t.Redline {
				res.Failed = []string{fmt.Sprintf("the redline gives %q, expected %q", have, t.Redline)}
			}
		}
	}
	return res
}

// compareSilence tells how what was found differs from the silence that the test expects.
func (t *Test) compareSilence(got []contract.Finding, absence *contract.Finding) []string {
	switch {
	case len(got) > 0:
		return []string{"a passage was found: " + shorten(got[0].Quote, 100)}
	case absence == nil:
		return []string{"silence says nothing here"}
	case absence.Stance != t.Silence:
		return []string{fmt.Sprintf("nothing was found, and silence is %s", absence.Stance)}
	}
	return nil
}

// compare tells how the findings differ from what the test expects. With several
// findings, one must be as expected.
func (t *Test) compare(got []contract.Finding) []string {
	switch {
	case t.None:
		if len(got) > 0 {
			return []string{"found, but nothing was expected: " + shorten(got[0].Quote, 120)}
		}
		return nil
	case len(got) == 0:
		return []string{"nothing was found"}
	case t.Count > 0 && len(got) != t.Count:
		return []string{fmt.Sprintf("%d passages were found, expected %d", len(got), t.Count)}
	}
	var best []string
	for i := range got {
		failed := t.differs(&got[i])
		if len(failed) == 0 {
			return nil
		}
		if i == 0 || len(failed) < len(best) {
			best = failed
		}
	}
	return best
}

// differs tells how a finding differs from what the test expects.
func (t *Test) differs(f *contract.Finding) []string {
	var out []string
	if t.Quote != "" && f.Quote != t.Quote {
		out = append(out, fmt.Sprintf("the quote is %q", f.Quote))
	}
	if t.Stance != "" && f.Stance != t.Stance {
		out = append(out, fmt.Sprintf("the stance is %s, expected %s (values: %s)", f.Stance, t.Stance, valuesLine(f.Values)))
	}
	if t.Severity != "" && f.Severity != t.Severity {
		out = append(out, fmt.Sprintf("the severity is %q, expected %s", f.Severity, t.Severity))
	}
	for _, e := range t.Values {
		have, ok := f.Values[e.Fact]
		want := strings.Join(e.Values, ", ")
		switch {
		case !ok && len(e.Values) > 0:
			out = append(out, fmt.Sprintf("%s was not read, expected %s", e.Fact, want))
		case ok && factText(have) != want:
			out = append(out, fmt.Sprintf("%s is %q, expected %q", e.Fact, factText(have), want))
		}
	}
	return out
}

// factText writes a fact's value as tests do.
func factText(v any) string {
	if list, ok := v.([]string); ok {
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(v)
}

// valuesLine writes values on one line, by name.
func valuesLine(values map[string]any) string {
	names := make([]string, 0, len(values))
	for n := range values {
		names = append(names, n)
	}
	sort.Strings(names)
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = n + "=" + factText(values[n])
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// changed is text with the proposed changes of the findings made.
func changed(text string, findings []contract.Finding) string {
	var edits []contract.Edit
	for _, f := range findings {
		edits = append(edits, f.Redline...)
	}
	edits = apartFromEachOther(edits)
	for i := len(edits) - 1; i >= 0; i-- {
		text = text[:edits[i].Start] + edits[i].Insert + text[edits[i].End:]
	}
	return text
}
