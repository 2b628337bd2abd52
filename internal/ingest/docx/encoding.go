package docx

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"parley/internal/ingest/fault"
)

var declaredEncoding = regexp.MustCompile(`^<\?xml[^>]*\sencoding=["']([A-Za-z0-9._-]+)["']`)

// utf8XML returns XML in UTF-8. Office writes UTF-8; the standard allows UTF-16, and
// other programs write what they like.
func utf8XML(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, &fault.Error{Code: fault.Damaged, What: "its text is not in the encoding it claims", Err: err}
		}
		return out, nil
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return data, nil
	}
	name := "windows-1252"
	if m := declaredEncoding.FindSubmatch(data[:min(len(data), 200)]); m != nil {
		name = string(m[1])
	}
	enc, err := htmlindex.Get(name)
	if err != nil || name == "utf-8" || name == "UTF-8" {
		return bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return bytes.ToValidUTF8(data, []byte("\uFFFD")), nil
	}
	return out, nil
}
