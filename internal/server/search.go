package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
)

// Library is what the search page needs of the clause library.
type Library interface {
	Search(ctx context.Context, r SearchRequest) (*SearchPage, error)
	Complete(ctx context.Context, query string, caret int) ([]Completion, error)
	Similar(ctx context.Context, hit string, limit int) (*SearchPage, error)
	Stats(ctx context.Context) (LibraryStats, error)
	Remove(ctx context.Context, document string) error
}

// SearchRequest is one search. Zero fields were not asked for.
type SearchRequest struct {
	Query   string
	Filters map[string][]string // facet -> chosen values; OR within a facet, AND between facets
	Sort    string
	Limit   int
	Cursor  string
	Source  string // "documents", "bank", "corpus" (imported collections) or "" for all
}

// SearchPage is what a search found.
type SearchPage struct {
	Query       string   `json:"query"`
	Total       int      `json:"total"`
	TookMS      float64  `json:"took_ms"`
	Hits        []Hit    `json:"hits"`
	Facets      []Facet  `json:"facets"`
	Suggestions []string `json:"suggestions"`
	Notes       []string `json:"notes"`
	Next        string   `json:"next,omitempty"`
}

// Hit is a clause that was found. Marks are the words that matched, in bytes of Text.
type Hit struct {
	ID       string             `json:"id"`
	Source   string             `json:"source"`
	Document string             `json:"document"`
	Name     string             `json:"name"`
	Kind     string             `json:"kind"`
	Parties  []string           `json:"parties"`
	Law      string             `json:"law"`
	Date     string             `json:"date"`
	Clause   contract.ClauseRef `json:"clause"`
	Path     string             `json:"path"`
	Page     int                `json:"page"`
	Start    int                `json:"start"`
	End      int                `json:"end"`
	Text     string             `json:"text"`
	Marks    []contract.Span    `json:"marks"`
	Topics   []string           `json:"topics"`
	Stance   string             `json:"stance"`
	Facts    map[string]string  `json:"facts"`
	Tags     []string           `json:"tags"`
	Why      string             `json:"why"`
	Score    float64            `json:"score"`
}

// Facet counts the clauses found by the values of one field.
type Facet struct {
	Field  string       `json:"field"`
	Label  string       `json:"label"`
	Values []FacetValue `json:"values"`
}

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// Completion replaces [Start, End) of the query.
type Completion struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Insert string `json:"insert"`
	Label  string `json:"label"`
	Detail string `json:"detail"`
}

// LibraryStats says how much there is to search.
type LibraryStats struct {
	Documents int `json:"documents"`
	Clauses   int `json:"clauses"`
	Bank      int `json:"bank"`
}

// QueryError says where a query could not be read.
type QueryError struct {
	Offset   int
	Message  string
	Expected string
}

func (e *QueryError) Error() string { return e.Message }

// ErrNoClause says that no clause has the id asked for.
var ErrNoClause = errors.New("no such clause")

// The bounds of a search request.
const (
	maxQuery     = 4 << 10 // bytes
	maxHits      = 100
	defaultHits  = 20
	maxFacetPick = 50
)

// facetFields are the facets that can be chosen from, as query parameters.
var facetFields = []string{"topic", "stance", "kind", "law", "party", "year", "tag"}

// library returns the library; when ok is false it has answered the request.
func (s *Server) library(c *gin.Context) (lib Library, ok bool) {
	if s.cfg.Library == nil {
		fail(c, problem{Code: "no-library", Status: http.StatusServiceUnavailable, Title: "Nothing to search",
			Detail: "This server was started without a clause library."})
		return nil, false
	}
	return s.cfg.Library, true
}

func (s *Server) search(c *gin.Context) {
	lib, ok := s.library(c)
	if !ok {
		return
	}
	request, err := readSearch(c)
	if err != nil {
		unprocessable(c, "bad-search", "The search is not right", err.Error()+".", "")
		return
	}
	page, err := lib.Search(c.Request.Context(), request)
	if err != nil {
		s.failSearch(c, err)
		return
	}
	c.JSON(http.StatusOK, page)
}

