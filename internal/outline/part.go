package outline

import (
	"strings"

	"parley/internal/contract"
)

// labelLines is how many lines at the start can label a filing ("Exhibit 10.1") rather
// than open a sub-document.
const labelLines = 3

// opensPart reports whether line i, which begins with "Schedule 2" or the like, is the
// heading of a sub-document and not a mention, a list of attachments or a filing's label.
func (p *parser) opensPart(i int) bool {
	l := &p.lines[i]
	rest := strings.TrimSpace(p.text[l.num.End:l.End])
	words := countWords(rest, 40)
	switch {
	case words > 30, startsLower(rest) && !hasPrefixFold(rest, "to ") && !hasPrefixFold(rest, "of ") && !hasPrefixFold(rest, "- "):
		return false
	case ends(rest) == ';' || ends(rest) == ',':
		return false
	case i < labelLines, l.num.style == decimal && p.firstWords(i) < 40: // "EXHIBIT 10.32", a filing's label
		return false
	case p.kind(l) == contract.TableCell:
		return false
	case words > 12 && hasVerb(rest):
		return false
	}
	// A list of attachments: the neighbours are attachments too, and nothing stands between.
	for _, j := range [...]int{i - 1, i + 1} {
		if j >= 0 && j < len(p.lines) && p.lines[j].numbered && isOneOf(p.lines[j].num.word, partWords) && !p.lines[j].contents {
			if p.lines[j].num.value() != l.num.value() {
				return false
			}
		}
	}
	return true
}

// firstWords counts the words before line i, up to 40.
func (p *parser) firstWords(i int) int {
	n := 0
	for j := 0; j < i && n < 40; j++ {
		n += countWords(p.text[p.lines[j].Start:p.lines[j].End], 40)
	}
	return n
}

// part begins a sub-document at line i.
func (b *builder) part(i int) {
	p := b.p
	l := &p.lines[i]
	title := headingSpan(p.text, l.Start, l.End)
	name := title.Cut(p.text)
	if l.heading.Len() == 0 && l.num.End < l.End {
		l.heading = headingSpan(p.text, l.num.End, l.End)
	}
	l.body = l.End
	// A title in the line below belongs to it.
	if i+1 < len(p.lines) && l.heading.Len() == 0 {
		if next := &p.lines[i+1]; next.isHeading() && !next.numbered {
			l.heading, next.absorbed = next.heading, true
			name += " – " + next.heading.Cut(p.text)
		}
	}
	b.begin(i, name, l.num.text, l.num.text)
}

// partNamed begins a sub-document whose heading is a title of its own.
func (b *builder) partNamed(i int) {
	b.begin(i, b.p.lines[i].heading.Cut(b.p.text), "", "")
}

// begin opens a part and the clause of its heading at line i.
func (b *builder) begin(i int, title, number, path string) {
	p := b.p
	l := &p.lines[i]
	p.out.Parts = append(p.out.Parts, contract.Part{Span: contract.Span{Start: l.Start, End: l.End}, Title: title, Kind: kindOfTitle(title)})
	b.stack, b.last = b.stack[:0], 0
	b.anew = p.beginAnew(i)
	b.open(l, node{part: true}, number, path)
}

// titlesPart reports whether the heading at line i is the title of a further document:
// it names a kind of document and the numbers below it begin anew.
func (p *parser) titlesPart(i int) bool {
	l := &p.lines[i]
	h := l.heading.Cut(p.text)
	if words := countWords(h, 13); l.numbered || words < 2 || words > 12 || !titleCase(h) || !namesDocument(h) || containsWord(h, "this") || containsWord(h, "these") {
		return false
	}
	next, _ := p.nextNumber(i)
	if next == nil || next.value() != 1 || next.count > 2 || next.count == 2 && next.parts[0] != 1 {
		return false
	}
	// Something was numbered before, and not the part just begun.
	return p.lastNumber >= 0 && (!isOneOf(p.lines[p.lastNumber].num.word, partWords) || p.lastNumber < i-3)
}

// namesDocument reports whether s is a title such as "Data Processing Addendum".
func namesDocument(s string) bool {
	for _, w := range [...]string{
		"agreement", "addendum", "contractual clauses", "terms and conditions", "standard terms", "terms of service",
		"order form", "statement of work", "cover page", "service level", "policy", "annex", "schedule", "exhibit",
		"appendix", "clauses", "contract", "key terms",
	} {
		if containsWord(s, w) {
			return true
		}
	}
	return false
}
