package report

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"parley/internal/contract"
	"parley/internal/review"
)

// writeMarkdown renders a review as CommonMark with everything a reader needs to answer.
func writeMarkdown(w io.Writer, rv *review.Review, opt Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Review of %s\n\n", escape(rv.Document.Name))
	fmt.Fprintf(&b, "**%s** – score %d of 100. %s\n\n", AdviceWords(rv.Verdict.Advice), rv.Verdict.Score, escape(rv.Verdict.Summary))
	fmt.Fprintf(&b, "| | |\n|---|---|\n| Kind | %s |\n| Reviewed for | the %s |\n", kindWords(rv.Document.Kind), rv.Side)
	for _, p := range rv.Document.Parties {
		fmt.Fprintf(&b, "| %s | %s |\n", roleTitle(p.Role), escape(p.Name))
	}
	fmt.Fprintf(&b, "| SHA-256 | `%s` |\n| Playbook | %s `%s` |\n\n", rv.Document.SHA256, escape(rv.Playbook.Name), rv.Playbook.Digest)
	for i, f := range shown(rv, opt.All) {
		markdownCard(&b, i+1, f)
	}
	markdownList(&b, "What is fine", rv.Verdict.Fine)
	var unusual []string
	for _, u := range rv.Verdict.Unusual {
		unusual = append(unusual, fmt.Sprintf("%s: %s", clauseWords(u.Clause), oneLine(u.Quote)))
	}
	markdownList(&b, "Clauses that no rule covers", unusual)
	markdownList(&b, "What could not be judged", rv.Verdict.Unjudged)
	var warnings []string
	for _, warning := range rv.Document.Warnings {
		warnings = append(warnings, warning.Text)
	}
	markdownList(&b, "Warnings", warnings)
	b.WriteString("This is an automated reading, not legal advice.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownCard(b *strings.Builder, n int, f contract.Finding) {
	fmt.Fprintf(b, "## %d. %s\n\n", n, escape(f.Title))
	fmt.Fprintf(b, "*%s", StanceWords(f.Stance))
	if f.Severity != "" {
		fmt.Fprintf(b, ", %s severity", f.Severity)
	}
	fmt.Fprintf(b, "; %s; rule `%s`*\n\n", escape(Place(f)), f.Rule)
	if f.Quote != "" {
		fmt.Fprintf(b, "> %s\n\n", escape(oneLine(f.Quote)))
	}
	for _, e := range f.Also {
		fmt.Fprintf(b, "> *%s%s:* %s\n\n", e.Role, inClause(e.Clause), escape(oneLine(e.Quote)))
	}
	if len(f.Values) > 0 {
		fmt.Fprintf(b, "Facts: %s\n\n", escape(Facts(f.Values)))
	}
	for _, part := range []struct{ label, text string }{
		{"Why it matters", f.Why}, {"Why they ask", f.Intent}, {"Ask", f.Position.Ask}, {"Settle for", f.Position.Fallback},
		{"Stop at", f.Position.WalkAway}, {"What to write to them", f.Position.Rationale}, {"Clause to put in", f.Position.Insert},
	} {
		if strings.TrimSpace(part.text) != "" {
			fmt.Fprintf(b, "- **%s:** %s\n", part.label, escape(oneLine(part.text)))
		}
	}
	for _, e := range f.Redline {
		fmt.Fprintf(b, "- **Redline:** ~~%s~~ → %s\n", escape(oneLine(e.Delete)), escape(oneLine(e.Insert)))
	}
	if len(f.Position.Evidence) > 0 {
		fmt.Fprintf(b, "- **Offer instead:** %s\n", escape(strings.Join(f.Position.Evidence, ", ")))
	}
	b.WriteString("\n")
}

func inClause(c contract.ClauseRef) string {
	if c.Number == "" {
		return ""
	}
	return ", clause " + c.Number
}

func markdownList(b *strings.Builder, title string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "## %s\n\n", title)
	for _, item := range items {
		fmt.Fprintf(b, "- %s\n", escape(item))
	}
	b.WriteString("\n")
}

// Facts renders a finding's values as "deadline 72 hours, trigger awareness", by name.
func Facts(values map[string]any) string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		switch v := values[name].(type) {
		case bool:
			if v {
				names[i] = name + " yes"
			} else {
				names[i] = name + " no"
			}
		case []string:
			names[i] = name + " " + strings.Join(v, "/")
		default:
			names[i] = fmt.Sprintf("%s %v", name, v)
		}
	}
	return strings.Join(names, ", ")
}

func roleTitle(r contract.Role) string {
	switch r {
	case contract.Supplier:
		return "Supplier"
	case contract.Customer:
		return "Customer"
	}
	return "Party"
}

// escape keeps contract text from being read as Markdown or HTML.
var escaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`)

func escape(s string) string { return escaper.Replace(s) }
