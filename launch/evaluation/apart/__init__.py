"""What runs in the environment of `requirements-evaluate.lock`: nothing here imports our other packages."""
