package llm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// What the transport forgives and allows. A reply is a few kilobytes of JSON; one of
// megabytes is broken or hostile.
const (
	maxTries      = 4
	maxReply      = 4 << 20
	firstWait     = 500 * time.Millisecond
	longestWait   = 30 * time.Second
	breakAfter    = 3                // failed calls in a row that open the circuit
	breakFor      = 60 * time.Second // how long it stays open
	longestWaited = 2 * time.Minute  // of all waits of one call
)

// errOpen is given without asking when the endpoint has just failed several times.
var errOpen = errors.New("the model's endpoint failed repeatedly and is left alone for a minute")

// errRedirect: a redirect would carry the contract to a host nobody allowed.
var errRedirect = errors.New("the model's endpoint redirects elsewhere, which is not followed")

// transport sends requests with retries, limits and a circuit breaker. It stands under
// go-openai, which has none of them.
type transport struct {
	client    *http.Client
	allowed   string // the only host that may be asked
	timeout   time.Duration
	slots     chan struct{}
	perMinute int
	sleep     func(context.Context, time.Duration) error
	now       func() time.Time

	mu        sync.Mutex
	failures  int
	openUntil time.Time
	sent      []time.Time // of the last minute
}

func newTransport(c Config, host string) *transport {
	return &transport{
		client: &http.Client{
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		allowed:   host,
		timeout:   c.Timeout,
		slots:     make(chan struct{}, c.Concurrency),
		perMinute: c.PerMinute,
		sleep:     sleep,
		now:       time.Now,
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Do sends a request, and again after 408, 429 and 5xx, refused and cut connections, with
// growing waits or the server's Retry-After.
func (t *transport) Do(r *http.Request) (*http.Response, error) {
	if r.URL.Hostname() != t.allowed {
		return nil, fmt.Errorf("%s is not the host that was configured", r.URL.Hostname())
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	ctx := r.Context()
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := t.closed(); err != nil {
		return nil, err
	}
	var waited time.Duration
	for try := 1; ; try++ {
		if err := t.pace(ctx); err != nil {
			return nil, err
		}
		res, wait, err := t.once(r, body)
		if wait < 0 {
			t.note(err == nil)
			return res, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if wait <= 0 {
			wait = backoff(try)
		}
		if try == maxTries || waited+wait > longestWaited {
			t.note(false)
			return res, err
		}
		waited += wait
		if err := t.sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

func readBody(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

// once sends one request. wait is negative when its outcome stands; else a further try may
// help after wait (0: the caller chooses).
func (t *transport) once(r *http.Request, body []byte) (*http.Response, time.Duration, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.timeout)
	defer cancel()
	again := r.Clone(ctx)
	again.Body = io.NopCloser(bytes.NewReader(body))
	again.ContentLength = int64(len(body))
	res, err := t.client.Do(again)
	if err != nil {
		return nil, 0, err
	}
	reply, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	res.Body.Close()
	if err != nil {
		return nil, 0, err
	}
	if len(reply) > maxReply {
		return nil, -1, fmt.Errorf("the model's endpoint sent more than %d MiB", maxReply>>20)
	}
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		return nil, -1, errRedirect
	}
	res.Body = io.NopCloser(bytes.NewReader(reply))
	if res.StatusCode == http.StatusRequestTimeout || res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500 {
		return res, retryAfter(res.Header.Get("Retry-After"), t.now()), nil
	}
	return res, -1, nil
}

// retryAfter reads seconds or an HTTP date (RFC 9110, 10.2.3); 0 when there is none.
func retryAfter(header string, now time.Time) time.Duration {
	if s, err := strconv.Atoi(header); err == nil && s >= 0 {
		return time.Duration(min(s, int(longestWaited.Seconds())+1)) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// backoff doubles from firstWait, with a random half so that clients do not come back together.
func backoff(try int) time.Duration {
	d := min(firstWait<<(try-1), longestWait)
	return d/2 + rand.N(d/2)
}

// closed reports errOpen while the circuit is open.
func (t *transport) closed() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now().Before(t.openUntil) {
		return errOpen
	}
	return nil
}

func (t *transport) note(fine bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if fine {
		t.failures = 0
		return
	}
	if t.failures++; t.failures >= breakAfter {
		t.failures = 0
		t.openUntil = t.now().Add(breakFor)
	}
}

// pace waits until one more request keeps to perMinute.
func (t *transport) pace(ctx context.Context) error {
	for t.perMinute > 0 {
		t.mu.Lock()
		now := t.now()
		for len(t.sent) > 0 && now.Sub(t.sent[0]) >= time.Minute {
			t.sent = t.sent[1:]
		}
		if len(t.sent) < t.perMinute {
			t.sent = append(t.sent, now)
			t.mu.Unlock()
			return nil
		}
		wait := time.Minute - now.Sub(t.sent[0])
		t.mu.Unlock()
		if err := t.sleep(ctx, wait); err != nil {
			return err
		}
	}
	return nil
}
