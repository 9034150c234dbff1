"""Sheets from their files."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import SheetInvalid
from knowledge.passages import Sheet, Source

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


def load_sheets(folders: Iterable[Path]) -> list[Sheet]:
    """Load every Markdown file of the folders, by folder and name.

    Args:
        folders: The most trusted first; its place becomes the sheets' tier. A missing folder holds none.

    Raises:
        SheetInvalid: A sheet cannot be read, or two share a name.
    """
    sheets: dict[str, Sheet] = {}
    for tier, folder in enumerate(folders):
        for path in sorted(folder.glob("*.md")):
            sheet = load_sheet(path, tier)
            if sheet.id in sheets:
                raise SheetInvalid(
                    f"two sheets are called {sheet.id!r}; rename {path} so that citations stay clear"
                )
            sheets[sheet.id] = sheet
    return list(sheets.values())


def load_sheet(path: Path, tier: int = 0) -> Sheet:
    """Load one sheet.

    Raises:
        SheetInvalid: The file is not UTF-8 text or its front matter is not readable.
    """
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SheetInvalid(
            f"{path} is not UTF-8 text; bring it in with `python -m knowledge import {path.name}`"
        ) from error
    except OSError as error:
        raise SheetInvalid(f"{path} cannot be read ({error.strerror})") from error
    return parse_sheet(text, path.stem, tier, str(path))


def parse_sheet(text: str, sheet_id: str, tier: int = 0, where: str = "sheet") -> Sheet:
    """Parse a sheet's front matter; the Markdown below it is read when it is chunked."""
    match = _FRONT_MATTER.match(text)
    fields = _parse_front_matter(match.group(1), where) if match else {}
    return Sheet(
        id=sheet_id,
        title=str(fields.get("title") or sheet_id),
        tier=tier,
        text=text,
        body_start=match.end() if match else 0,
        exams=_parse_exams(fields.get("exams") or {}, where),
        sources=tuple(_parse_source(row, where) for row in fields.get("sources") or []),
        verified=_parse_day(fields.get("verified"), where),
    )


def _parse_front_matter(text: str, where: str) -> dict[str, Any]:
    try:
        fields = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise SheetInvalid(f"{where}: the front matter is not YAML: {error}") from error
    if not isinstance(fields, dict):
        raise SheetInvalid(f"{where}: the front matter must be `name: value` lines, got {fields!r}")
    return fields


def _parse_exams(value: Any, where: str) -> dict[str, tuple[str, ...]]:
    if isinstance(value, list):
        return {str(exam): () for exam in value}
    if isinstance(value, dict):
        return {str(exam): tuple(str(task) for task in tasks or ()) for exam, tasks in value.items()}
    raise SheetInvalid(f"{where}: `exams` must map exam codes to task numbers, got {value!r}")


def _parse_source(row: Any, where: str) -> Source:
    if not isinstance(row, dict) or not {"id", "title", "evidence"} <= set(row):
        raise SheetInvalid(f"{where}: a source needs id, title and evidence, got {row!r}")
    url = row.get("url")
    return Source(str(row["id"]), str(row["title"]), str(row["evidence"]), str(url) if url else None)


def _parse_day(value: Any, where: str) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    raise SheetInvalid(f"{where}: `verified` must be a day such as 2026-11-21, got {value!r}")
