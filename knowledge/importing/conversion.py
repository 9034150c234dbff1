"""From a file of any origin to the text of a sheet, and an account of what changed on the way."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.errors import ImportRefused
from knowledge.importing.blocks import Block, Bullet, Code, Heading, Paragraph, Reading, Table
from knowledge.importing.debris import drop_debris, drop_repeats
from knowledge.importing.html_reader import read_html
from knowledge.importing.ledger import Dropped, Ledger
from knowledge.importing.markdown_reader import read_markdown
from knowledge.importing.mending import mend_blocks
from knowledge.importing.outline import find_outline
from knowledge.importing.reading import Source, read_source
from knowledge.importing.rendering import render_blocks, render_heading
from knowledge.importing.sections import place_blocks

LARGEST_IMPORT_BYTES = 5 * 2**20


@dataclass(frozen=True)
class Conversion:
    """A file turned into a sheet, not yet written.

    Attributes:
        name: The sheet's file name without its ending, made from the source file's.
        source_file: The source's file name, without folders.
        markdown: The whole sheet, front matter included.
        dropped: What is in the source and not in the sheet, in the source's order.
        repaired: How often each kind of damage was mended.
        n_headings: All headings of the sheet, its title included.
    """

    name: str
    source_file: str
    title: str
    markdown: str
    dropped: tuple[Dropped, ...]
    repaired: Mapping[str, int]
    n_headings: int
    n_paragraphs: int
    n_list_items: int
    n_table_rows: int
    n_code_blocks: int


def convert_file(
    path: Path, *, max_bytes: int = LARGEST_IMPORT_BYTES, imported_on: dt.date | None = None
) -> Conversion:
    """Turn a Markdown, text or HTML file into a sheet.

    Args:
        path: The file.
        max_bytes: A larger file is refused.
        imported_on: The day written into the sheet; today when not given.

    Raises:
        ImportRefused: The file cannot become a sheet; the message names it and the way out.
    """
    source = read_source(path, max_bytes)
    return convert_source(source, imported_on or dt.date.today())


def convert_source(source: Source, imported_on: dt.date) -> Conversion:
    """Turn a file's text into a sheet.

    Raises:
        ImportRefused: It holds nothing to quote, or is nested too deep.
    """
    ledger = Ledger()
    reading = _read(source, ledger)
    blocks, contents = drop_debris(reading.blocks, ledger)
    blocks = drop_repeats(mend_blocks(blocks, ledger), ledger)
    outline = find_outline(blocks, title=reading.title, stem=source.stem, contents=contents, ledger=ledger)
    placed = place_blocks(outline.blocks)
    if all(isinstance(block, Heading) for block in placed):
        raise ImportRefused(
            f"{source.name} holds no sentence, list, table or code; import a file that has some."
        )
    front_matter = _write_front_matter(source, outline.title, imported_on)
    return Conversion(
        name=make_name(source.stem),
        source_file=source.name,
        title=outline.title,
        markdown=f"{front_matter}{render_heading(1, outline.title)}\n{render_blocks(placed)}",
        dropped=tuple(sorted(ledger.dropped, key=lambda dropped: dropped.line)),
        repaired=dict(ledger.repaired),
        n_headings=1 + _count(placed, Heading),
        n_paragraphs=_count(placed, Paragraph),
        n_list_items=_count(placed, Bullet),
        n_table_rows=sum(len(block.rows) for block in placed if isinstance(block, Table)),
        n_code_blocks=_count(placed, Code),
    )


def make_name(stem: str) -> str:
    """Make a sheet's name from a file's: lower-case letters and digits with hyphens between."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or "imported"


def _read(source: Source, ledger: Ledger) -> Reading:
    if source.kind == "html":
        return read_html(source.text, source.name, ledger)
    return read_markdown(source.text, source.name, ledger, prose=source.kind == "text")


def _write_front_matter(source: Source, title: str, imported_on: dt.date) -> str:
    fields = {
        "title": title,
        "imported": True,
        "source_file": source.name,
        "source_sha256": source.sha256,
        "imported_on": imported_on,
        "exams": {},
        "verified": None,
        "sources": [{"id": "file", "title": source.name, "evidence": "second-hand"}],
    }
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{text}---\n"


def _count(blocks: list[Block], kind: type[Block]) -> int:
    return sum(isinstance(block, kind) for block in blocks)
