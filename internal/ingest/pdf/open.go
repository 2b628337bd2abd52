package pdf

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/ledongthuc/pdf"
	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"parley/internal/ingest/fault"
)

// headerWindow is how far into the file the "%PDF" header may stand (as viewers accept).
const headerWindow = 1024

// open makes the objects of a PDF readable, by the least means that does: the library
// as it is, with the header and the end mended, after decryption, with the cross-reference
// table built anew.
func open(data []byte, password string) (*file, error) {
	data, err := trim(data)
	if err != nil {
		return nil, err
	}
	packed := hardPacked(data) // which is no damage
	var f *file
	if !packed && sound(data) {
		f, err = openPlain(data, password)
	} else {
		err = errors.New("unsound cross-references")
	}
	if err == nil && f.whole() {
		return f, nil
	}
	if err != nil && isPasswordError(err) {
		return nil, passwordNeeded(password)
	}
	if bytes.Contains(data, []byte("/Encrypt")) {
		plain, cpuErr := decrypt(data, password)
		if errors.Is(cpuErr, pdfcpu.ErrWrongPassword) {
			return nil, passwordNeeded(password)
		}
		if cpuErr == nil {
			if f, err := openPlain(plain, ""); err == nil && len(f.pageNodes()) > 0 {
				return f, nil
			}
		}
	}
	if rebuilt, ok := rebuild(data); ok {
		if r, err := openPlain(rebuilt, password); err == nil && len(r.pageNodes()) > len(f.pageNodes()) {
			r.repaired = !packed
			return r, nil
		}
	}
	if len(f.pageNodes()) > 0 {
		return f, nil
	}
	return nil, fault.New(fault.Damaged, "the PDF has no page that can be found", "open it in a viewer and save it again, or ask the sender for another copy")
}

// whole reports whether the page tree leads to as many pages as it says it has.
func (f *file) whole() bool {
	n := len(f.pageNodes())
	return n > 0 && n >= f.trailer().key("Root").key("Pages").key("Count").int()
}

// trim drops what stands before the header and after the end, and gives both the form
// the library insists on. It copies only when it must change something.
func trim(data []byte) ([]byte, error) {
	if len(data) == 0 {
		return nil, fault.New(fault.Empty, "the file is empty", "ask the sender for another copy")
	}
	i := bytes.Index(data[:min(len(data), headerWindow)], []byte("%PDF-"))
	if i < 0 && bytes.Contains(data, []byte(" obj")) && bytes.Contains(data, []byte("endobj")) {
		i = 0 // the header itself is damaged
	}
	if i < 0 {
		return nil, fault.New(fault.NotAPDF, "the file does not begin as a PDF does", "check what kind of file it is")
	}
	data = data[i:]
	end := bytes.LastIndex(data, []byte("%%EOF"))
	tail := ""
	if end < 0 || bytes.LastIndex(data, []byte("startxref")) > end {
		end = len(data)
		tail = "\n%%EOF\n"
	} else {
		end += len("%%EOF")
	}
	header := len(data) > 8 && bytes.HasPrefix(data, []byte("%PDF-1.")) && data[7] >= '0' && data[7] <= '7' && (data[8] == '\r' || data[8] == '\n')
	if header && tail == "" {
		return data[:end], nil
	}
	fixed := append([]byte(nil), data[:end]...)
	fixed = append(fixed, tail...)
	if !header && len(fixed) > 8 {
		copy(fixed, "%PDF-1.7\n")
	}
	return fixed, nil
}

// openPlain opens data with the library.
// It must be sound.
func openPlain(data []byte, password string) (f *file, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("malformed")
		}
	}()
	tried := false
	r, err := pdf.NewReaderEncrypted(bytes.NewReader(data), int64(len(data)), func() string {
		if tried {
			return ""
		}
		tried = true
		return password
	})
	if err != nil {
		return nil, err
	}
	encrypt := r.Trailer().Key("Encrypt")
	if encrypt.Kind() == pdf.Dict {
		if n := encrypt.Key("Length").Int64(); encrypt.Key("V").Int64() == 1 || n < 128 {
			return nil, errors.New("short keys are decrypted wrongly by the library")
		}
	}
	return newFile(data, r, encrypt.Kind() == pdf.Dict), nil
}

func isPasswordError(err error) bool {
	return errors.Is(err, pdf.ErrInvalidPassword)
}

// decrypt returns the file without its encryption.
func decrypt(data []byte, password string) (plain []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("cannot be decrypted")
		}
	}()
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	conf.UserPW, conf.OwnerPW = password, password
	var out bytes.Buffer
	if err := api.Decrypt(bytes.NewReader(data), io.Writer(&out), conf); err != nil {
		if strings.Contains(err.Error(), "password") {
			return nil, pdfcpu.ErrWrongPassword
		}
		return nil, err
	}
	return out.Bytes(), nil
}

func passwordNeeded(given string) error {
	if given != "" {
		return fault.New(fault.PasswordWrong, "the password does not open the PDF", "check the file given with --password-file")
	}
	return fault.New(fault.PasswordNeeded, "the PDF is encrypted with a password", "put the password into a file and give it with --password-file")
}
