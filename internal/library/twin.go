package library

import (
	"hash/fnv"
	"strconv"

	"parley/internal/query"
)

// Near-duplicates are found by min-hashing: each text has a few signatures, and texts
// that share most of their five-word runs share most of those.
const (
	shingle    = 5  // words of a run
	signatures = 12 // signatures of a text
)

// twinTerms are the signatures of a text: the least hashes of its five-word runs under
// different permutations. Short texts have none.
func twinTerms(t *query.Text) []string {
	var hashes []uint64
	for at := range t.Len() {
		if !t.IsLeadIn(at) {
			h := fnv.New64a()
			h.Write([]byte(t.Word(at)))
			hashes = append(hashes, h.Sum64())
		}
	}
	if len(hashes) < 2*shingle {
		return nil
	}
	var least [signatures]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for i := 0; i+shingle <= len(hashes); i++ {
		h := uint64(14695981039346656037)
		for _, w := range hashes[i : i+shingle] {
			h = (h ^ w) * 1099511628211
		}
		for k := range least {
			if m := mix(h, uint64(k)); m < least[k] {
				least[k] = m
			}
		}
	}
	terms := make([]string, signatures)
	for k, m := range least {
		terms[k] = strconv.Itoa(k) + ":" + strconv.FormatUint(m>>24, 36)
	}
	return terms
}

// mix permutes h in the k-th way (the finaliser of SplitMix64).
func mix(h, k uint64) uint64 {
	h += (k + 1) * 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
