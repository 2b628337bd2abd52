package pdf

import (
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/contract"
)

// writer lays blocks out as a Document's text.
type writer struct {
	doc     *contract.Document
	pages   []*page
	text    strings.Builder
	starts  []int           // per page: where its first body word stands, -1 none
	vocab   map[string]bool // lower-case words that stand whole in a line
	body    float64         // the type size of most letters
	allBold bool            // most of the text is bold, so bold tells nothing
}

// assemble writes the body, the footnotes and the furniture of pages into doc.
func assemble(doc *contract.Document, pages []*page, paras []paragraph, margins []margin) {
	w := &writer{doc: doc, pages: pages, starts: make([]int, len(pages)), vocab: vocabulary(pages)}
	for i := range w.starts {
		w.starts[i] = -1
	}
	w.body, w.allBold = bodyType(pages)
	for i := range paras {
		p := &paras[i]
		m := margins[p.lines[0].page].at(p.lines[0].column)
		w.block(p.lines, w.kindOf(p, m), p.lines[0].x0-m.left)
	}
	doc.BodyEnd = w.text.Len()
	for _, p := range pages {
		for _, n := range p.footnotes {
			w.block(n.lines, contract.Footnote, 0)
		}
	}
	for _, p := range pages {
		for i := range p.furniture {
			w.block(p.furniture[i:i+1], contract.Furniture, 0)
		}
	}
	doc.Text = w.text.String()
	next := doc.BodyEnd
	for i := len(pages) - 1; i >= 0; i-- {
		if w.starts[i] >= 0 {
			next = w.starts[i]
		}
		doc.Pages[i].Start = next
	}
}

// block writes lines as one block.
func (w *writer) block(lines []line, kind contract.BlockKind, indent float64) {
	if w.text.Len() > 0 {
		w.text.WriteByte(w.separator(&lines[0]))
	}
	first := &lines[0]
	b := contract.Block{Kind: kind, Page: first.page + 1, Size: round(first.size, 10)}
	b.Start = w.text.Len()
	if kind.Body() {
		b.Indent = round(max(indent, 0), 10)
	}
	if first.table > 0 {
		b.Table, b.Row, b.Col = first.table, first.row, first.col
	}
	letters, bold := 0, 0
	for i := range lines {
		l := &lines[i]
		if kind.Body() && w.starts[l.page] < 0 {
			w.starts[l.page] = w.text.Len()
			if i > 0 {
				w.starts[l.page]++ // the space before the line
			}
		}
		for j := range l.words {
			wd := &l.words[j]
			letters += len(wd.text)
			if wd.bold {
				bold += len(wd.text)
			}
			glue, text := " ", wd.text
			if j == 0 && i > 0 {
				glue = w.lineGlue(&lines[i-1], l)
				if glue == "" && w.starts[l.page] > w.text.Len() {
					w.starts[l.page] = w.text.Len()
				}
			}
			if i+j > 0 {
				w.text.WriteString(glue)
			}
			if j == len(l.words)-1 && i+1 < len(lines) && w.hyphenates(l, &lines[i+1]) {
				text = text[:len(text)-hyphenLen(text)]
			}
			text = strings.TrimSuffix(text, softHyphen) // not shown within a line
			w.word(l, wd, text)
		}
	}
	b.End = w.text.Len()
	b.Bold = bold*2 > letters
	w.doc.Blocks = append(w.doc.Blocks, b)
}

// separator is what stands between the last block and one that begins with l.
func (w *writer) separator(l *line) byte {
	if n := len(w.doc.Blocks); n > 0 && l.table > 0 {
		prev := &w.doc.Blocks[n-1]
		if prev.Table == l.table && prev.Row == l.row && prev.Col != l.col {
			return '\t'
		}
	}
	return '\n'
}

// word writes one word with its box.
func (w *writer) word(l *line, wd *word, text string) {
	start := w.text.Len()
	w.text.WriteString(text)
	p := w.pages[l.page]
	const ascent, descent = 0.75, 0.22 // of the type size, as most text faces have
	x0, y0, x1, y1 := p.toPage(l.turn, wd.x0, l.y-descent*wd.size, wd.x1, l.y+ascent*wd.size)
	w.doc.Boxes = append(w.doc.Boxes, contract.Box{
		Span: contract.Span{Start: start, End: w.text.Len()}, Page: l.page + 1,
		X0: float32(x0), Y0: float32(p.height - y1), X1: float32(x1), Y1: float32(p.height - y0),
	})
}

// lineGlue is what joins two lines of a paragraph: a space, or nothing after a hyphen.
func (w *writer) lineGlue(prev, next *line) string {
	last := prev.words[len(prev.words)-1].text
	if hyphenLen(last) > 0 && len(last) > hyphenLen(last) {
		r, _ := utf8.DecodeLastRuneInString(last[:len(last)-hyphenLen(last)])
		first, _ := utf8.DecodeRuneInString(next.words[0].text)
		if unicode.IsLetter(r) && unicode.IsLetter(first) || unicode.IsDigit(r) && unicode.IsDigit(first) {
			return ""
		}
	}
	if strings.HasSuffix(last, "/") && len(last) > 1 {
		return ""
	}
	return " "
}

