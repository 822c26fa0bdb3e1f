# Set-up is part of every target: python3 (3.11 or later, with venv) and a package index are enough.
PYTHON ?= python3
BIN := .venv/bin
# One fixed day for MkDocs, so that two builds give the same bytes.
export SOURCE_DATE_EPOCH := 946684800

.PHONY: site test lint bench wheelhouse lock clean compiled

site: .venv/site.done compiled
	$(BIN)/report-archive build

# On all cores; each takes half of the files in their order, so that what tests share is made once.
test: .venv/test.done compiled
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: .venv/test.done
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# make bench REPORTS=1000 OPTIONS=--no-peers; bench/ keeps the figures.
bench: .venv/bench.done compiled
	$(BIN)/report-archive bench --reports $(or $(REPORTS),10000) $(OPTIONS)

# As pip leaves what it installs: without it every process compiles the program anew, 0.3 s, where
# PYTHONDONTWRITEBYTECODE is set.
compiled: .venv/site.done
	$(BIN)/python -m compileall -q scripts/report_archive

# All that installing takes on Windows and Linux without internet, some 170 MB.
wheelhouse: .venv/site.done
	$(BIN)/python scripts/make_wheelhouse.py

# The lock files are for every platform (markers), with hashes.
lock:
	uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --python-version 3.11 -o requirements.lock
	uv pip compile pyproject.toml --group build --group test --universal --generate-hashes --no-header --python-version 3.11 -c requirements.lock -o requirements-test.lock
	uv pip compile --group bench --universal --generate-hashes --no-header --python-version 3.11 -c requirements-test.lock -o requirements-bench.lock

.venv/site.done: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

.venv/test.done: requirements-test.lock .venv/site.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

.venv/bench.done: requirements-bench.lock .venv/test.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

clean:
	rm -rf .venv site docs/archive docs/data wheelhouse
