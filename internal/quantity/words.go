package quantity

import "strings"

// role says what a word can be in a quantity; a word can have several roles ("second"
// is a unit and an ordinal, "may" a month and a verb).
type role uint32

const (
	digit     role = 1 << iota // one … nine
	teen                       // ten … nineteen
	tens                       // twenty … ninety
	hundred                    // hundred
	scale                      // thousand, million, …, also "k", "m", "bn"
	ordinal                    // first … ninetieth
	part                       // half, quarter, third, tenth: parts of one
	article                    // a, an
	unit                       // a unit of time
	business                   // makes a unit a business unit
	qualifier                  // stands between number and unit and changes nothing
	month                      // the name of a month
	currency                   // a currency's word: dollars, euros
	code                       // an ISO 4217 code
	nation                     // whose dollars: US, Canadian
	speed                      // immediately, promptly: a duration without a number
	speedLead                  // first word of such a phrase: without, as, at, in
	often                      // annually, monthly: a frequency
	times                      // once, twice
	every                      // every, each
	fee                        // fees, charges: what a cap is counted in
	fraction                   // per cent
	opener                     // words that can begin a quantity of other kinds: net, between, double
	limit                      // words before a ceiling: exceed, limited, greater
)

// starts are the roles at which the scanner stops to look closer.
const starts = digit | teen | tens | hundred | part | article | ordinal | month | code | nation |
	speed | speedLead | often | times | every | fee | opener | limit

// entry is what the vocabulary knows about a word.
type entry struct {
	role  role
	value float64 // of numbers, ordinals and scales; 1-based number of a month; times a year
	name  string  // unit, currency code, Words of a speed or frequency
}

// longestWord is the number of bytes of the longest word in the vocabulary.
const longestWord = 16

// vocabulary holds every word the scanner knows, in lower case. It is built once and
// only read afterwards.
var vocabulary = newVocabulary()

