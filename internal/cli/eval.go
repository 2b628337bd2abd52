package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/eval"
	"parley/internal/ingest"
	"parley/internal/llm"
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
	model    modelFlags
}

func newEval(s Streams) *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval --labels DIR PATH…",
		Short: "Score the review of labelled documents against their labels",
		Long: `Reviews the documents below PATH and scores the findings against DIR/<name>.json, which
holds {"passages": [{"topic", "quote", "facts"}], "doubtful": […]}. Prints a Markdown table. With a
model (--model-url) there are three: the rules alone, the model alone, and both, with what the
model cost, so that a model can be chosen by figures.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return runEval(c.Context(), s, f, args) },
	}
	c.Flags().StringVar(&f.labels, "labels", "", "the folder of labels")
	c.Flags().IntVar(&f.misses, "misses", 0, "also list up to N missed and N wrong passages of each topic")
	c.Flags().StringVar(&f.playbook, "playbook", "", "a folder of rules that extend or override the shipped ones")
	c.Flags().IntVarP(&f.jobs, "jobs", "j", 2, "how many documents are read at once")
	f.deal.add(c.Flags())
	f.model.add(c.Flags())
	return c
}

// evaluation is one run of `parley eval`.
type evaluation struct {
	streams Streams
	flags   evalFlags
	labels  []eval.Labels
	paths   map[string]string // by base name without extension
	set     *rule.Set
	deal    contract.Deal
	reading ingest.Options
	model   *llm.Reader // nil: none

	rules, alone, both *eval.Table
	usage              review.Usage
	took               time.Duration // by the model
	problems           []error
}

func runEval(ctx context.Context, s Streams, f evalFlags, paths []string) error {
	e := &evaluation{streams: s, flags: f, rules: eval.NewTable(), alone: eval.NewTable(), both: eval.NewTable()}
	if err := e.loadLabels(); err != nil {
		return err
	}
	var err error
	if e.set, err = loadPlaybook(f.playbook); err != nil {
		return err
	}
	if e.deal, err = f.deal.deal(); err != nil {
		return err
	}
	reader, stopModel, err := f.model.reader(e.set)
	if err != nil {
		return err
	}
	defer stopModel() // only closes the log
	e.model = reader
	reading, stopReading, err := (&readingFlags{revisions: "accepted"}).options()
	if err != nil {
		return err
	}
	defer stopReading()
	e.reading = reading
	files, problems := find(paths)
	e.problems = problems
	e.paths = map[string]string{}
	for _, path := range files {
		e.paths[withoutEnding(filepath.Base(path))] = path
	}
	if err := inOrder(ctx, f.jobs, e.labels, e.score, e.count); err != nil {
		return err
	}
	return e.print()
}

func (e *evaluation) loadLabels() error {
	dir := e.flags.labels
	if dir == "" {
		return usage("--labels is missing", "name the folder that holds <name>.json for each document")
	}
	labels, err := eval.Load(os.DirFS(dir))
	if err != nil {
		return usage(fmt.Sprintf("--labels %s: %v", dir, err), "")
	}
	if len(labels) == 0 {
		return usage(fmt.Sprintf("--labels %s: no labels there", dir), "name the folder that holds <name>.json for each document")
	}
	e.labels = labels
	return nil
}

// scored is what came of one labelled document.
type scored struct {
	labels   eval.Labels
	findings []contract.Finding
	found    bool // it was read
	usage    review.Usage
	took     time.Duration
	errs     []error
}

// score reviews one labelled document; it runs beside others.
func (e *evaluation) score(ctx context.Context, l eval.Labels) scored {
	out := scored{labels: l}
	path := e.paths[l.Name]
	if path == "" {
		return out
	}
	opt := review.Options{Deal: e.deal, Supplier: e.flags.deal.supplier, Customer: e.flags.deal.customer}
	reviews, err := reviewer{e.set, e.reading, opt}.file(ctx, path)
	if err != nil {
		out.errs = located(err, path)
		return out
	}
	for _, rv := range reviews {
		if e.model != nil {
			start := time.Now()
			e.flags.model.consult(ctx, e.model, rv.reading, rv.Review, e.set)
			out.took += time.Since(start)
			out.usage.Add(rv.Model.Usage)
			if rv.Model.Failure != "" {
				out.errs = append(out.errs, fmt.Errorf("%s: %s", path, rv.Model.Failure))
			}
		}
		out.findings = append(out.findings, rv.Findings...)
	}
	out.found = true
	return out
}

// count adds a document to the tables; it is called in the order of the labels.
func (e *evaluation) count(d scored) error {
	e.problems = append(e.problems, d.errs...)
	var rules, model []contract.Finding
	for _, f := range d.findings {
		if f.Source == "model" {
			model = append(model, f)
		} else {
			rules = append(rules, f)
		}
	}
	e.rules.Add(d.labels, rules, d.found)
	e.alone.Add(d.labels, model, d.found)
	e.both.Add(d.labels, d.findings, d.found)
	e.usage.Add(d.usage)
	e.took += d.took
	return nil
}

func (e *evaluation) print() error {
	for _, p := range e.problems {
		fmt.Fprintf(e.streams.Err, "error: %v\n", p)
	}
	tables := []struct {
		title string
		table *eval.Table
	}{{"", e.rules}}
	if e.model != nil {
		tables = []struct {
			title string
			table *eval.Table
		}{{"Rules alone", e.rules}, {"Model alone", e.alone}, {"Both", e.both}}
	}
	for _, t := range tables {
		if t.title != "" {
			fmt.Fprintf(e.streams.Out, "## %s\n\n", t.title)
		}
		if err := t.table.WriteMarkdown(e.streams.Out); err != nil {
			return err
		}
		if e.flags.misses > 0 {
			if err := t.table.WriteMisses(e.streams.Out, e.flags.misses); err != nil {
				return err
			}
		}
	}
	if e.model != nil {
		fmt.Fprintf(e.streams.Out, "\nThe model: %d requests (%d answers kept from before), %d tokens in, %d out, %s.\n",
			e.usage.Requests, e.usage.Cached, e.usage.Prompt, e.usage.Completion, e.took.Round(time.Second))
	}
	if len(e.problems) > 0 {
		return &failure{Code: exitUnread}
	}
	return nil
}
