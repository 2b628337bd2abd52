package llm

import (
	"strings"

	"parley/internal/contract"
)

// Confidential reports whether a document marks itself as not to be passed on: in a running
// head or foot, or within its first lines. An ordinary "Confidential" is not enough; nearly
// every contract says so.
func Confidential(doc *contract.Document) bool {
	for i, b := range doc.Blocks {
		if i >= firstLines && b.Kind != contract.Furniture {
			continue
		}
		words := strings.ToLower(strings.Join(strings.Fields(b.Cut(doc.Text)), " "))
		if len(words) > longestMark {
			continue
		}
		for _, mark := range marks {
			if strings.Contains(words, mark) {
				return true
			}
		}
	}
	return false
}

const (
	firstLines  = 12
	longestMark = 200 // bytes: a mark is a line, not a clause
)

var marks = []string{"strictly confidential", "highly confidential", "attorney-client", "attorney client privilege", "legally privileged", "privileged and confidential", "privileged & confidential"}
