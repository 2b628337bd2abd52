package pdf

// maxAnnotations is the most annotations of a page that are painted.
const maxAnnotations = 2000

// paintAnnotations paints what was filled into form fields and typed onto the page: the
// appearances of its widgets and free-text notes.
func (in *interpreter) paintAnnotations(page *node, ctm matrix) {
	annots := page.key("Annots")
	for i := range min(annots.len(), maxAnnotations) {
		a := annots.at(i)
		if s := a.key("Subtype").name(); s != "Widget" && s != "FreeText" {
			continue
		}
		const hidden, noView = 1 << 1, 1 << 5
		if a.key("F").int()&(hidden|noView) != 0 {
			continue
		}
		look := a.key("AP").key("N")
		if state := a.key("AS").name(); look.key("Subtype").isNull() && state != "" {
			look = look.key(state) // one look for each state of the field
		}
		content, err := look.stream()
		if err != nil {
			continue
		}
		place, ok := appearanceMatrix(look, a.key("Rect").numbers())
		if !ok {
			continue
		}
		resources := look.key("Resources")
		if resources.isNull() {
			resources = in.file.trailer().key("Root").key("AcroForm").key("DR")
		}
		in.run(content, resources, graphics{ctm: place.times(ctm), stretch: 1}, 1, 0)
	}
}

// appearanceMatrix maps an appearance to the rectangle of its annotation (ISO 32000-1,
// 12.5.5, for boxes that its matrix leaves upright).
func appearanceMatrix(look *node, rect []float64) (matrix, bool) {
	box := look.key("BBox").numbers()
	if !validBox(box) || !validBox(rect) {
		return matrix{}, false
	}
	m := identity
	if v := look.key("Matrix").numbers(); len(v) == 6 {
		m = matrix(v)
	}
	x0, y0 := m.apply(box[0], box[1])
	x1, y1 := m.apply(box[2], box[3])
	x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
	if x1-x0 < 1e-6 || y1-y0 < 1e-6 {
		return matrix{}, false
	}
	left, bottom := min(rect[0], rect[2]), min(rect[1], rect[3])
	sx := (max(rect[0], rect[2]) - left) / (x1 - x0)
	sy := (max(rect[1], rect[3]) - bottom) / (y1 - y0)
	return m.times(matrix{sx, 0, 0, sy, left - x0*sx, bottom - y0*sy}), true
}

// apply returns where m takes a point.
func (m matrix) apply(x, y float64) (float64, float64) {
	return x*m[0] + y*m[2] + m[4], x*m[1] + y*m[3] + m[5]
}
