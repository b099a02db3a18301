# Everything one does with this repository. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet
PRODUCTION := DEMO=0 DEBUG=0 HTTPS=1 ALLOWED_HOSTS=certifications.example.fr SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-check

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check format lint contracts types migrations deploy-check coverage bench writing lock system

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements.txt
	@echo "Setting up the environment in $(VENV)…"
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Adding what tests and checks need…"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(VENV)/.runtime ## set everything up and serve the demonstration (PORT=8000)
	@sh scripts/system-packages.sh pango
	@DEMO=1 $(PY) manage.py demo --port $(PORT)

demo-reset: $(VENV)/.runtime ## forget the demonstration's data; the next `make demo` starts afresh
	@DEMO=1 $(PY) manage.py demo_reset

test: $(VENV)/.dev ## run the whole suite, browser tests included
	@sh scripts/system-packages.sh pango chromium redis
	@$(PY) -m pytest -n 2

check: $(VENV)/.dev format lint contracts types migrations deploy-check coverage ## format, lint, contracts, types, migrations, deploy check, tests with coverage

format: $(VENV)/.dev ## check the format (ruff format to apply it)
	@$(VENV)/bin/ruff format --check .

lint: $(VENV)/.dev ## ruff and djlint
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/djlint templates --lint --quiet

contracts: $(VENV)/.dev ## the import line
	@$(VENV)/bin/lint-imports

types: $(VENV)/.dev ## mypy --strict on the rules
	@$(VENV)/bin/mypy

migrations: $(VENV)/.dev ## no migration is missing
	@$(PY) manage.py makemigrations --check --dry-run

deploy-check: $(VENV)/.dev ## Django's own check of production settings
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

coverage: $(VENV)/.dev
	@sh scripts/system-packages.sh pango chromium redis
	@$(PY) -m pytest -n 2 --cov --cov-report=term

bench: $(VENV)/.dev ## timings, as ratios within one run: the editor of a full dossier and one save, the rooms of the jury
	@$(PY) -m pytest tests/benchmarks/bench_editor.py tests/benchmarks/bench_rooms.py -q -s -p no:randomly

writing: $(VENV)/.dev ## the long form of the two writers on failing lines (SEEDS=50)
	@WRITING_SEEDS=$(or $(SEEDS),50) $(PY) -m pytest tests/browser/test_two_clients.py -n 2

lock: ## resolve requirements*.in again, with hashes and no index address
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet requirements.in -o requirements.txt
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet requirements-dev.in -o requirements-dev.txt
