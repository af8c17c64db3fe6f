# Two commands: `make demo` shows a centre on this machine, `make test` runs every check and test.
# They need make, git and Python 3.11 to 3.13 with venv, and nothing before them.

PORT ?= 8000
BIN := .venv/bin
LINES := --width 110
PYBABEL_KEYWORDS := -k _ -k _l -k gettext -k lazy_gettext
PINS := uv pip compile --quiet --universal --no-emit-index-url --no-header --generate-hashes pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test test-a11y check format messages pins clean

help:
	@echo "make demo       a demo centre on http://127.0.0.1:$(PORT); PORT=8080 moves it, FRESH=1 starts over"
	@echo "make test       every check and every test"
	@echo "make test-a11y  every page in every size, contrast, language and width; takes hours"
	@echo "make format     ruff's format and its safe fixes"
	@echo "make messages   look for new words to translate"
	@echo "make pins       pin the packages again, after a change in pyproject.toml"
	@echo "make clean      remove the virtual environment; the database in instance/ stays"

# A demo never touches the database of a real centre, also where the environment names one.
DEMO := env -u DATABASE_URL $(BIN)/activity-center

demo: .venv/project
	@$(DEMO) migrate
	@$(DEMO) demo $(if $(FRESH),--fresh)
	@exec $(DEMO) serve --port $(PORT)

test: check
	@$(BIN)/pytest -n 2

# `make test` shows each page in two looks; this shows it in all of them.
test-a11y: .venv/project .venv/dev-packages
	@$(BIN)/pytest -n 2 --looks=all tests/browser/test_examination.py tests/browser/test_every_look.py tests/browser/test_every_kiosk_look.py

check: .venv/project .venv/dev-packages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/pyrefly check

format: .venv/dev-packages
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

messages: .venv/packages
	@$(BIN)/pybabel -q extract -F pyproject.toml $(PYBABEL_KEYWORDS) --no-location --sort-output --omit-header -o messages.pot .
	@$(BIN)/pybabel -q update -i messages.pot -d activity_center/translations -l zh --no-fuzzy-matching --ignore-obsolete $(LINES)
	@rm messages.pot

pins: .venv/dev-packages
	@$(BIN)/$(PINS) --all-extras -o requirements-dev.txt
	@$(BIN)/$(PINS) --extra build --extra pdf -c requirements-dev.txt -o requirements.txt

clean:
	rm -rf .venv

# Each stamp says: what it depends on is installed. Packages come by their pinned hashes only.
.venv/packages: requirements.txt | .venv/bin/python
	@echo "Installing packages ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev-packages: requirements-dev.txt | .venv/bin/python
	@echo "Installing packages for checks and tests ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The project itself: no index, no isolated build, so nothing unpinned can slip in.
.venv/project: pyproject.toml .venv/packages
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/bin/python:
	@for python in python3.13 python3.12 python3.11 python3; do \
	  $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue; \
	  found=$$python; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  exec $$python -m venv .venv; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found cannot make virtual environments: apt-get install python3-venv"; \
	else \
	  echo "Python 3.11, 3.12 or 3.13 is needed and was not found: apt-get install python3 python3-venv"; \
	fi >&2; exit 1
