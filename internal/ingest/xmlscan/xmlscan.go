// Package xmlscan walks through XML in one pass without building a tree.
//
// It is made for office files: large, machine-written, namespaced, and sometimes
// hostile or cut off. It allocates next to nothing, knows the byte offset of
// everything it reports, expands no entities but the five of XML and character
// references, loads nothing from outside, and stops at a fixed depth. It does not
// validate: a file that is not well-formed ends the walk with Err, and what came
// before it stands.
package xmlscan

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// Kind is what Next found.
type Kind uint8

// The kinds of token. A self-closing element gives a Start and then an End.
const (
	EOF Kind = iota
	Start
	End
	Text
)

// MaxDepth is how deep elements may nest. Word nests some forty deep; hostile files
// nest a million deep to exhaust the stack of whoever recurses over them.
const MaxDepth = 256

// What can be wrong with a file, for Err.
var (
	ErrSyntax  = errors.New("not well-formed XML")
	ErrDepth   = errors.New("elements nest too deeply")
	ErrDoctype = errors.New("document type declarations are not allowed")
	ErrCut     = errors.New("the XML ends too early")
)

// Scanner is a walk through one XML text. The zero value is not usable; see New.
type Scanner struct {
	data   []byte
	pos    int
	err    error
	open   []tag // the elements that are open, outermost first
	ends   int   // Ends to report before going on: of a self-closing element, or of unclosed ones
	broken bool

	tag   tag
	text  []byte // raw bytes of the current Text, entities unexpanded
	cdata bool   // text is a CDATA section: nothing to expand
	from  int    // byte offset of the current token

	names map[string]string // interned names, so that Name allocates once per distinct name
}

type tag struct {
	prefix, local string
	attrs         []byte // raw bytes between the name and the closing bracket
}

// New starts a walk through data, which must be UTF-8 and is not copied.
func New(data []byte) *Scanner {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	return &Scanner{data: data, names: make(map[string]string, 64)}
}

// Err is why the walk ended, nil when it came to the proper end.
func (s *Scanner) Err() error { return s.err }

// Depth is how many elements are open; inside the current Start it counts that one.
func (s *Scanner) Depth() int { return len(s.open) }

// Broken reports whether End tags were missing or astray so far. Elements are then
// taken to end with the one they are in, and stray End tags are passed over.
func (s *Scanner) Broken() bool { return s.broken }

// Name is the local name of the current Start or End.
func (s *Scanner) Name() string { return s.tag.local }

// Prefix is the namespace prefix of the current Start or End, "" for none.
func (s *Scanner) Prefix() string { return s.tag.prefix }

// Offset is where the current token begins in the data.
func (s *Scanner) Offset() int { return s.from }

// After is where the data goes on after the current token.
func (s *Scanner) After() int { return s.pos }

