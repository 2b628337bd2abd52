package text

import (
	"bytes"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
)

// Markdown reads CommonMark with tables and footnotes. Numbers of lists are those that
// a rendered page shows; HTML within it is read as HTML. What would keep the library
// busy for ever is read as plain text.
func Markdown(text string) *contract.Document {
	if !isTame(text) {
		doc := Plain(text)
		doc.Type = "md"
		return doc
	}
	source := []byte(dialect.ReplaceAllString(dropFrontMatter(text), ""))
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote))
	root := md.Parser().Parse(gtext.NewReader(source))
	m := &markdown{source: source}
	m.blocks(root, 0)
	doc := m.build.Document()
	doc.Type = "md"
	return doc
}

// isTame reports whether the library reads a text in good time. The time that it takes
// grows with the square of the number of link definitions, of links in one line that do
// not end, and of quotations and lists that begin within each other; no contract has as
// many as these.
func isTame(text string) bool {
	if strings.Count(text, "]:") > 5000 {
		return false
	}
	for line := range strings.Lines(text) {
		if strings.Count(line, "](") > 1000 || deepQuote.MatchString(line) {
			return false
		}
	}
	return true
}

var deepQuote = regexp.MustCompile(`^[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*){100}`)

// dialect are the marks of notes that GitHub and site generators add to Markdown.
var dialect = regexp.MustCompile(`(?m)^:::+[ \t]*\w*(?:[ \t]*\{[^}\n]*\})?$|^>[ \t]*\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$`)

// dropFrontMatter leaves out the settings that site generators keep before the text,
// between two lines of three hyphens.
func dropFrontMatter(text string) string {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "\ufeff"), "---\n")
	if !ok {
		return text
	}
	if i := strings.Index(rest, "\n---\n"); i >= 0 && strings.Contains(rest[:i], ":") {
		return rest[i+len("\n---\n"):]
	}
	return text
}

// maxDepth is how deep blocks may nest; deeper ones are left out.
const maxDepth = 100

type markdown struct {
	source []byte
	build  compose.Builder
	tables int
}

func (m *markdown) blocks(parent ast.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			m.add(n, "", contract.Block{Kind: contract.Heading, Level: n.Level})
		case *ast.Paragraph, *ast.TextBlock:
			m.add(n, "", contract.Block{Kind: contract.Paragraph})
		case *ast.List:
			m.list(n, depth)
		case *east.Table:
			m.table(n)
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				m.build.Add(compose.Clean(string(line.Value(m.source))), contract.Block{Kind: contract.Paragraph})
			}
		case *ast.HTMLBlock:
			m.html(n)
		case *east.FootnoteList:
			m.footnotes(n)
		default:
			m.blocks(n, depth+1)
		}
	}
}

func (m *markdown) list(list *ast.List, depth int) {
	level := 1
	for up := list.Parent(); up != nil; up = up.Parent() {
		if _, ok := up.(*ast.List); ok {
			level++
		}
	}
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		label := "•"
		if list.IsOrdered() {
			label = strconv.Itoa(number) + string(list.Marker)
			number++
		}
		rest := item.FirstChild()
		switch first := rest.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			m.add(first, label, contract.Block{Kind: contract.ListItem, Level: level})
			rest = first.NextSibling()
		case *ast.Heading:
			m.add(first, label, contract.Block{Kind: contract.Heading, Level: first.Level})
			rest = first.NextSibling()
		}
		m.siblings(item, rest, depth+1)
	}
}

// siblings adds the children of parent from n on.
func (m *markdown) siblings(parent, n ast.Node, depth int) {
	for first := parent.FirstChild(); first != nil && first != n; first = parent.FirstChild() {
		parent.RemoveChild(parent, first)
	}
	if n != nil {
		m.blocks(parent, depth)
	}
}

func (m *markdown) table(table *east.Table) {
	m.tables++
	row := 0
	for r := table.FirstChild(); r != nil; r = r.NextSibling() {
		col := 0
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			m.add(c, "", contract.Block{Kind: contract.TableCell, Table: m.tables, Row: row, Col: col})
			col++
		}
		row++
	}
}

