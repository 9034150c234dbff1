"""Deliveries: what a channel was sent, taken on once and not lost until the work on it is done."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tutor.store.database import Database
from tutor.store.tables import DeliveryRow


@dataclass(frozen=True)
class Delivery:
    """Something that is to be worked on.

    Attributes:
        key: The same for what is delivered again.
        lane: What is worked on in its order: a conversation of the channel.
        kind: Which of the channel's handlers works on it.
        content: Plain JSON; dropped when the work is done.
        n_done: Steps of the work that are done.
    """

    key: str
    lane: str
    kind: str
    content: dict[str, Any]
    n_done: int = 0


class Deliveries:
    """Remembers what was taken on. One process at a time works on the deliveries of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, deliveries: Sequence[Delivery], now: dt.datetime) -> list[Delivery | None]:
        """Take deliveries on, all in one transaction.

        Returns:
            What is to be done of each; None for one that is done, or that somebody is at.
        """
        with self._database.writing() as session:
            return [_take(session, delivery, now) for delivery in deliveries]

    def note(self, key: str, n_done: int) -> None:
        """Remember how many steps of the work are done: it goes on behind them when it is taken again."""
        self._change(key, n_done=n_done)

    def finish(self, key: str, now: dt.datetime) -> None:
        """The work is done; the content is dropped."""
        self._change(key, held=False, finished_at=now, content=None)

    def release(self, key: str) -> None:
        """Put a delivery back that could not be finished."""
        self._change(key, held=False)

    def release_all(self) -> None:
        """Put back what a process that has gone was at; called when one starts."""
        with self._database.writing() as session:
            session.execute(update(DeliveryRow).where(DeliveryRow.held).values(held=False))

    def waiting(self) -> list[tuple[Delivery, dt.datetime]]:
        """What is neither done nor being worked on, in its order, each with the moment it came."""
        query = (
            select(DeliveryRow)
            .where(DeliveryRow.finished_at.is_(None), DeliveryRow.held.is_(False))
            .order_by(DeliveryRow.taken_at, DeliveryRow.key)
        )
        with self._database.reading() as session:
            return [(_delivery(row), row.taken_at) for row in session.scalars(query)]

    def knows(self, lane: str) -> bool:
        """Whether anything was taken on in a lane."""
        with self._database.reading() as session:
            query = select(DeliveryRow.key).where(DeliveryRow.lane == lane).limit(1)
            return session.scalar(query) is not None

    def drop_before(self, moment: dt.datetime) -> None:
        """Forget what was done before a moment, and with it the lanes in which nothing happened since."""
        with self._database.writing() as session:
            session.execute(
                delete(DeliveryRow).where(DeliveryRow.taken_at < moment, DeliveryRow.held.is_(False)),
                execution_options={"synchronize_session": False},
            )

    def _change(self, key: str, **values: Any) -> None:
        with self._database.writing() as session:
            session.execute(update(DeliveryRow).where(DeliveryRow.key == key).values(**values))


def _take(session: Session, delivery: Delivery, now: dt.datetime) -> Delivery | None:
    row = session.get(DeliveryRow, delivery.key)
    if row is None:
        made = DeliveryRow(
            key=delivery.key,
            lane=delivery.lane,
            kind=delivery.kind,
            content=delivery.content,
            taken_at=now,
            held=True,
        )
        session.add(made)
        session.flush()
        return delivery
    if row.held or row.finished_at:
        return None
    row.held = True
    return _delivery(row)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(row.key, row.lane, row.kind, row.content or {}, row.n_done)
