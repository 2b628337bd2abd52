package library

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestExport(t *testing.T) {
	l := indexed(t)
	export := func(format string) []byte {
		t.Helper()
		var one, two bytes.Buffer
		for _, b := range []*bytes.Buffer{&one, &two} {
			if err := l.Export(context.Background(), b, format, Request{Query: "provider NOT zebra"}); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
		}
		if format != "xlsx" && !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Errorf("%s: two exports differ", format)
		}
		return one.Bytes()
	}
	const clauses = 4
	if rows, err := csv.NewReader(bytes.NewReader(export("csv"))).ReadAll(); err != nil || len(rows) != clauses+1 {
		t.Errorf("csv: %d rows, %v", len(rows), err)
	}
	var j struct{ Clauses []map[string]any }
	if err := json.Unmarshal(export("json"), &j); err != nil || len(j.Clauses) != clauses {
		t.Errorf("json: %d clauses, %v", len(j.Clauses), err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(export("xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Clauses"); err != nil || len(rows) != clauses+1 || rows[0][0] != "id" {
		t.Errorf("xlsx: %v, %v", rows, err)
	}
	docx := export("docx")
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(part)
	if err != nil || xml.Unmarshal(b, new(struct{})) != nil || !strings.Contains(string(b), "shall hold cyber insurance") {
		t.Errorf("docx: %v, %.300s", err, b)
	}
	if err := l.Export(context.Background(), io.Discard, "pdf", Request{}); err == nil {
		t.Error("an unknown format gives no error")
	}
}

func TestExportGuardsFormulas(t *testing.T) {
	var b bytes.Buffer
	if err := exportCSV(&b, "", []exported{{Text: "=cmd()"}}); err != nil || !strings.Contains(b.String(), "'=cmd()") {
		t.Errorf("%q, %v", b.String(), err)
	}
}
