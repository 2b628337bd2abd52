package main

import (
	"fmt"
	"os"
	"strings"
)

// writeLaTeX writes c for pdflatex: numbers are typed out, footnotes stand at the
// foot of their page, "@layout: twocolumn" sets the whole contract in two columns.
func writeLaTeX(c *contract, path string) error {
	l := &latexWriter{c: c, twoColumn: c.Meta["layout"] == "twocolumn"}
	for _, b := range c.Blocks {
		l.block(b)
	}
	options, paper := "10pt", "a4paper"
	if l.twoColumn {
		options += ",twocolumn"
	}
	if c.Meta["paper"] == "letter" {
		paper = "letterpaper"
	}
	head := `\documentclass[` + options + "," + paper + `]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{cmap,textcomp,times,fancyhdr,array}
\usepackage[margin=22mm,top=28mm,headheight=24pt]{geometry}
\pdfinfoomitdate=1 \pdftrailerid{} \pdfsuppressptexinfo=-1
\setlength{\parindent}{0pt}\setlength{\parskip}{5pt}\setlength{\columnsep}{8mm}\emergencystretch=2em\renewcommand{\arraystretch}{1.25}
\newcommand{\clause}[4]{{\leftskip#1\relax\noindent\hangindent=#2\hangafter=1\makebox[#2][l]{#3}#4\par}}
\pagestyle{fancy}\fancyhf{}
\rhead{\footnotesize ` + l.furniture(c.Meta["envelope"], c.Meta["head"]) + `}
\cfoot{\footnotesize ` + l.furniture(c.Meta["foot"]) + `}
\begin{document}
`
	return os.WriteFile(path, []byte(head+l.body.String()+"\\label{lastpage}\\end{document}\n"), 0o644)
}

// latexWriter collects the document as its blocks are written.
type latexWriter struct {
	c         *contract
	body      strings.Builder
	twoColumn bool
}

// furniture joins the lines of a running head or foot, with page counters for
// {page} and {pages}.
func (l *latexWriter) furniture(lines ...string) string {
	var out []string
	for _, line := range lines {
		if line != "" {
			text := strings.NewReplacer("{page}", "\x01", "{pages}", "\x02").Replace(l.c.quotes(line))
			out = append(out, strings.NewReplacer("\x01", `\thepage{}`, "\x02", `\pageref{lastpage}`).Replace(latexEscape(text)))
		}
	}
	return strings.Join(out, `\\ `)
}

// block writes one block.
func (l *latexWriter) block(b block) {
	text := l.runs(b.Text)
	switch b.Kind {
	case titleText:
		text = `{\centering\Large\bfseries ` + text + `\par}\medskip`
		if l.twoColumn {
			text = `\twocolumn[` + text + `\bigskip]`
		}
		l.body.WriteString(text + "\n\n")
	case heading:
		l.body.WriteString(`\medskip{\bfseries ` + text + "\\par}\\nopagebreak\n\n")
	case part:
		l.body.WriteString(`\clearpage{\centering\bfseries\uppercase{` + text + "}\\par}\\medskip\n\n")
	case bullet:
		l.body.WriteString(`\clause{2em}{1.2em}{\textbullet}{` + text + "}\n\n")
	case bodyText:
		fmt.Fprintf(&l.body, "{\\leftskip%dem %s\\par}\n\n", 2*b.Indent, text)
	case clause:
		if b.Level == 1 && isShortTitle(b.Text) {
			fmt.Fprintf(&l.body, "\\medskip{\\bfseries %s\\quad %s\\par}\\nopagebreak\n\n", b.Number, text)
			return
		}
		if len(b.Number) > len("(xviii)") { // "Section 4.12" runs in with its text
			fmt.Fprintf(&l.body, "%s\\quad %s\n\n", b.Number, text)
			return
		}
		fmt.Fprintf(&l.body, "\\clause{%dem}{2.4em}{%s}{%s}\n\n", 2*max(0, b.Level-2), b.Number, text)
	case table:
		l.table(b)
	case textBox:
		l.body.WriteString(`\medskip\fbox{\parbox{0.94\columnwidth}{\small ` + text + "}}\\medskip\n\n")
	case signature:
		l.signature(b)
	case pageBreak:
		l.body.WriteString("\\clearpage\n\n")
	}
}

func (l *latexWriter) table(b block) {
	cols := len(b.Rows[0])
	width := fmt.Sprintf(`p{%.3f\columnwidth}`, 0.90/float64(cols))
	l.body.WriteString(`\par{\footnotesize\begin{tabular}{|` + strings.Repeat(`>{\raggedright\arraybackslash}`+width+"|", cols) + "}\\hline\n")
	for i, row := range b.Rows {
		var cells []string
		for _, cell := range row {
			text := l.runs(cell)
			if i == 0 {
				text = `\textbf{` + text + `}`
			}
			cells = append(cells, text)
		}
		l.body.WriteString(strings.Join(cells, " & ") + "\\\\ \\hline\n")
	}
	l.body.WriteString("\\end{tabular}}\\par\\medskip\n\n")
}

func (l *latexWriter) signature(b block) {
	for _, cell := range b.Cells {
		fmt.Fprintf(&l.body, "\\begin{minipage}[t]{0.46\\columnwidth}\\raggedright %s\\end{minipage}\\hfill\n",
			strings.ReplaceAll(latexEscape(cell), " / ", `\\[6pt] `))
	}
	l.body.WriteString("\n\n")
}

// runs writes runs with all tracked changes accepted and comments left out.
func (l *latexWriter) runs(runs []run) string {
	var out strings.Builder
	for _, r := range runs {
		text := latexEscape(r.Text)
		switch {
		case r.Deleted:
		case r.Footnote != nil:
			out.WriteString(`\footnote{` + l.runs(r.Footnote) + `}`)
		case r.Bold:
			out.WriteString(`\textbf{` + text + `}`)
		case r.Italic:
			out.WriteString(`\textit{` + text + `}`)
		default:
			out.WriteString(text)
		}
	}
	return out.String()
}

// latexEscape writes s so that pdflatex prints it as it stands.
func latexEscape(s string) string {
	return strings.NewReplacer(
		`\`, `\textbackslash{}`, `&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`, `{`, `\{`, `}`, `\}`,
		"\u201C", "``", "\u201D", "''", "\u2018", "`", "\u2019", "'", "\u2014", "---", "\u2013", "--",
		"\u20AC", `\texteuro{}`, "\u00A3", `\pounds{}`, "\u00A7", `\S{}`, "~", `\textasciitilde{}`,
	).Replace(s)
}
