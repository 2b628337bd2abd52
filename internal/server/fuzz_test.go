package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParseDeal holds that what is accepted as a deal survives being written and read.
func FuzzParseDeal(f *testing.F) {
	f.Add([]byte(`{"side": "customer", "data": ["health"], "value": 1e300, "location": "eu"}`))
	f.Add([]byte(`{"side": 1}`))
	f.Add([]byte(`{} {}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parseDeal(text)
		if err != nil {
			if err.Error() == "" || strings.Contains(err.Error(), "contract.Deal") {
				t.Errorf("%q is no message for a person", err)
			}
			return
		}
		written, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseDeal(written)
		if len(bytes.TrimSpace(text)) > 0 && (err != nil || !bytes.Equal(written, rewritten(again))) {
			t.Errorf("%s became %+v, %v", written, again, err)
		}
	})
}

func rewritten(v any) []byte {
	b, _ := json.Marshal(v)
	return b
}

// FuzzCleanName holds that a name can stand in a line, a header and a path.
func FuzzCleanName(f *testing.F) {
	for _, name := range []string{"msa.pdf", "../x", "a\r\nb", "\u202e", strings.Repeat("ü", 300), ".", ""} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := cleanName(name)
		if got == "" || len(got) > 200 || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\r\n\x00") || cleanName(got) != got {
			t.Errorf("cleanName(%q) = %q, then %q", name, got, cleanName(got))
		}
	})
}

// FuzzUpload holds that no body brings more than a problem document out of the server.
func FuzzUpload(f *testing.F) {
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"side\"\r\n\r\nsupplier\r\n--b--\r\n"))
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.exe\"\r\n\r\nMZ\r\n--b--\r\n"))
	f.Add([]byte("--b\r\n\r\n\r\n--b"))
	s := newScene(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		s.t = t
		r := s.request(http.MethodPost, API+"/documents", bytes.NewReader(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		if w := s.do(r); w.Code >= 500 {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
