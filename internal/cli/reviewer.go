package cli

import (
	"context"

	"parley/internal/ingest"
	"parley/internal/review"
	"parley/internal/rule"
)

// reviewer reads files and judges what is in them; it may be used from several goroutines.
type reviewer struct {
	set     *rule.Set
	reading ingest.Options
	options review.Options
}

// reviewed is one document's review with the reading it was made of.
type reviewed struct {
	*review.Review
	reading review.Reading
}

// file reviews each document of a file: several for mail and archives. With an error it
// gives the reviews that were made all the same.
func (r reviewer) file(ctx context.Context, path string) ([]reviewed, error) {
	docs, err := ingest.Read(ctx, ingest.Source{Path: path}, r.reading)
	var out []reviewed
	for _, doc := range docs {
		reading := review.Read(doc, r.options)
		rv, err := review.Make(ctx, reading, r.set, r.options)
		if err != nil {
			return out, err
		}
		out = append(out, reviewed{rv, reading})
	}
	return out, err
}
