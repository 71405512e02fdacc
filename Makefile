# Latent Lab. `make run` starts it, `make test` checks it, `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8501
# Not taken from the environment, because some shells set it to the machine's name.
HOST = 127.0.0.1
# OPEN=0 does not open the browser.
OPEN ?= 1

# Some shells and containers set it, and then every process would compile each module again: 3 s of
# the 5 s that PyTorch takes to import.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.requirements
DEV_READY := $(VENV)/.requirements-dev
NPM_READY := node_modules/.package-lock.json
URL = http://$(if $(filter 0.0.0.0 ::,$(HOST)),localhost,$(HOST)):$(PORT)

# pip would compile every module, for a minute or more; Python compiles those that it imports.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-compile --progress-bar off
# uv takes half of pip's time, but reads no pip.conf: if it cannot reach the index, pip installs.
UV := $(BIN)/uv pip install --python $(BIN)/python
install = $(PIP) --quiet uv==0.13.9 && $(UV) -r $(1) || \
	{ echo "uv could not install $(1), so pip installs it" && $(PIP) -r $(1); }

# Two test processes with one thread each, for two cores. All tests of a file run in one process;
# tests/conftest.py orders the files. A failed test runs up to twice more, because a browser on a shared
# machine can be minutes late; the summary names each rerun with its first failure.
PARALLEL := OMP_NUM_THREADS=1 LATENT_LAB_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder \
	--reruns 2 -r fEsR --durations=12

# Tools that check the browser's scripts, and what they check. Node is a Python package.
NODE := $(BIN)/node
ESLINT := $(NODE) node_modules/eslint/bin/eslint.js --cache --cache-location node_modules/.cache/eslint
PRETTIER := $(NODE) node_modules/prettier/bin/prettier.cjs --cache --log-level warn
TSC := $(NODE) node_modules/typescript/bin/tsc
SCRIPTS := '{core,pages,tests}/**/*.{js,css}' '*.{js,json}'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test checks-and-data setup data browser collected lint types scripts unit app-tests \
	browser-tests test-cluster reproduce fuzz format clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Settings: make run PORT=9000 HOST=0.0.0.0 OPEN=0, make setup PYTHON=python3.12"

run: setup data ## Install what is missing, get the data, start the dashboard
	@echo "Latent Lab starts at $(URL) (Ctrl+C stops it)"
	@if [ "$(OPEN)" = 1 ]; then $(BIN)/python tools/open_browser.py $(URL) & fi; \
	exec $(BIN)/uvicorn app:app --host $(HOST) --port $(PORT) --no-access-log \
		--ws websockets-sansio --ws-per-message-deflate false --timeout-graceful-shutdown 3

test: $(DEV_READY) ## Run every check and test
	@$(MAKE) --no-print-directory -j 4 checks-and-data
	@# In one run: each process imports PyTorch and Streamlit once, and none waits for another.
	$(PARALLEL) tests

# In parallel: the download of the data leaves a core idle.
checks-and-data: lint types scripts data browser collected

setup: $(RUN_READY) ## Create .venv with the pinned requirements

$(RUN_READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Latent Lab needs Python 3.11 \
	or newer, and $(PYTHON) is " + sys.version.split()[0] + ": make setup PYTHON=python3.12")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the requirements: about 6 GB, some minutes"
	@$(call install,$<)
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	@$(call install,$<)
	@touch $@

$(NPM_READY): package-lock.json | $(DEV_READY)
	@$(BIN)/npm ci --no-progress --loglevel=error
	@touch $@

# If the file is there, Python is not started for it: the dashboard checks it, and fetches it again if
# it is damaged.
data: setup ## Download MNIST; without a network the app shows a sample
	@test -f "$${LATENT_LAB_HOME:-var}/data/mnist.safetensors" || $(BIN)/python -m core.data mnist \
		|| echo "MNIST is not available; the dashboard shows a sample."

# Compiles what the tests import once; otherwise both test processes of a new installation do.
collected: $(DEV_READY)
	@$(BIN)/pytest --collect-only -q tests > /dev/null

browser: $(DEV_READY) ## Find or install a Chromium for the tests
	@$(BIN)/python -m tools.chromium

lint: $(DEV_READY) ## Check style, format and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(DEV_READY) ## Check static types
	$(BIN)/pyrefly check --summary=none

scripts: $(NPM_READY) ## Check and test the browser's scripts
	$(TSC)
	$(ESLINT) .
	$(PRETTIER) --check $(SCRIPTS)
	$(NODE) --test --test-reporter=dot 'tests/js/**/*.test.js'

unit: $(DEV_READY) data ## Run the unit tests
	$(PARALLEL) tests/unit

app-tests: $(DEV_READY) data ## Run every page with Streamlit's AppTest
	$(PARALLEL) tests/app

browser-tests: $(DEV_READY) $(NPM_READY) data browser ## Run the app in a real browser
	$(PARALLEL) tests/browser

test-cluster: $(DEV_READY) data ## Test jobs on a Ray cluster, with a real one on this machine
	@OMP_NUM_THREADS=1 LATENT_LAB_THREADS=1 $(BIN)/python -m tools.cluster_tests

reproduce: $(DEV_READY) data browser ## Measure the literature's claims into docs; QUICK=1 tries it
	$(BIN)/python -m core.literature $(if $(QUICK),--quick) $(REPRODUCE)

fuzz: $(DEV_READY) ## Mutate files and kill writers for half an hour; the counts go into docs
	$(BIN)/python -m tests.fuzz $(FUZZ)
	$(BIN)/python -m tests.kills

format: $(DEV_READY) $(NPM_READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(ESLINT) --fix .
	$(PRETTIER) --write $(SCRIPTS)

clean: ## Remove .venv and caches; keep data, jobs and checkpoints
	rm -rf $(VENV) .venv-cluster node_modules .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
