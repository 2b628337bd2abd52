package cli

import (
	"path/filepath"

	"parley/corpus"
	"parley/internal/contract"
	"parley/internal/library"
	"parley/internal/rule"
)

// openLibrary opens the clause library of a data folder, with the shipped clause bank in it.
func openLibrary(data string, set *rule.Set) (*library.Library, error) {
	bank, err := shippedBank()
	if err != nil {
		return nil, err
	}
	lib, err := library.Open(filepath.Join(data, "library"), library.Options{Lists: set.Lists, Bank: bank})
	if err != nil {
		return nil, &failure{exitFailure, err.Error(), "choose another folder with --data, or stop the program that uses it"}
	}
	return lib, nil
}

// shippedBank is the corpus as the library takes it.
func shippedBank() ([]library.BankClause, error) {
	clauses, err := corpus.Clauses(corpus.FS)
	if err != nil {
		return nil, err
	}
	bank := make([]library.BankClause, len(clauses))
	for i, c := range clauses {
		bank[i] = library.BankClause{
			ID: c.ID, Topic: c.Topic, Title: c.Title, Leans: leaning(c.Stance), Text: c.Text, Notes: c.Note,
			Tags: c.Tags, Status: library.Approved,
		}
	}
	return bank, nil
}

// leaning is whom a wording of the corpus favours; nobody for a market-standard one.
func leaning(s corpus.Stance) contract.Role {
	switch s {
	case corpus.Supplier:
		return contract.Supplier
	case corpus.Customer:
		return contract.Customer
	}
	return contract.Unknown
}
