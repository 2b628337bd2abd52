// Package cli turns arguments into calls of the program's parts, with exit codes.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"parley/internal/ingest/pdf"
)

// Streams are where a run reads and writes, so that a test can run the whole program.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// The exit codes, as README lists them.
const (
	exitFine     = 0 // nothing at or above the --fail-on stance
	exitFindings = 1 // findings at or above it
	exitUsage    = 2 // wrong usage
	exitUnread   = 3 // some input could not be read; the rest was done
	exitFailure  = 4 // anything else
)

// failure is an error that knows its exit code and what to do about it. With no What
// it only carries the code: everything worth saying has been said.
type failure struct {
	Code       int
	What, Hint string
}

func (f *failure) Error() string { return f.What }

func usage(what, hint string) error { return &failure{exitUsage, what, hint} }

// Main runs the program and returns its exit code.
func Main(args []string, s Streams) int {
	if len(args) > 0 && args[0] == pdf.ChildCommand { // this program as its own child; see pdf.Isolated
		return pdf.ChildMain(s.In, s.Out, args[1:])
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot(s)
	root.SetArgs(args)
	return outcome(root.ExecuteContext(ctx), s.Err)
}

// outcome says what went wrong, one line each for what and what to do, and gives the exit code.
func outcome(err error, w io.Writer) int {
	if err == nil {
		return exitFine
	}
	var f *failure
	if !errors.As(err, &f) {
		if errors.Is(err, context.Canceled) {
			f = &failure{Code: exitFailure, What: "interrupted"}
		} else {
			f = &failure{Code: exitFailure, What: err.Error()}
		}
	}
	if f.What != "" {
		fmt.Fprintf(w, "error: %s\n", f.What)
	}
	if f.Hint != "" {
		fmt.Fprintf(w, "hint: %s\n", f.Hint)
	}
	return f.Code
}

func newRoot(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "parley",
		Short: "Reads incoming contracts: which clauses matter, in whose favour, and what to answer",
		Long: `Parley reads a contract (PDF, DOCX, text, …), shows which clauses matter, in whose favour and
why, and hands over what to answer: the ask, the fallback, the point to walk away, and the words
to put in. Nothing leaves this machine unless a model is configured.

Exit codes: 0 nothing at or above --fail-on, 1 findings at or above it, 2 wrong usage,
3 some input could not be read (the rest was reviewed), 4 failure.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Help()
			}
			return usage(fmt.Sprintf("unknown command %q", args[0]), "run 'parley --help' for the commands")
		},
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage(err.Error(), fmt.Sprintf("run '%s --help' for the flags", c.CommandPath()))
	})
	root.AddCommand(
		newReview(s),
		newText(s),
		newServe(s),
		newSearch(s),
		newLibrary(s),
		newAsk(s),
		newEval(s),
		newRules(s),
		newVersion(s),
	)
	for _, c := range root.Commands() {
		wrapArgs(c)
	}
	return root
}

// wrapArgs makes cobra's complaints about arguments wrong usage (exit code 2).
func wrapArgs(c *cobra.Command) {
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
	check := c.Args
	if check == nil {
		return
	}
	c.Args = func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usage(err.Error(), fmt.Sprintf("run '%s --help' for the arguments", c.CommandPath()))
		}
		return nil
	}
}
