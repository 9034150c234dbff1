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
_NEAREST = 6
_UNITS = (
    r"[KMGTP]i?B|bytes?|milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|per ?cent|%|"
    r"characters?|tokens?|pages?|records?|languages?|dimensions?|vectors?|IOPS|pixels?|words?|samples?|requests?"
)
_FIGURE = re.compile(
    rf"(?<![\w./-])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<scale>\s(?:thousand|million|billion))?"
    rf"(?:(?P<space>\s?)(?P<unit>{_UNITS})(?!\w))?(?![\w-]|[.,/]\d)"
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_DIGITS = re.compile(r"\d")
_NUMBER_WORD = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twice)\b", re.I)
_AT_MOST_BY_DEFAULT = re.compile(r"\bby default\b", re.I)


@dataclass(frozen=True)
class _Limit:
    """A unit with one figure."""

    text: str
    figure: str
    value: float
    measure: str
    start: int
    end: int
    unit: Unit
    passage: Passage
    entry: Entry


def draft_limits(passages: Sequence[Passage], catalogue: Catalogue) -> Iterator[Draft]:
    """Limit to figure, beside the nearest figures of other limits in the same measure."""
    limits = list(_read_limits(passages, catalogue))
    by_measure: dict[str, list[_Limit]] = defaultdict(list)
    for limit in limits:
        by_measure[limit.measure].append(limit)
    for limit in limits:
        rivals = _find_rivals(limit, limits, by_measure[limit.measure])
        yield Draft(
            template="limit",
            stem=f"Which figure belongs into the gap? {in_quotes(limit.text[: limit.start] + _GAP + limit.text[limit.end :])}",
            key=_choose(
                limit, f"The sheet states this limit of {limit.entry.name}{say_status(limit.entry)}."
            ),
            pools=(
                [
                    _choose(other, f"The sheet states this figure of something else: {other.entry.name}.")
                    for other in rivals
                ],
            ),
            subject=limit.entry.id,
            entry=limit.entry,
            difficulty="medium",
            hides_key=False,
        )


def _read_limits(passages: Sequence[Passage], catalogue: Catalogue) -> Iterator[_Limit]:
    for passage in passages:
        entry = catalogue.find(passage.subject)
        if passage.aspect != "limits" or passage.kind != "list" or entry is None or entry.category == "exam":
            continue
        for unit in passage.units:
            text = clean(unit.text)
            found = list(_FIGURE.finditer(text))
            if (
                len(found) == 1
                and stands_alone(text)
                and len(_DIGITS.findall(text)) == len(_DIGITS.findall(found[0].group()))
            ):
                yield _make(text, found[0], unit, passage, entry)


def _make(text: str, found: re.Match[str], unit: Unit, passage: Passage, entry: Entry) -> _Limit:
    scale = (found["scale"] or "").strip()
    measure = (found["unit"] or "").rstrip("s") or "count"
    value = float(found["number"].replace(",", "")) * _SCALES.get(scale, 1)
    return _Limit(text, found.group(), value, measure, found.start(), found.end(), unit, passage, entry)


def _find_rivals(limit: _Limit, limits: Sequence[_Limit], same_measure: Sequence[_Limit]) -> list[_Limit]:
    """Other figures in the same measure, the nearest first, none that the sheets give for the same thing."""
    family = {limit.entry.id, limit.entry.part_of}
    taken = {other.value for other in limits if {other.entry.id, other.entry.part_of} & family - {None}}
    found: dict[float, _Limit] = {}
    for other in sorted(
        same_measure, key=lambda other: abs(math.log((other.value or 1) / (limit.value or 1)))
    ):
        if other.value not in taken and other.value not in found:
            found[other.value] = other
    return list(found.values())[:_NEAREST]


def _choose(limit: _Limit, why: str) -> Choice:
    return Choice(limit.figure, None, why, limit.passage.sheet, limit.unit.text)
