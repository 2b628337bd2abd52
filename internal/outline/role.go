package outline

import (
	"slices"
	"strings"

	"parley/internal/contract"
)

// supplierWords and customerWords are what contracts call the one who provides and the
// one who buys, in lower case. topics.md fixes who is who: the supplier is the vendor,
// processor, contractor or business associate, the customer the client, controller or
// covered entity.
var (
	supplierWords = []string{
		"supplier", "vendor", "provider", "service provider", "contractor", "independent contractor", "subcontractor",
		"consultant", "licensor", "processor", "data processor", "business associate", "seller", "manufacturer",
		"hosting provider", "data importer", "franchisor", "lessor", "outsourcer", "cloud provider", "saas provider",
		"service supplier", "supplier/processor", "auftragnehmer", "auftragnehmerin", "anbieter",
		"auftragsverarbeiter", "dienstleister", "verkäufer", "lizenzgeber", "prestataire", "fournisseur",
		"sous-traitant", "repairer", "servicer", "transporter", "carrier",
	}
	customerWords = []string{
		"customer", "client", "buyer", "purchaser", "licensee", "controller", "data controller", "covered entity",
		"subscriber", "data exporter", "franchisee", "lessee", "service recipient", "recipient of services",
		"end customer", "commissioner", "enterprise customer", "auftraggeber", "auftraggeberin", "kunde", "kundin",
		"verantwortlicher", "käufer", "lizenznehmer", "distributor", "reseller", "shipper", "commanditaire",
		"acheteur", "responsable du traitement", "purchasing party",
	}
	// companyWords can be either; the other party's word decides.
	companyWords = []string{"company", "organization", "organisation", "institution", "partner", "employer", "owner", "agency"}
)

// roleOf says what role a party's term names.
func roleOf(term string) contract.Role {
	switch {
	case isOneOf(term, []string{"we", "us", "our", "ours"}):
		return contract.Supplier
	case isOneOf(term, []string{"you", "your", "yours"}):
		return contract.Customer
	}
	t := strings.ToLower(term)
	switch {
	case slices.Contains(supplierWords, t):
		return contract.Supplier
	case slices.Contains(customerWords, t):
		return contract.Customer
	}
	return contract.Unknown
}

// roleOfAny is the role that one of terms names.
func roleOfAny(terms []string) contract.Role {
	for _, t := range terms {
		if r := roleOf(t); r != contract.Unknown {
			return r
		}
	}
	return contract.Unknown
}

// tally counts the role words of one side by their spelling.
type tally struct {
	counts map[string]int
	total  int
}

func (t *tally) add(w string) {
	t.counts[w]++
	t.total++
}

// roleWords are the role words that a text uses for its parties, capitalised.
type roleWords struct {
	supplier, customer, company tally
	we, you                     int
}

// words2 begin role words of two words.
var words2 = []string{"business", "covered", "service", "data", "independent", "hosting"}

// countRoleWords counts the role words of the body.
func (p *parser) countRoleWords() *roleWords {
	w := &roleWords{supplier: tally{counts: map[string]int{}}, customer: tally{counts: map[string]int{}}, company: tally{counts: map[string]int{}}}
	roles := make(map[string]*tally, 80)
	for _, x := range supplierWords {
		roles[x] = &w.supplier
	}
	for _, x := range customerWords {
		roles[x] = &w.customer
	}
	for _, x := range companyWords {
		roles[x] = &w.company
	}
	var buf [32]byte
	body := p.text[:p.doc.BodyEnd]
	for pos := 0; pos < len(body); {
		c := body[pos]
		if !isAlpha(c) && c < 0x80 {
			pos++
			continue
		}
		to := wordEnd(body, pos, len(body))
		if to == pos {
			pos++
			continue
		}
		word := body[pos:to]
		if isUpper(c) {
			word = withoutPossessive(word)
		}
		switch len(word) {
		case 2:
			if strings.EqualFold(word, "we") || strings.EqualFold(word, "us") && word != "US" {
				w.we++
			}
		case 3:
			if strings.EqualFold(word, "you") {
				w.you++
			} else if strings.EqualFold(word, "our") {
				w.we++
			}
		case 4:
			if strings.EqualFold(word, "your") {
				w.you++
			}
		}
		if isUpper(c) && len(word) > 3 && len(word) <= len(buf) {
			n := fill(buf[:], word)
			if t, ok := roles[string(buf[:n])]; ok {
				t.add(string(buf[:n]))
			} else if isOneOf(word, words2) {
				if from, end := nextWord(body, to, min(len(body), to+20)); from == to+1 && startsUpper(body[from:end]) {
					two := withoutPossessive(body[pos:end])
					if len(two) <= len(buf) {
						n = fill(buf[:], two)
						if t, ok := roles[string(buf[:n])]; ok {
							t.add(string(buf[:n]))
							to = end
						}
					}
				}
			}
		}
		pos = to
	}
	return w
}

