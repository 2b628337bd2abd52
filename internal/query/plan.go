package query

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Plan is many queries made ready to be run together: what they share is looked up
// once a text. It can be used from several goroutines.
type Plan struct {
	ops      []op
	roots    []int32 // by query
	terms    []Word  // distinct words, in order of first use
	exact    map[string]int32
	stems    map[string]int32
	patterns map[string][]int32 // prefixes and wildcards by their first letters, minPrefix bytes
	names    []string           // of captures
	byKey    map[string]int32
	keys     []string // of ops, as the language writes them

	idle  sync.Pool // Runs that were released
	mu    sync.RWMutex
	known map[string][]int32 // words of texts seen so far and the terms they meet
}

// maxKnown bounds the memory of the words seen; texts beyond it cost more time.
const maxKnown = 1 << 17

// code says what an op does.
type code uint8

const (
	opTerm code = iota
	opPhrase
	opOr
	opNear
	opWithin
	opApart
	opNot
	opField
	opQuantity
	opParty
	opName
)

// op is a distinct part of the queries of a plan.
type op struct {
	code    code
	kids    []int32
	words   []int32 // phrase and heading: terms in a row; -1 for any word
	term    int32
	n       int32
	ordered bool
	side    Side
	unit    Unit
	name    int32 // capture: index into Plan.names plus one; 0 none
	amount  int   // quantity: which kind
	compare *Compare
	who     Who
	field   Field
	filter  bool // yields clauses, not words: made of fields alone
}

// NewPlan prepares queries to be run together. Match takes their index here.
func NewPlan(queries []*Query) *Plan {
	p := &Plan{exact: map[string]int32{}, stems: map[string]int32{}, patterns: map[string][]int32{}, byKey: map[string]int32{}, known: map[string][]int32{}}
	for _, q := range queries {
		p.roots = append(p.roots, p.add(q.Root))
	}
	return p
}

// add numbers a node and those below it; equal nodes get one number.
func (p *Plan) add(n Node) int32 {
	if l, ok := n.(List); ok {
		id := p.add(l.Of)
		p.keys[id] = l.String()
		return id
	}
	key := n.String()
	if id, ok := p.byKey[key]; ok {
		return id
	}
	var o op
	switch n := n.(type) {
	case Word:
		o = op{code: opTerm, term: p.term(n)}
	case Phrase:
		o.code = opPhrase
		for _, w := range n.Words {
			if w.Form == Any {
				o.words = append(o.words, -1)
			} else {
				o.words = append(o.words, p.term(w))
			}
		}
	case Or:
		o.code, o.filter = opOr, true
		for _, t := range n.Terms {
			kid := p.add(t)
			o.kids = append(o.kids, kid)
			o.filter = o.filter && p.ops[kid].filter
		}
		if !o.filter {
			o.kids = distinct(o.kids)
		}
	case Near:
		o = op{code: opNear, kids: []int32{p.add(n.Left), p.add(n.Right)}, n: int32(n.N), ordered: n.Ordered}
	case Within:
		o = op{code: opWithin, kids: []int32{p.add(n.Left), p.add(n.Right)}, unit: n.Unit}
		o.filter = p.ops[o.kids[0]].filter && p.ops[o.kids[1]].filter
	case Apart:
		o = op{code: opApart, kids: []int32{p.add(n.Left), p.add(n.Right)}, n: int32(n.N), side: n.Side}
	case Not:
		o = op{code: opNot, kids: []int32{p.add(n.Left), p.add(n.Right)}, unit: n.Unit}
		o.filter = p.ops[o.kids[0]].filter
	case Field:
		o = op{code: opField, field: n, filter: true}
		if n.Name == "heading" {
			for _, w := range headingWords(n.Value) {
				o.words = append(o.words, p.term(w))
			}
		}
	case Capture:
		p.names = append(p.names, n.Name)
		o = op{name: int32(len(p.names)), amount: kindIndex(n.Kind)}
		switch n.Kind {
		case CaptureParty:
			o.code, o.who = opParty, AnyParty
		case CaptureName:
			o.code = opName
		default:
			o.code = opQuantity
		}
	case Compare:
		o = op{code: opQuantity, amount: kindIndex(CaptureKind(n.Value.Kind)), compare: &n}
	case PartyTerm:
		o = op{code: opParty, who: n.Who}
	}
	id := int32(len(p.ops))
	p.ops = append(p.ops, o)
	p.byKey[key] = id
	p.keys = append(p.keys, key)
	return id
}

// distinct sorts ids and drops doubles.
func distinct(ids []int32) []int32 {
	sort.Slice(ids, func(a, b int) bool { return ids[a] < ids[b] })
	out := ids[:0]
	for i, id := range ids {
		if i == 0 || id != ids[i-1] {
			out = append(out, id)
		}
	}
	return out
}

// term numbers a word to be looked up.
func (p *Plan) term(w Word) int32 {
	var table map[string]int32
	key := w.Text
	switch w.Form {
	case Exact:
		table = p.exact
	case Stem:
		table, key = p.stems, stem(w.Text)
	default:
		head := key[:min(len(key), minPrefix)]
		for _, id := range p.patterns[head] {
			if p.terms[id].Form == w.Form && p.terms[id].Text == w.Text {
				return id
			}
		}
		id := int32(len(p.terms))
		p.terms = append(p.terms, w)
		p.patterns[head] = append(p.patterns[head], id)
		return id
	}
	id, ok := table[key]
	if !ok {
		id = int32(len(p.terms))
		p.terms = append(p.terms, w)
		table[key] = id
	}
	return id
}

// meets gives, for each word, the terms it meets.
func (p *Plan) meets(words []string) [][]int32 {
	out := make([][]int32, len(words))
	var missing []int
	p.mu.RLock()
	for i, w := range words {
		terms, ok := p.known[w]
		if !ok {
			missing = append(missing, i)
		}
		out[i] = terms
	}
	p.mu.RUnlock()
	if len(missing) == 0 {
		return out
	}
	for _, i := range missing {
		out[i] = p.termsOf(words[i])
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, i := range missing {
		if len(p.known) < maxKnown && len(words[i]) <= 64 {
			p.known[words[i]] = out[i]
		}
	}
	return out
}

// termsOf gives the terms that a word meets.
func (p *Plan) termsOf(word string) []int32 {
	var terms []int32
	if id, ok := p.exact[word]; ok {
		terms = append(terms, id)
	}
	if len(p.stems) > 0 {
		if id, ok := p.stems[stem(word)]; ok {
			terms = append(terms, id)
		}
	}
	if len(word) < minPrefix {
		return terms
	}
	for _, id := range p.patterns[word[:minPrefix]] {
		t := p.terms[id]
		if t.Form == Prefix && strings.HasPrefix(word, t.Text) || t.Form == Wildcard && wildcardMeets(t.Text, word) {
			terms = append(terms, id)
		}
	}
	return terms
}

// wildcardMeets reports whether word is as the pattern has it: "?" is any letter, a
// "*" at the end any rest.
func wildcardMeets(pattern, word string) bool {
	rest := strings.HasSuffix(pattern, "*")
	for _, want := range strings.TrimSuffix(pattern, "*") {
		have, size := utf8.DecodeRuneInString(word)
		if size == 0 || want != '?' && have != want {
			return false
		}
		word = word[size:]
	}
	return rest || word == ""
}
