package pdf

import (
	"bufio"
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/ocr"
)

// ChildCommand is the hidden subcommand under which the program runs ChildMain.
const ChildCommand = "__read-pdf"

// Limits bound what reading one PDF may cost. A zero field stands for its default.
type Limits struct {
	Memory int64         // bytes beyond the file itself; 768 MiB; enforced on Linux
	Time   time.Duration // without OCR, which has its own; 1 minute
}

func (l Limits) withDefaults() Limits {
	if l.Memory <= 0 {
		l.Memory = 768 << 20
	}
	if l.Time <= 0 {
		l.Time = time.Minute
	}
	return l
}

// Isolated reads PDFs in child processes with hard limits, so that a hostile file takes
// a child with it and not the program. Children are kept and used again: starting one
// costs more than reading most files. It may be used from several goroutines, each of
// which gets its own child. Close it after use.
type Isolated struct {
	limits Limits
	argv   []string // the child's program and arguments

	mu     sync.Mutex
	idle   []*child
	closed bool
}

// NewIsolated prepares isolated reading with this program as the child.
func NewIsolated(limits Limits) (*Isolated, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("the program cannot find itself to read PDFs in a child process: %w", err)
	}
	limits = limits.withDefaults()
	return &Isolated{limits: limits, argv: []string{self, ChildCommand, strconv.FormatInt(limits.Memory, 10), limits.Time.String()}}, nil
}

// Close ends the idle children; those at work end when they are done.
func (iso *Isolated) Close() {
	iso.mu.Lock()
	defer iso.mu.Unlock()
	iso.closed = true
	for _, c := range iso.idle {
		c.end()
	}
	iso.idle = nil
}

// Read is Read in a child process. A child that crashes, runs out of memory or out of
// time is an *Error like any other.
func (iso *Isolated) Read(ctx context.Context, data []byte, opt Options) (*contract.Document, error) {
	req := request{Options: opt}
	resp, err := iso.ask(ctx, req, data)
	if err != nil {
		return nil, err
	}
	if len(resp.Unread) > 0 && !opt.NoOCR {
		recognised, err := recognise(ctx, data, resp.Unread, opt)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		req.Recognised = recognised
		var why *Error
		if errors.As(err, &why) {
			req.NoOCR = newWireError(why)
		}
		if resp, err = iso.ask(ctx, req, data); err != nil {
			return nil, err
		}
	}
	if resp.Error != nil {
		return nil, resp.Error.fault()
	}
	return resp.Document, nil
}

// request is what the parent asks; the file's bytes follow it.
type request struct {
	Size       int // of the file
	Options    Options
	Recognised map[int]ocr.Page
	NoOCR      *wireError // why pages were not recognised, when that was tried
}

// response is the child's answer: a document, an error, or pages to recognise first.
type response struct {
	Document *contract.Document
	Error    *wireError
	Unread   []pageSize
}

// wireError is an *Error without its cause, which cannot be sent.
type wireError struct {
	Code, What, Hint string
	Page             int
}

func newWireError(e *Error) *wireError {
	return &wireError{Code: string(e.Code), What: e.What, Hint: e.Hint, Page: e.Page}
}

func (w *wireError) fault() *Error {
	return &Error{Code: fault.Code(w.Code), Page: w.Page, What: w.What, Hint: w.Hint}
}

// ask sends a request to a child. A child that dies is replaced, and asked once more
// when it had read files before, as those may have been what filled its memory.
func (iso *Isolated) ask(ctx context.Context, req request, data []byte) (*response, error) {
	for {
		c, err := iso.take()
		if err != nil {
			return nil, &Error{Code: fault.ProgramFailed, What: "no child process can be started to read the PDF", Hint: "check the limits on processes and memory", Err: err}
		}
		resp, err := c.ask(ctx, req, data, iso.limits.Time)
		if err == nil {
			iso.put(c)
			return resp, nil
		}
		crashed := c.died(err, iso.limits)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if c.served == 0 || crashed.Code == fault.Timeout {
			return nil, crashed
		}
	}
}

// take returns an idle child or starts one.
func (iso *Isolated) take() (*child, error) {
	iso.mu.Lock()
	if n := len(iso.idle); n > 0 {
		c := iso.idle[n-1]
		iso.idle = iso.idle[:n-1]
		iso.mu.Unlock()
		return c, nil
	}
	iso.mu.Unlock()
	return startChild(iso.argv)
}

// put keeps a child for later.
func (iso *Isolated) put(c *child) {
	c.served++
	iso.mu.Lock()
	defer iso.mu.Unlock()
	if iso.closed {
		c.end()
		return
	}
	iso.idle = append(iso.idle, c)
}

// child is a running child process.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *head
	served int // files read
}

func startChild(argv []string) (*child, error) {
	c := &child{cmd: exec.Command(argv[0], argv[1:]...), stderr: &head{}}
	c.cmd.Stderr = c.stderr
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReaderSize(out, 64<<10)
	return c, nil
}

// errTimeout is the error of a child that took too long.
var errTimeout = errors.New("child took too long")

// ask sends one request and waits for the answer, at most for limit. After an error the
// child is of no further use.
func (c *child) ask(ctx context.Context, req request, data []byte, limit time.Duration) (*response, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = c.cmd.Process.Kill() })
	defer stop()
	req.Size = len(data)
	err := send(c.in, req)
	if err == nil {
		_, err = c.in.Write(data)
	}
	var resp response
	if err == nil {
		err = receive(c.out, &resp)
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return &resp, err
}

// end lets the child end: it does when its input does.
func (c *child) end() {
	_ = c.in.Close()
	_ = c.cmd.Wait()
}

// died ends a child that failed and says why it did.
func (c *child) died(cause error, limits Limits) *Error {
	_ = c.cmd.Process.Kill()
	_ = c.in.Close()
	_ = c.cmd.Wait()
	said := c.stderr.String()
	switch {
	case errors.Is(cause, errTimeout):
		return &Error{Code: fault.Timeout, What: fmt.Sprintf("reading it took longer than %s", limits.Time), Hint: "split the file, or open it in a viewer and print it to PDF anew", Err: cause}
	case outOfMemory(said):
		return &Error{Code: fault.TooLarge, What: fmt.Sprintf("reading it takes more than %d MiB of memory", limits.Memory>>20), Hint: "split the file, or open it in a viewer and print it to PDF anew", Err: cause}
	}
	return &Error{Code: fault.Damaged, What: "the file made the PDF reader fail", Hint: "open it in a viewer and print it to PDF anew", Err: cause}
}

// outOfMemory reports whether a child says that it could not get memory, also for the
// stack of a thread.
func outOfMemory(said string) bool {
	for _, s := range []string{"out of memory", "cannot allocate", "can't allocate", "pthread_create failed", "failed to create new OS thread"} {
		if strings.Contains(said, s) {
			return true
		}
	}
	return false
}

// head keeps the beginning of what a child writes to its standard error.
type head struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (h *head) Write(p []byte) (int, error) {
	const enough = 4 << 10
	h.mu.Lock()
	defer h.mu.Unlock()
	if room := enough - h.buf.Len(); room > 0 {
		h.buf.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.buf.String()
}

// send and receive move one value over a pipe. Each value is a stream of its own; a
// decoder on a bufio.Reader takes in nothing of what follows.
func send(w io.Writer, v any) error { return gob.NewEncoder(w).Encode(v) }

func receive(r *bufio.Reader, v any) error { return gob.NewDecoder(r).Decode(v) }
