package quantity

import (
	"unicode"
	"unicode/utf8"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	end    tokenKind = iota // the end of the text or of the block
	word                    // letters
	figure                  // decimal digits, without separators
	mark                    // one other character
)

// token is a word, a run of digits or a single character. Marks that look alike are
// folded: every dash is '-', every apostrophe '\”, every bracket round.
type token struct {
	start, end int
	kind       tokenKind
	tight      bool // no white space before it
	mark       rune
	known      bool // entry is set
	entry
}

// is reports whether t is a known word that can be r.
func (t token) is(r role) bool { return t.known && t.role&r != 0 }

// isMark reports whether t is the character r.
func (t token) isMark(r rune) bool { return t.kind == mark && t.mark == r }

// next reads the token at or after pos.
func (s *scanner) next(pos int) token {
	text := s.text
	t := token{tight: true}
	for pos < len(text) {
		c := text[pos]
		switch {
		case c == ' ' || c == '\r':
			pos++
			t.tight = false
			continue
		case c == '\n' || c == '\t':
			t.start, t.end = pos, pos
			return t
		case isDigit(c):
			t.kind, t.start = figure, pos
			for pos < len(text) && isDigit(text[pos]) {
				pos++
			}
			t.end = pos
			return t
		case isLetter(c):
			return s.word(t, pos)
		case c < utf8.RuneSelf:
			t.kind, t.start, t.end, t.mark = mark, pos, pos+1, fold(rune(c))
			return t
		}
		r, size := utf8.DecodeRuneInString(text[pos:])
		switch {
		case unicode.IsSpace(r):
			pos += size
			t.tight = false
		case unicode.IsLetter(r):
			return s.word(t, pos)
		default:
			t.kind, t.start, t.end, t.mark = mark, pos, pos+size, fold(r)
			return t
		}
	}
	t.start, t.end = len(text), len(text)
	return t
}

// word reads the letters from pos on.
func (s *scanner) word(t token, pos int) token {
	t.kind, t.start, t.end = word, pos, s.letters(pos)
	t.entry, t.known = lookup(s.text[t.start:t.end])
	return t
}

// letters returns the end of the run of letters that begins at pos.
func (s *scanner) letters(pos int) int {
	text := s.text
	for pos < len(text) {
		if isLetter(text[pos]) {
			pos++
			continue
		}
		if text[pos] < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRuneInString(text[pos:])
		if !unicode.IsLetter(r) {
			break
		}
		pos += size
	}
	return pos
}

// spelled reports whether the token's text is w, which is in lower case, whatever its case.
func (s *scanner) spelled(t token, w string) bool {
	if t.kind != word || t.end-t.start != len(w) {
		return false
	}
	for i := range len(w) {
		c := s.text[t.start+i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != w[i] {
			return false
		}
	}
	return true
}

// anyOf reports whether the token is spelled as one of words.
func (s *scanner) anyOf(t token, words ...string) bool {
	for _, w := range words {
		if s.spelled(t, w) {
			return true
		}
	}
	return false
}

// phrase reads the words one after another from pos on, spaces or dashes between them,
// and returns where they end.
func (s *scanner) phrase(pos int, words ...string) (int, bool) {
	for i, w := range words {
		t := s.next(pos)
		if i > 0 && t.isMark('-') {
			t = s.next(t.end)
		}
		if !s.spelled(t, w) {
			return pos, false
		}
		pos = t.end
	}
	return pos, true
}

// before returns the last word that ends at or before pos in the same block and its
// start; "" when something other than spaces and opening brackets stands between.
func (s *scanner) before(pos int) (string, int) {
	for pos > 0 && (s.text[pos-1] == ' ' || s.text[pos-1] == '(') {
		pos--
	}
	stop := pos
	for pos > 0 && isLetter(s.text[pos-1]) {
		pos--
	}
	return s.text[pos:stop], pos
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// fold maps characters that mean the same to one.
func fold(r rune) rune {
	switch r {
	case '‐', '‑', '‒', '–', '—', '−':
		return '-'
	case '’', '‘', '´', '`':
		return '\''
	case '[', '{':
		return '('
	case ']', '}':
		return ')'
	}
	return r
}
