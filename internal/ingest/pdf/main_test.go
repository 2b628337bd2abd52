package pdf

import (
	"os"
	"testing"
)

// TestMain lets the test binary be the child process of isolated reading.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == ChildCommand {
		os.Exit(ChildMain(os.Stdin, os.Stdout, os.Args[2:]))
	}
	os.Exit(m.Run())
}
