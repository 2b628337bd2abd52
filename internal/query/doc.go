// Package query is the language in which rules and people say what to look for in a
// contract: terms and connectors, as lawyers search.
//
// # Grammar
//
// From what binds loosest to what binds tightest, in the order of Westlaw:
//
//	query    = all { ( "NOT" | "%" | "AND NOT" ) all }
//	all      = clause { [ "AND" | "&" ] clause }                  a space is AND
//	clause   = sentence { ( "/p" | "not/p" ) sentence }
//	sentence = apart { ( "/s" | "not/s" ) apart }
//	apart    = near { ( "not/" n | "notpre/" n | "notafter/" n ) near }
//	near     = any { ( "/" n | "w/" n | "pre/" n ) any }
//	any      = term { ( "OR" | "|" ) term }
//	term     = word | "=" word | phrase | "(" query ")"
//	         | capture | compare | party | field | "$" name
//	word     = letters, digits, hyphens, apostrophes; "?" is one letter, "*" any ending
//	phrase   = '"' word { word | "*" } '"'                        "*" is one whole word
//	capture  = "{" name ":" kind "}"
//	kind     = "duration" | "money" | "percent" | "date" | "frequency" | "basis" | "party" | "name"
//	compare  = ( "duration" | "money" | "percent" | "date" ) ( "<" | "<=" | ">" | ">=" | "=" ) quantity
//	quantity = "72h" | "10bd" | "12mo" | "1000000 USD" | "99.9" | "2025-01-31" and the like
//	party    = "@us" | "@them" | "@supplier" | "@customer" | "@each" | "@party"
//	field    = ( "heading" | "topic" | "party" | "kind" | "law" | "clause" ) ":" ( word | phrase )
//
// In a row of near or of apart the operator of smallest n binds first, then from left
// to right; the others go from left to right. AND, OR and NOT are operators in
// capitals only, those with a slash in any case. Commas and semicolons are spaces.
//
// # Meaning
//
// A plain word stands for every word with the same English stem; case, curly quotes,
// possessives, ligatures and hyphens do not matter: sub-processor, subprocessor and
// "sub processor" are one. Words after "=" and in phrases are exact.
//
// A match is a run of words. Distances count words, adjacent words being 1 apart; a
// pair within a distance stays in one sentence, and the sentence of a list item begins
// with its lead-in. /p, AND and NOT look at one clause: its own text, without its
// sub-clauses, which is what a rule is about; a search over many documents may look
// wider. Every occurrence of one side is paired with the nearest of the other on
// either hand, and of those that begin at one word the shortest few are kept, so that
// there are only a few matches a word, whatever the query.
//
// "a not/5 b" is an a with no b within five words of it, "a notafter/5 b" one with no b
// among the five words before it, "a notpre/5 b" one with no b among the five after.
// The sentence of a match is that of its first written term.
//
// # Cost
//
// A Text is cut into words once. A Plan runs many queries over it: what they share is
// looked up once, a part that cannot match because a word is missing is never looked
// at, and of two sides the rarer goes first. The time is linear in the text (but for a
// factor that is the logarithm of the number of places) for every query.
package query
