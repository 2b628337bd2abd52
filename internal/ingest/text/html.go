package text

import (
	"bytes"
	"strconv"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
)

// HTML reads a web page: its words and their structure. Scripts, styles, forms'
// values and what is hidden are left out, and nothing is fetched.
func HTML(text string) *contract.Document {
	var b compose.Builder
	h := &hyper{build: &b}
	h.read([]byte(text))
	doc := b.Document()
	doc.Type = "html"
	return doc
}

// hyper reads HTML into blocks.
type hyper struct {
	build  *compose.Builder
	tables int

	words  compose.Words
	breaks []int
	strong int
	bold   int
	block  contract.Block // what the words belong to
	label  string
	cells  []contract.Block // open tables, as the place reached in them
	lists  []htmlList
	main   int  // open elements that hold what the page is about
	aside  bool // within the frame around it
	depth  int
}

type htmlList struct {
	ordered bool
	kind    string // the type attribute: "1", "a", "A", "i", "I"
	next    int
}

func (h *hyper) read(data []byte) {
	root, err := xhtml.Parse(bytes.NewReader(data))
	if err != nil { // only for nesting beyond the parser's own limit
		h.words.Write(data)
		h.flush()
		return
	}
	h.block = contract.Block{Kind: contract.Paragraph}
	h.children(root)
	h.flush()
}

func (h *hyper) children(n *xhtml.Node) {
	if h.depth > maxHTMLDepth {
		return
	}
	h.depth++
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		h.node(c)
	}
	h.depth--
}

// maxHTMLDepth is how deep elements may nest; deeper ones are left out.
const maxHTMLDepth = 500

func (h *hyper) node(n *xhtml.Node) {
	switch n.Type {
	case xhtml.TextNode:
		from := h.words.Len()
		h.words.WriteString(n.Data)
		if h.strong > 0 {
			h.bold += h.words.Len() - from
		}
		return
	case xhtml.ElementNode:
	default:
		h.children(n)
		return
	}
	if isHidden(n) {
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Svg,
		atom.Math, atom.Select, atom.Textarea, atom.Button, atom.Audio, atom.Video, atom.Canvas:
	case atom.Br:
		h.breaks = append(h.breaks, h.words.Len())
		h.words.Space()
	case atom.B, atom.Strong, atom.Th:
		h.strong++
		if n.DataAtom == atom.Th {
			h.cell(n)
		} else {
			h.children(n)
		}
		h.strong--
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.within(n, contract.Block{Kind: contract.Heading, Level: int(n.Data[1] - '0')})
	case atom.Main, atom.Article:
		h.main++
		h.flush()
		h.children(n)
		h.flush()
		h.main--
	case atom.Nav, atom.Header, atom.Footer, atom.Aside:
		h.frame(n)
	case atom.Ol, atom.Ul, atom.Menu, atom.Dir:
		h.list(n)
	case atom.Li:
		h.item(n)
	case atom.Table:
		h.table(n)
	case atom.Tr:
		h.row(n)
	case atom.Td:
		h.cell(n)
	case atom.P, atom.Div, atom.Section, atom.Blockquote, atom.Pre, atom.Dl, atom.Dt, atom.Dd,
		atom.Address, atom.Figure, atom.Figcaption, atom.Fieldset, atom.Form, atom.Hr, atom.Caption, atom.Details, atom.Summary,
		atom.Center, atom.Body, atom.Html, atom.Thead, atom.Tbody, atom.Tfoot:
		h.flush()
		h.children(n)
		h.flush()
	default:
		h.children(n)
	}
}

// frame reads the menus, heads and feet of a page, which are no part of its text. A
// head within what the page is about is its title.
func (h *hyper) frame(n *xhtml.Node) {
	if n.DataAtom != atom.Nav && h.main > 0 {
		h.within(n, contract.Block{Kind: contract.Paragraph})
		return
	}
	h.flush()
	outer := h.aside
	h.aside = true
	h.children(n)
	h.flush()
	h.aside = outer
}

