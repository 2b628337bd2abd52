package query

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"parley/internal/quantity"
)

// What a query may hold. Searches come from anyone; these bounds keep the cost of one
// within that of reading the text a few times.
const (
	MaxLength   = 8192 // bytes of source
	MaxTerms    = 1024 // words, captures and comparisons, lists written out
	MaxDepth    = 24   // parentheses and lists within each other
	MaxPhrase   = 24   // words of a phrase
	MaxDistance = 250  // words of a distance
	minPrefix   = 2    // letters before "*"
)

// Query is a parsed query.
type Query struct {
	Source string
	Root   Node
}

// Parse reads a query. The lists are those it may name with $. An error is an *Error.
func Parse(src string, lists Lists) (*Query, error) {
	if len(src) > MaxLength {
		return nil, &Error{Source: src[:80], Message: fmt.Sprintf("the query is %d bytes long", len(src)), Expected: fmt.Sprintf("at most %d", MaxLength)}
	}
	p := &parser{lex: lexer{src: src}, lists: lists}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokenEnd {
		return nil, p.fail(p.tok, "the query is empty", "a word")
	}
	root, err := p.query()
	if err != nil {
		return nil, err
	}
	if p.tok.kind == tokenClose {
		return nil, p.fail(p.tok, "this parenthesis was never opened", "")
	}
	return &Query{Source: src, Root: root}, nil
}

// parser reads tokens into nodes, one function a level of precedence.
type parser struct {
	lex   lexer
	tok   token
	lists Lists
	depth int
	terms int
}

func (p *parser) advance() (err error) {
	p.tok, err = p.lex.next()
	return err
}

func (p *parser) fail(t token, message, expected string) error {
	return &Error{Source: p.lex.src, Offset: t.start, Message: message, Expected: expected}
}

// query = all { NOT all }
func (p *parser) query() (Node, error) {
	if p.tok.kind == tokenNot {
		return nil, p.fail(p.tok, "NOT has nothing to take away from", "something to find before it")
	}
	left, err := p.all()
	for err == nil && p.tok.kind == tokenNot {
		var right Node
		if right, err = p.operand((*parser).all); err == nil {
			left = Not{at: at(left.Offset()), Left: left, Right: right, Unit: Clause, And: true}
		}
	}
	return left, err
}

// all = clause { [AND] clause }; "AND NOT" is left to query.
func (p *parser) all() (Node, error) {
	left, err := p.clause()
	for err == nil && (p.tok.kind == tokenAnd || p.startsTerm()) {
		if p.tok.kind == tokenAnd {
			and := p.tok
			if err = p.advance(); err != nil {
				break
			}
			if p.tok.kind == tokenNot {
				break
			}
			if !p.startsTerm() {
				return nil, p.missing(and, "AND")
			}
		}
		var right Node
		if right, err = p.clause(); err == nil {
			left = Within{at: at(left.Offset()), Left: left, Right: right, Unit: Clause, And: true}
		}
	}
	return left, err
}

// clause = sentence { (/p | not/p) sentence }
func (p *parser) clause() (Node, error) { return p.unit(Clause, (*parser).sentence) }

// sentence = apart { (/s | not/s) apart }
func (p *parser) sentence() (Node, error) { return p.unit(Sentence, (*parser).apart) }

// unit reads operands joined by the operators of one unit.
func (p *parser) unit(unit Unit, lower func(*parser) (Node, error)) (Node, error) {
	left, err := lower(p)
	for err == nil && (p.tok.kind == tokenUnit || p.tok.kind == tokenNotUnit) && p.tok.unit == unit {
		not := p.tok.kind == tokenNotUnit
		var right Node
		if right, err = p.operand(lower); err != nil {
			break
		}
		if not {
			left = Not{at: at(left.Offset()), Left: left, Right: right, Unit: unit}
		} else {
			left = Within{at: at(left.Offset()), Left: left, Right: right, Unit: unit}
		}
	}
	return left, err
}

