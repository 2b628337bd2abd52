package docx

// tri is a switch that may be left to whatever stands above it.
type tri int8

const (
	inherit tri = iota
	yes
	no
)

func triOf(on bool) tri {
	if on {
		return yes
	}
	return no
}

// format is what a run looks like, as far as it matters here.
type format struct {
	bold, hidden tri
	size         int // half points; 0 inherited
}

// over returns f with what it leaves open taken from base.
func (f format) over(base format) format {
	if f.bold == inherit {
		f.bold = base.bold
	}
	if f.hidden == inherit {
		f.hidden = base.hidden
	}
	if f.size == 0 {
		f.size = base.size
	}
	return f
}

// layout is what a paragraph or a paragraph style says of itself (w:pPr).
type layout struct {
	style      string
	numID      string // "" says nothing, "0" says not numbered
	level      int    // -1 says nothing
	outline    int    // 0 to 8; -1 says nothing, 9 is body text
	left, hang int    // indent in twips, when indented
	indented   bool
}

func newLayout() layout { return layout{level: -1, outline: -1} }

// style is a paragraph, character or list style.
type style struct {
	layout
	format
	name    string
	basedOn string
}

// styles is the styles part.
type styles struct {
	byID      map[string]*style
	paragraph string // id of the default paragraph style
	defaults  format
}

// maxBase is how far styles may be based on each other; Word stops at 11.
const maxBase = 20

func readStyles(data []byte) *styles {
	st := &styles{byID: map[string]*style{}, defaults: format{size: 20}} // Word's own default is 10 points
	w := newWalk(data)
	w.root(func(name string) {
		switch name {
		case "docDefaults":
			w.each(func(name string) {
				if name == "rPrDefault" {
					w.each(func(string) { st.defaults = readFormat(w).over(st.defaults) })
				}
			})
		case "style":
			id := w.attr("styleId")
			if w.attr("type") == "paragraph" {
				if v, ok := w.s.Attr("default"); ok && v != "0" && v != "false" {
					st.paragraph = id
				}
			}
			st.byID[id] = readStyle(w)
		}
	})
	return st
}

func readStyle(w *walk) *style {
	s := &style{layout: newLayout()}
	w.each(func(name string) {
		switch name {
		case "name":
			s.name = w.val()
		case "basedOn":
			s.basedOn = w.val()
		case "pPr":
			w.each(func(name string) { readLayout(w, name, &s.layout) })
		case "rPr":
			s.format = readFormat(w)
		}
	})
	return s
}

// readLayout takes one child of a w:pPr into l.
func readLayout(w *walk, name string, l *layout) {
	switch name {
	case "pStyle":
		l.style = w.val()
	case "numPr":
		w.each(func(name string) {
			switch name {
			case "numId":
				l.numID = w.val()
			case "ilvl":
				if n := w.number(-1); n >= 0 && n < maxLevels {
					l.level = n
				}
			}
		})
	case "outlineLvl":
		l.outline = w.number(-1)
	case "ind":
		l.left, l.hang = w.indent()
		l.indented = true
	}
}

// readFormat reads a w:rPr to its end.
func readFormat(w *walk) format {
	var f format
	w.each(func(name string) {
		switch name {
		case "b":
			f.bold = triOf(w.on())
		case "vanish":
			f.hidden = triOf(w.on())
		case "sz":
			f.size = max(w.number(0), 0)
		}
	})
	return f
}

// chain calls visit for a style and those it is based on, nearest first, until visit
// says to stop.
func (st *styles) chain(id string, visit func(id string, s *style) bool) {
	for range maxBase {
		s := st.byID[id]
		if s == nil || !visit(id, s) {
			return
		}
		id = s.basedOn
	}
}

// formatOf is a style's run format with all it inherits from other styles.
func (st *styles) formatOf(id string) format {
	var f format
	st.chain(id, func(_ string, s *style) bool {
		f = f.over(s.format)
		return true
	})
	return f
}

// apply completes a paragraph's own layout with what its style says.
func (st *styles) apply(l layout, n *numbering) layout {
	if l.style == "" || st.byID[l.style] == nil {
		l.style = st.paragraph
	}
	numID, level := st.numberingOf(l.style, n)
	switch {
	case l.numID == "":
		l.numID = numID
	case l.level < 0 && level < 0:
		level = 0
	}
	if l.level < 0 {
		l.level = level
	}
	if l.numID != "" && l.numID != "0" {
		l.level = max(l.level, 0)
	}
	if def := n.levelOf(l.numID, l.level); !l.indented && def != nil && def.left != 0 {
		l.left, l.hang, l.indented = def.left, def.hang, true
	}
	st.chain(l.style, func(_ string, s *style) bool {
		if l.outline < 0 {
			l.outline = s.outline
		}
		if !l.indented && s.indented {
			l.left, l.hang, l.indented = s.left, s.hang, true
		}
		return true
	})
	return l
}

// numberingOf is the list a style belongs to and at which level. The level is that
// bound to the style itself in the list, else the nearest that a style of the chain
// names: not that of the ancestor which names the list.
func (st *styles) numberingOf(id string, n *numbering) (numID string, level int) {
	level = -1
	st.chain(id, func(at string, s *style) bool {
		if numID == "" && s.numID != "" {
			numID = s.numID
			if bound := n.levelOfStyle(numID, id); bound >= 0 {
				level = bound
			} else if level < 0 {
				level = n.levelOfStyle(numID, at)
			}
		}
		if level < 0 {
			level = s.level
		}
		return true
	})
	return numID, level
}
