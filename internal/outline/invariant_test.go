package outline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"parley/internal/contract"
)

// broken reports the first way in which an outline breaks what its types promise, or "".
func broken(doc *contract.Document, o *contract.Outline) string {
	within := func(s contract.Span) bool {
		return s.Start >= 0 && s.Start <= s.End && s.End <= doc.BodyEnd && aligned(doc.Text, s.Start) && aligned(doc.Text, s.End)
	}
	last := 0
	for i, c := range o.Clauses {
		switch {
		case !within(c.Span) || !within(c.Own) || !c.Contains(c.Own) || c.Own.Start != c.Start:
			return fmt.Sprintf("clause %d %q: spans %v, own %v", i, c.Path, c.Span, c.Own)
		case c.Start < last:
			return fmt.Sprintf("clause %d %q begins before the one above it", i, c.Path)
		case c.Parent >= i || c.Parent < -1:
			return fmt.Sprintf("clause %d: parent %d", i, c.Parent)
		case c.Parent < 0 && c.Level != 1, c.Parent >= 0 && c.Level != o.Clauses[c.Parent].Level+1:
			return fmt.Sprintf("clause %d: level %d", i, c.Level)
		case c.Parent >= 0 && !o.Clauses[c.Parent].Contains(c.Span):
			return fmt.Sprintf("clause %d %q leaves its parent", i, c.Path)
		case c.Part < 0 || c.Part >= len(o.Parts):
			return fmt.Sprintf("clause %d: part %d", i, c.Part)
		case c.Number != "" && !strings.HasPrefix(strings.Join(strings.Fields(c.Cut(doc.Text)), ""), strings.Join(strings.Fields(c.Number), "")):
			return fmt.Sprintf("clause %d: its text %.20q does not begin with its number %q", i, c.Cut(doc.Text), c.Number)
		}
		last = c.Start
	}
	for i := 1; i < len(o.Clauses); i++ {
		if a, b := o.Clauses[i-1], o.Clauses[i]; b.Parent != i-1 && a.End > b.Start {
			return fmt.Sprintf("clause %d %q overlaps %d %q", i-1, a.Path, i, b.Path)
		}
	}
	last = 0
	for i, s := range o.Sentences {
		switch {
		case !within(s.Span) || s.Len() == 0 || s.Start < last:
			return fmt.Sprintf("sentence %d: %v after %d", i, s.Span, last)
		case !within(s.LeadIn) || s.LeadIn.Len() > 0 && s.LeadIn.End > s.Start:
			return fmt.Sprintf("sentence %d: lead-in %v behind its item %v", i, s.LeadIn, s.Span)
		case s.Clause >= len(o.Clauses):
			return fmt.Sprintf("sentence %d: clause %d", i, s.Clause)
		case s.Clause >= 0 && !o.Clauses[s.Clause].Contains(s.Span):
			return fmt.Sprintf("sentence %d %v is not in its clause %v", i, s.Span, o.Clauses[s.Clause].Span)
		}
		last = s.End
	}
	for _, d := range o.Definitions {
		if !within(d.Span) || d.Term == "" {
			return fmt.Sprintf("definition %q: %v", d.Term, d.Span)
		}
		for _, u := range d.Uses {
			if !within(u) || u.Len() == 0 {
				return fmt.Sprintf("use of %q: %v", d.Term, u)
			}
		}
	}
	for _, r := range o.References {
		if !within(r.Span) || r.Cut(doc.Text) != r.Text || r.Target < -1 || r.Target >= len(o.Clauses) {
			return fmt.Sprintf("reference %q: %v to %d", r.Text, r.Span, r.Target)
		}
	}
	for _, q := range o.Parties {
		if q.Name == "" || q.Terms == nil {
			return fmt.Sprintf("party without a name or terms: %v", q)
		}
		for _, s := range q.Spans {
			if !within(s) {
				return fmt.Sprintf("party %q: %v", q.Name, s)
			}
		}
	}
	return ""
}

func aligned(text string, at int) bool { return at == len(text) || utf8.RuneStart(text[at]) }

func TestSharedContractsKeepTheInvariants(t *testing.T) {
	dir := shared(t)
	files, _ := filepath.Glob(filepath.Join(dir, "cuad", "txt", "*.txt"))
	more, _ := filepath.Glob(filepath.Join(dir, "real", "md", "*.md"))
	for _, f := range append(files, more...) {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		doc := plain(filepath.Base(f), strings.ToValidUTF8(string(data), "\ufffd"))
		if msg := broken(doc, Parse(doc, Options{})); msg != "" {
			t.Errorf("%s: %s", filepath.Base(f), msg)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"AGREEMENT\n1. Term. This Agreement begins (the “Term”) on 1 May 2025.\n1.1 Fees\n(a) x; and\n(b) y.\nSchedule 2\n1. A",
		"between X Inc. (“X”), and Y (the “Customer”).\n“A” means B; see Section 1.1(a)(ii), clauses 4 to 6 and Exhibit C.",
		"TABLE OF CONTENTS\n1. A .... 1\n2. B .... 2\n1. A\ni. x\nii. y\n(i) a\n(j) b",
		"• a;\n• b\n§ 5 X\nArticle IV\n((((“”\n…\xff",
		strings.Repeat("1.1 A. ", 90),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := plain("fuzz.txt", strings.ToValidUTF8(text, "\ufffd"))
		if msg := broken(doc, Parse(doc, Options{Supplier: "X"})); msg != "" {
			t.Fatal(msg)
		}
	})
}
