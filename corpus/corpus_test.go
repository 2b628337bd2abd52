package corpus

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

// topics are the ids of the clause topics; the bank must have wordings for each.
var topics = []string{
	"access-control", "assignment", "auto-renewal", "background-checks", "breach-costs", "business-continuity",
	"change-notification", "change-of-control", "compliance-evidence", "customer-policies", "damages-exclusion",
	"data-confidentiality", "data-deletion", "data-location", "data-subject-requests", "data-use-limits",
	"dispute-resolution", "encryption", "exclusivity", "force-majeure", "governing-law", "impact-assessment",
	"incident-notification", "incident-response", "indemnity", "insurance", "international-transfer", "ip-assignment",
	"liability-cap", "licence-grant", "liquidated-damages", "minimum-commitment", "most-favoured-customer", "non-solicit",
	"order-of-precedence", "payment-terms", "penetration-testing", "price-increase", "publicity", "records-logging",
	"security-audit", "security-measures", "security-standard", "security-training", "service-levels",
	"source-code-escrow", "subprocessors", "supply-chain", "suspension", "termination-cause", "termination-convenience",
	"third-party-rights", "transition-assistance", "uncapped-liability", "unilateral-change", "vulnerability-management",
	"warranty",
}

func shipped(t *testing.T) []Clause {
	t.Helper()
	clauses, err := Clauses(FS)
	if err != nil {
		t.Fatal(err)
	}
	return clauses
}

func TestEveryTopicHasAWordingForEachSide(t *testing.T) {
	have := map[string]map[Stance]bool{}
	for _, c := range shipped(t) {
		if have[c.Topic] == nil {
			have[c.Topic] = map[Stance]bool{}
		}
		have[c.Topic][c.Stance] = true
		if !slices.Contains(topics, c.Topic) {
			t.Errorf("%s: topic %q is not one we know", c.ID, c.Topic)
		}
	}
	for _, topic := range topics {
		for _, stance := range []Stance{Market, Supplier, Customer} {
			if !have[topic][stance] {
				t.Errorf("%s has no wording for %s", topic, stance)
			}
		}
	}
}

func TestIDsAreUniqueAndSayTopicAndStance(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range shipped(t) {
		if seen[c.ID] {
			t.Errorf("%s is used twice", c.ID)
		}
		seen[c.ID] = true
		if path.Dir(c.ID) != c.Topic || !strings.HasPrefix(path.Base(c.ID), string(c.Stance)) {
			t.Errorf("%s does not say its topic %q and stance %q", c.ID, c.Topic, c.Stance)
		}
	}
}

// TestWordingsAreWhole looks for what a broken edit leaves behind: missing parts, a
// sentence without an end, a placeholder that is not closed, words nobody could use.
func TestWordingsAreWhole(t *testing.T) {
	jurisdictions := []string{"any", "eu", "uk", "eu-uk", "us"}
	tag := regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)
	for _, c := range shipped(t) {
		if words := len(strings.Fields(c.Text)); words < 25 || words > 220 {
			t.Errorf("%s: text has %d words, want 25 to 220", c.ID, words)
		}
		if words := len(strings.Fields(c.Note)); words < 4 || words > 70 {
			t.Errorf("%s: note has %d words, want 4 to 70", c.ID, words)
		}
		if n := utf8.RuneCountInString(c.Title); n < 8 || n > 80 {
			t.Errorf("%s: title has %d letters, want 8 to 80", c.ID, n)
		}
		for _, part := range []string{c.Text, c.Note} {
			if !strings.HasSuffix(part, ".") || strings.Count(part, "[") != strings.Count(part, "]") || strings.Count(part, "(") > strings.Count(part, ")") {
				t.Errorf("%s: not whole: %q", c.ID, part)
			}
		}
		if !slices.Contains(jurisdictions, c.Jurisdiction) {
			t.Errorf("%s: jurisdiction %q, want one of %v", c.ID, c.Jurisdiction, jurisdictions)
		}
		if len(c.Tags) == 0 {
			t.Errorf("%s has no tags", c.ID)
		}
		for _, word := range c.Tags {
			if !tag.MatchString(word) {
				t.Errorf("%s: tag %q is not kebab-case", c.ID, word)
			}
		}
	}
}

// TestNumbersAgree checks that a number in words is the one in figures beside it:
// "seventy-two (72)".
func TestNumbersAgree(t *testing.T) {
	words := map[string]string{
		"two": "2", "three": "3", "five": "5", "six": "6", "eight": "8", "ten": "10", "twelve": "12", "fourteen": "14", "fifteen": "15",
		"twenty": "20", "twenty-four": "24", "thirty": "30", "forty-five": "45", "forty-eight": "48", "fifty": "50", "sixty": "60",
		"seventy-two": "72", "ninety": "90", "hundred and twenty": "120", "hundred and eighty": "180", "one": "1", "four": "4", "seven": "7",
	}
	pair := regexp.MustCompile(`([a-z-]+(?: and [a-z-]+)?) \((\d+)\)`)
	checked := 0
	for _, c := range shipped(t) {
		for _, m := range pair.FindAllStringSubmatch(c.Text, -1) {
			word := m[1]
			if _, known := words[word]; !known {
				word = word[strings.LastIndex(word, " ")+1:]
			}
			if word == "and" { // a list's own number: "; and (5)"
				continue
			}
			checked++
			if words[word] != m[2] {
				t.Errorf("%s: %q does not agree with %q", c.ID, m[1], m[2])
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d numbers were checked: has the pattern stopped matching?", checked)
	}
}

func TestUnknownKeysAreRefused(t *testing.T) {
	fsys := fstest.MapFS{"clauses/x.yaml": {Data: []byte("- id: x/market\n  titel: wrong\n")}}
	if _, err := Clauses(fsys); err == nil || !strings.Contains(err.Error(), "clauses/x.yaml") || !strings.Contains(err.Error(), "titel") {
		t.Errorf("got %v, want an error that names the file and the key", err)
	}
}