// withoutPossessive cuts a word at its apostrophe.
func withoutPossessive(w string) string {
	for i := range len(w) {
		if w[i] == '\'' || strings.HasPrefix(w[i:], "’") {
			return w[:i]
		}
	}
	return w
}

// fill writes the lower-case letters of w into buf.
func fill(buf []byte, w string) int {
	for i := range len(w) {
		c := w[i]
		if isUpper(c) {
			c |= 0x20
		}
		buf[i] = c
	}
	return len(w)
}

// roleTerms are the words of law for the two sides: where a text uses them, they mean its
// supplier and its customer, whatever else it calls them.
var roleTerms = map[contract.Role][]string{
	contract.Supplier: {"processor", "data processor", "data importer", "business associate"},
	contract.Customer: {"controller", "data controller", "data exporter", "covered entity"},
}

// addRoleTerms adds the words of law that the text uses for q's role.
func (p *parser) addRoleTerms(q *contract.Party, parties []contract.Party, w *roleWords) {
	const used = 5
	for i := range parties {
		if parties[i].Role == q.Role && &parties[i] != q {
			return // several on one side: which of them is meant is not told
		}
	}
	t := &w.supplier
	if q.Role == contract.Customer {
		t = &w.customer
	}
	for _, word := range roleTerms[q.Role] {
		if t.counts[word] >= used {
			q.Terms = union(q.Terms, []string{title(word)})
		}
	}
}

// assignRoles decides what each party does: by its terms, by the other party's, by what
// the clauses say each of them does.
func (p *parser) assignRoles(parties []contract.Party, w *roleWords) {
	has := func(r contract.Role) bool {
		for i := range parties {
			if parties[i].Role == r {
				return true
			}
		}
		return false
	}
	fixed := has(contract.Supplier) && has(contract.Customer)
	for i := range parties {
		if parties[i].Role == contract.Unknown && !fixed {
			parties[i].Role = roleOfAny(parties[i].Terms)
		}
	}
	if len(parties) != 2 && (has(contract.Supplier) || has(contract.Customer)) {
		return
	}
	opposite(parties)
	if has(contract.Supplier) || has(contract.Customer) {
		return
	}
	p.rolesByDeeds(parties)
}

// opposite gives the second of two parties the other role.
func opposite(parties []contract.Party) {
	if len(parties) != 2 {
		return
	}
	for i := range parties {
		other := &parties[1-i]
		if parties[i].Role == contract.Unknown {
			switch other.Role {
			case contract.Supplier:
				parties[i].Role = contract.Customer
			case contract.Customer:
				parties[i].Role = contract.Supplier
			}
		}
	}
	if parties[0].Role == parties[1].Role && parties[0].Role != contract.Unknown {
		parties[1].Role = contract.Unknown // "Provider" and "Licensor": the deeds decide
		parties[0].Role = contract.Unknown
	}
}

// deedsLimit bounds how many mentions of a party are read.
const deedsLimit = 1500

