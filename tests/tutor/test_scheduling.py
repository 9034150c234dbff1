"""When items come back, and what is asked next."""

import datetime as dt
import random
from itertools import pairwise

import pytest
from fsrs import Card, Rating, State
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.attempts import Attempt, ItemCard
from tutor.exams import load_exams
from tutor.items import Claim, NameAnswer, TextItem
from tutor.scheduling import Scheduling, choose_items, due_forecast, forgetting_curve, rate

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
EXAM = load_exams()["AIF-C01"]
SCHEDULING = Scheduling()
CLAIM = Claim(why="So.", sheet="sheet", quote="A whole sentence of the sheet.")
ANSWER = NameAnswer(texts=("yes",))


def make_item(
    item_id: str, task: str | None = "1.1", subject: str = "", exam: str | None = EXAM.id
) -> TextItem:
    return TextItem(
        id=item_id, exam=exam, task=task, difficulty="easy", subject=subject or f"about-{item_id}",
        stem="What is it that is asked here?", kind="text", name=ANSWER, claim=CLAIM,
    )  # fmt: skip


def make_card(
    item: TextItem, due: dt.datetime, stability: float = 10.0, seen: dt.datetime | None = None
) -> ItemCard:
    card = Card(
        1,
        State.Review,
        stability=stability,
        difficulty=5.0,
        due=due,
        last_review=seen or due - stability * DAY,
    )
    return ItemCard(item.id, item.exam, item.task, item.subject, card)


def review_at_due(*ratings: Rating) -> list[dt.timedelta]:
    """The interval after each rating, when every review is done the moment it falls due."""
    card, now, intervals = None, NOW, []
    for rating in ratings:
        card = SCHEDULING.review(card, rating, now)
        intervals.append(card.due - now)
        now = card.due
    return intervals


def choose(items, cards=None, attempts=(), exam=EXAM, count=5, seed=1):
    return choose_items(items, cards or {}, attempts, exam, NOW, random.Random(seed), count)


# Rating


@pytest.mark.parametrize("confidence", [None, "sure", "think_so", "guess"])
@pytest.mark.parametrize("hinted", [True, False])
def test_wrong_is_forgotten_whatever_the_confidence(confidence, hinted):
    assert rate(False, confidence, hinted) == Rating.Again


@pytest.mark.parametrize(
    ("confidence", "rating"),
    [(None, Rating.Good), ("think_so", Rating.Good), ("sure", Rating.Easy), ("guess", Rating.Hard)],
)
def test_right_is_rated_by_confidence(confidence, rating):
    assert rate(True, confidence, hinted=False) == rating


@pytest.mark.parametrize("confidence", [None, "sure", "think_so", "guess"])
def test_right_with_a_hint_is_hard_at_most(confidence):
    assert rate(True, confidence, hinted=True) == Rating.Hard


# Intervals


@pytest.mark.parametrize(
    ("ratings", "intervals"),
    [
        ("Good Good Good Good", [2 * DAY, 11 * DAY, 46 * DAY, 163 * DAY]),
        ("Easy Easy", [8 * DAY, 66 * DAY]),
        ("Again Good", [dt.timedelta(minutes=10), 1 * DAY]),
        ("Hard Good", [dt.timedelta(minutes=15), 1 * DAY]),
        ("Good Good Again Good Good", [2 * DAY, 11 * DAY, dt.timedelta(minutes=10), 2 * DAY, 5 * DAY]),
        ("Good Hard Hard", [2 * DAY, 8 * DAY, 19 * DAY]),
    ],
)
def test_worked_example(ratings, intervals):
    assert review_at_due(*(Rating[name] for name in ratings.split())) == intervals


@given(st.lists(st.sampled_from(Rating), max_size=6))
def test_wrong_comes_back_within_ten_minutes(ratings):
    assert review_at_due(*ratings, Rating.Again)[-1] == dt.timedelta(minutes=10)


@given(st.lists(st.sampled_from(Rating), max_size=6))
def test_better_answers_never_come_back_sooner(ratings):
    intervals = [review_at_due(*ratings, rating)[-1] for rating in Rating]
    assert intervals == sorted(intervals)


@given(st.lists(st.sampled_from(Rating), min_size=1, max_size=6))
def test_same_answers_give_same_due_days(ratings):
    assert review_at_due(*ratings) == review_at_due(*ratings)


def test_higher_retention_asks_sooner():
    def interval(retention: float) -> dt.timedelta:
        scheduling = Scheduling(retention)
        card = scheduling.review(None, Rating.Good, NOW)
        return scheduling.review(card, Rating.Good, card.due).due - card.due

    assert interval(0.95) < interval(0.9) < interval(0.8)


