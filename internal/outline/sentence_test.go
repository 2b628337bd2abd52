package outline

import (
	"strings"
	"testing"
)

// sentences gives the sentences of one paragraph, "|" between them.
func sentences(text string) string {
	doc := plain("x.txt", "Title of a thing\n"+text)
	var out []string
	for _, s := range Parse(doc, Options{}).Sentences {
		if s.Start > 0 {
			out = append(out, s.Cut(doc.Text))
		}
	}
	return strings.Join(out, "|")
}

func TestSentences(t *testing.T) {
	for _, want := range []string{
		"The price is fixed.|It does not change.",
		"See No. 5 of the list.|Then stop.",
		"As Sec. 4.1 and Art. 28 say, it ends.",
		"Acme Inc. sells to Brill Ltd. and Co. KG.",
		"It is sold by Acme Inc.|The buyer pays.",
		"It is sold by Acme Inc. and by others.",
		"This holds, e.g. for data and i.e. for logs.|That does not.",
		"The U.S. Government may use it.",
		"It applies in the U.S.|The buyer agrees.",
		"The fee is $1.50 a day.|The cap is 2.5 million.",
		"Dr. A. B. Smith and Mr. Jones sign for it.",
		"He said “stop.”|She did not.",
		"It ends (see clause 4.)|Nothing else ends.",
		"Is it due?|Yes!|Then pay.",
		"Read Exhibit A.|The supplier must follow it.",
		"Notice goes to legal@acme.example.|Phone is not enough.",
		"It runs until Dec. 31, 2026 at 5 p.m. local time.",
		"Each party shall pay its own costs; provided, however, that the loser pays the court.",
		"Die Frist beträgt gem. Abs. 2 zwölf Tage, d.h. vgl. Nr. 4.|Sie endet.",
		"Version 2.1.3 applies.|It replaces version 2.0.",
		"The party must (i) tell, (ii) show and (iii) prove it.",
		"It is one.|It is two.|It is three.",
		"It is 5.|Six follow.",
	} {
		if got := sentences(strings.ReplaceAll(want, "|", " ")); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestNumerals(t *testing.T) {
	for _, c := range []struct {
		text, want string // the number, "" for none; "?" behind it when it is weak
	}{
		{"1. Term", "1"},
		{"1 Term", "1?"},
		{"12.3 Audit", "12.3"},
		{"12.3.4. Audit", "12.3.4"},
		{"1.0 Scope", "1.0"},
		{"14.13Survival", "14.13"},
		{"(a) the", "(a)"},
		{"(iv) the", "(iv)"},
		{"( b ) the", "(b)"},
		{"a) the", "a)"},
		{"iii. the", "iii"},
		{"A. Scope", "A?"},
		{"Article IV", "Article IV"},
		{"ARTICLE 4 – Term", "ARTICLE 4"},
		{"ARTICLE FOUR", "ARTICLE FOUR"},
		{"Section 3.2 Fees", "Section 3.2"},
		{"Sec. 3.2. Fees", "Sec. 3.2"},
		{"Schedule 2", "Schedule 2"},
		{"EXHIBIT “B”", ""},
		{"Exhibit \"B\"", "Exhibit \"B\""},
		{"Annex A – Scope", "Annex A"},
		{"THE SECOND SCHEDULE", "THE SECOND SCHEDULE"},
		{"§ 5 Haftung", "§ 5"},
		{"30 days after", ""},
		{"2025-01-01 is a date", ""},
		{"10% of the price", ""},
		{"1,000 units", ""},
		{"1.5 million units", "1.5?"},
		{"U.S. law applies", ""},
		{"Inc. shares", ""},
		{"e.g. this", ""},
		{"Section by section", ""},
		{"(the Supplier)", ""},
		{"(2025) a year", ""},
	} {
		n, ok := readNumeral(c.text, 0, len(c.text))
		got := ""
		if ok {
			got = n.text
			if n.weak {
				got += "?"
			}
		}
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestRunInHeadings(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Audit Rights. Supplier shall let Customer audit it.", "Audit Rights."},
		{"Term. This Agreement begins today.", "Term."},
		{"Limitation of Liability. Neither party is liable.", "Limitation of Liability."},
		{"Insurance: Supplier shall be insured.", "Insurance:"},
		{"Termination for Convenience – Either party may end it at any time.", "Termination for Convenience –"},
		{"CONFIDENTIALITY. The parties keep it secret.", "CONFIDENTIALITY."},
		{"Taxes, Duties and Levies. The fees are net of them.", "Taxes, Duties and Levies."},
		{"Supplier shall let Customer audit it. It may do so yearly.", ""},
		{"The Supplier shall: do it", ""},
		{"In this Agreement: words have meanings.", ""},
		{"Acme Inc. sells goods.", ""},
		{"“Term” means the term. It is long.", ""},
		{"WE ARE NOT LIABLE. You are.", ""},
		{"customer data. It is kept.", ""},
		{"Audit", ""},
	} {
		got := c.text[:runInHeading(c.text, 0, len(c.text))]
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