func (m *markdown) footnotes(list ast.Node) {
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		note, ok := n.(*east.Footnote)
		if !ok {
			continue
		}
		in := inlineText{source: m.source}
		in.children(note, 0)
		number := strconv.Itoa(note.Index)
		m.build.Aside(number+" "+in.words.String(), contract.Block{Kind: contract.Footnote, Number: number})
	}
}

func (m *markdown) html(n *ast.HTMLBlock) {
	var raw bytes.Buffer
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		raw.Write(line.Value(m.source))
	}
	if n.HasClosure() {
		raw.Write(n.ClosureLine.Value(m.source))
	}
	h := &hyper{build: &m.build, tables: m.tables}
	h.read(raw.Bytes())
	m.tables = h.tables
}

// add adds a block of inline text, in pieces where a line break parts paragraphs.
func (m *markdown) add(n ast.Node, label string, b contract.Block) {
	in := inlineText{source: m.source}
	in.children(n, 0)
	b.Bold = 2*in.bold > in.words.Len()
	addLines(&m.build, label, in.words.String(), in.breaks, b)
}

// addLines adds text as one block, or as several where the line ends at breaks part
// paragraphs.
func addLines(build *compose.Builder, label, text string, breaks []int, b contract.Block) {
	if text == "" {
		return
	}
	from := 0
	piece := func(to int) {
		words := text[from:to]
		if from == 0 && label != "" {
			b.Number = label
			words = label + " " + words
		}
		build.Add(words, b)
		b.Number = ""
		if b.Kind == contract.ListItem {
			b.Kind, b.Level = contract.Paragraph, 0
		}
	}
	for _, at := range breaks {
		if at > from && at+1 < len(text) && text[at] == ' ' && compose.Parts(text[from:at], text[at+1:]) {
			piece(at)
			from = at + 1
		}
	}
	piece(len(text))
}

// inlineText gathers the words of inline nodes.
type inlineText struct {
	source []byte
	words  compose.Words
	breaks []int // hard line ends, and soft ones before what looks like an item
	strong int   // open strong emphases
	bold   int   // bytes within them
}

func (t *inlineText) children(parent ast.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			t.write(n.Value(t.source))
			switch {
			case n.HardLineBreak():
				t.lineEnd()
			case n.SoftLineBreak():
				t.softEnd(n)
			}
		case *ast.String:
			t.write(n.Value)
		case *ast.AutoLink:
			t.write(n.Label(t.source))
		case *ast.RawHTML:
			if raw := bytes.ToLower(n.Segments.Value(t.source)); bytes.HasPrefix(raw, []byte("<br")) {
				t.lineEnd()
			}
		case *ast.Emphasis:
			if n.Level == 2 {
				t.strong++
			}
			t.children(n, depth+1)
			if n.Level == 2 {
				t.strong--
			}
		case *ast.Image, *east.FootnoteLink, *east.FootnoteBacklink:
		default:
			if n.Type() == ast.TypeBlock {
				t.words.Space()
			}
			t.children(n, depth+1)
		}
	}
}

func (t *inlineText) write(s []byte) {
	// Backslash escapes and entities are resolved by the renderer, not the parser.
	s = unescape(s)
	from := t.words.Len()
	t.words.Write(s)
	if t.strong > 0 {
		t.bold += t.words.Len() - from
	}
}

func (t *inlineText) lineEnd() {
	t.breaks = append(t.breaks, t.words.Len())
	t.words.Space()
}

// softEnd is a line end that a renderer turns into a space. Where the next line begins
// as an item does, whoever wrote it meant a new paragraph.
func (t *inlineText) softEnd(n *ast.Text) {
	if next, ok := n.NextSibling().(*ast.Text); ok && compose.StartsItem(string(next.Value(t.source))) {
		t.breaks = append(t.breaks, t.words.Len())
	}
	t.words.LineEnd()
}

// unescape resolves Markdown's backslash escapes and HTML's entities.
func unescape(s []byte) []byte {
	if bytes.IndexByte(s, '\\') >= 0 {
		s = util.UnescapePunctuations(s)
	}
	if bytes.IndexByte(s, '&') >= 0 {
		s = []byte(html.UnescapeString(string(s)))
	}
	return s
}
