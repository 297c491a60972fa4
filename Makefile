# Two commands matter: `make demo` and `make test`. Both set everything up first.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   ?= demo

PYTHON_VERSION ?= 3.11

.PHONY: bundle mutants demo test lint types unit accuracy bench train docs template letters lock goldens paper clean setup install crash soak fuzz

define old_enough
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed; call make PYTHON=python3.12 …"; exit 1; }
endef

demo: $(READY)
	$(BIN)/taizhang demo $(DEMO)

test: lint types unit

setup: $(READY)

# What a server needs: the program with its pinned libraries, none of the tools for developing it.
install:
	@$(call old_enough)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock setuptools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock --no-build-isolation -e .

$(READY): requirements.lock pyproject.toml
	@$(call old_enough)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

unit: $(READY)
	$(BIN)/pytest -n 2 --dist worksteal

# How the county's workbooks print: pages, smallest letters, what is cut; the table goes into docs/paper.md.
paper: $(READY)
	$(BIN)/python -m tools.paper

# Reading, judging and answering, without other programs and the ledgers of an unseen writer: while one works on them.
fast: $(READY)
	TESTS_FAST=1 $(BIN)/pytest -n 2 --dist worksteal tests/model tests/judging tests/form tests/office tests/receipts \
		--ignore tests/judging/matching/test_model.py

# Long trials; each writes its figures into docs/reliability.md.
crash: $(READY)
	$(BIN)/python -m tools.reliability.crash --report
	$(BIN)/python -m tools.reliability.errnos --all --report

soak: $(READY)
	$(BIN)/python -m tools.reliability.samba --each 100 --report
	$(BIN)/python -m tools.reliability.load --report
	$(BIN)/python -m tools.reliability.load --files 20000 --within 0 --report

fuzz: $(READY)
	$(BIN)/python -m tools.reliability.fuzz --report
	$(BIN)/python -m tools.reliability.genuine --report

accuracy: $(READY)
	$(BIN)/python tools/accuracy_report.py

# A city of 20 counties as well, which takes an hour: make bench CITY=1
bench: $(READY)
	$(BIN)/python -m tools.bench
	$(if $(CITY),$(BIN)/python -m tools.bench.city)

train: $(READY)
	$(BIN)/python tools/train_matcher.py
	$(BIN)/python -m tools.train_substance

docs: $(READY)
	$(BIN)/python -m tools.write_docs

template: $(READY)
	$(BIN)/taizhang template --overwrite -o templates/ledger_template.xlsx

letters: $(READY)
	$(BIN)/python -m tools.letter_templates

goldens: $(READY)
	$(BIN)/pytest -n 2 --update-goldens

# For a server without network: make bundle TARGET=win_amd64 (manylinux_x86_64, manylinux_aarch64) PYTHON_VERSION=3.12
bundle: $(READY)
	$(BIN)/python -m tools.bundle $(TARGET) --python $(PYTHON_VERSION)

# Mutation testing of one module: make mutants MODULE=pipeline/… TESTS=tests/… SAMPLE=50; survivors are listed.
SAMPLE ?= 50
mutants: $(READY)
	$(BIN)/python -m pip install --quiet cosmic-ray
	$(BIN)/python -m tools.mutants $(MODULE) $(TESTS) --sample $(SAMPLE)

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --no-header --no-annotate \
		pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) $(DEMO) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
