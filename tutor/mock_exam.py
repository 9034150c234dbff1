"""Mock exams: timed by the server, no feedback until the end, every answer saved as it is given."""

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tutor.errors import NoItems, NotPending, SittingNotFound
from tutor.exams import Exam, Exams
from tutor.grading import PASS, GradeText, Response, grade
from tutor.item_bank import ItemBank
from tutor.items import Item
from tutor.marking import Marking
from tutor.questions import Marked, Question, count_questions, get_sitting, make_row, read_row
from tutor.store.database import Database
from tutor.store.tables import QuestionRow, SittingRow

# AWS reports a scaled score from 100 to 1,000 by an unpublished scale; a straight line is an estimate.
_LOWEST, _HIGHEST = 100, 1000


@dataclass(frozen=True)
class Place:
    """A question of the exam's map."""

    position: int
    answered: bool
    flagged: bool


@dataclass(frozen=True)
class Running:
    """An exam that is being sat.

    Attributes:
        at: The question that was shown last.
        message: Id of the message whose answer was saved last.
        ends_at: The server's deadline.
    """

    sitting_id: str
    exam: Exam
    at: int
    message: str | None
    started_at: dt.datetime
    ends_at: dt.datetime
    places: tuple[Place, ...]


@dataclass(frozen=True)
class DomainScore:
    """Right answers in one domain of the exam."""

    name: str
    weight: int
    n_right: int
    n_asked: int


@dataclass(frozen=True)
class Report:
    """How an exam went.

    Attributes:
        score: Estimate on the scale from 100 to 1,000.
        timed_out: The deadline passed before it was handed in.
    """

    sitting_id: str
    exam: Exam
    score: int
    passed: bool
    timed_out: bool
    n_right: int
    n_asked: int
    domains: tuple[DomainScore, ...]
    marked: tuple[Marked, ...]


