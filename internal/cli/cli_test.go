package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/ingest/pdf"
	"parley/internal/report"
	"parley/internal/review"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain lets the test's program be its own child that reads PDFs, as the real one is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == pdf.ChildCommand {
		os.Exit(Main(os.Args[1:], Streams{os.Stdin, os.Stdout, os.Stderr}))
	}
	os.Exit(m.Run())
}

const samplesDir = "../../testdata/contracts"

// run runs the program.
func run(args ...string) (code int, out, err string) {
	var o, e bytes.Buffer
	code = Main(args, Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

func TestUsage(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		code int
		err  string // the beginning of standard error
	}{
		{[]string{"review"}, exitUsage, "error: requires at least 1 arg"},
		{[]string{"review", "--no-such-flag", "x"}, exitUsage, "error: unknown flag: --no-such-flag\nhint: run 'parley review --help'"},
		{[]string{"review", "--format", "word", "x"}, exitUsage, "error: --format word: no such format\nhint: use text, json"},
		{[]string{"review", "--side", "bank", "x"}, exitUsage, "error: --side bank: no such side\nhint: use supplier or customer"},
		{[]string{"review", "--fail-on", "preferred", "x"}, exitUsage, "error: --fail-on preferred: no such stance"},
		{[]string{"review", "--deal-data", "secret", "x"}, exitUsage, "error: --deal-data secret: no such kind of data"},
		{[]string{"review", "--criticality", "huge", "x"}, exitUsage, "error: --criticality huge: no such level"},
		{[]string{"review", "--value", "-3", "x"}, exitUsage, "error: --value: a year's fees cannot be negative"},
		{[]string{"review", "--jobs", "0", "x"}, exitUsage, "error: --jobs 0: too few"},
		{[]string{"review", "--revisions", "none", "x"}, exitUsage, "error: --revisions none: no such reading"},
		{[]string{"review", "--password-file", dir + "/none", "x"}, exitUsage, "error: --password-file: "},
		{[]string{"review", "--playbook", dir + "/none", "x"}, exitUsage, "error: --playbook "},
		{[]string{"review", "--model-dry-run", "x"}, exitUsage, "error: --model-dry-run: no model is configured"},
		{[]string{"review", "--model-url", "http://example.com/v1", "--model", "m", "x"}, exitUsage, "error: example.com would get the contract unencrypted"},
		{[]string{"review", dir + "/none.pdf"}, exitUnread, "error: " + dir + "/none.pdf: no such file or folder (not-found); check the path\n"},
		{[]string{"review", dir}, exitUnread, "error: " + dir + ": the folder holds no contracts (no-documents)"},
		{[]string{"text"}, exitUsage, "error: accepts 1 arg"},
		{[]string{"text", "--format", "xml", "x"}, exitUsage, "error: --format xml: no such format"},
		{[]string{"text", dir + "/none.txt"}, exitUnread, "error: " + dir + "/none.txt: there is no such file"},
		{[]string{"rules", "show", "supplier/none"}, exitUsage, "error: no rule is called"},
		{[]string{"rules", "test", "none/"}, exitUsage, "error: no rule with tests begins with"},
		{[]string{"eval", "x"}, exitUsage, "error: --labels is missing"},
		{[]string{"eval", "--labels", dir, "x"}, exitUsage, "error: --labels " + dir + ": no labels there"},
		{[]string{"ask", "x", "y"}, exitUsage, "error: no model is configured"},
		{[]string{"serve", "--addr", "0.0.0.0:0", "--data", dir + "/d"}, exitUsage, "error: the address \"0.0.0.0:0\" can be reached from other machines"},
		{[]string{"frobnicate"}, exitUsage, "error: unknown command \"frobnicate\""},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			code, _, err := run(c.args...)
			if code != c.code || !strings.HasPrefix(err, c.err) {
				t.Errorf("exit code %d, want %d; standard error:\n%swant %q…", code, c.code, err, c.err)
			}
		})
	}
}

func TestExitCodesByStance(t *testing.T) {
	harsh := filepath.Join(samplesDir, "enterprise-msa.docx")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"review", harsh}, exitFindings},
		{[]string{"review", "--fail-on", "never", harsh}, exitFine},
		{[]string{"review", "--fail-on", "negotiate", harsh}, exitFindings},
	} {
		if code, _, err := run(c.args...); code != c.code {
			t.Errorf("%v: exit code %d, want %d: %s", c.args, code, c.code, err)
		}
	}
}

