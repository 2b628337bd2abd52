package server

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/review"
)

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
