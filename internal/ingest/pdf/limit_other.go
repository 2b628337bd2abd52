//go:build !linux

package pdf

// limitMemory does nothing: only Linux limits address space as Go programs need it. The
// time limit still ends a file that fills the memory.
func limitMemory(int64) error { return nil }
