package rule

import (
	"fmt"
	"path"
	"strings"
)

// New gives the text of a new topic or rule file to begin with. The id is its path:
// "topics/…", "supplier/…", "customer/…" or "both/…". It loads as it is.
func New(id, topic string) ([]byte, error) {
	dir, name := path.Split(id)
	if !isID(name) {
		return nil, fmt.Errorf("a file cannot be called %q: expected small letters, digits and -", name)
	}
	switch dir {
	case "topics/":
		return fmt.Appendf(nil, topicTemplate, name), nil
	case "supplier/", "customer/", "both/":
		if topic == "" {
			topic = name
		}
		if !isID(topic) {
			return nil, fmt.Errorf("a topic cannot be called %q: expected small letters, digits and -", topic)
		}
		return fmt.Appendf(nil, ruleTemplate, id, topic), nil
	}
	return nil, fmt.Errorf("%q is no place for a rule: expected topics/NAME, supplier/NAME, customer/NAME or both/NAME", id)
}

// isID reports whether s can name a file: small letters, digits and "-".
func isID(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

const topicTemplate = `# yaml-language-server: $schema=../rule.schema.json
topic: %s
title: What the passages are about
about: >-
  One or two sentences in plain words: what counts, and what does not.
find:                       # the verb of the duty first; its sentence is the passage
  - '(widget OR gadget) /s (=shall OR =must)'
unless:
  - '=sample'
read:                       # facts
  obligor: party
tests:
  - text: Supplier shall deliver the widget.
    values: {obligor: supplier}
  - text: Customer shall pay the fees.
    none: true
`

const ruleTemplate = `# yaml-language-server: $schema=../rule.schema.json
id: %s
topic: %s
title: What is wrong with it, in a few words
status: experimental
why: >-
  Plain words for a founder: what this can cost us.
intent: >-
  Why the other side asks for it.
find:                       # leave out to use the topic's own
  - '(widget OR gadget) /s (=shall OR =must) /s {deadline:duration}'
ladder:                     # best first
  - {stance: preferred, when: "deadline >= 30 days"}
  - {stance: negotiate, severity: medium}
position:
  ask: '{them} should allow us thirty days.'
  fallback: Twenty days.
  walk_away: Less than ten days.
  rationale: Ten days is less than the work takes.
  redline:
    - {replace: deadline, with: thirty (30) days}
  evidence: [doc:delivery-plan]
tests:
  - text: Supplier shall deliver the widget within ten (10) days.
    stance: negotiate
    redline: Supplier shall deliver the widget within thirty (30) days.
  - text: Customer shall pay the fees.
    none: true
`