func readSearch(c *gin.Context) (SearchRequest, error) {
	r := SearchRequest{
		Query: c.Query("q"), Sort: c.Query("sort"), Cursor: c.Query("cursor"), Source: c.Query("source"),
		Limit: defaultHits, Filters: map[string][]string{},
	}
	if err := checkQuery(r.Query); err != nil {
		return r, err
	}
	var err error
	if text := c.Query("limit"); text != "" {
		if r.Limit, err = strconv.Atoi(text); err != nil || r.Limit < 1 || r.Limit > maxHits {
			return r, fmt.Errorf("limit is a number from 1 to %d", maxHits)
		}
	}
	switch r.Source {
	case "", "documents", "bank", "corpus":
	default:
		return r, oneOf("source", r.Source, []string{"documents", "bank", "corpus"})
	}
	switch r.Sort {
	case "", "relevance", "newest", "name":
	default:
		return r, oneOf("sort", r.Sort, []string{"relevance", "newest", "name"})
	}
	for _, field := range facetFields {
		if picked := c.QueryArray(field); len(picked) > 0 {
			if len(picked) > maxFacetPick {
				return r, fmt.Errorf("at most %d values of %s can be chosen", maxFacetPick, field)
			}
			r.Filters[field] = picked
		}
	}
	return r, nil
}

func checkQuery(q string) error {
	if len(q) > maxQuery {
		return fmt.Errorf("the query has %d bytes, and may have %d", len(q), maxQuery)
	}
	if !utf8.ValidString(q) {
		return errors.New("the query is not UTF-8")
	}
	return nil
}

func (s *Server) completeSearch(c *gin.Context) {
	lib, ok := s.library(c)
	if !ok {
		return
	}
	q := c.Query("q")
	caret := len(q)
	err := checkQuery(q)
	if text := c.Query("caret"); err == nil && text != "" {
		if caret, err = strconv.Atoi(text); err != nil || caret < 0 || caret > len(q) {
			err = errors.New("caret is a byte offset into the query")
		}
	}
	if err != nil {
		unprocessable(c, "bad-search", "The search is not right", err.Error()+".", "")
		return
	}
	list, err := lib.Complete(c.Request.Context(), q, caret)
	if err != nil {
		s.failSearch(c, err)
		return
	}
	c.JSON(http.StatusOK, struct {
		Completions []Completion `json:"completions"`
	}{orEmpty(list)})
}

func (s *Server) searchSimilar(c *gin.Context) {
	lib, ok := s.library(c)
	if !ok {
		return
	}
	page, err := lib.Similar(c.Request.Context(), c.Param("id"), defaultHits)
	if err != nil {
		s.failSearch(c, err)
		return
	}
	c.JSON(http.StatusOK, page)
}

func (s *Server) showSearchStats(c *gin.Context) {
	lib, ok := s.library(c)
	if !ok {
		return
	}
	stats, err := lib.Stats(c.Request.Context())
	if err != nil {
		s.internal(c, err)
		return
	}
	c.JSON(http.StatusOK, stats)
}

// failSearch answers for an error of the library: 422 with the place for a query that
// cannot be read.
func (s *Server) failSearch(c *gin.Context, err error) {
	var bad *QueryError
	if errors.As(err, &bad) {
		fail(c, problem{Code: "bad-query", Status: http.StatusUnprocessableEntity, Title: "The query could not be read",
			Detail: bad.Message, Offset: &bad.Offset, Expected: bad.Expected})
		return
	}
	if errors.Is(err, ErrNoClause) {
		fail(c, problem{Code: "no-clause", Status: http.StatusNotFound, Title: "No such clause", Detail: "No clause has this id; its document may have been deleted."})
		return
	}
	s.internal(c, err)
}
