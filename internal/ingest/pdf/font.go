package pdf

import (
	"math"
	"strings"

	"github.com/ledongthuc/pdf"
)

// font is what the text layer needs of a PDF font: the text and the advance of each code.
type font struct {
	name         string // without the subset tag
	bold, italic bool
	composite    bool // Type0: codes of several bytes
	guessed      bool // its texts are guessed from the order of its glyphs
	vertical     bool
	scale        float64 // glyph space to text space, 1/1000 but for Type 3

	// Simple fonts, by code. Text is "" for a glyph whose text is not known.
	text  [256]string
	width [256]float32

	// Composite fonts, by code.
	toUnicode    map[uint32]string
	cids         map[uint32]uint32 // nil: the code is the CID
	spaces       []codespace       // nil: two bytes
	unicodeCodes bool              // the codes themselves are UTF-16
	cidWidth     map[uint32]float32
	defaultWidth float32
}

// loadFont reads a font dictionary. What is missing or malformed is guessed as viewers do.
func loadFont(d *node) *font {
	f := &font{scale: 0.001}
	f.name = d.key("BaseFont").name()
	if len(f.name) > 7 && f.name[6] == '+' {
		f.name = f.name[7:]
	}
	if d.key("Subtype").name() == "Type0" {
		f.composite = true
		f.loadComposite(d)
	} else {
		f.loadSimple(d)
	}
	return f
}

// loadStyle tells weight and slant from the name, else from the descriptor.
func (f *font) loadStyle(descriptor *node) {
	if f.name == "" {
		f.name = descriptor.key("FontName").name()
	}
	name := strings.ToLower(f.name)
	for _, s := range []string{"bold", "black", "heavy", "demi", "-bd"} {
		f.bold = f.bold || strings.Contains(name, s)
	}
	f.italic = strings.Contains(name, "ital") || strings.Contains(name, "obli")
	for _, s := range []string{"regular", "light", "book", "roman", "medium"} {
		if strings.Contains(name, s) {
			return // the name tells, whatever the stems are
		}
	}
	const forceBold, heavyStem = 1 << 18, 130
	if descriptor.key("StemV").num() > heavyStem || descriptor.key("Flags").int()&forceBold != 0 {
		f.bold = true
	}
	if w := descriptor.key("FontWeight").num(); w >= 600 {
		f.bold = true
	}
}

func (f *font) loadComposite(d *node) {
	child := d.key("DescendantFonts").at(0)
	f.loadStyle(child.key("FontDescriptor"))
	encoding := d.key("Encoding")
	name := encoding.name()
	f.vertical = strings.HasSuffix(name, "-V")
	f.unicodeCodes = strings.Contains(name, "UCS2") || strings.Contains(name, "UTF16")
	if data, err := encoding.stream(); err == nil {
		m := parseCMap(data)
		f.spaces, f.cids = m.spaces, m.cids
	}
	if data, err := d.key("ToUnicode").stream(); err == nil {
		m := parseCMap(data)
		f.toUnicode = m.text
		if f.spaces == nil && !strings.HasPrefix(name, "Identity") {
			f.spaces = m.spaces
		}
	}
	if len(f.toUnicode) == 0 && f.cids == nil && !f.unicodeCodes && child.key("Subtype").name() == "CIDFontType2" {
		f.readGlyphOrder(child.key("FontDescriptor").key("FontFile2"))
	}
	f.defaultWidth = 1000
	if w := child.key("DW"); !w.isNull() {
		f.defaultWidth = float32(w.num())
	}
	f.loadCIDWidths(child.key("W"))
}

// readGlyphOrder finds the text of the codes of a font without a ToUnicode map, which are
// glyph numbers: from the character map of the embedded font, or else by guessing that
// its glyphs stand in the usual order. A guess is checked against the words it gives.
func (f *font) readGlyphOrder(program *node) {
	if data, err := program.stream(); err == nil {
		if f.toUnicode = trueTypeText(data); f.toUnicode != nil {
			return
		}
	}
	f.guessed = true
	f.toUnicode = map[uint32]string{}
	for glyph := range uint32(256) {
		if s := macOrder(glyph); s != "" {
			f.toUnicode[glyph] = s
		}
	}
}

// lostFont stands for a font whose dictionary is missing from a damaged file. Its codes
// are taken for WinAnsi, which those of simple fonts mostly are.
func lostFont() *font {
	f := &font{scale: 0.001, guessed: true}
	for c := range f.text {
		f.text[c] = winAnsiText(byte(c))
		f.width[c] = float32(helveticaWidths[c])
	}
	return f
}

