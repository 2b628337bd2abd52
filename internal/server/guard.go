package server

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// logged writes one line a request: the route, not the address, as the address may hold
// what somebody searched for.
func (s *Server) logged(c *gin.Context) {
	start := time.Now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "app"
	}
	level := slog.LevelDebug
	if c.Writer.Status() >= 500 {
		level = slog.LevelError
	}
	s.cfg.Log.Log(c.Request.Context(), level, "request", "method", c.Request.Method, "route", route,
		"status", c.Writer.Status(), "took", time.Since(start).Round(time.Microsecond))
}

// recovered turns a panic into a plain 500; the log gets the stack.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if r == http.ErrAbortHandler { // it ends the connection, as net/http means it to
			panic(r)
		}
		s.cfg.Log.Error("a request panicked", "route", c.FullPath(), "panic", r, "stack", string(debug.Stack()))
		s.internal(c, nil)
	}()
	c.Next()
}

// contentPolicy lets the app load what this server sends and nothing else; no inline
// script or style.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
}

func noStore(c *gin.Context) { c.Header("Cache-Control", "no-store") }

// knownHosts refuses requests addressed to a host name that is not ours. A page of
// another site can make its own name resolve to 127.0.0.1; the browser then lets it read
// the answers, but still sends that name.
func knownHosts(names []string) gin.HandlerFunc {
	known := map[string]bool{"localhost": true, "127.0.0.1": true, "::1": true}
	for _, n := range names {
		known[strings.ToLower(n)] = true
	}
	return func(c *gin.Context) {
		host := c.Request.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
		if !known[host] {
			fail(c, problem{Code: "unknown-host", Status: http.StatusMisdirectedRequest, Title: "Not a name of this server",
				Detail: "Parley answers to localhost, and to the host names it was started with."})
		}
	}
}

// sameOrigin refuses changes asked for by another site's page.
func sameOrigin(c *gin.Context) {
	if err := http.NewCrossOriginProtection().Check(c.Request); err != nil {
		fail(c, problem{Code: "cross-origin", Status: http.StatusForbidden, Title: "Refused to another site",
			Detail: "Changes are taken from Parley's own pages, and from programs that are no browser."})
	}
}

// bodyAllowance is what a request's body may hold beside a file: part headers and fields.
const bodyAllowance = 64 << 10

// limitBody bounds every body; only an upload may be large.
func (s *Server) limitBody(c *gin.Context) {
	limit := int64(bodyAllowance)
	if c.Request.Method == http.MethodPost && c.FullPath() == API+"/documents" {
		limit += s.cfg.MaxUpload
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
}

func megabytes(n int64) string {
	return fmt.Sprintf("%.3g MB", float64(n)/(1<<20))
}
