package library

import (
	"regexp"
	"slices"
	"strings"

	"parley/internal/query"
)

// understanding is what a question in plain words asks for.
type understanding struct {
	source   string
	words    []query.Word // words that carry meaning
	named    []bool       // by word: it helps to name a concept
	phrases  []query.Node // quoted phrases
	asked    []asked
	excepted bool // wants clauses with exceptions
	absolute bool // wants clauses without exceptions
}

// asked is a concept that a question names, and the part it plays in it.
type asked struct {
	*concept
	role   role
	weight float64
}

// role is the part that a concept plays in a question.
type role uint8

const (
	asTopic    role = iota // what the clause is about
	asKin                  // what such a clause is mostly about too
	asExempt               // what is excepted from the topic: "fraud carve-out to the cap"
	asIncluded             // what the topic applies to: "negligence subject to the cap"
	asAbsent               // what the clause must not have: "without hold harmless"
	asLiked                // speaks for the side that the clause should favour
	asDisliked             // speaks against it
)

// fillers are words of a question that say nothing about the clause.
var fillers = stemSet("clause clauses provision provisions language section sections wording sample example find show me please we need want " +
	"that a an the of to for on in by is are be with and or which what how when do does not include includes including included based " +
	"around via any s party parties subject applies apply covers cover bound only specified requires require where under as from similar " +
	"other unqualified there have has it its this these those")

// stemSet is the stems of the words of a text.
func stemSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, s := range stemsOf(text) {
		set[s] = true
	}
	return set
}

// favour reads "buyer-favorable" and the like; leans is "" when there is none.
var favour = regexp.MustCompile(`(?i)\b(buyer|customer|client|purchaser|licensee|seller|supplier|vendor|provider|licensor)(?:'s)?[- ](?:favou?rable|friendly|favou?ring|favou?red|leaning|side)\b`)

// buyers are the words by which favour reads the customer's side.
var buyers = []string{"buyer", "customer", "client", "purchaser", "licensee"}

// found is a concept named by the words [lo, hi) of a question.
type found struct {
	lo, hi int
	*concept
}

// understand reads a question in plain words.
func (l *Library) understand(src string) *understanding {
	u := &understanding{source: src}
	if q, err := query.Parse(src, l.lists); err == nil {
		u.phrases = quoted(src, q.Root)
	}
	leans := ""
	if m := favour.FindStringSubmatch(src); m != nil {
		leans = "supplier"
		if slices.Contains(buyers, strings.ToLower(m[1])) {
			leans = "customer"
		}
		src = favour.ReplaceAllString(src, " ")
	}
	words := query.Words(src)
	row := stemsOf(src)
	named, taken := theLexicon().find(row)
	u.assign(row, named, taken)
	u.lean(leans)
	u.addKin()
	seen := map[string]bool{}
	for i, s := range row {
		if !fillers[s] && !seen[s] && (taken[i] == nil || taken[i].name != "carveout") {
			seen[s] = true
			u.words = append(u.words, query.Word{Text: words[i], Form: query.Stem})
			u.named = append(u.named, taken[i] != nil)
		}
	}
	return u
}

// quoted gives the quoted phrases of a query, several words each.
func quoted(src string, n query.Node) []query.Node {
	var out []query.Node
	query.Walk(n, func(n query.Node) bool {
		if _, word := n.(query.Word); !word && strings.HasPrefix(src[n.Offset():], `"`) {
			switch n.(type) {
			case query.Phrase, query.Or:
				out = append(out, n)
				return false
			}
		}
		return true
	})
	return out
}

// find gives the concepts that a row of stems names, the longest names first taken, in
// the order they stand in, and which word belongs to which.
func (lex *lexicon) find(row []string) ([]found, []*concept) {
	taken := make([]*concept, len(row))
	var named []found
	for n := min(lex.longest, len(row)); n > 0; n-- {
		for i := 0; i+n <= len(row); i++ {
			c := lex.byAsk[strings.Join(row[i:i+n], " ")]
			if c == nil || slices.ContainsFunc(taken[i:i+n], func(c *concept) bool { return c != nil }) {
				continue
			}
			for k := i; k < i+n; k++ {
				taken[k] = c
			}
			named = append(named, found{i, i + n, c})
		}
	}
	slices.SortFunc(named, func(a, b found) int { return a.lo - b.lo })
	return named, taken
}

