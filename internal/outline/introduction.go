package outline

import (
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

// betweens begin the list of parties.
var betweens = []string{
	"between", "\nparties\n", "\nparties:", "by and among", "entered into by", "entered by and between", "among",
	"made by", "zwischen", "entre", "concluded by",
}

// introduced reads the parties of the preamble, each named and then given its term.
func (p *parser) introduced() []contract.Party {
	head := p.reach(partyReach)
	var best []contract.Party
	for from, tries := 0, 0; tries < 8; tries++ {
		at := -1
		size := 0
		for _, w := range betweens {
			if i := indexFold(head[from:], w); i >= 0 && (at < 0 || i < at) {
				at, size = i, len(w)
			}
		}
		if at < 0 {
			break
		}
		start := from + at + size
		from = start
		found := p.listParties(start, min(start+introReach, len(head)), false)
		if n := countNamed(found); n > countNamed(best) {
			best = found
			if n >= 4 && found[0].Spans[0].Start < start+firstName {
				break
			}
		}
	}
	pronouns := false
	for _, q := range best {
		pronouns = pronouns || isPronoun(q.Terms, "you", "we", "us")
	}
	if len(best) >= 2 && !pronouns {
		return best
	}
	// "We are X ('Company', 'we')", "X offers its services to you (“Customer”)".
	found := certain(p.listParties(0, min(len(head), introReach), true))
	if countNamed(found) > countNamed(best) {
		return found
	}
	for _, q := range found {
		if isPronoun(q.Terms, "we", "us", "you") {
			best = merge(best, q)
		}
	}
	return best
}

// firstName is how many bytes behind "between" the first party is named.
const firstName = 200

// firstLines is how many bytes of a text can name a party in passing, without saying
// that it is one.
const firstLines = 1500

// certain leaves out the companies that a text names in passing: of several whose role is
// not told, none can be taken for a party.
func certain(parties []contract.Party) []contract.Party {
	var known, near []contract.Party
	for _, q := range parties {
		if roleOfAny(q.Terms) != contract.Unknown {
			known = append(known, q)
		} else if len(q.Spans) > 0 && q.Spans[0].Start < firstLines {
			near = append(near, q)
		}
	}
	if len(near) == 1 {
		known = append(known, near[0])
	}
	return known
}

// countNamed counts the parties, those that have a name of their own twice.
func countNamed(parties []contract.Party) int {
	n := 0
	for _, q := range parties {
		n += 2
		if entity(q.Name) {
			n++
		}
	}
	return n
}

// introduction is a preamble while it is read from front to back.
type introduction struct {
	p       *parser
	end     int
	loose   bool // no "between" stands before it: its brackets must tell by themselves that a party is meant
	segment int  // where what may name the next party begins
	parties []contract.Party
}

// listParties reads "X, a … corporation (“Supplier”), and Y (the “Customer”)" in
// text[start:end]; loose says that no "between" stands before it.
func (p *parser) listParties(start, end int, loose bool) []contract.Party {
	in := introduction{p: p, end: end, loose: loose, segment: start}
	for pos := start; pos < end && !in.over(pos); {
		switch p.text[pos] {
		case '(':
			pos = in.bracket(pos)
		case 'h', 'H', 'r', 'n':
			pos = in.hereinafter(pos)
		default:
			pos++
		}
	}
	return in.parties
}

// over reports whether the parties are complete at pos: their sentence ends there, or the
// recitals begin.
func (in *introduction) over(pos int) bool {
	text := in.p.text
	if len(in.parties) < 2 {
		return false
	}
	if text[pos] == '.' && !in.loose {
		if after := skipSpace(text, pos+1, in.end); after < in.end && endsSentence(text, in.segment, pos, after, in.end) {
			return true
		}
	}
	return beginsWith(text[pos:in.end], "whereas", "recitals", "now, therefore", "background")
}

// bracket reads the bracket that opens at pos, and returns where to go on.
func (in *introduction) bracket(pos int) int {
	p := in.p
	stop := bracketEnd(p.text, pos, in.end)
	if stop < 0 {
		return pos + 1
	}
	if from, to := nextWord(p.text, stop, min(in.end, stop+16)); from == stop+1 && capitalForm(p.text[from:to]) {
		return stop // "Acme (USA) Inc."
	}
	terms, marked := p.partyTerms(pos+1, stop-1)
	switch {
	case len(terms) > 0:
		in.add(pos, terms, marked)
		in.segment = stop
	case p.namesThis(pos+1, stop-1):
		in.segment = stop
	}
	return stop
}

// add keeps the party whose terms stand at pos, if what comes before names one.
func (in *introduction) add(pos int, terms []string, marked bool) {
	q, ok := in.p.party(in.segment, pos, terms, in.loose)
	if ok && (marked || entity(q.Name) || roleOfAny(terms) != contract.Unknown) && len(in.parties) < maxParties {
		in.parties = merge(in.parties, q)
	}
}

// hereinafter reads "hereinafter called “X”" and "nachstehend X genannt" at pos, and
// returns where to go on.
func (in *introduction) hereinafter(pos int) int {
	text := in.p.text
	if !beginsWith(text[pos:in.end], "hereinafter", "hereafter", "referred to", "nachstehend", "nachfolgend") {
		return pos + 1
	}
	at := pos
	for range 9 {
		at = skipSpace(text, at, in.end)
		if term, stop, ok := quoted(text, at, in.end); ok {
			if t := cleanTerm(term.Cut(text)); partyTerm(t) {
				in.add(pos, []string{t}, true)
				in.segment = stop
			}
			return stop
		}
		to := wordEnd(text, at, in.end)
		if to == at {
			break
		}
		if w := text[at:to]; startsUpper(w) && roleOf(w) != contract.Unknown {
			in.add(pos, []string{w}, false)
			in.segment = to
			return to
		}
		at = to
		if at < in.end && text[at] == ',' {
			at++
		}
	}
	return pos + 1
}

// bracketEnd returns the end of the bracket that opens at pos, -1 when it does not close
// within reach.
func bracketEnd(text string, pos, end int) int {
	depth := 0
	for at := pos; at < end && at-pos < 400; at++ {
		switch text[at] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return -1
}

// partyTerms reads the quoted terms of a bracket that can stand for a party; without
// quotation marks, the capitalised words of a short one. marked tells which.
func (p *parser) partyTerms(start, end int) (terms []string, marked bool) {
	for pos := start; pos < end; {
		span, after, ok := quoted(p.text, pos, end)
		if !ok {
			_, size := utf8.DecodeRuneInString(p.text[pos:end])
			pos += size
			continue
		}
		marked = true
		if t := cleanTerm(span.Cut(p.text)); partyTerm(t) && len(terms) < maxTerms {
			terms = append(terms, t)
		}
		pos = after
	}
	if marked {
		return terms, true
	}
	s := strings.TrimSpace(p.text[start:end])
	for _, lead := range [...]string{"the ", "hereinafter ", "hereinafter the ", "each a ", "referred to as "} {
		if hasPrefixFold(s, lead) {
			s = strings.TrimSpace(s[len(lead):])
		}
	}
	if n := countWords(s, 4); n > 0 && n <= 3 && titleCase(s) && partyTerm(s) && !strings.ContainsAny(s, "0123456789:/") && len(s) > 2 {
		return []string{s}, false
	}
	return nil, false
}

// namesThis reports whether a bracket defines the agreement or the parties together, after
// which a new party begins.
func (p *parser) namesThis(start, end int) bool {
	for pos := start; pos < end; {
		span, after, ok := quoted(p.text, pos, end)
		if ok {
			t := span.Cut(p.text)
			return containsFold(t, "agreement") || containsFold(t, "part") || containsFold(t, "date") || allCaps(t)
		}
		_ = after
		pos++
	}
	return false
}

// partyTerm reports whether a defined term can stand for a party rather than for the
// agreement, a date or a thing.
func partyTerm(t string) bool {
	if t == "" || len(t) > 60 {
		return false
	}
	for _, w := range [...]string{
		"agreement", "addendum", "date", "service", "services", "product", "products", "dpa", "baa", "nda", "mnda",
		"contract", "terms", "term", "software", "party", "parties", "partei", "parteien", "schedule", "exhibit",
		"project", "territory", "policy", "platform", "sow", "commission", "transaction", "site", "website", "act",
		"fees", "effective", "order", "form", "data", "affiliate", "affiliates", "purpose", "event", "confidential",
		"information", "program", "state", "laws", "law", "gdpr", "ccpa", "msa", "sla", "eula", "tos", "annex",
		"appendix", "clauses", "property", "premises", "facility", "business day", "securities", "shares", "stock",
		"bylaws", "license", "licence", "members", "plan", "fund", "funds",
	} {
		if strings.EqualFold(t, w) || len(t) > len(w) && (hasSuffixFold(t, " "+w) || hasPrefixFold(t, w+" ")) {
			return roleOf(t) != contract.Unknown && !containsWord(t, "agreement")
		}
	}
	return true
}
