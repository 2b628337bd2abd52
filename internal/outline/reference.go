package outline

import (
	"strconv"
	"strings"

	"parley/internal/contract"
)

const (
	// maxDangling bounds how many dangling references are warned of.
	maxDangling = 40
	// farAway is how far above the document's last clause the number of a law begins.
	farAway = 12
	// minNumbered is how many numbers a document must have before one that is missing says
	// anything.
	minNumbered = 8
	// maxRange is the longest range of clauses, "4 to 6", that is followed one by one.
	maxRange = 30
	// foreignReach is how many bytes around a reference, within its sentence, are read for
	// the name of a law.
	foreignReach = 300
)

// refWords begin a reference to a clause.
var refWords = []string{"section", "sections", "clause", "clauses", "article", "articles", "paragraph", "paragraphs", "subsection", "subsections", "sub-section", "sub-clause", "subclause", "sec", "secs", "art", "arts", "ziffer", "abschnitt", "artikel", "item", "items", "chapter", "part", "subparagraph", "sub-paragraph", "module"}

// readReferences finds the cross-references and what they lead to.
func (p *parser) readReferences() {
	r := references{p: p, warned: map[string]bool{}}
	r.index()
	text := p.text
	end := p.doc.BodyEnd
	s := 0 // sentence, to leave headings and contents alone
	for pos := 0; pos < end; {
		from, to, sign := nextRefWord(text, pos, end)
		if from == to {
			break
		}
		pos = to
		for s < len(p.out.Sentences) && p.out.Sentences[s].End <= from {
			s++
		}
		if s < len(p.out.Sentences) && p.out.Sentences[s].Start <= from && p.out.Sentences[s].Heading {
			continue
		}
		if s < len(p.out.Sentences) && p.out.Sentences[s].Start > from {
			continue // the printed number of a clause
		}
		if after := r.read(from, to, sign); after > pos {
			pos = after
		}
	}
}

// nextRefWord finds the next word that can begin a reference; sign is set for "§".
func nextRefWord(text string, pos, end int) (from, to int, sign bool) {
	for pos < end {
		c := text[pos]
		switch {
		case isAlpha(c):
			stop := pos
			for stop < end && (isAlpha(text[stop]) || text[stop] == '-') {
				stop++
			}
			switch c | 0x20 {
			case 's', 'c', 'a', 'p', 'e', 'i', 'z', 'm', 't', 'f':
				w := text[pos:stop]
				if len(w) >= 3 && len(w) <= 14 && (isOneOf(w, refWords) || isOneOf(w, partWords) || equalFold(w, "foregoing") || equalFold(w, "this")) {
					return pos, stop, false
				}
			}
			pos = stop
		case c == 0xC2 && strings.HasPrefix(text[pos:end], "§"):
			stop := pos
			for strings.HasPrefix(text[stop:end], "§") {
				stop += len("§")
			}
			return pos, stop, true
		default:
			pos++
		}
	}
	return end, end, false
}

type references struct {
	p        *parser
	paths    map[place]int // clauses by part and number in full, normalised; the first of each
	warned   map[string]bool
	highest  int  // the number of the last clause at the top
	articles bool // some clauses are called articles
	scc      int  // the part that holds the standard contractual clauses, 0 for none
}

// place is a clause's number within a part; anywhere stands for every part.
type place struct {
	part int
	key  string
}

const anywhere = -1

// index makes the clauses findable by number.
func (r *references) index() {
	r.paths = make(map[place]int, 2*len(r.p.out.Clauses))
	for i := range r.p.out.Clauses {
		c := &r.p.out.Clauses[i]
		if c.Number == "" {
			continue
		}
		r.articles = r.articles || hasPrefixFold(c.Number, "art")
		path := c.Path
		if k := strings.Index(path, ", "); k >= 0 && c.Parent >= 0 {
			path = path[k+2:]
		}
		key := pathKey(path)
		if v, err := strconv.Atoi(key); err == nil && c.Level <= 2 {
			r.highest = max(r.highest, v)
		}
		for _, in := range [...]int{c.Part, anywhere} {
			if _, known := r.paths[place{in, key}]; !known {
				r.paths[place{in, key}] = i
			}
		}
	}
	for i := range r.p.out.Parts {
		if i > 0 && containsFold(r.p.out.Parts[i].Title, "contractual clauses") {
			r.scc = i
			break
		}
	}
}

