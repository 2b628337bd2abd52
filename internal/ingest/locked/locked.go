// Package locked opens Office files that are locked with a password.
//
// It knows the two ways of [MS-OFFCRYPTO] that Word has used since 2007: standard
// encryption (AES-128, SHA-1) and agile encryption (AES, SHA-1 to SHA-512).
package locked

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash"
	"strconv"
	"strings"
	"unicode/utf16"

	"parley/internal/ingest/fault"
	"parley/internal/ingest/xmlscan"
)

// Unlock returns the Office package within the encrypted file data. Errors are
// *fault.Error (PasswordNeeded without a password, PasswordWrong with another one,
// Damaged), or the context's.
func Unlock(ctx context.Context, data []byte, password string) ([]byte, error) {
	if password == "" {
		return nil, fault.New(fault.PasswordNeeded, "the Office document is encrypted", "give its password with --password-file, or open it in Word and save it without")
	}
	c, err := openCompound(data)
	if err != nil {
		return nil, damaged(err)
	}
	info, sealed := c.stream("EncryptionInfo"), c.stream("EncryptedPackage")
	if len(info) < 8 || len(sealed) < 8 {
		return nil, damaged(errCompound)
	}
	major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:])
	size := binary.LittleEndian.Uint64(sealed)
	sealed = sealed[8:]
	if size > uint64(len(sealed)) {
		return nil, damaged(errors.New("the package is longer than its stream"))
	}
	var plain []byte
	switch {
	case major == 4 && minor == 4:
		plain, err = unlockAgile(ctx, info[8:], sealed, password)
	case minor == 2 && major >= 2 && major <= 4:
		plain, err = unlockStandard(ctx, info[8:], sealed, password)
	default:
		return nil, fault.New(fault.Unsupported, "the Office document is encrypted in a way not known here", "open it in Word with its password and save it without")
	}
	switch {
	case errors.Is(err, errPassword):
		return nil, fault.New(fault.PasswordWrong, "the password does not open the document", "check it; capitals and spaces count")
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, damaged(err)
	}
	return plain[:size], nil
}

var errPassword = errors.New("wrong password")

func damaged(err error) error {
	return &fault.Error{Code: fault.Damaged, Err: err, What: "the encrypted Office document is damaged", Hint: "get the file again from whoever sent it"}
}

// maxSpins bounds how often a password is hashed: Word does 100,000 rounds, the standard
// allows ten million.
const maxSpins = 10_000_000

// spin hashes a password with its salt, over and over.
func spin(ctx context.Context, h hash.Hash, salt []byte, password string, rounds int) ([]byte, error) {
	h.Write(salt)
	for _, u := range utf16.Encode([]rune(password)) {
		h.Write([]byte{byte(u), byte(u >> 8)})
	}
	sum := h.Sum(nil)
	var count [4]byte
	for i := range rounds {
		if i%10000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		binary.LittleEndian.PutUint32(count[:], uint32(i))
		h.Reset()
		h.Write(count[:])
		h.Write(sum)
		sum = h.Sum(sum[:0])
	}
	return sum, nil
}

