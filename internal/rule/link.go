package rule

import (
	"parley/internal/query"
)

// link joins rules with their topics, compiles conditions, prepares all queries to be
// run together and notes what cannot be right.
func link(set *Set, d *decoder) {
	topics := map[string]*Topic{}
	for _, t := range set.Topics {
		topics[t.ID] = t
		d.checkRecogniser(&t.Recogniser)
		d.checkUse(&t.Recogniser, nil)
	}
	for _, r := range set.Rules {
		t := topics[r.Topic]
		if t == nil {
			if !r.own {
				d.fail(r.place, "there is no topics/%s.yaml, and the rule has no find of its own", r.Topic)
				continue
			}
		} else {
			r.sharesPassages = r.addsNothing()
			r.inherit(&t.Recogniser)
		}
		d.checkRecogniser(&r.Recogniser)
		if r.own {
			d.checkUse(&r.Recogniser, r)
		}
		d.checkRule(r, topics)
	}
	set.plan, set.headings = set.plans()
}

// inherit takes over from the topic what the rule does not say itself: the finders
// unless it has its own; facts it does not read otherwise; every unless.
func (r *Rule) inherit(from *Recogniser) {
	if !r.own {
		r.Find = from.Find
		r.Headings = r.Headings || from.Headings
		r.Definitions = r.Definitions || from.Definitions
	}
	r.Look.Definitions = r.Look.Definitions || from.Look.Definitions
	r.Look.References = r.Look.References || from.Look.References
	r.Unless = append(append([]Pattern(nil), from.Unless...), r.Unless...)
	r.UnlessHeading = append(append([]Pattern(nil), from.UnlessHeading...), r.UnlessHeading...)
	mine := map[string]bool{}
	for _, f := range r.Facts {
		mine[f.Name] = true
	}
	var facts []*Fact
	for _, f := range from.Facts {
		if !mine[f.Name] {
			facts = append(facts, f)
		}
	}
	r.Facts = append(facts, r.Facts...)
}

// addsNothing reports whether the rule recognises just what its topic does.
func (r *Rule) addsNothing() bool {
	return !r.own && len(r.Unless) == 0 && len(r.UnlessHeading) == 0 && len(r.Facts) == 0 && !r.Headings && !r.Definitions && r.Look == Look{}
}

// fact gives the fact of a name, or nil.
func (r *Recogniser) fact(name string) *Fact {
	for _, f := range r.Facts {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// finders gives the patterns of find.
func (r *Recogniser) finders() []Pattern {
	out := make([]Pattern, len(r.Find))
	for i, f := range r.Find {
		out[i] = f.Pattern
	}
	return out
}

// narrow makes AND and NOT in what is asked of a passage look at the passage: at its
// sentence, unless a finder's passages are wider than that.
func (r *Recogniser) narrow() {
	for _, f := range r.Find {
		if f.Extent != OneSentence {
			return
		}
	}
	narrow := func(ps []Pattern) {
		for i := range ps {
			ps[i].Query = query.InSentence(ps[i].Query)
		}
	}
	narrow(r.Unless)
	for _, f := range r.Facts {
		if f.Scope != InPassage {
			continue
		}
		narrow(f.Find)
		for i := range f.Values {
			narrow(f.Values[i].Find)
		}
	}
}

// numbering gives patterns their place in a plan.
type numbering []*query.Query

func (n *numbering) add(p *Pattern) {
	p.index = len(*n)
	*n = append(*n, p.Query)
}

func (n *numbering) addAll(ps []Pattern) {
	for i := range ps {
		n.add(&ps[i])
	}
}

// plans prepares every pattern of the set, those for headings apart.
func (s *Set) plans() (text, headings *query.Plan) {
	var forText, forHeadings numbering
	recogniser := func(r *Recogniser) {
		r.narrow()
		for i := range r.Find {
			forText.add(&r.Find[i].Pattern)
		}
		forText.addAll(r.Unless)
		forHeadings.addAll(r.UnlessHeading)
		for _, f := range r.Facts {
			forText.addAll(f.Find)
			for i := range f.Values {
				forText.addAll(f.Values[i].Find)
			}
		}
	}
	for _, t := range s.Topics {
		recogniser(&t.Recogniser)
	}
	for _, r := range s.Rules {
		recogniser(&r.Recogniser)
		for i := range r.Also {
			forText.addAll(r.Also[i].Find)
		}
		for i := range r.Silence {
			forText.addAll(r.Silence[i].Mentions)
		}
	}
	return query.NewPlan(forText), query.NewPlan(forHeadings)
}
