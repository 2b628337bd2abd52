package pdf

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// found is an object met when scanning a damaged file.
type found struct {
	id, gen int
	body    []byte // from after "obj" to its stream or its end
	stream  []byte // nil for an object without one
}

// contentStreams lists the streams that show text.
func contentStreams(objects []found) []int {
	in := inflater{budget: maxTotalBytes}
	var out []int
	for _, o := range objects {
		keys := topLevel(o.body)
		if o.stream == nil || keys["Type"] != "" || keys["Subtype"] != "" || keys["Filter"] != "/FlateDecode" && keys["Filter"] != "[ /FlateDecode ]" {
			continue
		}
		data, err := in.decode("FlateDecode", o.stream, nil)
		if err != nil {
			break
		}
		if bytes.Contains(data, []byte("BT")) && (bytes.Contains(data, []byte("Tj")) || bytes.Contains(data, []byte("TJ"))) {
			out = append(out, o.id)
		}
	}
	return out
}

// finder finds the next place of a word from places that only grow, so that looking for
// a word that never comes costs one pass.
type finder struct {
	data []byte
	word string
	at   int // the last answer
	from int // and from where it was asked
}

// after returns where the word next stands at or after pos, the data's end when it does not.
func (f *finder) after(pos int) int {
	if f.at >= pos && f.from <= pos {
		return f.at
	}
	f.from = pos
	f.at = len(f.data)
	if i := bytes.Index(f.data[pos:], []byte(f.word)); i >= 0 {
		f.at = pos + i
	}
	return f.at
}

// scan finds the objects of a file in the order in which they stand. What stands in a
// stream is not looked at.
func scan(data []byte) []found {
	endstream, endobj := finder{data: data, word: "endstream", at: -1}, finder{data: data, word: "endobj", at: -1}
	var out []found
	for pos := 0; pos < len(data); {
		i := bytes.Index(data[pos:], []byte("obj"))
		if i < 0 {
			break
		}
		at := pos + i
		pos = at + len("obj")
		id, gen, ok := numbersBefore(data[:at])
		if !ok || id > maxObjectID {
			continue
		}
		o := found{id: id, gen: gen}
		end := objectEnd(data, pos)
		if k := streamKeyword(data[pos:end]); k >= 0 {
			o.body = data[pos : pos+k]
			pos += k + len("stream")
			o.stream = streamBody(data[pos:], o.body, min(endstream.after(pos), endobj.after(pos))-pos)
			pos += len(o.stream)
		} else {
			o.body = data[pos:end]
			pos = end
		}
		out = append(out, o)
	}
	return out
}

// numbersBefore reads the "N G " before the keyword "obj".
func numbersBefore(b []byte) (id, gen int, ok bool) {
	gen, b, ok = numberBefore(b)
	if !ok {
		return 0, 0, false
	}
	id, _, ok = numberBefore(b)
	return id, gen, ok && id > 0
}

// numberBefore reads the number that ends b, white space after it left out.
func numberBefore(b []byte) (n int, before []byte, ok bool) {
	trimmed := bytes.TrimRight(b, "\x00\t\n\f\r ")
	i := len(trimmed)
	for i > 0 && trimmed[i-1] >= '0' && trimmed[i-1] <= '9' && len(trimmed)-i < 10 {
		i--
	}
	if i == len(trimmed) || len(trimmed) == len(b) {
		return 0, nil, false
	}
	n, err := strconv.Atoi(string(trimmed[i:]))
	return n, trimmed[:i], err == nil
}

// objectEnd returns where the object whose text begins at pos ends: at "endobj" or where
// the next one begins.
func objectEnd(data []byte, pos int) int {
	for at := pos; ; {
		i := bytes.Index(data[at:], []byte("obj"))
		if i < 0 {
			return len(data)
		}
		at += i
		if bytes.HasSuffix(data[pos:at], []byte("end")) {
			return at - len("end")
		}
		if _, _, ok := numbersBefore(data[pos:at]); ok {
			return at - len("obj") // its numbers do no harm after a whole value
		}
		at += len("obj")
	}
}

