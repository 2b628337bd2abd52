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
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/ocr"
)

// Options say how a PDF is read.
type Options struct {
	Name      string   // the file's base name, for the Document
	Password  string   // tried when the empty password does not open the file
	NoOCR     bool     // pages without a usable text layer are left empty
	Languages []string // for OCR, as tesseract names them; empty to choose
}

// Error is why a PDF could not be read.
type Error = fault.Error

// Read reads a PDF in this process; text of pages that are images is recognised by other
// programs. The error is an *Error or the context's. See Isolated for files that are not
// trusted.
func Read(ctx context.Context, data []byte, opt Options) (*contract.Document, error) {
	r, err := readPages(ctx, data, opt)
	if err != nil {
		return nil, err
	}
	if need := r.unread(); len(need) > 0 && !opt.NoOCR {
		recognised, err := recognise(ctx, data, need, opt)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.use(recognised)
		r.noOCR = err
	}
	return r.document()
}

// reading is a PDF whose pages are interpreted but not laid out yet.
type reading struct {
	doc      *contract.Document
	pages    []*page
	layers   []layer // of each page
	repaired bool    // the file is damaged
	noOCR    error   // why the pages without text were not recognised
}

// readPages interprets the pages of a PDF and judges their text layers.
func readPages(ctx context.Context, data []byte, opt Options) (*reading, error) {
	f, err := open(data, opt.Password)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	r := &reading{doc: &contract.Document{Name: opt.Name, Type: "pdf", SHA256: hex.EncodeToString(sum[:])}}
	if r.repaired = f.repaired; r.repaired {
		r.warn("repaired", "the file is damaged: its index was rebuilt, and parts of it may be missing")
	}
	nodes := f.pageNodes()
	labels := f.labels(len(nodes))
	in := newInterpreter(ctx, f)
	for i, n := range nodes {
		p := in.readPage(n)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if errors.Is(p.err, errBudget) {
			return nil, &Error{Code: fault.TooLarge, Page: i + 1, What: errBudget.Error(), Hint: "split the file"}
		}
		p.number = i
		for k := range p.rows {
			p.rows[k].page = i
		}
		for k := range p.furniture {
			p.furniture[k].page = i
		}
		r.pages = append(r.pages, p)
		r.layers = append(r.layers, p.judge())
		r.doc.Pages = append(r.doc.Pages, contract.Page{Label: labels[i], Width: p.width, Height: p.height})
	}
	return r, nil
}

func (r *reading) warn(code, text string) {
	r.doc.Warnings = append(r.doc.Warnings, contract.Warning{Code: code, Text: text})
}

// pageSize names a page to recognise.
type pageSize struct {
	Number        int // 0-based
	Width, Height float64
}

// unread lists the pages that have no usable text layer.
func (r *reading) unread() []pageSize {
	var out []pageSize
	for i, l := range r.layers {
		if l == layerNone || l == layerBroken {
			out = append(out, pageSize{i, r.pages[i].width, r.pages[i].height})
		}
	}
	return out
}

// use replaces the text of pages by what was recognised on them.
func (r *reading) use(recognised map[int]ocr.Page) {
	var numbers []int
	sum := 0.0
	for i, p := range r.pages {
		page, ok := recognised[i]
		if !ok {
			continue
		}
		p.rows, p.furniture = ocrRows(page, p.height, i), nil
		r.layers[i] = layerGood
		r.doc.Pages[i].OCR, r.doc.Pages[i].Conf = true, round(page.Confidence, 1000)
		numbers = append(numbers, i+1)
		sum += page.Confidence
	}
	if len(numbers) > 0 {
		r.warn("ocr-used", fmt.Sprintf("the text of %s was recognised from images, with a confidence of %.0f %%: check quotes against the pages",
			pageList(numbers), 100*sum/float64(len(numbers))))
	}
}

