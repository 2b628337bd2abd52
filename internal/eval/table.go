package eval

import (
	"fmt"
	"io"
	"sort"
	"strings"
)

// Row is a topic's figures; a figure without a basis is negative.
type Row struct {
	Topic                        string
	Gold, Found                  int
	Precision, Recall, F1        float64
	DocPrecision, DocRecall, DF1 float64
	Facts                        int
	FactsRight                   float64
}

// Rows gives the figures by topic, in the order of their names, and their total.
func (t *Table) Rows() (rows []Row, total Row) {
	var sum Count
	for _, topic := range t.names() {
		c := t.Topics[topic]
		rows = append(rows, c.row(topic))
		sum.Gold += c.Gold
		sum.Hit += c.Hit
		sum.Found += c.Found
		sum.True += c.True
		sum.DocGold += c.DocGold
		sum.DocFound += c.DocFound
		sum.DocTrue += c.DocTrue
		sum.Facts += c.Facts
		sum.Right += c.Right
	}
	return rows, sum.row("total")
}

func (t *Table) names() []string {
	names := make([]string, 0, len(t.Topics))
	for name := range t.Topics {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func (c *Count) row(topic string) Row {
	p, r := ratio(c.True, c.Found), ratio(c.Hit, c.Gold)
	dp, dr := ratio(c.DocTrue, c.DocFound), ratio(c.DocTrue, c.DocGold)
	return Row{topic, c.Gold, c.Found, p, r, f1(p, r), dp, dr, f1(dp, dr), c.Facts, ratio(c.Right, c.Facts)}
}

func ratio(a, b int) float64 {
	if b == 0 {
		return -1
	}
	return float64(a) / float64(b)
}

func f1(p, r float64) float64 {
	switch {
	case p < 0 || r < 0:
		return -1
	case p+r == 0:
		return 0
	}
	return 2 * p * r / (p + r)
}

// Macro is the mean F1 over passages, and over documents, of the topics that have labels;
// one that found nothing counts as zero.
func (t *Table) Macro() (passages, documents float64) {
	rows, _ := t.Rows()
	n := 0
	for _, r := range rows {
		if r.Gold == 0 {
			continue
		}
		n++
		passages += max(r.F1, 0)
		documents += max(r.DF1, 0)
	}
	if n == 0 {
		return 0, 0
	}
	return passages / float64(n), documents / float64(n)
}

// WriteMarkdown writes the table as a Markdown table with its totals below.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| topic | labelled | found | precision | recall | F1 | F1 (documents) | facts | right |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	rows, total := t.Rows()
	for _, r := range append(rows, total) {
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s | %s | %s | %d | %s |\n", r.Topic, r.Gold, r.Found,
			figure(r.Precision), figure(r.Recall), figure(r.F1), figure(r.DF1), r.Facts, figure(r.FactsRight))
	}
	passages, documents := t.Macro()
	fmt.Fprintf(&b, "\n%d documents; macro F1 of passages **%.3f**, of documents **%.3f**; micro F1 of passages %.3f; facts right %s.\n",
		t.Documents, passages, documents, max(total.F1, 0), figure(total.FactsRight))
	if len(t.Absent) > 0 {
		fmt.Fprintf(&b, "\nWithout a review: %s.\n", strings.Join(t.Absent, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteMisses lists up to n missed passages and n wrong findings of each topic.
func (t *Table) WriteMisses(w io.Writer, n int) error {
	var b strings.Builder
	for _, topic := range t.names() {
		c := t.Topics[topic]
		for _, kind := range []struct {
			name string
			list []Example
		}{{"missed", c.Missed}, {"false", c.False}} {
			for _, e := range kind.list[:min(n, len(kind.list))] {
				fmt.Fprintf(&b, "%-6s %s: %s: %s\n", kind.name, topic, e.Document, strings.Join(strings.Fields(e.Quote), " "))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func figure(f float64) string {
	if f < 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", f)
}