// TestBatchGoesOn reviews a folder of good and bad files: the good are all there, the bad
// are a line each.
func TestBatchGoesOn(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	copyFile(t, filepath.Join(samplesDir, "mild-saas.pdf"), filepath.Join(in, "a", "mild.pdf"))
	copyFile(t, filepath.Join(samplesDir, "dpa.docx"), filepath.Join(in, "b", "dpa.docx"))
	copyFile(t, filepath.Join(samplesDir, "dpa.pdf"), filepath.Join(in, "b", "dpa.pdf"))
	write(t, filepath.Join(in, "empty.pdf"), "")
	write(t, filepath.Join(in, "short.pdf"), "<html>Not found</html>")
	write(t, filepath.Join(in, "cut.docx"), "PK\x03\x04 and no more")
	write(t, filepath.Join(in, "~$lock.docx"), "owner")
	write(t, filepath.Join(in, ".hidden.pdf"), "x")
	write(t, filepath.Join(in, "picture.png"), "x")
	code, _, stderr := run("review", "--out", out, "--fail-on", "never", in)
	if code != exitUnread {
		t.Errorf("exit code %d, want %d", code, exitUnread)
	}
	errs := strings.Count(stderr, "error: ")
	if want := 2; errs < want || strings.Contains(stderr, "lock") || strings.Contains(stderr, "picture") {
		t.Errorf("%d errors:\n%s", errs, stderr)
	}
	for _, line := range strings.Split(strings.TrimSpace(stderr), "\n") {
		if !strings.HasPrefix(line, "error: "+in) && !strings.HasPrefix(line, "note: "+in) {
			t.Errorf("a line that does not name its file: %q", line)
		}
	}
	for _, name := range []string{"mild.json", "dpa.json", "dpa-2.json"} {
		rv := readReview(t, filepath.Join(out, name))
		if len(rv.Findings) == 0 || rv.Format != review.Format {
			t.Errorf("%s: %d findings", name, len(rv.Findings))
		}
	}
}

