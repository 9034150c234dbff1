"""Checking the bank: what would make an item wrong, and what would give its key away."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from knowledge.catalogue import Catalogue
from knowledge.checking import Finding
from knowledge.names import normalise
from knowledge.passages import Passage, Unit
from tutor.exams import Exam, Exams
from tutor.items import ChoiceItem, Claim, Item, MatchingItem, Option, OrderingItem, TextItem

# What no option may say: it tests the reading of options (Haladyna et al. 2002, guideline 18).
_CATCH_ALL = re.compile(r"\b(all|none|both|neither) of (the|these)\b|\bboth [A-F] and [A-F]\b", re.IGNORECASE)
_LINK_ALONE = re.compile(r"\[[^\]]+\]\([^)]+\)$")
_SELECT = {2: "(Select TWO.)", 3: "(Select THREE.)"}
# Words that set the thing named apart from what the quote is about.
_CONTRAST = re.compile(
    r"\b(not|no|never|unlike|instead|rather|whereas|while|but|without|alternative|replace[sd]?|versus|vs|compared"
    r"|than|differs?|other|use|choose|successors?|follows?|from|beside|before|after|feeds?)\b",
    re.IGNORECASE,
)
_SAYS_CLOSED = re.compile(
    r"new customers|existing customers?|already (uses?|runs?|has|have)|closed|classic"
    r"|no longer (sold|offered|open|available)|(has|have|was|were) ended|end(s|ed)? (on|in) |retire[sd]?"
    r"|retirement|end of (support|life)",
    re.IGNORECASE,
)
_MOST_LONGEST_KEYS = 0.30
_LONG_KEY = 1.6  # times the mean length of the other options
_LEAST_AT_A_PLACE, _MOST_AT_A_PLACE = 0.20, 0.30
_SAME_STEM = 0.93  # cosine; looked at by hand on 2026-11-21
_LEAST_OF_A_TASK = 5


@dataclass(frozen=True)
class BankReport:
    """What the check found, and the figures that it prints."""

    findings: Sequence[Finding]
    n_items: int
    share_longest: float
    key_places: Mapping[str, float]
    n_by_domain: Mapping[tuple[str | None, int | None], int]


def check_bank(
    items: Mapping[str, Item],
    exams: Exams,
    passages: Sequence[Passage],
    catalogue: Catalogue,
    embed: Callable[[Sequence[str]], npt.NDArray[np.float32]],
) -> BankReport:
    """Check every item, and the bank as a whole; errors first.

    Args:
        passages: Every passage of the sheets that items cite.
        embed: Texts to L2-normalised vectors, by which stems are compared.
    """
    checker = _Checker(exams, passages, catalogue)
    choices = [item for item in items.values() if isinstance(item, ChoiceItem)]
    share = _share_longest(choices)
    places = _key_places(choices)
    counts = Counter((item.exam, item.domain) for item in items.values())
    findings = [
        *(finding for item in items.values() for finding in checker.check(item)),
        *_check_stems(items, embed),
        *_check_shares(share, places),
        *_check_counts(items.values(), exams),
    ]
    findings.sort(key=lambda finding: (not finding.is_error, finding.where))
    return BankReport(findings, len(items), share, places, counts)


def find_quote(
    claim: Claim, passages_by_sheet: Mapping[str, Sequence[Passage]]
) -> tuple[Passage, Unit] | None:
    """Where a claim's quote stands, character for character: the passage, and the sentence, bullet or cell.

    A link under "See also" says nothing, so it is no evidence.
    """
    for passage in passages_by_sheet.get(claim.sheet, ()):
        for unit in passage.units:
            if unit.text == claim.quote and not _LINK_ALONE.match(unit.text):
                return passage, unit
    return None


def by_sheet(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    """Passages of each sheet."""
    sheets: dict[str, list[Passage]] = {}
    for passage in passages:
        sheets.setdefault(passage.sheet, []).append(passage)
    return sheets


class _Checker:
    """Checks one item at a time against the sheets and the catalogue."""

    def __init__(self, exams: Exams, passages: Sequence[Passage], catalogue: Catalogue) -> None:
        self._exams = exams
        self._passages = by_sheet(passages)
        self._catalogue = catalogue

    def check(self, item: Item) -> Iterator[Finding]:
        for message in (*self._placing(item), *self._evidence(item), *self._by_kind(item)):
            yield Finding(f"item {item.id}", message)

    def _placing(self, item: Item) -> Iterator[str]:
        if item.exam is None or item.exam not in self._exams:
            yield f"the exam {item.exam!r} is not in exams.yml"
        elif item.task not in self._exams[item.exam].tasks:
            yield f"{item.exam} has no task {item.task}"
        elif item.kind != "text" and item.kind not in self._exams[item.exam].kinds:
            yield f"{item.exam} has no items of kind {item.kind}"
        if item.subject not in self._catalogue:
            yield f"its subject {item.subject!r} is not in the catalogue"
        if self._is_silent_on_closing(item):
            name = self._catalogue.name_of(item.subject)
            yield f"{name} is closed, ending or ended; say so in the stem or in the key's reason"

    def _is_silent_on_closing(self, item: Item) -> bool:
        right: list[Claim] = list(item.claims)
        named = {item.subject}
        if isinstance(item, ChoiceItem):
            right = [option for option in item.options if option.key]
            named |= {entry for option in item.options if option.key for entry in self._named(option.text)}
        entries = [entry for entry in map(self._catalogue.find, named) if entry]
        closed = [e for e in entries if e.status.state in ("closed_to_new_customers", "ending", "ended")]
        said = " ".join([item.stem, *(f"{claim.why} {claim.quote}" for claim in right)])
        return bool(closed) and not _SAYS_CLOSED.search(said)

    def _evidence(self, item: Item) -> Iterator[str]:
        for claim in item.claims:
            if claim.sheet not in self._passages:
                yield f"there is no sheet {claim.sheet!r}"
            elif find_quote(claim, self._passages) is None:
                place = f"no whole sentence, bullet or cell of {claim.sheet}"
                yield f"{claim.quote!r} is {place}; nearest is {self._nearest(claim)!r}"

    def _nearest(self, claim: Claim) -> str:
        units = [unit.text for passage in self._passages[claim.sheet] for unit in passage.units]
        found = process.extractOne(claim.quote, units, scorer=fuzz.ratio)
        return found[0] if found else ""

    def _by_kind(self, item: Item) -> Iterator[str]:
        if isinstance(item, ChoiceItem):
            yield from self._options(item)
        elif isinstance(item, OrderingItem):
            if len({normalise(step.text) for step in item.steps}) < len(item.steps):
                yield "two steps say the same"
        elif isinstance(item, MatchingItem):
            for pair in item.pairs:
                if normalise(pair.match) == normalise(pair.prompt):
                    yield f"{pair.prompt!r} matches itself"
        elif isinstance(item, TextItem) and item.name:
            for entry_id in item.name.entries:
                if entry_id not in self._catalogue:
                    yield f"the answer {entry_id!r} is not in the catalogue"

    def _options(self, item: ChoiceItem) -> Iterator[str]:
        texts = [normalise(option.text) for option in item.options]
        if len(set(texts)) < len(texts):
            yield "two options say the same"
        entries = [ids for option in item.options if len(ids := self._catalogue.ids_named(option.text)) == 1]
        if len(set(entries)) < len(entries):
            yield "two options are names of the same thing"
        for option in item.options:
            if _CATCH_ALL.search(option.text):
                yield f"{option.text!r}: an option stands alone"
        if item.kind == "multiple" and not item.stem.rstrip().endswith(_SELECT[len(item.keys)]):
            yield f"its stem must end in {_SELECT[len(item.keys)]!r}"
        yield from _cues(item)
        yield from self._support(item)

    def _support(self, item: ChoiceItem) -> Iterator[str]:
        """Distractors that the evidence of a key bears out too."""
        keys = [option for option in item.options if option.key]
        ours = {entry for option in keys for entry in self._named(option.text)} | set(self._named(item.stem))
        for option in item.options:
            if option.key:
                continue
            rivals = set(self._named(option.text)) - ours
            for key in keys:
                if option.quote == key.quote and not _CONTRAST.search(key.quote):
                    yield f"{option.text!r} and the key rest on the same quote"
                elif rivals & set(self._named(key.quote)) and not _CONTRAST.search(key.quote):
                    yield f"the key's quote also names {option.text!r}; cite one that parts them"

    def _named(self, text: str) -> list[str]:
        return [entry_id for mention in self._catalogue.find_mentions(text) for entry_id in mention.ids]


def _cues(item: ChoiceItem) -> Iterator[str]:
    """Ways in which the wording tells the key from the rest."""
    if item.kind == "single":
        key = next(option for option in item.options if option.key)
        others = [len(option.text) for option in item.options if not option.key]
        if len(key.text) > 20 and len(key.text) > max(others) and len(key.text) > _LONG_KEY * np.mean(others):
            yield "the key is by far the longest option"
    asked = re.search(r"\b(an?)\W*$", item.stem.rstrip("?: ._"), re.IGNORECASE)
    if asked:
        fitting = [_takes_an(option.text) == (asked[1].lower() == "an") for option in item.options]
        if not all(fitting) and all(fitting[place] for place in item.keys):
            yield f"only some options fit the {asked[1]!r} that ends the stem"


def _takes_an(text: str) -> bool:
    return text[:1].lower() in "aeiou"


def _share_longest(items: Sequence[ChoiceItem]) -> float:
    """Share of the items whose longest option, and no other of its length, is a key."""
    if not items:
        return 0.0
    return sum(map(_is_key_longest, items)) / len(items)


def _is_key_longest(item: ChoiceItem) -> bool:
    longest = max(item.options, key=lambda option: len(option.text))
    n_as_long = sum(len(option.text) == len(longest.text) for option in item.options)
    return longest.key and n_as_long == 1


def _key_places(items: Iterable[ChoiceItem]) -> dict[str, float]:
    """Share of single-choice keys at each letter."""
    places = Counter(place for item in items if item.kind == "single" for place in item.keys)
    return {"ABCD"[place]: places[place] / max(1, places.total()) for place in range(4)}


def _check_shares(share_longest: float, places: Mapping[str, float]) -> Iterator[Finding]:
    if share_longest > _MOST_LONGEST_KEYS:
        yield Finding(
            "bank", f"the key is the longest option in {share_longest:.0%} of the items; at most 30% is fair"
        )
    for letter, share in places.items():
        if share and not _LEAST_AT_A_PLACE <= share <= _MOST_AT_A_PLACE:
            yield Finding("bank", f"{share:.0%} of the keys stand at {letter}; between 20% and 30% is fair")


def _check_stems(
    items: Mapping[str, Item], embed: Callable[[Sequence[str]], npt.NDArray[np.float32]]
) -> Iterator[Finding]:
    if not items:
        return
    ids = list(items)
    vectors = embed([_what_is_asked(items[item_id]) for item_id in ids])
    near = np.triu(vectors @ vectors.T, k=1)
    for first, second in zip(*np.nonzero(near > _SAME_STEM), strict=True):
        yield Finding(
            f"item {ids[first]}", f"it asks the same as {ids[second]} (cosine {near[first, second]:.2f})"
        )


def _what_is_asked(item: Item) -> str:
    """The stem with the right answer: the same scene may ask for two things."""
    return f"{item.stem} {' '.join(option.text for option in _keys(item))}"


def _keys(item: Item) -> Sequence[Option]:
    return [option for option in item.options if option.key] if isinstance(item, ChoiceItem) else ()


def _check_counts(items: Iterable[Item], exams: Exams) -> Iterator[Finding]:
    asked = [item for item in items if item.kind != "text"]
    by_domain = Counter((item.exam, item.domain) for item in asked)
    by_task = Counter((item.exam, item.task) for item in asked)
    for exam in exams:
        yield from _check_exam(exam, by_domain, by_task)


def _check_exam(
    exam: Exam,
    by_domain: Mapping[tuple[str | None, int | None], int],
    by_task: Mapping[tuple[str | None, str | None], int],
) -> Iterator[Finding]:
    for number, wanted in enumerate(exam.questions_by_domain, 1):
        # Two mock exams should not be made of the same questions.
        least = math.ceil(wanted * 1.5)
        found = by_domain.get((exam.id, number), 0)
        if found < least:
            yield Finding(f"{exam.id} domain {number}", f"{found} items; a mock exam needs {least}")
    for task, name in exam.tasks.items():
        found = by_task.get((exam.id, task), 0)
        if found < _LEAST_OF_A_TASK:
            yield Finding(f"{exam.id} task {task}", f"{found} items on {name}; {_LEAST_OF_A_TASK} are wanted")
