package docx

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/contract"
	"parley/internal/ingest/compose"
	"parley/internal/ingest/xmlscan"
)

// checkSource finds every step-th byte of the body in the XML, and holds that the XML
// at that place reads the same. It returns how many it found.
func checkSource(t *testing.T, doc *contract.Document, src *Source, step int) (found int) {
	t.Helper()
	for i := 0; i < doc.BodyEnd; i += step {
		text, xml, ok := src.Find(i)
		if !ok {
			continue
		}
		found++
		rt := src.Texts[text]
		if xml < rt.XML.Start || xml >= rt.XML.End || !src.Runs[rt.Run].XML.Contains(rt.XML) {
			t.Fatalf("offset %d is at %d, outside its text %v or its run %v", i, xml, rt.XML, src.Runs[rt.Run].XML)
		}
		rest := compose.Clean(string(xmlscan.AppendUnescaped(nil, src.XML[xml:rt.XML.End])))
		want := doc.Text[i:rt.Text.End]
		if i > 0 && doc.Text[i]&0xc0 == 0x80 || strings.HasPrefix(want, " ") {
			continue // within a character; a space that others follow
		}
		if !strings.HasPrefix(rest, want) && !strings.HasSuffix(rest, want) { // the second: within an expanded ligature
			t.Fatalf("offset %d reads %.40q, the XML there %.40q", i, want, rest)
		}
	}
	return found
}

func TestSource(t *testing.T) {
	body := `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">R&amp;D  of</w:t></w:r><w:r><w:t xml:space="preserve"> the &#x201C;ﬁrm&#x201D; </w:t><w:tab/><w:t>goes</w:t></w:r></w:p>` +
		item("1", "0", "numbered") +
		`<w:p><w:r><w:t>anchor </w:t></w:r><w:r><w:pict><v:textbox><w:txbxContent>` + p("boxed") + `</w:txbxContent></v:textbox></w:pict></w:r><w:ins w:author="A"><w:r><w:t>after</w:t></w:r></w:ins><w:del w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>`
	data := word(t, body, map[string]string{"numbering": abstract("0", lvl(0, "decimal", "%1.", "")) + num("1", "0", "")})
	doc, src, err := ReadSource(context.Background(), data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "R&D of the “firm” goes\n1. numbered\nanchor after\nboxed"; doc.Text != want {
		t.Fatalf("got %q, want %q", doc.Text, want)
	}
	checkSource(t, doc, src, 1)
	at := func(s string) string {
		text, xml, ok := src.Find(strings.Index(doc.Text, s))
		if !ok {
			return "nowhere"
		}
		run := src.Runs[src.Texts[text].Run]
		mark := ""
		if run.Inserted {
			mark = " inserted"
		}
		return string(src.XML[xml:src.Texts[text].XML.End]) + mark
	}
	for word, want := range map[string]string{
		"&D": "&amp;D  of", "D of": "D  of", "of": "of", "the": "the &#x201C;ﬁrm&#x201D; ", "“": "&#x201C;ﬁrm&#x201D; ", "rm”": "rm&#x201D; ",
		"goes": "goes", "1.": "nowhere", "numbered": "numbered", "anchor": "anchor ", "after": "after inserted", "boxed": "boxed",
	} {
		if got := at(word); got != want {
			t.Errorf("%q is at %q, want %q", word, got, want)
		}
	}
	if first := src.Runs[0]; string(src.XML[first.Properties.Start:first.Properties.End]) != "<w:rPr><w:b/></w:rPr>" || !strings.HasSuffix(string(src.XML[first.XML.Start:first.XML.End]), "of</w:t></w:r>") {
		t.Errorf("the first run is %q with %q", src.XML[first.XML.Start:first.XML.End], src.XML[first.Properties.Start:first.Properties.End])
	}
}

// TestSharedContracts reads every Word file among the shared contracts, and finds its
// text in its XML.
func TestSharedContracts(t *testing.T) {
	dir := shared(t)
	var files []string
	for _, pattern := range []string{"real/docx/*.docx", "real/edge/*.docx", "gold/documents/*.docx"} {
		more, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, original := range []bool{false, true} {
				doc, src, err := ReadSource(context.Background(), data, Options{Original: original})
				if err != nil {
					t.Fatal(err)
				}
				if broken := doc.Check(); broken != "" {
					t.Fatal(broken)
				}
				const step = 29
				if found := checkSource(t, doc, src, step); doc.BodyEnd > 1000 && found*step*10 < doc.BodyEnd*8 {
					t.Errorf("found %d of %d bytes", found, doc.BodyEnd/step)
				}
			}
		})
	}
}
