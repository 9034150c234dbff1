"""A question as a sitting asks it: an item in its place, with its options in the order shown."""

import datetime as dt
import random
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tutor.errors import SittingNotFound
from tutor.grading import Grade, Response, n_places
from tutor.items import ITEMS, ChoiceItem, Claim, Item, TextItem
from tutor.store.tables import QuestionRow, SittingRow


@dataclass(frozen=True)
class Question:
    """A question of a quiz or exam; what a channel shows must not hold the item's keys.

    Attributes:
        position: From 1.
        order: Shown place to the place in the item.
        saved: The answer so far: of an exam, of a choice of several options, or words that the learner has
            to judge.
        ends_at: The exam's deadline.
    """

    sitting_id: str
    kind: str
    title: str
    position: int
    total: int
    item: Item
    order: tuple[int, ...]
    hinted: bool = False
    flagged: bool = False
    saved: Response | None = None
    ends_at: dt.datetime | None = None

    @property
    def n_wanted(self) -> int:
        """How many options are to be chosen."""
        return len(self.item.keys) if isinstance(self.item, ChoiceItem) else 1

    @property
    def is_to_judge(self) -> bool:
        """Whether words were said that only the learner can judge."""
        return self.kind == "quiz" and self.saved is not None and self.saved.text is not None

    def shown(self, place: int) -> int:
        """Where a place of the item is shown."""
        return self.order.index(place)


@dataclass(frozen=True)
class Marked:
    """A question that was answered.

    Attributes:
        due: When the item comes back; None when nothing was scheduled.
    """

    question: Question
    response: Response
    grade: Grade
    due: dt.datetime | None = None


def make_row(item: Item, sitting_id: str, position: int, rng: random.Random) -> QuestionRow:
    """A new question, its options shuffled."""
    order = list(range(n_places(item)))
    rng.shuffle(order)
    return QuestionRow(
        sitting_id=sitting_id,
        position=position,
        item_id=item.id,
        item=item.model_dump(mode="json"),
        order=order,
        hinted=False,
        flagged=False,
    )


def count_questions(session: Session, sitting_id: str) -> int:
    """Questions of a sitting."""
    counted = select(func.count()).select_from(QuestionRow).where(QuestionRow.sitting_id == sitting_id)
    return session.scalar(counted) or 0


def get_sitting(session: Session, learner_id: str, sitting_id: str, kind: str) -> SittingRow:
    """A learner's own quiz or exam.

    Raises:
        SittingNotFound: The learner has none of this id and kind.
    """
    sitting = session.get(SittingRow, sitting_id)
    if sitting is None or sitting.learner_id != learner_id or sitting.kind != kind:
        raise SittingNotFound(f"there is no {kind} {sitting_id!r} of yours; start one")
    return sitting


def read_row(row: QuestionRow, sitting: SittingRow, total: int) -> Question:
    """The question that a row holds."""
    return Question(
        sitting_id=sitting.id,
        kind=sitting.kind,
        title=sitting.title,
        position=row.position,
        total=total,
        item=ITEMS.validate_python(row.item),
        order=tuple(row.order),
        hinted=row.hinted,
        flagged=row.flagged,
        saved=Response.model_validate(row.saved) if row.saved else None,
        ends_at=sitting.ends_at,
    )


def hint_for(question: Question) -> Claim | None:
    """What helps without giving the key: why one wrong option fails, or one step or pair of several.

    None for a question in words, whose one quote is its answer.
    """
    item = question.item
    if isinstance(item, ChoiceItem):
        wrong = [option for option in item.options if not option.key]
        return wrong[len(item.stem) % len(wrong)]
    return None if isinstance(item, TextItem) else item.claims[0]
