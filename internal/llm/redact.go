package llm

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"parley/internal/contract"
	"parley/internal/quantity"
)

// redactor replaces what identifies people and prices by placeholders, the same one for the
// same words, and puts the words back into what the model answers.
type redactor struct {
	on     bool
	names  *strings.Replacer
	forth  map[string]string // words to placeholder
	back   []string          // placeholder, words, … for the way back
	counts map[string]int
}

// What is recognised by form alone. Go's regexp runs in linear time, so that a hostile
// contract cannot stall it.
var (
	emailForm   = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	phoneForm   = regexp.MustCompile(`\+\d[\d ()./-]{6,18}\d`)
	addressForm = regexp.MustCompile(`\b\d{1,5}[A-Za-z]? (?:[A-Z][A-Za-z'-]+ ){1,4}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Boulevard|Blvd\.?|Way|Square|Place|Court|Parkway|Suite)\b(?:,? (?:Suite|Floor|Unit) [A-Za-z0-9-]+)?`)
	streetForm  = regexp.MustCompile(`\b[A-ZÄÖÜ][A-Za-zäöüß-]+(?:straße|strasse|weg|allee|platz|gasse) \d{1,4}[a-z]?\b`)
)

func newRedactor(on bool, parties []contract.Party) *redactor {
	r := &redactor{on: on, forth: map[string]string{}, counts: map[string]int{}}
	if !on {
		return r
	}
	// Longest first, so that "Acme Holdings Ltd" is not left as "[PARTY_1] Holdings Ltd".
	type name struct{ words, sign string }
	var names []name
	for i, p := range parties {
		sign := fmt.Sprintf("[PARTY_%d]", i+1)
		if len(p.Name) > 2 {
			names = append(names, name{p.Name, sign})
			r.back = append(r.back, sign, p.Name)
			if upper := strings.ToUpper(p.Name); upper != p.Name {
				names = append(names, name{upper, sign})
			}
		}
	}
	sort.SliceStable(names, func(i, j int) bool { return len(names[i].words) > len(names[j].words) })
	var pairs []string
	for _, n := range names {
		pairs = append(pairs, n.words, n.sign)
	}
	r.names = strings.NewReplacer(pairs...)
	return r
}

// hide replaces what identifies; text passes as it is when redaction is off.
func (r *redactor) hide(text string) string {
	if !r.on {
		return text
	}
	text = r.names.Replace(text)
	for _, f := range []struct {
		kind string
		form *regexp.Regexp
	}{{"EMAIL", emailForm}, {"PHONE", phoneForm}, {"ADDRESS", addressForm}, {"ADDRESS", streetForm}} {
		text = f.form.ReplaceAllStringFunc(text, func(s string) string { return r.sign(f.kind, s) })
	}
	return r.hideSums(text)
}

func (r *redactor) hideSums(text string) string {
	var b strings.Builder
	last := 0
	for _, q := range quantity.Scan(text) {
		if q.Kind != quantity.Money || q.Start < last {
			continue
		}
		b.WriteString(text[last:q.Start])
		b.WriteString(r.sign("SUM", text[q.Start:q.End]))
		last = q.End
	}
	b.WriteString(text[last:])
	return b.String()
}

func (r *redactor) sign(kind, words string) string {
	if s, ok := r.forth[words]; ok {
		return s
	}
	r.counts[kind]++
	s := fmt.Sprintf("[%s_%d]", kind, r.counts[kind])
	r.forth[words] = s
	r.back = append(r.back, s, words)
	return s
}

// show puts the words back in.
func (r *redactor) show(text string) string {
	if !r.on || len(r.back) == 0 {
		return text
	}
	return strings.NewReplacer(r.back...).Replace(text)
}
