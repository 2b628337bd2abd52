package outline

import (
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

const (
	maxHeadingWords = 16  // a longer line is prose, whatever its looks
	maxHeadingBytes = 160 // for scripts that set no spaces between words
	maxRunInWords   = 10
)

// verbs give prose away: a heading has none of them.
var verbs = []string{
	"shall", "will", "may", "must", "is", "are", "was", "were", "has", "have", "agrees", "agree", "means", "mean",
	"includes", "can", "should", "would", "does", "do", "hereby", "be",
}

// smallWords are not capitalised in a title.
var smallWords = []string{
	"of", "and", "the", "to", "for", "or", "in", "on", "by", "with", "a", "an", "from", "at", "as", "not", "into",
	"upon", "its", "per", "under", "between", "vs", "und", "der", "die", "des", "de", "la", "du", "et", "after", "s",
	"&", "through", "against", "other", "than", "that", "if", "no",
}

// hasVerb reports whether one of the words of s gives it away as prose.
func hasVerb(s string) bool {
	for pos := 0; ; {
		from, to := nextWord(s, pos, len(s))
		if from == to {
			return false
		}
		if w := s[from:to]; len(w) <= 8 && !isUpper(w[0]) && isOneOf(w, verbs) {
			return true
		}
		pos = to
	}
}

// titleCase reports whether the words of s are capitalised as in a title.
func titleCase(s string) bool {
	capitals := 0
	for pos := 0; ; {
		from, to := nextWord(s, pos, len(s))
		if from == to {
			return capitals > 0
		}
		w := s[from:to]
		switch {
		case startsUpper(w):
			capitals++
		case isDigit(w[0]):
		case pos == 0 || !isOneOf(w, smallWords):
			return false
		}
		pos = to
	}
}

// ends reports how s closes: the last character that is no quotation mark or space.
func ends(s string) rune {
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		switch {
		case r == '。':
			return '.'
		case r == '；':
			return ';'
		case r == '：':
			return ':'
		case !isSpace(r) && r != '"' && r != '”' && r != '’' && r != '*':
			return r
		}
		s = s[:len(s)-size]
	}
	return 0
}

// markHeadings finds the headings of all lines: those that fill their line and those
// that run into the text.
func (p *parser) markHeadings() {
	signed := false
	numbered := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.numbered && !l.contents || p.kind(l) == contract.Heading {
			numbered++
		}
	}
	bare := numbered < 6 // a contract without numbers and headings: those run in make its clauses
	for i := range p.lines {
		l := &p.lines[i]
		if l.contents || l.bullet || l.absorbed {
			continue
		}
		rest := p.text[l.body:l.End]
		if rest == "" {
			p.headingBelow(i)
			continue
		}
		if l.numbered && isOneOf(l.num.word, partWords) {
			signed = false
		}
		if p.kind(l) == contract.TableCell && !l.numbered {
			continue
		}
		switch {
		case p.fillsLine(i, rest, signed):
			l.heading = headingSpan(p.text, l.body, l.End)
			l.body = l.End
		case p.kind(l) != contract.TableCell && (l.numbered || bare):
			if stop := runInHeading(p.text, l.body, l.End); stop > 0 {
				if !l.numbered && p.text[stop-1] != '.' && !allCaps(p.text[l.body:stop]) {
					break
				}
				l.heading = headingSpan(p.text, l.body, stop)
				l.body = skipSpace(p.text, stop, l.End)
			}
		}
		signed = signed || hasPrefixFold(rest, "in witness whereof") || hasPrefixFold(rest, "in witness thereof")
	}
}

