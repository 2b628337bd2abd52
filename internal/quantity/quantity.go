// Package quantity reads durations, sums of money, percentages, dates and frequencies
// out of contract prose.
//
// A Quantity keeps the number and the unit as they are written: business days stay
// business days, a month is not thirty days, and a currency is never converted.
// Numbers may be figures ("72"), words ("seventy-two") or both ("seventy-two (72)");
// where the two disagree the words prevail, as courts hold, and the Quantity says so
// in its Warning. Blanks ("[***] days", "____ days") are not quantities, nor are
// opening hours ("24 hours a day", "24x7") or ages.
//
// The scanner walks over the text once; what it looks at after each number is bounded,
// so the time is linear in the text. A tab or line feed ends every phrase, because in a
// Document those stand between blocks.
package quantity

import (
	"math"
	"strconv"
	"strings"

	"parley/internal/contract"
)

// Kind says what a Quantity measures.
type Kind string

// The kinds of Quantity.
const (
	Duration  Kind = "duration"
	Money     Kind = "money"
	Percent   Kind = "percent"
	Date      Kind = "date"
	Frequency Kind = "frequency"
)

// Units of a Duration, and of the period of a rate. Business units are never converted.
const (
	Second       = "second"
	Minute       = "minute"
	Hour         = "hour"
	Day          = "day"
	Week         = "week"
	Month        = "month"
	Quarter      = "quarter"
	Year         = "year"
	BusinessHour = "business hour"
	BusinessDay  = "business day"
)

// The Words of a Duration without a number, as facts write them.
const (
	Immediate = "immediate" // immediately, forthwith, at once, without delay
	Prompt    = "prompt"    // promptly, without undue delay, as soon as practicable
)

// Quantity is one quantity as a text states it.
type Quantity struct {
	contract.Span
	Kind Kind   `json:"kind"`
	Text string `json:"text"` // as written

	// Value is the number: of Units for a duration, of currency units for money, per
	// cent, times a year for a frequency (0 when no number is given), days since 1 January 1970 for a date. With a
	// Basis it is the multiple of it, 0 when the multiple was left blank.
	Value float64 `json:"value"`
	// From is the lower end of a range ("three to five days"), whose upper end is Value;
	// 0 when it is no range.
	From float64 `json:"from,omitempty"`
	// Unit is a unit of time for a duration, the ISO 4217 code for money, else "".
	Unit string `json:"unit,omitempty"`
	// Words is Immediate or Prompt for a duration without a number, the canonical
	// wording of a frequency ("once every 12 months"), the ISO 8601 form of a date.
	Words string `json:"words,omitempty"`
	// Basis is what Money is a multiple of when it is no fixed sum: "fees 12 months".
	Basis string `json:"basis,omitempty"`
	// Per is what a rate is for: "month" in "1.5% per month", "occurrence" in
	// "$1,000,000 per occurrence".
	Per string `json:"per,omitempty"`
	// Ambiguous is set for a date whose day and month may be the other way round.
	Ambiguous bool `json:"ambiguous,omitempty"`
	// Warning says what is wrong with how the quantity is written; "" when nothing is.
	Warning string `json:"warning,omitempty"`
}

// String gives the quantity as a fact: "72 hours", "10 business days", "immediate",
// "USD 5000000", "2x fees 12 months", "99.9", "2025-01-31", "once every 12 months".
// A date that can be read in two ways is given as written.
func (q Quantity) String() string {
	switch q.Kind {
	case Duration:
		if q.Words != "" {
			return q.Words
		}
		return count(q.Value, q.Unit)
	case Money:
		if q.Basis == "" {
			return q.Unit + " " + decimal(q.Value)
		}
		if q.Value == 0 || q.Value == 1 {
			return q.Basis
		}
		return decimal(q.Value) + "x " + q.Basis
	case Percent:
		return decimal(q.Value)
	case Date:
		if q.Ambiguous {
			return q.Text
		}
	}
	return q.Words
}

