"""The records of this room: sheets, passages, units, hits."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """Where a sheet's facts come from."""

    id: str
    title: str
    evidence: str
    url: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One Markdown document.

    Attributes:
        id: The file's stem, unique over all folders.
        tier: 0 for our own sheets, 1 for imported ones.
        text: The whole file, front matter included; every span counts its characters.
        body_start: Where the Markdown begins in `text`.
        exams: Exam code to task numbers, for every section that says nothing else.
    """

    id: str
    title: str
    tier: int
    text: str
    body_start: int
    exams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    verified: dt.date | None = None


@dataclass(frozen=True)
class Unit:
    """The smallest thing that is quoted: a sentence, a bullet, a table cell, a block of code.

    Attributes:
        start: First character of the quote in its sheet's text.
        end: One past its last character.
        label: What the quote is about, for embedding and for the citation ("Amazon Polly, Pricing").
        subject: Catalogue id, where the unit speaks of another subject than its passage.
        mentions: Every catalogue id that its text names.
    """

    start: int
    end: int
    text: str
    label: str
    subject: str | None = None
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """The piece of a sheet that is stored, embedded and cited.

    Attributes:
        kind: ``paragraph``, ``list``, ``row`` or ``code``.
        heading: From the sheet's title down; for a row, its subject is the last.
        start: First character of the passage in its sheet's text; ``text`` equals that span.
        subject: The catalogue id that its heading or row names.
        mentions: Every catalogue id that its text names, its subject first.
        aspect: The field it stands in, an id of `knowledge.aspects`.
        source: Id of the sheet's source that vouches for it.
    """

    id: str
    sheet: str
    tier: int
    kind: str
    heading: tuple[str, ...]
    start: int
    end: int
    text: str
    units: tuple[Unit, ...]
    subject: str | None = None
    mentions: tuple[str, ...] = ()
    aspect: str | None = None
    source: str | None = None
    verified: dt.date | None = None

    @property
    def label(self) -> str:
        """What the passage is about: its innermost subject and field."""
        return ", ".join(self.heading[-2:]) if len(self.heading) > 2 else self.heading[-1]
