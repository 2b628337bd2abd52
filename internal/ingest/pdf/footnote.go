package pdf

import "regexp"

// footnoteMark matches how a footnote begins: with its number or sign, alone or grown
// together with the first word.
var footnoteMark = regexp.MustCompile(`^(?:(?:\d{1,3}|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]{1,3})(?:[.)]? |\p{Lu})|\( ?\d{1,2} ?\) |\[\d{1,2}\] )`)

const (
	footnoteSize = 0.93 // of the text above: the type size of footnotes is at most this
	textAbove    = 3    // lines of it that stand above footnotes at least, lest they be a heading's
)

// findFootnotes moves the footnotes of each page out of its lines.
func findFootnotes(pages []*page, margins []margin, pitch float64) {
	for _, p := range pages {
		var kept []line
		for i := 0; i < len(p.lines); {
			j := i + 1
			for j < len(p.lines) && p.lines[j].column == p.lines[i].column {
				j++
			}
			column := p.lines[i:j]
			first := notesBegin(column)
			kept = append(kept, column[:first]...)
			p.addNotes(column[first:], margins, pitch)
			i = j
		}
		p.lines = kept
	}
}

// notesBegin returns the index of the first line of a column's footnotes: the lines at
// its foot in smaller type than the text above, from the first that begins with a mark.
func notesBegin(column []line) int {
	last := len(column)
	if last <= textAbove || column[last-1].table > 0 {
		return last
	}
	const same = 1.05 // sizes within this are the notes'
	size := column[last-1].size
	first := last - 1
	for first > 0 && column[first-1].size < same*size && column[first-1].table == 0 {
		first--
	}
	if first < textAbove {
		return last
	}
	for _, l := range column[first-textAbove : first] {
		if size > footnoteSize*l.size || l.table > 0 {
			return last
		}
	}
	for first < last && !footnoteMark.MatchString(column[first].text()) {
		first++ // small print that belongs to the text, or a note begun on the page before
	}
	return first
}

// addNotes adds the lines of a column's footnotes.
func (p *page) addNotes(lines []line, margins []margin, pitch float64) {
	begun := false
	for _, n := range paragraphs(lines, margins, pitch) {
		if begun && !footnoteMark.MatchString(n.lines[0].text()) {
			last := &p.footnotes[len(p.footnotes)-1]
			last.lines = append(last.lines, n.lines...)
			continue
		}
		p.footnotes = append(p.footnotes, n)
		begun = true
	}
}
