"""From what is asked to an item: the gates that every question passes, its distractors, its id."""

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Entry
from knowledge.names import normalise
from tutor.generation.naming import NameBook
from tutor.items import ChoiceItem, Difficulty, Option

MIN_QUOTE = 12  # characters, by the form of a claim
CLOSED = {
    "closed_to_new_customers": "is closed to new customers",
    "ending": "is going to be closed",
    "ended": "has ended",
}
_N_DISTRACTORS = 3
_MIN_STEM_WORDS, _MAX_STEM_WORDS = 5, 45
_MAX_OPTION = 70
# A key may be this many times as long as its shortest distractor: the longest of four draws the eye.
_LONG_KEY = 1.6
_SHORT_KEY = 20
_NUMBERED_TASK = re.compile(r"\d\.\d")
_CATCH_ALL = re.compile(r"\b(?:all|none|both|neither)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """What may become an option."""

    text: str
    entry: Entry | None
    why: str
    sheet: str
    quote: str


@dataclass(frozen=True)
class Draft:
    """A question before its distractors are drawn.

    Attributes:
        template: Which kind of question it is; the id holds it.
        pools: Distractors to draw from, the nearest first; a later pool only fills up.
        subject: Catalogue id, or a name written as one.
        hides_key: Whether the stem must not name the key: where a figure or an odd one is asked for, it may.
    """

    template: str
    stem: str
    key: Choice
    pools: Sequence[Sequence[Choice]]
    subject: str
    entry: Entry | None
    difficulty: Difficulty = "medium"
    hides_key: bool = True


class Composer:
    """Makes items of drafts.

    Args:
        rng: Draws the distractors and their order; which items there are does not hang on it.
    """

    def __init__(self, names: NameBook, rng: random.Random) -> None:
        self._names = names
        self._rng = rng

    def compose_all(self, drafts: Iterable[Draft]) -> list[ChoiceItem]:
        """An item of each draft that passes the gates, none asked twice."""
        passed = [(draft, pools) for draft in drafts if (pools := self._pass(draft))]
        keys: dict[tuple[str, ...], set[str]] = {}
        for draft, _ in passed:
            keys.setdefault(normalise(draft.stem), set()).add(draft.key.text)
        items: dict[str, ChoiceItem] = {}
        asked: set[tuple[str, ...]] = set()
        for draft, pools in passed:
            words, item_id = normalise(draft.stem), _make_id(draft)
            # A question with two right answers is none.
            if len(keys[words]) == 1 and words not in asked and item_id not in items:
                asked.add(words)
                items[item_id] = self._compose(draft, pools, item_id)
        return list(items.values())

    def _pass(self, draft: Draft) -> list[list[Choice]] | None:
        """The pools of a draft that may be asked, without what would give the key away; None else."""
        is_sized = _MIN_STEM_WORDS <= len(draft.stem.split()) <= _MAX_STEM_WORDS
        if not is_sized or not _is_option(draft.key) or self._is_silent_on_closing(draft.key):
            return None
        telling: frozenset[str] = frozenset()
        if draft.hides_key:
            names = self._names.of(draft.key.text, draft.key.entry)
            telling = names.telling(draft.stem)
            if names.are_given_away_in(draft.stem) or telling == names.stems:
                return None
        taken = {self._identity(draft.key)}
        pools: list[list[Choice]] = []
        for pool in draft.pools:
            pools.append([])
            for choice in pool:
                identity = self._identity(choice)
                if identity not in taken and self._goes_with(draft.key, choice, telling):
                    taken.add(identity)
                    pools[-1].append(choice)
        return pools if sum(map(len, pools)) >= _N_DISTRACTORS else None

    def _is_silent_on_closing(self, key: Choice) -> bool:
        """Whether a key names something closed among others, which its reason does not tell."""
        closed = [entry for entry in self._names.entries_in(key.text) if entry.status.state in CLOSED]
        return bool(closed) and not say_status(key.entry)

    def _goes_with(self, key: Choice, choice: Choice, telling: frozenset[str]) -> bool:
        """Whether a distractor looks like the key: about as long, with its words that the stem holds."""
        if not _is_option(choice) or choice.quote == key.quote:
            return False
        shorter, longer = sorted((len(choice.text), len(key.text)))
        if longer - shorter > max(10, shorter):
            return False
        if len(key.text) > max(_SHORT_KEY, _LONG_KEY * len(choice.text)):
            return False
        return telling <= self._names.of(choice.text, choice.entry).stems

    def _identity(self, choice: Choice) -> tuple[str, ...]:
        entry = self._names.find_named(choice.text)
        return (entry.id,) if entry else normalise(choice.text)

    def _compose(self, draft: Draft, pools: Sequence[Sequence[Choice]], item_id: str) -> ChoiceItem:
        chosen: list[Choice] = []
        for pool in pools:
            chosen += self._rng.sample(pool, min(_N_DISTRACTORS - len(chosen), len(pool)))
        options = [_make_option(draft.key, True), *(_make_option(choice, False) for choice in chosen)]
        self._rng.shuffle(options)
        exam, task = _find_task(draft.entry)
        return ChoiceItem(
            id=item_id,
            exam=exam,
            task=task,
            kind="single",
            difficulty=draft.difficulty,
            subject=draft.subject,
            stem=draft.stem,
            options=tuple(options),
        )


def say_status(entry: Entry | None) -> str:
    """What a reason adds on a thing that new customers cannot have."""
    state = CLOSED.get(entry.status.state) if entry else None
    return f", which {state}" if state else ""


def _is_option(choice: Choice) -> bool:
    is_sized = 0 < len(choice.text) <= _MAX_OPTION and len(choice.quote) >= MIN_QUOTE
    return is_sized and not _CATCH_ALL.search(choice.text)


def _make_option(choice: Choice, is_key: bool) -> Option:
    return Option(text=choice.text, key=is_key, why=choice.why, sheet=choice.sheet, quote=choice.quote)


def _make_id(draft: Draft) -> str:
    key = "\x1f".join((draft.key.sheet, draft.key.quote, draft.template))
    return f"gen-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _find_task(entry: Entry | None) -> tuple[str | None, str | None]:
    """The first exam and task of an entry that has a number: those of a retired exam have none."""
    for exam, tasks in (entry.exams if entry else {}).items():
        for task in tasks:
            if _NUMBERED_TASK.fullmatch(task):
                return exam, task
    return None, None
