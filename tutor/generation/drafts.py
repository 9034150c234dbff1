"""From what is asked to an item: the gates that every question passes, its distractors, its id."""

import hashlib
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.catalogue import Entry
from knowledge.names import normalise
from tutor.generation.wording import NameBook
from tutor.items import ChoiceItem, Difficulty, Option

_N_DISTRACTORS = 3
_MIN_STEM_WORDS, _MAX_STEM_WORDS = 5, 45
_MIN_QUOTE = 12  # characters, by the form of a claim
_MAX_OPTION = 70
_NUMBERED_TASK = re.compile(r"\d\.\d")
_CATCH_ALL = re.compile(r"\b(?:all|none|both|neither)\b", re.IGNORECASE)
CLOSED = {
    "closed_to_new_customers": "is closed to new customers",
    "ending": "will be ended",
    "ended": "has ended",
}


@dataclass(frozen=True)
class Choice:
    """What may become an option.

    Attributes:
        why: A sentence on it; empty where a draft has a better one.
    """

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
        pools: Distractors to draw from, the nearest first; the next pool is used where one has too few.
        subject: Catalogue id, or a name written as one.
        hides_key: Whether the stem must not name the key: not where figures or odd ones are asked for.
    """

    template: str
    stem: str
    key: Choice
    pools: Sequence[Sequence[Choice]]
    subject: str
    entry: Entry | None
    difficulty: Difficulty
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
        askers: dict[tuple[str, ...], set[str]] = {}
        for draft, _ in passed:
            askers.setdefault(normalise(draft.stem), set()).add(draft.key.text)
        items: dict[str, ChoiceItem] = {}
        asked: set[tuple[str, ...]] = set()
        for draft, pools in passed:
            words, item_id = normalise(draft.stem), _make_id(draft)
            # A question with two right answers is none.
            if len(askers[words]) == 1 and words not in asked and item_id not in items:
                asked.add(words)
                items[item_id] = self._compose(draft, pools, item_id)
        return list(items.values())

    def _pass(self, draft: Draft) -> list[list[Choice]] | None:
        """The pools of a draft that may be asked, without what would give the key away; None else."""
        if not _MIN_STEM_WORDS <= len(draft.stem.split()) <= _MAX_STEM_WORDS or not _is_option(draft.key):
            return None
        telling: frozenset[str] = frozenset()
        if draft.hides_key:
            names = self._names.of(draft.key.text, draft.key.entry)
            telling = names.telling(draft.stem)
            if names.are_given_away_in(draft.stem) or len(telling) >= len(names.tokens):
                return None
        taken = {self._identity(draft.key)}
        pools: list[list[Choice]] = []
        for pool in draft.pools:
            fitting = []
            for choice in pool:
                identity = self._identity(choice)
                if identity not in taken and self._goes_with(choice, draft.key, telling):
                    taken.add(identity)
                    fitting.append(choice)
            pools.append(fitting)
        return pools if sum(map(len, pools)) >= _N_DISTRACTORS else None

    def _goes_with(self, choice: Choice, key: Choice, telling: frozenset[str]) -> bool:
        """Whether a distractor looks like the key: as long, as formal, with the words that the stem holds."""
        if not _is_option(choice) or choice.quote == key.quote:
            return False
        lengths = sorted((len(choice.text), len(key.text)))
        if lengths[1] - lengths[0] > max(10, lengths[0]):
            return False
        return telling <= self._names.of(choice.text, choice.entry).tokens

    def _identity(self, choice: Choice) -> tuple[str, ...]:
        entry = self._names.entry_named(choice.text)
        return (entry.id,) if entry else normalise(choice.text)

    def _compose(self, draft: Draft, pools: Sequence[Sequence[Choice]], item_id: str) -> ChoiceItem:
        chosen: list[Choice] = []
        for pool in pools:
            wanted = min(_N_DISTRACTORS - len(chosen), len(pool))
            chosen += self._rng.sample(pool, wanted)
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
    return (
        len(choice.quote) >= _MIN_QUOTE
        and 0 < len(choice.text) <= _MAX_OPTION
        and not _CATCH_ALL.search(choice.text)
    )


def _make_option(choice: Choice, is_key: bool) -> Option:
    return Option(text=choice.text, key=is_key, why=choice.why, sheet=choice.sheet, quote=choice.quote)


def _make_id(draft: Draft) -> str:
    key = "\x1f".join((draft.key.sheet, draft.key.quote, draft.template))
    return f"gen-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def _find_task(entry: Entry | None) -> tuple[str | None, str | None]:
    """The first exam and task of an entry that has a number: those of exams that are history have none."""
    for exam, tasks in (entry.exams if entry else {}).items():
        for task in tasks:
            if _NUMBERED_TASK.fullmatch(task):
                return exam, task
    return None, None
