package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/outline"
	"parley/internal/review"
	"parley/internal/rule"
)

func newRules(s Streams) *cobra.Command {
	var playbook string
	c := &cobra.Command{Use: "rules", Short: "List, show, test and write rules"}
	c.PersistentFlags().StringVar(&playbook, "playbook", "", "a folder of rules that extend or override the shipped ones")
	// with loads the playbook, so that each command starts from a sound set.
	with := func(run func(set *rule.Set, args []string) error) func(*cobra.Command, []string) error {
		return func(_ *cobra.Command, args []string) error {
			set, err := loadPlaybook(playbook)
			if err != nil {
				return err
			}
			return run(set, args)
		}
	}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the rules", Args: cobra.NoArgs,
			RunE: with(func(set *rule.Set, _ []string) error { return listRules(s.Out, set) })},
		&cobra.Command{Use: "show RULE", Short: "Show a rule with its positions, evidence, sources and tests", Args: cobra.ExactArgs(1),
			RunE: with(func(set *rule.Set, args []string) error { return showRule(s.Out, set, args[0]) })},
		&cobra.Command{Use: "test [PREFIX]", Short: "Run the rules' own tests", Args: cobra.MaximumNArgs(1),
			RunE: with(func(set *rule.Set, args []string) error { return testRules(s.Out, set, strings.Join(args, "")) })},
		&cobra.Command{Use: "lint", Short: "Say what is unwise in the rules, though they load", Args: cobra.NoArgs,
			RunE: with(func(set *rule.Set, _ []string) error { return lintRules(s.Out, set) })},
		&cobra.Command{Use: "catalogue", Short: "Print all rules as one Markdown page", Args: cobra.NoArgs,
			RunE: with(func(set *rule.Set, _ []string) error {
				_, err := io.WriteString(s.Out, set.Catalogue())
				return err
			})},
		newRulesExplain(s, &playbook),
		newRulesNew(s, &playbook),
	)
	return c
}

// lintRules prints the remarks; any of them is exit code 1.
func lintRules(w io.Writer, set *rule.Set) error {
	remarks := set.Lint()
	for _, r := range remarks {
		if _, err := fmt.Fprintln(w, r); err != nil {
			return err
		}
	}
	if len(remarks) > 0 {
		return &failure{Code: exitFindings}
	}
	return nil
}

func newRulesNew(s Streams, playbook *string) *cobra.Command {
	return &cobra.Command{
		Use:     "new ID [TOPIC]",
		Short:   "Write a rule to start from, into --playbook DIR or to the output",
		Example: "  parley rules new supplier/data-escrow data-deletion --playbook my-rules",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := rule.New(args[0], strings.Join(args[1:], ""))
			if err != nil {
				return usage(err.Error(), "an id is supplier/NAME, customer/NAME, both/NAME or topics/NAME")
			}
			if *playbook == "" {
				_, err := s.Out.Write(text)
				return err
			}
			path := filepath.Join(*playbook, filepath.FromSlash(args[0])+".yaml")
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return &failure{Code: exitFailure, What: unreadable(path, err).Error()}
			}
			file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
			if err != nil {
				return usage(path+" is there already, or cannot be written", "choose another id, or remove it first")
			}
			_, err = file.Write(text)
			if closed := file.Close(); err == nil {
				err = closed
			}
			if err == nil {
				_, err = fmt.Fprintf(s.Out, "wrote %s\n", path)
			}
			return err
		},
	}
}

