package locked

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"testing"
	"unicode/utf16"

	"parley/internal/ingest/fault"
)

type stream struct {
	name string
	data []byte
}

// pack makes a compound file of streams, all in large sectors of 512 bytes or, when
// small, in small ones. The allocation table comes first, as the sectors are few.
func pack(streams ...stream) []byte {
	const sector, mini, end = 512, 64, 0xfffffffe
	var body, small []byte
	var next, miniNext []uint32
	add := func(data []byte) uint32 {
		if len(data) == 0 {
			return end
		}
		first := uint32(len(next))
		for len(data) > 0 {
			part := make([]byte, sector)
			n := copy(part, data)
			data = data[n:]
			body = append(body, part...)
			next = append(next, uint32(len(next)+1))
		}
		next[len(next)-1] = end
		return first
	}
	entry := func(name string, kind byte, start uint32, size int) []byte {
		e := make([]byte, entrySize)
		units := utf16.Encode([]rune(name))
		for i, u := range units {
			binary.LittleEndian.PutUint16(e[2*i:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66], e[67] = kind, 1
		for _, at := range []int{68, 72, 76} { // no siblings, no children
			binary.LittleEndian.PutUint32(e[at:], 0xffffffff)
		}
		binary.LittleEndian.PutUint32(e[116:], start)
		binary.LittleEndian.PutUint32(e[120:], uint32(size))
		return e
	}
	// The first sectors are the allocation table's own.
	const tableSectors = 8
	for range tableSectors {
		next = append(next, 0xfffffffd)
		body = append(body, make([]byte, sector)...)
	}
	var entries []byte
	for _, s := range streams {
		if len(s.data) >= 4096 {
			entries = append(entries, entry(s.name, 2, add(s.data), len(s.data))...)
			continue
		}
		first := uint32(len(miniNext))
		for data := s.data; len(data) > 0; {
			part := make([]byte, mini)
			n := copy(part, data)
			data = data[n:]
			small = append(small, part...)
			miniNext = append(miniNext, uint32(len(miniNext)+1))
		}
		miniNext[len(miniNext)-1] = end
		entries = append(entries, entry(s.name, 2, first, len(s.data))...)
	}
	directory := append(entry("Root Entry", 5, add(small), len(small)), entries...)
	for i := range streams { // each the right sibling of the one before
		at := i*entrySize + 72
		if i == 0 {
			at = 76
		}
		binary.LittleEndian.PutUint32(directory[at:], uint32(i+1))
	}
	for len(directory)%sector != 0 {
		directory = append(directory, entry("", 0, 0, 0)...)
	}
	dirStart := add(directory)
	var miniTable []byte
	for _, n := range miniNext {
		miniTable = binary.LittleEndian.AppendUint32(miniTable, n)
	}
	miniStart := add(append(miniTable, bytes.Repeat([]byte{0xff}, sector-len(miniTable)%sector)...))
	for i, n := range next {
		binary.LittleEndian.PutUint32(body[4*i:], n)
	}
	header := make([]byte, headerSize)
	copy(header, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put16 := func(at int, v uint16) { binary.LittleEndian.PutUint16(header[at:], v) }
	put32 := func(at int, v uint32) { binary.LittleEndian.PutUint32(header[at:], v) }
	put16(24, 0x3e)
	put16(26, 3)
	put16(28, 0xfffe)
	put16(30, 9)
	put16(32, 6)
	put32(44, tableSectors)
	put32(48, dirStart)
	put32(56, 4096)
	put32(60, miniStart)
	put32(64, 1)
	put32(68, end)
	for i := range 109 {
		at := uint32(0xffffffff)
		if i < tableSectors {
			at = uint32(i)
		}
		put32(76+4*i, at)
	}
	return append(header, body...)
}

func sized(plain []byte, sealed []byte) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(plain))), sealed...)
}

func padded(b []byte) []byte {
	return append(bytes.Clone(b), make([]byte, (aes.BlockSize-len(b)%aes.BlockSize)%aes.BlockSize)...)
}

func encryptCBC(t testing.TB, key, iv, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	out := padded(data)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, out)
	return out
}

// lockAgile locks as Word 2010 and later do.
func lockAgile(t testing.TB, plain []byte, password, hashName string, newHash func() hash.Hash) []byte {
	t.Helper()
	dataSalt, salt := []byte("0123456789abcdef"), []byte("fedcba9876543210")
	const spins, keySize = 1000, 32
	sum, err := spin(context.Background(), newHash(), salt, password, spins)
	if err != nil {
		t.Fatal(err)
	}
	seal := func(block, secret []byte) string {
		return base64.StdEncoding.EncodeToString(encryptCBC(t, fit(digest(newHash(), sum, block), keySize), salt, secret))
	}
	key, input := bytes.Repeat([]byte{7}, keySize), []byte("verifier input!!")
	b64 := base64.StdEncoding.EncodeToString
	common := fmt.Sprintf(`saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="%s"`, hashName)
	info := []byte{4, 0, 4, 0, 0x40, 0, 0, 0}
	info = append(info, fmt.Sprintf(`<encryption xmlns="e" xmlns:p="p"><keyData %s saltValue="%s"/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="%d" %s saltValue="%s" encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" encryptedKeyValue="%s"/></keyEncryptor></keyEncryptors></encryption>`,
		common, b64(dataSalt), spins, common, b64(salt), seal(blockInput, input), seal(blockValue, digest(newHash(), input)), seal(blockKey, key))...)
	var sealed []byte
	for i, rest := 0, plain; len(rest) > 0; i++ {
		n := min(segment, len(rest))
		iv := fit(digest(newHash(), dataSalt, binary.LittleEndian.AppendUint32(nil, uint32(i))), aes.BlockSize)
		sealed = append(sealed, encryptCBC(t, key, iv, rest[:n])...)
		rest = rest[n:]
	}
	return pack(stream{"EncryptionInfo", info}, stream{"EncryptedPackage", sized(plain, sealed)})
}

