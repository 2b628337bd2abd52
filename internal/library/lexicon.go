package library

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"parley/internal/query"
)

//go:embed lexicon.txt
var lexiconSource string

// concept is something clauses are about: how people ask for it and how clauses say it.
type concept struct {
	name  string
	says  []saying
	heads []string // stems apart by spaces, a space at either end
	kin   []string
}

// saying is a way in which clauses say a concept.
type saying struct {
	weight float64
	query  *query.Query
}

// lexicon is all concepts.
type lexicon struct {
	concepts []*concept
	byName   map[string]*concept
	byAsk    map[string]*concept // stems apart by spaces
	longest  int                 // words of the longest ask
	words    map[string]bool     // the words asks are made of
}

// theLexicon reads the embedded lexicon, once. A mistake in it is found by the tests.
var theLexicon = sync.OnceValue(func() *lexicon {
	lex, err := readLexicon(lexiconSource)
	if err != nil {
		panic("lexicon.txt: " + err.Error())
	}
	return lex
})

// readLexicon reads the format that lexicon.txt describes.
func readLexicon(src string) (*lexicon, error) {
	lex := &lexicon{byName: map[string]*concept{}, byAsk: map[string]*concept{}, words: map[string]bool{}}
	var c *concept
	for i, line := range strings.Split(src, "\n") {
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			c = &concept{name: strings.TrimSpace(line)}
			if lex.byName[c.name] != nil {
				return nil, fmt.Errorf("line %d: %s is there twice", i+1, c.name)
			}
			lex.concepts = append(lex.concepts, c)
			lex.byName[c.name] = c
		case c == nil:
			return nil, fmt.Errorf("line %d: no concept to belong to", i+1)
		default:
			if err := lex.add(c, strings.TrimSpace(line)); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
		}
	}
	for _, c := range lex.concepts {
		for _, k := range c.kin {
			if lex.byName[k] == nil {
				return nil, fmt.Errorf("%s: there is no kin %q", c.name, k)
			}
		}
	}
	return lex, nil
}

// add reads one indented line.
func (lex *lexicon) add(c *concept, line string) error {
	field, rest, _ := strings.Cut(line, " ")
	switch field {
	case "ask":
		for _, phrase := range strings.Split(rest, ";") {
			row := stemsOf(phrase)
			key := strings.Join(row, " ")
			if lex.byAsk[key] == nil {
				lex.byAsk[key] = c
			}
			lex.longest = max(lex.longest, len(row))
			for _, w := range query.Words(phrase) {
				lex.words[w] = true
			}
		}
	case "say":
		s := saying{weight: 1}
		if number, after, ok := strings.Cut(rest, " "); ok {
			if w, err := strconv.ParseFloat(number, 64); err == nil {
				s.weight, rest = w, after
			}
		}
		var err error
		if s.query, err = query.Parse(rest, query.Lists{}); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		c.says = append(c.says, s)
	case "head":
		for _, phrase := range strings.Split(rest, ";") {
			c.heads = append(c.heads, " "+strings.Join(stemsOf(phrase), " ")+" ")
		}
	case "kin":
		for _, name := range strings.Split(rest, ";") {
			c.kin = append(c.kin, strings.TrimSpace(name))
		}
	default:
		return fmt.Errorf("%q: expected ask, say, head or kin", field)
	}
	return nil
}

// stemsOf gives the stems of a text's words. "Exclusive" and "exclusion" have one stem
// in English but are two things in contracts.
func stemsOf(text string) []string {
	words := query.Words(text)
	for i, w := range words {
		words[i] = query.StemOf(w)
		if words[i] == "exclus" && strings.Contains(w, "siv") {
			words[i] = "exclusiv"
		}
	}
	return words
}
