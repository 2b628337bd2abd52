package outline

import (
	"strconv"
	"strings"

	"parley/internal/contract"
)

// maxContents bounds how many lines a table of contents can have.
const maxContents = 400

// markContents marks the entries of tables of contents, which look like clauses and are
// none.
func (p *parser) markContents() {
	for i := 0; i < len(p.lines); i++ {
		l := &p.lines[i]
		s := p.text[l.Start:l.End]
		switch {
		case hasPrefixFold(p.doc.Blocks[l.block].Style, "toc"), hasLeader(s):
			l.contents = true
		case contentsTitle(s):
			i += p.markEntries(i)
		default:
			if n := p.untitled(i); n >= minEntries {
				for j := i; j < i+n; j++ {
					p.lines[j].contents = true
				}
				i += n - 1
			}
		}
	}
}

// minEntries is how many lines in a row must end in page numbers to be a table of
// contents without a title.
const minEntries = 5

// untitled counts the numbered lines from line i on that end in page numbers which do
// not fall: entries of a table of contents whose title is missing.
func (p *parser) untitled(i int) int {
	n, last := 0, 0
	for j := i; j < len(p.lines) && n < maxContents; j++ {
		l := &p.lines[j]
		s := p.text[l.Start:l.End]
		k := strings.LastIndexAny(s, " \t")
		if !l.numbered || len(s) > 120 || l.body >= l.Start+k || p.kind(l) == contract.TableCell {
			break
		}
		page, err := strconv.Atoi(s[k+1:])
		if err != nil || page < max(last, 1) || page > last+maxJump {
			break
		}
		last = page
		n++
	}
	return n
}

// maxJump is how many pages one entry of a table of contents can span.
const maxJump = 60

// contentsTitle reports whether s is the heading of a table of contents.
func contentsTitle(s string) bool {
	if len(s) > 40 {
		return false
	}
	s = strings.TrimRight(s, " :.-")
	for _, t := range [...]string{
		"table of contents", "contents", "index", "inhaltsverzeichnis", "inhalt", "sommaire", "table des matières",
		"list of exhibits", "list of schedules", "exhibits and schedules",
	} {
		if strings.EqualFold(s, t) {
			return true
		}
	}
	return false
}

// hasLeader reports whether s is an entry with dots that lead to a page number.
func hasLeader(s string) bool {
	i := strings.Index(s, "....")
	if i < 0 {
		if i = strings.Index(s, ". . . ."); i < 0 {
			if i = strings.Index(s, "……"); i < 0 {
				return false
			}
		}
	}
	if i > 160 {
		return false
	}
	rest := strings.TrimLeft(s[i:], ".… \t")
	return rest == "" || len(rest) <= 8 && pageNumber(rest) || isDigit(rest[0]) && strings.Contains(rest, "....")
}

// pageNumber reports whether s can be the number of a page.
func pageNumber(s string) bool {
	s = strings.Trim(s, "-. ")
	if s == "" || len(s) > 5 {
		return false
	}
	digits := true
	for i := range len(s) {
		digits = digits && (isDigit(s[i]) || s[i] == '-' && i > 0)
	}
	return digits && isDigit(s[len(s)-1]) || romanValue(s) > 0
}

// endsInPage reports whether the last word of s is a page number.
func endsInPage(s string) bool {
	i := strings.LastIndexAny(s, " \t")
	return i > 0 && pageNumber(s[i+1:])
}

// markEntries marks the entries below the title at line i, and returns how many there are.
func (p *parser) markEntries(i int) int {
	p.lines[i].contents = true
	first := ""
	marked, paged, plain := 0, 0, 0
	for j := i + 1; j < len(p.lines) && marked < maxContents; j++ {
		l := &p.lines[j]
		s := p.text[l.Start:l.End]
		entry := entryKey(s)
		leader := hasLeader(s)
		page := endsInPage(s)
		switch {
		case strings.EqualFold(s, "page"), strings.EqualFold(s, "page no."), strings.EqualFold(s, "article"), strings.EqualFold(s, "section"), leader:
		case first != "" && marked >= 2 && entry == first && entry != "":
			return marked // the first clause itself
		case p.kind(l) == contract.TableCell && p.rowEndsInPage(j):
			if pageNumber(s) {
				paged++
			}
		case len(s) > 160 && !page, p.kind(l) == contract.TableCell && !page:
			return marked
		case !page && paged >= 3:
			if plain++; plain > 2 {
				for k := j - plain + 1; k < j; k++ {
					p.lines[k].contents = false
				}
				return marked
			}
			l.contents = true
			marked++
			continue
		case !page && !l.numbered && ends(s) == '.':
			return marked
		}
		plain = 0
		if page {
			paged++
		}
		if first == "" {
			first = entry
		}
		l.contents = true
		marked++
	}
	return marked
}

// rowEndsInPage reports whether the last cell of the row around line j is a page number.
func (p *parser) rowEndsInPage(j int) bool {
	b := &p.doc.Blocks[p.lines[j].block]
	for j+1 < len(p.lines) {
		next := &p.doc.Blocks[p.lines[j+1].block]
		if next.Kind != contract.TableCell || next.Table != b.Table || next.Row != b.Row {
			break
		}
		j++
	}
	return pageNumber(p.text[p.lines[j].Start:p.lines[j].End])
}

// entryKey is what an entry and the heading it stands for have in common: the letters
// without case.
func entryKey(s string) string {
	if len(s) > 160 {
		return ""
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if isAlpha(s[i]) {
			b = append(b, s[i]|0x20)
		}
	}
	return string(b)
}
