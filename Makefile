# The only commands anyone types. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON := functions/venv/bin/python
VENV_READY := functions/venv/.ready
NODE_READY := node_modules/.ready
EMULATORS_READY := .muster/emulators.json
CLIENTS_READY := clients/node_modules/.ready
CONSOLE := clients/console/dist/index.html
CONSOLE_SOURCES := $(shell find clients/console clients/sdk -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
IN_SUITE := $(PYTHON) -m devtools.suite exec --
TYPED := $(wildcard functions/main.py functions/muster functions/shared simulator benchmarks devtools)
FAST_TESTS := tests/unit tests/property
export PYTHONPATH := functions:.

DEMO_FLAGS = $(if $(BOOKINGS),--bookings $(BOOKINGS)) $(if $(REPLAY),--replay $(REPLAY)) $(if $(FROM),--from $(FROM)) \
	$(if $(MINUTES),--minutes $(MINUTES)) $(if $(RATE),--rate $(RATE)) $(if $(SEED),--seed $(SEED)) \
	$(if $(PROVIDERS),--providers $(PROVIDERS)) $(if $(REPORT),--report $(REPORT)) $(if $(PICTURE),--picture $(PICTURE))

.PHONY: help setup doctor demo test check static bench proof predeploy deploy clean

help: ## List the commands
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | awk -F '\t' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV_READY) $(NODE_READY) $(EMULATORS_READY) ## Install all that the other commands need (they call it themselves)

doctor: ## Say what this machine has, what it lacks and how to get it
	@exec python3 -m devtools.doctor

demo: setup ## Run a live city: BOOKINGS=n, REPLAY=folder FROM=hh:mm MINUTES=n, RATE=x SEED=n PROVIDERS=n, REPORT=file PICTURE=file
	@exec $(PYTHON) -m simulator $(DEMO_FLAGS)

test: setup static test-sdk ## Check the code and run every test, inside emulator suites
	@$(IN_SUITE) $(PYTHON) -m pytest --ignore=tests/console
	@$(MAKE) --no-print-directory test-console

check: setup static ## Check form, types and imports, and run the fast tests (no emulator)
	@exec $(PYTHON) -m pytest $(FAST_TESTS)

static: setup
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy $(TYPED)
	@functions/venv/bin/lint-imports

bench: setup ## Measure the engine, latency, contention and cost per booking: ONLY=a,b OUT=json MDRP=folder SIZE=n
	@exec $(PYTHON) -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(OUT),--out $(OUT)) $(if $(SIZE),--size $(SIZE))

proof: setup ## Run the long tests that back the figures in the documents
	@exec $(IN_SUITE) $(PYTHON) -m pytest -m proof --verbose

predeploy: check $(CONSOLE) ## Refuse a deployment that would not work
	@$(PYTHON) -m devtools.link_guard
	@exec $(PYTHON) -m pytest tests/budgets -k "import or load"

deploy: predeploy ## Deploy to Firebase: PROJECT=<project id>
	@test -n "$(PROJECT)" || { echo 'Which project? make deploy PROJECT=<project id>, after `npx firebase login`.' >&2; exit 2; }
	@exec npx firebase deploy --project "$(PROJECT)"

clean: ## Remove what set-up and runs have made
	rm -rf functions/venv node_modules clients/node_modules .muster .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV_READY): requirements.txt functions/requirements.txt
	@exec python3 -m devtools.install venv

$(NODE_READY): package.json package-lock.json
	@exec python3 -m devtools.install node

$(EMULATORS_READY): $(VENV_READY) $(NODE_READY)
	@exec python3 -m devtools.install emulators

$(CLIENTS_READY): clients/package.json clients/package-lock.json clients/sdk/package.json clients/console/package.json
	@exec python3 -m devtools.install clients

.PHONY: clients-setup
clients-setup: $(CLIENTS_READY) ## Install what the typed client and the console are built with

