package rule

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"parley/internal/contract"
)

// notice is a playbook that has most of what the format knows.
const notice = `-- lists.yaml --
incident: ['"security incident"', breach]
-- topics/notice.yaml --
topic: notice
title: Notice
about: Telling of incidents.
find:
  - '(notify OR inform) /s $incident /s {deadline:duration}'
  - {query: '(notify OR inform) /9 $incident', confidence: 0.6}
  - {query: 'report /9 $incident', confidence: 0.5, set: {trigger: awareness}}
unless: ['authority']
unless_heading: [definitions]
look_through: [definitions]
read:
  obligor: party
  deadline: duration
  trigger:
    suspicion: ['suspect*']
    confirmation: ['confirm*']
    awareness: ['aware OR discover*']
  written: ['writing']
  how: {kind: list, values: {mail: [email], phone: [telephone]}}
-- topics/cap.yaml --
topic: cap
title: Cap
about: A ceiling.
role: cap
find: ['liability /s exceed /s {amount:money}']
read: {amount: money, covers: {kind: list, values: {data: [data], ip: ['"intellectual property"']}}}
-- topics/audit.yaml --
topic: audit
title: Audit
about: Audits.
find: ['audit /5 records']
-- supplier/notice.yaml --
id: supplier/notice
topic: notice
title: Notice by {supplier}
why: It is due within {deadline|no set time}.
intent: '{them} must tell others.'
where: obligor != 'customer'
silence: preferred
ladder:
  - {stance: preferred, when: "deadline >= 72 hours && trigger == 'confirmation'"}
  - {stance: acceptable, when: "deadline >= 48 hours || deadline >= 2 business days"}
  - {stance: negotiate, when: "deadline >= 24 hours", severity: medium}
  - {stance: walk_away, title: Too short, position: {ask: Far too short.}}
position:
  ask: '{them} should give us 72 hours instead of {deadline}.'
  fallback: 48 hours.
  redline:
    - {replace: deadline, with: seventy-two (72) hours, when: deadline < 72 hours}
    - {replace: trigger, with: confirming}
    - {insert: ' within 72 hours', at: end}
  evidence: [doc:plan]
references: [A law]
-- supplier/cap.yaml --
id: supplier/cap
topic: cap
title: Cap
why: Because.
given: has('notice') && !covers('cap', 'ip')
ladder:
  - {stance: acceptable, when: "amount <= deal.value * 3"}
  - {stance: negotiate}
also: [{role: procedure, find: [claims], scope: document}]
-- customer/notice.yaml --
id: customer/notice
topic: notice
title: No notice
why: Because.
silence:
  - {stance: negotiate, when: "'personal' in deal.data", mentions: ['"personal data"'], severity: high, position: {insert: Supplier shall tell us.}}
  - {stance: acceptable}
ladder: [{stance: preferred}]
`

// verdict is a finding in one line: rule, stance, facts, and the quote.
func verdict(f contract.Finding) string {
	return fmt.Sprintf("%s %s [%s] %s", f.Rule, f.Stance, valuesLine(f.Values), f.Quote)
}

