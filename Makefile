# Two commands: `make demo` and `make test`. Everything else serves them.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
REQUIREMENTS := deploy/requirements
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help setup demo test lint types bench soak browser requirements clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.base: $(REQUIREMENTS)/base.txt
	@echo "== Python environment ($(VENV)) =="
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)/base.txt
	$(PY) manage.py translations --compile
	touch $@

$(VENV)/.dev: $(VENV)/.base $(REQUIREMENTS)/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)/dev.txt
	touch $@

setup: $(VENV)/.base ## build the Python environment

demo: setup ## a whole invented province on this machine
	@exec $(PY) manage.py demo $(ARGS)

test: $(VENV)/.dev ## everything: lint, types, layers, tests, a real browser
	deploy/test-tools.sh
	$(MAKE) --no-print-directory lint types
	$(PY) -m pytest -n $${TEST_PROCESSES:-auto} --dist loadgroup -m "not soak" $(ARGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py translations --check

types: $(VENV)/.dev
	$(PY) -m mypy

bench: $(VENV)/.dev ## one JSON line per figure
	deploy/test-tools.sh
	$(PY) -m tests.bench $(ARGS)

soak: $(VENV)/.dev ## the long fault tests
	deploy/test-tools.sh
	$(PY) -m pytest -m soak $(ARGS)

requirements: ## compile the hashed pins anew (needs uv)
	cd $(REQUIREMENTS) && uv pip compile --universal --python-version 3.11.0 --generate-hashes base.in -o base.txt
	cd $(REQUIREMENTS) && uv pip compile --universal --python-version 3.11.0 --generate-hashes dev.in -o dev.txt

clean: ## forget the environment and all data
	rm -rf $(VENV) var
