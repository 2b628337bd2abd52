package ocr

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/ingest/fault"
)

func TestParseTSV(t *testing.T) {
	header := "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
	tsv := header +
		"1\t1\t0\t0\t0\t0\t0\t0\t2480\t3508\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t300\t600\t100\t50\t96.5\tThe\n" +
		"5\t1\t1\t1\t1\t2\t420\t600\t100\t50\t91.5\tfee\n" +
		"5\t1\t1\t1\t2\t1\t300\t700\t100\t50\t80\tis\n" +
		"5\t1\t2\t1\t1\t1\t300\t900\t100\t50\t-1\tnoise\n" +
		"5\t1\t2\t1\t1\t1\t300\t900\t100\t50\t95\t \n" +
		"5\t1\tcut short\n"
	p := parseTSV([]byte(tsv), 0.24) // 300 dots an inch
	if len(p.Words) != 3 {
		t.Fatalf("words = %+v, want three", p.Words)
	}
	w := p.Words[1]
	if w.Text != "fee" || w.Line != 0 || p.Words[2].Line != 1 || math.Abs(w.X0-100.8) > 0.01 || math.Abs(w.Y1-156) > 0.01 {
		t.Errorf("second word = %+v", w)
	}
	if want := (0.965 + 0.915 + 0.8) / 3; math.Abs(p.Confidence-want) > 1e-9 {
		t.Errorf("confidence = %v, want %v", p.Confidence, want)
	}
	if p := parseTSV(nil, 1); len(p.Words) != 0 || p.Confidence != 0 {
		t.Errorf("nothing gives %+v", p)
	}
}

func TestLanguages(t *testing.T) {
	tests := []struct {
		name          string
		engine        Engine
		first, others string
	}{
		{"English first", Engine{languages: []string{"deu", "eng", "fra"}}, "eng", "eng+deu+fra"},
		{"no English", Engine{languages: []string{"deu", "fra"}}, "deu", "deu+fra"},
		{"one", Engine{languages: []string{"eng"}}, "eng", ""},
		{"as asked for", Engine{languages: []string{"deu", "eng"}, chosen: []string{"deu"}}, "deu", ""},
		{"not too many", Engine{languages: []string{"a", "b", "c", "d", "eng"}}, "eng", "eng+a+b+c"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if first := tt.engine.first(); first != tt.first || tt.engine.others(first) != tt.others {
				t.Errorf("first %q, others %q; want %q and %q", first, tt.engine.others(first), tt.first, tt.others)
			}
		})
	}
}

// script puts a program of that name on an otherwise empty path.
func script(t *testing.T, programs map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, body := range programs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

func TestFindSaysWhatToInstall(t *testing.T) {
	tests := []struct {
		name      string
		programs  map[string]string
		languages []string
		code      fault.Code
		says      string
	}{
		{"nothing installed", nil, nil, fault.NoTextLayer, "pdftoppm and tesseract"},
		{"one is missing", map[string]string{"pdftoppm": ""}, nil, fault.NoTextLayer, "tesseract"},
		{"no languages", map[string]string{"pdftoppm": "", "tesseract": "echo List:"}, nil, fault.NeedsProgram, "no language data"},
		{"another language", map[string]string{"pdftoppm": "", "tesseract": "echo List:; echo eng; echo osd"}, []string{"deu"}, fault.NeedsProgram, "deu"},
		{"it fails", map[string]string{"pdftoppm": "", "tesseract": "exit 1"}, nil, fault.ProgramFailed, "languages"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script(t, tt.programs)
			_, err := Find(context.Background(), tt.languages)
			var e *fault.Error
			if !errors.As(err, &e) || e.Code != tt.code || !strings.Contains(e.What, tt.says) || e.Hint == "" {
				t.Errorf("error = %v, want code %s, %q and a hint", err, tt.code, tt.says)
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	tsv := `printf '5\t1\t1\t1\t1\t1\t0\t0\t100\t50\t%s\t%s\n' `
	tests := []struct {
		name, pdftoppm, tesseract string
		want                      string // the words and the languages, or the error's
	}{
		{"a good page", "echo image", tsv + `95 "$4"`, "eng eng"},
		{"other languages when English does not do", "echo image", "case $4 in eng) " + tsv + `40 bad;; *) ` + tsv + `90 good;; esac`, "good eng+deu"},
		{"English when others are no better", "echo image", "case $4 in eng) " + tsv + `60 first;; *) ` + tsv + `50 second;; esac`, "first eng"},
		{"no image", "exit 1", "", "page 2: pdftoppm"},
		{"an empty image", "true", "", "page 2: pdftoppm"},
		{"no text", "echo image", "exit 1", "page 2: tesseract"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script(t, map[string]string{"pdftoppm": tt.pdftoppm, "tesseract": `if [ "$1" = --list-langs ]; then echo List:; echo deu; echo eng; exit; fi` + "\n" + tt.tesseract})
			e, err := Find(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			p, err := e.Recognise(context.Background(), "file.pdf", 2, 595, 842)
			got := p.Languages
			if err != nil {
				got = err.Error()
			} else if len(p.Words) == 1 {
				got = p.Words[0].Text + " " + got
			}
			if !strings.HasPrefix(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRecogniseRefusesHugePages(t *testing.T) {
	script(t, map[string]string{"pdftoppm": "echo image", "tesseract": "echo List:; echo eng"})
	e, err := Find(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Recognise(context.Background(), "file.pdf", 1, 1e6, 1e6); fault.CodeOf(err) != fault.ProgramFailed {
		t.Errorf("error = %v, want code %s", err, fault.ProgramFailed)
	}
}

func TestRecogniseStops(t *testing.T) {
	script(t, map[string]string{"pdftoppm": "echo image", "tesseract": "echo List:; echo eng"})
	e, err := Find(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Recognise(ctx, "file.pdf", 1, 595, 842); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}
