package library

import (
	"testing"
)

func TestLexiconIsSound(t *testing.T) {
	lex, err := readLexicon(lexiconSource)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lex.concepts {
		if len(c.says) == 0 {
			t.Errorf("%s: no way to say it", c.name)
		}
	}
	for _, name := range []string{"carveout", "mutual", "strict-liability", "disclaimer", "broad-claims", "negligence", "compliance-with-law", "breach-of-agreement", "ip-infringement", "attorney-fees", "third-party-claim", "indemnification-procedure", "exclusive-remedy", "liability-cap", "damages-exclusion", "warranty-disclaimer", "as-is", "lost-profits", "subject-to-law"} {
		if lex.byName[name] == nil {
			t.Errorf("the ranking names %s, which the lexicon has not", name)
		}
	}
	for _, bad := range []string{"  ask x", "a\n  tell x", "a\n  say (x", "a\n  kin b", "a\na"} {
		if _, err := readLexicon(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