// apart = near { not/n near }, smallest n first.
func (p *parser) apart() (Node, error) {
	return p.chain(tokenApart, (*parser).near, func(left, right Node, op token) Node {
		return Apart{at: at(left.Offset()), Left: left, Right: right, N: op.n, Side: op.side}
	})
}

// near = any { /n any }, smallest n first.
func (p *parser) near() (Node, error) {
	return p.chain(tokenNear, (*parser).any, func(left, right Node, op token) Node {
		return Near{at: at(left.Offset()), Left: left, Right: right, N: op.n, Ordered: op.ordered}
	})
}

// chain reads operands joined by operators with distances and joins them, the
// operators of smallest distance first and from left to right among equals.
func (p *parser) chain(k kind, lower func(*parser) (Node, error), join func(left, right Node, op token) Node) (Node, error) {
	first, err := lower(p)
	if err != nil || p.tok.kind != k {
		return first, err
	}
	operands, ops := []Node{first}, []token{}
	for p.tok.kind == k {
		ops = append(ops, p.tok)
		right, err := p.operand(lower)
		if err != nil {
			return nil, err
		}
		operands = append(operands, right)
	}
	for _, n := range operands {
		if f, ok := n.(Field); ok {
			return nil, p.fail(token{start: f.Offset()}, "a field has no place in a sentence to count words from", "AND, /p or NOT with "+f.String())
		}
	}
	for len(ops) > 0 {
		least := 0
		for i, op := range ops {
			if op.n < ops[least].n {
				least = i
			}
		}
		operands[least] = join(operands[least], operands[least+1], ops[least])
		operands = append(operands[:least+1], operands[least+2:]...)
		ops = append(ops[:least], ops[least+1:]...)
	}
	return operands[0], nil
}

// any = term { OR term }
func (p *parser) any() (Node, error) {
	first, err := p.term()
	if err != nil || p.tok.kind != tokenOr {
		return first, err
	}
	terms := []Node{first}
	for p.tok.kind == tokenOr {
		t, err := p.operand((*parser).term)
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
	}
	return Or{at: at(first.Offset()), Terms: terms}, nil
}

// operand reads what follows the operator at hand.
func (p *parser) operand(lower func(*parser) (Node, error)) (Node, error) {
	op := p.tok
	if err := p.advance(); err != nil {
		return nil, err
	}
	if !p.startsTerm() {
		return nil, p.missing(op, p.lex.src[op.start:op.end])
	}
	return lower(p)
}

// missing is the error for an operator with nothing after it.
func (p *parser) missing(op token, name string) error {
	switch p.tok.kind {
	case tokenEnd, tokenClose:
		return p.fail(op, name+" has nothing after it", "a term")
	case tokenNot:
		return p.fail(p.tok, "NOT cannot stand here", "not/n, not/s or not/p in place of "+name+" NOT")
	}
	return p.fail(p.tok, "two operators in a row", "a term after "+name)
}

// startsTerm reports whether the token at hand begins a term.
func (p *parser) startsTerm() bool {
	switch p.tok.kind {
	case tokenWord, tokenPhrase, tokenOpen, tokenCapture, tokenParty, tokenList, tokenField, tokenCompare:
		return true
	}
	return false
}

// term reads one operand.
func (p *parser) term() (Node, error) {
	t := p.tok
	if t.kind == tokenOpen {
		return p.group()
	}
	if !p.startsTerm() {
		switch t.kind {
		case tokenEnd:
			return nil, p.fail(t, "the query ends too early", "a term")
		case tokenClose:
			return nil, p.fail(t, "nothing stands before this parenthesis", "a term")
		}
		return nil, p.fail(t, p.lex.src[t.start:t.end]+" has nothing before it", "a term")
	}
	if err := p.count(t, 1); err != nil {
		return nil, err
	}
	node, err := p.leaf(t)
	if err != nil {
		return nil, err
	}
	return node, p.advance()
}

