package locked

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"
)

// errCompound says that a file is no compound file, or a broken one.
var errCompound = errors.New("not a sound compound file")

// compound is an OLE compound file (MS-CFB): streams in chains of sectors.
type compound struct {
	data      []byte
	shift     uint     // log2 of the sector size
	miniShift uint     // and of the small sectors
	cutoff    uint64   // streams below it are in small sectors
	next      []uint32 // the sector after each
	miniNext  []uint32
	mini      []byte // the stream that holds the small sectors
	directory []byte
}

const (
	noSector   = 0xfffffffa // and all above have no sector
	entrySize  = 128
	headerSize = 512
)

func openCompound(data []byte) (*compound, error) {
	if len(data) < headerSize {
		return nil, errCompound
	}
	u16 := func(at int) uint { return uint(binary.LittleEndian.Uint16(data[at:])) }
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	c := &compound{data: data, shift: u16(30), miniShift: u16(32), cutoff: uint64(u32(56))}
	if c.shift < 7 || c.shift > 16 || c.miniShift < 4 || c.miniShift > c.shift {
		return nil, errCompound
	}
	// The first 109 sectors of the allocation table are named in the header, the others
	// in a chain of sectors of their own.
	table := make([]uint32, 0, 109)
	for i := range 109 {
		table = append(table, u32(76+4*i))
	}
	sectors := len(data) >> c.shift
	perSector := 1<<c.shift/4 - 1
	for at := u32(68); at < noSector && len(table) < sectors; {
		s := c.sector(at)
		if s == nil {
			return nil, errCompound
		}
		for i := range perSector {
			table = append(table, binary.LittleEndian.Uint32(s[4*i:]))
		}
		at = binary.LittleEndian.Uint32(s[4*perSector:])
	}
	for _, at := range table {
		if s := c.sector(at); s != nil && len(c.next) < sectors { // a sound table has no more entries than sectors
			c.next = appendWords(c.next, s)
		}
	}
	c.directory = c.chain(u32(48))
	if len(c.directory) < entrySize {
		return nil, errCompound
	}
	c.miniNext = appendWords(nil, c.chain(u32(60)))
	root := c.directory[:entrySize]
	c.mini = c.chain(binary.LittleEndian.Uint32(root[116:]))
	return c, nil
}

func appendWords(words []uint32, b []byte) []uint32 {
	for ; len(b) >= 4; b = b[4:] {
		words = append(words, binary.LittleEndian.Uint32(b))
	}
	return words
}

// sector is the n-th sector, or nil when the file has no such whole one.
func (c *compound) sector(n uint32) []byte {
	from := (uint64(n) + 1) << c.shift
	if n >= noSector || from+1<<c.shift > uint64(len(c.data)) {
		return nil
	}
	return c.data[from : from+1<<c.shift]
}

// chain is the content of the sectors from at on. A chain that runs in a circle ends
// where it has more sectors than the file.
func (c *compound) chain(at uint32) []byte {
	var out []byte
	for range len(c.data)>>c.shift + 1 {
		s := c.sector(at)
		if s == nil || int(at) >= len(c.next) {
			break
		}
		out = append(out, s...)
		at = c.next[at]
	}
	return out
}

// miniChain is chain for small sectors.
func (c *compound) miniChain(at uint32) []byte {
	var out []byte
	for range len(c.mini)>>c.miniShift + 1 {
		from := uint64(at) << c.miniShift
		if from+1<<c.miniShift > uint64(len(c.mini)) || int(at) >= len(c.miniNext) {
			break
		}
		out = append(out, c.mini[from:from+1<<c.miniShift]...)
		at = c.miniNext[at]
	}
	return out
}

// stream is the content of the stream of this name; nil when there is none.
func (c *compound) stream(name string) []byte {
	want := utf16.Encode([]rune(name))
	for d := c.directory; len(d) >= entrySize; d = d[entrySize:] {
		if int(binary.LittleEndian.Uint16(d[64:])) != 2*len(want)+2 || d[66] != 2 || !sameName(d, want) {
			continue
		}
		size := binary.LittleEndian.Uint64(d[120:])
		if c.shift == 9 { // files of the older version may have anything in the upper half
			size &= 0xffffffff
		}
		start := binary.LittleEndian.Uint32(d[116:])
		content := c.chain(start)
		if size < c.cutoff {
			content = c.miniChain(start)
		}
		if size > uint64(len(content)) {
			return nil
		}
		return content[:size]
	}
	return nil
}

func sameName(entry []byte, want []uint16) bool {
	for i, u := range want {
		if binary.LittleEndian.Uint16(entry[2*i:]) != u {
			return false
		}
	}
	return true
}
