package rule

import (
	"parley/internal/contract"
	"parley/internal/query"
)

// modals are the words that make a duty or a right of a verb.
var modals = map[string]bool{
	"shall": true, "must": true, "will": true, "may": true, "can": true, "should": true, "agrees": true, "agree": true,
	"undertakes": true, "undertake": true, "warrants": true, "covenants": true, "acknowledges": true, "represents": true,
}

// receiving are the words before a party to whom something is done.
var receiving = map[string]bool{
	"to": true, "with": true, "for": true, "against": true, "upon": true, "notify": true, "inform": true, "provide": true, "give": true,
	"indemnify": true, "harmless": true, "defend": true, "reimburse": true, "allow": true, "permit": true, "enable": true,
}

// belonging are the words before a party of whom the subject is, or from whom it comes.
var belonging = map[string]bool{"by": true, "of": true, "from": true, "between": true, "behalf": true}

// received are the verbs whose passive subject receives what the other party must do.
var received = map[string]bool{
	"notified": true, "informed": true, "advised": true, "told": true, "indemnified": true, "reimbursed": true, "compensated": true,
	"alerted": true, "given": true, "provided": true, "offered": true, "credited": true, "refunded": true,
}

// maxBack is how far before the verb a subject is looked for, in words.
const maxBack = 60

// subject finds who must, or may, do what the passage says: the party named last
// before the word that makes it a duty ("Supplier shall …"), in the passive the one
// after "by". A party after a preposition is not the subject; where there is no other,
// one to whom something is done tells that the other does it, and one after "of" or
// "by" does it. A passage that names nobody is of whom the sentences before it in its
// clause, or its heading, speak.
func (s *scene) subject(p *passage) (contract.Role, contract.Span, bool) {
	lo, hi := p.lo, p.hi
	if first, _, last := s.text.Places(s.text.SentenceOf(p.anchor)); first >= lo && last <= hi {
		lo, hi = first, last
	}
	if role, span, ok := s.subjectIn(lo, hi, p.anchor); ok {
		return role, span, true
	}
	return s.subjectAround(p)
}

// subjectIn finds the subject of the verb at anchor among the places [lo, hi).
func (s *scene) subjectIn(lo, hi, anchor int) (contract.Role, contract.Span, bool) {
	if m, ok := s.direct(anchor, lo); ok {
		return m.Role, s.spanOf(m), true
	}
	modal := s.modal(lo, hi, anchor)
	at := anchor
	if modal >= 0 {
		at = modal
		if role, span, ok := s.agent(modal, hi); ok {
			return role, span, true
		}
	}
	before := s.text.MentionsIn(max(lo, at-maxBack), at)
	for i := len(before) - 1; i >= 0; i-- {
		m := before[i]
		if m.Possessive || m.Role == contract.Unknown || s.follows(m.Lo, lo, receiving) || s.follows(m.Lo, lo, belonging) {
			continue
		}
		role := m.Role
		if i > 0 && before[i-1].Role != m.Role && m.Lo-before[i-1].Hi <= 3 && s.between(before[i-1].Hi+1, m.Lo, "and", "or") {
			role = contract.Both
		}
		if modal >= 0 && s.receives(modal, hi) {
			role = other(role)
		}
		return role, s.spanOf(m), true
	}
	return s.implied(before, anchor, max(anchor, modal), lo, hi)
}

// maxEarlier is how many sentences before a passage are asked for its subject.
const maxEarlier = 3

// subjectAround finds of whom the text around a passage speaks: the sentences before it
// in its clause, else the heading above them.
func (s *scene) subjectAround(p *passage) (contract.Role, contract.Span, bool) {
	sentences := s.text.Outline.Sentences
	for i := p.first - 1; i >= max(0, p.first-maxAround) && sentences[i].Clause == sentences[p.first].Clause; i-- {
		lo, own, hi := s.text.Places(i)
		switch {
		case sentences[i].Heading:
			for _, m := range s.text.MentionsIn(own, hi) {
				if m.Role != contract.Unknown {
					return m.Role, s.spanOf(m), true
				}
			}
			return contract.Unknown, contract.Span{}, false
		case p.first-i <= maxEarlier && own < hi:
			if modal := s.modal(lo, hi, lo); modal >= 0 {
				if role, span, ok := s.subjectIn(lo, hi, modal); ok {
					return role, span, true
				}
			}
		}
	}
	return contract.Unknown, contract.Span{}, false
}