$(CONSOLE): $(CLIENTS_READY) $(CONSOLE_SOURCES)
	@exec npm --prefix clients run build --workspace console

.PHONY: console-build
console-build: $(CONSOLE) ## Build the operators' console

.PHONY: console
console: setup $(CONSOLE) ## Run a live city and tell the link that opens the console on it; takes what `make demo` takes
	@exec $(PYTHON) -m simulator --console $(DEMO_FLAGS)

.PHONY: browser
browser: $(VENV_READY) ## See to the Chrome or Chromium that the console is tested in
	@exec python3 -m devtools.browsers

.PHONY: test-views
test-views: $(CLIENTS_READY) ## Check the console's types and run its tests that need no browser
	@npm --prefix clients run check --workspace console
	@exec npm --prefix clients test --workspace console

.PHONY: test-console
test-console: setup test-views $(CONSOLE) browser ## Try the built console in a browser, on the real backend
	@exec $(IN_SUITE) $(PYTHON) -m pytest tests/console

.PHONY: screenshots
screenshots: setup $(CONSOLE) browser ## Take the README's pictures of the console, on a live city
	@exec $(PYTHON) -m devtools.console_pictures

.PHONY: sdk
sdk: $(VENV_READY) ## Write the generated half of the typed client anew, from the models
	@exec $(PYTHON) -m devtools.sdk

.PHONY: test-sdk
test-sdk: $(CLIENTS_READY) ## Check the typed client's types and run its tests
	@npm --prefix clients run check --workspace sdk
	@exec npm --prefix clients test --workspace sdk

.PHONY: bench-mdrp
bench-mdrp: $(VENV_READY) ## Replay meal delivery days: MDRP=folder OUT=json ONLY=glob OPTIONS=a=b,c=d JOBS=n
	@test -n "$(MDRP)" -a -n "$(OUT)" || { echo 'Which? make bench-mdrp MDRP=<folder of instances> OUT=<json>' >&2; exit 2; }
	@exec $(PYTHON) -m benchmarks.mdrp --mdrp "$(MDRP)" --out "$(OUT)" --only "$(ONLY)" --options "$(OPTIONS)" $(if $(JOBS),--jobs $(JOBS))

.PHONY: bench-loops
bench-loops: setup ## Live a city's day with trouble, with the live loops and without: SEEDS=1,2 MORE=5,6 OUT=json ONLY=a,b JOBS=n KEPT=folder MDRP=folder
	@exec $(PYTHON) -m benchmarks.loops $(if $(SEEDS),--seeds $(SEEDS)) $(if $(MORE),--more $(MORE)) $(if $(OUT),--out $(OUT)) $(if $(ONLY),--only $(ONLY)) \
		$(if $(JOBS),--jobs $(JOBS)) $(if $(KEPT),--kept $(KEPT)) $(if $(MDRP),--mdrp $(MDRP))

.PHONY: bench-notify
bench-notify: setup ## Tell 10,000 devices of one event beside firebase-admin's bare multicast, and a storm over 1,000 bookings: OUT=json
	@exec $(PYTHON) -m benchmarks --only notify_fan_out,notify_storm $(if $(OUT),--out $(OUT))

.PHONY: bench-console
bench-console: setup $(CONSOLE) browser ## Measure the console in Chromium with 500 bookings and 1,000 providers under load: OUT=json
	@exec $(PYTHON) -m benchmarks --only console $(if $(OUT),--out $(OUT))

.PHONY: bench-document
bench-document: $(VENV_READY) ## Write the pages of figures in docs from measured reports: REPORTS=folder
	@exec $(PYTHON) -m benchmarks.document --reports "$(or $(REPORTS),reports)"

.PHONY: messages
messages: $(VENV_READY) ## Print what a booking told whom, in each language: PROJECT=<id> BOOKING=<id>, by default a kept story
	@exec $(PYTHON) -m simulator.messages $(if $(PROJECT),--project $(PROJECT)) $(if $(BOOKING),--booking $(BOOKING))
