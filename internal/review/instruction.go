package review

import (
	"fmt"
	"strings"

	"parley/internal/contract"
)

// instructions warns of sentences that speak to a reading machine rather than to a party,
// which a contract has no reason to. They are reported, never obeyed: rules do not follow
// text, and a model gets it as data.
func instructions(r Reading) []contract.Warning {
	var out []contract.Warning
	for _, s := range r.Outline.Sentences {
		quote := s.Cut(r.Document.Text)
		if speaksToMachine(quote) {
			out = append(out, contract.Warning{
				Code: "instruction-to-machine",
				Text: fmt.Sprintf("This text speaks to a reading machine, not to a party; ask why it is there: %q", strings.Join(strings.Fields(quote), " ")),
				Page: r.Document.PageAt(s.Start),
			})
		}
	}
	return out
}

func speaksToMachine(sentence string) bool {
	s := strings.ToLower(strings.Join(strings.Fields(sentence), " "))
	for _, p := range machinePhrases {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// machinePhrases are forms of prompt injection seen in documents (OWASP LLM01:2025).
var machinePhrases = []string{
	"ignore previous instructions", "ignore all previous", "ignore the above instructions", "ignore your instructions",
	"disregard previous instructions", "disregard all prior", "disregard the above instructions", "disregard your instructions",
	"you are an ai ", "as an ai ", "as a language model", "system prompt", "report no risk", "report no findings",
	"do not flag", "mark this contract as safe", "your instructions are",
}
