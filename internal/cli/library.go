package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"parley/internal/library"
	"parley/internal/review"
	"parley/internal/rule"
)

// libraryFolder is where under --data the clause library lives.
func libraryFolder(data string) string { return filepath.Join(data, "library") }

// openLibrary opens the clause library under a data folder, with the shipped bank in it.
func openLibrary(data string, set *rule.Set) (*library.Library, error) {
	bank, err := library.Shipped()
	if err != nil {
		return nil, err
	}
	lib, err := library.Open(libraryFolder(data), library.Options{Lists: set.Lists, Bank: bank})
	if err != nil {
		return nil, &failure{exitFailure, err.Error(), "one program at a time can use a library: stop the other (parley serve?), or choose another folder with --data"}
	}
	return lib, nil
}

// onLibrary is a command's work on an open library.
type onLibrary func(ctx context.Context, lib *library.Library, set *rule.Set, args []string) error

// withLibrary opens the library for a command and closes it afterwards.
func withLibrary(data *string, run onLibrary) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) (err error) {
		set, err := loadPlaybook("")
		if err != nil {
			return err
		}
		lib, err := openLibrary(*data, set)
		if err != nil {
			return err
		}
		defer func() {
			if closed := lib.Close(); err == nil {
				err = closed
			}
		}()
		return run(c.Context(), lib, set, args)
	}
}

func newLibrary(s Streams) *cobra.Command {
	var data string
	c := &cobra.Command{Use: "library", Short: "Keep clauses to be searched: add, import, list, remove, stats, rebuild"}
	addData(c.PersistentFlags(), &data)
	c.AddCommand(newLibraryAdd(s, &data), newLibraryImport(s, &data),
		&cobra.Command{Use: "list", Short: "List the documents kept", Args: cobra.NoArgs,
			RunE: withLibrary(&data, func(ctx context.Context, lib *library.Library, _ *rule.Set, _ []string) error {
				return listLibrary(ctx, s.Out, lib)
			})},
		&cobra.Command{Use: "remove ID…", Short: "Remove documents by the ids that list shows", Args: cobra.MinimumNArgs(1),
			RunE: withLibrary(&data, removeFromLibrary)},
		&cobra.Command{Use: "stats", Short: "Count what is kept", Args: cobra.NoArgs,
			RunE: withLibrary(&data, func(ctx context.Context, lib *library.Library, _ *rule.Set, _ []string) error {
				return printStats(ctx, s.Out, lib)
			})},
		&cobra.Command{Use: "rebuild", Short: "Make the index anew from what is kept", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error {
				n, err := library.Rebuild(c.Context(), libraryFolder(data), nil)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(s.Out, "%d entries\n", n)
				return err
			}},
	)
	return c
}

func newLibraryAdd(s Streams, data *string) *cobra.Command {
	var reading readingFlags
	var deal dealFlags
	var jobs int
	c := &cobra.Command{
		Use:   "add PATH…",
		Short: "Review contracts and keep their clauses",
		Long: `Reviews the contracts below PATH and keeps their clauses and findings. A file whose bytes are
kept already is skipped, so an add that was cut short is simply run again.`,
		Args: cobra.MinimumNArgs(1),
		RunE: withLibrary(data, func(ctx context.Context, lib *library.Library, set *rule.Set, args []string) error {
			opt, stop, err := reading.options()
			if err != nil {
				return err
			}
			defer stop()
			d, err := deal.deal()
			if err != nil {
				return err
			}
			a := adder{s, lib, reviewer{set, opt, review.Options{Deal: d, Supplier: deal.supplier, Customer: deal.customer}}}
			return a.run(ctx, jobs, args)
		}),
	}
	c.Flags().IntVarP(&jobs, "jobs", "j", 2, "how many documents are read at once")
	reading.add(c.Flags())
	deal.add(c.Flags())
	return c
}

// adder adds files to a library.
type adder struct {
	streams  Streams
	lib      *library.Library
	reviewer reviewer
}

// added is what came of one file.
type added struct {
	path    string
	there   bool // kept before
	reviews []reviewed
	err     error
}

