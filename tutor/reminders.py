"""Reminders: a question a day, for learners who asked for it, at an hour of their own."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from tutor.store.database import Database
from tutor.store.tables import ReminderRow

# A missed one is still sent for so long.
LATEST = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Reminder:
    """A question a day.

    Attributes:
        identity: The way in which it is sent.
        address: Where the channel sends it, plain JSON.
        hour: Of the learner's day, from 0 to 23.
        time_zone: IANA name.
        last_day: The day of the learner's for which it was sent last.
    """

    learner_id: str
    identity: str
    address: dict[str, Any]
    hour: int
    time_zone: str
    is_on: bool
    last_day: dt.date | None


class Reminders:
    """Keeps who is to be reminded, when, and when they were."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(
        self,
        learner_id: str,
        identity: str,
        address: dict[str, Any],
        hour: int,
        time_zone: str,
        now: dt.datetime,
    ) -> Reminder:
        """Turn a learner's reminder on, or change it; the first one is the next that falls due after now.

        Raises:
            ValueError: There is no such hour, or no such time zone here.
        """
        if not 0 <= hour <= 23:
            raise ValueError(f"hour must be from 0 to 23, got {hour}")
        zone = _zone(time_zone)
        today = now.astimezone(zone).date()
        passed = _moment(today, hour, zone) <= now
        last_day = today if passed else today - dt.timedelta(days=1)
        with self._database.writing() as session:
            known = session.get(ReminderRow, learner_id)
            if known and known.last_day:
                last_day = max(known.last_day, last_day)  # not twice a day, however often it is changed
            row = session.merge(
                ReminderRow(
                    learner_id=learner_id,
                    identity=identity,
                    address=address,
                    hour=hour,
                    time_zone=time_zone,
                    is_on=True,
                    last_day=last_day,
                )
            )
            return _reminder(row)

    def find(self, learner_id: str) -> Reminder | None:
        """A learner's reminder, on or off; None when they never asked for one."""
        with self._database.reading() as session:
            row = session.get(ReminderRow, learner_id)
            return _reminder(row) if row else None

    def turn_off(self, learner_id: str) -> bool:
        """Turn a reminder off; returns whether one was on."""
        with self._database.writing() as session:
            row = session.get(ReminderRow, learner_id)
            was_on = bool(row and row.is_on)
            if row:
                row.is_on = False
            return was_on

    def due(self, now: dt.datetime) -> list[tuple[Reminder, dt.date]]:
        """Reminders to be sent now, each with the day for which it is."""
        with self._database.reading() as session:
            rows = session.scalars(select(ReminderRow).where(ReminderRow.is_on))
            return [(_reminder(row), day) for row in rows for day in _due_days(row, now)]

    def take(self, learner_id: str, day: dt.date) -> bool:
        """Take on the reminder of a day; False when it was sent already, or was turned off."""
        with self._database.writing() as session:
            row = session.get(ReminderRow, learner_id, with_for_update=True)
            if row is None or not row.is_on or (row.last_day and row.last_day >= day):
                return False
            row.last_day = day
            return True


def _due_days(row: ReminderRow, now: dt.datetime) -> Iterator[dt.date]:
    """The day whose reminder is due; just after midnight it may be yesterday's."""
    zone = _zone(row.time_zone)
    today = now.astimezone(zone).date()
    for day in (today, today - dt.timedelta(days=1)):
        is_new = row.last_day is None or row.last_day < day
        if is_new and dt.timedelta(0) <= now - _moment(day, row.hour, zone) < LATEST:
            yield day
            return


def _moment(day: dt.date, hour: int, zone: dt.tzinfo) -> dt.datetime:
    """The hour of a day in UTC: of two when clocks are put back the first, of none the one after."""
    return dt.datetime.combine(day, dt.time(hour), zone).astimezone(dt.UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}; name one such as Europe/Berlin") from error


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(
        row.learner_id, row.identity, row.address, row.hour, row.time_zone, row.is_on, row.last_day
    )
