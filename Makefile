# Presswatch: `make run` shows the whole pipeline at work, `make test` tests it, `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AIRFLOW_ENV := source include/config/airflow.sh

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.complete ## make .venv with the presswatch command in it

$(VENV)/.complete: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Presswatch needs Python 3.11 to 3.13, this is %d.%d: set PYTHON=python3.12, say" % v)'
	@echo "making $(VENV): about 270 packages, one to five minutes"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

airflow-db: setup
	@$(AIRFLOW_ENV); mkdir -p "$$AIRFLOW_HOME"; \
	{ airflow db migrate && airflow pools import include/config/pools.json; } >"$$AIRFLOW_HOME/migrate.log" 2>&1 \
	|| { cat "$$AIRFLOW_HOME/migrate.log" >&2; exit 1; }

run: airflow-db ## the whole pipeline once, through its DAGs, over the bundled sample newsroom
	@$(AIRFLOW_ENV); python -m sample.tour

test: setup ## the test suite
	@$(BIN)/python -m pytest -n 2 -m "not slow" --durations 10

test-slow: setup ## the long suites: kill -9, real servers, big inputs
	@$(BIN)/python -m pytest -m slow --durations 10

lint: setup ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

up: airflow-db ## Airflow with its UI, DAGs unpaused, over the real outlets of include/config/outlets.yaml
	@$(AIRFLOW_ENV); exec airflow standalone

eval: setup ## quality on labelled data (SHELF=folder), beside the released figures
	@$(BIN)/python tests/quality/evaluate.py

bench: setup .venv-peers/.complete ## speed beside peers, in one run
	@$(BIN)/python tests/quality/bench.py

.venv-peers/.complete: tests/quality/peers.txt
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check -r $< || echo "not all peers can be installed here: they are left out"
	@touch $@

train: setup ## train the language model again (TREEBANKS=folder of CoNLL-U files)
	@$(BIN)/python -m presswatch.tag.nlp.train --treebanks "$(TREEBANKS)" --out include/presswatch/tag/weights

docs: setup ## write the generated pages of docs/
	@$(BIN)/python -m presswatch.reference docs

lock: setup ## make requirements.txt from requirements.in (needs uv)
	@uv pip compile requirements.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-strip-extras --no-header -q -o requirements.txt

clean: ## remove what runs have made (var/), not .venv
	rm -rf var

.PHONY: help setup airflow-db run test test-slow lint up eval bench train docs lock clean
