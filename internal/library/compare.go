package library

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Piece is a stretch of two compared texts.
type Piece struct {
	Op   string `json:"op"` // "same", "insert" (only in the second) or "delete" (only in the first)
	Text string `json:"text"`
}

// Comparison is how one clause becomes another, word by word.
type Comparison struct {
	Pieces []Piece `json:"pieces"`
	Same   float64 `json:"same"` // share of the words of both that are the same, 0 to 1
}

// maxCompared bounds the texts that are compared, in bytes.
const maxCompared = 1 << 20

// Compare tells how a becomes b, word by word. The pieces that are same or deleted make
// up a, those that are same or inserted make up b. Texts of more than maxCompared bytes
// are given as replaced whole.
func Compare(a, b string) Comparison {
	if len(a) > maxCompared || len(b) > maxCompared {
		return Comparison{Pieces: []Piece{{"delete", a}, {"insert", b}}}
	}
	// The library compares characters; each different word is given one.
	known := map[string]rune{}
	var words []string
	encode := func(text string) string {
		var out strings.Builder
		for _, w := range splitWords(text) {
			r, ok := known[w]
			if !ok {
				r = codeOf(len(words))
				known[w] = r
				words = append(words, w)
			}
			out.WriteRune(r)
		}
		return out.String()
	}
	x, y := encode(a), encode(b)
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // the same input gives the same pieces
	same, total := 0, 0
	var c Comparison
	for _, diff := range d.DiffCleanupSemantic(d.DiffMain(x, y, false)) {
		var text strings.Builder
		n := 0
		for _, r := range diff.Text {
			w := words[indexOf(r)]
			text.WriteString(w)
			if strings.TrimSpace(w) != "" {
				n++
			}
		}
		op := "same"
		switch diff.Type {
		case diffmatchpatch.DiffInsert:
			op = "insert"
			total += n
		case diffmatchpatch.DiffDelete:
			op = "delete"
			total += n
		default:
			same += 2 * n
			total += 2 * n
		}
		c.Pieces = append(c.Pieces, Piece{op, text.String()})
	}
	if total > 0 {
		c.Same = float64(same) / float64(total)
	}
	return c
}

// surrogates are the code points that no text may have.
const (
	firstSurrogate = 0xd800
	afterSurrogate = 0xe000
)

// codeOf is the character for the n-th word, indexOf its number.
func codeOf(n int) rune {
	if r := rune(n + 1); r < firstSurrogate {
		return r
	}
	return rune(n + 1 + afterSurrogate - firstSurrogate)
}

func indexOf(r rune) int {
	if r >= afterSurrogate {
		r -= afterSurrogate - firstSurrogate
	}
	return int(r) - 1
}

// splitWords cuts a text into words, runs of white space and single other marks.
func splitWords(text string) []string {
	class := func(r rune) int {
		switch {
		case unicode.IsSpace(r):
			return 1
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r):
			return 2
		}
		return 0
	}
	var out []string
	start, last := 0, -1
	for i, r := range text {
		c := class(r)
		if i > 0 && (c != last || c == 0) {
			out = append(out, text[start:i])
			start = i
		}
		last = c
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

// CompareEntries compares the texts of two entries.
func (l *Library) CompareEntries(first, second string) (Comparison, error) {
	a, err := l.Entry(first)
	if err != nil {
		return Comparison{}, err
	}
	b, err := l.Entry(second)
	if err != nil {
		return Comparison{}, err
	}
	return Compare(a.Text, b.Text), nil
}
