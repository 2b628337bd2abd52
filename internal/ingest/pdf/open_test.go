package pdf

import (
	"bytes"
	"context"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"parley/internal/ingest/fault"
)

// encrypt encrypts a file with pdfcpu.
func encrypt(t *testing.T, data []byte, conf *model.Configuration) []byte {
	t.Helper()
	api.DisableConfigDir()
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(data), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEncryption(t *testing.T) {
	plain := longContract(2).bytes()
	want := readBytes(t, plain).Text
	tests := []struct {
		name string
		conf func(user, owner string) *model.Configuration
	}{
		{"AES-256", func(u, o string) *model.Configuration { return model.NewAESConfiguration(u, o, 256) }},
		{"AES-128", func(u, o string) *model.Configuration { return model.NewAESConfiguration(u, o, 128) }},
		{"RC4-128", func(u, o string) *model.Configuration { return model.NewRC4Configuration(u, o, 128) }},
		{"RC4-40", func(u, o string) *model.Configuration { return model.NewRC4Configuration(u, o, 40) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			open := encrypt(t, plain, tt.conf("", "owner"))
			doc, err := Read(context.Background(), open, Options{NoOCR: true})
			if err != nil {
				t.Fatalf("with an empty password: %v", err)
			}
			if doc.Text != want {
				t.Errorf("the text differs: %.80q", doc.Text)
			}
			locked := encrypt(t, plain, tt.conf("secret", "owner"))
			for _, p := range []struct {
				password string
				code     fault.Code
			}{{"", fault.PasswordNeeded}, {"wrong", fault.PasswordWrong}, {"secret", ""}} {
				doc, err := Read(context.Background(), locked, Options{NoOCR: true, Password: p.password})
				if code := fault.CodeOf(err); code != p.code {
					t.Errorf("password %q: error %v, want code %q", p.password, err, p.code)
				}
				if p.code == "" && err == nil && doc.Text != want {
					t.Errorf("password %q: the text differs", p.password)
				}
			}
		})
	}
}

// TestIdentity relies on the layout of the library's values, which the cache needs.
func TestIdentity(t *testing.T) {
	s := longContract(2)
	f, err := openPlain(s.bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	pages := f.pageNodes()
	if len(pages) != 2 {
		t.Fatalf("%d pages, want 2", len(pages))
	}
	a, b := pages[0].key("Resources").key("Font").key("F1"), pages[1].key("Resources").key("Font").key("F1")
	if a == nil || a != b || a.ref.id != regularID {
		t.Errorf("one font met twice is %p and %p, reference %v", a, b, a.ref)
	}
	if streamOffset(pages[0].key("Contents").value) == 0 {
		t.Error("the place of a stream's data is not found")
	}
}

func TestSound(t *testing.T) {
	good := string(longContract(1).bytes())
	packed := string(longContract(1).packed())
	replace := func(s, old, new string) string {
		if !bytes.Contains([]byte(s), []byte(old)) {
			t.Fatalf("%q is not in the sample", old)
		}
		return string(bytes.Replace([]byte(s), []byte(old), []byte(new), 1))
	}
	tests := []struct {
		name, data string
		want       bool
	}{
		{"a table", good, true},
		{"a stream", packed, true},
		{"huge size", replace(good, "/Size ", "/Size 99999999"), false},
		{"huge subsection", replace(good, "xref\n0 ", "xref\n0 999999999\n0 "), false},
		{"negative subsection", replace(good, "xref\n0 ", "xref\n-5 "), false},
		{"huge width", replace(packed, "/W [1 3 2]", "/W [1 99999999 2]"), false},
		{"huge index", replace(packed, "/W [1 3 2]", "/W [1 3 2] /Index [99999999 5]"), false},
		{"no start", replace(good, "startxref", "startxxxx"), false},
		{"start out of the file", replace(good, "startxref\n", "startxref\n99999"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := sound([]byte(tt.data)); got != tt.want {
				t.Errorf("sound = %v, want %v", got, tt.want)
			}
		})
	}
}
