package outline

import (
	"sort"
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

const (
	// partyReach is how many bytes of the body can introduce parties.
	partyReach = 12000
	// introReach is how many bytes behind "between" the parties are introduced.
	introReach = 3000
	maxParties = 24
	maxTerms   = 12
)

// readParties finds who the contract is between: from the preamble, from the fields of a
// cover page, else from the role words the text uses.
func (p *parser) readParties() {
	w := p.countRoleWords()
	parties := p.introduced()
	parties = p.fromFields(parties)
	parties = p.withPronouns(parties, w)
	parties = p.override(parties)
	p.assignRoles(parties, w)
	parties = lone(parties, w, p.opt.Side)
	parties = p.byBrand(parties, w)
	parties = p.fillRoles(parties, w)
	if len(parties) > maxParties {
		parties = parties[:maxParties]
	}
	for i := range parties {
		if parties[i].Name == "" {
			parties[i].Name = nameOfTerms(parties[i].Terms)
		}
		p.addShortName(&parties[i])
		p.addRoleTerms(&parties[i], parties, w)
		if r := roleOf(parties[i].Name); r != contract.Unknown {
			parties[i].Terms = union([]string{parties[i].Name}, parties[i].Terms)
		}
		if parties[i].Terms == nil {
			parties[i].Terms = []string{}
		}
	}
	p.out.Parties = parties
}

// addShortName adds the name without its legal form to q's terms, where the text uses it:
// "Acme" of "Acme Inc.".
func (p *parser) addShortName(q *contract.Party) {
	const used = 3
	short := q.Name
	for {
		from := strings.LastIndexAny(short, " ,")
		if from <= 0 || !legalForm(short[from+1:]) && short[from+1:] != "" {
			break
		}
		short = strings.TrimRight(short[:from], " ,")
	}
	if short == q.Name || len(short) < 3 || strings.Count(p.text[:p.doc.BodyEnd], short)-strings.Count(p.text[:p.doc.BodyEnd], q.Name) < used {
		return
	}
	q.Terms = union(q.Terms, []string{short})
}

// nameOfTerms is what to call a party without a name: its first term that is no pronoun.
func nameOfTerms(terms []string) string {
	for _, t := range terms {
		if !isOneOf(t, []string{"we", "us", "our", "you", "your"}) {
			return t
		}
	}
	if len(terms) == 0 {
		return ""
	}
	return terms[0]
}

// quoteOpen and quoteClose are the marks around a defined term.
var (
	quoteOpen  = []string{"“", "\"", "„", "«", "‘", "”", "''", "``", "»"}
	quoteClose = []string{"”", "\"", "“", "»", "’", "''", "„", "«"}
)

// quoted reads a quoted term at pos: what stands between the marks, and where the mark
// behind it ends.
func quoted(text string, pos, end int) (term contract.Span, after int, ok bool) {
	for _, o := range quoteOpen {
		if !strings.HasPrefix(text[pos:end], o) {
			continue
		}
		from := pos + len(o)
		for at := from; at < end && at-from <= 80; {
			for _, c := range quoteClose {
				if strings.HasPrefix(text[at:end], c) && at > from && !(c == "’" && o != "‘") {
					if c == "’" && at+len(c) < end && isAlpha(text[at+len(c)]) {
						continue // an apostrophe
					}
					return contract.Span{Start: from, End: at}, at + len(c), true
				}
			}
			_, size := utf8.DecodeRuneInString(text[at:end])
			at += size
		}
		return contract.Span{}, pos, false
	}
	return contract.Span{}, pos, false
}

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

// reach returns the first bytes of the body, cut between characters.
func (p *parser) reach(n int) string {
	n = min(n, p.doc.BodyEnd, len(p.text))
	for n > 0 && n < len(p.text) && !utf8.RuneStart(p.text[n]) {
		n--
	}
	return p.text[:n]
}

// listParties reads "X, a … corporation (“Supplier”), and Y (the “Customer”)". Loose text
// has no "between" before it: its brackets must tell by themselves that a party is meant.
func (p *parser) listParties(start, end int, loose bool) []contract.Party {
	var parties []contract.Party
	segment := start
	for pos := start; pos < end; {
		c := p.text[pos]
		if c == '(' {
			stop := bracketEnd(p.text, pos, end)
			if stop < 0 {
				pos++
				continue
			}
			if from, to := nextWord(p.text, stop, min(end, stop+16)); from == stop+1 && legalForm(p.text[from:to]) && startsUpper(p.text[from:to]) {
				pos = stop // "Acme (USA) Inc."
				continue
			}
			terms, marked := p.partyTerms(pos+1, stop-1)
			if len(terms) > 0 {
				q, ok := p.party(segment, pos, terms, loose)
				ok = ok && (marked || entity(q.Name) || roleOfAny(terms) != contract.Unknown)
				if ok && len(parties) < maxParties {
					parties = merge(parties, q)
				}
				segment = stop
			} else if containsFold(p.text[pos:stop], "part") || containsFold(p.text[pos:stop], "agreement") {
				if p.namesThis(pos+1, stop-1) {
					segment = stop
				}
			}
			pos = stop
			continue
		}
		if c == 'h' || c == 'H' || c == 'r' { // "hereinafter called “X”", "referred to as “X”"
			if after := hereinafter(p.text, pos, end); after > 0 {
				if span, stop, ok := quoted(p.text, after, end); ok && partyTerm(span.Cut(p.text)) {
					if q, ok := p.party(segment, pos, []string{cleanTerm(span.Cut(p.text))}, loose); ok {
						parties = merge(parties, q)
					}
					segment, pos = stop, stop
					continue
				}
			}
		}
		if len(parties) >= 2 {
			if c == '.' && !loose {
				if after := skipSpace(p.text, pos+1, end); after < end && endsSentence(p.text, segment, pos, after, end) {
					break
				}
			}
			if beginsWith(p.text[pos:end], "whereas", "recitals", "now, therefore", "background") {
				break
			}
		}
		pos++
	}
	return parties
}

// hereinafter returns where a quoted term should begin behind "hereinafter referred to
// as the", 0 when nothing of the kind stands at pos.
func hereinafter(text string, pos, end int) int {
	s := text[pos:end]
	if !hasPrefixFold(s, "hereinafter") && !hasPrefixFold(s, "hereafter") && !hasPrefixFold(s, "referred to") {
		return 0
	}
	at := pos
	for range 9 {
		at = skipSpace(text, at, end)
		if at >= end {
			return 0
		}
		if _, _, ok := quoted(text, at, end); ok {
			return at
		}
		to := wordEnd(text, at, end)
		if to == at {
			return 0
		}
		at = to
		if at < end && text[at] == ',' {
			at++
		}
	}
	return 0
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

// cleanTerm takes stray punctuation off a term.
func cleanTerm(s string) string {
	s = strings.TrimSpace(strings.Trim(s, " ,.;:\n\t*_"))
	if hasPrefixFold(s, "the ") {
		s = s[4:]
	}
	return strings.Join(strings.Fields(s), " ")
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

// party reads the name that stands before a bracket of terms.
func (p *parser) party(start, bracket int, terms []string, loose bool) (contract.Party, bool) {
	name := p.name(start, bracket)
	if loose {
		name = p.nameBefore(start, bracket)
	}
	s := name.Cut(p.text)
	if strings.ContainsAny(s, ":•") || lastSentence(p.text, name.End, bracket) > name.End {
		s = "" // a field, or a name in another sentence
	}
	you := isPronoun(terms, "you", "your")
	we := isPronoun(terms, "we", "us", "our")
	named := (incorporated(s) || !loose && entity(s)) && startsUpper(s) && !hasVerb(s) && countWords(s, 13) <= 12
	switch {
	case named, roleOfAny(terms) != contract.Unknown, you, we:
	case loose || s == "" || countWords(s, 9) > 8 || !startsUpper(s) || hasVerb(s):
		return contract.Party{}, false
	case abbreviates(terms[0], s):
	default:
		return contract.Party{}, false
	}
	if you || countWords(s, 15) > 14 || !entity(s) && (loose || !startsUpper(s) || hasVerb(s) || notName(s)) {
		s = ""
	}
	if s == "" {
		name = contract.Span{Start: bracket, End: bracket + 1}
	}
	return contract.Party{Name: cleanName(s), Terms: terms, Spans: []contract.Span{name}}, true
}

// isPronoun reports whether one of terms is one of words.
func isPronoun(terms []string, words ...string) bool {
	for _, t := range terms {
		if isOneOf(t, words) {
			return true
		}
	}
	return false
}

// merge adds a party, or the terms of one already found.
func merge(parties []contract.Party, q contract.Party) []contract.Party {
	for i := range parties {
		same := q.Name != "" && strings.EqualFold(parties[i].Name, q.Name)
		for _, t := range q.Terms {
			for _, u := range parties[i].Terms {
				same = same || strings.EqualFold(t, u)
			}
		}
		if same {
			parties[i].Terms = union(parties[i].Terms, q.Terms)
			parties[i].Spans = append(parties[i].Spans, q.Spans...)
			if parties[i].Name == "" {
				parties[i].Name = q.Name
			}
			return parties
		}
	}
	return append(parties, q)
}

func union(a, b []string) []string {
	for _, t := range b {
		found := false
		for _, u := range a {
			found = found || strings.EqualFold(t, u)
		}
		if !found && len(a) < maxTerms {
			a = append(a, t)
		}
	}
	return a
}

// override takes what is known beforehand about who is who.
func (p *parser) override(parties []contract.Party) []contract.Party {
	for _, o := range [...]struct {
		name string
		role contract.Role
	}{{p.opt.Supplier, contract.Supplier}, {p.opt.Customer, contract.Customer}} {
		name := strings.TrimSpace(o.name)
		if name == "" {
			continue
		}
		at := -1
		for i := range parties {
			if strings.EqualFold(parties[i].Name, name) || containsFold(parties[i].Name, strings.ToLower(name)) {
				at = i
			}
			for _, t := range parties[i].Terms {
				if strings.EqualFold(t, name) {
					at = i
				}
			}
		}
		if at < 0 {
			q := contract.Party{Name: name, Terms: []string{name}}
			if i := indexFold(p.text[:p.doc.BodyEnd], strings.ToLower(name)); i >= 0 {
				q.Spans = []contract.Span{{Start: i, End: i + len(name)}}
			}
			parties = append(parties, q)
			at = len(parties) - 1
		}
		for i := range parties {
			if parties[i].Role == o.role {
				parties[i].Role = contract.Unknown
			}
		}
		parties[at].Role = o.role
	}
	return parties
}

// sortedKeys returns the keys of a count, the highest first, then by name.
func sortedKeys(counts map[string]int) []string {
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if counts[keys[i]] != counts[keys[j]] {
			return counts[keys[i]] > counts[keys[j]]
		}
		return keys[i] < keys[j]
	})
	return keys
}