// streamKeyword returns where the keyword "stream" stands in an object, -1 for nowhere.
func streamKeyword(b []byte) int {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("stream"))
		if i < 0 {
			return -1
		}
		at += i
		after := at + len("stream")
		if bytes.HasSuffix(bytes.TrimRight(b[:at], "\x00\t\n\f\r "), []byte(">>")) && after < len(b) && (b[after] == '\r' || b[after] == '\n') {
			return at
		}
		at = after
	}
}

// streamBody returns the data of a stream whose keyword stands before b: as long as its
// header says when that leads to "endstream", else up to end.
func streamBody(b, header []byte, end int) []byte {
	start := 0
	if bytes.HasPrefix(b, []byte("\r\n")) {
		start = 2
	} else if len(b) > 0 && (b[0] == '\n' || b[0] == '\r') {
		start = 1
	}
	if n, err := strconv.Atoi(topLevel(header)["Length"]); err == nil && n > 0 && n <= len(b)-start {
		if bytes.HasPrefix(bytes.TrimLeft(b[start+n:min(len(b), start+n+20)], "\r\n "), []byte("endstream")) {
			return b[start : start+n : start+n]
		}
	}
	end = max(start, end)
	return b[start:end:end]
}

// unpackAll adds the objects of object streams after the streams that hold them.
func unpackAll(objects []found) []found {
	in := inflater{budget: maxTotalBytes}
	var out []found
	for _, o := range objects {
		out = append(out, o)
		if o.stream == nil {
			continue
		}
		keys := topLevel(o.body)
		if keys["Type"] != "/ObjStm" || keys["Filter"] != "/FlateDecode" && keys["Filter"] != "" && keys["Filter"] != "[ /FlateDecode ]" {
			continue
		}
		data := o.stream
		if keys["Filter"] != "" {
			unpacked, err := in.decode("FlateDecode", data, nil)
			if err != nil {
				return out
			}
			data = unpacked
		}
		first, _ := strconv.Atoi(keys["First"])
		if first > 0 && first <= len(data) {
			out = append(out, unpack(data, first)...)
		}
	}
	return out
}

// unpack splits the data of an object stream: pairs of number and offset, then, from
// first on, the objects.
func unpack(data []byte, first int) []found {
	l := lexer{data: data[:first]}
	type entry struct{ id, at int }
	var entries []entry
	for {
		id, at := l.next(), l.next()
		if id.kind != tokNumber || at.kind != tokNumber {
			break
		}
		if e := (entry{int(id.num), first + int(at.num)}); e.id > 0 && e.id <= maxObjectID && e.at >= first && e.at < len(data) {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
	var out []found
	for i, e := range entries {
		end := len(data)
		if i+1 < len(entries) {
			end = entries[i+1].at
		}
		out = append(out, found{id: e.id, body: data[e.at:end]})
	}
	return out
}

// latest keeps the last definition of each object, in order of number.
func latest(objects []found) []found {
	last := map[int]found{}
	for _, o := range objects {
		last[o.id] = o
	}
	out := make([]found, 0, len(last))
	for _, id := range slices.Sorted(maps.Keys(last)) {
		out = append(out, last[id])
	}
	return out
}

// findTrailer gathers Root, Encrypt and ID from the trailers and cross-reference
// streams; later ones win.
func findTrailer(data []byte, objects []found) map[string]string {
	out := map[string]string{}
	take := func(dict []byte) {
		keys := topLevel(dict)
		for _, k := range []string{"Root", "Encrypt", "ID"} {
			if v := keys[k]; v != "" && v != "null" {
				out[k] = v
			}
		}
	}
	for _, o := range objects {
		if o.stream != nil && topLevel(o.body)["Type"] == "/XRef" {
			take(o.body)
		}
	}
	for pos := 0; ; {
		i := bytes.Index(data[pos:], []byte("trailer"))
		if i < 0 {
			return out
		}
		pos += i + len("trailer")
		take(data[pos:min(len(data), pos+1<<16)])
	}
}
