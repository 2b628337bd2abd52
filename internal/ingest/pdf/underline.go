package pdf

import "regexp"

// underline matches a row of hyphens or equal signs, with which typewriters underline.
var underline = regexp.MustCompile(`^[-=–]{3,}( [-=–]{3,})*$`)

// findUnderlines takes out the typed underlines below rows; the words above them count
// as bold.
func findUnderlines(pages []*page) {
	const below = 1.6 // ems from the words
	for _, p := range pages {
		taken := map[int]bool{}
		for k := 1; k < len(p.rows); k++ {
			r, above := &p.rows[k], &p.rows[k-1]
			if above.y-r.y > below*r.size || taken[k-1] || !underline.MatchString(r.text()) {
				continue
			}
			taken[k] = true
			emphasised := 0
			for i := range above.words {
				w := &above.words[i]
				for _, u := range r.words {
					if mid := (w.x0 + w.x1) / 2; mid > u.x0 && mid < u.x1 {
						w.bold = true
						emphasised++
						break
					}
				}
			}
			above.bold = above.bold || emphasised*2 > len(above.words)
		}
		if len(taken) > 0 {
			p.takeOut(taken, false)
		}
	}
}
