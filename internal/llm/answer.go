package llm

import (
	"context"
	"strings"

	"parley/internal/contract"
	"parley/internal/review"
)

// Citation is a passage that supports an answer.
type Citation struct {
	contract.Span
	Clause contract.ClauseRef `json:"clause"`
	Page   int                `json:"page"`
	Quote  string             `json:"quote"`
}

// Answer is what the contract says to a question.
type Answer struct {
	Found     bool           `json:"found"` // false: not in this contract
	Text      string         `json:"text"`
	Citations []Citation     `json:"citations"`
	Dropped   review.Dropped `json:"dropped"`
	Usage     review.Usage   `json:"usage"`
}

// Ask answers a question about the contract with citations. An answer whose citations
// cannot be found in the contract is no answer.
func (r *Reader) Ask(ctx context.Context, reading review.Reading, text string) (Answer, error) {
	doc, o := reading.Document, reading.Outline
	hide := r.redactor(reading)
	b := &budget{left: r.client.config.Budget}
	var lines []string
	byID := map[string]contract.Clause{}
	for _, c := range relevant(doc, o, text) {
		byID[c.ID] = c
		lines = append(lines, hide.hide(clauseText(doc, c)))
	}
	q := question{answerTask, answerSystem, "Question: " + hide.hide(text) + "\n\n" + fence(strings.Join(lines, "\n\n")), answerSchema, answerTokens}
	var got answerAnswer
	err := r.client.ask(ctx, b, q, &got)
	out := Answer{Citations: []Citation{}, Usage: b.usage}
	if err != nil {
		return out, err
	}
	for _, c := range got.Citations {
		clause, ok := byID[strings.Trim(c.Clause, "[] ")]
		if !ok {
			out.Dropped.Other++
			continue
		}
		span, ok := locate(doc.Text, clause.Own, hide.show(c.Quote))
		if !ok {
			out.Dropped.Quotes++
			continue
		}
		out.Citations = append(out.Citations, Citation{span, contract.ClauseRef{ID: clause.ID, Number: clause.Path, Heading: clause.Heading},
			doc.PageAt(span.Start), span.Cut(doc.Text)})
	}
	if got.Found && len(out.Citations) > 0 {
		out.Found, out.Text = true, hide.show(strings.TrimSpace(got.Answer))
	}
	return out, nil
}

// relevant picks the clauses that share the most words with a question, in text order, up to
// what a small model can read.
func relevant(doc *contract.Document, o *contract.Outline, text string) []contract.Clause {
	wanted := map[string]bool{}
	for _, w := range words(text) {
		if len(w) > 3 {
			wanted[beginning(w)] = true
		}
	}
	shared := make([]int, len(o.Clauses)) // distinct words in common, by clause
	most := 0
	for i, c := range o.Clauses {
		seen := map[string]bool{}
		for _, w := range words(c.Heading + " " + c.Own.Cut(doc.Text)) {
			if w = beginning(w); wanted[w] {
				seen[w] = true
			}
		}
		shared[i] = len(seen)
		most = max(most, len(seen))
	}
	chosen := make([]bool, len(o.Clauses))
	size := 0
	for n := most; n > 0; n-- {
		for i, c := range o.Clauses {
			if shared[i] == n && size+c.Own.Len() <= 2*chunkBytes {
				chosen[i] = true
				size += c.Own.Len()
			}
		}
	}
	var out []contract.Clause
	for i, c := range o.Clauses {
		if chosen[i] {
			out = append(out, c)
		}
	}
	return out
}

// beginning is a crude stem: words that begin alike count as the same.
func beginning(w string) string { return w[:min(len(w), 6)] }

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r < 'a' || r > 'z' })
}
