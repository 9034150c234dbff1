"""Writing what was answered: the attempt, and with it the card of the item, in one transaction."""

import datetime as dt
from collections.abc import Iterator, Sequence

from fsrs import Card
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.catalogue import Catalogue
from tutor.attempts import Attempt, Confidence, ItemCard
from tutor.grading import Grade, Response
from tutor.items import ChoiceItem
from tutor.questions import Marked, Question, count_questions, read_row
from tutor.scheduling import Scheduling, rate
from tutor.store.tables import AttemptRow, CardRow, QuestionRow, SittingRow


class Marking:
    """Writes and reads attempts and cards; the caller holds the transaction."""

    def __init__(self, scheduling: Scheduling, catalogue: Catalogue) -> None:
        self._scheduling = scheduling
        self._catalogue = catalogue

    def write(
        self,
        session: Session,
        learner_id: str,
        question: Question,
        response: Response,
        graded: Grade,
        now: dt.datetime,
        confidence: Confidence | None = None,
        message: str | None = None,
    ) -> Marked:
        """Write an attempt and bring the item's card up to date."""
        item = question.item
        expected, taken = self._confused(question, graded)
        session.add(
            AttemptRow(
                learner_id=learner_id,
                sitting_id=question.sitting_id,
                position=question.position,
                item_id=item.id,
                exam=item.exam,
                task=item.task,
                subject=item.subject,
                answered_at=now,
                response=response.model_dump(mode="json", exclude_none=True)
                | {"places": list(graded.chosen)},
                verdict=graded.verdict,
                confidence=confidence,
                hinted=question.hinted,
                expected=expected,
                taken=taken,
                message=message,
            )
        )
        row = session.get(CardRow, (learner_id, item.id))
        known = Card.from_json(row.card["fsrs"]) if row else None
        rating = rate(graded.verdict == "right", confidence, question.hinted)
        card = self._scheduling.review(known, rating, now)
        session.merge(
            CardRow(
                learner_id=learner_id,
                item_id=item.id,
                exam=item.exam,
                task=item.task,
                subject=item.subject,
                card={"fsrs": card.to_json()},
                due=card.due,
            )
        )
        session.flush()
        return Marked(question, response, graded, card.due)

    def find(self, session: Session, sitting_id: str, position: int) -> Marked | None:
        """The answer to a question, when it was given."""
        row = session.scalars(
            select(AttemptRow).where(AttemptRow.sitting_id == sitting_id, AttemptRow.position == position)
        ).first()
        sitting = session.get(SittingRow, sitting_id)
        return self._read(session, row, sitting) if row and sitting else None

    def of_message(self, session: Session, learner_id: str, message: str) -> Marked | None:
        """The answer that a message gave, when it was delivered before."""
        row = session.scalars(
            select(AttemptRow).where(AttemptRow.learner_id == learner_id, AttemptRow.message == message)
        ).first()
        return self.find(session, row.sitting_id, row.position) if row else None

    def of_sitting(self, session: Session, sitting: SittingRow) -> Iterator[Marked]:
        """Every answer of a sitting, in the order of its questions."""
        rows = session.scalars(
            select(AttemptRow).where(AttemptRow.sitting_id == sitting.id).order_by(AttemptRow.position)
        )
        for row in rows:
            yield self._read(session, row, sitting)

    def _read(self, session: Session, row: AttemptRow, sitting: SittingRow) -> Marked:
        asked = session.get_one(QuestionRow, (row.sitting_id, row.position))
        given = dict(row.response)
        places = tuple(given.pop("places", ()))
        card = session.get(CardRow, (row.learner_id, row.item_id))
        return Marked(
            read_row(asked, sitting, count_questions(session, sitting.id)),
            Response.model_validate(given),
            Grade(row.verdict, places),  # type: ignore[arg-type]  # written from a Grade
            card.due if card else None,
        )

    def _confused(self, question: Question, graded: Grade) -> tuple[str | None, str | None]:
        """What was the answer, and what it was taken for, where both are names of the catalogue."""
        item = question.item
        if not isinstance(item, ChoiceItem):
            return None, None
        keys = [item.options[place].text for place in sorted(item.keys)]
        expected = self._named(keys)
        wrong = [item.options[place].text for place in graded.chosen if place not in item.keys]
        return expected, self._named(wrong) if expected else None

    def _named(self, texts: Sequence[str]) -> str | None:
        for text in texts:
            for mention in self._catalogue.find_mentions(text):
                if len(mention.ids) == 1:
                    return mention.ids[0]
        return None


def read_attempts(session: Session, learner_id: str) -> list[Attempt]:
    """Every attempt of a learner, the oldest first."""
    rows = session.scalars(
        select(AttemptRow).where(AttemptRow.learner_id == learner_id).order_by(AttemptRow.answered_at)
    )
    return [
        Attempt(
            item_id=row.item_id,
            exam=row.exam,
            task=row.task,
            subject=row.subject,
            answered_at=row.answered_at,
            correct=row.verdict == "right",
            confidence=row.confidence,  # type: ignore[arg-type]  # written from a Confidence
            hinted=row.hinted,
            expected=row.expected,
            taken=row.taken,
        )
        for row in rows
    ]


def read_cards(session: Session, learner_id: str) -> dict[str, ItemCard]:
    """Every card of a learner, by item."""
    rows = session.scalars(select(CardRow).where(CardRow.learner_id == learner_id))
    return {
        row.item_id: ItemCard(row.item_id, row.exam, row.task, row.subject, Card.from_json(row.card["fsrs"]))
        for row in rows
    }
