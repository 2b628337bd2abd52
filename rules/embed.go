// Package rules holds the shipped playbook.
package rules

import "embed"

// FS is the shipped playbook: topics/, supplier/, customer/ and lists.yaml.
//
//go:embed lists.yaml all:topics all:supplier all:customer
var FS embed.FS
