package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"parley/internal/contract"
	"parley/internal/store"
)

// documentView is a kept document on the wire.
type documentView struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	SHA256   string           `json:"sha256"`
	Size     int64            `json:"size"`
	Type     string           `json:"type"`
	Kind     string           `json:"kind"`
	Title    string           `json:"title"`
	Language string           `json:"language"`
	Pages    int              `json:"pages"`
	Parties  []contract.Party `json:"parties"`
	Added    time.Time        `json:"added"`
	Sample   bool             `json:"sample"`
	Reviews  []reviewHead     `json:"reviews"`
	Task     taskView         `json:"task"`
}

// reviewHead is a review without its findings.
type reviewHead struct {
	Side contract.Role `json:"side"`
	Made time.Time     `json:"made"`
	store.Summary
}

// taskView is the latest work on a document.
type taskView struct {
	State store.State   `json:"state"`
	Side  contract.Role `json:"side"`
	Deal  contract.Deal `json:"deal"`
	Fault *store.Fault  `json:"fault,omitempty"`
}

func viewDocument(d store.Document) documentView {
	v := documentView{
		ID: d.ID, Name: d.Name, SHA256: d.SHA256, Size: d.Size, Type: d.Type, Kind: d.Kind, Title: d.Title,
		Language: d.Language, Pages: d.Pages, Parties: orEmpty(d.Parties), Added: d.Added, Sample: d.Sample,
		Reviews: []reviewHead{},
		Task:    taskView{State: d.Task.State, Side: d.Task.Deal.Side, Deal: d.Task.Deal, Fault: d.Task.Fault},
	}
	for i := range v.Parties {
		v.Parties[i].Terms = orEmpty(v.Parties[i].Terms)
	}
	for _, r := range d.Reviews {
		v.Reviews = append(v.Reviews, reviewHead{r.Side, r.Made, r.Summary})
	}
	return v
}

func (s *Server) listDocuments(c *gin.Context) {
	docs, err := s.cfg.Records.Documents(c.Request.Context())
	if err != nil {
		s.internal(c, err)
		return
	}
	views := make([]documentView, len(docs))
	for i, d := range docs {
		views[i] = viewDocument(d)
	}
	c.JSON(http.StatusOK, struct {
		Documents []documentView `json:"documents"`
	}{views})
}

func (s *Server) showDocument(c *gin.Context) {
	d, err := s.cfg.Records.Document(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.failStore(c, err)
		return
	}
	c.JSON(http.StatusOK, viewDocument(d))
}

func (s *Server) deleteDocument(c *gin.Context) {
	id := c.Param("id")
	if err := s.cfg.Records.DeleteDocument(c.Request.Context(), id); err != nil {
		s.failStore(c, err)
		return
	}
	s.cfg.Queue.Cancel(id)
	if s.cfg.Library != nil {
		// The document is gone already; an entry left in the index leads nowhere and goes
		// at the next rebuild.
		if err := s.cfg.Library.Remove(c.Request.Context(), id); err != nil {
			s.cfg.Log.Error("removing a document from the library", "document", id, "error", err)
		}
	}
	c.Status(http.StatusNoContent)
}

// sendFile sends the file as it came, as a download.
func (s *Server) sendFile(c *gin.Context) {
	d, err := s.cfg.Records.Document(c.Request.Context(), c.Param("id"))
	if err != nil {
		s.failStore(c, err)
		return
	}
	f, err := os.Open(s.cfg.Records.FilePath(d.SHA256))
	if err != nil {
		s.internal(c, err)
		return
	}
	defer func() { _ = f.Close() }()
	c.Header("Content-Type", "application/octet-stream") // whatever it is, it must not run here
	c.Header("Content-Disposition", attachment(d.Name))
	http.ServeContent(c.Writer, c.Request, "", d.Added, f)
}

func attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// addDocument takes one file as multipart/form-data: "file", and optionally "deal" (JSON)
// and "side", which wins over the deal's. It answers once the file is safe.
func (s *Server) addDocument(c *gin.Context) {
	parts, err := c.Request.MultipartReader()
	if err != nil {
		fail(c, problem{Code: "not-multipart", Status: http.StatusUnsupportedMediaType, Title: "Not a form with a file",
			Detail: "Send multipart/form-data with the contract in the part \"file\"."})
		return
	}
	form, ok := s.readUpload(c, parts)
	if form.file != nil {
		defer form.file.Discard() // without effect once it is a document's
	}
	if !ok {
		return
	}
	doc, err := s.cfg.Records.AddDocument(c.Request.Context(), form.file, store.NewDocument{Name: form.name, Deal: form.deal})
	if err != nil {
		s.internal(c, err)
		return
	}
	s.accepted(c, doc)
}

