package pdf

import (
	"bytes"
	"compress/flate"
	"compress/lzw"
	"errors"
	"io"
)

// errFilter is the error of a stream whose filter is not for text (images) or unknown.
var errFilter = errors.New("stream filter not supported")

// inflater decodes Flate streams with one reused decompressor: making one costs more
// than most pages' streams take to decode.
type inflater struct {
	src    bytes.Reader
	z      io.ReadCloser
	out    bytes.Buffer
	budget int64 // bytes that may still be decoded from this document
}

// decode applies one filter to data. Damaged data gives what came before the damage;
// only a filter that is not known, or a spent budget, is an error.
func (in *inflater) decode(filter string, data []byte, parms *node) ([]byte, error) {
	limit := min(maxStreamBytes, in.budget)
	if limit <= 0 {
		return nil, errBudget
	}
	var out []byte
	switch filter {
	case "FlateDecode", "Fl":
		out = unpredict(in.inflate(data, limit), parms)
	case "LZWDecode", "LZW":
		out = unpredict(unlzw(data, limit, parms), parms)
	case "ASCIIHexDecode", "AHx":
		l := lexer{data: data}
		out = l.hex()
	case "ASCII85Decode", "A85":
		out = unascii85(data)
	case "RunLengthDecode", "RL":
		out = unrunlength(data, limit)
	case "Crypt":
		out = data
	default:
		return nil, errFilter
	}
	in.budget -= int64(len(out))
	return out, nil
}

// inflate decodes zlib data. The header and the checksum are not looked at: a flipped
// bit in either loses nothing.
func (in *inflater) inflate(data []byte, limit int64) []byte {
	for len(data) > 0 && isSpace(data[0]) { // some writers put a second line end after "stream"
		data = data[1:]
	}
	if len(data) < 2 {
		return nil
	}
	body := data[2:]
	if data[0]&0x0f != 8 { // not a zlib header: raw deflate
		body = data
	}
	in.src.Reset(body)
	if in.z == nil {
		in.z = flate.NewReader(&in.src)
	} else if err := in.z.(flate.Resetter).Reset(&in.src, nil); err != nil {
		return nil
	}
	in.out.Reset()
	_, _ = io.Copy(&in.out, io.LimitReader(in.z, limit)) // an error leaves what was decoded so far
	return bytes.Clone(in.out.Bytes())
}

// unlzw decodes LZW data. compress/lzw has no early change, which PDF uses by default.
func unlzw(data []byte, limit int64, parms *node) []byte {
	early := 1
	if e := parms.key("EarlyChange"); !e.isNull() {
		early = e.int()
	}
	if early == 0 {
		r := lzw.NewReader(bytes.NewReader(data), lzw.MSB, 8)
		out, _ := io.ReadAll(io.LimitReader(r, limit))
		return out
	}
	return unlzwEarly(data, limit)
}

// unlzwEarly decodes LZW whose code width grows one code early (ISO 32000-1, 7.4.4). An
// entry of the table is a piece of the output: the string of the code before and the
// first byte of the one after it stand side by side there.
func unlzwEarly(data []byte, limit int64) []byte {
	const clear, end, maxCodes = 256, 257, 4096
	var (
		out    []byte
		start  [maxCodes]int
		length [maxCodes]int
		next   = end + 1
		width  = 9
		prevAt = -1 // where the string of the code before begins
		acc    uint32
		bits   int
	)
	for _, b := range data {
		acc = acc<<8 | uint32(b)
		bits += 8
		if bits < width {
			continue
		}
		code := int(acc >> (bits - width) & (1<<width - 1))
		bits -= width
		if code == end || int64(len(out)) > limit {
			return out
		}
		if code == clear {
			next, width, prevAt = end+1, 9, -1
			continue
		}
		at := len(out)
		if prevAt >= 0 && next < maxCodes {
			start[next], length[next] = prevAt, at-prevAt+1
			next++
		}
		switch {
		case code < clear:
			out = append(out, byte(code))
		case code < next:
			for i := range length[code] { // byte by byte: the entry may end in what is written here
				out = append(out, out[start[code]+i])
			}
		default:
			return out // no such entry: the data is damaged
		}
		prevAt = at
		for width < 12 && next+1 >= 1<<width {
			width++
		}
	}
	return out
}

// unascii85 decodes base-85 data up to "~>".
func unascii85(data []byte) []byte {
	out := make([]byte, 0, len(data)*4/5+4)
	var group uint32
	n := 0
	for _, c := range data {
		switch {
		case c == '~':
			data = nil
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
			continue
		case c < '!' || c > 'u':
			continue
		}
		if data == nil {
			break
		}
		group = group*85 + uint32(c-'!')
		if n++; n == 5 {
			out = append(out, byte(group>>24), byte(group>>16), byte(group>>8), byte(group))
			group, n = 0, 0
		}
	}
	if n > 1 {
		for i := n; i < 5; i++ {
			group = group*85 + 84
		}
		tail := []byte{byte(group >> 24), byte(group >> 16), byte(group >> 8)}
		out = append(out, tail[:n-1]...)
	}
	return out
}

// unrunlength decodes run-length data.
func unrunlength(data []byte, limit int64) []byte {
	var out []byte
	for i := 0; i < len(data) && int64(len(out)) < limit; {
		n := int(data[i])
		i++
		switch {
		case n == 128:
			return out
		case n < 128:
			end := min(i+n+1, len(data))
			out = append(out, data[i:end]...)
			i = end
		case i < len(data):
			out = append(out, bytes.Repeat(data[i:i+1], 257-n)...)
			i++
		}
	}
	return out
}

// unpredict undoes the PNG predictors (ISO 32000-1, 7.4.4.4). TIFF prediction is for images.
func unpredict(data []byte, parms *node) []byte {
	if parms.key("Predictor").int() < 10 {
		return data
	}
	setting := func(name string, usual int) int {
		if v := parms.key(name).int(); v > 0 && v < 1<<20 {
			return v
		}
		return usual
	}
	columns, colors, bits := setting("Columns", 1), setting("Colors", 1), setting("BitsPerComponent", 8)
	bpp := max(1, colors*bits/8)
	row := (columns*colors*bits + 7) / 8
	if row > len(data) {
		return nil
	}
	out := make([]byte, 0, len(data))
	prev := make([]byte, row)
	for len(data) > row {
		kind, cur := data[0], data[1:row+1]
		data = data[row+1:]
		for i := range cur {
			var left, up, corner byte
			up = prev[i]
			if i >= bpp {
				left, corner = cur[i-bpp], prev[i-bpp]
			}
			switch kind {
			case 1:
				cur[i] += left
			case 2:
				cur[i] += up
			case 3:
				cur[i] += byte((int(left) + int(up)) / 2)
			case 4:
				cur[i] += paeth(left, up, corner)
			}
		}
		out = append(out, cur...)
		prev = cur
	}
	return out
}

// paeth is the PNG predictor of that name.
func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
