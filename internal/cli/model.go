package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/llm"
	"parley/internal/review"
	"parley/internal/rule"
)

// modelFlags say which model is asked, if any. Without an address nothing is sent.
type modelFlags struct {
	url, model, keyFile string
	azure, redact       bool
	hosts               []string
	budget              int
	cache, ledger       string
	wait                time.Duration
	confidential        bool
}

func (m *modelFlags) add(f *pflag.FlagSet) {
	f.StringVar(&m.url, "model-url", "", "an OpenAI-compatible endpoint, like http://127.0.0.1:8080/v1 (PARLEY_MODEL_URL); without one nothing is sent")
	f.StringVar(&m.model, "model", "", "the model's name there (PARLEY_MODEL)")
	f.StringVar(&m.keyFile, "model-key-file", "", "a file that holds the key (PARLEY_MODEL_KEY_FILE, or the key in PARLEY_MODEL_KEY)")
	f.BoolVar(&m.azure, "model-azure", false, "the endpoint is Azure's")
	f.StringSliceVar(&m.hosts, "model-host", nil, "the only hosts that may be asked (PARLEY_MODEL_HOSTS)")
	f.BoolVar(&m.redact, "redact", false, "send placeholders for names, addresses, e-mails and sums")
	f.IntVar(&m.budget, "model-budget", 0, "tokens a document may use (default 60000)")
	f.StringVar(&m.cache, "model-cache", "", "a folder that keeps answers, so that a second run costs nothing")
	f.StringVar(&m.ledger, "model-log", "", "a file that logs what was sent where, by hash")
	f.DurationVar(&m.wait, "model-wait", 5*time.Minute, "how long to wait for the model, for each document")
	f.BoolVar(&m.confidential, "send-confidential", false, "also send documents that mark themselves strictly confidential or privileged")
}

// reader makes the model's reader; nil when no model is configured.
func (m *modelFlags) reader(set *rule.Set) (*llm.Reader, func() error, error) {
	nothing := func() error { return nil }
	config, err := llm.FromEnvironment(os.Getenv)
	if err != nil {
		return nil, nothing, usage(err.Error(), "check PARLEY_MODEL_KEY_FILE")
	}
	if m.url != "" {
		config.BaseURL = m.url
	}
	if !config.On() {
		return nil, nothing, nil
	}
	if m.model != "" {
		config.Model = m.model
	}
	if m.keyFile != "" {
		if err := config.ReadKey(m.keyFile); err != nil {
			return nil, nothing, usage(err.Error(), "check --model-key-file")
		}
	}
	if len(m.hosts) > 0 {
		config.AllowHosts = m.hosts
	}
	config.Azure = config.Azure || m.azure
	config.Redact, config.Budget, config.CacheDir, config.Ledger = m.redact, m.budget, m.cache, m.ledger
	client, err := llm.New(config)
	if err != nil {
		return nil, nothing, usage(err.Error(), "see 'parley review --help'")
	}
	return llm.NewReader(client, modelTopics(set)), client.Close, nil
}

// modelTopics tells a model what the playbook's topics are.
func modelTopics(set *rule.Set) []llm.Topic {
	var topics []llm.Topic
	for _, t := range set.Topics {
		topic := llm.Topic{ID: t.ID, About: t.About}
		for _, f := range t.Facts {
			topic.Facts = append(topic.Facts, f.Name)
		}
		topics = append(topics, topic)
	}
	return topics
}

// mayAsk reports whether a document may be sent.
func (m *modelFlags) mayAsk(doc *contract.Document) bool {
	return m.confidential || !llm.Confidential(doc)
}

// consult asks the model about a finished review, within the wait. A document that must not
// be sent is noted as such.
func (m *modelFlags) consult(ctx context.Context, reader *llm.Reader, reading review.Reading, rv *review.Review, set *rule.Set) {
	if !m.mayAsk(reading.Document) {
		rv.Model = &review.Proposals{Opinions: []review.Opinion{}, Failure: "the document marks itself as confidential or privileged; nothing was sent"}
		return
	}
	ctx, cancel := context.WithTimeout(ctx, m.wait)
	defer cancel()
	review.Consult(ctx, reader, reading, rv, set)
}

// newAsk is `parley ask`.
func newAsk(s Streams) *cobra.Command {
	var model modelFlags
	var reading readingFlags
	c := &cobra.Command{
		Use:   "ask FILE QUESTION",
		Short: "Ask a configured model about a contract; answers come with the passages they rest on",
		Args:  cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			opt, stop, err := reading.options()
			if err != nil {
				return err
			}
			defer stop()
			return runAsk(c.Context(), s, &model, opt, args[0], args[1])
		},
	}
	model.add(c.Flags())
	reading.add(c.Flags())
	return c
}

func runAsk(ctx context.Context, s Streams, model *modelFlags, opt ingest.Options, path, question string) error {
	set, err := loadPlaybook("")
	if err != nil {
		return err
	}
	reader, stop, err := model.reader(set)
	if err != nil {
		return err
	}
	defer stop() // only closes the log
	if reader == nil {
		return usage("no model is configured", "name one with --model-url and --model, or PARLEY_MODEL_URL and PARLEY_MODEL")
	}
	docs, err := ingest.Read(ctx, ingest.Source{Path: path}, opt)
	if err != nil {
		for _, e := range located(err, path) {
			fmt.Fprintf(s.Err, "error: %v\n", e)
		}
		return &failure{Code: exitUnread}
	}
	for _, doc := range docs {
		if !model.mayAsk(doc) {
			return &failure{exitFailure, doc.Name + " marks itself as confidential or privileged; nothing was sent", "send it all the same with --send-confidential"}
		}
		answer, err := reader.Ask(ctx, review.Read(doc, review.Options{}), question)
		if err != nil {
			return &failure{exitFailure, err.Error(), "check the endpoint, or try again later"}
		}
		if err := writeAnswer(s.Out, doc.Name, answer); err != nil {
			return err
		}
	}
	return nil
}

func writeAnswer(w io.Writer, name string, a llm.Answer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", name)
	if !a.Found {
		b.WriteString("not in this contract\n")
	} else {
		b.WriteString(a.Text + "\n")
		for _, c := range a.Citations {
			place := c.Clause.Number
			if place == "" {
				place = c.Clause.Heading
			}
			fmt.Fprintf(&b, "  [%s] %q\n", place, strings.Join(strings.Fields(c.Quote), " "))
		}
	}
	fmt.Fprintf(&b, "  %d tokens in %d requests; from a model, not legal advice\n", a.Usage.Prompt+a.Usage.Completion, a.Usage.Requests)
	_, err := io.WriteString(w, b.String())
	return err
}

// writePlan prints what would be sent, and sends nothing.
func writePlan(w io.Writer, name string, plan []llm.Message) error {
	total := 0
	for _, m := range plan {
		total += m.Tokens
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(struct {
		Document string        `json:"document"`
		Requests []llm.Message `json:"requests"`
		Tokens   int           `json:"tokens"` // estimated
	}{name, plan, total})
}
