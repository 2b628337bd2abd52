package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is one word of a text: where it stands, and its letters as they count: in
// lower case, without the possessive, ligatures undone, separators of thousands out.
type piece struct {
	start, end int
	joined     bool // a hyphen and nothing else stands between the word before and this one
	capital    bool // begins with a capital letter
}

// wordRune reports whether r is part of a word.
func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// hyphen reports whether r parts or joins the halves of a compound.
func hyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' || r == '\u00ad' }

// apostrophe reports whether r can stand within a word.
func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// scanWord finds the next word of text at or after offset. ok is false at the end.
func scanWord(text string, offset int) (p piece, ok bool) {
	i := offset
	hyphens, others := 0, 0
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if asciiWord[c] {
				break
			}
			if c == '-' {
				hyphens++
			} else {
				others++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if wordRune(r) {
			break
		}
		if hyphen(r) {
			hyphens++
		} else {
			others++
		}
		i += size
	}
	if i >= len(text) {
		return piece{}, false
	}
	p = piece{start: i, joined: hyphens == 1 && others == 0 && offset > 0}
	r, _ := utf8.DecodeRuneInString(text[i:])
	p.capital = unicode.IsUpper(r)
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf && asciiWord[c] {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if wordRune(r) || inner(text, p.start, i, r, size) {
			i += size
			continue
		}
		break
	}
	p.end = i
	return p, true
}

// asciiWord tells the ASCII letters and digits.
var asciiWord = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	}
	return t
}()

// inner reports whether the mark r at i belongs to the word around it: an apostrophe
// between letters, a point or comma between digits.
func inner(text string, start, i int, r rune, size int) bool {
	if i == start || i+size >= len(text) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(text[i+size:])
	switch {
	case apostrophe(r):
		return unicode.IsLetter(after)
	case r == '.', r == ',':
		return text[i-1] >= '0' && text[i-1] <= '9' && after >= '0' && after <= '9'
	}
	return false
}

// ligatures are undone so that words count as they are read.
var ligatures = map[rune]string{'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "st", 'ﬆ': "st"}

// fold appends to buf the word as it counts.
func fold(buf []byte, word string) []byte {
	n := len(buf)
	for i := 0; i < len(word); {
		c := word[i]
		if c < utf8.RuneSelf {
			switch {
			case c >= 'A' && c <= 'Z':
				c += 'a' - 'A'
			case c == ',':
				i++
				continue
			}
			buf = append(buf, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(word[i:])
		i += size
		if apostrophe(r) {
			buf = append(buf, '\'')
			continue
		}
		if s, ok := ligatures[r]; ok {
			buf = append(buf, s...)
			continue
		}
		buf = utf8.AppendRune(buf, unicode.ToLower(r))
	}
	if w := buf[n:]; len(w) > 2 && w[len(w)-1] == 's' && w[len(w)-2] == '\'' {
		buf = buf[:len(buf)-2]
	}
	return buf
}

// splitWords cuts a few words, of a name or a heading, as a text would be cut.
func splitWords(s string) []string {
	var words []string
	for _, p := range splitPattern(s) {
		words = append(words, p.text)
	}
	return words
}

// part is a word of a query's term; joined says that a hyphen joins it to the one before.
type part struct {
	text   string
	joined bool
}

// splitPattern cuts a term of a query as a text would be cut; "?" counts as a letter.
func splitPattern(s string) []part {
	const letter = "\ua66e" // a letter of no language that contracts are written in stands for "?"
	var parts []part
	s = strings.ReplaceAll(s, "?", letter)
	for offset := 0; ; {
		p, ok := scanWord(s, offset)
		if !ok {
			return parts
		}
		word := string(fold(nil, s[p.start:p.end]))
		parts = append(parts, part{text: strings.ReplaceAll(word, letter, "?"), joined: p.joined})
		offset = p.end
	}
}
