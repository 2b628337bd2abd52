package docx

import (
	"strconv"
	"strings"
)

// maxLevels is how many levels a list has in Word.
const maxLevels = 9

// level is one level of a list definition (w:lvl).
type level struct {
	start      int
	format     string // w:numFmt
	text       string // w:lvlText: "%1.%2"
	restart    int    // w:lvlRestart: -1 after any higher level, 0 never, n after level n
	legal      bool   // w:isLgl: all numbers in decimal
	style      string // w:pStyle: the paragraph style bound to the level
	suffix     string // between number and text: " " (tab or space) or ""
	hidden     bool   // the number is hidden text
	left, hang int    // indent, in twips
}

// list is a list definition (w:abstractNum).
type list struct {
	levels               [maxLevels]*level
	styleLink, linkStyle string // w:styleLink defines a list style, w:numStyleLink uses one
	counter              counter
}

// counter is where a list stands. All w:num of one definition share it.
type counter struct {
	value  [maxLevels]int
	active [maxLevels]bool // value is set; a higher level's number clears it
}

// instance is a use of a definition (w:num), with its overrides.
type instance struct {
	list   string
	starts [maxLevels]int // w:startOverride; -1 none
	levels [maxLevels]*level
	begun  [maxLevels]bool // the override has taken effect
}

// numbering is the numbering part with the state of its counters.
type numbering struct {
	lists     map[string]*list
	instances map[string]*instance
}

func readNumbering(data []byte, styles *styles) *numbering {
	n := &numbering{lists: map[string]*list{}, instances: map[string]*instance{}}
	w := newWalk(data)
	var defined []string // the ids of lists, in file order
	w.root(func(name string) {
		switch name {
		case "abstractNum":
			id := w.attr("abstractNumId")
			n.lists[id] = n.readList(w)
			defined = append(defined, id)
		case "num":
			id := w.attr("numId")
			n.instances[id] = n.readInstance(w)
		}
	})
	n.followLinks(defined, styles)
	return n
}

func (n *numbering) readList(w *walk) *list {
	l := &list{}
	w.each(func(name string) {
		switch name {
		case "styleLink":
			l.styleLink = w.val()
		case "numStyleLink":
			l.linkStyle = w.val()
		case "lvl":
			if i := w.level(); i >= 0 {
				l.levels[i] = readLevel(w)
			}
		case "AlternateContent":
			w.alternate(func(string) {})
		}
	})
	return l
}

func (n *numbering) readInstance(w *walk) *instance {
	x := &instance{}
	for i := range x.starts {
		x.starts[i] = -1
	}
	w.each(func(name string) {
		switch name {
		case "abstractNumId":
			x.list = w.val()
		case "lvlOverride":
			i := w.level()
			if i < 0 {
				return
			}
			w.each(func(name string) {
				switch name {
				case "startOverride":
					x.starts[i] = w.number(0)
				case "lvl":
					x.levels[i] = readLevel(w)
				}
			})
		}
	})
	return x
}

func readLevel(w *walk) *level {
	l := &level{start: 0, format: "decimal", restart: -1, suffix: " "}
	var visit func(name string)
	visit = func(name string) {
		switch name {
		case "start":
			l.start = w.number(0)
		case "numFmt":
			l.format = w.val()
		case "AlternateContent": // a custom format such as "001, 002"; the fallback names a plain one
			w.fallback(visit)
		case "lvlText":
			l.text = w.val()
		case "lvlRestart":
			l.restart = w.number(-1)
		case "isLgl":
			l.legal = w.on()
		case "pStyle":
			l.style = w.val()
		case "suff":
			if w.val() == "nothing" {
				l.suffix = ""
			}
		case "pPr":
			w.each(func(name string) {
				if name == "ind" {
					l.left, l.hang = w.indent()
				}
			})
		case "rPr":
			w.each(func(name string) {
				if name == "vanish" {
					l.hidden = w.on()
				}
			})
		}
	}
	w.each(visit)
	return l
}

// followLinks lets instances whose definition only names a list style use the
// definition of that style.
func (n *numbering) followLinks(defined []string, styles *styles) {
	byStyle := map[string]*list{}
	for _, id := range defined {
		if l := n.lists[id]; l.styleLink != "" && byStyle[l.styleLink] == nil {
			byStyle[l.styleLink] = l
		}
	}
	for _, id := range defined {
		l := n.lists[id]
		if l.linkStyle == "" {
			continue
		}
		to := byStyle[l.linkStyle]
		if to == nil {
			if s := styles.byID[l.linkStyle]; s != nil && n.instances[s.numID] != nil {
				to = n.lists[n.instances[s.numID].list]
			}
		}
		if to != nil && to.linkStyle == "" {
			n.lists[id] = to
		}
	}
}

