package pdf

import (
	"strconv"
	"strings"

	"github.com/ledongthuc/pdf"
)

// The upper halves of the simple encodings (ISO 32000-1, annex D).
var (
	winAnsiUpper = []rune("€•‚ƒ„…†‡ˆ‰Š‹Œ•Ž••‘’“”•–—˜™š›œ•žŸ")
	macUpper     = []rune("ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ")
	// standardOdd holds where StandardEncoding is not Latin-1.
	standardOdd = map[byte]rune{
		0x27: '’', 0x60: '‘', 0xa4: '⁄', 0xa6: 'ƒ', 0xa8: '¤', 0xa9: '\'', 0xaa: '“', 0xac: '‹', 0xad: '›', 0xae: 'ﬁ', 0xaf: 'ﬂ',
		0xb1: '–', 0xb2: '†', 0xb3: '‡', 0xb4: '·', 0xb7: '•', 0xb8: '‚', 0xb9: '„', 0xba: '”', 0xbc: '…', 0xbd: '‰',
		0xc1: '`', 0xc2: '´', 0xc3: 'ˆ', 0xc4: '˜', 0xc5: '¯', 0xc6: '˘', 0xc7: '˙', 0xc8: '¨', 0xca: '˚', 0xcb: '¸', 0xcd: '˝', 0xce: '˛', 0xcf: 'ˇ',
		0xd0: '—', 0xe1: 'Æ', 0xe3: 'ª', 0xe8: 'Ł', 0xe9: 'Ø', 0xea: 'Œ', 0xeb: 'º', 0xf1: 'æ', 0xf5: 'ı', 0xf8: 'ł', 0xf9: 'ø', 0xfa: 'œ', 0xfb: 'ß',
	}
	// symbolOdd holds the signs of the Symbol font that contracts use; its letters are Greek.
	symbolOdd = map[byte]rune{
		0xb7: '•', 0xb0: '°', 0xb1: '±', 0xa3: '≤', 0xb3: '≥', 0xb4: '×', 0xb9: '≠', 0xd2: '®', 0xd3: '©', 0xd4: '™', 0xe2: '®', 0xe3: '©', 0xe4: '™',
		0x61: 'α', 0x62: 'β', 0x64: 'δ', 0x6d: 'µ', 0x70: 'π', 0x73: 'σ', 0x53: 'Σ', 0x57: 'Ω', 0x44: 'Δ', 0xae: '→', 0xac: '←', 0xd6: '√', 0xa5: '∞', 0xd7: '·',
	}
	// dingbatOdd holds the bullets and boxes of ZapfDingbats and Wingdings.
	dingbatOdd = map[byte]rune{0x6c: '●', 0x6e: '■', 0x71: '❑', 0x76: '❖', 0x33: '✓', 0x34: '✔', 0xa7: '▪', 0xd8: '➢', 0xfc: '✓', 0xa8: '☐', 0xb7: '•', 0x6f: '☐', 0xfe: '☑'}
)

// winAnsiText is the text of a WinAnsi (code page 1252) code.
func winAnsiText(c byte) string {
	switch {
	case c < 0x20:
		return ""
	case c >= 0x80 && c < 0xa0:
		return string(winAnsiUpper[c-0x80])
	}
	return cleanText(string(rune(c)))
}

// baseText is the text of a code in one of the base encodings; "" is StandardEncoding,
// whose empty places are filled from WinAnsi.
func baseText(encoding string, c byte) string {
	switch encoding {
	case "WinAnsiEncoding":
		return winAnsiText(c)
	case "MacRomanEncoding":
		if c >= 0x80 {
			return cleanText(string(macUpper[c-0x80]))
		}
		return winAnsiText(c)
	case "Symbol":
		if r, ok := symbolOdd[c]; ok {
			return string(r)
		}
		return winAnsiText(c)
	case "ZapfDingbats":
		if r, ok := dingbatOdd[c]; ok {
			return string(r)
		}
		return ""
	}
	if r, ok := standardOdd[c]; ok {
		return cleanText(string(r))
	}
	return winAnsiText(c)
}

// glyphNames gives the text of the glyph names that nearly all fonts use. Others are
// looked up in the library's list.
var glyphNames = func() map[string]string {
	names := map[string]string{
		"f_i": "fi", "f_f": "ff", "f_l": "fl", "f_f_i": "ffi", "f_f_l": "ffl", "f_t": "ft", "t_t": "tt", "t_i": "ti", "f_j": "fj",
		"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "nbspace": " ", "nonbreakingspace": " ", "sfthyphen": "-", "softhyphen": "-", ".notdef": "",
	}
	for c := 'A'; c <= 'Z'; c++ {
		names[string(c)] = string(c)
		names[string(c+'a'-'A')] = string(c + 'a' - 'A')
	}
	list := "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash " +
		"zero one two three four five six seven eight nine colon semicolon less equal greater question at"
	for i, n := range strings.Fields(list) {
		names[n] = string(rune(' ' + i))
	}
	for n, s := range map[string]string{
		"quoteright": "’", "quoteleft": "‘", "quotedblleft": "“", "quotedblright": "”", "endash": "–", "emdash": "—", "bullet": "•",
		"bracketleft": "[", "bracketright": "]", "underscore": "_", "section": "§", "copyright": "©", "registered": "®", "trademark": "™", "ellipsis": "…",
	} {
		names[n] = s
	}
	return names
}()

// glyphText is the text of a glyph by its name in a Differences array, "" when the name
// tells nothing ("g23"). fontDict and code let the library's glyph list be asked.
func glyphText(name string, fontDict *node, code byte) string {
	if s, ok := glyphNames[name]; ok {
		return s
	}
	stem, _, _ := strings.Cut(name, ".")
	if stem != name {
		if s, ok := glyphNames[stem]; ok {
			return s
		}
	}
	for _, prefix := range []string{"uni", "u"} {
		if hex, ok := strings.CutPrefix(stem, prefix); ok && len(hex) >= 4 && len(hex) <= 6 {
			if v, err := strconv.ParseUint(hex[:min(len(hex), 6)], 16, 32); err == nil {
				return cleanText(string(rune(v)))
			}
		}
	}
	if fontDict == nil {
		return ""
	}
	// The library keeps its glyph list to itself, but its font encoder reads names by it.
	// A name it does not know comes back as the code.
	f := pdf.Font{V: fontDict.value}
	s := f.Encoder().Decode(string([]byte{code}))
	if s == string(rune(code)) {
		return ""
	}
	return cleanText(s)
}
