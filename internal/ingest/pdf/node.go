package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/ledongthuc/pdf"
)

// Limits on what one document may ask for. They are far above any contract and keep a
// hostile file from taking the process with it.
const (
	maxStreamBytes = 64 << 20 // one decoded stream
	maxTotalBytes  = 1 << 30  // all decoded streams of a document together
	maxObjects     = 1 << 20  // objects kept in the cache
	maxPages       = 20000
	maxTreeDepth   = 64 // page tree, inherited attributes
)

var errBudget = errors.New("the document unpacks to more than 1 GiB")

// file is an opened PDF: the library's reader, and what was resolved so far.
type file struct {
	data      []byte // the bytes the reader's offsets are about
	reader    *pdf.Reader
	encrypted bool
	repaired  bool // the cross-reference table was built anew
	cache     map[ref]*node
	inflater  inflater
}

// ref is an indirect reference; zero for none.
type ref struct {
	id  uint32
	gen uint16
}

// node is an object of the file, resolved and cached: the library parses an indirect
// object anew each time it is asked for. A nil node is the null object; all methods
// work on it.
type node struct {
	file  *file
	value pdf.Value
	ref   ref // the indirect object this node is, zero for a direct one
	kids  map[string]*node
	items []*node
}

func newFile(data []byte, r *pdf.Reader, encrypted bool) *file {
	return &file{data: data, reader: r, encrypted: encrypted, cache: map[ref]*node{}, inflater: inflater{budget: maxTotalBytes}}
}

// trailer returns the trailer dictionary.
func (f *file) trailer() *node { return &node{file: f, value: f.reader.Trailer()} }

// wrap returns the node for what get resolves, from the cache when r was met before.
// The library panics on malformed objects; they count as null.
func (f *file) wrap(r ref, get func() pdf.Value) (n *node) {
	if r != (ref{}) {
		if n, ok := f.cache[r]; ok {
			return n
		}
		defer func() {
			if len(f.cache) < maxObjects {
				f.cache[r] = n
			}
		}()
	}
	defer func() {
		if recover() != nil {
			n = nil
		}
	}()
	v := get()
	if v.Kind() == pdf.Null {
		return nil
	}
	return &node{file: f, value: v, ref: r}
}

func (n *node) isNull() bool { return n == nil }

func (n *node) kind() pdf.ValueKind {
	if n == nil {
		return pdf.Null
	}
	return n.value.Kind()
}

// key returns the value of a dictionary's or stream's key.
func (n *node) key(k string) *node {
	if n == nil {
		return nil
	}
	if kid, ok := n.kids[k]; ok {
		return kid
	}
	kid := n.file.wrap(refOf(n.value, k, -1), func() pdf.Value { return n.value.Key(k) })
	if n.kids == nil {
		n.kids = map[string]*node{}
	}
	n.kids[k] = kid
	return kid
}

// at returns an array's element.
func (n *node) at(i int) *node {
	if n == nil || i < 0 || i >= n.value.Len() {
		return nil
	}
	if n.items == nil {
		n.items = make([]*node, n.value.Len())
	}
	if n.items[i] == nil {
		n.items[i] = n.file.wrap(refOf(n.value, "", i), func() pdf.Value { return n.value.Index(i) })
	}
	return n.items[i]
}

func (n *node) len() int {
	if n == nil {
		return 0
	}
	return n.value.Len()
}

func (n *node) name() string {
	if n == nil {
		return ""
	}
	return n.value.Name()
}

func (n *node) num() float64 {
	if n == nil {
		return 0
	}
	return n.value.Float64()
}

func (n *node) int() int {
	if n == nil {
		return 0
	}
	if n.value.Kind() == pdf.Real {
		return int(n.value.Float64())
	}
	return int(n.value.Int64())
}

// text returns a text string (PDFDocEncoding or UTF-16) as UTF-8.
func (n *node) text() (s string) {
	if n == nil {
		return ""
	}
	defer func() {
		if recover() != nil { // the library's UTF-16 decoder on an odd length
			s = ""
		}
	}()
	return n.value.Text()
}

