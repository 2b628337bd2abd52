// Build makes the sample contracts in DOCX, PDF and plain text from their sources.
//
// Run it from the repository's root:
//
//	go run ./testdata/contracts/build [NAME…]
//
// It needs LibreOffice, Chromium, pdflatex and pdftotext: the samples must hold what
// those programs write, not what one library thinks they write. Tests need only the
// committed files.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	outputDir = "testdata/contracts"
	sourceDir = outputDir + "/src"
)

func main() {
	if err := build(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// build makes the named contracts, or all of them when no name is given.
func build(names []string) error {
	sources, err := filepath.Glob(sourceDir + "/*.contract")
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return fmt.Errorf("no *.contract files in %s: run this from the repository's root", sourceDir)
	}
	work, err := os.MkdirTemp("", "contracts")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	for _, source := range sources {
		c, err := readContract(source)
		if err != nil {
			return err
		}
		if len(names) > 0 && !slices.Contains(names, c.Name) {
			continue
		}
		for _, output := range c.Outputs {
			if err := makeOutput(c, output, work); err != nil {
				return fmt.Errorf("%s as %s: %w", c.Name, output, err)
			}
		}
		if err := writeLabels(c); err != nil {
			return err
		}
		fmt.Println(c.Name, strings.Join(c.Outputs, " "))
	}
	return nil
}

// makeOutput writes one file of c to outputDir. A contract with a table of contents
// is made twice: the first pass tells on which page each clause begins.
func makeOutput(c *contract, output, work string) error {
	pages := map[string]int{}
	if slices.ContainsFunc(c.Blocks, func(b block) bool { return b.Kind == contents }) {
		draft, err := makePDF(c, output, pages, work)
		if err != nil {
			return err
		}
		if pages, err = findPages(c, draft); err != nil {
			return err
		}
	}
	target := filepath.Join(outputDir, c.Name)
	switch output {
	case "docx":
		return writeDocx(c, pages, target+".docx")
	case "txt":
		return writeText(c, target+".txt")
	}
	pdf, err := makePDF(c, output, pages, work)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(pdf)
	if err != nil {
		return err
	}
	return os.WriteFile(target+".pdf", data, 0o644)
}

// makePDF prints c with the program that output names (LibreOffice unless it names
// another one) into the folder work and returns the file's path.
func makePDF(c *contract, output string, pages map[string]int, work string) (string, error) {
	base := filepath.Join(work, c.Name)
	switch output {
	case "pdf=chromium":
		if err := writeHTML(c, pages, base+".html"); err != nil {
			return "", err
		}
		return base + ".pdf", command(work, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
			"--print-to-pdf="+base+".pdf", "file://"+base+".html")
	case "pdf=latex":
		if err := writeLaTeX(c, base+".tex"); err != nil {
			return "", err
		}
		for range 2 { // the second run knows the number of pages
			if err := command(work, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", base+".tex"); err != nil {
				return "", err
			}
		}
		return base + ".pdf", nil
	}
	if err := writeDocx(c, pages, base+".docx"); err != nil {
		return "", err
	}
	return base + ".pdf", command(work, "soffice", "-env:UserInstallation=file://"+work+"/profile", "--headless",
		"--convert-to", "pdf", "--outdir", work, base+".docx")
}

// command runs a program in dir; its output is shown only when it fails.
func command(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=1789376400", "TZ=UTC")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// findPages tells on which page of the PDF each entry of c's table of contents
// begins: the last page that has a line reading like it.
func findPages(c *contract, pdf string) (map[string]int, error) {
	out, err := exec.Command("pdftotext", "-layout", pdf, "-").Output()
	if err != nil {
		return nil, fmt.Errorf("pdftotext: %w", err)
	}
	pages := map[string]int{}
	for i, page := range strings.Split(string(out), "\f") {
		for _, line := range strings.Split(page, "\n") {
			found := squeeze(line)
			for _, b := range c.Blocks {
				if entry, ok := contentsEntry(b); ok && strings.HasPrefix(found, squeeze(entry)) {
					pages[entry] = i + 1
				}
			}
		}
	}
	return pages, nil
}

// squeeze drops white space and case, which layout changes.
func squeeze(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// writeText writes c as plain text, one paragraph a line, with numbers typed out.
func writeText(c *contract, path string) error {
	var out strings.Builder
	for _, b := range c.Blocks {
		switch b.Kind {
		case clause:
			out.WriteString(strings.Repeat("    ", max(0, b.Level-2)) + b.Number + " " + plain(b.Text) + "\n\n")
		case table:
			for _, row := range b.Rows {
				var cells []string
				for _, cell := range row {
					cells = append(cells, plain(cell))
				}
				out.WriteString(strings.Join(cells, "\t") + "\n")
			}
			out.WriteString("\n")
		case signature:
			for _, cell := range b.Cells {
				out.WriteString(strings.ReplaceAll(cell, " / ", "\n") + "\n\n")
			}
		case bullet:
			out.WriteString("    - " + plain(b.Text) + "\n\n")
		case contents, pageBreak, columns:
		default:
			out.WriteString(strings.Repeat("    ", b.Indent) + plain(b.Text) + "\n\n")
		}
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}
