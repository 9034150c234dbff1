"""Tables of the sheets, read back from their rows' passages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.aspects import find_aspect
from knowledge.catalogue import Entry
from knowledge.passages import Passage, Unit
from tutor.generation.topics import make_slug
from tutor.generation.wording import NameBook, clean

_MIN_ROWS = 4
_MAX_NAME_WORDS = 9


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
    """Rows under one heading with the same columns; the first column holds their names."""

    sheet: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_tables(passages: Iterable[Passage], names: NameBook) -> Iterator[Table]:
    """Every table of four things and more, turned so that the things are its rows."""
    reader = _Reader(names)
    rows = [passage for passage in passages if passage.kind == "row"]
    for (sheet, heading), group in groupby(rows, lambda row: (row.sheet, row.heading[:-1])):
        for part in _split(list(group)):
            table = reader.read(sheet, heading[-1] if heading else "", part)
            if table and len(table.rows) >= _MIN_ROWS:
                yield table


def _split(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Passages of one table each: a new one begins where a name comes again or the columns change."""
    part: list[Passage] = []
    for passage in passages:
        if part and not _columns(passage) & _columns(part[0]):
            yield part
            part = []
        part.append(passage)
    if part:
        yield part


def _columns(passage: Passage) -> set[str]:
    return {_column_of(unit, passage) for unit in passage.units}


def _column_of(unit: Unit, passage: Passage) -> str:
    return unit.label.removeprefix(f"{passage.heading[-1]}, ")


class _Reader:
    """Turns rows' passages into a table."""

    def __init__(self, names: NameBook) -> None:
        self._names = names

    def read(self, sheet: str, title: str, passages: Sequence[Passage]) -> Table | None:
        rows: list[tuple[str, dict[str, tuple[Unit, ...]]]] = []
        for passage in passages:
            cells: dict[str, tuple[Unit, ...]] = {}
            for unit in passage.units:
                column = _column_of(unit, passage)
                cells[column] = (*cells.get(column, ()), unit)
            if rows and rows[-1][0] == passage.heading[-1] and not cells.keys() & rows[-1][1].keys():
                rows[-1][1].update(cells)  # a row too long for one passage
            else:
                rows.append((passage.heading[-1], cells))
        columns = tuple(dict.fromkeys(column for _, cells in rows for column in cells))
        if self._names_things(columns) and not self._names_things([name for name, _ in rows]):
            rows, columns = _turn(rows, columns), tuple(dict.fromkeys(name for name, _ in rows))
        names = [name for name, _ in rows]
        if len(set(names)) < len(names):
            renamed = _name_by_column(rows, columns)
            if renamed is None:
                return None
            rows, columns = renamed
        made = tuple(Row(clean(name), self._names.entry_named(name), cells) for name, cells in rows if _is_name(name))
        return Table(sheet, title, columns, made)

    def _names_things(self, names: Sequence[str]) -> bool:
        """Whether most of the names are entries', and none is a field's."""
        n_entries = sum(self._names.entry_named(name) is not None for name in names)
        return n_entries * 2 > len(names) and not any(map(find_aspect, names))


def _is_name(name: str) -> bool:
    return 0 < len(name.split()) <= _MAX_NAME_WORDS


def _turn(
    rows: Sequence[tuple[str, dict[str, tuple[Unit, ...]]]], columns: Sequence[str]
) -> list[tuple[str, dict[str, tuple[Unit, ...]]]]:
    """The columns as rows: where each column is a thing and each row says one thing of all."""
    return [(column, {name: cells[column] for name, cells in rows if column in cells}) for column in columns]


def _name_by_column(
    rows: Sequence[tuple[str, dict[str, tuple[Unit, ...]]]], columns: Sequence[str]
) -> tuple[list[tuple[str, dict[str, tuple[Unit, ...]]]], tuple[str, ...]] | None:
    """Rows named by their first column in which no value comes twice: the first may hold a group only."""
    for column in columns:
        names = [cells[column][0].text for _, cells in rows if len(cells.get(column, ())) == 1]
        if len(set(names)) == len(rows) and all(map(_is_name, names)):
            rest = tuple(other for other in columns if other != column)
            named = zip(names, rows, strict=True)
            return [
                (name, {c: u for c, u in cells.items() if c != column}) for name, (_, cells) in named
            ], rest
    return None
