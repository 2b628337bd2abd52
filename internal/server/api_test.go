package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"parley/internal/contract"
	"parley/internal/library"
	"parley/internal/review"
	"parley/internal/store"
)

// TestRequests is the API's behaviour that needs no document, a row a request.
func TestRequests(t *testing.T) {
	s := newScene(t)
	big := strings.Repeat("a", 200<<10)
	form := func(fields ...field) func() *http.Request { return func() *http.Request { return s.form(fields...) } }
	plain := func(method, address, body string, headers ...string) func() *http.Request {
		return func() *http.Request {
			r := s.request(method, address, strings.NewReader(body))
			for i := 0; i+1 < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			return r
		}
	}
	get := func(address string, headers ...string) func() *http.Request {
		return plain(http.MethodGet, address, "", headers...)
	}
	const json = "application/json"
	cases := []struct {
		name    string
		request func() *http.Request
		status  int
		code    string   // of the problem
		want    []string // in the body
	}{
		{"health", get("/api/v1/health"), 200, "", []string{`"status":"ok"`}},
		{"version", get("/api/v1/version"), 200, "", []string{`"version":"1.2.3"`, `".pdf"`, `"search":true`}},
		{"its own description", get("/api/v1/openapi.json"), 200, "", []string{`"openapi": "3.1.0"`}},
		{"no documents yet", get("/api/v1/documents"), 200, "", []string{`{"documents":[]}`}},
		{"samples", get("/api/v1/samples"), 200, "", []string{`"id":"msa"`}},
		{"rules", get("/api/v1/rules"), 200, "", []string{`"id":"supplier/incident-notification"`, `"side":"customer"`}},
		{"one rule", get("/api/v1/rules/supplier/incident-notification"), 200, "", []string{`"ladder":[{`, `"evidence":["iso27001:`, `"tests":[{`, `"about":"`}},
		{"no such rule", get("/api/v1/rules/supplier/nothing"), 404, "no-rule", nil},

		{"no such document", get("/api/v1/documents/nothing"), 404, "no-document", nil},
		{"nor its text", get("/api/v1/documents/nothing/text"), 404, "no-document", nil},
		{"nor its file", get("/api/v1/documents/nothing/file"), 404, "no-document", nil},
		{"nor its review", get("/api/v1/documents/nothing/review"), 404, "no-document", nil},
		{"nor its export", get("/api/v1/documents/nothing/export"), 404, "no-document", nil},
		{"deleting nothing", plain("DELETE", "/api/v1/documents/nothing", ""), 404, "no-document", nil},
		{"reviewing nothing", plain("POST", "/api/v1/documents/nothing/reviews", "{}", "Content-Type", json), 404, "no-document", nil},
		{"no such sample", plain("POST", "/api/v1/samples/nothing", ""), 404, "no-sample", nil},
		{"no such address", get("/api/v1/nothing"), 404, "no-route", nil},
		{"the API's root", get("/api/v1"), 404, "no-route", nil},
		{"another version", get("/api/v2/documents"), 404, "no-route", nil},
		{"a slash too many", get("/api/v1/documents/"), 404, "", nil},
		{"a method too many", plain("PUT", "/api/v1/documents", ""), 405, "method-not-allowed", []string{"GET", "POST"}},
		{"a page cannot be written", plain("POST", "/search", ""), 405, "method-not-allowed", nil},

		{"not a form", plain("POST", "/api/v1/documents", "text", "Content-Type", "text/plain"), 415, "not-multipart", nil},
		{"no content type", plain("POST", "/api/v1/documents", "text"), 415, "not-multipart", nil},
		{"a form that ends early", plain("POST", "/api/v1/documents", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf", "Content-Type", "multipart/form-data; boundary=b"), 400, "bad-body", nil},
		{"an empty form", form(), 422, "no-file", nil},
		{"no file", form(field{"side", "", "supplier"}), 422, "no-file", nil},
		{"an empty file", form(field{"file", "a.txt", ""}), 422, "empty-file", []string{"a.txt has nothing in it"}},
		{"two files", form(field{"file", "a.txt", "a"}, field{"file", "b.txt", "b"}), 422, "one-file", nil},
		{"an unknown part", form(field{"colour", "", "red"}), 422, "bad-deal", []string{`part \"colour\"`}},
		{"a foreign format", form(field{"file", "a.exe", "MZ"}), 415, "unsupported-format", []string{".pdf .txt"}},
		{"no ending", form(field{"file", "contract", "x"}), 415, "unsupported-format", nil},
		{"too large", form(field{"file", "a.txt", big}), 413, "too-large", []string{"0.0625 MB"}},
		{"an unknown side", form(field{"side", "", "judge"}, field{"file", "a.txt", "x"}), 422, "bad-deal", []string{"supplier, customer"}},
		{"a deal that is no JSON", form(field{"deal", "", "{"}, field{"file", "a.txt", "x"}), 422, "bad-deal", []string{"not valid JSON"}},
		{"an unknown fact", form(field{"deal", "", `{"colour": "red"}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", []string{`\"colour\" is not a fact`}},
		{"a fact of the wrong kind", form(field{"deal", "", `{"value": "much"}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", []string{"value may not be a string"}},
		{"more than a deal", form(field{"deal", "", `{} {}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", nil},
		{"an unknown kind of data", form(field{"deal", "", `{"data": ["gossip"]}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", []string{"gossip"}},
		{"a negative value", form(field{"deal", "", `{"value": -1}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", nil},
		{"an odd currency", form(field{"deal", "", `{"currency": "euros"}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", nil},
		{"an odd place", form(field{"deal", "", `{"location": "Europe"}`}, field{"file", "a.txt", "x"}), 422, "bad-deal", nil},
		{"a field too long", form(field{"deal", "", big[:20<<10]}, field{"file", "a.txt", "x"}), 422, "bad-deal", []string{"too long"}},

		{"a deal that is not JSON", plain("POST", "/api/v1/documents/nothing/reviews", "side=customer", "Content-Type", "application/x-www-form-urlencoded"), 415, "not-json", nil},
		{"a deal too large", plain("POST", "/api/v1/documents/nothing/reviews", `{"sector": "`+big+`"}`, "Content-Type", json), 413, "too-large", nil},
		{"a deal with a wrong side", plain("POST", "/api/v1/documents/nothing/reviews", `{"side": "judge"}`, "Content-Type", json), 422, "bad-deal", nil},
		{"an unknown side of a review", get("/api/v1/documents/x/review?side=judge"), 422, "bad-side", nil},
		{"an unknown export", get("/api/v1/documents/x/export?format=doc"), 422, "bad-format", nil},

		{"search", get("/api/v1/search?q=audit&topic=a&topic=b&sort=newest&source=documents"), 200, "", []string{`"query":"audit"`, `"total":0`}},
		{"a query that cannot be read", get("/api/v1/search?q=audit+/x"), 422, "bad-query", []string{`"offset":6`}},
		{"a library that fails", get("/api/v1/search?q=break"), 500, "internal", nil},
		{"a search that takes too long", get("/api/v1/search?q=dawdle"), 503, "search-timeout", nil},
		{"a search that is refused", get("/api/v1/search?q=overreach"), 422, "search-refused", []string{"too many words"}},
		{"too many hits", get("/api/v1/search?limit=1000"), 422, "bad-search", nil},
		{"no number of hits", get("/api/v1/search?limit=many"), 422, "bad-search", nil},
		{"an unknown order", get("/api/v1/search?sort=colour"), 422, "bad-search", nil},
		{"an unknown source", get("/api/v1/search?source=moon"), 422, "bad-search", nil},
		{"a query too long", get("/api/v1/search?q=" + strings.Repeat("a", 50000)), 422, "bad-search", nil},
		{"a query that is no text", get("/api/v1/search?q=%ff"), 422, "bad-search", nil},
		{"too many picks", get("/api/v1/search?" + strings.Repeat("topic=a&", 60)), 422, "bad-search", nil},
		{"completion", get("/api/v1/search/complete?q=topi&caret=4"), 200, "", []string{`"insert":"topic:`}},
		{"a caret beyond the query", get("/api/v1/search/complete?q=aud&caret=9"), 422, "bad-search", nil},
		{"no such clause", get("/api/v1/search/clauses/nothing"), 404, "no-clause", nil},
		{"clauses like none", get("/api/v1/search/similar/nothing"), 404, "no-clause", nil},
		{"how much there is", get("/api/v1/search/stats"), 200, "", []string{`"documents":0`}},
		{"an unknown export of a search", get("/api/v1/search/export?format=odt"), 422, "bad-format", nil},
		{"an export of a bad search", get("/api/v1/search/export?limit=x"), 422, "bad-search", nil},
		{"saving an unreadable search", plain("PUT", "/api/v1/search/saved/mine", `{"query": "audit /x"}`, "Content-Type", json), 422, "bad-query", nil},
		{"saving an unknown filter", plain("PUT", "/api/v1/search/saved/mine", `{"filters": {"colour": ["red"]}}`, "Content-Type", json), 422, "bad-search", nil},
		{"saving without a name", plain("PUT", "/api/v1/search/saved/%20", `{"query": "audit"}`, "Content-Type", json), 422, "bad-search", nil},
		{"precedents of nothing", get("/api/v1/documents/nothing/findings/f1/precedents"), 404, "no-document", nil},

		{"the app", get("/"), 200, "", []string{"<title>Parley"}},
		{"a page of the app", get("/documents/abc"), 200, "", []string{"<title>Parley"}},
		{"an asset", get("/assets/index-abc.js"), 200, "", []string{"1"}},
		{"no such asset", get("/assets/nothing.js"), 404, "", nil},
		{"nothing outside the app", get("/../../etc/passwd.txt"), 404, "", nil},

		{"another host's name", func() *http.Request { r := get("/api/v1/documents")(); r.Host = "evil.example"; return r }, 421, "unknown-host", nil},
		{"a rebound name with our port", func() *http.Request { r := get("/")(); r.Host = "evil.example:7117"; return r }, 421, "unknown-host", nil},
		{"localhost", func() *http.Request { r := get("/api/v1/health")(); r.Host = "LocalHost.:7117"; return r }, 200, "", nil},
		{"IPv6 loopback", func() *http.Request { r := get("/api/v1/health")(); r.Host = "[::1]:7117"; return r }, 200, "", nil},
		{"another site's page", plain("POST", "/api/v1/samples/msa", "", "Sec-Fetch-Site", "cross-site"), 403, "cross-origin", nil},
		{"another origin", plain("POST", "/api/v1/samples/msa", "", "Origin", "https://evil.example"), 403, "cross-origin", nil},
		{"another site may not delete", plain("DELETE", "/api/v1/documents/x", "", "Sec-Fetch-Site", "same-site"), 403, "cross-origin", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			w := s.do(c.request())
			if w.Code != c.status {
				t.Fatalf("status %d, expected %d: %s", w.Code, c.status, w.Body)
			}
			if c.code != "" {
				p := decode[wireProblem](t, w)
				if p.Type != "urn:parley:problem:"+c.code || p.Status != c.status || p.Title == "" || p.Detail == "" {
					t.Errorf("problem %+v; expected %s", p, c.code)
				}
			}
			for _, want := range c.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("no %q in %.400s", want, w.Body)
				}
			}
			if strings.Contains(w.Body.String(), "/secret") {
				t.Errorf("the answer tells internals: %s", w.Body)
			}
		})
	}
	s.t = t
	if docs := decode[struct{ Documents []documentView }](t, s.get("/api/v1/documents")); len(docs.Documents) != 0 {
		t.Errorf("refused uploads left %d documents", len(docs.Documents))
	}
}

func TestFromUploadToExport(t *testing.T) {
	s := newScene(t)
	d := s.reviewed()
	if d.Task.State != store.Done || d.Name != "msa.txt" || len(d.Reviews) != 1 || d.Reviews[0].Side != contract.Supplier || len(d.Parties) != 2 {
		t.Fatalf("document: %+v", d)
	}
	base := API + "/documents/" + d.ID

	rv := decode[review.Review](t, s.get(base+"/review?side=supplier"))
	text := decode[textView](t, s.get(base+"/text"))
	found := false
	for _, f := range rv.Findings {
		if f.Quote != "" && text.Text[f.Start:f.End] != f.Quote {
			t.Errorf("finding %s: the text has %q, the quote is %q", f.ID, text.Text[f.Start:f.End], f.Quote)
		}
		found = found || f.Topic == "incident-notification" && f.Stance == contract.WalkAway
	}
	if !found {
		t.Error("the incident notice was not found")
	}
	for _, c := range text.Clauses {
		if c.Number != "" && !strings.HasPrefix(text.Text[c.Start:], c.Number) {
			t.Errorf("clause %s does not stand at %d", c.Number, c.Start)
		}
	}

	file := s.get(base + "/file")
	if file.Body.String() != agreement || !strings.HasPrefix(file.Header().Get("Content-Disposition"), "attachment") || file.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("file: %v %.80q", file.Header(), file.Body)
	}
	markdown := s.get(base + "/export?format=md&all=true")
	if markdown.Code != 200 || !strings.HasPrefix(markdown.Body.String(), "# Review of msa.txt") {
		t.Errorf("markdown: %d %.200s", markdown.Code, markdown.Body)
	}
	exported := s.get(base + "/export?format=json")
	if got := decode[review.Review](t, exported); got.Verdict.Score != rv.Verdict.Score || len(got.Findings) != len(rv.Findings) {
		t.Error("the exported review is not the review")
	}

	if w := s.get(base + "/review?side=customer"); w.Code != 404 || decode[wireProblem](t, w).Type != "urn:parley:problem:no-review" {
		t.Errorf("the other side's review: %d %s", w.Code, w.Body)
	}
	again := s.request(http.MethodPost, base+"/reviews", strings.NewReader(`{"side": "customer", "sector": "finance"}`))
	again.Header.Set("Content-Type", "application/json")
	if w := s.do(again); w.Code != http.StatusAccepted {
		t.Fatalf("review again: %d %s", w.Code, w.Body)
	}
	if d = s.await(d.ID); len(d.Reviews) != 2 || d.Task.Deal.Sector != "finance" {
		t.Errorf("after the second review: %+v", d)
	}
	if w := s.get(base + "/review?side=customer"); w.Code != 200 {
		t.Errorf("the other side's review: %d", w.Code)
	}

	if w := s.do(s.request(http.MethodDelete, base, nil)); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
		t.Errorf("delete: %d %s", w.Code, w.Body)
	}
	if w := s.get(base); w.Code != 404 {
		t.Errorf("after deleting: %d", w.Code)
	}
	if strings.Contains(s.log.String(), "security incident") || strings.Contains(s.log.String(), "Birch") {
		t.Error("the log tells what is in a contract")
	}
}

func TestReviewedDocumentsCanBeSearched(t *testing.T) {
	s := newScene(t)
	d := s.reviewed()
	var page library.Page
	for deadline := time.Now().Add(10 * time.Second); page.Total == 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		page = decode[library.Page](t, s.get(API+"/search?q=notify+/s+incident"))
	}
	if page.Total != 1 || page.Hits[0].Document != d.ID || len(page.Hits[0].Marks) == 0 {
		t.Fatalf("found %+v", page)
	}
	hit := page.Hits[0]
	if got := decode[textView](t, s.get(API+"/documents/"+d.ID+"/text")); !strings.Contains(got.Text[hit.Start:hit.End], "security incident") {
		t.Errorf("the hit stands at %q", got.Text[hit.Start:hit.End])
	}
	if w := s.get(API + "/search/clauses/" + url.PathEscape(hit.ID)); w.Code != 200 || !strings.Contains(w.Body.String(), "at once") {
		t.Errorf("the whole clause: %d %s", w.Code, w.Body)
	}
	for _, format := range library.ExportFormats {
		if w := s.get(API + "/search/export?q=notify&format=" + format); w.Code != 200 || w.Body.Len() == 0 {
			t.Errorf("export as %s: %d", format, w.Code)
		}
	}
	if w := s.get(API + "/search/similar/" + url.PathEscape(hit.ID)); w.Code != 200 {
		t.Errorf("similar: %d %s", w.Code, w.Body)
	}
	if got := s.get(API + "/search/history").Body.String(); !strings.Contains(got, `"query":"notify /s incident"`) {
		t.Errorf("history: %s", got)
	}
	if w := s.get(API + "/documents/" + d.ID + "/findings/f1/precedents"); w.Code != 200 {
		t.Errorf("precedents: %d %s", w.Code, w.Body)
	}
	if w := s.get(API + "/documents/" + d.ID + "/findings/f999/precedents"); w.Code != 404 {
		t.Errorf("precedents of no finding: %d", w.Code)
	}

	save := s.request(http.MethodPut, API+"/search/saved/My%20search", strings.NewReader(`{"query": "notify", "filters": {"topic": ["incident-notification"]}}`))
	save.Header.Set("Content-Type", "application/json")
	if w := s.do(save); w.Code != http.StatusNoContent {
		t.Fatalf("save: %d %s", w.Code, w.Body)
	}
	if got := s.get(API + "/search/saved").Body.String(); !strings.Contains(got, `"name":"My search"`) || !strings.Contains(got, "incident-notification") {
		t.Errorf("saved: %s", got)
	}
	if w := s.do(s.request(http.MethodDelete, API+"/search/saved/My%20search", nil)); w.Code != http.StatusNoContent {
		t.Errorf("forget: %d", w.Code)
	}
	if got := s.get(API + "/search/saved").Body.String(); !strings.Contains(got, `{"searches":[]}`) {
		t.Errorf("after forgetting: %s", got)
	}

	s.do(s.request(http.MethodDelete, API+"/documents/"+d.ID, nil))
	if page := decode[library.Page](t, s.get(API+"/search?q=notify+/s+incident")); page.Total != 0 {
		t.Error("a deleted document is still found")
	}
	if strings.Contains(s.log.String(), "notify") {
		t.Error("the log tells what was searched for")
	}
}

func TestFileThatCannotBeReadIsAFailedTask(t *testing.T) {
	s := newScene(t)
	w := s.do(s.form(field{"side", "", "customer"}, field{"deal", "", `{"side": "supplier", "sector": "health"}`}, field{"file", `C:\Users\me\a.pdf`, "this is no PDF"}))
	d := decode[documentView](t, w)
	if w.Code != http.StatusCreated || d.Name != "a.pdf" || d.Task.Side != contract.Customer || d.Task.Deal.Sector != "health" {
		t.Fatalf("upload: %d %+v", w.Code, d)
	}
	if w.Header().Get("Location") != API+"/documents/"+d.ID {
		t.Errorf("location %q", w.Header().Get("Location"))
	}
	// A text that is called a PDF may be read as text; nothing in it to read is a fault.
	if d = s.await(d.ID); d.Task.State == store.Failed && (d.Task.Fault == nil || d.Task.Fault.Hint == "") {
		t.Errorf("fault: %+v", d.Task.Fault)
	}
	w = s.do(s.form(field{"file", "b.pdf", "%PDF-1.7\n\x00\x01garbage"}))
	d = s.await(decode[documentView](t, w).ID)
	if d.Task.State != store.Failed || d.Task.Fault == nil || d.Task.Fault.What == "" {
		t.Fatalf("task: %+v", d.Task)
	}
	if w := s.get(API + "/documents/" + d.ID + "/text"); w.Code != 404 || decode[wireProblem](t, w).Type != "urn:parley:problem:not-read" {
		t.Errorf("text: %d %s", w.Code, w.Body)
	}
}

func TestSampleIsOpenedOnce(t *testing.T) {
	s := newScene(t)
	open := func() *httptest.ResponseRecorder { return s.do(s.request(http.MethodPost, API+"/samples/msa", nil)) }
	first, second := open(), open()
	a, b := decode[documentView](t, first), decode[documentView](t, second)
	if first.Code != 201 || second.Code != 200 || a.ID != b.ID || !a.Sample {
		t.Errorf("%d %s, then %d %s", first.Code, a.ID, second.Code, b.ID)
	}
}

func TestSecurityHeadersAreOnEveryAnswer(t *testing.T) {
	s := newScene(t)
	for _, address := range []string{"/", "/assets/index-abc.js", "/assets/nothing.js", "/api/v1/documents", "/api/v1/nothing", "/api/v1/search?q=break"} {
		h := s.get(address).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", address, h)
		}
		if strings.HasPrefix(address, "/api") && h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached: %q", address, h.Get("Cache-Control"))
		}
	}
	if got := s.get("/assets/index-abc.js").Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("assets: %q", got)
	}
}

func TestPanicIsAPlain500(t *testing.T) {
	s := newScene(t, func(c *Config) { c.Records = panicking{c.Records} })
	w := s.get(API + "/documents")
	if w.Code != 500 || strings.Contains(w.Body.String(), "the reason") || !strings.Contains(s.log.String(), "the reason") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

type panicking struct{ Records }

func (panicking) Documents(context.Context) ([]store.Document, error) { panic("the reason") }

func TestProblemsAreValidJSON(t *testing.T) {
	offset := 0
	b, err := json.Marshal(problem{Code: "x", Title: "t", Status: 422, Detail: "d", Offset: &offset})
	if want := `{"type":"urn:parley:problem:x","title":"t","status":422,"detail":"d","offset":0}`; err != nil || string(b) != want {
		t.Errorf("%s, %v; expected %s", b, err, want)
	}
}

func TestParseDeal(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `{"side":""}`},
		{"{}", `{"side":"supplier"}`},
		{`{"side": "customer", "location": "us", "currency": "EUR", "value": 1e5}`, `{"side":"customer","value":100000,"currency":"EUR","location":"US"}`},
		{`{"location": "EU"}`, `{"side":"supplier","location":"eu"}`},
		{`{"data": ["health", "personal"], "criticality": "high", "access": true}`, `{"side":"supplier","data":["health","personal"],"criticality":"high","access":true}`},
	} {
		d, err := parseDeal([]byte(c.text))
		got, _ := json.Marshal(d)
		if err != nil || string(got) != c.want {
			t.Errorf("parseDeal(%s) = %s, %v; expected %s", c.text, got, err, c.want)
		}
	}
}

func TestCleanName(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"msa.pdf", "msa.pdf"},
		{"../../etc/passwd", "passwd"},
		{`C:\Users\me\msa.pdf`, "msa.pdf"},
		{"a\r\nb.pdf", "ab.pdf"},
		{"\u202egnp.exe", "gnp.exe"},
		{"bad\xffname.pdf", "bad\uFFFDname.pdf"},
		{"", "contract"},
		{"..", ".."},
		{strings.Repeat("ü", 200) + ".docx", strings.Repeat("ü", 97) + ".docx"},
	} {
		if got := cleanName(c.name); got != c.want {
			t.Errorf("cleanName(%q) = %q; expected %q", c.name, got, c.want)
		}
	}
}
