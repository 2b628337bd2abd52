package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/outline"
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
	)
	return c
}

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
