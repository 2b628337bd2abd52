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

// reach returns the first bytes of the body, cut between characters.
func (p *parser) reach(n int) string {
	n = min(n, p.doc.BodyEnd, len(p.text))
	for n > 0 && n < len(p.text) && !utf8.RuneStart(p.text[n]) {
		n--
	}
	return p.text[:n]
}

// cleanTerm takes stray punctuation off a term.
func cleanTerm(s string) string {
	s = strings.TrimSpace(strings.Trim(s, " ,.;:\n\t*_"))
	if hasPrefixFold(s, "the ") {
		s = s[4:]
	}
	return strings.Join(strings.Fields(s), " ")
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
