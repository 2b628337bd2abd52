package rule

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"parley/internal/query"
)

// What a playbook may hold. A user's playbook is their own, but it may come from
// elsewhere.
const (
	maxFile  = 1 << 20 // bytes of one file
	maxFiles = 5000
	maxNodes = 200_000 // YAML nodes of one file
)

// Load reads playbooks: the shipped one first, then a user's. A file of the same path
// in a later one changes the earlier one's: the keys it has take the place of those
// there (within position, the keys of position), so a whole file replaces it. Lists of
// the same name replace each other. An error is Problems: everything that is wrong.
func Load(playbooks ...fs.FS) (*Set, error) {
	l := &loader{roots: map[string]*yaml.Node{}, files: map[*yaml.Node]string{}, sum: sha256.New()}
	for i, fsys := range playbooks {
		if err := l.read(fsys, i); err != nil {
			return nil, err
		}
	}
	set := l.set()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	set.Digest = hex.EncodeToString(l.sum.Sum(nil))
	return set, nil
}

// loader gathers files, then reads them.
type loader struct {
	roots    map[string]*yaml.Node // by path without extension
	order    []string              // paths, sorted at the end
	files    map[*yaml.Node]string // the file of each node at or right below a root
	sum      hash.Hash
	problems Problems
}

// read takes in the files of one playbook; n tells whether it is the first.
func (l *loader) read(fsys fs.FS, n int) error {
	var paths []string
	err := fs.WalkDir(fsys, ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); p != "." && strings.HasPrefix(name, ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(p); !entry.IsDir() && (ext == ".yaml" || ext == ".yml") {
			paths = append(paths, p)
		}
		if len(paths) > maxFiles {
			return fmt.Errorf("more than %d rule files", maxFiles)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("playbook: %w", err)
	}
	sort.Strings(paths)
	for _, p := range paths {
		data, err := readFile(fsys, p)
		if err != nil {
			return fmt.Errorf("playbook: %w", err)
		}
		fmt.Fprintf(l.sum, "%d %s %d\n", n, p, len(data))
		l.sum.Write(data)
		l.take(p, data)
	}
	return nil
}

// readFile reads a file of bounded size.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("%s: larger than %d bytes", name, maxFile)
	}
	return data, err
}

// take parses one file and merges it with an earlier one of its path.
func (l *loader) take(file string, data []byte) {
	fail := func(format string, args ...any) {
		l.problems = append(l.problems, Problem{File: file, Message: fmt.Sprintf(format, args...)})
	}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			fail("the file is empty")
		} else {
			l.problems = append(l.problems, yamlProblem(file, err))
		}
		return
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		fail("one file holds one document: a second one begins with ---")
		return
	}
	root := doc.Content[0]
	if bad := l.own(root, file, new(int)); bad != "" {
		fail("%s", bad)
		return
	}
	if root.Kind != yaml.MappingNode {
		l.problems = append(l.problems, Problem{File: file, Line: root.Line, Column: root.Column, Message: "the file is " + describe(root) + ", expected a mapping of keys to values"})
		return
	}
	id := strings.TrimSuffix(strings.TrimSuffix(file, ".yml"), ".yaml")
	if before, ok := l.roots[id]; ok {
		merge(before, root, 2)
		return
	}
	l.roots[id] = root
	l.order = append(l.order, id)
}

// yamlProblem makes a problem of a parser's error, which begins "yaml: line 3: ".
func yamlProblem(file string, err error) Problem {
	p := Problem{File: file, Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	var line int
	if n, _ := fmt.Sscanf(p.Message, "line %d:", &line); n == 1 {
		_, rest, _ := strings.Cut(p.Message, ": ")
		p.Line, p.Column, p.Message = line, 1, rest
	}
	return p
}

// own notes whose nodes these are. Aliases are refused: they make files that are
// small on disk and huge in memory.
func (l *loader) own(n *yaml.Node, file string, count *int) string {
	if *count++; *count > maxNodes {
		return "the file has too many values"
	}
	if n.Kind == yaml.AliasNode {
		return fmt.Sprintf("line %d: aliases are not part of the format, write the value out", n.Line)
	}
	l.files[n] = file
	for _, c := range n.Content {
		if bad := l.own(c, file, count); bad != "" {
			return bad
		}
	}
	return ""
}

// merge puts the keys of over into base, and those of mappings within down to depth.
func merge(base, over *yaml.Node, depth int) {
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		at := -1
		for k := 0; k+1 < len(base.Content); k += 2 {
			if base.Content[k].Value == key.Value {
				at = k
			}
		}
		switch {
		case at < 0:
			base.Content = append(base.Content, key, value)
		case depth > 1 && key.Value == "position" && value.Kind == yaml.MappingNode && base.Content[at+1].Kind == yaml.MappingNode:
			merge(base.Content[at+1], value, depth-1)
		default:
			base.Content[at], base.Content[at+1] = key, value
		}
	}
}

// set reads all files into a Set and checks it.
func (l *loader) set() *Set {
	sort.Strings(l.order)
	set := &Set{Lists: l.lists()}
	d := decoder{files: l.files, lists: set.Lists, problems: &l.problems}
	for _, id := range l.order {
		root := l.roots[id]
		d.file = l.files[root]
		dir, name := path.Split(id)
		switch {
		case id == "lists":
		case dir == "topics/":
			set.Topics = append(set.Topics, d.topic(root, name))
		case dir == "supplier/" || dir == "customer/" || dir == "both/":
			set.Rules = append(set.Rules, d.rule(root, id))
		default:
			d.fail(d.at(root), "a playbook has topics/, supplier/, customer/ and both/ with one file each, and lists.yaml; this is %s", id)
		}
	}
	link(set, &d)
	return set
}

// lists reads lists.yaml.
func (l *loader) lists() query.Lists {
	root, ok := l.roots["lists"]
	if !ok {
		return query.Lists{}
	}
	d := decoder{files: l.files, file: l.files[root], problems: &l.problems}
	sources, nodes := map[string]string{}, map[string]*yaml.Node{}
	d.pairs(root, "lists", func(key, value *yaml.Node) {
		var terms []string
		d.texts(&terms)(value)
		sources[key.Value], nodes[key.Value] = "("+strings.Join(terms, ") OR (")+")", value
	})
	lists, errs := query.ParseLists(sources)
	for name, node := range nodes {
		if err := errs[name]; err != nil {
			d.queryProblem(&yaml.Node{Kind: yaml.ScalarNode, Style: yaml.FoldedStyle, Line: node.Line, Column: node.Column}, fmt.Errorf("list %s: %w", name, err))
		}
	}
	return lists
}
