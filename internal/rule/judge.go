package rule

import (
	"parley/internal/contract"
	"parley/internal/quantity"
	"parley/internal/query"
)

// Judge places a passage that somebody else recognised (a model, a person) on the ladder of
// the side's rule for its topic. Facts are read from the passage as for one of our own; those
// that the rules cannot read are taken from given, where the fact can have such a value. The
// finding's quote is exactly the sentences that at touches. ok is false when the set has no
// such topic or at is in no sentence.
func (s *Set) Judge(text *query.Text, deal contract.Deal, topic string, at contract.Span, given map[string]any) (f contract.Finding, ok bool, err error) {
	t := s.topic(topic)
	first, last := text.Outline.SentenceAt(at.Start), text.Outline.SentenceAt(max(at.End-1, at.Start))
	if t == nil || first < 0 || last < first {
		return contract.Finding{}, false, nil
	}
	sc := newScene(s, text, deal)
	defer sc.close()
	for _, r := range s.Rules {
		if r.Topic != topic || !r.applies(sc.deal.Side) {
			continue
		}
		p := sc.foreign(&r.Recogniser, first, last, given)
		v := sc.view(r.Facts, p)
		about, err := r.Where.holds(v)
		if err != nil {
			return contract.Finding{}, false, err
		}
		if !about {
			continue
		}
		rung, err := sc.choose(r.Ladder, v)
		if err != nil {
			return contract.Finding{}, false, err
		}
		if rung != nil {
			f, err := sc.finding(r, rung, p, v)
			return f, err == nil, err
		}
	}
	return sc.neutral(t, sc.foreign(&t.Recogniser, first, last, given)), true, nil
}

// foreign makes a passage of sentences that the recogniser did not find.
func (s *scene) foreign(r *Recogniser, first, last int, given map[string]any) *passage {
	p := &passage{first: first, last: last}
	s.place(p)
	p.anchor = p.lo
	s.read(r, p)
	for i := range p.values {
		if v := &p.values[i]; !v.read {
			v.take(given[v.fact.Name])
		}
	}
	return p
}

// take gives an unread fact a value from outside, when the fact can have it.
func (v *value) take(x any) {
	word, isWord := x.(string)
	switch {
	case x == nil:
	case v.fact.Kind == Flag:
		v.read = x == true || word == "true"
	case !isWord:
	case v.fact.Kind == Party:
		switch contract.Role(word) {
		case contract.Supplier, contract.Customer, contract.Both:
			v.word, v.read = word, true
		}
	case v.fact.Kind == Name:
		v.word, v.read = word, true
	case v.fact.Kind == Choice:
		for _, can := range v.fact.Values {
			if can.Name == word {
				v.word, v.read = word, true
			}
		}
	case v.fact.Kind.Amount():
		for _, q := range quantity.Scan(word) {
			if string(q.Kind) == string(v.fact.Kind) {
				v.amount, v.read = q, true
				return
			}
		}
	}
}

// topic gives the topic of an id, or nil.
func (s *Set) topic(id string) *Topic {
	for _, t := range s.Topics {
		if t.ID == id {
			return t
		}
	}
	return nil
}
