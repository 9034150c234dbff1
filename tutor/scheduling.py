"""When an item comes back, and which items are asked next."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from fsrs import Card, Rating, Scheduler

from tutor.attempts import Attempt, Confidence, ItemCard
from tutor.exams import Exam
from tutor.items import Item
from tutor.mastery import domain_mastery

# One step, and ten minutes. Sooner, the explanation just read would be repeated from working memory; later,
# the sitting would be over. An item that is right at first sight gets days at once: seeing a card again on
# the same day adds little, and FSRS wants steps few and shorter than a day (Anki manual, "Deck options").
_STEPS = (dt.timedelta(minutes=10),)
_DAY = dt.timedelta(days=1)


def rate(correct: bool, confidence: Confidence | None, hinted: bool) -> Rating:
    """What an answer tells FSRS of the learner's memory.

    ========================== ======
    answer                     rating
    ========================== ======
    wrong or skipped           Again
    right, with a hint         Hard
    right, "guess"             Hard
    right, "think_so" or None  Good
    right, "sure"              Easy
    ========================== ======

    To FSRS, Again is forgotten and Hard is recalled, though with difficulty (py-fsrs, "Quickstart"; Anki
    manual, "Deck options", FSRS), so what was not known is never rated Hard. A right guess is weak evidence:
    of four options blind choice finds the key once in four times. It earns the shortest interval that a
    right answer can have.

    Wrong is Again however sure the learner was. Errors made with high confidence are those most likely to be
    corrected once the answer is shown (hypercorrection: Butterfield and Metcalfe, 2001, J. Exp. Psychol.
    Learn. Mem. Cogn. 27, 1491-1494), so being sure calls for the explanation, not for a harder schedule.
    """
    if not correct:
        return Rating.Again
    if hinted or confidence == "guess":
        return Rating.Hard
    return Rating.Easy if confidence == "sure" else Rating.Good


class Scheduling:
    """FSRS-6 with its default weights and without fuzz: the same answers give the same due days.

    Args:
        desired_retention: Recall at which an item falls due, in (0, 1).
    """

    def __init__(self, desired_retention: float = 0.9) -> None:
        self._scheduler = Scheduler(
            desired_retention=desired_retention,
            learning_steps=_STEPS,
            relearning_steps=_STEPS,
            enable_fuzzing=False,
        )

    def review(self, card: Card | None, rating: Rating, now: dt.datetime) -> Card:
        """The card after a review; the one given is left as it was.

        Args:
            card: None for an item that is answered for the first time.
            now: Aware, UTC.

        Raises:
            ValueError: `now` is not in UTC.
        """
        # Left to itself, a new card reads the clock and sleeps for the sake of its id.
        known = card or Card(card_id=int(now.timestamp() * 1000), due=now)
        reviewed, _ = self._scheduler.review_card(known, rating, now)
        return reviewed

    def recall(self, card: Card, now: dt.datetime) -> float:
        """Probability that the item is recalled, in [0, 1]; it falls from day to day, not within one."""
        return float(self._scheduler.get_card_retrievability(card, now))

    def is_due(self, card: Card, now: dt.datetime) -> bool:
        """Whether the item should be asked again."""
        return card.due <= now


def forgetting_curve(card: Card, now: dt.datetime, days: int) -> list[float]:
    """Recall now and at this hour of the following days, if the item is not asked.

    Args:
        days: Length of the answer.
    """
    # Any scheduling will do: the retention that is wished moves the due day, not the curve.
    scheduling = Scheduling()
    return [scheduling.recall(card, now + day * _DAY) for day in range(days)]


def due_forecast(cards: Iterable[Card], now: dt.datetime, days: int, tz: dt.tzinfo = dt.UTC) -> list[int]:
    """Items that fall due on each of the next days, today first; what is overdue counts today.

    Args:
        days: Length of the answer.
        tz: Where the learner's days begin.
    """
    counts = [0] * days
    today = now.astimezone(tz).date()
    for card in cards:
        ahead = max(0, (card.due.astimezone(tz).date() - today).days)
        if ahead < days:
            counts[ahead] += 1
    return counts


def choose_items(
    items: Iterable[Item],
    cards: Mapping[str, ItemCard],
    attempts: Collection[Attempt],
    exam: Exam | None,
    now: dt.datetime,
    rng: random.Random,
    count: int,
) -> list[Item]:
    """Choose what to ask next, each item once.

    First what is due, longest overdue relative to its stability first, as it is most likely forgotten. Then
    new items of the exam, their domain drawn with a chance proportional to its weight × (1 - mastery): where
    learning raises readiness most. Then other new items, then the ones seen longest ago.

    Within what is due and within the rest, items of one subject are kept apart where possible: subjects that
    are mixed are better told apart (interleaving: Rohrer, 2012, Educ. Psychol. Rev. 24, 355-367).

    Args:
        items: To choose from; their order does not matter.
        cards: By item.
        exam: None when the learner aims at none.
        count: How many; fewer come back when there are fewer.
    """
    pool = sorted({item.id: item for item in items}.values(), key=lambda item: item.id)
    seen_at = _seen_at(cards, attempts)
    due = [item for item in pool if item.id in cards and cards[item.id].card.due <= now]
    due.sort(key=lambda item: _overdue(cards[item.id].card, now), reverse=True)
    due = due[:count]
    rest: list[Item] = []
    if len(due) < count:
        new = [item for item in pool if item.id not in seen_at]
        asked = {item.id for item in due}
        seen = [item for item in pool if item.id in seen_at and item.id not in asked]
        seen.sort(key=lambda item: seen_at[item.id])
        weights = _domain_weights(exam, attempts, cards, now)
        rest = [*_draw_new(new, exam, weights, rng), *seen][: count - len(due)]
    first = _keep_apart(due)
    return first + _keep_apart(rest, first[-1].subject if first else None)


def _seen_at(cards: Mapping[str, ItemCard], attempts: Iterable[Attempt]) -> dict[str, dt.datetime]:
    seen = {item_id: known.card.last_review or known.card.due for item_id, known in cards.items()}
    for attempt in attempts:
        seen[attempt.item_id] = max(attempt.answered_at, seen.get(attempt.item_id, attempt.answered_at))
    return seen


def _overdue(card: Card, now: dt.datetime) -> float:
    """Days overdue for each day of stability; a card that was never reviewed has none."""
    return (now - card.due) / _DAY / (card.stability or 1.0)


def _domain_weights(
    exam: Exam | None, attempts: Collection[Attempt], cards: Mapping[str, ItemCard], now: dt.datetime
) -> dict[int, float]:
    if exam is None:
        return {}
    known = domain_mastery(exam, attempts, cards, now)
    return {
        number: domain.weight * (1 - mastery.mean)
        for number, (domain, mastery) in enumerate(zip(exam.domains, known, strict=True), 1)
    }


def _draw_new(
    new: Iterable[Item], exam: Exam | None, weights: Mapping[int, float], rng: random.Random
) -> list[Item]:
    """New items as they are to be asked: those of the exam, domain by domain as drawn, then the others."""
    by_domain: dict[int, list[Item]] = {number: [] for number in weights}
    others: list[Item] = []
    for item in new:
        of_exam = exam is not None and item.exam == exam.id
        place = by_domain.get(item.domain, others) if of_exam and item.domain else others
        place.append(item)
    for group in (*by_domain.values(), others):
        rng.shuffle(group)
    drawn: list[Item] = []
    while left := [number for number, group in by_domain.items() if group]:
        (number,) = rng.choices(left, [weights[number] for number in left])
        drawn.append(by_domain[number].pop())
    return drawn + others


def _keep_apart(items: Sequence[Item], last: str | None = None) -> list[Item]:
    """Part neighbours of one subject where that can be done; the order is kept otherwise.

    Args:
        last: Subject of the item before the first.
    """
    left, ordered = list(items), list[Item]()
    counts = Counter(item.subject for item in left)
    while left:
        # A subject that fills more than half of what is left comes now, or it stands side by side in the end.
        pressing = next((subject for subject, n in counts.items() if 2 * n > len(left)), None)
        wanted = (item for item in left if item.subject != last and pressing in (None, last, item.subject))
        chosen = next(wanted, left[0])
        left.remove(chosen)
        ordered.append(chosen)
        counts[chosen.subject] -= 1
        last = chosen.subject
    return ordered
