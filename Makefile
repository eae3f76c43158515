# Huizhen: the commands. `make` lists them.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: help tools build run test demo bench-smoke bench-service bench-relay bench-dualisp fuzz simulate walk lint format trace clean
JOBS ?= $(shell nproc)

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

tools: ## install what building and testing need (Debian packages)
	@scripts/install-test-tools

build: ## build the release binary
	@scripts/install-build-tools
	@. scripts/common; step "building the release binary (the first time takes some minutes)"
	@swift build -c release --product huizhen -j $(JOBS)

run: build ## build, prepare ./var, load the demonstration data and serve https://localhost:8443
	@scripts/run

test: tools ## everything: house rules, unit, property, real browsers, real binary
	@scripts/test

demo: build ## play one whole consultation by itself against a fresh service, verify the evidence, print the timeline
	@scripts/install-test-tools
	@. scripts/common; step "building the demonstration"; swift build -c release --product Demo -j $(JOBS)
	@.build/release/Demo

bench-relay: build ## the relay beside a C floor and rtpengine: packets a second, latency, memory; QUICK=1 in 8 minutes, PARTS=gcm
	@JOBS=$(JOBS) scripts/bench-relay $(if $(QUICK),quick) $(PARTS)

bench-smoke: build ## join time, idle size, start time, first page, command latency; writes bench/results/smoke-latest.json
	@scripts/install-test-tools
	@swift build -c release --product SmokeBench -j $(JOBS)
	@.build/release/SmokeBench

bench-service: build ## work list, commands, limits, exports and throughput over up to 1,000,000 cases; QUICK=1, KEEP=1, PARTS=reading
	@scripts/install-test-tools
	@. scripts/common; step "building the bench of the service"; swift build -c release --product ServiceBench -j $(JOBS); swift build -c release --product huizhen -j $(JOBS)
	@KEEP=$(KEEP) .build/release/ServiceBench $(if $(QUICK),10000 100000) $(PARTS)

bench-dualisp: tools ## cut one provider's line under a call, again and again (root, /dev/net/tun); QUICK=1 for a short one
	@. scripts/common; step "building the laboratory of two providers"; swift build -c release --product DualISPLab -j $(JOBS)
	@.build/release/DualISPLab all $(if $(QUICK),--quick)

fuzz: ## coverage-guided fuzzing of every reader of strangers' bytes; RUNS=20000000 for long
	@scripts/install-build-tools
	@scripts/fuzz

simulate: tools ## the media engine in 10,000 random worlds with two providers; SEEDS=100000, or SEEDS=5001-7500 for a part
	@HUIZHEN_SEEDS=$(or $(SEEDS),10000) scripts/test --filter 'EngineSeedTests'

walk: ## 1,000,000 random commands on cases and 1,000,000 sequences about money, seeded; WALKS=1000 for longer
	@HUIZHEN_WALKS=$(or $(WALKS),125) HUIZHEN_MONEY_WALKS=1000000 scripts/test --filter 'RandomWalkTests|MoneyWalkTests'

trace: ## which requirements are met and tested, and the gaps (Protocols/requirements.csv)
	@JOBS=$(JOBS) scripts/trace

lint: ## formatting and imports, as the tests check them
	@swift format lint --strict --parallel -r Sources Tests bench

format: ## format all sources in place
	@swift format -i --parallel -r Sources Tests bench

clean: ## remove build results (not ./var)
	@rm -rf .build .build-*