// numbers returns an array of numbers.
func (n *node) numbers() []float64 {
	out := make([]float64, n.len())
	for i := range out {
		out[i] = n.at(i).num()
	}
	return out
}

// stream returns the decoded data of a stream. Where the data is damaged, what could
// be decoded is returned without an error.
func (n *node) stream() (data []byte, err error) {
	if n.kind() != pdf.Stream {
		return nil, errors.New("not a stream")
	}
	if n.file.encrypted {
		return n.decrypted()
	}
	data = n.rawStream()
	filters, parms := n.key("Filter"), n.key("DecodeParms")
	if filters.kind() == pdf.Name {
		return n.file.inflater.decode(filters.name(), data, parms)
	}
	for i := 0; i < min(filters.len(), 8); i++ {
		p := parms.at(i)
		if parms.kind() == pdf.Dict {
			p = parms
		}
		if data, err = n.file.inflater.decode(filters.at(i).name(), data, p); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// decrypted reads a stream of an encrypted file through the library, which knows the key.
func (n *node) decrypted() (data []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	limit := min(maxStreamBytes, n.file.inflater.budget)
	if limit <= 0 {
		return nil, errBudget
	}
	data, err = io.ReadAll(io.LimitReader(n.value.Reader(), limit))
	n.file.inflater.budget -= int64(len(data))
	if len(data) > 0 {
		err = nil
	}
	return data, err
}

// rawStream returns a stream's bytes as they stand in the file. A Length that does not
// lead to "endstream" is a lie; then the data runs to where "endstream" stands.
func (n *node) rawStream() []byte {
	start := streamOffset(n.value)
	if start <= 0 || start > int64(len(n.file.data)) {
		return nil
	}
	rest := n.file.data[start:]
	if length := n.key("Length").int(); length > 0 && length <= len(rest) {
		tail := bytes.TrimLeft(rest[length:min(len(rest), length+32)], "\r\n \t")
		if bytes.HasPrefix(tail, []byte("endstream")) {
			return rest[:length]
		}
	}
	if i := bytes.Index(rest, []byte("endstream")); i >= 0 {
		return rest[:i]
	}
	return rest
}

// refOf returns the reference under a dictionary's key (or at an array's index when
// index >= 0), which the library resolves without telling. It reads the library's
// unexported fields; should a later version lay them out otherwise, it returns zero,
// and only the cache is lost.
func refOf(v pdf.Value, key string, index int) ref {
	data := reflect.ValueOf(v).FieldByName("data")
	if !data.IsValid() || data.Kind() != reflect.Interface || data.IsNil() {
		return ref{}
	}
	data = data.Elem()
	if data.Kind() == reflect.Struct { // a stream: its dictionary
		data = data.FieldByName("hdr")
	}
	var elem reflect.Value
	switch {
	case index >= 0 && data.Kind() == reflect.Slice && index < data.Len():
		elem = data.Index(index)
	case index < 0 && data.Kind() == reflect.Map && data.Type().Key().Kind() == reflect.String:
		elem = data.MapIndex(reflect.ValueOf(key).Convert(data.Type().Key()))
	}
	if !elem.IsValid() || elem.Kind() != reflect.Interface || elem.IsNil() {
		return ref{}
	}
	ptr := elem.Elem()
	if ptr.Kind() != reflect.Struct || ptr.NumField() != 2 {
		return ref{}
	}
	id, gen := ptr.FieldByName("id"), ptr.FieldByName("gen")
	if !id.IsValid() || !gen.IsValid() || !id.CanUint() || !gen.CanUint() {
		return ref{}
	}
	return ref{uint32(id.Uint()), uint16(gen.Uint())}
}

// streamOffset returns where a stream's data begins in the file, 0 when not told.
func streamOffset(v pdf.Value) int64 {
	data := reflect.ValueOf(v).FieldByName("data")
	if !data.IsValid() || data.Kind() != reflect.Interface || data.IsNil() {
		return 0
	}
	if data = data.Elem(); data.Kind() != reflect.Struct {
		return 0
	}
	if off := data.FieldByName("offset"); off.IsValid() && off.CanInt() {
		return off.Int()
	}
	return 0
}
