# Everything a person runs. Needs python3 (3.11 or newer), git and make; uv fetches the rest into .venv.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
SAM_VENV := .venv-sam
SAM := $(SAM_VENV)/bin/sam
LAYER := layers/common

export UV_PYTHON_DOWNLOADS := never
export SAM_CLI_TELEMETRY := 0
# sam asks for a region although nothing here speaks to AWS.
export AWS_DEFAULT_REGION ?= us-east-1

.DEFAULT_GOAL := help
.PHONY: help setup demo local test soak bench lint format build requirements clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/installed $(SAM_VENV)/installed ## Create both environments; done again only when requirements change

demo: $(VENV)/installed ## Sync a quarter of sample books into QuickBooks, and compare to the cent
	$(PY) -m local demo

local: $(VENV)/installed ## Keep the whole service running on this machine
	$(PY) -m local

test: $(VENV)/installed ## Run the whole suite; REFERENCE_DIR adds the tests that need reference data
	$(PY) -m pytest -n 2 --dist loadfile

KILLS ?= 500

soak: $(VENV)/installed ## Kill KILLS function processes at random moments, and see that the books come out right
	$(PY) -m tests.soak --kills $(KILLS)

bench: $(VENV)/installed ## Measure what a sync costs, and hold it against its bounds
	$(PY) -m bench

lint: $(VENV)/installed $(SAM_VENV)/installed ## Check style, types, the template and what SAM makes of it
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(SAM) validate --lint
	@mkdir -p build
	$(SAM_VENV)/bin/python -m local.template template.yaml > build/template.json
	$(SAM_VENV)/bin/cfn-lint build/template.json

format: $(VENV)/installed ## Put the sources into the one format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

build: $(VENV)/installed $(SAM_VENV)/installed ## Build what is deployed, for python3.13 on arm64, without Docker
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(SAM) build

COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --no-emit-index-url

requirements: $(VENV)/uv ## Pin again what requirements/*.in ask for (UPGRADE=--upgrade takes the newest)
	$(COMPILE) $(UPGRADE) requirements/uv.in --output-file requirements/uv.txt
	$(COMPILE) $(UPGRADE) requirements/layer.in --output-file $(LAYER)/requirements.txt
	$(COMPILE) $(UPGRADE) requirements/app.in --constraints $(LAYER)/requirements.txt --output-file requirements/app.txt
	$(COMPILE) $(UPGRADE) requirements/sam.in --output-file requirements/sam.txt

clean: ## Remove everything that was made
	rm -rf $(VENV) $(SAM_VENV) .aws-sam build

$(VENV)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.13")'
	@$(PYTHON) -m venv $(VENV) || { echo "Could not create $(VENV). On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/installed: requirements/app.txt $(VENV)/uv
	$(UV) pip sync --quiet --python $(PY) --require-hashes requirements/app.txt
	@$(PY) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "quickbooks_sync.pth").write_text("$(CURDIR)/$(LAYER)/python\n")'
	@touch $@

$(SAM_VENV)/installed: requirements/sam.txt $(VENV)/uv
	$(UV) venv --quiet --clear --python $(PY) $(SAM_VENV)
	$(UV) pip sync --quiet --python $(SAM_VENV)/bin/python --require-hashes requirements/sam.txt
	@touch $@
