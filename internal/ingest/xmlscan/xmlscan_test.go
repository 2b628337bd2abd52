package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// walkAll renders the whole walk: "<p:a", ">a" for an End, "'text'".
func walkAll(s *Scanner) string {
	var b strings.Builder
	for k := s.Next(); k != EOF; k = s.Next() {
		switch k {
		case Start:
			fmt.Fprintf(&b, "<%s:%s ", s.Prefix(), s.Name())
		case End:
			fmt.Fprintf(&b, ">%s ", s.Name())
		case Text:
			fmt.Fprintf(&b, "'%s' ", s.AppendText(nil))
		}
	}
	return strings.TrimSpace(b.String())
}

func TestNext(t *testing.T) {
	tests := []struct {
		name, xml, want string
		err             error
		broken          bool
	}{
		{"elements and text", `<w:a x="1">t<b/></w:a>`, "<w:a 't' <:b >b >a", nil, false},
		{"byte order mark, declaration, comment", "\xef\xbb\xbf<?xml version='1.0'?><!-- <c> --><a/>", "<:a >a", nil, false},
		{"entities", `<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</a>`, `<:a '<&>"'AB' >a`, nil, false},
		{"unknown entities stay", `<a>&nbsp; &x &; &#xZZ;</a>`, `<:a '&nbsp; &x &; &#xZZ;' >a`, nil, false},
		{"forbidden characters", `<a>&#0;&#x110000;</a>`, "<:a '\uFFFD\uFFFD' >a", nil, false},
		{"character data", `<a><![CDATA[<b> &amp;]]></a>`, `<:a '<b> &amp;' >a`, nil, false},
		{"a bracket in an attribute", `<a x=">" y='"'/>`, "<:a >a", nil, false},
		{"an end that is missing", `<a><b>t</a>`, "<:a <:b 't' >b >a", nil, true},
		{"an end astray", `<a></b>t</a>`, "<:a 't' >a", nil, true},
		{"cut off in text", `<a>te`, "<:a 'te'", ErrCut, false},
		{"cut off in a tag", `<a><b x="`, "<:a", ErrCut, false},
		{"cut off in a comment", `<a><!-- `, "<:a", ErrCut, false},
		{"a document type", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "", ErrDoctype, false},
		{"no name", `<a>< b></a>`, "<:a", ErrSyntax, false},
		{"a tag within a tag", `<a <b/>`, "", ErrSyntax, false},
		{"an end before any start", `</a><b/>`, "<:b >b", nil, true},
		{"nothing", ``, "", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := New([]byte(tt.xml))
			if got := walkAll(s); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if !errors.Is(s.Err(), tt.err) || s.Broken() != tt.broken {
				t.Errorf("err %v, broken %v; want %v, %v", s.Err(), s.Broken(), tt.err, tt.broken)
			}
			if s.Next() != EOF {
				t.Error("the walk goes on after its end")
			}
		})
	}
}

func TestDepthIsBounded(t *testing.T) {
	s := New([]byte(strings.Repeat("<a>", MaxDepth+1)))
	walkAll(s)
	if !errors.Is(s.Err(), ErrDepth) {
		t.Errorf("got %v", s.Err())
	}
}

func TestAttributes(t *testing.T) {
	s := New([]byte(`<w:a w:val = "1 &lt; 2" xmlns:w='urn:w' xmlns="urn:d" w14:id='x' broken />`))
	s.Next()
	for name, want := range map[string]string{"val": "1 < 2", "id": "x"} {
		if got, ok := s.Attr(name); !ok || got != want {
			t.Errorf("%s: got %q, %v", name, got, ok)
		}
	}
	if _, ok := s.Attr("va"); ok {
		t.Error("found an attribute by part of its name")
	}
	if got, _ := s.Space("w"); got != "urn:w" {
		t.Errorf("namespace of w: %q", got)
	}
	if got, _ := s.Space(""); got != "urn:d" {
		t.Errorf("default namespace: %q", got)
	}
}

func TestSkip(t *testing.T) {
	s := New([]byte(`<a><b><b>x</b></b><c/></a>`))
	s.Next()
	s.Next()
	s.Skip()
	if s.Next() != Start || s.Name() != "c" {
		t.Errorf("after the skip comes %q", s.Name())
	}
}

func TestOffsets(t *testing.T) {
	const doc = `<a>one<b/>two</a>`
	s := New([]byte(doc))
	var texts []string
	for k := s.Next(); k != EOF; k = s.Next() {
		if k == Text {
			texts = append(texts, doc[s.Offset():s.After()])
		}
	}
	if got := strings.Join(texts, "|"); got != "one|two" {
		t.Errorf("got %s", got)
	}
}

// FuzzScanner holds the scanner against the standard library on what that takes for
// well-formed, and to its bounds on everything.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{`<a x="1"><b>t&amp;</b><!--c--></a>`, `<w:p xmlns:w="u"><w:t>x</w:t></w:p>`, `<a><![CDATA[x]]></a>`, `<a><b></a>`, `<?x?><a/>`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := New(data)
		got := walkAll(s)
		if s.Depth() > MaxDepth {
			t.Fatalf("%d deep", s.Depth())
		}
		want, err := standard(data)
		if err != nil || s.Err() != nil || s.Broken() || bytes.IndexByte(data, '\r') >= 0 { // the library turns \r\n into \n
			return
		}
		if got != want {
			t.Errorf("got  %s\nwant %s\nerr %v", got, want, s.Err())
		}
	})
}

// standard is walkAll by encoding/xml, for documents without the document
// types that the scanner refuses.
func standard(data []byte) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return strings.TrimSpace(b.String()), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<%s:%s ", token.Name.Space, token.Name.Local)
		case xml.EndElement:
			fmt.Fprintf(&b, ">%s ", token.Name.Local)
		case xml.CharData:
			fmt.Fprintf(&b, "'%s' ", token)
		case xml.Directive:
			return "", errors.New("directive")
		}
	}
}

func BenchmarkScanner(b *testing.B) {
	data := []byte("<w:body>" + strings.Repeat(`<w:p w:rsidR="00A1"><w:pPr><w:pStyle w:val="Body"/></w:pPr><w:r><w:t xml:space="preserve">Some words of text.</w:t></w:r></w:p>`, 5000) + "</w:body>")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		s := New(data)
		for s.Next() != EOF {
		}
	}
}
