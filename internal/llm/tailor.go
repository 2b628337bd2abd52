package llm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parley/internal/review"
)

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
