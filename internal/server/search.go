package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/library"
	"parley/internal/query"
)

// owner is whose saved searches and history they are: there are no accounts.
const owner = ""

// Library is what the server needs of the clause library.
type Library interface {
	Search(ctx context.Context, r library.Request) (*library.Page, error)
	Complete(ctx context.Context, query string, caret int) ([]library.Completion, error)
	Entry(id string) (*library.Entry, error)
	Similar(ctx context.Context, id string, limit int) (*library.Page, error)
	Export(ctx context.Context, w io.Writer, format string, r library.Request) error
	Precedents(ctx context.Context, f contract.Finding, except string, limit int) (*library.Precedents, error)
	Stats(ctx context.Context) (library.Stats, error)
	SaveSearch(s library.SavedSearch) error
	ForgetSearch(by, name string) error
	SavedSearches(by string) []library.SavedSearch
	Remember(q library.PastQuery) error
	History(by string) []library.PastQuery
	Remove(ctx context.Context, document string) error
}

// The bounds of a search request.
const (
	maxQuery     = query.MaxLength // bytes
	maxHits      = 100
	defaultHits  = 20
	maxFacetPick = 50
)

// facetFields are the facets that can be chosen from, as query parameters.
var facetFields = []string{"topic", "stance", "kind", "law", "party", "year", "tag"}

// searchable returns the library; when ok is false it has answered the request.
func (s *Server) searchable(c *gin.Context) (lib Library, ok bool) {
	if s.cfg.Library == nil {
		fail(c, problem{Code: "no-library", Status: http.StatusServiceUnavailable, Title: "Nothing to search",
			Detail: "This server was started without a clause library."})
		return nil, false
	}
	return s.cfg.Library, true
}

func (s *Server) search(c *gin.Context) {
	lib, ok := s.searchable(c)
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
	if request.Query != "" && request.Cursor == "" {
		asked := library.PastQuery{Query: request.Query, By: owner, At: time.Now().UTC(), Total: page.Total}
		if err := lib.Remember(asked); err != nil { // a search without a history is still a search
			s.cfg.Log.Error("remembering a query", "error", err)
		}
	}
	c.JSON(http.StatusOK, page)
}

func readSearch(c *gin.Context) (library.Request, error) {
	r := library.Request{
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
	lib, ok := s.searchable(c)
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
		Completions []library.Completion `json:"completions"`
	}{orEmpty(list)})
}

func (s *Server) searchSimilar(c *gin.Context) {
	lib, ok := s.searchable(c)
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

// clauseEntry is a clause of the library in full.
type clauseEntry struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Text string `json:"text"`
}

func (s *Server) showClause(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	e, err := lib.Entry(c.Param("id"))
	if err != nil {
		s.failSearch(c, err)
		return
	}
	c.JSON(http.StatusOK, clauseEntry{ID: e.ID, Name: e.Name, Text: e.Text})
}

func (s *Server) showSearchStats(c *gin.Context) {
	lib, ok := s.searchable(c)
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
	var bad *query.Error
	var refused *library.Refused
	switch {
	case errors.As(err, &bad):
		fail(c, problem{Code: "bad-query", Status: http.StatusUnprocessableEntity, Title: "The query could not be read",
			Detail: bad.Message, Offset: &bad.Offset, Expected: bad.Expected})
	case errors.As(err, &refused):
		unprocessable(c, "search-refused", "Too much to search for", "This "+refused.Error()+".", "Make it more specific.")
	case errors.Is(err, library.ErrDeadline), errors.Is(err, context.DeadlineExceeded):
		fail(c, problem{Code: "search-timeout", Status: http.StatusServiceUnavailable, Title: "The search took too long",
			Detail: "It was stopped before it had all answers.", Hint: "Make it more specific."})
	case errors.Is(err, library.ErrNoEntry):
		fail(c, problem{Code: "no-clause", Status: http.StatusNotFound, Title: "No such clause", Detail: "No clause has this id; its document may have been deleted."})
	default:
		s.internal(c, err)
	}
}
