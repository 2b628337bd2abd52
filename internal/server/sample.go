package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/store"
)

// Sample is a contract to try Parley with.
type Sample struct {
	ID    string        `json:"id"`
	Name  string        `json:"name"`  // as a file
	Title string        `json:"title"` // as people call it
	About string        `json:"about"` // a sentence: what there is to see
	Side  contract.Role `json:"side"`  // the side it is reviewed for
	Data  []byte        `json:"-"`
}

func (s *Server) listSamples(c *gin.Context) {
	c.JSON(http.StatusOK, struct {
		Samples []Sample `json:"samples"`
	}{orEmpty(s.cfg.Samples)})
}

// openSample makes a document of a sample: 201, or 200 with the one made before.
func (s *Server) openSample(c *gin.Context) {
	ctx := c.Request.Context()
	for _, sample := range s.cfg.Samples {
		if sample.ID != c.Param("id") {
			continue
		}
		sum := sha256.Sum256(sample.Data)
		docs, err := s.cfg.Records.Documents(ctx)
		if err != nil {
			s.internal(c, err)
			return
		}
		for _, d := range docs {
			if d.Sample && d.SHA256 == hex.EncodeToString(sum[:]) && d.Task.State != store.Failed {
				c.JSON(http.StatusOK, viewDocument(d))
				return
			}
		}
		s.addSample(c, sample)
		return
	}
	fail(c, problem{Code: "no-sample", Status: http.StatusNotFound, Title: "No such sample", Detail: "GET " + API + "/samples lists them."})
}

func (s *Server) addSample(c *gin.Context, sample Sample) {
	in, err := s.cfg.Records.Receive(bytes.NewReader(sample.Data))
	if err != nil {
		s.internal(c, err)
		return
	}
	defer in.Discard()
	doc, err := s.cfg.Records.AddDocument(c.Request.Context(), in, store.NewDocument{
		Name: sample.Name, Deal: contract.Deal{Side: sample.Side}, Sample: true,
	})
	if err != nil {
		s.internal(c, err)
		return
	}
	s.accepted(c, doc)
}
