package library

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"parley/internal/query"
)

// DefaultDeadline bounds a search whose context has no deadline of its own.
const DefaultDeadline = 10 * time.Second

// Search answers one request. The error is a *query.Error for a query that cannot be
// read, a *Refused for one that would cost too much, ErrDeadline for one that took too
// long.
func (l *Library) Search(ctx context.Context, r Request) (*Page, error) {
	began := time.Now()
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	q, err := l.read(r)
	if err != nil {
		return nil, err
	}
	s, err := l.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.release()
	a, err := l.answer(ctx, s, r, q)
	if err != nil {
		return nil, err
	}
	page, err := l.page(ctx, a, r)
	if err != nil {
		return nil, err
	}
	page.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return page, nil
}

// withDeadline adds DefaultDeadline to a context that has none.
func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, DefaultDeadline)
}

// read decides how a request's query is meant: as terms and connectors, as plain
// words, or as nothing at all (both nil).
func (l *Library) read(r Request) (reading, error) {
	if r.Limit < 0 || r.Limit > MaxLimit {
		return reading{}, fmt.Errorf("limit %d: expected 1 to %d", r.Limit, MaxLimit)
	}
	if strings.TrimSpace(r.Query) == "" {
		return reading{}, nil
	}
	if len(r.Query) > query.MaxLength {
		return reading{}, &Refused{Reason: fmt.Sprintf("the query is %d bytes long; at most %d are read", len(r.Query), query.MaxLength)}
	}
	if r.Mode == Plain {
		return reading{plain: l.understand(r.Query)}, nil
	}
	if r.Mode == Auto && isQuestion(r.Query) {
		return reading{plain: l.understand(r.Query)}, nil
	}
	q, err := query.Parse(r.Query, l.lists)
	if r.Mode == Terms {
		return reading{terms: q}, err
	}
	if err != nil {
		if usesLanguage(r.Query) {
			return reading{}, err
		}
		return reading{plain: l.understand(r.Query)}, nil
	}
	if onlyWords(q.Root) && !usesLanguage(r.Query) {
		return reading{plain: l.understand(r.Query)}, nil
	}
	return reading{terms: q}, nil
}

// isQuestion reports whether a query is several words with a question mark at the end,
// which in the query language would stand for a letter.
func isQuestion(src string) bool {
	src = strings.TrimSpace(src)
	return strings.HasSuffix(src, "?") && strings.Contains(src, " ") && strings.Count(src, "?") == 1 && !usesLanguage(src)
}

// reading is how a query is meant; at most one is set.
type reading struct {
	terms *query.Query
	plain *understanding
}

// onlyWords reports whether a query that was read has nothing of the language but
// words, with or without quoted phrases among them.
func onlyWords(n query.Node) bool {
	words := false
	only := true
	query.Walk(n, func(n query.Node) bool {
		switch n := n.(type) {
		case query.Word:
			words = words || n.Form == query.Stem
			only = only && n.Form == query.Stem
		case query.Phrase:
			return false
		case query.Or:
			only = only && hyphenated(n)
			words = words || only
			return false
		case query.Within:
			only = only && n.And
		default:
			only = false
		}
		return only
	})
	return only && words
}

// hyphenated reports whether an Or is what the parser makes of one hyphenated word.
func hyphenated(n query.Or) bool {
	for _, t := range n.Terms {
		if t.Offset() != n.Offset() {
			return false
		}
	}
	return true
}

// usesLanguage reports whether a query is meant as one in the language: it has an
// operator, or a mark that plain words have not.
func usesLanguage(src string) bool {
	if strings.ContainsAny(src, `@${}<>=*()`) {
		return true
	}
	for _, w := range strings.Fields(src) {
		switch {
		case w == "AND", w == "OR", w == "NOT":
			return true
		case strings.HasPrefix(w, "/"), strings.HasPrefix(strings.ToLower(w), "pre/"), strings.HasPrefix(strings.ToLower(w), "not/"):
			return true
		}
		if name, _, ok := strings.Cut(w, ":"); ok && slices.Contains([]string{"heading", "topic", "party", "kind", "law", "clause"}, name) {
			return true
		}
	}
	return false
}

// answers are all entries that meet a request, a set for each part of the index, with
// their scores in the order of the set.
type answers struct {
	reading
	parts  []*part
	from   []*evaluator // by part
	sets   []*roaring.Bitmap
	scores [][]float32
	notes  []string
}

// total is how many answers there are.
func (a *answers) total() int {
	n := 0
	for _, s := range a.sets {
		n += int(s.GetCardinality())
	}
	return n
}

