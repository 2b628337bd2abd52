package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// level says how one depth of a numbered list prints: a template in which %1 is the
// first level's number, %2 the second's and so on, and the form of its own number.
type level struct {
	Template string // "%1.%2", "(%3)", "Article %1"
	Format   string // decimal, upperRoman, lowerRoman, lowerLetter, upperLetter (names as in WordprocessingML)
}

// scheme is a list's levels, outermost first.
type scheme []level

// schemes are the ways of numbering that sources name with "@numbering:" or
// "=== Title | levels name".
var schemes = map[string]scheme{
	"legal":     {{"%1.", "decimal"}, {"%1.%2", "decimal"}, {"(%3)", "lowerLetter"}, {"(%4)", "lowerRoman"}},
	"article":   {{"ARTICLE %1", "upperRoman"}, {"Section %1.%2", "decimal"}, {"(%3)", "lowerLetter"}, {"(%4)", "lowerRoman"}},
	"letters":   {{"%1.", "upperLetter"}, {"%2.", "decimal"}, {"(%3)", "lowerLetter"}, {"(%4)", "lowerRoman"}},
	"paragraph": {{"%1", "decimal"}, {"%1.%2", "decimal"}, {"%1.%2.%3", "decimal"}, {"(%4)", "lowerLetter"}},
}

// parseScheme returns the named scheme, and the legal one for a name it does not know.
func parseScheme(name string) scheme {
	if s, ok := schemes[strings.TrimSpace(name)]; ok {
		return s
	}
	return schemes["legal"]
}

var placeholder = regexp.MustCompile(`%[1-4]`)

// number gives every clause its number, as an automatic list would, and every
// cross-reference the number of the clause it points at. It fails on labels that
// are used twice or never defined: a wrong reference must be a deliberate one,
// typed as plain text.
func number(c *contract) error {
	current := parseScheme(c.Meta["numbering"])
	var counts [4]int
	var refs [4]string
	list := 0
	byLabel := map[string]string{}
	for i := range c.Blocks {
		b := &c.Blocks[i]
		switch b.Kind {
		case part:
			if b.Scheme == nil {
				b.Scheme = current
			}
			current, counts, list = b.Scheme, [4]int{}, list+1
			b.Ref, _, _ = strings.Cut(plain(b.Text), " \u2014 ")
		case clause:
			l := b.Level - 1
			counts[l]++
			for deeper := l + 1; deeper < len(counts); deeper++ {
				counts[deeper] = 0
			}
			b.List, b.Scheme = list, current
			b.Number = current.render(l, counts)
			b.Ref = strings.TrimSuffix(b.Number, ".")
			if l > 0 && !strings.Contains(current[l].Template, "%1") {
				b.Ref = refs[l-1] + b.Ref
			}
			for deeper := l; deeper < len(refs); deeper++ {
				refs[deeper] = b.Ref // a level that is skipped inherits its parent's
			}
		}
		if b.Label != "" {
			if _, twice := byLabel[b.Label]; twice {
				return fmt.Errorf("%s: label %q is defined twice", c.Name, b.Label)
			}
			byLabel[b.Label] = b.Ref
		}
	}
	return resolve(c, byLabel)
}

// resolve fills in the text of every cross-reference.
func resolve(c *contract, byLabel map[string]string) error {
	fill := func(runs []run) error {
		for i := range runs {
			if t := runs[i].Target; t != "" {
				ref, ok := byLabel[t]
				if !ok {
					return fmt.Errorf("%s: cross-reference to %q, which no block is labelled", c.Name, t)
				}
				runs[i].Text = ref
			}
		}
		return nil
	}
	for i := range c.Blocks {
		if err := fill(c.Blocks[i].Text); err != nil {
			return err
		}
		for _, row := range c.Blocks[i].Rows {
			for _, cell := range row {
				if err := fill(cell); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// render prints the number of level l (from 0) when the levels' counts are counts.
// Higher levels print as decimals inside a lower one ("4.02" under "ARTICLE IV").
func (s scheme) render(l int, counts [4]int) string {
	return placeholder.ReplaceAllStringFunc(s[l].Template, func(p string) string {
		at := int(p[1] - '1')
		if at == l {
			return formatNumber(counts[at], s[at].Format)
		}
		return strconv.Itoa(counts[at])
	})
}

// formatNumber writes n (1 or more) in the given form.
func formatNumber(n int, format string) string {
	switch format {
	case "upperRoman":
		return roman(n)
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperLetter":
		return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
	case "lowerLetter":
		return strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
	}
	return strconv.Itoa(n)
}

// roman writes n in capital Roman numerals.
func roman(n int) string {
	steps := []struct {
		value int
		sign  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}
	var b strings.Builder
	for _, s := range steps {
		for ; n >= s.value; n -= s.value {
			b.WriteString(s.sign)
		}
	}
	return b.String()
}
