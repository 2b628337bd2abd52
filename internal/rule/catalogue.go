package rule

import (
	"fmt"
	"strings"

	"parley/internal/contract"
)

// Catalogue is the playbook as a page of Markdown: every topic with what counts and
// the facts that are read, and every rule with its ladder and answer.
func (s *Set) Catalogue() string {
	var b strings.Builder
	rules := 0
	for _, r := range s.Rules {
		if r.Status != Off {
			rules++
		}
	}
	fmt.Fprintf(&b, "# The playbook\n\n%s, %s. Generated from the files beside this one.\n", plural(len(s.Topics), "topic"), plural(rules, "rule"))
	for _, t := range s.Topics {
		fmt.Fprintf(&b, "\n## %s\n\n`%s`: %s\n", t.Title, t.ID, oneLine(t.About))
		if len(t.Facts) > 0 {
			b.WriteString("\nReads ")
			for i, f := range t.Facts {
				if i > 0 {
					b.WriteString(", ")
				}
				fmt.Fprintf(&b, "*%s* (%s)", f.Name, f.describe())
			}
			b.WriteString(".\n")
		}
		for _, r := range s.Rules {
			if r.Topic == t.ID && r.Status != Off {
				r.catalogue(&b)
			}
		}
	}
	return b.String()
}

// describe says what a fact can be.
func (f *Fact) describe() string {
	if len(f.Values) == 0 {
		return string(f.Kind)
	}
	words := make([]string, len(f.Values))
	for i, v := range f.Values {
		words[i] = v.Name
	}
	switch f.Kind {
	case Choice:
		return strings.Join(words, " / ")
	case List:
		return "any of " + strings.Join(words, ", ")
	}
	return string(f.Kind) + ", or " + strings.Join(words, " / ")
}

// catalogue writes a rule's entry.
func (r *Rule) catalogue(b *strings.Builder) {
	put := func(text string) string {
		terms := map[string]string{"us": "we", "them": "they", "supplier": "the supplier", "customer": "the customer"}
		return oneLine(fill(text, terms, func(string) string { return "…" }))
	}
	fmt.Fprintf(b, "\n### %s\n\n`%s`, %s. %s\n", put(r.Title), r.ID, r.Status, put(r.Why))
	b.WriteString("\n| stance | when |\n|---|---|\n")
	for _, rung := range r.Ladder {
		fmt.Fprintf(b, "| %s | %s |\n", rung.name(), rung.condition())
	}
	for _, rung := range r.Silence {
		fmt.Fprintf(b, "| %s | the contract says nothing%s |\n", rung.name(), strings.TrimPrefix(" and "+rung.condition(), " and otherwise"))
	}
	for _, x := range []struct{ name, text string }{{"Ask", r.Position.Ask}, {"Fallback", r.Position.Fallback}, {"Walk away", r.Position.WalkAway}} {
		if x.text != "" {
			fmt.Fprintf(b, "\n- %s: %s", x.name, put(x.text))
		}
	}
	if len(r.Position.Evidence) > 0 {
		fmt.Fprintf(b, "\n- Evidence: %s", strings.Join(r.Position.Evidence, ", "))
	}
	if len(r.References) > 0 {
		fmt.Fprintf(b, "\n- See: %s", strings.Join(r.References, "; "))
	}
	b.WriteString("\n")
}

// name is the stance and how much it matters.
func (r *Rung) name() string {
	name := strings.ReplaceAll(string(r.Stance), "_", " ")
	if r.Stance.Rank() >= contract.Negotiate.Rank() && r.Severity != "" {
		name += ", " + string(r.Severity)
	}
	return name
}

// condition is the rung's condition as a table cell.
func (r *Rung) condition() string {
	if r.When == nil {
		return "otherwise"
	}
	return "`" + strings.ReplaceAll(oneLine(r.When.Source), "|", "\\|") + "`"
}

// oneLine is text without line ends.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
