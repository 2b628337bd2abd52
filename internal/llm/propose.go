package llm

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"parley/internal/contract"
	"parley/internal/review"
)

// Reader is a Client with the topics it may name; it is a review.Classifier.
type Reader struct {
	client *Client
	topics []Topic
	known  map[string]Topic
}

// NewReader makes a Reader.
func NewReader(c *Client, topics []Topic) *Reader {
	r := &Reader{client: c, topics: topics, known: map[string]Topic{}}
	for _, t := range topics {
		r.known[t.ID] = t
	}
	return r
}

// How much is asked at once. A small model reads a page or two well, not thirty.
const (
	chunkBytes   = 6000
	opinionBatch = 8
	answerTokens = 1200
	doubtBelow   = 0.75 // findings less sure than this get a second opinion
)

// Plan lists exactly what Propose would send for a review, in order: the dry run.
func (r *Reader) Plan(reading review.Reading, rv *review.Review) []Message {
	var out []Message
	for _, j := range r.jobs(reading, rv, r.redactor(reading)) {
		out = append(out, Message{j.q.Task, j.q.System, j.q.User, j.q.estimate()})
	}
	return out
}

// Message is one request as it would be sent; Tokens is an estimate, in and out.
type Message struct {
	Task   string `json:"task"`
	System string `json:"system"`
	User   string `json:"user"`
	Tokens int    `json:"tokens"`
}

func (r *Reader) redactor(reading review.Reading) *redactor {
	return newRedactor(r.client.config.Redact, reading.Outline.Parties)
}

// job is a question and what to do with its answer.
type job struct {
	q    question
	take func(ctx context.Context, b *budget, q question, p *review.Proposals) error
}

// Propose asks about the clauses that no rule recognised, for a second opinion on what the
// rules are unsure of, for a summary in plain words, and for the positions that matter most
// in this contract's words.
func (r *Reader) Propose(ctx context.Context, reading review.Reading, rv *review.Review) review.Proposals {
	p := review.Proposals{Model: r.client.config.Model, Host: r.client.host, Opinions: []review.Opinion{}}
	jobs := r.jobs(reading, rv, r.redactor(reading))
	for _, j := range jobs {
		p.Usage.Estimate += j.q.estimate()
	}
	b := &budget{left: r.client.config.Budget}
	parts := make([]review.Proposals, len(jobs))
	failures := make([]error, len(jobs))
	var group sync.WaitGroup
	for i, j := range jobs {
		group.Go(func() { failures[i] = j.take(ctx, b, j.q, &parts[i]) })
	}
	group.Wait()
	for i, part := range parts { // in the order of the jobs, whichever answered first
		p.Passages = append(p.Passages, part.Passages...)
		p.Opinions = append(p.Opinions, part.Opinions...)
		p.Wordings = append(p.Wordings, part.Wordings...)
		if part.Summary != "" {
			p.Summary = part.Summary
		}
		p.Dropped.Quotes += part.Dropped.Quotes
		p.Dropped.Topics += part.Dropped.Topics
		p.Dropped.Facts += part.Dropped.Facts
		p.Dropped.Words += part.Dropped.Words
		p.Dropped.Other += part.Dropped.Other
		if failures[i] != nil && p.Failure == "" {
			p.Failure = failures[i].Error()
		}
	}
	b.usage.Estimate = p.Usage.Estimate
	p.Usage = b.usage
	return p
}

func (r *Reader) jobs(reading review.Reading, rv *review.Review, hide *redactor) []job {
	jobs := r.classifyJobs(reading, rv, hide)
	jobs = append(jobs, r.opinionJobs(rv, hide)...)
	jobs = append(jobs, r.summaryJobs(rv, hide)...)
	return append(jobs, r.tailorJobs(rv, hide)...)
}

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

// opinionJobs ask about the answerable findings that the rules are less sure of.
func (r *Reader) opinionJobs(rv *review.Review, hide *redactor) []job {
	var jobs []job
	var lines []string
	ids := map[string]bool{}
	flush := func() {
		if len(lines) == 0 {
			return
		}
		asked := ids
		jobs = append(jobs, job{
			q: question{opinionTask, opinionSystem, fence(strings.Join(lines, "\n\n")), opinionSchema, answerTokens},
			take: func(ctx context.Context, b *budget, q question, p *review.Proposals) error {
				return r.takeOpinions(ctx, b, q, asked, hide, p)
			},
		})
		lines, ids = nil, map[string]bool{}
	}
	for _, f := range review.Answerable(rv.Findings) {
		if f.Quote == "" || f.Confidence >= doubtBelow {
			continue
		}
		lines = append(lines, hide.hide(fmt.Sprintf("[%s] %s (topic %s): %s", f.ID, f.Title, f.Topic, strings.Join(strings.Fields(f.Quote), " "))))
		ids[f.ID] = true
		if len(lines) == opinionBatch {
			flush()
		}
	}
	flush()
	return jobs
}

