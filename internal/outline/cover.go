package outline

import (
	"strings"

	"parley/internal/contract"
)

// fieldLines is how many lines of a cover page, and of the signature blocks at the end,
// are read for fields.
const fieldLines = 120

// fromFields reads parties from a cover page: "Provider: X AG", or a role as a heading
// with the name below it.
func (p *parser) fromFields(parties []contract.Party) []contract.Party {
	if len(parties) >= 2 {
		return parties
	}
	for i := range p.lines {
		if i >= fieldLines && i < len(p.lines)-fieldLines {
			continue // neither on the cover nor in the signature blocks
		}
		l := &p.lines[i]
		s := p.text[l.Start:l.End]
		label, rest, ok := strings.Cut(s, ":")
		if i := strings.IndexByte(label, '('); i > 0 && label[len(label)-1] == ')' {
			label = label[:i]
		}
		label = strings.Trim(label, " *•-")
		role := roleOf(strings.TrimSuffix(label, " Name"))
		if role == contract.Unknown || !startsUpper(label) {
			continue
		}
		where := trim(p.text, contract.Span{Start: l.End - len(rest), End: l.End})
		if where.Len() == 0 || !ok {
			where = p.nameBelow(i)
		}
		name := cleanName(where.Cut(p.text))
		named := entity(name) || countWords(name, 7) <= 6 && titleCase(name)
		if len(name) < 3 || !named || strings.ContainsAny(name, "_[]") {
			continue
		}
		term := cleanTerm(strings.TrimSuffix(label, " Name"))
		parties = merge(parties, contract.Party{Name: name, Terms: []string{term}, Spans: []contract.Span{where}})
	}
	return parties
}

// nameBelow finds the X of "Legal Name: X" in the lines below line i; empty when there is none.
func (p *parser) nameBelow(i int) contract.Span {
	for j := i + 1; j < len(p.lines) && j <= i+3; j++ {
		l := &p.lines[j]
		s := p.text[l.body:l.End]
		for _, w := range [...]string{"legal name:", "company name:", "name:", "company:", "entity:"} {
			if hasPrefixFold(s, w) {
				return trim(p.text, contract.Span{Start: l.body + len(w), End: l.End})
			}
		}
	}
	return contract.Span{}
}

// withPronouns adds the parties of a contract that says "we" and "you".
func (p *parser) withPronouns(parties []contract.Party, w *roleWords) []contract.Party {
	const often = 6
	if w.we < often || w.you < often || w.we+w.you < w.supplier.total+w.customer.total {
		return parties
	}
	we, you := -1, -1
	for i := range parties {
		if isPronoun(parties[i].Terms, "we", "us", "our") {
			we = i
		}
		if isPronoun(parties[i].Terms, "you", "your") {
			you = i
		}
	}
	if we < 0 {
		name, span := p.firstEntity()
		for i := range parties {
			role := roleOfAny(parties[i].Terms)
			if i != you && (role == contract.Supplier || len(parties) == 1 || entity(parties[i].Name) && role != contract.Customer) {
				we = i
				break
			}
		}
		if we < 0 {
			parties = append(parties, contract.Party{Name: name, Spans: span})
			we = len(parties) - 1
		}
		parties[we].Terms = union(parties[we].Terms, []string{"we", "us", "our"})
	}
	if you < 0 {
		for i := range parties {
			if i != we && roleOfAny(parties[i].Terms) == contract.Customer {
				you = i
			}
		}
		if you < 0 {
			parties = append(parties, contract.Party{Name: "you"})
			you = len(parties) - 1
		}
		parties[you].Terms = union(parties[you].Terms, []string{"you", "your"})
	}
	parties[we].Role = contract.Supplier
	if you != we {
		parties[you].Role = contract.Customer
	}
	return parties
}

// firstEntity finds the first company that the body names with its legal form.
func (p *parser) firstEntity() (string, []contract.Span) {
	head := p.reach(introReach)
	for pos := 0; pos < len(head); {
		from, to := nextWord(head, pos, len(head))
		if from == to {
			break
		}
		pos = to
		if w := head[from:to]; len(w) < 2 || !capitalForm(w) || isOneOf(w, []string{"company", "bank", "trust", "as", "se", "co"}) {
			continue
		}
		start := from
		for k := 0; k < 5; k++ {
			a := start
			for a > 0 && (head[a-1] == ' ' || head[a-1] == ',') {
				a--
			}
			b := a
			for a > 0 && head[a-1] != ' ' && head[a-1] != '\n' && head[a-1] != '(' && head[a-1] != '"' {
				a--
			}
			if a == b || !startsUpper(head[a:b]) || isOneOf(head[a:b], starters) {
				break
			}
			start = a
		}
		if start < from {
			return cleanName(head[start:to]), []contract.Span{{Start: start, End: to}}
		}
	}
	return "", nil
}
