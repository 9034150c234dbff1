"""Set-up, start and supervision of the two processes: what `make run` and `make test` call."""
