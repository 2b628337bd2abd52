package review

import _ "embed"

// Schema is the JSON Schema of the Review JSON.
//
//go:embed schema.json
var Schema []byte
