"""Learners: found by the ways in which they come, joined, forgotten."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from tutor.store.database import Database
from tutor.store.tables import AttemptRow, Base, CardRow, IdentityRow, LearnerRow, QuestionRow, SittingRow


@dataclass(frozen=True)
class Learner:
    """Somebody who learns, and what they told us of their aims.

    Attributes:
        exam: The exam they learn for.
        exam_day: The day on which they sit it.
        daily_goal: Questions a day; None for the usual number.
        time_zone: IANA name; days begin at its midnight.
    """

    id: str
    exam: str | None
    exam_day: dt.date | None
    daily_goal: int | None
    time_zone: str


class Learners:
    """Finds, changes and forgets learners."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, identity: str) -> Learner | None:
        """The learner who comes this way; None before the first thing that is worth keeping."""
        with self._database.reading() as session:
            row = session.scalar(select(LearnerRow).join(IdentityRow).where(IdentityRow.identity == identity))
            return _learner(row) if row else None

    def get(self, identity: str, now: dt.datetime) -> Learner:
        """The learner who comes this way, made when there is none."""
        found = self.find(identity)
        if found:
            return found
        with self._database.writing() as session:
            row = session.scalar(select(LearnerRow).join(IdentityRow).where(IdentityRow.identity == identity))
            if row is None:  # nobody was faster
                row = LearnerRow(id=uuid.uuid4().hex, created_at=now, time_zone="UTC")
                session.add(row)
                session.flush()
                session.add(IdentityRow(identity=identity, learner_id=row.id))
            return _learner(row)

    def set_aims(self, learner_id: str, **aims: Any) -> Learner:
        """Change what a learner aims at.

        Args:
            aims: Fields of `Learner` and their new values.
        """
        with self._database.writing() as session:
            session.execute(update(LearnerRow).where(LearnerRow.id == learner_id).values(**aims))
            return _learner(session.get_one(LearnerRow, learner_id, populate_existing=True))

    def forget(self, learner_id: str) -> None:
        """Delete everything that is kept of a learner."""
        with self._database.writing() as session:
            session.execute(delete(LearnerRow).where(LearnerRow.id == learner_id))

    def export(self, learner_id: str) -> dict[str, list[dict[str, Any]]]:
        """Everything that is kept of a learner, table by table, ready for JSON."""
        with self._database.reading() as session:
            sittings = select(SittingRow.id).where(SittingRow.learner_id == learner_id)
            return {
                "learners": _rows(session, LearnerRow, LearnerRow.id == learner_id),
                "sittings": _rows(session, SittingRow, SittingRow.learner_id == learner_id),
                "questions": _rows(session, QuestionRow, QuestionRow.sitting_id.in_(sittings)),
                "attempts": _rows(session, AttemptRow, AttemptRow.learner_id == learner_id),
                "cards": _rows(session, CardRow, CardRow.learner_id == learner_id),
            }


def _rows(session: Session, table: type[Base], condition: Any) -> list[dict[str, Any]]:
    columns = [column.key for column in inspect(table).column_attrs]
    return [
        {name: _plain(getattr(row, name)) for name in columns}
        for row in session.scalars(select(table).where(condition))
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _learner(row: LearnerRow) -> Learner:
    return Learner(row.id, row.exam, row.exam_day, row.daily_goal, row.time_zone)