// pathKey normalises a number: "Section 12.3(b)" and "12.3 (b)." are "12.3.b", "Article IV"
// is "4", "Schedule 2" is "schedule 2".
func pathKey(s string) string {
	b := make([]byte, 0, len(s)+8)
	word := ""
	if from, to := nextWord(s, 0, len(s)); from == 0 && to >= 3 && !isDigit(s[0]) {
		w := s[:to]
		switch {
		case isOneOf(w, partWords):
			word = singular(toLowerASCII(w))
			s = s[to:]
		case isOneOf(w, refWords), isOneOf(w, unitWords):
			s = s[to:]
			if v := romanValue(strings.TrimSpace(s)); v > 0 {
				return strconv.Itoa(v)
			}
			if v := spelledOrdinal(strings.TrimSpace(s)); v > 0 {
				return strconv.Itoa(v)
			}
		}
	}
	if word != "" {
		b = append(b, word...)
		b = append(b, ' ')
	}
	dot := false
	for i := range len(s) {
		c := s[i]
		switch {
		case isDigit(c) || isAlpha(c):
			if dot && len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, '.')
			}
			dot = false
			if isUpper(c) && word == "" {
				c |= 0x20
			}
			b = append(b, c)
		default:
			dot = true
		}
	}
	out := string(b)
	return strings.TrimSuffix(out, ".0")
}

// singular takes the plural off the words for clauses and sub-documents.
func singular(w string) string {
	switch {
	case equalFold(w, "annexes"), equalFold(w, "annexe"):
		return w[:len("annex")]
	case equalFold(w, "appendices"):
		return w[:len("append")] + "ix"
	case len(w) > 4 && w[len(w)-1]|0x20 == 's':
		return w[:len(w)-1]
	}
	return w
}

// read reads the reference whose first word stands at [from, to), and returns where to go on.
func (r *references) read(from, to int, sign bool) int {
	p := r.p
	text, end := p.text, p.doc.BodyEnd
	w := text[from:to]
	if equalFold(w, "foregoing") {
		if a, b := lastWord(text, max(0, from-6), from); isOneOf(text[a:b], []string{"the"}) {
			r.add(contract.Span{Start: a, End: to}, p.out.ClauseAt(from), false)
		}
		return to
	}
	if equalFold(w, "this") {
		return r.this(from, to)
	}
	part := isOneOf(w, partWords)
	at := to
	if at < end && text[at] == '.' && to-from <= 4 { // "Sec. 5"
		at++
	}
	for at < end {
		if text[at] == ' ' {
			at++
		} else if strings.HasPrefix(text[at:end], "\u00a0") {
			at += len("\u00a0")
		} else {
			break
		}
	}
	number := r.numberAt(at, part)
	if number.Len() == 0 {
		return to
	}
	if part && !startsUpper(w) {
		return to
	}
	span := contract.Span{Start: from, End: number.End}
	type item struct {
		span   contract.Span
		number string
	}
	items := []item{{span, number.Cut(text)}}
	last := number
	for len(items) < maxRange { // "Sections 4, 5 and 6", "clauses 4 to 6"
		sep, next, ranged := r.joined(last.End, end)
		if !sep {
			break
		}
		n := r.numberAt(next, part)
		if n.Len() == 0 {
			break
		}
		if ranged {
			for _, between := range numbersBetween(last.Cut(text), n.Cut(text)) {
				items = append(items, item{contract.Span{Start: last.Start, End: n.End}, between})
			}
		}
		items = append(items, item{n, n.Cut(text)})
		last = n
	}
	extern, within := r.belongs(from, last.End, part)
	clause := p.out.ClauseAt(from)
	foreign, asked := false, false
	for _, it := range items {
		target := -1
		if !extern {
			target = r.find(pathKey(w+" "+it.number), clause, within, part)
		}
		if target < 0 && it.number[0] == '(' {
			target = clause // an item within the clause's own sentence
		}
		if target < 0 && !extern {
			if !asked {
				foreign, asked = !part && r.foreign(span, sign, w), true
			}
			extern := foreign || r.large(it.number)
			r.add(it.span, target, extern)
			if !extern {
				r.dangles(it.span, singular(w)+" "+it.number)
			}
			continue
		}
		r.add(it.span, target, extern)
	}
	return last.End
}

