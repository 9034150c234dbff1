"""What a learner knows of an exam: mastery of its domains and tasks, readiness, pairs they mix up."""

import datetime as dt
import math
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fsrs import Scheduler

from tutor.attempts import Attempt, ItemCard
from tutor.exams import Exam

Level = Literal["not enough answers yet", "beginning", "developing", "solid", "strong"]

# Before any answer: as sure as after four answers, 40 % of them right. Blind choice among four options gets
# 25 %, and most learners know a little. Without it one right answer would be a mastery of 100 %.
_PRIOR_STRENGTH = 4.0
_PRIOR_MEAN = 0.4
# An answer tells half as much after a month.
_HALF_LIFE_DAYS = 30
# Answers of one item that count: drilling it must not look like mastery of its domain.
_COUNTED_OF_ITEM = 3
# A right answer that was guessed or had a hint is weak evidence; `scheduling.rate` is as careful with both.
_WEAK = 0.5
_INTERVAL = (0.05, 0.95)
# The 95 % quantile of the standard normal distribution.
_NORMAL_95 = 1.6449
_WIDEST_TOLD = 0.45
_LEVELS: tuple[tuple[float, Level], ...] = ((0.5, "beginning"), (0.7, "developing"), (0.85, "solid"))
_STEP = 0.1
# Right answers in a row after which a mix-up counts as sorted out.
_RIGHT_TO_RESOLVE = 3
# Only its curve is used, which is the same whatever retention is wished.
_MEMORY = Scheduler()


@dataclass(frozen=True)
class Mastery:
    """How much of a domain or task a learner knows at present.

    Attributes:
        mean: Expected share of right answers, in [0, 1].
        low: 5 % quantile.
        high: 95 % quantile.
        n_attempts: Answers given, with those that are too many of one item to count.
    """

    mean: float
    low: float
    high: float
    n_attempts: int
    level: Level


@dataclass(frozen=True)
class Raise:
    """Where learning raises readiness.

    Attributes:
        domain: Its number, from 1.
        name: The domain's.
        task: The task in it that is weakest; of equally weak ones the least attempted.
        gain: What readiness gains when the domain's mastery rises by 10 points, or by what is left to 1.
        room: What readiness would gain if all of the domain were known.
    """

    domain: int
    name: str
    task: str
    gain: float
    room: float


@dataclass(frozen=True)
class Readiness:
    """Expected share of an exam's questions that a learner would get right at present.

    Attributes:
        low: 5 % quantile.
        high: 95 % quantile.
        raises: Every domain, the one with most to gain first.
    """

    mean: float
    low: float
    high: float
    level: Level
    raises: tuple[Raise, ...]


@dataclass(frozen=True)
class ConfusionPair:
    """One thing that was taken for another.

    Attributes:
        expected: Catalogue id of the right answer.
        taken: Catalogue id of what was chosen for it.
        resolved: The last three questions with that right answer were answered right.
    """

    expected: str
    taken: str
    count: int
    last_at: dt.datetime
    resolved: bool


@dataclass(frozen=True)
class _Belief:
    """Beta distribution of the share of right answers: a prior of constant strength and faded evidence.

    Attributes:
        prior: Mean of the prior.
        right: Right answers, each with what is left of its weight.
        mass: All answers, so weighted.
    """

    prior: float = _PRIOR_MEAN
    right: float = 0.0
    mass: float = 0.0

    @property
    def strength(self) -> float:
        return _PRIOR_STRENGTH + self.mass

    @property
    def mean(self) -> float:
        return (_PRIOR_STRENGTH * self.prior + self.right) / self.strength

    @property
    def variance(self) -> float:
        return self.mean * (1 - self.mean) / (self.strength + 1)

    def add(self, right: float, mass: float) -> "_Belief":
        return replace(self, right=self.right + right, mass=self.mass + mass)

    def fade(self, days: float) -> "_Belief":
        """Belief after days without an answer: less certain, and never better."""
        kept = _kept(days)
        # Waiting is no learning: where less is known than the prior expects, the prior gives way as the
        # evidence fades, so that the mean stays; with a fixed one it would rise to the prior's.
        prior = kept * self.prior + (1 - kept) * min(_PRIOR_MEAN, self.mean)
        return _Belief(prior, kept * self.right, kept * self.mass)


