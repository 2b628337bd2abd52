package server

import (
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// appPage is the app's one page.
const appPage = "index.html"

// showApp sends the web app: its files as they are, and its page for every address that
// is not a file, as the app finds its own way from there.
func (s *Server) showApp(c *gin.Context) {
	if c.Request.URL.Path == API || strings.HasPrefix(c.Request.URL.Path, "/api/") {
		fail(c, problem{Code: "no-route", Status: http.StatusNotFound, Title: "No such address",
			Detail: "There is nothing here.", Hint: "GET " + API + "/openapi.json lists what there is."})
		return
	}
	if c.Request.Method != http.MethodGet && c.Request.Method != http.MethodHead {
		c.Header("Allow", "GET, HEAD")
		fail(c, problem{Code: "method-not-allowed", Status: http.StatusMethodNotAllowed, Title: "This address does not take that method",
			Detail: "Pages can only be read."})
		return
	}
	name := strings.TrimPrefix(path.Clean(c.Request.URL.Path), "/")
	if path.Ext(name) == "" {
		c.Header("Cache-Control", "no-cache")
		s.sendAsset(c, appPage)
		return
	}
	// What the build put under assets/ has its hash in its name.
	if strings.HasPrefix(name, "assets/") {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		c.Header("Cache-Control", "no-cache")
	}
	s.sendAsset(c, name)
}

func (s *Server) sendAsset(c *gin.Context, name string) {
	data, err := fs.ReadFile(s.cfg.App, name)
	switch {
	case name == appPage && errors.Is(err, fs.ErrNotExist):
		c.Header("Cache-Control", "no-store")
		c.Data(http.StatusServiceUnavailable, "text/plain; charset=utf-8",
			[]byte("The web app is not in this build of parley. Run \"make\" (it needs Node.js), then start parley serve again.\nThe API works: "+API+"/openapi.json describes it.\n"))
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid):
		c.Header("Cache-Control", "no-store")
		c.Data(http.StatusNotFound, "text/plain; charset=utf-8", []byte("There is nothing at this address.\n"))
	case err != nil:
		s.internal(c, err)
	default:
		c.Data(http.StatusOK, mime.TypeByExtension(path.Ext(name)), data)
	}
}