// count writes a number of units: "1 day", "1.5 hours".
func count(value float64, unit string) string {
	if value == 1 {
		return "1 " + unit
	}
	return decimal(value) + " " + unit + "s"
}

// decimal writes a number in plain figures.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// round drops the noise that a multiplication leaves behind a decimal fraction.
func round(v float64) float64 {
	if math.Abs(v) > 1e11 {
		return math.Round(v)
	}
	return math.Round(v*1e4) / 1e4
}

// Compare orders two quantities and reports whether they can be ordered: -1 when a is
// less, 0 when equal, 1 when a is more.
//
// Only like units are compared. Seconds, minutes, hours, days and weeks are like; so
// are months, quarters and years. Between the two families nothing is converted: 45
// days are more than one month because every month is shorter, 12 months are more than
// 90 days, but 30 days and one month have no order. Business days and business hours
// are compared with themselves only. Immediate is less than every other duration;
// Prompt has an order only beside it. Money needs the same currency or the same basis,
// percentages the same period, dates a certain reading. Ranges compare by their upper
// ends.
func Compare(a, b Quantity) (int, bool) {
	if a.Kind != b.Kind {
		return 0, false
	}
	switch a.Kind {
	case Duration:
		return compareDurations(a, b)
	case Money:
		if a.Unit != b.Unit || a.Basis != b.Basis || a.Per != b.Per || a.Basis != "" && (a.Value == 0 || b.Value == 0) {
			return 0, false
		}
	case Percent:
		if a.Per != b.Per {
			return 0, false
		}
	case Date:
		if a.Ambiguous || b.Ambiguous {
			return 0, false
		}
	case Frequency:
		if a.Value == 0 || b.Value == 0 {
			return 0, false
		}
	}
	return order(a.Value, b.Value), true
}

func compareDurations(a, b Quantity) (int, bool) {
	if a.Words != "" || b.Words != "" {
		switch {
		case a.Words == b.Words:
			return 0, true
		case a.Words == Immediate:
			return -1, true
		case b.Words == Immediate:
			return 1, true
		}
		return 0, false
	}
	if a.Unit == b.Unit {
		return order(a.Value, b.Value), true
	}
	aMin, aMax, ok := a.seconds()
	if !ok {
		return 0, false
	}
	bMin, bMax, ok := b.seconds()
	if !ok {
		return 0, false
	}
	if am, ok := a.months(); ok {
		if bm, ok := b.months(); ok {
			return order(am, bm), true
		}
	}
	switch {
	case aMax < bMin:
		return -1, true
	case aMin > bMax:
		return 1, true
	case aMin == aMax && bMin == bMax:
		return 0, true
	}
	return 0, false
}

// seconds gives the shortest and the longest time a duration can be; false for business
// time, which depends on a calendar nobody has.
func (q Quantity) seconds() (shortest, longest float64, ok bool) {
	const day = 24 * 60 * 60
	exact := 0.0
	switch q.Unit {
	case Second:
		exact = 1
	case Minute:
		exact = 60
	case Hour:
		exact = 60 * 60
	case Day:
		exact = day
	case Week:
		exact = 7 * day
	default:
		months, ok := q.months()
		if !ok {
			return 0, 0, false
		}
		years := math.Floor(months / 12)
		rest := months - 12*years
		return (365*years + 28*rest) * day, (366*years + 31*rest) * day, true
	}
	return exact * q.Value, exact * q.Value, true
}

// months gives the length of a duration counted in calendar units.
func (q Quantity) months() (float64, bool) {
	switch q.Unit {
	case Month:
		return q.Value, true
	case Quarter:
		return 3 * q.Value, true
	case Year:
		return 12 * q.Value, true
	}
	return 0, false
}

func order(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// disagree is the Warning for a number whose words and figures differ.
func disagree(words, figures string) string {
	return strings.TrimSpace(words) + " in words, " + strings.TrimSpace(figures) + " in figures: the words were taken"
}
