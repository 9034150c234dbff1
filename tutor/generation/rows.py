"""Questions on table rows: which one has this in that column."""

import re
from collections.abc import Iterator, Mapping, Sequence

from knowledge.lexical import tokenise
from tutor.generation.drafts import Choice, Draft, say_status
from tutor.generation.rivals import Rivals
from tutor.generation.tables import Row, Table
from tutor.generation.wording import in_quotes, stands_alone

_MIN_WORDS = 2
_MIN_QUOTE = 12
_SKIPPED_COLUMN = re.compile(
    r"\b(?:state|status|cues?|open to|use now|older|now|today|alternative|remark|note|instead|new|exam|stands? for"
    r"|avoid|not for|must not|reason|code|aliases?|see)\b",
    re.IGNORECASE,
)
# How a column is asked for, by its header; the first that fits.
_FRAMES = (
    (
        re.compile(r"^question|question.* answers?$|answers? the question|^asks$|wish", re.I),
        "answers this question: {}",
    ),
    (
        re.compile(r"^(?:choose|choose it|use|pick|when|use it)(?: it)?(?: when| to use| to choose)?$", re.I),
        "would you choose for this: {}",
    ),
    (
        re.compile(
            r"^(?:(?:best|good|made|used|use|typical|main|primary|fits?)\s?)+(?:for|best|uses?|use cases?)$|^use cases?$|^when to use$|^best use cases$",
            re.I,
        ),
        "fits this use: {}",
    ),
    (
        re.compile(
            r"^(?:what it does|description|idea|purpose|job|what happens|key idea|definition|objective|what it is|one-line job|main job|main idea|works by|how it \w+|how .* (?:is|are) \w+)$",
            re.I,
        ),
        "is described here: {}",
    ),
    (
        re.compile(
            r"^(?:first |main )?(?:weakness|strength|advantage|danger|limit|trap|side effect|weak point|strong point)$",
            re.I,
        ),
        "has this {column}: {}",
    ),
)


def draft_rows(tables: Sequence[Table], rivals: Rivals) -> Iterator[Draft]:
    """Cell to row, where no other row says the like."""
    for table in tables:
        if any(row.entry and row.entry.category == "exam" for row in table.rows):
            continue
        for column in table.columns:
            if not _SKIPPED_COLUMN.search(column):
                yield from _draft_column(table, column, rivals)


def _draft_column(table: Table, column: str, rivals: Rivals) -> Iterator[Draft]:
    for row in table.rows:
        units = row.cells.get(column, ())
        text = row.text_of(column)
        if len(units) != 1 or len(units[0].text) < _MIN_QUOTE or not stands_alone(text):
            continue
        if len(set(tokenise(text))) < _MIN_WORDS:
            continue
        wrong = [other for other in table.rows if _is_wrong(row, other, column, rivals)]
        yield Draft(
            template="row",
            stem=f"{_name_table(table)}which one {_ask(column, text)}?",
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


def _name_table(table: Table) -> str:
    return f"In the table {in_quotes(table.title)}, "


def _ask(column: str, text: str) -> str:
    quoted = in_quotes(text.removesuffix("?") if text.endswith("?") else text)
    for pattern, frame in _FRAMES:
        if pattern.search(column):
            return frame.format(quoted, column=column.lower())
    return f"has {quoted} under {in_quotes(column)}"


def _is_wrong(row: Row, other: Row, column: str, rivals: Rivals) -> bool:
    """Whether another row surely differs in what is asked."""
    if other is row or rivals.are_related(row.entry, other.entry):
        return False
    text, theirs = row.text_of(column), other.text_of(column)
    if not theirs or (other.entry and any(other.entry.id in unit.mentions for unit in row.cells[column])):
        return False
    asked, said = set(tokenise(text)), set(tokenise(theirs))
    if not said or asked <= said or said <= asked:
        return False
    everything = {token for name in other.cells for token in tokenise(other.text_of(name))}
    everything |= set(tokenise(other.name))
    return rivals.fitness.share(text, said) <= 0.4 and rivals.fitness.share(text, everything) <= 0.5


def _choose(row: Row, column: str, table: Table) -> Choice | None:
    """The row as a distractor, with its own cell, or another of its cells where that one is too short to cite."""
    units = row.cells.get(column, ())
    here = [unit for unit in units if len(unit.text) >= _MIN_QUOTE]
    there = [unit for cells in row.cells.values() for unit in cells if len(unit.text) >= _MIN_QUOTE]
    if not here and not there:
        return None
    why = f"For {row.name} the table has something else under {in_quotes(column)}."
    return Choice(row.name, row.entry, why, table.sheet, (here or there)[0].text)
