package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
	"parley/internal/review"
)

// ANSI sequences of a terminal; kept to the eight colours every terminal has.
const (
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	green  = "\x1b[32m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	plain  = "\x1b[0m"
)

// writeText is the summary for a terminal: the verdict, then a card for each finding.
func writeText(w io.Writer, rv *review.Review, opt Options) error {
	p := printer{width: opt.Width, colour: opt.Colour}
	if p.width <= 0 {
		p.width = 88
	}
	p.head(rv)
	list := shown(rv, opt.All)
	for i, f := range list {
		p.card(i+1, f)
	}
	p.tail(rv, opt.All)
	p.model(rv)
	_, err := io.WriteString(w, p.b.String())
	return err
}

type printer struct {
	b      strings.Builder
	width  int
	colour bool
}

func (p *printer) paint(code, s string) string {
	if !p.colour {
		return s
	}
	return code + s + plain
}

func stanceColour(s contract.Stance) string {
	switch s {
	case contract.WalkAway:
		return red
	case contract.Negotiate:
		return yellow
	}
	return green
}

func (p *printer) head(rv *review.Review) {
	title := rv.Document.Name
	if rv.Document.Kind != "" {
		title += "  " + p.paint(dim, kindWords(rv.Document.Kind))
	}
	fmt.Fprintf(&p.b, "%s\n", p.paint(bold, title))
	for _, party := range rv.Document.Parties {
		if party.Role != contract.Unknown {
			fmt.Fprintf(&p.b, "  %s: %s\n", party.Role, party.Name)
		}
	}
	fmt.Fprintf(&p.b, "  reviewed for the %s; %d clauses", rv.Side, len(rv.Clauses))
	if rv.Document.Pages > 0 {
		fmt.Fprintf(&p.b, ", %d pages", rv.Document.Pages)
	}
	p.b.WriteString("\n\n")
	colour := stanceColour(map[review.Advice]contract.Stance{review.GetHelp: contract.WalkAway, review.Talk: contract.Negotiate}[rv.Verdict.Advice])
	p.b.WriteString(p.paint(colour+bold, AdviceWords(rv.Verdict.Advice)) + fmt.Sprintf("   score %d of 100\n", rv.Verdict.Score))
	p.wrap("  ", rv.Verdict.Summary)
	p.b.WriteString("\n")
}

func (p *printer) card(n int, f contract.Finding) {
	mark := StanceWords(f.Stance)
	if f.Severity != "" {
		mark += ", " + string(f.Severity)
	}
	fmt.Fprintf(&p.b, "%2d. %s  %s\n", n, p.paint(bold, f.Title), p.paint(stanceColour(f.Stance), "["+mark+"]"))
	p.b.WriteString(p.paint(dim, "    "+Place(f)) + "\n")
	if f.Quote != "" {
		p.wrap("    │ ", clip(oneLine(f.Quote), 420))
	}
	for _, part := range []struct{ label, text string }{
		{"why", f.Why}, {"ask", f.Position.Ask}, {"settle for", f.Position.Fallback}, {"stop at", f.Position.WalkAway},
	} {
		if part.text != "" && f.Stance.Rank() >= contract.Negotiate.Rank() {
			p.hang("    ", part.label+": ", part.text)
		}
	}
	if len(f.Position.Evidence) > 0 && f.Stance.Rank() >= contract.Negotiate.Rank() {
		p.hang("    ", "offer: ", strings.Join(f.Position.Evidence, ", "))
	}
	if f.Confidence > 0 && f.Confidence < review.LowConfidence {
		p.b.WriteString("    uncertain: read the clause before you rely on this\n")
	}
	p.b.WriteString("\n")
}

func (p *printer) tail(rv *review.Review, all bool) {
	if hidden := len(rv.Findings) - len(review.Answerable(rv.Findings)); hidden > 0 && !all {
		p.b.WriteString(p.paint(dim, fmt.Sprintf("Fine, and not shown: %d findings (--all shows them).", hidden)) + "\n")
	}
	for _, u := range rv.Verdict.Unusual {
		p.hang("  ", "no rule covers "+clauseWords(u.Clause)+": ", clip(oneLine(u.Quote), 160))
	}
	for _, s := range rv.Verdict.Unjudged {
		p.hang("  ", "not judged: ", s)
	}
	for _, warning := range rv.Document.Warnings {
		p.hang("  ", "warning: ", warning.Text)
	}
	p.b.WriteString(p.paint(dim, "Not legal advice. Playbook "+rv.Playbook.Name+" "+clip(rv.Playbook.Digest, 12)) + "\n")
}

// model shows what a model added, apart from what the rules found.
func (p *printer) model(rv *review.Review) {
	m := rv.Model
	if m == nil {
		return
	}
	fmt.Fprintf(&p.b, "\n%s\n", p.paint(bold, "From the model "+m.Model+" (proposals, not findings)"))
	if m.Failure != "" {
		p.hang("  ", "not complete: ", m.Failure)
	}
	if m.Summary != "" {
		p.wrap("  ", m.Summary)
	}
	for _, f := range rv.Findings {
		if f.Source == "model" {
			p.hang("  ", f.Topic+", "+Place(f)+": ", clip(oneLine(f.Quote), 200))
		}
	}
	for _, o := range m.Opinions {
		p.hang("  ", o.Finding+" "+o.View+": ", o.Reason)
	}
	for _, w := range m.Wordings {
		p.hang("  ", w.Finding+" in this contract's words: ", w.Ask)
	}
	fmt.Fprintf(&p.b, "  %d tokens in %d requests (%d answers kept from before); dropped: %d quotes not in the text, %d unknown topics, %d facts not in the quote\n",
		m.Usage.Prompt+m.Usage.Completion, m.Usage.Requests, m.Usage.Cached, m.Dropped.Quotes, m.Dropped.Topics, m.Dropped.Facts)
}

func clauseWords(c contract.ClauseRef) string {
	switch {
	case c.Number != "" && c.Heading != "":
		return c.Number + " " + c.Heading
	case c.Number != "":
		return c.Number
	}
	return c.Heading
}

// hang writes label and text with the text's further lines under its first.
func (p *printer) hang(indent, label, text string) {
	pad := strings.Repeat(" ", min(utf8.RuneCountInString(label), 12))
	lines := wrapLines(oneLine(text), p.width-len(indent)-len(pad), utf8.RuneCountInString(label)-len(pad))
	for i, line := range lines {
		if i == 0 {
			p.b.WriteString(indent + p.paint(dim, label) + line + "\n")
		} else {
			p.b.WriteString(indent + pad + line + "\n")
		}
	}
}

func (p *printer) wrap(indent, text string) {
	for _, line := range wrapLines(oneLine(text), p.width-utf8.RuneCountInString(indent), 0) {
		p.b.WriteString(indent + line + "\n")
	}
}

// wrapLines breaks text at spaces into lines of at most width runes, the first of them
// shorter by used.
func wrapLines(text string, width, used int) []string {
	var lines []string
	line, n := "", used
	for _, word := range strings.Fields(text) {
		size := utf8.RuneCountInString(word)
		if line != "" && n+1+size > width {
			lines = append(lines, line)
			line, n = "", 0
		}
		if line != "" {
			line += " "
			n++
		}
		line += word
		n += size
	}
	return append(lines, line)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip cuts s to at most n bytes at a word, with an ellipsis; people only, never a quote in data.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := strings.LastIndexByte(s[:n], ' ')
	if cut < n/2 {
		cut = n
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		return s[:cut]
	}
	return s[:cut] + " …"
}

// kindWords is a document kind in words.
func kindWords(kind string) string {
	words := map[string]string{
		"msa": "master agreement", "dpa": "data processing agreement", "security-addendum": "security addendum",
		"sla": "service level agreement", "baa": "business associate agreement", "nda": "non-disclosure agreement",
		"order-form": "order form", "sow": "statement of work", "licence": "licence",
	}
	if w, ok := words[kind]; ok {
		return w
	}
	return kind
}
