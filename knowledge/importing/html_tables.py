"""Tables of a web page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4.element import Tag

from knowledge.importing.blocks import (
    BREAK,
    Block,
    Item,
    Listing,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
    join_texts,
)
from knowledge.importing.html_walking import BLOCKS, Skipper, TextCollector, walk
from knowledge.importing.ledger import Ledger
from knowledge.importing.tables import LARGEST_WIDTH


def read_table(tag: Tag, skipper: Skipper, ledger: Ledger) -> list[Block]:
    """Read a table; one of a single column becomes paragraphs, one of names and values a list."""
    reader = _TableReader(skipper, ledger)
    for kind, value in walk(tag, skipper):
        if isinstance(value, str):
            reader.text.add(value)
        elif kind == "open":
            reader.open(value)
        else:
            reader.close(value)
    reader.end_cell()
    rows = reader.fill_spans()
    line = skipper.get_line(tag)
    caption: list[Block] = [Paragraph(line, reader.caption)] if reader.caption else []
    if not rows:
        return caption
    if reader.has_names_only():
        items = [Item(row.line, (Paragraph(row.line, join_texts([*row.cells], Span(": "))),)) for row in rows]
        return [*caption, Listing(line, tuple(items))]
    if all(len(row.cells) == 1 for row in rows):
        return [*caption, *(Paragraph(row.line, row.cells[0]) for row in rows if row.cells[0])]
    marked = reader.has_header() and len(rows) > 1
    return [*caption, Table(line, rows[0] if marked else None, tuple(rows[1:] if marked else rows))]


@dataclass
class _Cell:
    n_columns: int
    n_rows: int
    names: bool = False
    text: Text = ()


class _TableReader:
    """Collects the cells of one table."""

    def __init__(self, skipper: Skipper, ledger: Ledger) -> None:
        self.skipper = skipper
        self.text = TextCollector(ledger)
        self.rows: list[tuple[int, list[_Cell]]] = []
        self.caption: Text = ()
        self.cell: _Cell | None = None
        self.head = False

    def open(self, tag: Tag) -> None:
        line = self.skipper.get_line(tag)
        match tag.name:
            case "tr":
                self.end_cell()
                self.rows.append((line, []))
            case "td" | "th":
                self.end_cell()
                if not self.rows:
                    self.rows.append((line, []))
                self.cell = _Cell(_get_span(tag, "colspan"), _get_span(tag, "rowspan"), tag.name == "th")
                self.rows[-1][1].append(self.cell)
            case "thead":
                self.head = True
            case name if name in BLOCKS:
                self.text.spans.append(BREAK)
            case _:
                self.text.open(tag, line)

    def close(self, tag: Tag) -> None:
        if tag.name == "caption":
            self.caption = self.text.take()
        elif tag.name in BLOCKS:
            self.text.spans.append(BREAK)
        else:
            self.text.close(tag, self.skipper.get_line(tag))

    def end_cell(self) -> None:
        text = self.text.take()
        if self.cell is not None:
            self.cell.text = text
        elif text and self.rows:
            self.rows[-1][1].append(_Cell(1, 1, text=text))
        elif text:
            self.caption = text
        self.cell = None

    def has_header(self) -> bool:
        """Whether the first row names the columns."""
        return self.head or all(cell.names for cell in self.rows[0][1])

    def has_names_only(self) -> bool:
        """Whether every row is a name and its value."""
        return len(self.rows) > 1 and all(
            [cell.names for cell in cells] == [True, False] and all(cell.text for cell in cells)
            for _, cells in self.rows
        )

    def fill_spans(self) -> list[Row]:
        """Give every row all its cells: one that spans rows or columns is repeated in each."""
        filled: list[Row] = []
        carried: dict[int, tuple[int, Text]] = {}
        for line, cells in self.rows:
            texts = _fill_row(cells, carried)
            if any(texts):
                filled.append(Row(line, tuple(texts)))
        return filled


def _fill_row(cells: list[_Cell], carried: dict[int, tuple[int, Text]]) -> list[Text]:
    texts: list[Text] = []
    waiting = list(reversed(cells))
    while waiting or len(texts) in carried:
        column = len(texts)
        if column >= LARGEST_WIDTH:
            surplus = [cell.text for cell in reversed(waiting)]
            texts[-1] = join_texts([texts[-1], *surplus], BREAK)
            break
        if column in carried:
            n_left, text = carried.pop(column)
            if n_left > 1:
                carried[column] = (n_left - 1, text)
            texts.append(text)
            continue
        cell = waiting.pop()
        for place in range(column, min(column + cell.n_columns, LARGEST_WIDTH)):
            if cell.n_rows > 1:
                carried[place] = (cell.n_rows - 1, cell.text)
            texts.append(cell.text)
    return texts


def _get_span(tag: Tag, name: str) -> int:
    written = str(tag.get(name) or "1").strip()
    return max(1, min(int(written), 1000)) if re.fullmatch(r"[0-9]{1,6}", written) else 1
