package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/internal/contract"
)

// childDir makes this test binary a process that adds documents to that folder until it
// is killed, telling each id on its output once it is acknowledged.
const childDir = "PARLEY_TEST_STORE_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		addForEver(dir)
	}
	os.Exit(m.Run())
}

func addForEver(dir string) {
	s, err := Open(dir, Options{})
	if err != nil {
		panic(err)
	}
	for i := 0; ; i++ {
		in, err := s.Receive(strings.NewReader(strings.Repeat(fmt.Sprintf("contract %d\n", i), 1000)))
		if err != nil {
			panic(err)
		}
		d, err := s.AddDocument(context.Background(), in, NewDocument{Name: fmt.Sprint(i)})
		if err != nil {
			panic(err)
		}
		fmt.Println(d.ID)
	}
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	dir := t.TempDir()
	var acknowledged []string
	for round := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < 10+round*7 && lines.Scan(); n++ {
			acknowledged = append(acknowledged, lines.Text())
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it still told before it died was acknowledged too
			acknowledged = append(acknowledged, lines.Text())
		}
		_ = cmd.Wait() // killed: an error is right
	}
	s := open(t, dir)
	for _, id := range acknowledged {
		d, err := s.Document(context.Background(), id)
		if err != nil {
			t.Fatalf("acknowledged document %s: %v", id, err)
		}
		data, err := os.ReadFile(s.FilePath(d.SHA256))
		if err != nil {
			t.Fatalf("its file: %v", err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != d.SHA256 || int64(len(data)) != d.Size {
			t.Fatalf("the file of %s is not what was added", id)
		}
		if d.Task.State != Queued {
			t.Fatalf("the task of %s is %s; expected it to wait", id, d.Task.State)
		}
	}
	if len(acknowledged) < 30 {
		t.Errorf("only %d documents were acknowledged", len(acknowledged))
	}
}

func TestAddingAndDeletingTheSameFileAtOnce(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir())
	var wg sync.WaitGroup
	for worker := range 6 {
		wg.Go(func() {
			for i := range 15 {
				in, err := s.Receive(strings.NewReader(fmt.Sprintf("contract %d", i%3)))
				if err != nil {
					t.Error(err)
					return
				}
				d, err := s.AddDocument(ctx, in, NewDocument{Name: "x"})
				if err != nil {
					t.Error(err)
					return
				}
				if (worker+i)%3 == 0 {
					continue
				}
				if err := s.DeleteDocument(ctx, d.ID); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	docs, err := s.Documents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, d := range docs {
		used[d.SHA256] = true
	}
	for sha := range used {
		if _, err := os.Stat(s.FilePath(sha)); err != nil {
			t.Errorf("a document's file is gone: %v", err)
		}
	}
	if files := kept(t, s); len(files) != len(used) {
		t.Errorf("%d files for %d in use", len(files), len(used))
	}
}

func TestEveryTaskIsClaimedOnce(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir) // as two processes would
	const tasks = 40
	for i := range tasks {
		add(t, a, fmt.Sprint(i), fmt.Sprint(i), contract.Deal{})
	}
	var mu sync.Mutex
	claimed := map[int64]int{}
	var wg sync.WaitGroup
	for worker := range 6 {
		s := a
		if worker%2 == 1 {
			s = b
		}
		wg.Go(func() {
			for {
				w, ok, err := s.Claim(ctx)
				if err != nil {
					t.Error(err)
				}
				if !ok {
					return
				}
				mu.Lock()
				claimed[w.ID]++
				mu.Unlock()
				time.Sleep(time.Millisecond)
				if _, err := s.Finish(ctx, w, []Reviewed{reviewed(w.Name, w.Name, contract.Supplier)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if len(claimed) != tasks {
		t.Errorf("%d tasks claimed of %d", len(claimed), tasks)
	}
	for id, n := range claimed {
		if n != 1 {
			t.Errorf("task %d was claimed %d times", id, n)
		}
	}
}