def domain_mastery(
    exam: Exam, attempts: Iterable[Attempt], cards: Mapping[str, ItemCard], now: dt.datetime
) -> tuple[Mastery, ...]:
    """How much of each domain of an exam is known, in the order of its domains.

    The estimate is the posterior of a Beta-binomial model (Gelman et al., Bayesian Data Analysis, 3rd ed.,
    section 2.4), with three changes:

    - Its evidence fades exponentially, half in 30 days (the discounting of conjugate posteriors in West,
      Harrison and Migon, 1985, J. Am. Stat. Assoc. 80, 73-83). A mean above the prior's falls back towards
      it; one below stays and becomes less certain.
    - A right answer counts as right only as far as the item is recalled at present, by the forgetting curve
      of FSRS, and as wrong for the rest. An item whose newest answer is wrong is not recalled at all.
    - Only the newest three answers of an item count.

    So answering right now (not by a guess or with a hint) never lowers the mean, answering wrong never raises
    it, and time that passes without answers never raises it.

    It speaks of the items that were asked. While many of a domain are unseen, the mean is too hopeful of it,
    by up to 0.1, and the interval too narrow: it held 53 to 89 % of the truth (two times 24 simulated
    learners, 20 items on three days in four for 40 days, then a pause of 20; 2026-11-21).

    Args:
        cards: By item; an item that has none is taken as recalled.
    """
    by_domain = _by_domain(exam, attempts)
    return tuple(_mastery(_believe(answers, cards, now), len(answers)) for answers in by_domain)


def task_mastery(
    exam: Exam, attempts: Iterable[Attempt], cards: Mapping[str, ItemCard], now: dt.datetime
) -> Mapping[str, Mastery]:
    """How much of each task is known, by its number ("1.2"); reckoned as `domain_mastery`."""
    by_task: dict[str, list[Attempt]] = {task: [] for task in exam.tasks}
    for attempt in attempts:
        if attempt.exam == exam.id and attempt.task in by_task:
            by_task[attempt.task].append(attempt)
    return {task: _mastery(_believe(answers, cards, now), len(answers)) for task, answers in by_task.items()}


def readiness(
    exam: Exam, attempts: Collection[Attempt], cards: Mapping[str, ItemCard], now: dt.datetime
) -> Readiness:
    """How ready a learner is for an exam: mastery of its domains, weighted as the exam weighs them.

    It is no prediction of the scaled score (100 to 1,000) that AWS reports. How AWS scales is not published,
    the exam's questions are others than the bank's, and a pass mark of 700 is not 70 % right.

    The interval takes the domains as independent and their sum as normal, cut to [0, 1]. The level is
    withheld while domains that make up half of the exam or more have too few answers.
    """
    by_domain = _by_domain(exam, attempts)
    beliefs = [_believe(answers, cards, now) for answers in by_domain]
    known = [_mastery(belief, len(answers)) for belief, answers in zip(beliefs, by_domain, strict=True)]
    weights = [domain.weight / 100 for domain in exam.domains]
    mean = sum(weight * belief.mean for weight, belief in zip(weights, beliefs, strict=True))
    variance = sum(weight**2 * belief.variance for weight, belief in zip(weights, beliefs, strict=True))
    spread = _NORMAL_95 * math.sqrt(variance)
    unknown = sum(
        domain.weight
        for domain, mastery in zip(exam.domains, known, strict=True)
        if mastery.level == "not enough answers yet"
    )
    return Readiness(
        mean=mean,
        low=max(0.0, mean - spread),
        high=min(1.0, mean + spread),
        level="not enough answers yet" if unknown >= 50 else _level(mean),
        raises=_raises(exam, known, task_mastery(exam, attempts, cards, now)),
    )


def confusion_pairs(attempts: Iterable[Attempt]) -> list[ConfusionPair]:
    """What is taken for what: the unresolved pairs first, then the most frequent.

    A mix-up weighs half as much as one that happened 30 days later; `count` is the plain number.
    """
    by_expected: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in sorted(attempts, key=_moment):
        if attempt.expected:
            by_expected[attempt.expected].append(attempt)
    newest = max((answers[-1].answered_at for answers in by_expected.values()), default=None)
    weighed: list[tuple[float, ConfusionPair]] = []
    for expected, answers in by_expected.items():
        last = answers[-_RIGHT_TO_RESOLVE:]
        resolved = len(last) == _RIGHT_TO_RESOLVE and all(attempt.correct for attempt in last)
        moments: dict[str, list[dt.datetime]] = defaultdict(list)
        for attempt in answers:
            if attempt.taken and attempt.taken != expected and not attempt.correct:
                moments[attempt.taken].append(attempt.answered_at)
        for taken, at in moments.items():
            weight = sum(_kept(_days(newest - moment)) for moment in at if newest)
            weighed.append((weight, ConfusionPair(expected, taken, len(at), at[-1], resolved)))
    weighed.sort(key=lambda row: (row[1].resolved, -row[0], row[1].expected, row[1].taken))
    return [pair for _, pair in weighed]


