package query

import (
	"cmp"
	"slices"
)

// sortSpans orders spans by first word, then by last.
func sortSpans(s []span) { slices.SortFunc(s, compareSpans) }

// compareSpans orders two spans by first word, last word, anchor and captures.
func compareSpans(a, b span) int {
	if x, y := uint64(a.lo)<<32|uint64(a.hi), uint64(b.lo)<<32|uint64(b.hi); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(uint64(a.anchor)<<32|uint64(a.caps), uint64(b.anchor)<<32|uint64(b.caps))
}

// maxFromOne is how many spans may begin at one word: the shortest are kept. It keeps
// what an op yields linear in the text.
const maxFromOne = 6

// tidy drops doubles from sorted spans and bounds those that begin at one word.
func tidy(s []span) []span {
	out := s[:0]
	run := 0
	for i := range s {
		if len(out) > 0 && s[i] == out[len(out)-1] {
			continue
		}
		if len(out) > 0 && out[len(out)-1].lo == s[i].lo {
			if run++; run >= maxFromOne {
				continue
			}
		} else {
			run = 0
		}
		out = append(out, s[i])
	}
	return out
}

// join is the captures of a followed by those of b.
func (r *Run) join(a, b int32) int32 {
	if b == 0 {
		return a
	}
	if a == 0 {
		return b
	}
	c := r.caps[b]
	c.before = r.join(a, c.before)
	r.caps = append(r.caps, c)
	return int32(len(r.caps) - 1)
}

// chunk is how many spans are allocated at once.
const chunk = 16 << 10

// take gives room for n spans. It stays the caller's until done; nothing else can be
// taken meanwhile.
func (r *Run) take(n int) []span {
	if cap(r.slab)-len(r.slab) < n {
		r.slab = make([]span, 0, max(n, chunk))
	}
	r.taken = len(r.slab)
	r.slab = r.slab[:r.taken+n]
	return r.slab[r.taken:r.taken:len(r.slab)]
}

// done gives back what is left of the room taken last, and the spans in it.
func (r *Run) done(s []span) []span {
	used := 0
	if cap(s) == len(r.slab)-r.taken { // else they outgrew the room
		used = len(s)
	}
	r.slab = r.slab[:r.taken+used]
	return s[:len(s):len(s)]
}
