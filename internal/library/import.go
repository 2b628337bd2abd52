package library

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
	"parley/internal/query"
)

// Bounds of what is imported.
const (
	maxLine    = 8 << 20 // bytes of a line, a CSV row or a CUAD contract
	maxClause  = 1 << 20 // bytes of a clause
	maxIDBytes = 512
)

// Format is the form of a corpus to import.
type Format string

// The formats.
const (
	JSONL Format = "jsonl" // BEIR: a line {"_id", "title", "text", "metadata"} each
	CUAD  Format = "cuad"  // CUAD's JSON: contracts with questions and answers
	CSV   Format = "csv"   // a header row; columns text or clause, and id, title, topic, document, …
)

// FormatOf guesses the format from a file's name; "" when it tells nothing.
func FormatOf(name string) Format {
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".jsonl"), strings.HasSuffix(lower, ".ndjson"):
		return JSONL
	case strings.HasSuffix(lower, ".json"):
		return CUAD
	case strings.HasSuffix(lower, ".csv"):
		return CSV
	}
	return ""
}

// Import keeps the clauses of a corpus, named name in errors and results, under the
// ids the corpus gives them. An import run again replaces what it brought before, so
// one that was cut short is simply run again. done is called with the number of clauses
// safe on disk.
func (l *Library) Import(ctx context.Context, name string, format Format, r io.Reader, done func(int)) (int, error) {
	var next func() (*Entry, error)
	var err error
	switch format {
	case JSONL:
		next = readJSONL(name, r)
	case CUAD:
		next, err = readCUAD(name, r)
	case CSV:
		next, err = readCSV(name, r)
	default:
		return 0, fmt.Errorf("%s: unknown format %q: expected jsonl, cuad or csv", name, format)
	}
	if err != nil {
		return 0, err
	}
	n, err := l.Add(ctx, next, done)
	if err != nil {
		return n, fmt.Errorf("importing %s: %w", name, err)
	}
	return n, nil
}

// corpusEntry is a clause of a corpus.
func corpusEntry(name, id, title, text string) (*Entry, error) {
	switch {
	case id == "" || len(id) > maxIDBytes:
		return nil, fmt.Errorf("an id has %d bytes; expected 1 to %d", len(id), maxIDBytes)
	case len(text) > maxClause:
		return nil, fmt.Errorf("clause %s has %d bytes; at most %d are kept", id, len(text), maxClause)
	}
	text = strings.ToValidUTF8(text, "\ufffd")
	return &Entry{ID: id, Source: SourceCorpus, Document: name, Name: name, Clause: contract.ClauseRef{ID: id, Heading: title}, Text: text, End: len(text), Units: sentences(text)}, nil
}

// readJSONL reads BEIR's corpus.jsonl.
func readJSONL(name string, r io.Reader) func() (*Entry, error) {
	lines := bufio.NewReaderSize(r, 1<<16)
	number := 0
	return func() (*Entry, error) {
		for {
			line, err := readLine(lines)
			if errors.Is(err, io.EOF) {
				return nil, nil
			}
			number++
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, number, err)
			}
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			var record struct {
				ID       json.RawMessage `json:"_id"`
				Title    string          `json:"title"`
				Text     string          `json:"text"`
				Metadata struct {
					Topic    string `json:"topic"`
					Category string `json:"category"`
				} `json:"metadata"`
			}
			if err := json.Unmarshal(line, &record); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, number, err)
			}
			e, err := corpusEntry(name, plainID(record.ID), record.Title, record.Text)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, number, err)
			}
			if record.Metadata.Topic != "" {
				e.Topics = []string{record.Metadata.Topic}
			}
			if record.Metadata.Category != "" {
				e.Tags = []string{record.Metadata.Category}
			}
			return e, nil
		}
	}
}

// plainID takes the quotation marks off an id; a number stays as it is.
func plainID(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// readLine reads a line of at most maxLine bytes without its end.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := r.ReadSlice('\n')
		line = append(line, piece...)
		switch {
		case len(line) > maxLine:
			return nil, fmt.Errorf("the line has more than %d bytes", maxLine)
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) > 0, err == nil:
			return bytes.TrimRight(line, "\r\n"), nil
		}
		return nil, err
	}
}

