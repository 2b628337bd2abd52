package llm

import (
	"context"
	"fmt"
	"strings"
	"sync"

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
		p.Dropped.Add(part.Dropped)
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
