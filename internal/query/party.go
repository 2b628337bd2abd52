package query

import (
	"slices"
	"sort"
	"sync"

	"parley/internal/contract"
)

// Mention is a place where the text names a party.
type Mention struct {
	Lo, Hi     int           // places of its first and last word
	Role       contract.Role // Both for "each party" and the like
	Party      int           // index into Outline.Parties; -1 when a role word or "each party" names it
	Possessive bool          // "our", "your": of the party rather than the party
	Each       bool          // each, either, both, neither, any party or the parties
}

// roleWords are the words contracts use for the one that provides and the one that
// buys when they do not define their own. They count with a capital letter or after
// an article. "Company" and "Licensee" say nothing certain and are left to the outline.
var roleWords = map[string]contract.Role{
	"supplier": contract.Supplier, "vendor": contract.Supplier, "provider": contract.Supplier, "service provider": contract.Supplier,
	"processor": contract.Supplier, "data processor": contract.Supplier, "contractor": contract.Supplier, "consultant": contract.Supplier,
	"business associate": contract.Supplier, "licensor": contract.Supplier, "seller": contract.Supplier, "data importer": contract.Supplier,
	"customer": contract.Customer, "client": contract.Customer, "controller": contract.Customer, "data controller": contract.Customer,
	"buyer": contract.Customer, "purchaser": contract.Customer, "subscriber": contract.Customer, "covered entity": contract.Customer,
	"data exporter": contract.Customer, "licensee": contract.Customer,
}

// possessives are the pronouns that name what is the party's.
var possessives = map[string]bool{"our": true, "ours": true, "your": true, "yours": true}

// eachWords stand before "party" when it means both.
var eachWords = map[string]bool{"each": true, "either": true, "both": true, "neither": true, "any": true, "a": true, "one": true, "no": true, "the": true, "respective": true, "every": true}

// partyName is a way to name a party, in words.
type partyName struct {
	words []string
	role  contract.Role
	party int  // index into Outline.Parties; -1 for a role word
	named bool // by the outline: counts in any case
}

// partyNames are ways to name parties by their first word.
type partyNames map[string][]partyName

// add adds a name, unless it is empty, too long to be one, or there already.
func (names partyNames) add(text string, n partyName) {
	n.words = splitWords(text)
	if len(n.words) == 0 || len(n.words) > 8 {
		return
	}
	for _, other := range names[n.words[0]] {
		if slices.Equal(other.words, n.words) {
			return
		}
	}
	names[n.words[0]] = append(names[n.words[0]], n)
}

// genericNames are the role words.
var genericNames = sync.OnceValue(func() partyNames {
	names := partyNames{}
	for word, role := range roleWords {
		names.add(word, partyName{role: role, party: -1})
	}
	return names
})

// otherForms are the other forms of the pronouns that outlines list as terms.
var otherForms = map[string][]string{
	"we": {"us", "our", "ours"}, "us": {"we", "our", "ours"}, "our": {"we", "us", "ours"},
	"you": {"your", "yours"}, "your": {"you", "yours"},
}

// namesOf gathers the ways in which the outline names the parties.
func namesOf(outline *contract.Outline) partyNames {
	names := partyNames{}
	for i, p := range outline.Parties {
		n := partyName{role: p.Role, party: i, named: true}
		for _, term := range p.Terms {
			names.add(term, n)
			for _, form := range otherForms[string(fold(nil, term))] {
				names.add(form, n)
			}
		}
		names.add(p.Name, n)
	}
	return names
}

// findMentions notes every place where a party is named.
func (t *Text) findMentions() {
	named, generic := namesOf(t.Outline), genericNames()
	byWord := make([][]partyName, len(t.vocabulary))
	for id, w := range t.vocabulary {
		byWord[id] = named[w]
		if g := generic[w]; len(g) > 0 {
			byWord[id] = slices.Concat(named[w], g)
		}
	}
	for i := 0; i < len(t.words); i++ {
		if m, ok := t.mentionAt(i, byWord[t.words[i].id]); ok {
			t.mentions = append(t.mentions, m)
			i = m.Hi
		}
	}
}

// mentionAt reads the mention that begins at place i: the longest of the names that
// stand there, the outline's before a role word.
func (t *Text) mentionAt(i int, names []partyName) (Mention, bool) {
	w := t.Word(i)
	if w == "party" || w == "parties" {
		return t.eachAt(i)
	}
	best := -1
	for k, n := range names {
		hi := i + len(n.words) - 1
		switch {
		case hi >= len(t.words) || t.words[hi].unit != t.words[i].unit || !t.same(i, n.words):
		case !n.named && t.words[i].flags&capital == 0 && !t.after(i, "the", "a", "each"):
		case best < 0 || len(n.words) > len(names[best].words):
			best = k
		}
	}
	if best < 0 || t.after(i, "third") {
		return Mention{}, false
	}
	n := names[best]
	return Mention{Lo: i, Hi: i + len(n.words) - 1, Role: n.role, Party: n.party, Possessive: possessives[w]}, true
}

// same reports whether the words from place i on are these.
func (t *Text) same(i int, words []string) bool {
	for k, w := range words {
		if t.Word(i+k) != w {
			return false
		}
	}
	return true
}

// after reports whether one of the words stands right before place i, in its sentence.
func (t *Text) after(i int, words ...string) bool {
	if i == 0 || t.words[i-1].unit != t.words[i].unit {
		return false
	}
	before := t.Word(i - 1)
	for _, w := range words {
		if before == w {
			return true
		}
	}
	return false
}

// eachAt reads "each party", "the parties", "either of the parties", "the receiving
// party". "Third party" and "the other party" name nobody here.
func (t *Text) eachAt(i int) (Mention, bool) {
	if t.after(i, "third", "other", "3rd", "related", "outside", "external", "another") || t.words[i].flags&hyphened != 0 {
		return Mention{}, false
	}
	m := Mention{Lo: i, Hi: i, Role: contract.Both, Party: -1}
	for m.Lo > 0 && i-m.Lo < 3 && t.words[m.Lo-1].unit == t.words[i].unit && eachWords[t.Word(m.Lo-1)] {
		m.Lo--
		m.Each = true
	}
	return m, true
}

// Mentions are the places where a party is named, in order.
func (t *Text) Mentions() []Mention { return t.mentions }

// MentionsIn are the mentions within the places [lo, hi).
func (t *Text) MentionsIn(lo, hi int) []Mention {
	a := sort.Search(len(t.mentions), func(i int) bool { return t.mentions[i].Lo >= lo })
	b := a
	for b < len(t.mentions) && t.mentions[b].Hi < hi {
		b++
	}
	return t.mentions[a:b]
}
