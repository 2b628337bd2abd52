package query

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind uint8

const (
	tokenEnd kind = iota
	tokenWord
	tokenPhrase
	tokenOpen
	tokenClose
	tokenAnd
	tokenOr
	tokenNot
	tokenNear    // "/n", "w/n", "pre/n"
	tokenApart   // "not/n", "notpre/n", "notafter/n"
	tokenUnit    // "/s", "/p"
	tokenNotUnit // "not/s", "not/p"
	tokenCapture // text is what stands between the braces
	tokenParty   // text is the name after "@"
	tokenList    // text is the name after "$"
	tokenField   // text is the value, name the field
	tokenCompare // text is the quantity, name the kind, op the operator
)

// token is one symbol of a query.
type token struct {
	kind    kind
	start   int    // byte offset
	end     int    // byte offset after it
	text    string // as the kind says
	name    string
	op      string
	n       int // words of a distance; bytes of a phrase's opening mark
	ordered bool
	side    Side
	unit    Unit
}

// fieldNames are the fields a query can name.
var fieldNames = []string{"heading", "topic", "party", "kind", "law", "clause"}

// captureKinds are the things a capture can read.
var captureKinds = []CaptureKind{CaptureDuration, CaptureMoney, CapturePercent, CaptureDate, CaptureFreq, CaptureBasis, CaptureParty, CaptureName}

// lexer cuts a query into tokens.
type lexer struct {
	src string
	pos int
}

// fail is an error at an offset.
func (l *lexer) fail(offset int, message, expected string) error {
	return &Error{Source: l.src, Offset: offset, Message: message, Expected: expected}
}

// space reports whether r parts two tokens.
func space(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }

// next gives the next token.
func (l *lexer) next() (token, error) {
	for l.pos < len(l.src) {
		r, size := utf8.DecodeRuneInString(l.src[l.pos:])
		if !space(r) {
			break
		}
		l.pos += size
	}
	start := l.pos
	if start == len(l.src) {
		return token{kind: tokenEnd, start: start, end: start}, nil
	}
	switch r, size := utf8.DecodeRuneInString(l.src[start:]); {
	case r == '(':
		l.pos++
		return token{kind: tokenOpen, start: start, end: l.pos}, nil
	case r == ')':
		l.pos++
		return token{kind: tokenClose, start: start, end: l.pos}, nil
	case isQuote(r):
		return l.phrase(start, size)
	case r == '{':
		return l.capture(start)
	}
	return l.bare(start)
}

// isQuote reports whether r opens or closes a phrase.
func isQuote(r rune) bool { return r == '"' || r == '“' || r == '”' || r == '„' }

// phrase reads a quoted phrase whose opening mark is size bytes long.
func (l *lexer) phrase(start, size int) (token, error) {
	rest := l.src[start+size:]
	n := strings.IndexFunc(rest, isQuote)
	if n < 0 {
		return token{}, l.fail(start, "this quotation mark is never closed", `a closing "`)
	}
	_, closing := utf8.DecodeRuneInString(rest[n:])
	l.pos = start + size + n + closing
	return token{kind: tokenPhrase, start: start, end: l.pos, text: rest[:n], n: size}, nil
}

// capture reads "{name:kind}".
func (l *lexer) capture(start int) (token, error) {
	n := strings.IndexByte(l.src[start:], '}')
	if n < 0 {
		return token{}, l.fail(start, "this brace is never closed", "{name:kind}")
	}
	l.pos = start + n + 1
	name, kind, ok := strings.Cut(l.src[start+1:start+n], ":")
	name, kind = strings.TrimSpace(name), strings.TrimSpace(kind)
	if !ok || !isName(name) {
		return token{}, l.fail(start, "a capture needs a name and a kind", "{name:kind}, for instance {deadline:duration}")
	}
	for _, k := range captureKinds {
		if string(k) == kind {
			return token{kind: tokenCapture, start: start, end: l.pos, name: name, text: kind}, nil
		}
	}
	return token{}, l.fail(start+1+strings.IndexByte(l.src[start:], ':'), "there is no such kind of capture as "+strconv.Quote(kind),
		"duration, money, percent, date, frequency, basis, party or name")
}

// isName reports whether s can name a capture or a list: a letter, then letters,
// digits, "_" and "-".
func isName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || !(r >= '0' && r <= '9' || r == '_' || r == '-')) {
			return false
		}
	}
	return s != ""
}

// bare reads everything that ends at white space or a bracket: words, operators,
// parties, lists, fields and comparisons.
func (l *lexer) bare(start int) (token, error) {
	end := start
	for end < len(l.src) {
		r, size := utf8.DecodeRuneInString(l.src[end:])
		if r == ',' && digitAt(l.src, end-1) && digitAt(l.src, end+1) {
			end += size // of thousands
			continue
		}
		if space(r) || r == '(' || r == ')' || r == '{' || r == '}' || isQuote(r) {
			break
		}
		end += size
	}
	if end == start {
		return token{}, l.fail(start, "a closing brace without an opening one", "")
	}
	l.pos = end
	text := l.src[start:end]
	t := token{start: start, end: end, text: text}
	switch text {
	case "AND", "&":
		t.kind = tokenAnd
		return t, nil
	case "OR", "|":
		t.kind = tokenOr
		return t, nil
	case "NOT", "%":
		t.kind = tokenNot
		return t, nil
	}
	if slash := strings.IndexByte(text, '/'); slash >= 0 {
		return l.operator(t, slash)
	}
	switch text[0] {
	case '@':
		return l.party(t)
	case '$':
		t.kind, t.text = tokenList, text[1:]
		if !isName(t.text) {
			return token{}, l.fail(start, "a list needs a name", "$name, for instance $breach")
		}
		return t, nil
	}
	if op := strings.IndexAny(text, "<>="); op > 0 {
		return l.compare(t, op)
	}
	if name, value, ok := strings.Cut(text, ":"); ok {
		return l.field(t, name, value)
	}
	t.kind = tokenWord
	return t, nil
}

