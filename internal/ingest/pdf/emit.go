package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

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

// emitName writes a name, odd characters escaped.
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
