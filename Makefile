# cbreport: `make help` says what there is.

PORT ?= 8000
HOST ?= 127.0.0.1
# More for pytest: make test-fast PYTEST="-k carrying -x"
PYTEST ?=

BIN := .venv/bin
# One more than there are cores: some tests wait, for a browser, a server or a line.
PARALLEL := -n $$(( $$(nproc 2>/dev/null || echo 2) + 1 )) --maxprocesses 9 --dist loadgroup
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet --upgrade \
	--custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.PHONY: help demo setup setup-test test test-fast format vendored lock clean

help: ## this list
	@echo 'make …'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## a portal with made-up reports, at http://HOST:PORT/ (HOST=127.0.0.1 PORT=8000)
	@exec $(BIN)/cbreport serve --demo --host '$(HOST)' --port '$(PORT)'

setup: ## .venv and what the library needs
	@tools/setup.sh run

setup-test: ## that, and what the tests need
	@tools/setup.sh test

# Every step runs, whatever the others find; pytest comes last and repeats which steps failed or were skipped. The
# vendored stylesheet is made anew and compared, which needs npm and its server (exit code 2 says that they did not
# serve): that these are away is told, but is no fault of the code; tests hold the file to its digest in any case.
test: setup-test ## everything that CI runs
	@failed=; skipped=; \
	step() { name=$$1; shift; printf '== %s\n' "$$name"; "$$@" || failed="$$failed; $$name"; }; \
	vendored() { printf '== %s --check\n' "$$1"; $(BIN)/python "$$1" --check; case $$? in \
		0) ;; \
		2) skipped="$$skipped; $$1 (its sources could not be had)" ;; \
		*) failed="$$failed; $$1" ;; \
	esac; }; \
	step 'ruff check' $(BIN)/ruff check --quiet --output-format concise .; \
	step 'ruff format' $(BIN)/ruff format --quiet --check --output-format concise .; \
	step 'mypy' $(BIN)/mypy --no-error-summary; \
	step 'shipped forms' $(BIN)/cbreport forms check; \
	step 'catalogues' $(BIN)/python tools/catalogues.py check; \
	vendored tools/vendor_govuk.py; \
	CBREPORT_CHECKS_FAILED="$${failed#; }" CBREPORT_CHECKS_SKIPPED="$${skipped#; }" \
		$(BIN)/pytest $(PARALLEL) $(PYTEST) || failed=pytest; \
	test -z "$$failed"

test-fast: setup-test ## unit tests only: no browser, no PostgreSQL, nothing slow
	@$(BIN)/pytest $(PARALLEL) -m 'not browser and not slow and not postgresql' $(PYTEST)

format: setup-test ## put the code in order: formatting, imports, what ruff can mend by itself
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

vendored: setup-test ## make every vendored file anew and compare; the fonts take half a minute
	@for script in tools/vendor_*.py; do $(BIN)/python "$$script" --check || exit 1; done

lock: setup-test ## take up the newest dependencies into requirements/*.lock
	@$(BIN)/python -m pip install -qq uv
	@echo 'setuptools>=80' | $(LOCK) pyproject.toml - --output-file requirements/run.lock
	@echo 'setuptools>=80' | $(LOCK) pyproject.toml - --output-file requirements/test.lock \
		--extra parquet --extra postgresql --group test --constraints requirements/run.lock

clean: ## remove what these targets have made, .venv included; var/ and its data stay
	@rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
