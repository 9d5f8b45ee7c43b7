# The front door of kafkacore. `make` alone says what there is. Every target sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# cargo and the tests use all processors by themselves.
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

PREFIX ?= /usr/local
# An existing cluster for the demo: host:port,...
BROKERS ?=
# How long `make fuzz` looks, all targets together.
FUZZ_MINUTES ?= 10
# How long `make deep-fuzz` looks, each target.
FUZZ_SECONDS ?= 60
# The parts of `make deep` to run.
DEEP_SLICE ?= core c node lossless loom sanitize fuzz
# How many random steps of consumers `make deep-lossless` makes.
DEEP_STEPS ?= 10000
# How many random steps `make soak` makes, of which seed, and of which of its cases: all, if it is empty.
SOAK_STEPS ?= 200000
SEED ?= random
CASE ?=
# What goes to tests/bench/run.mjs: --resume, --only scenario,...
BENCH_FLAGS ?=

# One profile for everything: librdkafka is compiled once per checkout.
CARGO_FLAGS := --release --locked
CARGO_TESTS := cargo test $(CARGO_FLAGS) --no-fail-fast --package kafkacore-tests
# A workspace of its own: neither librdkafka nor the core is compiled for it as they are for the library.
MODEL_TESTS := cargo test $(CARGO_FLAGS) --manifest-path tests/model/Cargo.toml --target-dir target/model
LOSSLESS = $(NODE)/test/lossless/lossless.test.js
FUZZ_TARGET_COUNT = $(words $(wildcard tests/fuzz/targets/*.rs))
NODE := bindings/node
NODE_INSTALLED := $(NODE)/node_modules/.installed
WITH_KAFKA := tests/kafka/with-kafka
BENCH_INSTALLED := target/bench/node_modules/.installed
# Only kafkacore's own code is compiled again with these, not what is below it.
DEBUG_CHECKS := --config profile.release.package.kafkacore.debug-assertions=true \
                --config profile.release.package.kafkacore.overflow-checks=true

##@ Try it

.PHONY: demo-plan
demo-plan:
	@echo 'The demo builds the library and the Node package, then sends 200,000 messages from Node through' \
	  '$(if $(BROKERS),Kafka at $(BROKERS),a mock cluster inside the process) and checks what comes back.'

.PHONY: demo
demo: demo-plan node ## 200,000 messages through Node, checked and timed, on an embedded mock cluster or on BROKERS=host:port
	@$(if $(BROKERS),KAFKACORE_DEMO_BROKERS='$(BROKERS)') node $(NODE)/examples/demo.js

.PHONY: kafka
kafka: ## a real Apache Kafka until ctrl-C; prints its address
	@.ci/need kafka
	@$(WITH_KAFKA) -- bash -c 'echo "Kafka is at $$KAFKACORE_TEST_BROKERS; ctrl-C ends it"; exec sleep infinity' || (($$? == 130))

##@ Build

.PHONY: library
library: ## the native library: target/release/libkafkacore.so and .a
	@.ci/need build
	@.ci/first-build
	@cargo build $(CARGO_FLAGS) --package kafkacore --lib

.PHONY: node
node: library $(NODE_INSTALLED) ## the library and the Node package
	@npm run --silent --prefix $(NODE) build

# No package runs a script of its own at installation, neither ours nor a dependency's.
$(NODE_INSTALLED): $(NODE)/package.json $(NODE)/package-lock.json
	@.ci/need node
	@npm ci --prefix $(NODE) --ignore-scripts --no-audit --no-fund
	@touch $@

.PHONY: install
install: ## the library, headers, CMake package and pkg-config file under PREFIX (/usr/local), staged in DESTDIR
	@.ci/need build cmake
	@.ci/first-build
	@cmake -S cmake -B target/cmake -DCMAKE_INSTALL_PREFIX='$(PREFIX)'
	@cmake --build target/cmake
	@DESTDIR='$(DESTDIR)' cmake --install target/cmake

.PHONY: clean
clean: ## removes everything that was built or fetched
	rm -rf target $(NODE)/dist $(NODE)/node_modules

##@ Test

.PHONY: test
test: test-core test-abi test-c test-cmake test-node test-kafka-scripts test-kafka test-lossless ## all of the below

.PHONY: test-core
test-core: library ## the unit tests of the Rust core
	@cargo test $(CARGO_FLAGS) --package kafkacore

.PHONY: test-abi
test-abi: library ## the C interface from outside: generated files, bad input, the roles on a mock cluster; nothing leaks
	@$(CARGO_TESTS) --test generated
	@tests/each abi cluster

.PHONY: test-c
test-c: library ## the headers, those of earlier versions, and the C programs
	@$(CARGO_TESTS) --test c --test compat

.PHONY: test-cmake
test-cmake: library ## an installed kafkacore, found through CMake and through pkg-config
	@.ci/need cmake
	@tests/cmake/run

.PHONY: test-node
test-node: node ## the Node package, on a mock cluster
	@npm test --silent --prefix $(NODE)

.PHONY: test-kafka-scripts
test-kafka-scripts: ## the scripts that start and stop a real Kafka
	@.ci/need kafka
	@tests/kafka/selftest

.PHONY: test-kafka
test-kafka: node ## Rust and Node against a real Kafka
	@.ci/need kafka
	@$(CARGO_TESTS) --test kafka --no-run
	@$(WITH_KAFKA) -- bash -euc '$(CARGO_TESTS) --test kafka; npm run --silent --prefix $(NODE) test:kafka'

.PHONY: test-lossless
test-lossless: node ## consumers in 1,000 random steps on a real Kafka, against a model of what must be delivered
	@.ci/need kafka
	@$(WITH_KAFKA) -- node --test $(LOSSLESS)

.PHONY: deep
deep: $(DEEP_SLICE:%=deep-%) ## what takes longer; DEEP_SLICE chooses among: core c node lossless loom sanitize fuzz

.PHONY: deep-core
deep-core: library # the Rust tests with debug assertions and overflow checks in the core
	@.ci/need kafka
	@cargo test $(CARGO_FLAGS) $(DEBUG_CHECKS) --package kafkacore
	@$(CARGO_TESTS) $(DEBUG_CHECKS) --test abi --test cluster --test kafka --no-run
	@KAFKACORE_DEEP=1 $(WITH_KAFKA) -- $(CARGO_TESTS) $(DEBUG_CHECKS) --test abi --test cluster --test kafka

.PHONY: deep-c
deep-c: library # the C programs under valgrind
	@.ci/need deep
	@KAFKACORE_VALGRIND=1 KAFKACORE_ROUNDS=50000 $(CARGO_TESTS) --test c

.PHONY: deep-node
deep-node: node # 20,000 random batches and a million messages through Node, also while the broker is restarted
	@.ci/need kafka
	@KAFKACORE_ROUNDS=20000 node --test $(NODE)/test/runtime/echo.test.js
	@KAFKACORE_DEEP=1 $(WITH_KAFKA) -- npm run --silent --prefix $(NODE) test:kafka

.PHONY: deep-lossless
deep-lossless: node # DEEP_STEPS (10,000) of SEED
	@.ci/need kafka
	@KAFKACORE_STEPS='$(DEEP_STEPS)' KAFKACORE_SEED='$(SEED)' $(WITH_KAFKA) -- node --test $(LOSSLESS)

.PHONY: deep-loom
deep-loom: # wake-ups, the lane, tokens, the outbox and the line of partitions in every order of their threads
	@.ci/need build
	@$(MODEL_TESTS)

.PHONY: deep-fuzz
deep-fuzz: library # FUZZ_SECONDS (60) for each target of tests/fuzz
	@tests/fuzz/run "$(FUZZ_SECONDS)"

.PHONY: fuzz
fuzz: library ## random batches, configurations and requests, for FUZZ_MINUTES (10); more finds more
	@tests/fuzz/run "$$(($(FUZZ_MINUTES) * 60 / $(FUZZ_TARGET_COUNT)))"

.PHONY: soak
soak: node ## random steps of consumers against a model, for hours: SOAK_STEPS (200000), SEED, CASE
	@.ci/need kafka
	@KAFKACORE_STEPS='$(SOAK_STEPS)' KAFKACORE_SEED='$(SEED)' KAFKACORE_CASE='$(CASE)' \
	  $(WITH_KAFKA) -- node --test $(LOSSLESS)

.PHONY: deep-sanitize
deep-sanitize: # the Rust and C tests with AddressSanitizer and UndefinedBehaviorSanitizer, librdkafka included
	@.ci/need build
	@tests/sanitize/run

##@ Measure

.PHONY: bench
bench: node $(BENCH_INSTALLED) ## all clients side by side on a real Kafka, 45 minutes; BENCH_FLAGS=--resume goes on with one that was stopped
	@.ci/need kafka bench
	@$(WITH_KAFKA) -- node tests/bench/run.mjs $(BENCH_FLAGS)

.PHONY: bench-quick
bench-quick: node $(BENCH_INSTALLED) ## the main ones of them in two minutes
	@.ci/need kafka bench
	@$(WITH_KAFKA) -- node tests/bench/run.mjs --quick $(BENCH_FLAGS)

# The clients that ours is compared with, and the Node.js that runs them; outside the tree, since nothing else needs them.
$(BENCH_INSTALLED): tests/bench/package.json tests/bench/package-lock.json
	@.ci/need bench
	@mkdir -p target/bench
	@cp tests/bench/package.json tests/bench/package-lock.json target/bench
	@npm ci --prefix target/bench --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

##@ Look after it

.PHONY: lint
lint: lint-rust lint-node lint-scripts lint-documents ## formatting, clippy, eslint, tsc, shellcheck, the floors, the documents

.PHONY: lint-rust
lint-rust: # besides form, what tests/tidy.rs says of the floors, in Rust and in TypeScript
	@.ci/need build lint
	@.ci/first-build
	@cargo fmt --all --check
	@cargo clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings
	@for crate in model fuzz; do cargo fmt --manifest-path "tests/$$crate/Cargo.toml" --all --check; done
	@cargo clippy $(CARGO_FLAGS) --manifest-path tests/model/Cargo.toml --target-dir target/model --tests -- -D warnings
	@$(CARGO_TESTS) --test tidy

.PHONY: lint-node
lint-node: $(NODE_INSTALLED)
	@npm run --silent --prefix $(NODE) lint

.PHONY: lint-scripts
lint-scripts:
	@.ci/need lint
	@shellcheck .ci/{first-build,licenses,need,readme,run} tests/{cmake,fuzz,sanitize}/run tests/each tests/compat/freeze tests/kafka/{cluster,fetch,selftest,with-kafka}

.PHONY: lint-documents
lint-documents: # the README quotes programs that are tested; the licences are those of the sources
	@.ci/need build
	@.ci/readme --check
	@.ci/licenses --check

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