// digest hashes the parts one after the other.
func digest(h hash.Hash, parts ...[]byte) []byte {
	h.Reset()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// fit cuts b to n bytes, or fills it up with 0x36.
func fit(b []byte, n int) []byte {
	out := bytes.Repeat([]byte{0x36}, n)
	copy(out, b)
	return out
}

func decryptCBC(key, iv, data []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if len(data)%aes.BlockSize != 0 || len(iv) != aes.BlockSize {
		return nil, errors.New("the data are no whole blocks")
	}
	out := make([]byte, len(data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, data)
	return out, nil
}

// sealing is what an agile EncryptionInfo says of one key.
type sealing struct {
	salt    []byte
	keySize int // bytes
	hash    func() hash.Hash
	spins   int
	input   []byte // encryptedVerifierHashInput
	value   []byte // encryptedVerifierHashValue
	key     []byte // encryptedKeyValue
}

// Block keys of [MS-OFFCRYPTO] 2.3.4.13.
var (
	blockInput = []byte{0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79}
	blockValue = []byte{0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e}
	blockKey   = []byte{0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6}
)

// segment is how many bytes are encrypted at a time.
const segment = 4096

func unlockAgile(ctx context.Context, info, sealed []byte, password string) ([]byte, error) {
	data, lock, err := readAgile(info)
	if err != nil {
		return nil, err
	}
	sum, err := spin(ctx, lock.hash(), lock.salt, password, lock.spins)
	if err != nil {
		return nil, err
	}
	open := func(block, secret []byte) ([]byte, error) {
		return decryptCBC(fit(digest(lock.hash(), sum, block), lock.keySize), fit(lock.salt, aes.BlockSize), secret)
	}
	input, err := open(blockInput, lock.input)
	if err != nil {
		return nil, err
	}
	value, err := open(blockValue, lock.value)
	if err != nil {
		return nil, err
	}
	if want := digest(lock.hash(), input[:min(len(input), len(lock.salt))]); len(value) < len(want) || !bytes.Equal(value[:len(want)], want) {
		return nil, errPassword
	}
	key, err := open(blockKey, lock.key)
	if err != nil {
		return nil, err
	}
	return openSegments(key[:min(len(key), data.keySize)], data, sealed)
}

// openSegments decrypts the package, each segment with a start of its own.
func openSegments(key []byte, data sealing, sealed []byte) ([]byte, error) {
	plain := make([]byte, 0, len(sealed))
	var number [4]byte
	for i := 0; len(sealed) > 0; i++ {
		n := min(segment, len(sealed)) &^ (aes.BlockSize - 1)
		if n == 0 {
			break
		}
		binary.LittleEndian.PutUint32(number[:], uint32(i))
		iv := fit(digest(data.hash(), data.salt, number[:]), aes.BlockSize)
		part, err := decryptCBC(key, iv, sealed[:n])
		if err != nil {
			return nil, err
		}
		plain = append(plain, part...)
		sealed = sealed[n:]
	}
	return padTo(plain, len(sealed)), nil
}

// padTo lengthens plain by n bytes that were no whole block, so that a size that counts
// them does not reach beyond it.
func padTo(plain []byte, n int) []byte { return append(plain, make([]byte, n)...) }

// readAgile reads the XML of an agile EncryptionInfo.
func readAgile(info []byte) (data, lock sealing, err error) {
	s := xmlscan.New(info)
	for k := s.Next(); k != xmlscan.EOF; k = s.Next() {
		if k != xmlscan.Start {
			continue
		}
		switch s.Name() {
		case "keyData":
			data, err = readSealing(s)
		case "encryptedKey":
			lock, err = readSealing(s)
		}
		if err != nil {
			return data, lock, err
		}
	}
	if data.hash == nil || lock.hash == nil {
		return data, lock, errors.New("the keys are missing")
	}
	return data, lock, s.Err()
}

func readSealing(s *xmlscan.Scanner) (sealing, error) {
	attr := func(name string) string { v, _ := s.Attr(name); return v }
	bytesOf := func(name string) []byte { b, _ := base64.StdEncoding.DecodeString(attr(name)); return b }
	bits, _ := strconv.Atoi(attr("keyBits"))
	spins, _ := strconv.Atoi(attr("spinCount"))
	out := sealing{salt: bytesOf("saltValue"), keySize: bits / 8, spins: spins,
		input: bytesOf("encryptedVerifierHashInput"), value: bytesOf("encryptedVerifierHashValue"), key: bytesOf("encryptedKeyValue")}
	switch strings.ToUpper(strings.ReplaceAll(attr("hashAlgorithm"), "-", "")) {
	case "SHA1":
		out.hash = sha1.New
	case "SHA256":
		out.hash = sha256.New
	case "SHA384":
		out.hash = sha512.New384
	case "SHA512":
		out.hash = sha512.New
	default:
		return out, errors.New("an unknown hash")
	}
	if attr("cipherAlgorithm") != "AES" || bits%64 != 0 || bits < 128 || bits > 256 || spins < 0 || spins > maxSpins {
		return out, errors.New("an unknown cipher")
	}
	return out, nil
}

// unlockStandard opens what Word 2007 locks: info is the EncryptionInfo after its version.
func unlockStandard(ctx context.Context, info, sealed []byte, password string) ([]byte, error) {
	const spins, keySize, sumSize = 50000, 16, 20
	if len(info) < 4 {
		return nil, errCompound
	}
	header := int(binary.LittleEndian.Uint32(info))
	info = info[4:]
	if header < 32 || header > len(info) {
		return nil, errCompound
	}
	if bits := binary.LittleEndian.Uint32(info[16:]); bits != 128 {
		return nil, errors.New("an unknown cipher")
	}
	verifier := info[header:]
	if len(verifier) < 4+16+16+4+32 {
		return nil, errCompound
	}
	salt, input, value := verifier[4:20], verifier[20:36], verifier[40:72]
	sum, err := spin(ctx, sha1.New(), salt, password, spins)
	if err != nil {
		return nil, err
	}
	key := standardKey(digest(sha1.New(), sum, make([]byte, 4)))[:keySize]
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	if want := digest(sha1.New(), decryptECB(block, input)); !bytes.Equal(decryptECB(block, value)[:sumSize], want) {
		return nil, errPassword
	}
	whole := len(sealed) &^ (aes.BlockSize - 1)
	return padTo(decryptECB(block, sealed[:whole]), len(sealed)-whole), nil
}

// standardKey makes a key of a hash ([MS-OFFCRYPTO] 2.3.4.7).
func standardKey(sum []byte) []byte {
	inner := bytes.Repeat([]byte{0x36}, 64)
	for i, c := range sum {
		inner[i] ^= c
	}
	return digest(sha1.New(), inner)
}

func decryptECB(block cipher.Block, data []byte) []byte {
	out := make([]byte, len(data))
	for i := 0; i+aes.BlockSize <= len(data); i += aes.BlockSize {
		block.Decrypt(out[i:], data[i:])
	}
	return out
}
