package library

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/contract"
	"parley/internal/query"
)

// maxVariants is how many words of the index one word of a query may stand for.
const maxVariants = 4096

// Refused says why a query is not run: it would cost too much.
type Refused struct{ Reason string }

// Error gives the reason.
func (r *Refused) Error() string { return "the search was refused: " + r.Reason }

// verdict is what the postings tell: the entries that meet a query for sure, and those
// that may. What lies between is for the matcher to settle.
type verdict struct{ sure, possible *roaring.Bitmap }

func certain(set *roaring.Bitmap) verdict { return verdict{set, set} }

// evaluator works out the verdict on the nodes of a query in one part of the index.
type evaluator struct {
	ctx  context.Context
	part *part
	side contract.Role // who @us is
	all  *roaring.Bitmap
	odd  *roaring.Bitmap            // entries whose places do not tell all
	sets map[string]*roaring.Bitmap // by word; see cached
}

// newEvaluator is for searches among the entries of the set all.
func newEvaluator(ctx context.Context, p *part, side contract.Role, all *roaring.Bitmap) (*evaluator, error) {
	odd, err := p.withAny(fieldOdd, []string{oddLead, oddLong})
	if err != nil {
		return nil, err
	}
	return &evaluator{ctx: ctx, part: p, side: side, all: all, odd: odd}, nil
}

// eval gives the verdict on a node among the entries of within.
func (v *evaluator) eval(n query.Node, within *roaring.Bitmap) (verdict, error) {
	if err := expired(v.ctx); err != nil {
		return verdict{}, err
	}
	if within.IsEmpty() {
		return certain(roaring.New()), nil
	}
	switch n := n.(type) {
	case query.List:
		return v.eval(n.Of, within)
	case query.Word:
		return v.word(n, within)
	case query.Phrase:
		return v.placed([]query.Node{n}, nil, within)
	case query.Or:
		return v.or(n, within)
	case query.Near:
		return v.placed([]query.Node{n.Left, n.Right}, closeBy(n.N, n.Ordered), within)
	case query.Within:
		if n.Unit == query.Sentence {
			return v.placed(inSentence(n), nil, within)
		}
		return v.and(n.Left, n.Right, within)
	case query.Apart:
		return v.without(n.Left, n.Right, apartBy(n.N, n.Side), within)
	case query.Not:
		if n.Unit == query.Sentence {
			return v.without(n.Left, n.Right, inNoSentence, within)
		}
		return v.not(n, within)
	case query.Field:
		return v.field(n, within)
	case query.Capture:
		if n.Kind == query.CaptureName {
			return verdict{roaring.New(), within}, nil // the index knows no capitals
		}
		return v.wide(n, within)
	case query.Compare, query.PartyTerm:
		return v.wide(n, within)
	}
	return verdict{}, fmt.Errorf("the library cannot search for %s", n)
}

// variants are the words of the index that a word of a query stands for.
type variants struct {
	own    []string
	joined []string // hyphenated words read as one
	lead   []string // words repeated from lead-ins
}

// wordKey tells words of queries apart; a plain word and an exact one of the same letters
// differ.
func wordKey(w query.Word) string {
	if w.Form == query.Stem {
		return markCompound + w.Text
	}
	return w.String()
}

// variantsOf looks a word up among the words of the index.
func (v *evaluator) variantsOf(w query.Word) (variants, error) {
	key := wordKey(w)
	known := v.part.known
	known.mu.Lock()
	found, ok := known.variants[key]
	known.mu.Unlock()
	if ok {
		return found, nil
	}
	start, keep := wordFilter(w)
	var out variants
	for _, list := range []struct {
		mark string
		to   *[]string
	}{{"", &out.own}, {markCompound, &out.joined}, {markLead, &out.lead}} {
		terms, err := v.part.termsFrom(fieldWords, list.mark+start, func(term string) bool { return keep(term[len(list.mark):]) })
		if err != nil {
			return variants{}, err
		}
		*list.to = terms
	}
	if n := len(out.own); n > maxVariants {
		return variants{}, &Refused{Reason: fmt.Sprintf("%s stands for %d different words; at most %d are looked up: give more letters", w, n, maxVariants)}
	}
	known.mu.Lock()
	defer known.mu.Unlock()
	if len(known.variants) >= maxKnownWords {
		clear(known.variants)
	}
	known.variants[key] = out
	return out, nil
}

