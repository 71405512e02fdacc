# Latent Lab. `make run` starts it, `make test` checks it, `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8501
# Not taken from the environment, where some shells keep the machine's own name in it.
HOST = 127.0.0.1
# OPEN=0 leaves the browser alone.
OPEN ?= 1

# Some shells and containers set it, and then every start would compile each module anew: 3 s of
# the 5 s that PyTorch takes to import, in every process.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.requirements
DEV_READY := $(VENV)/.requirements-dev
URL = http://$(if $(filter 0.0.0.0 ::,$(HOST)),localhost,$(HOST)):$(PORT)

# pip would compile every module of the 6 GB, for a minute or more; Python does what it imports.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-compile --progress-bar off
# uv needs half of pip's time. It reads no pip.conf, so where packages come from elsewhere pip does it.
UV := $(BIN)/uv pip install --python $(BIN)/python
install = $(PIP) --quiet uv==0.13.9 && $(UV) -r $(1) || \
	{ echo "uv could not install $(1), so pip does" && $(PIP) -r $(1); }

# One thread in each of two test processes, so that they do not fight for two cores. A file's tests
# stay in one process; files are handed out in the order of tests/conftest.py.
PARALLEL := OMP_NUM_THREADS=1 LATENT_LAB_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=12

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test checks-and-data setup data browser collected lint types unit app-tests browser-tests \
	reproduce format clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Settings: make run PORT=9000 HOST=0.0.0.0 OPEN=0, make setup PYTHON=python3.12"

run: setup data ## Install what is missing, get the data, start the dashboard
	@echo "Latent Lab starts at $(URL) (Ctrl+C stops it)"
	@if [ "$(OPEN)" = 1 ]; then $(BIN)/python tools/open_browser.py $(URL) & fi; \
	exec $(BIN)/uvicorn app:app --host $(HOST) --port $(PORT) --no-access-log \
		--ws websockets-sansio --ws-per-message-deflate false --timeout-graceful-shutdown 3

test: $(DEV_READY) ## Everything that must hold before a change lands
	@$(MAKE) --no-print-directory -j 4 checks-and-data
	@# In one go: each process imports PyTorch and Streamlit once, and none waits for the other.
	$(PARALLEL) tests

# At the same time, for the data come one thing after the other.
checks-and-data: lint types data browser collected

setup: $(RUN_READY) ## Make .venv with the pinned requirements

$(RUN_READY): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Latent Lab needs Python 3.11 \
	or newer, and $(PYTHON) is " + sys.version.split()[0] + ": make setup PYTHON=python3.12")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@echo "Installing the requirements, once: about 6 GB on disk, some minutes"
	@$(call install,$<)
	@touch $@

$(DEV_READY): requirements-dev.txt $(RUN_READY)
	@$(call install,$<)
	@touch $@

data: setup ## Download MNIST; without a network the app uses the sample that it carries
	@$(BIN)/python -m core.data mnist \
		|| echo "MNIST could not be prepared; the dashboard starts and says what it has."

# Each test process of a new installation would compile all that the tests import, both the same.
collected: $(DEV_READY)
	@$(BIN)/pytest --collect-only -q tests > /dev/null

browser: $(DEV_READY) ## Find or install a Chromium for the tests
	@$(BIN)/python -m tools.chromium

lint: $(DEV_READY) ## Style, format and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(DEV_READY) ## Static types
	$(BIN)/pyrefly check --summary=none

unit: $(DEV_READY) data ## Unit tests
	$(PARALLEL) tests/unit

app-tests: $(DEV_READY) data ## Every page, run by Streamlit's AppTest
	$(PARALLEL) tests/app

browser-tests: $(DEV_READY) data browser ## The real app in a real browser
	$(PARALLEL) tests/browser

reproduce: $(DEV_READY) data browser ## Measure all that the literature reports into docs; QUICK=1: try it
	$(BIN)/python -m core.literature $(if $(QUICK),--quick) $(REPRODUCE)

format: $(DEV_READY) ## Rewrite the code in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove .venv and caches; data, jobs and checkpoints stay
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