func newVocabulary() map[string]entry {
	v := make(map[string]entry, 400)
	add := func(r role, value float64, name string, words ...string) {
		for _, w := range words {
			e := v[w]
			if e.name == "" {
				e.name = name
			}
			if e.value == 0 {
				e.value = value
			}
			e.role |= r
			v[w] = e
		}
	}
	for i, w := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} {
		add(digit, float64(i+1), "", w)
	}
	add(digit, 0, "", "zero")
	for i, w := range []string{
		"ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	} {
		add(teen, float64(i+10), "", w)
	}
	for i, w := range []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"} {
		add(tens, float64(10*i+20), "", w)
	}
	add(tens, 40, "", "fourty")
	add(tens, 90, "", "ninty")
	add(hundred, 100, "", "hundred")
	add(scale, 1e3, "", "thousand", "k")
	add(scale, 1e6, "", "million", "millions", "m", "mm", "mn", "mio", "millionen")
	add(scale, 1e9, "", "billion", "bn")
	add(scale, 1e12, "", "trillion")

	for i, w := range []string{
		"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
		"twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
		"twentieth",
	} {
		add(ordinal, float64(i+1), "", w)
	}
	add(ordinal, 30, "", "thirtieth")
	add(ordinal, 40, "", "fortieth")
	add(ordinal, 60, "", "sixtieth")
	add(ordinal, 90, "", "ninetieth")
	add(part, 0, "", "half", "halves", "third", "thirds", "quarter", "quarters", "fourth", "fourths",
		"fifth", "fifths", "eighth", "eighths", "tenth", "tenths", "hundredths")
	add(article, 1, "", "a", "an")

	add(unit, 0, Second, "second", "seconds", "secs")
	add(unit, 0, Minute, "minute", "minutes", "mins", "min")
	add(unit, 0, Hour, "hour", "hours", "hr", "hrs", "h", "stunde", "stunden", "heure", "heures")
	add(unit, 0, Day, "day", "days", "tag", "tage", "tagen", "jour", "jours", "kalendertage", "kalendertagen")
	add(unit, 0, BusinessDay, "werktag", "werktage", "werktagen", "arbeitstag", "arbeitstage", "arbeitstagen", "bankarbeitstage")
	add(unit, 0, Week, "week", "weeks", "wk", "wks", "woche", "wochen", "semaine", "semaines")
	add(unit, 0, Month, "month", "months", "mo", "mos", "monat", "monate", "monaten", "mois")
	add(unit, 0, Quarter, "quarter", "quarters")
	add(unit, 0, Year, "year", "years", "yr", "yrs", "jahr", "jahre", "jahren", "ans", "année", "années", "annum")
	add(unit, 2, Week, "fortnight", "fortnights")
	add(unit, 10, Year, "decade", "decades")

	add(business, 0, "", "business", "working", "banking", "trading", "work", "bank")
	add(qualifier, 0, "", "calendar", "consecutive", "continuous", "successive", "full", "clear", "complete", "whole", "entire", "additional", "further",
		"more", "other", "contract", "fiscal", "financial", "rolling", "calender", "straight", "normal", "standard", "prior",
		"running", "uninterrupted", "natural", "extra", "solar", "academic", "lunar", "such")

	for i, w := range []string{
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
		"december",
	} {
		add(month, float64(i+1), "", w)
		if len(w) > 3 {
			add(month, float64(i+1), "", w[:3])
		}
	}
	add(month, 9, "", "sept")
	for i, w := range []string{"januar", "februar", "märz", "", "mai", "juni", "juli", "", "", "oktober", "", "dezember"} {
		if w != "" {
			add(month, float64(i+1), "", w)
		}
	}
	for i, w := range []string{
		"janvier", "février", "mars", "avril", "", "juin", "juillet", "août", "septembre", "octobre", "novembre",
		"décembre",
	} {
		if w != "" {
			add(month, float64(i+1), "", w)
		}
	}

	add(currency, 0, "USD", "dollar", "dollars")
	add(currency, 0, "EUR", "euro", "euros")
	add(currency, 0, "GBP", "pound", "pounds", "sterling", "pence")
	add(currency, 0, "JPY", "yen")
	add(currency, 0, "CNY", "yuan", "renminbi")
	add(currency, 0, "INR", "rupee", "rupees")
	add(currency, 0, "CHF", "francs", "franken")
	add(currency, 0, "cent", "cent", "cents")
	for _, c := range []string{
		"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "CNY", "JPY", "SEK", "NOK", "DKK", "INR", "HKD", "SGD",
		"ILS", "ZAR", "BRL", "MXN", "KRW", "PLN", "CZK", "HUF", "AED", "SAR", "TWD", "THB", "MYR", "PHP", "IDR",
		"RUB",
	} {
		add(code, 0, c, strings.ToLower(c))
	}
	add(code, 0, "CNY", "rmb")
	add(code, 0, "ILS", "nis")
	add(nation, 0, "USD", "us", "american")
	add(nation, 0, "CAD", "canadian", "cdn")
	add(nation, 0, "AUD", "australian")
	add(nation, 0, "SGD", "singapore")
	add(nation, 0, "HKD", "hk")
	add(nation, 0, "CHF", "swiss")
	add(nation, 0, "JPY", "japanese")
	add(nation, 0, "GBP", "british")
	add(nation, 0, "NZD", "nz")

	add(speed, 0, Immediate, "immediately", "forthwith", "instantly", "immediate")
	add(speed, 0, Prompt, "promptly", "prompt", "expeditiously", "unverzüglich")
	add(speedLead, 0, "", "without", "as", "at", "in", "sans")

	for _, o := range []struct {
		perYear float64
		name    string
		words   []string
	}{
		{1, "annual", []string{"annual", "annually", "yearly", "jährlich"}},
		{2, "semi-annual", []string{"semiannual", "semiannually"}},
		{2, "bi-annual", []string{"biannual", "biannually"}},
		{0.5, "biennial", []string{"biennial", "biennially"}},
		{4, "quarterly", []string{"quarterly"}},
		{12, "monthly", []string{"monthly", "monatlich"}},
		{26, "fortnightly", []string{"fortnightly"}},
		{52, "weekly", []string{"weekly"}},
		{365, "daily", []string{"daily"}},
	} {
		add(often, o.perYear, o.name, o.words...)
	}
	add(times, 1, "once", "once")
	add(times, 2, "twice", "twice")
	add(times, 3, "three times", "thrice")
	add(every, 0, "every", "every")
	add(every, 0, "each", "each")

	add(fee, 0, "", "fee", "fees", "charges", "amount", "amounts", "sum", "sums", "price", "payments", "consideration",
		"remuneration", "revenue", "revenues", "value", "compensation", "premiums", "royalties")
	add(fraction, 0, "", "percent", "percents", "pct", "prozent", "centum")
	add(opener, 0, "net", "net")
	add(opener, 0, "next", "next", "following")
	add(opener, 0, "double", "double", "triple", "x", "times")
	add(limit, 0, "", "exceed", "exceeds", "exceeding", "limited", "greater", "lesser", "higher", "lower", "maximum", "capped", "cap", "liable")
	return v
}

// lookup finds a word in the vocabulary without allocating.
func lookup(word string) (entry, bool) {
	if len(word) > longestWord {
		return entry{}, false
	}
	var buf [longestWord]byte
	for i := 0; i < len(word); i++ {
		c := word[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	e, ok := vocabulary[string(buf[:len(word)])]
	return e, ok
}
