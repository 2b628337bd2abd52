package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/library"
	"parley/internal/review"
)

// searchMedia are the forms in which what a search found can be taken away.
var searchMedia = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"json": "application/json; charset=utf-8",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// exportSearch sends all that a search finds as a download, ?format=csv, xlsx, json or docx.
func (s *Server) exportSearch(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	format := c.DefaultQuery("format", "csv")
	media, known := searchMedia[format]
	if !known {
		unprocessable(c, "bad-format", "No such format", oneOf("format", format, library.ExportFormats).Error()+".", "")
		return
	}
	request, err := readSearch(c)
	if err != nil {
		unprocessable(c, "bad-search", "The search is not right", err.Error()+".", "")
		return
	}
	var b bytes.Buffer
	if err := lib.Export(c.Request.Context(), &b, format, request); err != nil {
		s.failSearch(c, err)
		return
	}
	c.Header("Content-Disposition", attachment("clauses."+format))
	c.Data(http.StatusOK, media, b.Bytes())
}

// savedView is a search kept under a name.
type savedView struct {
	Name    string              `json:"name"`
	Query   string              `json:"query"`
	Filters map[string][]string `json:"filters"`
	At      time.Time           `json:"at"`
}

func (s *Server) listSaved(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	views := []savedView{}
	for _, saved := range lib.SavedSearches(owner) {
		views = append(views, savedView{saved.Name, saved.Query, saved.Filters, saved.At})
	}
	c.JSON(http.StatusOK, struct {
		Searches []savedView `json:"searches"`
	}{views})
}

// maxName is how long the name of a saved search may be, in bytes.
const maxName = 200

// saveSearch keeps a search under the name in the address, in place of one of that name.
func (s *Server) saveSearch(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	var asked struct {
		Query   string              `json:"query"`
		Filters map[string][]string `json:"filters"`
	}
	if !s.decode(c, &asked) {
		return
	}
	name := strings.TrimSpace(c.Param("name"))
	if name == "" || len(name) > maxName {
		unprocessable(c, "bad-search", "The search is not right", fmt.Sprintf("A name has 1 to %d bytes.", maxName), "")
		return
	}
	for field := range asked.Filters {
		if !slices.Contains(facetFields, field) {
			unprocessable(c, "bad-search", "The search is not right", oneOf("filter", field, facetFields).Error()+".", "")
			return
		}
	}
	saved := library.SavedSearch{Name: name, Query: asked.Query, Filters: asked.Filters, By: owner, At: time.Now().UTC()}
	if err := lib.SaveSearch(saved); err != nil {
		s.failSearch(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

func (s *Server) forgetSearch(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	if err := lib.ForgetSearch(owner, c.Param("name")); err != nil {
		s.internal(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// pastView is a query asked before.
type pastView struct {
	Query string    `json:"query"`
	At    time.Time `json:"at"`
	Total int       `json:"total"`
}

// maxPast is how many past queries are listed.
const maxPast = 20

func (s *Server) listHistory(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	views := []pastView{}
	for _, q := range lib.History(owner) {
		if len(views) < maxPast {
			views = append(views, pastView{q.Query, q.At, q.Total})
		}
	}
	c.JSON(http.StatusOK, struct {
		Queries []pastView `json:"queries"`
	}{views})
}

// maxPrecedents is how many passages of other documents are shown beside a finding.
const maxPrecedents = 5

// showPrecedents says what was agreed before on a finding's topic.
func (s *Server) showPrecedents(c *gin.Context) {
	lib, ok := s.searchable(c)
	if !ok {
		return
	}
	kept, ok := s.findReview(c)
	if !ok {
		return
	}
	var rv review.Review
	if err := json.Unmarshal(kept.Body, &rv); err != nil {
		s.internal(c, err)
		return
	}
	at := slices.IndexFunc(rv.Findings, func(f contract.Finding) bool { return f.ID == c.Param("finding") })
	if at < 0 {
		fail(c, problem{Code: "no-finding", Status: http.StatusNotFound, Title: "No such finding", Detail: "The review has no finding with this id."})
		return
	}
	p, err := lib.Precedents(c.Request.Context(), rv.Findings[at], c.Param("id"), maxPrecedents)
	if err != nil {
		s.failSearch(c, err)
		return
	}
	c.JSON(http.StatusOK, p)
}
