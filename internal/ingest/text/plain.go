package text

import (
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
)

// Plain reads plain text. Lines that were broken to fit a width are joined into
// paragraphs, also over the end of a page; page numbers and lines that recur at page
// ends are set apart; paragraphs that were run together into one line are parted.
func Plain(text string) *contract.Document {
	lines := splitLines(text)
	p := plainText{width: wrapWidth(lines), source: text}
	for i := range lines {
		l := &lines[i]
		switch {
		case l.furniture:
			p.pageEnd(l.text)
		case l.text == "":
			p.blanks++
		default:
			p.line(*l)
		}
	}
	p.flush()
	doc := p.build.Document()
	doc.Type = "txt"
	return doc
}

// column is about the width of a character in points, to tell indents in points.
const column = 6

// plainText joins lines into paragraphs.
type plainText struct {
	build  compose.Builder
	width  int // to which the file's lines are broken; 0 when they are not
	source string
	words  map[string]bool // of the file, made when first needed

	open    []line // the lines of the paragraph so far
	longest int    // the length of the longest of them
	blanks  int    // blank lines since the last line
	paged   bool   // a page ended since the last line
}

func (p *plainText) pageEnd(text string) {
	p.build.Aside(compose.Clean(text), contract.Block{Kind: contract.Furniture})
	p.paged = true
}

func (p *plainText) line(l line) {
	if len(p.open) > 0 && !p.joins(l) {
		p.flush()
	}
	p.open = append(p.open, l)
	p.longest = max(p.longest, l.length)
	p.blanks, p.paged = 0, false
}

// joins reports whether l goes on with the open paragraph.
func (p *plainText) joins(l line) bool {
	last := p.open[len(p.open)-1]
	if p.paged || p.blanks >= pageGap {
		return goesOn(last.text, l.text)
	}
	if p.blanks > 0 {
		return false
	}
	width := p.width
	if width == 0 { // a wrapped passage in a file that is not wrapped throughout
		if width = p.longest; width < minWrap || width > maxWrap {
			return false
		}
	}
	if compose.StartsItem(l.text) && endsClause(last.text) {
		return false
	}
	// Where the next line's first word would have fitted, the line was ended on purpose.
	first, _, _ := strings.Cut(l.text, " ")
	return last.length+1+len([]rune(first)) > width*4/5
}

// goesOn reports whether a sentence that a page's end broke off goes on with after.
func goesOn(before, after string) bool {
	if endsSentence(before) || compose.StartsItem(after) {
		return false
	}
	if startsLower(after) {
		return true
	}
	const prose = 100 // shorter lines are headings, names and cells
	if len(before) < prose {
		return false
	}
	last := before[len(before)-1]
	if last >= 'A' && last <= 'Z' { // a disclaimer in capitals goes on in capitals
		return isCapitals(before[len(before)-prose/2:]) && isCapitals(after[:min(len(after), prose/2)])
	}
	return last == ',' || last >= 'a' && last <= 'z'
}

// flush ends the paragraph.
func (p *plainText) flush() {
	if len(p.open) == 0 {
		return
	}
	var text strings.Builder
	for i, l := range p.open {
		switch {
		case i+1 == len(p.open) || !strings.HasSuffix(l.text, "-") || !compose.IsCompound(l.text, p.open[i+1].text):
			text.WriteString(l.text)
			text.WriteByte(' ')
		case p.unhyphenated(l.text, p.open[i+1].text):
			text.WriteString(strings.TrimSuffix(l.text, "-"))
		default:
			text.WriteString(l.text)
		}
	}
	block := contract.Block{Kind: contract.Paragraph, Indent: float64(p.open[0].indent * column)}
	for _, piece := range partRunTogether(strings.TrimSuffix(text.String(), " ")) {
		p.build.Add(compose.Clean(piece), block)
	}
	p.open, p.longest = p.open[:0], 0
}

// unhyphenated reports whether the word that two lines share stands in the file without
// a hyphen elsewhere: then the hyphen is there for the line's end only. Typed text often
// breaks its lines at hyphens that belong to a word ("non-exclusive").
func (p *plainText) unhyphenated(before, after string) bool {
	if p.words == nil {
		p.words = map[string]bool{}
		for _, w := range strings.Fields(p.source) {
			p.words[strings.Trim(strings.ToLower(w), punctuation)] = true
		}
	}
	head := before[strings.LastIndexAny(before, " \t(\"“")+1:]
	tail, _, _ := strings.Cut(after, " ")
	word := strings.ToLower(strings.TrimSuffix(head, "-") + tail)
	return p.words[strings.Trim(word, punctuation)]
}

const punctuation = `.,;:()"“”’'`

func endsSentence(s string) bool {
	s = strings.TrimRight(s, ` "”’')]`)
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".:!?")
}

// endsClause reports whether an item may follow: a sentence, a lead-in, or an item
// that ends in ";" or "; and".
func endsClause(s string) bool {
	if endsSentence(s) {
		return true
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, " and"), " or")
	return strings.HasSuffix(s, ";") || strings.HasSuffix(s, ",")
}

func startsLower(s string) bool { return s != "" && s[0] >= 'a' && s[0] <= 'z' }
