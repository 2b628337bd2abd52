// Package testdata holds sample contracts written for this project.
package testdata

import "embed"

// Contracts are the samples that the program offers to try.
//
//go:embed contracts/enterprise-msa.docx contracts/contractor.docx contracts/mild-saas.pdf
var Contracts embed.FS
