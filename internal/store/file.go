package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

func (s *Store) filesDir() string    { return filepath.Join(s.dir, "files") }
func (s *Store) incomingDir() string { return filepath.Join(s.dir, "incoming") }

// Incoming is a file on its way in: on the disk, but not yet anyone's document.
type Incoming struct {
	SHA256 string // hex
	Size   int64
	path   string
}

// Discard removes the file when no document was made of it.
func (in *Incoming) Discard() { _ = os.Remove(in.path) }

// Receive writes r to the disk and syncs it. The file becomes a document with
// AddDocument; until then a crash, or Discard, leaves nothing behind.
func (s *Store) Receive(r io.Reader) (in *Incoming, err error) {
	f, err := os.CreateTemp(s.incomingDir(), "upload-*")
	if err != nil {
		return nil, fmt.Errorf("receiving a file: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, hash), r)
	if err != nil {
		return nil, err // the reader's own error: the caller knows what it means
	}
	if err := f.Sync(); err != nil {
		return nil, fmt.Errorf("receiving a file: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("receiving a file: %w", err)
	}
	return &Incoming{SHA256: hex.EncodeToString(hash.Sum(nil)), Size: n, path: f.Name()}, nil
}

// FilePath is where the file with this hash is kept.
func (s *Store) FilePath(sha256 string) string {
	return filepath.Join(s.filesDir(), sha256[:2], sha256)
}

// keep moves an incoming file to its place, durably. The caller holds s.files.
func (s *Store) keep(in *Incoming) error {
	path := s.FilePath(in.SHA256)
	if info, err := os.Stat(path); err == nil && info.Size() == in.Size {
		return os.Remove(in.path)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.Rename(in.path, path); err != nil {
		return err
	}
	// The names are durable once their folders are.
	if err := syncDir(dir); err != nil {
		return err
	}
	return syncDir(s.filesDir())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// removeFile removes a file that no document refers to. The caller holds s.files.
func (s *Store) removeFile(sha256 string) error {
	if err := os.Remove(s.FilePath(sha256)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sweep removes what uploads cut off by a crash left behind. Another process may be
// receiving files right now, so only old ones go.
func (s *Store) sweep() {
	entries, err := os.ReadDir(s.incomingDir())
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(filepath.Join(s.incomingDir(), e.Name()))
		}
	}
}
