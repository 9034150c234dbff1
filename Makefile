PYTHON ?= python3
export PYTHONPATH := $(CURDIR)

.PHONY: run test bench evaluate check-examples widget
run test bench evaluate check-examples:
	@"$(PYTHON)" -m launch $@

# For who changes the widget; its build is kept in the repository, so that nobody else needs node.
widget:
	cd api/widget && npm ci --ignore-scripts --no-audit --no-fund && npx tsc --noEmit -p . && node build.mjs