def test_review_leaves_the_given_card_as_it_was():
    card = SCHEDULING.review(None, Rating.Good, NOW)
    before = card.to_json()
    SCHEDULING.review(card, Rating.Again, NOW + DAY)
    assert card.to_json() == before


def test_new_card_takes_nothing_from_the_clock():
    long_ago = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
    card = SCHEDULING.review(None, Rating.Good, long_ago)
    assert (card, card.last_review, card.due) == (
        SCHEDULING.review(None, Rating.Good, long_ago),
        long_ago,
        long_ago + 2 * DAY,
    )


def test_card_survives_its_json():
    card = SCHEDULING.review(None, Rating.Hard, NOW)
    assert Card.from_json(card.to_json()) == card


def test_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="UTC"):
        SCHEDULING.review(None, Rating.Good, NOW.replace(tzinfo=None))


# Recall


def test_item_is_due_from_its_due_moment_on():
    card = SCHEDULING.review(None, Rating.Good, NOW)
    moments = (NOW, card.due - dt.timedelta(seconds=1), card.due)
    assert [SCHEDULING.is_due(card, moment) for moment in moments] == [False, False, True]


def test_recall_falls_to_the_wished_retention_when_the_item_is_due():
    card = make_card(make_item("a"), NOW + 10 * DAY, stability=10.0).card
    assert SCHEDULING.recall(card, NOW + 10 * DAY) == pytest.approx(0.9)


def test_forgetting_curve_begins_today_and_only_falls():
    card = SCHEDULING.review(None, Rating.Good, NOW)
    curve = forgetting_curve(card, NOW, 4)
    assert curve == pytest.approx([1.0, 0.947, 0.909, 0.881], abs=0.001)


@given(st.lists(st.sampled_from(Rating), min_size=1, max_size=6), st.integers(0, 4000))
def test_recall_is_a_probability(ratings, days):
    card = None
    for rating in ratings:
        card = SCHEDULING.review(card, rating, NOW)
    assert card
    assert 0 <= SCHEDULING.recall(card, NOW + days * DAY) <= 1


def test_card_without_review_is_not_recalled():
    assert SCHEDULING.recall(Card(1, due=NOW), NOW) == 0


# Forecast


def test_forecast_counts_overdue_today_and_nothing_beyond_its_days():
    dues = [-30, -0.1, 0, 0.4, 0.6, 2, 2.2, 3]
    cards = [Card(1, due=NOW + day * DAY) for day in dues]
    assert due_forecast(cards, NOW, 3) == [4, 1, 2]


def test_forecast_begins_days_at_the_learners_midnight():
    evening = dt.datetime(2026, 11, 2, 22, 30, tzinfo=dt.UTC)
    cards = [Card(1, due=evening + dt.timedelta(hours=1))]
    tokyo = dt.timezone(dt.timedelta(hours=9))
    midnight_between = dt.timezone(dt.timedelta(hours=1))
    assert (due_forecast(cards, evening, 2, tokyo), due_forecast(cards, evening, 2, midnight_between)) == (
        [1, 0],
        [0, 1],
    )


# Choice


def test_longest_overdue_for_its_stability_comes_first():
    items = [make_item(name) for name in "abc"]
    overdue = {"a": (5, 50.0), "b": (2, 2.0), "c": (4, 10.0)}
    cards = {item.id: make_card(item, NOW - overdue[item.id][0] * DAY, overdue[item.id][1]) for item in items}
    assert [item.id for item in choose(items, cards)] == ["b", "c", "a"]


def test_order_is_due_then_new_of_the_exam_then_other_new_then_longest_unseen():
    due, new, other = make_item("due"), make_item("new"), make_item("other", None, exam=None)
    week_ago, yesterday = make_item("z-week-ago"), make_item("yesterday")
    cards = {
        "due": make_card(due, NOW),
        "z-week-ago": make_card(week_ago, NOW + DAY, seen=NOW - 7 * DAY),
        "yesterday": make_card(yesterday, NOW + DAY, seen=NOW - DAY),
    }
    chosen = choose([yesterday, other, week_ago, new, due], cards)
    assert [item.id for item in chosen] == ["due", "new", "other", "z-week-ago", "yesterday"]


def test_item_answered_without_a_card_is_not_new():
    items = [make_item("answered"), make_item("new")]
    attempts = [Attempt("answered", EXAM.id, "1.1", "about-answered", NOW - DAY, correct=True)]
    assert [item.id for item in choose(items, attempts=attempts)] == ["new", "answered"]