// irregular are the words whose stem does not begin as they do.
var irregular = map[string][]string{"die": {"dying"}, "lie": {"lying"}, "tie": {"tying"}, "sky": {"skies"}}

// wordFilter gives the letters with which all words that meet w begin, and the test
// that tells which do. A stem may end in one letter that the word has not.
func wordFilter(w query.Word) (start string, keep func(string) bool) {
	switch w.Form {
	case query.Exact:
		return w.Text, func(s string) bool { return s == w.Text }
	case query.Prefix:
		return w.Text, func(s string) bool { return strings.HasPrefix(s, w.Text) }
	case query.Wildcard:
		start, _, _ = strings.Cut(w.Text, "?")
		return start, func(s string) bool { return query.WildcardMeets(w.Text, s) }
	}
	stem := query.StemOf(w.Text)
	start = stem
	if n := len(stem); n > 2 {
		start = stem[:n-1]
	}
	if len(irregular[stem]) > 0 {
		start = stem[:1]
	}
	return start, func(s string) bool { return query.StemOf(s) == stem }
}

// word finds the entries with a word.
func (v *evaluator) word(w query.Word, within *roaring.Bitmap) (verdict, error) {
	vs, err := v.variantsOf(w)
	if err != nil {
		return verdict{}, err
	}
	sure, err := v.part.withAny(fieldWords, append(slices.Clone(vs.own), vs.joined...))
	if err != nil {
		return verdict{}, err
	}
	sure.And(within)
	if len(vs.lead) == 0 {
		return certain(sure), nil
	}
	possible, err := v.part.withAny(fieldWords, vs.lead)
	if err != nil {
		return verdict{}, err
	}
	possible.And(within)
	possible.Or(sure)
	return verdict{sure, possible}, nil
}

// or joins its terms.
func (v *evaluator) or(n query.Or, within *roaring.Bitmap) (verdict, error) {
	var sure, possible []*roaring.Bitmap
	for _, t := range n.Terms {
		got, err := v.eval(t, within)
		if err != nil {
			return verdict{}, err
		}
		sure, possible = append(sure, got.sure), append(possible, got.possible)
	}
	return verdict{roaring.FastOr(sure...), roaring.FastOr(possible...)}, nil
}

// and gives the entries that meet both nodes: the cheaper one first, the other only
// among those.
func (v *evaluator) and(left, right query.Node, within *roaring.Bitmap) (verdict, error) {
	if reads(left) && !reads(right) {
		left, right = right, left
	}
	a, err := v.eval(left, within)
	if err != nil {
		return verdict{}, err
	}
	b, err := v.eval(right, a.possible)
	if err != nil {
		return verdict{}, err
	}
	return verdict{roaring.And(a.sure, b.sure), roaring.And(a.possible, b.possible)}, nil
}

// reads reports whether a node needs the places of words.
func reads(n query.Node) bool {
	found := false
	query.Walk(n, func(n query.Node) bool {
		switch n := n.(type) {
		case query.Phrase, query.Near, query.Apart:
			found = true
		case query.Within:
			found = found || n.Unit == query.Sentence
		case query.Not:
			found = found || n.Unit == query.Sentence
		}
		return !found
	})
	return found
}

// not gives the entries that meet the left node and not the right one.
func (v *evaluator) not(n query.Not, within *roaring.Bitmap) (verdict, error) {
	a, err := v.eval(n.Left, within)
	if err != nil {
		return verdict{}, err
	}
	b, err := v.eval(n.Right, a.possible)
	if err != nil {
		return verdict{}, err
	}
	return verdict{roaring.AndNot(a.sure, b.possible), roaring.AndNot(a.possible, b.sure)}, nil
}

