"""Fitting the small models that search and answers rest on; nothing that serves imports it."""
