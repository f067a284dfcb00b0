# Every job of the project. Each does its own set-up, and is quick when there is nothing to do.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo test build install lint format bench bench-small compare setup clean
.PHONY: docs dependent remote-test fuzz kill-test stress sanitize test-all

PREFIX ?= /usr/local

# Where Swift finds libduckdb, and whatever else was set up without root.
export PKG_CONFIG_PATH := $(CURDIR)/.deps/lib/pkgconfig$(addprefix :,$(PKG_CONFIG_PATH))

# The Swift runtime goes into the binary, so that it starts quickly and can be installed without Swift.
# lld is the linker that does not warn about the C functions which Foundation calls.
release := swift build -c release --static-swift-stdlib $(if $(filter Linux,$(shell uname)),-Xswiftc -use-ld=lld)
# Tests of optimised code.
release_tests := scripts/test.sh .build-release-tests
optimised := -c release -Xswiftc -enable-testing
# How long attacks are, and what they are made of.
SECONDS ?= 600
SEED ?= 1
KILLS ?= 1000
TARGET ?=
sources := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Benchmarks

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

demo: build ## Train a churn model from SQL and query it (the first thing to run)
	@scripts/demo.sh

test: setup ## Run every test, of the optimised code that users run
	@echo '== Every test, attacks among them'
	@$(release_tests) $(optimised)

test-all: test remote-test kill-test stress sanitize ## Run every test and every attack, long (an hour or two); then make fuzz

fuzz: setup ## Feed made-up inputs: TARGET=parser|session|archive|xgboost|lightgbm|... SECONDS=600 SEED=1 (all targets without one)
	@scripts/fuzz.sh $(SECONDS) $(SEED) $(TARGET)

kill-test: setup ## Kill automl 1,000 times (KILLS=n SEED=n) and check what it leaves
	@AUTOML_KILLS=$(KILLS) AUTOML_KILL_SEED=$(SEED) $(release_tests) --only 'AttackTests.KillTests' $(optimised)

stress: setup ## Four sessions on one file at once, for SECONDS=600
	@AUTOML_STRESS_SECONDS=$(SECONDS) AUTOML_STRESS_SEED=$(SEED) \
	  $(release_tests) --only 'AttackTests.StressTests' $(optimised)

sanitize: setup ## The stress test and the inputs of fuzz under the thread and address sanitizers
	@scripts/sanitize.sh $(SEED)

build: setup ## Build the release binary, .build/release/automl
	@$(release) --quiet --product automl
	@scripts/link-libraries.sh .build/release

install: build ## Install the binary and libduckdb under PREFIX (/usr/local)
	@scripts/install.sh "$(PREFIX)"

lint: ## Check the format of every source
	@swift format lint --strict -r $(sources)
	@for script in scripts/*.sh; do bash -n "$$script"; done
	@echo 'lint: clean'

format: ## Format every source in place
	@swift format -i -r $(sources)

compare: build ## Train beside XGBoost, LightGBM, CatBoost and scikit-learn (an hour or two); writes Benchmarks/RESULTS.md
	@scripts/compare.sh

dependent: setup ## Build a package that depends on the library, and run the program of README
	@cd Tests/DependentPackage && swift build --quiet --scratch-path ../../.build-release-tests $(optimised)
	@scripts/link-libraries.sh .build-release-tests/release
	@.build-release-tests/release/Program

remote-test: build ## Call AWS's own model server and serve-model as Redshift, Athena and Aurora do (needs Java, Python, PyPI)
	@scripts/remote-test.sh

bench: setup ## Build and run the benchmarks (a nested package; some minutes the first time)
	@scripts/bench.sh

bench-small: setup ## Build the benchmarks, and run each once on a hundredth of its rows: does it run?
	@scripts/bench.sh --small

docs: setup ## Write the documentation of the library into .build/docs (DocC)
	@scripts/docs.sh

setup: ## Install what is missing: OpenBLAS, libedit, zlib, libduckdb
	@scripts/setup.sh

clean: ## Remove everything built; what was set up stays in .deps
	@rm -rf .build .build-release-tests .build-fuzz .build-thread .build-address
