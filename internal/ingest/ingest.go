// Package ingest turns the bytes of a file into Documents, whatever its format.
//
// The format is told from what the bytes are, not from the name. Nothing is fetched
// from outside the file, nothing in it is run, and everything that reads it is bounded
// in size, depth and time.
package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/docx"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/locked"
	"parley/internal/ingest/office"
	"parley/internal/ingest/pdf"
	"parley/internal/ingest/text"
)

// Error is why a file could not be read; its codes are those of package fault.
type Error = fault.Error

// Source is a file to read: Data when it is not nil, else the file at Path.
type Source struct {
	Name string // what to call it; by default the base name of Path
	Path string
	Data []byte
}

// Revisions says what to do with tracked changes.
type Revisions string

// Tracked changes are accepted unless the original is asked for.
const (
	Accepted Revisions = "accepted"
	Original Revisions = "original"
)

// Options say how files are read. The zero value is right for most.
type Options struct {
	Password  string    // for encrypted files
	Revisions Revisions // of Word documents; "" is Accepted
	NoOCR     bool      // leave pages that are only images empty
	Languages []string  // for OCR, as tesseract names them ("eng"); empty to choose
	Limits    Limits

	// Isolated reads PDFs in child processes, as files that are not trusted should be;
	// nil reads them in this one.
	Isolated *pdf.Isolated
}

// Limits bound what a file may cost. A zero field stands for its default.
type Limits struct {
	File     int64         // bytes of a file as it comes, and of one within an archive; 256 MiB
	Unpacked int64         // bytes of all files within an archive; 1 GiB
	Files    int           // files within an archive or mail, those within those included; 1000
	Depth    int           // archives and mails within each other; 3
	Ratio    int64         // of unpacked to packed size within an archive; 200
	Time     time.Duration // for one document; 5 minutes
}

func (l Limits) withDefaults() Limits {
	def := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.File, 256<<20)
	def(&l.Unpacked, 1<<30)
	def(&l.Ratio, 200)
	if l.Files <= 0 {
		l.Files = 1000
	}
	if l.Depth <= 0 {
		l.Depth = 3
	}
	if l.Time <= 0 {
		l.Time = 5 * time.Minute
	}
	return l
}

// Read reads a file into Documents: one, or for a mail or an archive one for each
// contract in it. Of those, what can be read is returned even when something else in it
// cannot; the error then joins an *Error for each. Any other error is a single *Error.
func Read(ctx context.Context, src Source, opt Options) ([]*contract.Document, error) {
	opt.Limits = opt.Limits.withDefaults()
	if src.Name == "" {
		src.Name = filepath.Base(src.Path)
	}
	data := src.Data
	if data == nil {
		var err error
		if data, err = load(src.Path, opt.Limits.File); err != nil {
			return nil, named(err, src.Name)
		}
	}
	if int64(len(data)) > opt.Limits.File {
		return nil, tooLarge(opt.Limits.File).In(src.Name)
	}
	r := &reader{opt: opt, files: opt.Limits.Files, bytes: opt.Limits.Unpacked}
	docs, err := r.read(ctx, src.Name, data, 0)
	return docs, err
}

// load reads a file from disk.
func load(path string, limit int64) ([]byte, error) {
	// Without O_NONBLOCK, opening a pipe waits for its writer, and no signal ends that.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, openError(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, openError(err)
	case info.IsDir():
		return nil, fault.New(fault.Unsupported, "this is a folder", "name the files in it")
	case !info.Mode().IsRegular():
		return nil, fault.New(fault.NotReadable, "this is not a regular file", "save it as a file first")
	case info.Size() > limit:
		return nil, tooLarge(limit)
	}
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, openError(err)
	}
	return data, nil
}

func openError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Code: fault.NotFound, Err: err, What: "there is no such file", Hint: "check the path"}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Code: fault.NotReadable, Err: err, What: "no permission to read the file", Hint: "change its permissions, or copy it"}
	}
	return &Error{Code: fault.NotReadable, Err: err, What: "the file cannot be read from disk", Hint: "copy it elsewhere and try again"}
}

func tooLarge(limit int64) *Error {
	return fault.New(fault.TooLarge, fmt.Sprintf("the file is larger than %d MiB", limit>>20), "split it, or leave out its pictures")
}

// reader reads one file and what is in it.
type reader struct {
	opt   Options
	files int   // how many more files may be read
	bytes int64 // how many more bytes may be unpacked
}

