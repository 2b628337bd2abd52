package docx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
)

// document builds the Document from what was read, and tells where the words of each
// paragraph of the body begin in it.
func (r *reader) document() (*contract.Document, []int) {
	a := &assembly{reader: r, starts: make([]int, len(r.body.paras))}
	a.blocks()
	a.asides()
	doc := a.build.Document()
	doc.Type = "docx"
	doc.Revisions = a.revisions(doc)
	doc.Notes = a.remarks(doc)
	a.warnOfContent()
	doc.Warnings = r.warnings
	return doc, a.starts
}

// assembly turns paragraphs into blocks.
type assembly struct {
	*reader
	build    compose.Builder
	starts   []int // where the words of each paragraph begin in the text
	contents []contract.Block
	texts    []string // of contents
	hidden   int
	broken   int
}

// blocks adds the body, counting numbers and joining paragraphs whose mark is gone.
func (a *assembly) blocks() {
	paras := a.body.paras
	for i := 0; i < len(paras); {
		j := i
		for j+1 < len(paras) && a.markGone(paras[j]) && paras[j].cell == paras[j+1].cell {
			j++
		}
		a.block(i, j)
		i = j + 1
	}
}

// markGone reports whether tracked changes join a paragraph with the next.
func (a *assembly) markGone(p *paragraph) bool {
	if a.opt.Original {
		return p.mark.inserted
	}
	return p.mark.deleted
}

// block adds the paragraphs first to last as one block; the last one's layout holds.
func (a *assembly) block(first, last int) {
	paras := a.body.paras[first : last+1]
	end := paras[len(paras)-1]
	text, breaks, offsets := joinParagraphs(paras)
	for _, p := range paras {
		p.length, p.words = p.words.Len(), compose.Words{} // a long document has a lot of them
		a.hidden += p.hidden
		if p.broken {
			a.broken++
		}
	}
	here := a.build.Len()
	for i := range offsets {
		a.starts[first+i] = here // for those that leave nothing
	}
	switch {
	case text == "" && a.markGone(end), // all of it was deleted
		text == "" && end.mark.hidden && end.hidden > 0, // all of it is hidden
		text == "" && end.section:                       // Word shows a section break, not a paragraph
		return
	}
	l := a.styles.apply(end.layout, a.numbering)
	label, suffix := "", ""
	if l.numID != "" && l.numID != "0" {
		label, suffix = a.numbering.next(l.numID, l.level)
	}
	label = compose.Clean(label)
	if text == "" && (label == "" || a.isBullet(l)) {
		return
	}
	prefix := label
	if label != "" && text != "" {
		prefix += suffix
	}
	b := contract.Block{
		Number: label,
		Style:  a.styleName(l.style),
		Bold:   2*end.bold > len(text),
		Size:   float64(end.size()) / 2,
		Indent: float64(l.left-l.hang) / 20,
		Table:  end.cell.table, Row: end.cell.row, Col: end.cell.col,
		Origin: paras[0].origin,
	}
	b.Kind, b.Level = kindOf(l, b, text)
	if a.isContents(end, b.Style, text) {
		b.Kind, b.Level = contract.Furniture, 0
		a.contents, a.texts = append(a.contents, b), append(a.texts, prefix+text)
		return
	}
	start := a.add(prefix, text, breaks, b)
	for i, o := range offsets {
		a.starts[first+i] = start + len(prefix) + o
		paras[i].placed = true
	}
}

// joinParagraphs is the text of paragraphs whose marks between them are gone, with the
// offset of each one's words in it.
func joinParagraphs(paras []*paragraph) (text string, breaks, offsets []int) {
	if len(paras) == 1 {
		return paras[0].words.String(), paras[0].breaks, []int{0}
	}
	var b strings.Builder
	for _, p := range paras {
		if words := p.words.String(); words != "" {
			// The words of a paragraph begin and end without white space, but where one
			// was deleted between two others, theirs may have been what kept them apart.
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			offsets = append(offsets, b.Len())
			for _, at := range p.breaks {
				breaks = append(breaks, b.Len()+at)
			}
			b.WriteString(words)
			continue
		}
		offsets = append(offsets, b.Len())
	}
	return b.String(), breaks, offsets
}

