package pdf

import (
	"bytes"
	"math"
)

// tokenKind says what a token of a content stream or CMap is.
type tokenKind byte

const (
	tokNone     tokenKind = iota // the stream has ended
	tokNumber                    // num holds it
	tokString                    // raw holds the decoded bytes
	tokName                      // raw holds the name without its slash
	tokOperator                  // raw holds the keyword
	tokOpen                      // "["
	tokClose                     // "]"
	tokDict                      // "<<"
	tokEndDict                   // ">>"
)

// token is one lexical element. raw is valid until the lexer's reset.
type token struct {
	kind tokenKind
	num  float64
	raw  []byte
}

// lexer splits a content stream or CMap into tokens. It never fails: bytes that make
// no sense are skipped, since a reader that recovers gets more words than one that stops.
type lexer struct {
	data    []byte
	pos     int
	scratch []byte // decoded strings and names of the current operator's operands
}

// reset forgets the strings of the operands read so far.
func (l *lexer) reset() { l.scratch = l.scratch[:0] }

// charClass tells white space, delimiters and regular characters apart (ISO 32000-1, 7.2.2).
var charClass = func() (c [256]byte) {
	for _, b := range []byte("\x00\t\n\f\r ") {
		c[b] = classSpace
	}
	for _, b := range []byte("()<>[]{}/%") {
		c[b] = classDelimiter
	}
	return c
}()

const (
	classSpace     = 1
	classDelimiter = 2
)

func isSpace(b byte) bool { return charClass[b] == classSpace }

// next returns the next token; its kind is tokNone at the end.
func (l *lexer) next() token {
	for {
		for l.pos < len(l.data) && isSpace(l.data[l.pos]) {
			l.pos++
		}
		if l.pos >= len(l.data) {
			return token{}
		}
		switch c := l.data[l.pos]; c {
		case '%':
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		case '/':
			l.pos++
			return token{kind: tokName, raw: l.name()}
		case '(':
			l.pos++
			return token{kind: tokString, raw: l.literal()}
		case '<':
			l.pos++
			if l.pos < len(l.data) && l.data[l.pos] == '<' {
				l.pos++
				return token{kind: tokDict}
			}
			return token{kind: tokString, raw: l.hex()}
		case '>':
			l.pos++
			if l.pos < len(l.data) && l.data[l.pos] == '>' {
				l.pos++
				return token{kind: tokEndDict}
			}
		case '[':
			l.pos++
			return token{kind: tokOpen}
		case ']':
			l.pos++
			return token{kind: tokClose}
		case '{', '}', ')':
			l.pos++
		default:
			word := l.regular()
			if c <= '9' && (c >= '0' || c == '-' || c == '+' || c == '.') {
				return token{kind: tokNumber, num: number(word)}
			}
			return token{kind: tokOperator, raw: word}
		}
	}
}

// regular reads a run of regular characters.
func (l *lexer) regular() []byte {
	start := l.pos
	for l.pos < len(l.data) && charClass[l.data[l.pos]] == 0 {
		l.pos++
	}
	return l.data[start:l.pos]
}

// name reads a name after its slash, with #xx escapes undone.
func (l *lexer) name() []byte {
	raw := l.regular()
	if bytes.IndexByte(raw, '#') < 0 {
		return raw
	}
	start := len(l.scratch)
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && hexDigit(raw[i+1]) >= 0 && hexDigit(raw[i+2]) >= 0 {
			l.scratch = append(l.scratch, byte(hexDigit(raw[i+1])<<4|hexDigit(raw[i+2])))
			i += 2
			continue
		}
		l.scratch = append(l.scratch, raw[i])
	}
	return l.scratch[start:]
}

// literal reads a string after its opening parenthesis.
func (l *lexer) literal() []byte {
	start := len(l.scratch)
	for depth := 1; l.pos < len(l.data); {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '\\':
			l.escape()
			continue
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return l.scratch[start:]
			}
		}
		l.scratch = append(l.scratch, c)
	}
	return l.scratch[start:]
}

// escape reads what follows a backslash in a literal string.
func (l *lexer) escape() {
	if l.pos >= len(l.data) {
		return
	}
	c := l.data[l.pos]
	l.pos++
	switch c {
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case '\r':
		if l.pos < len(l.data) && l.data[l.pos] == '\n' {
			l.pos++
		}
		return
	case '\n':
		return
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := c - '0'
		for i := 0; i < 2 && l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '7'; i++ {
			v = v<<3 | (l.data[l.pos] - '0')
			l.pos++
		}
		c = v
	}
	l.scratch = append(l.scratch, c)
}

// hex reads a string after its opening angle bracket; a missing last digit is 0.
func (l *lexer) hex() []byte {
	start := len(l.scratch)
	high := -1
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		d := hexDigit(c)
		switch {
		case d < 0:
		case high < 0:
			high = d
		default:
			l.scratch = append(l.scratch, byte(high<<4|d))
			high = -1
		}
	}
	if high >= 0 {
		l.scratch = append(l.scratch, byte(high<<4))
	}
	return l.scratch[start:]
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// number reads a PDF number. Some writers leave a second sign in the middle
// ("12.-34"); the digits before it count.
func number(b []byte) float64 {
	i, neg := 0, false
	for i < len(b) && (b[i] == '-' || b[i] == '+') {
		neg = neg || b[i] == '-'
		i++
	}
	v, scale := 0.0, 1.0
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		v = v*10 + float64(b[i]-'0')
	}
	if i < len(b) && b[i] == '.' {
		for i++; i < len(b) && b[i] >= '0' && b[i] <= '9' && scale < 1e15; i++ {
			v = v*10 + float64(b[i]-'0')
			scale *= 10
		}
	}
	v /= scale
	if math.IsInf(v, 0) {
		v = 0
	}
	if neg {
		return -v
	}
	return v
}

// skipInlineImage moves past the data of an inline image, whose ID operator was just
// read: to an EI that stands between white space and is followed by something that
// looks like text.
func (l *lexer) skipInlineImage() {
	for p := l.pos + 1; p < len(l.data); {
		i := bytes.Index(l.data[p:], []byte("EI"))
		if i < 0 {
			break
		}
		p += i + 2
		if isSpace(l.data[p-3]) && looksLikeContent(l.data[p:]) {
			l.pos = p
			return
		}
	}
	l.pos = len(l.data)
}

// looksLikeContent reports whether b begins with white space and printable bytes, or is empty.
func looksLikeContent(b []byte) bool {
	if len(b) > 0 && !isSpace(b[0]) {
		return false
	}
	for _, c := range b[:min(len(b), 12)] {
		if c > 126 || c < 32 && !isSpace(c) {
			return false
		}
	}
	return true
}
