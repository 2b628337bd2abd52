package pdf

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
)

// A child's memory: garbage is collected late, since most files need little, until the
// heap reaches calmMemory bytes, which few do.
const (
	lazyGC     = 400 // percent
	calmMemory = 256 << 20
)

// ChildMain is the child process: it answers requests from stdin on stdout until stdin
// ends. args are the memory limit in bytes and the time limit of a request. It returns
// the exit code.
func ChildMain(stdin io.Reader, stdout io.Writer, args []string) int {
	if len(args) != 2 {
		fmt.Fprintln(os.Stderr, "this command is for the program's own use")
		return 2
	}
	memory, err1 := strconv.ParseInt(args[0], 10, 64)
	limit, err2 := time.ParseDuration(args[1])
	if err1 != nil || err2 != nil {
		fmt.Fprintln(os.Stderr, "this command is for the program's own use")
		return 2
	}
	debug.SetGCPercent(lazyGC)
	debug.SetMemoryLimit(min(memory/2, calmMemory))
	in := bufio.NewReaderSize(stdin, 64<<10)
	for {
		var req request
		if err := receive(in, &req); err != nil {
			if errors.Is(err, io.EOF) {
				return 0
			}
			return 4
		}
		if err := limitMemory(memory + 2*int64(req.Size)); err != nil {
			fmt.Fprintln(os.Stderr, "memory cannot be limited:", err)
			return 4
		}
		data := make([]byte, req.Size)
		if _, err := io.ReadFull(in, data); err != nil {
			return 4
		}
		// Should the parent be gone, nobody else ends a file that never ends.
		watch := time.AfterFunc(limit+limit/2, func() { os.Exit(4) })
		resp := answer(data, req, limit)
		watch.Stop()
		if err := send(stdout, resp); err != nil {
			return 4
		}
	}
}

// answer reads one file.
func answer(data []byte, req request, limit time.Duration) response {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	doc, unread, err := func() (*contract.Document, []pageSize, error) {
		r, err := readPages(ctx, data, req.Options)
		if err != nil {
			return nil, nil, err
		}
		if req.NoOCR != nil {
			r.noOCR = req.NoOCR.fault()
		}
		r.use(req.Recognised)
		tried := req.Recognised != nil || req.NoOCR != nil
		if unread := r.unread(); len(unread) > 0 && !req.Options.NoOCR && !tried {
			return nil, unread, nil
		}
		doc, err := r.document()
		return doc, nil, err
	}()
	if err != nil {
		var e *Error
		switch {
		case errors.As(err, &e):
		case errors.Is(err, context.DeadlineExceeded):
			e = fault.New(fault.Timeout, fmt.Sprintf("reading it took longer than %s", limit), "split the file")
		default:
			e = fault.New(fault.Damaged, "the file cannot be read: "+err.Error(), "")
		}
		return response{Error: newWireError(e)}
	}
	return response{Document: doc, Unread: unread}
}
