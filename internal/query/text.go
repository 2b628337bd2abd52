package query

import (
	"sort"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// maxLeadIn is how many words of a list item's lead-in are read before the item: the
// last ones. It bounds the cost of a long lead-in to a long list.
const maxLeadIn = 120

// Text is a document made ready to be searched: its sentences as a row of words, each
// list item preceded by a copy of its lead-in, with an index of where each word stands.
// It does not change once made and can be searched from several goroutines.
type Text struct {
	Document   *contract.Document
	Outline    *contract.Outline
	Quantities []quantity.Quantity

	// Property, when set, answers for fields of which document and outline know
	// nothing: topic and law.
	Property func(name, value string) bool

	vocabulary []string // distinct words, in order of first appearance
	words      []word   // every word of every sentence, lead-ins repeated
	units      []unit   // one a sentence of the outline
	first      []int32  // first[w]..first[w+1] are the places of word w in places
	places     []int32
	compounds  []compound // hyphenated words read as one, by place
	headings   [][]int32  // by clause: the words of its heading
	mentions   []Mention
	amounts    [6][]span // by kind of quantity; caps is the index into Quantities plus one
	names      []span    // runs of capitalised words; anchor is where the name that counts begins
}

// word is one place in the row of words.
type word struct {
	id         int32 // into vocabulary
	start, end int32 // bytes
	unit       int32
	flags      uint8
}

const (
	capital uint8 = 1 << iota // begins with a capital letter
	leadIn                    // repeated from a lead-in
	broken                    // a mark other than a space stands before it
)

// unit is a sentence's stretch of the row: [lo, own) repeats its lead-in, [own, hi) is
// its own words.
type unit struct{ lo, own, hi int32 }

// compound is a hyphenated word read as one word.
type compound struct{ id, lo, hi int32 }

// span is a run of words [lo, hi], both included, that met a part of a query. anchor
// is where its first written term begins, caps the captures it made (an index into
// the run's captures; 0 none).
type span struct{ lo, hi, anchor, caps int32 }

// NewText makes doc ready to be searched. The outline and the quantities are those of
// doc; quantities are in text order.
func NewText(doc *contract.Document, outline *contract.Outline, quantities []quantity.Quantity) *Text {
	t := &Text{Document: doc, Outline: outline, Quantities: quantities}
	r := &textReader{Text: t, ids: make(map[string]int32, 1+len(doc.Text)/24)}
	t.words = make([]word, 0, len(doc.Text)/5)
	for i := range outline.Sentences {
		r.sentence(i, &outline.Sentences[i])
	}
	t.headings = make([][]int32, len(outline.Clauses))
	for i := range outline.Clauses {
		t.headings[i] = r.wordsOf(outline.Clauses[i].Heading)
	}
	t.index()
	t.findMentions()
	t.findNames()
	return t
}

// OneSentence makes a few words, such as a heading, ready to be searched as one sentence.
func OneSentence(words string) *Text {
	doc := &contract.Document{Text: words, BodyEnd: len(words)}
	outline := &contract.Outline{Sentences: []contract.Sentence{{Span: contract.Span{End: len(words)}, Clause: -1}}}
	return NewText(doc, outline, quantity.Scan(words))
}

// textReader fills a Text.
type textReader struct {
	*Text
	ids map[string]int32
	buf []byte
}

// sentence appends the words of sentence i, its lead-in first.
func (r *textReader) sentence(i int, s *contract.Sentence) {
	u := unit{lo: int32(len(r.words))}
	if s.LeadIn.Len() > 0 {
		r.read(s.LeadIn, i, leadIn)
		if extra := len(r.words) - int(u.lo) - maxLeadIn; extra > 0 {
			r.words = append(r.words[:u.lo], r.words[int(u.lo)+extra:]...)
		}
		r.join(int(u.lo))
		r.placeQuantities(int(u.lo), s.LeadIn)
	}
	u.own = int32(len(r.words))
	r.read(s.Span, i, 0)
	r.join(int(u.own))
	r.placeQuantities(int(u.own), s.Span)
	u.hi = int32(len(r.words))
	r.units = append(r.units, u)
}

// read appends the words of a stretch of the document.
func (r *textReader) read(s contract.Span, unit int, flags uint8) {
	text := r.Document.Text[:min(s.End, len(r.Document.Text))]
	for offset := s.Start; offset < len(text); {
		p, ok := scanWord(text, offset)
		if !ok {
			return
		}
		w := word{id: r.id(text[p.start:p.end]), start: int32(p.start), end: int32(p.end), unit: int32(unit), flags: flags}
		if p.capital {
			w.flags |= capital
		}
		if p.joined {
			w.flags |= hyphened
		}
		if p.start != offset && !p.joined && !(p.start == offset+1 && text[offset] == ' ') {
			w.flags |= broken
		}
		r.words = append(r.words, w)
		offset = p.end
	}
}

// hyphened marks a word that a hyphen joins to the one before.
const hyphened uint8 = 1 << 7

// wordsOf numbers the words of a few words.
func (r *textReader) wordsOf(text string) []int32 {
	var ids []int32
	for offset := 0; ; {
		p, ok := scanWord(text, offset)
		if !ok {
			return ids
		}
		ids = append(ids, r.id(text[p.start:p.end]))
		offset = p.end
	}
}

// id numbers the word as it counts.
func (r *textReader) id(text string) int32 {
	r.buf = fold(r.buf[:0], text)
	if id, ok := r.ids[string(r.buf)]; ok {
		return id
	}
	w := string(r.buf)
	id := int32(len(r.vocabulary))
	r.ids[w] = id
	r.vocabulary = append(r.vocabulary, w)
	return id
}

// join notes the compounds among the words from lo on.
func (r *textReader) join(lo int) {
	const maxParts = 4 // "up-to-date" has three
	for i := lo; i < len(r.words); i++ {
		if i+1 >= len(r.words) || r.words[i+1].flags&hyphened == 0 || i > lo && r.words[i].flags&hyphened != 0 {
			continue
		}
		whole := append([]byte(nil), r.vocabulary[r.words[i].id]...)
		hi := i
		for hi+1 < len(r.words) && r.words[hi+1].flags&hyphened != 0 && hi-i+1 < maxParts {
			hi++
			whole = append(whole, r.vocabulary[r.words[hi].id]...)
		}
		r.compounds = append(r.compounds, compound{id: r.id(string(whole)), lo: int32(i), hi: int32(hi)})
	}
}

// placeQuantities finds the quantities that the words from lo on, those of s, state.
func (r *textReader) placeQuantities(lo int, s contract.Span) {
	i := lo
	q := sort.Search(len(r.Quantities), func(k int) bool { return r.Quantities[k].Start >= s.Start })
	for ; q < len(r.Quantities) && r.Quantities[q].End <= s.End; q++ {
		if i < len(r.words) && r.Quantities[q].End <= int(r.words[i].start) {
			continue // in the part of a long lead-in that is left out
		}
		for i < len(r.words) && int(r.words[i].end) <= r.Quantities[q].Start {
			i++
		}
		hi := i
		for hi+1 < len(r.words) && int(r.words[hi+1].start) < r.Quantities[q].End {
			hi++
		}
		if k := kindIndex(kindOf(&r.Quantities[q])); k >= 0 && i < len(r.words) {
			r.amounts[k] = append(r.amounts[k], span{lo: int32(i), hi: int32(hi), anchor: int32(i), caps: int32(q + 1)})
		}
	}
}

// kindOf is the kind of capture that reads q.
func kindOf(q *quantity.Quantity) CaptureKind {
	if q.Kind == quantity.Money && q.Basis != "" {
		return CaptureBasis
	}
	return CaptureKind(q.Kind)
}

// kindIndex numbers the kinds of quantities; -1 for what is none.
func kindIndex(k CaptureKind) int {
	switch k {
	case CaptureDuration:
		return 0
	case CaptureMoney:
		return 1
	case CapturePercent:
		return 2
	case CaptureDate:
		return 3
	case CaptureFreq:
		return 4
	case CaptureBasis:
		return 5
	}
	return -1
}

// index notes where each word stands.
func (t *Text) index() {
	t.first = make([]int32, len(t.vocabulary)+1)
	for i := range t.words {
		t.first[t.words[i].id+1]++
	}
	for i := 1; i < len(t.first); i++ {
		t.first[i] += t.first[i-1]
	}
	t.places = make([]int32, len(t.words))
	next := append([]int32(nil), t.first[:len(t.vocabulary)]...)
	for i := range t.words {
		id := t.words[i].id
		t.places[next[id]] = int32(i)
		next[id]++
	}
}

// Len is the number of places in the row of words.
func (t *Text) Len() int { return len(t.words) }

// Word is the word at a place, as it counts: in lower case.
func (t *Text) Word(place int) string { return t.vocabulary[t.words[place].id] }

// At is where the word at a place stands in the document.
func (t *Text) At(place int) contract.Span {
	return contract.Span{Start: int(t.words[place].start), End: int(t.words[place].end)}
}

// SentenceOf is the index of the outline's sentence to which the word at a place belongs.
func (t *Text) SentenceOf(place int) int { return int(t.words[place].unit) }

// ClauseOf is the index of the outline's clause of the word at a place; -1 for none.
func (t *Text) ClauseOf(place int) int { return int(t.clause(int32(place))) }

// Places are the places [lo, hi) of a sentence's words; its own words begin at own,
// those before repeat its lead-in.
func (t *Text) Places(sentence int) (lo, own, hi int) {
	u := t.units[sentence]
	return int(u.lo), int(u.own), int(u.hi)
}

// clause is the clause of a place.
func (t *Text) clause(place int32) int32 {
	return int32(t.Outline.Sentences[t.words[place].unit].Clause)
}

// smallInName may stand within a name: "Isle of Man", "Bosnia and Herzegovina", "Republic
// of the Congo".
var smallInName = map[string]bool{"of": true, "and": true, "the": true, "de": true, "la": true}

// neverInName are words that contracts write with a capital without naming anything.
var neverInName = map[string]bool{
	"law": true, "laws": true, "court": true, "courts": true, "agreement": true, "section": true, "article": true, "clause": true,
	"party": true, "parties": true, "governing": true, "jurisdiction": true, "applicable": true, "the": true, "this": true,
	"these": true, "any": true, "each": true, "such": true, "all": true, "in": true, "if": true, "for": true, "to": true, "no": true,
}

// realmWords stand before "of" and the name that counts: "State of New York".
var realmWords = map[string]bool{
	"state": true, "commonwealth": true, "republic": true, "province": true, "federal": true, "kingdom": true, "canton": true,
}

// findNames notes the runs of capitalised words: names of countries, laws, companies.
func (t *Text) findNames() {
	for i := 0; i < len(t.words); i++ {
		if !t.inName(i) {
			continue
		}
		hi := i
		for k := i + 1; k < len(t.words) && k-hi <= 3 && t.words[k].unit == t.words[i].unit && t.words[k].flags&broken == 0; k++ {
			if t.inName(k) {
				if k-hi == 3 && t.Word(k-2) != "of" {
					break // "New York and the United States" are two
				}
				hi = k
			} else if !smallInName[t.Word(k)] || t.words[k].flags&capital != 0 {
				break
			}
		}
		lo := i
		for k := i; k+1 < hi && realmWords[t.Word(k)]; k++ {
			if t.Word(k+1) == "of" {
				lo = k + 2
				if t.Word(lo) == "the" {
					lo++
				}
				break
			}
		}
		t.names = append(t.names, span{lo: int32(i), hi: int32(hi), anchor: int32(lo)})
		i = hi
	}
}

// inName reports whether the word at a place can be part of a name by itself.
func (t *Text) inName(i int) bool {
	return t.words[i].flags&capital != 0 && !neverInName[t.Word(i)]
}