def test_new_items_come_from_domains_by_weight_and_weakness():
    items = [make_item(f"{domain}-{n}", f"{domain}.1") for domain in (1, 2, 3, 4, 5) for n in range(3)]
    # Domain 3 weighs most and is known well by now.
    known = [
        Attempt(f"known-{n}", EXAM.id, "3.1", "known", NOW - dt.timedelta(hours=n), correct=True)
        for n in range(60)
    ]
    first = [choose(items, attempts=known, count=1, seed=seed)[0].domain for seed in range(2000)]
    # Chances: weight × (1 - mean), mean 0.4 or 61.6 / 64.
    chances = [0.20 * 0.6, 0.24 * 0.6, 0.28 * 2.4 / 64, 0.14 * 0.6, 0.14 * 0.6]
    expected = [chance / sum(chances) for chance in chances]
    assert [first.count(domain) / 2000 for domain in (1, 2, 3, 4, 5)] == pytest.approx(expected, abs=0.035)


def test_without_an_exam_new_items_are_shuffled():
    items = [make_item(f"item-{n}") for n in range(6)]
    orders = {tuple(item.id for item in choose(items, exam=None, seed=seed)) for seed in range(20)}
    assert len(orders) > 15


def test_neighbours_of_one_subject_are_parted_where_possible():
    items = [make_item(f"item-{n}", subject="polly" if n < 5 else f"other-{n}") for n in range(10)]
    for seed in range(50):
        subjects = [item.subject for item in choose(items, count=10, seed=seed)]
        assert all(left != right for left, right in pairwise(subjects))


def test_first_new_item_is_not_on_the_subject_of_the_last_review():
    due, same, other = make_item("due", subject="s"), make_item("same", subject="s"), make_item("other")
    cards = {"due": make_card(due, NOW - DAY)}
    for seed in range(20):
        assert [item.id for item in choose([due, same, other], cards, seed=seed)] == ["due", "other", "same"]


def test_one_subject_alone_is_asked_all_the_same():
    items = [make_item(f"item-{n}", subject="polly") for n in range(4)]
    assert sorted(item.id for item in choose(items)) == ["item-0", "item-1", "item-2", "item-3"]


@st.composite
def situations(draw):
    """Items of any domain and subject, some of them seen, some of those due."""
    tasks = st.sampled_from(["1.1", "2.2", "3.4", "5.1", None])
    items = [
        make_item(
            f"item-{n}", draw(tasks), draw(st.sampled_from("abc")), draw(st.sampled_from([EXAM.id, None]))
        )
        for n in range(draw(st.integers(0, 12)))
    ]
    seen = draw(st.lists(st.sampled_from(items), unique_by=lambda item: item.id)) if items else []
    cards = {
        item.id: make_card(item, NOW + draw(st.integers(-20, 20)) * DAY, draw(st.floats(0.1, 50)), NOW - DAY)
        for item in seen
    }
    attempts = [
        Attempt(item.id, item.exam, item.task, item.subject, NOW - DAY, correct=draw(st.booleans()))
        for item in seen
    ]
    return items, cards, attempts, draw(st.sampled_from([EXAM, None])), draw(st.integers(0, 15))


@settings(deadline=None)
@given(situations(), st.integers(0, 5))
def test_chosen_items_are_distinct_and_as_many_as_wanted_or_there_are(situation, seed):
    items, cards, attempts, exam, count = situation
    chosen = choose(items + items[:3], cards, attempts, exam, count, seed)
    assert len({item.id for item in chosen}) == len(chosen) == min(count, len(items))


@settings(deadline=None)
@given(situations(), st.integers(0, 5))
def test_due_items_come_first_and_none_is_passed_over(situation, seed):
    items, cards, attempts, exam, count = situation
    due = {item_id for item_id, known in cards.items() if known.card.due <= NOW}
    are_due = [item.id in due for item in choose(items, cards, attempts, exam, count, seed)]
    assert are_due == sorted(are_due, reverse=True)
    assert sum(are_due) == min(count, len(due))


@settings(deadline=None)
@given(situations(), st.integers(0, 5), st.randoms())
def test_same_seed_gives_same_items_whatever_the_order_given(situation, seed, shuffler):
    items, cards, attempts, exam, count = situation
    chosen = choose(items, cards, attempts, exam, count, seed)
    shuffler.shuffle(items)
    assert choose(items, cards, attempts, exam, count, seed) == chosen