// read reads a file of any format. depth is how many containers it is in.
func (r *reader) read(ctx context.Context, name string, data []byte, depth int) ([]*contract.Document, error) {
	k, err := detect(name, data)
	content := data
	if k == kindLocked {
		if content, err = locked.Unlock(ctx, data, r.opt.Password); err == nil {
			k, err = detect(name, content)
		}
	}
	if err != nil {
		return nil, named(err, name)
	}
	if k.container() {
		if depth >= r.opt.Limits.Depth {
			return nil, fault.New(fault.TooDeep, fmt.Sprintf("archives and mails are within each other more than %d deep", r.opt.Limits.Depth), "unpack it first").In(name)
		}
		return r.container(ctx, k, name, content, depth)
	}
	doc, err := r.document(ctx, k, name, content)
	if err != nil {
		return nil, named(err, name)
	}
	r.finish(doc, k, name, data)
	return []*contract.Document{doc}, nil
}

// document reads a file that is one document, within the time for one.
func (r *reader) document(ctx context.Context, k kind, name string, data []byte) (*contract.Document, error) {
	limited, cancel := context.WithTimeout(ctx, r.opt.Limits.Time)
	defer cancel()
	doc, err := r.parse(limited, k, name, data)
	if err != nil {
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			return nil, &Error{Code: fault.Timeout, Err: err, What: fmt.Sprintf("reading it took longer than %s", r.opt.Limits.Time), Hint: "split the file"}
		}
		return nil, err
	}
	if doc.Text == "" {
		return nil, fault.New(fault.NoText, "there are no words in it", "check that it is the right file")
	}
	return doc, nil
}

// finish sets what is known of every document, whatever its format. data is the file as
// it came.
func (r *reader) finish(doc *contract.Document, k kind, name string, data []byte) {
	sum := sha256.Sum256(data)
	doc.Name, doc.SHA256 = name, hex.EncodeToString(sum[:])
	if w, ok := misnamed(k, name); ok {
		doc.Warnings = append(doc.Warnings, w)
	}
	tellLanguage(doc)
}

func (r *reader) parse(ctx context.Context, k kind, name string, data []byte) (*contract.Document, error) {
	switch k {
	case kindPDF:
		opt := pdf.Options{Name: name, Password: r.opt.Password, NoOCR: r.opt.NoOCR, Languages: r.opt.Languages}
		if r.opt.Isolated != nil {
			return r.opt.Isolated.Read(ctx, data, opt)
		}
		return pdf.Read(ctx, data, opt)
	case kindDOCX:
		return docx.Read(ctx, data, docx.Options{Original: r.opt.Revisions == Original})
	case kindDOC, kindODT, kindRTF:
		return r.convert(ctx, k, data)
	}
	if len(data) > textLimit {
		return nil, tooLarge(textLimit)
	}
	words, ok := text.Decode(data)
	if !ok {
		return nil, fault.New(fault.Unsupported, "the file is no text and of no format known here", supportedHint)
	}
	switch k {
	case kindMarkdown:
		return text.Markdown(words), nil
	case kindHTML:
		return text.HTML(words), nil
	case kindRST:
		return text.RST(words), nil
	}
	return text.Plain(words), nil
}

// textLimit is the size of the largest text that is read, in bytes: some ten thousand
// pages. Readers of text cannot be stopped in their midst.
const textLimit = 32 << 20

// convert reads a file that LibreOffice first turns into a Word file.
func (r *reader) convert(ctx context.Context, k kind, data []byte) (*contract.Document, error) {
	converted, err := office.Convert(ctx, data, string(k))
	if err != nil {
		return nil, err
	}
	doc, err := docx.Read(ctx, converted, docx.Options{Original: r.opt.Revisions == Original})
	if err != nil {
		return nil, err
	}
	doc.Type = string(k)
	for i := range doc.Blocks { // paragraphs of a file that nobody has
		doc.Blocks[i].Origin = 0
	}
	return doc, nil
}

// named makes any error an *Error that names the file.
func named(err error, name string) error {
	var f *Error
	if errors.As(err, &f) {
		return f.In(name)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Code: fault.Cancelled, File: name, What: "reading was stopped", Err: err}
	}
	return &Error{Code: fault.Damaged, File: name, What: "the file cannot be read: " + err.Error(), Err: err}
}
