# Every target makes what it needs: .venv and the locked packages come first.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --quiet --disable-pip-version-check

.PHONY: site test lint format check annotate report comment serve bench lock clean

site: .venv/run.stamp          ## build the whole site into site/
	$(BIN)/python build.py build

test: .venv/dev.stamp          ## run every test
	$(BIN)/python -m pytest

lint: .venv/dev.stamp          ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/dev.stamp        ## let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: .venv/run.stamp         ## check the data only; CHECK_OPTIONS=--fix mends what is safe
	$(BIN)/python build.py check $(CHECK_OPTIONS)

annotate: .venv/run.stamp      ## check, as annotations on the lines of a pull request
	$(BIN)/python build.py check --format github

report: .venv/run.stamp        ## what check finds and what differs from BASE, in build/report/
	.ci/report

comment:                       ## put REPORT, the folder of a report, on its pull request
	$(PYTHON) .ci/comment.py

serve: .venv/run.stamp         ## look at the site on this machine while you change it
	$(BIN)/python build.py serve

bench: .venv/dev.stamp         ## measure speed and size (see bench/README.md)
	$(BIN)/python bench/run.py

lock: .venv/dev.stamp          ## renew the lock files after a change in pyproject.toml
	cd requirements && sh lock.sh ../$(BIN)/uv

clean:
	rm -rf .venv .cache build site

.venv/run.stamp: requirements/run.txt
	test -d .venv || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements/run.txt
	touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	touch $@
