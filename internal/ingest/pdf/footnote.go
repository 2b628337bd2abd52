package pdf

import "regexp"

// footnoteMark matches the first word of a footnote: its number or sign, alone or grown
// together with the first word.
var footnoteMark = regexp.MustCompile(`^(?:\d{1,3}|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\(\d{1,2}\)|\[\d{1,2}\])(?:[.)]?$|\p{Lu})`)

// footnoteSize is the type size of footnotes, as a share of the body's, at most.
const footnoteSize = 0.93

// findFootnotes moves the footnotes of each page out of its lines: the lines at the
// foot of the page in smaller type than the text above, from the first that begins
// with a mark.
func findFootnotes(pages []*page, body float64, margins []margin, pitch float64) {
	for _, p := range pages {
		first := len(p.lines)
		for first > 0 && isNoteLine(&p.lines[first-1], body) {
			first--
		}
		for first < len(p.lines) && !footnoteMark.MatchString(p.lines[first].words[0].text) {
			first++ // small print that belongs to the text, or a note begun on the page before
		}
		if first == 0 || first == len(p.lines) || p.lines[first-1].y < p.lines[first].y {
			continue
		}
		for _, n := range paragraphs(p.lines[first:], margins, pitch) {
			last := len(p.footnotes) - 1
			if last >= 0 && !footnoteMark.MatchString(n.lines[0].words[0].text) {
				p.footnotes[last].lines = append(p.footnotes[last].lines, n.lines...)
				continue
			}
			p.footnotes = append(p.footnotes, n)
		}
		p.lines = p.lines[:first]
	}
}

func isNoteLine(l *line, body float64) bool {
	return l.size < footnoteSize*body && l.table == 0
}
