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
    Text,
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

    type_annotation_map = {  # noqa: RUF012
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
        list[int]: JSON,
        dt.datetime: Moment,
        dt.date: Date,
    }


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


class ConversationRow(Base):
    """What was said in one way in which somebody comes, learner or not.

    Attributes:
        id: Made anew when a conversation begins again after it was forgotten: a turn that was under way
            meanwhile finds it gone, and is not written.
        n_turns: How many there ever were, those that are dropped by now among them.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    identity: Mapped[str] = mapped_column(String(128), unique=True)
    n_turns: Mapped[int] = mapped_column(default=0)


class TurnRow(Base):
    """A message and the replies to it.

    Attributes:
        number: From 1 within the conversation.
        message_id: Said again under it, a message is the same turn.
        replies: As they were sent.
    """

    __tablename__ = "turns"

    conversation: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(Text)
    replies: Mapped[list[dict[str, Any]]]
    said_at: Mapped[dt.datetime]

    __table_args__ = (UniqueConstraint("conversation", "message_id", name="one_turn_of_a_message"),)


class RatingRow(Base):
    """What a reply was worth to the learner.

    It outlives its turn, for the owner of the sheets, and so carries what was said.

    Attributes:
        reply: Place of the reply in its turn, from 0.
        verdict: ``up`` or ``down``.
        word: Why, in the learner's words.
        said: The reply.
    """

    __tablename__ = "ratings"

    conversation: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reply: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str] = mapped_column(String(8))
    word: Mapped[str | None] = mapped_column(String(500))
    message: Mapped[str] = mapped_column(Text)
    said: Mapped[dict[str, Any]]
    rated_at: Mapped[dt.datetime]


class DeliveryRow(Base):
    """Something that a channel was sent and took on; sent again, it is known.

    Attributes:
        lane: What is worked on in its order: a conversation of the channel.
        kind: Which of the channel's handlers works on it.
        content: What is to be worked on; null when that is done.
        held: A running process works on it.
        n_done: Steps of the work that are done, such as posts that went out.
    """

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    lane: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    content: Mapped[dict[str, Any] | None]
    taken_at: Mapped[dt.datetime] = mapped_column(index=True)
    held: Mapped[bool]
    finished_at: Mapped[dt.datetime | None]
    n_done: Mapped[int] = mapped_column(default=0)


class InstallationRow(Base):
    """A workspace that installed the Slack app.

    Attributes:
        key: Of the workspace.
        content: The tokens among it: whoever reads the store can speak as the app.
    """

    __tablename__ = "slack_installations"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[dict[str, Any]]
    installed_at: Mapped[dt.datetime]


class InstallStateRow(Base):
    """An installation that somebody has begun.

    Attributes:
        digest: Of the word by which they are known when they come back.
    """

    __tablename__ = "slack_states"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[dt.datetime]


class LinkCodeRow(Base):
    """A code that makes one learner of two ways to come.

    Attributes:
        identity: Of who asked for it.
    """

    __tablename__ = "link_codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    identity: Mapped[str] = mapped_column(String(128), index=True)
    expires_at: Mapped[dt.datetime]


class LinkTryRow(Base):
    """A try at a code."""

    __tablename__ = "link_tries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    identity: Mapped[str] = mapped_column(String(128), index=True)
    tried_at: Mapped[dt.datetime]


class ReminderRow(Base):
    """A question a day, which a learner has asked for.

    Attributes:
        identity: The way in which it is sent.
        address: Where the channel sends it.
        hour: Of the learner's day, from 0 to 23.
        time_zone: IANA name.
        last_day: The day of the learner's for which it was sent last.
    """

    __tablename__ = "reminders"

    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True)
    identity: Mapped[str] = mapped_column(String(128))
    address: Mapped[dict[str, Any]]
    hour: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(64))
    is_on: Mapped[bool]
    last_day: Mapped[dt.date | None]
