"""Quizzes: one question pending at a time, every answer written before it is acknowledged."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from tutor.attempts import Confidence
from tutor.errors import NotPending
from tutor.grading import PASS, GradeText, Response, grade
from tutor.items import Claim, Item
from tutor.marking import Marking
from tutor.questions import Marked, Question, count_questions, get_sitting, hint_for, make_row, read_row
from tutor.store.database import Database
from tutor.store.tables import AttemptRow, QuestionRow, SittingRow


@dataclass(frozen=True)
class Summary:
    """A quiz that has ended: how many were right of how many answered, and what was wrong."""

    sitting_id: str
    title: str
    n_right: int
    n_answered: int
    total: int
    wrong: tuple[Marked, ...]


@dataclass(frozen=True)
class Step:
    """What follows an answer.

    Attributes:
        marked: The answered question; None while the learner has to judge it.
        repeated: The answer had been written before: it was delivered twice.
        next: The question that is pending now; None when the quiz has ended.
        summary: Of the quiz that this answer ended.
    """

    marked: Marked | None
    repeated: bool
    next: Question | None
    summary: Summary | None


class Quizzes:
    """Starts quizzes and takes answers; the store is the truth, and nothing is kept here.

    Args:
        grade_text: Judges answers in a learner's own words.
    """

    def __init__(self, database: Database, marking: Marking, grade_text: GradeText) -> None:
        self._database = database
        self._marking = marking
        self._grade_text = grade_text

    def start(
        self, learner_id: str, items: Sequence[Item], title: str, now: dt.datetime, rng: random.Random
    ) -> Question:
        """Start a quiz of these items, in their order; another one that is open is stopped.

        Raises:
            ValueError: There are no items.
        """
        if not items:
            raise ValueError("a quiz needs at least one item")
        with self._database.writing() as session:
            for open_quiz in self._open(session, learner_id):
                open_quiz.ended_at = now
            exams = {item.exam for item in items}
            sitting = SittingRow(
                id=uuid.uuid4().hex,
                learner_id=learner_id,
                kind="quiz",
                exam=exams.pop() if len(exams) == 1 else None,
                title=title,
                started_at=now,
            )
            session.add(sitting)
            session.flush()
            rows = [make_row(item, sitting.id, place, rng) for place, item in enumerate(items, 1)]
            session.add_all(rows)
            session.flush()
            return read_row(rows[0], sitting, len(rows))

    def pending(self, learner_id: str) -> Question | None:
        """The question that waits for an answer; None when no quiz is open."""
        with self._database.reading() as session:
            for sitting in self._open(session, learner_id):
                return self._first_open(session, sitting)
        return None

    def answer(
        self,
        learner_id: str,
        sitting_id: str,
        position: int,
        response: Response,
        now: dt.datetime,
        confidence: Confidence | None = None,
        message: str | None = None,
    ) -> Step:
        """Take an answer; the same one delivered twice counts once and is told again.

        Args:
            message: Id of the message that gave it.

        Raises:
            SittingNotFound: The learner has no such quiz.
            NotPending: The quiz waits for another question, or has ended.
            ResponseInvalid: The answer does not fit the question.
        """
        with self._database.writing() as session:
            sitting = get_sitting(session, learner_id, sitting_id, "quiz")
            known = self._marking.find(session, sitting_id, position)
            if known:
                return Step(known, True, self._first_open(session, sitting), None)
            question = self._first_open(session, sitting)
            if sitting.ended_at or question is None or question.position != position:
                raise NotPending(_not_pending(question))
            graded = grade(question.item, response, question.order, self._grade_text)
            if graded.verdict == "unsure":
                self._row(session, question).saved = response.model_dump(mode="json", exclude_none=True)
                session.flush()
                return Step(None, False, self._first_open(session, sitting), None)
            marked = self._marking.write(
                session, learner_id, question, response, graded, now, confidence, message
            )
            following = self._first_open(session, sitting)
            if following:
                return Step(marked, False, following, None)
            sitting.ended_at = now
            return Step(marked, False, None, self._summary(session, sitting))

    def keep(self, learner_id: str, sitting_id: str, position: int, response: Response) -> Question:
        """Keep what was named of an answer so far; nothing counts yet.

        Raises:
            SittingNotFound: The learner has no such quiz.
            NotPending: The quiz waits for another question, or has ended.
        """
        with self._database.writing() as session:
            sitting = get_sitting(session, learner_id, sitting_id, "quiz")
            question = self._first_open(session, sitting)
            if question is None or question.position != position:
                raise NotPending(_not_pending(question))
            self._row(session, question).saved = response.model_dump(mode="json", exclude_none=True)
            session.flush()
            return replace(question, saved=response)

    def repeat(self, learner_id: str, message: str) -> Step | None:
        """What was told on a message that was delivered before; None when it is new."""
        with self._database.reading() as session:
            known = self._marking.of_message(session, learner_id, message)
            if known is None:
                return None
            sitting = get_sitting(session, learner_id, known.question.sitting_id, "quiz")
            following = self._first_open(session, sitting)
            return Step(known, True, following, None if following else self._summary(session, sitting))

    def judge(
        self,
        learner_id: str,
        sitting_id: str,
        position: int,
        is_right: bool,
        now: dt.datetime,
        message: str | None = None,
    ) -> Step:
        """Take the learner's own verdict on words that could not be graded.

        Raises:
            SittingNotFound: The learner has no such quiz.
            NotPending: There is nothing to judge at this position.
        """
        with self._database.reading() as session:
            sitting = get_sitting(session, learner_id, sitting_id, "quiz")
            question = self._first_open(session, sitting)
            known = self._marking.find(session, sitting_id, position)
        if known:
            return Step(known, True, question, None)
        if question is None or question.position != position or not question.is_to_judge:
            raise NotPending(_not_pending(question))
        assert question.saved is not None  # what is to be judged was said
        judged = question.saved.model_copy(update={"judged": "right" if is_right else "wrong"})
        return self.answer(learner_id, sitting_id, position, judged, now, message=message)

    def skip(
        self, learner_id: str, sitting_id: str, position: int, now: dt.datetime, message: str | None = None
    ) -> Step:
        """Pass on a question: it counts as not known and comes back.

        Raises:
            SittingNotFound: The learner has no such quiz.
            NotPending: The quiz waits for another question, or has ended.
        """
        return self.answer(learner_id, sitting_id, position, PASS, now, message=message)

    def hint(self, learner_id: str) -> tuple[Question, Claim | None] | None:
        """Help with the pending question, and remember that it was given; None when no quiz is open."""
        with self._database.writing() as session:
            for sitting in self._open(session, learner_id):
                question = self._first_open(session, sitting)
                if question:
                    self._row(session, question).hinted = True
                    return question, hint_for(question)
        return None

    def stop(self, learner_id: str, now: dt.datetime) -> Summary | None:
        """End the open quiz; None when there is none."""
        with self._database.writing() as session:
            for sitting in self._open(session, learner_id):
                sitting.ended_at = now
                return self._summary(session, sitting)
        return None

    def last_marked(self, learner_id: str) -> Marked | None:
        """The question answered last, for "why not C?" and "explain again"."""
        with self._database.reading() as session:
            row = session.scalars(
                select(AttemptRow)
                .where(AttemptRow.learner_id == learner_id)
                .order_by(AttemptRow.answered_at.desc(), AttemptRow.id.desc())
                .limit(1)
            ).first()
            return self._marking.find(session, row.sitting_id, row.position) if row else None

    def _summary(self, session: Session, sitting: SittingRow) -> Summary:
        marked = list(self._marking.of_sitting(session, sitting))
        wrong = tuple(one for one in marked if one.grade.verdict != "right")
        total = count_questions(session, sitting.id)
        return Summary(sitting.id, sitting.title, len(marked) - len(wrong), len(marked), total, wrong)

    @staticmethod
    def _open(session: Session, learner_id: str) -> Iterator[SittingRow]:
        newest_first = SittingRow.started_at.desc()
        yield from session.scalars(
            select(SittingRow)
            .where(
                SittingRow.learner_id == learner_id, SittingRow.kind == "quiz", SittingRow.ended_at.is_(None)
            )
            .order_by(newest_first)
        )

    @staticmethod
    def _row(session: Session, question: Question) -> QuestionRow:
        return session.get_one(QuestionRow, (question.sitting_id, question.position))

    def _first_open(self, session: Session, sitting: SittingRow) -> Question | None:
        if sitting.ended_at:
            return None
        answered = select(AttemptRow.position).where(AttemptRow.sitting_id == sitting.id)
        row = session.scalars(
            select(QuestionRow)
            .where(QuestionRow.sitting_id == sitting.id, QuestionRow.position.not_in(answered))
            .order_by(QuestionRow.position)
            .limit(1)
        ).first()
        return read_row(row, sitting, count_questions(session, sitting.id)) if row else None


def _not_pending(question: Question | None) -> str:
    if question is None:
        return "this quiz has ended; start another one"
    return f"question {question.position} is the one that waits for an answer"
