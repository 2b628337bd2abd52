package outline

import (
	"strings"
	"unicode/utf8"
)

// readHan reads the numbers of Chinese contracts: "第三条", "第二章", "一、", "（二）".
func readHan(n numeral, text string, pos, end int) (numeral, bool) {
	at := pos
	first, size := utf8.DecodeRuneInString(text[at:end])
	ordinal := first == '第'
	n.opened = first == '（'
	if ordinal || n.opened {
		at += size
	}
	value, at := hanValue(text, at, end)
	if value == 0 {
		return n, false
	}
	n.style, n.count, n.parts[0] = han, 1, value
	last, size := utf8.DecodeRuneInString(text[at:end])
	switch {
	case ordinal && last == '条':
		n.word = "article"
	case ordinal && last == '章':
		n.word = "chapter"
	case ordinal && last == '节':
		n.word = "section"
	case n.opened && last == '）':
		n.bracket = ')'
	case !ordinal && !n.opened && (last == '、' || last == '．'):
		n.bracket = '.'
	default:
		return n, false
	}
	n.End = at + size
	n.text = strings.TrimRight(text[pos:n.End], "、．")
	return n, true
}

// hanValue reads a number below a hundred in Chinese or other digits; 0 for none.
func hanValue(text string, pos, end int) (value, stop int) {
	const digits = "一二三四五六七八九"
	ones := 0
	for pos < end {
		r, size := utf8.DecodeRuneInString(text[pos:end])
		switch i := strings.IndexRune(digits, r); {
		case i >= 0:
			ones = i/len("一") + 1
		case r == '十':
			value, ones = 10*max(ones, 1), 0
		case r < utf8.RuneSelf && isDigit(byte(r)) && value == 0 && ones < 100:
			ones = 10*ones + int(r-'0')
		default:
			return value + ones, pos
		}
		pos += size
	}
	return value + ones, pos
}