// A number given to one input must not take the name of another.
func TestOutNamesNeverCollide(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	for _, name := range []string{"x/msa.txt", "y/msa.txt", "z/msa-2.txt"} {
		path := filepath.Join(in, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("1. Fees. The Customer shall pay each invoice within thirty (30) days."), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := run("review", "--out", out, "--fail-on", "never", in); code != exitFine {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if files, _ := filepath.Glob(filepath.Join(out, "*.json")); len(files) != 3 {
		t.Errorf("three inputs gave %q", files)
	}
}

// TestSameBytes reviews twice, with different numbers of workers.
func TestSameBytes(t *testing.T) {
	args := []string{"review", "--format", "jsonl", "--fail-on", "never", filepath.Join(samplesDir, "enterprise-msa.docx"), filepath.Join(samplesDir, "sla.pdf")}
	_, first, _ := run(append(args, "--jobs", "1")...)
	_, second, _ := run(append(args, "--jobs", "3")...)
	if first == "" || first != second {
		t.Error("the same input gave different bytes")
	}
}

// TestEvidence asserts every quote of every sample's review against the text at its span.
func TestEvidence(t *testing.T) {
	for _, path := range samplePaths(t) {
		for _, side := range []string{"supplier", "customer"} {
			t.Run(filepath.Base(path)+" "+side, func(t *testing.T) {
				_, out, _ := run("review", "--format", "json", "--fail-on", "never", "--side", side, path)
				var rv review.Review
				if err := json.Unmarshal([]byte(out), &rv); err != nil {
					t.Fatal(err)
				}
				text := textOf(t, path)
				for _, f := range rv.Findings {
					checkFinding(t, text, rv, f)
				}
			})
		}
	}
}

func checkFinding(t *testing.T, text string, rv review.Review, f contract.Finding) {
	t.Helper()
	if f.Quote == "" {
		if f.Searched == nil || len(f.Searched.For) == 0 || f.Searched.Where == "" {
			t.Errorf("%s: an absence must say what was looked for and where", f.ID)
		}
	} else if got := (contract.Span{Start: f.Start, End: f.End}).Cut(text); got != f.Quote {
		t.Errorf("%s: the text at its span is %q, its quote %q", f.ID, got, f.Quote)
	}
	for _, e := range f.Also {
		if got := (contract.Span{Start: e.Start, End: e.End}).Cut(text); got != e.Quote {
			t.Errorf("%s: also: the text at its span is %q, its quote %q", f.ID, got, e.Quote)
		}
	}
	for _, e := range f.Redline {
		if got := (contract.Span{Start: e.Start, End: e.End}).Cut(text); got != e.Delete {
			t.Errorf("%s: redline: the text at its span is %q, it deletes %q", f.ID, got, e.Delete)
		}
	}
	if f.Stance.Rank() >= contract.Negotiate.Rank() && (f.Position.Ask == "" || f.Position.Rationale == "" || f.Why == "") {
		t.Errorf("%s (%s): a finding must come with an answer", f.ID, f.Rule)
	}
	for _, s := range []string{f.Title, f.Why, f.Position.Ask, f.Position.Fallback, f.Position.Insert} {
		if strings.Contains(s, "{us}") || strings.Contains(s, "{them}") {
			t.Errorf("%s (%s): a place was left open in %q", f.ID, f.Rule, s)
		}
	}
	if len(rv.Document.Parties) == 0 {
		t.Error("no parties")
	}
}

// TestGolden holds the reviews of the samples, in short, against what was looked at by a person.
func TestGolden(t *testing.T) {
	for _, path := range samplePaths(t) {
		base := filepath.Base(path)
		side := "supplier"
		if strings.HasPrefix(base, "contractor") || strings.HasPrefix(base, "cloud-terms") {
			side = "customer"
		}
		t.Run(base, func(t *testing.T) {
			_, out, stderr := run("review", "--format", "json", "--fail-on", "never", "--side", side, path)
			var rv review.Review
			if err := json.Unmarshal([]byte(out), &rv); err != nil {
				t.Fatalf("%v: %s", err, stderr)
			}
			got := inShort(rv)
			golden := filepath.Join("../../testdata/golden", base+".txt")
			if *update {
				write(t, golden, got)
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the review differs from %s; look at it, then run with -update:\n%s", golden, firstDifference(got, string(want)))
			}
		})
	}
}

// inShort is a review a person can check line by line.
func inShort(rv review.Review) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, score %d, %d clauses, side %s\n", rv.Document.Kind, rv.Verdict.Advice, rv.Verdict.Score, len(rv.Clauses), rv.Side)
	for _, p := range rv.Document.Parties {
		fmt.Fprintf(&b, "party %s: %s (%s)\n", p.Role, p.Name, strings.Join(p.Terms, ", "))
	}
	for _, w := range rv.Document.Warnings {
		fmt.Fprintf(&b, "warning %s: %s\n", w.Code, w.Text)
	}
	for _, f := range rv.Findings {
		quote := strings.Join(strings.Fields(f.Quote), " ")
		if runes := []rune(quote); len(runes) > 90 {
			quote = string(runes[:90]) + "…"
		}
		if quote == "" {
			quote = "(absent)"
		}
		fmt.Fprintf(&b, "%-10s %-6s %-40s %-16s %s | %s\n", f.Stance, f.Severity, f.Rule, f.Clause.Number, quote, report.Facts(f.Values))
	}
	return b.String()
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n got  %s\n want %s", i+1, a, b)
		}
	}
	return ""
}

func TestText(t *testing.T) {
	path := filepath.Join(samplesDir, "enterprise-msa.pdf")
	code, out, stderr := run("text", path)
	if code != exitFine || !strings.Contains(out, "Tidemark") && !strings.Contains(out, "TIDEMARK") {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	_, out, _ = run("text", "--format", "json", path)
	var r reading
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Clauses) < 50 || len(r.Pages) < 5 || len(r.Words) < 1000 {
		t.Errorf("%d clauses, %d pages, %d words", len(r.Clauses), len(r.Pages), len(r.Words))
	}
	for _, w := range r.Words {
		if w.Start < 0 || w.End > len(r.Text) || w.Start >= w.End || w.Page < 1 || w.Page > len(r.Pages) || w.Box[2] < w.Box[0] {
			t.Fatalf("word %+v stands nowhere", w)
		}
	}
}

