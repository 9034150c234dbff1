"""Judged questions in, figures out: how good search, answers and abstention are."""
