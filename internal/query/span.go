package query

import (
	"cmp"
	"slices"
)

// compareSpans orders two spans by first word, last word, anchor and captures.
func compareSpans(a, b span) int {
	if x, y := uint64(a.lo)<<32|uint64(a.hi), uint64(b.lo)<<32|uint64(b.hi); x != y {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(uint64(a.anchor)<<32|uint64(a.caps), uint64(b.anchor)<<32|uint64(b.caps))
}

// compareEnds orders two spans by last word, then by first.
func compareEnds(a, b span) int {
	return cmp.Compare(uint64(a.hi)<<32|uint64(a.lo), uint64(b.hi)<<32|uint64(b.lo))
}

func firstPlace(s span) int32 { return s.lo }
func lastPlace(s span) int32  { return s.hi }

// sort orders spans by first word, then by last.
func (r *Run) sort(s []span) { r.arrange(s, firstPlace, compareSpans) }

// byEnd gives the spans ordered by their last word; s itself when it is so.
func (r *Run) byEnd(s []span) []span {
	if slices.IsSortedFunc(s, compareEnds) {
		return s
	}
	s = slices.Clone(s)
	r.arrange(s, lastPlace, compareEnds)
	return s
}

// fewSpans is how many are sorted by comparing; more are sorted by counting, in time
// linear in their number and in the places they stand in.
const fewSpans = 200

// arrange orders spans by compare, whose first criterion is place.
func (r *Run) arrange(s []span, place func(span) int32, compare func(a, b span) int) {
	if len(s) < fewSpans || slices.IsSortedFunc(s, compare) {
		slices.SortFunc(s, compare)
		return
	}
	low, high := place(s[0]), place(s[0])
	for i := range s {
		low, high = min(low, place(s[i])), max(high, place(s[i]))
	}
	width := int(high-low) + 1
	if width > 8*len(s) {
		slices.SortFunc(s, compare)
		return
	}
	ends := slices.Grow(r.counter[:0], width)[:width] // by place: where its spans end
	clear(ends)
	for i := range s {
		ends[place(s[i])-low]++
	}
	for i := 1; i < width; i++ {
		ends[i] += ends[i-1]
	}
	room := append(r.room[:0], s...)
	for i := len(room) - 1; i >= 0; i-- {
		k := place(room[i]) - low
		ends[k]--
		s[ends[k]] = room[i]
	}
	r.counter, r.room = ends, room
	for i := 0; i < len(s); {
		k := i + 1
		for k < len(s) && place(s[k]) == place(s[i]) {
			k++
		}
		if k-i > 1 {
			slices.SortFunc(s[i:k], compare)
		}
		i = k
	}
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

// slab is where a Run keeps spans: chunks that are filled one after the other.
type slab struct {
	chunks [][]span
	at     int // the chunk at hand
	taken  int // where in it the last piece begins
}

// take gives room for n spans. It stays the caller's until done; nothing else can be
// taken meanwhile.
func (s *slab) take(n int) []span {
	for s.at < len(s.chunks) && cap(s.chunks[s.at])-len(s.chunks[s.at]) < n {
		s.at++
	}
	if s.at == len(s.chunks) {
		s.chunks = append(s.chunks, make([]span, 0, max(n, chunk)))
	}
	c := &s.chunks[s.at]
	s.taken = len(*c)
	*c = (*c)[:s.taken+n]
	return (*c)[s.taken:s.taken:len(*c)]
}

// done gives back what is left of the room taken last, and the spans in it.
func (s *slab) done(spans []span) []span {
	c := &s.chunks[s.at]
	used := 0
	if cap(spans) == len(*c)-s.taken { // else they outgrew the room
		used = len(spans)
	}
	*c = (*c)[:s.taken+used]
	return spans[:len(spans):len(spans)]
}

// empty makes all room free again.
func (s *slab) empty() {
	for i := range s.chunks {
		s.chunks[i] = s.chunks[i][:0]
	}
	s.at = 0
}
