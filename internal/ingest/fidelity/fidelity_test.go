package fidelity

import (
	"math"
	"reflect"
	"testing"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name, got, want string
		token, bigram   float64
	}{
		{"equal", "The fee is due.", "the fee is due", 1, 1},
		{"both empty", "", "…", 1, 1},
		{"nothing read", "", "one two", 0, 0},
		{"order", "two one", "one two", 1, 0},
		{"one of two", "one", "one two", 2.0 / 3, 0},
		{"counts matter", "one one", "one", 2.0 / 3, 0},
		{"joined words", "onetwo three", "one two three", 2.0 / 5, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Compare(tt.got, tt.want)
			if math.Abs(s.Token-tt.token) > 1e-9 || math.Abs(s.Bigram-tt.bigram) > 1e-9 {
				t.Errorf("Compare = %+v, want %v and %v", s, tt.token, tt.bigram)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	got := Missing("a b", "a b b c d", 2)
	if want := []string{"b", "c"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Missing = %q, want %q", got, want)
	}
}
