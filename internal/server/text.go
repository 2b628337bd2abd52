package server

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/store"
)

// textView is a document's text as a screen shows it. Offsets are bytes of Text's UTF-8.
type textView struct {
	Text        string              `json:"text"`
	BodyEnd     int                 `json:"body_end"`
	Blocks      []contract.Block    `json:"blocks"`
	Pages       []contract.Page     `json:"pages"`
	Clauses     []clauseView        `json:"clauses"`
	Definitions []definitionView    `json:"definitions"`
	Notes       []contract.Note     `json:"notes"`
	Revisions   []contract.Revision `json:"revisions"`
	Warnings    []contract.Warning  `json:"warnings"`
}

type clauseView struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Path    string `json:"path"`
	Heading string `json:"heading"`
	Level   int    `json:"level"`
	Page    int    `json:"page"`
	contract.Span
}

type definitionView struct {
	Term string `json:"term"`
	contract.Span
}

func (s *Server) showText(c *gin.Context) {
	ctx := c.Request.Context()
	reading, err := s.cfg.Records.Reading(ctx, c.Param("id"))
	if errors.Is(err, store.ErrNotFound) {
		if _, err = s.cfg.Records.Document(ctx, c.Param("id")); err == nil {
			fail(c, problem{Code: "not-read", Status: http.StatusNotFound, Title: "Not read yet",
				Detail: "The document's text is there once it was read.", Hint: "Its task says how far that is."})
			return
		}
	}
	if err != nil {
		s.failStore(c, err)
		return
	}
	c.JSON(http.StatusOK, viewText(reading))
}

func viewText(r store.Reading) textView {
	d, o := r.Document, r.Outline
	v := textView{
		Text: d.Text, BodyEnd: d.BodyEnd,
		Blocks: orEmpty(d.Blocks), Pages: orEmpty(d.Pages), Notes: orEmpty(d.Notes), Revisions: orEmpty(d.Revisions),
		Warnings:    append(orEmpty(d.Warnings), o.Warnings...),
		Clauses:     make([]clauseView, len(o.Clauses)),
		Definitions: make([]definitionView, len(o.Definitions)),
	}
	for i, cl := range o.Clauses {
		v.Clauses[i] = clauseView{cl.ID, cl.Number, cl.Path, cl.Heading, cl.Level, cl.Page, cl.Span}
	}
	for i, def := range o.Definitions {
		v.Definitions[i] = definitionView{def.Term, def.Span}
	}
	return v
}
