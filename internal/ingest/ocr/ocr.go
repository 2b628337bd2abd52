// Package ocr recognises the text of PDF pages that are images, with the programs
// pdftoppm and tesseract where they are installed.
package ocr

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/ingest/fault"
)

const (
	resolution   = 300              // dots an inch: small print needs them
	maxPixels    = 5000             // of a page's longer side
	coarsest     = 20               // dots an inch, below which no text can be read
	pageTime     = 90 * time.Second // for one page and one program
	maxOutput    = 64 << 20         // bytes of a program's output
	goodEnough   = 0.75             // mean confidence below which other languages are tried
	maxLanguages = 4                // tried together; each makes it slower
)

// installHint says how to get the programs.
const installHint = "install poppler-utils and tesseract-ocr (Debian: apt install poppler-utils tesseract-ocr; macOS: brew install poppler tesseract)"

// Word is one recognised word. The box is in points from the page's top left corner.
type Word struct {
	Text           string
	Line           int // number of its line on the page, in the engine's order
	X0, Y0, X1, Y1 float64
	Confidence     float64 // 0..1
}

// Page is the recognised text of one page.
type Page struct {
	Words      []Word
	Confidence float64 // mean of the words', 0..1
	Languages  string  // as given to tesseract: "eng+deu"
}

// Engine is the installed programs.
type Engine struct {
	pdftoppm, tesseract string
	languages           []string // installed, sorted
	chosen              []string // asked for
}

// Find looks for the programs. languages, as tesseract names them ("eng"), may be
// empty to choose. The error is a *fault.Error that says what to install.
func Find(ctx context.Context, languages []string) (*Engine, error) {
	e := &Engine{}
	var missing []string
	for _, p := range []struct {
		name string
		path *string
	}{{"pdftoppm", &e.pdftoppm}, {"tesseract", &e.tesseract}} {
		path, err := exec.LookPath(p.name)
		if err != nil {
			missing = append(missing, p.name)
		}
		*p.path = path
	}
	if len(missing) > 0 {
		return nil, fault.New(fault.NoTextLayer, "its pages are images, and "+strings.Join(missing, " and ")+" to recognise their text is not installed", installHint)
	}
	out, err := e.run(ctx, nil, e.tesseract, "--list-langs")
	if err != nil {
		return nil, fault.New(fault.ProgramFailed, "tesseract cannot list its languages", installHint)
	}
	for _, l := range strings.Split(string(out), "\n")[1:] {
		if l = strings.TrimSpace(l); l != "" && l != "osd" && !strings.ContainsAny(l, " /\\") {
			e.languages = append(e.languages, l)
		}
	}
	slices.Sort(e.languages)
	for _, l := range languages {
		if !slices.Contains(e.languages, l) {
			return nil, fault.New(fault.NeedsProgram, fmt.Sprintf("tesseract has no data for the language %q (it has %s)", l, strings.Join(e.languages, ", ")), "install tesseract-ocr-"+l+", or choose one of those")
		}
	}
	if len(e.languages) == 0 {
		return nil, fault.New(fault.NeedsProgram, "tesseract has no language data", "install tesseract-ocr-eng")
	}
	e.chosen = languages
	return e, nil
}

// Recognise reads page n (1-based) of the PDF file at path, width points wide and
// height high. The error is a *fault.Error or the context's.
func (e *Engine) Recognise(ctx context.Context, path string, n int, width, height float64) (Page, error) {
	dpi := min(float64(resolution), maxPixels/(max(width, height, 1)/72))
	if dpi < coarsest { // a wall chart, or a lie; 0 would mean the program's own choice
		return Page{}, e.failed(ctx, "pdftoppm", n, nil)
	}
	number := strconv.Itoa(n)
	image, err := e.run(ctx, nil, e.pdftoppm, "-f", number, "-l", number, "-r", strconv.Itoa(int(dpi)), "-gray", "-cropbox", path)
	if err != nil || len(image) == 0 {
		return Page{}, e.failed(ctx, "pdftoppm", n, err)
	}
	first := e.first()
	page, err := e.read(ctx, image, first, dpi)
	if err != nil {
		return Page{}, e.failed(ctx, "tesseract", n, err)
	}
	if others := e.others(first); page.Confidence < goodEnough && others != "" {
		if again, err := e.read(ctx, image, others, dpi); err == nil && again.Confidence > page.Confidence {
			page = again
		}
	}
	return page, nil
}

