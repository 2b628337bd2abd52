package pdf

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// limitMemory lets the process map at most extra bytes more than it has mapped now.
func limitMemory(extra int64) error {
	statm, err := os.ReadFile("/proc/self/statm") // total size in pages comes first
	if err != nil {
		return err
	}
	pages, err := strconv.ParseInt(string(bytes.Fields(statm)[0]), 10, 64)
	if err != nil {
		return err
	}
	var now syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &now); err != nil {
		return err
	}
	limit := syscall.Rlimit{Cur: min(uint64(pages*int64(os.Getpagesize())+extra), now.Max), Max: now.Max}
	return syscall.Setrlimit(syscall.RLIMIT_AS, &limit)
}