// supplies and buys are what suppliers and customers do, behind their name.
var (
	supplies = []string{
		"provide", "perform", "deliver", "host", "supply", "develop", "maintain", "manufacture", "license",
		"licenses", "grants", "invoice", "install", "support", "train", "process", "furnish", "warrants", "ship",
		"sell", "sells",
	}
	buys = []string{
		"pay", "purchase", "order", "reimburse", "use", "buy", "remit", "engage", "engages", "retain", "retains",
		"appoints", "hire", "hires", "accept", "compensate", "pays",
	}
)

// rolesByDeeds gives roles to parties whose names tell none, by what the text says they
// shall do: the supplier provides, the customer pays.
func (p *parser) rolesByDeeds(parties []contract.Party) {
	if len(parties) < 2 {
		return
	}
	best, worst := 0, 0
	scores := make([]int, len(parties))
	for i := range parties {
		scores[i] = p.deeds(parties[i].Terms)
		if scores[i] > scores[best] {
			best = i
		}
		if scores[i] < scores[worst] {
			worst = i
		}
	}
	if scores[best]-scores[worst] < 3 {
		return
	}
	parties[best].Role, parties[worst].Role = contract.Supplier, contract.Customer
}

// deeds counts what a party provides less what it pays for.
func (p *parser) deeds(terms []string) int {
	body := p.text[:p.doc.BodyEnd]
	score, seen := 0, 0
	for _, term := range terms {
		if len(term) < 2 {
			continue
		}
		for from := 0; seen < deedsLimit; seen++ {
			i := strings.Index(body[from:], term)
			if i < 0 {
				break
			}
			from += i + len(term)
			pos := from
			for k := 0; k < 4; k++ {
				a, b := nextWord(body, pos, min(len(body), pos+24))
				if a == b || a-pos > 2 {
					break
				}
				w := body[a:b]
				if isOneOf(w, supplies) {
					score++
					break
				}
				if isOneOf(w, buys) {
					score--
					break
				}
				if !isOneOf(w, []string{
					"shall", "will", "agrees", "to", "may", "must", "hereby", "also", "promptly", "further", "s",
				}) {
					break
				}
				pos = b
			}
		}
	}
	return score
}

// lone gives a role to the only party that is named: the contract is the form of the one
// who has written it, and the other is whom its role words name. Where they name nobody,
// the form is the other side's.
func lone(parties []contract.Party, w *roleWords, side contract.Role) []contract.Party {
	if len(parties) != 1 || parties[0].Role != contract.Unknown {
		return parties
	}
	if !entity(parties[0].Name) {
		return nil // an abbreviation of something else
	}
	const enough = 3
	switch {
	case w.customer.total >= enough:
		parties[0].Role = contract.Supplier
	case w.supplier.total >= enough, side == contract.Supplier:
		parties[0].Role = contract.Customer
	case side == contract.Customer:
		parties[0].Role = contract.Supplier
	}
	return parties
}

// brandDeeds is how often a name must be said to do something to be taken for a party.
const brandDeeds = 8