// first is the language tried first: those asked for, else English, else what there is.
func (e *Engine) first() string {
	switch {
	case len(e.chosen) > 0:
		return strings.Join(e.chosen, "+")
	case slices.Contains(e.languages, "eng"):
		return "eng"
	}
	return e.languages[0]
}

// others is what to try when the first language does not do; "" when there is nothing.
func (e *Engine) others(first string) string {
	if len(e.chosen) > 0 || len(e.languages) < 2 {
		return ""
	}
	tried := []string{first}
	for _, l := range e.languages {
		if l != first && len(tried) < maxLanguages {
			tried = append(tried, l)
		}
	}
	return strings.Join(tried, "+")
}

// read recognises one image.
func (e *Engine) read(ctx context.Context, image []byte, languages string, dpi float64) (Page, error) {
	out, err := e.run(ctx, image, e.tesseract, "stdin", "stdout", "-l", languages, "--dpi", strconv.Itoa(int(dpi)), "tsv")
	if err != nil {
		return Page{}, err
	}
	page := parseTSV(out, 72/dpi)
	page.Languages = languages
	return page, nil
}

// parseTSV reads tesseract's table: level, page, block, paragraph, line, word, left,
// top, width, height, confidence (0..100), text. scale turns pixels into points.
func parseTSV(out []byte, scale float64) Page {
	var p Page
	lines := map[string]int{}
	s := bufio.NewScanner(bytes.NewReader(out))
	s.Buffer(nil, 1<<20)
	sum := 0.0
	for s.Scan() {
		f := strings.Split(s.Text(), "\t")
		if len(f) != 12 || f[0] != "5" {
			continue
		}
		text := strings.TrimSpace(f[11])
		conf, err := strconv.ParseFloat(f[10], 64)
		if text == "" || err != nil || conf < 0 {
			continue
		}
		key := strings.Join(f[2:5], ".")
		if _, ok := lines[key]; !ok {
			lines[key] = len(lines)
		}
		w := Word{Text: text, Line: lines[key], Confidence: conf / 100}
		var box [4]float64
		for i := range box {
			n, _ := strconv.Atoi(f[6+i]) // a malformed box is one at the corner
			box[i] = float64(n) * scale
		}
		w.X0, w.Y0, w.X1, w.Y1 = box[0], box[1], box[0]+box[2], box[1]+box[3]
		p.Words = append(p.Words, w)
		sum += w.Confidence
	}
	if len(p.Words) > 0 {
		p.Confidence = sum / float64(len(p.Words))
	}
	return p
}

// run runs a program with a time limit and returns its output.
func (e *Engine) run(ctx context.Context, stdin []byte, program string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin = bytes.NewReader(stdin)
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // its threads cost more than they give
	cmd.WaitDelay = time.Second
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	out, readErr := io.ReadAll(io.LimitReader(pipe, maxOutput+1))
	if len(out) > maxOutput {
		cancel()
		readErr = errors.New("too much output")
	}
	err = errors.Join(readErr, cmd.Wait())
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // it was stopped
	}
	return out, err
}

// failed names a program that did not manage a page.
func (e *Engine) failed(ctx context.Context, program string, page int, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &fault.Error{Code: fault.Timeout, Page: page, What: fmt.Sprintf("%s took longer than %s for the page, which is an image", program, pageTime), Hint: "scan it again at 200 to 300 dots an inch, or leave the page out"}
	}
	return &fault.Error{Code: fault.ProgramFailed, Page: page, What: program + " cannot read the page, which is an image", Hint: "open the file in a viewer and print it to PDF anew"}
}
