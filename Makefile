PYTHON ?= python3
export PYTHONPATH := $(CURDIR)

.PHONY: run test bench
run test bench:
	@"$(PYTHON)" -m launch $@
