# Two commands: `make demo` and `make test`. Each sets up what it needs on a machine with Python 3.11 and git.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: demo test thorough faults fuzz check lint sql types agreed unit setup lock dagster clean bench conformance postgres

setup: $(INSTALLED)

$(INSTALLED): requirements.lock installer.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Lodestar needs Python 3.11, 3.12 or 3.13; this is %d.%d. Try: make PYTHON=/path/to/python3.11" % v)'
	@echo "Installing the pinned packages into $(VENV) (about 1 GB, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement installer.lock
	@$(BIN)/uv --system-certs pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $(INSTALLED)

demo: $(INSTALLED)
	@$(BIN)/lodestar demo

test: $(INSTALLED)
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not thorough and not fault"

# More random histories, changes of meaning, differences and planted figures than a change has to wait for.
thorough: $(INSTALLED)
	@$(BIN)/pytest -n 2 --dist load -m "thorough and not fault"

# Looks for inputs that end in a traceback, or are taken in silence: `make fuzz SECONDS=600`. Exits 1 when it found one.
SECONDS ?= 60
fuzz: $(INSTALLED)
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

# Every bad day of tests/faults, what happened, and how long the hub took to recover from it. Half an hour;
# `make faults QUICK=1` leaves out what proves more of the same, such as fifty random kills.
faults: $(INSTALLED)
	@$(BIN)/pytest -n 2 --dist load $(if $(QUICK),-m "not thorough") tests/faults

# Sizes and years are yours: `make bench SIZES=1m,10m YEARS=3`. Exits 1 when two ways to compute the same rows differ.
SIZES ?= 1m
YEARS ?= 3
bench: $(INSTALLED)
	@$(BIN)/python -m bench --sizes $(SIZES) --years $(YEARS) --json bench.json
	@$(BIN)/python -m bench.governance
	@$(BIN)/python -m bench.difference
	@$(BIN)/python -m bench.review
	@$(BIN)/python -m bench.intake

# 251 questions with independent answers, in a folder that is not part of this repository.
conformance: $(INSTALLED)
	@$(BIN)/pytest -q tests/conformance

# The server that tests/postgres starts by itself. Without it those tests are skipped.
postgres:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql)

# Both cores: the SQL linter takes as long as all the rest.
check: $(INSTALLED)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target sql lint types agreed unit

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

sql: $(INSTALLED)
	@LODESTAR_WAREHOUSE=:memory: $(BIN)/sqlfluff lint --disable-progress-bar models tests/assertions
	@cd examples/online_retail && LODESTAR_WAREHOUSE=:memory: $(CURDIR)/$(BIN)/sqlfluff lint --disable-progress-bar models tests/assertions

types: $(INSTALLED)
	@$(BIN)/mypy

# What people agreed on is what stands here.
agreed: $(INSTALLED)
	@$(BIN)/lodestar check
	@$(BIN)/lodestar check --project-dir examples/online_retail

unit: $(INSTALLED)
	@$(BIN)/pytest -q -m "not slow and not thorough and not fault"

# After a change of pyproject.toml. No index address is written into the lock.
lock: $(INSTALLED)
	@$(BIN)/uv --system-certs pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		pyproject.toml --extra orchestration --extra dev --output-file requirements.lock

dagster: $(INSTALLED)
	@mkdir -p .dagster && cp orchestration/dagster.yaml .dagster/
	@DAGSTER_HOME=$(CURDIR)/.dagster VIRTUAL_ENV=$(CURDIR)/$(VENV) PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dg dev

# All but the ledger: what was reported stays.
clean:
	@rm -rf raw target logs
	@test ! -d hub || find hub -mindepth 1 -maxdepth 1 ! -name ledger -exec rm -rf {} +
