package llm

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
)

// Config says which endpoint is asked and within what bounds. The zero Config is off:
// nothing is sent anywhere.
type Config struct {
	BaseURL     string        // "http://127.0.0.1:8080/v1"; "" is off
	Model       string        // as the endpoint names it
	Key         string        // secret; "" for endpoints without one
	Azure       bool          // the Azure flavour of the API; BaseURL is the resource's, Model the deployment's name
	AllowHosts  []string      // hosts that may be asked; empty means only BaseURL's own
	Timeout     time.Duration // of one request; 0 means 60 s
	Budget      int           // tokens a review may use, in and out; 0 means 60,000
	Concurrency int           // requests at once; 0 means 2
	PerMinute   int           // requests a minute; 0 means no limit
	Redact      bool          // names, addresses, e-mails and sums leave as placeholders
	CacheDir    string        // where answers are kept by content; "" keeps none
	Ledger      string        // file that logs what was sent where, by hash; "" logs nothing
}

// The bounds of a Config that names none.
const (
	defaultTimeout     = 60 * time.Second
	defaultBudget      = 60_000
	defaultConcurrency = 2
)

// On reports whether a model is configured.
func (c Config) On() bool { return c.BaseURL != "" }

// FromEnvironment reads PARLEY_MODEL_URL, PARLEY_MODEL, PARLEY_MODEL_KEY or
// PARLEY_MODEL_KEY_FILE, PARLEY_MODEL_AZURE and PARLEY_MODEL_HOSTS through getenv.
func FromEnvironment(getenv func(string) string) (Config, error) {
	c := Config{BaseURL: getenv("PARLEY_MODEL_URL"), Model: getenv("PARLEY_MODEL"), Key: getenv("PARLEY_MODEL_KEY"), Azure: getenv("PARLEY_MODEL_AZURE") == "1"}
	if hosts := getenv("PARLEY_MODEL_HOSTS"); hosts != "" {
		c.AllowHosts = strings.Split(hosts, ",")
	}
	if file := getenv("PARLEY_MODEL_KEY_FILE"); file != "" {
		if err := c.ReadKey(file); err != nil {
			return Config{}, err
		}
	}
	return c, nil
}

// ReadKey takes the key from a file, whose white space around it is dropped.
func (c *Config) ReadKey(file string) error {
	key, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("the model's key cannot be read from %s", file)
	}
	c.Key = strings.TrimSpace(string(key))
	return nil
}

// Check fills in the bounds and says what is wrong with a Config, before anything is sent.
func (c *Config) Check() error {
	if !c.On() {
		return errors.New("no model is configured: set --model-url or PARLEY_MODEL_URL")
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("the model's address %q is no http(s) URL", c.BaseURL)
	}
	if u.User != nil {
		return errors.New("the model's address must not hold a password; use a key")
	}
	if c.Model == "" {
		return errors.New("no model is named: set --model or PARLEY_MODEL")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return fmt.Errorf("%s would get the contract unencrypted: use https", u.Hostname())
	}
	if len(c.AllowHosts) > 0 && !slices.Contains(c.AllowHosts, u.Hostname()) {
		return fmt.Errorf("%s is not among the hosts that may be asked (%s)", u.Hostname(), strings.Join(c.AllowHosts, ", "))
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.Budget <= 0 {
		c.Budget = defaultBudget
	}
	if c.Concurrency <= 0 {
		c.Concurrency = defaultConcurrency
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
