"""Open questions: put to everybody in a room, and answered by each for themselves."""

import datetime as dt
import hashlib
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tutor.attempts import Confidence
from tutor.errors import NoItems, NotPending
from tutor.grading import GradeText, Response, grade
from tutor.items import Item
from tutor.marking import Marking
from tutor.questions import Marked, Question, make_row, read_row
from tutor.store.database import Database
from tutor.store.tables import AttemptRow, QuestionRow, SittingRow

# Of a sitting's id: the first half names the question, the second who answers it.
_HALF = 16


@dataclass(frozen=True)
class Asked:
    """A question that somebody was asked.

    Attributes:
        owner: Whose sitting it is: a learner, or the room that it was put to.
        is_over: The sitting has ended.
    """

    owner: str
    question: Question
    is_over: bool


class OpenQuestions:
    """Asks rooms, and takes the answers of those in them.

    Who answers has a sitting of their own for it, of this one item with its options in the order that
    everybody sees; it is over with the answer, so that it never comes between a learner and their quiz.
    """

    def __init__(self, database: Database, marking: Marking, grade_text: GradeText) -> None:
        self._database = database
        self._marking = marking
        self._grade_text = grade_text

    def ask(
        self, room_id: str, items: Sequence[Item], title: str, now: dt.datetime, rng: random.Random
    ) -> Question:
        """Put one of the items to a room, one that it was not asked yet while there is any.

        Args:
            room_id: Id of the learner that stands for the room.

        Raises:
            NoItems: None of them is answered by choosing; words could only be judged by who wrote them.
        """
        chosen = [item for item in items if item.kind != "text"]
        if not chosen:
            raise NoItems(f"there are no questions to choose an answer to on {title!r}; name another subject")
        with self._database.writing() as session:
            before = set(
                session.scalars(
                    select(QuestionRow.item_id).join(SittingRow).where(SittingRow.learner_id == room_id)
                )
            )
            item = rng.choice([item for item in chosen if item.id not in before] or chosen)
            sitting = _sitting(uuid.uuid4().hex, room_id, item, title, now)
            session.add(sitting)
            session.flush()
            row = make_row(item, sitting.id, 1, rng)
            session.add(row)
            session.flush()
            return read_row(row, sitting, 1)

    def find(self, beginning: str, position: int) -> Asked | None:
        """A question of anybody's, by the beginning of its sitting's id and its position."""
        with self._database.reading() as session:
            row = session.scalars(
                select(QuestionRow)
                .where(_begins(QuestionRow.sitting_id, beginning), QuestionRow.position == position)
                .limit(1)
            ).first()
            if row is None:
                return None
            sitting = session.get_one(SittingRow, row.sitting_id)
            total = select(func.count()).where(QuestionRow.sitting_id == sitting.id)
            question = read_row(row, sitting, session.scalars(total).one())
            return Asked(sitting.learner_id, question, sitting.ended_at is not None)

    def answer(
        self,
        learner_id: str,
        question: Question,
        response: Response,
        now: dt.datetime,
        confidence: Confidence | None = None,
        message: str | None = None,
    ) -> Marked:
        """Take a learner's answer to a question that is not of a quiz of theirs.

        Args:
            message: Id of the message that gave it; delivered twice it is told again.

        Raises:
            NotPending: They have answered it before.
            ResponseInvalid: The answer does not fit the question.
        """
        sitting_id = f"{_digest(question.sitting_id, str(question.position))}{_digest(learner_id)}"
        with self._database.writing() as session:
            known = self._marking.find(session, sitting_id, 1)
            if known:
                told = self._marking.of_message(session, learner_id, message) if message else None
                if told is None or told.question.sitting_id != sitting_id:
                    raise NotPending("you have answered this question already")
                return known
            own = self._copy(session, sitting_id, learner_id, question, now)
            graded = grade(own.item, response, own.order, self._grade_text)
            return self._marking.write(session, learner_id, own, response, graded, now, confidence, message)

    def count_answers(self, question: Question) -> int:
        """How many have answered a question, its owner among them."""
        others = _begins(AttemptRow.sitting_id, _digest(question.sitting_id, str(question.position)))
        own = and_(AttemptRow.sitting_id == question.sitting_id, AttemptRow.position == question.position)
        with self._database.reading() as session:
            return session.scalars(select(func.count()).select_from(AttemptRow).where(or_(own, others))).one()

    @staticmethod
    def _copy(
        session: Session, sitting_id: str, learner_id: str, question: Question, now: dt.datetime
    ) -> Question:
        sitting = _sitting(sitting_id, learner_id, question.item, question.title, now)
        session.add(sitting)
        session.flush()
        row = QuestionRow(
            sitting_id=sitting_id,
            position=1,
            item_id=question.item.id,
            item=question.item.model_dump(mode="json"),
            order=list(question.order),
            hinted=False,
            flagged=False,
        )
        session.add(row)
        session.flush()
        return read_row(row, sitting, 1)


def _sitting(sitting_id: str, learner_id: str, item: Item, title: str, now: dt.datetime) -> SittingRow:
    """A sitting that is over as it begins: its question is pending for nobody."""
    return SittingRow(
        id=sitting_id,
        learner_id=learner_id,
        kind="quiz",
        exam=item.exam,
        title=title,
        started_at=now,
        ended_at=now,
    )


def _begins(column: InstrumentedAttribute[str], beginning: str) -> ColumnElement[bool]:
    """Whether an id in hexadecimal digits begins so; unlike LIKE, a range finds it in an index."""
    return column.between(beginning, f"{beginning}g")


def _digest(*names: str) -> str:
    return hashlib.sha256("/".join(names).encode()).hexdigest()[:_HALF]
