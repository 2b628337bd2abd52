package quantity

import (
	"bufio"
	"os"
	"strings"
	"testing"
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

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want string // "<", "=", ">" or "?" when they have no order
	}{
		{"72 hours", "3 days", "="},
		{"24 hours", "72 hours", "<"},
		{"2 weeks", "10 days", ">"},
		{"12 months", "one year", "="},
		{"four quarters", "1 year", "="},
		{"18 months", "2 years", "<"},
		{"30 days", "1 month", "?"},
		{"45 days", "1 month", ">"},
		{"27 days", "1 month", "<"},
		{"12 months", "90 days", ">"},
		{"365 days", "one year", "?"},
		{"5 business days", "5 business days", "="},
		{"5 business days", "10 business days", "<"},
		{"5 business days", "5 days", "?"},
		{"4 business hours", "1 business day", "?"},
		{"immediately", "1 hour", "<"},
		{"1 business day", "forthwith", ">"},
		{"immediately", "at once", "="},
		{"promptly", "without undue delay", "="},
		{"promptly", "72 hours", "?"},
		{"immediately", "promptly", "<"},
		{"$5,000,000", "$1,000,000", ">"},
		{"$5", "€5", "?"},
		{"$5", "USD 5.00", "="},
		{"2x the annual fees", "three times the annual fees", "<"},
		{"2x the annual fees", "$5", "?"},
		{"99.9%", "99.95 per cent", "<"},
		{"1.5% per month", "18% per year", "?"},
		{"1 January 2025", "2024-12-31", ">"},
		{"3/4/2025", "1 January 2025", "?"},
		{"5 days", "$5", "?"},
		{"twice per year", "quarterly", "<"},
	} {
		as, bs := Scan(c.a), Scan(c.b)
		if len(as) != 1 || len(bs) != 1 {
			t.Errorf("%q, %q: read %v, %v", c.a, c.b, as, bs)
			continue
		}
		got := "?"
		if order, ok := Compare(as[0], bs[0]); ok {
			got = []string{"<", "=", ">"}[order+1]
		}
		if got != c.want {
			t.Errorf("%s ? %s: got %q, want %q", c.a, c.b, got, c.want)
		}
		back := map[string]string{"<": ">", ">": "<", "=": "=", "?": "?"}[got]
		got = "?"
		if order, ok := Compare(bs[0], as[0]); ok {
			got = []string{"<", "=", ">"}[order+1]
		}
		if got != back {
			t.Errorf("%s ? %s: %q, but the other way round %q", c.a, c.b, c.want, got)
		}
	}
}

// A block's end ends a phrase.
func TestBlockEnds(t *testing.T) {
	check(t, "thirty\ndays", "-")
	check(t, "hours\t4\tdays", "-")
	check(t, "$\n5", "-")
}

func TestMarks(t *testing.T) {
	check(t, "within\u00a0thirty\u00a0(30)\u00a0days", "30 days")
	check(t, "a 30\u2011day period", "30 days")
	check(t, "5\u202f000\u202f€", "EUR 5000")
	check(t, "10\u2009%", "10")
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		"thirty (30) days", "US$5.0 million (five million", "1’000’000 CHF", "[***] (", "1/2/2025", "½%",
		"two times (2x) the fees paid in the 12 months before", "one and one-half of one percent (", "\xff$\x80",
		"99,9 %", "hundred hundred million thousand and",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, q := range Scan(text) {
			if q.Start < last || q.End <= q.Start || q.Cut(text) != q.Text {
				t.Fatalf("span %v of %q, last ended at %d", q.Span, text, last)
			}
			last = q.End
			if q.Kind == "" || q.String() == "" {
				t.Fatalf("no fact: %#v", q)
			}
		}
	})
}