// Next goes to the next token. After EOF it keeps returning EOF.
func (s *Scanner) Next() Kind {
	if s.err != nil {
		return EOF
	}
	if s.ends > 0 {
		return s.end()
	}
	for {
		if s.pos >= len(s.data) {
			if len(s.open) > 0 {
				s.err = ErrCut
			}
			return EOF
		}
		s.from = s.pos
		if s.data[s.pos] != '<' {
			return s.scanText()
		}
		rest := s.data[s.pos:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			if !s.skipPast("-->") {
				return EOF
			}
		case bytes.HasPrefix(rest, []byte("<?")):
			if !s.skipPast("?>") {
				return EOF
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			begin := s.pos + len("<![CDATA[")
			if !s.skipPast("]]>") {
				return EOF
			}
			s.text, s.cdata = s.data[begin:s.pos-len("]]>")], true
			return Text
		case bytes.HasPrefix(rest, []byte("<!")):
			s.err = ErrDoctype
			return EOF
		case bytes.HasPrefix(rest, []byte("</")):
			if k, found := s.scanEnd(); found {
				return k
			}
		default:
			return s.scanStart()
		}
	}
}

func (s *Scanner) scanText() Kind {
	n := bytes.IndexByte(s.data[s.pos:], '<')
	if n < 0 {
		n = len(s.data) - s.pos
	}
	s.text, s.cdata = s.data[s.pos:s.pos+n], false
	s.pos += n
	return Text
}

func (s *Scanner) scanStart() Kind {
	end := s.tagEnd(s.pos + 1)
	if end < 0 {
		return EOF
	}
	inner := s.data[s.pos+1 : end]
	s.pos = end + 1
	selfClosing := len(inner) > 0 && inner[len(inner)-1] == '/'
	if selfClosing {
		inner = inner[:len(inner)-1]
	}
	if !s.setName(inner) {
		return EOF
	}
	if len(s.open) == MaxDepth {
		s.err = ErrDepth
		return EOF
	}
	s.open = append(s.open, tag{prefix: s.tag.prefix, local: s.tag.local})
	if selfClosing {
		s.ends = 1
	}
	return Start
}

// end reports the End of the innermost open element.
func (s *Scanner) end() Kind {
	s.ends--
	s.tag = s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	return End
}

// scanEnd reads an End tag; found is false when it closes nothing.
func (s *Scanner) scanEnd() (k Kind, found bool) {
	n := bytes.IndexByte(s.data[s.pos:], '>')
	if n < 0 {
		s.err = ErrCut
		return EOF, true
	}
	inner := s.data[s.pos+2 : s.pos+n]
	s.pos += n + 1
	if !s.setName(inner) {
		return EOF, true
	}
	for i := len(s.open) - 1; i >= 0; i-- {
		if o := s.open[i]; o.local == s.tag.local && o.prefix == s.tag.prefix {
			s.ends = len(s.open) - i
			s.broken = s.broken || s.ends > 1
			return s.end(), true
		}
	}
	s.broken = true
	return EOF, false
}

// tagEnd finds the '>' that ends a tag, passing over those within quotes.
func (s *Scanner) tagEnd(from int) int {
	for i := from; i < len(s.data); i++ {
		switch c := s.data[i]; c {
		case '>':
			return i
		case '"', '\'':
			n := bytes.IndexByte(s.data[i+1:], c)
			if n < 0 {
				s.err = ErrCut
				return -1
			}
			i += n + 1
		case '<':
			s.err = ErrSyntax
			return -1
		}
	}
	s.err = ErrCut
	return -1
}

// setName takes the name off the front of a tag's inside.
func (s *Scanner) setName(inner []byte) bool {
	n := 0
	colon := -1
	for n < len(inner) && !isSpace(inner[n]) {
		if inner[n] == ':' && colon < 0 {
			colon = n
		}
		n++
	}
	if n == 0 || colon == n-1 {
		s.err = ErrSyntax
		return false
	}
	s.tag.prefix = ""
	if colon >= 0 {
		s.tag.prefix = s.intern(inner[:colon])
	}
	s.tag.local = s.intern(inner[colon+1 : n])
	s.tag.attrs = inner[n:]
	return true
}

func (s *Scanner) intern(b []byte) string {
	if name, ok := s.names[string(b)]; ok {
		return name
	}
	name := string(b)
	if len(s.names) < 4096 { // a hostile file could name every element anew
		s.names[name] = name
	}
	return name
}

func (s *Scanner) skipPast(mark string) bool {
	n := bytes.Index(s.data[s.pos:], []byte(mark))
	if n < 0 {
		s.err = ErrCut
		return false
	}
	s.pos += n + len(mark)
	return true
}

// Attr returns the value of the current Start's attribute with this local name,
// whatever its prefix, and whether it is there.
func (s *Scanner) Attr(local string) (string, bool) {
	for a, rest := nextAttr(s.tag.attrs); a.name != nil; a, rest = nextAttr(rest) {
		name := a.name
		if i := bytes.IndexByte(name, ':'); i >= 0 {
			name = name[i+1:]
		}
		if string(name) == local {
			return string(AppendUnescaped(nil, a.value)), true
		}
	}
	return "", false
}

// Space returns the namespace that the current Start binds to prefix, if it does.
func (s *Scanner) Space(prefix string) (string, bool) {
	want := "xmlns"
	if prefix != "" {
		want = "xmlns:" + prefix
	}
	for a, rest := nextAttr(s.tag.attrs); a.name != nil; a, rest = nextAttr(rest) {
		if string(a.name) == want {
			return string(a.value), true
		}
	}
	return "", false
}

// Raw is the current Text as it stands in the data, entities unexpanded.
func (s *Scanner) Raw() []byte { return s.text }

// Plain reports whether the current Text needs no expanding, so that each of its
// bytes stands in the data as it does in the text.
func (s *Scanner) Plain() bool { return s.cdata || bytes.IndexByte(s.text, '&') < 0 }

// AppendText appends the current Text, expanded, to dst.
func (s *Scanner) AppendText(dst []byte) []byte {
	if s.cdata {
		return append(dst, s.text...)
	}
	return AppendUnescaped(dst, s.text)
}

// Skip passes over the rest of the current Start's element, its End included.
func (s *Scanner) Skip() {
	for depth := len(s.open); len(s.open) >= depth; {
		if s.Next() == EOF {
			return
		}
	}
}

type attr struct{ name, value []byte }

// nextAttr takes one name="value" off the front; a nil name says there is none left.
func nextAttr(b []byte) (attr, []byte) {
	i := 0
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	eq := bytes.IndexByte(b[i:], '=')
	if eq < 0 {
		return attr{}, nil
	}
	name := bytes.TrimRight(b[i:i+eq], " \t\r\n")
	i += eq + 1
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	if i >= len(b) || (b[i] != '"' && b[i] != '\'') || len(name) == 0 {
		return attr{}, nil
	}
	n := bytes.IndexByte(b[i+1:], b[i])
	if n < 0 {
		return attr{}, nil
	}
	return attr{name, b[i+1 : i+1+n]}, b[i+n+2:]
}

// AppendUnescaped appends src to dst with character references and the five entities
// of XML expanded. What is not one of these stays as it is written; a reference to a
// character that XML forbids becomes U+FFFD.
func AppendUnescaped(dst, src []byte) []byte {
	for {
		i := bytes.IndexByte(src, '&')
		if i < 0 {
			return append(dst, src...)
		}
		dst = append(dst, src[:i]...)
		src = src[i:]
		end := bytes.IndexByte(src[:min(len(src), 12)], ';')
		r, ok := rune(0), false
		if end > 1 {
			r, ok = reference(string(src[1:end]))
		}
		if !ok {
			dst = append(dst, '&')
			src = src[1:]
			continue
		}
		dst = utf8.AppendRune(dst, r)
		src = src[end+1:]
	}
}

func reference(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil {
		return 0, false
	}
	if n > utf8.MaxRune || n < ' ' && n != '\t' && n != '\n' && n != '\r' {
		return utf8.RuneError, true
	}
	return rune(n), true
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
