# Needs make, Python 3.11 or later and a package index; nothing else.
#   make run    install, then weigh the accounts of bloc_1953 on its record
#   make test   checks of style and types, then all tests
#   make quick  tests that take a moment; for every save, not instead of `make test`
#   make cover  all tests, and which lines of the package they reach
#   make lint   style, types, dependencies, which room may know which
#   make fix    mend style where it can be mended by itself
#   make docs   everything under docs/ that is made from code and data
#   make site   all pages as HTML in out/site, links checked; needs no network once installed
# OUT=folder and ARGS="--quick" may be given.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out/bloc_1953
ARGS ?=
CODE := src tests tools bench examples

.PHONY: run test quick cover lint fix docs site clean

run: $(VENV)/.installed
	$(BIN)/thaw compare bloc_1953 --out $(OUT) $(ARGS)

test: lint
	$(BIN)/python -m pytest $(ARGS)

quick: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not thorough" $(ARGS)

# Compiled code is not seen by coverage: kernels count as reached where a test runs them as plain Python.
cover: $(VENV)/.dev
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/deptry src
	$(BIN)/lint-imports

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# The measured results behind the pages (docs/published/results.csv, docs/ideas/) take long and are made
# by hand; the tool that makes each is named in it.
docs: $(VENV)/.dev
	$(BIN)/python tools/make_world_stub.py
	$(BIN)/python tools/make_reference.py
	$(BIN)/python tools/make_odd.py
	$(BIN)/python tools/make_published_pages.py
	for script in examples/*.py; do MPLBACKEND=Agg $(BIN)/python $$script || exit 1; done

site: $(VENV)/.dev
	$(BIN)/sphinx-build -q -W -E -a --keep-going -c tools/site . out/site
	$(BIN)/python tools/check_site.py out/site

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
	rm -rf $(VENV) out ci-out build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
