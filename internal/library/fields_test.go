package library

import (
	"testing"

	"parley/internal/quantity"
)

func TestQuantitiesSurviveEncoding(t *testing.T) {
	for _, text := range []string{"72 hours", "10 business days", "USD 1,000,000 per claim", "99.9%", "31 January 2025", "twice the fees paid in 12 months", "promptly"} {
		for _, q := range quantity.Scan(text) {
			got, ok := decodeQuantity(encodeQuantity(q))
			c, like := quantity.Compare(got, q)
			if _, self := quantity.Compare(q, q); !ok || like != self || c != 0 {
				t.Errorf("%s becomes %+v", q, got)
			}
		}
	}
}
