package job

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/ingest/fault"
	"parley/internal/review"
	"parley/internal/rule"
	"parley/rules"
)

const agreement = `SERVICES AGREEMENT

This agreement is made between Birch Labs Ltd (the "Supplier") and Quarry Bank plc (the "Customer").

1. Security

1.1 The Supplier shall notify the Customer within 12 hours after the occurrence of any security incident.

2. Law

2.1 This agreement is governed by the laws of Ireland.
`

func TestPipelineReviewsAFile(t *testing.T) {
	playbook, err := rule.Load(rules.FS)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kept-under-a-hash")
	if err := os.WriteFile(path, []byte(agreement), 0o600); err != nil {
		t.Fatal(err)
	}
	var stages []Stage
	made, err := Pipeline(playbook, ingest.Options{}, nil)(context.Background(),
		File{Name: "msa.txt", Path: path, Deal: contract.Deal{Side: contract.Supplier}},
		func(s Stage) { stages = append(stages, s) })
	if err != nil || len(made) != 1 {
		t.Fatalf("%d documents, %v", len(made), err)
	}
	if !slices.Equal(stages, []Stage{Structuring, Judging}) {
		t.Errorf("stages: %v", stages)
	}
	r := made[0]
	var rv review.Review
	if err := json.Unmarshal(r.Body, &rv); err != nil {
		t.Fatal(err)
	}
	if r.Name != "msa.txt" || r.Side != contract.Supplier || string(rv.Verdict.Advice) != r.Summary.Advice {
		t.Errorf("kept: %+v", r.Summary)
	}
	at := slices.IndexFunc(rv.Findings, func(f contract.Finding) bool { return f.Topic == "incident-notification" && f.Quote != "" })
	if at < 0 {
		t.Fatalf("the incident notice was not found among %d findings", len(rv.Findings))
	}
	f := rv.Findings[at]
	if got := (contract.Span{Start: f.Start, End: f.End}).Cut(r.Reading.Document.Text); got != f.Quote {
		t.Errorf("the kept text at the finding is %q; expected its quote %q", got, f.Quote)
	}
}

func TestPipelineKeepsWhatAModelAdds(t *testing.T) {
	playbook, err := rule.Load(rules.FS)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte(agreement), 0o600); err != nil {
		t.Fatal(err)
	}
	var stages []Stage
	consult := func(_ context.Context, r review.Reading, rv *review.Review) {
		rv.Model = &review.Proposals{Model: "m", Summary: "of " + r.Document.Name}
	}
	made, err := Pipeline(playbook, ingest.Options{}, consult)(context.Background(), File{Name: "msa.txt", Path: path}, func(s Stage) { stages = append(stages, s) })
	if err != nil {
		t.Fatal(err)
	}
	var rv review.Review
	if err := json.Unmarshal(made[0].Body, &rv); err != nil || rv.Model != nil {
		t.Errorf("the model was asked before the review was made: %+v, %v", rv.Model, err)
	}
	revised, err := made[0].Consult(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(revised.Body, &rv); err != nil || rv.Model == nil || rv.Model.Summary != "of msa.txt" {
		t.Errorf("model: %+v, %v", rv.Model, err)
	}
	if !slices.Equal(stages, []Stage{Structuring, Judging}) {
		t.Errorf("stages: %v", stages)
	}
}

func TestPipelineSaysWhatIsWrongWithAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(path, []byte("   \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Pipeline(nil, ingest.Options{}, nil)(context.Background(), File{Name: "msa.txt", Path: path}, func(Stage) {})
	if fault.CodeOf(err) != fault.Empty {
		t.Errorf("%v; expected %s", err, fault.Empty)
	}
}

func TestWhatCouldNotBeReadOfAnArchiveIsAWarning(t *testing.T) {
	doc := &contract.Document{Warnings: []contract.Warning{{Code: "old"}}}
	err := errors.Join(fault.New(fault.PasswordNeeded, "the file is encrypted", "").In("dpa.pdf"), fault.New(fault.Damaged, "broken", "").In("sow.docx"))
	got := warned(doc, err).Warnings
	if len(got) != 3 || got[1].Text != "Not read: dpa.pdf: the file is encrypted." || got[2].Text != "Not read: sow.docx: broken." {
		t.Errorf("warnings: %+v", got)
	}
	if len(doc.Warnings) != 1 || warned(doc, nil) != doc {
		t.Error("the document itself was changed")
	}
}
