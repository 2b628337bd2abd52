package llm

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/review"
)

// TestRealModel asks a real endpoint (`make test-model` starts one). A small model says odd
// things; what is tested is that nothing of it gets through that is not in the contract, that
// the bill is counted, and that a second run costs nothing.
func TestRealModel(t *testing.T) {
	url := os.Getenv("PARLEY_TEST_MODEL_URL")
	if url == "" {
		t.Skip("no model server: PARLEY_TEST_MODEL_URL is not set (make test-model sets it)")
	}
	client, err := New(Config{BaseURL: url, Model: "small", Timeout: 5 * time.Minute, Concurrency: 1, CacheDir: t.TempDir(), Redact: true})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	reading := sample()
	reader := NewReader(client, sampleTopics)
	rv := &review.Review{Findings: []contract.Finding{{ID: "f1", Title: "Short notice", Topic: "incident-notification", Stance: contract.Negotiate, Confidence: 0.5,
		Quote: "Globex Ltd shall notify Acme Corporation of any breach within 24 hours of discovery, by mail to ciso@acme.example.", Why: "The deadline is short."}}}
	first := reader.Propose(context.Background(), reading, rv)
	t.Logf("passages %d, opinions %d, dropped %+v, usage %+v, failure %q", len(first.Passages), len(first.Opinions), first.Dropped, first.Usage, first.Failure)
	if first.Usage.Requests == 0 || first.Usage.Prompt == 0 || first.Usage.Completion == 0 {
		t.Errorf("nothing was asked or counted: %+v", first.Usage)
	}
	for _, p := range first.Passages {
		quote := p.Cut(reading.Document.Text)
		if quote == "" || !strings.Contains(reading.Document.Text, quote) {
			t.Errorf("a passage that stands nowhere: %+v", p)
		}
	}
	for _, o := range first.Opinions {
		if o.Finding != "f1" || o.View != "confirm" && o.View != "doubt" {
			t.Errorf("an opinion on nothing: %+v", o)
		}
	}
	second := reader.Propose(context.Background(), reading, rv)
	if first.Failure == "" && (second.Usage.Requests != 0 || second.Usage.Cached == 0) {
		t.Errorf("the second run was not free: %+v", second.Usage)
	}
	answer, err := reader.Ask(context.Background(), reading, "How soon must a breach be notified?")
	if err != nil {
		t.Logf("no answer: %v", err)
	}
	if answer.Found && len(answer.Citations) == 0 {
		t.Error("an answer without a citation")
	}
	for _, c := range answer.Citations {
		if c.Quote != c.Cut(reading.Document.Text) {
			t.Errorf("citation %q is not the text at its span", c.Quote)
		}
	}
}
