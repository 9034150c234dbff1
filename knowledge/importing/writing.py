"""Putting an imported sheet into the folder, whole or not at all."""

from __future__ import annotations

import os
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import ImportRefused
from knowledge.importing.conversion import Conversion


@dataclass(frozen=True)
class EarlierImport:
    """A sheet that stands where a conversion is going to be written."""

    path: Path
    source_file: str
    imported_on: str


def find_earlier_import(conversion: Conversion, sheets_path: Path) -> EarlierImport | None:
    """Find the import that writing this conversion replaces.

    Raises:
        ImportRefused: A sheet of the same name was written by hand or imported from another file.
    """
    path = sheets_path / f"{conversion.name}.md"
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be read: {error.strerror}; check the folder's permissions."
        ) from error
    fields = _read_front_matter(text)
    if fields.get("imported") != "true":
        raise ImportRefused(
            f"{path} was not imported, so it is not replaced;"
            f" rename {conversion.source_file} and import it again."
        )
    source_file = str(fields.get("source_file"))
    if source_file != conversion.source_file:
        raise ImportRefused(
            f"{path} holds the import of {source_file}; rename {conversion.source_file} and import it again."
        )
    return EarlierImport(path, source_file, str(fields.get("imported_on")))


def write_sheet(conversion: Conversion, sheets_path: Path) -> Path:
    """Write a conversion as a sheet, replacing an earlier import of the same file.

    Returns:
        The sheet's path. Ask `find_earlier_import` before to tell what was replaced.

    Raises:
        ImportRefused: The name is taken by another sheet, or the folder cannot be written to.
    """
    find_earlier_import(conversion, sheets_path)
    path = sheets_path / f"{conversion.name}.md"
    unfinished = sheets_path / f".{conversion.name}.{uuid.uuid4().hex}.tmp"
    try:
        sheets_path.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                file.write(conversion.markdown)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise ImportRefused(
            f"{path} cannot be written: {error.strerror}; check the folder and its free space."
        ) from error
    return path


def _read_front_matter(text: str) -> dict[str, Any]:
    match = re.match(r"---[ \t]*\r?\n(.*?)\n---[ \t]*\r?(?:\n|\Z)", text, re.DOTALL)
    if match is None:
        return {}
    try:
        # The base loader takes every value for text and so has no values to object to.
        fields = yaml.load(match[1], Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
