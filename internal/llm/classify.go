package llm

import (
	"context"
	"slices"
	"strings"

	"parley/internal/contract"
	"parley/internal/review"
)

// classifyJobs covers the clauses that carry text and that no sure finding stands in.
func (r *Reader) classifyJobs(reading review.Reading, rv *review.Review, hide *redactor) []job {
	doc, o := reading.Document, reading.Outline
	sure := map[int]bool{}
	for _, f := range rv.Findings {
		if f.Quote != "" && f.Confidence >= doubtBelow {
			sure[o.ClauseAt(f.Start)] = true
		}
	}
	system := classifySystem + topicList(r.topics)
	var jobs []job
	var chunk []contract.Clause
	size := 0
	flush := func() {
		if len(chunk) == 0 {
			return
		}
		var lines []string
		for _, c := range chunk {
			lines = append(lines, hide.hide(clauseText(doc, c)))
		}
		clauses := chunk
		jobs = append(jobs, job{
			q: question{classifyTask, system, fence(strings.Join(lines, "\n\n")), classifySchema, answerTokens},
			take: func(ctx context.Context, b *budget, q question, p *review.Proposals) error {
				return r.takePassages(ctx, b, q, doc, clauses, hide, p)
			},
		})
		chunk, size = nil, 0
	}
	for i, c := range o.Clauses {
		if sure[i] || len(strings.TrimSpace(c.Own.Cut(doc.Text))) < 40 {
			continue
		}
		if size += c.Own.Len(); size > chunkBytes {
			flush()
			size = c.Own.Len()
		}
		chunk = append(chunk, c)
	}
	flush()
	return jobs
}

// takePassages keeps the passages whose quote stands verbatim in the clause they cite.
func (r *Reader) takePassages(ctx context.Context, b *budget, q question, doc *contract.Document, clauses []contract.Clause, hide *redactor, p *review.Proposals) error {
	var answer classifyAnswer
	if err := r.client.ask(ctx, b, q, &answer); err != nil {
		return err
	}
	byID := map[string]contract.Clause{}
	for _, c := range clauses {
		byID[c.ID] = c
	}
	for _, a := range answer.Passages {
		clause, ok := byID[strings.Trim(a.Clause, "[] ")]
		if !ok {
			p.Dropped.Other++
			continue
		}
		topic, ok := r.known[a.Topic]
		if !ok {
			p.Dropped.Topics++
			continue
		}
		span, ok := locate(doc.Text, clause.Own, hide.show(a.Quote))
		if !ok {
			p.Dropped.Quotes++
			continue
		}
		facts := map[string]any{}
		for _, f := range a.Facts {
			value := hide.show(f.Value)
			if !slices.Contains(topic.Facts, f.Name) || !grounded(span.Cut(doc.Text), value) {
				p.Dropped.Facts++
				continue
			}
			facts[f.Name] = value
		}
		p.Passages = append(p.Passages, review.Passage{
			Span: span, Topic: a.Topic, Facts: facts, Reason: hide.show(a.Reason), Confidence: min(max(a.Confidence, 0), 1),
		})
	}
	return nil
}

// partyWords are values of facts that name a party by its role, which the quote may do by
// another word; everything else must stand in the quote.
var partyWords = map[string]bool{"supplier": true, "customer": true, "both": true, "true": true, "false": true}

// promptWords stand for the values that topics use where no number is given.
var promptWords = map[string][]string{
	"immediate": {"immediate", "forthwith", "at once"},
	"prompt":    {"prompt", "without undue delay", "as soon as", "without delay", "expeditious"},
}

// grounded reports whether a fact's value stands in the words of the quote.
func grounded(quote, value string) bool {
	value = strings.ToLower(strings.TrimSpace(value))
	if value == "" {
		return false
	}
	if partyWords[value] {
		return true
	}
	quote, _ = foldText(strings.ToLower(quote))
	for _, w := range promptWords[value] {
		if strings.Contains(quote, w) {
			return true
		}
	}
	// Every word of the value must stand there; "72 hours" in "seventy-two (72) hours".
	for _, w := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" (),;", r) }) {
		if !strings.Contains(quote, strings.TrimSuffix(w, "s")) {
			return false
		}
	}
	return true
}
