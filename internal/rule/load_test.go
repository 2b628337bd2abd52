package rule

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"parley/internal/contract"
)

// playbook makes a playbook of "-- path --" sections.
func playbook(t testing.TB, src string) fs.FS {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, section := range strings.Split("\n"+src, "\n-- ")[1:] {
		name, content, ok := strings.Cut(section, " --\n")
		if !ok {
			t.Fatalf("a section without a name: %q", section)
		}
		fsys[name] = &fstest.MapFile{Data: []byte(content + "\n")}
	}
	return fsys
}

// loaded loads a playbook that has no mistakes.
func loaded(t testing.TB, src string) *Set {
	t.Helper()
	set, err := Load(playbook(t, src))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// head is a rule without mistakes as far as it goes.
const head = `-- supplier/r.yaml --
id: supplier/r
topic: r
title: R
why: Because.
`

func TestLoadProblems(t *testing.T) {
	tests := []struct {
		name, src string
		want      []string // the beginning of each problem
	}{
		{"empty file", "-- supplier/r.yaml --\n", []string{"supplier/r.yaml: the file is empty"}},
		{"no YAML", "-- supplier/r.yaml --\nid: [a\n", []string{"supplier/r.yaml:2:1: did not find expected ',' or ']'"}},
		{"two documents", "-- supplier/r.yaml --\na: 1\n---\nb: 2\n", []string{"supplier/r.yaml: one file holds one document"}},
		{"alias", "-- supplier/r.yaml --\na: &x [1]\nb: *x\n", []string{"supplier/r.yaml: line 2: aliases are not part of the format"}},
		{"no mapping", "-- supplier/r.yaml --\n- a\n", []string{"supplier/r.yaml:1:1: the file is a list, expected a mapping"}},
		{"wrong folder", "-- else/r.yaml --\na: b\n", []string{"else/r.yaml:1:1: a playbook has topics/"}},
		{"all at once", head + "titel: X\nfind: ['(a']\nladder: [{stance: best}]\n", []string{
			`supplier/r.yaml:5:1: unknown key "titel" in a rule; did you mean "title"?`,
			`supplier/r.yaml:6:9: query: this parenthesis is never closed; expected )`,
			`supplier/r.yaml:7:19: this is "best", expected one of preferred, acceptable, negotiate, walk_away`,
		}},
		{"missing keys", "-- supplier/r.yaml --\nid: supplier/r\n", []string{
			`supplier/r.yaml:1:1: a rule has no "topic"`, `supplier/r.yaml:1:1: a rule has no "title"`,
			`supplier/r.yaml:1:1: a rule has no "why"`, `supplier/r.yaml:1:1: a rule has no "ladder"`,
			`supplier/r.yaml:1:1: there is no topics/.yaml, and the rule has no find of its own`,
		}},
		{"other id", "-- supplier/r.yaml --\nid: supplier/x\ntopic: r\ntitle: R\nwhy: B\nfind: a\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:1:1: id is "supplier/x", expected the file's path, "supplier/r"`}},
		{"key twice", head + "why: Again.\nfind: a\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:5:1: key "why" stands twice in a rule`}},
		{"no topic", head + "ladder: [{stance: preferred}]\n", []string{"supplier/r.yaml:1:1: there is no topics/r.yaml, and the rule has no find"}},
		{"query column in quotes", head + "find:\n  - \"ab /s ((c)\"\nladder: [{stance: preferred}]\n", []string{"supplier/r.yaml:6:12: query: this parenthesis is never closed"}},
		{"query column when plain", head + "find:\n  - ab /s $list\nladder: [{stance: preferred}]\n", []string{"supplier/r.yaml:6:11: query: there is no list $list"}},
		{"list with a mistake", "-- lists.yaml --\nbreach: ['breach OR']\n", []string{"lists.yaml:1:9: query: OR has nothing after it"}},
		{"unused capture", head + "find: 'a {d:duration}'\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:5:7: the capture "d" is not used`}},
		{"unused capture of a topic", "-- topics/r.yaml --\ntopic: r\ntitle: R\nabout: R\nfind: 'a {d:duration}'\n", []string{`topics/r.yaml:4:7: the capture "d" is not used: declare it under read (d: duration)`}},
		{"capture of another kind", head + "find: 'a {d:duration}'\nread: {d: money}\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:5:7: the capture "d" is a duration, but the fact is a money`}},
		{"fact without value", head + "find: a\nread: {d: {kind: duration, find: [a]}}\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:6:35: this query gives the fact "d" nothing: it needs a capture {d:…}`}},
		{"reserved fact", head + "find: a\nread: {deal: party}\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:6:8: a fact cannot be called "deal"`}},
		{"value out of reach", head + "find: a\nread: {f: {x: [b], y: ['b']}}\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:6:24: "y" cannot be reached here: the same query already gives "x"`}},
		{"set without fact", head + "find: [{query: a, set: {f: x}}]\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:5:16: set names "f", which is no fact under read`}},
		{"rung out of reach", head + "find: a\nladder: [{stance: preferred}, {stance: negotiate}]\n", []string{"supplier/r.yaml:6:31: this rung cannot be reached: the one above has no condition"}},
		{"same condition", head + "find: a\nread: {f: [b]}\nladder: [{stance: preferred, when: f}, {stance: acceptable, when: f}, {stance: negotiate}]\n", []string{"supplier/r.yaml:7:40: this rung cannot be reached: one above has the same condition"}},
		{"a wider condition above", head + "find: '{d:duration}'\nladder: [{stance: preferred, when: d >= 24 hours}, {stance: acceptable, when: d > 2 days}, {stance: negotiate}]\n", []string{"supplier/r.yaml:6:52: this rung cannot be reached: \"d >= 24 hours\" above holds whenever it does"}},
		{"ladder open at the end", head + "find: a\nread: {f: [b]}\nladder: [{stance: preferred, when: f}]\n", []string{"supplier/r.yaml:7:10: the last rung has a condition; it must catch the rest"}},
		{"unknown fact in a condition", head + "find: a\nladder: [{stance: preferred, when: 'x > 3'}, {stance: negotiate}]\n", []string{"supplier/r.yaml:6:36: condition: unknown name x"}},
		{"unlike kinds in a condition", head + "find: a\nread: {f: [b]}\nladder: [{stance: preferred, when: 'f > 3 hours'}, {stance: negotiate}]\n", []string{"supplier/r.yaml:7:36: condition: invalid operation: >"}},
		{"unknown topic in a condition", head + "find: a\ngiven: has('x')\nladder: [{stance: preferred}]\n", []string{"supplier/r.yaml:6:8: condition: there is no topics/x.yaml"}},
		{"severity of a good stance", head + "find: a\nladder: [{stance: preferred, severity: low}]\n", []string{"supplier/r.yaml:6:10: severity is for the stances negotiate and walk_away"}},
		{"redline does two things", head + "find: a\nladder: [{stance: preferred}]\nposition: {redline: [{insert: a, passage: b}]}\n", []string{"supplier/r.yaml:7:22: an entry of redline does one thing"}},
		{"redline of nothing read", head + "find: a\nladder: [{stance: preferred}]\nposition: {redline: [{delete: x}]}\n", []string{`supplier/r.yaml:7:22: the redline names "x", which is no fact or capture`}},
		{"text with an unknown place", head + "find: a\nladder: [{stance: preferred}]\nposition: {ask: 'Ask {whom}.'}\n", []string{"supplier/r.yaml:1:1: a text has {whom}, which is no party"}},
		{"never matches", head + "find: ['a NOT a', 'topic:x /p b']\nladder: [{stance: preferred}]\n", []string{"supplier/r.yaml:5:8: (a NOT a) can never match", "supplier/r.yaml:5:19: topic:x can never match in a rule"}},
		{"none with values", head + "find: a\nladder: [{stance: preferred}]\ntests: [{text: a, none: true, stance: preferred}]\n", []string{"supplier/r.yaml:7:9: a test that expects none cannot expect something of it"}},
		{"not a number", head + "find: [{query: a, confidence: 2}]\nladder: [{stance: preferred}]\n", []string{`supplier/r.yaml:5:31: this is "2", expected a number from 0 to 1`}},
	}
	for _, tt := range tests {
		_, err := Load(playbook(t, tt.src))
		var got Problems
		if !errors.As(err, &got) {
			t.Errorf("%s: got %v, want problems", tt.name, err)
			continue
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: got %d problems, want %d:\n%v", tt.name, len(got), len(tt.want), got)
			continue
		}
		for i, want := range tt.want {
			if !strings.HasPrefix(got[i].String(), want) {
				t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got[i], want)
			}
		}
	}
}

// TestOverride puts a user's playbook over another one.
func TestOverride(t *testing.T) {
	shipped := playbook(t, head+`find: a
ladder: [{stance: preferred}]
position: {ask: Ask., fallback: Fall back.}
references: [One]
-- lists.yaml --
x: a
y: b
`)
	user := playbook(t, `-- supplier/r.yaml --
title: Ours
position: {ask: Ask us.}
-- supplier/s.yaml --
id: supplier/s
topic: s
title: S
why: Because.
find: $x /5 $y
ladder: [{stance: negotiate}]
-- lists.yaml --
x: c
`)
	set, err := Load(shipped, user)
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Rules) != 2 {
		t.Fatalf("%d rules, want 2", len(set.Rules))
	}
	r := set.Rules[0]
	if r.Title != "Ours" || r.Why != "Because." || r.Position.Ask != "Ask us." || r.Position.Fallback != "Fall back." || len(r.References) != 1 {
		t.Errorf("the rule is not merged: %+v", r)
	}
	if got := set.Rules[1].Find[0].Root.String(); got != "($x /5 $y)" {
		t.Errorf("find is %s", got)
	}
	if alone, err := Load(shipped); err != nil || alone.Digest == set.Digest {
		t.Errorf("the digest does not tell the playbooks apart (%v)", err)
	}
	if again, err := Load(shipped, user); err != nil || again.Digest != set.Digest {
		t.Errorf("the digest of the same playbooks differs (%v)", err)
	}
	// A mistake is told at the file it is in.
	_, err = Load(shipped, playbook(t, "-- supplier/r.yaml --\nladder: [{stance: bad}]\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "supplier/r.yaml:1:19: ") {
		t.Errorf("got %v", err)
	}
}

// TestOff turns a shipped rule off, and adds one for either side.
func TestOff(t *testing.T) {
	set, err := Load(playbook(t, head+"find: word\nladder: [{stance: preferred}]\n"), playbook(t, `-- supplier/r.yaml --
status: off
-- both/r.yaml --
id: both/r
topic: r
title: R
why: R
find: word
ladder: [{stance: acceptable}]
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []contract.Role{contract.Supplier, contract.Customer} {
		found, err := set.Apply(read("A word."), contract.Deal{Side: side})
		if err != nil || len(found) != 1 || found[0].Rule != "both/r" {
			t.Errorf("%s: %v, %v", side, found, err)
		}
	}
}

func TestNewLoads(t *testing.T) {
	rule, err := New("supplier/widgets", "")
	if err != nil {
		t.Fatal(err)
	}
	topic, err := New("topics/widgets", "")
	if err != nil {
		t.Fatal(err)
	}
	set, err := Load(fstest.MapFS{"supplier/widgets.yaml": {Data: rule}, "topics/widgets.yaml": {Data: topic}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Test(outlined, "") {
		if !r.OK() {
			t.Error(r)
		}
	}
	for _, id := range []string{"widgets", "supplier/", "supplier/A b", "else/x"} {
		if _, err := New(id, ""); err == nil {
			t.Errorf("New(%q) gives no error", id)
		}
	}
}

// FuzzLoad checks that any file either loads or is refused with its place.
func FuzzLoad(f *testing.F) {
	rule, _ := New("supplier/x", "")
	topic, _ := New("topics/x", "")
	f.Add(string(rule), string(topic))
	f.Add("id: supplier/x\nfind: [a, {query: b}]\nladder: {stance: preferred}", "a: &b [*b]")
	f.Fuzz(func(t *testing.T, a, b string) {
		set, err := Load(fstest.MapFS{"supplier/x.yaml": {Data: []byte(a)}, "topics/x.yaml": {Data: []byte(b)}})
		var problems Problems
		if err != nil && (!errors.As(err, &problems) || len(problems) == 0) {
			t.Fatalf("%v", err)
		}
		if err == nil {
			set.Catalogue()
			set.Lint()
		}
	})
}
