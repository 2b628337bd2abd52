// Package corpus holds the shipped clause bank: wordings for every topic, by whom they favour.
package corpus

import (
	"embed"
	"fmt"
	"io/fs"

	"go.yaml.in/yaml/v3"
)

// FS is the clause bank's files, clauses/<topic>.yaml. README.md describes them.
//
//go:embed clauses
var FS embed.FS

// Stance says whom a wording favours.
type Stance string

// The stances. Every topic has at least one wording of each.
const (
	Market   Stance = "market"   // what both sides commonly settle for
	Supplier Stance = "supplier" // a supplier's opening position
	Customer Stance = "customer" // a customer's opening position
)

// Clause is one wording. Its text is complete and has placeholders in square brackets.
type Clause struct {
	ID           string   `yaml:"id"` // "<topic>/<stance>", with "-us", "-eu" and so on for a variant
	Topic        string   `yaml:"topic"`
	Stance       Stance   `yaml:"stance_for"`
	Title        string   `yaml:"title"`
	Jurisdiction string   `yaml:"jurisdiction"` // "any", "eu", "uk", "eu-uk" or "us"
	Tags         []string `yaml:"tags"`
	Sources      []string `yaml:"sources"` // laws and standards the wording answers to
	Text         string   `yaml:"text"`
	Note         string   `yaml:"note"` // when to use it and what it costs; not for the other side
}

// Clauses reads the bank in fsys (normally FS), in the order of file names and, within
// a file, as written. It fails on a key or a shape it does not know, naming the file.
func Clauses(fsys fs.FS) ([]Clause, error) {
	paths, err := fs.Glob(fsys, "clauses/*.yaml") // sorted by name
	if err != nil {
		return nil, err
	}
	var all []Clause
	for _, path := range paths {
		clauses, err := readFile(fsys, path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		all = append(all, clauses...)
	}
	return all, nil
}

// readFile reads one topic's clauses.
func readFile(fsys fs.FS, path string) ([]Clause, error) {
	file, err := fsys.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	strict := yaml.NewDecoder(file)
	strict.KnownFields(true)
	var clauses []Clause
	return clauses, strict.Decode(&clauses)
}
