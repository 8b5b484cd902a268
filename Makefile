# Handoff Desk. `make help` lists the commands; each is one line of what it does for you.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run production check test test-long test-clocks bench faults soak lock format clean trigger-model

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
SEED ?= 1

help: ## list these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv and install the product from its hashed lock
	@$(PYTHON) tools/bootstrap.py

setup-dev: ## the same, with what checking and testing needs
	@$(PYTHON) tools/bootstrap.py --dev

# `exec` makes the server the direct child of make, so Ctrl-C and SIGTERM reach it and make waits for its clean stop.
run: setup ## start the desk with its demo; PORT and HANDOFFDESK_DATA_DIR are honoured
	@exec $(VENV_PYTHON) manage.py serve

production: setup-dev ## start the production set here: PostgreSQL, Redis, web processes, workers, beats; SERVER, WEB, PORT
	@exec $(VENV_PYTHON) -m tools.production

check: setup-dev ## format, lint and types of both languages, the browser modules, import contracts, migrations, deploy check, lock files
	@$(VENV_PYTHON) -m tools.check

test: check ## the checks, then every suite: SQLite, PostgreSQL with Redis, browser
	@exec $(VENV_PYTHON) -m tools.run_tests

test-long: setup-dev ## the tests of the tools and of whole sets of processes; CI runs those that cover what has changed
	@exec $(VENV_PYTHON) -m tools.run_tests long

test-clocks: setup-dev ## every suite 45 days ahead, on a leap day, over the end of a year, and in Auckland
	@$(VENV_PYTHON) -m tools.run_tests --clock +45d
	@$(VENV_PYTHON) -m tools.run_tests --clock 2028-02-29
	@$(VENV_PYTHON) -m tools.run_tests --clock 2026-12-31T23:58
	@$(VENV_PYTHON) -m tools.run_tests --zone Pacific/Auckland

bench: setup-dev ## measure the speed against this machine's raw limits; ARGS="--only 5,7 --quick"
	@exec $(VENV_PYTHON) -m tools.bench $(ARGS)

faults: setup-dev ## break everything with real processes and count what was lost; ARGS="--only F1,F4 --quick"
	@exec $(VENV_PYTHON) -m tools.faults $(ARGS)

soak: setup-dev ## twenty minutes of chaos, repeatable by SEED
	@exec $(VENV_PYTHON) -m tools.faults --soak --seed $(SEED)

format: setup-dev ## rewrite the code in the house format and fix what the linter can
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@$(VENV_PYTHON) -m tools.web format

lock: setup-dev ## resolve requirements*.in again and write the hashed locks
	@$(VENV_PYTHON) -m tools.lockfiles --write

# One thread, so that sums are made in one order: the same corpus gives the same bytes.
trigger-model: setup-dev ## teach the second stage's head by the tuning part of the corpus
	@OPENBLAS_NUM_THREADS=1 $(VENV_PYTHON) manage.py train_triggers

clean: ## remove caches and .venv; the data directory stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
