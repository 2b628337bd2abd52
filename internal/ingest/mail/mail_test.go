package mail

import (
	"fmt"
	"strings"
	"testing"

	"parley/internal/ingest/fault"
)

var testLimits = Limits{Parts: 20, Bytes: 1 << 20, Depth: 5}

func letter(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n")) }

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		mail []byte
		want string // text | HTML | attachments
	}{
		{"plain", letter("Subject: Terms", "From: a@example.com", "", "Hello"), "Hello||"},
		{"quoted-printable Latin-1", letter("Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable", "", "F=FCr Sie, a long=", " line"), "Für Sie, a long line||"},
		{"alternatives", letter(`Content-Type: multipart/alternative; boundary="b"`, "", "--b", "Content-Type: text/plain", "", "Text", "--b", "Content-Type: text/html", "", "<p>HTML</p>", "--b--"), "Text|<p>HTML</p>|"},
		{"an attachment", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", "", "See attached.", "--b", "Content-Type: application/pdf", `Content-Disposition: attachment; filename="terms.pdf"`, "Content-Transfer-Encoding: base64", "", "JVBE", " Ri0=", "--b--"), "See attached.||terms.pdf=%PDF-"},
		{"an encoded name", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", `Content-Disposition: attachment; filename="=?utf-8?q?Vertr=C3=A4ge.md?="`, "", "x", "--b--"), "||Verträge.md=x"},
		{"a name in the way of RFC 2231", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", `Content-Disposition: attachment; filename*=UTF-8''Vertr%C3%A4ge.md`, "", "x", "--b--"), "||Verträge.md=x"},
		{"a name with a path", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", `Content-Type: text/plain; name="C:\\dir\\..\\terms.txt"`, "", "x", "--b--"), "||terms.txt=x"},
		{"an attached mail", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", "Content-Type: message/rfc822", "", "Subject: inner", "", "y", "--b--"), "||attached.eml=Subject: inner\r\n\r\ny"},
		{"nested parts", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", `Content-Type: multipart/related; boundary=c`, "", "--c", "", "deep", "--c--", "--b--"), "deep||"},
		{"an end that is missing", letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", "", "kept"), "kept||"},
		{"an unknown character set", letter("Content-Type: text/plain; charset=x-none", "", "a\xffb"), "a\uFFFDb||"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse(tt.mail, testLimits)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.TrimSpace(m.Text) + "|" + m.HTML + "|"
			for _, a := range m.Attachments {
				got += a.Name + "=" + string(a.Data)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	m, err := Parse(letter("Subject: =?iso-8859-1?q?Gr=FC=DFe?=", "From: =?utf-8?b?QWxhbg==?= <a@example.com>", "Date: today", "", "x"), testLimits)
	if err != nil || m.Subject != "Grüße" || m.From != "Alan <a@example.com>" || m.Date != "today" {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestLimits(t *testing.T) {
	part := "--b\r\n\r\nx\r\n"
	nest := ""
	for i := range 10 {
		nest += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	tests := map[string]struct {
		mail string
		want fault.Code
	}{
		"too many parts":  {"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat(part, 50) + "--b--", fault.TooLarge},
		"too many bytes":  {"Subject: x\r\n\r\n" + strings.Repeat("y", 2<<20), fault.TooLarge},
		"too deep":        {nest + "\r\nx", fault.TooLarge},
		"no header":       {"no header at all", fault.Damaged},
		"nothing amiss":   {"Subject: x\r\n\r\ny", ""},
		"a part too long": {"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + strings.Repeat("AAAA", 1<<19) + "\r\n--b--", fault.TooLarge},
	}
	for name, tt := range tests {
		if _, err := Parse([]byte(tt.mail), testLimits); fault.CodeOf(err) != tt.want {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(letter(`Content-Type: multipart/mixed; boundary=b`, "", "--b", "Content-Type: application/pdf", `Content-Disposition: attachment; filename="=?utf-8?q?a?="`, "Content-Transfer-Encoding: base64", "", "JVBERi0=", "--b", "Content-Transfer-Encoding: quoted-printable", "", "=41", "--b--"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data, testLimits)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		for _, a := range m.Attachments {
			if a.Name == "" || strings.ContainsAny(a.Name, `/\`) {
				t.Fatalf("an attachment named %q", a.Name)
			}
		}
	})
}
