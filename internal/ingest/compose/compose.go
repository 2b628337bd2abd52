// Package compose puts blocks together into a contract.Document.
package compose

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

// Builder gathers the blocks of one document: the running text in reading order, and
// asides (notes, furniture, comments) that stand after it. The zero value is ready.
type Builder struct {
	text   []byte
	blocks []contract.Block
	asides []aside
}

type aside struct {
	text  string
	block contract.Block
}

// Add appends a block of running text and returns where it stands. text holds the
// block's words as they are to be read, its number included; block tells the rest
// (its Span is set here). Empty text adds nothing.
func (b *Builder) Add(text string, block contract.Block) contract.Span {
	if text == "" {
		return contract.Span{Start: len(b.text), End: len(b.text)}
	}
	if n := len(b.blocks); n > 0 {
		sep := byte('\n')
		if last := b.blocks[n-1]; sameRow(last, block) && last.Col != block.Col {
			sep = '\t'
		}
		b.text = append(b.text, sep)
	}
	block.Span = contract.Span{Start: len(b.text), End: len(b.text) + len(text)}
	b.text = append(b.text, text...)
	b.blocks = append(b.blocks, block)
	return block.Span
}

// Aside keeps a block that stands after the running text, behind the asides added before it.
func (b *Builder) Aside(text string, block contract.Block) {
	if text != "" {
		b.asides = append(b.asides, aside{text, block})
	}
}

// Len is the length in bytes of the running text so far.
func (b *Builder) Len() int { return len(b.text) }

// Document returns the document. The Builder must not be used afterwards.
func (b *Builder) Document() *contract.Document {
	doc := &contract.Document{BodyEnd: len(b.text)}
	for _, a := range b.asides {
		if len(b.text) > 0 {
			b.text = append(b.text, '\n')
		}
		a.block.Span = contract.Span{Start: len(b.text), End: len(b.text) + len(a.text)}
		b.text = append(b.text, a.text...)
		b.blocks = append(b.blocks, a.block)
	}
	doc.Text = string(b.text)
	doc.Blocks = b.blocks
	return doc
}

func sameRow(a, b contract.Block) bool {
	return a.Kind == contract.TableCell && b.Kind == contract.TableCell && a.Table == b.Table && a.Row == b.Row
}

// Words gathers the words of one block as they are to be read: white space of every
// kind becomes one space, none at either end; ligatures are expanded; characters that
// show nothing (zero-width, soft hyphens, controls) are left out; the hyphen that does
// not break is a hyphen. Curly quotes and dashes stay. The zero value is ready.
type Words struct {
	buf     []byte
	gap     bool // white space was seen since the last word
	lineEnd bool // and it was the end of a line
}

// Write adds s; bytes that are not UTF-8 become U+FFFD.
func (w *Words) Write(s []byte) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c > ' ' && c != 0x7f:
				if w.lineEnd && w.withinWord(s[i-1:]) {
					w.gap = false
				}
				w.space()
				w.buf = append(w.buf, c)
			case c == ' ' || c >= '\t' && c <= '\r':
				w.gap = true
			}
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		i += n
		w.rune(r)
	}
}

// WriteString is Write for a string.
func (w *Words) WriteString(s string) { w.Write([]byte(s)) }

// Space adds white space.
func (w *Words) Space() { w.gap = true }

// LineEnd adds the end of a line that was broken to fit: white space, but not after the
// hyphen of a compound ("non-" and "exclusive" on the next line).
func (w *Words) LineEnd() { w.gap, w.lineEnd = true, true }

// withinWord reports whether a line was broken after a hyphen within a word that goes
// on with next.
func (w *Words) withinWord(next []byte) bool {
	return isCompound(w.buf[max(len(w.buf)-2, 0):], next[:min(len(next), 4)])
}

// IsCompound reports whether a line that ends in before was broken after the hyphen of
// a compound word that goes on in after. "pre- and post-" is two words.
func IsCompound(before, after string) bool {
	return isCompound([]byte(before[max(len(before)-2, 0):]), []byte(after[:min(len(after), 4)]))
}

func isCompound(before, after []byte) bool {
	return len(before) == 2 && before[1] == '-' && isLetter(before[0]) && len(after) > 0 && after[0] >= 'a' && after[0] <= 'z' &&
		!bytes.HasPrefix(after, []byte("and ")) && !bytes.HasPrefix(after, []byte("or "))
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf }

// Len is where the next word will stand, or the space before it.
func (w *Words) Len() int { return len(w.buf) }

// Next is where the next word will begin.
func (w *Words) Next() int {
	if w.gap && len(w.buf) > 0 {
		return len(w.buf) + 1
	}
	return len(w.buf)
}

// String is what was gathered.
func (w *Words) String() string { return string(w.buf) }

// From is what was gathered from an offset on.
func (w *Words) From(offset int) string { return string(w.buf[min(offset, len(w.buf)):]) }

// Reset empties w.
func (w *Words) Reset() { w.buf, w.gap, w.lineEnd = w.buf[:0], false, false }

func (w *Words) space() {
	w.lineEnd = false
	if w.gap {
		w.gap = false
		if len(w.buf) > 0 {
			w.buf = append(w.buf, ' ')
		}
	}
}

func (w *Words) rune(r rune) {
	switch {
	case r >= 0xfb00 && r <= 0xfb06:
		w.space()
		w.buf = append(w.buf, ligatures[r-0xfb00]...)
	case r == 0x2010 || r == 0x2011: // hyphen, non-breaking hyphen
		w.space()
		w.buf = append(w.buf, '-')
	case isBlank(r):
		w.gap = true
	case isInvisible(r):
	default:
		w.space()
		w.buf = utf8.AppendRune(w.buf, r)
	}
}

// ligatures are the Latin ones, U+FB00 onwards.
var ligatures = [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}

func isBlank(r rune) bool {
	switch {
	case r == 0x85, r == 0xa0, r == 0x1680, r >= 0x2000 && r <= 0x200a,
		r == 0x2028, r == 0x2029, r == 0x202f, r == 0x205f, r == 0x3000:
		return true
	}
	return false
}

func isInvisible(r rune) bool {
	switch {
	case r >= 0x80 && r < 0xa0, // C1 controls
		r == 0xad,                  // soft hyphen
		r >= 0x200b && r <= 0x200f, // zero width, direction marks
		r >= 0x202a && r <= 0x202e, // direction embeddings: they can make text read other than it is
		r >= 0x2060 && r <= 0x2069,
		r == 0xfeff:
		return true
	}
	return false
}

// Clean returns s as Words would give it.
func Clean(s string) string {
	var w Words
	w.WriteString(s)
	return w.String()
}

// itemStart is how a numbered or bulleted item begins: "1.", "2.1 ", "(a)", "iv.", "•".
var itemStart = regexp.MustCompile(`^(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,6})[.)]\s|\d{1,3}(?:\.\d{1,3})+\s|[•▪●○‣–—*-]\s)`)

// StartsItem reports whether a line begins with a number, letter or bullet of a list.
func StartsItem(line string) bool { return itemStart.MatchString(line) }

// Parts reports whether a line end between before and after ends what a reader takes
// for a paragraph: before it a sentence or a lead-in ends, or after it an item begins.
func Parts(before, after string) bool {
	before = strings.TrimRight(before, ` "”’')`)
	return before != "" && strings.ContainsAny(before[len(before)-1:], ".:;!?") || StartsItem(after)
}
