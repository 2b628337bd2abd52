// Package text reads formats that people type: plain text, Markdown, reStructuredText
// and HTML.
package text

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Decode returns data in UTF-8. It knows UTF-8, UTF-16 with a byte order mark or with
// every other byte zero, and takes the rest for Windows-1252. ok is false when the
// bytes are no text at all.
func Decode(data []byte) (text string, ok bool) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), data)
	case zeros(data, 1):
		return decode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), data)
	case zeros(data, 0):
		return decode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), data)
	}
	if isBinary(data) {
		return "", false
	}
	if utf8.Valid(data) {
		return string(data), true
	}
	// A stray byte in a UTF-8 file does not make it Windows-1252: it would turn every
	// curly quote into three letters.
	if broken, whole := countRunes(data); whole > 20*broken {
		return string(bytes.ToValidUTF8(data, []byte("\uFFFD"))), true
	}
	return decode(charmap.Windows1252, data)
}

func decode(e encoding.Encoding, data []byte) (string, bool) {
	out, err := e.NewDecoder().Bytes(data)
	if err != nil || isBinary(out) {
		return "", false
	}
	return string(out), true
}

// zeros reports whether the first bytes are English in UTF-16: zero at every other
// byte, counted from offset, and nowhere else.
func zeros(data []byte, offset int) bool {
	data = data[:min(len(data), 512)&^1]
	if len(data) < 8 {
		return false
	}
	zero := 0
	for i, c := range data {
		if c == 0 {
			if i%2 != offset {
				return false
			}
			zero++
		}
	}
	return zero > len(data)/4
}

// isBinary reports whether data has a zero byte, or so many control characters that
// it cannot be text.
func isBinary(data []byte) bool {
	data = data[:min(len(data), 64<<10)]
	controls := 0
	for _, c := range data {
		switch {
		case c == 0:
			return true
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b, c == 0x7f:
			controls++
		}
	}
	return controls*50 > len(data)
}

// countRunes counts the bytes of data that are not UTF-8, and the characters of
// several bytes that are.
func countRunes(data []byte) (broken, whole int) {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		data = data[n:]
	}
	return broken, whole
}