// numberAt reads the number of a reference: "12.3(b)(ii)", "IV", "2", "A-1".
func (r *references) numberAt(pos int, part bool) contract.Span {
	text, end := r.p.text, r.p.doc.BodyEnd
	at := pos
	switch {
	case at < end && isDigit(text[at]):
		for at < end && (isDigit(text[at]) || text[at] == '.' && at+1 < end && isDigit(text[at+1])) {
			at++
		}
		if at < end && isLower(text[at]) && (at+1 >= end || !isAlpha(text[at+1])) { // "9a"
			at++
		}
		if at < end && isAlpha(text[at]) || at < end && text[at] == '%' { // "37signals"
			return contract.Span{}
		}
	case at < end && isUpper(text[at]):
		for at < end && (isAlpha(text[at]) || isDigit(text[at]) || part && text[at] == '-' && at+1 < end && (isDigit(text[at+1]) || isUpper(text[at+1]))) {
			at++
		}
		w := text[pos:at]
		if romanValue(w) == 0 && !(len(w) <= 3 && (len(w) == 1 || isDigit(w[1]) || w[1] == '-')) {
			return contract.Span{}
		}
		if !part && romanValue(w) == 0 {
			return contract.Span{}
		}
	case at < end && text[at] == '(' && !part && text[at-1] == ' ':
	default:
		return contract.Span{}
	}
	for { // "(b)(ii)"
		next := skipSpace(text, at, min(end, at+1))
		if next >= end || text[next] != '(' {
			break
		}
		n, ok := readBracketed(numeral{Span: contract.Span{Start: next}}, text, next, end)
		if !ok || n.style != decimal && n.count == 0 || strings.TrimSpace(n.text) == "" {
			break
		}
		if next > at && n.style == decimal { // "Section 5 (30) days"
			break
		}
		at = n.End
		if text[at-1] == '.' {
			at--
		}
	}
	return contract.Span{Start: pos, End: at}
}

// joined reports whether another number follows at pos in the same reference, where it
// begins, and whether all between the two are meant.
func (r *references) joined(pos, end int) (ok bool, next int, ranged bool) {
	text := r.p.text
	at := skipSpace(text, pos, end)
	for _, sep := range [...]string{", and ", ", or ", "and ", "or ", "und ", "et ", ", ", "& "} {
		if hasPrefixFold(text[at:end], sep) {
			return true, skipSpace(text, at+len(sep), end), false
		}
	}
	for _, sep := range [...]string{"through ", "to ", "bis ", "– ", "- ", "–", "-", "à "} {
		if hasPrefixFold(text[at:end], sep) {
			return true, skipSpace(text, at+len(sep), end), true
		}
	}
	return false, 0, false
}

// numbersBetween gives the numbers between two that differ in their last figure.
func numbersBetween(a, b string) []string {
	i := strings.LastIndexByte(a, '.') + 1
	j := strings.LastIndexByte(b, '.') + 1
	if a[:i] != b[:j] {
		return nil
	}
	lo, err1 := strconv.Atoi(a[i:])
	hi, err2 := strconv.Atoi(b[j:])
	if err1 != nil || err2 != nil || hi-lo > maxRange {
		return nil
	}
	var out []string
	for v := lo + 1; v < hi; v++ {
		out = append(out, a[:i]+strconv.Itoa(v))
	}
	return out
}

// this reads "this Section", "this Schedule": the clause around it.
func (r *references) this(from, to int) int {
	p := r.p
	a, b := nextWord(p.text, to, min(p.doc.BodyEnd, to+20))
	if a == b || a-to > 1 {
		return to
	}
	w := p.text[a:b]
	if equalFold(w, "addendum") {
		return to // the document itself
	}
	isPart := isOneOf(w, partWords)
	if !isPart && !isOneOf(w, refWords) || !startsUpper(w) && !isOneOf(w, refWords) {
		return to
	}
	if n := r.numberAt(skipSpace(p.text, b, min(p.doc.BodyEnd, b+2)), isPart); n.Len() > 0 {
		return to // "this Section 5.2": read with its number
	}
	c := p.out.ClauseAt(from)
	target := c
	for c >= 0 {
		number := p.out.Clauses[c].Number
		first, last := nextWord(number, 0, len(number))
		named := number[first:last]
		if isPart && isOneOf(named, partWords) || !isPart && (equalFold(named, toLowerASCII(singular(w))) || len(number) > 0 && number[0] != '(' && !isOneOf(named, unitWords)) {
			target = c
			break
		}
		c = p.out.Clauses[c].Parent
	}
	if target >= 0 {
		r.add(contract.Span{Start: from, End: b}, target, false)
	}
	return b
}

