package server

import (
	_ "embed"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"parley/internal/store"
)

// openAPI describes the API; a test holds it against the running server.
//
//go:embed openapi.json
var openAPI []byte

func showOpenAPI(c *gin.Context) { c.Data(http.StatusOK, "application/json; charset=utf-8", openAPI) }

// showHealth says whether the server can do its work: its records can be read. The
// document it asks for does not exist.
func (s *Server) showHealth(c *gin.Context) {
	if _, err := s.cfg.Records.Document(c.Request.Context(), "health"); !errors.Is(err, store.ErrNotFound) {
		s.cfg.Log.Error("health", "error", err)
		fail(c, problem{Code: "unhealthy", Status: http.StatusServiceUnavailable, Title: "Not able to work", Detail: "The kept documents cannot be read."})
		return
	}
	c.JSON(http.StatusOK, struct {
		Status string `json:"status"`
	}{"ok"})
}

// showVersion says what this server is and what it takes.
func (s *Server) showVersion(c *gin.Context) {
	c.JSON(http.StatusOK, struct {
		Version   string   `json:"version"`
		Accepts   []string `json:"accepts"`    // file name endings
		MaxUpload int64    `json:"max_upload"` // bytes
		Search    bool     `json:"search"`     // whether there is a library to search
		Model     bool     `json:"model"`      // whether a model is shown parts of each contract
	}{s.cfg.Version, orEmpty(s.cfg.Accepts), s.cfg.MaxUpload, s.cfg.Library != nil, s.cfg.Model})
}
