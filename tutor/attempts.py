"""What a learner did: attempts, and what the scheduler knows of each item."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from fsrs import Card

# How sure the learner was before the answer was shown.
Confidence = Literal["sure", "think_so", "guess"]


@dataclass(frozen=True)
class Attempt:
    """One answer by one learner at one moment.

    Attributes:
        exam: None for an item of a sheet that belongs to no exam.
        task: Task of that exam's guide, "1.2".
        subject: Catalogue id of what the item is about.
        answered_at: Aware, UTC.
        correct: All that was needed and nothing else; a skipped item is not.
        confidence: None when it was not asked or not given.
        hinted: A hint was shown before the answer.
        expected: Catalogue id of the right option, where it names one.
        taken: Catalogue id of the wrong option that was chosen, where it names one.
    """

    item_id: str
    exam: str | None
    task: str | None
    subject: str
    answered_at: dt.datetime
    correct: bool
    confidence: Confidence | None = None
    hinted: bool = False
    expected: str | None = None
    taken: str | None = None


@dataclass(frozen=True)
class ItemCard:
    """What the scheduler knows of one learner and one item."""

    item_id: str
    exam: str | None
    task: str | None
    subject: str
    card: Card
