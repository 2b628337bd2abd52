package outline

import (
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

// maxTermWords is the longest a defined term can be.
const maxTermWords = 9

// maxSameWord bounds how many terms can begin with one word.
const maxSameWord = 200

// verbsOfMeaning follow a term that a sentence defines.
var verbsOfMeaning = []string{
	"means", "shall mean", "will mean", "mean", "has the meaning", "have the meaning", "has the same meaning",
	"shall have the meaning", "shall have the same meaning", "shall have the meanings", "have the meanings",
	"have the same meaning", "has the definition", "refers to", "shall refer to", "shall include", "includes",
	"is defined", "are defined", "is as defined", "shall be defined", "shall be as defined", "as defined",
	"bezeichnet", "bedeutet", "désigne", "signifie", "stands for", "is the", "are the", "is a", "is an", "are",
	"is any", "is",
}

// readDefinitions finds the defined terms and where they are used.
func (p *parser) readDefinitions() {
	d := definitions{p: p, index: map[string]int{}}
	for i := range p.out.Sentences {
		d.sentence(i)
	}
	d.uses()
	for i := range d.list {
		p.out.Definitions = append(p.out.Definitions, d.list[i].Definition)
	}
}

// defined is a definition and where its term stands in it.
type defined struct {
	contract.Definition
	term contract.Span
}

type definitions struct {
	p     *parser
	list  []defined
	index map[string]int // by term in lower case
}

// add keeps the first definition of a term.
func (d *definitions) add(term, where contract.Span) {
	t := cleanTerm(term.Cut(d.p.text))
	if t == "" || countWords(t, maxTermWords+1) > maxTermWords || countWords(t, 1) == 0 {
		return
	}
	key := strings.ToLower(t)
	if _, known := d.index[key]; known {
		return
	}
	d.index[key] = len(d.list)
	d.list = append(d.list, defined{contract.Definition{Term: t, Span: where}, term})
}

// sentence reads the definitions of sentence i.
func (d *definitions) sentence(i int) {
	p := d.p
	s := &p.out.Sentences[i]
	if s.Heading {
		d.headed(i)
		return
	}
	if d.opening(i) {
		s.Defines = true
	}
	d.within(s.Span)
	d.inline(s.Span)
}

// within reads quoted terms followed by a verb of meaning further on in a sentence: "and
// “Y” means …".
func (d *definitions) within(span contract.Span) {
	text := d.p.text
	for pos := span.Start; pos < span.End; {
		if text[pos] != '"' && text[pos] < utf8.RuneSelf {
			pos++
			continue
		}
		term, after, ok := quoted(text, pos, span.End)
		if !ok {
			_, size := utf8.DecodeRuneInString(text[pos:])
			pos += size
			continue
		}
		if isMeaning(text[skipSpace(text, after, span.End):span.End]) {
			d.add(term, span)
		}
		pos = after
	}
}

// headed reads the definition of a clause whose heading is the term: below a heading
// "Definitions", "Personal Data: any information …".
func (d *definitions) headed(i int) {
	p := d.p
	s := &p.out.Sentences[i]
	if s.Clause < 0 || i+1 >= len(p.out.Sentences) || p.out.Sentences[i+1].Heading || p.out.Sentences[i+1].Clause != s.Clause {
		return
	}
	c := &p.out.Clauses[s.Clause]
	if c.Parent < 0 || !definitionsHeading(p.out.Clauses[c.Parent].Heading) || definitionsHeading(c.Heading) || c.Heading != s.Cut(p.text) {
		return
	}
	next := p.out.Sentences[i+1].Cut(p.text)
	if !startsLower(next) && !meaning(next) && strings.IndexByte(p.text[s.End:p.out.Sentences[i+1].Start], ':') < 0 {
		return
	}
	d.add(s.Span, c.Span)
	p.out.Sentences[i+1].Defines = true
}

func definitionsHeading(h string) bool {
	return mentions(h, "definition", "défin", "begriffs", "glossary", "interpretation", "defined terms")
}

// opening reads a sentence that begins with the term it defines, and reports whether it
// does nothing else.
func (d *definitions) opening(i int) bool {
	p := d.p
	s := &p.out.Sentences[i]
	pos := s.Start
	if from, to := nextWord(p.text, pos, s.End); from == pos && isOneOf(p.text[from:to], []string{"the", "a", "an", "each", "and"}) {
		if at := skipSpace(p.text, to, s.End); at < s.End && opensQuote(p.text[at:s.End]) {
			pos = at
		}
	}
	if colon := strings.IndexByte(p.text[pos:min(s.End, pos+80)], ':'); colon > 0 && introduces(p.text[pos:pos+colon]) {
		pos = skipSpace(p.text, pos+colon+1, s.End) // "In this Agreement: “X” means"
	}
	var terms []contract.Span
	for at := pos; at < s.End; {
		span, after, ok := quoted(p.text, at, s.End)
		if !ok {
			break
		}
		terms = append(terms, span)
		at = skipSpace(p.text, after, s.End)
		pos = at
		for _, sep := range [...]string{",", "and/or ", "and ", "or ", "(or ", "(", "/"} {
			if hasPrefixFold(p.text[at:s.End], sep) {
				at = skipSpace(p.text, at+len(sep), s.End)
			}
		}
	}
	if len(terms) == 0 {
		return d.unquoted(i)
	}
	rest := p.text[pos:s.End]
	if strings.HasPrefix(rest, "(") { // "“X” (as in the Regulation) means"
		if stop := bracketEnd(p.text, pos, s.End); stop > 0 {
			rest = p.text[skipSpace(p.text, stop, s.End):s.End]
		}
	}
	rest = strings.TrimLeft(rest, ")]\"”,*_ ")
	if !meaning(rest) && !beginsWith(rest, ":", "–", "-", "=") {
		return false
	}
	where := d.where(i)
	for _, t := range terms {
		d.add(t, where)
	}
	return true
}

// meaning reports whether s begins with a verb of meaning, or with one a few words on
// ("when used in this Agreement means").
func meaning(s string) bool {
	for range 2 {
		for _, v := range verbsOfMeaning {
			if hasPrefixFold(s, v) && (len(s) == len(v) || !isAlpha(s[len(v)])) {
				return true
			}
		}
		i := strings.IndexByte(s, ',')
		if i < 0 || i > 80 {
			return false
		}
		s = strings.TrimLeft(s[i+1:], " ")
	}
	return false
}

// unquoted reads "Affiliate means …", a capitalised term without marks.
func (d *definitions) unquoted(i int) bool {
	p := d.p
	s := &p.out.Sentences[i]
	text := s.Cut(p.text)
	at := 0
	for k := 1; k < min(len(text), 70); k++ {
		if text[k] == ' ' && isMeaning(text[k+1:]) {
			at = k
			break
		}
		if text[k] == '.' || text[k] == ':' || text[k] == ',' {
			return false
		}
	}
	if at == 0 {
		return false
	}
	term := text[:at]
	if !titleCase(term) || countWords(term, maxTermWords+1) > 6 || isOneOf(term, []string{
		"this", "it", "that", "which", "the",
	}) || strings.ContainsAny(term, ".;:,") || hasPrefixFold(term, "this ") || hasPrefixFold(term, "the term") || hasVerb(term) {
		return false
	}
	d.add(contract.Span{Start: s.Start, End: s.Start + at}, d.where(i))
	return true
}

// isMeaning reports whether s begins with a verb that can only define.
func isMeaning(s string) bool {
	if s == "" || s[0] != 'm' && s[0] != 's' && s[0] != 'h' && s[0] != 'r' {
		return false
	}
	for _, v := range [...]string{
		"means ", "shall mean ", "mean ", "has the meaning ", "have the meaning ", "has the same meaning ",
		"shall have the meaning ", "shall have the same meaning ", "refers to ", "shall refer to ",
	} {
		if strings.HasPrefix(s, v) {
			return true
		}
	}
	return false
}

// where is what defines the term of sentence i: the sentence, or its whole clause when
// items complete it.
func (d *definitions) where(i int) contract.Span {
	p := d.p
	s := &p.out.Sentences[i]
	if s.Clause < 0 || !leadsIn(s.Cut(p.text)) {
		return s.Span
	}
	c := &p.out.Clauses[s.Clause]
	if i > 0 && p.out.Sentences[i-1].Clause == s.Clause && !p.out.Sentences[i-1].Heading || c.End < s.End {
		return s.Span
	}
	return contract.Span{Start: s.Start, End: c.End}
}

// lead words stand before the term in a bracket that defines it.
var bracketWords = []string{
	"the", "a", "an", "each", "collectively", "together", "individually", "hereinafter", "hereafter", "such", "this",
	"these", "as", "referred", "to", "called", "any", "all", "and", "or", "being", "in", "with", "jointly", "its",
	"singly", "either", "foregoing", "for", "short", "also", "of", "them", "our", "your", "defined", "below", "known",
	"severally", "every", "both", "case", "der", "die", "das", "nachfolgend", "le", "la", "ci-après", "im",
	"folgenden",
}

// inline reads the terms that brackets define in passing: (the “Services”).
func (d *definitions) inline(span contract.Span) {
	text := d.p.text
	for pos := span.Start; pos < span.End; pos++ {
		i := strings.IndexByte(text[pos:span.End], '(')
		if i < 0 {
			return
		}
		pos += i
		stop := bracketEnd(text, pos, span.End)
		if stop < 0 {
			continue
		}
		if before := strings.TrimRight(text[span.Start:pos], " "); before != "" && isDigit(before[len(before)-1]) {
			continue // "Section 5 (“Fees”)": a heading quoted
		}
		d.bracket(pos+1, stop-1, span)
		pos = stop - 1
	}
}

// bracket reads the terms of one bracket, when nothing but terms and the words that lead
// to them stand in it.
func (d *definitions) bracket(start, end int, where contract.Span) {
	text := d.p.text
	for pos := start; pos < end; {
		term, after, ok := quoted(text, pos, end)
		if ok {
			if startsUpper(term.Cut(text)) || term.Len() > 3 {
				d.add(term, where)
			}
			pos = after
			continue
		}
		if from, to := nextWord(text, pos, min(end, pos+20)); from == pos {
			if !isOneOf(text[from:to], bracketWords) {
				return
			}
			pos = to
			continue
		}
		pos++
	}
}

// uses finds where the terms are used, capitalised, in one pass over the body.
func (d *definitions) uses() {
	if len(d.list) == 0 {
		return
	}
	text := d.p.text
	byFirst := make(map[string][]int, len(d.list))
	words := make([][]string, len(d.list))
	for i := range d.list {
		t := d.list[i].Term
		if !startsUpper(t) && !isDigit(t[0]) {
			continue
		}
		words[i] = wordsOf(t)
		if len(words[i]) > 0 && len(byFirst[words[i][0]]) < maxSameWord {
			byFirst[words[i][0]] = append(byFirst[words[i][0]], i)
		}
	}
	end := d.p.doc.BodyEnd
	var buf [48]byte
	for pos := 0; pos < end; {
		from, to := nextWord(text, pos, end)
		if from == to {
			return
		}
		pos = to
		if isLower(text[from]) || to-from > len(buf) {
			continue
		}
		best, stop := -1, 0
		for _, i := range byFirst[string(buf[:stem(buf[:], text[from:to])])] {
			if at, ok := matches(text, to, end, words[i][1:]); ok && at > stop {
				best, stop = i, at
			}
		}
		if best < 0 {
			continue
		}
		if u := (contract.Span{Start: from, End: stop}); !u.Overlaps(d.list[best].term) {
			d.list[best].Uses = append(d.list[best].Uses, u)
		}
		pos = stop
	}
}

// wordsOf gives the words of a term as stem writes them.
func wordsOf(t string) []string {
	var out []string
	for pos := 0; ; {
		from, to := nextWord(t, pos, len(t))
		if from == to {
			return out
		}
		b := make([]byte, to-from)
		out = append(out, string(b[:stem(b, t[from:to])]))
		pos = to
	}
}

// stem writes a word in lower case without possessive and plural, so that "Affiliates’"
// is "affiliate"; it returns the length.
func stem(buf []byte, w string) int {
	n := 0
	for i := 0; i < len(w) && n < len(buf); i++ {
		c := w[i]
		if c == '\'' || strings.HasPrefix(w[i:], "’") {
			break
		}
		if isUpper(c) {
			c |= 0x20
		}
		buf[n] = c
		n++
	}
	switch {
	case n > 4 && string(buf[n-3:n]) == "ies":
		buf[n-3] = 'y'
		return n - 2
	case n > 3 && buf[n-1] == 's' && buf[n-2] != 's':
		return n - 1
	}
	return n
}

// matches reports whether the words follow at pos, capitalised or not, and where they end.
func matches(text string, pos, end int, words []string) (int, bool) {
	var buf [48]byte
	for _, w := range words {
		from, to := nextWord(text, pos, min(end, pos+64))
		if from == to || from-pos > 3 || to-from > len(buf) || string(buf[:stem(buf[:], text[from:to])]) != w {
			return 0, false
		}
		pos = to
	}
	return pos, true
}
