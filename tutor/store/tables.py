"""The tables. A change here needs a migration in ``migrations/versions``."""

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_ID = String(32)


class Moment(TypeDecorator[dt.datetime]):
    """An aware UTC moment; SQLite keeps no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        del dialect
        return value.astimezone(dt.UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        del dialect
        return value.replace(tzinfo=dt.UTC) if value else None


class Base(DeclarativeBase):
    """Base of the tables."""

    type_annotation_map = {dict[str, Any]: JSON, list[int]: JSON, dt.datetime: Moment, dt.date: Date}  # noqa: RUF012


class LearnerRow(Base):
    """Somebody who learns; nothing here says who."""

    __tablename__ = "learners"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    created_at: Mapped[dt.datetime]
    exam: Mapped[str | None] = mapped_column(String(16))
    exam_day: Mapped[dt.date | None]
    daily_goal: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")


class IdentityRow(Base):
    """A way in which a learner comes: a web session, a Slack user of a workspace."""

    __tablename__ = "identities"

    identity: Mapped[str] = mapped_column(String(128), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), index=True)


class SittingRow(Base):
    """A quiz or a mock exam.

    Attributes:
        kind: ``quiz`` or ``exam``.
        title: What it is on, in words for the learner.
        at: The question of an exam that was shown last.
        message: Id of the message whose answer an exam saved last: delivered twice it moves on once.
        ends_at: An exam's deadline.
        ended_at: When it was finished or stopped; null while it is open.
    """

    __tablename__ = "sittings"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    exam: Mapped[str | None] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[int] = mapped_column(default=1)
    message: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    __table_args__ = (Index("sittings_of_learner", "learner_id", "kind", "ended_at"),)


class QuestionRow(Base):
    """An item in its place in a sitting.

    Attributes:
        item: The item as it was asked: a later change of the bank does not change what was answered.
        order: Shown place to the place in the item, of options, steps or matches.
        hinted: A hint was given.
        flagged: Marked by the learner to return to.
        saved: An exam's answer so far.
    """

    __tablename__ = "questions"

    sitting_id: Mapped[str] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(64))
    item: Mapped[dict[str, Any]]
    order: Mapped[list[int]]
    hinted: Mapped[bool] = mapped_column(default=False)
    flagged: Mapped[bool] = mapped_column(default=False)
    saved: Mapped[dict[str, Any] | None]


class AttemptRow(Base):
    """One answer; unique by sitting and position, so that what is delivered twice counts once.

    Attributes:
        message: Id of the message that gave it: said twice, "B" does not answer the next question as well.
    """

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"))
    sitting_id: Mapped[str] = mapped_column(ForeignKey("sittings.id", ondelete="CASCADE"))
    position: Mapped[int]
    item_id: Mapped[str] = mapped_column(String(64))
    exam: Mapped[str | None] = mapped_column(String(16))
    task: Mapped[str | None] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(100))
    answered_at: Mapped[dt.datetime]
    response: Mapped[dict[str, Any]]
    verdict: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[str | None] = mapped_column(String(8))
    hinted: Mapped[bool]
    expected: Mapped[str | None] = mapped_column(String(100))
    taken: Mapped[str | None] = mapped_column(String(100))
    message: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("sitting_id", "position", name="one_attempt_of_a_question"),
        Index("attempts_of_message", "learner_id", "message"),
        Index("attempts_of_learner", "learner_id", "answered_at"),
    )


class CardRow(Base):
    """What the scheduler knows of one learner and one item."""

    __tablename__ = "cards"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    exam: Mapped[str | None] = mapped_column(String(16))
    task: Mapped[str | None] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(100))
    card: Mapped[dict[str, Any]]
    due: Mapped[dt.datetime]

    __table_args__ = (Index("cards_due", "learner_id", "due"),)
