package pdf

import (
	"context"
	"errors"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/ingest/fault"
)

func isolated(t testing.TB, limits Limits) *Isolated {
	t.Helper()
	iso, err := NewIsolated(limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(iso.Close)
	return iso
}

func TestIsolatedReadsAlike(t *testing.T) {
	iso := isolated(t, Limits{})
	data := longContract(5).bytes()
	want := readBytes(t, data)
	for range 3 {
		got, err := iso.Read(context.Background(), data, Options{Name: "sample.pdf", NoOCR: true})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Error("the document differs from the one read in this process")
		}
	}
	if len(iso.idle) != 1 {
		t.Errorf("%d children after three files, want one", len(iso.idle))
	}
	_, err := iso.Read(context.Background(), []byte("no"), Options{})
	if fault.CodeOf(err) != fault.NotAPDF {
		t.Errorf("error = %v, want code %s", err, fault.NotAPDF)
	}
}

func TestIsolatedLimits(t *testing.T) {
	long := longContract(400).bytes()
	bomb := newSample()
	bomb.page(strings.Repeat(" ", 60<<20) + text(72, 700, "after the blanks"))
	tests := []struct {
		name   string
		limits Limits
		data   []byte
		code   fault.Code
		memory bool
	}{
		{"time", Limits{Time: time.Millisecond}, long, fault.Timeout, false},
		{"memory", Limits{Memory: 64 << 20}, bomb.bytes(), fault.TooLarge, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.memory && (runtime.GOOS != "linux" || raceDetector) {
				t.Skip("memory is limited on Linux only, and not under the race detector")
			}
			iso := isolated(t, tt.limits)
			_, err := iso.Read(context.Background(), tt.data, Options{NoOCR: true})
			if fault.CodeOf(err) != tt.code || strings.Contains(err.Error(), "\n") {
				t.Errorf("error = %v, want code %s on one line", err, tt.code)
			}
			if len(iso.idle) != 0 {
				t.Error("a child that failed is kept")
			}
		})
	}
}

// TestIsolatedSurvivesCrash kills the child between files: the next file must not suffer.
func TestIsolatedSurvivesCrash(t *testing.T) {
	iso := isolated(t, Limits{})
	data := longContract(1).bytes()
	for range 2 {
		if _, err := iso.Read(context.Background(), data, Options{NoOCR: true}); err != nil {
			t.Fatal(err)
		}
		if err := iso.idle[0].cmd.Process.Signal(os.Kill); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := iso.Read(context.Background(), data, Options{NoOCR: true}); err != nil {
		t.Fatal(err)
	}
}

func TestIsolatedCancel(t *testing.T) {
	iso := isolated(t, Limits{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := iso.Read(ctx, longContract(1).bytes(), Options{NoOCR: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}

func TestIsolatedInParallel(t *testing.T) {
	iso := isolated(t, Limits{})
	data := longContract(3).bytes()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := iso.Read(context.Background(), data, Options{NoOCR: true}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestChildMainRefusesArguments(t *testing.T) {
	for _, args := range [][]string{nil, {"x", "1s"}, {"1", "x"}} {
		if code := ChildMain(strings.NewReader(""), nil, args); code != 2 {
			t.Errorf("ChildMain(%q) = %d, want 2", args, code)
		}
	}
}