func TestApply(t *testing.T) {
	set := loaded(t, notice)
	tests := []struct {
		name, text string
		deal       contract.Deal
		want       []string
	}{
		{"one finding a passage, several queries merged", "Supplier shall notify Customer of a security incident within 24 hours. Supplier shall pay.", contract.Deal{}, []string{
			"supplier/notice negotiate [deadline=24 hours, obligor=supplier] Supplier shall notify Customer of a security incident within 24 hours.",
		}},
		{"a number wins over a word", "Supplier shall promptly, and within 72 hours, inform Customer of a confirmed breach.", contract.Deal{}, []string{
			"supplier/notice preferred [deadline=72 hours, obligor=supplier, trigger=confirmation] Supplier shall promptly, and within 72 hours, inform Customer of a confirmed breach.",
		}},
		{"the strongest value wins", "Supplier shall inform Customer when aware of a suspected breach in writing by email and telephone.", contract.Deal{}, []string{
			"supplier/notice walk_away [how=mail, phone, obligor=supplier, trigger=suspicion, written=true] Supplier shall inform Customer when aware of a suspected breach in writing by email and telephone.",
		}},
		{"business days are not hours", "Supplier shall inform Customer of a breach within 2 business days.", contract.Deal{}, []string{
			"supplier/notice acceptable [deadline=2 business days, obligor=supplier] Supplier shall inform Customer of a breach within 2 business days.",
		}},
		{"a finder settles a fact", "Supplier shall report each breach.", contract.Deal{}, []string{
			"supplier/notice walk_away [obligor=supplier, trigger=awareness] Supplier shall report each breach.",
		}},
		{"unless", "Supplier shall notify the authority of a breach within 24 hours.", contract.Deal{}, []string{"supplier/notice preferred [none] "}},
		{"unless of a heading", "Definitions – Supplier shall notify Customer of a breach.", contract.Deal{}, []string{"supplier/notice preferred [none] "}},
		{"where sends a passage to the topic", "Customer shall notify Supplier of a breach within 24 hours.", contract.Deal{}, []string{
			"topics/notice acceptable [deadline=24 hours, obligor=customer] Customer shall notify Supplier of a breach within 24 hours.",
			"supplier/notice preferred [none] ",
		}},
		{"a topic without a rule", "Customer may audit the records.", contract.Deal{}, []string{
			"topics/audit acceptable [none] Customer may audit the records.",
			"supplier/notice preferred [none] ",
		}},
		{"a definition is looked through", "Supplier shall notify Customer of an Event that is a breach within 24 hours.\n“Event” means any suspected intrusion.", contract.Deal{}, []string{
			"supplier/notice negotiate [deadline=24 hours, obligor=supplier, trigger=suspicion] Supplier shall notify Customer of an Event that is a breach within 24 hours.",
		}},
		{"a list item has its lead-in", "1. In case of a breach Supplier shall:\n(a) notify Customer within 24 hours;\n(b) pay.", contract.Deal{}, []string{
			"supplier/notice negotiate [deadline=24 hours, obligor=supplier] (a) notify Customer within 24 hours;",
		}},
		{"given, and another passage cited", "Liability shall not exceed USD 100.\nSupplier shall notify Customer of a breach within 24 hours.\nAll claims are to be in writing.", contract.Deal{Value: 50, Currency: "USD"}, []string{
			"supplier/cap acceptable [amount=USD 100] Liability shall not exceed USD 100.",
			"supplier/notice negotiate [deadline=24 hours, obligor=supplier] Supplier shall notify Customer of a breach within 24 hours.",
		}},
		{"another currency is not compared", "Liability shall not exceed USD 100.\nSupplier shall notify Customer of a breach within 24 hours.", contract.Deal{Value: 50, Currency: "EUR"}, []string{
			"supplier/cap negotiate [amount=USD 100] Liability shall not exceed USD 100.",
			"supplier/notice negotiate [deadline=24 hours, obligor=supplier] Supplier shall notify Customer of a breach within 24 hours.",
		}},
		{"given does not hold", "Liability for intellectual property shall not exceed USD 100.\nSupplier shall notify Customer of a breach within 24 hours.", contract.Deal{Value: 50, Currency: "USD"}, []string{
			"topics/cap acceptable [amount=USD 100, covers=ip] Liability for intellectual property shall not exceed USD 100.",
			"supplier/notice negotiate [deadline=24 hours, obligor=supplier] Supplier shall notify Customer of a breach within 24 hours.",
		}},
		{"silence depends on the deal and the text", "All personal data is ours.", contract.Deal{Side: contract.Customer, Data: []string{"personal"}}, []string{"customer/notice negotiate [none] "}},
		{"silence without what it needs", "All data is ours.", contract.Deal{Side: contract.Customer, Data: []string{"personal"}}, []string{"customer/notice acceptable [none] "}},
	}
	for _, tt := range tests {
		found, err := set.Apply(read(tt.text), tt.deal)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for i, f := range found {
			got = append(got, verdict(f))
			if f.Quote != tt.text[f.Start:f.End] {
				t.Errorf("%s: the quote %q is not what stands at %d to %d", tt.name, f.Quote, f.Start, f.End)
			}
			for _, a := range f.Also {
				if a.Quote == "" || a.Quote != tt.text[a.Start:a.End] {
					t.Errorf("%s: the evidence %q is not what stands at %d to %d", tt.name, a.Quote, a.Start, a.End)
				}
			}
			if want := fmt.Sprintf("f%d", i+1); f.ID != want {
				t.Errorf("%s: id %s, want %s", tt.name, f.ID, want)
			}
		}
		if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
		again, _ := set.Apply(read(tt.text), tt.deal)
		if !reflect.DeepEqual(found, again) {
			t.Errorf("%s: other findings the second time", tt.name)
		}
	}
}

