// Package server is Parley's HTTP side: the API under /api/v1 with the web app that uses it.
//
// It is made for one person's own machine. It listens on loopback unless told otherwise,
// answers only to host names it knows (a foreign page cannot reach it by rebinding a DNS
// name), and takes changes only from its own pages and from programs that are no browser.
// It has no accounts: whoever can reach it can read what is kept.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/job"
	"parley/internal/rule"
	"parley/internal/store"
)

// Records is what the server needs of the store.
type Records interface {
	Receive(r io.Reader) (*store.Incoming, error)
	AddDocument(ctx context.Context, in *store.Incoming, d store.NewDocument) (store.Document, error)
	Documents(ctx context.Context) ([]store.Document, error)
	Document(ctx context.Context, id string) (store.Document, error)
	DeleteDocument(ctx context.Context, id string) error
	Reading(ctx context.Context, document string) (store.Reading, error)
	Review(ctx context.Context, document string, side contract.Role) (store.Review, error)
	AddTask(ctx context.Context, document string, deal contract.Deal) error
	FilePath(sha256 string) string
}

// Config is what a Server is made of. Records, Queue and App must be given.
type Config struct {
	Addr      string        // host:port to listen on; "" means 127.0.0.1:7117
	Hosts     []string      // further host names to answer to; needed beyond loopback
	Records   Records       // documents and reviews
	Queue     *job.Queue    // the work on them, run by Run
	Rules     *rule.Set     // nil: the pages about rules are empty
	Library   Library       // nil: searching says that it is not available
	Samples   []Sample      // contracts to try, in the order shown
	App       fs.FS         // the built web app, index.html at its top
	Accepts   []string      // file name endings that may be uploaded, with the dot
	MaxUpload int64         // bytes of one file; 0 means 100 MiB
	Version   string        // of the program
	Model     bool          // whether a model is shown parts of each contract; people are told
	Log       *slog.Logger  // nil: silent. Never told any text of a document or a query
	Grace     time.Duration // how long a stop waits for requests under way; 0 means ten seconds
}

// Server answers requests while Run runs.
type Server struct {
	cfg      Config
	http     *http.Server
	stopping chan struct{} // closed when a stop begins: streams end
}

// New checks cfg and makes a Server.
func New(cfg Config) (*Server, error) {
	if cfg.Records == nil || cfg.Queue == nil || cfg.App == nil {
		return nil, errors.New("server: Records, Queue and App are needed")
	}
	if cfg.Addr == "" {
		cfg.Addr = "127.0.0.1:7117"
	}
	if cfg.MaxUpload <= 0 {
		cfg.MaxUpload = 100 << 20
	}
	if cfg.Grace <= 0 {
		cfg.Grace = 10 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	host, _, err := net.SplitHostPort(cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("the address %q: %w; expected host:port, like 127.0.0.1:7117", cfg.Addr, err)
	}
	if !loopback(host) && len(cfg.Hosts) == 0 {
		return nil, fmt.Errorf("the address %q can be reached from other machines, and parley has no accounts; say under which host names it may be reached, or listen on 127.0.0.1", cfg.Addr)
	}
	s := &Server{cfg: cfg, stopping: make(chan struct{})}
	s.http = &http.Server{
		Handler:           s.handler(host),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute, // an upload
		WriteTimeout:      2 * time.Minute, // streams lift it for themselves
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(cfg.Log.Handler(), slog.LevelWarn),
	}
	s.http.RegisterOnShutdown(func() { close(s.stopping) })
	return s, nil
}

// loopback reports whether a listening host can be reached from this machine only.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Listen opens the server's address. Run does so itself; a caller that needs to know the
// port first listens, then serves.
func (s *Server) Listen() (net.Listener, error) {
	l, err := net.Listen("tcp", s.cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", s.cfg.Addr, err)
	}
	return l, nil
}

// Run listens and serves until ctx ends, then lets requests and reviews under way come
// to an end. It returns nil after an orderly stop.
func (s *Server) Run(ctx context.Context) error {
	l, err := s.Listen()
	if err != nil {
		return err
	}
	return s.Serve(ctx, l)
}

// Serve is Run on a listener that is open already.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := make(chan error, 1)
	go func() { queue <- s.cfg.Queue.Run(ctx) }()
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(l) }()

	var err error
	select {
	case <-ctx.Done():
	case err = <-served:
	case err = <-queue:
		queue <- nil
	}
	stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.Grace)
	defer cancel()
	if e := s.http.Shutdown(grace); e != nil && !errors.Is(e, context.DeadlineExceeded) {
		err = errors.Join(err, e)
	}
	return errors.Join(err, <-queue)
}

// Handler answers requests without listening, for tests.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// API is where the API begins.
const API = "/api/v1"

func (s *Server) handler(host string) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	_ = r.SetTrustedProxies(nil) // fails only for addresses that do not parse
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.UseRawPath = true // "supplier%2Fexit" is one segment, not two
	r.Use(s.logged, s.recovered, headers, knownHosts(append([]string{host}, s.cfg.Hosts...)), sameOrigin, s.limitBody)
	r.NoMethod(func(c *gin.Context) {
		fail(c, problem{Code: "method-not-allowed", Status: http.StatusMethodNotAllowed, Title: "This address does not take that method",
			Detail: c.Request.Method + " is not possible here; allowed: " + c.Writer.Header().Get("Allow") + "."})
	})
	r.NoRoute(s.showApp)

	api := r.Group(API, noStore)
	api.GET("/health", s.showHealth)
	api.GET("/version", s.showVersion)
	api.GET("/openapi.json", showOpenAPI)
	api.GET("/events", s.streamEvents)
	api.GET("/documents", s.listDocuments)
	api.POST("/documents", s.addDocument)
	api.GET("/documents/:id", s.showDocument)
	api.DELETE("/documents/:id", s.deleteDocument)
	api.GET("/documents/:id/text", s.showText)
	api.GET("/documents/:id/file", s.sendFile)
	api.GET("/documents/:id/review", s.showReview)
	api.POST("/documents/:id/reviews", s.addReview)
	api.GET("/documents/:id/export", s.exportReview)
	api.GET("/documents/:id/findings/:finding/precedents", s.showPrecedents)
	api.GET("/samples", s.listSamples)
	api.POST("/samples/:id", s.openSample)
	api.GET("/rules", s.listRules)
	api.GET("/rules/:side/:name", s.showRule)
	api.GET("/search", s.search)
	api.GET("/search/complete", s.completeSearch)
	api.GET("/search/clauses/:id", s.showClause)
	api.GET("/search/similar/:id", s.searchSimilar)
	api.GET("/search/stats", s.showSearchStats)
	api.GET("/search/export", s.exportSearch)
	api.GET("/search/history", s.listHistory)
	api.GET("/search/saved", s.listSaved)
	api.PUT("/search/saved/:name", s.saveSearch)
	api.DELETE("/search/saved/:name", s.forgetSearch)
	return r
}
