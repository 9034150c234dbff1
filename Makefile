PYTHON ?= python3
export PYTHONPATH := $(CURDIR)

.PHONY: run test bench check-examples
run test bench check-examples:
	@"$(PYTHON)" -m launch $@