// add appends the block, in several pieces where line breaks part what are paragraphs
// to a reader, and returns where it begins.
func (a *assembly) add(prefix, text string, breaks []int, b contract.Block) int {
	from, start := 0, -1
	piece := func(to int) {
		words := text[from:to]
		if from == 0 {
			words = prefix + words
		}
		span := a.build.Add(words, b)
		if start < 0 {
			start = span.Start
		}
		// What follows a break is a paragraph of its own, without a number.
		b.Number = ""
		if b.Kind != contract.TableCell {
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
	return start
}

func (a *assembly) isBullet(l layout) bool {
	def := a.numbering.levelOf(l.numID, l.level)
	return def != nil && def.format == "bullet"
}

func (a *assembly) styleName(id string) string {
	if s := a.styles.byID[id]; s != nil && s.name != "" {
		return s.name
	}
	return id
}

func kindOf(l layout, b contract.Block, text string) (contract.BlockKind, int) {
	styled := l.outline >= 0 && l.outline < maxLevels
	level := 0
	switch {
	case styled:
		level = l.outline + 1
	case b.Number != "":
		level = l.level + 1
	}
	switch {
	case b.Table > 0:
		return contract.TableCell, level
	case (styled || isTitle(b.Style)) && readsAsHeading(text):
		return contract.Heading, level
	case b.Number != "":
		return contract.ListItem, level
	}
	return contract.Paragraph, level
}

// readsAsHeading reports whether the text of a paragraph in a heading style is a
// heading. Law firms set whole clauses in "Heading 2" for the sake of its numbers.
func readsAsHeading(text string) bool {
	const long, longSentence = 120, 60
	if len(text) > long {
		return false
	}
	switch {
	case strings.HasSuffix(text, "."):
		return len(text) <= longSentence
	case strings.HasSuffix(text, "and"), strings.HasSuffix(text, "or"):
		return false
	}
	return !strings.ContainsAny(text[max(len(text)-1, 0):], ";:,")
}

func isTitle(style string) bool { return strings.EqualFold(style, "title") }

var endsInPage = regexp.MustCompile(`(?:\d+|\b[ivxlc]+)$`)

// isContents reports whether a paragraph is a line of a table of contents: those repeat
// the headings and are no part of the running text.
func (a *assembly) isContents(p *paragraph, style, text string) bool {
	named := len(style) == 5 && strings.EqualFold(style[:4], "toc ")
	return (named || p.field) && endsInPage.MatchString(text)
}

// asides adds what stands beside the running text.
func (a *assembly) asides() {
	a.footnoteBlocks()
	for i, b := range a.contents {
		a.build.Aside(a.texts[i], b)
	}
	for _, text := range a.heads {
		a.build.Aside(text, contract.Block{Kind: contract.Furniture})
	}
	for _, m := range a.body.remarks {
		a.build.Aside(a.comments[m.id].text, contract.Block{Kind: contract.Comment})
	}
}

// footnoteBlocks adds footnotes and endnotes in the order in which the body refers to them.
func (a *assembly) footnoteBlocks() {
	foot, end := 0, 0
	for _, p := range a.body.paras {
		for _, ref := range p.notes {
			kind, id, _ := strings.Cut(ref, " ")
			number, text := "", ""
			if kind == "footnote" {
				foot++
				number, text = strconv.Itoa(foot), a.footnotes[id]
			} else {
				end++
				number, text = formatNumber(end, "lowerRoman"), a.endnotes[id]
			}
			if text != "" {
				a.build.Aside(number+" "+text, contract.Block{Kind: contract.Footnote, Number: number})
			}
		}
	}
}

// place is where an offset into a paragraph's words stands in the document.
func (a *assembly) place(doc *contract.Document, at anchor) int {
	if at.para >= len(a.starts) {
		return 0
	}
	return min(a.starts[at.para]+min(at.offset, a.body.paras[at.para].length), doc.BodyEnd)
}

// between is the span from one place to another, without white space at its edges.
func between(doc *contract.Document, from, to int) contract.Span {
	to = max(to, from)
	for from < to && isGap(doc.Text[from]) {
		from++
	}
	for to > from && isGap(doc.Text[to-1]) {
		to--
	}
	return contract.Span{Start: from, End: to}
}

func isGap(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

func (a *assembly) revisions(doc *contract.Document) []contract.Revision {
	var all []contract.Revision
	for i, p := range a.body.paras {
		for _, c := range p.changes {
			span := between(doc, a.place(doc, anchor{i, c.start}), a.place(doc, anchor{i, c.end}))
			text := compose.Clean(string(c.away))
			if c.kind == "delete" && text == "" {
				text = span.Cut(doc.Text)
			}
			if span.Len() == 0 && text == "" {
				continue
			}
			all = append(all, contract.Revision{Span: span, Kind: c.kind, Author: compose.Clean(c.author), Date: c.date, Text: text})
		}
	}
	return all
}

func (a *assembly) remarks(doc *contract.Document) []contract.Note {
	var all []contract.Note
	for _, m := range a.body.remarks {
		c, ok := a.comments[m.id]
		if !ok {
			continue
		}
		span := between(doc, a.place(doc, m.from), a.place(doc, m.to))
		all = append(all, contract.Note{Span: span, Author: c.author, Date: c.date, Text: c.text})
	}
	return all
}

// warnOfContent warns of what the file has that the text does not show.
func (a *assembly) warnOfContent() {
	if a.hidden > 0 {
		a.warn("hidden-text", "The file has hidden text (%d bytes), which was left out.", a.hidden)
	}
	if a.broken > 0 {
		a.warn("broken-reference", "%d cross-references in the file lead nowhere (“Error! Reference source not found”).", a.broken)
	}
	if a.body.outside {
		a.warn("embedded-document", "The file includes another document, which was not read.")
	}
	if slices.ContainsFunc(a.parts.rels, func(rel relation) bool { return rel.kind == "vbaProject" }) {
		a.warn("macros", "The file has macros; they were not run.")
	}
}
