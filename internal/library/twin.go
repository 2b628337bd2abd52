package library

import (
	"hash/fnv"

	"parley/internal/query"
)

// Near-duplicates are told by min-hashing the four-word runs of texts: the share of
// equal signatures estimates the share of runs two texts have in common.
const (
	shingle    = 4
	signatures = 64
	twinShare  = 0.55 // of runs in common from which two clauses are near-duplicates
)

// signature is the least hashes of a text's runs of words under different permutations.
type signature [signatures]uint64

// signatureOf makes the signature of a text. A text shorter than a run is one run.
func signatureOf(text string) signature {
	words := query.Words(text)
	hashes := make([]uint64, len(words))
	for i, w := range words {
		h := fnv.New64a()
		h.Write([]byte(w))
		hashes[i] = h.Sum64()
	}
	var s signature
	for k := range s {
		s[k] = ^uint64(0)
	}
	for i := 0; i == 0 || i+shingle <= len(hashes); i++ {
		h := uint64(14695981039346656037)
		for _, w := range hashes[i:min(len(hashes), i+shingle)] {
			h = (h ^ w) * 1099511628211
		}
		for k := range s {
			s[k] = min(s[k], mix(h, uint64(k)))
		}
	}
	return s
}

// mix permutes h in the k-th way (the finaliser of SplitMix64).
func mix(h, k uint64) uint64 {
	h += (k + 1) * 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// share is about how much of their runs two texts have in common, 0 to 1.
func (s signature) share(o signature) float64 {
	same := 0
	for k := range s {
		if s[k] == o[k] {
			same++
		}
	}
	return float64(same) / signatures
}

// grouped joins near-duplicates: each hit stays with the first hit it is a twin of.
func grouped(entries []*Entry, hits []Hit) []Hit {
	var out []Hit
	var signs []signature
next:
	for i, h := range hits {
		s := signatureOf(entries[i].Text)
		for k := range out {
			if signs[k].share(s) >= twinShare {
				out[k].Twins = append(out[k].Twins, h.ID)
				continue next
			}
		}
		out = append(out, h)
		signs = append(signs, s)
	}
	return out
}
