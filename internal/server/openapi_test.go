package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// description is the OpenAPI document as the tests need it.
type description struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Responses   map[string]struct {
			Content map[string]struct {
				Schema json.RawMessage `json:"schema"`
			} `json:"content"`
		} `json:"responses"`
	} `json:"paths"`

	compiler *jsonschema.Compiler
}

const documentURL = "urn:parley:openapi"

func loadDescription(t testing.TB) *description {
	t.Helper()
	var d description
	if err := json.Unmarshal(openAPI, &d); err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(openAPI))
	if err != nil {
		t.Fatal(err)
	}
	d.compiler = jsonschema.NewCompiler()
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(documentURL, document); err != nil {
		t.Fatal(err)
	}
	return &d
}

// path finds the described path that an address of the API is of.
func (d *description) path(address string) (string, bool) {
	parts := strings.Split(address, "/")
	for p := range d.Paths {
		want := strings.Split(p, "/")
		if slices.EqualFunc(parts, want, func(got, w string) bool { return got == w || strings.HasPrefix(w, "{") }) && !d.exact(address, p) {
			return p, true
		}
	}
	return "", false
}

// exact reports whether another path is the address word for word: it goes first.
func (d *description) exact(address, p string) bool {
	_, known := d.Paths[address]
	return known && p != address
}

// check holds a response against what the document says of it.
func (d *description) check(t testing.TB, r *http.Request, w *httptest.ResponseRecorder) {
	t.Helper()
	address, isAPI := strings.CutPrefix(r.URL.EscapedPath(), API)
	if !isAPI {
		return
	}
	media, _, _ := mime.ParseMediaType(w.Header().Get("Content-Type"))
	if w.Code >= 400 {
		if media != "application/problem+json" {
			t.Errorf("%s %s: status %d as %q; expected a problem document", r.Method, r.URL, w.Code, media)
			return
		}
		d.validate(t, "#/components/schemas/Problem", w.Body.Bytes())
	}
	p, known := d.path(address)
	if !known {
		return
	}
	operation, known := d.Paths[p][strings.ToLower(r.Method)]
	if !known {
		return
	}
	status := fmt.Sprint(w.Code)
	response, known := operation.Responses[status]
	if !known {
		if w.Code < 400 || !slices.Contains([]int{403, 421, 500}, w.Code) {
			t.Errorf("%s %s: status %s is not described", r.Method, p, status)
		}
		return
	}
	if len(response.Content) == 0 {
		return
	}
	content, known := response.Content[media]
	if !known {
		t.Errorf("%s %s: %s as %q is not described", r.Method, p, status, media)
		return
	}
	if media != "application/json" || content.Schema == nil {
		return
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	d.validate(t, fmt.Sprintf("#/paths/%s/%s/responses/%s/content/%s/schema", escape.Replace(p), strings.ToLower(r.Method), status, escape.Replace(media)), w.Body.Bytes())
}

func (d *description) validate(t testing.TB, pointer string, body []byte) {
	t.Helper()
	schema, err := d.compiler.Compile(documentURL + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Errorf("%s: %v", pointer, err)
		return
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v\n%.600s", pointer, err, body)
	}
}

func TestEveryRouteIsDescribedAndTheOtherWayRound(t *testing.T) {
	d := loadDescription(t)
	s := newScene(t)
	var routes, described []string
	for _, r := range s.server.http.Handler.(*gin.Engine).Routes() {
		words := strings.Split(strings.TrimPrefix(r.Path, API), "/")
		for i, w := range words {
			if name, is := strings.CutPrefix(w, ":"); is {
				words[i] = "{" + name + "}"
			}
		}
		routes = append(routes, r.Method+" "+strings.Join(words, "/"))
	}
	ids := map[string]string{}
	for p, methods := range d.Paths {
		for m, operation := range methods {
			described = append(described, strings.ToUpper(m)+" "+p)
			if other, twice := ids[operation.OperationID]; twice {
				t.Errorf("%s is the id of %s and %s", operation.OperationID, p, other)
			}
			ids[operation.OperationID] = p
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	if !slices.Equal(routes, described) {
		t.Errorf("the server has\n%s\nthe document has\n%s", strings.Join(routes, "\n"), strings.Join(described, "\n"))
	}
}

func TestEverySchemaCompiles(t *testing.T) {
	d := loadDescription(t)
	var document struct {
		Components struct {
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(openAPI, &document); err != nil {
		t.Fatal(err)
	}
	for name := range document.Components.Schemas {
		if _, err := d.compiler.Compile(documentURL + "#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Contains(openAPI, []byte(`"#/components/schemas/`+name+`"`)) {
			t.Errorf("%s is used nowhere", name)
		}
	}
}
