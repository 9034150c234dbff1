"""What a learner knows, how sure that is, and what they mix up."""

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from tutor.attempts import Attempt, Confidence, ItemCard
from tutor.exams import load_exams
from tutor.mastery import (
    ConfusionPair,
    Mastery,
    attempts_per_day,
    confusion_pairs,
    domain_mastery,
    readiness,
    task_mastery,
)
from tutor.scheduling import Scheduling, rate

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
EXAM = load_exams()["AIF-C01"]
SCHEDULING = Scheduling()
ROUNDING = 1e-9


@dataclass
class Learner:
    """A learner whose answers reach the scheduler, as they do in a quiz."""

    attempts: list[Attempt] = field(default_factory=list)
    cards: dict[str, ItemCard] = field(default_factory=dict)

    def answer(
        self,
        item_id: str,
        correct: bool,
        at: dt.datetime = NOW,
        task: str = "1.1",
        confidence: Confidence | None = None,
        hinted: bool = False,
    ) -> "Learner":
        attempt = Attempt(item_id, EXAM.id, task, "subject", at, correct, confidence, hinted)
        known = self.cards.get(item_id)
        card = SCHEDULING.review(known.card if known else None, rate(correct, confidence, hinted), at)
        self.attempts.append(attempt)
        self.cards[item_id] = ItemCard(item_id, EXAM.id, task, "subject", card)
        return self

    def mastery(self, now: dt.datetime = NOW, domain: int = 1) -> Mastery:
        return domain_mastery(EXAM, self.attempts, self.cards, now)[domain - 1]


@st.composite
def learners(draw) -> tuple[Learner, dt.datetime]:
    """A learner with a history in domain 1, and the moment of the last answer."""
    learner, at = Learner(), NOW
    gaps = st.one_of(st.just(0), st.integers(1, 48), st.integers(24, 24 * 200))
    for _ in range(draw(st.integers(0, 12))):
        at += draw(gaps) * HOUR
        learner.answer(
            draw(st.sampled_from("abcd")),
            draw(st.booleans()),
            at,
            draw(st.sampled_from(["1.1", "1.2", "1.3"])),
            draw(st.sampled_from([None, "sure", "think_so", "guess"])),
            draw(st.booleans()),
        )
    return learner, at


# Mastery: worked examples


def test_nothing_answered_is_the_prior():
    low, high = beta.ppf([0.05, 0.95], 1.6, 2.4)
    assert Learner().mastery() == Mastery(
        pytest.approx(0.4), pytest.approx(low), pytest.approx(high), 0, "not enough answers yet"
    )


def test_interval_is_that_of_the_beta_distribution():
    learner = Learner()
    for n in range(10):
        learner.answer(f"item-{n}", correct=n < 7)
    low, high = beta.ppf([0.05, 0.95], 1.6 + 7, 2.4 + 3)
    assert learner.mastery() == Mastery(
        pytest.approx(8.6 / 14), pytest.approx(low), pytest.approx(high), 10, "developing"
    )


def test_one_right_answer_is_no_mastery():
    assert Learner().answer("a", correct=True).mastery().mean == pytest.approx(2.6 / 5)


@pytest.mark.parametrize("weak", [{"confidence": "guess"}, {"hinted": True}])
def test_guess_and_hinted_answer_count_half(weak):
    assert Learner().answer("a", correct=True, **weak).mastery().mean == pytest.approx(2.1 / 4.5)


def test_wrong_answer_counts_whole_however_unsure():
    assert Learner().answer("a", correct=False, confidence="guess").mastery().mean == pytest.approx(1.6 / 5)


def test_answer_counts_half_after_thirty_days_and_as_far_as_recalled():
    learner = Learner().answer("a", correct=True)
    recall = SCHEDULING.recall(learner.cards["a"].card, NOW + 30 * DAY)
    assert learner.mastery(NOW + 30 * DAY).mean == pytest.approx((1.6 + 0.5 * recall) / 4.5)
    assert recall == pytest.approx(0.667, abs=0.001)


