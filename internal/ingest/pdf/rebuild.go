package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// Limits of the rebuilder.
const (
	maxObjectID = 1 << 20
	maxNesting  = 64 // dictionaries and arrays within one another
)

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
