package cli

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"parley/internal/contract"
	"parley/internal/ingest"
	"parley/internal/ingest/fault"
	"parley/internal/ingest/pdf"
	"parley/internal/rule"
	"parley/rules"
)

// dealFlags say what is known about the transaction.
type dealFlags struct {
	side, supplier, customer    string
	data                        []string
	sector, location, currency  string
	value                       float64
	criticality                 string
	systemAccess, internetFaced bool
}

func (d *dealFlags) add(f *pflag.FlagSet) {
	f.StringVar(&d.side, "side", "supplier", "whose side we are on: supplier or customer")
	f.StringVar(&d.supplier, "supplier", "", "the supplier's name, when the contract does not tell")
	f.StringVar(&d.customer, "customer", "", "the customer's name, when the contract does not tell")
	f.StringSliceVar(&d.data, "deal-data", nil, "kinds of data the deal touches: personal, health, payment, special, source-code")
	f.StringVar(&d.sector, "sector", "", "the customer's sector: finance, health, public, defence, …")
	f.Float64Var(&d.value, "value", 0, "a year's fees")
	f.StringVar(&d.currency, "currency", "", "the currency of --value (ISO 4217)")
	f.StringVar(&d.location, "location", "", "where the work is done: a country code, or eu")
	f.StringVar(&d.criticality, "criticality", "", "how critical the supply is: low, medium, high")
	f.BoolVar(&d.systemAccess, "system-access", false, "the supplier reaches the customer's systems")
	f.BoolVar(&d.internetFaced, "internet-facing", false, "the data is processed on internet-facing systems")
}

var dataKinds = []string{"personal", "health", "payment", "special", "source-code"}

func (d *dealFlags) deal() (contract.Deal, error) {
	side := contract.Role(d.side)
	if side != contract.Supplier && side != contract.Customer {
		return contract.Deal{}, usage(fmt.Sprintf("--side %s: no such side", d.side), "use supplier or customer")
	}
	for _, kind := range d.data {
		if !slices.Contains(dataKinds, kind) {
			return contract.Deal{}, usage(fmt.Sprintf("--deal-data %s: no such kind of data", kind), "use "+strings.Join(dataKinds, ", "))
		}
	}
	if d.criticality != "" && !slices.Contains([]string{"low", "medium", "high"}, d.criticality) {
		return contract.Deal{}, usage(fmt.Sprintf("--criticality %s: no such level", d.criticality), "use low, medium or high")
	}
	if d.location != "" && len(d.location) != 2 {
		return contract.Deal{}, usage(fmt.Sprintf("--location %s: no such place", d.location), "use a country's code of two letters (ISO 3166-1), or eu")
	}
	if d.currency != "" && len(d.currency) != 3 {
		return contract.Deal{}, usage(fmt.Sprintf("--currency %s: no such currency", d.currency), "use a code of three letters (ISO 4217), like USD")
	}
	if d.value < 0 || math.IsNaN(d.value) {
		return contract.Deal{}, usage("--value: a year's fees cannot be negative", "give the fees of one year as a number")
	}
	return contract.Deal{
		Side: side, Data: d.data, Sector: d.sector, Value: d.value, Currency: strings.ToUpper(d.currency),
		Location: place(d.location), Criticality: d.criticality, Access: d.systemAccess, Internet: d.internetFaced,
	}, nil
}

// place writes a location as contract.Deal has it: a country's code in capitals, or "eu".
func place(location string) string {
	if strings.EqualFold(location, "eu") {
		return "eu"
	}
	return strings.ToUpper(location)
}

// readingFlags say how files are read.
type readingFlags struct {
	passwordFile string
	revisions    string
}

func (r *readingFlags) add(f *pflag.FlagSet) {
	f.StringVar(&r.passwordFile, "password-file", "", "a file that holds the password of encrypted documents")
	f.StringVar(&r.revisions, "revisions", "accepted", "how tracked changes are read: accepted or original")
}

// options gives how files are read; PDFs in child processes, which the caller ends by close.
func (r *readingFlags) options() (opt ingest.Options, close func(), err error) {
	close = func() {}
	switch r.revisions {
	case "accepted", "original":
		opt.Revisions = ingest.Revisions(r.revisions)
	default:
		return opt, close, usage(fmt.Sprintf("--revisions %s: no such reading", r.revisions), "use accepted or original")
	}
	if r.passwordFile != "" {
		secret, err := os.ReadFile(r.passwordFile)
		if err != nil {
			return opt, close, usage("--password-file: "+unreadable(r.passwordFile, err).Error(), "")
		}
		opt.Password = strings.TrimRight(string(secret), "\r\n")
	}
	opt.Isolated, err = pdf.NewIsolated(pdf.Limits{})
	if err != nil {
		return opt, close, &failure{Code: exitFailure, What: err.Error()}
	}
	return opt, opt.Isolated.Close, nil
}

// loadPlaybook loads the shipped rules and, over them, those of a user's folder.
func loadPlaybook(dir string) (*rule.Set, error) {
	if dir == "" {
		return rule.Load(rules.FS)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usage(fmt.Sprintf("--playbook %s: no such folder", dir), "name a folder of rule files; 'parley rules new' writes one to start from")
	}
	set, err := rule.Load(rules.FS, os.DirFS(dir))
	if err != nil {
		return nil, &failure{exitUsage, err.Error(), "mend the rules, then try them with 'parley rules test --playbook " + dir + "'"}
	}
	return set, nil
}

// located gives the errors of one file, each naming it by its path; what is within a mail or
// an archive keeps its own name behind it.
func located(err error, path string) []error {
	if err == nil {
		return nil
	}
	list := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		list = joined.Unwrap()
	}
	for i, e := range list {
		var f *fault.Error
		if !errors.As(e, &f) {
			list[i] = fmt.Errorf("%s: %w", path, e)
			continue
		}
		named := *f
		if base := filepath.Base(path); f.File == "" || f.File == base {
			named.File = path
		} else {
			named.File = path + ": " + f.File
		}
		list[i] = &named
	}
	return list
}

// addData adds --data, which says where all that is kept lives; PARLEY_DATA is its default.
func addData(f *pflag.FlagSet, dir *string) {
	def := os.Getenv("PARLEY_DATA")
	if def == "" {
		def = "parley-data"
		if home, err := os.UserConfigDir(); err == nil {
			def = filepath.Join(home, "parley")
		}
	}
	f.StringVar(dir, "data", def, "the folder where all that is kept lives (PARLEY_DATA)")
}
