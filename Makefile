# The commands of this repository; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PAGES := server/static/index.html
# Whether Node is there, and new enough for what builds the page.
HAS_NODE := node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
NO_NODE := Node 20.19 or newer is not installed

# Compiled modules are kept, whatever the shell says: the tests start many processes, each of which would compile
# the whole program again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo pages test test-fast sweep hostile ledger check check-web bench bench-peers schema lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Locked with hashes; the project itself is installed without touching the package index.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $(READY)

demo: $(READY) ## Start PostgreSQL, import three companies and serve http://127.0.0.1:8000/graphiql
	@if $(HAS_NODE); then $(MAKE) --no-print-directory pages || echo "GraphiQL is not built, see above; the API does without."; \
	else echo "$(NO_NODE): GraphiQL is not built; the API does without."; fi
	@$(BIN)/runway demo

pages: $(PAGES) ## Build GraphiQL into server/static, where it is not built yet or has changed
	@:

$(PAGES): web/node_modules/.package-lock.json web/*.html web/*.json web/*.ts web/src/* docs/examples/*
	@echo "Building GraphiQL ..."
	@npm --prefix web run --silent build -- --logLevel warn

%/node_modules/.package-lock.json: %/package-lock.json %/.npmrc
	@$(HAS_NODE) || { echo "$(NO_NODE)."; exit 1; }
	@echo "Installing the packages of $*, once ..."
	npm --prefix $* ci
	@touch $@

test: $(READY) ## Run the tests against a real PostgreSQL (with CI=true all cases of each, and more examples)
	$(BIN)/python -m pytest -n auto --dist worksteal $(if $(CI),,--cases 2)

test-fast: $(READY) ## Run the tests that need no database, all their cases
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not database and not slow"

sweep: $(READY) ## Run the tests of the runway, the console and the demo as if it were each of twelve days
	$(BIN)/python -m tests.sweep

hostile: $(READY) ## Ask hostile requests of a server, and measure what others notice (HOSTILE_SECONDS=3600 invents more)
	$(BIN)/python -m pytest -m hostile

ledger: $(READY) ## Compare a thousand invented books with what a double-entry ledger knows
	LEDGER_BOOKS=1000 $(BIN)/python -m pytest -n auto --dist worksteal tests/ledger

check: $(READY) ## Lint, types, import contracts, the committed schema, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@# Fields are left out: faces and dataclasses are read by name, which no search of the code sees.
	test -x $(BIN)/vulture && ! $(BIN)/vulture | grep -vE "unused (variable|property)"
	$(BIN)/runway dev schema --check
	$(BIN)/runway dev lints --check
	$(BIN)/runway dev checks --check
	$(BIN)/runway dev migrations

check-web: $(READY) ## Test GraphiQL in Chromium, and the API with the clients that front ends have
	@# Where nobody has Node, nothing that is built with it can break; in CI it must be there.
	@if $(HAS_NODE); then $(MAKE) --no-print-directory pages tests/clients/node_modules/.package-lock.json \
		&& npm --prefix web test && npm --prefix tests/clients test; \
	else echo "GraphiQL and the clients are not tested: $(NO_NODE)."; test -z "$$CI"; fi

bench: $(READY) ## Measure ratios: what a page and an import cost against what they should; and how forecasts fare
	$(BIN)/python -m bench

bench-peers: $(READY) bench/peers/node_modules/.package-lock.json ## Compare the throughput with PostGraphile 5 over the same database (first time: 10 minutes more)
	$(BIN)/python -m bench.peers

schema: $(READY) ## Print the GraphQL contract into schema/schema.graphql
	$(BIN)/runway dev schema

lock: $(READY) ## Resolve the dependencies again into requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group dev -o requirements.lock pyproject.toml

clean: ## Remove the environment, the built page and the demo's data
	rm -rf $(VENV) .runway web/node_modules bench/peers/node_modules server/static