def test_only_the_newest_three_answers_of_an_item_count():
    drilled = Learner()
    for _ in range(20):
        drilled.answer("a", correct=True)
    assert drilled.mastery().mean == pytest.approx(4.6 / 7)
    assert (drilled.mastery().n_attempts, drilled.mastery().level) == (20, "not enough answers yet")


def test_answer_that_no_longer_counts_takes_only_what_is_left_of_its_weight():
    learner = Learner()
    for day in (0, 30, 60, 90):
        learner.answer("a", correct=True, at=NOW + day * DAY)
    assert learner.mastery(NOW + 90 * DAY).mean == pytest.approx((1.6 + 1.75) / (4 + 1.75))


def test_item_whose_newest_answer_is_wrong_is_not_known():
    forgotten = Learner().answer("a", correct=True).answer("a", correct=True).answer("a", correct=False)
    assert forgotten.mastery().mean == pytest.approx(1.6 / 7)


def test_item_that_is_relearnt_is_known_again():
    learner = Learner().answer("a", correct=True).answer("a", correct=False).answer("a", correct=True)
    assert learner.mastery().mean == pytest.approx(3.6 / 7)


def test_item_without_a_card_is_taken_as_recalled():
    learner = Learner().answer("a", correct=True)
    assert domain_mastery(EXAM, learner.attempts, {}, NOW)[0].mean == pytest.approx(2.6 / 5)


@pytest.mark.parametrize(
    ("n_right", "level"),
    [(0, "beginning"), (9, "beginning"), (13, "developing"), (17, "solid"), (20, "strong")],
)
def test_level_follows_the_mean(n_right, level):
    learner = Learner()
    for n in range(20):
        learner.answer(f"item-{n}", correct=n < n_right)
    assert learner.mastery().level == level


def test_answers_to_other_exams_and_to_no_exam_do_not_count():
    learner = Learner().answer("a", correct=True)
    others = [
        replace(learner.attempts[0], exam="MLA-C02"),
        replace(learner.attempts[0], exam=None, task=None),
    ]
    assert domain_mastery(EXAM, others, {}, NOW) == domain_mastery(EXAM, [], {}, NOW)


def test_each_domain_and_task_has_its_own_mastery():
    learner = Learner().answer("a", correct=True, task="1.2").answer("b", correct=False, task="3.4")
    assert [one.n_attempts for one in domain_mastery(EXAM, learner.attempts, learner.cards, NOW)] == [
        1,
        0,
        1,
        0,
        0,
    ]
    tasks = task_mastery(EXAM, learner.attempts, learner.cards, NOW)
    assert list(tasks) == list(EXAM.tasks)
    assert {task: one.mean for task, one in tasks.items() if one.n_attempts} == pytest.approx(
        {"1.2": 2.6 / 5, "3.4": 1.6 / 5}
    )


def test_long_failure_long_ago_is_not_forgiven_but_less_certain():
    learner = Learner()
    for n in range(20):
        learner.answer(f"item-{n}", correct=False)
    then, later = learner.mastery(), learner.mastery(NOW + 200 * DAY)
    assert (then.level, later.mean) == ("beginning", pytest.approx(then.mean))
    assert later.high - later.low > then.high - then.low


def test_hopeless_failure_keeps_the_mean_within_its_interval():
    wrong = [Attempt(f"item-{n}", EXAM.id, "1.1", "subject", NOW, correct=False) for n in range(4000)]
    known = domain_mastery(EXAM, wrong, {}, NOW + 4000 * DAY)[0]
    assert beta.ppf(0.95, 4 * known.mean, 4 * (1 - known.mean)) < known.mean
    assert 0 <= known.low <= known.mean <= known.high <= 1


# Mastery: properties


@settings(deadline=None)
@given(learners(), st.integers(0, 24 * 1000))
def test_mastery_is_a_share_within_its_interval(history, hours):
    learner, at = history
    known = learner.mastery(at + hours * HOUR)
    assert 0 <= known.low <= known.mean <= known.high <= 1


