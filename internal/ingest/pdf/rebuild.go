package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Limits of the rebuilder.
const (
	maxObjectID = 1 << 20
	maxNesting  = 64 // dictionaries and arrays within one another
)

// found is an object met when scanning a damaged file.
type found struct {
	id, gen int
	body    []byte // from after "obj" to its stream or its end
	stream  []byte // nil for an object without one
}

// rebuild writes a damaged PDF anew: each object that a scan for "N G obj" finds, in a
// form that a strict reader accepts, with a fresh cross-reference table. Object streams
// are unpacked. ok is false when there is no page to be found.
func rebuild(data []byte) (out []byte, ok bool) {
	objects := latest(unpackAll(scan(data)))
	trailer := findTrailer(data, objects)
	w := rebuilder{offsets: map[int]int{}, gens: map[int]int{}}
	w.out.WriteString("%PDF-1.7\n")
	var pages []int
	root := 0
	size := 0
	for _, o := range objects {
		w.write(o)
		size = max(size, o.id)
		switch keys := topLevel(o.body); keys["Type"] {
		case "/Page":
			pages = append(pages, o.id)
		case "/Catalog":
			if root == 0 || trailer["Root"] == fmt.Sprintf("%d %d R", o.id, o.gen) {
				root = o.id
			}
		}
	}
	if len(pages) == 0 {
		// The pages were in what is lost. What they show may still be there.
		for _, id := range contentStreams(objects) {
			size++
			w.write(found{id: size, body: fmt.Appendf(nil, "<< /Type /Page /MediaBox [0 0 612 792] /Contents %d 0 R >>", id)})
			pages = append(pages, size)
		}
	}
	if len(pages) == 0 {
		return nil, false
	}
	if root == 0 || !reaches(objects, root, len(pages)) {
		root = w.flatTree(size+1, pages)
		size = root
	}
	w.finish(size, root, trailer)
	return w.out.Bytes(), true
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

// topLevel returns the entries of a dictionary whose value is one name, number or
// reference, as they would be written.
func topLevel(body []byte) map[string]string {
	out := map[string]string{}
	l := lexer{data: body}
	if l.next().kind != tokDict {
		return out
	}
	for {
		key := l.next()
		switch key.kind {
		case tokNone, tokEndDict:
			return out
		case tokName:
		default:
			continue
		}
		name := string(key.raw)
		var value bytes.Buffer
		emitValue(&value, &l, 0)
		out[name] = strings.TrimSpace(value.String())
	}
}

// emitValue reads one value and writes it in strict form.
func emitValue(w *bytes.Buffer, l *lexer, depth int) {
	start := l.pos
	t := l.next()
	l.reset()
	switch t.kind {
	case tokName:
		emitName(w, t.raw)
	case tokString:
		fmt.Fprintf(w, "<%x> ", t.raw)
	case tokNumber:
		if r, ok := reference(l, t.num); ok {
			w.WriteString(r)
			return
		}
		w.WriteString(strconv.FormatFloat(t.num, 'f', -1, 64) + " ")
	case tokOpen:
		emitArray(w, l, depth+1)
	case tokDict:
		emitDict(w, l, depth+1, "")
	case tokOperator:
		switch s := string(t.raw); s {
		case "true", "false":
			w.WriteString(s + " ")
		default:
			w.WriteString("null ")
		}
	case tokEndDict, tokClose:
		l.pos = start // a key without a value
		w.WriteString("null ")
	default:
		w.WriteString("null ")
	}
}

// reference reads the rest of "N G R" after N.
func reference(l *lexer, n float64) (string, bool) {
	start := l.pos
	gen := l.next()
	if r := l.next(); gen.kind == tokNumber && r.kind == tokOperator && string(r.raw) == "R" && n >= 0 && n <= maxObjectID && gen.num >= 0 && gen.num < 1<<16 {
		return fmt.Sprintf("%d %d R ", int(n), int(gen.num)), true
	}
	l.pos = start
	return "", false
}

func emitName(w *bytes.Buffer, name []byte) {
	w.WriteByte('/')
	for _, c := range name {
		if charClass[c] != 0 || c == '#' || c < 0x21 || c > 0x7e {
			fmt.Fprintf(w, "#%02x", c)
		} else {
			w.WriteByte(c)
		}
	}
	w.WriteByte(' ')
}

// emitArray writes the rest of an array.
func emitArray(w *bytes.Buffer, l *lexer, depth int) {
	w.WriteString("[ ")
	for depth < maxNesting {
		start := l.pos
		if k := l.next().kind; k == tokClose || k == tokNone {
			break
		} else if k == tokEndDict {
			l.pos = start
			break
		}
		l.pos = start
		emitValue(w, l, depth)
	}
	w.WriteString("] ")
}

// emitDict writes the rest of a dictionary without the key skip, which the caller adds.
func emitDict(w *bytes.Buffer, l *lexer, depth int, skip string) {
	w.WriteString("<< ")
	for depth < maxNesting {
		t := l.next()
		if t.kind == tokNone || t.kind == tokEndDict {
			break
		}
		if t.kind != tokName {
			continue
		}
		name := string(t.raw)
		var value bytes.Buffer
		emitValue(&value, l, depth)
		if name == skip && skip != "" {
			continue
		}
		emitName(w, []byte(name))
		w.Write(value.Bytes())
	}
	w.WriteString(">> ")
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

// rebuilder writes the new file.
type rebuilder struct {
	out     bytes.Buffer
	offsets map[int]int
	gens    map[int]int
}

// write writes one object.
func (w *rebuilder) write(o found) {
	w.offsets[o.id], w.gens[o.id] = w.out.Len(), o.gen
	fmt.Fprintf(&w.out, "%d %d obj\n", o.id, o.gen)
	l := lexer{data: o.body}
	if o.stream == nil {
		emitValue(&w.out, &l, 0)
	} else {
		l.next()
		var dict bytes.Buffer
		emitDict(&dict, &l, 1, "Length")
		header := bytes.TrimSuffix(dict.Bytes(), []byte(">> "))
		w.out.Write(header)
		fmt.Fprintf(&w.out, "/Length %d >>\nstream\n", len(o.stream))
		w.out.Write(o.stream)
		w.out.WriteString("\nendstream")
	}
	w.out.WriteString("\nendobj\n")
}

// reaches reports whether the page tree under root leads to as many pages as it says, or
// to all there are; a file that was changed by appending has pages that are no longer used.
func reaches(objects []found, root, pages int) bool {
	byID := map[int]found{}
	for _, o := range objects {
		byID[o.id] = o
	}
	count, visited := 0, map[int]bool{}
	var walk func(id, depth int)
	walk = func(id, depth int) {
		o, ok := byID[id]
		if !ok || visited[id] || depth > maxTreeDepth {
			return
		}
		visited[id] = true
		keys := topLevel(o.body)
		if keys["Type"] == "/Page" {
			count++
			return
		}
		fields := strings.Fields(keys["Kids"])
		for i := 2; i < len(fields); i++ {
			if fields[i] == "R" {
				walk(refNumber(fields[i-2]), depth+1)
			}
		}
	}
	top := refNumber(topLevel(byID[root].body)["Pages"])
	walk(top, 0)
	said, err := strconv.Atoi(topLevel(byID[top].body)["Count"])
	return count > 0 && (err == nil && count >= said || count >= pages)
}

// refNumber reads the object number that begins s.
func refNumber(s string) int {
	s, _, _ = strings.Cut(s, " ")
	n, _ := strconv.Atoi(s)
	return n
}

// flatTree writes a page tree of all pages and a catalog, and returns the catalog's number.
func (w *rebuilder) flatTree(id int, pages []int) (root int) {
	var kids strings.Builder
	for _, p := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", p)
	}
	w.write(found{id: id, body: fmt.Appendf(nil, "<< /Type /Pages /Count %d /Kids [ %s] >>", len(pages), kids.String())})
	w.write(found{id: id + 1, body: fmt.Appendf(nil, "<< /Type /Catalog /Pages %d 0 R >>", id)})
	return id + 1
}

// finish writes the cross-reference table and the trailer.
func (w *rebuilder) finish(size, root int, trailer map[string]string) {
	start := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", size+1)
	for id := 1; id <= size; id++ {
		if at, ok := w.offsets[id]; ok {
			fmt.Fprintf(&w.out, "%010d %05d n \n", at, w.gens[id])
		} else {
			w.out.WriteString("0000000000 65535 f \n")
		}
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root %d %d R ", size+1, root, w.gens[root])
	for _, k := range []string{"Encrypt", "ID"} {
		if v := trailer[k]; v != "" {
			fmt.Fprintf(&w.out, "/%s %s ", k, v)
		}
	}
	fmt.Fprintf(&w.out, ">>\nstartxref\n%d\n%%%%EOF\n", start)
}
