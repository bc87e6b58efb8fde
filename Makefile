# Two commands set up everything they need: `make run` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check -q
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install dev run test check format bench baselines samples roles clean

help: ## Show the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

install: $(VENV)/.installed ## Make the environment

dev: $(VENV)/.installed-dev

run: $(VENV)/.installed ## Serve the chat with the bundled samples at http://127.0.0.1:7860
	$(BIN)/junkan serve --samples

test: $(VENV)/.installed-dev ## Run the whole test suite
	$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev ## Lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

export JUNKAN_BASELINES ?= .baselines

bench: $(VENV)/.installed-dev ## Print latency, throughput and quality on this machine (PARTS="layout roles" for some of it)
	$(BIN)/python -m eval.bench $(PARTS)

PYTHON312 ?= python3.12

baselines: ## Make the environments of the systems that Junkan is measured against (haiku.rag needs Python 3.12)
	for name in langchain txtai haiku; do \
	  python=$(PYTHON); test $$name = haiku && python=$(PYTHON312); \
	  $$python -m venv $(JUNKAN_BASELINES)/$$name && \
	  env -u PIP_CONSTRAINT $(JUNKAN_BASELINES)/$$name/bin/pip --disable-pip-version-check -q install -r eval/baselines/$$name.txt; \
	done

samples: $(VENV)/.installed-dev ## Rebuild the sample PDFs and sheets
	$(BIN)/python scripts/build_samples.py
	$(BIN)/python scripts/build_sample_targets.py

roles: $(VENV)/.installed-dev ## Rebuild the model that gives statements their roles
	$(BIN)/python -m scripts.train_roles

clean: ## Remove what the targets above made, but no library
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Junkan needs Python 3.11 to 3.13; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) install -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) install -e ".[dev]"
	@touch $@
