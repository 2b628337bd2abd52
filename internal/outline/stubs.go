package outline

func (p *parser) readParties()     {}
func (p *parser) readDefinitions() {}
func (p *parser) readReferences()  {}
