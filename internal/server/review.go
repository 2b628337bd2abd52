package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/report"
	"parley/internal/review"
	"parley/internal/store"
)

// findReview looks up the review asked for by ?side=; when ok is false it has answered
// the request.
func (s *Server) findReview(c *gin.Context) (r store.Review, ok bool) {
	side, err := parseSide(c.Query("side"))
	if err != nil {
		unprocessable(c, "bad-side", "No such side", err.Error()+".", "")
		return r, false
	}
	ctx, id := c.Request.Context(), c.Param("id")
	r, err = s.cfg.Records.Review(ctx, id, side)
	if errors.Is(err, store.ErrNotFound) {
		if _, err = s.cfg.Records.Document(ctx, id); err == nil {
			fail(c, problem{Code: "no-review", Status: http.StatusNotFound, Title: "Not reviewed for this side",
				Detail: fmt.Sprintf("There is no finished review for the %s's side.", side),
				Hint:   "POST " + API + "/documents/" + id + "/reviews makes one."})
			return r, false
		}
	}
	if err != nil {
		s.failStore(c, err)
		return r, false
	}
	return r, true
}

// showReview sends the Review JSON, byte for byte as it was made.
func (s *Server) showReview(c *gin.Context) {
	if r, ok := s.findReview(c); ok {
		c.Data(http.StatusOK, "application/json; charset=utf-8", r.Body)
	}
}

// addReview queues a review for another side or another deal.
func (s *Server) addReview(c *gin.Context) {
	var deal contract.Deal
	if !s.decode(c, &deal) {
		return
	}
	if err := checkDeal(&deal); err != nil {
		unprocessable(c, "bad-deal", "The deal is not right", err.Error()+".", "")
		return
	}
	ctx, id := c.Request.Context(), c.Param("id")
	if err := s.cfg.Records.AddTask(ctx, id, deal); err != nil {
		s.failStore(c, err)
		return
	}
	s.cfg.Queue.Wake()
	doc, err := s.cfg.Records.Document(ctx, id)
	if err != nil {
		s.failStore(c, err)
		return
	}
	c.JSON(http.StatusAccepted, viewDocument(doc))
}

// exports are the forms a review can be downloaded in.
var exports = map[string]string{
	string(report.JSON):     "application/json; charset=utf-8",
	string(report.Markdown): "text/markdown; charset=utf-8",
}

// exportReview sends a review as a download, ?format=json or md; with ?all=true people's
// formats have the findings with nothing to answer too.
func (s *Server) exportReview(c *gin.Context) {
	format := c.DefaultQuery("format", string(report.JSON))
	media, known := exports[format]
	if !known {
		unprocessable(c, "bad-format", "No such format", oneOf("format", format, []string{"json", "md"}).Error()+".", "")
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
	var b bytes.Buffer
	if err := report.Write(&b, &rv, report.Format(format), report.Options{All: c.Query("all") == "true"}); err != nil {
		s.internal(c, err)
		return
	}
	name := strings.TrimSuffix(rv.Document.Name, path.Ext(rv.Document.Name))
	c.Header("Content-Disposition", attachment(name+" – review"+report.Format(format).Extension()))
	c.Data(http.StatusOK, media, b.Bytes())
}
