# Needs git, make, python3.11 with venv, and a package index. `make` alone tells what there is.

PYTHON = python3.11
PORT = 8000
JOBS = 2

VENV = .venv
BIN = $(VENV)/bin
LOCALES = translations
POT = $(LOCALES)/storefront.pot
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard $(LOCALES)/*/LC_MESSAGES/storefront.po))

# PLAIN=1: the example shop as it was before it met us.
APP = examples.shop$(if $(PLAIN),,.mounting):create_app
FLASK = $(BIN)/flask --app $(APP) --debug
BABEL = $(BIN)/pybabel --quiet

help:  ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed $(CATALOGUES)  ## the example shop on this machine; PORT=8001, PLAIN=1 without the plug-in
ifndef PLAIN
	@$(FLASK) storefront db upgrade
	@$(FLASK) storefront editions --base http://127.0.0.1:$(PORT)
endif
	@$(FLASK) run

# Flask's own names: the shop can read its address from them, too.
demo: export FLASK_RUN_HOST = 127.0.0.1
demo: export FLASK_RUN_PORT = $(PORT)
demo: export STOREFRONT_BASE_ADDRESS = http://127.0.0.1:$(PORT)

# Browser tests share one worker (see tests/conftest.py); ARGS="-k money" chooses.
test: $(VENV)/.installed-dev $(CATALOGUES)  ## every check: style, types, layers, tests; ARGS="-k money" for some
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(JOBS) --dist loadgroup $(ARGS)

# No default keywords: `_()` would speak from the host's catalogue. Dates and versions alone change nothing.
i18n: $(VENV)/.installed  ## collect the texts, update and compile each language; NEW=it begins one
	@$(BABEL) extract --mapping-file pyproject.toml --output-file $(POT).new \
	    --no-default-keywords -k sf_ -k sf_n:1,2 -k sf_p:1c,2 --add-comments=Translators: --strip-comments \
	    --add-location=file --sort-output --project=storefront-plugin --version=1 \
	    --header-comment='# The texts of storefront-plugin, collected by `make i18n`.' .
	@if diff -qI '^"POT-Creation-Date' -I '^"Generated-By' $(POT).new $(POT) >/dev/null 2>&1; \
	    then rm $(POT).new; else mv $(POT).new $(POT); fi
ifdef NEW
	@test -e $(LOCALES)/$(NEW) || $(BABEL) init -i $(POT) -d $(LOCALES) -D storefront -l $(NEW)
endif
	@$(BABEL) update -i $(POT) -d $(LOCALES) -D storefront \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BABEL) compile -d $(LOCALES) -D storefront

bench: $(VENV)/.installed-dev $(CATALOGUES)  ## what the plug-in costs a page of the shop, as a ratio
	@$(BIN)/python -m tests.benchmarks

chaos: $(VENV)/.installed-dev $(CATALOGUES)  ## 2,000 random histories of a checkout in trouble; SEED=7 replays one
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED))

clean:  ## remove what was built and cached; the environment in .venv stays
	@rm -rf build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache \
	    test-results tests/screenshots $(CATALOGUES)
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

%.mo: %.po | $(VENV)/.installed
	@$(BABEL) compile -i $< -o $@

$(VENV)/.installed: setup.cfg pyproject.toml
	$(make-venv)
	@echo "Installing into $(VENV) ..."
	@$(BIN)/pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: setup.cfg pyproject.toml
	$(make-venv)
	@echo "Installing into $(VENV), test tools included ..."
	@$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $(VENV)/.installed $@

define make-venv
@$(PYTHON) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
    echo "$(PYTHON) with its venv module is needed, 3.11 or newer."; \
    echo "On Debian: apt-get install python3.11 python3.11-venv"; \
    echo "To choose another: make $(MAKECMDGOALS) PYTHON=python3.12"; \
    exit 1; } >&2
@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
endef

.PHONY: help demo test i18n bench chaos clean