// count adds n terms and fails when the query then has too many.
func (p *parser) count(t token, n int) error {
	if p.terms += n; p.terms > MaxTerms {
		return p.fail(t, "the query has too many terms, lists written out", "at most "+strconv.Itoa(MaxTerms))
	}
	return nil
}

// group reads "( query )".
func (p *parser) group() (Node, error) {
	open := p.tok
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fail(open, "parentheses are nested too deeply", "at most "+strconv.Itoa(MaxDepth)+" levels")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokenClose {
		return nil, p.fail(open, "nothing stands between these parentheses", "a term")
	}
	node, err := p.query()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokenClose {
		return nil, p.fail(open, "this parenthesis is never closed", ")")
	}
	p.depth--
	return node, p.advance()
}

// leaf makes the node of a token that is a term by itself.
func (p *parser) leaf(t token) (Node, error) {
	switch t.kind {
	case tokenWord:
		return p.word(t)
	case tokenPhrase:
		return p.phrase(t)
	case tokenCapture:
		return Capture{at: at(t.start), Name: t.name, Kind: CaptureKind(t.text)}, nil
	case tokenParty:
		return PartyTerm{at: at(t.start), Who: Who(t.text)}, nil
	case tokenField:
		return Field{at: at(t.start), Name: t.name, Value: t.text}, nil
	case tokenCompare:
		return p.compare(t)
	}
	return p.list(t)
}

// list puts a named list in.
func (p *parser) list(t token) (Node, error) {
	node, ok := p.lists.nodes[t.text]
	if !ok {
		return nil, p.fail(t, "there is no list $"+t.text, p.lists.offer())
	}
	if err := p.count(t, p.lists.terms[t.text]); err != nil {
		return nil, err
	}
	return List{at: at(t.start), Name: t.text, Of: node}, nil
}

// compare reads the quantity of a comparison.
func (p *parser) compare(t token) (Node, error) {
	q, ok := parseQuantity(CaptureKind(t.name), t.text)
	if !ok {
		return nil, p.fail(t, fmt.Sprintf("%q is no %s", t.text, t.name), quantityExample[CaptureKind(t.name)])
	}
	return Compare{at: at(t.start), Op: t.op, Value: q}, nil
}

// quantityExample shows how each kind of quantity is written in a query.
var quantityExample = map[CaptureKind]string{
	CaptureDuration: "a number and a unit: 72h, 10bd, 30d, 12mo, 5y",
	CaptureMoney:    "a number and a currency, or a number in any currency: 1000000 USD",
	CapturePercent:  "a number: 99.9",
	CaptureDate:     "a date: 2025-01-31",
}

// shortUnits are the units of durations as a query may write them.
var shortUnits = map[string]string{
	"s": "second", "min": "minute", "h": "hour", "d": "day", "bd": "business day", "w": "week", "mo": "month", "q": "quarter", "y": "year",
}

// parseQuantity reads a quantity as queries write it ("72h", "1000000 USD", "99.9",
// "2025-01-31"), else as contracts do.
func parseQuantity(k CaptureKind, s string) (quantity.Quantity, bool) {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789.,"))
	number, unit := s[:digits], strings.TrimSpace(s[digits:])
	switch k {
	case CaptureDuration:
		if long, ok := shortUnits[strings.ToLower(unit)]; ok {
			s = number + " " + long + "s"
		}
	case CapturePercent:
		if unit == "" {
			s = number + "%"
		}
	case CaptureMoney:
		if v, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64); err == nil && unit == "" {
			return quantity.Quantity{Kind: quantity.Money, Value: v, Text: s}, true
		}
		if unit != "" {
			s = unit + " " + number
		}
	}
	for _, q := range quantity.Scan(s) {
		if CaptureKind(q.Kind) == k && (q.Words == "" || k == CaptureDate) {
			return q, true
		}
	}
	return quantity.Quantity{}, false
}

