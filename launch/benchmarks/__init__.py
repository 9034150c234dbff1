"""What `make bench` measures: our parts against the bare ones that they are made of."""
