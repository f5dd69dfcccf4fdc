# Everything a person needs, in a few words: setup, demo, test, bench, check, help.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# Whether .venv has a Python that still runs, and is where it was made: its commands hold its place.
ALIVE := $(shell $(BIN)/python -I -c 'import pip' 2>/dev/null \
  && { [ ! -s $(READY) ] || [ "$$(cat $(READY))" = "$(CURDIR)" ]; } && echo yes)

.PHONY: help
help: ## Tell what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

# Of pip's own words the first error says why.
define PIP
@echo "pip install $(1)"
@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(1) > .venv/pip.log 2>&1 || { echo >&2 "billbench: \
	the packages could not be installed ($$(grep -m1 ^ERROR .venv/pip.log || tail -n1 .venv/pip.log)). If the index \
	of packages cannot be reached, mend the network or set PIP_INDEX_URL, then run make setup again; all that pip said \
	is in .venv/pip.log."; exit 2; }
endef

# One that was never finished, or is not alive, is made anew; one that is only older than the lock is brought up
# to it. Until that is done it does not count as ready, whatever ends this.
$(READY): requirements.lock pyproject.toml $(if $(ALIVE),,anew)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo >&2 "billbench needs Python \
	3.11 or newer; $(PYTHON) is older or not there. Install one and say: make setup PYTHON=python3.11"; exit 2; }
	@if [ -n "$(ALIVE)" ] && [ -e $@ ]; then rm $@; else \
	  echo "$(PYTHON) -m venv --clear .venv"; \
	  said=$$($(PYTHON) -m venv --clear .venv 2>&1) || { echo >&2 "billbench: .venv could not be made: \
	$$(tail -n 1 <<< "$$said"). Mend that (on Debian: apt-get install python3-venv), then run make setup again."; exit 2; }; fi
	@rm -rf billbench.egg-info # What an older build left would count as an installation, too.
	$(call PIP,--require-hashes -r requirements.lock)
	$(call PIP,--no-deps --no-build-isolation --editable .)
	@echo "$(CURDIR)" > $@

.PHONY: anew
anew:

.PHONY: setup
setup: $(READY) ## Make .venv with pinned dependencies, and see that there is a browser
	@$(BIN)/python -m billbench.harness.machine.browser_setup

.PHONY: demo
demo: setup ## Set up and run the main job: measure three designs and write the report
	$(BIN)/billbench demo

# A file of tests stays in one process, with its browser and its server; what they need beside is in tests/conftest.py.
SIDE_BY_SIDE := -n auto --dist=loadfile --no-loadscope-reorder

# What is compiled stays compiled: else each of the suite's processes compiles all of it, and Playwright's driver
# all of its own at each start of a browser.
unexport PYTHONDONTWRITEBYTECODE
test: export NODE_COMPILE_CACHE := $(CURDIR)/.venv/node

.PHONY: test
test: setup ## Set up and run every test
	$(BIN)/pytest $(SIDE_BY_SIDE)

.PHONY: bench
bench: $(READY) ## Measure what the parts must reach (half an hour and more, on a quiet machine)
	@failed=0; for part in fake_ccms instrument kills load losses presence report statistics; do \
	  echo "== $$part"; $(BIN)/python -m tests.benchmarks.bench_$$part || failed=1; done; exit $$failed

.PHONY: bench-gate
bench-gate: $(READY) ## Measure the gate: false alarms, what it sees, how long it takes (an hour and more)
	$(BIN)/python -m tests.benchmarks.bench_gate

.PHONY: format
format: $(READY) ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: check lint types fast-tests
check: $(READY) ## Format, lint, strict types, import rules and fast tests, side by side
	@$(MAKE) --no-print-directory --jobs=3 --output-sync=target lint types fast-tests

lint:
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache --no-logo

types:
	$(BIN)/mypy --no-error-summary

# That every test can be imported is known here, not only after the whole suite has run.
fast-tests:
	@$(BIN)/pytest -qq --collect-only > .venv/collected.log || { cat .venv/collected.log; exit 1; }
	$(BIN)/pytest -q -m "not slow" -n logical --maxprocesses=4 --dist=worksteal tests/unit

.PHONY: lock
lock: $(READY) ## Pin the newest dependencies that pyproject.toml allows
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check uv
	.venv/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements.lock

.PHONY: clean
clean: ## Remove the virtual environment and caches; runs/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache build dist *.egg-info
