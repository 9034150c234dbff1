"""Conversations: what was said, in its order, and what it was worth to the learner."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tutor.errors import TurnNotFound
from tutor.store.database import Database
from tutor.store.tables import ConversationRow, RatingRow, TurnRow

Verdict = Literal["up", "down"]


@dataclass(frozen=True)
class Rating:
    """What a reply was worth.

    Attributes:
        reply: Its place in the turn, from 0.
        word: Why, in the learner's words.
    """

    reply: int
    verdict: Verdict
    word: str | None


@dataclass(frozen=True)
class Turn:
    """A message and the replies to it.

    Attributes:
        number: From 1 within the conversation.
        replies: As they were sent, plain JSON.
    """

    number: int
    message_id: str
    message: str
    replies: tuple[dict[str, Any], ...]
    said_at: dt.datetime
    ratings: tuple[Rating, ...] = ()


@dataclass(frozen=True)
class RatedReply:
    """A rating as the owner of the sheets reads it; nothing here says whose it is.

    Attributes:
        said: The reply, plain JSON.
    """

    verdict: Verdict
    rated_at: dt.datetime
    message: str
    said: dict[str, Any]
    word: str | None


class Conversations:
    """Remembers what was said, each conversation under the identity of the one who speaks.

    Args:
        kept: Turns kept of each conversation, the newest.
    """

    def __init__(self, database: Database, kept: int) -> None:
        self._database = database
        self._kept = kept

    def open(self, identity: str) -> str | None:
        """The conversation to which a turn belongs that begins now, as `remember` takes it.

        Returns:
            The same until the conversation is forgotten; None when no turns are kept.
        """
        if not self._kept:
            return None
        found = self._find(identity)
        if found:
            return found
        made = uuid.uuid4().hex
        try:
            with self._database.writing() as session:
                session.add(ConversationRow(id=made, identity=identity))
        except IntegrityError:  # somebody was faster
            return self._find(identity)
        return made

    def remember(
        self,
        conversation: str,
        message_id: str,
        message: str,
        replies: Sequence[dict[str, Any]],
        now: dt.datetime,
    ) -> Turn | None:
        """Write a turn; what a message was answered with last is what is kept of it.

        Args:
            conversation: What `open` gave when the turn began.

        Returns:
            None when the conversation was forgotten meanwhile: what somebody wants forgotten is not written.
        """
        with self._database.writing() as session:
            known = session.get(ConversationRow, conversation, with_for_update=True)
            if known is None:
                return None
            row = session.scalar(_of_message(conversation, message_id))
            if row:
                # They were given to replies that stand here no more.
                session.execute(delete(RatingRow).where(*_rated(conversation, [message_id])))
                row.replies, row.said_at = list(replies), now
                return _turn(row, ())
            known.n_turns += 1
            row = TurnRow(
                conversation=conversation,
                number=known.n_turns,
                message_id=message_id,
                message=message,
                replies=list(replies),
                said_at=now,
            )
            session.add(row)
            session.execute(
                delete(TurnRow).where(
                    TurnRow.conversation == conversation, TurnRow.number <= known.n_turns - self._kept
                )
            )
            return _turn(row, ())

    def find(self, identity: str, message_id: str) -> Turn | None:
        """The turn of a message; None when it was not said, or is not kept."""
        with self._database.reading() as session:
            return _find_turn(session, _find_conversation(session, identity), message_id)

    def recall(self, identity: str, message_id: str) -> tuple[str | None, Turn | None]:
        """The conversation as `open` gives it, and the turn of a message as `find` does, in one look."""
        with self._database.reading() as session:
            conversation = _find_conversation(session, identity)
            found = _find_turn(session, conversation, message_id)
        return conversation if conversation and self._kept else self.open(identity), found

    def whereabouts(self, way: str, message_id: str) -> str | None:
        """The conversation in which whoever comes this way has said something, by its identity.

        None when they have not said it, or it is not kept.
        """
        # All that begin with the way and a slash: "0" is the sign behind it.
        named = and_(ConversationRow.identity > f"{way}/", ConversationRow.identity < f"{way}0")
        query = (
            select(ConversationRow.identity)
            .join(TurnRow, TurnRow.conversation == ConversationRow.id)
            .where(or_(ConversationRow.identity == way, named), TurnRow.message_id == message_id)
            .limit(1)
        )
        with self._database.reading() as session:
            return session.scalar(query)

    def recent(
        self, identity: str, after: int | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[list[Turn], bool]:
        """Turns of a conversation, the oldest first, and whether there are more of those that were asked for.

        Args:
            after: The first ones after this number.
            before: The last ones before this number; without either, the newest of all.
        """
        with self._database.reading() as session:
            query = select(TurnRow).where(TurnRow.conversation == _find_conversation(session, identity))
            if after is not None:
                query = query.where(TurnRow.number > after).order_by(TurnRow.number)
            else:
                query = query.order_by(TurnRow.number.desc())
            if before is not None:
                query = query.where(TurnRow.number < before)
            found = _read_turns(session, query.limit(limit + 1))
        shown = sorted(found[:limit], key=lambda turn: turn.number)
        return shown, len(found) > limit

    def rate(
        self,
        identity: str,
        message_id: str,
        reply: int,
        verdict: Verdict | None,
        word: str | None,
        now: dt.datetime,
    ) -> tuple[Rating, ...]:
        """Rate a reply; None takes a rating back.

        Args:
            reply: Its place in the turn, from 0.
            word: Why, at most 500 characters.

        Returns:
            All ratings of the turn.

        Raises:
            TurnNotFound: The message was not said in this conversation, is not kept any more, or has no
                reply in this place.
        """
        with self._database.writing() as session:
            conversation = _find_conversation(session, identity)
            row = session.scalar(_of_message(conversation, message_id))
            if conversation is None or row is None or not 0 <= reply < len(row.replies):
                raise TurnNotFound(
                    "this answer is not kept in your conversation; ask again and rate that one"
                )
            session.execute(
                delete(RatingRow).where(*_rated(conversation, [message_id]), RatingRow.reply == reply)
            )
            if verdict:
                session.add(
                    RatingRow(
                        conversation=conversation,
                        message_id=message_id,
                        reply=reply,
                        verdict=verdict,
                        word=word,
                        message=row.message,
                        said=row.replies[reply],
                        rated_at=now,
                    )
                )
            session.flush()
            return _read_ratings(session, conversation, [message_id]).get(message_id, ())

    def ratings(self, verdict: Verdict | None = None) -> list[RatedReply]:
        """What was rated by anybody, the newest first.

        Args:
            verdict: Only these.
        """
        query = select(RatingRow).order_by(RatingRow.rated_at.desc())
        if verdict:
            query = query.where(RatingRow.verdict == verdict)
        with self._database.reading() as session:
            return [
                RatedReply(cast(Verdict, row.verdict), row.rated_at, row.message, row.said, row.word)
                for row in session.scalars(query)
            ]

    def drop_old(self) -> None:
        """Drop the turns beyond the number that is kept: it may have been set lower since they were said."""
        newest = select(ConversationRow.n_turns).where(ConversationRow.id == TurnRow.conversation)
        with self._database.writing() as session:
            session.execute(
                delete(TurnRow).where(TurnRow.number <= newest.scalar_subquery() - self._kept),
                execution_options={"synchronize_session": False},
            )

    def _find(self, identity: str) -> str | None:
        with self._database.reading() as session:
            return _find_conversation(session, identity)


def _find_conversation(session: Session, identity: str) -> str | None:
    return session.scalar(select(ConversationRow.id).where(ConversationRow.identity == identity))


def _find_turn(session: Session, conversation: str | None, message_id: str) -> Turn | None:
    found = _read_turns(session, _of_message(conversation, message_id))
    return found[0] if found else None


def _of_message(conversation: str | None, message_id: str) -> Any:
    return select(TurnRow).where(TurnRow.conversation == conversation, TurnRow.message_id == message_id)


def _rated(conversation: str, message_ids: Collection[str]) -> tuple[Any, ...]:
    return RatingRow.conversation == conversation, RatingRow.message_id.in_(message_ids)


def _read_turns(session: Session, query: Any) -> list[Turn]:
    """The turns of one conversation that a query finds, in its order, with their ratings."""
    rows = list(session.scalars(query))
    if not rows:
        return []
    ratings = _read_ratings(session, rows[0].conversation, [row.message_id for row in rows])
    return [_turn(row, ratings.get(row.message_id, ())) for row in rows]


def _read_ratings(
    session: Session, conversation: str, message_ids: Collection[str]
) -> dict[str, tuple[Rating, ...]]:
    """Ratings by message id, in the order of the replies."""
    query = select(RatingRow).where(*_rated(conversation, message_ids)).order_by(RatingRow.reply)
    found: dict[str, tuple[Rating, ...]] = {}
    for row in session.scalars(query):
        rating = Rating(row.reply, cast(Verdict, row.verdict), row.word)
        found[row.message_id] = (*found.get(row.message_id, ()), rating)
    return found


def _turn(row: TurnRow, ratings: tuple[Rating, ...]) -> Turn:
    return Turn(row.number, row.message_id, row.message, tuple(row.replies), row.said_at, ratings)
