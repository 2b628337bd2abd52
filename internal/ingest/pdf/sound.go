package pdf

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// maxXrefSections is how many times a file may have been changed by appending.
const maxXrefSections = 4096

// manyObjects matches the count of an object stream that holds a thousand or more.
var manyObjects = regexp.MustCompile(`/N\s+\d{4,}`)

// hardPacked reports whether the library should not unpack the file's object streams: it
// reads a stream from its start for each object, and follows a chain of them for ever
// when it loops.
func hardPacked(data []byte) bool {
	return bytes.Contains(data, []byte("/ObjStm")) && (bytes.Contains(data, []byte("/Extends")) || manyObjects.Match(data))
}

// sound reports whether the library may be trusted with a file: it follows chains of
// cross-reference sections without looking for loops, and makes room for as many objects
// as a number in the file says.
func sound(data []byte) bool {
	i := bytes.LastIndex(data, []byte("startxref"))
	if i < 0 {
		return false
	}
	l := lexer{data: data, pos: i + len("startxref")}
	at := int64(l.next().num)
	visited := map[int64]bool{}
	for len(visited) < maxXrefSections {
		if at < 0 || at >= int64(len(data)) || visited[at] {
			return false
		}
		visited[at] = true
		trailer, ok := xrefSection(data, int(at))
		if !ok {
			return false
		}
		prev, hasPrev := trailer["Prev"]
		if !hasPrev {
			return true
		}
		next, err := strconv.ParseInt(prev, 10, 64)
		if err != nil {
			return false
		}
		at = next
	}
	return false
}

// xrefSection checks the cross-reference section at a place of the file and returns its
// trailer's entries.
func xrefSection(data []byte, at int) (trailer map[string]string, ok bool) {
	l := lexer{data: data, pos: at}
	switch t := l.next(); {
	case t.kind == tokOperator && string(t.raw) == "xref":
		if !xrefTable(&l) {
			return nil, false
		}
		trailer = topLevel(data[l.pos:])
	case t.kind == tokNumber:
		l.next()
		if obj := l.next(); obj.kind != tokOperator || string(obj.raw) != "obj" {
			return nil, false
		}
		trailer = topLevel(data[l.pos:])
		if !xrefWidths(trailer["W"]) || !xrefIndex(trailer["Index"]) {
			return nil, false
		}
	default:
		return nil, false
	}
	size, err := strconv.Atoi(trailer["Size"])
	return trailer, err == nil && size > 0 && size <= maxObjectID
}

// xrefTable reads the subsections of a table up to the keyword "trailer".
func xrefTable(l *lexer) bool {
	for {
		first := l.next()
		if first.kind == tokOperator && string(first.raw) == "trailer" {
			return true
		}
		n := l.next()
		if first.kind != tokNumber || n.kind != tokNumber || first.num < 0 || n.num < 0 || first.num+n.num > maxObjectID {
			return false
		}
		for range int(n.num) {
			l.next()
			l.next()
			if t := l.next(); t.kind != tokOperator {
				return false
			}
		}
		l.reset()
	}
}

// xrefWidths checks the field widths of a cross-reference stream.
func xrefWidths(w string) bool {
	fields := strings.Fields(strings.Trim(w, "[] "))
	for _, f := range fields {
		if n, err := strconv.Atoi(f); err != nil || n < 0 || n > 8 {
			return false
		}
	}
	return len(fields) == 3
}

// xrefIndex checks the object numbers of a cross-reference stream.
func xrefIndex(index string) bool {
	fields := strings.Fields(strings.Trim(index, "[] "))
	for _, f := range fields {
		if n, err := strconv.Atoi(f); err != nil || n < 0 || n > maxObjectID {
			return false
		}
	}
	return len(fields)%2 == 0
}
