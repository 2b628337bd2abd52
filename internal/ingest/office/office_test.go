package office

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"parley/internal/ingest/fault"
)

const letter = `{\rtf1\ansi{\fonttbl\f0 Times;}\f0 The fee is due in {\b thirty} days.\par}`

func TestConvert(t *testing.T) {
	if program() == "" {
		t.Skip("LibreOffice is not installed")
	}
	got, err := Convert(context.Background(), []byte(letter), "rtf")
	if err != nil || !bytes.HasPrefix(got, []byte("PK\x03\x04")) {
		t.Fatalf("got %d bytes, %v", len(got), err)
	}
	if _, err := Convert(context.Background(), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more"), "doc"); fault.CodeOf(err) != fault.ProgramFailed {
		t.Errorf("a damaged file: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Convert(ctx, []byte(letter), "rtf"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestConvertWithoutLibreOffice(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Convert(context.Background(), []byte(letter), "rtf")
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.NeedsProgram || f.Hint == "" {
		t.Errorf("got %v", err)
	}
}