// field finds the entries with a property.
func (v *evaluator) field(n query.Field, within *roaring.Bitmap) (verdict, error) {
	var set *roaring.Bitmap
	var err error
	switch n.Name {
	case "topic":
		set, err = v.part.with(fieldTopic, n.Value)
	case "kind":
		set, err = v.part.with(fieldKind, n.Value)
	case "clause":
		set, err = v.part.with(fieldPath, n.Value)
	case "heading":
		set, err = v.inARow(fieldHeading, n.Value, within)
	case "party":
		set, err = v.inARow(fieldParties, n.Value, within)
	case "law":
		set, err = v.inARow(fieldLawWords, n.Value, within)
	default:
		return verdict{}, fmt.Errorf("the library has no field %q", n.Name)
	}
	if err != nil {
		return verdict{}, err
	}
	return certain(roaring.And(set, within)), nil
}

// inARow finds the entries that have the words of text in a row in a field of stems.
func (v *evaluator) inARow(field, text string, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	words := query.Words(text)
	set := within
	terms := make([][]string, len(words))
	for i, w := range words {
		terms[i] = []string{query.StemOf(w)}
		with, err := v.part.with(field, terms[i][0])
		if err != nil {
			return nil, err
		}
		set = roaring.And(set, with)
	}
	switch len(words) {
	case 0:
		return roaring.New(), nil
	case 1:
		return set, nil
	}
	out := roaring.New()
	row := sequence{words: make([]int, len(words))}
	for i := range row.words {
		row.words[i] = i
	}
	err := v.scan(field, terms, set, func(entry uint32, places [][]int) {
		if len(row.spans(places, nil)) > 0 {
			out.Add(entry)
		}
	})
	return out, err
}

// amountTerms gives the terms of the quantities that compare so: every different
// quantity of the index is compared once.
func (v *evaluator) amountTerms(n query.Compare) ([]string, error) {
	terms, err := v.part.termsFrom(fieldWords, markAmount+string(n.Value.Kind)+separator, func(term string) bool {
		q, ok := decodeQuantity(term[len(markAmount):])
		if !ok {
			return false
		}
		return n.Holds(&q)
	})
	return terms, err
}

// partyClasses are the classes of mentions that a party term names.
func (v *evaluator) partyClasses(who query.Who) []string {
	us, them := classSupplier, classCustomer
	if v.us() == contract.Customer {
		us, them = them, us
	}
	switch who {
	case query.AnyParty:
		return []string{classSupplier, classCustomer, classEach, classOther}
	case query.Each:
		return []string{classEach}
	case query.TheSupplier:
		return []string{classSupplier}
	case query.TheCustomer:
		return []string{classCustomer}
	case query.Us:
		return []string{us}
	}
	return []string{them}
}

// wideTerms gives the terms that a capture, comparison or party stands for.
func (v *evaluator) wideTerms(n query.Node) ([]string, error) {
	var prefixes []string
	switch n := n.(type) {
	case query.Compare:
		return v.amountTerms(n)
	case query.Capture:
		if n.Kind != query.CaptureParty {
			prefixes = []string{markKind + string(n.Kind) + separator}
			break
		}
		for _, class := range v.partyClasses(query.AnyParty) {
			prefixes = append(prefixes, markParty+class+separator)
		}
	case query.PartyTerm:
		for _, class := range v.partyClasses(n.Who) {
			prefixes = append(prefixes, markParty+class+separator)
		}
	}
	var terms []string
	for _, prefix := range prefixes {
		some, err := v.part.termsFrom(fieldWords, prefix, nil)
		if err != nil {
			return nil, err
		}
		terms = append(terms, some...)
	}
	return terms, nil
}

// wide finds the entries with a quantity or a party; those in lead-ins are not told
// apart in the index.
func (v *evaluator) wide(n query.Node, within *roaring.Bitmap) (verdict, error) {
	terms, err := v.wideTerms(n)
	if err != nil {
		return verdict{}, err
	}
	sure, err := v.part.withAny(fieldWords, terms)
	if err != nil {
		return verdict{}, err
	}
	sure.And(within)
	return verdict{sure, roaring.Or(sure, roaring.And(v.odd, within))}, nil
}

// us is the role that @us names.
func (v *evaluator) us() contract.Role {
	if v.side == contract.Customer {
		return contract.Customer
	}
	return contract.Supplier
}