// readCUAD reads CUAD's JSON: every answered question of a contract becomes a clause
// of the paragraph that holds the answer, tagged with the question's label.
func readCUAD(name string, r io.Reader) (func() (*Entry, error), error) {
	dec := json.NewDecoder(r)
	if err := seekArray(dec, "data"); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var waiting []*Entry
	return func() (*Entry, error) {
		for len(waiting) == 0 {
			if !dec.More() {
				return nil, nil
			}
			var c cuadContract
			if err := dec.Decode(&c); err != nil {
				return nil, fmt.Errorf("%s: contract at byte %d: %w", name, dec.InputOffset(), err)
			}
			var err error
			if waiting, err = c.entries(); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, c.Title, err)
			}
		}
		e := waiting[0]
		waiting = waiting[1:]
		return e, nil
	}, nil
}

// seekArray moves the decoder to the first element of the array under a key of the
// outermost object.
func seekArray(dec *json.Decoder, key string) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("expected a JSON object with the array %q", key)
	}
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return err
		}
		if k == key {
			if t, err := dec.Token(); err != nil || t != json.Delim('[') {
				return fmt.Errorf("%q: expected an array", key)
			}
			return nil
		}
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			return err
		}
	}
	return fmt.Errorf("expected the array %q", key)
}

// cuadContract is a contract as CUAD's JSON has it.
type cuadContract struct {
	Title      string `json:"title"`
	Paragraphs []struct {
		Context   string `json:"context"`
		Questions []struct {
			ID      string `json:"id"`
			Answers []struct {
				Text  string `json:"text"`
				Start int    `json:"answer_start"` // in characters
			} `json:"answers"`
		} `json:"qas"`
	} `json:"paragraphs"`
}

// entries cuts the contract's texts into paragraphs and tags those with answers.
func (c *cuadContract) entries() ([]*Entry, error) {
	var out []*Entry
	for p, par := range c.Paragraphs {
		if len(par.Context) > maxLine {
			return nil, fmt.Errorf("the text has %d bytes; at most %d are read", len(par.Context), maxLine)
		}
		pieces := paragraphs(par.Context)
		tags := make([][]string, len(pieces))
		for _, q := range par.Questions {
			_, tag, ok := strings.Cut(q.ID, "__")
			if !ok {
				continue
			}
			for _, a := range q.Answers {
				at := byteOffset(par.Context, a.Start)
				for i, s := range pieces {
					if s.Start <= at && at < s.End && !contains(tags[i], tag) {
						tags[i] = append(tags[i], tag)
					}
				}
			}
		}
		for i, s := range pieces {
			e, err := corpusEntry(c.Title, fmt.Sprintf("%s#%d.%d", c.Title, p+1, i+1), "", s.Cut(par.Context))
			if err != nil {
				return nil, err
			}
			e.Document, e.Start, e.End, e.Tags = c.Title, s.Start, s.End, tags[i]
			out = append(out, e)
		}
	}
	return out, nil
}

// paragraphs cuts a text at its line ends into pieces that have words.
func paragraphs(text string) []contract.Span {
	var out []contract.Span
	for start := 0; start < len(text); {
		end := start + strings.IndexByte(text[start:]+"\n", '\n')
		if s := trimmed(text, contract.Span{Start: start, End: end}); s.Len() > 0 && len(query.Words(s.Cut(text))) > 0 {
			out = append(out, s)
		}
		start = end + 1
	}
	return out
}

