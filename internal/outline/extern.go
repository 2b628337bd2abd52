package outline

import (
	"strings"

	"parley/internal/contract"
)

// outside are words that name what is not this document.
var outside = []string{
	"gdpr", "regulation", "directive", "act", "code", "u.s.c", "c.f.r", "cfr", "usc", "treaty", "statute", "rules",
	"rule", "dsgvo", "bdsg", "bgb", "hgb", "constitution", "convention", "uk", "eu", "swiss", "hipaa", "ccpa", "cpra",
	"law", "decision", "securities", "bankruptcy", "internal", "title", "ordinance", "fadp", "nist", "iso", "rgpd",
	"règlement", "verordnung", "gesetz", "data", "federal", "california", "companies", "insolvency", "civil",
	"uniform", "copyright", "lanham", "exchange", "form", "main", "principal", "master", "existing", "original",
	"msa", "tfeu", "charter", "privacy",
}

// belongs decides whether a reference leads out of the document, and into which part it
// leads: "of Schedule 2", "of the Standard Contractual Clauses".
func (r *references) belongs(from, end int, part bool) (extern bool, within int) {
	p := r.p
	text := p.text
	limit := min(p.doc.BodyEnd, end+80)
	// A law right before: "GDPR Art. 28", "45 C.F.R. § 164".
	before := text[max(0, from-12):from]
	for _, w := range [...]string{"C.F.R.", "CFR", "U.S.C.", "USC", "GDPR", "DSGVO"} {
		if strings.Contains(before, w) {
			return true, -1
		}
	}
	at := skipSpace(text, end, limit)
	if at < limit && text[at] == '(' { // "Section 5 (Fees) of"
		if stop := bracketEnd(text, at, limit); stop > 0 {
			at = skipSpace(text, stop, limit)
		}
	}
	a, b := nextWord(text, at, limit)
	if a != at || a == b {
		return false, -1
	}
	w := text[a:b]
	if !isOneOf(w, []string{"of", "in", "under", "to", "des", "der", "du", "de", "from"}) {
		return startsUpper(w) && isOneOf(w, outside[:13]), -1 // "Art. 28 GDPR"
	}
	own := false
	for k := 0; k < 7; k++ {
		a, b = nextWord(text, b, limit)
		if a == b {
			return false, -1
		}
		w = text[a:b]
		switch {
		case isOneOf(w, []string{"this", "these", "present", "hereof"}):
			own = true
		case isOneOf(w, partWords) && startsUpper(w):
			if n := r.numberAt(skipSpace(text, b, limit), true); n.Len() > 0 && !part {
				if c := r.find(pathKey(w+" "+n.Cut(text)), -1, -1, true); c >= 0 {
					return false, p.out.Clauses[c].Part
				}
				return true, -1 // in an exhibit that is not here
			}
			return false, -1
		case isOneOf(w, refWords) && !containsFold(text[a:min(limit, b+1)], "clauses"):
			return false, -1
		case own:
			return false, -1
		case containsFold(text[a:min(len(text), a+40)], "standard contractual clauses"), strings.EqualFold(w, "sccs"), strings.EqualFold(w, "scc"):
			if r.scc > 0 {
				return false, r.scc
			}
			return true, -1
		case isOneOf(w, outside) && (startsUpper(w) || strings.EqualFold(w, "title")), isDigit(w[0]) && k > 0:
			return true, -1
		case strings.EqualFold(w, "agreement") || strings.EqualFold(w, "contract") || strings.EqualFold(w, "terms"):
			return !own && attached(p.out.Kind) && startsUpper(w), -1
		case startsUpper(w):
			// A name: another document, unless the contract calls itself so.
			rest := text[a:min(limit, a+60)]
			for _, doc := range [...]string{
				"agreement", "act", "regulation", "code", "directive", "law", "terms", "policy", "clauses",
				"addendum", "plan", "note", "indenture", "lease",
			} {
				if i := indexFold(rest, doc); i >= 0 && i < 48 && !strings.ContainsAny(rest[:i], ".;,()") {
					return !p.callsItself(rest[:i+len(doc)]), -1
				}
			}
			return false, -1
		case isOneOf(w, []string{"the", "that", "such", "its", "said", "a", "an", "certain", "any", "each"}):
		default:
			return false, -1
		}
	}
	return false, -1
}

// attached reports whether documents of a kind stand beside a main agreement, so that
// "the Agreement" is another document.
func attached(kind string) bool {
	switch kind {
	case "dpa", "sla", "security-addendum", "baa", "order-form", "sow":
		return true
	}
	return false
}

// callsItself reports whether name is what the document calls itself.
func (p *parser) callsItself(name string) bool {
	name = strings.TrimSpace(name)
	return name != "" && p.out.Title != "" && containsFold(p.out.Title, strings.ToLower(name))
}

// large reports whether a number is too large for a clause of this document: laws have
// sections 365 and 1798.
func (r *references) large(number string) bool {
	v := 0
	for i := 0; i < len(number) && isDigit(number[i]) && v < 1e6; i++ {
		v = 10*v + int(number[i]-'0')
	}
	return v > r.highest+farAway
}

// foreign reports whether a reference that leads nowhere is one to a law or another
// document, by its sign or word or by what its sentence speaks of.
func (r *references) foreign(span contract.Span, sign bool, w string) bool {
	p := r.p
	switch {
	case sign, hasPrefixFold(w, "art") && !r.articles:
		return true
	case r.p.out.Kind == "dpa" && r.scc == 0 && hasPrefixFold(w, "clause"):
		return true // of the standard contractual clauses, which are only referred to
	}
	i := p.out.SentenceAt(span.Start)
	if i < 0 {
		return false
	}
	s := p.out.Sentences[i].Span
	s.Start, s.End = max(s.Start, span.Start-foreignReach), min(s.End, span.End+foreignReach)
	around := s.Cut(p.text)
	for _, word := range [...]string{
		"contractual clauses", "sccs", "gdpr", "regulation (eu)", "directive", "u.s.c", "c.f.r",
		"data protection act", "bankruptcy code", "securities act", "exchange act", "civil code", "commercial code",
		"uk addendum", "model clauses", "internal revenue",
	} {
		if containsFold(around, word) {
			return true
		}
	}
	return false
}