def attempts_per_day(
    attempts: Iterable[Attempt], days: int, now: dt.datetime, tz: dt.tzinfo = dt.UTC
) -> list[int]:
    """Answers of each of the last days, the oldest first and today last.

    Args:
        days: Length of the answer.
        tz: Where the learner's days begin.
    """
    counts = [0] * days
    today = now.astimezone(tz).date()
    for attempt in attempts:
        age = (today - attempt.answered_at.astimezone(tz).date()).days
        if 0 <= age < days:
            counts[days - 1 - age] += 1
    return counts


def _by_domain(exam: Exam, attempts: Iterable[Attempt]) -> list[list[Attempt]]:
    by_domain: list[list[Attempt]] = [[] for _ in exam.domains]
    for attempt in attempts:
        if attempt.exam == exam.id and attempt.task and attempt.task in exam.tasks:
            by_domain[int(attempt.task[0]) - 1].append(attempt)
    return by_domain


def _believe(attempts: Iterable[Attempt], cards: Mapping[str, ItemCard], now: dt.datetime) -> _Belief:
    in_order = sorted(attempts, key=_moment)
    newest = {attempt.item_id: attempt for attempt in in_order}
    recalls = {item_id: _recall(attempt, cards, now) for item_id, attempt in newest.items()}
    counted: dict[str, deque[tuple[dt.datetime, float, float]]] = defaultdict(deque)
    belief, at = _Belief(), None
    for attempt in in_order:
        belief = belief.fade(_days(attempt.answered_at - at)) if at else belief
        at = attempt.answered_at
        mass = _WEAK if attempt.correct and (attempt.confidence == "guess" or attempt.hinted) else 1.0
        right = mass * recalls[attempt.item_id] if attempt.correct else 0.0
        belief = belief.add(right, mass)
        answers = counted[attempt.item_id]
        answers.append((at, right, mass))
        if len(answers) > _COUNTED_OF_ITEM:
            oldest_at, oldest_right, oldest_mass = answers.popleft()
            kept = _kept(_days(at - oldest_at))
            belief = belief.add(-kept * oldest_right, -kept * oldest_mass)
    return belief.fade(_days(now - at)) if at else belief


def _recall(newest: Attempt, cards: Mapping[str, ItemCard], now: dt.datetime) -> float:
    # FSRS takes recall to be 1 after every review, after a wrong one too, for the answer was shown then.
    if not newest.correct:
        return 0.0
    known = cards.get(newest.item_id)
    return float(_MEMORY.get_card_retrievability(known.card, now)) if known else 1.0


def _mastery(belief: _Belief, n_attempts: int) -> Mastery:
    # A fifth of a second that no start should wait for.
    from scipy.special import betaincinv

    # The quantile function of the Beta distribution is the inverse of the regularised incomplete beta
    # function; scipy.stats.beta.ppf is the same, behind an import that takes more than a second.
    mean = belief.mean
    right, wrong = belief.strength * mean, belief.strength * (1 - mean)
    low, high = (float(betaincinv(right, wrong, share)) for share in _INTERVAL)
    # With hardly anything known, nearly all of the distribution lies below its mean.
    low, high = min(low, mean), max(high, mean)
    level: Level = "not enough answers yet" if high - low > _WIDEST_TOLD else _level(mean)
    return Mastery(mean, low, high, n_attempts, level)


def _level(mean: float) -> Level:
    return next((level for bound, level in _LEVELS if mean < bound), "strong")


def _raises(exam: Exam, by_domain: Sequence[Mastery], by_task: Mapping[str, Mastery]) -> tuple[Raise, ...]:
    raises = []
    for number, (domain, mastery) in enumerate(zip(exam.domains, by_domain, strict=True), 1):
        tasks = [f"{number}.{place}" for place in range(1, len(domain.tasks) + 1)]
        weakest = min(tasks, key=lambda task: (by_task[task].mean, by_task[task].n_attempts))
        left = 1 - mastery.mean
        weight = domain.weight / 100
        raises.append(Raise(number, domain.name, weakest, weight * min(_STEP, left), weight * left))
    return tuple(sorted(raises, key=lambda one: -one.room))


def _moment(attempt: Attempt) -> dt.datetime:
    return attempt.answered_at


def _kept(days: float) -> float:
    return math.exp2(-days / _HALF_LIFE_DAYS)


def _days(span: dt.timedelta) -> float:
    # A clock that was set back makes no time negative.
    return max(0.0, span / dt.timedelta(days=1))
