package query

import "parley/internal/quantity"

// Words cuts a text into the words that count: in lower case, without possessives,
// ligatures undone.
func Words(text string) []string {
	var words []string
	for offset := 0; ; {
		p, ok := scanWord(text, offset)
		if !ok {
			return words
		}
		words = append(words, string(fold(nil, text[p.start:p.end])))
		offset = p.end
	}
}

// StemOf is the stem by which a word, as Words gives it, is matched.
func StemOf(word string) string { return stem(word) }

// IsLeadIn reports whether the word at a place repeats a lead-in.
func (t *Text) IsLeadIn(place int) bool { return t.words[place].flags&leadIn != 0 }

// Compounds yields the hyphenated words that are also read as one, and the place of
// their first part.
func (t *Text) Compounds(yield func(word string, place int) bool) {
	for _, c := range t.compounds {
		if !yield(t.vocabulary[c.id], int(c.lo)) {
			return
		}
	}
}

// WildcardMeets reports whether a word is as a Wildcard's text has it.
func WildcardMeets(pattern, word string) bool { return wildcardMeets(pattern, word) }

// Amount is a quantity that a text's own words state: the kind of capture that reads
// it and the places of its first and last word.
type Amount struct {
	Kind     CaptureKind
	Quantity *quantity.Quantity
	Lo, Hi   int
}

// Amounts yields the quantities that the text's own words state, by kind.
func (t *Text) Amounts(yield func(Amount) bool) {
	for _, kind := range [...]CaptureKind{CaptureDuration, CaptureMoney, CapturePercent, CaptureDate, CaptureFreq, CaptureBasis} {
		for _, s := range t.amounts[kindIndex(kind)] {
			if t.words[s.lo].flags&leadIn == 0 && !yield(Amount{kind, &t.Quantities[s.caps-1], int(s.lo), int(s.hi)}) {
				return
			}
		}
	}
}
