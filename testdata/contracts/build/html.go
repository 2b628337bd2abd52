package main

import (
	"fmt"
	"html"
	"os"
	"strings"
)

// writeHTML writes c as a page made for printing: numbers are typed out, running
// heads and feet are margin boxes, footnotes are collected at the end.
func writeHTML(c *contract, pages map[string]int, path string) error {
	h := &htmlWriter{c: c, pages: pages}
	for _, b := range c.Blocks {
		h.block(b)
	}
	if h.inColumns {
		h.body.WriteString("</div>\n")
	}
	if len(h.notes) > 0 {
		h.body.WriteString("<hr>\n")
		for i, n := range h.notes {
			fmt.Fprintf(&h.body, "<p class=note><sup>%d</sup> %s</p>\n", i+1, n)
		}
	}
	return os.WriteFile(path, []byte("<!doctype html>\n<html lang=en><meta charset=utf-8><title>"+html.EscapeString(h.title)+"</title>\n<style>"+
		h.css()+"</style>\n"+h.body.String()), 0o644)
}

// htmlWriter collects the page as its blocks are written.
type htmlWriter struct {
	c         *contract
	pages     map[string]int
	body      strings.Builder
	title     string
	notes     []string
	inColumns bool
	breakNext bool
}

func (h *htmlWriter) css() string {
	font, paper := h.c.Meta["font"], "A4"
	if font == "" {
		font = "Times New Roman"
	}
	if h.c.Meta["paper"] == "letter" {
		paper = "letter"
	}
	return `@page{size:` + paper + `;margin:24mm 22mm 22mm 25mm;@top-right{font:8pt "` + font + `";content:` + h.marginText(h.c.Meta["envelope"], h.c.Meta["head"]) +
		`}@bottom-center{font:8pt "` + font + `";content:` + h.marginText(h.c.Meta["foot"]) + `}}` +
		`body{font:10.5pt/1.35 "` + font + `";margin:0}h1{text-align:center;font-size:15pt}h2{text-align:center;font-size:11pt;text-transform:uppercase}` +
		`h3,h4{font-size:10.5pt;margin:1em 0 .4em;break-after:avoid}p{margin:0 0 .6em;text-align:justify;hyphens:auto}` +
		`.c{display:flex}.c>b,.c>span{flex:0 0 3em}.c1{margin-left:0}.c2{margin-left:0}.c3{margin-left:3em}.c4{margin-left:6em}` +
		`table{border-collapse:collapse;width:100%;margin:.6em 0}td,th{border:.5pt solid #888;padding:3pt 5pt;text-align:left;font-size:9.5pt;vertical-align:top}` +
		`th{background:#eee}.sign td{border:0}.box{border:.75pt solid #000;padding:6pt;margin:.8em 0;font-size:9.5pt}.two{column-count:2;column-gap:8mm}` +
		`.toc{display:flex}.toc i{flex:1;border-bottom:1pt dotted #888;margin:0 4pt 3pt}.break{break-before:page}.note{font-size:8.5pt}`
}

// marginText is the value of a margin box's content property.
func (h *htmlWriter) marginText(lines ...string) string {
	var parts []string
	for _, line := range lines {
		if line == "" {
			continue
		}
		if len(parts) > 0 {
			parts = append(parts, `"\a"`)
		}
		quoted := `"` + strings.ReplaceAll(h.c.quotes(line), `"`, `\"`) + `"`
		parts = append(parts, strings.NewReplacer("{page}", `" counter(page) "`, "{pages}", `" counter(pages) "`).Replace(quoted))
	}
	if len(parts) == 0 {
		return `""`
	}
	return strings.Join(parts, " ") + ";white-space:pre"
}

// block writes one block.
func (h *htmlWriter) block(b block) {
	text := h.runs(b.Text)
	class := ""
	if h.breakNext && b.Kind != part {
		class, h.breakNext = " class=break", false
	}
	switch b.Kind {
	case titleText:
		h.title = plain(b.Text)
		fmt.Fprintf(&h.body, "<h1%s>%s</h1>\n", class, text)
	case heading:
		fmt.Fprintf(&h.body, "<h4%s>%s</h4>\n", class, text)
	case part:
		h.breakNext = false
		fmt.Fprintf(&h.body, "<h2 class=break>%s</h2>\n", text)
	case bullet:
		fmt.Fprintf(&h.body, "<div class='c c3'><span>\u2022</span><p>%s</p></div>\n", text)
	case bodyText:
		fmt.Fprintf(&h.body, "<p style='margin-left:%dem'%s>%s</p>\n", 3*b.Indent, class, text)
	case clause:
		if b.Level == 1 && isShortTitle(b.Text) {
			fmt.Fprintf(&h.body, "<h3%s>%s&nbsp;&nbsp; %s</h3>\n", class, b.Number, text)
		} else {
			fmt.Fprintf(&h.body, "<div class='c c%d'><span>%s</span><p>%s</p></div>\n", b.Level, b.Number, text)
		}
	case table:
		h.table(b)
	case textBox:
		fmt.Fprintf(&h.body, "<div class=box>%s</div>\n", text)
	case signature:
		h.body.WriteString("<table class=sign><tr>")
		for _, cell := range b.Cells {
			h.body.WriteString("<td>" + strings.ReplaceAll(html.EscapeString(cell), " / ", "<br><br>") + "</td>")
		}
		h.body.WriteString("</tr></table>\n")
	case contents:
		for _, other := range h.c.Blocks {
			if entry, ok := contentsEntry(other); ok {
				fmt.Fprintf(&h.body, "<div class=toc>%s<i></i>%d</div>\n", html.EscapeString(entry), h.pages[entry])
			}
		}
	case pageBreak:
		h.breakNext = true
	case columns:
		if h.inColumns {
			h.body.WriteString("</div>\n")
		}
		if h.inColumns = b.Columns > 1; h.inColumns {
			h.body.WriteString("<div class=two>\n")
		}
	}
}

func (h *htmlWriter) table(b block) {
	h.body.WriteString("<table>")
	for i, row := range b.Rows {
		tag := "td"
		if i == 0 {
			tag = "th"
		}
		h.body.WriteString("<tr>")
		for _, cell := range row {
			fmt.Fprintf(&h.body, "<%s>%s</%[1]s>", tag, h.runs(cell))
		}
		h.body.WriteString("</tr>")
	}
	h.body.WriteString("</table>\n")
}

// runs writes runs with all tracked changes accepted and comments left out.
func (h *htmlWriter) runs(runs []run) string {
	var out strings.Builder
	for _, r := range runs {
		text := html.EscapeString(r.Text)
		switch {
		case r.Deleted:
		case r.Footnote != nil:
			h.notes = append(h.notes, h.runs(r.Footnote))
			fmt.Fprintf(&out, "<sup>%d</sup>", len(h.notes))
		case r.Bold:
			out.WriteString("<b>" + text + "</b>")
		case r.Italic:
			out.WriteString("<em>" + text + "</em>")
		default:
			out.WriteString(text)
		}
	}
	return out.String()
}