func (r *Reader) takeOpinions(ctx context.Context, b *budget, q question, asked map[string]bool, hide *redactor, p *review.Proposals) error {
	var answer opinionAnswer
	if err := r.client.ask(ctx, b, q, &answer); err != nil {
		return err
	}
	for _, o := range answer.Opinions {
		id := strings.Trim(o.Finding, "[] ")
		if !asked[id] || o.View != "confirm" && o.View != "doubt" {
			p.Dropped.Other++
			continue
		}
		asked[id] = false // one opinion each
		p.Opinions = append(p.Opinions, review.Opinion{Finding: id, View: o.View, Reason: hide.show(o.Reason)})
	}
	return nil
}

func (r *Reader) summaryJobs(rv *review.Review, hide *redactor) []job {
	var lines []string
	for _, f := range review.Answerable(rv.Findings) {
		if len(lines) == 20 {
			break
		}
		lines = append(lines, hide.hide(fmt.Sprintf("- %s (%s): %s %s", f.Title, f.Stance, f.Why, strings.Join(strings.Fields(f.Quote), " "))))
	}
	if len(lines) == 0 {
		return nil
	}
	return []job{{
		q: question{summaryTask, summarySystem, fence(strings.Join(lines, "\n")), summarySchema, 500},
		take: func(ctx context.Context, b *budget, q question, p *review.Proposals) error {
			var answer summaryAnswer
			if err := r.client.ask(ctx, b, q, &answer); err != nil {
				return err
			}
			p.Summary = hide.show(strings.TrimSpace(answer.Summary))
			return nil
		},
	}}
}

// tailorJobs ask for the positions on the findings that matter, in this contract's words.
func (r *Reader) tailorJobs(rv *review.Review, hide *redactor) []job {
	var jobs []job
	for _, f := range rv.Findings {
		if !slices.Contains(rv.Verdict.Matters, f.ID) || f.Quote == "" || f.Position.Ask == "" {
			continue
		}
		given := strings.Join([]string{f.Position.Ask, f.Position.Fallback, f.Position.Rationale, f.Quote}, "\n")
		text := hide.hide(fmt.Sprintf("Passage: %s\nAsk: %s\nFallback: %s\nRationale: %s", strings.Join(strings.Fields(f.Quote), " "),
			f.Position.Ask, f.Position.Fallback, f.Position.Rationale))
		jobs = append(jobs, job{
			q: question{tailorTask, tailorSystem, fence(text), tailorSchema, 600},
			take: func(ctx context.Context, b *budget, q question, p *review.Proposals) error {
				var a tailorAnswer
				if err := r.client.ask(ctx, b, q, &a); err != nil {
					return err
				}
				w := review.Wording{Finding: f.ID, Ask: hide.show(a.Ask), Fallback: hide.show(a.Fallback), Rationale: hide.show(a.Rationale)}
				if !sameNumbers(given, w.Ask+" "+w.Fallback+" "+w.Rationale) {
					p.Dropped.Words++
					return nil
				}
				p.Wordings = append(p.Wordings, w)
				return nil
			},
		})
	}
	return jobs
}

// sameNumbers reports whether every number of the new words stands in the given ones: a
// model may reword a limit, not move it.
func sameNumbers(given, words string) bool {
	known := map[string]bool{}
	for _, n := range numbers(given) {
		known[n] = true
	}
	for _, n := range numbers(words) {
		if !known[n] {
			return false
		}
	}
	return true
}

// numbers lists the numbers of a text, in figures and in words.
func numbers(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.') }) {
		w = strings.Trim(w, ".")
		if w != "" && (w[0] >= '0' && w[0] <= '9' || numberWords[w]) {
			out = append(out, w)
		}
	}
	return out
}

var numberWords = map[string]bool{
	"two": true, "three": true, "four": true, "five": true, "six": true, "seven": true, "eight": true, "nine": true, "ten": true,
	"twelve": true, "fifteen": true, "twenty": true, "thirty": true, "forty": true, "sixty": true, "ninety": true, "hundred": true, "million": true,
	"unlimited": true,
}

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
