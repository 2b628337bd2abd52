package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which of our packages each package may import. Imports run one way, in
// the order of the flow: bytes, document, outline, findings, review, outside.
var arrows = map[string][]string{
	"contract":        {},
	"quantity":        {"contract"},
	"query":           {"contract", "quantity"},
	"ingest/fault":    {},
	"ingest/fidelity": {},
	"ingest/ocr":      {"contract", "ingest/fault"},
	"ingest/pdf":      {"contract", "ingest/fault", "ingest/ocr"},
	"ingest/compose":  {"contract"},
	"ingest/xmlscan":  {},
	"ingest/archive":  {"ingest/fault"},
	"ingest/docx":     {"contract", "ingest/fault", "ingest/compose", "ingest/xmlscan", "ingest/archive"},
	"ingest/text":     {"contract", "ingest/compose"},
	"ingest/mail":     {"ingest/fault"},
	"ingest/office":   {"ingest/fault"},
	"ingest/locked":   {"ingest/fault", "ingest/xmlscan"},
	"ingest":          {"contract", "ingest/*"},
	"outline":         {"contract", "quantity"},
	"rule":            {"contract", "quantity", "query"},
	"llm":             {"contract", "quantity", "query", "rule", "review"},
	"review":          {"contract", "quantity", "query", "outline", "rule"},
	"redline":         {"contract", "ingest/*", "review"},
	"report":          {"contract", "review"},
	"library":         {"contract", "quantity", "query", "outline", "corpus"},
	"store":           {"contract", "review"},
	"job":             {"contract", "ingest", "ingest/*", "outline", "review", "rule", "library", "store", "llm"},
	"server":          {"contract", "ingest", "ingest/*", "outline", "query", "quantity", "review", "report", "rule", "library", "store", "job", "llm", "web", "rules"},
	"eval":            {"contract"},
	"cli":             {"*"},
}

// vendors says in which package a library lives; what is not listed may be used where it is needed.
var vendors = map[string][]string{
	"github.com/ledongthuc/pdf":         {"ingest/pdf"},
	"github.com/pdfcpu/pdfcpu":          {"ingest/pdf"},
	"github.com/nguyenthenguyen/docx":   {"ingest/docx", "redline"},
	"github.com/beevik/etree":           {"ingest/docx", "redline"},
	"github.com/yuin/goldmark":          {"ingest/text"},
	"github.com/abadojack/whatlanggo":   {"ingest"},
	"github.com/blevesearch/bleve/v2":   {"library"},
	"github.com/sergi/go-diff":          {"library"},
	"go.yaml.in/yaml/v3":                {"rule"},
	"github.com/expr-lang/expr":         {"rule"},
	"github.com/gin-gonic/gin":          {"server"},
	"github.com/sashabaranov/go-openai": {"llm"},
	"modernc.org/sqlite":                {"store"},
	"github.com/spf13/cobra":            {"cli"},
	"github.com/schollz/progressbar/v3": {"cli"},
	"github.com/xuri/excelize/v2":       {"report", "library"},
}

func TestImportsRunOneWay(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		from := filepath.ToSlash(filepath.Dir(path))
		allowed, known := arrows[from]
		if !known {
			t.Errorf("%s: package %s is not in the list of arrows", path, from)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			checkImport(t, path, from, name, allowed)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImport(t *testing.T, path, from, name string, allowed []string) {
	t.Helper()
	if ours, ok := strings.CutPrefix(name, "parley/"); ok {
		ours = strings.TrimPrefix(ours, "internal/")
		if !slices.ContainsFunc(allowed, func(a string) bool {
			below, star := strings.CutSuffix(a, "*")
			return a == ours || star && strings.HasPrefix(ours, below)
		}) {
			t.Errorf("%s: %s must not import %s", path, from, name)
		}
		return
	}
	for vendor, homes := range vendors {
		if (name == vendor || strings.HasPrefix(name, vendor+"/")) && !slices.Contains(homes, from) {
			t.Errorf("%s: %s lives in %v, not in %s", path, vendor, homes, from)
		}
	}
}
