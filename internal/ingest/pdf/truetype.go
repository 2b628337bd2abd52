package pdf

import "encoding/binary"

// macOrder is the text of the first glyphs of a TrueType font whose glyphs stand in the
// order of the classic Macintosh set, as those of most text faces do.
func macOrder(glyph uint32) string {
	switch {
	case glyph >= 3 && glyph <= 97:
		return string(rune(glyph + 29)) // the space to the tilde
	case glyph >= 98 && glyph <= 171:
		return cleanText(string(macUpper[glyph-98]))
	case glyph >= 172 && int(glyph-97) < len(macUpper):
		return cleanText(string(macUpper[glyph-97])) // the no-break space is left out
	}
	return ""
}

// trueTypeText reads the character map of a TrueType font backwards: glyph to text.
// It returns nil when the font has none.
func trueTypeText(data []byte) map[uint32]string {
	table := trueTypeTable(data, "cmap")
	if len(table) < 4 {
		return nil
	}
	out := map[uint32]string{}
	for i := range min(int(be16(table, 2)), 32) {
		platform, encoding := be16(table, 4+8*i), be16(table, 6+8*i)
		at := int(be32(table, 8+8*i))
		if at >= len(table) {
			continue
		}
		unicode := platform == 0 || platform == 3 && (encoding == 1 || encoding == 10)
		if !unicode {
			continue
		}
		switch sub := table[at:]; be16(sub, 0) {
		case 4:
			readCmap4(sub, out)
		case 12:
			readCmap12(sub, out)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// trueTypeTable returns a table of a TrueType font by its tag.
func trueTypeTable(data []byte, tag string) []byte {
	for i := range min(int(be16(data, 4)), 64) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil
		}
		if string(data[at:at+4]) != tag {
			continue
		}
		off, n := int(be32(data, at+8)), int(be32(data, at+12))
		if off > len(data) {
			return nil
		}
		return data[off:min(len(data), off+n)]
	}
	return nil
}

// readCmap4 reads a segment map (format 4).
func readCmap4(t []byte, out map[uint32]string) {
	segs := int(be16(t, 6)) / 2
	for i := range min(segs, 4096) {
		end, start := be16(t, 14+2*i), be16(t, 16+2*segs+2*i)
		delta, offset := be16(t, 16+4*segs+2*i), be16(t, 16+6*segs+2*i)
		for c := uint32(start); c <= uint32(end) && c != 0xffff && len(out) < maxCMapCodes; c++ {
			glyph := uint16(c) + delta
			if offset != 0 {
				glyph = be16(t, 16+6*segs+2*i+int(offset)+2*int(c-uint32(start)))
				if glyph != 0 {
					glyph += delta
				}
			}
			addGlyph(out, uint32(glyph), c)
		}
	}
}

// readCmap12 reads a group map (format 12).
func readCmap12(t []byte, out map[uint32]string) {
	for i := range min(int(be32(t, 12)), 1<<16) {
		start, end, glyph := be32(t, 16+12*i), be32(t, 20+12*i), be32(t, 24+12*i)
		for c := start; c <= end && c-start < 1<<16 && c < 0x110000 && len(out) < maxCMapCodes; c++ {
			addGlyph(out, glyph+c-start, c)
		}
	}
}

// addGlyph notes the text of a glyph; the first character that leads to it counts.
func addGlyph(out map[uint32]string, glyph, char uint32) {
	if glyph == 0 {
		return
	}
	if _, ok := out[glyph]; !ok {
		if s := cleanText(string(rune(char))); s != "" {
			out[glyph] = s
		}
	}
}

// be16 and be32 read big-endian numbers; past the end they are 0.
func be16(b []byte, at int) uint16 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint16(b[at:])
}

func be32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint32(b[at:])
}
