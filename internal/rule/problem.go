package rule

import (
	"fmt"
	"sort"
	"strings"
)

// Problem is a mistake in a playbook: where it is, what is wrong, what was expected.
type Problem struct {
	File    string
	Line    int // 1-based; 0 when the file as a whole is meant
	Column  int // 1-based
	Message string
	Caret   string // a query with a caret under the mistake, on two lines; "" when there is none
}

// String gives the problem on one line, and the caret below it.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": " + p.Message)
	if p.Caret != "" {
		b.WriteString("\n    " + strings.ReplaceAll(p.Caret, "\n", "\n    "))
	}
	return b.String()
}

// Problems is all that is wrong with a playbook, in the order of files and lines.
type Problems []Problem

// Error gives one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// sorted orders the problems by place and drops doubles.
func (ps Problems) sorted() Problems {
	sort.SliceStable(ps, func(a, b int) bool {
		x, y := ps[a], ps[b]
		if x.File != y.File {
			return x.File < y.File
		}
		if x.Line != y.Line {
			return x.Line < y.Line
		}
		return x.Column < y.Column
	})
	var out Problems
	for _, p := range ps {
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}
