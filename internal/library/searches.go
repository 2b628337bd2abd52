package library

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"
)

// maxHistory is how many past queries a person's history shows.
const maxHistory = 200

// SavedSearch is a search that somebody named to run it again.
type SavedSearch struct {
	Name    string              `json:"name"`
	Query   string              `json:"query"`
	Filters map[string][]string `json:"filters,omitempty"`
	By      string              `json:"by"`
	At      time.Time           `json:"at"`
}

// PastQuery is a query that somebody asked.
type PastQuery struct {
	Query string    `json:"query"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Total int       `json:"total"` // answers it had
}

// searchRecord is a line of the journal of searches; one of its parts is set.
type searchRecord struct {
	Saved  *SavedSearch `json:"saved,omitempty"`
	Forget *SavedSearch `json:"forget,omitempty"` // name and person of a search to forget
	Asked  *PastQuery   `json:"asked,omitempty"`
}

// searches are the saved searches and the history of queries, by person.
type searches struct {
	mu      sync.Mutex
	journal *journal[searchRecord]
	saved   map[string]map[string]SavedSearch
	asked   map[string][]PastQuery
}

func openSearches(path string) (*searches, error) {
	s := &searches{saved: map[string]map[string]SavedSearch{}, asked: map[string][]PastQuery{}}
	var err error
	s.journal, err = openJournal(path, s.apply)
	return s, err
}

func (s *searches) close() error { return s.journal.close() }

// apply takes a record in.
func (s *searches) apply(r searchRecord) {
	switch {
	case r.Saved != nil:
		if s.saved[r.Saved.By] == nil {
			s.saved[r.Saved.By] = map[string]SavedSearch{}
		}
		s.saved[r.Saved.By][r.Saved.Name] = *r.Saved
	case r.Forget != nil:
		delete(s.saved[r.Forget.By], r.Forget.Name)
	case r.Asked != nil:
		list := append(s.asked[r.Asked.By], *r.Asked)
		if len(list) > maxHistory {
			list = slices.Delete(list, 0, len(list)-maxHistory)
		}
		s.asked[r.Asked.By] = list
	}
}

// write notes a record down and takes it in.
func (s *searches) write(r searchRecord) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.journal.append(r); err != nil {
		return err
	}
	s.apply(r)
	return nil
}

// SaveSearch keeps a search under its name, in place of the person's search of that
// name. The query must be one that Search reads.
func (l *Library) SaveSearch(s SavedSearch) error {
	if s.Name = strings.TrimSpace(s.Name); s.Name == "" {
		return errors.New("the search has no name")
	}
	if _, err := l.read(Request{Query: s.Query}); err != nil {
		return fmt.Errorf("saving %q: %w", s.Name, err)
	}
	return l.saved.write(searchRecord{Saved: &s})
}

// ForgetSearch drops a person's saved search.
func (l *Library) ForgetSearch(by, name string) error {
	return l.saved.write(searchRecord{Forget: &SavedSearch{By: by, Name: name}})
}

// SavedSearches gives a person's saved searches by name.
func (l *Library) SavedSearches(by string) []SavedSearch {
	l.saved.mu.Lock()
	defer l.saved.mu.Unlock()
	out := make([]SavedSearch, 0, len(l.saved.saved[by]))
	for _, s := range l.saved.saved[by] {
		out = append(out, s)
	}
	sort.Slice(out, func(i, k int) bool { return out[i].Name < out[k].Name })
	return out
}

// Remember notes a query in a person's history.
func (l *Library) Remember(q PastQuery) error {
	return l.saved.write(searchRecord{Asked: &q})
}

// History gives a person's queries, the latest first, each once.
func (l *Library) History(by string) []PastQuery {
	l.saved.mu.Lock()
	defer l.saved.mu.Unlock()
	seen := map[string]bool{}
	var out []PastQuery
	for _, q := range slices.Backward(l.saved.asked[by]) {
		if !seen[q.Query] {
			seen[q.Query] = true
			out = append(out, q)
		}
	}
	return out
}
