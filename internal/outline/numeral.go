package outline

import (
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

// style is the way a clause number is written.
type style uint8

const (
	decimal     style = iota // 1, 1.1, 1.1.1
	lowerLetter              // a, b, aa
	upperLetter              // A, B
	lowerRoman               // i, ii
	upperRoman               // I, II
	han                      // 一, 二
)

// maxParts bounds how deep a decimal number can be: 1.1.1.1.1.1.1.1.
const maxParts = 8

// numeral is a clause number as printed at the start of a block.
type numeral struct {
	contract.Span        // the number with its brackets and full stop
	text          string // as printed, without a closing full stop: "12.3", "(b)", "Article IV"
	word          string // "article", "section", "schedule", … in lower case; "" without
	style         style
	parts         [maxParts]int // the values; one for letters and romans
	count         int
	roman         int  // the other reading of a letter that is also a roman number: i, v, x, c
	bracket       byte // ')' for "(a)" and "a)", '.' for "a.", 0 for none
	opened        bool // "(a)" rather than "a)"
	weak          bool // could be something else: "5 Days", "A Customer", "J. Smith"
}

// single reports whether n is a number of one figure without a word or brackets: "5",
// "5.".
func (n *numeral) single() bool {
	return n.style == decimal && n.count == 1 && n.word == "" && !n.opened && n.bracket != ')'
}

// value is the last part of the number.
func (n *numeral) value() int { return n.parts[n.count-1] }

// unitWords stand before the number of a clause; partWords before that of a sub-document.
var (
	unitWords = []string{
		"article", "articles", "section", "sections", "clause", "clauses", "paragraph", "paragraphs", "chapter",
		"sec", "art", "subsection", "sub-section", "sub-clause", "subclause", "abschnitt", "artikel", "ziffer",
		"part", "teil", "klausel", "title", "item",
	}
	partWords = []string{
		"schedule", "annex", "exhibit", "appendix", "attachment", "annexure", "addendum", "anlage", "anhang",
		"annexe", "enclosure", "schedules", "annexes", "exhibits", "appendices", "attachments",
	}
)

// readNumeral reads the clause number at the start of text[pos:end].
func readNumeral(text string, pos, end int) (numeral, bool) {
	n := numeral{Span: contract.Span{Start: pos, End: pos}}
	if pos >= end {
		return n, false
	}
	rest := text[pos:end]
	switch {
	case strings.HasPrefix(rest, "§"):
		return readSign(text, pos, end)
	case rest[0] >= utf8.RuneSelf:
		return readHan(n, text, pos, end)
	}
	c := rest[0]
	switch {
	case isDigit(c):
		return readDecimal(n, text, pos, end)
	case c == '(':
		return readBracketed(n, text, pos, end)
	case isAlpha(c):
		if m, ok := readOrdinalPart(n, text, pos, end); ok {
			return m, true
		}
		if stop := wordEnd(text, pos, end); stop-pos >= 3 && romanValue(text[pos:stop]) == 0 {
			return readWorded(n, text, pos, stop, end)
		}
		return readLetter(n, text, pos, end)
	}
	return n, false
}

// readOrdinalPart reads "THE SECOND SCHEDULE", "First Schedule".
func readOrdinalPart(n numeral, text string, pos, end int) (numeral, bool) {
	if c := text[pos] | 0x20; c != 't' && c != 'f' && c != 's' || !isUpper(text[pos]) {
		return n, false
	}
	at := pos
	if hasPrefixFold(text[at:end], "the ") {
		at += len("the ")
	}
	stop := wordEnd(text, at, end)
	value := spelledOrdinal(text[at:stop])
	if value == 0 {
		return n, false
	}
	at = skipSpace(text, stop, end)
	stop = wordEnd(text, at, end)
	if !isOneOf(text[at:stop], partWords) || !startsUpper(text[at:stop]) {
		return n, false
	}
	n.word, n.style, n.count, n.parts[0] = strings.ToLower(text[at:stop]), decimal, 1, value
	n.text, n.End = text[pos:stop], stop
	for n.End < end && (text[n.End] == '.' || text[n.End] == ':') {
		n.End++
	}
	return n, true
}

// readSign reads "§ 5", "§ 5.1".
func readSign(text string, pos, end int) (numeral, bool) {
	at := pos
	for strings.HasPrefix(text[at:end], "§") {
		at += len("§")
	}
	at = skipSpace(text, at, end)
	if at >= end || !isDigit(text[at]) {
		return numeral{}, false
	}
	n, ok := readDecimal(numeral{Span: contract.Span{Start: at}}, text, at, end)
	if !ok {
		return n, false
	}
	n.Start, n.word, n.weak = pos, "§", false
	n.text = strings.TrimRight(text[pos:n.End], ". ")
	return n, true
}

// readDecimal reads "12", "12.", "12.3", "12.3.4.", "12)", and "12.3(b)", whose letter
// becomes a further part of the text only.
func readDecimal(n numeral, text string, pos, end int) (numeral, bool) {
	at := pos
	for {
		value, digits := 0, 0
		for at < end && isDigit(text[at]) {
			value = 10*value + int(text[at]-'0')
			at++
			if digits++; digits > 3 {
				return n, false
			}
		}
		if n.count == maxParts {
			return n, false
		}
		n.parts[n.count] = value
		n.count++
		if at+1 < end && text[at] == '.' && isDigit(text[at+1]) {
			at++
			continue
		}
		break
	}
	number := at
	round := n.count == 2 && n.parts[1] == 0 // "1.0 Introduction"
	if round {
		n.count = 1
	}
	if at < end && (text[at] == '.' || text[at] == ')') {
		n.bracket = text[at]
		at++
	} else if at < end && text[at] == ':' && n.count > 1 {
		at++
	}
	n.text, n.End = text[pos:number], at
	if n.bracket == ')' {
		n.text = text[pos:at]
	}
	if at >= end {
		n.weak = n.count == 1 && n.bracket == 0
		return n, true
	}
	next := text[at]
	switch {
	case next == ' ' || next == '\t' || next == '\n' || next >= 0x80:
	case (isUpper(next) || next == '"' || next == '(') && n.bracket != 0, next == '(' && n.count > 1:
	case n.count > 1 && isUpper(next) && at+1 < end && isLower(text[at+1]): // "14.13Survival"
	default:
		return n, false // "30%", "2025-01-01", "5a", "1,000"
	}
	follow := skipSpace(text, at, end)
	n.weak = !round && n.bracket == 0 && (n.count == 1 || follow < end && !startsUpper(text[follow:end]) && !opensQuote(text[follow:end]))
	if n.count == 1 && !round && n.bracket == 0 && follow < end && !startsUpper(text[follow:end]) {
		return n, false // "30 days"
	}
	return n, true
}

// opensQuote reports whether s begins with a quotation mark or bracket.
func opensQuote(s string) bool {
	return beginsWith(s, "“", "\"", "‘", "„", "(", "[")
}

// readBracketed reads "(a)", "(iv)", "(A)", "(12)", "(aa)".
func readBracketed(n numeral, text string, pos, end int) (numeral, bool) {
	at := skipSpace(text, pos+1, end)
	from := at
	for at < end && at-from < 6 && (isAlpha(text[at]) || isDigit(text[at]) || text[at] == '.') {
		at++
	}
	inner := text[from:at]
	at = skipSpace(text, at, end)
	if inner == "" || at >= end || text[at] != ')' {
		return n, false
	}
	at++
	if !n.identify(inner) {
		return n, false
	}
	if at < end && text[at] == '.' {
		at++
	}
	n.opened, n.bracket, n.End = true, ')', at
	n.text = "(" + inner + ")"
	if text[pos:pos+len(n.text)] == n.text {
		n.text = text[pos : pos+len(n.text)] // shares the document's memory
	}
	return n, true
}

// readLetter reads "a)", "a.", "A.", "iv.", "I)".
func readLetter(n numeral, text string, pos, end int) (numeral, bool) {
	at := pos
	for at < end && isAlpha(text[at]) {
		at++
	}
	if at-pos > 5 || at >= end || text[at] != '.' && text[at] != ')' || !n.identify(text[pos:at]) {
		return n, false
	}
	n.bracket = text[at]
	if n.bracket == '.' && at+1 < end && !isSpace(rune(text[at+1])) && text[at+1] < 0x80 {
		if isAlpha(text[at+1]) && at-pos == 1 && at+2 < end && text[at+2] != '.' && isUpper(text[at+1]) {
			n.weak = true // "A.Scope", but not "U.S."
		} else {
			return n, false
		}
	}
	n.text, n.End = text[pos:at], at+1
	if n.bracket == ')' {
		n.text = text[pos : at+1]
	}
	n.weak = n.weak || n.bracket == '.' && at-pos == 1 && isUpper(text[pos])
	return n, true
}

// identify sets style and value from a letter, a roman number or figures.
func (n *numeral) identify(s string) bool {
	n.count = 1
	switch {
	case isDigit(s[0]):
		value := 0
		for i := range len(s) {
			if !isDigit(s[i]) {
				return false
			}
			value = 10*value + int(s[i]-'0')
		}
		n.style, n.parts[0] = decimal, value
		return len(s) <= 3
	case !isAlpha(s[0]):
		return false
	}
	upper := isUpper(s[0])
	for i := range len(s) {
		if !isAlpha(s[i]) || isUpper(s[i]) != upper {
			return false
		}
	}
	n.roman = romanValue(s)
	letter := 0
	switch {
	case len(s) == 1:
		letter = int(s[0]|0x20-'a') + 1
	case len(s) == 2 && s[0] == s[1]:
		letter = 26 + int(s[0]|0x20-'a') + 1
	}
	switch {
	case letter == 0 && n.roman == 0:
		return false
	case letter == 0:
		n.style, n.parts[0] = lowerRoman, n.roman
	default:
		n.style, n.parts[0] = lowerLetter, letter
	}
	if upper {
		n.style++ // the capitals come right behind the small letters
	}
	return true
}

// romanValue reads a roman number below 90; 0 when s is none.
func romanValue(s string) int {
	total, last := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		v := 0
		switch s[i] | 0x20 {
		case 'i':
			v = 1
		case 'v':
			v = 5
		case 'x':
			v = 10
		case 'l':
			v = 50
		default:
			return 0
		}
		if v < last {
			total -= v
		} else {
			total += v
			last = v
		}
	}
	if total > 89 || roman(total) != strings.ToLower(s) {
		return 0
	}
	return total
}

