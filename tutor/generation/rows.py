"""Questions on table rows: which one has this in that column."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tutor.generation.drafts import CLOSED, Choice, Draft, say_status
from tutor.generation.rivals import Rivals
from tutor.generation.tables import Row, Table
from tutor.generation.wording import NameBook, in_quotes, read_stems, stands_alone

_MIN_WORDS = 2
_MIN_QUOTE = 12
# Shares of a cell's words, weighed by rarity, that another row may hold in that column, and in all; read by hand
# on 2026-11-21.
_MOST_SHARED, _MOST_SHARED_IN_ROW = 0.25, 0.45
_SKIPPED_COLUMN = re.compile(
    r"\b(?:state|status|cues?|open to|use now|older|now|today|alternative|remark|note|instead|new|exam|stands? for"
    r"|avoid|not for|must not|reason|code|aliases?|see)\b",
    re.IGNORECASE,
)
_USE_COLUMN = re.compile(
    r"^(?:(?:best|good|made|used|use|typical|main|primary|first)\s)*(?:for|use|uses|use cases?|choice)$|^(?:best )?use cases$"
    r"|^fits best$|^choose(?: it)? when$|^when to use$|^typical use\b",
    re.IGNORECASE,
)
_CHOOSE_COLUMN = re.compile(r"^choose(?: it)? when$", re.IGNORECASE)
_DEFINING_COLUMN = re.compile(
    r"^(?:what it (?:does|is)|description|(?:main |key )?idea|(?:main |one-line )?job|what happens|definition)$",
    re.IGNORECASE,
)
_TRAIT_COLUMN = re.compile(
    r"^(?:(?:first|main|weak|strong) )?(?:weakness|strength|advantage|danger|limit|trap|side effect|point)$", re.IGNORECASE
)
# A cell that says in words of its own that it is good for something.
_RECOMMENDS = re.compile(
    r"(?:ideal|best|suitable|suited|suits|useful|effective|great|good|important|needed|for|when|to|if|use|used)\b", re.IGNORECASE
)


def draft_rows(tables: Sequence[Table], rivals: Rivals, names: NameBook) -> Iterator[Draft]:
    """Cell to row, where no other row says the like."""
    for table in tables:
        if _is_on_exams(table, names):
            continue
        for column in table.columns:
            if not _SKIPPED_COLUMN.search(column):
                yield from _draft_column(table, column, rivals)


def _is_on_exams(table: Table, names: NameBook) -> bool:
    """Whether a table tells of exams: marks and weights are no matter of theirs."""
    named = names.mentions(" | ".join((table.title, *(row.name for row in table.rows))))
    return any(names.is_exam(mention) for mention in named)


def _draft_column(table: Table, column: str, rivals: Rivals) -> Iterator[Draft]:
    is_use = bool(_USE_COLUMN.match(column))
    for row in table.rows:
        units = row.cells.get(column, ())
        text = row.text_of(column)
        if is_use and row.entry and row.entry.status.state in CLOSED:
            continue
        if len(units) != 1 or len(units[0].text) < _MIN_QUOTE or not stands_alone(text.removesuffix("?")):
            continue
        if len(read_stems(text)) < _MIN_WORDS:
            continue
        wrong = [other for other in table.rows if _is_wrong(row, other, column, rivals)]
        yield Draft(
            template="row",
            stem=f"In the table {in_quotes(table.title)}, which one {_ask(column, text)}?",
            key=Choice(
                row.name,
                row.entry,
                f"The table says this of {row.name}{say_status(row.entry)}.",
                table.sheet,
                units[0].text,
            ),
            pools=([choice for other in wrong if (choice := _choose(other, column, table))],),
            subject=row.subject,
            entry=row.entry,
            difficulty="medium",
        )


def _ask(column: str, text: str) -> str:
    """How a cell is asked for, by the header of its column."""
    quoted = in_quotes(text)
    if text.endswith("?"):
        return f"answers the question {in_quotes(text.removesuffix('?'))}"
    if _CHOOSE_COLUMN.match(column) and not _RECOMMENDS.match(text):
        return f"is to be chosen for this: {quoted}"
    if _USE_COLUMN.match(column) and not _RECOMMENDS.match(text):
        return f"fits this use: {quoted}"
    if _DEFINING_COLUMN.match(column):
        return f"is described here: {quoted}"
    if _TRAIT_COLUMN.match(column):
        return f"has this {column.lower()}: {quoted}"
    return f"has {quoted} under {in_quotes(column)}"


def _is_wrong(row: Row, other: Row, column: str, rivals: Rivals) -> bool:
    """Whether another row surely differs in what is asked."""
    if other is row or rivals.are_related(row.entry, other.entry):
        return False
    text, theirs = row.text_of(column), other.text_of(column)
    named = {entry_id for unit in row.cells[column] for entry_id in unit.mentions}
    if not theirs or (other.entry and other.entry.id in named):
        return False
    if rivals.is_named(other.name, other.entry, text):
        return False
    if named & {entry_id for unit in other.cells[column] for entry_id in unit.mentions}:
        return False
    asked, said = read_stems(text), read_stems(theirs)
    if not said or asked <= said or said <= asked:
        return False
    everything = read_stems(other.name).union(*(read_stems(other.text_of(name)) for name in other.cells))
    return rivals.fitness.share(text, said) <= _MOST_SHARED and rivals.fitness.share(text, everything) <= _MOST_SHARED_IN_ROW


def _choose(row: Row, column: str, table: Table) -> Choice | None:
    """The row as a distractor, with its own cell, or another of its cells where that one is too short to cite."""
    units = row.cells.get(column, ())
    here = [unit for unit in units if len(unit.text) >= _MIN_QUOTE]
    there = [unit for cells in row.cells.values() for unit in cells if len(unit.text) >= _MIN_QUOTE]
    if not here and not there:
        return None
    why = f"For {row.name} the table has something else under {in_quotes(column)}."
    return Choice(row.name, row.entry, why, table.sheet, (here or there)[0].text)
