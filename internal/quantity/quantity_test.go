package quantity

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"parley/internal/contract"
)

// The files in testdata hold one spelling a line: a phrase, "=>", and the facts that are
// to be read from it in order, separated by " | "; "-" for none.
func TestSpellings(t *testing.T) {
	total := 0
	for _, kind := range []Kind{Duration, Money, Percent, Date, Frequency} {
		t.Run(string(kind), func(t *testing.T) {
			f, err := os.Open("testdata/" + string(kind) + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			lines := bufio.NewScanner(f)
			for lines.Scan() {
				line := strings.TrimSpace(lines.Text())
				if line == "" || strings.HasPrefix(line, "#") {
					continue
				}
				phrase, want, ok := strings.Cut(line, "=>")
				if !ok {
					t.Fatalf("no => in %q", line)
				}
				total++
				check(t, strings.TrimSpace(phrase), strings.TrimSpace(want))
			}
		})
	}
	if total < 300 {
		t.Errorf("%d spellings, want at least 300", total)
	}
}

// check scans phrase and compares the facts with want.
func check(t *testing.T, phrase, want string) {
	t.Helper()
	got := []string{}
	last := 0
	for _, q := range Scan(phrase) {
		if q.Start < last || q.Cut(phrase) != q.Text || q.Text == "" {
			t.Errorf("%q: span %v does not hold %q", phrase, q.Span, q.Text)
		}
		last = q.End
		fact := q.String()
		if q.From != 0 {
			fact = decimal(q.From) + " to " + fact
		}
		if q.Per != "" {
			fact += " per " + q.Per
		}
		if q.Warning != "" {
			fact += " (warning)"
		}
		got = append(got, fact)
	}
	if len(got) == 0 {
		got = append(got, "-")
	}
	if g := strings.Join(got, " | "); g != want {
		t.Errorf("%q\n got %s\nwant %s", phrase, g, want)
	}
}

var _ contract.Span