func TestFormats(t *testing.T) {
	path := filepath.Join(samplesDir, "enterprise-msa.docx")
	_, md, _ := run("review", "--format", "md", "--fail-on", "never", path)
	for _, want := range []string{"# Review of enterprise-msa.docx", "**GET HELP", "> ", "- **Ask:**", "- **Why it matters:**"} {
		if !strings.Contains(md, want) {
			t.Errorf("the Markdown lacks %q", want)
		}
	}
	_, text, _ := run("review", "--fail-on", "never", path)
	for _, want := range []string{"GET HELP BEFORE SIGNING", "[refuse as written, high]", "ask: ", "Not legal advice"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary lacks %q", want)
		}
	}
	if strings.Contains(text, "\x1b[") {
		t.Error("colours where there is no terminal")
	}
}

func TestRulesCommands(t *testing.T) {
	code, out, _ := run("rules", "test")
	if code != exitFine {
		t.Errorf("the shipped rules' tests fail:\n%s", out)
	}
	_, out, _ = run("rules", "list")
	if !strings.Contains(out, "supplier/incident-notification") || !strings.Contains(out, "customer/indemnity") {
		t.Errorf("list:\n%s", out)
	}
	_, out, _ = run("rules", "show", "supplier/incident-notification")
	for _, want := range []string{"ladder:", "ask: ", "iso27001:", "finds:"} {
		if !strings.Contains(out, want) {
			t.Errorf("show lacks %q:\n%s", want, out)
		}
	}
}

func TestRulesExplain(t *testing.T) {
	path := filepath.Join(samplesDir, "enterprise-msa.docx")
	code, out, stderr := run("rules", "explain", path, "supplier/incident-notification")
	if code != exitFine || !strings.Contains(out, "yes walk_away") || !strings.Contains(out, "fact deadline = ") || !strings.Contains(out, "matched ") {
		t.Errorf("exit code %d: %s%s", code, out, stderr)
	}
	code, out, _ = run("rules", "explain", "--format", "json", path, "topics/source-code-escrow")
	var list []struct {
		ID     string
		Missed []struct{ Query string }
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != exitFine || len(list) != 1 || list[0].ID != "topics/source-code-escrow" {
		t.Errorf("exit code %d, %v: %.300s", code, err, out)
	}
	if code, _, stderr = run("rules", "explain", path, "customer/insurance"); code != exitUsage || !strings.Contains(stderr, "--side customer") {
		t.Errorf("the other side's rule: exit code %d: %s", code, stderr)
	}
}

func TestRulesNew(t *testing.T) {
	dir := t.TempDir()
	code, out, stderr := run("rules", "new", "supplier/our-insurance", "insurance", "--playbook", dir)
	if code != exitFine || !strings.Contains(out, "our-insurance.yaml") {
		t.Fatalf("exit code %d: %s%s", code, out, stderr)
	}
	if code, _, stderr = run("rules", "list", "--playbook", dir); code != exitFine {
		t.Errorf("what was written does not load: %s", stderr)
	}
	if code, _, _ = run("rules", "new", "supplier/our-insurance", "insurance", "--playbook", dir); code != exitUsage {
		t.Errorf("a rule that is there must not be overwritten: exit code %d", code)
	}
	if code, _, _ = run("rules", "new", "bank/x"); code != exitUsage {
		t.Errorf("an id of no side: exit code %d", code)
	}
}

func TestLibraryAndSearch(t *testing.T) {
	data := t.TempDir()
	code, out, stderr := run("library", "add", "--data", data, filepath.Join(samplesDir, "dpa.docx"), filepath.Join(samplesDir, "sla.pdf"))
	if code != exitFine || !strings.Contains(out, "2 documents added; 0 files were there already") {
		t.Fatalf("exit code %d: %s%s", code, out, stderr)
	}
	_, out, _ = run("library", "add", "--data", data, filepath.Join(samplesDir, "dpa.docx"))
	if !strings.Contains(out, "0 documents added; 1 files were there already") {
		t.Errorf("a file that is there must be skipped: %s", out)
	}
	_, list, _ := run("library", "list", "--data", data)
	if !strings.Contains(list, "dpa.docx") || !strings.Contains(list, "sla.pdf") {
		t.Fatalf("list:\n%s", list)
	}
	code, out, stderr = run("search", "--data", data, "--source", "documents", "--format", "jsonl", `"personal data breach" /s notif*`)
	if code != exitFine || !strings.Contains(out, `"name":"dpa.docx"`) {
		t.Errorf("exit code %d: %.400s%s", code, out, stderr)
	}
	code, _, stderr = run("search", "--data", data, "notify /s (")
	if code != exitUsage || !strings.Contains(stderr, "^") {
		t.Errorf("a broken query: exit code %d: %s", code, stderr)
	}
	corpus := filepath.Join(t.TempDir(), "corpus.jsonl")
	write(t, corpus, `{"_id":"k1","title":"","text":"Supplier shall keep the source code in escrow."}`+"\n"+`{"_id":"k2","title":"","text":"Fees are due within thirty days of the invoice."}`+"\n")
	queries := filepath.Join(t.TempDir(), "queries.jsonl")
	write(t, queries, `{"_id":"q1","text":"source code escrow"}`+"\n")
	if code, out, stderr = run("library", "import", "--data", data, corpus); code != exitFine || !strings.Contains(out, "2 clauses imported") {
		t.Errorf("exit code %d: %s%s", code, out, stderr)
	}
	if code, out, _ = run("search", "--data", data, "--batch", queries, "--limit", "5"); code != exitFine || !strings.HasPrefix(out, `{"query":"q1","ids":["k1"`) && !strings.Contains(out, `"k1"`) {
		t.Errorf("exit code %d: %s", code, out)
	}
	id := strings.Fields(list)[0]
	if code, _, stderr = run("library", "remove", "--data", data, id); code != exitFine {
		t.Errorf("remove: %s", stderr)
	}
	if code, _, _ = run("library", "remove", "--data", data, id); code != exitUsage {
		t.Errorf("a document that is gone: exit code %d", code)
	}
}

func TestPlaybookOverride(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "supplier", "governing-law.yaml"), "title: Our own words on the law\n")
	_, out, stderr := run("rules", "list", "--playbook", dir)
	if !strings.Contains(out, "Our own words on the law") {
		t.Errorf("the override is not there: %s%s", out, stderr)
	}
	write(t, filepath.Join(dir, "supplier", "governing-law.yaml"), "colour: blue\n")
	code, _, stderr := run("review", "--playbook", dir, filepath.Join(samplesDir, "dpa.docx"))
	if code != exitUsage || !strings.Contains(stderr, "supplier/governing-law.yaml:1:") || !strings.Contains(stderr, "hint: mend the rules") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

