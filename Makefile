# The commands of this project; `make` alone shows them. What they promise: CONTRIBUTING.md.
PYTHON ?= python3
BIN := .venv/bin
PYTEST_ARGS ?= -n 2 --dist loadgroup
# Placeholders with the right form, to look at production settings without a production.
PRODUCTION := DJANGO_SETTINGS_MODULE=kansrijkestart.settings.production DEMO_MODE=no \
	SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	ALLOWED_HOSTS=example.org DATABASE_URL=postgresql://app@localhost/record \
	REDIS_URL=redis://localhost/0 EMAIL_HOST=localhost

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test coverage check check-types check-rest audit bench soak lock messages

help: ## show the commands
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

setup:
	@$(PYTHON) tools/setup_env.py

setup-dev:
	@$(PYTHON) tools/setup_env.py --dev

run: setup ## set everything up and serve the demo on http://localhost:8000 (PORT=…)
	@exec $(BIN)/python tools/run.py

test: setup-dev ## run every test (PYTEST_ARGS=…)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

coverage: setup-dev ## count which lines the tests without a browser run (floor in pyproject.toml)
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m "not slow and not e2e" --cov --cov-report=term:skip-covered

check: setup-dev ## formatting, lint, types, import contracts, migrations, deploy check, catalogue
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-types check-rest

# The types take as long as all the rest, on one core.
check-types:
	$(BIN)/mypy .

check-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=kansrijkestart.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python tools/messages.py --check
	$(BIN)/python tools/check_links.py

audit: setup-dev ## ask whether a locked package has a known weakness (needs the network; AUDIT_REQUIRED=yes)
	$(BIN)/python tools/audit.py

bench: setup-dev ## run the benchmarks; writes var/bench.json and prints a table
	$(BIN)/python tools/bench.py $(BENCH_ARGS)

soak: setup-dev ## run the long suites at full size (SOAK_SCALE=…); writes docs/soak.md
	SOAK=1 SOAK_WRITE=1 VAR_DIR=$(CURDIR)/var/soak $(BIN)/python -m pytest tests/soak tests/test_list_costs.py tests/test_access_matrix.py tests/test_access_writing.py tests/open_data/test_openapi.py tests/e2e -n 2 --dist loadgroup $(SOAK_ARGS)

lock: setup-dev ## renew the lock files from requirements*.in and package.json
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras --upgrade requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras --upgrade requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only

messages: setup-dev ## renew the Dutch catalogue from the code
	$(BIN)/python tools/messages.py
