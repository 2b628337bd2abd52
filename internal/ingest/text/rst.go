package text

import (
	"regexp"
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
)

// RST reads the part of reStructuredText that contracts use: sections, paragraphs,
// lists, list tables and grid tables, footnotes, admonitions. Directives that fetch or
// hold something else than text are left out.
func RST(text string) *contract.Document {
	r := rst{levels: map[string]int{}}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "        ").Replace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	r.blocks(lines, contract.Block{Kind: contract.Paragraph}, 0)
	doc := r.build.Document()
	doc.Type = "rst"
	return doc
}

type rst struct {
	build  compose.Builder
	levels map[string]int // the adornments of section titles, in order of appearance
	tables int
}

var (
	adornment = regexp.MustCompile(`^(={3,}|-{3,}|~{3,}|\^{3,}|"{3,}|'{3,}|\*{3,}|\+{3,}|#{3,}|` + "`" + `{3,}|\.{3,}|:{3,}|_{3,})$`)
	directive = regexp.MustCompile(`^\.\. +([\w-]+)::\s*(.*)$`)
	rstNote   = regexp.MustCompile(`^\.\. +\[(#?\w*|\*)\]\s+(.*)$`)
	rstItem   = regexp.MustCompile(`^([-*+•]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,6}|#)[.)])( +)\S`)
	fieldLine = regexp.MustCompile(`^:([^:` + "`" + `]+):\s*(.*)$`)
	gridRule  = regexp.MustCompile(`^\+[-=+]+\+$`)
)

// blocks reads body elements at one indent. b is what their paragraphs are.
func (r *rst) blocks(lines []string, b contract.Block, depth int) {
	if depth > maxDepth {
		return
	}
	for i := 0; i < len(lines); {
		line := lines[i]
		switch {
		case line == "":
			i++
		case strings.HasPrefix(line, " "):
			end := indented(lines, i)
			r.blocks(dedent(lines[i:end]), b, depth+1)
			i = end
		case strings.HasPrefix(line, ".. ") || line == "..":
			end := indented(lines, i+1)
			r.explicit(line, lines[i+1:end], b, depth)
			i = end
		case r.title(lines, i, &i):
		case gridRule.MatchString(line):
			end := i
			for end < len(lines) && lines[end] != "" {
				end++
			}
			r.gridTable(lines[i:end])
			i = end
		case rstItem.MatchString(line) && (i+1 == len(lines) || lines[i+1] == "" || strings.HasPrefix(lines[i+1], " ") || rstItem.MatchString(lines[i+1])):
			i = r.item(lines, i, b, depth)
		default:
			i = r.paragraph(lines, i, b)
		}
	}
}

// title reads a section title and moves on *next; false when there is none at i.
func (r *rst) title(lines []string, i int, next *int) bool {
	at := func(k int) string {
		if k < len(lines) {
			return lines[k]
		}
		return ""
	}
	switch {
	case adornment.MatchString(at(i)) && at(i+1) != "" && at(i+2) == at(i):
		r.heading(strings.TrimSpace(at(i+1)), "over "+at(i)[:1])
		*next = i + 3
	case adornment.MatchString(at(i)): // a transition
		*next = i + 1
	case adornment.MatchString(at(i+1)) && len(at(i+1)) >= len([]rune(at(i))):
		r.heading(at(i), at(i + 1)[:1])
		*next = i + 2
	default:
		return false
	}
	return true
}

func (r *rst) heading(text, adornment string) {
	level, known := r.levels[adornment]
	if !known {
		level = len(r.levels) + 1
		r.levels[adornment] = level
	}
	r.build.Add(inlineRST(text), contract.Block{Kind: contract.Heading, Level: level})
}

// paragraph reads the lines up to a blank or indented one.
func (r *rst) paragraph(lines []string, i int, b contract.Block) int {
	end := i + 1
	for end < len(lines) && lines[end] != "" && !strings.HasPrefix(lines[end], " ") {
		end++
	}
	if strings.HasPrefix(lines[i], "| ") { // a line block keeps its lines
		for _, l := range lines[i:end] {
			r.build.Add(inlineRST(strings.TrimPrefix(l, "|")), b)
		}
		return end
	}
	if m := fieldLine.FindStringSubmatch(lines[i]); m != nil {
		if m[2] != "" { // else a setting of the site generator
			r.build.Add(inlineRST(m[1]+": "+m[2]), b)
		}
		return i + 1
	}
	r.build.Add(inlineRST(strings.TrimSuffix(joinLines(lines[i:end]), "::")), b)
	return end
}

// item reads a list item: its marker, and all that is indented as far as its text.
func (r *rst) item(lines []string, i int, b contract.Block, depth int) int {
	m := rstItem.FindStringSubmatch(lines[i])
	end := indented(lines, i+1)
	first := lines[i][len(m[1])+len(m[2]):]
	body := append([]string{first}, dedent(lines[i+1:end])...)
	text := 1
	for text < len(body) && body[text] != "" && !rstItem.MatchString(body[text]) && !strings.HasPrefix(body[text], " ") {
		text++
	}
	label := m[1]
	if strings.ContainsAny(label, "-*+") {
		label = "•"
	}
	block := b
	if b.Kind != contract.TableCell {
		block = contract.Block{Kind: contract.ListItem, Level: depth + 1}
	}
	addLines(&r.build, label, inlineRST(joinLines(body[:text])), nil, block)
	r.blocks(body[text:], b, depth+1)
	return end
}

