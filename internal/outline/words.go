package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/internal/contract"
)

// trim shrinks a span to what stands between its outer white space.
func trim(text string, s contract.Span) contract.Span {
	for s.Start < s.End {
		r, size := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.Start += size
	}
	for s.Start < s.End {
		r, size := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !isSpace(r) {
			break
		}
		s.End -= size
	}
	return s
}

// isSpace is white space, and the invisible characters that word processors leave.
func isSpace(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' || r == '\u200b' || r == '\ufeff' ||
		r > utf8.RuneSelf && unicode.IsSpace(r)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isAlpha(c byte) bool { return isUpper(c) || isLower(c) }

// startsUpper reports whether s begins with a capital.
func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// startsLower reports whether s begins with a small letter.
func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// skipSpace returns the first offset from pos on that is not a space.
func skipSpace(text string, pos, end int) int {
	for pos < end {
		if c := text[pos]; c < utf8.RuneSelf {
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				return pos
			}
			pos++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[pos:end])
		if !isSpace(r) {
			return pos
		}
		pos += size
	}
	return pos
}

// wordEnd returns the end of the run of letters, digits and inner apostrophes or
// hyphens that begins at pos.
func wordEnd(text string, pos, end int) int {
	for pos < end {
		c := text[pos]
		if isAlpha(c) || isDigit(c) {
			pos++
			continue
		}
		if c < utf8.RuneSelf {
			if (c == '\'' || c == '-') && pos+1 < end && (isAlpha(text[pos+1]) || isDigit(text[pos+1])) {
				pos++
				continue
			}
			return pos
		}
		r, size := utf8.DecodeRuneInString(text[pos:end])
		if unicode.IsLetter(r) || unicode.IsMark(r) || r == '’' && pos+size < end && isAlpha(text[pos+size]) {
			pos += size
			continue
		}
		return pos
	}
	return pos
}

// nextWord returns the first word of text[pos:end]; both ends are equal when there is none.
func nextWord(text string, pos, end int) (from, to int) {
	for pos < end {
		c := text[pos]
		if isAlpha(c) || isDigit(c) {
			return pos, wordEnd(text, pos, end)
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[pos:end])
			if unicode.IsLetter(r) {
				return pos, wordEnd(text, pos, end)
			}
			pos += size
			continue
		}
		pos++
	}
	return end, end
}

// countWords counts the words of a text, up to limit.
func countWords(text string, limit int) int {
	n := 0
	for pos := 0; n < limit; n++ {
		from, to := nextWord(text, pos, len(text))
		if from == to {
			break
		}
		pos = to
	}
	return n
}

// hasPrefixFold reports whether s begins with w, whatever the case.
func hasPrefixFold(s, w string) bool {
	return len(s) >= len(w) && strings.EqualFold(s[:len(w)], w)
}

// hasSuffixFold reports whether s ends with w, whatever the case.
func hasSuffixFold(s, w string) bool {
	return len(s) >= len(w) && strings.EqualFold(s[len(s)-len(w):], w)
}

// isOneOf reports whether s is one of words, whatever the case.
func isOneOf(s string, words []string) bool {
	for _, w := range words {
		if len(s) == len(w) && strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

// beginsWith reports whether s begins with one of words, whatever the case.
func beginsWith(s string, words ...string) bool {
	for _, w := range words {
		if hasPrefixFold(s, w) {
			return true
		}
	}
	return false
}

// mentions reports whether one of words, in lower case, stands anywhere in s.
func mentions(s string, words ...string) bool {
	for _, w := range words {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// indexFold finds the lower-case phrase w in s, whatever the case; -1 when it is not there.
func indexFold(s, w string) int {
	if w == "" || len(s) < len(w) {
		return -1
	}
	first := w[0]
	for i := 0; i+len(w) <= len(s); i++ {
		if s[i]|0x20 == first|0x20 && strings.EqualFold(s[i:i+len(w)], w) {
			return i
		}
	}
	return -1
}

// containsFold reports whether the lower-case phrase w stands in s, whatever the case.
func containsFold(s, w string) bool { return indexFold(s, w) >= 0 }

// containsWord reports whether the lower-case phrase w stands in s between word ends.
func containsWord(s, w string) bool {
	for from := 0; ; {
		i := indexFold(s[from:], w)
		if i < 0 {
			return false
		}
		i += from
		if (i == 0 || !isAlpha(s[i-1])) && (i+len(w) == len(s) || !isAlpha(s[i+len(w)])) {
			return true
		}
		from = i + 1
	}
}

// allCaps reports whether s has letters and no small ones, but for plurals in brackets.
func allCaps(s string) bool {
	letters := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
		i += size
	}
	return letters >= 2
}