// TestConcurrent judges one text from several goroutines with one playbook.
func TestConcurrent(t *testing.T) {
	set := loaded(t, notice)
	text := read("Supplier shall notify Customer of a breach within 24 hours.\nLiability shall not exceed USD 100.\nCustomer may audit the records.")
	want, err := set.Apply(text, contract.Deal{})
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				if got, err := set.Apply(text, contract.Deal{}); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("other findings: %v (%v)", got, err)
				}
			}
		})
	}
	wait.Wait()
}

// first gives the first finding of a rule.
func first(t *testing.T, set *Set, text string, deal contract.Deal, rule string) contract.Finding {
	t.Helper()
	found, err := set.Apply(read(text), deal)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if f.Rule == rule {
			return f
		}
	}
	t.Fatalf("no finding of %s in %q", rule, text)
	return contract.Finding{}
}

func TestFindingInFull(t *testing.T) {
	set := loaded(t, notice)
	text := "The Supplier shall:\n(a) notify the Customer of a breach within 24 hours after it becomes aware of it.\nThe Supplier may rest. The Customer may rest too."
	f := first(t, set, text, contract.Deal{}, "supplier/notice")
	if f.Title != "Notice by the Supplier" || f.Why != "It is due within 24 hours." || f.Intent != "The Customer must tell others." {
		t.Errorf("title %q, why %q, intent %q", f.Title, f.Why, f.Intent)
	}
	if f.Position.Ask != "The Customer should give us 72 hours instead of 24 hours." || f.Position.Fallback != "48 hours." {
		t.Errorf("position %+v", f.Position)
	}
	if f.Confidence != 0.9 || f.Clause.Number != "(a)" || f.Source != "rule" || f.Severity != contract.Medium || f.Topic != "notice" {
		t.Errorf("finding %+v", f)
	}
	if len(f.Also) != 1 || f.Also[0].Role != "lead-in" || f.Also[0].Quote != "The Supplier shall:" {
		t.Errorf("also %+v", f.Also)
	}
	if got := changed(text, []contract.Finding{f}); !strings.Contains(got, "within seventy-two (72) hours after it becomes confirming of it.") {
		t.Errorf("the redline gives %q", got)
	}
	if !reflect.DeepEqual(f.Position.Evidence, []string{"doc:plan"}) || !reflect.DeepEqual(f.Position.Sources, []string{"A law"}) {
		t.Errorf("evidence %v, sources %v", f.Position.Evidence, f.Position.Sources)
	}
	f = first(t, set, "Supplier shall inform Customer of a breach.", contract.Deal{}, "supplier/notice")
	if f.Title != "Too short" || f.Position.Ask != "Far too short." || f.Position.Fallback != "48 hours." || f.Why != "It is due within no set time." || f.Confidence != 0.6 {
		t.Errorf("the rung does not speak: %+v", f)
	}
	if len(f.Redline) != 1 || f.Redline[0].Insert != " within 72 hours" || f.Redline[0].Start != len("Supplier shall inform Customer of a breach") {
		t.Errorf("redline %+v", f.Redline)
	}
}

