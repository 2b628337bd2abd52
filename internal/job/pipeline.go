package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/ingest/fault"
	"parley/internal/review"
	"parley/internal/rule"
	"parley/internal/store"
)

// Consult asks a model about a finished review and adds what it says.
type Consult func(ctx context.Context, r review.Reading, rv *review.Review)

// Pipeline is the Reviewer that reads files by opt and judges them by a playbook; with a
// consult that is not nil, a model can be asked afterwards.
func Pipeline(playbook *rule.Set, opt ingest.Options, consult Consult) Reviewer {
	return func(ctx context.Context, f File, report func(Stage)) ([]Made, error) {
		docs, err := ingest.Read(ctx, ingest.Source{Name: f.Name, Path: f.Path}, opt)
		if len(docs) == 0 {
			return nil, err
		}
		docs[0] = warned(docs[0], err)
		deal := review.Options{Deal: f.Deal}
		report(Structuring)
		readings := make([]review.Reading, len(docs))
		for i, doc := range docs {
			readings[i] = review.Read(doc, deal)
		}
		report(Judging)
		made := make([]Made, len(docs))
		for i, r := range readings {
			rv, err := review.Make(ctx, r, playbook, deal)
			if err != nil {
				return nil, err
			}
			if made[i].Reviewed, err = keepable(r, rv); err != nil {
				return nil, err
			}
			if consult != nil {
				made[i].Consult = func(ctx context.Context) (store.Reviewed, error) {
					consult(ctx, r, rv)
					return keepable(r, rv)
				}
			}
		}
		return made, nil
	}
}

// keepable is a review as the store takes it.
func keepable(r review.Reading, rv *review.Review) (store.Reviewed, error) {
	body, err := json.Marshal(rv)
	if err != nil {
		return store.Reviewed{}, err
	}
	return store.Reviewed{
		Name:    r.Document.Name,
		Reading: store.Reading{Document: r.Document, Outline: r.Outline},
		Side:    rv.Side,
		Summary: store.Summary{Advice: string(rv.Verdict.Advice), Stance: rv.Verdict.Stance, Score: rv.Verdict.Score, Counts: rv.Verdict.Counts},
		Body:    body,
	}, nil
}

// warned is doc with a warning for every other document of its file that could not be
// read; err joins their faults.
func warned(doc *contract.Document, err error) *contract.Document {
	if err == nil {
		return doc
	}
	list := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		list = joined.Unwrap()
	}
	copied := *doc
	copied.Warnings = append([]contract.Warning{}, doc.Warnings...)
	for _, e := range list {
		var f *fault.Error
		if !errors.As(e, &f) {
			continue
		}
		copied.Warnings = append(copied.Warnings, contract.Warning{Code: "part-not-read", Text: fmt.Sprintf("Not read: %s: %s.", f.File, f.What)})
	}
	return &copied
}
