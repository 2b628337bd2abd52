package rule

import (
	"sort"

	"parley/internal/contract"
)

// window is a run of places that is read as part of a passage: itself, a definition it
// uses or a clause it refers to.
type window struct {
	lo, hi int
	role   string // "item", "definition", "reference"; "" for the passage itself
	span   contract.Span
	clause int
	used   bool // a fact was read there
}

// maxAround is how many sentences of its clause are looked at before and after a
// passage: a text without clauses is one long one.
const maxAround = 100

// clauseAround gives the first and the last sentence of the clause's own text around a
// sentence; headings count when they are wanted.
func (s *scene) clauseAround(sentence int, headings bool) (first, last int) {
	sentences := s.text.Outline.Sentences
	clause := sentences[sentence].Clause
	belongs := func(i int) bool {
		return i >= 0 && i < len(sentences) && sentences[i].Clause == clause && (headings || !sentences[i].Heading)
	}
	first, last = sentence, sentence
	for belongs(first-1) && sentence-first < maxAround {
		first--
	}
	for belongs(last+1) && last-sentence < maxAround {
		last++
	}
	return first, last
}

// clausePlaces are the places of the passage's clause around it, its own text.
func (s *scene) clausePlaces(p *passage) (lo, hi int) {
	first, _ := s.clauseAround(p.first, true)
	_, last := s.clauseAround(p.last, true)
	lo, _, _ = s.text.Places(first)
	_, _, hi = s.text.Places(last)
	return lo, hi
}

// items gives the list items that the passage leads in: they complete it.
func (s *scene) items(p *passage) []window {
	sentences := s.text.Outline.Sentences
	if s.itemsAfter == nil {
		s.itemsAfter = map[int][]int{}
		for i := range sentences {
			if lead := sentences[i].LeadIn; lead.Len() > 0 {
				s.itemsAfter[lead.Start] = append(s.itemsAfter[lead.Start], i)
			}
		}
	}
	var out []window
	for _, i := range s.itemsAfter[sentences[p.last].Start] {
		if len(out) == maxLooked {
			break
		}
		if i > p.last {
			_, own, hi := s.text.Places(i)
			out = append(out, window{lo: own, hi: hi, role: "item", span: sentences[i].Span, clause: sentences[i].Clause})
		}
	}
	return out
}

// What is read beside a passage is bounded, as a clause may use many terms.
const (
	maxLooked         = 12 // definitions and clauses
	maxLookedSentence = 40 // sentences of each
)

// lookThrough gives the definitions of the terms the passage uses and the clauses it
// refers to.
func (s *scene) lookThrough(look Look, p *passage) []window {
	var out []window
	add := func(span contract.Span, role string) {
		if len(out) == maxLooked || span.Overlaps(p.span) {
			return
		}
		for _, w := range out {
			if w.span == span {
				return
			}
		}
		if w, ok := s.windowOf(span, role); ok {
			out = append(out, w)
		}
	}
	if look.Definitions {
		uses := s.definitionUses()
		i := sort.Search(len(uses), func(i int) bool { return uses[i].Start >= p.span.Start })
		for ; i < len(uses) && uses[i].Start < p.span.End; i++ {
			add(s.text.Outline.Definitions[uses[i].definition].Span, "definition")
		}
	}
	if look.References {
		refs := s.text.Outline.References
		i := sort.Search(len(refs), func(i int) bool { return refs[i].Start >= p.span.Start })
		for ; i < len(refs) && refs[i].Start < p.span.End; i++ {
			if t := refs[i].Target; t >= 0 {
				add(s.text.Outline.Clauses[t].Span, "reference")
			}
		}
	}
	return out
}

// windowOf gives the places of the sentences that a span of the document begins.
func (s *scene) windowOf(span contract.Span, role string) (window, bool) {
	sentences := s.text.Outline.Sentences
	first := sort.Search(len(sentences), func(i int) bool { return sentences[i].End > span.Start })
	last := first
	for last < len(sentences) && sentences[last].Start < span.End && last-first < maxLookedSentence {
		last++
	}
	if first == last {
		return window{}, false
	}
	w := window{role: role, clause: sentences[first].Clause, span: contract.Span{Start: sentences[first].Start, End: sentences[last-1].End}}
	w.lo, _, _ = s.text.Places(first)
	_, _, w.hi = s.text.Places(last - 1)
	return w, true
}

// use is a place where a defined term is used.
type use struct {
	contract.Span
	definition int
}

// definitionUses gives every use of a defined term, in text order.
func (s *scene) definitionUses() []use {
	if s.uses == nil {
		s.uses = []use{}
		for i, d := range s.text.Outline.Definitions {
			for _, span := range d.Uses {
				s.uses = append(s.uses, use{Span: span, definition: i})
			}
		}
		sort.SliceStable(s.uses, func(a, b int) bool { return s.uses[a].Start < s.uses[b].Start })
	}
	return s.uses
}
