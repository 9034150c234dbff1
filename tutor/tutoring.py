"""The tutor: its parts put together, and what needs several of them."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.catalogue import Catalogue
from tutor.attempts import Attempt, ItemCard
from tutor.building import BuiltItems
from tutor.conversations import Conversations
from tutor.deliveries import Deliveries
from tutor.errors import NoItems
from tutor.exams import Exam, Exams, load_exams
from tutor.free_text import grade_text
from tutor.grading import Verdict
from tutor.installations import Installations
from tutor.item_bank import ItemBank, Scope
from tutor.items import TextItem
from tutor.learners import Learner, Learners
from tutor.link_codes import LinkCodes
from tutor.marking import Marking, read_attempts, read_cards
from tutor.mastery import (
    ConfusionPair,
    Mastery,
    Readiness,
    attempts_per_day,
    confusion_pairs,
    domain_mastery,
    readiness,
)
from tutor.mock_exam import MockExams
from tutor.open_questions import OpenQuestions
from tutor.planning import Plan, plan_day
from tutor.questions import Question
from tutor.quiz import Quizzes
from tutor.reminders import Reminders
from tutor.scheduling import Scheduling, choose_items, due_forecast, forgetting_curve
from tutor.settings import TutorSettings
from tutor.store.database import Database

_DAYS_BACK = 14
_DAYS_AHEAD = 14


@dataclass(frozen=True)
class Progress:
    """What a learner knows.

    Attributes:
        domains: One for each domain of the exam; empty without an exam.
        due_by_domain: Reviews due today, by domain number.
        per_day: Answers on each of the last days, the oldest first.
        forecast: Reviews due today and on each of the days after.
        curve: Mean recall of what was learnt, today and on each of the days after, if nothing is reviewed.
    """

    exam: Exam | None
    n_attempts: int
    domains: tuple[Mastery, ...]
    readiness: Readiness | None
    confusions: tuple[ConfusionPair, ...]
    n_due: int
    due_by_domain: dict[int, int]
    per_day: tuple[int, ...]
    forecast: tuple[int, ...]
    curve: tuple[float, ...]


class Tutor:
    """What a channel may use."""

    def __init__(
        self,
        settings: TutorSettings,
        database: Database,
        catalogue: Catalogue,
        load_items: Callable[[], BuiltItems],
        likeness: Callable[[str, str], float],
    ) -> None:
        self._settings = settings
        self._database = database
        self.exams: Exams = load_exams()
        self.bank = ItemBank(load_items, catalogue)
        self._scheduling = Scheduling(settings.retention)
        self.learners = Learners(database, self._scheduling)
        self.conversations = Conversations(database, settings.turns_kept)
        self.deliveries = Deliveries(database)
        self.installations = Installations(database)
        self.link_codes = LinkCodes(database, self.learners)
        self.reminders = Reminders(database)

        def judge(item: TextItem, answer: str) -> Verdict:
            return grade_text(item, answer, catalogue, likeness).verdict

        marking = Marking(self._scheduling, catalogue)
        self.quizzes = Quizzes(database, marking, judge)
        self.open_questions = OpenQuestions(database, marking, judge)
        self.mock_exams = MockExams(database, marking, judge, self.exams, self.bank)

    def start_quiz(
        self,
        learner: Learner,
        scope: Scope,
        title: str,
        count: int | None,
        now: dt.datetime,
        rng: random.Random,
    ) -> Question:
        """Start a quiz: due reviews first, then new items of the weakest domains.

        Raises:
            NoItems: There is nothing to ask on what was named.
        """
        count = count or self._settings.quiz_length
        items = self.bank.select(scope, at_least=count)
        if not items:
            raise NoItems(f"there are no items on {title!r}; name a service, a topic or an exam")
        attempts, cards = self._known(learner.id)
        exam_id = scope.exam or learner.exam
        exam = self.exams[exam_id] if exam_id and exam_id in self.exams else None
        chosen = choose_items(items, cards, attempts, exam, now, rng, count)
        return self.quizzes.start(learner.id, chosen, title, now, rng)

    def start_review(
        self, learner: Learner, count: int | None, now: dt.datetime, rng: random.Random
    ) -> Question:
        """Start a quiz of what is due.

        Raises:
            NoItems: Nothing is due.
        """
        attempts, cards = self._known(learner.id)
        due = [card for card in cards.values() if self._scheduling.is_due(card.card, now)]
        items = [item for item in (self.bank.find(card.item_id) for card in due) if item]
        if not items:
            raise NoItems("nothing is due for review; take new questions")
        exam = self.exams[learner.exam] if learner.exam else None
        count = count or max(self._settings.quiz_length, min(len(items), 20))
        chosen = choose_items(items, cards, attempts, exam, now, rng, count)
        return self.quizzes.start(learner.id, chosen, "Review", now, rng)

    def start_confusions(
        self, learner: Learner, pair: ConfusionPair, now: dt.datetime, rng: random.Random
    ) -> Question:
        """Start a quiz of items that hold both sides of a confusion.

        Raises:
            NoItems: No item holds them.
        """
        items = self.bank.holding_both(pair.expected, pair.taken)
        if not items:
            raise NoItems(f"no item holds both {pair.expected!r} and {pair.taken!r}")
        attempts, cards = self._known(learner.id)
        chosen = choose_items(items, cards, attempts, None, now, rng, self._settings.quiz_length)
        return self.quizzes.start(learner.id, chosen, "What you mix up", now, rng)

    def progress(self, learner: Learner | None, exam_id: str | None, now: dt.datetime) -> Progress:
        """What a learner knows of an exam; without one, of everything."""
        attempts, cards = self._known(learner.id) if learner else ([], {})
        exam = self.exams[exam_id] if exam_id and exam_id in self.exams else None
        own = [card for card in cards.values() if exam is None or card.exam == exam.id]
        due = [card for card in own if self._scheduling.is_due(card.card, now)]
        counted = [one for one in attempts if exam is None or one.exam == exam.id]
        by_domain: dict[int, int] = {}
        for card in due:
            if card.task:
                by_domain[int(card.task[0])] = by_domain.get(int(card.task[0]), 0) + 1
        known = [card.card for card in own]
        zone = zone_of(learner) if learner else dt.UTC
        return Progress(
            exam=exam,
            n_attempts=len(counted),
            domains=tuple(domain_mastery(exam, attempts, cards, now)) if exam else (),
            readiness=readiness(exam, attempts, cards, now) if exam else None,
            confusions=tuple(confusion_pairs(attempts)),
            n_due=len(due),
            due_by_domain=by_domain,
            per_day=tuple(attempts_per_day(counted, _DAYS_BACK, now, zone)),
            forecast=tuple(due_forecast(known, now, _DAYS_AHEAD, zone)),
            curve=self._curve(own, now),
        )

    def plan(self, learner: Learner, now: dt.datetime) -> Plan | None:
        """What to do today; None while no exam is chosen."""
        if learner.exam is None:
            return None
        attempts, cards = self._known(learner.id)
        exam = self.exams[learner.exam]
        goal = learner.daily_goal or self._settings.daily_goal
        items = self.bank.of_exam(exam.id, (*exam.kinds, "text"))
        return plan_day(exam, learner.exam_day, goal, items, cards, attempts, now, zone_of(learner))

    def most_answered_exam(self, learner_id: str) -> str | None:
        """The exam of which a learner has answered most questions."""
        attempts, _ = self._known(learner_id)
        counts = Counter(one.exam for one in attempts if one.exam)
        return counts.most_common(1)[0][0] if counts else None

    def _known(self, learner_id: str) -> tuple[list[Attempt], dict[str, ItemCard]]:
        with self._database.reading() as session:
            return read_attempts(session, learner_id), read_cards(session, learner_id)

    def _curve(self, cards: Iterable[ItemCard], now: dt.datetime) -> tuple[float, ...]:
        curves = [forgetting_curve(card.card, now, _DAYS_AHEAD) for card in cards]
        return tuple(sum(day) / len(curves) for day in zip(*curves, strict=True)) if curves else ()


def zone_of(learner: Learner) -> dt.tzinfo:
    """The time zone in which a learner's days begin; UTC when this machine does not know it."""
    try:
        return ZoneInfo(learner.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC
