package query

import (
	"sort"
)

// pairing says which pairs of spans belong together.
type pairing struct {
	n       int32 // words apart at most; 0 any
	ordered bool
	clause  bool // in one clause; else in one sentence
}

// together reports whether a, and b that begins after a ends, are close enough.
func (r *Run) together(a, b span, p pairing) bool {
	if p.n > 0 && b.lo-a.hi > p.n {
		return false
	}
	u, v := r.Text.words[a.hi].unit, r.Text.words[b.lo].unit
	if u == v {
		return true
	}
	return p.clause && r.Outline.Sentences[u].Clause == r.Outline.Sentences[v].Clause
}

// pair joins every span of either side with the nearest of the other before it, after
// it and across it.
func (r *Run) pair(left, right []span, p pairing) []span {
	out := r.take(2 * (len(left) + len(right)))
	out = r.pairFrom(out, left, right, p, false)
	out = r.pairFrom(out, right, left, p, true)
	r.sort(out)
	return r.done(tidy(out))
}

// pairFrom joins every span of from with its nearest of to. When flipped, from is the
// right side, and pairs that are nearest to each other are left out: the first pass,
// from the left side, has them.
func (r *Run) pairFrom(out, from, to []span, p pairing, flipped bool) []span {
	byEnd := r.byEnd(to)
	next, last := 0, 0
	for i, a := range from {
		next = seek(next, len(to), func(k int) bool { return to[k].lo > a.hi })
		if !(p.ordered && flipped) && next < len(to) && r.together(a, to[next], p) {
			if b := to[next]; !flipped || i+1 < len(from) && from[i+1].hi < b.lo {
				out = append(out, r.merge(a, b, flipped))
			}
		}
		if !p.ordered {
			out = r.pairAcross(out, a, to[:next], p, flipped)
		}
		if p.ordered && !flipped {
			continue
		}
		last = seek(last, len(byEnd), func(k int) bool { return byEnd[k].hi >= a.lo })
		if last > 0 && r.together(byEnd[last-1], a, p) {
			if b := byEnd[last-1]; !flipped || i > 0 && from[i-1].lo > b.hi {
				out = append(out, r.merge(a, b, flipped))
			}
		}
	}
	return out
}

// maxAcross is with how many that begin within it a span is joined: the nearest to its end.
const maxAcross = 3

// pairAcross joins a with those that begin within it. to ends with the last that
// begins before a ends.
func (r *Run) pairAcross(out []span, a span, to []span, p pairing, flipped bool) []span {
	for j, tried := len(to)-1, 0; j >= 0 && to[j].lo >= a.lo && tried < maxAcross; j, tried = j-1, tried+1 {
		if p.n == 0 || to[j].lo > a.lo && to[j].hi != a.hi {
			out = append(out, r.merge(a, to[j], flipped))
		}
	}
	return out
}

// seek gives the first index at which met holds, which from there on always holds; it
// looks around a guess first.
func seek(guess, n int, met func(int) bool) int {
	step := 1
	if guess < n && !met(guess) {
		lo := guess
		for guess += step; guess < n && !met(guess); guess += step {
			lo = guess
			step *= 2
		}
		hi := min(guess, n)
		return lo + 1 + sort.Search(hi-lo-1, func(k int) bool { return met(lo + 1 + k) })
	}
	hi := min(guess, n)
	for guess = hi - step; guess >= 0 && met(guess); guess -= step {
		hi = guess
		step *= 2
	}
	lo := max(guess, -1)
	return lo + 1 + sort.Search(hi-lo-1, func(k int) bool { return met(lo + 1 + k) })
}

// merge is the span over a and b with the captures of both and the anchor of the left
// side, which is b when flipped.
func (r *Run) merge(a, b span, flipped bool) span {
	if flipped {
		a, b = b, a
	}
	return span{lo: min(a.lo, b.lo), hi: max(a.hi, b.hi), anchor: a.anchor, caps: r.join(a.caps, b.caps)}
}