// outside are words that name what is not this document.
var outside = []string{"gdpr", "regulation", "directive", "act", "code", "u.s.c", "c.f.r", "cfr", "usc", "treaty", "statute", "rules", "rule", "dsgvo", "bdsg", "bgb", "hgb", "constitution", "convention", "uk", "eu", "swiss", "hipaa", "ccpa", "cpra", "law", "decision", "securities", "bankruptcy", "internal", "title",
	"ordinance", "fadp", "nist", "iso", "rgpd", "règlement", "verordnung", "gesetz", "data", "federal", "california", "companies", "insolvency", "civil", "uniform", "copyright", "lanham", "exchange", "form", "main", "principal", "master", "existing", "original", "msa", "tfeu", "charter", "privacy"}

// belongs decides whether a reference leads out of the document, and into which part it
// leads: "of Schedule 2", "of the Standard Contractual Clauses".
func (r *references) belongs(from, end int, part bool) (extern bool, within int) {
	p := r.p
	text := p.text
	limit := min(p.doc.BodyEnd, end+80)
	// A law right before: "GDPR Art. 28", "45 C.F.R. § 164".
	before := text[max(0, from-12):from]
	for _, w := range [...]string{"C.F.R.", "CFR", "U.S.C.", "USC", "GDPR", "DSGVO"} {
		if strings.Contains(before, w) {
			return true, -1
		}
	}
	at := skipSpace(text, end, limit)
	if at < limit && text[at] == '(' { // "Section 5 (Fees) of"
		if stop := bracketEnd(text, at, limit); stop > 0 {
			at = skipSpace(text, stop, limit)
		}
	}
	a, b := nextWord(text, at, limit)
	if a != at || a == b {
		return false, -1
	}
	w := text[a:b]
	if !isOneOf(w, []string{"of", "in", "under", "to", "des", "der", "du", "de", "from"}) {
		return startsUpper(w) && isOneOf(w, outside[:13]), -1 // "Art. 28 GDPR"
	}
	own := false
	for k := 0; k < 7; k++ {
		a, b = nextWord(text, b, limit)
		if a == b {
			return false, -1
		}
		w = text[a:b]
		switch {
		case isOneOf(w, []string{"this", "these", "present", "hereof"}):
			own = true
		case isOneOf(w, partWords) && startsUpper(w):
			if n := r.numberAt(skipSpace(text, b, limit), true); n.Len() > 0 && !part {
				if c := r.find(pathKey(w+" "+n.Cut(text)), -1, -1, true); c >= 0 {
					return false, p.out.Clauses[c].Part
				}
				return true, -1 // in an exhibit that is not here
			}
			return false, -1
		case isOneOf(w, refWords) && !containsFold(text[a:min(limit, b+1)], "clauses"):
			return false, -1
		case own:
			return false, -1
		case containsFold(text[a:min(len(text), a+40)], "standard contractual clauses"), equalFold(w, "sccs"), equalFold(w, "scc"):
			if r.scc > 0 {
				return false, r.scc
			}
			return true, -1
		case isOneOf(w, outside) && (startsUpper(w) || equalFold(w, "title")), isDigit(w[0]) && k > 0:
			return true, -1
		case equalFold(w, "agreement") || equalFold(w, "contract") || equalFold(w, "terms"):
			return !own && attached(p.out.Kind) && startsUpper(w), -1
		case startsUpper(w):
			// A name: another document, unless the contract calls itself so.
			rest := text[a:min(limit, a+60)]
			for _, doc := range [...]string{"agreement", "act", "regulation", "code", "directive", "law", "terms", "policy", "clauses", "addendum", "plan", "note", "indenture", "lease"} {
				if i := indexFold(rest, doc); i >= 0 && i < 48 && !strings.ContainsAny(rest[:i], ".;,()") {
					return !p.callsItself(rest[:i+len(doc)]), -1
				}
			}
			return false, -1
		case isOneOf(w, []string{"the", "that", "such", "its", "said", "a", "an", "certain", "any", "each"}):
		default:
			return false, -1
		}
	}
	return false, -1
}

// attached reports whether documents of a kind stand beside a main agreement, so that
// "the Agreement" is another document.
func attached(kind string) bool {
	switch kind {
	case "dpa", "sla", "security-addendum", "baa", "order-form", "sow":
		return true
	}
	return false
}

