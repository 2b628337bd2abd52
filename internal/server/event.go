package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"parley/internal/job"
)

// heartbeat keeps proxies and browsers from taking a quiet stream for a dead one.
const heartbeat = 15 * time.Second

// streamEvents sends the progress of all work, or with ?document=ID of one document, as
// server-sent events: "stage" with a job.Event as data. It begins with where the work
// stands. It does not end by itself.
func (s *Server) streamEvents(c *gin.Context) {
	ctx, stop := context.WithCancel(c.Request.Context())
	defer stop()
	go func() {
		select {
		case <-ctx.Done():
		case <-s.stopping:
			stop()
		}
	}()
	control := http.NewResponseController(c.Writer)
	// A stream lives longer than any answer may take.
	if err := control.SetWriteDeadline(time.Time{}); err != nil {
		s.cfg.Log.Debug("a stream keeps the server's write timeout", "error", err)
	}
	only := c.Query("document")
	news := s.cfg.Queue.Subscribe()
	defer news.Close()
	c.Header("Content-Type", "text/event-stream")
	c.Header("X-Accel-Buffering", "no")
	if _, err := fmt.Fprint(c.Writer, "retry: 1000\n\n"); err != nil {
		return
	}
	for {
		if err := control.Flush(); err != nil {
			return
		}
		events, err := nextEvents(ctx, news)
		if ctx.Err() != nil {
			return
		}
		if err != nil { // quiet for a heartbeat
			if _, err := fmt.Fprint(c.Writer, ": still here\n\n"); err != nil {
				return
			}
			continue
		}
		for _, e := range events {
			if only != "" && e.Document != only {
				continue
			}
			data, err := json.Marshal(e)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(c.Writer, "event: stage\ndata: %s\n\n", data); err != nil {
				return
			}
		}
	}
}

func nextEvents(ctx context.Context, news *job.Subscription) ([]job.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, heartbeat)
	defer cancel()
	return news.Next(ctx)
}
