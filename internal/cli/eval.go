package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/eval"
	"parley/internal/ingest"
	"parley/internal/review"
	"parley/internal/rule"
)

// evalFlags are the flags of `parley eval`.
type evalFlags struct {
	labels   string
	misses   int
	playbook string
	jobs     int
	deal     dealFlags
}

func newEval(s Streams) *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval --labels DIR PATH…",
		Short: "Score the review of labelled documents against their labels",
		Long: `Reviews the documents below PATH and scores the findings against DIR/<name>.json, which
holds {"passages": [{"topic", "quote", "facts"}], "doubtful": […]}. Prints a Markdown table.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return runEval(c.Context(), s, f, args) },
	}
	c.Flags().StringVar(&f.labels, "labels", "", "the folder of labels")
	c.Flags().IntVar(&f.misses, "misses", 0, "also list up to N missed and N wrong passages of each topic")
	c.Flags().StringVar(&f.playbook, "playbook", "", "a folder of rules that extend or override the shipped ones")
	c.Flags().IntVarP(&f.jobs, "jobs", "j", 2, "how many documents are read at once")
	f.deal.add(c.Flags())
	return c
}

func runEval(ctx context.Context, s Streams, f evalFlags, paths []string) error {
	if f.labels == "" {
		return usage("--labels is missing", "name the folder that holds <name>.json for each document")
	}
	labels, err := eval.Load(os.DirFS(f.labels))
	if err != nil {
		return usage(fmt.Sprintf("--labels %s: %v", f.labels, err), "")
	}
	if len(labels) == 0 {
		return usage(fmt.Sprintf("--labels %s: no labels there", f.labels), "name the folder that holds <name>.json for each document")
	}
	set, err := loadPlaybook(f.playbook)
	if err != nil {
		return err
	}
	deal, err := f.deal.deal()
	if err != nil {
		return err
	}
	reading, stop, err := (&readingFlags{revisions: "accepted"}).options()
	if err != nil {
		return err
	}
	defer stop()
	files, problems := find(paths)
	byName := map[string]string{}
	for _, path := range files {
		byName[withoutEnding(filepath.Base(path))] = path
	}
	table := eval.NewTable()
	work := func(ctx context.Context, l eval.Labels) scored {
		return scoreOne(ctx, l, byName[l.Name], reading, deal, set)
	}
	err = inOrder(ctx, f.jobs, labels, work, func(d scored) error {
		problems = append(problems, d.errs...)
		table.Add(d.labels, d.findings, d.found)
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintf(s.Err, "error: %v\n", p)
	}
	if err := table.WriteMarkdown(s.Out); err != nil {
		return err
	}
	if f.misses > 0 {
		if err := table.WriteMisses(s.Out, f.misses); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return &failure{Code: exitUnread}
	}
	return nil
}

// scored is what came of one labelled document.
type scored struct {
	labels   eval.Labels
	findings []contract.Finding
	found    bool
	errs     []error
}

func scoreOne(ctx context.Context, l eval.Labels, path string, opt ingest.Options, deal contract.Deal, set *rule.Set) scored {
	out := scored{labels: l}
	if path == "" {
		return out
	}
	docs, err := ingest.Read(ctx, ingest.Source{Path: path}, opt)
	if err != nil {
		out.errs = located(err, path)
		return out
	}
	for _, doc := range docs {
		judging := review.Options{Deal: deal}
		rv, err := review.Make(ctx, review.Read(doc, judging), set, judging)
		if err != nil {
			out.errs = located(err, path)
			return out
		}
		out.findings = append(out.findings, rv.Findings...)
	}
	out.found = true
	return out
}
