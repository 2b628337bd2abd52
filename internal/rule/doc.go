// Package rule judges a contract by a playbook of rules.
//
// A playbook is YAML files: topics/<topic>.yaml recognises the passages of a topic and
// reads their facts, whoever asks; supplier/<name>.yaml and customer/<name>.yaml place
// those passages on a ladder of stances for one side and hold the answer; lists.yaml
// names lists of words. Load reads playbooks, reporting every mistake with its file,
// line and column. A Set is immutable and can be applied from several goroutines.
package rule
