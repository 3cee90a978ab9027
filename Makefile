# Works with POSIX make and GNU make 3.81 (macOS). `make help` lists the targets.

PY = .venv/bin/python
UV_COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--no-python-downloads --only-binary :all: --generate-hashes --annotation-style line \
	--no-emit-index-url --custom-compile-command 'make lock'

help: ## List the targets
	@awk -F ': .*## ' '/^[a-z]+: .*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

# exec: Ctrl-C and kill reach the bot itself, and make is silent if that exits with 0.
play: venv ## Try the bot in a browser page (PLAY_PORT=8100 NO_BROWSER=1 DATA=folder FRESH=1)
	@exec $(PY) -m bot play $${DATA:+--data "$$DATA"} $${FRESH:+--fresh}

run: venv ## Run the bot on Discord (settings: .env.example)
	@exec $(PY) -m bot run

migrate: venv ## Bring the database up to date
	@$(PY) -m bot migrate

test: venv ## Run the whole test suite
	@$(PY) -m pytest

soak: venv ## Run the long random tests
	@$(PY) -m pytest -m soak

cover: venv ## Run the test suite and list the lines it misses
	@$(PY) -m coverage run -m pytest
	@$(PY) -m coverage report

check: venv ## Lint, formatting and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: venv ## Format the code and apply the safe fixes
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format .

bench: venv ## Measure: prints a table and writes bench.json
	@$(PY) -m tests.bench

lock: venv ## Rewrite the pinned requirements (UPGRADE=1 takes newer versions)
	@$(UV_COMPILE) $${UPGRADE:+--upgrade} --extra postgres --output-file requirements.txt >/dev/null
	@$(UV_COMPILE) $${UPGRADE:+--upgrade} --all-extras --constraints requirements.txt \
		--output-file requirements-dev.txt >/dev/null

venv: ## Make .venv and install what is pinned, if anything changed (the others do this first)
	@sh .ci/venv requirements-dev.txt

.PHONY: help play run migrate test soak cover check format bench lock venv
