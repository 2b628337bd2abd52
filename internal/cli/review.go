package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/llm"
	"parley/internal/report"
	"parley/internal/review"
	"parley/internal/rule"
)

// reviewFlags are the flags of `parley review`.
type reviewFlags struct {
	format   string
	out      string
	failOn   string
	all      bool
	jobs     int
	deal     dealFlags
	reading  readingFlags
	playbook string
	model    modelFlags
	dryRun   bool
}

func newReview(s Streams) *cobra.Command {
	var f reviewFlags
	c := &cobra.Command{
		Use:   "review PATH…",
		Short: "Review contracts: files, or folders searched for contracts",
		Example: `  parley review msa.pdf
  parley review --side customer --format md contractor.docx
  parley review --out reviews --fail-on walk_away contracts/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return runReview(c.Context(), s, f, args)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "", "text, json, jsonl or md (default: text, or json with --out)")
	flags.StringVar(&f.out, "out", "", "write each review to DIR/<name>.json (or .md, .txt)")
	flags.StringVar(&f.failOn, "fail-on", "walk_away", "exit with 1 when a finding stands at this stance or worse: acceptable, negotiate, walk_away, never")
	flags.BoolVar(&f.all, "all", false, "show people the preferred and acceptable passages too")
	flags.IntVarP(&f.jobs, "jobs", "j", runtime.NumCPU(), "how many documents are read at once")
	flags.StringVar(&f.playbook, "playbook", "", "a folder of rules that extend or override the shipped ones")
	flags.BoolVar(&f.dryRun, "model-dry-run", false, "print exactly what would be sent to the model, and send nothing")
	f.deal.add(flags)
	f.reading.add(flags)
	f.model.add(flags)
	return c
}

// batch is one run of `parley review`.
type batch struct {
	streams  Streams
	flags    reviewFlags
	format   report.Format
	failOn   contract.Stance // "" for never
	deal     contract.Deal
	reading  ingest.Options
	playbook *rule.Set
	names    map[string]bool // base names given out under --out
	worst    contract.Stance
	unread   int
	bar      *progressbar.ProgressBar
	model    *llm.Reader // nil: none is configured
}

func runReview(ctx context.Context, s Streams, f reviewFlags, paths []string) error {
	b := &batch{streams: s, flags: f, names: map[string]bool{}, worst: contract.Preferred}
	if err := b.prepare(); err != nil {
		return err
	}
	reading, stopReading, err := f.reading.options()
	if err != nil {
		return err
	}
	defer stopReading()
	b.reading = reading
	reader, stop, err := f.model.reader(b.playbook)
	if err != nil {
		return err
	}
	defer stop() // only closes the log
	b.model = reader
	if f.dryRun && reader == nil {
		return usage("--model-dry-run: no model is configured", "name one with --model-url and --model")
	}
	files, problems := find(paths)
	b.complain(problems...)
	if b.shouldDraw(len(files)) {
		b.bar = newBar(s, len(files), "reviewing")
	}
	err = inOrder(ctx, f.jobs, files, b.read, func(d done) error { return b.deliver(ctx, d) })
	if b.bar != nil {
		_ = b.bar.Finish() // it draws; a terminal that went away is no reason to fail
	}
	if err != nil {
		return err
	}
	switch {
	case b.unread > 0:
		return &failure{Code: exitUnread}
	case b.failOn != "" && b.worst.Rank() >= b.failOn.Rank():
		return &failure{Code: exitFindings}
	}
	return nil
}

// prepare checks the flags and loads the rules, before anything is read.
func (b *batch) prepare() (err error) {
	f := b.flags
	b.format = report.Format(f.format)
	if f.format == "" {
		b.format = report.Text
		if f.out != "" {
			b.format = report.JSON
		}
	}
	if !slices.Contains(report.Formats, b.format) {
		return usage(fmt.Sprintf("--format %s: no such format", f.format), "use text, json, jsonl or md")
	}
	if f.failOn != "never" {
		b.failOn = contract.Stance(strings.ReplaceAll(f.failOn, "-", "_"))
		if b.failOn.Rank() < 1 {
			return usage(fmt.Sprintf("--fail-on %s: no such stance", f.failOn), "use acceptable, negotiate, walk_away or never")
		}
	}
	if f.jobs < 1 {
		return usage(fmt.Sprintf("--jobs %d: too few", f.jobs), "use 1 or more")
	}
	if b.deal, err = f.deal.deal(); err != nil {
		return err
	}
	if b.playbook, err = loadPlaybook(f.playbook); err != nil {
		return err
	}
	if f.out != "" {
		if err := os.MkdirAll(f.out, 0o700); err != nil {
			return &failure{exitFailure, fmt.Sprintf("--out %s: the folder cannot be made", f.out), "choose a folder that you may write to"}
		}
	}
	return nil
}

func (b *batch) shouldDraw(files int) bool {
	return files > 1 && isTerminal(b.streams.Err) && (b.flags.out != "" || !isTerminal(b.streams.Out))
}

// done is what came of one file: reviews (several for mail and archives), or errors.
type done struct {
	path    string
	reviews []reviewed
	err     error
}

// read reads and reviews one file; it runs beside others.
func (b *batch) read(ctx context.Context, path string) done {
	opt := review.Options{Deal: b.deal, Supplier: b.flags.deal.supplier, Customer: b.flags.deal.customer}
	reviews, err := reviewer{b.playbook, b.reading, opt}.file(ctx, path)
	return done{path, reviews, err}
}

// deliver writes what came of one file; it is called in the order of the files.
func (b *batch) deliver(ctx context.Context, d done) error {
	if b.bar != nil {
		_ = b.bar.Add(1)
	}
	if d.err != nil {
		b.complain(located(d.err, d.path)...)
	}
	for _, rv := range d.reviews {
		if rv.Verdict.Stance.Rank() > b.worst.Rank() {
			b.worst = rv.Verdict.Stance
		}
		if err := b.deliverOne(ctx, d, rv); err != nil {
			return err
		}
	}
	return nil
}

// deliverOne writes a review. A model is asked afterwards, where the output allows a second
// word, so that it can neither delay nor lose what the rules found.
func (b *batch) deliverOne(ctx context.Context, d done, rv reviewed) error {
	if b.flags.dryRun {
		return writePlan(b.streams.Out, rv.Document.Name, b.model.Plan(rv.reading, rv.Review))
	}
	write := b.writer(d, rv)
	if b.model == nil {
		return write(rv.Review)
	}
	twice := b.flags.out != ""
	if twice {
		if err := write(rv.Review); err != nil {
			return err
		}
	}
	b.flags.model.consult(ctx, b.model, rv.reading, rv.Review, b.playbook)
	return write(rv.Review)
}

// complain says what could not be read, a line each.
func (b *batch) complain(errs ...error) {
	for _, err := range errs {
		b.unread++
		if b.bar != nil {
			_ = b.bar.Clear()
		}
		fmt.Fprintf(b.streams.Err, "error: %v\n", err)
	}
}

// writer gives the function that writes a document's review where it belongs, over what it
// wrote before.
func (b *batch) writer(d done, rv reviewed) func(*review.Review) error {
	opt := report.Options{All: b.flags.all, Width: columns(b.streams.Out)}
	if b.flags.out == "" {
		opt.Colour = isTerminal(b.streams.Out) && os.Getenv("NO_COLOR") == ""
		return func(r *review.Review) error { return report.Write(b.streams.Out, r, b.format, opt) }
	}
	path := b.outPath(d, rv)
	return func(r *review.Review) error {
		if err := writeFile(path, func(w io.Writer) error { return report.Write(w, r, b.format, opt) }); err != nil {
			return &failure{exitFailure, path + ": the review cannot be written", "check the folder's permissions and the disk's space"}
		}
		return nil
	}
}

// writeFile makes or replaces a file at once: readers see the old one or the whole new one.
func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".parley-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when the rename went well
	err = write(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	return err
}

// outPath is DIR/<input's base name without extension>.json. A document out of a mail or
// an archive adds its own name; a name given out already gets a number.
func (b *batch) outPath(d done, rv reviewed) string {
	base := withoutEnding(filepath.Base(d.path))
	if len(d.reviews) > 1 {
		base += "-" + withoutEnding(filepath.Base(rv.Document.Name))
	}
	name := base
	for n := 2; b.names[name]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	b.names[name] = true
	if name != base {
		fmt.Fprintf(b.streams.Err, "note: %s: another input has that name; its review is %s%s\n", d.path, name, b.format.Extension())
	}
	return filepath.Join(b.flags.out, name+b.format.Extension())
}

func withoutEnding(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) }

// inOrder runs work over items, at most jobs at once, and hands the results to deliver in
// the items' order. It holds at most 2*jobs results that wait for their turn.
func inOrder[T, R any](ctx context.Context, jobs int, items []T, work func(context.Context, T) R, deliver func(R) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make([]chan R, len(items))
	for i := range results {
		results[i] = make(chan R, 1)
	}
	window := make(chan struct{}, 2*jobs) // results made or in the making
	next := make(chan int)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				results[i] <- work(ctx, items[i])
			}
		})
	}
	go func() {
		defer close(next)
		for i := range items {
			select {
			case window <- struct{}{}:
			case <-ctx.Done():
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer workers.Wait()
	for i := range items {
		select {
		case r := <-results[i]:
			<-window
			if err := deliver(r); err != nil {
				cancel()
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return min(width, 110)
		}
	}
	return 0
}