// assign gives each named concept its part in the question.
func (u *understanding) assign(row []string, named []found, taken []*concept) {
	at := func(words ...string) int {
		for i := range row {
			if i+len(words) <= len(row) && slices.Equal(row[i:i+len(words)], words) {
				return i
			}
		}
		return -1
	}
	exception := -1
	for _, f := range named {
		if f.name == "carveout" {
			exception = f.lo
			break
		}
	}
	// "X exception to Y" excepts X; so does Z in "… via Z".
	toTopic := exception >= 0 && slices.ContainsFunc(row[exception:min(len(row), exception+3)], func(s string) bool { return s == "to" || s == "from" })
	via, lacks := at("via"), at("not", "includ")
	if without := slices.Index(row, "without"); without >= 0 && taken[without] == nil {
		if exception > without {
			u.absolute = true
		} else {
			lacks = without
		}
	}
	u.absolute = u.absolute || at("unqualifi") >= 0 || at("absolut") >= 0
	u.excepted = exception >= 0 && !u.absolute
	for _, f := range named {
		a := asked{concept: f.concept, weight: 1}
		switch {
		case f.name == "carveout":
			continue
		case toTopic && (f.lo < exception || via >= 0 && f.lo > via):
			a.role = asExempt
		case lacks >= 0 && f.lo > lacks:
			a.role = asAbsent
		}
		u.ask(a)
	}
	if at("one", "way") >= 0 || at("one", "side") >= 0 || at("unilater") >= 0 {
		u.ask(asked{theLexicon().byName["mutual"], asDisliked, likeWeight})
	}
	if at("subject", "to") >= 0 || at("appli", "to") >= 0 {
		for i := range u.asked {
			if a := &u.asked[i]; a.role == asTopic && !shields[a.name] && a.name != "subject-to-law" {
				a.role = asIncluded
			}
		}
	}
}

// ask adds a concept that is not there yet.
func (u *understanding) ask(a asked) {
	for _, have := range u.asked {
		if have.concept == a.concept {
			return
		}
	}
	u.asked = append(u.asked, a)
}

// shields are the concepts that protect the one that provides.
var shields = map[string]bool{
	"liability-cap": true, "damages-exclusion": true, "warranty-disclaimer": true, "exclusive-remedy": true, "as-is": true, "lost-profits": true,
}

// The weights of concepts that a question does not name itself.
const (
	kinWeight  = 0.4
	likeWeight = 0.6
)

// lean adds what speaks for a clause that favours one side. A cap or disclaimer leans
// to the supplier when it is absolute and one-sided, to the customer when it is mutual
// and has exceptions; an indemnity the other way round.
func (u *understanding) lean(side string) {
	if side == "" {
		return
	}
	shield := slices.ContainsFunc(u.asked, func(a asked) bool { return shields[a.name] })
	like := func(p role, names ...string) {
		for _, name := range names {
			u.ask(asked{theLexicon().byName[name], p, likeWeight})
		}
	}
	switch {
	case shield && side == "customer":
		u.excepted = true
		like(asLiked, "mutual")
	case shield:
		u.absolute = true
		like(asDisliked, "mutual")
		like(asLiked, "strict-liability", "disclaimer")
	case side == "customer" && slices.ContainsFunc(u.asked, func(a asked) bool { return a.name == "product-warranty" }):
		like(asLiked, "implied-warranty", "title-warranty", "noninfringement", "compliance-with-law", "repair-replace-refund")
	case side == "customer":
		like(asLiked, "broad-claims", "negligence", "compliance-with-law", "breach-of-agreement", "ip-infringement", "attorney-fees")
	default:
		u.excepted = true
		like(asLiked, "third-party-claim", "indemnification-procedure", "exclusive-remedy", "liability-cap")
	}
}

// addKin adds what clauses about the topics are mostly about too.
func (u *understanding) addKin() {
	for _, a := range slices.Clone(u.asked) {
		if a.role == asTopic {
			for _, name := range a.kin {
				u.ask(asked{theLexicon().byName[name], asKin, kinWeight})
			}
		}
	}
}