func (a adder) run(ctx context.Context, jobs int, paths []string) error {
	files, problems := find(paths)
	bar := newBar(a.streams, len(files), "adding")
	kept, there := 0, 0
	err := inOrder(ctx, jobs, files, a.read, func(f added) error {
		defer func() { _ = bar.Add(1) }() // it only draws
		if f.there {
			there++
		}
		if f.err != nil {
			problems = append(problems, located(f.err, f.path)...)
		}
		for _, r := range f.reviews {
			doc := r.reading.Document
			if err := a.lib.Index(ctx, doc.SHA256[:16], doc, r.reading.Outline, r.Findings); err != nil {
				return err
			}
			kept++
		}
		return nil
	})
	_ = bar.Finish() // it only draws
	for _, p := range problems {
		fmt.Fprintf(a.streams.Err, "error: %v\n", p)
	}
	fmt.Fprintf(a.streams.Out, "%d documents added; %d files were there already\n", kept, there)
	if err == nil && len(problems) > 0 {
		err = &failure{Code: exitUnread}
	}
	return err
}

// read reads and reviews a file, unless the library has it.
func (a adder) read(ctx context.Context, path string) added {
	out := added{path: path}
	sum, err := hashOf(path)
	if err != nil {
		out.err = unreadable(path, err)
		return out
	}
	held, err := a.lib.Holding(ctx, sum)
	if err != nil || len(held) > 0 {
		out.there, out.err = len(held) > 0, err
		return out
	}
	out.reviews, out.err = a.reviewer.file(ctx, path)
	return out
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// newBar is a progress bar on a terminal, and silent elsewhere.
func newBar(s Streams, total int, what string) *progressbar.ProgressBar {
	w := s.Err
	if !isTerminal(w) || total < 2 {
		w = io.Discard
	}
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))
}

func newLibraryImport(s Streams, data *string) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Import clauses: BEIR's corpus.jsonl (keeping its ids), CUAD's JSON, or CSV",
		Args:  cobra.ExactArgs(1),
		RunE: withLibrary(data, func(ctx context.Context, lib *library.Library, _ *rule.Set, args []string) error {
			f := library.Format(format)
			if f == "" {
				f = library.FormatOf(args[0])
			}
			file, err := os.Open(args[0])
			if err != nil {
				return &failure{Code: exitUnread, What: unreadable(args[0], err).Error()}
			}
			defer file.Close()
			n, err := lib.Import(ctx, filepath.Base(args[0]), f, file, nil)
			if err != nil {
				return &failure{exitUnread, err.Error(), fmt.Sprintf("%d clauses were imported before it; mend the file and import it again", n)}
			}
			_, err = fmt.Fprintf(s.Out, "%d clauses imported\n", n)
			return err
		}),
	}
	c.Flags().StringVar(&format, "format", "", "jsonl, cuad or csv (default: by the file's name)")
	return c
}

func listLibrary(ctx context.Context, w io.Writer, lib *library.Library) error {
	docs, err := lib.Documents(ctx)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if _, err := fmt.Fprintf(w, "%-17s %-10s %5d clauses  %-20s %s\n", d.ID, d.Kind, d.Clauses, d.Law, d.Name); err != nil {
			return err
		}
	}
	return nil
}

func removeFromLibrary(ctx context.Context, lib *library.Library, _ *rule.Set, ids []string) error {
	docs, err := lib.Documents(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, d := range docs {
		known[d.ID] = true
	}
	for _, id := range ids {
		if !known[id] {
			return usage(fmt.Sprintf("no document has the id %q; nothing was removed", id), "'parley library list' shows the ids")
		}
	}
	for _, id := range ids {
		if err := lib.Remove(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func printStats(ctx context.Context, w io.Writer, lib *library.Library) error {
	st, err := lib.Stats(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d documents, %d clauses (%d of the bank, %d of corpora), %d passages, %.1f MB on disk\n",
		st.Documents, st.Clauses, st.Bank, st.Corpus, st.Passages, float64(st.Bytes)/1e6)
	return err
}
