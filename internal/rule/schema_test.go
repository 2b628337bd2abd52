package rule

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"sort"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"parley/rules"
)

// schema compiles the schema for editors.
func schema(t *testing.T) (*jsonschema.Schema, map[string]any) {
	t.Helper()
	data, err := fs.ReadFile(rules.FS, "rule.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rule.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("rule.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s, doc.(map[string]any)
}

// TestSchemaTakesPlaybook holds every shipped file, and the templates, against the schema.
func TestSchemaTakesPlaybook(t *testing.T) {
	s, _ := schema(t)
	files := map[string][]byte{}
	err := fs.WalkDir(rules.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(p, ".yaml") && p != "lists.yaml" {
			files[p], err = fs.ReadFile(rules.FS, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"topics/x", "supplier/x"} {
		if files["template of "+id], err = New(id, ""); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		var v any
		if err := yaml.Unmarshal(data, &v); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		asJSON, err := json.Marshal(v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		inst, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(inst); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaKeys checks that the schema knows the keys the loader knows, no more and no
// fewer: every mapping is given a key that does not exist, and the loader names those
// that do.
func TestSchemaKeys(t *testing.T) {
	_, doc := schema(t)
	_, err := Load(fstest.MapFS{
		"topics/t.yaml": {Data: []byte("zzzzz: 1\nfind: [{zzzzz: 1}]\nread: {a: {kind: party, zzzzz: 1}}\ntests: [{zzzzz: 1, deal: {zzzzz: 1}}]\n")},
		"supplier/r.yaml": {Data: []byte("zzzzz: 1\nfind: [a]\nalso: [{zzzzz: 1}]\nsilence: {zzzzz: 1}\nladder: [{zzzzz: 1}]\n" +
			"position: {zzzzz: 1, redline: [{zzzzz: 1}]}\n")},
	})
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	names := map[string]string{"a topic": "topic", "a rule": "rule", "an entry of find": "entry of find", "a fact": "fact", "a test": "test", "a deal": "deal",
		"an entry of also": "entry of also", "silence": "silence", "a rung": "rung", "a position": "position", "an entry of redline": "entry of redline"}
	defs := doc["$defs"].(map[string]any)
	for _, p := range problems {
		rest, ok := strings.CutPrefix(p.Message, `unknown key "zzzzz" in `)
		if !ok {
			continue
		}
		what, list, _ := strings.Cut(rest, "; expected one of ")
		name := names[what]
		delete(names, what)
		want := strings.Split(list, ", ")
		sort.Strings(want)
		var got []string
		for key := range defs[name].(map[string]any)["properties"].(map[string]any) {
			got = append(got, key)
		}
		sort.Strings(got)
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: the schema has %v, the loader %v", what, got, want)
		}
	}
	if len(names) > 0 {
		t.Errorf("not met: %v", names)
	}
}
