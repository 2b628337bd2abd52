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

// The fields of the index. Those of words have places; the others are single terms.
const (
	fieldWords    = "w"  // the words of the text
	fieldHeading  = "h"  // the words of the headings of the clause and of those above it, as stems
	fieldParties  = "p"  // the words of the parties' names, as stems
	fieldLawWords = "lw" // the words of the law, as stems
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
	fieldAmount   = "amount" // quantities, as encodeQuantity writes them
	fieldWho      = "who"    // the parties the text mentions
	fieldOdd      = "odd"    // why places do not tell all: oddLead, oddLong
	fieldTwin     = "twin"   // near-duplicates share some of these
	fieldBody     = "_body"  // stored: the text
	fieldMeta     = "_meta"  // stored: the rest of the entry as JSON
)

// Values of fieldOdd.
const (
	oddLead = "lead" // a sentence repeats a lead-in
	oddLong = "long" // a sentence is too long for its stretch of places
)

// Marks before a term of fieldWords. No word begins with one.
const (
	markLead     = "<" // a word repeated from a lead-in
	markCompound = "~" // a hyphenated word read as one
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

// keywords is a field of single terms without places or counts.
func keywords(name string, values ...string) *termField {
	f := &termField{name: name, options: index.IndexField | index.SkipFreqNorm, terms: make(index.TokenFrequencies, len(values))}
	for _, v := range values {
		if v != "" {
			f.terms[v] = &index.TokenFreq{Term: []byte(v)}
		}
	}
	f.length = len(f.terms)
	return f
}

// stored is a field that is only kept.
func stored(name string, value []byte) *termField {
	return &termField{name: name, value: value, options: index.StoreField}
}

// placed gathers words with their places.
type placed struct {
	terms     index.TokenFrequencies
	locations []index.TokenLocation // taken from the front
	length    int
}

func newPlaced(words int) *placed {
	return &placed{terms: make(index.TokenFrequencies, words/2+8), locations: make([]index.TokenLocation, 0, words)}
}

// add notes a word at a place, 1 or more.
func (p *placed) add(term string, place int) {
	p.locations = append(p.locations, index.TokenLocation{Position: place})
	at := &p.locations[len(p.locations)-1]
	f := p.terms[term]
	if f == nil {
		f = &index.TokenFreq{Term: []byte(term)}
		p.terms[term] = f
	}
	f.Locations = append(f.Locations, at)
	f.SetFrequency(f.Frequency() + 1)
}

// field is the field of the words gathered.
func (p *placed) field(name string, length int) *termField {
	return &termField{name: name, options: index.IndexField | index.IncludeTermVectors, length: length, terms: p.terms}
}

// stems is a field of the stems of the words of texts, each text a stretch of its own.
func stems(name string, texts ...string) *termField {
	p := newPlaced(8 * len(texts))
	n := 0
	for i, text := range texts {
		for k, w := range query.Words(text) {
			if k < maxUnit {
				p.add(query.StemOf(w), i*stride+k+1)
				n++
			}
		}
	}
	return p.field(name, n)
}

// indexDocument is the entry as the index takes it.
func (e *Entry) indexDocument() (*document.Document, error) {
	meta, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	d := document.NewDocument(e.ID)
	add := func(f *termField) {
		if len(f.terms) > 0 || f.options.IsStored() {
			d.AddField(f)
		}
	}
	kind := e.Type
	if kind == "" {
		kind = kindClause
	}
	add(stored(fieldMeta, meta))
	add(keywords(fieldType, kind))
	add(keywords(fieldSource, e.Source))
	add(keywords(fieldDocument, e.Document))
	add(keywords(fieldHash, e.SHA256))
	add(keywords(fieldTopic, e.Topics...))
	add(keywords(fieldStance, string(e.Stance)))
	add(keywords(fieldKind, strings.ToLower(e.Kind)))
	add(keywords(fieldLaw, e.Law))
	add(stems(fieldLawWords, e.Law))
	add(keywords(fieldYear, e.year()))
	add(keywords(fieldDate, e.Date))
	add(keywords(fieldName, strings.ToLower(e.Name)))
	add(keywords(fieldTag, e.Tags...))
	add(keywords(fieldSide, string(e.Side)))
	names := make([]string, len(e.Parties))
	for i, p := range e.Parties {
		names[i] = p.Name
	}
	add(keywords(fieldParty, names...))
	add(stems(fieldParties, names...))
	if e.Type == kindDocument {
		return d, nil
	}
	add(stored(fieldBody, []byte(e.Text)))
	e.addText(add)
	return d, nil
}

// addText adds the fields read from the entry's text.
func (e *Entry) addText(add func(*termField)) {
	t, _ := e.text()
	words := newPlaced(t.Len() + 4)
	var odd []string
	if e.leads() {
		odd = append(odd, oddLead)
	}
	placeOf := func(at int) int {
		s := t.SentenceOf(at)
		lo, _, _ := t.Places(s)
		return s*stride + min(at-lo, stride-1) + 1
	}
	own := 0
	long := false
	for at := range t.Len() {
		place := placeOf(at)
		long = long || (place-1)%stride >= maxUnit
		if t.IsLeadIn(at) {
			words.add(markLead+t.Word(at), place)
		} else {
			words.add(t.Word(at), place)
			own++
		}
	}
	for w, at := range t.Compounds {
		mark := markCompound
		if t.IsLeadIn(at) {
			mark = markLead
		}
		words.add(mark+w, placeOf(at))
	}
	if long {
		odd = append(odd, oddLong)
	}
	add(words.field(fieldWords, own))
	add(keywords(fieldOdd, odd...))
	headings := []string{e.Clause.Heading}
	paths := []string{strings.ToLower(e.Path)}
	for _, a := range e.Above {
		headings = append(headings, a.Heading)
		paths = append(paths, strings.ToLower(a.Path))
	}
	add(stems(fieldHeading, headings...))
	add(keywords(fieldPath, paths...))
	add(keywords(fieldAmount, amountTerms(t)...))
	add(keywords(fieldWho, whoTerms(t)...))
	if e.Type != kindPassage {
		add(keywords(fieldTwin, twinTerms(t)...))
	}
}

// amountTerms encodes the quantities that the text's own words state, and their kinds.
func amountTerms(t *query.Text) []string {
	var terms []string
	t.Amounts(func(kind query.CaptureKind, q *quantity.Quantity, _ int) bool {
		terms = append(terms, encodeQuantity(*q), string(kind))
		return true
	})
	return terms
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

// decodeQuantity undoes encodeQuantity.
func decodeQuantity(term string) (quantity.Quantity, bool) {
	part := strings.Split(term, separator)
	if len(part) != 7 {
		return quantity.Quantity{}, false
	}
	value, err := strconv.ParseFloat(part[5], 64)
	return quantity.Quantity{
		Kind: quantity.Kind(part[0]), Unit: part[1], Words: part[2], Basis: part[3], Per: part[4], Value: value, Ambiguous: part[6] != "",
	}, err == nil
}

// The terms of fieldWho beside the roles.
const (
	whoEach = "each"
	whoAny  = "party"
)

// whoTerms says which parties the text's own words mention.
func whoTerms(t *query.Text) []string {
	var terms []string
	for _, m := range t.Mentions() {
		if t.IsLeadIn(m.Hi) {
			continue
		}
		terms = append(terms, whoAny)
		if m.Each {
			terms = append(terms, whoEach)
		}
		if m.Role == contract.Supplier || m.Role == contract.Customer {
			terms = append(terms, string(m.Role))
		}
	}
	return terms
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
