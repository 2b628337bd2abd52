package library

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
)

// maxRecord bounds one line of a journal.
const maxRecord = 4 << 20

// journal is a file of JSON lines that only grows. A line is on disk when append
// returns; a last line cut short by a crash was never acknowledged and is dropped.
type journal[T any] struct {
	mu   sync.Mutex
	file *os.File
	path string
}

// openJournal opens the file and calls each for every record in it.
func openJournal[T any](path string, each func(T)) (*journal[T], error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("the library: %w", err)
	}
	whole, err := readRecords(f, path, each)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &journal[T]{file: f, path: path}, nil
}

// readRecords reads all whole lines and says how many bytes they are.
func readRecords[T any](f io.Reader, path string, each func(T)) (int64, error) {
	r := bufio.NewReaderSize(f, 1<<16)
	var whole int64
	for line := 1; ; line++ {
		b, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, fmt.Errorf("%s: %w", path, err)
		}
		if len(b) > maxRecord {
			return whole, fmt.Errorf("%s:%d: the record has %d bytes; at most %d are read", path, line, len(b), maxRecord)
		}
		var record T
		if err := json.Unmarshal(bytes.TrimSpace(b), &record); err != nil {
			return whole, fmt.Errorf("%s:%d: %w; repair or remove the line", path, line, err)
		}
		each(record)
		whole += int64(len(b))
	}
}

// append writes a record and waits until it is on disk.
func (j *journal[T]) append(record T) error {
	b, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("%s: %w", j.path, err)
	}
	if len(b) >= maxRecord {
		return fmt.Errorf("%s: the record has %d bytes; at most %d are kept", j.path, len(b), maxRecord)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err = j.file.Write(append(b, '\n')); err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", j.path, err)
	}
	return nil
}

func (j *journal[T]) close() error { return j.file.Close() }
