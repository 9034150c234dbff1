"""Making one learner of two, without losing what either has done."""

import datetime as dt

from fsrs import Card
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tutor.scheduling import Scheduling, rate
from tutor.store.tables import AttemptRow, CardRow, IdentityRow, LearnerRow, ReminderRow, SittingRow

_AIMS = ("exam", "exam_day", "daily_goal")


def join_learners(
    session: Session, leaving_id: str, staying_id: str, scheduling: Scheduling, now: dt.datetime
) -> None:
    """Give everything of one learner to another, and delete the one who is left with nothing.

    - Ways to come, sittings, questions and attempts all move: there can be no two of them that clash.
    - Cards move. Where both have one of an item, neither is the truth: each knows only half of the answers,
      and a card that was reviewed more often may have missed that the item was forgotten yesterday. The card
      is made anew from all attempts, in the order in which they were given.
    - Of the quizzes that are open the newest stays open, and of the mock exams too: a learner has one at a
      time. The others are ended as if by the learner. Answers given in a quiz are attempts already; an exam
      that is ended so is not graded, and its saved answers stay with its questions.
    - Aims stay as they are; what the one who stays has not set is taken from the other.
    - The reminder of the one who stays is kept, else the other's.
    """
    leaving = session.get_one(LearnerRow, leaving_id)
    staying = session.get_one(LearnerRow, staying_id)
    for table in (IdentityRow, SittingRow, AttemptRow):
        session.execute(update(table).where(table.learner_id == leaving_id).values(learner_id=staying_id))
    _end_but_newest(session, staying_id, now)
    _move_cards(session, leaving_id, staying_id, scheduling)
    for aim in _AIMS:
        if getattr(staying, aim) is None:
            setattr(staying, aim, getattr(leaving, aim))
    if staying.time_zone == "UTC":  # which is what nobody has set
        staying.time_zone = leaving.time_zone
    staying.created_at = min(staying.created_at, leaving.created_at)
    if session.get(ReminderRow, staying_id) is None:
        session.execute(
            update(ReminderRow).where(ReminderRow.learner_id == leaving_id).values(learner_id=staying_id)
        )
    session.flush()
    session.delete(leaving)


def _end_but_newest(session: Session, learner_id: str, now: dt.datetime) -> None:
    newest: set[str] = set()
    for sitting in session.scalars(
        select(SittingRow)
        .where(SittingRow.learner_id == learner_id, SittingRow.ended_at.is_(None))
        .order_by(SittingRow.started_at.desc())
    ):
        if sitting.kind in newest:
            sitting.ended_at = now
        newest.add(sitting.kind)


def _move_cards(session: Session, leaving_id: str, staying_id: str, scheduling: Scheduling) -> None:
    own = {
        row.item_id: row for row in session.scalars(select(CardRow).where(CardRow.learner_id == staying_id))
    }
    for row in list(session.scalars(select(CardRow).where(CardRow.learner_id == leaving_id))):
        known = own.get(row.item_id)
        if known is None:
            row.learner_id = staying_id
            continue
        card = _replay(session, staying_id, row.item_id, scheduling)
        if card:
            known.card, known.due = {"fsrs": card.to_json()}, card.due
        session.delete(row)


def _replay(session: Session, learner_id: str, item_id: str, scheduling: Scheduling) -> Card | None:
    card = None
    for attempt in session.scalars(
        select(AttemptRow)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.item_id == item_id)
        .order_by(AttemptRow.answered_at, AttemptRow.id)
    ):
        rating = rate(
            attempt.verdict == "right",
            attempt.confidence,  # type: ignore[arg-type]  # written from a Confidence
            attempt.hinted,
        )
        card = scheduling.review(card, rating, attempt.answered_at)
    return card
