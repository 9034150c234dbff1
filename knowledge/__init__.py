"""Sheets in, cited passages out."""
