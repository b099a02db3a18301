# Everything one does with this repository. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet
PRODUCTION := DEMO=0 DEBUG=0 DATABASE_URL=postgres://nobody@127.0.0.1/certifications \
	SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP-check \
	ALLOWED_HOSTS=certifications.test PUBLIC_URL=https://certifications.test \
	EMAIL_URL=smtp+tls://nobody:none@mail.test:587 DEFAULT_FROM_EMAIL=certifications@mail.test \
	SIGNATORY_NAME=Nobody MEDIA_ROOT=/nowhere

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check format lint contracts types migrations deploy-check coverage bench bench-acts bench-national bench-served chaos upgrade writing licences sbom lock system

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

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
	@DEMO=1 exec $(PY) manage.py demo --port $(PORT)

demo-reset: $(VENV)/.runtime ## forget the demonstration's data; the next `make demo` starts afresh
	@DEMO=1 $(PY) manage.py demo_reset

test: $(VENV)/.dev ## run the whole suite, browser tests included
	@sh scripts/system-packages.sh pango chromium redis
	@$(PY) -m pytest -n 3 --dist worksteal

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
	@$(PY) -m pytest -n 3 --dist worksteal --cov --cov-report=term

bench: $(VENV)/.dev ## every measure, one group after the other: bench-national, bench-served, bench-acts
	@status=0; for group in bench-national bench-served bench-acts; do $(MAKE) --no-print-directory $$group || status=1; done; exit $$status

bench-acts: $(VENV)/.dev ## timings, as ratios within one run: editor, rooms, register, certificates (ROWS=1000000 N=1000)
	@sh scripts/system-packages.sh pango redis
	@N=$(or $(N),50) ROWS=$(or $(ROWS),50000) $(PY) -m pytest $(filter-out %bench_national.py %bench_served.py,$(wildcard tests/benchmarks/bench_*.py)) -q -s --show-capture=no -p no:randomly

bench-national: $(VENV)/.dev ## every page at 1,000, 20,000 and 200,000 candidates (SIZES=1000,20000)
	@sh scripts/system-packages.sh pango
	@$(PY) -m pytest tests/benchmarks/bench_national.py -q -s --show-capture=no -p no:randomly

bench-served: $(VENV)/.dev ## the pages a jury waits for, under gunicorn, one client and eight, at 2,000 and 20,000 dossiers
	@sh scripts/system-packages.sh pango
	@$(PY) -m pytest tests/benchmarks/bench_served.py -q -s --show-capture=no -p no:randomly

chaos: $(VENV)/.dev ## everything is killed at random while everybody works, then SQL counts what is left (MINUTES=10)
	@sh scripts/system-packages.sh pango redis
	@MINUTES=$(or $(MINUTES),10) $(PY) -m pytest tests/chaos -q -s --show-capture=no -p no:randomly

upgrade: $(VENV)/.dev ## people work on a release of the history while this one migrates and takes over (FROM=v0.1.0)
	@sh scripts/system-packages.sh pango redis
	@FROM=$(FROM) $(PY) -m pytest tests/upgrade/upgrade_under_work.py -q -s --show-capture=no -p no:randomly

writing: $(VENV)/.dev ## the long form of the two writers on failing lines (SEEDS=50)
	@sh scripts/system-packages.sh pango chromium redis
	@WRITING_SEEDS=$(or $(SEEDS),50) $(PY) -m pytest tests/browser/test_two_clients.py -n 2

licences: $(VENV)/.dev ## every library we ship has a licence that allows it
	@$(PY) scripts/licences.py

sbom: $(VENV)/.dev ## the software bill of materials, CycloneDX, in sbom.cdx.json
	@$(PY) scripts/licences.py --sbom sbom.cdx.json

lock: ## resolve requirements*.in again, with hashes and no index address
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet requirements.in -o requirements.txt
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet requirements-dev.in -o requirements-dev.txt
