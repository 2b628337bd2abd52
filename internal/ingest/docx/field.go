package docx

import (
	"strings"
)

// field is an open complex field.
type field struct {
	instruction []byte
	result      bool   // past the separator: what follows is shown
	form        string // what a form field without a result shows
}

func (s *story) simpleField() {
	s.fields = append(s.fields, field{instruction: []byte(s.attr("instr")), result: true})
	s.each(s.inline)
	s.fields = s.fields[:len(s.fields)-1]
}

func (s *story) fieldChar(p *paragraph, look format) {
	n := len(s.fields)
	switch s.attr("fldCharType") {
	case "begin":
		s.fields = append(s.fields, field{form: s.formField()})
	case "separate":
		if n > 0 {
			s.fields[n-1].result = true
		}
	case "end":
		if n > 0 {
			last := s.fields[n-1]
			s.fields = s.fields[:n-1]
			if !last.result && last.form != "" {
				s.emit(p, look, []byte(last.form))
			}
		}
	}
}

// formField reads a legacy form field's data: the box or the entry that it shows.
func (s *story) formField() string {
	shows := ""
	s.each(func(name string) {
		if name != "ffData" {
			return
		}
		s.each(func(name string) {
			switch name {
			case "checkBox":
				shows = s.checkBox()
			case "ddList":
				shows = s.dropDown()
			}
		})
	})
	return shows
}

func (s *story) checkBox() string {
	standard, checked := false, inherit
	s.each(func(name string) {
		switch name {
		case "default":
			standard = s.on()
		case "checked":
			checked = triOf(s.on())
		}
	})
	if checked == yes || checked == inherit && standard {
		return "☒"
	}
	return "☐"
}

func (s *story) dropDown() string {
	var entries []string
	chosen := 0
	s.each(func(name string) {
		switch name {
		case "default", "result":
			chosen = s.number(0)
		case "listEntry":
			entries = append(entries, s.val())
		}
	})
	if chosen < 0 || chosen >= len(entries) {
		return ""
	}
	return entries[chosen]
}

// inContents reports whether a table of contents is being read.
func (s *story) inContents() bool {
	for _, f := range s.fields {
		if f.result && strings.HasPrefix(strings.TrimSpace(string(f.instruction)), "TOC") {
			return true
		}
	}
	return false
}
