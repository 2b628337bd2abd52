package library

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// The fields as searches name them. In the index there are few: the words of texts
// (fieldWords), words of names by stem (inStems), single terms (inKeys) and what is
// only kept; the terms of the fields within inStems and inKeys begin with the field's
// name. Each field of the index costs time for every entry.
const (
	fieldWords    = "w"       // the words of the text, with places
	fieldHeading  = "heading" // stems of the headings of the clause and of those above it, with places
	fieldParties  = "parties" // stems of the parties' names, with places
	fieldLawWords = "laws"    // stems of the law, with places
	fieldType     = "type"
	fieldSource   = "source"
	fieldDocument = "document"
	fieldTopic    = "topic"
	fieldStance   = "stance"
	fieldKind     = "kind"
	fieldLaw      = "law"
	fieldParty    = "party"
	fieldYear     = "year"
	fieldTag      = "tag"
	fieldSide     = "side"
	fieldHash     = "sha256"
	fieldDate     = "date" // to sort by
	fieldName     = "name" // to sort by
	fieldPath     = "path"
	fieldOdd      = "odd"   // why places do not tell all: oddLead, oddLong
	fieldBody     = "_body" // stored: the text
	fieldMeta     = "_meta" // stored: the rest of the entry as JSON
	inKeys        = "k"
	inStems       = "s"
)

// located gives the field of the index that holds a field, and what its terms begin with.
func located(field string) (in, prefix string) {
	switch field {
	case fieldWords:
		return fieldWords, ""
	case fieldHeading, fieldParties, fieldLawWords:
		return inStems, field + separator
	}
	return inKeys, field + separator
}

// Values of fieldOdd.
const (
	oddLead = "lead" // a sentence repeats a lead-in
	oddLong = "long" // a sentence is too long for its stretch of places
)

// Marks before a term of fieldWords. No word begins with one. What is several words wide
// stands at its first word's place, and its term ends in how many words it has.
const (
	markLead     = "<" // a word repeated from a lead-in
	markCompound = "~" // a hyphenated word read as one
	markKind     = "^" // a quantity, by kind
	markAmount   = "#" // a quantity, as encodeQuantity writes it
	markParty    = "@" // a party that is mentioned, by class
)

// The classes of mentions: one for each, so that a mention is one term.
const (
	classSupplier = "s"
	classCustomer = "c"
	classEach     = "e"
	classOther    = "o"
)

// stride is how many places a sentence has: the place of the i-th word of the s-th
// sentence is s*stride + i + 1, so that places tell whether two words share a sentence.
const (
	stride  = 1024
	maxUnit = stride - query.MaxDistance - 2 // words of a sentence before it is oddLong
)

// termField is a field that brings its terms ready-made.
type termField struct {
	name    string
	value   []byte
	options index.FieldIndexingOptions
	length  int
	terms   index.TokenFrequencies
}

// Name is part of index.Field.
func (f *termField) Name() string { return f.name }

// Value is part of index.Field.
func (f *termField) Value() []byte { return f.value }

// ArrayPositions is part of index.Field.
func (f *termField) ArrayPositions() []uint64 { return nil }

// EncodedFieldType is part of index.Field: text.
func (f *termField) EncodedFieldType() byte { return 't' }

// Analyze is part of index.Field; there is nothing left to do.
func (f *termField) Analyze() {}

// Options is part of index.Field.
func (f *termField) Options() index.FieldIndexingOptions { return f.options }

// AnalyzedLength is part of index.Field: how many words.
func (f *termField) AnalyzedLength() int { return f.length }

// AnalyzedTokenFrequencies is part of index.Field.
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }

// NumPlainTextBytes is part of index.Field.
func (f *termField) NumPlainTextBytes() uint64 { return uint64(len(f.value)) }

// Size is part of document.Field: a rough count of bytes in memory.
func (f *termField) Size() int { return len(f.value) + 64*len(f.terms) }

// keys gathers the single terms of an entry.
type keys struct{ terms index.TokenFrequencies }