// loadCIDWidths reads a W array: "c [w1 w2 …]" and "first last w" in any mix.
func (f *font) loadCIDWidths(w *node) {
	f.cidWidth = map[uint32]float32{}
	for i := 0; i+1 < w.len(); {
		first, next := uint32(w.at(i).int()), w.at(i+1)
		if next.kind() == pdf.Array {
			for j := range next.len() {
				f.cidWidth[first+uint32(j)] = float32(next.at(j).num())
			}
			i += 2
			continue
		}
		last, width := uint32(next.int()), float32(w.at(i+2).num())
		for c := first; c <= last && c-first < 1<<16 && len(f.cidWidth) < maxCMapCodes; c++ {
			f.cidWidth[c] = width
		}
		i += 3
	}
}

func (f *font) loadSimple(d *node) {
	descriptor := d.key("FontDescriptor")
	f.loadStyle(descriptor)
	f.loadSimpleWidths(d, descriptor)
	f.loadSimpleEncoding(d, descriptor)
	if d.key("Subtype").name() == "Type3" {
		if m := d.key("FontMatrix").numbers(); len(m) == 6 && m[0] != 0 {
			f.scale = math.Abs(m[0])
		}
	}
}

func (f *font) loadSimpleWidths(d, descriptor *node) {
	widths := d.key("Widths")
	if widths.len() == 0 {
		table := &helveticaWidths
		name := strings.ToLower(f.name)
		switch {
		case strings.Contains(name, "cour") || strings.Contains(name, "mono"):
			for c := range f.width {
				f.width[c] = 600
			}
			return
		case strings.Contains(name, "times") || strings.Contains(name, "serif") || strings.Contains(name, "roman"):
			table = &timesWidths
		}
		for c, w := range table {
			f.width[c] = float32(w)
			if w == 0 { // a code that only this font uses
				f.width[c] = 500
			}
		}
		return
	}
	missing := float32(descriptor.key("MissingWidth").num())
	for c := range f.width {
		f.width[c] = missing
	}
	first := d.key("FirstChar").int()
	for i := range widths.len() {
		if c := first + i; c >= 0 && c < 256 {
			f.width[c] = float32(widths.at(i).num())
		}
	}
}

func (f *font) loadSimpleEncoding(d, descriptor *node) {
	encoding := d.key("Encoding")
	base := encoding.name()
	if encoding.kind() == pdf.Dict {
		base = encoding.key("BaseEncoding").name()
	}
	if base == "" {
		base = builtinEncoding(f.name, d.key("Subtype").name(), descriptor)
	}
	embedded := !descriptor.key("FontFile").isNull() || !descriptor.key("FontFile3").isNull()
	for c := range f.text {
		f.text[c] = baseText(base, byte(c))
	}
	if d.key("Subtype").name() == "Type3" && base == "" {
		f.text = [256]string{} // codes of a Type 3 font mean only what its names and map say
	}
	differences := encoding.key("Differences")
	code := 0
	for i := range differences.len() {
		x := differences.at(i)
		if x.kind() == pdf.Integer {
			code = x.int()
			continue
		}
		if code >= 0 && code < 256 {
			s := glyphText(x.name(), d, byte(code))
			if s == "" && !embedded && base != "" {
				s = f.text[code]
			}
			f.text[code] = s
		}
		code++
	}
	if data, err := d.key("ToUnicode").stream(); err == nil {
		for c, s := range parseCMap(data).text {
			if c < 256 && (s != "" || f.text[c] == "") {
				f.text[c] = s
			}
		}
	}
}

// builtinEncoding guesses the encoding of a font that names none.
func builtinEncoding(name, subtype string, descriptor *node) string {
	name = strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "symbol"):
		return "Symbol"
	case strings.Contains(name, "dingbat") || strings.Contains(name, "wingding"):
		return "ZapfDingbats"
	case subtype == "TrueType":
		return "WinAnsiEncoding"
	}
	return ""
}

// decode splits s into codes and calls emit with the text ("" unknown), the advance in
// glyph units and the number of bytes of each.
func (f *font) decode(s []byte, emit func(text string, width float32, code uint32, bytes int)) {
	if !f.composite {
		for _, c := range s {
			emit(f.text[c], f.width[c], uint32(c), 1)
		}
		return
	}
	for len(s) > 0 {
		n := f.codeLength(s)
		code := charCode(s[:n])
		s = s[n:]
		text, ok := f.toUnicode[code]
		if !ok && f.unicodeCodes {
			text = utf16Text([]byte{byte(code >> 8), byte(code)})
		}
		cid := code
		if f.cids != nil {
			cid = f.cids[code]
		}
		width, ok := f.cidWidth[cid]
		if !ok {
			width = f.defaultWidth
		}
		emit(text, width, code, n)
	}
}

// codeLength is the number of bytes of the code at the start of s: the shortest that
// lies in a codespace range.
func (f *font) codeLength(s []byte) int {
	if f.spaces != nil {
		for n := 1; n <= min(4, len(s)); n++ {
			code := charCode(s[:n])
			for _, r := range f.spaces {
				if r.bytes == n && code >= r.lo && code <= r.hi {
					return n
				}
			}
		}
	}
	return min(2, len(s))
}
