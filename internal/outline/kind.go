package outline

import (
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// kindWords say what kind of document a title names, the most specific first.
var kindWords = []struct {
	kind  string
	words []string
}{
	{"baa", []string{"business associate", "qsoaa"}},
	{"dpa", []string{
		"data processing", "data protection agreement", "data protection addendum", "processor agreement",
		"personal data processing", "processing agreement", "data privacy addendum", "data processor",
		"auftragsverarbeitung", "auftragsdatenverarbeitung", "dpa", "standard contractual clauses",
		"data protection annex", "traitement des données", "privacy addendum",
	}},
	{"nda", []string{
		"non-disclosure", "nondisclosure", "non disclosure", "confidentiality agreement", "nda", "mnda",
		"vertraulichkeitsvereinbarung", "geheimhaltungsvereinbarung",
	}},
	{"sla", []string{"service level", "service levels", "sla", "service-level"}},
	{"security-addendum", []string{
		"security addendum", "security annex", "security exhibit", "security requirements", "information security",
		"security schedule", "security measures", "security policy", "organisational measures",
		"organizational measures", "vulnerability disclosure", "security terms", "security standards", "toms",
		"cybersecurity",
	}},
	{"order-form", []string{"order form", "purchase order", "cover page", "ordering document", "service order", "key terms"}},
	{"sow", []string{"statement of work", "work order", "scope of work", "sow"}},
	{"msa", []string{
		"master", "services agreement", "service agreement", "subscription agreement", "hosting agreement",
		"cloud agreement", "cloud service agreement", "terms of service", "terms of use", "terms and conditions",
		"customer terms", "professional services", "general terms", "outsourcing", "consulting agreement",
		"consultancy agreement", "contractor agreement", "maintenance agreement", "cgvu", "agb", "saas",
		"commercial terms", "servicing agreement", "service terms",
	}},
	{"licence", []string{
		"license agreement", "licence agreement", "eula", "end user", "software license", "software licence",
		"license", "licence", "licensing agreement",
	}},
}

// kindOfTitle gives the kind of document that a title names, "" when it names none.
func kindOfTitle(title string) string {
	for _, k := range kindWords {
		for _, w := range k.words {
			if containsWord(title, w) || len(w) > 12 && containsFold(title, w) {
				return k.kind
			}
		}
	}
	return ""
}

// vagueKind takes a title at its vaguest word; "other" when it has none.
func vagueKind(title string) string {
	switch {
	case containsWord(title, "security"), containsWord(title, "incident"):
		return "security-addendum"
	case containsWord(title, "terms"), containsWord(title, "tos"), mentions(title, "conditions", "bedingungen", "服务条款"):
		return "msa"
	}
	return "other"
}

// titleLines is how many lines at the start are looked at for the title.
const titleLines = 14

// findTitle finds the lines of the title, which are no clauses: the headings before the
// first paragraph or clause.
func (p *parser) findTitle() {
	best, bestSize := -1, 0.0
	for i := range p.lines {
		l := &p.lines[i]
		if i >= titleLines || l.numbered && !isOneOf(l.num.word, partWords) && !l.num.weak || l.contents {
			break
		}
		s := p.text[l.Start:l.End]
		if legend(s) {
			continue
		}
		if countWords(s, 26) > 25 || contentsTitle(s) {
			break
		}
		b := &p.doc.Blocks[l.block]
		if l.numbered && isOneOf(l.num.word, partWords) && (l.num.count > 1 || l.num.End >= l.End) {
			continue // "EXHIBIT 10.32", a filing's label
		}
		named := namesTitle(s)
		score := b.Size
		switch {
		case named:
			score += 100
		case kindOfTitle(s) != "":
			named = true
			score += 40
		}
		if l.isHeading() || allCaps(s) {
			score += 10
		}
		prose := ends(s) == '.' && countWords(s, 8) > 6 && !allCaps(s) // "This Agreement renews each year."
		if score > bestSize+0.5 && (named || l.isHeading()) && ends(s) != ':' && !prose && !hasVerb(s) {
			best, bestSize = i, score
		}
	}
	if best < 0 {
		p.out.Title = p.titleInProse()
		return
	}
	p.out.Title = p.titleOf(best)
	p.titleEnd = p.endOfTitle(best + 1)
}

// legend reports whether s is one of the lines that filings put above a contract.
func legend(s string) bool {
	for _, w := range [...]string{
		"omitted", "exchange commission", "confidential treatment", "execution ", "redacted", "source:",
		"competitively harmful", "competitive harm",
	} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// coverLines is how many lines below the title a cover page can have.
const coverLines = 40

// endOfTitle finds the line behind the title page: the first clause, heading of the
// recitals or paragraph.
func (p *parser) endOfTitle(from int) int {
	for i := from; i < len(p.lines) && i < from+coverLines; i++ {
		l := &p.lines[i]
		s := p.text[l.Start:l.End]
		if l.numbered && !l.num.weak || l.contents || p.kind(l) == contract.TableCell || recital(s) || definitionsHeading(s) ||
			countWords(s, 16) > 15 || hasVerb(s) && !allCaps(s) || strings.IndexByte(s, ':') > 0 {
			return i
		}
		if b := &p.doc.Blocks[l.block]; b.Level > 1 || b.Kind == contract.Heading && b.Level == 1 && p.text[l.Start:l.End] != "" && i > from+6 {
			return min(i, from)
		}
	}
	return from
}

// recital reports whether a heading stands above the recitals or the parties.
func recital(h string) bool {
	for _, w := range [...]string{
		"recital", "background", "preamble", "whereas", "witnesseth", "preliminary", "introduction", "r e c i t a l",
		"parties", "agreed terms", "präambel",
	} {
		if containsFold(h, w) {
			return true
		}
	}
	return false
}

// namesTitle reports whether s names a document as titles of contracts do.
func namesTitle(s string) bool {
	for _, w := range [...]string{
		"agreement", "addendum", "clauses", "terms", "order form", "contract", "policy", "statement of work",
		"charter", "conditions", "vertrag", "vereinbarung", "convention", "contrat", "conditions",
	} {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// titleOf is the title's text at line i, without a filing's label or a date around it.
func (p *parser) titleOf(i int) string {
	l := &p.lines[i]
	s := headingSpan(p.text, l.Start, l.End).Cut(p.text)
	if len(s) > 160 {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}

// readTitle sets the document's kind, and the date it states.
func (p *parser) readTitle() {
	kind := kindOfTitle(p.out.Title)
	if kind == "" || kind == "order-form" {
		if k := p.kindOfPreamble(); k != "" {
			kind = k
		}
	}
	name := strings.NewReplacer("-", " ", "_", " ").Replace(p.doc.Name)
	if kind == "" {
		kind = kindOfTitle(name)
	}
	if kind == "" {
		kind = vagueKind(p.out.Title + " " + name)
	}
	p.out.Kind = kind
	p.out.Parts[0].Title, p.out.Parts[0].Kind = p.out.Title, kind
	p.out.Date = p.date()
}

// preambleReach is how many bytes of the body are read for preamble, date and kind.
const preambleReach = 8000

// titleInProse finds the title in a first paragraph that has swallowed it: "This Master
// Services Agreement (…) is entered into".
func (p *parser) titleInProse() string {
	head := p.text[:min(len(p.text), p.doc.BodyEnd, preambleReach)]
	for from := 0; ; {
		i := indexFold(head[from:], "this ")
		if i < 0 {
			return ""
		}
		from += i + len("this ")
		end := from
		for end < len(head) {
			a, b := nextWord(head, end, min(len(head), end+30))
			if a == b || a-end > 1 || !startsUpper(head[a:b]) && !isOneOf(head[a:b], smallWords) {
				break
			}
			end = b
		}
		title := strings.TrimSpace(head[from:end])
		from0, to := lastWord(title, 0, len(title))
		if n := countWords(title, 16); n >= 2 && n <= 15 && startsUpper(title) && namesTitle(title[from0:to]) && !isOneOf(title, []string{
			"agreement",
		}) {
			return title
		}
	}
}

// kindOfPreamble asks the first paragraphs what the document calls itself.
func (p *parser) kindOfPreamble() string {
	if t := p.titleInProse(); t != "" {
		if k := kindOfTitle(t); k != "" {
			return k
		}
	}
	for i := range p.lines {
		l := &p.lines[i]
		if l.Start > preambleReach/4 || i > titleLines {
			break
		}
		if l.isHeading() || countWords(p.text[l.Start:l.End], 16) <= 15 {
			if k := kindOfTitle(p.text[l.Start:l.End]); k != "" && namesDocument(p.text[l.Start:l.End]) {
				return k
			}
		}
	}
	return ""
}

// date is the date on which the contract says it was made: the first in the preamble, or
// the one on its cover.
func (p *parser) date() string {
	end := min(len(p.text), p.doc.BodyEnd, preambleReach)
	for end > 0 && end < len(p.text) && p.text[end]&0xC0 == 0x80 {
		end--
	}
	for _, q := range quantity.Scan(p.text[:end]) {
		if q.Kind != quantity.Date || q.Ambiguous || len(q.Words) != len("2006-01-02") {
			continue
		}
		before := p.text[max(0, q.Start-80):q.Start]
		if law(before) {
			continue
		}
		for _, w := range [...]string{
			"dated", "entered into", "as of", "effective", "made", "date", "updated", "executed", "day of", "revised",
			"version", "stand",
		} {
			if containsFold(before, w) && !closes(before) {
				return q.Words
			}
		}
	}
	return ""
}

// closes reports whether the text before a date speaks of an end, or of a filing.
func closes(before string) bool {
	for _, w := range [...]string{"source:", "end", "expire", "until", "terminat", "through", "period"} {
		if containsFold(before, w) {
			return true
		}
	}
	return false
}

// law reports whether the text before a date names a law, whose date it is.
func law(before string) bool {
	for _, w := range [...]string{
		"regulation", "directive", "decision", "european parliament", "verordnung", "richtlinie", "règlement",
		"law of", "act of", " act,",
	} {
		if containsFold(before, w) {
			return true
		}
	}
	return false
}
