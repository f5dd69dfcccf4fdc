# Everything a person needs, in a few words: setup, demo, test, bench, check, help.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help
help: ## Tell what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "billbench needs Python 3.11 or newer. Install one and say: make setup PYTHON=python3.11"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: setup
setup: $(READY) ## Make .venv with pinned dependencies, and see that there is a browser
	@$(BIN)/python -m billbench.harness.engine.browser_setup

.PHONY: demo
demo: setup ## Set up and run the main job: measure two designs and write the report
	$(BIN)/billbench demo

.PHONY: test
test: setup ## Set up and run every test
	$(BIN)/pytest

.PHONY: bench
bench: $(READY) ## Measure what the parts must reach (half an hour and more, on a quiet machine)
	@failed=0; for part in fake_ccms instrument load losses report statistics; do \
	  echo "== $$part"; $(BIN)/python -m tests.benchmarks.bench_$$part || failed=1; done; exit $$failed

.PHONY: bench-gate
bench-gate: $(READY) ## Measure the gate: false alarms, what it sees, how long it takes (an hour and more)
	$(BIN)/python -m tests.benchmarks.bench_gate

.PHONY: format
format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Half of the fast tests by time, so that both halves end together.
REPORT_TESTS := $(wildcard tests/unit/reports/test_*.py)

.PHONY: check lint types fast-tests fast-report-tests
check: $(READY) ## Format, lint, strict types, import rules and fast tests, side by side
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target lint types fast-report-tests fast-tests

lint:
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache --no-logo

types:
	$(BIN)/mypy --no-error-summary

fast-tests:
	$(BIN)/pytest -q -m "not slow" $(REPORT_TESTS:%=--ignore=%) tests/unit

fast-report-tests:
	$(BIN)/pytest -q -m "not slow" $(REPORT_TESTS)

.PHONY: lock
lock: $(READY) ## Pin the newest dependencies that pyproject.toml allows
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	.venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

.PHONY: clean
clean: ## Remove the virtual environment and caches; runs/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache *.egg-info
