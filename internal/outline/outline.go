// Package outline reads the structure of a contract from its text: the clause tree,
// sentences, parties, definitions and cross-references.
//
// Numbers as printed are the first witness: "12.3(b)" says where a clause belongs even
// in a document whose styles and indents are wrong. A number is believed when it follows
// on from one before it; headings, styles and indents decide what numbers leave open.
// The reading is a pure function of the Document and takes time linear in its text.
package outline

import (
	"parley/internal/contract"
	"parley/internal/quantity"
)

// Options are what the reader of a contract knows beforehand.
type Options struct {
	Supplier string // name or defined term of the supplier, when the text should not be asked
	Customer string // the same for the customer
	// Side is which of the two "we" are. It decides only what a party is that is named alone
	// and does nothing that tells: the other side, whose form it is.
	Side contract.Role
	// Quantities are those of the document's text, if they have been read already; they
	// give the warnings on numbers that disagree.
	Quantities []quantity.Quantity
}

// What a hostile document can make of itself is bounded; real contracts stay far below.
const (
	maxClauses    = 200_000
	maxReferences = 200_000
	maxDepth      = 24 // of the clause tree
)

// Parse reads the outline of doc. It never fails: what it cannot read is left out, and
// what the text gets wrong is in the Outline's Warnings.
func Parse(doc *contract.Document, opt Options) *contract.Outline {
	p := &parser{doc: doc, text: doc.Text, opt: opt, out: &contract.Outline{}, lastNumber: -1}
	p.readLines()
	p.markContents()
	p.markHeadings()
	p.buildTree()
	p.splitSentences()
	p.readTitle()
	p.readParties()
	p.readDefinitions()
	p.readReferences()
	p.warnQuantities()
	return p.out
}

// parser holds the state of one Parse.
type parser struct {
	doc   *contract.Document
	text  string
	opt   Options
	lines []line
	out   *contract.Outline

	titleEnd   int          // index of the first line after the title
	lastNumber int          // the last line whose number opened a clause, -1 for none
	tables     map[int]bool // by number, whether a table only lays out prose
}

// line is a paragraph of the body: a block, or a piece of a block that holds several
// clauses one after another.
type line struct {
	contract.Span
	block    int // index into the document's blocks
	num      numeral
	numbered bool
	heading  contract.Span // its heading, whole or run in; empty for none
	body     int           // where its prose begins, behind number and heading
	contents bool          // an entry of a table of contents
	bullet   bool
	absorbed bool // a heading that belongs to the number in the line above
	clause   int  // the clause it belongs to, -1 for none
	opens    bool
}

// isHeading reports whether nothing but a number and a heading stands in l.
func (l *line) isHeading() bool { return l.heading.End > l.heading.Start && l.body >= l.End }

// kind gives the kind of the block in which l stands.
func (p *parser) kind(l *line) contract.BlockKind { return p.doc.Blocks[l.block].Kind }

// readLines makes lines of the body's blocks.
func (p *parser) readLines() {
	p.lines = make([]line, 0, len(p.doc.Blocks))
	var at embedded
	for i := range p.doc.Blocks {
		b := &p.doc.Blocks[i]
		if !b.Kind.Body() || b.Start < 0 || b.End > len(p.text) || b.End < b.Start {
			continue
		}
		span := trim(p.text, b.Span)
		if span.Len() == 0 {
			continue
		}
		l := p.newLine(i, span)
		p.lines = append(p.lines, l)
		if l.numbered {
			at.saw(&l.num)
		}
		if b.Kind != contract.TableCell && span.Len() > embeddedMin {
			p.splitEmbedded(&at)
		}
	}
}

// newLine reads the number or bullet at the start of a line.
func (p *parser) newLine(block int, span contract.Span) line {
	l := line{Span: span, block: block, body: span.Start, clause: -1}
	l.num, l.numbered = readNumeral(p.text, span.Start, span.End)
	b := &p.doc.Blocks[block]
	if l.numbered && b.Kind == contract.TableCell && (l.num.weak || !p.layout(b.Table)) {
		l.numbered = false
	}
	if l.numbered {
		if b.Number != "" {
			l.num.weak = false
		}
		l.body = skipSpace(p.text, l.num.End, span.End)
		return l
	}
	if size := bulletSize(p.text[span.Start:span.End]); size > 0 {
		l.bullet = true
		l.body = skipSpace(p.text, span.Start+size, span.End)
	}
	return l
}

// layout reports whether a table only lays out prose, as contracts in two columns do:
// its cells are long. The numbers in other tables are no clauses.
func (p *parser) layout(table int) bool {
	if p.tables == nil {
		p.tables = map[int]bool{}
		cells, size := map[int]int{}, map[int]int{}
		for i := range p.doc.Blocks {
			if b := &p.doc.Blocks[i]; b.Kind == contract.TableCell {
				cells[b.Table]++
				size[b.Table] += b.Len()
			}
		}
		for t, n := range cells {
			p.tables[t] = size[t]/n > layoutCell
		}
	}
	return p.tables[table]
}

// layoutCell is the mean length of a cell, in bytes, above which a table holds prose.
const layoutCell = 110

// bulletSize returns the length of the bullet that s begins with, 0 for none.
func bulletSize(s string) int {
	for _, b := range [...]string{
		"•", "●", "▪", "■", "◦", "○", "·", "‣", "–", "—", "►", "➢", "✓", "", "", "□", "☐", "☒", "☑", "-", "*", "o",
	} {
		if len(s) > len(b)+1 && s[:len(b)] == b && (s[len(b)] == ' ' || s[len(b)] == '\t' || s[len(b)] >= 0x80 && b != "o") {
			return len(b)
		}
	}
	return 0
}

// page gives the page of an offset.
func (p *parser) page(offset int) int { return p.doc.PageAt(offset) }

// warn adds a warning about what stands at offset.
func (p *parser) warn(code, text string, offset int) {
	p.out.Warnings = append(p.out.Warnings, contract.Warning{Code: code, Text: text, Page: p.page(offset)})
}

// warnQuantities warns of numbers whose words and figures differ.
func (p *parser) warnQuantities() {
	found := p.opt.Quantities
	if found == nil {
		found = quantity.Scan(p.text[:p.doc.BodyEnd])
	}
	for _, q := range found {
		if q.Warning != "" {
			where := ""
			if c := p.out.ClauseAt(q.Start); c >= 0 && p.out.Clauses[c].Path != "" {
				where = " in " + p.out.Clauses[c].Path
			}
			p.warn("numbers-disagree", "“"+q.Text+"”"+where+": "+q.Warning, q.Start)
		}
	}
}
