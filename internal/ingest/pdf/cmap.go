package pdf

import (
	"strings"
	"unicode/utf16"
)

const (
	maxCMapTokens = 2 << 20
	maxCMapCodes  = 1 << 18
)

// codespace is a range of character codes of one length in bytes.
type codespace struct {
	bytes  int
	lo, hi uint32
}

// cmap is what a CMap stream maps: codes to text (ToUnicode) and codes to CIDs (Encoding).
type cmap struct {
	spaces []codespace
	text   map[uint32]string
	cids   map[uint32]uint32
	left   int // how many more mappings are taken: ranges may overlap, and hostile ones do
}

// parseCMap reads a CMap. Parts that make no sense are left out.
func parseCMap(data []byte) *cmap {
	m := &cmap{text: map[uint32]string{}, cids: map[uint32]uint32{}, left: maxCMapCodes}
	l := lexer{data: data}
	var args []token
	for n := 0; n < maxCMapTokens; n++ {
		t := l.next()
		if t.kind == tokNone {
			break
		}
		if t.kind != tokOperator {
			if len(args) < 1<<16 {
				args = append(args, t)
			}
			continue
		}
		switch string(t.raw) {
		case "endcodespacerange":
			m.addSpaces(args)
		case "endbfchar":
			m.addChars(args)
		case "endbfrange":
			m.addRanges(args)
		case "endcidchar":
			for i := 0; i+1 < len(args); i += 2 {
				m.cids[charCode(args[i].raw)] = uint32(args[i+1].num)
			}
		case "endcidrange":
			m.addCIDs(args)
		}
		args = args[:0]
		l.reset()
	}
	return m
}

func (m *cmap) addSpaces(args []token) {
	for i := 0; i+1 < len(args); i += 2 {
		if n := len(args[i].raw); n >= 1 && n <= 4 && len(m.spaces) < 1000 {
			m.spaces = append(m.spaces, codespace{n, charCode(args[i].raw), charCode(args[i+1].raw)})
		}
	}
}

func (m *cmap) addChars(args []token) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i+1].kind == tokString {
			m.setText(charCode(args[i].raw), args[i+1].raw)
		}
	}
}

func (m *cmap) addRanges(args []token) {
	for i := 0; i+2 < len(args); {
		lo, hi := charCode(args[i].raw), charCode(args[i+1].raw)
		if args[i+2].kind == tokOpen {
			j := i + 3
			for c := lo; j < len(args) && args[j].kind == tokString; j, c = j+1, c+1 {
				if c <= hi {
					m.setText(c, args[j].raw)
				}
			}
			i = j + 1
			continue
		}
		target := append([]byte(nil), args[i+2].raw...)
		for c := lo; c <= hi && c-lo < 1<<16 && m.left > 0; c++ {
			m.setText(c, target)
			for k := len(target) - 1; k >= 0; k-- {
				if target[k]++; target[k] != 0 {
					break
				}
			}
			if c == 1<<32-1 {
				break
			}
		}
		i += 3
	}
}

func (m *cmap) addCIDs(args []token) {
	for i := 0; i+2 < len(args); i += 3 {
		lo, hi, cid := charCode(args[i].raw), charCode(args[i+1].raw), uint32(args[i+2].num)
		for c := lo; c <= hi && c-lo < 1<<16 && m.left > 0; c++ {
			m.cids[c] = cid + c - lo
			m.left--
			if c == 1<<32-1 {
				break
			}
		}
	}
}

// setText maps a code to text in UTF-16.
func (m *cmap) setText(code uint32, target []byte) {
	if m.left > 0 {
		m.left--
		m.text[code] = utf16Text(target)
	}
}

// charCode reads a big-endian character code.
func charCode(b []byte) (v uint32) {
	for _, c := range b[:min(len(b), 4)] {
		v = v<<8 | uint32(c)
	}
	return v
}

// utf16Text decodes a CMap's target; a single byte is Latin-1.
func utf16Text(b []byte) string {
	switch len(b) {
	case 0:
		return ""
	case 1:
		return cleanText(string(rune(b[0])))
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return glyphWord(string(utf16.Decode(units)))
}

// glyphWord is cleanText for a glyph that stands for several characters: a space among
// them would tear the word it is in.
func glyphWord(s string) string {
	s = cleanText(s)
	if fields := strings.Fields(s); len(fields) > 0 {
		return strings.Join(fields, "")
	}
	return s
}

// textCleaner expands ligatures and gives the bullets of the symbol fonts, which stand in the
// private use area, their Unicode characters.
var textCleaner = strings.NewReplacer(
	"ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st",
	"\u00a0", " ", "\u2000", " ", "\u2001", " ", "\u2002", " ", "\u2003", " ", "\u2004", " ", "\u2005", " ", "\u2006", " ",
	"\u2007", " ", "\u2008", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ", "\u3000", " ",
	"\t", " ", "\r", " ", "\n", " ", "\u200b", "", "\ufeff", "", "\u200c", "", "\u200d", "",
	"\uf0b7", "•", "\uf0a7", "▪", "\uf0d8", "➢", "\uf06f", "o", "\uf0fc", "✓", "\uf0a8", "☐", "\uf06e", "■", "\uf076", "❖", "\uf02d", "-",
	"\u037e", ";", "\u0387", "·", "\u1fef", "`", "\u2215", "/", "\u02bc", "’", "\u2024", ".",
	"\u2010", "-", "\u2011", "-",
)

// cleanText normalises the text of one glyph. Control and unassigned characters, which
// broken maps are full of, are no text.
func cleanText(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || s[i] < 0x20 {
			s = textCleaner.Replace(s)
			break
		}
	}
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffd || r >= 0xfff0 && r <= 0xffff {
			return -1
		}
		return r
	}, s)
}
