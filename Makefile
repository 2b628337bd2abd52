# Parley: build, run, test. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := bin/parley
DATA ?= data
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GO_SOURCES := $(shell find cmd internal rules corpus -name '*.go' -not -name '*_test.go') web/embed.go go.mod go.sum
DATA_FILES := $(shell find rules corpus -name '*.yaml' -o -name '*.json')
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/package.json web/package-lock.json web/vite.config.ts web/tsconfig.json internal/server/openapi.json
# Tools that are not in go.mod are run at a pinned version.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.1.4

export GOTOOLCHAIN := local

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: build
build: $(BIN) ## build the program with the web app inside

$(BIN): $(GO_SOURCES) $(DATA_FILES) web/dist/index.html
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X parley/internal/cli.version=$(VERSION)" -o $@ ./cmd/parley

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

.PHONY: run
run: $(BIN) ## start the service on this machine and print its address
	./$(BIN) serve --data $(DATA) --sample

.PHONY: review
review: $(BIN) ## review one contract: make review FILE=contract.pdf [SIDE=customer]
	@test -n "$(FILE)" || { echo 'error: no file named'; echo 'hint: make review FILE=contract.pdf'; exit 2; }
	@./$(BIN) review --side $(or $(SIDE),supplier) --fail-on never "$(FILE)"

.PHONY: test
test: tools lint build ## run every test: unit, golden, rules, API, browser
	go mod verify
	CGO_ENABLED=1 go test -race -timeout 15m ./... ./testdata/bad/build ./testdata/contracts/build
	./$(BIN) rules test
	cd web && npm test
	cd web && npm run e2e

.PHONY: test-model
test-model: ## test the optional model against a real one (downloads 130 MB from PyPI)
	.ci/test-model

.PHONY: lint
lint: web/node_modules/.package-lock.json ## formatting, vet, staticcheck, front end
	@test -z "$$(gofmt -l cmd internal rules corpus web/*.go testdata)" || { gofmt -l cmd internal rules corpus web/*.go testdata; echo 'error: not formatted; run gofmt -w'; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	cd web && npm run lint && npm run typecheck

.PHONY: vuln
vuln: ## look for known vulnerabilities (needs the network)
	go run $(GOVULNCHECK) ./...

.PHONY: bench
bench: ## benchmarks, in the form that benchstat reads
	go test -run '^$$' -bench . -benchmem -count $(or $(COUNT),1) ./internal/...

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME each (default 30s)
	@set -e; for p in $$(go list ./internal/...); do \
	  for f in $$(go test -list '^Fuzz' $$p | grep ^Fuzz || true); do \
	    echo "fuzz $$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(or $(FUZZTIME),30s) $$p; done; done

.PHONY: scorecard
scorecard: $(BIN) ## score the rules against labelled contracts, into rules/SCORECARD.md
	.ci/scorecard

.PHONY: tools
tools: ## install what the tests need from Debian (browser, PDF and OCR tools)
	@.ci/tools

.PHONY: clean
clean: ## remove what was built
	rm -rf bin web/dist/* web/node_modules
