package pdf

// rebuild makes a new cross-reference table.
func rebuild(data []byte) ([]byte, bool) { return nil, false }
