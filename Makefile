# `make demo` and `make test` set up what is missing and go. Both are quick when nothing is missing.
PYTHON := .venv/bin/python
SHELL := /bin/bash
.PHONY: help run demo test check bench battery screenshots base-screenshots lock format clean

help:
	@echo "make run          set up and start Samspill"
	@echo "make demo         a practice vault with made-up film: a window, or without a screen pictures in build/demo/"
	@echo "make test         the tests              make check   ruff, mypy, import contracts"
	@echo "make bench        the figures            make battery the long tests: kill, power loss, damage, fresh machine"
	@echo "make screenshots  docs/screenshots anew  make base-screenshots  those of the base alone"
	@echo "make lock         the lock files anew    make format    ruff mends what it can"
	@echo "make clean        what runs left behind; .venv stays"

run:
	@packaging/setup.sh screen
	@$(PYTHON) -m app

demo:
	@packaging/setup.sh $(if $(DISPLAY)$(WAYLAND_DISPLAY),screen,runtime)
	@$(PYTHON) -m app demo

test:
	@packaging/setup.sh tests
	@packaging/run_tests.sh $(ARGS)

check:
	@packaging/setup.sh tests
	@.venv/bin/ruff check -q .
	@.venv/bin/ruff format -q --check .
	@.venv/bin/mypy --no-error-summary
	@words=$$(.venv/bin/lint-imports --no-logo 2>&1) || { echo "$$words"; exit 1; }

bench:
	@packaging/setup.sh tests
	@$(PYTHON) -m pytest -m benchmark -s $(ARGS)

battery:
	@packaging/setup.sh battery
	@$(PYTHON) -m pytest -m battery --timeout 3600 $(ARGS)

screenshots:
	@packaging/setup.sh runtime
	@$(PYTHON) -m app demo --screenshots docs/screenshots
	@$(MAKE) --no-print-directory base-screenshots

base-screenshots:
	@packaging/setup.sh tests
	@$(PYTHON) -m tests.sync.base.web.pictures docs/screenshots

lock:
	@packaging/lock.sh

format:
	@.venv/bin/ruff check -q --fix .
	@.venv/bin/ruff format -q .

clean:
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
