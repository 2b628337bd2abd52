package ingest

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"parley/internal/contract"
	"parley/internal/ingest/archive"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/mail"
	"parley/internal/ingest/text"
)

// member is a file within a container.
type member struct {
	name string
	size int64
	read func() ([]byte, error)
}

// container reads what is in an archive or a mail. A mail's own text is a document
// only when nothing attached to it is.
func (r *reader) container(ctx context.Context, k kind, name string, data []byte, depth int) ([]*contract.Document, error) {
	if k == kindZip {
		members, err := r.zipMembers(ctx, data)
		if err != nil {
			return nil, named(err, name)
		}
		return r.members(ctx, name, members, depth)
	}
	msg, err := mail.Parse(data, mail.Limits{Parts: r.opt.Limits.Files, Bytes: r.opt.Limits.File, Depth: 20})
	if err != nil {
		return nil, named(err, name)
	}
	docs, err := r.members(ctx, name, attachments(msg), depth)
	if len(docs) > 0 {
		if len(strings.Fields(msg.Text)) >= longLetter {
			docs[0].Warnings = append(docs[0].Warnings, contract.Warning{Code: "letter-left-out",
				Text: "The mail that this came with has a text of its own, which was not read as a contract."})
		}
		return docs, err
	}
	if doc := mailText(msg); doc.Text != "" {
		r.finish(doc, kindMail, name, data)
		if fault.CodeOf(err) == fault.NoDocuments {
			err = nil
		}
		return []*contract.Document{doc}, err
	}
	return nil, err
}

// longLetter is how many words a mail has that may say more than what is attached.
const longLetter = 100

func mailText(msg *mail.Message) *contract.Document {
	doc := text.Plain(msg.Text)
	if doc.Text == "" {
		doc = text.HTML(msg.HTML)
	}
	doc.Type = string(kindMail)
	return doc
}

func attachments(msg *mail.Message) []member {
	var members []member
	for _, a := range msg.Attachments {
		members = append(members, member{a.Name, int64(len(a.Data)), func() ([]byte, error) { return a.Data, nil }})
	}
	return members
}

func (r *reader) zipMembers(ctx context.Context, data []byte) ([]member, error) {
	lim := r.opt.Limits
	z, err := archive.Open(data, archive.Limits{Files: 20 * lim.Files, Entry: lim.File, Total: lim.Unpacked, Ratio: lim.Ratio})
	if err != nil {
		return nil, err
	}
	var members []member
	for _, e := range z.Entries() {
		if !isClutter(e.Name) {
			members = append(members, member{e.Name, e.Size, func() ([]byte, error) { return e.Read(ctx) }})
		}
	}
	return members, nil
}

// isClutter reports whether a file is one that programs leave beside documents.
func isClutter(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") ||
		strings.EqualFold(base, "thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

// members reads the files of a container. Those of a format that is not read are passed
// over, as long as there is one that is.
func (r *reader) members(ctx context.Context, name string, members []member, depth int) ([]*contract.Document, error) {
	var docs []*contract.Document
	var failures []error
	passed := 0
	for _, m := range members {
		full := name + "/" + m.name
		if r.files--; r.files < 0 {
			failures = append(failures, fault.New(fault.TooLarge, fmt.Sprintf("there are more than %d files in it; the rest was not read", r.opt.Limits.Files), "unpack it and read the files one by one").In(name))
			break
		}
		if r.bytes -= m.size; r.bytes < 0 {
			failures = append(failures, fault.New(fault.TooLarge, fmt.Sprintf("its files unpack to more than %d MiB; the rest was not read", r.opt.Limits.Unpacked>>20), "unpack it and read the files one by one").In(name))
			break
		}
		data, err := m.read()
		if err == nil {
			var more []*contract.Document
			more, err = r.read(ctx, full, data, depth+1)
			docs = append(docs, more...)
		}
		if ctx.Err() != nil {
			return docs, named(ctx.Err(), full)
		}
		switch code := fault.CodeOf(err); {
		case err == nil:
		case code == fault.Unsupported, code == fault.Empty, code == fault.NoDocuments:
			passed++
		default:
			failures = append(failures, named(err, full))
		}
	}
	if len(docs) == 0 && len(failures) == 0 {
		return nil, fault.New(fault.NoDocuments, fmt.Sprintf("there is no contract among its %d files", passed), supportedHint).In(name)
	}
	return docs, errors.Join(failures...)
}
