// Package review tells the pipeline once: a Document becomes an outline, the outline
// goes through a playbook's rules, the findings become a verdict. It is a pure function
// of the document, the playbook and the deal; files, clock, network and model stay outside.
package review

import (
	"context"
	"fmt"
	"slices"

	"parley/internal/contract"
	"parley/internal/outline"
	"parley/internal/quantity"
	"parley/internal/query"
	"parley/internal/rule"
)

// Format is the version of the Review JSON. Fields are added under the same number;
// a change of meaning raises it.
const Format = 1

// Review is a document's findings and what they add up to; its JSON is the program's
// main output (the schema is schema.json beside this file).
type Review struct {
	Format   int                `json:"format"`
	Document Document           `json:"document"`
	Side     contract.Role      `json:"side"`
	Deal     contract.Deal      `json:"deal"`
	Playbook Playbook           `json:"playbook"`
	Verdict  Verdict            `json:"verdict"`
	Clauses  []Clause           `json:"clauses"`
	Findings []contract.Finding `json:"findings"`
	Model    *Proposals         `json:"model,omitempty"` // what a model added, when one was asked
}

// Document describes what was reviewed.
type Document struct {
	Name     string             `json:"name"`
	SHA256   string             `json:"sha256"`
	Type     string             `json:"type"`
	Pages    int                `json:"pages"` // 0 when the format has none
	Language string             `json:"language"`
	Kind     string             `json:"kind"`
	Title    string             `json:"title,omitempty"`
	Date     string             `json:"date,omitempty"`
	Parties  []contract.Party   `json:"parties"`
	Warnings []contract.Warning `json:"warnings"`
}

// Playbook names the rules that judged, by content.
type Playbook struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// Clause is a clause as a reader addresses it; Start and End are byte offsets.
type Clause struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Path    string `json:"path,omitempty"` // the number in full: "12.3(b)"
	Heading string `json:"heading"`
	Level   int    `json:"level"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Page    int    `json:"page"`
}

// Options are what a caller may say about the deal and the parties.
type Options struct {
	Deal     contract.Deal // Deal.Side "" means supplier
	Supplier string        // a party's name, when the reader must not guess
	Customer string
}

// Reading is a document with its structure: what a review was made of, and what a
// screen needs to show it.
type Reading struct {
	Document *contract.Document
	Outline  *contract.Outline
	Text     *query.Text // the same, ready for queries
}

// Read parses the structure of a document.
func Read(doc *contract.Document, opt Options) Reading {
	quantities := quantity.Scan(doc.Text[:doc.BodyEnd])
	o := outline.Parse(doc, outline.Options{Supplier: opt.Supplier, Customer: opt.Customer, Side: side(opt.Deal), Quantities: quantities})
	return Reading{doc, o, query.NewText(doc, o, quantities)}
}

// Make judges a reading by a playbook. It fails when ctx has ended, or when a condition of
// a user's rule cannot be evaluated.
func Make(ctx context.Context, r Reading, playbook *rule.Set, opt Options) (*Review, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	deal := opt.Deal
	deal.Side = side(deal)
	findings, err := playbook.Apply(r.Text, deal)
	if err != nil {
		return nil, fmt.Errorf("reviewing %s: %w", r.Document.Name, err)
	}
	document := describe(r)
	if foreign(document) { // rules in English cannot tell what a foreign text lacks
		findings = slices.DeleteFunc(findings, func(f contract.Finding) bool { return f.Quote == "" })
	}
	for i := range findings {
		if findings[i].Searched == nil {
			findings[i].Searched = &contract.Searched{}
		}
	}
	out := &Review{
		Format:   Format,
		Document: document,
		Side:     deal.Side,
		Deal:     deal,
		Playbook: Playbook{Name: "parley", Digest: playbook.Digest},
		Clauses:  clauses(r.Outline),
		Findings: orEmpty(findings),
	}
	out.Verdict = judge(r, out)
	return out, nil
}

func side(d contract.Deal) contract.Role {
	if d.Side == contract.Unknown {
		return contract.Supplier
	}
	return d.Side
}

func describe(r Reading) Document {
	parties := make([]contract.Party, len(r.Outline.Parties))
	for i, p := range r.Outline.Parties {
		p.Terms = orEmpty(p.Terms)
		parties[i] = p
	}
	warnings := append(append([]contract.Warning{}, r.Document.Warnings...), r.Outline.Warnings...)
	warnings = append(warnings, instructions(r)...)
	return Document{
		Name: r.Document.Name, SHA256: r.Document.SHA256, Type: r.Document.Type,
		Pages: len(r.Document.Pages), Language: r.Document.Language,
		Kind: r.Outline.Kind, Title: r.Outline.Title, Date: r.Outline.Date,
		Parties: parties, Warnings: warnings,
	}
}

func clauses(o *contract.Outline) []Clause {
	out := make([]Clause, len(o.Clauses))
	for i, c := range o.Clauses {
		out[i] = Clause{c.ID, c.Number, c.Path, c.Heading, c.Level, c.Start, c.End, c.Page}
	}
	return out
}

// orEmpty keeps null out of the JSON: a list is there, if empty.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
