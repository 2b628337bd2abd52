package outline

import (
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

const (
	// splitWords is how many words a sentence must have before the list inside it is
	// taken apart; a shorter one reads better whole.
	splitWords = 80
	// commaWords is the same for a list whose items stand apart by commas.
	commaWords = 100
	// rowWords is the length from which a table row is read cell by cell.
	rowWords = 50
)

// splitSentences makes the sentences of all lines.
func (p *parser) splitSentences() {
	p.out.Sentences = make([]contract.Sentence, 0, len(p.lines)*2)
	s := splitter{p: p, leads: make([]contract.Span, len(p.out.Clauses))}
	for i := 0; i < len(p.lines); {
		if p.kind(&p.lines[i]) == contract.TableCell && !p.lines[i].opens {
			i = s.row(i)
			continue
		}
		s.line(i)
		i++
	}
}

// splitter carries the lead-ins from one line to the next.
type splitter struct {
	p       *parser
	leads   []contract.Span // by clause: the open end of its own text, which its items complete
	pending []opening       // the open ends of the lines above, which bullets complete
	table   int             // the table being read
	head    contract.Span   // the row that names its columns, which the others complete; empty for none
}

// opening is text left open for bullets, and how deep the line stands that left it so:
// 0 for a paragraph, more for a bullet.
type opening struct {
	contract.Span
	depth float64
}

// depth says how far in a bullet stands: by its list's level, else by its indent.
func (p *parser) depth(l *line) float64 {
	b := &p.doc.Blocks[l.block]
	switch {
	case !l.bullet && p.kind(l) != contract.ListItem || l.numbered:
		return 0
	case b.Level > 0:
		return float64(b.Level)
	}
	return 1 + max(b.Indent, 0)/100
}

// outer returns the innermost opening that stands further out than depth.
func (s *splitter) outer(depth float64) contract.Span {
	for len(s.pending) > 0 {
		if last := s.pending[len(s.pending)-1]; last.depth < depth || depth == 0 {
			return last.Span
		}
		s.pending = s.pending[:len(s.pending)-1]
	}
	return contract.Span{}
}

// line makes the sentences of one line.
func (s *splitter) line(i int) {
	p := s.p
	l := &p.lines[i]
	if l.heading.Len() > 0 && l.heading.Start >= l.Start && l.heading.End <= l.End {
		s.add(l.heading, contract.Span{}, l.clause, true)
		s.pending = s.pending[:0]
	}
	if l.body >= l.End {
		return
	}
	span := contract.Span{Start: l.body, End: l.End}
	if l.contents || i < p.titleEnd {
		s.add(span, contract.Span{}, l.clause, true)
		return
	}
	lead := s.leadOf(l)
	first := len(p.out.Sentences)
	s.prose(span, lead, l.clause)
	if len(p.out.Sentences) == first {
		return
	}
	last := p.out.Sentences[len(p.out.Sentences)-1].Span
	open := contract.Span{}
	if leadsIn(last.Cut(p.text)) {
		open = last
	}
	depth := p.depth(l)
	if open.Len() > 0 {
		if depth == 0 {
			s.pending = s.pending[:0]
		}
		s.pending = append(s.pending, opening{open, depth})
	} else if depth == 0 && (lead.Len() == 0 || l.opens) {
		s.pending = s.pending[:0]
	}
	if l.clause >= 0 && !l.bullet {
		if l.opens || open.Len() > 0 {
			s.leads[l.clause] = open
		}
	}
}

// leadOf finds the text that line l completes.
func (s *splitter) leadOf(l *line) contract.Span {
	p := s.p
	text := p.text[l.body:l.End]
	switch {
	case l.opens && l.clause >= 0:
		if parent := p.out.Clauses[l.clause].Parent; parent >= 0 && l.heading.Len() == 0 {
			return s.leads[parent]
		}
	case l.bullet, p.kind(l) == contract.ListItem && !l.numbered:
		return s.outer(p.depth(l))
	case len(s.pending) > 0 && (startsLower(text) || ends(text) == ';'):
		return s.outer(0)
	}
	return contract.Span{}
}

// leadsIn reports whether a sentence is left open for items to complete it.
func leadsIn(s string) bool {
	switch r := ends(s); r {
	case ':', '—', '–', '-':
		return true
	case '.', ';', '!', '?', ')', 0:
		return false
	}
	// Without a closing mark: "Supplier shall", "the following".
	i := strings.LastIndexByte(strings.TrimRight(s, " "), ' ')
	last := strings.TrimRight(s[i+1:], " ,")
	if isOneOf(last, []string{"and", "or", "and/or"}) && strings.HasSuffix(strings.TrimRight(s[:max(i, 0)], " "), ";") {
		return false // the end of an item: "…; and"
	}
	return isOneOf(last, leadWords)
}

// leadWords end a lead-in that has no colon.
var leadWords = []string{
	"shall", "will", "must", "may", "to", "following", "if", "that", "not", "by", "of", "for", "means", "includes",
	"including", "either", "agrees", "with", "is", "are", "when", "where", "as", "from", "and", "or", "unless",
	"until", "upon", "be", "who", "which", "because", "in",
}

// add appends a sentence.
func (s *splitter) add(span, lead contract.Span, clause int, heading bool) {
	span = trim(s.p.text, span)
	if span.Len() == 0 {
		return
	}
	s.p.out.Sentences = append(s.p.out.Sentences, contract.Sentence{Span: span, LeadIn: lead, Clause: clause, Heading: heading})
}

// row makes one sentence of a table row, or several of a row that holds prose, and
// returns the index of the line behind it.
func (s *splitter) row(i int) int {
	p := s.p
	first := &p.doc.Blocks[p.lines[i].block]
	end := i + 1
	words := countWords(p.text[p.lines[i].Start:p.lines[i].End], rowWords+1)
	for end < len(p.lines) {
		b := &p.doc.Blocks[p.lines[end].block]
		if b.Kind != contract.TableCell || b.Table != first.Table || b.Row != first.Row || p.lines[end].opens {
			break
		}
		words += countWords(p.text[p.lines[end].Start:p.lines[end].End], rowWords+1)
		end++
	}
	s.pending = s.pending[:0]
	row := contract.Span{Start: p.lines[i].Start, End: p.lines[end-1].End}
	if first.Table != s.table {
		s.table, s.head = first.Table, contract.Span{}
		if p.namesColumns(i, end) {
			s.add(row, contract.Span{}, p.lines[i].clause, true)
			s.head = row
			return end
		}
	}
	if words <= rowWords {
		s.add(row, s.head, p.lines[i].clause, false)
		return end
	}
	label := contract.Span{}
	for k := i; k < end; k++ {
		l := &p.lines[k]
		if k == i && end > i+1 && countWords(p.text[l.Start:l.End], 13) <= 12 {
			label = l.Span
			s.add(l.Span, contract.Span{}, l.clause, false)
			continue
		}
		s.prose(contract.Span{Start: l.body, End: l.End}, label, l.clause)
	}
	return end
}

// namesColumns reports whether the row of lines [i, end), a table's first, only names its
// columns: its cells are bold and those below are not.
func (p *parser) namesColumns(i, end int) bool {
	if end-i < 2 || end >= len(p.lines) {
		return false
	}
	table := p.doc.Blocks[p.lines[i].block].Table
	for k := i; k < end; k++ {
		if !p.doc.Blocks[p.lines[k].block].Bold {
			return false
		}
	}
	for k := end; k < len(p.lines) && k < end+(end-i); k++ {
		b := &p.doc.Blocks[p.lines[k].block]
		if b.Kind != contract.TableCell || b.Table != table {
			return k > end
		}
		if !b.Bold {
			return true
		}
	}
	return false
}

// prose adds the sentences of a span; the first of them completes lead.
func (s *splitter) prose(span, lead contract.Span, clause int) {
	text := s.p.text
	for pos := span.Start; pos < span.End; {
		stop := sentenceEnd(text, pos, span.End)
		one := trim(text, contract.Span{Start: pos, End: stop})
		if pos > span.Start { // "… above. (b) Any change": the number is no part of the sentence
			if n, ok := readNumeral(text, one.Start, one.End); ok && n.bracket == ')' && !n.weak {
				one.Start = skipSpace(text, n.End, one.End)
			}
		}
		s.items(one, lead, clause)
		lead = contract.Span{}
		pos = stop
	}
}

// sentenceEnd finds the end of the sentence that begins at pos.
func sentenceEnd(text string, pos, end int) int {
	start := pos
	for pos < end {
		switch c := text[pos]; {
		case c == '.' || c == '?' || c == '!':
			stop := closing(text, pos+1, end)
			if stop >= end {
				return end
			}
			if c == '.' && stop == pos+1 && !isSpace(rune(text[stop])) && text[stop] != 0xC2 && text[stop] != 0xE2 {
				pos++
				continue
			}
			after := skipSpace(text, stop, end)
			if after >= end {
				return end
			}
			if after > stop && endsSentence(text, start, pos, after, end) {
				return stop
			}
			pos = stop
		case c == 0xE3 && strings.HasPrefix(text[pos:end], "。"):
			return closing(text, pos+len("。"), end)
		case c == 0xE2 && strings.HasPrefix(text[pos:], "•") && pos > start:
			return pos
		case c == '\n' && pos+1 < end && bulletSize(text[pos+1:end]) > 0:
			return pos + 1
		default:
			pos++
		}
	}
	return end
}

// closing skips quotation marks and brackets that belong to the sentence before them.
func closing(text string, pos, end int) int {
	for pos < end {
		switch {
		case text[pos] == '"' || text[pos] == '\'' || text[pos] == ')' || text[pos] == ']':
			pos++
		case strings.HasPrefix(text[pos:end], "”") || strings.HasPrefix(text[pos:end], "’"):
			pos += len("”")
		default:
			return pos
		}
	}
	return pos
}

// endsSentence reports whether the full stop at dot, with the next word at after, ends the
// sentence that begins at start.
func endsSentence(text string, start, dot, after, end int) bool {
	next := text[after:end]
	r, _ := utf8.DecodeRuneInString(next)
	switch {
	case startsLower(next):
		return false
	case isDigit(next[0]), startsUpper(next), opensQuote(next), strings.ContainsRune("•[$€£§*_{–-", r):
	case r >= 0x2E80: // scripts without capitals
	default:
		return false
	}
	if text[dot] != '.' {
		return true
	}
	from := dot
	for from > start && dot-from < 32 {
		if c := text[from-1]; !isAlpha(c) && !isDigit(c) && c != '.' && (c < utf8.RuneSelf || c == 0x9C || c == 0x9D) {
			break // 9C and 9D end the curly quotation marks
		}
		from--
	}
	word := text[from:dot]
	switch {
	case word == "":
		return true
	case !abbreviated(word):
		// "1. Customer …" at the start of a sentence is its number, not a sentence.
		return !(from == start && len(word) <= 3 && (isDigit(word[0]) || romanValue(word) > 0 || len(word) == 1))
	case takesNumber(word):
		return !isDigit(next[0]) && !(next[0] == '(') && startsSentence(next)
	case closesName(word):
		return startsSentence(next)
	case len(word) == 1 && isUpper(word[0]): // "Exhibit A. The", but "J. Smith"
		a, b := lastWord(text, start, from)
		return a < b && (isOneOf(text[a:b], partWords) || isOneOf(text[a:b], unitWords) || isOneOf(text[a:b], []string{
			"party", "class", "category", "tier", "phase",
		})) && startsUpper(next)
	}
	return false
}

// lastWord returns the word before pos.
func lastWord(text string, start, pos int) (from, to int) {
	for pos > start && isSpace(rune(text[pos-1])) {
		pos--
	}
	to = pos
	for pos > start && isAlpha(text[pos-1]) {
		pos--
	}
	return pos, to
}

// abbreviations end in a full stop without ending a sentence.
var abbreviations = []string{
	"no", "nos", "sec", "secs", "art", "arts", "para", "paras", "par", "cl", "ch", "fig", "inc", "ltd", "corp", "co",
	"llc", "bros", "mr", "mrs", "ms", "dr", "prof", "st", "etc", "vs", "al", "approx", "dept", "est", "ext", "misc",
	"tel", "reg", "regs", "stat", "rev", "vol", "pp", "cf", "ca", "resp", "bzw", "ggf", "abs", "nr", "str", "gem",
	"inkl", "zzgl", "lit", "ziff", "pty", "pte", "sr", "jr", "esq", "hon", "attn", "jan", "feb", "mar", "apr", "jun",
	"jul", "aug", "sep", "sept", "oct", "nov", "dec", "assn", "mfg", "intl", "natl", "gov", "govt", "ave", "blvd",
	"rd", "incl", "max", "min", "ref", "ed", "eds", "op", "vgl", "usw", "sog", "insb", "acct", "div", "cal", "tex",
	"del", "supp", "rel", "ann", "app",
}

// abbreviated reports whether a word takes a full stop as an abbreviation; word comes
// without it.
func abbreviated(word string) bool {
	switch {
	case word == "":
		return false
	case len(word) == 1:
		return isAlpha(word[0])
	case strings.IndexByte(word, '.') > 0 && isAlpha(word[0]):
		return len(word) <= 8 // "e.g", "U.S", "S.p.A"
	case isDigit(word[0]) || len(word) > 6:
		return false
	}
	return isOneOf(word, abbreviations)
}

// takesNumber reports whether an abbreviation stands before a number.
func takesNumber(word string) bool {
	return isOneOf(word, []string{
		"no", "nos", "sec", "secs", "art", "arts", "para", "paras", "cl", "ch", "fig", "vol", "nr", "abs", "ziff",
		"lit", "pp", "p", "reg", "ref", "ext", "tel", "app",
	})
}

// closesName reports whether an abbreviation can also be the last word of a sentence.
func closesName(word string) bool {
	if strings.IndexByte(word, '.') > 0 {
		return !isOneOf(word, []string{"e.g", "i.e", "z.b", "d.h", "u.a"})
	}
	return isOneOf(word, []string{"inc", "ltd", "corp", "co", "llc", "etc", "al", "esq", "jr", "sr", "max", "min", "pty"})
}

// starters begin a sentence after an abbreviation that may end one.
var starters = []string{
	"the", "this", "these", "those", "each", "if", "in", "such", "no", "any", "all", "it", "for", "upon", "we", "you",
	"either", "neither", "both", "a", "an", "as", "at", "by", "customer", "supplier", "provider", "company", "client",
	"party", "parties", "nothing", "notwithstanding", "except", "unless", "where", "when", "without", "to", "however",
	"subject", "that", "there", "licensee", "licensor", "vendor", "contractor", "our", "your", "its", "on", "with",
	"under", "further", "during", "after", "before", "should",
}

func startsSentence(s string) bool {
	from, to := nextWord(s, 0, len(s))
	return from <= 1 && isOneOf(s[from:to], starters)
}

// items adds a sentence, taken apart at the items of the list inside it when it is long.
func (s *splitter) items(one, lead contract.Span, clause int) {
	s.list(one, lead, clause, 0)
}

// maxNesting bounds how deep lists within a sentence are followed.
const maxNesting = 3

func (s *splitter) list(one, lead contract.Span, clause, depth int) {
	text := s.p.text
	words := countWords(one.Cut(text), commaWords+1)
	if words <= splitWords || depth >= maxNesting {
		s.add(one, lead, clause, false)
		return
	}
	marks := inlineMarks(text, one, words > commaWords)
	if len(marks) < 2 {
		s.semicolons(one, lead, clause)
		return
	}
	intro := trim(text, contract.Span{Start: one.Start, End: marks[0].Start})
	s.add(intro, lead, clause, false)
	if intro.Len() > 0 {
		lead = intro
	}
	for i, m := range marks {
		end := one.End
		if i+1 < len(marks) {
			end = marks[i+1].Start
		}
		s.list(trim(text, contract.Span{Start: skipSpace(text, m.End, end), End: end}), lead, clause, depth+1)
	}
}

// inlineMarks finds the numbers "(i)", "(ii)", … of the list inside a sentence, whose
// items stand apart by semicolons, or with commas by commas.
func inlineMarks(text string, one contract.Span, commas bool) []contract.Span {
	var marks []contract.Span
	var last numeral
	depth := 0
	for pos := one.Start; pos < one.End; pos++ {
		switch text[pos] {
		case '(':
			n, ok := readBracketed(numeral{Span: contract.Span{Start: pos}}, text, pos, one.End)
			if !ok {
				depth++
				continue
			}
			if depth == 0 && (pos == one.Start || isSpace(rune(text[pos-1])) || text[pos-1] == ':') {
				if goesOn(&last, &n, len(marks)) && (len(marks) == 0 || afterSemicolon(text, marks[len(marks)-1].Start, pos, commas)) {
					marks = append(marks, n.Span)
					last = n
				}
			}
			pos = n.End - 1
		case ')':
			depth = max(depth-1, 0)
		}
	}
	return marks
}

// goesOn reports whether n is the next number of an inline list; n is set to the reading
// that fits.
func goesOn(last, n *numeral, count int) bool {
	if count == 0 {
		if n.roman == 1 {
			n.parts[0], n.style = 1, n.style+2
		}
		return n.value() == 1
	}
	if n.roman > 0 && (last.style == lowerRoman || last.style == upperRoman) && n.style != last.style {
		n.parts[0], n.style = n.roman, last.style
	}
	return n.style == last.style && n.value() == last.value()+1
}

// afterSemicolon reports whether what stands before pos is a semicolon, or with commas a
// comma, perhaps with "and" or "or" behind it.
func afterSemicolon(text string, start, pos int, commas bool) bool {
	s := strings.TrimRight(text[start:pos], " \n\t")
	joined := false
	for _, w := range [...]string{"and/or", "and", "or"} {
		if strings.HasSuffix(s, w) {
			s = strings.TrimRight(strings.TrimSuffix(s, w), " \n\t")
			joined = true
			break
		}
	}
	return strings.HasSuffix(s, ";") || commas && (joined || strings.HasSuffix(s, ","))
}

// semicolons takes a long sentence apart at its semicolons, but keeps provisos with what
// they limit.
func (s *splitter) semicolons(one, lead contract.Span, clause int) {
	text := s.p.text
	depth := 0
	from := one.Start
	for pos := one.Start; pos < one.End; pos++ {
		switch text[pos] {
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case ';':
			if depth > 0 || isProviso(text[pos+1:min(one.End, pos+40)]) {
				continue
			}
			s.add(contract.Span{Start: from, End: pos + 1}, lead, clause, false)
			from = pos + 1
		}
	}
	s.add(contract.Span{Start: from, End: one.End}, lead, clause, false)
}

// isProviso reports whether what follows a semicolon limits what stands before it.
func isProviso(s string) bool {
	for range 2 {
		from, to := nextWord(s, 0, len(s))
		w := s[from:to]
		switch {
		case isOneOf(w, []string{
			"provided", "except", "however", "but", "it", "including", "unless", "in", "so", "if", "notwithstanding",
			"subject", "save", "otherwise", "therefore", "further", "which", "whether", "with", "then",
		}):
			return true
		case !isOneOf(w, []string{"and", "or"}):
			return false
		}
		s = s[to:]
	}
	return false
}
