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
	if len(left) < len(right) {
		right = r.nearby(right, left, p)
	} else {
		left = r.nearby(left, right, p)
	}
	out := r.take(2 * (len(left) + len(right)))
	out = r.pairFrom(out, left, right, p, false)
	out = r.pairFrom(out, right, left, p, true)
	r.sort(out)
	return r.done(tidy(out))
}

// fewNearby is from how many spans on it pays to leave out those far from all others.
const fewNearby = 24

// nearby leaves out of many spans those that stand in no sentence, or clause, of one of
// the few: no pair can come of them. It keeps all where a span reaches over several.
func (r *Run) nearby(many, few []span, p pairing) []span {
	if len(many) < fewNearby {
		return many
	}
	if need := max(len(r.units), len(r.Outline.Clauses)+1); len(r.seen) < need {
		r.seen = make([]uint32, need)
	}
	r.epoch++
	for _, s := range few {
		if r.Text.words[s.lo].unit != r.Text.words[s.hi].unit {
			return many
		}
		r.seen[r.home(s.lo, p)] = r.epoch
	}
	out := r.take(len(many))
	for _, s := range many {
		if r.seen[r.home(s.lo, p)] == r.epoch || r.Text.words[s.lo].unit != r.Text.words[s.hi].unit {
			out = append(out, s)
		}
	}
	return r.done(out)
}

// home is the unit within which a pair must stand: the sentence of a place, or one more
// than its clause.
func (r *Run) home(place int32, p pairing) int32 {
	if p.clause {
		return r.Text.clause(place) + 1
	}
	return r.Text.words[place].unit
}

// pairFrom joins every span of from with its nearest of to. When flipped, from is the
// right side, and pairs that are nearest to each other are left out: the first pass,
// from the left side, has them.
func (r *Run) pairFrom(out, from, to []span, p pairing, flipped bool) []span {
	byEnd := r.byEnd(to)
	next, last := 0, 0
	for i, a := range from {
		next = firstAfter(to, next, a.hi)
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
		last = firstEnding(byEnd, last, a.lo)
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

// steps is how far a search looks around its guess, one by one, before it halves.
const steps = 8

// firstAfter is the index of the first span that begins after place; guess is where it
// may be. The spans are ordered by first word.
func firstAfter(s []span, guess int, place int32) int {
	for range steps {
		switch {
		case guess < len(s) && s[guess].lo <= place:
			guess++
		case guess > 0 && s[guess-1].lo > place:
			guess--
		default:
			return guess
		}
	}
	return sort.Search(len(s), func(k int) bool { return s[k].lo > place })
}

// firstEnding is the index of the first span that ends at place or after it; guess is
// where it may be. The spans are ordered by last word.
func firstEnding(s []span, guess int, place int32) int {
	for range steps {
		switch {
		case guess < len(s) && s[guess].hi < place:
			guess++
		case guess > 0 && s[guess-1].hi >= place:
			guess--
		default:
			return guess
		}
	}
	return sort.Search(len(s), func(k int) bool { return s[k].hi >= place })
}

// merge is the span over a and b with the captures of both and the anchor of the left
// side, which is b when flipped.
func (r *Run) merge(a, b span, flipped bool) span {
	if flipped {
		a, b = b, a
	}
	return span{lo: min(a.lo, b.lo), hi: max(a.hi, b.hi), anchor: a.anchor, caps: r.join(a.caps, b.caps)}
}
