package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"parley/internal/contract"
)

// The facts a deal may state, as rules know them (contract.Deal).
var (
	dealData        = []string{"health", "payment", "personal", "source-code", "special"}
	dealSectors     = []string{"", "defence", "education", "energy", "finance", "health", "public", "retail", "technology"}
	dealCriticality = []string{"", "high", "low", "medium"}
	currencyCode    = regexp.MustCompile(`^[A-Z]{3}$`)
	countryCode     = regexp.MustCompile(`^([A-Z]{2}|eu)$`)
)

// parseDeal reads a deal as JSON, strictly; empty text is a deal without facts. The
// error is a sentence for the person who wrote it.
func parseDeal(text []byte) (contract.Deal, error) {
	var d contract.Deal
	if len(bytes.TrimSpace(text)) == 0 {
		return d, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return d, fmt.Errorf("the deal is not what was expected: %s", plainJSON(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return d, errors.New("the deal has something after its end")
	}
	return d, checkDeal(&d)
}

// checkDeal says what of a deal is not known, and writes the rest as rules expect it.
func checkDeal(d *contract.Deal) (err error) {
	if d.Side, err = parseSide(string(d.Side)); err != nil {
		return err
	}
	if d.Location = strings.ToUpper(d.Location); d.Location == "EU" {
		d.Location = "eu"
	}
	for _, kind := range d.Data {
		if !slices.Contains(dealData, kind) {
			return oneOf("data", kind, dealData)
		}
	}
	switch {
	case !slices.Contains(dealSectors, d.Sector):
		return oneOf("sector", d.Sector, dealSectors)
	case !slices.Contains(dealCriticality, d.Criticality):
		return oneOf("criticality", d.Criticality, dealCriticality)
	case d.Value < 0 || math.IsInf(d.Value, 0):
		return errors.New("value is a year's fees: a number from 0")
	case d.Currency != "" && !currencyCode.MatchString(d.Currency):
		return errors.New("currency is a code of three capitals, like EUR")
	case d.Location != "" && !countryCode.MatchString(d.Location):
		return errors.New(`location is a country code of two letters, like DE, or "eu"`)
	}
	return nil
}

// parseSide reads the side we are on; "" is the supplier's.
func parseSide(text string) (contract.Role, error) {
	switch contract.Role(text) {
	case contract.Unknown, contract.Supplier:
		return contract.Supplier, nil
	case contract.Customer:
		return contract.Customer, nil
	}
	return "", oneOf("side", text, []string{"supplier", "customer"})
}

func oneOf(name, got string, allowed []string) error {
	allowed = slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return s == "" })
	return fmt.Errorf("%s %q is not known; expected one of %s", name, got, strings.Join(allowed, ", "))
}

// plainJSON is what a JSON error means to a person, without Go's names in it.
func plainJSON(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Sprintf("%s may not be a %s", wrong.Field, wrong.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return name + " is not a fact of a deal"
	}
	return "it is not valid JSON"
}
