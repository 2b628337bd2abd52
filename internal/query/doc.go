// Package query is the language in which rules and people say what to look for in a
// contract: terms and connectors, as lawyers search.
//
// # Grammar
//
//	query    = without { ( "NOT" | "AND NOT" ) without }             lowest precedence
//	without  = -- one level each, all left to right:
//	all      = clause { [ "AND" ] clause }                           a space is AND
//	clause   = sentence { ( "/p" | "not/p" ) sentence }
//	sentence = apart { ( "/s" | "not/s" ) apart }
//	apart    = near { ( "not/" n | "notpre/" n | "notafter/" n ) near }
//	near     = any { ( "/" n | "w/" n | "pre/" n ) any }             smallest n first, then left to right
//	any      = term { "OR" term }                                    binds tightest
//	term     = word | "=" word | phrase | "(" query ")" | capture | compare | party | field | list
//	word     = letters, digits, hyphens, apostrophes; "*" at its end, "?" for one letter
//	phrase   = '"' ( word | "*" ) { word | "*" } '"'
//	capture  = "{" name ":" ( "duration" | "money" | "percent" | "date" | "frequency" | "basis" | "party" | "name" ) "}"
//	compare  = ( "duration" | "money" | "percent" | "date" ) ( "<" | "<=" | ">" | ">=" | "=" ) quantity
//	party    = "@us" | "@them" | "@supplier" | "@customer" | "@each" | "@party"
//	field    = ( "heading" | "topic" | "party" | "kind" | "law" | "clause" ) ":" ( word | phrase )
//	list     = "$" name
//
// AND, OR and NOT are operators in capitals only; those with a slash in any case.
//
// # Meaning
//
// A plain word stands for every word with the same English stem; case, curly quotes,
// possessives and hyphens do not matter: sub-processor, subprocessor and "sub
// processor" are one. A match is a run of words. Distances count words, adjacent
// words being 1 apart, and a pair within a distance stays in one sentence. The
// sentence of a list item begins with its lead-in. /p, AND and NOT look at one
// clause: its own text, without its sub-clauses. Every occurrence of one side is
// paired with the nearest occurrences of the other on either hand.
//
// "a not/5 b" is an a with no b within five words, "a notafter/5 b" one with no b
// among the five words before it, "a notpre/5 b" one with no b among the five after.
package query
