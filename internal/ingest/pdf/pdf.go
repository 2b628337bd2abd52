// Package pdf reads PDF files as text in reading order.
//
// Objects, streams and decryption come from ledongthuc/pdf, and from pdfcpu where that
// refuses; the text layer above them (fonts, glyphs, lines, columns, paragraphs) is this
// package's own.
package pdf

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	"parley/internal/contract"
)

// Options say how a PDF is read.
type Options struct {
	Name     string // the file's base name, for the Document and for messages
	Password string // tried when the empty password does not open the file
	NoOCR    bool   // pages without a usable text layer are left empty
}

// Error is why a PDF could not be read.
type Error struct {
	Code string // stable, kebab-case
	Page int    // 1-based, 0 when it is about the whole file
	What string // what is wrong
	Hint string // what to do about it
}

func (e *Error) Error() string {
	if e.Page > 0 {
		return fmt.Sprintf("page %d: %s", e.Page, e.What)
	}
	return e.What
}

// Read reads a PDF in this process. The error is an *Error or the context's.
func Read(ctx context.Context, data []byte, opt Options) (*contract.Document, error) {
	f, err := open(data, opt.Password)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	doc := &contract.Document{Name: opt.Name, Type: "pdf", SHA256: hex.EncodeToString(sum[:])}
	if f.repaired {
		doc.Warnings = append(doc.Warnings, contract.Warning{Code: "repaired", Text: "the file is damaged; its index was rebuilt, and parts of it may be missing"})
	}
	nodes := f.pageNodes()
	labels := f.labels(len(nodes))
	in := newInterpreter(ctx, f)
	pages := make([]*page, len(nodes))
	for i, n := range nodes {
		p := in.readPage(n)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if errors.Is(p.err, errBudget) {
			return nil, &Error{Code: "too-large", Page: i + 1, What: errBudget.Error(), Hint: "split the file"}
		}
		p.label = labels[i]
		p.setPage(i)
		pages[i] = p
		doc.Pages = append(doc.Pages, contract.Page{Label: p.label, Width: p.width, Height: p.height})
	}
	layOut(doc, pages)
	return doc, nil
}

// setPage numbers the page's lines.
func (p *page) setPage(i int) {
	for k := range p.rows {
		p.rows[k].page = i
	}
	for k := range p.furniture {
		p.furniture[k].page = i
	}
}

// layOut turns the rows of the pages into the document's text.
func layOut(doc *contract.Document, pages []*page) {
	findFurniture(pages)
	whole := extent{math.Inf(1), 0}
	tables := 0
	for _, p := range pages {
		var grids []grid
		if p.turn == 0 {
			grids = findGrids(p.rules)
		}
		p.lines = readingOrder(p.rows, grids, &tables)
		for i := range p.lines {
			whole.left, whole.right = min(whole.left, p.lines[i].x0), max(whole.right, p.lines[i].x1)
		}
	}
	pitch := usualPitch(pages)
	margins := make([]margin, len(pages))
	for i, p := range pages {
		margins[i] = findMargins(p.lines, whole)
	}
	body, _ := bodyType(pages)
	findFootnotes(pages, body, margins, pitch)
	var lines []line
	for _, p := range pages {
		lines = append(lines, p.lines...)
	}
	assemble(doc, pages, paragraphs(lines, margins, pitch), margins)
}