// accepted answers 201 for a document whose review is queued.
func (s *Server) accepted(c *gin.Context, doc store.Document) {
	s.cfg.Queue.Wake()
	c.Header("Location", API+"/documents/"+doc.ID)
	c.JSON(http.StatusCreated, viewDocument(doc))
}

type upload struct {
	file *store.Incoming
	name string
	deal contract.Deal
}

// readUpload reads the parts of an upload; when ok is false it has answered the request.
// A file it received is in the upload in any case.
func (s *Server) readUpload(c *gin.Context, parts *multipart.Reader) (u upload, ok bool) {
	var side string
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.failBody(c, err)
			return u, false
		}
		switch part.FormName() {
		case "file":
			if u.file != nil {
				unprocessable(c, "one-file", "One file at a time", "The form has more than one file.", "Send a request for each.")
				return u, false
			}
			u.name = cleanName(part.FileName())
			if !s.accepts(u.name) {
				s.failFormat(c, u.name)
				return u, false
			}
			if u.file, err = s.cfg.Records.Receive(part); err != nil {
				s.failReceive(c, err)
				return u, false
			}
		case "side":
			side, err = readField(part)
		case "deal":
			var text string
			if text, err = readField(part); err == nil {
				u.deal, err = parseDeal([]byte(text))
			}
		default:
			err = fmt.Errorf("the form has a part %q; expected file, side or deal", part.FormName())
		}
		if err != nil {
			unprocessable(c, "bad-deal", "The form is not right", err.Error()+".", "")
			return u, false
		}
	}
	var err error
	if u.deal.Side, err = parseSide(cmp.Or(side, string(u.deal.Side))); err != nil {
		unprocessable(c, "bad-deal", "The form is not right", err.Error()+".", "")
		return u, false
	}
	switch {
	case u.file == nil:
		unprocessable(c, "no-file", "No file", "The form has no part \"file\".", "Put the contract there.")
	case u.file.Size == 0:
		unprocessable(c, "empty-file", "Empty file", fmt.Sprintf("%s has nothing in it (0 bytes).", u.name), "Check that it was saved or downloaded to the end.")
	default:
		return u, true
	}
	return u, false
}

// failReceive answers for a file that could not be received: the client's fault when its
// body is too large or broke off, ours when the disk is full.
func (s *Server) failReceive(c *gin.Context, err error) {
	var disk *os.PathError
	if errors.As(err, &disk) {
		s.internal(c, err)
		return
	}
	s.failBody(c, err)
}

func (s *Server) accepts(name string) bool {
	return len(s.cfg.Accepts) == 0 || slices.Contains(s.cfg.Accepts, strings.ToLower(path.Ext(name)))
}

func (s *Server) failFormat(c *gin.Context, name string) {
	what := fmt.Sprintf("%q files are not read", path.Ext(name))
	if path.Ext(name) == "" {
		what = fmt.Sprintf("%q does not say what kind of file it is", name)
	}
	fail(c, problem{Code: "unsupported-format", Status: http.StatusUnsupportedMediaType, Title: "Not a kind of file Parley reads",
		Detail: what + "; expected one of " + strings.Join(s.cfg.Accepts, " ") + ".", Hint: "Save it as PDF or DOCX and add that."})
}

// maxField is how long a form field may be, in bytes.
const maxField = 16 << 10

func readField(part io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return "", errors.New("the form ended early")
	}
	if len(b) > maxField {
		return "", errors.New("a field of the form is too long")
	}
	return string(b), nil
}

// cleanName is the base name of a client's file name, without anything that could break
// a line, a header or a path. At most 200 bytes.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	const most = 200
	if len(name) > most { // keep the ending, it tells the format
		ext := path.Ext(name)
		if len(ext) > 10 {
			ext = ""
		}
		cut := most - len(ext)
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + ext
	}
	if name == "" || name == "." || name == "/" {
		return "contract"
	}
	return name
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// decode reads a small JSON body strictly; when ok is false it has answered the request.
func (s *Server) decode(c *gin.Context, into any) (ok bool) {
	if ct, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); ct != "application/json" {
		fail(c, problem{Code: "not-json", Status: http.StatusUnsupportedMediaType, Title: "Not JSON", Detail: "Send the body as application/json."})
		return false
	}
	decoder := json.NewDecoder(c.Request.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.failBody(c, err)
		return false
	case err != nil:
		unprocessable(c, "bad-deal", "The body is not right", "The body is not what was expected: "+plainJSON(err)+".", "")
		return false
	}
	return true
}
