package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/ingest"
)

// TestReadersRefuseAsExpected reads every bad file and compares what comes of it with
// expect.tsv. What is refused must be refused soon, in one line, with the file's name.
func TestReadersRefuseAsExpected(t *testing.T) {
	table, err := os.ReadFile("../expect.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n")[1:] {
		cells := strings.Split(line, "\t")
		name, want := cells[0], strings.Split(cells[1], "|")
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			start := time.Now()
			documents, err := ingest.Read(ctx, ingest.Source{Path: filepath.Join("..", name)}, ingest.Options{NoOCR: true})
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
			var refusal *ingest.Error
			switch {
			case err == nil:
				warned := slices.Contains(want, "warned") && len(documents[0].Warnings) > 0
				if !warned && !slices.Contains(want, "ok") {
					t.Errorf("read as %d documents with warnings %v, want %v", len(documents), documents[0].Warnings, want)
				}
			case !errors.As(err, &refusal):
				t.Errorf("got %v, want an *ingest.Error", err)
			case !slices.Contains(want, string(refusal.Code)):
				t.Errorf("refused as %q (%v), want %v", refusal.Code, err, want)
			case !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n"):
				t.Errorf("want one line that names the file, got %q", err)
			}
		})
	}
	if _, err := os.Stat("/tmp/parley-was-here.txt"); err == nil {
		t.Error("an archive wrote outside its folder")
	}
}
