package contract

import "testing"

func sample() *Document {
	//                 0         10        20        30
	return &Document{
		Text: "First page.\nSecond page.\nFoot 1\nFoot 2", BodyEnd: 24,
		Blocks: []Block{
			{Span: Span{0, 11}, Kind: Paragraph, Page: 1}, {Span: Span{12, 24}, Kind: Paragraph, Page: 3},
			{Span: Span{25, 31}, Kind: Furniture, Page: 1}, {Span: Span{32, 38}, Kind: Furniture, Page: 3},
		},
		Pages: []Page{{Label: "1", Start: 0}, {Label: "2", Start: 12}, {Label: "3", Start: 12}},
		Boxes: []Box{{Span: Span{0, 5}, Page: 1}, {Span: Span{6, 11}, Page: 1}, {Span: Span{12, 18}, Page: 3}},
	}
}

func TestPageAt(t *testing.T) {
	d := sample()
	for offset, want := range map[int]int{0: 1, 11: 1, 12: 3, 23: 3, 26: 1, 33: 3} {
		if got := d.PageAt(offset); got != want {
			t.Errorf("PageAt(%d) = %d, want %d", offset, got, want)
		}
	}
	if got := (&Document{Text: "x", BodyEnd: 1}).PageAt(0); got != 0 {
		t.Errorf("a document without pages: %d", got)
	}
}

func TestBlockAt(t *testing.T) {
	d := sample()
	for offset, want := range map[int]int{0: 0, 10: 0, 11: -1, 12: 1, 25: 2, 37: 3, 38: -1, 99: -1} {
		if got := d.BlockAt(offset); got != want {
			t.Errorf("BlockAt(%d) = %d, want %d", offset, got, want)
		}
	}
}

func TestBoxesOf(t *testing.T) {
	d := sample()
	for _, c := range []struct {
		span Span
		want int
	}{{Span{0, 11}, 2}, {Span{4, 7}, 2}, {Span{5, 6}, 0}, {Span{12, 24}, 1}, {Span{20, 24}, 0}} {
		if got := len(d.BoxesOf(c.span)); got != c.want {
			t.Errorf("BoxesOf(%v): %d boxes, want %d", c.span, got, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	if problem := sample().Check(); problem != "" {
		t.Fatalf("a sound document: %s", problem)
	}
	for name, spoil := range map[string]func(*Document){
		"not UTF-8":             func(d *Document) { d.Text = "\xff" + d.Text[1:] },
		"body end":              func(d *Document) { d.BodyEnd = 99 },
		"overlapping blocks":    func(d *Document) { d.Blocks[1].Start = 5 },
		"block outside":         func(d *Document) { d.Blocks[3].End = 99 },
		"body after the body":   func(d *Document) { d.Blocks[3].Kind = Paragraph },
		"pages backwards":       func(d *Document) { d.Pages[0].Start = 20 },
		"box on no page":        func(d *Document) { d.Boxes[2].Page = 9 },
		"boxes in wrong order":  func(d *Document) { d.Boxes[2].Start = 3 },
		"a page after the body": func(d *Document) { d.Pages[2].Start = 30 },
	} {
		d := sample()
		spoil(d)
		if d.Check() == "" {
			t.Errorf("%s: not noticed", name)
		}
	}
}

func TestSpan(t *testing.T) {
	s := Span{2, 5}
	if s.Len() != 3 || !s.Contains(Span{2, 5}) || s.Contains(Span{1, 3}) || !s.Overlaps(Span{4, 9}) || s.Overlaps(Span{5, 9}) {
		t.Errorf("span %v", s)
	}
	for span, want := range map[Span]string{{0, 2}: "ab", {2, 2}: "", {-1, 2}: "", {1, 9}: "", {2, 1}: ""} {
		if got := span.Cut("abc"); got != want {
			t.Errorf("%v.Cut = %q, want %q", span, got, want)
		}
	}
}

func TestOutlineLookups(t *testing.T) {
	o := &Outline{
		Clauses: []Clause{
			{ID: "c1", Span: Span{0, 50}, Parent: -1}, {ID: "c2", Span: Span{10, 30}, Parent: 0}, {ID: "c3", Span: Span{15, 20}, Parent: 1}, {ID: "c4", Span: Span{60, 70}, Parent: -1},
		},
		Sentences: []Sentence{{Span: Span{0, 9}}, {Span: Span{10, 20}}, {Span: Span{25, 50}}},
	}
	for offset, want := range map[int]int{0: 0, 12: 1, 16: 2, 20: 1, 30: 0, 55: -1, 65: 3, 70: -1} {
		if got := o.ClauseAt(offset); got != want {
			t.Errorf("ClauseAt(%d) = %d, want %d", offset, got, want)
		}
	}
	for offset, want := range map[int]int{0: 0, 9: -1, 10: 1, 22: -1, 49: 2, 50: -1} {
		if got := o.SentenceAt(offset); got != want {
			t.Errorf("SentenceAt(%d) = %d, want %d", offset, got, want)
		}
	}
	if !o.Within(2, 0) || !o.Within(1, 1) || o.Within(3, 0) || o.Within(0, 1) {
		t.Error("Within is wrong")
	}
}

func TestRanks(t *testing.T) {
	for i, s := range Stances {
		if s.Rank() != i {
			t.Errorf("%s has rank %d", s, s.Rank())
		}
	}
	if Stance("odd").Rank() != -1 || High.Rank() <= Medium.Rank() || Medium.Rank() <= Low.Rank() || Severity("").Rank() != 0 {
		t.Error("ranks are wrong")
	}
}
