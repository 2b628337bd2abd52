package server

import (
	"bytes"
	"net/http"

	"github.com/gin-gonic/gin"

	"parley/internal/library"
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
