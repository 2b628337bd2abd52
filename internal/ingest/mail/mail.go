// Package mail takes electronic mail apart.
package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"parley/internal/ingest/fault"
)

// Message is a mail: its own text, and what is attached to it.
type Message struct {
	Subject, From, Date string
	Text                string // the text as typed, in UTF-8; "" when there is only HTML
	HTML                string
	Attachments         []Attachment
}

// Attachment is a file that came with a mail.
type Attachment struct {
	Name string // a base name; never empty
	Data []byte
}

// Limits bound what a mail may hold.
type Limits struct {
	Parts int   // parts of all kinds
	Bytes int64 // of all parts, decoded
	Depth int   // parts within parts
}

// errTooMany stops the walk when a limit is met.
var errTooMany = errors.New("limit met")

// Parse takes a mail apart. Attached mails are attachments, not taken apart. What is
// broken in one part does not keep the others from being read.
func Parse(data []byte, lim Limits) (*Message, error) {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, &fault.Error{Code: fault.Damaged, What: "the mail's header is damaged", Hint: "save the mail anew as .eml", Err: err}
	}
	p := &parser{lim: lim, msg: &Message{
		Subject: decodeWord(m.Header.Get("Subject")),
		From:    decodeWord(m.Header.Get("From")),
		Date:    m.Header.Get("Date"),
	}}
	err = p.part(header{m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Header.Get("Content-Disposition")}, m.Body, 0)
	if errors.Is(err, errTooMany) {
		return nil, fault.New(fault.TooLarge, fmt.Sprintf("the mail has more than %d parts, or more than %d MiB in them", lim.Parts, lim.Bytes>>20), "save its attachments and read those")
	}
	return p.msg, nil
}

type parser struct {
	lim   Limits
	msg   *Message
	parts int
	bytes int64
}

type header struct{ contentType, encoding, disposition string }

// part reads one part and those within it.
func (p *parser) part(h header, body io.Reader, depth int) error {
	if p.parts++; p.parts > p.lim.Parts || depth > p.lim.Depth {
		return errTooMany
	}
	kind, params, err := mime.ParseMediaType(h.contentType)
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		r := multipart.NewReader(body, params["boundary"])
		for {
			part, err := r.NextRawPart()
			if err != nil { // the end, or a boundary is missing: what came before stands
				return nil
			}
			sub := header{part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part.Header.Get("Content-Disposition")}
			if err := p.part(sub, part, depth+1); err != nil {
				return err
			}
		}
	}
	data, err := io.ReadAll(io.LimitReader(decoder(h.encoding, body), p.lim.Bytes-p.bytes+1))
	if p.bytes += int64(len(data)); p.bytes > p.lim.Bytes {
		return errTooMany
	}
	if err != nil && len(data) == 0 {
		return nil
	}
	p.keep(h, kind, params, data)
	return nil
}

// keep sorts a part that has no parts: the mail's own text, or an attachment.
func (p *parser) keep(h header, kind string, params map[string]string, data []byte) {
	disposition, dispositionParams, _ := mime.ParseMediaType(h.disposition)
	name := dispositionParams["filename"]
	if name == "" {
		name = params["name"]
	}
	name = path.Base(strings.ReplaceAll(decodeWord(name), `\`, "/"))
	attached := disposition == "attachment" || name != "." && name != "/"
	switch {
	case kind == "text/plain" && !attached:
		p.msg.Text += toUTF8(data, params["charset"])
	case kind == "text/html" && !attached:
		p.msg.HTML += toUTF8(data, params["charset"])
	case kind == "message/rfc822" && (name == "." || name == "/"):
		p.attach("attached.eml", data)
	case attached && name != "." && name != "/":
		p.attach(name, data)
	case attached:
		p.attach("attachment", data)
	}
}

func (p *parser) attach(name string, data []byte) {
	p.msg.Attachments = append(p.msg.Attachments, Attachment{Name: name, Data: data})
}

func decoder(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &onlyBase64{r: r})
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// onlyBase64 leaves out of a stream what does not belong to base64: some mailers put
// spaces and other characters between the lines.
type onlyBase64 struct{ r io.Reader }

func (o *onlyBase64) Read(p []byte) (int, error) {
	for {
		n, err := o.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// decodeWord decodes a header's encoded words ("=?utf-8?q?…?=").
func decodeWord(s string) string {
	d := mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		enc, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return enc.NewDecoder().Reader(r), nil
	}}
	out, err := d.DecodeHeader(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ToValidUTF8(out, "\uFFFD")
}

func toUTF8(data []byte, charset string) string {
	if enc, err := htmlindex.Get(charset); err == nil && charset != "" {
		if out, err := enc.NewDecoder().Bytes(data); err == nil {
			return string(out)
		}
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}