func newRulesExplain(s Streams, playbook *string) *cobra.Command {
	var reading readingFlags
	var deal dealFlags
	var format string
	c := &cobra.Command{
		Use:     "explain FILE RULE",
		Short:   "Show on a contract which passages matched which query, which rung held, and the nearest miss of the others",
		Example: "  parley rules explain msa.docx supplier/incident-notification\n  parley rules explain msa.docx topics/insurance",
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			set, err := loadPlaybook(*playbook)
			if err != nil {
				return err
			}
			d, err := deal.deal()
			if err != nil {
				return err
			}
			opt, stop, err := reading.options()
			if err != nil {
				return err
			}
			defer stop()
			docs, err := ingest.Read(c.Context(), ingest.Source{Path: args[0]}, opt)
			for _, e := range located(err, args[0]) {
				fmt.Fprintf(s.Err, "error: %v\n", e)
			}
			for _, doc := range docs {
				r := review.Read(doc, review.Options{Deal: d, Supplier: deal.supplier, Customer: deal.customer})
				list, err := set.Explain(r.Text, d, args[1])
				if err != nil {
					return err
				}
				if len(list) == 0 {
					return usage(fmt.Sprintf("no rule or topic of the %s's side begins with %q", d.Side, args[1]), "'parley rules list' names them; --side customer for the other side")
				}
				if err := writeExplanations(s.Out, list, format); err != nil {
					return err
				}
			}
			if err != nil {
				return &failure{Code: exitUnread}
			}
			return nil
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	reading.add(c.Flags())
	deal.add(c.Flags())
	return c
}

func writeExplanations(w io.Writer, list []rule.Explanation, format string) error {
	if format == "json" {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(list)
	}
	if format != "text" {
		return usage(fmt.Sprintf("--format %s: no such format", format), "use text or json")
	}
	var b strings.Builder
	for _, x := range list {
		fmt.Fprintf(&b, "%s\n", x.ID)
		for _, p := range x.Passages {
			explainPassage(&b, p)
		}
		if x.Silence != "" {
			fmt.Fprintf(&b, "  nothing was found; silence: %s\n", x.Silence)
		}
		for _, m := range x.Missed {
			fmt.Fprintf(&b, "  no match: %s\n", squeeze(m.Query))
			for _, n := range m.Near {
				fmt.Fprintf(&b, "    nearest (%d of %d parts) %s: %s\n      lacks %s\n", n.Met, n.Of, n.Clause.Number, squeeze(n.Quote), strings.Join(n.Missing, "; "))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func explainPassage(b *strings.Builder, p rule.Explained) {
	fmt.Fprintf(b, "  passage %s: %s\n", p.Clause.Number, squeeze(p.Quote))
	for _, m := range p.Matches {
		fmt.Fprintf(b, "    matched %s\n      by %q\n", squeeze(m.Query), squeeze(m.Words))
	}
	if p.Excluded != "" {
		fmt.Fprintf(b, "    left out: %s\n", squeeze(p.Excluded))
	}
	for _, f := range p.Facts {
		fmt.Fprintf(b, "    fact %s = %s", f.Name, f.Value)
		if f.Words != "" {
			fmt.Fprintf(b, " from %q", squeeze(f.Words))
		}
		b.WriteString("\n")
	}
	for _, step := range p.Steps {
		mark := "no "
		if step.Holds {
			mark = "yes"
		}
		when := step.When
		if when == "" {
			when = "otherwise"
		}
		fmt.Fprintf(b, "    %s %-11s %s\n", mark, step.What, when)
	}
}

// squeeze puts a text on one line.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

func listRules(w io.Writer, set *rule.Set) error {
	for _, r := range set.Rules {
		if _, err := fmt.Fprintf(w, "%-40s %-12s %s\n", r.ID, r.Status, r.Title); err != nil {
			return err
		}
	}
	return nil
}

func showRule(w io.Writer, set *rule.Set, id string) error {
	r := findRule(set, id)
	if r == nil {
		return usage(fmt.Sprintf("no rule is called %q, or several are", id), "'parley rules list' names them")
	}
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, strings.Join(strings.Fields(text), " "))
		}
	}
	fmt.Fprintf(&b, "%s (%s)\n%s\n\n", r.ID, r.Status, r.Title)
	line("why", r.Why)
	line("why they ask", r.Intent)
	b.WriteString("\nladder:\n")
	writeLadder(&b, r.Ladder, "otherwise")
	writeLadder(&b, r.Silence, "the contract says nothing")
	b.WriteString("\n")
	p := r.Position
	line("ask", p.Ask)
	line("settle for", p.Fallback)
	line("stop at", p.WalkAway)
	line("to send", p.Rationale)
	line("note", p.Note)
	line("clause", p.Insert)
	line("evidence", strings.Join(p.Evidence, ", "))
	line("sources", strings.Join(r.References, "; "))
	b.WriteString("\nfinds:\n")
	for _, f := range r.Find {
		fmt.Fprintf(&b, "  %s\n", strings.Join(strings.Fields(f.Source), " "))
	}
	for _, u := range r.Unless {
		fmt.Fprintf(&b, "  unless %s\n", strings.Join(strings.Fields(u.Source), " "))
	}
	fmt.Fprintf(&b, "\n%d tests\n", len(r.Tests))
	_, err := io.WriteString(w, b.String())
	return err
}

func writeLadder(b *strings.Builder, rungs []rule.Rung, always string) {
	for _, rung := range rungs {
		when := always
		if rung.When != nil {
			when = rung.When.Source
		}
		fmt.Fprintf(b, "  %-11s %-7s %s\n", rung.Stance, rung.Severity, when)
	}
}

// findRule gives the rule of an id; a unique end of one ("incident-notification") will do.
func findRule(set *rule.Set, id string) *rule.Rule {
	var found *rule.Rule
	for _, r := range set.Rules {
		if r.ID == id {
			return r
		}
		if strings.HasSuffix(r.ID, "/"+id) {
			if found != nil {
				return nil
			}
			found = r
		}
	}
	return found
}

// testRules prints what is not as it should be, and a count.
func testRules(w io.Writer, set *rule.Set, prefix string) error {
	passed, failed := 0, 0
	for _, r := range set.Test(parseOutline, prefix) {
		if r.OK() {
			passed++
			continue
		}
		failed++
		fmt.Fprintln(w, r)
	}
	fmt.Fprintf(w, "%d passed, %d failed\n", passed, failed)
	switch {
	case failed > 0:
		return &failure{Code: exitFindings}
	case passed == 0:
		return usage(fmt.Sprintf("no rule with tests begins with %q", prefix), "'parley rules list' names them")
	}
	return nil
}

func parseOutline(doc *contract.Document, supplier, customer string, side contract.Role) *contract.Outline {
	return outline.Parse(doc, outline.Options{Supplier: supplier, Customer: customer, Side: side})
}