@settings(deadline=None)
@given(
    learners(),
    st.integers(0, 24 * 400),
    st.sampled_from("abcdef"),
    st.sampled_from([None, "sure", "think_so"]),
)
def test_right_answer_never_lowers_the_mean(history, hours, item_id, confidence):
    learner, at = history
    now = at + hours * HOUR
    before = learner.mastery(now).mean
    assert learner.answer(item_id, True, now, confidence=confidence).mastery(now).mean >= before - ROUNDING


@settings(deadline=None)
@given(learners(), st.integers(0, 24 * 400))
def test_right_guess_at_a_new_item_never_lowers_the_mean(history, hours):
    learner, at = history
    now = at + hours * HOUR
    before = learner.mastery(now).mean
    assert learner.answer("new", True, now, confidence="guess").mastery(now).mean >= before - ROUNDING


@settings(deadline=None)
@given(learners(), st.integers(0, 24 * 400), st.sampled_from("abcdef"))
def test_wrong_answer_never_raises_the_mean(history, hours, item_id):
    learner, at = history
    now = at + hours * HOUR
    before = learner.mastery(now).mean
    assert learner.answer(item_id, False, now).mastery(now).mean <= before + ROUNDING


@settings(deadline=None)
@given(learners(), st.lists(st.integers(0, 24 * 300), min_size=2, max_size=6))
def test_time_without_answers_never_raises_mastery_or_readiness(history, hours):
    learner, at = history
    moments = [at + hour * HOUR for hour in sorted(hours)]
    means = [learner.mastery(moment).mean for moment in moments]
    ready = [readiness(EXAM, learner.attempts, learner.cards, moment).mean for moment in moments]
    for values in (means, ready):
        assert all(later <= sooner + ROUNDING for sooner, later in pairwise(values))


@settings(deadline=None)
@given(learners(), st.randoms())
def test_mastery_does_not_depend_on_the_order_given(history, shuffler):
    learner, at = history
    # Answers of one moment have no order but the one given.
    moments = [attempt.answered_at for attempt in learner.attempts]
    if len(set(moments)) < len(moments):
        return
    before = learner.mastery(at)
    shuffler.shuffle(learner.attempts)
    assert learner.mastery(at) == before


# Readiness


def test_readiness_weighs_domains_as_the_exam_does():
    learner = Learner()
    for n in range(16):
        learner.answer(f"item-{n}", correct=True, task="3.1")
    ready = readiness(EXAM, learner.attempts, learner.cards, NOW)
    assert ready.mean == pytest.approx(0.72 * 0.4 + 0.28 * 17.6 / 20)


def test_interval_of_readiness_is_that_of_independent_domains():
    spread = 1.6449 * (sum(domain.weight**2 for domain in EXAM.domains) * 1e-4 * 0.4 * 0.6 / 5) ** 0.5
    ready = readiness(EXAM, [], {}, NOW)
    assert (ready.low, ready.high) == pytest.approx((0.4 - spread, 0.4 + spread))


def test_readiness_is_not_told_before_half_of_the_exam_is_known():
    learner = Learner()
    levels = []
    for domain in (1, 2, 3, 4, 5):
        for n in range(15):
            learner.answer(f"item-{domain}-{n}", correct=True, task=f"{domain}.1")
        levels.append(readiness(EXAM, learner.attempts, learner.cards, NOW).level)
    # Weights 20, 24, 28, 14, 14.
    assert levels == ["not enough answers yet", "not enough answers yet", "solid", "solid", "strong"]


def test_raises_name_the_domain_with_most_to_gain_first():
    learner = Learner()
    for n in range(30):
        learner.answer(f"item-{n}", correct=True, task="3.1")
    raises = readiness(EXAM, learner.attempts, learner.cards, NOW).raises
    rooms = [0.24 * 0.6, 0.20 * 0.6, 0.14 * 0.6, 0.14 * 0.6, 0.28 * 2.4 / 34]
    assert [one.domain for one in raises] == [2, 1, 4, 5, 3]
    assert [one.room for one in raises] == pytest.approx(rooms)
    assert [one.gain for one in raises] == pytest.approx([0.024, 0.02, 0.014, 0.014, 0.28 * 2.4 / 34])
    assert raises[0].name == "Fundamentals of generative AI"


