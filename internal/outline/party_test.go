package outline

import (
	"fmt"
	"strings"
	"testing"

	"parley/internal/contract"
)

// parties writes the parties of a contract: "supplier Acme Inc. [Vendor]; …".
func parties(text string, opt Options) string {
	var out []string
	for _, q := range Parse(plain("x.txt", text), opt).Parties {
		out = append(out, fmt.Sprintf("%s %s [%s]", q.Role, q.Name, strings.Join(q.Terms, ", ")))
	}
	return strings.Join(out, "; ")
}

func TestParties(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"preamble", "This Agreement is made between Acme Tools, Inc., a Delaware corporation (“Vendor”), and Brill Foods Ltd (the “Buyer”).",
			"supplier Acme Tools, Inc. [Vendor]; customer Brill Foods Ltd [Buyer]"},
		{"hereinafter", "This Agreement is made by and between Acme Tools GmbH, hereinafter referred to as “Licensor”, and Brill AG, hereinafter called the “Licensee”.",
			"supplier Acme Tools GmbH [Licensor]; customer Brill AG [Licensee]"},
		{"without quotation marks", "BETWEEN:\n(1) ACME LIMITED whose office is in York (the Company)\n(2) JO MARSH of Leeds (the Consultant)",
			"customer ACME LIMITED [Company]; supplier JO MARSH [Consultant]"},
		{"several on one side", "This Agreement is between Acme Inc. (“Provider”), Brill LLC (“Brill”), and Crane Corp. (“Customer”).",
			"supplier Acme Inc. [Provider];  Brill LLC [Brill]; customer Crane Corp. [Customer]"},
		{"description in brackets", "between Acme (UK) Limited, on behalf of its affiliates (as defined below) (“Acme”) and the client named in the order (“Client”)",
			"supplier Acme (UK) Limited [Acme]; customer Client [Client]"},
		{"we and you", "These terms are between you (“Customer”) and Acme Ltd (“Acme”, “we”, “us”). You pay us. We serve you.",
			"customer Customer [Customer]; supplier Acme Ltd [Acme, we, us]"},
		{"business associate", "This BAA is between Lowell Clinic Inc. (“Covered Entity”) and Acme Inc. (“Business Associate”).",
			"customer Lowell Clinic Inc. [Covered Entity]; supplier Acme Inc. [Business Associate]"},
		{"roles by deeds", "between Acme Inc. (“Acme”) and Brill Inc. (“Brill”).\nAcme shall provide the goods. Acme shall deliver them. Acme will support them. Brill shall pay for them. Brill shall use them well. Brill shall order in writing.",
			"supplier Acme Inc. [Acme]; customer Brill Inc. [Brill]"},
		{"template", "Provider will serve Customer. Customer pays Provider. Provider helps Customer. Customer tells Provider.",
			"supplier Provider [Provider]; customer Customer [Customer]"},
		{"fields", "Parties\nService Provider: Acme Cloud AG\nClient: Brill Bank SE",
			"supplier Acme Cloud AG [Service Provider]; customer Brill Bank SE [Client]"},
		{"no party", "The Data Protection Officer (“DPO”) keeps a Record of Processing Activities (“RoPA”).", ""},
	} {
		if got := parties("Services Agreement\n"+c.text, Options{}); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestPartiesByHand(t *testing.T) {
	const text = "Co-operation Agreement\nThis Agreement is between Acme Inc. (“Acme”) and Brill Inc. (“Brill”)."
	for _, c := range []struct {
		opt  Options
		want string
	}{
		{Options{Supplier: "Brill"}, "customer Acme Inc. [Acme]; supplier Brill Inc. [Brill]"},
		{Options{Customer: "Brill Inc."}, "supplier Acme Inc. [Acme]; customer Brill Inc. [Brill]"},
		{Options{Supplier: "Acme", Customer: "brill"}, "supplier Acme Inc. [Acme]; customer Brill Inc. [Brill]"},
		{Options{Supplier: "Crane", Customer: "Acme"}, "customer Acme Inc. [Acme];  Brill Inc. [Brill]; supplier Crane [Crane]"},
	} {
		if got := parties(text, c.opt); got != c.want {
			t.Errorf("%+v:\n got %s\nwant %s", c.opt, got, c.want)
		}
	}
	const form = "Rules of the House\nThese rules are between those who accept them and Acme Inc. (“Acme”)."
	for side, want := range map[contract.Role]string{
		contract.Supplier: "customer Acme Inc. [Acme]",
		contract.Customer: "supplier Acme Inc. [Acme]",
		contract.Unknown:  " Acme Inc. [Acme]",
	} {
		if got := parties(form, Options{Side: side}); got != want {
			t.Errorf("side %q:\n got %s\nwant %s", side, got, want)
		}
	}
}

func TestKindAndDate(t *testing.T) {
	for _, c := range []struct{ text, kind, date string }{
		{"# MASTER SERVICES AGREEMENT\nThis Agreement is dated 1 June 2024 and ends on 31 May 2026.", "msa", "2024-06-01"},
		{"# Data Processing Addendum\nIt carries out Regulation (EU) 2016/679 of 27 April 2016.", "dpa", ""},
		{"# Mutual Non-Disclosure Agreement\nEffective as of May 5, 2023.", "nda", "2023-05-05"},
		{"# Business Associate Agreement\nx", "baa", ""},
		{"# Information Security Addendum\nx", "security-addendum", ""},
		{"# Service Level Agreement\nx", "sla", ""},
		{"# Order Form\nDate: 3/4/2025", "order-form", ""},
		{"# Statement of Work No. 3\nx", "sow", ""},
		{"# Software Licence Agreement\nx", "licence", ""},
		{"# Joint Venture Agreement\nx", "other", ""},
	} {
		doc := marked("x.txt", c.text)
		if o := Parse(doc, Options{}); o.Kind != c.kind || o.Date != c.date {
			t.Errorf("%q: kind %q, date %q", c.text, o.Kind, o.Date)
		}
	}
}
