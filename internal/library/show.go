package library

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
	"parley/internal/query"
)

// maxShown is how many bytes of a clause a hit shows.
const maxShown = 600

// shower makes hits of entries: cut to the best passage, with the words that matched.
func (l *Library) shower(a *answers, side contract.Role) func(*Entry) Hit {
	switch {
	case a.plain != nil:
		return newScorer(a.plain).show
	case a.terms != nil:
		us := contract.Supplier
		if side == contract.Customer {
			us = side
		}
		matched := query.NewPlan([]*query.Query{a.terms})
		parts := leaves(a.terms.Root)
		words := query.NewPlan(parts)
		return func(e *Entry) Hit {
			t, from := e.matchable()
			whole, each := matched.Run(t, us), words.Run(t, us)
			defer whole.Release()
			defer each.Release()
			marks, why := marksOf(whole.Match(0), each, len(parts), from)
			return cut(hitOf(e), marks, why)
		}
	}
	return func(e *Entry) Hit { return cut(hitOf(e), nil, "") }
}

// leaves are the parts of a query that name words, each as a query of its own. What
// must be absent is left out.
func leaves(n query.Node) []*query.Query {
	var out []*query.Query
	query.Walk(n, func(n query.Node) bool {
		switch n := n.(type) {
		case query.Not:
			out = append(out, leaves(n.Left)...)
			return false
		case query.Apart:
			out = append(out, leaves(n.Left)...)
			return false
		case query.Word, query.Phrase, query.Compare, query.Capture, query.PartyTerm:
			out = append(out, &query.Query{Source: n.String(), Root: n})
			return false
		}
		return true
	})
	return out
}

// marksOf gives the words that matched: those of the query's leaves that lie in one of
// its matches, and a line that says which.
func marksOf(matches []query.Match, run *query.Run, leaves, from int) ([]contract.Span, string) {
	var marks []contract.Span
	var names []string
	for i := range leaves {
		named := false
		for _, m := range run.Match(i) {
			if !within(m, matches) || m.Span.Start < from {
				continue
			}
			marks = append(marks, shift(m.Span, -from))
			if !named {
				names = append(names, "“"+strings.Join(strings.Fields(m.Span.Cut(run.Document.Text)), " ")+"”")
				named = true
			}
		}
	}
	const maxNamed = 6
	why := ""
	switch {
	case len(names) > maxNamed:
		why = fmt.Sprintf("has %s and %d more", strings.Join(names[:maxNamed], ", "), len(names)-maxNamed)
	case len(names) > 0:
		why = "has " + strings.Join(names, ", ")
	}
	return apart(marks), why
}

// within reports whether a leaf's match lies in one of the matches.
func within(m query.Match, matches []query.Match) bool {
	for _, whole := range matches {
		if whole.Lo <= m.Lo && m.Hi <= whole.Hi {
			return true
		}
	}
	return false
}

// apart orders spans and joins those that overlap.
func apart(spans []contract.Span) []contract.Span {
	sort.Slice(spans, func(i, k int) bool { return spans[i].Start < spans[k].Start })
	out := []contract.Span{}
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// cut shortens a hit's text to the stretch with the most marks, and sets the marks.
func cut(h Hit, marks []contract.Span, why string) Hit {
	h.Why = why
	if len(h.Text) <= maxShown {
		h.Marks = append(h.Marks, marks...)
		return h
	}
	start := 0
	most := 0
	for i := range marks {
		n := 0
		for k := i; k < len(marks) && marks[k].End <= marks[i].Start+maxShown*3/4; k++ {
			n++
		}
		if n > most {
			most, start = n, max(0, marks[i].Start-maxShown/8)
		}
	}
	end := min(len(h.Text), start+maxShown)
	start = max(0, min(start, end-maxShown))
	start, end = wordStart(h.Text, start), wordEnd(h.Text, end)
	text := strings.TrimRight(h.Text[start:end], " \n\t")
	h.Start, h.End = h.Start+start, h.Start+start+len(text)
	prefix, suffix := "", ""
	if start > 0 {
		prefix = "…"
	}
	if start+len(text) < len(strings.TrimRight(h.Text, " \n\t")) {
		suffix = "…"
	}
	for _, m := range marks {
		if m.Start >= start && m.End <= start+len(text) {
			h.Marks = append(h.Marks, shift(m, len(prefix)-start))
		}
	}
	h.Text = prefix + text + suffix
	return h
}

// wordStart moves an offset on to the start of a word.
func wordStart(text string, at int) int {
	if at == 0 {
		return 0
	}
	if i := strings.IndexAny(text[at:], " \n\t"); i >= 0 && i < 60 {
		return at + i + 1
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// wordEnd moves an offset back to the end of a word.
func wordEnd(text string, at int) int {
	if at >= len(text) {
		return len(text)
	}
	if i := strings.LastIndexAny(text[:at], " \n\t"); i > at-60 && i > 0 {
		return i
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
