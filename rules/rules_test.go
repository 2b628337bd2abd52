package rules_test

import (
	"flag"
	"os"
	"testing"

	"parley/internal/contract"
	"parley/internal/outline"
	"parley/internal/rule"
	"parley/rules"
)

var update = flag.Bool("update", false, "write README.md anew")

// load gives the shipped playbook.
func load(t *testing.T) *rule.Set {
	t.Helper()
	set, err := rule.Load(rules.FS)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// parse reads the structure of a test's text.
func parse(doc *contract.Document, supplier, customer string, side contract.Role) *contract.Outline {
	return outline.Parse(doc, outline.Options{Supplier: supplier, Customer: customer, Side: side})
}

// TestPlaybook runs the tests inside the shipped rules.
func TestPlaybook(t *testing.T) {
	for _, r := range load(t).Test(parse, "") {
		if !r.OK() {
			t.Error(r)
		}
	}
}

// TestLint holds the shipped rules to what is asked of every rule.
func TestLint(t *testing.T) {
	for _, p := range load(t).Lint() {
		t.Error(p)
	}
}

// TestCatalogue checks that README.md lists the rules as they are; -update writes it.
func TestCatalogue(t *testing.T) {
	want := load(t).Catalogue()
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("README.md is not current: go test ./rules -update")
	}
}
