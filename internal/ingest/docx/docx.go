// Package docx reads Word documents.
//
// The text is what Word prints: automatic numbers are counted, fields show their
// results, hidden text is left out, tracked changes are carried out (or undone), and
// every alternative is taken once. Nothing outside the file is fetched and no macro runs.
package docx

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/xmlscan"
)

// Options say how a document is read.
type Options struct {
	Original bool // undo tracked changes instead of accepting them
}

// Read reads the Word document in data. Its Name, SHA256 and Language are left to the
// caller. Errors are *fault.Error, or the context's.
func Read(ctx context.Context, data []byte, opt Options) (*contract.Document, error) {
	r, err := readParts(ctx, data, opt, nil)
	if err != nil {
		return nil, err
	}
	doc, _ := r.document()
	return doc, nil
}

func readParts(ctx context.Context, data []byte, opt Options, t *trace) (*reader, error) {
	p, err := openParts(ctx, data)
	if err != nil {
		return nil, err
	}
	r := &reader{parts: p, opt: opt, trace: t}
	if err := r.read(); err != nil {
		return nil, err
	}
	return r, ctx.Err()
}

// reader puts the parts of one document together.
type reader struct {
	parts     *parts
	opt       Options
	trace     *trace // nil when nobody asks where the text stands
	styles    *styles
	numbering *numbering
	body      *story
	footnotes map[string]string // texts by id
	endnotes  map[string]string
	comments  map[string]comment
	heads     []string // the texts of headers and footers
	warnings  []contract.Warning
}

type comment struct{ author, date, text string }

func (r *reader) read() error {
	stylePart, err := r.parts.part("styles")
	if err != nil {
		return err
	}
	r.styles = readStyles(stylePart)
	numberPart, err := r.parts.part("numbering")
	if err != nil {
		return err
	}
	r.numbering = readNumbering(numberPart, r.styles)
	body, err := r.parts.body()
	if err != nil {
		return err
	}
	r.body = newStory(r.parts.ctx, body, r.styles, r.opt.Original)
	if r.trace != nil {
		r.trace.xml = body
		r.body.trace = r.trace
	}
	r.body.root(r.body.block)
	switch err := r.body.s.Err(); {
	case err == nil && r.body.s.Broken():
		r.warn("damaged", "The file is not well-formed; Word may show it otherwise, or refuse it.")
	case err == nil:
	case errors.Is(err, xmlscan.ErrDepth):
		return &fault.Error{Code: fault.TooDeep, Err: err, What: "the document nests tables, boxes or other elements too deeply", Hint: "save it anew from Word"}
	case len(r.body.paras) == 0 || !r.hasWords():
		return &fault.Error{Code: fault.Damaged, Err: err, What: "the document's main part is damaged: " + err.Error(), Hint: "open it in Word, which may repair it, and save it anew"}
	default:
		r.warn("damaged", "The file is damaged (%s): the text ends where the damage begins.", err)
	}
	if r.footnotes, err = r.notes("footnotes"); err != nil {
		return err
	}
	if r.endnotes, err = r.notes("endnotes"); err != nil {
		return err
	}
	if r.comments, err = r.readComments(); err != nil {
		return err
	}
	return r.readHeads()
}

func (r *reader) hasWords() bool {
	return slices.ContainsFunc(r.body.paras, func(p *paragraph) bool { return p.words.Len() > 0 })
}

func (r *reader) warn(code, format string, args ...any) {
	r.warnings = append(r.warnings, contract.Warning{Code: code, Text: fmt.Sprintf(format, args...)})
}

// notes reads the footnotes or endnotes, by id.
func (r *reader) notes(kind string) (map[string]string, error) {
	data, err := r.parts.part(kind)
	if err != nil || data == nil {
		return nil, err
	}
	texts := map[string]string{}
	s := newStory(r.parts.ctx, data, r.styles, r.opt.Original)
	s.root(func(string) {
		id, from := s.attr("id"), len(s.paras)
		if kind := s.attr("type"); kind != "" && kind != "normal" { // the separator line
			return
		}
		s.each(s.block)
		texts[id] = joinText(s.paras[from:])
	})
	return texts, nil
}

func (r *reader) readComments() (map[string]comment, error) {
	data, err := r.parts.part("comments")
	if err != nil || data == nil {
		return nil, err
	}
	all := map[string]comment{}
	s := newStory(r.parts.ctx, data, r.styles, r.opt.Original)
	s.root(func(string) {
		id, from := s.attr("id"), len(s.paras)
		c := comment{author: compose.Clean(s.attr("author")), date: s.attr("date")}
		s.each(s.block)
		c.text = joinText(s.paras[from:])
		all[id] = c
	})
	return all, nil
}

// readHeads reads the headers and footers that a section uses, each text once.
func (r *reader) readHeads() error {
	seen := map[string]bool{}
	for _, id := range r.body.heads {
		i := slices.IndexFunc(r.parts.rels, func(rel relation) bool { return rel.id == id && !rel.external })
		if i < 0 {
			continue
		}
		target := r.parts.rels[i].target
		if seen["part "+target] {
			continue
		}
		seen["part "+target] = true
		data, err := r.parts.zip.Read(r.parts.ctx, target)
		if err != nil {
			return err
		}
		if data, err = utf8XML(data); err != nil {
			return err
		}
		s := newStory(r.parts.ctx, data, r.styles, r.opt.Original)
		s.root(s.block)
		for _, p := range s.paras {
			if text := p.words.String(); text != "" && !seen["text "+text] {
				seen["text "+text] = true
				r.heads = append(r.heads, text)
			}
		}
	}
	return nil
}

// joinText is the text of several paragraphs on one line.
func joinText(paras []*paragraph) string {
	var b strings.Builder
	for _, p := range paras {
		if p.words.Len() == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.words.String())
	}
	return b.String()
}
