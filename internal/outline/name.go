package outline

import (
	"strings"
	"unicode/utf8"

	"parley/internal/contract"
)

// notName reports whether words before a bracket only describe a party.
func notName(s string) bool {
	for _, w := range [...]string{
		"the entity", "the customer", "the party", "the individual", "the company", "the undersigned", "any ", "all ",
		"you", "this ", "entity", "personal data", "the following",
	} {
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

// abbreviates reports whether term is made of the name's first word or its initials:
// "Retool" of "Retool Inc.", "IBM" of "International Business Machines".
func abbreviates(term, name string) bool {
	from, to := nextWord(term, 0, len(term))
	first := term[from:to]
	if len(first) >= 3 && containsFold(name, strings.ToLower(first)) {
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
var separators = []string{
	"genannt", "und der ", "und die ", "der ", "die ", "dem ", "you and ", "and:", "and,", "and ", "between:", "between ", "by and between", "by ", "is ", ",", ":", ";", "-",
	"–", "•", "among ", "either ", "both ", "(1)", "(2)", "(3)", "(i)", "(ii)", "1.", "2.", "(a)", "(b)", "1)", "2)",
	"a)", "b)", "on the one hand", "on the other hand", "of the one part", "of the other part", "party a", "party b",
	"und ", "et ", "\n",
}

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
			if beginsWith(text[stop:end], " – ", " — ", " - ") {
				break
			}
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
		joins := w == "&" || w == "of" || w == "and"
		stops := strings.HasSuffix(w, ".") && at != stop && !legalForm(w) && !abbreviated(w[:len(w)-1])
		if w == "" || !startsUpper(w) && !joins || stops || isOneOf(w, []string{"we", "are", "is", "by", "this", "between"}) {
			break
		}
		at = from
	}
	return trim(text, contract.Span{Start: at, End: stop})
}

// descriptive reports whether a small word behind a name begins its description.
func descriptive(w string) bool {
	return isOneOf(w, []string{
		"a", "an", "with", "having", "whose", "located", "on", "organized", "organised", "registered", "incorporated",
		"acting", "duly", "existing", "is", "as", "who", "which", "that", "has", "under", "residing", "established",
		"in", "identified", "offices", "at", "through", "individually", "doing", "its", "the", "effective", "to",
		"by", "from", "company", "together", "trading", "herein", "hereinafter", "for",
	})
}

// ofName reports whether "of" belongs to a name that begins with s: "University of …".
func ofName(s string) bool {
	from, to := lastWord(s, 0, len(s))
	w := s[from:to]
	return isOneOf(w, institutions) || isOneOf(w, []string{
		"board", "state", "city", "republic", "commonwealth", "kingdom", "fellows", "trustees", "regents", "county",
		"school", "office", "society", "chamber", "church", "states",
	})
}

// forms are the legal forms that close the name of an entity.
var forms = []string{
	"inc", "llc", "ltd", "limited", "corp", "corporation", "gmbh", "ag", "sas", "sarl", "sa", "plc", "bv", "nv",
	"llp", "lp", "l.p", "l.l.c", "s.a", "b.v", "n.v", "incorporated", "company", "co", "kg", "kgaa", "se", "oy", "ab",
	"as", "aps", "a/s", "pty", "pte", "s.r.l", "srl", "s.p.a", "spa", "ug", "trust", "partnership", "ltda", "kk",
	"ohg", "mbh", "l.l.p", "n.a", "bank", "sàrl", "e.v", "plt", "bhd", "sdn",
}

func legalForm(w string) bool { return isOneOf(strings.TrimRight(w, "."), forms) }

// capitalForm reports whether w is a legal form, written with a capital as forms are: "AS"
// is one, "as" is not.
func capitalForm(w string) bool {
	return legalForm(w) && startsUpper(w) && w != "As"
}

// institutions are words in the names of bodies without a legal form.
var institutions = []string{
	"university", "foundation", "association", "institute", "college", "ministry", "department", "committee",
	"authority", "hospital", "group", "bank", "gesellschaft", "technologies", "solutions",
}

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
		common := strings.EqualFold(w, "company") && (hasPrefixFold(s, "the ") || hasSuffixFold(s[:pos], "and ") || hasSuffixFold(s[:pos], "the "))
		if pos > 0 && closes && capitalForm(w) && !common {
			return true
		}
		pos = to + 1
	}
	return false
}