// levelOf is the definition of level i as an instance sees it; nil when there is none.
func (n *numbering) levelOf(numID string, i int) *level {
	x := n.instances[numID]
	if x == nil || i < 0 || i >= maxLevels {
		return nil
	}
	if x.levels[i] != nil {
		return x.levels[i]
	}
	if l := n.lists[x.list]; l != nil {
		return l.levels[i]
	}
	return nil
}

// levelOfStyle is the level of an instance that is bound to a paragraph style, or -1.
func (n *numbering) levelOfStyle(numID, style string) int {
	for i := range maxLevels {
		if l := n.levelOf(numID, i); l != nil && l.style == style {
			return i
		}
	}
	return -1
}

// next counts a paragraph at level i of an instance and returns its label as printed
// with what follows it.
func (n *numbering) next(numID string, i int) (label, suffix string) {
	l := n.levelOf(numID, i)
	if l == nil || n.lists[n.instances[numID].list] == nil {
		return "", ""
	}
	values := n.count(numID, i, l)
	switch {
	case l.hidden:
		return "", ""
	case l.format == "bullet":
		return bullet(l.text), l.suffix
	}
	var b strings.Builder
	for j := 0; j < len(l.text); j++ {
		if l.text[j] != '%' || j+1 >= len(l.text) || l.text[j+1] < '1' || l.text[j+1] > '9' {
			b.WriteByte(l.text[j])
			continue
		}
		j++
		b.WriteString(n.digit(numID, int(l.text[j]-'1'), l.legal, values))
	}
	return b.String(), l.suffix
}

// digit is the number of one level within a label.
func (n *numbering) digit(numID string, i int, legal bool, values *[maxLevels]int) string {
	format := "decimal"
	if l := n.levelOf(numID, i); l != nil {
		format = l.format
	}
	if format == "bullet" {
		return ""
	}
	if legal && format != "none" && format != "decimalZero" {
		format = "decimal"
	}
	return formatNumber(values[i], format)
}

// count moves the list's counter on to the next number of level i.
func (n *numbering) count(numID string, i int, l *level) *[maxLevels]int {
	x := n.instances[numID]
	c := &n.lists[x.list].counter
	// A start override works once, at the first number of its own level.
	if !x.begun[i] {
		x.begun[i] = true
		if x.starts[i] >= 0 {
			c.value[i], c.active[i] = x.starts[i]-1, true
		}
	}
	for j := range i {
		if !c.active[j] { // a level that was passed over shows its first number
			c.value[j], c.active[j] = 1, true
			if up := n.levelOf(numID, j); up != nil {
				c.value[j] = up.start
			}
		}
	}
	if c.active[i] {
		c.value[i] = min(c.value[i]+1, maxNumber)
	} else {
		c.value[i], c.active[i] = l.start, true
	}
	for j := i + 1; j < maxLevels; j++ {
		low := n.levelOf(numID, j)
		if low == nil || low.restart < 0 || low.restart > i {
			c.active[j] = false
		}
	}
	return &c.value
}

// maxNumber keeps hostile start values from overflowing.
const maxNumber = 1 << 30

// bullet gives the bullet that a level's text stands for: the box of a check list, else
// "•" for the many signs of which only the font knows the shape.
func bullet(text string) string {
	for _, r := range text {
		if s := symbol(r); s == '☐' || s == '☑' || s == '☒' {
			return string(s)
		}
	}
	return "•"
}

// symbol gives a Unicode character for one of the fonts Symbol and Wingdings, whose
// characters files write as U+F000 plus the font's code. The bullets and check boxes
// that contracts use are told apart; others become a bullet.
func symbol(r rune) rune {
	if r < 0xf000 || r > 0xf0ff {
		return r
	}
	switch r - 0xf000 {
	case 0xa8, 0x6f, 0x71: // Wingdings: empty box
		return '☐'
	case 0xfe, 0x52: // checked box
		return '☑'
	case 0xfd, 0x78: // crossed box
		return '☒'
	case 0xfc: // check mark
		return '✓'
	case 0xfb: // cross
		return '✗'
	case 0xa7: // small square
		return '▪'
	case 0x2d: // Symbol: minus
		return '-'
	case 0xe0: // arrow
		return '→'
	}
	return '•'
}

// parseInt reads a small number of an attribute; without one it is the default.
func parseInt(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < -maxNumber || n > maxNumber {
		return otherwise
	}
	return n
}
