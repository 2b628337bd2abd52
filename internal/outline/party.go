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
	lone(parties, w)
	parties = p.byBrand(parties, w)
	parties = p.fillRoles(parties, w)
	if len(parties) > maxParties {
		parties = parties[:maxParties]
	}
	for i := range parties {
		if parties[i].Name == "" {
			parties[i].Name = nameOfTerms(parties[i].Terms)
		}
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
var betweens = []string{"between", "parties\n", "parties:", "by and among", "entered into by", "entered by and between", "among", "made by", "zwischen", "entre", "concluded by"}

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
		if found := p.listParties(start, min(start+introReach, len(head)), false); countNamed(found) > countNamed(best) {
			best = found
			if len(best) >= 2 {
				break
			}
		}
	}
	if len(best) < 2 {
		// "We are X ('Company', 'we')", "X offers its services to you (“Customer”)".
		if found := certain(p.listParties(0, min(len(head), introReach), true)); countNamed(found) > countNamed(best) {
			best = found
		}
	}
	return best
}

// certain leaves out the companies that a text names in passing: of several whose role is
// not told, none can be taken for a party.
func certain(parties []contract.Party) []contract.Party {
	var known []contract.Party
	for _, q := range parties {
		if roleOfAny(q.Terms) != contract.Unknown {
			known = append(known, q)
		}
	}
	if len(parties)-len(known) == 1 {
		return parties
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
			terms := p.partyTerms(pos+1, stop-1)
			if len(terms) > 0 {
				if q, ok := p.party(segment, pos, terms, loose); ok && len(parties) < maxParties {
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
		if after := skipSpace(p.text, pos+1, end); len(parties) >= 2 && !loose && c == '.' && after < end && endsSentence(p.text, segment, pos, after, end) {
			break
		}
		if len(parties) >= 2 && (hasPrefixFold(p.text[pos:end], "whereas") || hasPrefixFold(p.text[pos:end], "recitals") || hasPrefixFold(p.text[pos:end], "now, therefore") || hasPrefixFold(p.text[pos:end], "background")) {
			break
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
// quotation marks, the capitalised words of a short one.
func (p *parser) partyTerms(start, end int) []string {
	var terms []string
	any := false
	for pos := start; pos < end; {
		span, after, ok := quoted(p.text, pos, end)
		if !ok {
			_, size := utf8.DecodeRuneInString(p.text[pos:end])
			pos += size
			continue
		}
		any = true
		if t := cleanTerm(span.Cut(p.text)); partyTerm(t) && len(terms) < maxTerms {
			terms = append(terms, t)
		}
		pos = after
	}
	if any {
		return terms
	}
	s := strings.TrimSpace(p.text[start:end])
	for _, lead := range [...]string{"the ", "hereinafter ", "hereinafter the ", "each a ", "referred to as "} {
		if hasPrefixFold(s, lead) {
			s = strings.TrimSpace(s[len(lead):])
		}
	}
	if n := countWords(s, 4); n > 0 && n <= 3 && titleCase(s) && partyTerm(s) && !strings.ContainsAny(s, "0123456789:/") && len(s) > 2 {
		return []string{s}
	}
	return nil
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
	for _, w := range [...]string{"agreement", "addendum", "date", "service", "services", "product", "products", "dpa", "baa", "nda", "mnda", "contract", "terms", "term", "software", "party", "parties", "partei", "parteien", "schedule", "exhibit", "project", "territory", "policy",
		"platform", "sow", "commission", "transaction", "site", "website", "act", "fees", "effective", "order", "form", "data", "affiliate", "affiliates", "purpose", "event", "confidential", "information", "program", "state", "laws", "law", "gdpr", "ccpa", "msa", "sla", "eula", "tos", "annex", "appendix", "clauses", "property", "premises", "facility", "business day", "securities", "shares", "stock", "bylaws", "license", "licence", "members", "plan", "fund", "funds"} {
		if equalFold(t, w) || len(t) > len(w) && (hasSuffixFold(t, " "+w) || hasPrefixFold(t, w+" ")) {
			return roleOf(t) != contract.Unknown && !containsWord(t, "agreement")
		}
	}
	return true
}

func hasSuffixFold(s, w string) bool {
	return len(s) >= len(w) && equalFold(s[len(s)-len(w):], w)
}

// party reads the name that stands before a bracket of terms.
func (p *parser) party(start, bracket int, terms []string, loose bool) (contract.Party, bool) {
	name := p.name(start, bracket)
	if loose {
		name = p.nameBefore(start, bracket)
	}
	s := name.Cut(p.text)
	if strings.ContainsAny(s, ":•") {
		s = ""
	}
	you := isPronoun(terms, "you", "your")
	we := isPronoun(terms, "we", "us", "our")
	switch {
	case (incorporated(s) || !loose && entity(s)) && startsUpper(s) && !hasVerb(s) && countWords(s, 13) <= 12, roleOfAny(terms) != contract.Unknown, you, we:
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

// notName reports whether words before a bracket only describe a party.
func notName(s string) bool {
	for _, w := range [...]string{"the entity", "the customer", "the party", "the individual", "the company", "the undersigned", "any ", "all ", "you", "this ", "entity", "personal data", "the following"} {
		if hasPrefixFold(s, w) {
			return true
		}
	}
	return false
}

func cleanName(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.Trim(s, " ,;:*_\"“”[]")
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

// abbreviates reports whether term is made of the name's first word or its initials:
// "Retool" of "Retool Inc.", "IBM" of "International Business Machines".
func abbreviates(term, name string) bool {
	from, to := nextWord(term, 0, len(term))
	first := term[from:to]
	if len(first) >= 3 && containsFold(name, toLowerASCII(first)) {
		return true
	}
	initials := []byte{}
	for pos := 0; ; {
		a, b := nextWord(name, pos, len(name))
		if a == b {
			break
		}
		if isUpper(name[a]) {
			initials = append(initials, name[a])
		}
		pos = b
	}
	return len(term) >= 2 && strings.HasPrefix(string(initials), strings.ToUpper(term))
}

// separators stand before the name of a party.
var separators = []string{"you and ", "and:", "and,", "and ", "between:", "between ", "by and between", "by ", "is ", ",", ":", ";", "-", "–", "•", "among ", "either ", "both ", "(1)", "(2)", "(3)", "(i)", "(ii)", "1.", "2.", "(a)", "(b)", "1)", "2)", "a)", "b)",
	"on the one hand", "on the other hand", "of the one part", "of the other part", "party a", "party b", "und ", "et ", "\n"}

// name finds the name of a party between the one before it and its own bracket: behind
// the separators, up to the comma where its description begins.
func (p *parser) name(start, end int) contract.Span {
	text := p.text
	at := start
	for range 6 {
		for {
			at = skipSpace(text, at, end)
			rest := text[at:end]
			moved := false
			for _, w := range separators {
				if hasPrefixFold(rest, w) {
					at += len(w)
					moved = true
					break
				}
			}
			if !moved {
				break
			}
		}
		if at >= end || !startsLower(text[at:end]) || hasPrefixFold(text[at:end], "the ") || hasPrefixFold(text[at:end], "you") {
			break
		}
		// The description of the party before: the name comes behind its "and".
		next := -1
		for _, w := range [...]string{" and ", " and:", ";", "\n"} {
			if i := indexFold(text[at:end], w); i >= 0 && (next < 0 || i < next) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		at += next
	}
	stop := at
	for stop < end {
		c := text[stop]
		if c == ',' {
			after := skipSpace(text, stop+1, end)
			to := wordEnd(text, after, end)
			if after < end && legalForm(text[after:to]) {
				stop = to
				if stop < end && text[stop] == '.' {
					stop++
				}
				continue
			}
			break
		}
		if c == '(' {
			if i := strings.IndexByte(text[stop:end], ')'); i > 0 && i < 24 && stop+i+2 < end && isUpper(text[stop+i+2]) {
				stop += i + 1 // "Acme (USA) Inc."
				continue
			}
			break
		}
		if c == ' ' {
			from, to := nextWord(text, stop, end)
			if w := text[from:to]; from < to && to-from < 14 && startsLower(w) && (descriptive(w) || w == "of" && !ofName(text[at:stop])) {
				break
			}
		}
		_, size := utf8.DecodeRuneInString(text[stop:end])
		stop += size
		if stop-at > 140 {
			break
		}
	}
	return trim(text, contract.Span{Start: lastSentence(text, at, min(stop, end)), End: min(stop, end)})
}

// lastSentence returns where the last sentence of text[from:to] begins.
func lastSentence(text string, from, to int) int {
	for pos := from; pos < to; pos++ {
		if text[pos] == '.' {
			if after := skipSpace(text, pos+1, to); after > pos+1 && after < to && endsSentence(text, from, pos, after, to) {
				from = after
			}
		}
	}
	return from
}

// nameBefore finds the capitalised words right before a bracket.
func (p *parser) nameBefore(start, bracket int) contract.Span {
	text := p.text
	stop := bracket
	for stop > start && (text[stop-1] == ' ' || text[stop-1] == ',') {
		stop--
	}
	at := stop
	for range 10 {
		to := at
		for to > start && (text[to-1] == ' ' || text[to-1] == ',' && at < stop) {
			to--
		}
		from := to
		for from > start && text[from-1] != ' ' && text[from-1] != '\n' && text[from-1] != '(' && text[from-1] != '\t' {
			from--
		}
		w := text[from:to]
		if w == "" || !startsUpper(w) && w != "&" && w != "of" && w != "and" || strings.HasSuffix(w, ".") && at != stop && !legalForm(w) && !abbreviated(w[:len(w)-1]) || isOneOf(w, []string{"we", "are", "is", "by", "this", "between"}) {
			break
		}
		at = from
	}
	return trim(text, contract.Span{Start: at, End: stop})
}

// descriptive reports whether a small word behind a name begins its description.
func descriptive(w string) bool {
	return isOneOf(w, []string{"a", "an", "with", "having", "whose", "located", "on", "organized", "organised", "registered", "incorporated", "acting", "duly", "existing", "is", "as", "who", "which", "that", "has", "under", "residing", "established", "in", "identified", "offices", "at", "through", "individually", "doing", "its", "the", "effective", "to", "by", "from", "company", "together", "trading", "herein", "hereinafter", "for"})
}

// ofName reports whether "of" belongs to a name that begins with s: "University of …".
func ofName(s string) bool {
	from, to := lastWord(s, 0, len(s))
	w := s[from:to]
	return isOneOf(w, institutions) || isOneOf(w, []string{"board", "state", "city", "republic", "commonwealth", "kingdom", "fellows", "trustees", "regents", "county", "school", "office", "society", "chamber", "church", "states"})
}

// forms are the legal forms that close the name of an entity.
var forms = []string{"inc", "llc", "ltd", "limited", "corp", "corporation", "gmbh", "ag", "sas", "sarl", "sa", "plc", "bv", "nv", "llp", "lp", "l.p", "l.l.c", "s.a", "b.v", "n.v", "incorporated", "company", "co", "kg", "kgaa", "se", "oy", "ab", "as", "aps", "a/s", "pty", "pte", "s.r.l", "srl", "s.p.a", "spa", "ug", "trust", "partnership", "ltda", "kk", "ohg", "mbh", "l.l.p", "n.a", "bank", "sàrl", "e.v", "plt", "bhd", "sdn"}

func legalForm(w string) bool { return isOneOf(strings.TrimRight(w, "."), forms) }

// institutions are words in the names of bodies without a legal form.
var institutions = []string{"university", "foundation", "association", "institute", "college", "ministry", "department", "committee", "authority", "hospital", "group", "bank", "gesellschaft", "technologies", "solutions"}

// entity reports whether s reads like the name of a company or institution.
func entity(s string) bool {
	if incorporated(s) {
		return true
	}
	for pos := 0; len(s) <= 160; {
		from, to := nextWord(s, pos, len(s))
		if from == to {
			break
		}
		if startsUpper(s[from:to]) && isOneOf(s[from:to], institutions) {
			return true
		}
		pos = to
	}
	return false
}

// incorporated reports whether s is a name with a legal form at its end.
func incorporated(s string) bool {
	if s == "" || len(s) > 160 {
		return false
	}
	for pos := 0; pos < len(s); {
		for pos < len(s) && (s[pos] == ' ' || s[pos] == ',' || s[pos] == '(') {
			pos++
		}
		to := pos
		for to < len(s) && s[to] != ' ' && s[to] != ',' && s[to] != ')' {
			to++
		}
		w := strings.TrimRight(s[pos:to], ".")
		closes := to >= len(s) || s[to] == ',' || strings.HasPrefix(s[to:], " &") || strings.HasPrefix(s[to:], " and ")
		if pos > 0 && closes && startsUpper(w) && legalForm(w) && !(equalFold(w, "as") && w != "AS") && !(equalFold(w, "company") && (hasPrefixFold(s, "the ") || hasSuffixFold(s[:pos], "and ") || hasSuffixFold(s[:pos], "the "))) {
			return true
		}
		pos = to + 1
	}
	return false
}

// merge adds a party, or the terms of one already found.
func merge(parties []contract.Party, q contract.Party) []contract.Party {
	for i := range parties {
		same := q.Name != "" && equalFold(strings.ToLower(parties[i].Name), strings.ToLower(q.Name))
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

// fieldLines is how many lines of a cover page are read for fields.
const fieldLines = 120

// fromFields reads parties from a cover page: "Provider: X AG", or a role as a heading
// with the name below it.
func (p *parser) fromFields(parties []contract.Party) []contract.Party {
	if len(parties) >= 2 {
		return parties
	}
	for i := range p.lines {
		if i >= fieldLines || p.lines[i].Start > partyReach {
			break
		}
		l := &p.lines[i]
		s := p.text[l.Start:l.End]
		label, rest, ok := strings.Cut(s, ":")
		if i := strings.IndexByte(label, '('); i > 0 && label[len(label)-1] == ')' {
			label = label[:i]
		}
		label = strings.Trim(label, " *•-")
		role := roleOf(strings.TrimSuffix(label, " Name"))
		if role == contract.Unknown || !startsUpper(label) {
			continue
		}
		name := strings.TrimSpace(rest)
		at := l.Start + len(s) - len(strings.TrimLeft(rest, " "))
		if name == "" || !ok {
			name, at = p.nameBelow(i)
		}
		if name = cleanName(name); name == "" || !entity(name) && (countWords(name, 7) > 6 || !titleCase(name)) || strings.ContainsAny(name, "_[]") || len(name) < 3 {
			continue
		}
		parties = merge(parties, contract.Party{Name: name, Terms: []string{cleanTerm(strings.TrimSuffix(label, " Name"))}, Spans: []contract.Span{{Start: at, End: min(at+len(name), l.End+len(name))}}})
	}
	return parties
}

// nameBelow finds "Legal Name: X" in the lines below line i.
func (p *parser) nameBelow(i int) (string, int) {
	for j := i + 1; j < len(p.lines) && j <= i+3; j++ {
		l := &p.lines[j]
		s := p.text[l.body:l.End]
		for _, w := range [...]string{"legal name:", "company name:", "name:", "company:", "entity:"} {
			if hasPrefixFold(s, w) {
				name := strings.TrimSpace(s[len(w):])
				return name, l.End - len(name)
			}
		}
	}
	return "", 0
}

// withPronouns adds the parties of a contract that says "we" and "you".
func (p *parser) withPronouns(parties []contract.Party, w *roleWords) []contract.Party {
	const often = 6
	if w.we < often || w.you < often || w.we+w.you < w.supplier.total+w.customer.total {
		return parties
	}
	we, you := -1, -1
	for i := range parties {
		if isPronoun(parties[i].Terms, "we", "us", "our") {
			we = i
		}
		if isPronoun(parties[i].Terms, "you", "your") {
			you = i
		}
	}
	if we < 0 {
		name, span := p.firstEntity()
		for i := range parties {
			if i != you && (roleOfAny(parties[i].Terms) == contract.Supplier || len(parties) == 1 || entity(parties[i].Name) && roleOfAny(parties[i].Terms) != contract.Customer) {
				we = i
				break
			}
		}
		if we < 0 {
			parties = append(parties, contract.Party{Name: name, Spans: span})
			we = len(parties) - 1
		}
		parties[we].Terms = union(parties[we].Terms, []string{"we", "us", "our"})
	}
	if you < 0 {
		for i := range parties {
			if i != we && roleOfAny(parties[i].Terms) == contract.Customer {
				you = i
			}
		}
		if you < 0 {
			parties = append(parties, contract.Party{Name: "you"})
			you = len(parties) - 1
		}
		parties[you].Terms = union(parties[you].Terms, []string{"you", "your"})
	}
	parties[we].Role = contract.Supplier
	if you != we {
		parties[you].Role = contract.Customer
	}
	return parties
}

// firstEntity finds the first company that the body names with its legal form.
func (p *parser) firstEntity() (string, []contract.Span) {
	head := p.reach(partyReach)
	for pos := 0; pos < len(head); {
		from, to := nextWord(head, pos, len(head))
		if from == to {
			break
		}
		pos = to
		if !legalForm(head[from:to]) || !startsUpper(head[from:to]) || len(head[from:to]) < 2 || equalFold(head[from:to], "company") || equalFold(head[from:to], "as") && head[from:to] != "AS" || equalFold(head[from:to], "bank") || equalFold(head[from:to], "trust") {
			continue
		}
		start := from
		for k := 0; k < 5; k++ {
			a := start
			for a > 0 && (head[a-1] == ' ' || head[a-1] == ',') {
				a--
			}
			b := a
			for a > 0 && head[a-1] != ' ' && head[a-1] != '\n' && head[a-1] != '(' && head[a-1] != '"' {
				a--
			}
			if a == b || !startsUpper(head[a:b]) || isOneOf(head[a:b], starters) {
				break
			}
			start = a
		}
		if start < from {
			return cleanName(head[start:to]), []contract.Span{{Start: start, End: to}}
		}
	}
	return "", nil
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
			if strings.EqualFold(parties[i].Name, name) || containsFold(parties[i].Name, lowerWord(name)) {
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
			if i := indexFold(p.text[:p.doc.BodyEnd], lowerWord(name)); i >= 0 {
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
