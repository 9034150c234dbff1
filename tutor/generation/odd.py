"""Questions on what does not belong: three of one sort and one of another."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from tutor.generation.drafts import Choice, Draft, say_status
from tutor.generation.rivals import Rivals
from tutor.generation.tables import Row, Table
from tutor.generation.topics import Topic
from tutor.generation.wording import NameBook, read_word_stems, in_quotes, same_word

_MIN_MEMBERS = 3
_MIN_QUOTE = 12
# "is the Amazon Comprehend feature that": what sort of thing something is.
_SORT = re.compile(
    r"is (?:an?|the|one) (?P<sort>[\w /-]{8,60}?) (?:that|which|for|to|in which|where|with|of(?= the| a))\b"
)


def draft_odd_ones(
    topics: Sequence[Topic], tables: Sequence[Table], rivals: Rivals, names: NameBook
) -> Iterator[Draft]:
    """Which is not of this sort: by definitions, by the headings of an imported sheet, or by a column."""
    yield from _draft_sorts(topics, rivals, names)
    yield from _draft_headings(topics, rivals)
    for table in tables:
        for column in table.columns:
            yield from _draft_column(table, column, rivals)


def _draft_sorts(topics: Sequence[Topic], rivals: Rivals, names: NameBook) -> Iterator[Draft]:
    """By what definitions call things: "the Amazon Comprehend feature that ..."."""
    sorts: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        found = _SORT.match(topic.definition.text) if topic.definition else None
        if found and not topic.tier and _says_whose(found["sort"], names):
            sorts[found["sort"]].append(topic)
    for sort, members in sorts.items():
        noun = sort.split()[-1]
        others = [
            topic
            for other, them in sorts.items()
            if other != sort and other.split()[-1] == noun
            for topic in them
        ]
        distinguishing = read_word_stems(sort) - read_word_stems(noun)
        members = [topic for topic in members if not _tells(topic, distinguishing)]
        odd = [
            topic
            for topic in others
            if not _tells(topic, distinguishing)
            and not any(same_word(stem, word) for stem in distinguishing for word in topic.words)
            and not any(rivals.are_related(topic.entry, member.entry) for member in members)
        ]
        if odd and len(members) >= _MIN_MEMBERS:
            article = "an" if sort[0].lower() in "aeiou" else "a"
            yield _draft(f"Which of these is NOT {article} {sort}?", _first(odd), members, sort)


def _says_whose(sort: str, names: NameBook) -> bool:
    """Whether a sort belongs to something: not "AWS service", which much is without being called so."""
    mentions = names.mentions(sort)
    return any(mention.distinct and not {"web-services", "python-scripts"} & set(mention.ids) for mention in mentions)


def _draft_headings(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """By the headings of an imported sheet, and by its lists."""
    groups: dict[tuple[tuple[str, ...], bool], list[Topic]] = defaultdict(list)
    for topic in topics:
        if topic.tier and topic.definition and len(topic.group) > 2:
            groups[topic.group, topic.listed].append(topic)
    for (group, listed), members in groups.items():
        title = group[-1]
        told = read_word_stems(title)
        members = [topic for topic in members if not _tells(topic, told)]
        odd = [
            topic
            for (other, theirs), them in groups.items()
            if other[:-1] == group[:-1] and other != group and theirs == listed
            for topic in them
            if not _tells(topic, told)
            and not any(rivals.are_related(topic.entry, member.entry) for member in members)
            and topic.name not in {member.name for member in members}
            and all((topic.entry is None) == (member.entry is None) for member in members)
        ]
        if odd and len(members) >= _MIN_MEMBERS:
            stem = f"Which of these does the sheet NOT list under {in_quotes(title)}?"
            yield _draft(stem, _first(odd), members, title)


def _draft_column(table: Table, column: str, rivals: Rivals) -> Iterator[Draft]:
    """By a cell that several rows share."""
    shared: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        shared[row.text_of(column)].append(row)
    for text, members in shared.items():
        odd = [row for row in table.rows if row.text_of(column) != text and _differs(row, column, text)]
        units = [unit for row in members for unit in row.cells.get(column, ())]
        if len(members) < _MIN_MEMBERS or not odd or any(len(unit.text) < _MIN_QUOTE for unit in units):
            continue
        key = _first_row(odd)
        yield Draft(
            template="odd column",
            stem=f"In the table {in_quotes(table.title)}, which one does NOT have {in_quotes(text)} under "
            f"{in_quotes(column)}?",
            key=_choose_row(key, column, table, f"The table has something else there{say_status(key.entry)}."),
            pools=([_choose_row(row, column, table, f"The table has just this for {row.name}.") for row in members],),
            subject=key.subject,
            entry=key.entry,
            difficulty="medium",
            hides_key=False,
        )


def _differs(row: Row, column: str, text: str) -> bool:
    units = row.cells.get(column, ())
    theirs = read_word_stems(row.text_of(column))
    return len(units) == 1 and len(units[0].text) >= _MIN_QUOTE and not theirs & read_word_stems(text)


def _choose_row(row: Row, column: str, table: Table, why: str) -> Choice:
    return Choice(row.name, row.entry, why, table.sheet, row.cells[column][0].text)


def _draft(stem: str, key: Topic, members: Iterable[Topic], sort: str) -> Draft:
    return Draft(
        template=f"odd one of {sort}",
        stem=stem,
        key=_choose(key, f"The sheet says something else of {key.name}{say_status(key.entry)}."),
        pools=([_choose(member, f"The sheet counts {member.name} among them.") for member in members],),
        subject=key.subject,
        entry=key.entry,
        difficulty="medium",
        hides_key=False,
    )


def _choose(topic: Topic, why: str) -> Choice:
    assert topic.definition
    return Choice(topic.name, topic.entry, why, topic.definition.passage.sheet, topic.definition.unit.text)


def _tells(topic: Topic, stems: frozenset[str]) -> bool:
    """Whether a name holds words of the sort."""
    return any(same_word(stem, word) for stem in stems for word in read_word_stems(topic.name))


def _first(topics: Iterable[Topic]) -> Topic:
    """The same one of several whatever their order."""
    return min(topics, key=lambda topic: topic.definition.unit.text if topic.definition else "")


def _first_row(rows: Iterable[Row]) -> Row:
    return min(rows, key=lambda row: row.name)