// direct is the party right before a verb without a word of duty ("Processor
// indemnifies"), or the party the query itself begins with.
func (s *scene) direct(anchor, lo int) (query.Mention, bool) {
	for _, m := range s.text.MentionsIn(max(lo, anchor-8), min(anchor+8, s.text.Len())) {
		verb := m.Hi + 1
		if m.Lo != anchor && verb != anchor || verb >= s.text.Len() || m.Role == contract.Unknown || m.Possessive {
			continue
		}
		if present(s.text.Word(verb)) && !s.follows(m.Lo, lo, receiving) && !s.follows(m.Lo, lo, belonging) {
			return m, true
		}
	}
	return query.Mention{}, false
}

// present reports whether a word looks like a verb in the third person: "indemnifies".
func present(word string) bool {
	return len(word) > 4 && word[len(word)-1] == 's' && word[len(word)-2] != 's' && !modals[word]
}

// implied finds the subject where no party stands as one: by what stands before the
// parties that are named, else by whom the verb is done to: a party that stands shortly
// after the verb at anchor, or after the word of duty at duty.
func (s *scene) implied(before []query.Mention, anchor, duty, lo, hi int) (contract.Role, contract.Span, bool) {
	for _, words := range []map[string]bool{belonging, receiving} {
		for i := len(before) - 1; i >= 0; i-- {
			m := before[i]
			if m.Role == contract.Unknown || !m.Possessive && !s.follows(m.Lo, lo, words) {
				continue
			}
			if words["to"] && !m.Possessive {
				return other(m.Role), contract.Span{}, true
			}
			return m.Role, s.spanOf(m), true
		}
	}
	for _, m := range s.text.MentionsIn(anchor, min(hi, duty+8)) {
		switch {
		case m.Role == contract.Unknown:
		case s.follows(m.Lo, lo, belonging):
			return m.Role, s.spanOf(m), true
		case m.Role != contract.Both:
			return other(m.Role), contract.Span{}, true
		}
	}
	return contract.Unknown, contract.Span{}, false
}

// modal is the place of the duty word that governs the verb at anchor: the last one
// before it, else the first one shortly after it; -1 for none.
func (s *scene) modal(lo, hi, anchor int) int {
	for i := min(anchor, hi-1); i >= lo; i-- {
		if modals[s.text.Word(i)] {
			return i
		}
	}
	for i := anchor + 1; i < min(hi, anchor+25); i++ {
		if modals[s.text.Word(i)] {
			return i
		}
	}
	return -1
}

// agent is the party after "by" in "shall be given by Supplier".
func (s *scene) agent(modal, hi int) (contract.Role, contract.Span, bool) {
	for i := modal + 1; i < min(hi, modal+4); i++ {
		if w := s.text.Word(i); w != "be" && w != "promptly" && w != "immediately" {
			if i == modal+1 {
				return "", contract.Span{}, false // not a passive
			}
			break
		}
	}
	for i := modal + 1; i < min(hi, modal+12); i++ {
		if s.text.Word(i) != "by" {
			continue
		}
		for _, m := range s.text.MentionsIn(i+1, min(hi, i+5)) {
			if m.Lo <= i+2 && m.Role != contract.Unknown && !m.Possessive {
				return m.Role, s.spanOf(m), true
			}
		}
	}
	return "", contract.Span{}, false
}

// receives reports whether the subject of the modal is one to whom something is done.
func (s *scene) receives(modal, hi int) bool {
	be := false
	for i := modal + 1; i < min(hi, modal+4); i++ {
		w := s.text.Word(i)
		if be && received[w] {
			return true
		}
		be = be || w == "be"
	}
	return false
}

// follows reports whether one of the words stands right before a place, articles
// passed over.
func (s *scene) follows(at, lo int, words map[string]bool) bool {
	i := at - 1
	for i >= lo && (s.text.Word(i) == "the" || s.text.Word(i) == "each" || s.text.Word(i) == "such") {
		i--
	}
	return i >= lo && words[s.text.Word(i)]
}

// between reports whether one of the words stands among the places [lo, hi).
func (s *scene) between(lo, hi int, words ...string) bool {
	for i := lo; i < hi; i++ {
		for _, w := range words {
			if s.text.Word(i) == w {
				return true
			}
		}
	}
	return false
}

// spanOf is where a mention stands in the document.
func (s *scene) spanOf(m query.Mention) contract.Span {
	return contract.Span{Start: s.text.At(m.Lo).Start, End: s.text.At(m.Hi).End}
}

// other is the other of two parties; what is of both stays so.
func other(r contract.Role) contract.Role {
	switch r {
	case contract.Supplier:
		return contract.Customer
	case contract.Customer:
		return contract.Supplier
	}
	return r
}
