# Bodega. `make` alone shows this menu; `make run` and `make test` are all that a newcomer needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# What packaging/setup.sh fetched because the system's own is too old goes before the system's own.
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export CARGO_TERM_PROGRESS_WHEN ?= auto

target := $(or $(CARGO_TARGET_DIR),target)
bodega := $(target)/debug/bodega
styles_and_scripts := $(shell find assets templates src -type f -not -path 'assets/meaning.bin' -not -path 'assets/dist/*' -not -path 'assets/.dist-new/*' 2>/dev/null)

.PHONY: help run test trade dev lint bench assets release clean setup setup-tests setup-lint

help: ## Show this menu
	@echo 'Bodega, a marketplace for digital goods in one binary.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: setup assets ## Open the shop with demonstration goods at http://127.0.0.1:8000 (data in ./data)
	cargo build --locked
	BODEGA=$(bodega) packaging/demo-data.sh
	exec env BODEGA_MODE=test $(bodega) --data data serve

test: setup-tests assets ## Run all tests, those in the browser included
	tests/run.sh

trade: setup-tests assets ## Play a day of trade with faults against the stand-ins of Stripe and PayPal (ORDERS=1000 SEED=1)
	cargo test --locked --test it -- --ignored --nocapture trade::

dev: setup assets ## Like run, and again after each change of a file
	packaging/dev.sh

lint: setup-lint assets ## Check format, lints, templates, scripts and licences
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	node tests/lint/pages.mjs
	node tests/lint/licences.mjs
	if cargo deny --version >/dev/null 2>&1; then cargo deny --locked check bans licenses sources; fi

bench: setup assets ## Measure how fast the shop is, against a floor measured beside it
	cargo bench --locked --bench shop

release: setup assets ## Build the optimised binary for a real shop: target/release/bodega
	cargo build --locked --release
	@echo "Built $(target)/release/bodega; see docs/operations.md for how to run it."

assets: assets/dist/manifest.json assets/meaning.bin ## Build the styles and scripts in assets/dist, and fetch what search knows of meaning

assets/dist/manifest.json: node_modules/.package-lock.json $(styles_and_scripts)
	npm run --silent build
	@touch $@

# Where it cannot be fetched, the program is built without.
.PHONY: assets/meaning.bin
assets/meaning.bin:
	@packaging/meaning.sh

node_modules/.package-lock.json: package.json package-lock.json | setup
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

setup:
	@packaging/setup.sh

setup-tests:
	@packaging/setup.sh tests

setup-lint:
	@packaging/setup.sh lint

clean: ## Remove what was built; data stays
	rm -rf node_modules assets/dist assets/meaning.bin .tools
	cargo clean
