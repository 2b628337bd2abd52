package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/outline"
)

func newText(s Streams) *cobra.Command {
	var format string
	var flags readingFlags
	c := &cobra.Command{
		Use:   "text FILE",
		Short: "Print what is read of a file: numbers included, running heads left out",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			opt, stop, err := flags.options()
			if err != nil {
				return err
			}
			defer stop()
			return runText(c.Context(), s, format, args[0], opt)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, or json with clauses, pages, words and boxes")
	flags.add(c.Flags())
	return c
}

func runText(ctx context.Context, s Streams, format, path string, opt ingest.Options) error {
	if format != "text" && format != "json" {
		return usage(fmt.Sprintf("--format %s: no such format", format), "use text or json")
	}
	docs, err := ingest.Read(ctx, ingest.Source{Name: filepath.Base(path), Path: path}, opt)
	for i, doc := range docs {
		if format == "json" {
			if err := writeReading(s, doc); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			fmt.Fprint(s.Out, "\f\n")
		}
		if _, err := fmt.Fprintln(s.Out, bodyText(doc)); err != nil {
			return err
		}
	}
	if err != nil {
		for _, e := range located(err, path) {
			fmt.Fprintf(s.Err, "error: %v\n", e)
		}
		return &failure{Code: exitUnread}
	}
	return nil
}

// bodyText is the running text and the footnotes, without furniture and comments.
func bodyText(doc *contract.Document) string {
	parts := []string{strings.TrimRight(doc.Text[:doc.BodyEnd], "\n")}
	for _, b := range doc.Blocks {
		if b.Kind == contract.Footnote {
			parts = append(parts, b.Cut(doc.Text))
		}
	}
	return strings.Join(parts, "\n")
}

// reading is the JSON of `parley text --format json`.
type reading struct {
	Name      string              `json:"name"`
	SHA256    string              `json:"sha256"`
	Type      string              `json:"type"`
	Language  string              `json:"language"`
	Text      string              `json:"text"`
	BodyEnd   int                 `json:"body_end"`
	Clauses   []clauseOut         `json:"clauses"`
	Blocks    []contract.Block    `json:"blocks"`
	Pages     []contract.Page     `json:"pages"`
	Words     []wordOut           `json:"words"`
	Revisions []contract.Revision `json:"revisions"`
	Notes     []contract.Note     `json:"notes"`
	Warnings  []contract.Warning  `json:"warnings"`
}

type clauseOut struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Path    string `json:"path"`
	Heading string `json:"heading"`
	Level   int    `json:"level"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Page    int    `json:"page"`
	Parent  string `json:"parent,omitempty"`
}

// wordOut is a word's place; the box is [x0, y0, x1, y1] in points from the page's top left.
type wordOut struct {
	Start int        `json:"start"`
	End   int        `json:"end"`
	Page  int        `json:"page"`
	Box   [4]float32 `json:"box"`
}

func writeReading(s Streams, doc *contract.Document) error {
	o := outline.Parse(doc, outline.Options{})
	out := reading{
		Name: doc.Name, SHA256: doc.SHA256, Type: doc.Type, Language: doc.Language, Text: doc.Text, BodyEnd: doc.BodyEnd,
		Blocks: doc.Blocks, Pages: doc.Pages, Revisions: doc.Revisions, Notes: doc.Notes,
		Warnings: append(append([]contract.Warning{}, doc.Warnings...), o.Warnings...),
	}
	for _, c := range o.Clauses {
		row := clauseOut{c.ID, c.Number, c.Path, c.Heading, c.Level, c.Start, c.End, c.Page, ""}
		if c.Parent >= 0 {
			row.Parent = o.Clauses[c.Parent].ID
		}
		out.Clauses = append(out.Clauses, row)
	}
	for _, b := range doc.Boxes {
		out.Words = append(out.Words, wordOut{b.Start, b.End, b.Page, [4]float32{b.X0, b.Y0, b.X1, b.Y1}})
	}
	e := json.NewEncoder(s.Out)
	e.SetEscapeHTML(false)
	return e.Encode(out)
}
