package server

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"parley/internal/store"
)

// problem is an RFC 9457 problem document. Its type is a URN made of Code, stable for
// programs; the words are for people.
type problem struct {
	Code   string
	Title  string // the same for every problem of this code
	Status int
	Detail string // this time
	Hint   string // what to do
	// Offset is the byte of the query at which reading it failed, with what was Expected.
	Offset   *int
	Expected string
}

// MarshalJSON writes the members in RFC 9457's names.
func (p problem) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Type     string `json:"type"`
		Title    string `json:"title"`
		Status   int    `json:"status"`
		Detail   string `json:"detail"`
		Hint     string `json:"hint,omitempty"`
		Offset   *int   `json:"offset,omitempty"`
		Expected string `json:"expected,omitempty"`
	}{"urn:parley:problem:" + p.Code, p.Title, p.Status, p.Detail, p.Hint, p.Offset, p.Expected})
}

// fail answers with a problem and ends the handling of the request.
func fail(c *gin.Context, p problem) {
	body, err := json.Marshal(p)
	if err != nil { // plain fields always marshal
		c.AbortWithStatus(p.Status)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Abort()
	c.Data(p.Status, "application/problem+json", body)
}

// internal answers 500 and tells the log why; the client learns nothing of our insides.
func (s *Server) internal(c *gin.Context, err error) {
	if err != nil {
		s.cfg.Log.Error("request failed", "route", c.FullPath(), "error", err)
	}
	if c.Writer.Written() {
		c.Abort()
		return
	}
	fail(c, problem{Code: "internal", Status: http.StatusInternalServerError, Title: "Something went wrong inside Parley",
		Detail: "The request could not be completed.", Hint: "Try again; the log of parley serve says more."})
}

// failStore answers for an error of the store: 404 for what is not there.
func (s *Server) failStore(c *gin.Context, err error) {
	if errors.Is(err, store.ErrNotFound) {
		fail(c, problem{Code: "no-document", Status: http.StatusNotFound, Title: "No such document",
			Detail: "There is no document with this id; it may have been deleted."})
		return
	}
	s.internal(c, err)
}

// failBody answers for an error of reading the request's body.
func (s *Server) failBody(c *gin.Context, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		detail := "The body of this request may be " + megabytes(tooLarge.Limit) + " at most."
		if tooLarge.Limit > s.cfg.MaxUpload {
			detail = "A file may have " + megabytes(s.cfg.MaxUpload) + " at most."
		}
		fail(c, problem{Code: "too-large", Status: http.StatusRequestEntityTooLarge, Title: "Too large",
			Detail: detail, Hint: "Split the file, or leave out scanned images."})
		return
	}
	fail(c, problem{Code: "bad-body", Status: http.StatusBadRequest, Title: "The request could not be read",
		Detail: "Its body ended early or is not of the form that its Content-Type says."})
}

// unprocessable answers for a request that is well formed but makes no sense.
func unprocessable(c *gin.Context, code, title, detail, hint string) {
	fail(c, problem{Code: code, Status: http.StatusUnprocessableEntity, Title: title, Detail: detail, Hint: hint})
}
