"""What `make evaluate` measures."""
