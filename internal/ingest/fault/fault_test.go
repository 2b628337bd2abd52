package fault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestError(t *testing.T) {
	tests := []struct {
		err  Error
		want string
	}{
		{Error{Code: Damaged, What: "it is damaged"}, "it is damaged (damaged)"},
		{Error{Code: NoTextLayer, File: "a.pdf", Page: 3, What: "the page is a picture", Hint: "install tesseract"}, "a.pdf: page 3: the page is a picture (no-text-layer); install tesseract"},
		{Error{Code: NotFound, File: "a\n\x1b[31mb", What: "there is\nno such file"}, "a  [31mb: there is no such file (not-found)"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestInAndCodeOf(t *testing.T) {
	inner := &Error{Code: Damaged, What: "x", Err: io.ErrUnexpectedEOF}
	named := inner.In("a.zip").In("b.zip")
	if named.File != "a.zip" || inner.File != "" {
		t.Errorf("got %q, and %q", named.File, inner.File)
	}
	wrapped := fmt.Errorf("outer: %w", named)
	if CodeOf(wrapped) != Damaged || !errors.Is(wrapped, io.ErrUnexpectedEOF) || strings.Contains(named.Error(), "EOF") {
		t.Errorf("got %v", wrapped)
	}
	if CodeOf(io.EOF) != "" || CodeOf(nil) != "" {
		t.Error("a code from nowhere")
	}
}