// byteOffset is the byte at which the n-th character begins.
func byteOffset(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

// columns are the names a CSV's columns may have, by what they hold.
var columns = map[string]string{
	"id": "id", "_id": "id", "text": "text", "clause": "text", "title": "title", "heading": "title", "topic": "topic", "type": "topic",
	"document": "document", "contract": "document", "filename": "document", "kind": "kind", "law": "law", "governing_law": "law",
	"date": "date", "tags": "tags", "party": "party", "parties": "party", "number": "number",
}

// readCSV reads a table with a header row. Tags and parties are apart by ";".
func readCSV(name string, r io.Reader) (func() (*Entry, error), error) {
	table := csv.NewReader(io.Reader(&cappedReader{r: r, limit: maxLine}))
	table.FieldsPerRecord = -1
	table.LazyQuotes = true
	table.ReuseRecord = true
	header, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: the header row: %w", name, err)
	}
	at := map[string]int{}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		if what, ok := columns[h]; ok {
			if _, twice := at[what]; !twice {
				at[what] = i
			}
		}
	}
	if _, ok := at["text"]; !ok {
		return nil, fmt.Errorf("%s:1: no column is called text or clause", name)
	}
	row := 1
	return func() (*Entry, error) {
		for {
			record, err := table.Read()
			if errors.Is(err, io.EOF) {
				return nil, nil
			}
			row++
			if err != nil {
				return nil, fmt.Errorf("%s: row %d: %w", name, row, err)
			}
			get := func(what string) string {
				if i, ok := at[what]; ok && i < len(record) {
					return strings.Clone(strings.TrimSpace(record[i]))
				}
				return ""
			}
			if get("text") == "" {
				continue
			}
			id := get("id")
			if id == "" {
				id = fmt.Sprintf("%s#%d", name, row)
			}
			e, err := corpusEntry(name, id, get("title"), get("text"))
			if err != nil {
				return nil, fmt.Errorf("%s: row %d: %w", name, row, err)
			}
			if d := get("document"); d != "" {
				e.Document = d
			}
			e.Kind, e.Law, e.Date, e.Clause.Number, e.Path = get("kind"), get("law"), get("date"), get("number"), get("number")
			if t := get("topic"); t != "" {
				e.Topics = []string{t}
			}
			e.Tags = split(get("tags"))
			for _, p := range split(get("party")) {
				e.Parties = append(e.Parties, contract.Party{Name: p})
			}
			return e, nil
		}
	}, nil
}

// split cuts a list apart by ";".
func split(s string) []string {
	var out []string
	for _, part := range strings.Split(s, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// cappedReader fails when more than limit bytes go by without a line end, so that an
// endless row does not fill the memory.
type cappedReader struct {
	r     io.Reader
	limit int
	run   int
}

// Read reads on.
func (c *cappedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if i := bytes.LastIndexByte(p[:n], '\n'); i >= 0 {
		c.run = n - i - 1
	} else {
		c.run += n
	}
	if c.run > c.limit {
		return 0, fmt.Errorf("a row has more than %d bytes", c.limit)
	}
	return n, err
}

// Answer is the answer to one query of a batch: the ids, best first.
type Answer struct {
	Query string   `json:"query"`
	IDs   []string `json:"ids"`
	Error string   `json:"error,omitempty"`
}

// Batch answers BEIR's queries.jsonl (a line {"_id", "text"} each) with at most limit
// ids for every query, and gives each answer to yield. A query that fails is answered
// with its error and does not end the batch.
func (l *Library) Batch(ctx context.Context, name string, r io.Reader, limit int, yield func(Answer) error) error {
	lines := bufio.NewReaderSize(r, 1<<16)
	for number := 1; ; number++ {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var q struct {
			ID   json.RawMessage `json:"_id"`
			Text string          `json:"text"`
		}
		if err := json.Unmarshal(line, &q); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		if !utf8.ValidString(q.Text) || len(q.ID) == 0 {
			return fmt.Errorf("%s:%d: expected an object with _id and text", name, number)
		}
		a := Answer{Query: plainID(q.ID), IDs: []string{}}
		page, err := l.Search(ctx, Request{Query: q.Text, Limit: limit, Bare: true})
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			a.Error = err.Error()
		default:
			for _, h := range page.Hits {
				a.IDs = append(a.IDs, h.ID)
			}
		}
		if err := yield(a); err != nil {
			return err
		}
	}
}
