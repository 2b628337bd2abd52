package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// parse writes source to a file and reads it as a contract.
func parse(t *testing.T, source string) *contract {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample.contract")
	if err := os.WriteFile(path, []byte("@outputs: docx\n"+source), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := readContract(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNumbersFollowTheScheme(t *testing.T) {
	const source = "# One\n## a\n### b\n### c\n#### d\n## e\n# Two\n### f\n=== Schedule 1 — X\n# Three\n## g\n"
	tests := []struct {
		numbering string
		numbers   []string
		refs      []string
	}{
		{"legal",
			[]string{"1.", "1.1", "(a)", "(b)", "(i)", "1.2", "2.", "(a)", "1.", "1.1"},
			[]string{"1", "1.1", "1.1(a)", "1.1(b)", "1.1(b)(i)", "1.2", "2", "2(a)", "1", "1.1"}},
		{"article",
			[]string{"ARTICLE I", "Section 1.1", "(a)", "(b)", "(i)", "Section 1.2", "ARTICLE II", "(a)", "ARTICLE I", "Section 1.1"},
			[]string{"ARTICLE I", "Section 1.1", "Section 1.1(a)", "Section 1.1(b)", "Section 1.1(b)(i)", "Section 1.2", "ARTICLE II", "ARTICLE II(a)", "ARTICLE I", "Section 1.1"}},
		{"paragraph",
			[]string{"1", "1.1", "1.1.1", "1.1.2", "(a)", "1.2", "2", "2.0.1", "1", "1.1"},
			[]string{"1", "1.1", "1.1.1", "1.1.2", "1.1.2(a)", "1.2", "2", "2.0.1", "1", "1.1"}},
	}
	for _, test := range tests {
		var numbers, refs []string
		for _, b := range parse(t, "@numbering: "+test.numbering+"\n"+source).Blocks {
			if b.Kind == clause {
				numbers, refs = append(numbers, b.Number), append(refs, b.Ref)
			}
		}
		if !reflect.DeepEqual(numbers, test.numbers) || !reflect.DeepEqual(refs, test.refs) {
			t.Errorf("%s:\n got %q\nwant %q\n got %q\nwant %q", test.numbering, numbers, test.numbers, refs, test.refs)
		}
	}
}

func TestReferencesAreFilledInOrRefused(t *testing.T) {
	c := parse(t, "# One\n## See clause [[end]].\n# Two {#end}\n")
	if got := plain(c.Blocks[1].Text); got != "See clause 2." {
		t.Errorf("got %q", got)
	}
	for _, source := range []string{"# See [[nowhere]]\n", "# One {#x}\n# Two {#x}\n", "# **bold\n", "| a | b |\n| c |\n"} {
		path := filepath.Join(t.TempDir(), "bad.contract")
		if err := os.WriteFile(path, []byte("@outputs: docx\n"+source), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := readContract(path); err == nil {
			t.Errorf("%q was read without an error", source)
		}
	}
}

func TestQuotesCurl(t *testing.T) {
	c := &contract{Meta: map[string]string{}}
	for in, want := range map[string]string{
		`the "**Customer**"`:      "the \u201C**Customer**\u201D",
		`**"Breach"** means`:      "**\u201CBreach\u201D** means",
		`the Customer's ("we")`:   "the Customer\u2019s (\u201Cwe\u201D)",
		`"it's 'quoted' here",`:   "\u201Cit\u2019s \u2018quoted\u2019 here\u201D,",
		`days' notice and "x" or`: "days\u2019 notice and \u201Cx\u201D or",
	} {
		if got := c.quotes(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Late amounts. An amount bears interest. No more is due.", []string{"Late amounts. An amount bears interest.", "No more is due."}},
		{"St. Brannoc shall pay Helpline Desk Inc. Then it ends.", []string{"St. Brannoc shall pay Helpline Desk Inc. Then it ends."}},
		{"Under 45 C.F.R. Part 164 it shall tell (the \u201CReport.\u201D) The end comes.", []string{"Under 45 C.F.R. Part 164 it shall tell (the \u201CReport.\u201D)", "The end comes."}},
	}
	for _, test := range tests {
		if got := sentences(test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.text, got, test.want)
		}
	}
}

func TestLabelsNamePassages(t *testing.T) {
	c := parse(t, "## The Supplier shall:\n### tell us; {#tell}\n### pay within ten (10) days.\n3.3 First. {#x}\n3.3 Second thing here now. Third.\n")
	tests := []struct{ line, quote, where string }{
		{"a tell", "The Supplier shall: tell us;", "0.1(a)"},
		{"a @0:0.1(b) deadline=10 days", "The Supplier shall: pay within ten (10) days.", "0.1(b)"},
		{"a =3.3+2", "3.3 Second thing here now. Third.", ""},
	}
	for _, test := range tests {
		p, err := c.passage(test.line)
		if err != nil || p.Quote != test.quote || p.Where != test.where {
			t.Errorf("%s: got %+v, %v", test.line, p, err)
		}
	}
	for _, line := range []string{"a nowhere", "a tell/2", "a tell deadline"} {
		if _, err := c.passage(line); err == nil {
			t.Errorf("%s: want an error", line)
		}
	}
}

// TestSourcesAndLabelsAgree guards the label files: every line names a passage of its
// source, and none is labelled twice for a topic.
func TestSourcesAndLabelsAgree(t *testing.T) {
	sources, err := filepath.Glob("../src/*.labels")
	if err != nil || len(sources) < 8 {
		t.Fatalf("%d label files, %v", len(sources), err)
	}
	for _, source := range sources {
		c, err := readContract(strings.TrimSuffix(source, ".labels") + ".contract")
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, line := range strings.Split(string(data), "\n") {
			line = strings.TrimPrefix(line, "? ")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if _, err := c.passage(line); err != nil {
				t.Errorf("%s: %v", source, err)
			}
			if words := strings.Fields(line); seen[words[0]+words[1]] {
				t.Errorf("%s: %s %s is labelled twice", source, words[0], words[1])
			} else {
				seen[words[0]+words[1]] = true
			}
		}
	}
}