// byBrand adds the supplier of a contract that calls it by its brand, "Acme shall …",
// without introducing it.
func (p *parser) byBrand(parties []contract.Party, w *roleWords) []contract.Party {
	if w.customer.total < brandDeeds {
		return parties
	}
	for i := range parties {
		if parties[i].Role == contract.Supplier || parties[i].Role == contract.Unknown {
			return parties
		}
	}
	counts := map[string]int{}
	body := p.text[:p.doc.BodyEnd]
	for _, modal := range [...]string{" shall ", " will "} {
		for from := 0; ; {
			i := strings.Index(body[from:], modal)
			if i < 0 {
				break
			}
			from += i + len(modal)
			end := from - len(modal)
			start := end
			for start > 0 && (isAlpha(body[start-1]) || isDigit(body[start-1]) || body[start-1] == '-') {
				start--
			}
			if w := body[start:end]; len(w) >= 3 && len(w) <= 24 && (isUpper(w[0]) || isDigit(w[0]) && isAlpha(w[len(w)-1])) {
				from, to := lastWord(body, max(0, start-24), start)
				if first := body[from:to]; to == start-1 && len(first) >= 3 && isUpper(first[0]) && !isOneOf(first, starters) && !generic(first) {
					w = body[from:end] // "Acme Mail shall"
				}
				counts[w]++
			}
		}
	}
	for _, brand := range sortedKeys(counts) {
		if counts[brand] < brandDeeds {
			break
		}
		if generic(brand) || roleOf(brand) != contract.Unknown || slices.Contains(companyWords, strings.ToLower(brand)) {
			continue
		}
		q := contract.Party{Name: brand, Role: contract.Supplier, Terms: []string{brand}}
		if i := strings.Index(body, brand); i >= 0 {
			q.Spans = []contract.Span{{Start: i, End: i + len(brand)}}
		}
		return append(parties, q)
	}
	return parties
}

// generic reports whether a capitalised word before "shall" names a thing, not a party.
func generic(w string) bool {
	return isOneOf(w, []string{
		"agreement", "party", "parties", "addendum", "section", "dpa", "clauses", "services", "service", "term",
		"notice", "that", "this", "which", "information", "data", "products", "product", "software", "fees",
		"nothing", "the", "they", "each", "entity", "exhibit", "schedule", "annex", "terms", "affiliate",
		"affiliates", "article", "amendment", "baa", "order", "form", "employee", "agent", "committee", "member",
		"members", "there", "date", "subprocessor", "subprocessors", "sub-processor", "sub-processors", "importer",
		"exporter", "entity", "indemnitor", "indemnitee", "recipient", "discloser", "user", "users", "payment",
		"arbitrator", "arbitrators", "board", "and", "policy", "neither", "person", "individual", "authority",
		"commission", "appendix", "act", "law", "laws", "period", "plan", "license", "deliverables", "contract", "representatives",
	})
}

// fillRoles adds parties that the text knows by their role only, as templates do.
func (p *parser) fillRoles(parties []contract.Party, w *roleWords) []contract.Party {
	const enough = 3
	has := map[contract.Role]bool{}
	for i := range parties {
		has[parties[i].Role] = true
	}
	type side struct {
		role  contract.Role
		tally *tally
	}
	for _, s := range [...]side{{contract.Supplier, &w.supplier}, {contract.Customer, &w.customer}} {
		if has[s.role] {
			continue
		}
		keys := sortedKeys(s.tally.counts)
		if len(keys) == 0 || s.tally.counts[keys[0]] < enough {
			continue
		}
		if len(parties) >= 2 && !has[contract.Supplier] && !has[contract.Customer] {
			continue // both are named: neither takes these words
		}
		q := contract.Party{Role: s.role, Terms: []string{title(keys[0])}}
		q.Name = q.Terms[0]
		if i := strings.Index(p.text, q.Name); i >= 0 {
			q.Spans = []contract.Span{{Start: i, End: i + len(q.Name)}}
		}
		parties = append(parties, q)
		has[s.role] = true
	}
	if has[contract.Supplier] == has[contract.Customer] || w.company.total < enough {
		return parties
	}
	missing := contract.Supplier
	if has[contract.Supplier] {
		missing = contract.Customer
	}
	word := sortedKeys(w.company.counts)[0]
	q := contract.Party{Name: title(word), Role: missing, Terms: []string{title(word)}}
	if i := strings.Index(p.text, q.Name); i >= 0 {
		q.Spans = []contract.Span{{Start: i, End: i + len(q.Name)}}
	}
	return append(parties, q)
}

// title writes the words of w with capitals.
func title(w string) string {
	b := []byte(w)
	for i := range b {
		if (i == 0 || b[i-1] == ' ') && isLower(b[i]) {
			b[i] -= 0x20
		}
	}
	return string(b)
}
