package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/library"
	"parley/internal/query"
	"parley/internal/rule"
)

// searchFlags are the flags of `parley search`.
type searchFlags struct {
	format, batch, side, sort, source string
	limit                             int
	data                              string
}

func newSearch(s Streams) *cobra.Command {
	var f searchFlags
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search the clauses kept, with terms and connectors or plain words",
		Example: `  parley search 'indemnif* /s "third party" NOT heading:insurance'
  parley search 'topic:incident-notification duration<48h'
  parley search 'cap on liability twelve months fees'
  parley search --batch queries.jsonl --limit 10 > run.jsonl`,
		Args: cobra.MaximumNArgs(1),
	}
	c.RunE = withLibrary(&f.data, func(ctx context.Context, lib *library.Library, _ *rule.Set, args []string) error {
		return runSearch(ctx, s, lib, f, args)
	})
	flags := c.Flags()
	addData(flags, &f.data)
	flags.StringVar(&f.format, "format", "text", "text, jsonl, or an export of all answers: json, csv, xlsx, docx")
	flags.StringVar(&f.batch, "batch", "", `answer each line {"_id", "text"} of a file with one line {"query", "ids"}`)
	flags.IntVar(&f.limit, "limit", library.DefaultLimit, "how many answers")
	flags.StringVar(&f.side, "side", "supplier", "who @us is: supplier or customer")
	flags.StringVar(&f.sort, "sort", "relevance", "relevance, newest or name")
	flags.StringVar(&f.source, "source", "", "documents, bank or corpus (default: all)")
	return c
}

func runSearch(ctx context.Context, s Streams, lib *library.Library, f searchFlags, args []string) error {
	if f.limit < 1 || f.limit > library.MaxLimit {
		return usage(fmt.Sprintf("--limit %d: out of range", f.limit), fmt.Sprintf("use 1 to %d", library.MaxLimit))
	}
	if f.batch != "" {
		if len(args) > 0 {
			return usage("--batch and a query exclude each other", "leave one of them out")
		}
		return searchBatch(ctx, s, lib, f)
	}
	if len(args) == 0 {
		return usage("no query", "parley search 'QUERY', or --batch FILE")
	}
	r := library.Request{Query: args[0], Sort: f.sort, Limit: f.limit, Source: f.source, Side: contract.Role(f.side)}
	switch f.format {
	case "text", "jsonl":
		page, err := lib.Search(ctx, r)
		if err != nil {
			return searchFailure(err)
		}
		if f.format == "jsonl" {
			return writeHits(s.Out, page)
		}
		return printPage(s.Out, page)
	case "json", "csv", "xlsx", "docx":
		if err := lib.Export(ctx, s.Out, f.format, r); err != nil {
			return searchFailure(err)
		}
		return nil
	}
	return usage(fmt.Sprintf("--format %s: no such format", f.format), "use text, jsonl, json, csv, xlsx or docx")
}

// searchFailure shows a mistake in a query with a caret under it.
func searchFailure(err error) error {
	var q *query.Error
	var refused *library.Refused
	switch {
	case errors.As(err, &q):
		hint := "'parley search --help' has examples"
		if q.Expected != "" {
			hint = "expected " + q.Expected
		}
		return usage(q.Message+"\n  "+strings.ReplaceAll(q.Caret(), "\n", "\n  "), hint)
	case errors.As(err, &refused):
		return usage(err.Error(), "make the query narrower")
	}
	return err
}

func searchBatch(ctx context.Context, s Streams, lib *library.Library, f searchFlags) error {
	file, err := os.Open(f.batch)
	if err != nil {
		return &failure{Code: exitUnread, What: unreadable(f.batch, err).Error()}
	}
	defer file.Close()
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	return lib.Batch(ctx, filepath.Base(f.batch), file, f.limit, func(a library.Answer) error { return e.Encode(a) })
}

func writeHits(w io.Writer, page *library.Page) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, h := range page.Hits {
		if err := e.Encode(h); err != nil {
			return err
		}
	}
	return nil
}

func printPage(w io.Writer, page *library.Page) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d clauses, %.0f ms\n", page.Total, page.TookMS)
	for _, note := range page.Notes {
		fmt.Fprintf(&b, "  %s\n", note)
	}
	for _, suggestion := range page.Suggestions {
		fmt.Fprintf(&b, "  try: %s\n", suggestion)
	}
	for i, h := range page.Hits {
		fmt.Fprintf(&b, "\n%2d. %s", i+1, h.Name)
		if h.Path != "" {
			fmt.Fprintf(&b, ", %s", h.Path)
		}
		if h.Clause.Heading != "" {
			fmt.Fprintf(&b, " (%s)", h.Clause.Heading)
		}
		if h.Page > 0 {
			fmt.Fprintf(&b, ", page %d", h.Page)
		}
		fmt.Fprintf(&b, "\n    %s\n", strings.Join(strings.Fields(h.Text), " "))
		if h.Why != "" {
			fmt.Fprintf(&b, "    – %s\n", h.Why)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