// callsItself reports whether name is what the document calls itself.
func (p *parser) callsItself(name string) bool {
	name = strings.TrimSpace(name)
	return name != "" && p.out.Title != "" && containsFold(p.out.Title, lowerWord(name))
}

// find looks a number up: in the part it names, else in the part it stands in, else in
// the main agreement, else anywhere. A number deeper than the clauses are leads to the
// nearest clause above it.
func (r *references) find(key string, from, within int, part bool) int {
	if from >= 0 && strings.HasPrefix(key, ".") || key != "" && isLower(key[0]) && !part && !strings.Contains(key, " ") {
		if c := r.below(key, from); c >= 0 {
			return c
		}
	}
	own := 0
	if from >= 0 {
		own = r.p.out.Clauses[from].Part
	}
	for {
		order := [...]int{own, 0, anywhere}
		if within >= 0 {
			order = [...]int{within, within, within}
		}
		for _, in := range order {
			if c, ok := r.paths[place{in, key}]; ok {
				return c
			}
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 {
			return r.unnumbered(key)
		}
		key = key[:i]
	}
}

// unnumbered finds the clause 7 whose own number is missing by its 7.1.
func (r *references) unnumbered(key string) int {
	child, ok := r.paths[place{anywhere, key + ".1"}]
	if !ok || !isDigit(key[0]) {
		return -1
	}
	if parent := r.p.out.Clauses[child].Parent; parent >= 0 && r.p.out.Clauses[parent].Number == "" {
		return parent
	}
	return child
}

// large reports whether a number is too large for a clause of this document: laws have
// sections 365 and 1798.
func (r *references) large(number string) bool {
	v := 0
	for i := 0; i < len(number) && isDigit(number[i]) && v < 1e6; i++ {
		v = 10*v + int(number[i]-'0')
	}
	return v > r.highest+farAway
}

// foreign reports whether a reference that leads nowhere is one to a law or another
// document, by its sign or word or by what its sentence speaks of.
func (r *references) foreign(span contract.Span, sign bool, w string) bool {
	p := r.p
	switch {
	case sign, hasPrefixFold(w, "art") && !r.articles:
		return true
	case r.p.out.Kind == "dpa" && r.scc == 0 && hasPrefixFold(w, "clause"):
		return true // of the standard contractual clauses, which are only referred to
	}
	i := p.out.SentenceAt(span.Start)
	if i < 0 {
		return false
	}
	s := p.out.Sentences[i].Span
	s.Start, s.End = max(s.Start, span.Start-foreignReach), min(s.End, span.End+foreignReach)
	around := s.Cut(p.text)
	for _, word := range [...]string{"contractual clauses", "sccs", "gdpr", "regulation (eu)", "directive", "u.s.c", "c.f.r", "data protection act", "bankruptcy code", "securities act", "exchange act", "civil code", "commercial code", "uk addendum", "model clauses", "internal revenue"} {
		if containsFold(around, word) {
			return true
		}
	}
	return false
}

// below finds the item "(b)" of the clause around from.
func (r *references) below(key string, from int) int {
	key = strings.Trim(key, ".")
	p := r.p
	for c := from; c >= 0; c = p.out.Clauses[c].Parent {
		for k := c + 1; k < len(p.out.Clauses) && p.out.Clauses[k].Start < p.out.Clauses[c].End && k-c < 400; k++ {
			if p.out.Clauses[k].Parent == c && pathKey(p.out.Clauses[k].Number) == key {
				return k
			}
		}
	}
	return -1
}

// add keeps a reference.
func (r *references) add(span contract.Span, target int, extern bool) {
	p := r.p
	p.out.References = append(p.out.References, contract.Reference{Span: span, Text: span.Cut(p.text), Target: target, Extern: extern})
}

// dangles warns, once for each name, of a reference that leads to nothing.
func (r *references) dangles(span contract.Span, name string) {
	if len(r.warned) >= maxDangling || len(r.paths) < minNumbered || r.warned[name] {
		return
	}
	r.warned[name] = true
	p := r.p
	where := ""
	if c := p.out.ClauseAt(span.Start); c >= 0 && p.out.Clauses[c].Path != "" {
		where = " (in " + p.out.Clauses[c].Path + ")"
	}
	p.warn("dangling-reference", name+where+" is not in this document", span.Start)
}
