// Package rules holds the shipped playbook.
package rules

import "embed"

// FS is the shipped playbook, topics/, supplier/, customer/ and lists.yaml, with the
// schema of its files, rule.schema.json.
//
//go:embed lists.yaml rule.schema.json all:topics all:supplier all:customer
var FS embed.FS