// ParseQuantity reads a quantity as queries write it: "72h" or "72 hours",
// "1000000 USD", "99.9%", "2025-01-31".
func ParseQuantity(s string) (quantity.Quantity, bool) {
	for _, k := range []CaptureKind{CaptureDuration, CaptureMoney, CaptureDate} {
		if q, ok := parseQuantity(k, s); ok {
			return q, true
		}
	}
	if strings.HasSuffix(s, "%") {
		return parseQuantity(CapturePercent, s)
	}
	return quantity.Quantity{}, false
}

// word makes the node of a bare word: its form, and the variants of a hyphenated one.
func (p *parser) word(t token) (Node, error) {
	text, form := t.text, Stem
	if strings.HasPrefix(text, "=") {
		text, form = text[1:], Exact
	}
	ws, hyphens, err := p.wordForms(t, t.start, text, form)
	switch {
	case err != nil:
		return nil, err
	case len(ws) == 1:
		return ws[0], nil
	case hyphens: // the parts in a row, or all in one
		return Or{at: at(t.start), Terms: []Node{joinedWord(at(t.start), ws), Phrase{at: at(t.start), Words: ws}}}, nil
	}
	return Phrase{at: at(t.start), Words: ws}, nil
}

// joinedWord is the parts of a hyphenated word in one.
func joinedWord(a at, parts []Word) Word {
	joined := Word{at: a, Form: parts[len(parts)-1].Form}
	for _, w := range parts {
		joined.Text += w.Text
	}
	return joined
}

// wordForms cuts a word as texts are cut and gives each part its form: all but the
// last of a word of several parts are exact. hyphens says that hyphens join the parts.
func (p *parser) wordForms(t token, offset int, text string, form Form) (words []Word, hyphens bool, err error) {
	here := token{start: offset, end: offset + len(text)}
	star := strings.HasSuffix(text, "*")
	text = strings.TrimSuffix(text, "*")
	if strings.Contains(text, "*") {
		return nil, false, p.fail(here, "* can only end a word", "? for single letters within it")
	}
	for i, part := range splitPattern(text) {
		words = append(words, Word{at: at(offset), Text: part.text, Form: Exact})
		hyphens = part.joined && (hyphens || i == 1)
	}
	if len(words) == 0 {
		return nil, false, p.fail(here, fmt.Sprintf("%q has no letter or digit", p.lex.src[t.start:t.end]), "a word")
	}
	for i := range words {
		last := i == len(words)-1
		wild := strings.Contains(words[i].Text, "?")
		switch {
		case wild && last && star:
			words[i].Text += "*"
			words[i].Form = Wildcard
		case wild:
			words[i].Form = Wildcard
		case last && star:
			words[i].Form = Prefix
		case last:
			words[i].Form = form
		}
		if f := words[i].Form; f == Prefix || f == Wildcard {
			if letters := strings.IndexAny(words[i].Text+"?", "?*"); letters < minPrefix {
				return nil, false, p.fail(here, "too few letters before * or ?", strconv.Itoa(minPrefix)+" or more")
			}
		}
	}
	return words, hyphens, nil
}

