package library

import (
	"parley/internal/contract"
)

// Request is one search. The zero value of a field means "not asked".
type Request struct {
	Query   string              // the query language or plain words; "" lists everything
	Mode    Mode                // how to read Query; Auto decides by itself
	Filters map[string][]string // facet field -> chosen values; OR within a field, AND between fields
	Sort    string              // "relevance" (default), "newest", "name"
	Limit   int                 // 1 to MaxLimit, DefaultLimit when 0
	Cursor  string              // from Page.Next
	Source  string              // "" everything, "documents", "bank" or "corpus"
	Side    contract.Role       // who @us is; the supplier when unset
	Group   bool                // near-duplicates are shown once; a page then covers up to five times Limit answers
	Bare    bool                // only ids and scores: no texts, marks, facets or suggestions
}

// Mode says how a query is read.
type Mode string

// The modes.
const (
	Auto  Mode = ""      // the query language when the query uses any of it, else plain words
	Terms Mode = "terms" // the query language
	Plain Mode = "plain" // plain words
)

// Bounds of a page.
const (
	DefaultLimit = 20
	MaxLimit     = 10000
)

// Page is one page of answers.
type Page struct {
	Query       string   `json:"query"`
	Total       int      `json:"total"`
	TookMS      float64  `json:"took_ms"`
	Hits        []Hit    `json:"hits"`
	Facets      []Facet  `json:"facets"`      // always the same order: source, topic, stance, kind, law, party, year
	Suggestions []string `json:"suggestions"` // whole queries to try instead, best first
	Notes       []string `json:"notes"`       // plain sentences on how the query was read
	Next        string   `json:"next,omitempty"`
}

// Hit is one answer. Offsets are bytes.
type Hit struct {
	ID       string             `json:"id"`
	Source   string             `json:"source"`   // "document", "bank" or "corpus"
	Document string             `json:"document"` // id of the kept document; "" for the bank and corpora
	Name     string             `json:"name"`     // the document's file name, or the bank clause's title
	Kind     string             `json:"kind"`
	Parties  []string           `json:"parties"`
	Law      string             `json:"law"`
	Date     string             `json:"date"`
	Clause   contract.ClauseRef `json:"clause"`
	Path     string             `json:"path"`
	Page     int                `json:"page"`
	Start    int                `json:"start"` // of Text within the document's text
	End      int                `json:"end"`
	Text     string             `json:"text"`  // the clause, or its best passage with context, "…" where cut
	Marks    []contract.Span    `json:"marks"` // the words that matched, offsets into Text, in order, apart
	Topics   []string           `json:"topics"`
	Stance   string             `json:"stance"` // the worst of the findings in it; "" none
	Facts    map[string]string  `json:"facts"`
	Tags     []string           `json:"tags"`
	Why      string             `json:"why"` // one plain line
	Score    float64            `json:"score"`
	Twins    []string           `json:"twins,omitempty"` // near-duplicates, when they are grouped
}

// Facet counts the answers by the values of one field.
type Facet struct {
	Field  string       `json:"field"`
	Label  string       `json:"label"`
	Values []FacetValue `json:"values"` // most frequent first, at most maxFacetValues
}

// FacetValue is a value and how many answers have it.
type FacetValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// facetFields are the fields counted, in order, with their labels.
var facetFields = []struct{ field, label string }{
	{fieldSource, "Source"}, {fieldTopic, "Topic"}, {fieldStance, "Stance"}, {fieldKind, "Kind"},
	{fieldLaw, "Law"}, {fieldParty, "Party"}, {fieldYear, "Year"}, {fieldTag, "Tag"},
}

// maxFacetValues is how many values of a field a page shows.
const maxFacetValues = 20

// hitOf is the part of a hit that does not depend on the query.
func hitOf(e *Entry) Hit {
	h := Hit{
		ID: e.ID, Source: e.Source, Name: e.Name, Kind: e.Kind, Law: e.Law, Date: e.Date,
		Clause: e.Clause, Path: e.Path, Page: e.Page, Start: e.Start, End: e.End, Text: e.Text, Stance: string(e.Stance),
		Parties: []string{}, Marks: []contract.Span{}, Topics: e.Topics, Facts: e.Facts, Tags: e.Tags,
	}
	if e.Source == SourceDocument {
		h.Document = e.Document
	}
	for _, p := range e.Parties {
		h.Parties = append(h.Parties, p.Name)
	}
	if h.Topics == nil {
		h.Topics = []string{}
	}
	if h.Tags == nil {
		h.Tags = []string{}
	}
	if h.Facts == nil {
		h.Facts = map[string]string{}
	}
	return h
}
