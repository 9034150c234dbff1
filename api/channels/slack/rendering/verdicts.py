"""Verdicts as a mark and a word: neither colour nor shape alone tells."""

MARKS = {"right": "✅", "wrong": "❌", "unknown": "❔", "skipped": "➖", "unsure": "🔎"}