// digitAt reports whether a digit stands at offset i of s.
func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

// operator reads an operator with a slash in it.
func (l *lexer) operator(t token, slash int) (token, error) {
	const expected = "/n, pre/n, not/n, notpre/n, notafter/n with n a number of words, or /s, /p, not/s, not/p"
	before, after := strings.ToLower(t.text[:slash]), strings.ToLower(t.text[slash+1:])
	switch after {
	case "s", "p":
		if after == "p" {
			t.unit = Clause
		}
		switch before {
		case "", "w":
			t.kind = tokenUnit
			return t, nil
		case "not":
			t.kind = tokenNotUnit
			return t, nil
		}
		return token{}, l.fail(t.start, "there is no operator "+t.text, expected)
	}
	n, err := strconv.Atoi(after)
	if err != nil {
		return token{}, l.fail(t.start, "there is no operator "+t.text, expected)
	}
	if n < 1 || n > MaxDistance {
		return token{}, l.fail(t.start+slash+1, "the distance is out of range", "1 to "+strconv.Itoa(MaxDistance)+" words")
	}
	t.n = n
	switch before {
	case "", "w":
		t.kind = tokenNear
	case "pre":
		t.kind, t.ordered = tokenNear, true
	case "not":
		t.kind = tokenApart
	case "notpre":
		t.kind, t.side = tokenApart, After
	case "notafter":
		t.kind, t.side = tokenApart, Before
	default:
		return token{}, l.fail(t.start, "there is no operator "+t.text, expected)
	}
	return t, nil
}

// party reads "@name".
func (l *lexer) party(t token) (token, error) {
	t.kind, t.text = tokenParty, strings.ToLower(t.text[1:])
	switch Who(t.text) {
	case Us, Them, TheSupplier, TheCustomer, Each, AnyParty:
		return t, nil
	}
	return token{}, l.fail(t.start, "there is no such party as @"+t.text, "@us, @them, @supplier, @customer, @each or @party")
}

// field reads "name:value"; a quoted value follows at once.
func (l *lexer) field(t token, name, value string) (token, error) {
	known := false
	for _, f := range fieldNames {
		known = known || f == strings.ToLower(name)
	}
	if !known {
		return token{}, l.fail(t.start, "there is no such field as "+name, strings.Join(fieldNames, ", "))
	}
	if value == "" && l.pos < len(l.src) {
		if r, size := utf8.DecodeRuneInString(l.src[l.pos:]); isQuote(r) {
			q, err := l.phrase(l.pos, size)
			if err != nil {
				return token{}, err
			}
			value, t.end = q.text, q.end
		}
	}
	value = strings.ToLower(strings.TrimSpace(value))
	if value == "" {
		return token{}, l.fail(t.end, "this field has no value", name+`:word or `+name+`:"several words"`)
	}
	t.kind, t.name, t.text = tokenField, strings.ToLower(name), value
	return t, nil
}

// compare reads "kind<quantity"; the currency of a sum may follow after a space.
func (l *lexer) compare(t token, op int) (token, error) {
	width := 1
	if op+1 < len(t.text) && t.text[op+1] == '=' {
		width = 2
	}
	t.name, t.op, t.kind = strings.ToLower(t.text[:op]), t.text[op:op+width], tokenCompare
	value := t.text[op+width:]
	switch CaptureKind(t.name) {
	case CaptureDuration, CaptureMoney, CapturePercent, CaptureDate:
	default:
		return token{}, l.fail(t.start, t.name+" cannot be compared", "duration, money, percent or date, for instance duration<72h")
	}
	if t.op == "==" {
		t.op = "="
	}
	if value == "" {
		return token{}, l.fail(t.end, "nothing to compare with", "a quantity without spaces, for instance duration<72h")
	}
	if CaptureKind(t.name) == CaptureMoney {
		if code := currencyAfter(l.src[l.pos:]); code != "" {
			value += " " + strings.TrimSpace(code)
			l.pos += len(code)
			t.end = l.pos
		}
	}
	t.text = value
	return t, nil
}

// currencyAfter gives the spaces and the three capital letters rest begins with, or "".
func currencyAfter(rest string) string {
	n := len(rest) - len(strings.TrimLeft(rest, " "))
	if n == 0 || len(rest) < n+3 {
		return ""
	}
	code := rest[n : n+3]
	for _, r := range code {
		if r < 'A' || r > 'Z' {
			return ""
		}
	}
	if len(rest) > n+3 && !strings.ContainsRune(" )", rune(rest[n+3])) {
		return ""
	}
	switch code {
	case "AND", "NOT":
		return ""
	}
	return rest[:n+3]
}