// hyphenLen is the length in bytes of the hyphen at the end of s, 0 without one.
func hyphenLen(s string) int {
	switch {
	case strings.HasSuffix(s, softHyphen):
		return len(softHyphen)
	case strings.HasSuffix(s, "-"):
		return 1
	}
	return 0
}

// hyphenates reports whether the hyphen at the end of a line was put there by the
// line's end, and not by the word. The document's own words decide: the word stands
// whole elsewhere, or it does not with a hyphen and its parts are no words.
func (w *writer) hyphenates(l, next *line) bool {
	last, first := l.words[len(l.words)-1].text, next.words[0].text
	n := hyphenLen(last)
	if n == 0 || len(last) == n {
		return false
	}
	if n == 2 {
		return true // a soft hyphen is never the word's own
	}
	if !startsLower(first) {
		return false
	}
	head, tail := wordCore(last[:len(last)-n]), wordCore(first)
	if head == "" || strings.ContainsAny(head, "0123456789") {
		return false
	}
	switch {
	case w.vocab[head+tail]:
		return true
	case w.vocab[head+"-"+tail], hyphenPrefixes[head]:
		return false
	case w.vocab[head] && w.vocab[tail] && len(head) > 2 && len(tail) > 2:
		return false
	}
	return true
}

// hyphenPrefixes are first parts that keep their hyphen.
var hyphenPrefixes = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields("non self third co sub cross ex all anti multi well long short full part high low pre post semi quasi inter intra one two three four five six seven eight nine ten half mid on off up down in out e by then follow back front end real so re- good arm's in-house year time day month") {
		m[p] = true
	}
	return m
}()

// wordCore is a word in lower case without the punctuation around it.
func wordCore(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

// vocabulary gathers the words of all lines but those at line ends.
func vocabulary(pages []*page) map[string]bool {
	v := map[string]bool{}
	for _, p := range pages {
		for i := range p.lines {
			words := p.lines[i].words
			for _, w := range words[:len(words)-1] {
				v[wordCore(w.text)] = true
			}
			if last := words[len(words)-1].text; hyphenLen(last) == 0 {
				v[wordCore(last)] = true
			}
		}
	}
	delete(v, "")
	return v
}

// bodyType finds the type size of most letters, and whether most are bold.
func bodyType(pages []*page) (size float64, bold bool) {
	counts := map[int]int{}
	boldLetters, letters := 0, 0
	for _, p := range pages {
		for i := range p.lines {
			n := 0
			for _, w := range p.lines[i].words {
				n += len(w.text)
			}
			counts[int(math.Round(p.lines[i].size*10))] += n
			letters += n
			if p.lines[i].bold {
				boldLetters += n
			}
		}
	}
	best := 0
	for s, n := range counts {
		if n > counts[best] || n == counts[best] && s < best {
			best = s
		}
	}
	return float64(best) / 10, boldLetters*2 > letters
}

// onlyNumber matches text without a word: a number is no heading by itself.
var onlyNumber = regexp.MustCompile(`^[\d\W]*$`)

// kindOf judges what a paragraph is, by its looks. Numbering is the outline's to judge.
func (w *writer) kindOf(p *paragraph, m extent) contract.BlockKind {
	if p.lines[0].table > 0 {
		return contract.TableCell
	}
	first := p.lines[0].words[0].text
	if bullet.MatchString(first) && len(p.lines[0].words) > 1 {
		return contract.ListItem
	}
	const longHeading = 150 // bytes
	length, bold := 0, 0
	var sb strings.Builder
	for i := range p.lines {
		for _, wd := range p.lines[i].words {
			length += len(wd.text) + 1
			if wd.bold {
				bold += len(wd.text) + 1
			}
			if length <= longHeading {
				sb.WriteString(wd.text)
				sb.WriteByte(' ')
			}
		}
	}
	text := strings.TrimSpace(sb.String())
	if length > longHeading || onlyNumber.MatchString(text) || strings.HasSuffix(text, ";") || strings.HasSuffix(text, ",") {
		return contract.Paragraph
	}
	large := p.lines[0].size > 1.12*w.body
	heavy := bold*2 > length && !w.allBold
	caps := strings.ToUpper(text) == text && strings.IndexFunc(text, unicode.IsLetter) >= 0
	if (large || heavy || caps && centred(&p.lines[0], m)) && !(endsSentence(text) && strings.Count(text, " ") > 8) {
		return contract.Heading
	}
	return contract.Paragraph
}

// round rounds to 1/per.
func round(v, per float64) float64 { return math.Round(v*per) / per }