// roman writes a number below 90 in small roman figures.
func roman(v int) string {
	if v <= 0 || v > 89 {
		return ""
	}
	tens := [...]string{"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"}
	ones := [...]string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}
	return tens[v/10] + ones[v%10]
}

// readWorded reads "Article IV", "Section 3.2", "SCHEDULE 2", "Exhibit A", "ARTICLE ONE";
// the word ends at stop.
func readWorded(n numeral, text string, pos, stop, end int) (numeral, bool) {
	w := text[pos:stop]
	part := isOneOf(w, partWords)
	if !part && !isOneOf(w, unitWords) {
		return n, false
	}
	if stop < end && text[stop] == '.' { // "Sec. 5"
		stop++
	}
	at := skipSpace(text, stop, end)
	for _, sign := range [...]string{"No.", "Nr.", "#", "n°"} {
		if strings.HasPrefix(text[at:end], sign) {
			at = skipSpace(text, at+len(sign), end)
		}
	}
	quoted := at < end && text[at] == '"'
	if quoted {
		at++
	}
	from := at
	for at < end {
		joint := text[at] == '.' || part && text[at] == '-' // "3.2", "A-1"
		if !isAlpha(text[at]) && !isDigit(text[at]) && !(joint && at+1 < end && isDigit(text[at+1])) {
			break
		}
		at++
	}
	inner := text[from:at]
	n.word = strings.ToLower(w)
	switch {
	case inner == "":
		return n, false
	case isDigit(inner[0]):
		m, ok := readDecimal(numeral{Span: contract.Span{Start: from}}, text, from, end)
		if ok {
			n.parts, n.count = m.parts, m.count
		} else if !n.figures(inner) {
			return n, false
		}
		n.style = decimal
	case part && len(inner) >= 2 && isAlpha(inner[0]) && isDigit(inner[1]) || part && strings.Contains(inner, "-"): // "Exhibit A1", "Exhibit B-2"
		n.style, n.count = upperLetter, 1
		n.parts[0] = int(inner[0]|0x20-'a') + 1
	case romanValue(inner) > 0 && (len(inner) > 1 || !part || inner == "I" || inner == "V" || inner == "X"):
		n.style, n.count, n.parts[0] = upperRoman, 1, romanValue(inner)
		if len(inner) == 1 {
			n.roman, n.parts[0], n.style = n.parts[0], int(inner[0]|0x20-'a')+1, upperLetter
			if !part {
				n.parts[0], n.style = n.roman, upperRoman
			}
		}
	case len(inner) == 1 && isUpper(inner[0]):
		n.style, n.count, n.parts[0] = upperLetter, 1, int(inner[0]-'A')+1
	default:
		value := spelledOrdinal(inner)
		if value == 0 {
			return n, false
		}
		n.style, n.count, n.parts[0] = decimal, 1, value
	}
	if quoted && at < end && text[at] == '"' {
		at++
	}
	n.text = text[pos:at]
	for at < end && (text[at] == '.' || text[at] == ':' || text[at] == ')') {
		at++
	}
	n.End = at
	if at < end && !isSpace(rune(text[at])) && text[at] < 0x80 && text[at] != '-' && text[at] != '(' {
		return n, false
	}
	return n, true
}