func TestFill(t *testing.T) {
	terms := map[string]string{"us": "the Supplier", "them": "Globex", "supplier": "the Supplier", "customer": "Globex"}
	fact := func(name string) string { return map[string]string{"deadline": "24 hours"}[name] }
	tests := []struct{ text, want string }{
		{"No place.", "No place."},
		{"{them} gives {us} {deadline}.", "Globex gives the Supplier 24 hours."},
		{"{us} may. {us} must: {us}", "The Supplier may. The Supplier must: The Supplier"},
		{"@us and @them, not a@us or @user", "The Supplier and Globex, not a@us or @user"},
		{"{notice|thirty days} and {notice}", "Thirty days and "},
		{"open {brace", "open {brace"},
	}
	for _, tt := range tests {
		if got := fill(tt.text, terms, fact); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestEvidence(t *testing.T) {
	set := loaded(t, notice)
	text := "Liability shall not exceed USD 100.\nSupplier shall notify Customer of a breach within 24 hours.\nAll claims are to be in writing."
	f := first(t, set, text, contract.Deal{Value: 50, Currency: "EUR"}, "supplier/cap")
	var roles []string
	for _, a := range f.Also {
		roles = append(roles, a.Role+": "+a.Quote)
	}
	want := []string{"procedure: All claims are to be in writing.", "condition: Supplier shall notify Customer of a breach within 24 hours."}
	if !reflect.DeepEqual(roles, want) {
		t.Errorf("also %q, want %q", roles, want)
	}
	if f.Position.Note != "Not compared: USD 100 with EUR 150." {
		t.Errorf("note %q", f.Position.Note)
	}
}

// TestNotCompared tells of a quantity that no rung could be compared with, and of no
// other.
func TestNotCompared(t *testing.T) {
	set := loaded(t, `-- supplier/x.yaml --
id: supplier/x
topic: x
title: X
why: X
find: 'pay /s {d:duration}'
ladder:
  - {stance: preferred, when: d >= 72 hours || d >= 3 business days}
  - {stance: acceptable, when: d >= 48 hours || d >= 2 business days}
  - {stance: negotiate}
`)
	for text, want := range map[string]string{
		"Pay within 1 hour.":         "",
		"Pay within 1 business day.": "",
		"Pay within 4 hours.":        "",
		"Pay promptly.":              "Not compared: prompt with 72 hours, 3 business days, 48 hours, 2 business days.",
	} {
		if f := first(t, set, text, contract.Deal{}, "supplier/x"); f.Position.Note != want {
			t.Errorf("%s: note %q, want %q", text, f.Position.Note, want)
		}
	}
}

func TestAbsence(t *testing.T) {
	set := loaded(t, notice)
	text := "Supplier shall notify Customer of a move within 24 hours.\nA breach is bad. Nothing else matters."
	f := first(t, set, text, contract.Deal{}, "supplier/notice")
	if f.Quote != "" || f.Start != 0 || f.End != 0 || f.Stance != contract.Preferred || f.Searched == nil {
		t.Fatalf("finding %+v", f)
	}
	if f.Searched.Where != "the whole document (2 clauses)" || len(f.Searched.For) != 3 || f.Searched.For[2] != "report /9 $incident" {
		t.Errorf("searched %+v", f.Searched)
	}
	if len(f.Searched.Near) != 2 || f.Searched.Near[0].Quote != "Supplier shall notify Customer of a move within 24 hours." || f.Searched.Near[1].Quote != "A breach is bad." {
		t.Errorf("near %+v", f.Searched.Near)
	}
}

func TestSubject(t *testing.T) {
	set := loaded(t, `-- topics/t.yaml --
topic: t
title: T
about: T
find: ['notify OR audit OR indemnify OR pay OR delete OR notice', '@supplier pre/2 =indemnifies']
read: {who: party}
`)
	tests := []struct{ text, want string }{
		{"Supplier shall notify Customer.", "supplier"},
		{"Supplier shall, without undue delay and at its own cost, notify Customer.", "supplier"},
		{"Customer may audit Supplier.", "customer"},
		{"If Customer asks, Supplier shall pay.", "supplier"},
		{"If Supplier is late, it shall notify Customer.", "supplier"},
		{"Each party shall indemnify the other party.", "both"},
		{"The parties shall notify each other.", "both"},
		{"Supplier and Customer shall each pay.", "both"},
		{"Customer shall be notified within 2 days.", "supplier"},
		{"Notice shall be given by Supplier.", "supplier"},
		{"The data shall be promptly deleted and the cost be paid by Customer.", "customer"},
		{"Upon request of Customer, Supplier agrees to notify it.", "supplier"},
		{"Supplier's personnel shall notify Customer.", "supplier"},
		{"Supplier is responsible for notice.", "supplier"},
		{"There is no obligation to notify Customer.", "supplier"},
		{"The Receiving Party shall notify the Disclosing Party.", "both"},
		{"Supplier shall:\n(a) pay; and\n(b) notify Customer.", "supplier"},
		{"Any notice by Supplier to Customer shall say why.", "supplier"},
		{"Supplier indemnifies Customer against claims that Customer may pay.", "supplier"},
		{"The duty of Supplier to pay survives.", "supplier"},
		{"Notice is due to Customer within a day.", "supplier"},
		{"The notice described in this part shall be provided to Customer.", "supplier"},
		{"Supplier shall work. It will pay at once.", "supplier"},
		{"It is good to pay.", "<nil>"},
	}
	for _, tt := range tests {
		found, err := set.Apply(read(tt.text), contract.Deal{})
		if err != nil || len(found) == 0 {
			t.Errorf("%s: %d findings, %v", tt.text, len(found), err)
			continue
		}
		if got := fmt.Sprint(found[0].Values["who"]); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestConditions(t *testing.T) {
	facts := []*Fact{{Name: "d", Kind: "duration"}, {Name: "m", Kind: "money"}, {Name: "p", Kind: "percent"}, {Name: "w", Kind: Choice}, {Name: "f", Kind: Flag}, {Name: "covers", Kind: List}, {Name: "n", Kind: "duration"}}
	set := loaded(t, `-- supplier/x.yaml --
id: supplier/x
topic: x
title: X
why: X
find: ['{d:duration} /s {m:money} /s {p:percent}']
read: {w: {x: [alpha]}, f: [beta], covers: {kind: list, values: {ip: [patent], data: [data]}}, n: duration}
ladder: [{stance: preferred, when: "d > 1 hour && m > 1 USD && p > 1%"}, {stance: negotiate}]
`)
	sc := newScene(set, read("within 36 hours pay USD 500 or 2.5% alpha patent"), contract.Deal{Value: 100, Currency: "USD", Data: []string{"personal", "health"}, Sector: "health"})
	p := sc.recognise(&set.Rules[0].Recogniser)[0]
	view := &view{facts: map[string]any{}, deal: sc.deal, kind: "msa"}
	for i, f := range set.Rules[0].Facts {
		view.facts[f.Name] = p.values[i].inside(nil)
	}
	tests := []struct {
		source string
		want   bool
	}{
		{"d >= 36 hours", true}, {"d > 36 hours", false}, {"d < 2 days", true}, {"d <= 1.5 days", true}, {"d == 36 hours", true}, {"d != 36 hours", false},
		{"72 hours > d", true}, {"d > 1 business day", false}, {"d <= 1 business day", false}, {"d != 1 business day", true},
		{"d == 'immediate'", false}, {"d != 'immediate'", true},
		{"n < 10 days", false}, {"n >= 10 days", false}, {"known(n)", false}, {"known(d)", true}, {"!known(n) && known(w)", true},
		{"m > 100 USD", true}, {"m > 100 EUR", false}, {"m <= deal.value * 5", true}, {"m < 5 * deal.value", false}, {"m > 499", true},
		{"p >= 2.5%", true}, {"p > 2.4", true}, {"p > 3", false}, {"p > 2.4% && d > 1 hour", true},
		{"w == 'x'", true}, {"w in ['x', 'y']", true}, {"w == ''", false}, {"f", false}, {"!f", true},
		{"covers has 'ip'", true}, {"'data' in covers", false}, {"covers has 'ip' || covers has 'data'", true}, {"len(covers) == 1", true},
		{"deal.data has 'personal'", true}, {"deal.sector == 'health'", true}, {"deal.value > 50 USD", true}, {"deal.value > 50", true}, {"deal.side == 'supplier'", true},
		{"doc.kind in ['msa', 'dpa']", true}, {"!(w == 'x' and f)", true}, {"w == '72 hours'", false}, {"7 % 2 == 1", true},
	}
	for _, tt := range tests {
		c := Condition{Source: tt.source}
		if err := c.compile(facts); err != nil {
			t.Errorf("%s: %v", tt.source, err)
			continue
		}
		got, err := c.holds(view)
		if err != nil || got != tt.want {
			t.Errorf("%s: %v (%v), want %v", tt.source, got, err, tt.want)
		}
	}
	for _, bad := range []string{"d >", "d > 'x' +", "d + d", "x", "'a'", "covers has x", "has(1)", "d > 3 furlongs"} {
		c := Condition{Source: bad}
		if err := c.compile(facts); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

// TestRates compares a sum for each occurrence, and a rate for each month, with plain
// quantities.
func TestRates(t *testing.T) {
	set := loaded(t, `-- supplier/x.yaml --
id: supplier/x
topic: x
title: X
why: X
find: ['pay /s {m:money}', 'pay /s {p:percent}']
ladder: [{stance: preferred, when: m >= 1000 USD || p > 1%}, {stance: negotiate}]
`)
	for text, want := range map[string]contract.Stance{
		"Pay USD 2,000 per occurrence.": contract.Preferred, "Pay USD 20 per occurrence.": contract.Negotiate,
		"Pay 1.5% per month.": contract.Preferred, "Pay 0.5% per month.": contract.Negotiate,
	} {
		if f := first(t, set, text, contract.Deal{}, "supplier/x"); f.Stance != want {
			t.Errorf("%s: %s, want %s", text, f.Stance, want)
		}
	}
}

func TestTestsOfRules(t *testing.T) {
	set := loaded(t, `-- topics/t.yaml --
topic: t
title: T
about: T
find: ['pay /s {d:duration}']
read: {d: duration}
tests:
  - {text: Pay within 3 days., values: {d: 3 days}, count: 1, quote: Pay within 3 days.}
  - {text: Pay within 3 days., values: {d: 4 days}}
  - {text: Pay within 3 days., values: {d: null}}
  - {text: Pay within 3 days., values: {e: 1}}
  - {text: Pay within 3 days., quote: Pay}
  - {text: Pay within 3 days., count: 2}
  - {text: Pay within 3 days., none: true}
  - {text: Pay., values: {d: 3 days}}
  - {text: Pay., none: true}
  - {text: Pay., todo: not yet}
  - {text: Pay., none: true, todo: it passes}
-- supplier/t.yaml --
id: supplier/t
topic: t
title: T
why: T
silence: {stance: negotiate, severity: low}
ladder: [{stance: preferred, when: d > 2 days}, {stance: walk_away}]
position: {redline: [{replace: d, with: 9 days}]}
tests:
  - {text: Pay within 3 days., stance: preferred}
  - {text: Pay within 1 day., stance: walk_away, severity: high, redline: Pay within 9 days.}
  - {text: Pay within 1 day., stance: preferred}
  - {text: Pay within 1 day., stance: walk_away, redline: Pay.}
  - {text: Pay., silence: negotiate}
  - {text: Pay., silence: preferred}
  - {text: Pay within 1 day., silence: negotiate}
  - {text: Pay., none: true}
  - {text: Pay., stance: preferred}
`)
	want := []string{
		"",
		`d is "3 days", expected "4 days"`,
		`d is "3 days", expected ""`,
		"e was not read, expected 1",
		`the quote is "Pay within 3 days."`,
		"1 passages were found, expected 2",
		"found, but nothing was expected: Pay within 3 days.",
		"nothing was found", "", "nothing was found", "",
		"", "",
		"the stance is walk_away, expected preferred (values: d=1 day)",
		`the redline gives "Pay within 9 days.", expected "Pay."`,
		"", "nothing was found, and silence is negotiate", "a passage was found: Pay within 1 day.", "",
		"nothing was found, and silence is negotiate",
	}
	okay := []bool{true, false, false, false, false, false, false, false, true, true, false, true, true, false, false, true, false, false, true, false}
	for i, r := range set.Test(outlined, "") {
		if got := strings.Join(r.Failed, "|"); got != want[i] {
			t.Errorf("test %d: got %q, want %q", i+1, got, want[i])
		}
		if r.OK() != okay[i] {
			t.Errorf("test %d: OK is %v", i+1, r.OK())
		}
	}
}

// TestLong judges a text of many passages in one clause: the time must stay linear.
func TestLong(t *testing.T) {
	set := loaded(t, `-- topics/t.yaml --
topic: t
title: T
about: T
find: [{query: pay, extent: clause}]
read: {who: party}
-- supplier/t.yaml --
id: supplier/t
topic: t
title: T
why: T
find: pay
read: {who: party, d: {kind: duration, find: ['{d:duration}'], scope: clause}}
also: [{role: x, find: [day], scope: clause}]
ladder: [{stance: preferred, when: d > 2 days}, {stance: negotiate}]
`)
	measure := func(n int) time.Duration {
		text := read(strings.Repeat("It is good to pay in one day. ", n))
		start := time.Now()
		if _, err := set.Apply(text, contract.Deal{}); err != nil {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	measure(100)
	short, long := measure(500), measure(4_000)
	if long > 40*short+200*time.Millisecond {
		t.Errorf("%v, and %v for eight times the text", short, long)
	}
}

// FuzzApply checks that findings of any text quote it exactly and change only what
// stands there.
func FuzzApply(f *testing.F) {
	set := loaded(f, notice)
	f.Add("1. In case of a breach Supplier shall:\n(a) notify Customer within 24 hours;\n“Event” means a suspected breach. The Event.", 100.0)
	f.Add("Liability shall not exceed USD 100 or 5% per month. Supplier reports a breach immediately to each Party.", 0.0)
	f.Fuzz(func(t *testing.T, text string, value float64) {
		if len(text) > 5000 || !utf8.ValidString(text) {
			return
		}
		for _, side := range []contract.Role{contract.Supplier, contract.Customer} {
			found, err := set.Apply(read(text), contract.Deal{Side: side, Value: value, Currency: "USD"})
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range found {
				if x.Quote != text[x.Start:x.End] || x.Stance.Rank() < 0 {
					t.Fatalf("%q: bad finding %+v", text, x)
				}
				for _, a := range x.Also {
					if a.Quote == "" || a.Quote != text[a.Start:a.End] {
						t.Fatalf("%q: bad evidence %+v", text, a)
					}
				}
				for _, e := range x.Redline {
					if e.Delete != text[e.Start:e.End] || e.Start < x.Start || e.End > x.End {
						t.Fatalf("%q: bad edit %+v", text, e)
					}
				}
			}
		}
	})
}
