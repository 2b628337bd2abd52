package rule

import (
	"strings"
	"testing"

	"parley/internal/contract"
)

func TestExplain(t *testing.T) {
	set := loaded(t, notice)
	text := read("Supplier shall notify Customer of a breach within 24 hours after it becomes aware.\nSupplier shall notify the authority of a breach.\n“Breach” means a breach we must report.\nCustomer may audit.")
	got, err := set.Explain(text, contract.Deal{}, "supplier/notice")
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %d explanations", err, len(got))
	}
	want := `supplier/notice
  found in the text: Supplier shall notify Customer of a breach within 24 hours after it becomes aware.
    by   (notify OR inform) /s $incident /s {deadline:duration}
         notify Customer of a breach within 24 hours
    by   (notify OR inform) /9 $incident
         notify Customer of a breach
    read obligor = supplier   (Supplier)
    read deadline = 24 hours   (24 hours)
    read trigger = awareness   (aware)
    yes  where: obligor != 'customer'
    no   preferred: deadline >= 72 hours && trigger == 'confirmation'
    no   acceptable: deadline >= 48 hours || deadline >= 2 business days
    yes  negotiate: deadline >= 24 hours
  found in the text: Supplier shall notify the authority of a breach.
    by   (notify OR inform) /9 $incident
         notify the authority of a breach
    left out: unless authority
  found in the text: “Breach” means a breach we must report.
    by   report /9 $incident
         Breach” means a breach we must report
    left out: it only defines a term
`
	if got[0].String() != want {
		t.Errorf("got\n%s\nwant\n%s", got[0], want)
	}
	got, err = set.Explain(text, contract.Deal{}, "topics/audit")
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %d explanations", err, len(got))
	}
	want = `topics/audit
  nowhere: audit /5 records
    nearest in the text, 1 of 2 parts: Customer may audit.
      without records
`
	if got[0].String() != want {
		t.Errorf("got\n%s\nwant\n%s", got[0], want)
	}
}

func TestLint(t *testing.T) {
	set := loaded(t, notice)
	want := []string{
		"customer/notice.yaml:1:1: the rule has no test with a text that is found",
		"customer/notice.yaml:6:5: this rung asks to negotiate and has no ask",
		"customer/notice.yaml:6:5: this rung asks to negotiate and has no fallback",
		"customer/notice.yaml:6:5: this rung asks to negotiate and has no walk_away",
		"customer/notice.yaml:6:5: this rung asks to negotiate and has no rationale",
		"supplier/cap.yaml:1:1: the rule has no test with a text that is found",
		"supplier/cap.yaml:8:5: this rung asks to negotiate and has no ask",
		"supplier/cap.yaml:8:5: this rung asks to negotiate and has no fallback",
		"supplier/cap.yaml:8:5: this rung asks to negotiate and has no walk_away",
		"supplier/cap.yaml:8:5: this rung asks to negotiate and has no rationale",
		"supplier/cap.yaml:8:5: this rung has no words for the contract: neither redline nor insert",
		"supplier/notice.yaml:1:1: the rule has no test with a text that is found",
		"supplier/notice.yaml:11:5: this rung asks to negotiate and has no walk_away",
		"supplier/notice.yaml:11:5: this rung asks to negotiate and has no rationale",
		"supplier/notice.yaml:12:5: this rung asks to walk away and has no walk_away",
		"supplier/notice.yaml:12:5: this rung asks to walk away and has no rationale",
		"topics/audit.yaml:1:1: the topic has no test with a text that is found",
		"topics/audit.yaml:1:1: no rule for the supplier judges this topic: its passages are reported without an answer",
		"topics/audit.yaml:1:1: no rule for the customer judges this topic: its passages are reported without an answer",
		"topics/cap.yaml:1:1: the topic has no test with a text that is found",
		"topics/cap.yaml:1:1: no rule for the customer judges this topic: its passages are reported without an answer",
		"topics/notice.yaml:1:1: the topic has no test with a text that is found",
	}
	if got := set.Lint().Error(); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestCatalogue(t *testing.T) {
	got := loaded(t, notice).Catalogue()
	for _, want := range []string{
		"# The playbook\n\n3 topics, 3 rules.",
		"## Notice\n\n`notice`: Telling of incidents.\n\nReads *obligor* (party), *deadline* (duration), *trigger* (suspicion / confirmation / awareness), *written* (flag), *how* (any of mail, phone).\n",
		"### Notice by the supplier\n\n`supplier/notice`, experimental. It is due within ….\n",
		"| acceptable | `deadline >= 48 hours \\|\\| deadline >= 2 business days` |\n",
		"| negotiate, medium | `deadline >= 24 hours` |\n| walk away, high | otherwise |\n| preferred | the contract says nothing |\n",
		"| negotiate, high | the contract says nothing and `'personal' in deal.data` |\n",
		"- Ask: They should give us 72 hours instead of ….\n- Fallback: 48 hours.\n- Evidence: doc:plan\n- See: A law\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