// add notes terms of a field; empty ones are left out.
func (k keys) add(field string, values ...string) {
	_, prefix := located(field)
	for _, v := range values {
		if v != "" {
			term := prefix + v
			k.terms[term] = &index.TokenFreq{Term: []byte(term)}
		}
	}
}

// field is the field of the terms gathered.
func (k keys) field() *termField {
	return &termField{name: inKeys, options: index.IndexField | index.SkipFreqNorm, length: len(k.terms), terms: k.terms}
}

// stored is a field that is only kept.
func stored(name string, value []byte) *termField {
	return &termField{name: name, value: value, options: index.StoreField}
}

// placed gathers words with their places. It takes memory in few pieces.
type placed struct {
	terms     index.TokenFrequencies
	locations []index.TokenLocation
	firsts    []*index.TokenLocation // a slot for the first place of each term
	counts    []index.TokenFreq
	bytes     []byte
	length    int
}

// newPlaced is for about so many words.
func newPlaced(words int) *placed {
	return &placed{
		terms: make(index.TokenFrequencies, words*2/3+4), locations: make([]index.TokenLocation, 0, words),
		firsts: make([]*index.TokenLocation, 0, words), counts: make([]index.TokenFreq, 0, words), bytes: make([]byte, 0, 8*words),
	}
}

// add notes a word at a place, 1 or more.
func (p *placed) add(term string, place int) {
	p.locations = append(p.locations, index.TokenLocation{Position: place})
	at := &p.locations[len(p.locations)-1]
	f := p.terms[term]
	if f == nil {
		start, n := len(p.bytes), len(p.firsts)
		p.bytes = append(p.bytes, term...)
		p.firsts = append(p.firsts, at)
		p.counts = append(p.counts, index.TokenFreq{Term: p.bytes[start:len(p.bytes):len(p.bytes)], Locations: p.firsts[n : n+1 : n+1]})
		f = &p.counts[len(p.counts)-1]
		p.terms[term] = f
	} else {
		f.Locations = append(f.Locations, at)
	}
	f.SetFrequency(f.Frequency() + 1)
}

// addStems notes the stems of the words of texts, each text a stretch of its own.
func (p *placed) addStems(field string, texts ...string) {
	_, prefix := located(field)
	for i, text := range texts {
		for k, w := range query.Words(text) {
			if k < maxUnit {
				p.add(prefix+query.StemOf(w), i*stride+k+1)
				p.length++
			}
		}
	}
}

// field is the field of the words gathered.
func (p *placed) field(name string) *termField {
	return &termField{name: name, options: index.IndexField | index.IncludeTermVectors, length: p.length, terms: p.terms}
}

// indexDocument is the entry as the index takes it.
func (e *Entry) indexDocument() (*document.Document, error) {
	meta, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	kind := e.Type
	if kind == "" {
		kind = kindClause
	}
	names := make([]string, len(e.Parties))
	for i, p := range e.Parties {
		names[i] = p.Name
	}
	k := keys{make(index.TokenFrequencies, 24)}
	k.add(fieldType, kind)
	k.add(fieldSource, e.Source)
	k.add(fieldDocument, e.Document)
	k.add(fieldHash, e.SHA256)
	k.add(fieldTopic, e.Topics...)
	k.add(fieldStance, string(e.Stance))
	k.add(fieldKind, strings.ToLower(e.Kind))
	k.add(fieldLaw, e.Law)
	k.add(fieldYear, e.year())
	k.add(fieldDate, e.Date)
	k.add(fieldName, strings.ToLower(e.Name))
	k.add(fieldTag, e.Tags...)
	k.add(fieldSide, string(e.Side))
	k.add(fieldParty, names...)
	stems := newPlaced(16)
	stems.addStems(fieldParties, names...)
	stems.addStems(fieldLawWords, e.Law)
	d := document.NewDocument(e.ID)
	d.AddField(stored(fieldMeta, meta))
	if e.Type != kindDocument {
		d.AddField(stored(fieldBody, []byte(e.Text)))
		d.AddField(e.placeText(k, stems))
	}
	d.AddField(k.field())
	if len(stems.terms) > 0 {
		d.AddField(stems.field(inStems))
	}
	return d, nil
}

