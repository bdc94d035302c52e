# The commands to learn. Each does all the set-up it needs; a second run takes seconds.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000

.PHONY: demo test check bench pages
.DEFAULT_GOAL := test

$(VENV)/ready: requirements-dev.lock requirements-build.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed, and '$(PYTHON)' was not found. Set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $$($(PYTHON) --version) was found. Set PYTHON=/path/to/python3."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-build.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

demo: $(VENV)/ready
	@PORT=$(PORT) ONCE=$(ONCE) DIRECTORY=$(DIRECTORY) $(BIN)/python -m demo

test: $(VENV)/ready
	$(BIN)/python -m pytest -q $(or $(ARGS),-n auto --cov --cov-report=term)
	@$(BIN)/python tests/web/tools.py

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tolerant-node schema --check
	$(MAKE) test

bench: $(VENV)/ready
	@$(BIN)/python -m bench $(ONLY)

pages: web/node_modules/.package-lock.json
	cd web && npm run --silent pages

web/node_modules/.package-lock.json: web/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20.19 or later with npm is needed to build the pages (https://nodejs.org, or: apt-get install nodejs npm)."; exit 1; }
	cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
