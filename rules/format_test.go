package rules_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"parley/internal/rule"
)

// TestFormat loads the examples of FORMAT.md and runs the tests in them.
func TestFormat(t *testing.T) {
	page, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, block := range strings.Split(string(page), "```yaml ")[1:] {
		name, content, _ := strings.Cut(block, "\n")
		content, _, ok := strings.Cut(content, "```")
		if !ok {
			t.Fatalf("%s: the example does not end", name)
		}
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
	}
	set, err := rule.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Topics) != 1 || len(set.Rules) != 1 {
		t.Fatalf("%d topics and %d rules, want one of each", len(set.Topics), len(set.Rules))
	}
	for _, r := range set.Test(parse, "") {
		if !r.OK() {
			t.Error(r)
		}
	}
}
