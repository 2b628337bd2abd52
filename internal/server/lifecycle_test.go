package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"parley/internal/ingest"
	"parley/internal/job"
	"parley/internal/store"
)

// childDir makes this test binary a server on that data folder; with childSlow set, its
// reviews never end. It prints its address.
const (
	childDir  = "PARLEY_TEST_SERVER_CHILD"
	childSlow = "PARLEY_TEST_SERVER_SLOW"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := serveForEver(dir, os.Getenv(childSlow) != ""); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func serveForEver(dir string, slow bool) error {
	playbook, err := shipped()
	if err != nil {
		return err
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		return err
	}
	reviewer := job.Pipeline(playbook, ingest.Options{}, nil)
	if slow {
		reviewer = func(ctx context.Context, _ job.File, _ func(job.Stage)) ([]job.Made, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
	}
	s, err := New(Config{Addr: "127.0.0.1:0", Records: st, Queue: job.New(st, reviewer, job.Options{}), App: fstest.MapFS{}})
	if err != nil {
		return err
	}
	l, err := s.Listen()
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	return s.Serve(context.Background(), l)
}

// child starts a server in a process of its own and returns its address.
func child(t *testing.T, dir string, slow bool) (address string, cmd *exec.Cmd) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	if slow {
		cmd.Env = append(cmd.Env, childSlow+"=1")
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may be dead already
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return "http://" + strings.TrimSpace(line), cmd
}

func TestKilledServerTakesUpItsReviews(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	dir := t.TempDir()
	address, cmd := child(t, dir, true)
	s := newScene(t) // for its form
	r := s.form(field{"file", "msa.txt", agreement})
	upload, err := http.Post(address+API+"/documents", r.Header.Get("Content-Type"), r.Body)
	if err != nil {
		t.Fatal(err)
	}
	var d documentView
	if err := json.NewDecoder(upload.Body).Decode(&d); err != nil || upload.StatusCode != http.StatusCreated {
		t.Fatal(upload.StatusCode, err)
	}
	if err := cmd.Process.Kill(); err != nil { // while it reviews
		t.Fatal(err)
	}
	_ = cmd.Wait()

	address, _ = child(t, dir, false)
	deadline := time.Now().Add(20 * time.Second)
	for d.Task.State != store.Done {
		if time.Now().After(deadline) {
			t.Fatalf("after the restart the task is %+v", d.Task)
		}
		time.Sleep(20 * time.Millisecond)
		got, err := http.Get(address + API + "/documents/" + d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.NewDecoder(got.Body).Decode(&d); err != nil {
			t.Fatal(err)
		}
		_ = got.Body.Close()
	}
	if len(d.Reviews) != 1 {
		t.Errorf("reviews: %+v", d.Reviews)
	}
}

// serve runs the scene's server on a port of its own; its queue runs already.
func (s *scene) serve() (address string, stop func() error) {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.t.Cleanup(cancel)
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(ctx, l) }()
	return "http://" + l.Addr().String(), func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(10 * time.Second):
			return fmt.Errorf("the server does not stop")
		}
	}
}

func TestProgressIsStreamedAndEndsWithTheServer(t *testing.T) {
	s := newScene(t)
	address, stop := s.serve()
	stream, err := http.Get(address + API + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stream.Body.Close() }()
	if got := stream.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("content type %q", got)
	}
	s.do(s.form(field{"file", "msa.txt", agreement}))
	lines := bufio.NewScanner(stream.Body)
	var stages []job.Stage
	named := false
	for lines.Scan() {
		named = named || lines.Text() == "event: stage"
		data, is := strings.CutPrefix(lines.Text(), "data: ")
		if !is {
			continue
		}
		s.described.validate(t, "#/components/schemas/StageEvent", []byte(data))
		var e job.Event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			t.Fatal(err)
		}
		stages = append(stages, e.Stage)
		if e.Stage == job.Done {
			break
		}
	}
	if !named || len(stages) == 0 || stages[len(stages)-1] != job.Done {
		t.Errorf("stages %v", stages)
	}
	begun := time.Now()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("an open stream held up the stop for %v", took)
	}
	for lines.Scan() { // the stream has an end
	}
}

func TestStopWaitsForTheRequestUnderWay(t *testing.T) {
	gate := make(chan struct{})
	entered := make(chan struct{})
	s := newScene(t, func(c *Config) { c.Records = slow{c.Records, entered, gate} })
	address, stop := s.serve()
	answer := make(chan int, 1)
	go func() {
		r, err := http.Get(address + API + "/documents")
		if err != nil {
			answer <- 0
			return
		}
		_ = r.Body.Close()
		answer <- r.StatusCode
	}()
	<-entered
	time.AfterFunc(200*time.Millisecond, func() { close(gate) })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if got := <-answer; got != 200 {
		t.Errorf("the request under way got %d", got)
	}
}

// slow answers once the gate is open.
type slow struct {
	Records
	entered chan<- struct{}
	gate    <-chan struct{}
}

func (r slow) Documents(ctx context.Context) ([]store.Document, error) {
	r.entered <- struct{}{}
	<-r.gate
	return r.Records.Documents(ctx)
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	s := newScene(t)
	good := s.server.cfg
	for _, c := range []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"nothing to serve", func(c *Config) { c.Records = nil }, "are needed"},
		{"no port", func(c *Config) { c.Addr = "localhost" }, "host:port"},
		{"open to all", func(c *Config) { c.Addr = "0.0.0.0:7117" }, "can be reached from other machines"},
		{"open to all, too", func(c *Config) { c.Addr = ":7117" }, "can be reached from other machines"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := good
			c.change(&cfg)
			if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("New: %v; expected %q", err, c.want)
			}
		})
	}
	named := good
	named.Addr, named.Hosts = "0.0.0.0:7117", []string{"parley.example"}
	if _, err := New(named); err != nil {
		t.Errorf("with a host name: %v", err)
	}
}

func TestAppThatWasNotBuiltSaysHow(t *testing.T) {
	s := newScene(t, func(c *Config) { c.App = fstest.MapFS{".gitkeep": {}} })
	w := s.get("/")
	if w.Code != http.StatusServiceUnavailable || !bytes.Contains(w.Body.Bytes(), []byte("make")) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