class MockExams:
    """Draws exams and keeps them; the store is the truth, and nothing is kept here."""

    def __init__(
        self, database: Database, marking: Marking, grade_text: GradeText, exams: Exams, bank: ItemBank
    ) -> None:
        self._database = database
        self._marking = marking
        self._grade_text = grade_text
        self._exams = exams
        self._bank = bank

    def start(self, learner_id: str, exam_id: str, now: dt.datetime, rng: random.Random) -> Running:
        """Start an exam with its own balance of domains; one that is open goes on instead.

        Raises:
            NoItems: There is no such exam, or its bank is too small.
        """
        exam = self._exams.get(exam_id)
        running = self.running(learner_id, now)
        if running:
            return running
        items = self._draw(exam, rng)
        with self._database.writing() as session:
            sitting = SittingRow(
                id=uuid.uuid4().hex,
                learner_id=learner_id,
                kind="exam",
                exam=exam.id,
                title=f"Mock exam {exam.id}",
                started_at=now,
                ends_at=now + dt.timedelta(minutes=exam.minutes),
            )
            session.add(sitting)
            session.flush()
            session.add_all(make_row(item, sitting.id, place, rng) for place, item in enumerate(items, 1))
            session.flush()
            return self._read_running(session, sitting)

    def running(self, learner_id: str, now: dt.datetime) -> Running | None:
        """The exam that is being sat; one whose time is over is handed in as it stands."""
        found = self.running_or_over(learner_id, now)
        return found if isinstance(found, Running) else None

    def running_or_over(self, learner_id: str, now: dt.datetime) -> Running | Report | None:
        """The exam that is being sat, or the report of one whose time turns out to be over.

        Such an exam is handed in as it stands, so that its report comes once.
        """
        with self._database.reading() as session:
            sitting = self._open(session, learner_id)
            if sitting is None:
                return None
            if not _is_over(sitting, now):
                return self._read_running(session, sitting)
        return self.finish(learner_id, sitting.id, now)

    def question(self, learner_id: str, sitting_id: str, position: int, now: dt.datetime) -> Question:
        """Go to a question of the exam that is being sat.

        Raises:
            SittingNotFound: The learner has no such exam, or it has no such question.
            NotPending: The exam has ended.
        """
        with self._database.writing() as session:
            sitting = self._running_row(session, learner_id, sitting_id, now)
            sitting.at = position
            return read_row(
                self._question_row(session, sitting, position), sitting, count_questions(session, sitting.id)
            )

    def save(
        self,
        learner_id: str,
        sitting_id: str,
        position: int,
        response: Response,
        now: dt.datetime,
        message: str | None = None,
    ) -> Running:
        """Keep an answer; it may be changed until the end.

        Args:
            message: Id of the message that gave it.

        Raises:
            SittingNotFound: The learner has no such exam, or it has no such question.
            NotPending: The exam has ended.
            ResponseInvalid: The answer does not fit the question.
        """
        with self._database.writing() as session:
            sitting = self._running_row(session, learner_id, sitting_id, now)
            row = self._question_row(session, sitting, position)
            question = read_row(row, sitting, 0)
            grade(question.item, response, question.order, self._grade_text)  # refuses what does not fit
            row.saved = None if response.is_pass else response.model_dump(mode="json", exclude_none=True)
            sitting.message = message
            session.flush()
            return self._read_running(session, sitting)

    def flag(
        self, learner_id: str, sitting_id: str, position: int, flagged: bool, now: dt.datetime
    ) -> Running:
        """Mark a question to return to, or take the mark off.

        Raises:
            SittingNotFound: The learner has no such exam, or it has no such question.
            NotPending: The exam has ended.
        """
        with self._database.writing() as session:
            sitting = self._running_row(session, learner_id, sitting_id, now)
            self._question_row(session, sitting, position).flagged = flagged
            session.flush()
            return self._read_running(session, sitting)

    def finish(self, learner_id: str, sitting_id: str, now: dt.datetime) -> Report:
        """Hand an exam in; doing so twice tells the same report again.

        Raises:
            SittingNotFound: The learner has no such exam.
        """
        with self._database.writing() as session:
            sitting = get_sitting(session, learner_id, sitting_id, "exam")
            if sitting.ended_at is None:
                ended = min(now, sitting.ends_at) if sitting.ends_at else now
                for row in self._rows(session, sitting):
                    question = read_row(row, sitting, 0)
                    response = question.saved or PASS
                    graded = grade(question.item, response, question.order, self._grade_text)
                    self._marking.write(session, learner_id, question, response, graded, ended)
                sitting.ended_at = ended
                session.flush()
            return self._report(session, sitting)

    def report(self, learner_id: str, sitting_id: str) -> Report:
        """The report of an exam that has ended.

        Raises:
            SittingNotFound: The learner has no such exam.
            NotPending: It is still being sat.
        """
        with self._database.reading() as session:
            sitting = get_sitting(session, learner_id, sitting_id, "exam")
            if sitting.ended_at is None:
                raise NotPending("this exam is still running; hand it in first")
            return self._report(session, sitting)

    def _draw(self, exam: Exam, rng: random.Random) -> list[Item]:
        drawn: list[Item] = []
        items = self._bank.of_exam(exam.id, exam.kinds)
        for number, count in enumerate(exam.questions_by_domain, 1):
            pool = [item for item in items if item.domain == number]
            if len(pool) < count:
                raise NoItems(f"{exam.id} domain {number} has {len(pool)} items, and an exam needs {count}")
            drawn += rng.sample(pool, count)
        rng.shuffle(drawn)
        return drawn

    def _report(self, session: Session, sitting: SittingRow) -> Report:
        exam = self._exams[sitting.exam or ""]
        marked = tuple(self._marking.of_sitting(session, sitting))
        domains = tuple(
            DomainScore(domain.name, domain.weight, *_count(marked, number))
            for number, domain in enumerate(exam.domains, 1)
        )
        n_right = sum(domain.n_right for domain in domains)
        score = round(_LOWEST + (_HIGHEST - _LOWEST) * n_right / max(1, len(marked)))
        timed_out = sitting.ended_at == sitting.ends_at
        return Report(
            sitting.id, exam, score, score >= exam.pass_mark, timed_out, n_right, len(marked), domains, marked
        )

    def _running_row(
        self, session: Session, learner_id: str, sitting_id: str, now: dt.datetime
    ) -> SittingRow:
        sitting = get_sitting(session, learner_id, sitting_id, "exam")
        if sitting.ended_at or _is_over(sitting, now):
            raise NotPending("this exam has ended; its report is ready")
        return sitting

    @staticmethod
    def _open(session: Session, learner_id: str) -> SittingRow | None:
        return session.scalars(
            select(SittingRow).where(
                SittingRow.learner_id == learner_id, SittingRow.kind == "exam", SittingRow.ended_at.is_(None)
            )
        ).first()

    @staticmethod
    def _rows(session: Session, sitting: SittingRow) -> Sequence[QuestionRow]:
        return session.scalars(
            select(QuestionRow).where(QuestionRow.sitting_id == sitting.id).order_by(QuestionRow.position)
        ).all()

    @staticmethod
    def _question_row(session: Session, sitting: SittingRow, position: int) -> QuestionRow:
        row = session.get(QuestionRow, (sitting.id, position))
        if row is None:
            raise SittingNotFound(f"this exam has no question {position}")
        return row

    def _read_running(self, session: Session, sitting: SittingRow) -> Running:
        # Without the items, which are most of a row.
        found = session.execute(
            select(QuestionRow.position, QuestionRow.saved, QuestionRow.flagged)
            .where(QuestionRow.sitting_id == sitting.id)
            .order_by(QuestionRow.position)
        )
        places = tuple(Place(position, saved is not None, flagged) for position, saved, flagged in found)
        assert sitting.ends_at is not None  # an exam always has a deadline
        return Running(
            sitting_id=sitting.id,
            exam=self._exams[sitting.exam or ""],
            at=sitting.at,
            message=sitting.message,
            started_at=sitting.started_at,
            ends_at=sitting.ends_at,
            places=places,
        )


def _is_over(sitting: SittingRow, now: dt.datetime) -> bool:
    return sitting.ends_at is not None and now >= sitting.ends_at


def _count(marked: Sequence[Marked], domain: int) -> tuple[int, int]:
    """Right answers and questions of a domain."""
    asked = [one for one in marked if one.question.item.domain == domain]
    return sum(one.grade.verdict == "right" for one in asked), len(asked)
