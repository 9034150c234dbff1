PYTHON ?= python3
export PYTHONPATH := $(CURDIR)

.PHONY: run test bench evaluate check-examples
run test bench evaluate check-examples:
	@"$(PYTHON)" -m launch $@