// headingBelow takes the line under a number that stands alone as its heading.
func (p *parser) headingBelow(i int) {
	l := &p.lines[i]
	if !l.numbered || i+1 >= len(p.lines) || i < labelLines && isOneOf(l.num.word, partWords) {
		return
	}
	next := &p.lines[i+1]
	if next.numbered || next.bullet || p.kind(next) == contract.TableCell && p.kind(l) != contract.TableCell {
		return
	}
	s := p.text[next.Start:next.End]
	if countWords(s, maxHeadingWords+1) <= maxHeadingWords && strings.IndexByte(".;,", byte(ends(s))) < 0 && !hasVerb(s) && startsUpper(s) {
		l.heading = headingSpan(p.text, next.Start, next.End)
		next.heading, next.body, next.absorbed = l.heading, next.End, true
	}
}

// headingSpan is a heading without the marks around it.
func headingSpan(text string, start, end int) contract.Span {
	s := trim(text, contract.Span{Start: start, End: end})
	for s.End > s.Start {
		r, size := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if r != '.' && r != ':' && r != '-' && r != '–' && r != '—' && r != ' ' && r != '*' && r != '_' {
			break
		}
		if r == '.' && s.End-2 >= s.Start && isUpper(text[s.End-2]) && s.End-3 >= s.Start && text[s.End-3] == '.' {
			break // "U.S."
		}
		s.End -= size
	}
	for s.Start < s.End {
		r, size := utf8.DecodeRuneInString(text[s.Start:s.End])
		if r != '-' && r != '–' && r != '—' && r != ':' && r != ' ' && r != '*' && r != '_' && r != '.' {
			break
		}
		s.Start += size
	}
	return s
}

// fillsLine reports whether what follows the number of line i, or all of it, is a heading.
func (p *parser) fillsLine(i int, rest string, signed bool) bool {
	l := &p.lines[i]
	b := &p.doc.Blocks[l.block]
	words := countWords(rest, maxHeadingWords+1)
	if words > maxHeadingWords || words == 0 || len(rest) > maxHeadingBytes {
		return false
	}
	last := ends(rest)
	if last == ';' || last == ',' || strings.HasSuffix(rest, "; and") || strings.HasSuffix(rest, "; or") {
		return false
	}
	caps, title := allCaps(rest), titleCase(rest)
	styled := b.Kind == contract.Heading || containsFold(b.Style, "heading") || containsFold(b.Style, "title")
	if b.Kind == contract.Heading && b.Level > 0 && !l.numbered {
		return last != '.' || words <= 8 // the format says so
	}
	prose := hasVerb(rest) && !caps
	if prose && words > 5 && runInHeading(p.text, l.body, l.End) > 0 {
		return false
	}
	if l.numbered {
		if l.num.word != "" && isOneOf(l.num.word, partWords) {
			return !prose || styled
		}
		switch {
		case prose && !styled, startsLower(rest):
			return false
		case last == '.' && words > 8 && !caps:
			return false
		case styled, caps, title && last != '.', title && words <= 6, b.Bold && last != '.':
			return true
		}
		// "Governing law": capitalised as a sentence is, but without its full stop.
		if last == '.' || last == ':' || words > 8 || l.num.bracket == ')' || i+1 >= len(p.lines) {
			return false
		}
		next := &p.lines[i+1]
		return !next.numbered || next.num.count > l.num.count || next.num.style != l.num.style || next.num.word != l.num.word
	}
	if signed || label(rest) || rest[0] == '(' || startsLower(rest) && b.Level == 0 {
		return false
	}
	switch {
	case last == '.' && words > 6, last == ':' && !styled && !caps, prose:
		return false
	case styled:
		return true
	case caps:
		return last != '.' && words <= 12 && letters(rest) >= 4 && 2*letters(rest) > len(rest)
	case b.Bold:
		return words <= 10 && last != '.' && startsUpper(rest)
	}
	return false
}