@pytest.mark.parametrize(
    ("answers", "task"),
    [
        ({"1.1": True, "1.3": True}, "1.2"),
        ({"1.1": True, "1.2": True, "1.3": False}, "1.3"),
        ({}, "1.1"),
    ],
)
def test_raise_names_the_weakest_task_of_its_domain(answers, task):
    learner = Learner()
    for name, correct in answers.items():
        learner.answer(f"item-{name}", correct=correct, task=name)
    raises = readiness(EXAM, learner.attempts, learner.cards, NOW).raises
    assert next(one.task for one in raises if one.domain == 1) == task


@settings(deadline=None)
@given(learners())
def test_readiness_is_a_share_within_its_interval(history):
    learner, at = history
    ready = readiness(EXAM, learner.attempts, learner.cards, at)
    assert 0 <= ready.low <= ready.mean <= ready.high <= 1
    assert sorted(one.domain for one in ready.raises) == [1, 2, 3, 4, 5]


# Confusion


def take(expected: str, taken: str | None, days_ago: float) -> Attempt:
    at = NOW - days_ago * DAY
    return Attempt("item", EXAM.id, "1.1", expected, at, taken is None, expected=expected, taken=taken)


def test_confusion_has_a_direction():
    pairs = confusion_pairs([take("polly", "lex", 2), take("lex", "polly", 1)])
    assert pairs == [
        ConfusionPair("lex", "polly", 1, NOW - 1 * DAY, resolved=False),
        ConfusionPair("polly", "lex", 1, NOW - 2 * DAY, resolved=False),
    ]


def test_more_frequent_confusion_comes_first():
    pairs = confusion_pairs([take("polly", "lex", 1), take("kendra", "q", 2), take("kendra", "q", 3)])
    assert [(pair.expected, pair.count) for pair in pairs] == [("kendra", 2), ("polly", 1)]


def test_new_confusion_comes_before_a_frequent_old_one():
    old = [take("kendra", "q", 90), take("kendra", "q", 91), take("kendra", "q", 92)]
    assert [pair.expected for pair in confusion_pairs([*old, take("polly", "lex", 0)])] == ["polly", "kendra"]


def test_confusion_is_resolved_by_three_right_answers_in_a_row():
    confused = [take("polly", "lex", 9), take("polly", "lex", 8)]
    right = [take("polly", None, 3), take("polly", None, 2), take("polly", None, 1)]
    resolved = [confusion_pairs([*confused, *right[:n]])[0].resolved for n in range(4)]
    assert resolved == [False, False, False, True]


def test_resolved_confusion_comes_last_and_comes_back_with_a_wrong_answer():
    right = [take("polly", None, day) for day in (3, 2, 1)]
    attempts = [*[take("polly", "lex", day) for day in (6, 5, 4)], *right, take("kendra", "q", 7)]
    assert [pair.expected for pair in confusion_pairs(attempts)] == ["kendra", "polly"]
    again = confusion_pairs([*attempts, take("polly", "comprehend", 0)])
    assert [(pair.expected, pair.taken, pair.resolved) for pair in again] == [
        ("polly", "lex", False),
        ("polly", "comprehend", False),
        ("kendra", "q", False),
    ]


def test_attempts_without_both_names_are_no_confusion():
    attempts = [
        take("polly", None, 1),
        replace(take("polly", "lex", 1), expected=None),
        take("lex", "lex", 1),
    ]
    assert confusion_pairs(attempts) == []


# Answers per day


def test_answers_are_counted_by_day_today_last():
    attempts = [take("polly", None, days_ago) for days_ago in (0, 0.4, 0.6, 2, 3, -2)]
    assert attempts_per_day(attempts, 3, NOW) == [1, 1, 2]


def test_days_begin_at_the_learners_midnight():
    attempts = [take("polly", None, 0)]
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert attempts_per_day(attempts, 2, NOW + 4 * HOUR, tokyo) == [1, 0]
