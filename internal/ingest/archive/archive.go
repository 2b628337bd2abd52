// Package archive opens zip files within limits.
//
// Nothing is unpacked until it is asked for. The sizes that the directory declares
// are checked first; archive/zip then refuses an entry that holds more than declared,
// so that the check cannot be lied to.
package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"parley/internal/ingest/fault"
)

// Limits bound what an archive may hold. A zero field is no limit.
type Limits struct {
	Files int   // entries
	Entry int64 // bytes of one entry, unpacked
	Total int64 // bytes of all entries that are not media, unpacked
	Ratio int64 // unpacked to packed size of an entry over 10 MiB that is not media
}

// ratioFrom is the size below which an entry may be packed as tightly as it likes.
const ratioFrom = 10 << 20

// Archive is an open zip file.
type Archive struct {
	entries []Entry
	byName  map[string]int // lower-case name to index into entries
	twice   string
}

// Entry is one file in an archive.
type Entry struct {
	Name  string // with forward slashes, without "." and ".." or a leading slash
	Size  int64  // unpacked, as declared
	file  *zip.File
	limit int64
}

// Open reads the directory of the zip file data and checks it against lim.
func Open(data []byte, lim Limits) (*Archive, error) {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, &fault.Error{Code: fault.Damaged, Err: err,
			What: "the archive is damaged or cut off: its directory cannot be read",
			Hint: "get the file again from whoever sent it"}
	}
	if lim.Files > 0 && len(zr.File) > lim.Files {
		return nil, fault.New(fault.TooLarge, fmt.Sprintf("the archive has %d entries, more than the %d allowed", len(zr.File), lim.Files),
			"unpack it and read the files one by one")
	}
	a := &Archive{byName: make(map[string]int, len(zr.File))}
	var total int64
	for _, f := range zr.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		e := Entry{Name: cleanName(f.Name), Size: int64(f.UncompressedSize64), file: f, limit: lim.Entry}
		if !isMedia(e.Name) {
			if err := e.check(lim); err != nil {
				return nil, err
			}
			if total += e.Size; lim.Total > 0 && total > lim.Total {
				return nil, fault.New(fault.TooLarge, "the archive unpacks to more than "+bytesText(lim.Total),
					"unpack it and read the files one by one")
			}
		}
		key := strings.ToLower(e.Name)
		if _, dup := a.byName[key]; dup {
			a.twice = e.Name
		} else {
			a.byName[key] = len(a.entries)
		}
		a.entries = append(a.entries, e)
	}
	return a, nil
}

func (e Entry) check(lim Limits) error {
	if e.Size < 0 || lim.Entry > 0 && e.Size > lim.Entry {
		return fault.New(fault.TooLarge, fmt.Sprintf("%q in the archive unpacks to more than %s", e.Name, bytesText(lim.Entry)), "")
	}
	packed := max(int64(e.file.CompressedSize64), 1)
	if lim.Ratio > 0 && e.Size > ratioFrom && e.Size/packed > lim.Ratio {
		return fault.New(fault.Suspicious, fmt.Sprintf("%q in the archive unpacks to %d times its size", e.Name, e.Size/packed),
			"it looks like a zip bomb; if you trust it, save the document anew from its own program")
	}
	return nil
}

// growLimit is how much memory is taken on the word of a directory, in bytes.
const growLimit = 64 << 20

// Entries are the archive's files in the order of its directory.
func (a *Archive) Entries() []Entry { return a.entries }

// Twice is the name of an entry that another one has too, or "". Programs disagree
// which of the two they show.
func (a *Archive) Twice() string { return a.twice }

// Has reports whether there is an entry of this name, in whatever case.
func (a *Archive) Has(name string) bool {
	_, ok := a.byName[strings.ToLower(name)]
	return ok
}

// Size is the unpacked size of the entry of this name, in whatever case; 0 when there is none.
func (a *Archive) Size(name string) int64 {
	if i, ok := a.byName[strings.ToLower(name)]; ok {
		return a.entries[i].Size
	}
	return 0
}

// Read unpacks the entry of this name, in whatever case; nil when there is none.
func (a *Archive) Read(ctx context.Context, name string) ([]byte, error) {
	i, ok := a.byName[strings.ToLower(name)]
	if !ok {
		return nil, nil
	}
	return a.entries[i].Read(ctx)
}

// Read unpacks the entry.
func (e Entry) Read(ctx context.Context) ([]byte, error) {
	if e.file.Flags&1 != 0 {
		return nil, fault.New(fault.PasswordNeeded, fmt.Sprintf("%q in the archive is encrypted", e.Name), "unpack it with its password first")
	}
	r, err := e.file.Open()
	if err != nil {
		return nil, damaged(e.Name, err)
	}
	defer r.Close()
	limit := e.Size
	if e.limit > 0 {
		limit = min(limit, e.limit)
	}
	var buf bytes.Buffer
	buf.Grow(int(min(limit, growLimit)) + bytes.MinRead)
	for buf.Len() <= int(limit) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := io.CopyN(&buf, r, 1<<20)
		if err == io.EOF {
			return buf.Bytes(), nil
		}
		if err != nil {
			return buf.Bytes(), damaged(e.Name, err)
		}
		if n == 0 {
			break
		}
	}
	return nil, fault.New(fault.TooLarge, fmt.Sprintf("%q in the archive unpacks to more than it says", e.Name), "")
}

func damaged(name string, err error) error {
	return &fault.Error{Code: fault.Damaged, Err: err,
		What: fmt.Sprintf("%q in the archive is damaged", name), Hint: "get the file again from whoever sent it"}
}

// cleanName makes a foreign path harmless: an archive's paths are only ever names here.
func cleanName(name string) string {
	return strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/")
}

// isMedia reports whether an entry is a picture, font, film or sound. Those are never
// unpacked, and a drawing may well be packed at more than 200 to 1.
func isMedia(name string) bool {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		switch strings.ToLower(name[i+1:]) {
		case "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "svg", "webp", "heic", "ico",
			"ttf", "otf", "odttf", "fntdata", "mp3", "mp4", "wav", "avi", "mov", "wdp":
			return true
		}
	}
	return strings.Contains(name, "/media/") || strings.Contains(name, "/embeddings/")
}

func bytesText(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }
