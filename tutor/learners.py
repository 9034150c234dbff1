"""Learners: found by the ways in which they come, joined, forgotten."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, inspect, or_, select, update
from sqlalchemy.orm import Session

from tutor.joining import join_learners
from tutor.scheduling import Scheduling
from tutor.store.database import Database
from tutor.store.tables import (
    AttemptRow,
    Base,
    CardRow,
    ConversationRow,
    IdentityRow,
    LearnerRow,
    LinkCodeRow,
    LinkTryRow,
    QuestionRow,
    RatingRow,
    ReminderRow,
    SittingRow,
    TurnRow,
)


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
    """Finds, changes, joins and forgets learners.

    Args:
        scheduling: Makes the cards of who is joined; only the retention that is wished differs between them.
    """

    def __init__(self, database: Database, scheduling: Scheduling | None = None) -> None:
        self._database = database
        self._scheduling = scheduling or Scheduling()

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

    def join(self, identity: str, other: str, now: dt.datetime) -> Learner:
        """Make one learner of those who come these two ways: what both have done is kept.

        Where they differ in their aims, the other's stay; `join_learners` tells what becomes of the rest.
        """
        staying = self.get(other, now)
        with self._database.writing() as session:
            way = session.get(IdentityRow, identity, with_for_update=True)
            if way is None:
                session.add(IdentityRow(identity=identity, learner_id=staying.id))
            elif way.learner_id != staying.id:
                join_learners(session, way.learner_id, staying.id, self._scheduling, now)
            session.flush()
            return _learner(session.get_one(LearnerRow, staying.id, populate_existing=True))

    def forget(self, identity: str) -> None:
        """Delete everything that is kept of whoever comes this way, whichever other ways they came."""
        with self._database.writing() as session:
            learner_id, ways = _read_ways(session, identity)
            session.execute(delete(ConversationRow).where(_held_by(ways)))
            for table in (LinkCodeRow, LinkTryRow):
                session.execute(delete(table).where(table.identity.in_(ways)))
            session.execute(delete(LearnerRow).where(LearnerRow.id == learner_id))

    def export(self, identity: str) -> dict[str, list[dict[str, Any]]]:
        """Everything that is kept of whoever comes this way, table by table, ready for JSON.

        It is empty when there is nothing.
        """
        with self._database.reading() as session:
            learner_id, ways = _read_ways(session, identity)
            sittings = select(SittingRow.id).where(SittingRow.learner_id == learner_id)
            conversations = select(ConversationRow.id).where(_held_by(ways))
            tables = {
                "learners": _rows(session, LearnerRow, LearnerRow.id == learner_id),
                "sittings": _rows(session, SittingRow, SittingRow.learner_id == learner_id),
                "questions": _rows(session, QuestionRow, QuestionRow.sitting_id.in_(sittings)),
                "attempts": _rows(session, AttemptRow, AttemptRow.learner_id == learner_id),
                "cards": _rows(session, CardRow, CardRow.learner_id == learner_id),
                "reminders": _rows(session, ReminderRow, ReminderRow.learner_id == learner_id),
                "turns": _rows(session, TurnRow, TurnRow.conversation.in_(conversations)),
                "ratings": _rows(session, RatingRow, RatingRow.conversation.in_(conversations)),
            }
            return tables if any(tables.values()) else {}


def _read_ways(session: Session, identity: str) -> tuple[str | None, set[str]]:
    """The learner who comes this way, if there is one, and all the ways in which they come."""
    learner_id = session.scalar(select(IdentityRow.learner_id).where(IdentityRow.identity == identity))
    ways = session.scalars(select(IdentityRow.identity).where(IdentityRow.learner_id == learner_id))
    return learner_id, {identity, *ways}


def _held_by(ways: set[str]) -> ColumnElement[bool]:
    """Conversations of a learner: where there are several of one way, each is named after it and a slash."""
    named = (ConversationRow.identity.startswith(f"{way}/", autoescape=True) for way in ways)
    return or_(ConversationRow.identity.in_(ways), *named)


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
