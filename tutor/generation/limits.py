"""Questions on limits: which figure belongs into the gap."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Catalogue, Entry
from knowledge.passages import Passage, Unit
from tutor.generation.drafts import Choice, Draft, say_status
from tutor.generation.wording import clean, in_quotes, stands_alone

_GAP = "____"
_NEAREST = 5
_MAX_RATIO = 12  # a figure farther off is no temptation
_MAX_FIGURES = 2
_UNITS = (
    r"[KMGTP]i?B|bytes?|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|per cent|%"
    r"|characters|tokens|pages|records|words|dimensions|IOPS"
)
_FIGURE = re.compile(
    rf"(?<![\w./-])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<scale>\s(?:thousand|million|billion))?"
    rf"(?:\s?(?P<unit>{_UNITS})(?!\w))?(?![\w-]|[.,/]\d)"
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class _Figure:
    """One figure of a limit.

    Attributes:
        measure: What it counts; ``count`` where the words around it tell.
        start: Its first character in the limit's text.
    """

    text: str
    value: float
    measure: str
    start: int
    limit: "_Limit"

    @property
    def gapped(self) -> str:
        """The limit with a gap for the figure."""
        whole = self.limit.text
        return f"{whole[: self.start]}{_GAP}{whole[self.start + len(self.text) :]}"


@dataclass(frozen=True)
class _Limit:
    """A unit of a field on limits."""

    text: str
    unit: Unit
    passage: Passage
    entry: Entry

    @property
    def family(self) -> set[str]:
        """The entry and what it is part of."""
        return {entry_id for entry_id in (self.entry.id, self.entry.part_of, *self.unit.mentions) if entry_id}


def draft_limits(passages: Sequence[Passage], catalogue: Catalogue) -> Iterator[Draft]:
    """Limit to figure, beside the nearest figures of other limits in the same measure."""
    by_measure: dict[str, list[_Figure]] = defaultdict(list)
    asked: list[_Figure] = []
    for limit in _read_limits(passages, catalogue):
        figures = list(_read_figures(limit))
        for figure in figures:
            if figure.value and not _YEAR.fullmatch(figure.text):
                by_measure[figure.measure].append(figure)
        if _can_be_asked(limit, figures):
            asked.append(figures[-1])
    for figure in asked:
        yield _draft(figure, _find_rivals(figure, by_measure))


def _draft(figure: _Figure, rivals: Sequence[_Figure]) -> Draft:
    entry = figure.limit.entry
    return Draft(
        template="limit",
        stem=f"Which figure belongs into the gap: {in_quotes(figure.gapped)}?",
        key=_choose(figure, f"The sheet states this limit of {entry.name}{say_status(entry)}."),
        pools=([_choose(other, _say_whose(other)) for other in rivals],),
        subject=entry.id,
        entry=entry,
        hides_key=False,
    )


def _say_whose(figure: _Figure) -> str:
    return f"The sheet gives this figure for another limit, that of {figure.limit.entry.name}."


def _read_limits(passages: Sequence[Passage], catalogue: Catalogue) -> Iterator[_Limit]:
    for passage in passages:
        entry = catalogue.find(passage.subject)
        if passage.aspect == "limits" and passage.kind == "list" and entry and entry.category != "exam":
            for unit in passage.units:
                yield _Limit(clean(unit.text), unit, passage, entry)


def _read_figures(limit: _Limit) -> Iterator[_Figure]:
    for found in _FIGURE.finditer(limit.text):
        scale = (found["scale"] or "").strip()
        value = float(found["number"].replace(",", "")) * _SCALES.get(scale, 1)
        # A figure written another way would stand out among the options.
        written = "," if "," in found["number"] else "." if "." in found["number"] else ""
        measure = f"{written}{scale} {(found['unit'] or 'count').rstrip('s')}"
        yield _Figure(found.group(), value, measure, found.start(), limit)


def _can_be_asked(limit: _Limit, figures: Sequence[_Figure]) -> bool:
    """Whether a gap leaves one answer: few figures, all different, and no digit besides, as in a date."""
    values = {figure.value for figure in figures}
    if not 0 < len(values) == len(figures) <= _MAX_FIGURES or figures[-1].value == 0:
        return False
    n_digits = sum(len(_DIGIT.findall(figure.text)) for figure in figures)
    return n_digits == len(_DIGIT.findall(limit.text)) and stands_alone(limit.text)


def _find_rivals(figure: _Figure, by_measure: dict[str, list[_Figure]]) -> list[_Figure]:
    """Other figures in the same measure, the nearest first, none that the sheets give for the same thing."""
    same_measure = by_measure[figure.measure]
    family = figure.limit.family
    taken = {
        other.value for figures in by_measure.values() for other in figures if other.limit.family & family
    }
    found: dict[float, _Figure] = {}
    for other in sorted(same_measure, key=lambda other: _distance(figure, other)):
        if other.value not in taken and _distance(figure, other) <= math.log(_MAX_RATIO):
            found.setdefault(other.value, other)
    return list(found.values())[:_NEAREST]


def _distance(one: _Figure, other: _Figure) -> float:
    return abs(math.log(one.value / other.value))


def _choose(figure: _Figure, why: str) -> Choice:
    return Choice(figure.text, None, why, figure.limit.passage.sheet, figure.limit.unit.text)