// evaluators makes one for each part, within the scope of a request.
func (l *Library) evaluators(ctx context.Context, parts []*part, r Request) ([]*evaluator, error) {
	var out []*evaluator
	for _, p := range parts {
		all, err := l.scope(p, r)
		if err != nil {
			return nil, err
		}
		v, err := newEvaluator(ctx, p, r.Side, all)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// answer works out all answers to a request.
func (l *Library) answer(ctx context.Context, s *snapshot, r Request, q reading) (*answers, error) {
	a := &answers{reading: q, parts: l.parts(s)}
	evaluators, err := l.evaluators(ctx, a.parts, r)
	if err != nil {
		return nil, err
	}
	a.from = evaluators
	if q.plain != nil {
		err := l.answerPlain(ctx, a, evaluators, r)
		return a, err
	}
	a.sets = make([]*roaring.Bitmap, len(evaluators))
	err = inEach(evaluators, func(i int, v *evaluator) (err error) {
		a.sets[i] = v.all
		if q.terms != nil {
			var got verdict
			if got, err = v.eval(q.terms.Root, v.all); err == nil {
				a.sets[i], err = v.settle(q.terms, got)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := l.order(a, evaluators, r); err != nil {
		return nil, err
	}
	return a, nil
}

// inEach works in all parts at the same time and gives the first error, in the order of
// the parts.
func inEach(evaluators []*evaluator, work func(i int, v *evaluator) error) error {
	errs := make([]error, len(evaluators))
	var wait sync.WaitGroup
	for i, v := range evaluators {
		wait.Go(func() { errs[i] = work(i, v) })
	}
	wait.Wait()
	return firstError(errs...)
}

// scope is the set of clauses of a part among which a request searches.
func (l *Library) scope(p *part, r Request) (*roaring.Bitmap, error) {
	all, err := p.with(fieldType, kindClause)
	if err != nil {
		return nil, err
	}
	filters := map[string][]string{}
	for field, values := range r.Filters {
		filters[field] = values
	}
	switch r.Source {
	case "":
	case "documents", SourceDocument:
		filters[fieldSource] = []string{SourceDocument}
	case SourceBank, SourceCorpus:
		filters[fieldSource] = []string{r.Source}
	default:
		return nil, fmt.Errorf("source %q: expected documents, bank or corpus", r.Source)
	}
	fields := make([]string, 0, len(filters))
	for field := range filters {
		fields = append(fields, field)
	}
	sort.Strings(fields)
	for _, field := range fields {
		if !isFilter(field) {
			return nil, fmt.Errorf("there is no filter %q", field)
		}
		if len(filters[field]) == 0 {
			continue
		}
		set, err := p.withAny(field, filters[field])
		if err != nil {
			return nil, err
		}
		all.And(set)
	}
	return all, nil
}

// isFilter reports whether a request may filter by a field.
func isFilter(field string) bool {
	for _, f := range facetFields {
		if f.field == field {
			return true
		}
	}
	return field == fieldDocument || field == fieldSide
}

// settle asks the matcher about what the postings left open, on all processors.
func (v *evaluator) settle(q *query.Query, got verdict) (*roaring.Bitmap, error) {
	open := roaring.AndNot(got.possible, got.sure).ToArray()
	if len(open) == 0 {
		return got.sure, nil
	}
	plan := query.NewPlan([]*query.Query{q})
	met := make([]bool, len(open))
	workers := min(runtime.GOMAXPROCS(0), len(open)/16+1)
	errs := make([]error, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(open) && errs[w] == nil; i += workers {
				if errs[w] = expired(v.ctx); errs[w] == nil {
					met[i], errs[w] = v.meets(plan, open[i])
				}
			}
		})
	}
	wait.Wait()
	if err := firstError(errs...); err != nil {
		return nil, err
	}
	for i, n := range open {
		if met[i] {
			got.sure.Add(n)
		}
	}
	return got.sure, nil
}

// meets asks the matcher whether an entry meets the plan's query.
func (v *evaluator) meets(plan *query.Plan, entry uint32) (bool, error) {
	e, err := v.part.entry(entry)
	if err != nil {
		return false, err
	}
	t, _ := e.matchable()
	run := plan.Run(t, v.us())
	defer run.Release()
	return len(run.Match(0)) > 0, nil
}

// order scores the answers as the request sorts them.
func (l *Library) order(a *answers, evaluators []*evaluator, r Request) (err error) {
	switch r.Sort {
	case "", "relevance":
		if a.terms == nil {
			return a.scoreByTerm(fieldDate, func(_ int, term string) float32 { return days(term) })
		}
		a.scores, err = scores(evaluators, positiveWords(a.terms.Root), a.sets)
		return err
	case "newest":
		return a.scoreByTerm(fieldDate, func(_ int, term string) float32 { return days(term) })
	case "name":
		return a.scoreByTerm(fieldName, func(rank int, _ string) float32 { return -float32(rank + 1) })
	}
	return fmt.Errorf("sort %q: expected relevance, newest or name", r.Sort)
}

// days counts the days of an ISO date from 1 January 1 on; 0 for what is none.
func days(date string) float32 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0
	}
	return float32(t.Unix()/86400 + 719163)
}

// scoreByTerm scores every answer by the term it has in a field of single terms; rank
// is that of the term among all, in alphabetical order.
func (a *answers) scoreByTerm(field string, score func(rank int, term string) float32) error {
	terms := make([][]string, len(a.parts))
	var all []string
	for i, p := range a.parts {
		var err error
		if terms[i], err = p.termsFrom(field, "", nil); err != nil {
			return err
		}
		all = append(all, terms[i]...)
	}
	sort.Strings(all)
	all = slices.Compact(all)
	a.scores = make([][]float32, len(a.parts))
	for i, p := range a.parts {
		a.scores[i] = make([]float32, a.sets[i].GetCardinality())
		for k := range a.scores[i] {
			a.scores[i][k] = score(len(all), "")
		}
		for _, term := range terms[i] {
			set, err := p.with(field, term)
			if err != nil {
				return err
			}
			set.And(a.sets[i])
			rank, _ := slices.BinarySearch(all, term)
			value := score(rank, term)
			at := ranker(a.sets[i])
			for it := set.Iterator(); it.HasNext(); {
				a.scores[i][at(it.Next())] = value
			}
		}
	}
	return nil
}

// page cuts a page out of the answers.
func (l *Library) page(ctx context.Context, a *answers, r Request) (*Page, error) {
	limit := r.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	after, err := parseCursor(r.Cursor)
	if err != nil {
		return nil, err
	}
	window := limit
	if r.Group {
		window = min(5*limit, MaxLimit)
	}
	places, err := a.first(ctx, window+1, after)
	if err != nil {
		return nil, err
	}
	page := &Page{Query: r.Query, Total: a.total(), Hits: []Hit{}, Facets: []Facet{}, Suggestions: []string{}, Notes: []string{}}
	page.Notes = append(page.Notes, a.notes...)
	if len(places) > window {
		places = places[:window]
		page.Next = places[window-1].cursor()
	}
	if r.Bare {
		for _, at := range places {
			page.Hits = append(page.Hits, Hit{ID: string(at.id), Score: float64(at.score)})
		}
		return page, nil
	}
	show := l.shower(a, r.Side)
	entries := make([]*Entry, len(places))
	for i, at := range places {
		if entries[i], err = a.parts[at.part].entry(at.entry); err != nil {
			return nil, err
		}
		h := show(entries[i])
		h.Score = float64(at.score)
		page.Hits = append(page.Hits, h)
	}
	if r.Group {
		page.Hits = grouped(entries, page.Hits)
	}
	if page.Facets, err = facets(a.parts, a.sets); err != nil {
		return nil, err
	}
	if a.plain != nil || page.Total == 0 {
		if page.Suggestions, err = a.suggest(); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// first gives the first places after a cursor.
func (a *answers) first(ctx context.Context, limit int, after *place) ([]place, error) {
	s := selector{limit: limit, after: after}
	steps := 0
	for i, p := range a.parts {
		k := 0
		for it := a.sets[i].Iterator(); it.HasNext(); k++ {
			n := it.Next()
			if steps++; steps%(16*checkEvery) == 0 {
				if err := expired(ctx); err != nil {
					return nil, err
				}
			}
			err := s.offer(place{score: a.scores[i][k], part: i, entry: n}, func() ([]byte, error) { return p.segment.DocID(uint64(n)) })
			if err != nil {
				return nil, fmt.Errorf("reading the library: %w", err)
			}
		}
	}
	return s.ordered(), nil
}

// matchable is the entry's text with what only the library knows about it.
func (e *Entry) matchable() (*query.Text, int) {
	t, from := e.text()
	t.Property = func(name, value string) bool {
		switch name {
		case "topic":
			return contains(e.Topics, value)
		case "law":
			return wordsInRow(e.Law, value)
		}
		return false
	}
	return t, from
}

// wordsInRow reports whether text has the words of want in a row, compared by stem.
func wordsInRow(text, want string) bool {
	have, row := query.Words(text), query.Words(want)
	for i := 0; len(row) > 0 && i+len(row) <= len(have); i++ {
		same := true
		for k := range row {
			same = same && query.StemOf(have[i+k]) == query.StemOf(row[k])
		}
		if same {
			return true
		}
	}
	return false
}