// placeText adds to the terms and stems what is read from the entry's text, and gives
// the field of its words.
func (e *Entry) placeText(k keys, stems *placed) *termField {
	t, _ := e.text()
	words := newPlaced(t.Len() + 4)
	if e.leads() {
		k.add(fieldOdd, oddLead)
	}
	placeOf := func(at int) int {
		s := t.SentenceOf(at)
		lo, _, _ := t.Places(s)
		return s*stride + min(at-lo, stride-1) + 1
	}
	for at := range t.Len() {
		place := placeOf(at)
		if (place-1)%stride >= maxUnit {
			k.add(fieldOdd, oddLong)
		}
		if t.IsLeadIn(at) {
			words.add(markLead+t.Word(at), place)
		} else {
			words.add(t.Word(at), place)
			words.length++
		}
	}
	for w, at := range t.Compounds {
		mark := markCompound
		if t.IsLeadIn(at) {
			mark = markLead
		}
		words.add(mark+w, placeOf(at))
	}
	headings := []string{e.Clause.Heading}
	k.add(fieldPath, strings.ToLower(e.Path))
	for _, a := range e.Above {
		headings = append(headings, a.Heading)
		k.add(fieldPath, strings.ToLower(a.Path))
	}
	stems.addStems(fieldHeading, headings...)
	for a := range t.Amounts {
		words.add(wide(markKind+string(a.Kind), a.Lo, a.Hi), placeOf(a.Lo))
		words.add(wide(markAmount+encodeQuantity(*a.Quantity), a.Lo, a.Hi), placeOf(a.Lo))
	}
	for _, m := range t.Mentions() {
		if !t.IsLeadIn(m.Lo) {
			words.add(wide(markParty+classOf(m), m.Lo, m.Hi), placeOf(m.Lo))
		}
	}
	return words.field(fieldWords)
}

// separator stands between the parts of an encoded quantity.
const separator = "\x1f"

// encodeQuantity writes what package quantity compares of a quantity, its kind first.
func encodeQuantity(q quantity.Quantity) string {
	ambiguous := ""
	if q.Ambiguous {
		ambiguous = "?"
	}
	return strings.Join([]string{string(q.Kind), q.Unit, q.Words, q.Basis, q.Per, strconv.FormatFloat(q.Value, 'g', -1, 64), ambiguous}, separator)
}

// decodeQuantity undoes encodeQuantity, also when wide added a width.
func decodeQuantity(term string) (quantity.Quantity, bool) {
	part := strings.Split(term, separator)
	if len(part) < 7 {
		return quantity.Quantity{}, false
	}
	value, err := strconv.ParseFloat(part[5], 64)
	return quantity.Quantity{
		Kind: quantity.Kind(part[0]), Unit: part[1], Words: part[2], Basis: part[3], Per: part[4], Value: value, Ambiguous: part[6] != "",
	}, err == nil
}

// wide writes a term that covers the words from lo to hi.
func wide(term string, lo, hi int) string { return term + separator + strconv.Itoa(hi-lo+1) }

// width reads how many words a term covers: one unless wide wrote it.
func width(term string) int {
	switch term[:1] {
	case markKind, markAmount, markParty:
		if n, err := strconv.Atoi(term[strings.LastIndex(term, separator)+1:]); err == nil {
			return n
		}
	}
	return 1
}

// classOf gives a mention's class.
func classOf(m query.Mention) string {
	switch {
	case m.Each:
		return classEach
	case m.Role == contract.Supplier:
		return classSupplier
	case m.Role == contract.Customer:
		return classCustomer
	}
	return classOther
}

// loaded makes an entry of what the index keeps of it.
func loaded(id string, meta, body []byte) (*Entry, error) {
	e := &Entry{}
	if err := json.Unmarshal(meta, e); err != nil {
		return nil, fmt.Errorf("entry %s is damaged: %w; run parley library rebuild", id, err)
	}
	e.ID, e.Text = id, string(body)
	return e, nil
}
