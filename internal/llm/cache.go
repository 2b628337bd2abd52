package llm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// cache keeps answers in files named by their question's hash; with no folder it keeps none.
type cache struct{ dir string }

func (c cache) get(key string) (string, bool) {
	if c.dir == "" {
		return "", false
	}
	data, err := os.ReadFile(filepath.Join(c.dir, key+".json"))
	return string(data), err == nil
}

// put keeps an answer; a cache that cannot be written only costs the next run, so that is no error.
func (c cache) put(key, answer string) {
	if c.dir == "" || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	file, err := os.CreateTemp(c.dir, ".answer-*")
	if err != nil {
		return
	}
	defer os.Remove(file.Name()) // gone already when the rename went well
	_, err = file.WriteString(answer)
	if closed := file.Close(); err == nil && closed == nil {
		_ = os.Rename(file.Name(), filepath.Join(c.dir, key+".json"))
	}
}

// ledger logs what was sent where: host, model, prompt version, size and hash, never a word
// of the contract.
type ledger struct {
	mu   sync.Mutex
	file *os.File
	now  func() time.Time
}

func openLedger(path string) (*ledger, error) {
	l := &ledger{now: time.Now}
	if path == "" {
		return l, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the log of what is sent to the model cannot be written: %s", path)
	}
	l.file = f
	return l, nil
}

// sent is one line of the ledger.
type sent struct {
	Time   string `json:"time"`
	Host   string `json:"host"`
	Model  string `json:"model"`
	Task   string `json:"task"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"` // of the system and user messages
	Failed bool   `json:"failed,omitempty"`
}

func (l *ledger) note(host, model string, q question, err error) {
	if l.file == nil {
		return
	}
	sum := sha256.Sum256([]byte(q.System + "\x00" + q.User))
	line, _ := json.Marshal(sent{l.now().UTC().Format(time.RFC3339), host, model, q.Task,
		len(q.System) + len(q.User), hex.EncodeToString(sum[:]), err != nil}) // plain fields always marshal
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = l.file.Write(append(line, '\n')) // the review goes on when the disk is full
}

func (l *ledger) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
