package query

import (
	"sort"

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

// pronouns stand for a party where the outline lists one of them among its terms.
var pronouns = map[string]bool{"we": true, "us": true, "our": true, "ours": true, "you": true, "your": true, "yours": true}

// possessives are the pronouns that name what is the party's.
var possessives = map[string]bool{"our": true, "ours": true, "your": true, "yours": true}

// eachWords stand before "party" when it means both.
var eachWords = map[string]bool{"each": true, "either": true, "both": true, "neither": true, "any": true, "a": true, "one": true, "no": true, "the": true, "respective": true, "every": true}

// partyName is a way to name a party, in words.
type partyName struct {
	words []string
	role  contract.Role
	party int
	named bool // from the outline: counts in any case
}

// partyNames gathers every way to name a party, by first word, longest first.
func (t *Text) partyNames() map[string][]partyName {
	names := map[string][]partyName{}
	seen := map[string]bool{}
	add := func(text string, role contract.Role, party int, named bool) {
		words := splitWords(text)
		if len(words) == 0 || len(words) > 8 {
			return
		}
		key := ""
		for _, w := range words {
			key += w + " "
		}
		if seen[key] {
			return
		}
		seen[key] = true
		names[words[0]] = append(names[words[0]], partyName{words: words, role: role, party: party, named: named})
	}
	for i, p := range t.Outline.Parties {
		for _, term := range p.Terms {
			add(term, p.Role, i, true)
			if companions, ok := map[string][]string{"we": {"us", "our", "ours"}, "us": {"we", "our", "ours"}, "you": {"your", "yours"}, "your": {"you", "yours"}}[string(fold(nil, term))]; ok {
				for _, c := range companions {
					add(c, p.Role, i, true)
				}
			}
		}
		add(p.Name, p.Role, i, true)
	}
	generic := make([]string, 0, len(roleWords))
	for w := range roleWords {
		generic = append(generic, w)
	}
	sort.Strings(generic)
	for _, w := range generic {
		add(w, roleWords[w], -1, false)
	}
	for _, list := range names {
		sort.SliceStable(list, func(a, b int) bool { return len(list[a].words) > len(list[b].words) })
	}
	return names
}

// findMentions notes every place where a party is named.
func (t *Text) findMentions() {
	names := t.partyNames()
	byWord := make([][]partyName, len(t.vocabulary))
	for id, w := range t.vocabulary {
		byWord[id] = names[w]
	}
	for i := 0; i < len(t.words); i++ {
		if m, ok := t.mentionAt(i, byWord[t.words[i].id]); ok {
			t.mentions = append(t.mentions, m)
			i = m.Hi
		}
	}
}

// mentionAt reads the mention that begins at place i.
func (t *Text) mentionAt(i int, names []partyName) (Mention, bool) {
	w := t.Word(i)
	if w == "party" || w == "parties" {
		return t.eachAt(i)
	}
	for _, n := range names {
		hi := i + len(n.words) - 1
		if hi >= len(t.words) || t.words[hi].unit != t.words[i].unit || !t.same(i, n.words) {
			continue
		}
		if !n.named && t.words[i].flags&capital == 0 && !t.after(i, "the", "a", "each") {
			continue
		}
		if t.after(i, "third") {
			continue
		}
		return Mention{Lo: i, Hi: hi, Role: n.role, Party: n.party, Possessive: possessives[w]}, true
	}
	return Mention{}, false
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
