# Needs make, Python 3.11 or later and a package index; nothing else.
#   make run    install, then weigh the accounts of bloc_1953 on its record
#   make test   checks of style and types, then all tests
# OUT=folder and ARGS="--quick" may be given.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out/bloc_1953
ARGS ?=
CODE := src tests

.PHONY: run test lint clean

run: $(VENV)/.installed
	$(BIN)/thaw compare bloc_1953 --out $(OUT) $(ARGS)

test: lint
	$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy

$(VENV)/.venv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.venv pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet -c requirements.lock -e .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -c requirements.lock -e ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) out ci-out build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
