"""Questions on table rows: which one has this in that column."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.names import normalise
from knowledge.passages import Unit
from tutor.generation.drafts import CLOSED, MIN_QUOTE, Choice, Draft, say_status
from tutor.generation.naming import NameBook
from tutor.generation.rivals import Rivals
from tutor.generation.tables import Row, Table
from tutor.generation.wording import in_quotes, read_stems, stands_alone

_MIN_WORDS = 2
# Shares of a cell's words, weighed by rarity, that another row may hold in that column, and in all; 300 items
# were read on 2026-11-21.
_MOST_SHARED, _MOST_SHARED_IN_ROW = 0.25, 0.45
_SKIPPED_COLUMN = re.compile(
    r"\b(?:state|status|cues?|open to|use now|older|now|today|alternative|remark|note|instead|new|exam|avoid"
    r"|stands? for|not for|must not|reason|code|aliases?|see)\b",
    re.IGNORECASE,
)
_CHOOSE_COLUMN = re.compile(r"choose(?: it)? when$", re.IGNORECASE)
_USE_COLUMN = re.compile(
    r"(?:(?:best|good|made|used|typical|main|primary)\s)*(?:for|use|uses|use cases?)$"
    r"|fits best$|when to use$|typical use\b",
    re.IGNORECASE,
)
_DEFINING_COLUMN = re.compile(
    r"(?:what it (?:does|is)|what happens|definition|description|(?:(?:main|key|one-line) )?(?:idea|job))$",
    re.IGNORECASE,
)
_TRAIT_COLUMN = re.compile(
    r"(?:(?:first|main|weak|strong) )?(?:weakness|strength|advantage|danger|limit|trap|side effect|point)$",
    re.IGNORECASE,
)
# A cell that says in words of its own that something is good for it.
_RECOMMENDS = re.compile(
    r"(?:ideal|best|suitable|suited|suits|useful|effective|great|good|important|needed|for|when|to|if|used?)\b",
    re.IGNORECASE,
)


def draft_rows(tables: Sequence[Table], rivals: Rivals, names: NameBook) -> Iterator[Draft]:
    """Cell to row, where no other row says the like."""
    for table in tables:
        if names.names_exam(" | ".join((table.title, *(row.name for row in table.rows)))):
            continue  # marks and weights of exams are nothing to learn
        for column in table.columns:
            if tells_of_things(column):
                yield from _draft_column(table, column, rivals)


def tells_of_things(column: str) -> bool:
    """Whether a column says what lasts of its rows: not their state, nor a cue for exams."""
    return not _SKIPPED_COLUMN.search(column)


def _draft_column(table: Table, column: str, rivals: Rivals) -> Iterator[Draft]:
    counts = Counter(normalise(row.text_of(column)) for row in table.rows)
    for row in table.rows:
        unit = _find_asked(row, column)
        if unit is None or counts[normalise(row.text_of(column))] > 1:
            continue
        wrong = [other for other in table.rows if _is_wrong(row, other, column, rivals)]
        why = f"The table says this of {row.name}{say_status(row.entry)}."
        yield Draft(
            template="row",
            stem=f"In the table {in_quotes(table.title)}, which one {_ask(column, row.text_of(column))}?",
            key=Choice(row.name, row.entry, why, table.sheet, unit.text),
            pools=([choice for other in wrong if (choice := _choose(other, column, table))],),
            subject=row.subject,
            entry=row.entry,
        )


def _find_asked(row: Row, column: str) -> Unit | None:
    """The cell of a row that a question may be on."""
    units, text = row.cells.get(column, ()), row.text_of(column)
    if len(units) != 1 or len(units[0].text) < MIN_QUOTE or len(read_stems(text)) < _MIN_WORDS:
        return None
    is_closed = row.entry is not None and row.entry.status.state in CLOSED
    if is_closed and (_USE_COLUMN.match(column) or _CHOOSE_COLUMN.match(column)):
        return None
    return units[0] if stands_alone(text.removesuffix("?")) else None


def _ask(column: str, text: str) -> str:
    """How a cell is asked for, by the header of its column."""
    quoted = in_quotes(text)
    if text.endswith("?"):
        return f"answers the question {in_quotes(text.removesuffix('?'))}"
    if _CHOOSE_COLUMN.match(column) and not _RECOMMENDS.match(text):
        return f"is to be chosen for this: {quoted}"
    if _USE_COLUMN.match(column) and not column.lower().startswith("when") and not _RECOMMENDS.match(text):
        return f"fits this use: {quoted}"
    if _DEFINING_COLUMN.match(column):
        return f"is described here: {quoted}"
    if _TRAIT_COLUMN.match(column):
        return f"is given this {column.lower()}: {quoted}"
    return f"has {quoted} under {in_quotes(column)}"


def _is_wrong(row: Row, other: Row, column: str, rivals: Rivals) -> bool:
    """Whether another row surely differs in what is asked."""
    text, theirs = row.text_of(column), other.text_of(column)
    if other is row or not theirs or rivals.are_related(row.entry, other.entry):
        return False
    if rivals.is_named(other.name, other.entry, text) or _mentions(row, column) & _mentions(other, column):
        return False
    asked, said = read_stems(text), read_stems(theirs)
    if asked <= said or said <= asked:
        return False
    everything = read_stems(other.name).union(*(read_stems(other.text_of(name)) for name in other.cells))
    share = rivals.fitness.share
    return share(text, said) <= _MOST_SHARED and share(text, everything) <= _MOST_SHARED_IN_ROW


def _mentions(row: Row, column: str) -> set[str]:
    return {entry_id for unit in row.cells[column] for entry_id in unit.mentions}


def _choose(row: Row, column: str, table: Table) -> Choice | None:
    """A row as a distractor, with that cell, or with another where it is too short to cite."""
    units = (*row.cells[column], *(unit for cells in row.cells.values() for unit in cells))
    cited = next((unit for unit in units if len(unit.text) >= MIN_QUOTE), None)
    if cited is None:
        return None
    why = f"For {row.name} the table has something else under {in_quotes(column)}."
    return Choice(row.name, row.entry, why, table.sheet, cited.text)
