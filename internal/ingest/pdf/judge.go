package pdf

import (
	"strings"
	"unicode"
)

// The thresholds of the judge of text layers.
const (
	fewLetters    = 60   // on a page with a picture this large, less text is no text layer
	pictureShare  = 0.5  // of the page's area
	unknownShare  = 0.3  // glyphs without text above which a text layer is useless
	judgedWords   = 40   // fewer words of a page tell nothing about its language
	commonWords   = 0.02 // share of function words below which text may be garbage
	commonLetters = 0.45 // share of the most frequent letters, likewise
	drawnPaths    = 300  // painted paths that may be letters drawn as outlines
)

// layer is how good a page's text layer is.
type layer int

const (
	layerGood   layer = iota
	layerBlank        // nothing on the page
	layerNone         // pictures, and no text of their own
	layerBroken       // glyphs whose text is not known, or wrong
)

// judge says how good the page's text layer is.
func (p *page) judge() layer {
	letters := 0
	for i := range p.rows {
		for _, w := range p.rows[i].words {
			letters += len(w.text)
		}
	}
	switch {
	case p.shown > 0 && float64(p.unknown) > unknownShare*float64(p.shown):
		return layerBroken
	case letters < fewLetters && p.picture >= pictureShare, letters == 0 && (p.picture > 0 || p.paths >= drawnPaths):
		return layerNone
	case letters == 0:
		return layerBlank
	}
	tokens, latin := pageWords(p.rows)
	if (len(tokens) >= judgedWords || p.guessed > p.shown/2) && latin && !plausible(tokens) {
		return layerBroken
	}
	return layerGood
}

// pageWords returns the words of rows in lower case, and whether their letters are
// mostly Latin.
func pageWords(rows []line) (tokens []string, latin bool) {
	other, all := 0, 0
	for i := range rows {
		for _, w := range rows[i].words {
			tokens = append(tokens, strings.FieldsFunc(strings.ToLower(w.text), func(r rune) bool { return !unicode.IsLetter(r) })...)
			for _, r := range w.text {
				if unicode.IsLetter(r) {
					all++
					if !unicode.Is(unicode.Latin, r) {
						other++
					}
				}
			}
		}
	}
	return tokens, other*5 < all || all == 0
}

// plausible reports whether words are of a European language: some are function words,
// or at least their letters are those that such languages use most.
func plausible(tokens []string) bool {
	common, frequent, letters := 0, 0, 0
	for _, t := range tokens {
		if functionWords[t] {
			common++
		}
		for _, r := range t {
			letters++
			if strings.ContainsRune("eaiontrs", r) {
				frequent++
			}
		}
	}
	return float64(common) >= commonWords*float64(len(tokens)) && common > 0 ||
		letters > 0 && float64(frequent) >= commonLetters*float64(letters)
}

// functionWords are the most frequent short words of English, German, French, Spanish,
// Italian, Portuguese and Dutch.
var functionWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("the of and to in a for or by be is any this with shall as that on not such may will from are at an it its " +
		"der die und das von zu den mit ist für des im nicht auf ein eine oder werden wird sich " +
		"le la les de des et du en un une que pour dans par au ou est sur ne pas aux " +
		"el los las y del se por con una o su para lo il di che e per della dei non è da os do em uma het een van op te dat voor niet zijn") {
		m[w] = true
	}
	return m
}()
