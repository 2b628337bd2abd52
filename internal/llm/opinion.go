package llm

import (
	"context"
	"fmt"
	"strings"

	"parley/internal/review"
)

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
