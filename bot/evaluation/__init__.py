"""What `make evaluate` runs in the dialogue's environment."""
