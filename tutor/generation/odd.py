"""Questions on what does not belong: three of one sort and one of another."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tutor.generation.drafts import MIN_QUOTE, Choice, Draft, say_status
from tutor.generation.naming import NameBook
from tutor.generation.rivals import Rivals
from tutor.generation.rows import tells_of_things
from tutor.generation.tables import Row, Table
from tutor.generation.topics import Topic
from tutor.generation.wording import are_one_family, in_quotes, read_word_stems

_MIN_MEMBERS = 3
# "is the Amazon Comprehend feature that": what sort of thing something is.
_SORT = re.compile(
    r"is (?:an?|the|one) (?P<sort>[\w /-]{8,60}?) (?:that|which|for|to|in which|where|with|of(?= the| a))\b"
)
# What much is without its definition calling it so: "AWS service", "Python library".
_LOOSE = frozenset(("web-services", "python-scripts"))

Group = tuple[tuple[str, ...], bool]


def draft_odd_ones(
    topics: Sequence[Topic], tables: Sequence[Table], rivals: Rivals, names: NameBook
) -> Iterator[Draft]:
    """Which is not of this sort: by definitions, by the headings of an imported sheet, or by a column."""
    yield from _draft_sorts(topics, rivals, names)
    yield from _draft_headings(topics, rivals)
    for table in tables:
        for column in filter(tells_of_things, table.columns):
            yield from _draft_column(table, column)


def _draft_sorts(topics: Sequence[Topic], rivals: Rivals, names: NameBook) -> Iterator[Draft]:
    """By what the definitions of our sheets call things."""
    sorts: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        found = _SORT.match(topic.definition.text) if topic.definition and not topic.tier else None
        if found and _says_whose(found["sort"], names):
            sorts[found["sort"]].append(topic)
    for sort, members in sorts.items():
        noun = sort.split()[-1]
        whose = read_word_stems(sort) - read_word_stems(noun)
        others = [
            topic
            for theirs, them in sorts.items()
            if theirs != sort and theirs.split()[-1] == noun
            for topic in them
            if not _holds_any(whose, topic.words)
        ]
        article = "an" if sort[0].lower() in "aeiou" else "a"
        yield from _draft(f"Which of these is NOT {article} {sort}?", sort, whose, members, others, rivals)


def _says_whose(sort: str, names: NameBook) -> bool:
    return any(mention.distinct and not _LOOSE & set(mention.ids) for mention in names.mentions(sort))


def _draft_headings(topics: Sequence[Topic], rivals: Rivals) -> Iterator[Draft]:
    """By what an imported sheet lists under its headings."""
    groups: dict[Group, list[Topic]] = defaultdict(list)
    for topic in topics:
        if topic.tier and topic.definition and topic.entry and len(topic.group) > 2:
            groups[topic.group, topic.listed].append(topic)
    for group, members in groups.items():
        title = group[0][-1]
        stem = f"Which of these does the sheet NOT list under {in_quotes(title)}?"
        others = _find_listed_beside(group, groups)
        yield from _draft(stem, title, read_word_stems(title), members, others, rivals)


def _find_listed_beside(group: Group, groups: Mapping[Group, Sequence[Topic]]) -> list[Topic]:
    """What stands under a neighbouring heading, in the same manner, and not under this one."""
    heading, listed = group
    here = {topic.name for topic in groups[group]}
    return [
        topic
        for (other, theirs), them in groups.items()
        if other[:-1] == heading[:-1] and other != heading and theirs == listed
        for topic in them
        if topic.name not in here
    ]


def _draft(
    stem: str,
    sort: str,
    telling: frozenset[str],
    members: Iterable[Topic],
    others: Iterable[Topic],
    rivals: Rivals,
) -> Iterator[Draft]:
    """One question on a sort, if enough of its members and one other thing do not tell by their names."""
    members = [topic for topic in members if not _holds_any(telling, read_word_stems(topic.name))]
    odd = [
        topic
        for topic in others
        if not _holds_any(telling, read_word_stems(topic.name))
        and not any(rivals.are_related(topic.entry, member.entry) for member in members)
    ]
    if len(members) < _MIN_MEMBERS or not odd:
        return
    key = min(odd, key=_quote)  # the same one whatever the order
    yield Draft(
        template=f"odd one of {sort}",
        stem=stem,
        key=_choose(key, f"The sheet says something else of {key.name}{say_status(key.entry)}."),
        pools=([_choose(member, f"The sheet counts {member.name} among them.") for member in members],),
        subject=key.subject,
        entry=key.entry,
        hides_key=False,
    )


def _draft_column(table: Table, column: str) -> Iterator[Draft]:
    """By a cell that several rows of a table share."""
    shared: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        shared[row.text_of(column)].append(row)
    for text, members in shared.items():
        odd = [row for row in table.rows if not read_word_stems(row.text_of(column)) & read_word_stems(text)]
        odd = [row for row in odd if _is_citable(row, column)]
        if len(members) < _MIN_MEMBERS or not odd or not all(_is_citable(row, column) for row in members):
            continue
        key = min(odd, key=lambda row: row.name)
        choose = _chooser(table, column)
        yield Draft(
            template="odd row",
            stem=f"In the table {in_quotes(table.title)}, which one does NOT have {in_quotes(text)} under "
            f"{in_quotes(column)}?",
            key=choose(key, f"The table has something else there{say_status(key.entry)}."),
            pools=([choose(row, f"The table has just this for {row.name}.") for row in members],),
            subject=key.subject,
            entry=key.entry,
            hides_key=False,
        )


def _is_citable(row: Row, column: str) -> bool:
    units = row.cells.get(column, ())
    return len(units) == 1 and len(units[0].text) >= MIN_QUOTE


def _chooser(table: Table, column: str) -> Callable[[Row, str], Choice]:
    return lambda row, why: Choice(row.name, row.entry, why, table.sheet, row.cells[column][0].text)


def _choose(topic: Topic, why: str) -> Choice:
    assert topic.definition  # only such are grouped
    return Choice(topic.name, topic.entry, why, topic.definition.passage.sheet, _quote(topic))


def _quote(topic: Topic) -> str:
    return topic.definition.unit.text if topic.definition else ""


def _holds_any(stems: frozenset[str], words: Iterable[str]) -> bool:
    """Whether words tell of one of the stems."""
    return any(are_one_family(stem, word) for word in words for stem in stems)
