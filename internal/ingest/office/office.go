// Package office has LibreOffice turn old and foreign office files into Word files.
package office

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"parley/internal/ingest/fault"
)

const (
	limitTime   = 2 * time.Minute // for one file; a contract takes a few seconds
	limitOutput = 256 << 20       // bytes of the file it makes
)

// settings keep LibreOffice from running macros and from fetching what a document
// links to, whatever its user has set: the profile is made anew for every file.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// filters name the import filter for each extension. Left to itself, LibreOffice shows
// the bytes of a file that it cannot read as if they were text.
var filters = map[string]string{"doc": "MS Word 97", "odt": "writer8", "rtf": "Rich Text Format"}

// program is LibreOffice's path, or "" when it is not installed.
func program() string {
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Convert turns a file in the format of the extension ("doc", "odt", "rtf") into a
// .docx. It works in a folder of its own, with a new profile, without network where
// the system allows that, and within two minutes. Errors are *fault.Error.
func Convert(ctx context.Context, data []byte, extension string) ([]byte, error) {
	soffice := program()
	if soffice == "" {
		return nil, fault.New(fault.NeedsProgram, "reading ."+extension+" files needs LibreOffice, which is not installed",
			"install it (Debian: apt install libreoffice-writer-nogui; macOS: brew install --cask libreoffice), or save the file as .docx or PDF")
	}
	dir, err := os.MkdirTemp("", "parley-office-")
	if err != nil {
		return nil, failed(extension, err)
	}
	defer os.RemoveAll(dir)
	out, err := convertIn(ctx, soffice, dir, data, extension)
	if err != nil {
		return nil, failed(extension, err)
	}
	return out, nil
}

func convertIn(ctx context.Context, soffice, dir string, data []byte, extension string) ([]byte, error) {
	in := filepath.Join(dir, "input."+extension)
	user := filepath.Join(dir, "profile", "user")
	if err := os.MkdirAll(user, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(settings), 0o600); err != nil {
		return nil, err
	}
	if err := os.WriteFile(in, data, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limitTime)
	defer cancel()
	if err := run(ctx, soffice, dir, in); err != nil {
		return nil, err
	}
	result := filepath.Join(dir, "out", "input.docx")
	info, err := os.Stat(result)
	if err != nil {
		return nil, err
	}
	if info.Size() > limitOutput {
		return nil, fmt.Errorf("it made a file of %d bytes", info.Size())
	}
	return os.ReadFile(result)
}

// run starts LibreOffice, apart from the network if that is possible.
func run(ctx context.Context, soffice, dir, in string) error {
	command := func() *exec.Cmd {
		cmd := exec.CommandContext(ctx, soffice,
			"-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")),
			"--headless", "--norestore", "--nologo", "--nofirststartwizard", "--infilter="+filters[strings.TrimPrefix(filepath.Ext(in), ".")],
			"--convert-to", "docx:MS Word 2007 XML", "--outdir", filepath.Join(dir, "out"), in)
		cmd.Dir = dir
		cmd.Env = []string{"HOME=" + dir, "TMPDIR=" + dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8",
			"SAL_USE_VCLPLUGIN=svp", "http_proxy=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9"}
		cmd.WaitDelay = 5 * time.Second
		return cmd
	}
	cmd := command()
	isolate(cmd)
	err := cmd.Start()
	if err != nil { // the system does not let us part it from the network
		cmd = command()
		group(cmd)
		if err = cmd.Start(); err != nil {
			return err
		}
	}
	err = cmd.Wait()
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return err
}

func failed(extension string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	code := fault.ProgramFailed
	what := "LibreOffice could not read the ." + extension + " file: it is damaged, or protected with a password"
	if errors.Is(err, context.DeadlineExceeded) {
		code, what = fault.Timeout, fmt.Sprintf("LibreOffice did not finish reading the .%s file in time", extension)
	}
	return &fault.Error{Code: code, What: what, Hint: "open it in its own program and save it as .docx or PDF", Err: err}
}
