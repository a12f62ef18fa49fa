# The words to remember: up, check, test. Everything else is in `make help`.
SHELL := /bin/bash
PY := .venv/bin/python
RUN := .venv/bin/lingtong
.DEFAULT_GOAL := help
.PHONY: help up down check test bench simulate ledger format clean setup
MAKEFLAGS += --no-print-directory

setup:
	@tools/setup/bootstrap.sh

up: setup ## set up what is missing, start everything, print addresses and demo log-ins
	@$(PY) -m tools.setup up
	@$(RUN) up

down: ## stop everything that `make up` started
	@if [ -x $(RUN) ]; then $(RUN) down; else echo "Nothing is set up here."; fi

check: setup ## static checks: format, lint, types, contracts, own checks
	@$(PY) -m tools.checks

test: setup ## set up what tests need, then run every test (ARGS="-k name" for some)
	@$(PY) -m tools.setup test
	@$(PY) -m pytest $(ARGS)

bench: setup ## benchmarks, beside their comparators (ONLY=S2 for one)
	@$(PY) -m bench $(if $(ONLY),--only $(ONLY))

simulate: setup ## simulated days with random faults (SEED=1 HOURS=10)
	@$(PY) -m tools.simulate --seed $(or $(SEED),1) --hours $(or $(HOURS),10)

ledger: setup ## how many requirements are met, by system
	@$(PY) -m tools.checks.ledger

format: setup ## write the code in the house's format
	@$(PY) -m ruff format
	@$(PY) -m ruff check --fix-only --quiet

clean: ## stop, and remove what builds made; recordings and databases stay
	@if [ -x $(RUN) ]; then $(RUN) down >/dev/null 2>&1 || true; fi
	@rm -rf .venv .cache build dist lingtong/apps/static web/node_modules web/*/*/node_modules web/*/*/dist
	@echo "Removed. Data was not touched."

help:
	@echo "Lingtong (灵通): a complete call center on Asterisk"; echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
