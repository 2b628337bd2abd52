package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"parley/internal/ingest/fault"
)

// contractEndings are the names that a folder is searched for; a file named on the
// command line is read whatever its name is.
var contractEndings = map[string]bool{
	".pdf": true, ".docx": true, ".docm": true, ".doc": true, ".odt": true, ".rtf": true,
	".txt": true, ".md": true, ".markdown": true, ".rst": true, ".html": true, ".htm": true,
	".eml": true, ".zip": true,
}

// find lists the files below paths in a stable order, each once. Folders are searched
// recursively for contractEndings; hidden files, and Word's lock files (~$), are passed over.
func find(paths []string) (files []string, problems []error) {
	seen := map[string]bool{}
	add := func(path string) {
		if key := filepath.Clean(path); !seen[key] {
			seen[key] = true
			files = append(files, path)
		}
	}
	for _, root := range paths {
		info, err := os.Stat(root)
		if err != nil {
			problems = append(problems, unreadable(root, err))
			continue
		}
		if !info.IsDir() {
			add(root)
			continue
		}
		before := len(files) + len(problems)
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			hidden := path != root && (strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "~$"))
			switch {
			case err != nil:
				problems = append(problems, unreadable(path, err))
				if d != nil && d.IsDir() {
					return fs.SkipDir
				}
			case hidden && d.IsDir():
				return fs.SkipDir
			case hidden, d.IsDir():
			case contractEndings[strings.ToLower(filepath.Ext(path))]:
				add(path)
			}
			return nil
		})
		if err != nil {
			problems = append(problems, unreadable(root, err))
		}
		if len(files)+len(problems) == before {
			problems = append(problems, fault.New(fault.NoDocuments, "the folder holds no contracts",
				"name a folder with "+strings.Join(endings(), " ")+" files").In(root))
		}
	}
	return files, problems
}

func endings() []string {
	var list []string
	for e := range contractEndings {
		list = append(list, e)
	}
	sort.Strings(list)
	return list
}

func unreadable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.New(fault.NotFound, "no such file or folder", "check the path").In(path)
	case errors.Is(err, fs.ErrPermission):
		return fault.New(fault.NotReadable, "no permission to read it", "change its permissions, or run as its owner").In(path)
	}
	return fault.New(fault.NotReadable, "it cannot be read", "check the disk and the path").In(path)
}