// within reads an element whose words make blocks of their own kind.
func (h *hyper) within(n *xhtml.Node, b contract.Block) {
	h.flush()
	outer := h.block
	if len(h.cells) == 0 { // within a table all is a cell
		if outer.Kind == contract.ListItem && b.Kind == contract.Heading { // a heading that is an item keeps its number
			b.Number = outer.Number
		}
		h.block = b
	}
	h.children(n)
	h.flush()
	h.block = outer
}

func (h *hyper) list(n *xhtml.Node) {
	h.flush()
	l := htmlList{ordered: n.DataAtom == atom.Ol, kind: attribute(n, "type"), next: 1}
	if start, err := strconv.Atoi(attribute(n, "start")); err == nil {
		l.next = start
	}
	h.lists = append(h.lists, l)
	h.children(n)
	h.flush()
	h.lists = h.lists[:len(h.lists)-1]
}

func (h *hyper) item(n *xhtml.Node) {
	h.flush()
	outer, label := h.block, "•"
	if depth := len(h.lists); depth > 0 {
		l := &h.lists[depth-1]
		if value, err := strconv.Atoi(attribute(n, "value")); err == nil {
			l.next = value
		}
		if l.ordered {
			label = listNumber(l.next, l.kind) + "."
			l.next++
		}
	}
	h.label = label
	if len(h.cells) == 0 {
		h.block = contract.Block{Kind: contract.ListItem, Level: max(len(h.lists), 1)}
	}
	h.children(n)
	h.flush()
	h.label = ""
	h.block = outer
}

// listNumber writes n as an ordered list of this type does.
func listNumber(n int, kind string) string {
	letter := func(first byte) string {
		if n < 1 || n > 26 {
			return strconv.Itoa(n)
		}
		return string(first + byte(n-1))
	}
	switch kind {
	case "a":
		return letter('a')
	case "A":
		return letter('A')
	case "i":
		return strings.ToLower(roman(n))
	case "I":
		return roman(n)
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	if n < 1 || n > 399 {
		return strconv.Itoa(n)
	}
	values := [...]int{100, 90, 50, 40, 10, 9, 5, 4, 1}
	signs := [...]string{"C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	var b strings.Builder
	for i, v := range values {
		for ; n >= v; n -= v {
			b.WriteString(signs[i])
		}
	}
	return b.String()
}

func (h *hyper) table(n *xhtml.Node) {
	h.flush()
	outer := h.block
	h.tables++
	h.cells = append(h.cells, contract.Block{Kind: contract.TableCell, Table: h.tables, Row: -1})
	h.children(n)
	h.flush()
	h.cells = h.cells[:len(h.cells)-1]
	h.block = outer
}

func (h *hyper) row(n *xhtml.Node) {
	h.flush()
	if d := len(h.cells); d > 0 {
		h.cells[d-1].Row++
		h.cells[d-1].Col = 0
	}
	h.children(n)
	h.flush()
}

func (h *hyper) cell(n *xhtml.Node) {
	h.flush()
	outer := h.block
	if d := len(h.cells); d > 0 && h.cells[d-1].Row >= 0 {
		h.block = h.cells[d-1]
		h.children(n)
		h.flush()
		span, err := strconv.Atoi(attribute(n, "colspan"))
		if err != nil || span < 1 || span > 1000 {
			span = 1
		}
		h.cells[d-1].Col += span
	} else {
		h.children(n)
		h.flush()
	}
	h.block = outer
}

// flush ends the block.
func (h *hyper) flush() {
	text := h.words.String()
	if text != "" {
		b := h.block
		b.Bold = 2*h.bold > len(text)
		if h.aside {
			h.build.Aside(text, contract.Block{Kind: contract.Furniture})
		} else {
			addLines(h.build, h.label, text, h.breaks, b)
		}
		h.label = ""
		if h.block.Kind == contract.ListItem { // what follows in the item has no number
			h.block.Kind, h.block.Level = contract.Paragraph, 0
		}
	}
	h.words.Reset()
	h.breaks, h.bold = h.breaks[:0], 0
}

func attribute(n *xhtml.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func isHidden(n *xhtml.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			return a.Val == "true"
		case "style":
			style := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}