// phrase makes the node of a quoted phrase. A hyphenated word in it is looked for
// both ways.
func (p *parser) phrase(t token) (Node, error) {
	var whole, joined []Word // the phrase with the parts of hyphenated words apart, and in one
	hyphens := false
	rest, offset := t.text, t.start+t.n
	for {
		skipped := len(rest) - len(strings.TrimLeftFunc(rest, space))
		rest, offset = rest[skipped:], offset+skipped
		if rest == "" {
			break
		}
		end := strings.IndexFunc(rest, space)
		if end < 0 {
			end = len(rest)
		}
		field, here := rest[:end], offset
		rest, offset = rest[end:], offset+end
		switch {
		case field == "*":
			gap := Word{at: at(here), Form: Any}
			whole, joined = append(whole, gap), append(joined, gap)
			continue
		case !strings.ContainsFunc(field, func(r rune) bool { return wordRune(r) || r == '*' || r == '?' }):
			continue // punctuation does not matter
		}
		parts, hyphen, err := p.wordForms(t, here, field, Exact)
		if err != nil {
			return nil, err
		}
		whole = append(whole, parts...)
		if hyphen {
			hyphens = true
			joined = append(joined, joinedWord(at(here), parts))
		} else {
			joined = append(joined, parts...)
		}
	}
	switch {
	case len(whole) == 0:
		return nil, p.fail(t, "this phrase is empty", "words between the quotation marks")
	case whole[0].Form == Any:
		return nil, p.fail(t, "a phrase cannot begin with *", "a word before it")
	case whole[len(whole)-1].Form == Any:
		return nil, p.fail(t, "a phrase cannot end with *", "a word after it")
	case len(whole) > MaxPhrase:
		return nil, p.fail(t, fmt.Sprintf("this phrase has %d words", len(whole)), fmt.Sprintf("at most %d", MaxPhrase))
	}
	if err := p.count(t, len(whole)-1); err != nil {
		return nil, err
	}
	if hyphens {
		return Or{at: at(t.start), Terms: []Node{phraseOrWord(at(t.start), joined), phraseOrWord(at(t.start), whole)}}, nil
	}
	return phraseOrWord(at(t.start), whole), nil
}

// phraseOrWord is a phrase, or the word itself when it is only one.
func phraseOrWord(a at, words []Word) Node {
	if len(words) == 1 {
		return words[0]
	}
	return Phrase{at: a, Words: words}
}

// Lists are the named lists a query may use.
type Lists struct {
	nodes map[string]Node
	terms map[string]int
}

// ParseLists reads named lists, each a query; a list may use others that do not use
// it in turn. Errors come by list, in the order of names.
func ParseLists(sources map[string]string) (Lists, map[string]error) {
	lists := Lists{nodes: map[string]Node{}, terms: map[string]int{}}
	errs := map[string]error{}
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	sort.Strings(names)
	// A list that names an unread one waits; each round reads at least one or ends.
	for progress := true; progress && len(names) > 0; {
		progress = false
		var waiting []string
		for _, name := range names {
			if waits(sources[name], sources, lists) {
				waiting = append(waiting, name)
				continue
			}
			progress = true
			if err := lists.add(name, sources[name]); err != nil {
				errs[name] = err
			}
		}
		names = waiting
	}
	for _, name := range names {
		errs[name] = &Error{Source: sources[name], Message: "$" + name + " is made of itself, or of a list with a mistake", Expected: "lists that lead to words"}
	}
	return lists, errs
}

// waits reports whether src names a list that is among the sources and not yet read.
func waits(src string, sources map[string]string, lists Lists) bool {
	l := lexer{src: src}
	for {
		t, err := l.next()
		if err != nil || t.kind == tokenEnd {
			return false
		}
		if t.kind == tokenList {
			_, exists := sources[t.text]
			if _, read := lists.nodes[t.text]; exists && !read {
				return true
			}
		}
	}
}

// add parses src as the list called name.
func (l Lists) add(name, src string) error {
	p := &parser{lex: lexer{src: src}, lists: l}
	q, err := Parse(src, l)
	if err != nil {
		return err
	}
	if !isName(name) {
		return p.fail(token{}, "a list cannot be called "+strconv.Quote(name), "letters, digits, - and _")
	}
	terms := 0
	Walk(q.Root, func(n Node) bool {
		if len(n.children()) == 0 {
			terms++
		}
		return true
	})
	l.nodes[name], l.terms[name] = q.Root, terms
	return nil
}

// Names gives the lists' names in order.
func (l Lists) Names() []string {
	names := make([]string, 0, len(l.nodes))
	for name := range l.nodes {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// offer names the lists there are, for an error.
func (l Lists) offer() string {
	names := l.Names()
	if len(names) == 0 {
		return "a list that lists.yaml defines"
	}
	if len(names) > 12 {
		names = append(names[:12], "…")
	}
	return "one of $" + strings.Join(names, ", $")
}
