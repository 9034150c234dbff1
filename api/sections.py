"""A sheet's sections: its contents list, and what may be asked of each of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from actions.quiz_topics import read_wish
from actions.wiring import Parts
from api.headings import Heading, read_sheet_headings
from knowledge.aspects import find_aspect
from knowledge.chunking import find_heading_subject
from knowledge.passages import Passage, Sheet

_LEVELS = (2, 3)
# As many items as a quiz has by default: where fewer were written, made ones count too.
_QUIZ_LENGTH = 5


@dataclass(frozen=True)
class Section:
    """A heading of the second or third level and the text beneath it.

    Attributes:
        subject: The catalogue id that the heading names.
        data: What may be asked of it: ``ask``, a whole question to the chat; ``about``, words that begin one,
            where the heading is no subject; ``quiz``, the wish for a quiz, only where there are items for it.
            Empty for a field of the section above ("Pricing").
    """

    anchor: str
    level: int
    title: str
    subject: str | None
    data: Mapping[str, str]


class Sections:
    """Reads the sections of sheets; those of a sheet are read once, as a loaded index does not change.

    Args:
        parts: Whose items decide where a quiz is offered.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._by_sheet: dict[str, Sequence[Section]] = {}

    def of(self, sheet: Sheet) -> Sequence[Section]:
        """A sheet's sections in order; the first time takes some 8 ms for each subject (2026-11, 2 cores)."""
        if sheet.id not in self._by_sheet:
            self._by_sheet[sheet.id] = tuple(self._read(sheet))
        return self._by_sheet[sheet.id]

    def _read(self, sheet: Sheet) -> Iterator[Section]:
        headings = read_sheet_headings(sheet)
        passages = [passage for passage in self._parts.index.passages if passage.sheet == sheet.id]
        starts = [*_find_starts(sheet, headings), len(sheet.text)]
        for place, heading in enumerate(headings):
            if heading.level not in _LEVELS:
                continue
            following = range(place + 1, len(headings))
            last = next((n for n in following if headings[n].level <= heading.level), len(headings))
            yield self._section(heading, [p for p in passages if starts[place] <= p.start < starts[last]])

    def _section(self, heading: Heading, passages: Iterable[Passage]) -> Section:
        catalogue = self._parts.index.catalogue
        entry = catalogue.find(find_heading_subject(heading.title, heading.attributes, catalogue))
        data = {}
        if entry or not find_aspect(heading.title):
            topic = entry.name if entry else heading.title
            data = {"ask": f"What is {topic}?"} if entry else {"about": topic}
            spoken_of = {mention for passage in passages for mention in passage.mentions}
            if self._has_quiz(topic, spoken_of | ({entry.id} if entry else set())):
                data["quiz"] = f"Quiz me on {topic}"
        return Section(heading.anchor, heading.level, heading.title, entry.id if entry else None, data)

    def _has_quiz(self, topic: str, spoken_of: set[str]) -> bool:
        """Whether a quiz on these words asks of something that the section speaks of."""
        scope = read_wish(topic, self._parts, None).scope
        items = self._parts.tutor.bank.select(scope, at_least=_QUIZ_LENGTH)
        wholes = self._wholes_of(spoken_of)
        return any(self._wholes_of({item.subject}) & wholes for item in items)

    def _wholes_of(self, subjects: set[str]) -> set[str]:
        """Catalogue ids, and those that they are part of."""
        entries = (self._parts.index.catalogue.find(subject) for subject in subjects)
        return subjects | {entry.part_of for entry in entries if entry and entry.part_of}


def _find_starts(sheet: Sheet, headings: Iterable[Heading]) -> Iterator[int]:
    """Where each heading begins in the sheet's text."""
    lines = sheet.text[sheet.body_start :].split("\n")
    place, line = sheet.body_start, 0
    for heading in headings:
        place += sum(len(text) + 1 for text in lines[line : heading.line])
        line = heading.line
        yield place
