"""The plan of a day: what to review, what to begin, and how far it is to the exam."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tutor.attempts import Attempt, ItemCard
from tutor.exams import Exam
from tutor.items import Item
from tutor.mastery import Raise, readiness
from tutor.scheduling import due_forecast

# Days before the exam that are for reviews alone: an item begun then would not come back in time.
_REVIEW_DAYS = 3
# A mock exam falls due this many days before, and stays so until it is sat or the next takes its place.
_MOCK_DAYS = (7, 3)
# The day before the exam is for rest.
_LAST_MOCK_DAY = 2
# Days in which one may be missed.
_GRACE_DAYS = 7


@dataclass(frozen=True)
class Plan:
    """What is good to do today, and what was done.

    Attributes:
        reviews_due: Items that are due before the day ends.
        new_items: Items to begin, besides those begun today.
        focus: Where learning raises readiness most; None without an exam.
        mock_exam_due: A mock exam is due today.
        answered_today: Questions answered, of any exam.
        right_today: Of them those answered right.
        daily_goal: Questions a day.
        streak_days: Days on which the goal was met, up to today; one missed day in seven does not end it, and
            today does not count as missed.
        days_left: Until the exam: 0 on its day and after it, None when no day is set.
        exam_is_past: The exam's day is over; the plan goes on as if none were set.
    """

    reviews_due: int
    new_items: int
    focus: Raise | None
    mock_exam_due: bool
    answered_today: int
    right_today: int
    daily_goal: int
    goal_met: bool
    streak_days: int
    days_left: int | None
    exam_is_past: bool


def plan_day(
    exam: Exam | None,
    exam_day: dt.date | None,
    daily_goal: int,
    items: Iterable[Item],
    cards: Mapping[str, ItemCard],
    attempts: Collection[Attempt],
    now: dt.datetime,
    tz: dt.tzinfo = dt.UTC,
) -> Plan:
    """Plan the day.

    With an exam day, new items are spread evenly so that all have been seen three days before it. Without
    one, and in those three days, they fill what reviews leave of the daily goal; on the exam's day there are
    none.

    Args:
        exam: None when the learner aims at none: then all items count.
        daily_goal: Questions a day, at least 1.
        items: All that there are; those of other exams are passed over.
        cards: By item.
        attempts: Of any exam: all of them count for the daily goal.
        tz: Where the learner's days begin; `exam_day` is a day there.
    """
    today = now.astimezone(tz).date()
    ids = {item.id for item in items if exam is None or item.exam == exam.id}
    due = due_forecast([cards[item_id].card for item_id in ids & cards.keys()], now, 1, tz)[0]
    days = Counter(attempt.answered_at.astimezone(tz).date() for attempt in attempts)
    begun = _days_begun(attempts, tz)
    ahead = (exam_day - today).days if exam_day else None
    return Plan(
        reviews_due=due,
        new_items=_new_items(
            n_unseen=len(ids - cards.keys() - begun.keys()),
            n_begun=sum(begun.get(item_id) == today for item_id in ids),
            room=max(0, daily_goal - days[today] - due),
            ahead=ahead,
        ),
        focus=readiness(exam, attempts, cards, now).raises[0] if exam else None,
        mock_exam_due=_mock_due(ahead, today, _mock_days(exam, attempts, tz)) if exam else False,
        answered_today=days[today],
        right_today=sum(
            attempt.correct and attempt.answered_at.astimezone(tz).date() == today for attempt in attempts
        ),
        daily_goal=daily_goal,
        goal_met=days[today] >= daily_goal,
        streak_days=_streak(days, daily_goal, today),
        days_left=None if ahead is None else max(0, ahead),
        exam_is_past=ahead is not None and ahead < 0,
    )


def _days_begun(attempts: Iterable[Attempt], tz: dt.tzinfo) -> dict[str, dt.date]:
    begun: dict[str, dt.date] = {}
    for attempt in attempts:
        day = attempt.answered_at.astimezone(tz).date()
        begun[attempt.item_id] = min(day, begun.get(attempt.item_id, day))
    return begun


def _new_items(n_unseen: int, n_begun: int, room: int, ahead: int | None) -> int:
    """How many items to begin.

    Args:
        n_begun: Items begun today already.
        room: Questions that reviews leave of the daily goal.
        ahead: Days until the exam, negative when it is past.
    """
    if ahead == 0:
        return 0
    if ahead is None or ahead <= _REVIEW_DAYS:
        return min(n_unseen, room)
    # Reckoned from the morning, or each item begun would make the day's share smaller.
    share = math.ceil((n_unseen + n_begun) / (ahead - _REVIEW_DAYS))
    return min(n_unseen, max(0, share - n_begun))


def _mock_days(exam: Exam, attempts: Iterable[Attempt], tz: dt.tzinfo) -> list[dt.date]:
    """Days on which a mock exam was handed in: as many answers as it has questions, all at one moment."""
    moments = Counter(attempt.answered_at for attempt in attempts if attempt.exam == exam.id)
    return [at.astimezone(tz).date() for at, n_answers in moments.items() if n_answers >= exam.n_questions]


def _mock_due(ahead: int | None, today: dt.date, sat: Collection[dt.date]) -> bool:
    if ahead is None or not _LAST_MOCK_DAY <= ahead <= max(_MOCK_DAYS):
        return False
    since = today - dt.timedelta(days=min(day for day in _MOCK_DAYS if day >= ahead) - ahead)
    return all(day < since for day in sat)


def _streak(days: Mapping[dt.date, int], daily_goal: int, today: dt.date) -> int:
    met = {day for day, n_answers in days.items() if n_answers >= daily_goal and day <= today}
    streak, day, missed = int(today in met), today - dt.timedelta(days=1), None
    while met and day >= min(met):
        if day in met:
            streak += 1
        elif missed and (missed - day).days < _GRACE_DAYS:
            break
        else:
            missed = day
        day -= dt.timedelta(days=1)
    return streak