// explicit reads a directive, a footnote or a comment.
func (r *rst) explicit(line string, body []string, b contract.Block, depth int) {
	body = dedent(body)
	if m := rstNote.FindStringSubmatch(line); m != nil {
		number := strings.TrimPrefix(m[1], "#")
		text := inlineRST(m[2] + " " + strings.Join(body, " "))
		r.build.Aside(strings.TrimSpace(number+" "+text), contract.Block{Kind: contract.Footnote, Number: number})
		return
	}
	m := directive.FindStringSubmatch(line)
	if m == nil {
		return
	}
	for len(body) > 0 && strings.HasPrefix(body[0], ":") { // options
		body = body[1:]
	}
	switch m[1] {
	case "list-table":
		r.build.Add(inlineRST(m[2]), contract.Block{Kind: contract.Paragraph})
		r.listTable(body, depth)
	case "note", "warning", "important", "attention", "caution", "danger", "hint", "tip", "admonition", "topic", "sidebar",
		"epigraph", "rst-class", "class", "container", "compound", "table", "versionadded", "versionchanged", "deprecated":
		if m[2] != "" && m[1] != "rst-class" && m[1] != "class" && m[1] != "container" {
			r.build.Add(inlineRST(m[2]), b)
		}
		r.blocks(body, b, depth+1)
	}
}

// listTable reads a table that is written as a list of lists.
func (r *rst) listTable(lines []string, depth int) {
	r.tables++
	row := 0
	for i := 0; i < len(lines); {
		if !strings.HasPrefix(lines[i], "* -") {
			i++
			continue
		}
		end := indented(lines, i+1)
		cells := append([]string{lines[i][2:]}, dedent(lines[i+1:end])...)
		col := 0
		for k := 0; k < len(cells); {
			if !strings.HasPrefix(cells[k], "-") {
				k++
				continue
			}
			stop := indented(cells, k+1)
			cell := append([]string{strings.TrimSpace(cells[k][1:])}, dedent(cells[k+1:stop])...)
			r.blocks(cell, contract.Block{Kind: contract.TableCell, Table: r.tables, Row: row, Col: col}, depth+1)
			col++
			k = stop
		}
		row++
		i = end
	}
}

// gridTable reads a table that is drawn with lines.
func (r *rst) gridTable(lines []string) {
	r.tables++
	row := 0
	var cells []string
	flush := func() {
		for col, c := range cells {
			r.build.Add(inlineRST(c), contract.Block{Kind: contract.TableCell, Table: r.tables, Row: row, Col: col})
		}
		if cells != nil {
			row++
		}
		cells = nil
	}
	for _, l := range lines {
		if gridRule.MatchString(l) {
			flush()
			continue
		}
		for col, c := range strings.Split(strings.Trim(l, "|"), "|") {
			if col == len(cells) {
				cells = append(cells, "")
			}
			cells[col] += " " + c
		}
	}
	flush()
}

func joinLines(lines []string) string {
	var w compose.Words
	for _, l := range lines {
		w.WriteString(l)
		w.LineEnd()
	}
	return w.String()
}

// indented is the end of the indented lines that begin at i; blank lines among them
// belong to them, those after them do not.
func indented(lines []string, i int) int {
	end := i
	for k := i; k < len(lines); k++ {
		switch {
		case lines[k] == "":
		case strings.HasPrefix(lines[k], " "):
			end = k + 1
		default:
			return end
		}
	}
	return end
}

// dedent takes the common indent off lines.
func dedent(lines []string) []string {
	least := -1
	for _, l := range lines {
		if n := len(l) - len(strings.TrimLeft(l, " ")); l != "" && (least < 0 || n < least) {
			least = n
		}
	}
	out := make([]string, len(lines))
	for i, l := range lines {
		if l != "" {
			out[i] = l[least:]
		}
	}
	return out
}

var (
	rstRole   = regexp.MustCompile(":[\\w:-]+:`([^`<]*?)\\s*(?:<[^`>]*>)?`")
	rstLink   = regexp.MustCompile("`([^`<]+?)\\s*(?:<[^`>]*>)?`__?")
	rstCode   = regexp.MustCompile("``?([^`]+)``?")
	rstStrong = regexp.MustCompile(`\*\*(\S(?:[^*]*\S)?)\*\*`)
	rstEmph   = regexp.MustCompile(`(^|[\s(“"])\*(\S(?:[^*]*\S)?)\*`)
	rstRef    = regexp.MustCompile(`\s?\[(?:#\w*|\d+|\*)\]_`)
)

// inlineRST is text without the marks of emphasis, links and roles.
func inlineRST(s string) string {
	s = rstRole.ReplaceAllString(s, "$1")
	s = rstLink.ReplaceAllString(s, "$1")
	s = rstCode.ReplaceAllString(s, "$1")
	s = rstStrong.ReplaceAllString(s, "$1")
	s = rstEmph.ReplaceAllString(s, "$1$2")
	s = rstRef.ReplaceAllString(s, "")
	return compose.Clean(strings.ReplaceAll(s, `\`, ""))
}
