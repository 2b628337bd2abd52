// Package llm asks an optional model, through any OpenAI-compatible endpoint, to add to a
// review and to explain it. What it says is a proposal: every quote is found verbatim in the
// document or dropped and counted, and no finding of the rules is changed by it.
package llm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	openai "github.com/sashabaranov/go-openai"

	"parley/internal/review"
)

var (
	errBudget    = errors.New("the review's token budget is used up")
	errNoAnswer  = errors.New("the model gave no answer")
	errCut       = errors.New("the model's answer was cut off")
	errNotSchema = errors.New("the model's answer is not of the form that was asked for")
)

// Client asks one endpoint. It is safe for concurrent use.
type Client struct {
	config Config
	host   string
	api    *openai.Client
	wire   *transport
	kept   cache
	ledger *ledger

	mu       sync.Mutex
	noSchema bool // the endpoint refused response_format; ask in words only
}

// New makes a Client; the Config must be on and sound.
func New(c Config) (*Client, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, err
	}
	conf := openai.DefaultConfig(c.Key)
	if c.Azure {
		conf = openai.DefaultAzureConfig(c.Key, c.BaseURL)
		conf.AzureModelMapperFunc = func(model string) string { return model }
	} else {
		conf.BaseURL = strings.TrimRight(c.BaseURL, "/")
	}
	wire := newTransport(c, u.Hostname())
	conf.HTTPClient = wire
	led, err := openLedger(c.Ledger)
	if err != nil {
		return nil, err
	}
	return &Client{config: c, host: u.Hostname(), api: openai.NewClientWithConfig(conf), wire: wire, kept: cache{dir: c.CacheDir}, ledger: led}, nil
}

// Close ends the ledger.
func (c *Client) Close() error { return c.ledger.close() }

// question is one thing to ask: a versioned prompt, the text it is about, and the form of
// the answer.
type question struct {
	Task   string // name and version of the prompt: "classify/1"
	System string
	User   string
	Schema json.RawMessage
	Most   int // tokens of the answer
}

// estimate guesses tokens from bytes: English runs at about four bytes a token.
func (q question) estimate() int { return (len(q.System)+len(q.User)+len(q.Schema))/4 + q.Most }

// key names a question by all that decides its answer.
func (q question) key(c Config) string {
	h := sha256.New()
	for _, part := range []string{c.BaseURL, c.Model, q.Task, q.System, q.User, string(q.Schema)} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// budget is what is left to spend on one review.
type budget struct {
	mu    sync.Mutex
	left  int
	usage review.Usage
}

func (b *budget) take(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n > b.left {
		return false
	}
	b.left -= n
	return true
}

func (b *budget) settle(reserved int, u review.Usage) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left += reserved - u.Prompt - u.Completion
	b.usage.Add(u)
}

// ask puts a question and decodes the answer into out. A wrong answer is repaired once by
// asking again with the complaint; kept answers cost nothing.
func (c *Client) ask(ctx context.Context, b *budget, q question, out any) error {
	key := q.key(c.config)
	if answer, ok := c.kept.get(key); ok && decode(answer, out) == nil {
		b.settle(0, review.Usage{Cached: 1})
		return nil
	}
	var complaint error
	for range 2 {
		answer, err := c.once(ctx, b, q, complaint)
		if err != nil {
			return err
		}
		if complaint = decode(answer, out); complaint == nil {
			c.kept.put(key, answer)
			return nil
		}
	}
	return fmt.Errorf("%w: %v", errNotSchema, complaint)
}

// once sends a question, first with a JSON schema, then in words where the endpoint knows none.
func (c *Client) once(ctx context.Context, b *budget, q question, complaint error) (string, error) {
	reserved := q.estimate()
	if !b.take(reserved) {
		return "", errBudget
	}
	var used review.Usage
	defer func() { b.settle(reserved, used) }()
	c.mu.Lock()
	plain := c.noSchema
	c.mu.Unlock()
	for {
		res, err := c.api.CreateChatCompletion(ctx, c.request(q, complaint, plain))
		used.Requests++
		c.ledger.note(c.host, c.config.Model, q, err)
		if err != nil && !plain && refusesSchema(err) {
			plain = true
			c.mu.Lock()
			c.noSchema = true
			c.mu.Unlock()
			continue
		}
		if err != nil {
			return "", plainError(err)
		}
		answer, err := content(res)
		count(&used, q, res, answer)
		return answer, err
	}
}