// ocrRows turns recognised words into rows, in the page's frame (y up).
func ocrRows(p ocr.Page, height float64, number int) []line {
	type extent struct{ bottom, height float64 }
	lines := map[int]extent{}
	var heights []float64
	for _, w := range p.Words {
		l, ok := lines[w.Line]
		if !ok {
			l.bottom = w.Y1
		}
		l.height = max(l.height, w.Y1-w.Y0)
		lines[w.Line] = l
		heights = append(heights, w.Y1-w.Y0)
	}
	usual := median(heights)
	plain := &font{}
	var glyphs []glyph
	for _, w := range p.Words {
		l := lines[w.Line]
		// Boxes fit the letters, so sizes vary with them; near the usual one they are the same.
		size := l.height
		if size < 1.6*usual && size > 0.7*usual {
			size = 1.2 * usual
		}
		glyphs = append(glyphs, glyph{text: glyphWord(w.Text), x0: w.X0, x1: w.X1, y: height - l.bottom, size: size, font: plain})
		glyphs = append(glyphs, glyph{text: " ", x0: w.X1, x1: w.X1, y: height - l.bottom, size: size, font: plain})
	}
	rows := buildLines(glyphs, 0)
	for i := range rows {
		rows[i].page = number
	}
	return rows
}

// document lays the pages out. A file none of whose pages could be read is refused.
func (r *reading) document() (*contract.Document, error) {
	var missing []int
	good := 0
	for i, l := range r.layers {
		switch l {
		case layerGood:
			good++
		case layerNone, layerBroken:
			missing = append(missing, i+1)
			if l == layerBroken {
				r.pages[i].rows = nil // wrong words are worse than none
			}
		}
	}
	if r.guessed() {
		r.warn("text-layer-guessed", "the file does not say which letters its glyphs are; they were told from their order in the font: check quotes against the pages")
	}
	if len(missing) > 0 {
		var why *Error
		if !errors.As(r.noOCR, &why) {
			why = fault.New(fault.NoTextLayer, "its pages are images, and recognising their text is turned off", "turn OCR on")
		}
		if good == 0 && r.repaired {
			why = fault.New(fault.Damaged, "too much of the file is missing to read its words", "ask the sender for another copy")
		}
		if good == 0 {
			return nil, why
		}
		r.warn("pages-without-text", fmt.Sprintf("%s could not be read: %s; %s", pageList(missing), why.What, why.Hint))
	}
	layOut(r.doc, r.pages)
	return r.doc, nil
}

// guessed reports whether much of a page that is used was read by guessing at glyphs.
func (r *reading) guessed() bool {
	for i, p := range r.pages {
		if r.layers[i] == layerGood && !r.doc.Pages[i].OCR && p.guessed*2 > p.shown {
			return true
		}
	}
	return false
}

// pageList writes "page 3" or "pages 1-4, 7".
func pageList(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if i == j {
			parts = append(parts, fmt.Sprint(numbers[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", numbers[i], numbers[j]))
		}
		i = j + 1
	}
	if len(numbers) == 1 {
		return "page " + parts[0]
	}
	return "pages " + strings.Join(parts, ", ")
}

// layOut turns the rows of the pages into the document's text.
func layOut(doc *contract.Document, pages []*page) {
	findFurniture(pages)
	whole := extent{math.Inf(1), 0}
	tables := 0
	for _, p := range pages {
		p.lines = readingOrder(p.rows, p.grids, &tables)
		p.rows = nil
		for i := range p.lines {
			whole.left, whole.right = min(whole.left, p.lines[i].x0), max(whole.right, p.lines[i].x1)
		}
	}
	joinTables(pages)
	pitch := usualPitch(pages)
	margins := make([]margin, len(pages))
	for i, p := range pages {
		margins[i] = findMargins(p.lines, whole)
	}
	findFootnotes(pages, margins, pitch)
	count := 0
	for _, p := range pages {
		count += len(p.lines)
	}
	lines := make([]line, 0, count)
	for _, p := range pages {
		lines = append(lines, p.lines...)
		p.lines = lines[len(lines)-len(p.lines):]
	}
	assemble(doc, pages, paragraphs(lines, margins, pitch), margins)
}
