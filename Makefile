# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
#
# PYTHON: version or path of the interpreter (3.11, 3.12, 3.13; by default python3 where it is one of them)
# CORE:   release of ansible-core (2.19, 2.20, 2.21; by default the oldest)
# BUILD:  where the environments are made (by default .build)

PYTHON ?=
CORE ?=
BUILD ?= .build
export BUILD

# The interpreter of the scripts: any Python 3.8 or newer.
HELPER ?= python3
IN_ENV = $(HELPER) scripts/environment.py --python "$(PYTHON)" --core "$(CORE)"

# More for pytest (ARGS="-k cookies -x"), for the benchmark, or names of checks (ARGS="ruff mypy").
ARGS ?=
# Test processes at a time.
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test check docs package molecule bench faults modules combinations kills rivals deployments env clean

help: ## show what there is
	@echo "make TARGET [PYTHON=3.13] [CORE=2.21] [ARGS=...]"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

demo: ## start a lab of four switches, run a play on it, show what happened
	@$(IN_ENV) base -- sh scripts/demo.sh

test: ## unit and wire tests
	@$(IN_ENV) test -- python -m pytest -n $(JOBS) --dist loadfile -o cache_dir="$(BUILD)/pytest" $(ARGS)

check: ## linters, types, licences, documentation, ansible-test, the archive
	@$(IN_ENV) check -- python scripts/check.py $(ARGS)

docs: ## the documentation as a site
	@$(IN_ENV) docs -- python scripts/docs_site.py

package: ## the archive, looked into, used and imported as a registry does
	@$(IN_ENV) check -- python scripts/package.py

molecule: ## the Molecule scenarios, and one outside of the repository
	@$(IN_ENV) molecule -- python scripts/molecule.py $(ARGS)

bench: ## measure against arista.eos and plain clients; figures and plots in docs/
	@$(IN_ENV) bench -- python tests/benchmarks/run.py $(ARGS)

faults: ## random faults at random requests of random configuration changes
	@$(IN_ENV) test -- python tests/campaigns faults $(ARGS)

modules: ## random faults at random requests of tasks of other modules
	@$(IN_ENV) test -- python tests/campaigns modules $(ARGS)

combinations: ## random combinations of the options of eapi_config
	@$(IN_ENV) test -- python tests/campaigns combinations $(ARGS)

kills: ## kill runs at random moments of their configuration changes
	@$(IN_ENV) test -- python tests/campaigns kills $(ARGS)

rivals: ## many that change one switch at once
	@$(IN_ENV) test -- python tests/campaigns rivals $(ARGS)

deployments: ## two that deploy through one CloudVision at once
	@$(IN_ENV) test -- python tests/campaigns deployments $(ARGS)

env: ## make the environment of the tests and print its folder
	@$(IN_ENV) test -- printenv AERIE_ENVIRONMENT

clean: ## remove the environments and all that the tools made
	@rm -rf "$(BUILD)"/py3.*-core2.* "$(BUILD)/pytest" "$(BUILD)/site" "$(BUILD)/dist" .ansible .mypy_cache .pytest_cache .ruff_cache tests/output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rmdir "$(BUILD)" 2>/dev/null || true
