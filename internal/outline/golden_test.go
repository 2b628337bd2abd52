package outline

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/contract"
)

var update = flag.Bool("update", false, "write the outlines read into testdata")

// Each testdata/NAME.txt is a contract, one block a line, and NAME.outline what is to be
// read from it. A line that begins with "#" is a heading, its level the number of marks;
// "|" makes a table row of cells ("|!" of bold ones), "*" a list item without a number, its level the number of marks, "!" a bold paragraph.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			doc := marked(name+".txt", string(data))
			o := Parse(doc, Options{})
			if msg := broken(doc, o); msg != "" {
				t.Error(msg)
			}
			got := render(doc, o)
			golden := strings.TrimSuffix(f, ".txt") + ".outline"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range max(len(g), len(w)) {
				if i >= len(g) || i >= len(w) || g[i] != w[i] {
					t.Fatalf("%s:%d\n got %s\nwant %s", golden, i+1, at(g, i), at(w, i))
				}
			}
		})
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(the end)"
}

// marked makes a Document of the notation of the test cases.
func marked(name, text string) *contract.Document {
	doc := &contract.Document{Name: name, Type: "txt"}
	var b strings.Builder
	add := func(kind contract.BlockKind, s string) *contract.Block {
		start := b.Len()
		b.WriteString(s)
		doc.Blocks = append(doc.Blocks, contract.Block{Span: contract.Span{Start: start, End: b.Len()}, Kind: kind})
		return &doc.Blocks[len(doc.Blocks)-1]
	}
	row, inTable, table := 0, false, 0
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		cells := strings.HasPrefix(line, "|")
		if cells && !inTable {
			table, row = table+1, 0
		}
		inTable = cells
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case cells:
			bold := strings.HasPrefix(line, "|!")
			for i, c := range strings.Split(strings.Trim(line, "|!"), "|") {
				if i > 0 {
					b.WriteByte('\t')
				}
				cell := add(contract.TableCell, strings.TrimSpace(c))
				cell.Table, cell.Row, cell.Col, cell.Bold = table, row, i, bold
			}
			row++
		case strings.HasPrefix(line, "#"):
			s := strings.TrimLeft(line, "#")
			add(contract.Heading, strings.TrimSpace(s)).Level = len(line) - len(s)
		case strings.HasPrefix(line, "*"):
			s := strings.TrimLeft(line, "*")
			add(contract.ListItem, strings.TrimSpace(s)).Level = len(line) - len(s)
		case strings.HasPrefix(line, "!"):
			add(contract.Paragraph, strings.TrimSpace(line[1:])).Bold = true
		default:
			add(contract.Paragraph, line)
		}
		b.WriteByte('\n')
	}
	doc.Text = b.String()
	doc.BodyEnd = len(doc.Text)
	return doc
}

// render writes an outline for people to compare.
func render(doc *contract.Document, o *contract.Outline) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kind %s, title %q, date %q\n", o.Kind, o.Title, o.Date)
	for _, q := range o.Parties {
		fmt.Fprintf(&b, "party %s: %s %q\n", q.Role, q.Name, q.Terms)
	}
	for _, p := range o.Parts {
		fmt.Fprintf(&b, "part %s: %s\n", p.Kind, p.Title)
	}
	c := 0
	for _, s := range o.Sentences {
		for c < len(o.Clauses) && o.Clauses[c].Start <= s.Start {
			k := o.Clauses[c]
			fmt.Fprintf(&b, "%s[%s] %s\n", strings.Repeat("  ", k.Level-1), k.Path, k.Heading)
			c++
		}
		indent := ""
		if s.Clause >= 0 {
			indent = strings.Repeat("  ", o.Clauses[s.Clause].Level)
		}
		mark := "-"
		switch {
		case s.Heading:
			mark = "="
		case s.Defines:
			mark = ":"
		}
		lead := ""
		if s.LeadIn.Len() > 0 {
			lead = "{" + s.LeadIn.Cut(doc.Text) + "} "
		}
		fmt.Fprintf(&b, "%s%s %s%s\n", indent, mark, lead, strings.ReplaceAll(s.Cut(doc.Text), "\t", " | "))
	}
	for _, d := range o.Definitions {
		uses := []string{}
		for _, u := range d.Uses {
			where := "-"
			if c := o.ClauseAt(u.Start); c >= 0 {
				where = o.Clauses[c].Path
			}
			uses = append(uses, u.Cut(doc.Text)+" in "+where)
		}
		fmt.Fprintf(&b, "defines %s: used %s\n", d.Term, strings.Join(uses, ", "))
	}
	for _, r := range o.References {
		to := "nothing"
		switch {
		case r.Extern:
			to = "elsewhere"
		case r.Target >= 0:
			to = "[" + o.Clauses[r.Target].Path + "] " + o.Clauses[r.Target].Heading
		}
		fmt.Fprintf(&b, "refers %s: %s\n", r.Text, to)
	}
	for _, w := range o.Warnings {
		fmt.Fprintf(&b, "warns %s: %s\n", w.Code, w.Text)
	}
	return b.String()
}
