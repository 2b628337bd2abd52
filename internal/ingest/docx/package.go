package docx

import (
	"bytes"
	"context"
	"path"
	"strings"

	library "github.com/nguyenthenguyen/docx"

	"parley/internal/ingest/archive"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/xmlscan"
)

// limits bound an Office package. The largest real contract seen has a main part of
// 2 MB; 64 MiB is some 20,000 pages.
var limits = archive.Limits{Files: 5000, Entry: 64 << 20, Total: 256 << 20, Ratio: 200}

// parts is an open Office package: named parts that refer to each other.
type parts struct {
	ctx  context.Context
	zip  *archive.Archive
	data []byte
	main string // name of the main part
	rels []relation
}

// relation is a reference from one part to another, or to the outside.
type relation struct {
	id, kind, target string // kind is the last element of the type's URL: "styles", "footnotes"
	external         bool
}

func openParts(ctx context.Context, data []byte) (*parts, error) {
	z, err := archive.Open(data, limits)
	if err != nil {
		return nil, err
	}
	p := &parts{ctx: ctx, zip: z, data: data}
	if name := z.Twice(); name != "" {
		return nil, fault.New(fault.Damaged, "the file holds two parts named "+name+", and programs disagree which to show",
			"save it anew from Word")
	}
	rels, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range rels {
		if r.kind == "officeDocument" && !r.external && z.Has(r.target) {
			p.main = r.target
		}
	}
	if p.main == "" {
		p.main = p.mainByType()
	}
	if p.main == "" {
		return nil, fault.New(fault.NotADOCX, "there is no Word document in it", "open it in Word and save it as .docx")
	}
	if p.rels, err = p.relations(p.main); err != nil {
		return nil, err
	}
	return p, nil
}

// relations reads the relationships of a part, in file order; "" is the package itself.
func (p *parts) relations(part string) ([]relation, error) {
	dir, base := path.Split(part)
	data, err := p.zip.Read(p.ctx, dir+"_rels/"+base+".rels")
	if err != nil {
		return nil, err
	}
	if data, err = utf8XML(data); err != nil {
		return nil, err
	}
	var rels []relation
	s := xmlscan.New(data)
	for k := s.Next(); k != xmlscan.EOF; k = s.Next() {
		if k != xmlscan.Start || s.Name() != "Relationship" {
			continue
		}
		var r relation
		r.id, _ = s.Attr("Id")
		kind, _ := s.Attr("Type")
		r.kind = path.Base(kind)
		r.target, _ = s.Attr("Target")
		mode, _ := s.Attr("TargetMode")
		if r.external = mode == "External"; !r.external {
			r.target = resolve(part, r.target)
		}
		rels = append(rels, r)
	}
	return rels, nil
}

// resolve turns a relationship's target into a part name.
func resolve(part, target string) string {
	if !strings.HasPrefix(target, "/") {
		target = path.Join("/", path.Dir(part), target)
	}
	return strings.TrimPrefix(path.Clean(target), "/")
}

// mainByType finds the main part by its content type, for packages whose
// relationships are lost.
func (p *parts) mainByType() string {
	data, err := p.zip.Read(p.ctx, "[Content_Types].xml")
	if err != nil {
		return ""
	}
	if data, err = utf8XML(data); err != nil {
		return ""
	}
	s := xmlscan.New(data)
	for k := s.Next(); k != xmlscan.EOF; k = s.Next() {
		if k != xmlscan.Start || s.Name() != "Override" {
			continue
		}
		kind, _ := s.Attr("ContentType")
		name, _ := s.Attr("PartName")
		name = strings.TrimPrefix(name, "/")
		if IsMainType(kind) && p.zip.Has(name) {
			return name
		}
	}
	if p.zip.Has("word/document.xml") {
		return "word/document.xml"
	}
	return ""
}

// IsMainType reports whether a content type is that of the main part of a Word
// document or template, with or without macros.
func IsMainType(contentType string) bool {
	return strings.HasSuffix(contentType, ".main+xml") &&
		(strings.Contains(contentType, "wordprocessingml") || strings.Contains(contentType, "ms-word"))
}

// libraryLimit is the size of a main part, in bytes, up to which the library reads it.
const libraryLimit = 16 << 20

// body is the XML of the main part, in UTF-8.
func (p *parts) body() ([]byte, error) {
	// The library reads the main part only under its usual name, and only beside its
	// relationships; it unpacks no part that was not measured above. It holds the part
	// three times over, which is too much for a large one.
	if p.main == "word/document.xml" && p.zip.Has("word/_rels/document.xml.rels") && p.zip.Size(p.main) <= libraryLimit {
		if doc, err := library.ReadDocxFromMemory(bytes.NewReader(p.data), int64(len(p.data))); err == nil {
			return utf8XML([]byte(doc.Editable().GetContent()))
		}
	}
	data, err := p.zip.Read(p.ctx, p.main)
	if err != nil {
		return nil, err
	}
	return utf8XML(data)
}

// part is the XML of the first part of this kind that the main part refers to, in
// UTF-8; nil when there is none.
func (p *parts) part(kind string) ([]byte, error) {
	for _, r := range p.rels {
		if r.kind == kind && !r.external {
			data, err := p.zip.Read(p.ctx, r.target)
			if err != nil {
				return nil, err
			}
			return utf8XML(data)
		}
	}
	return nil, nil
}