// lockStandard locks as Word 2007 does.
func lockStandard(t testing.TB, plain []byte, password string) []byte {
	t.Helper()
	salt, input := []byte("fedcba9876543210"), []byte("verifier input!!")
	sum, err := spin(context.Background(), sha1.New(), salt, password, 50000)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(standardKey(digest(sha1.New(), sum, make([]byte, 4)))[:16])
	if err != nil {
		t.Fatal(err)
	}
	seal := func(data []byte) []byte {
		out := padded(data)
		for i := 0; i < len(out); i += aes.BlockSize {
			block.Encrypt(out[i:], out[i:])
		}
		return out
	}
	u32 := binary.LittleEndian.AppendUint32
	info := []byte{4, 0, 2, 0, 0x24, 0, 0, 0}
	header := u32(u32(u32(u32(u32(u32(u32(u32(nil, 0x24), 0), 0x660e), 0x8004), 128), 0x18), 0), 0)
	header = append(header, 0, 0)
	info = append(u32(info, uint32(len(header))), header...)
	info = append(u32(info, 16), salt...)
	info = append(info, seal(input)...)
	info = append(u32(info, 20), seal(digest(sha1.New(), input))...)
	return pack(stream{"EncryptionInfo", info}, stream{"EncryptedPackage", sized(plain, seal(plain))})
}

func TestUnlock(t *testing.T) {
	plain := bytes.Repeat([]byte("PK\x03\x04 The fee is due. "), 900)
	files := map[string][]byte{
		"agile, SHA-512": lockAgile(t, plain, "Geheim 1", "SHA512", sha512.New),
		"agile, SHA-1":   lockAgile(t, plain, "Geheim 1", "SHA1", sha1.New),
		"standard":       lockStandard(t, plain, "Geheim 1"),
		"a small one":    lockStandard(t, plain[:100], "Geheim 1"),
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			got, err := Unlock(context.Background(), data, "Geheim 1")
			if err != nil || !bytes.Equal(got, plain[:len(got)]) || len(got) < 100 {
				t.Errorf("got %d bytes, %v", len(got), err)
			}
			for password, want := range map[string]fault.Code{"": fault.PasswordNeeded, "geheim 1": fault.PasswordWrong} {
				if _, err := Unlock(context.Background(), data, password); fault.CodeOf(err) != want {
					t.Errorf("password %q: got %v, want %s", password, err, want)
				}
			}
			if _, err := Unlock(context.Background(), data[:len(data)/2], "Geheim 1"); fault.CodeOf(err) != fault.Damaged {
				t.Errorf("cut off: %v", err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if _, err := Unlock(ctx, data, "Geheim 1"); !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled: %v", err)
			}
		})
	}
}

func TestUnlockRefuses(t *testing.T) {
	agile := func(attributes string) []byte {
		return pack(stream{"EncryptionInfo", append([]byte{4, 0, 4, 0, 0x40, 0, 0, 0}, `<e><keyData `+attributes+`/><encryptedKey `+attributes+`/></e>`...)}, stream{"EncryptedPackage", make([]byte, 64)})
	}
	tests := map[string]struct {
		data []byte
		want fault.Code
	}{
		"no compound file":   {[]byte("PK\x03\x04"), fault.Damaged},
		"without its key":    {pack(stream{"EncryptedPackage", make([]byte, 64)}), fault.Damaged},
		"an unknown version": {pack(stream{"EncryptionInfo", []byte{9, 0, 9, 0, 0, 0, 0, 0, 0}}, stream{"EncryptedPackage", make([]byte, 64)}), fault.Unsupported},
		"an unknown hash":    {agile(`hashAlgorithm="MD4" keyBits="128" cipherAlgorithm="AES"`), fault.Damaged},
		"endless hashing":    {agile(`hashAlgorithm="SHA1" keyBits="128" cipherAlgorithm="AES" spinCount="2000000000"`), fault.Damaged},
		"a key of no size":   {agile(`hashAlgorithm="SHA1" keyBits="-8" cipherAlgorithm="AES"`), fault.Damaged},
		"a size beyond":      {pack(stream{"EncryptionInfo", make([]byte, 64)}, stream{"EncryptedPackage", bytes.Repeat([]byte{0xff}, 64)}), fault.Damaged},
	}
	for name, tt := range tests {
		if _, err := Unlock(context.Background(), tt.data, "x"); fault.CodeOf(err) != tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

func FuzzCompound(f *testing.F) {
	f.Add(pack(stream{"EncryptionInfo", []byte("small")}, stream{"EncryptedPackage", make([]byte, 5000)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<17 {
			return
		}
		c, err := openCompound(data)
		if err != nil {
			return
		}
		for _, name := range []string{"EncryptionInfo", "EncryptedPackage"} {
			if s := c.stream(name); len(s) > len(data)*16 {
				t.Fatalf("%d bytes out of %d", len(s), len(data))
			}
		}
	})
}
