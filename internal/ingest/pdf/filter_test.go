package pdf

import (
	"bytes"
	"compress/zlib"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	tests := []struct{ name, filter, in, want string }{
		// the example of ISO 32000-1, 7.4.4.2
		{"lzw", "LZWDecode", "\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", "-----A---B"},
		{"ascii hex", "ASCIIHexDecode", "48 65 6C 6C 6F>", "Hello"},
		{"ascii 85", "ASCII85Decode", "87cURD]i,\"Ebo80~>", "Hello World!"},
		{"ascii 85 zeros", "A85", "z~>", "\x00\x00\x00\x00"},
		{"run length", "RunLengthDecode", "\x02abc\xfed\x80", "abcddd"},
		{"run length cut short", "RL", "\x05ab", "ab"},
		{"crypt", "Crypt", "as it is", "as it is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := inflater{budget: 1 << 20}
			got, err := in.decode(tt.filter, []byte(tt.in), nil)
			if err != nil || string(got) != tt.want {
				t.Errorf("decode = %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	in := inflater{budget: 4}
	if _, err := in.decode("DCTDecode", []byte("x"), nil); err != errFilter {
		t.Errorf("an image filter gives %v, want errFilter", err)
	}
	if _, err := in.decode("Crypt", []byte("12345"), nil); err != nil {
		t.Error(err)
	}
	if _, err := in.decode("Crypt", []byte("1"), nil); err != errBudget {
		t.Errorf("a spent budget gives %v, want errBudget", err)
	}
}

// TestLZW runs long data through, so that codes of all widths occur.
func TestLZW(t *testing.T) {
	var sb strings.Builder
	for i := range 4000 {
		sb.WriteString(strings.Repeat(string(rune('a'+i%26)), i%7))
		sb.WriteByte(byte(i * 7))
	}
	want := sb.String()
	if got := unlzwEarly(lzwEarly(want), 1<<20); string(got) != want {
		n := 0
		for n < len(got) && n < len(want) && got[n] == want[n] {
			n++
		}
		t.Fatalf("decoded %d bytes of %d, the first %d right", len(got), len(want), n)
	}
}

// lzwEarly encodes with the code width growing one code early.
func lzwEarly(s string) []byte {
	var out []byte
	var acc uint32
	bits, width := 0, 9
	emit := func(code int) {
		acc = acc<<width | uint32(code)
		bits += width
		for bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	codes := map[string]int{}
	next := 258
	clear := func() {
		emit(256)
		codes, next, width = map[string]int{}, 258, 9
		for i := range 256 {
			codes[string([]byte{byte(i)})] = i
		}
	}
	clear()
	cur := ""
	for i := range len(s) {
		c := s[i : i+1]
		if _, ok := codes[cur+c]; ok {
			cur += c
			continue
		}
		emit(codes[cur])
		codes[cur+c] = next
		next++
		switch next {
		case 512, 1024, 2048: // the decoder is one entry behind
			width++
		case 4094:
			clear()
		}
		cur = c
	}
	emit(codes[cur])
	emit(257)
	if bits > 0 {
		out = append(out, byte(acc<<(8-bits)))
	}
	return out
}

func TestInflateKeepsWhatCameBeforeDamage(t *testing.T) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	want := strings.Repeat("the party of the first part ", 400)
	_, _ = w.Write([]byte(want))
	_ = w.Close()
	z := b.Bytes()
	in := inflater{}
	if got := in.inflate(z[:len(z)/2], 1<<20); len(got) == 0 || !strings.HasPrefix(want, string(got)) {
		t.Errorf("half the data gives %d bytes", len(got))
	}
	z[0], z[1] = 0x79, 0 // the header is of no use
	if got := in.inflate(append([]byte("\r\n"), z...), 1<<20); string(got) == want {
		t.Log("a wrong header is tolerated")
	}
	if got := in.inflate(b.Bytes(), 10); len(got) > 10 {
		t.Errorf("the limit of 10 gives %d bytes", len(got))
	}
}

func TestUnpredict(t *testing.T) {
	s := newSample()
	s.page("")
	s.extra = "/Parms << /Predictor 15 /Columns 3 >>"
	f, err := openPlain(s.bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	parms := f.trailer().key("Root").key("Parms")
	rows := "\x00abc" + // none
		"\x01a\x01\x01" + // sub: abc
		"\x02\x01\x01\x01" + // up: bcd
		"\x03\x31\x01\x01" + // average
		"\x04\x00\x00\x00" // Paeth
	want := "abcabcbcdb" // what the first ten bytes are
	got := unpredict([]byte(rows), parms)
	if len(got) != 15 || string(got[:10]) != want {
		t.Errorf("unpredict = %q, want 15 bytes that begin with %q", got, want)
	}
	if got := unpredict([]byte("plain"), nil); string(got) != "plain" {
		t.Errorf("without a predictor data changes to %q", got)
	}
}
