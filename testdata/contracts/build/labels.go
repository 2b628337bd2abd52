package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// labels are what a lawyer says of a sample: which passage is about which topic, and
// the facts in it. The shape is the one that `parley eval` reads.
type labels struct {
	Document string    `json:"document"`
	Passages []passage `json:"passages"`
	Doubtful []passage `json:"doubtful,omitempty"` // finding them counts neither way
}

// passage is one labelled sentence, or list item with the sentence that leads to it.
type passage struct {
	Topic string         `json:"topic"`
	Quote string         `json:"quote"`
	Where string         `json:"where"` // the clause's number
	Facts map[string]any `json:"facts,omitempty"`
}

// writeLabels turns src/NAME.labels into labels/NAME.json. Each of its lines is
//
//	topic TARGET[/sentence] [fact=value; fact=value]
//
// where TARGET is the label of a block of the source; or, as "@3:2.1(a)", the list it is
// in (0 for the contract itself, 1 for its first schedule) and its number there; or, as
// "=3.3+2", the second block whose text begins with the typed number 3.3. sentence, counted
// from 1, is one of the block's sentences; without it the whole block is the passage. A
// line that begins with "? " is about a passage of which one may think either way. A
// sample without such a file gets no labels.
func writeLabels(c *contract) error {
	source := filepath.Join(sourceDir, c.Name+".labels")
	data, err := os.ReadFile(source)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	all := labels{Document: c.Name}
	for i, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		line, doubtful := strings.CutPrefix(line, "? ")
		p, err := c.passage(line)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", source, i+1, err)
		}
		if doubtful {
			all.Doubtful = append(all.Doubtful, p)
		} else {
			all.Passages = append(all.Passages, p)
		}
	}
	out, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(outputDir, "labels", c.Name+".json"), append(out, '\n'), 0o644)
}

// passage reads one line of a labels file.
func (c *contract) passage(line string) (passage, error) {
	topic, rest, _ := strings.Cut(line, " ")
	target, facts, _ := strings.Cut(strings.TrimSpace(rest), " ")
	label, nth, one := strings.Cut(target, "/")
	at := c.labelled(label)
	if at < 0 {
		return passage{}, fmt.Errorf("no block is labelled %q", label)
	}
	quote := plain(c.Blocks[at].Text)
	if one {
		n, err := strconv.Atoi(nth)
		all := sentences(quote)
		if err != nil || n < 1 || n > len(all) {
			return passage{}, fmt.Errorf("%q: block %q has %d sentences", target, label, len(all))
		}
		quote = all[n-1]
	}
	p := passage{Topic: topic, Quote: c.leadIn(at) + quote, Where: c.where(at)}
	for _, fact := range strings.Split(facts, ";") {
		if fact = strings.TrimSpace(fact); fact == "" {
			continue
		}
		name, value, ok := strings.Cut(fact, "=")
		if !ok {
			return passage{}, fmt.Errorf("%q: expected fact=value", fact)
		}
		if p.Facts == nil {
			p.Facts = map[string]any{}
		}
		p.Facts[name] = factValue(value)
	}
	return p, nil
}

// factValue reads a fact: true, false, a list with "|" between its items, or a word.
func factValue(s string) any {
	switch {
	case s == "true", s == "false":
		return s == "true"
	case strings.Contains(s, "|"):
		return strings.Split(strings.Trim(s, "|"), "|")
	}
	return s
}

// labelled is the index of the block that a target names, -1 when there is none.
func (c *contract) labelled(target string) int {
	place, byNumber := strings.CutPrefix(target, "@")
	typed, byText := strings.CutPrefix(target, "=")
	typed, nth, _ := strings.Cut(typed, "+")
	left := 1
	if n, err := strconv.Atoi(nth); err == nil {
		left = n
	}
	for i, b := range c.Blocks {
		switch {
		case byNumber:
			if b.Kind == clause && fmt.Sprintf("%d:%s", b.List, strings.ReplaceAll(b.Ref, " ", "-")) == place {
				return i
			}
		case byText:
			if strings.HasPrefix(plain(b.Text), typed+" ") {
				if left--; left == 0 {
					return i
				}
			}
		case b.Label == target:
			return i
		}
	}
	return -1
}

// where is the number of the block at index at, after the name of the schedule it is in.
func (c *contract) where(at int) string {
	for i := at; i >= 0; i-- {
		if c.Blocks[i].Kind == part {
			return c.Blocks[i].Ref + ", " + c.Blocks[at].Ref
		}
	}
	return c.Blocks[at].Ref
}

// leadIn is the sentence, ending in a colon, that the list item at index at completes,
// with a space after it; "" when it is no list item.
func (c *contract) leadIn(at int) string {
	item := c.Blocks[at]
	for i := at - 1; i >= 0 && (item.Kind == clause || item.Indent > 0); i-- {
		b := c.Blocks[i]
		above := b.Kind == clause && b.Level < item.Level || item.Kind == bodyText && b.Indent < item.Indent
		if !above {
			continue
		}
		all := sentences(plain(b.Text))
		if last := all[len(all)-1]; strings.HasSuffix(last, ":") {
			return last + " "
		}
		break
	}
	return ""
}

// sentenceEnd is where a sentence of the samples may end: they have been written
// without abbreviations before a capital letter, save those of names, which unite lists.
var sentenceEnd = regexp.MustCompile(`[.?][\x{201D})]* ([A-Z\x{201C}"])`)

// unite are the words before whose full stop no sentence ends.
var unite = []string{"St.", "Inc.", "Art.", "No.", "Dr.", "C.F.R.", "a.m.", "p.m.", "B.V.", "S.r.l."}

// sentences splits a block's text.
func sentences(text string) []string {
	var out []string
	start := 0
	for _, m := range sentenceEnd.FindAllStringSubmatchIndex(text, -1) {
		before := text[start : m[2]-1]
		if endsInAny(before, unite) || start == 0 && runInHeading(before) {
			continue
		}
		out = append(out, before)
		start = m[2]
	}
	return append(out, text[start:])
}

// runInHeading reports whether a piece is no sentence but the heading at its start:
// "Renewal pricing."
func runInHeading(s string) bool { return len(strings.Fields(s)) <= 5 && !strings.Contains(s, " is ") }

func endsInAny(s string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}
