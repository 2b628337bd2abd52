package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"hash/crc32"
	"strings"
	"testing"

	"parley/internal/ingest/fault"
)

func pack(t testing.TB, files ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i+1 < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

var testLimits = Limits{Files: 5, Entry: 20 << 20, Total: 128 << 20, Ratio: 200}

func TestOpenRefuses(t *testing.T) {
	zeros := strings.Repeat("\x00", 11<<20)
	tests := []struct {
		name string
		data []byte
		want fault.Code
	}{
		{"no zip", []byte("PK\x03\x04"), fault.Damaged},
		{"cut off", pack(t, "a", "text")[:40], fault.Damaged},
		{"too many entries", pack(t, "a", "", "b", "", "c", "", "d", "", "e", "", "f", ""), fault.TooLarge},
		{"a bomb", pack(t, "a.xml", zeros), fault.Suspicious},
		{"an entry too large", pack(t, "a.xml", strings.Repeat(zeros, 2)), fault.TooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Open(tt.data, testLimits); fault.CodeOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if _, err := Open(pack(t, "word/media/drawing.emf", zeros), testLimits); err != nil {
		t.Errorf("a drawing that is packed tightly: %v", err)
	}
	loose := testLimits
	loose.Total, loose.Ratio = 20<<20, 0
	if _, err := Open(pack(t, "a", zeros, "b", zeros), loose); fault.CodeOf(err) != fault.TooLarge {
		t.Errorf("too much in all: %v", err)
	}
}

func TestRead(t *testing.T) {
	a, err := Open(pack(t, "Word/Document.xml", "text", `..\..\evil`, "x", "/abs", "y"), testLimits)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if got, err := a.Read(ctx, "word/document.XML"); err != nil || string(got) != "text" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := a.Read(ctx, "missing"); got != nil || err != nil {
		t.Errorf("a missing entry: %q, %v", got, err)
	}
	for i, want := range []string{"Word/Document.xml", "evil", "abs"} {
		if got := a.Entries()[i].Name; got != want {
			t.Errorf("name %d: got %q, want %q", i, got, want)
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := a.Read(cancelled, "word/document.xml"); err == nil {
		t.Error("read although cancelled")
	}
}

// TestDeclaredSizeIsKept stores an entry that unpacks to more than its directory says.
func TestDeclaredSizeIsKept(t *testing.T) {
	packed := pack(t, "a.xml", strings.Repeat("x", 1<<20))
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	src, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	header := src.File[0].FileHeader
	header.UncompressedSize64 = 10
	header.CRC32 = crc32.ChecksumIEEE([]byte("xxxxxxxxxx"))
	raw, err := src.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	w, err := z.CreateRaw(&header)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(raw); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(body.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := Open(buf.Bytes(), testLimits)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := a.Read(context.Background(), "a.xml"); err == nil || len(data) > 1<<16 {
		t.Errorf("read %d bytes of 10, %v", len(data), err)
	}
}

func TestTwice(t *testing.T) {
	a, err := Open(pack(t, "a", "1", "A", "2"), testLimits)
	if err != nil {
		t.Fatal(err)
	}
	if a.Twice() != "A" {
		t.Errorf("got %q", a.Twice())
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(pack(f, "a/b.xml", "text", "c", ""))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Open(data, Limits{Files: 100, Entry: 1 << 20, Total: 2 << 20, Ratio: 100})
		if err != nil {
			return
		}
		for _, e := range a.Entries() {
			if body, _ := e.Read(context.Background()); len(body) > 1<<20 {
				t.Fatalf("%q unpacks to %d bytes", e.Name, len(body))
			}
		}
	})
}