func TestEval(t *testing.T) {
	in, labels := t.TempDir(), t.TempDir()
	write(t, filepath.Join(in, "a.txt"), "SERVICES AGREEMENT\n\nThis Agreement is made between Acme Ltd (\"Supplier\") and Globex plc (\"Customer\").\n\n1. Law\n\nThis Agreement is governed by the laws of England and Wales.\n")
	write(t, filepath.Join(labels, "a.json"), `{"passages":[{"topic":"governing-law","quote":"This Agreement is governed by the laws of England and Wales.","facts":{"law":"England and Wales"}}]}`)
	code, out, stderr := run("eval", "--labels", labels, in)
	if code != exitFine || !strings.Contains(out, "| governing-law | 1 | 1 | 1.00 | 1.00 | 1.00 | 1.00 | 1 | 1.00 |") {
		t.Errorf("exit code %d: %s%s", code, out, stderr)
	}
}

func TestInOrder(t *testing.T) {
	items := make([]int, 100)
	for i := range items {
		items[i] = i
	}
	work := func(_ context.Context, i int) int {
		time.Sleep(time.Duration(i%7) * 100 * time.Microsecond)
		return i * i
	}
	var got []int
	err := inOrder(context.Background(), 8, items, work, func(n int) error { got = append(got, n); return nil })
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d results, %v", len(got), err)
	}
	for i, n := range got {
		if n != i*i {
			t.Fatalf("result %d is %d", i, n)
		}
	}
	full := errors.New("the disk is full")
	if err := inOrder(context.Background(), 3, items, work, func(n int) error {
		if n == 16 {
			return full
		}
		return nil
	}); !errors.Is(err, full) {
		t.Errorf("an error of delivery must end it: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := inOrder(ctx, 3, items, work, func(int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run: %v", err)
	}
}

func samplePaths(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"*.docx", "*.pdf"} {
		found, err := filepath.Glob(filepath.Join(samplesDir, pattern))
		if err != nil || len(found) < 5 {
			t.Fatalf("samples: %v %v", found, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

func textOf(t *testing.T, path string) string {
	t.Helper()
	_, out, stderr := run("text", "--format", "json", path)
	var r reading
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	return r.Text
}

func readReview(t *testing.T, path string) review.Review {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rv review.Review
	if err := json.Unmarshal(data, &rv); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return rv
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(data))
}