// label reports whether a line without a number is an address, a field of a form or a
// note in brackets rather than a heading.
func label(s string) bool {
	if strings.ContainsAny(s, "@_") || strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") || strings.Contains(s, "http") {
		return true
	}
	if field, value, ok := strings.Cut(s, ":"); ok && field != "" && strings.TrimSpace(value) != "" && !beginsWith(s, "part ", "table ", "module ") {
		return true
	}
	for _, w := range [...]string{
		"by:", "name:", "title:", "date:", "its:", "on behalf of", "signed", "signature", "address", "attn", "tel",
		"fax", "dated", "date ", "and ", "between",
	} {
		if hasPrefixFold(s, w) {
			return true
		}
	}
	return false
}

// letters counts the ASCII letters of s.
func letters(s string) int {
	n := 0
	for i := range len(s) {
		if isAlpha(s[i]) {
			n++
		}
	}
	return n
}

// runInHeading finds a heading that runs into its text, "Audit Rights. Supplier shall …",
// and returns where it ends, with its full stop or colon; 0 for none.
func runInHeading(text string, start, end int) int {
	limit := min(end, start+120)
	words := 0
	pos := start
	for pos < limit {
		c := text[pos]
		switch {
		case c == '.' || c == ':':
			if words == 0 {
				return 0
			}
			head := text[start:pos]
			after := skipSpace(text, pos+1, end)
			if after == pos+1 && after < end || after >= end {
				return 0 // no space behind it: "1.2", or nothing left to run into
			}
			if c == '.' && (abbreviation(head) || !titleCase(head) && !allCaps(head) && words > 3) {
				return 0
			}
			if hasVerb(head) || startsLower(head) || c == ':' && (!titleCase(head) && words > 4 || introduces(head)) {
				return 0
			}
			if allCaps(head) && hasVerb(strings.ToLower(head)) {
				return 0 // a sentence in capitals
			}
			if c == '.' && startsLower(text[after:end]) {
				return 0
			}
			if c == ':' && words > 6 {
				return 0
			}
			return pos + 1
		case c == ';' || c == ',' && !allCaps(text[start:pos]) && !listComma(text, pos, limit) || c == '(' && words > 3 || c == '"':
			return 0
		case strings.HasPrefix(text[pos:], "–") || strings.HasPrefix(text[pos:], "—") || c == '-' && pos > start && text[pos-1] == ' ':
			if words == 0 || words > 6 {
				return 0
			}
			size := 1
			if c >= 0x80 {
				size = len("–")
			}
			head := text[start:pos]
			after := skipSpace(text, pos+size, end)
			apart := text[pos-1] == ' ' && after > pos+size
			if !apart || !titleCase(head) || hasVerb(head) || !startsUpper(text[after:end]) || countWords(text[after:end], 5) < 5 {
				return 0
			}
			return pos + size
		}
		if isAlpha(c) || isDigit(c) {
			stop := wordEnd(text, pos, end)
			if words++; words > maxRunInWords {
				return 0
			}
			if words > 1 && startsLower(text[pos:stop]) && isOneOf(text[pos:stop], verbs) {
				return 0
			}
			pos = stop
			continue
		}
		pos++
	}
	return 0
}

// introduces reports whether words before a colon lead in to what follows rather than
// head it: "In this Agreement:".
func introduces(head string) bool {
	from, to := nextWord(head, 0, len(head))
	return isOneOf(head[from:to], []string{
		"in", "for", "as", "the", "unless", "subject", "by", "if", "when", "to", "each", "this", "where", "within",
		"upon", "during", "at", "on", "with", "any", "all", "such", "provided", "note",
	})
}

// listComma reports whether the comma at pos stands in a list of capitalised words, as
// in "Taxes, Duties and Levies."
func listComma(text string, pos, end int) bool {
	from, to := nextWord(text, pos, end)
	return from < to && (startsUpper(text[from:to]) || isOneOf(text[from:to], smallWords))
}

// abbreviation reports whether the full stop behind head belongs to its last word.
func abbreviation(head string) bool {
	from := len(head)
	for from > 0 && head[from-1] != ' ' && head[from-1] != '(' {
		from--
	}
	return abbreviated(head[from:])
}
