"""Tables of the sheets, read back from their rows' passages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.aspects import find_aspect
from knowledge.catalogue import Entry
from knowledge.passages import Passage, Unit
from tutor.generation.naming import NameBook
from tutor.generation.topics import make_slug
from tutor.generation.wording import clean

_MIN_ROWS = 4
_MAX_NAME_WORDS = 9

Cells = dict[str, tuple[Unit, ...]]


@dataclass(frozen=True)
class Row:
    """One thing of a table.

    Attributes:
        cells: Its cells by column; a cell with line breaks has several units.
    """

    name: str
    entry: Entry | None
    cells: Mapping[str, tuple[Unit, ...]]

    @property
    def subject(self) -> str:
        """Its catalogue id, or its name as ids are written."""
        return self.entry.id if self.entry else make_slug(self.name)

    def text_of(self, column: str) -> str:
        """A cell's words; empty where the row has none."""
        return " ".join(clean(unit.text) for unit in self.cells.get(column, ()))


@dataclass(frozen=True)
class Table:
    """Rows under one heading with the same columns, each named by the thing that it is about."""

    sheet: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_tables(passages: Iterable[Passage], names: NameBook) -> Iterator[Table]:
    """Every table of four things and more, turned so that the things are its rows."""
    rows = [passage for passage in passages if passage.kind == "row"]
    for (sheet, heading), group in groupby(rows, lambda row: (row.sheet, row.heading[:-1])):
        for part in _split(group):
            named = _name_rows(_join_rows(part), names)
            rows_made = tuple(
                Row(clean(name), names.find_named(name), cells) for name, cells in named if _is_name(name)
            )
            if len(rows_made) >= _MIN_ROWS:
                columns = tuple(dict.fromkeys(column for row in rows_made for column in row.cells))
                yield Table(sheet, heading[-1] if heading else sheet, columns, rows_made)


def _split(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    """Passages of one table each: two tables under one heading have no column in common."""
    part: list[Passage] = []
    for passage in passages:
        if part and not _read_cells(passage).keys() & _read_cells(part[0]).keys():
            yield part
            part = []
        part.append(passage)
    if part:
        yield part


def _read_cells(passage: Passage) -> Cells:
    """Units by the name of their column, which their label ends with."""
    cells: Cells = {}
    for unit in passage.units:
        column = unit.label.removeprefix(f"{passage.heading[-1]}, ")
        cells[column] = (*cells.get(column, ()), unit)
    return cells


def _join_rows(passages: Iterable[Passage]) -> list[tuple[str, Cells]]:
    """One row for each name and its passages: a long row is cut into several."""
    rows: list[tuple[str, Cells]] = []
    for passage in passages:
        name, cells = passage.heading[-1], _read_cells(passage)
        if rows and rows[-1][0] == name and not cells.keys() & rows[-1][1].keys():
            rows[-1][1].update(cells)
        else:
            rows.append((name, cells))
    return rows


def _name_rows(rows: list[tuple[str, Cells]], names: NameBook) -> list[tuple[str, Cells]]:
    """Rows that are things: turned where the columns are; none where no column tells them apart."""
    columns = list(dict.fromkeys(column for _, cells in rows for column in cells))
    if _are_things(columns, names) and not _are_things([name for name, _ in rows], names):
        rows = [
            (column, {name: cells[column] for name, cells in rows if column in cells}) for column in columns
        ]
    if len({name for name, _ in rows}) == len(rows):
        return rows
    for column in columns:
        texts = [cells[column][0].text for _, cells in rows if len(cells.get(column, ())) == 1]
        if len(set(texts)) == len(rows) and all(map(_is_name, texts)):
            return [
                (text, {other: units for other, units in cells.items() if other != column})
                for text, (_, cells) in zip(texts, rows, strict=True)
            ]
    return []


def _are_things(names: Sequence[str], book: NameBook) -> bool:
    """Whether most of the names are entries', and none is a field's."""
    n_entries = sum(book.find_named(name) is not None for name in names)
    return n_entries * 2 > len(names) and not any(map(find_aspect, names))


def _is_name(name: str) -> bool:
    return 0 < len(name.split()) <= _MAX_NAME_WORDS