func count(u *review.Usage, q question, res openai.ChatCompletionResponse, answer string) {
	if res.Usage.TotalTokens > 0 {
		u.Prompt += res.Usage.PromptTokens
		u.Completion += res.Usage.CompletionTokens
		return
	}
	u.Prompt += q.estimate() - q.Most
	u.Completion += len(answer) / 4
	u.Estimated = true
}

func (c *Client) request(q question, complaint error, plain bool) openai.ChatCompletionRequest {
	system := q.System
	if plain {
		system += "\n\nAnswer with one JSON object and nothing else. It must fit this JSON Schema:\n" + string(q.Schema)
	}
	user := q.User
	if complaint != nil {
		user += "\n\nYour last answer did not fit the schema (" + complaint.Error() + "). Answer again with JSON that fits it."
	}
	r := openai.ChatCompletionRequest{
		Model: c.config.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: system},
			{Role: openai.ChatMessageRoleUser, Content: user},
		},
		// go-openai leaves a temperature of 0 out, and the server's default would stand;
		// the smallest positive number is sent, and means 0.
		Temperature: 1e-6,
		//lint:ignore SA1019 OpenAI deprecates it for one that other servers do not know
		MaxTokens: q.Most,
	}
	if reasoning(c.config.Model) { // these take neither, and count thinking as output
		//lint:ignore SA1019 as above
		r.Temperature, r.MaxTokens, r.MaxCompletionTokens = 0, 0, q.Most*4
	}
	if !plain {
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: strings.NewReplacer("/", "_", ".", "_").Replace(q.Task), Schema: q.Schema, Strict: true,
			},
		}
	}
	return r
}

// reasoning reports models that go-openai refuses with MaxTokens or a temperature.
func reasoning(model string) bool {
	for _, p := range []string{"o1", "o3", "o4", "gpt-5"} {
		if strings.HasPrefix(model, p) {
			return true
		}
	}
	return false
}

// content is the answer of a reply; an empty or cut one is an error, which go-openai does
// not say by itself.
func content(res openai.ChatCompletionResponse) (string, error) {
	if len(res.Choices) == 0 || strings.TrimSpace(res.Choices[0].Message.Content) == "" {
		return "", errNoAnswer
	}
	choice := res.Choices[0]
	if choice.FinishReason == openai.FinishReasonLength {
		return "", errCut
	}
	return choice.Message.Content, nil
}

func refusesSchema(err error) bool {
	var api *openai.APIError
	if errors.As(err, &api) {
		if api.HTTPStatusCode != http.StatusBadRequest && api.HTTPStatusCode != http.StatusUnprocessableEntity && api.HTTPStatusCode != http.StatusNotImplemented {
			return false
		}
		return true
	}
	var req *openai.RequestError
	return errors.As(err, &req) && (req.HTTPStatusCode == http.StatusBadRequest || req.HTTPStatusCode == http.StatusUnprocessableEntity || req.HTTPStatusCode == http.StatusNotImplemented)
}

// plainError says what a user can do about an endpoint's error, without its body: that may
// repeat what was sent.
func plainError(err error) error {
	status := 0
	var api *openai.APIError
	var req *openai.RequestError
	switch {
	case errors.As(err, &api):
		status = api.HTTPStatusCode
	case errors.As(err, &req):
		status = req.HTTPStatusCode
	}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return errors.New("the model's endpoint refused the key")
	case status == http.StatusNotFound:
		return errors.New("the model's endpoint knows no such model or address")
	case status == http.StatusTooManyRequests:
		return errors.New("the model's endpoint is over its rate limit or quota")
	case status > 0:
		return fmt.Errorf("the model's endpoint answered with status %d", status)
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the model's endpoint did not answer in time")
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, errOpen):
		return errOpen
	case errors.Is(err, errRedirect):
		return errRedirect
	}
	return errors.New("the model's endpoint cannot be reached or broke off")
}

// decode reads JSON strictly, forgiving a code fence and words around the object.
func decode(answer string, out any) error {
	start, end := strings.IndexByte(answer, '{'), strings.LastIndexByte(answer, '}')
	if start < 0 || end < start {
		return errors.New("no JSON object")
	}
	d := json.NewDecoder(strings.NewReader(answer[start : end+1]))
	if err := d.Decode(out); err != nil {
		return errors.New("invalid JSON")
	}
	return nil
}
