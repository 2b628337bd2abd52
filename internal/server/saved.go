package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"parley/internal/library"
)

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