// figures takes the leading digits of s for the value: "10-2" is 10.
func (n *numeral) figures(s string) bool {
	value := 0
	for i := 0; i < len(s) && i < 3 && isDigit(s[i]); i++ {
		value = 10*value + int(s[i]-'0')
	}
	n.count, n.parts[0] = 1, value
	return true
}

// smallNumbers are the words for one to twenty.
var smallNumbers = [...][2]string{
	{"one", "first"}, {"two", "second"}, {"three", "third"}, {"four", "fourth"}, {"five", "fifth"},
	{"six", "sixth"}, {"seven", "seventh"}, {"eight", "eighth"}, {"nine", "ninth"}, {"ten", "tenth"},
	{"eleven", "eleventh"}, {"twelve", "twelfth"}, {"thirteen", "thirteenth"}, {"fourteen", "fourteenth"}, {"fifteen", "fifteenth"},
	{"sixteen", "sixteenth"}, {"seventeen", "seventeenth"}, {"eighteen", "eighteenth"}, {"nineteen", "nineteenth"}, {"twenty", "twentieth"},
}

// spelledOrdinal reads "ONE", "First", "twelve"; 0 when s is no small number.
func spelledOrdinal(s string) int {
	for i, names := range smallNumbers {
		if strings.EqualFold(s, names[0]) || strings.EqualFold(s, names[1]) {
			return i + 1
		}
	}
	return 0
}
