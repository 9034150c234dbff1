"""The plan of a day."""

import datetime as dt
from dataclasses import astuple

import pytest
from fsrs import Card, State
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.attempts import Attempt, ItemCard
from tutor.exams import load_exams
from tutor.items import Claim, NameAnswer, TextItem
from tutor.planning import Plan, plan_day

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
EXAM = load_exams()["AIF-C01"]
CLAIM = Claim(why="So.", sheet="sheet", quote="A whole sentence of the sheet.")


def make_items(count: int, exam: str | None = EXAM.id) -> list[TextItem]:
    return [
        TextItem(
            id=f"{exam or 'none'}-{n}".lower(), exam=exam, task="1.1", difficulty="easy", subject="polly",
            stem="What is it that is asked here?", kind="text", name=NameAnswer(texts=("yes",)), claim=CLAIM,
        )
        for n in range(count)
    ]  # fmt: skip


def make_card(item_id: str, due_in_days: float) -> ItemCard:
    card = Card(1, State.Review, None, 5.0, 5.0, NOW + due_in_days * DAY, NOW - DAY)
    return ItemCard(item_id, EXAM.id, "1.1", "polly", card)


def answer(
    count: int, days_ago: float = 0, item_id: str = "elsewhere", correct: bool = True
) -> list[Attempt]:
    """Answers a second apart."""
    at = NOW - days_ago * DAY
    return [
        Attempt(item_id, EXAM.id, "1.1", "polly", at - n * dt.timedelta(seconds=1), correct)
        for n in range(count)
    ]


def plan(
    items=(), cards=None, attempts=(), days_to_exam=None, daily_goal=10, now=NOW, tz=dt.UTC, exam=EXAM
) -> Plan:
    exam_day = None if days_to_exam is None else TODAY + days_to_exam * DAY
    return plan_day(exam, exam_day, daily_goal, items, cards or {}, attempts, now, tz)


# Reviews and new items


def test_first_day_without_a_date_is_the_goal_in_new_items():
    assert plan(make_items(300)) == Plan(
        reviews_due=0,
        new_items=10,
        focus=plan().focus,
        mock_exam_due=False,
        answered_today=0,
        right_today=0,
        daily_goal=10,
        goal_met=False,
        streak_days=0,
        days_left=None,
        exam_is_past=False,
    )


def test_reviews_are_those_due_before_midnight():
    items = make_items(5)
    days = [-30, -0.1, 0.4, 0.6, 3]
    cards = {item.id: make_card(item.id, day) for item, day in zip(items, days, strict=True)}
    assert plan(items, cards).reviews_due == 3


def test_days_end_at_the_learners_midnight():
    items = make_items(1)
    cards = {items[0].id: make_card(items[0].id, 0.6)}
    west = dt.timezone(dt.timedelta(hours=-8))
    assert [plan(items, cards, tz=tz).reviews_due for tz in (dt.UTC, west)] == [0, 1]


def test_items_that_left_the_bank_or_belong_to_another_exam_are_not_counted():
    other = make_items(4, "MLA-C02")
    cards = {item_id: make_card(item_id, -1) for item_id in ("gone", other[0].id)}
    assert (plan(other, cards).reviews_due, plan(other, cards).new_items) == (0, 0)


def test_without_an_exam_all_items_count_and_there_is_no_focus():
    aimless = plan(make_items(3) + make_items(3, None), exam=None)
    assert (aimless.new_items, aimless.focus) == (6, None)


def test_reviews_come_before_new_items_in_the_goal():
    items = make_items(50)
    cards = {item.id: make_card(item.id, -1) for item in items[:7]}
    assert [plan(items, cards, answer(n)).new_items for n in (0, 2, 3, 20)] == [3, 1, 0, 0]


@pytest.mark.parametrize(("days_to_exam", "new_items"), [(33, 3), (18, 6), (13, 9), (5, 45), (4, 90)])
def test_new_items_are_spread_so_that_three_days_are_left_for_reviews(days_to_exam, new_items):
    assert plan(make_items(90), days_to_exam=days_to_exam).new_items == new_items


@pytest.mark.parametrize(("days_to_exam", "new_items"), [(3, 10), (2, 10), (1, 10), (0, 0)])
def test_in_the_last_days_new_items_only_fill_the_goal(days_to_exam, new_items):
    assert plan(make_items(90), days_to_exam=days_to_exam).new_items == new_items


def test_items_begun_today_are_taken_off_the_days_share():
    items = make_items(20)
    left = []
    for n_begun in (0, 4, 10, 12):
        attempts = [attempt for item in items[:n_begun] for attempt in answer(1, item_id=item.id)]
        left.append(plan(items, attempts=attempts, days_to_exam=5).new_items)
    assert left == [10, 6, 0, 0]


def test_following_the_plan_sees_every_item_three_days_before_the_exam():
    items = make_items(100)
    attempts: list[Attempt] = []
    seen = []
    for day in range(20):
        now = NOW + day * DAY
        today = plan_day(EXAM, TODAY + 20 * DAY, 10, items, {}, attempts, now)
        begun = items[len(attempts) : len(attempts) + today.new_items]
        attempts += [Attempt(item.id, EXAM.id, "1.1", "polly", now, correct=True) for item in begun]
        seen.append(len(attempts))
    assert seen == [6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66, 72, 78, 84, 90, 95, 100, 100, 100, 100]


def test_focus_is_where_learning_raises_readiness_most():
    focus = plan().focus
    assert focus
    assert focus.domain == 3


# The exam


@pytest.mark.parametrize(
    ("days_to_exam", "days_left", "is_past"),
    [(None, None, False), (9, 9, False), (0, 0, False), (-1, 0, True)],
)
def test_days_to_the_exam_are_told_and_that_it_is_past(days_to_exam, days_left, is_past):
    day = plan(days_to_exam=days_to_exam)
    assert (day.days_left, day.exam_is_past) == (days_left, is_past)


def test_after_the_exam_the_plan_goes_on_as_without_a_date():
    assert plan(make_items(90), days_to_exam=-5).new_items == plan(make_items(90)).new_items


def test_exam_day_is_a_day_of_the_learners_time_zone():
    tokyo = dt.timezone(dt.timedelta(hours=9))
    late = NOW + dt.timedelta(hours=8)
    assert [plan(days_to_exam=1, now=late, tz=tz).days_left for tz in (dt.UTC, tokyo)] == [1, 0]


def test_mock_exam_is_due_from_a_week_before_but_not_on_the_last_day():
    due = [ahead for ahead in range(-2, 30) if plan(days_to_exam=ahead).mock_exam_due]
    assert due == [2, 3, 4, 5, 6, 7]
    assert not plan().mock_exam_due
    assert not plan(days_to_exam=7, exam=None).mock_exam_due


@pytest.mark.parametrize(
    ("sat_ahead", "due"), [(8, [7, 6, 5, 4, 3, 2]), (7, [3, 2]), (5, [3, 2]), (4, [3, 2]), (3, []), (2, [])]
)
def test_mock_exam_that_was_sat_is_due_again_three_days_before(sat_ahead, due):
    handed_in = [
        Attempt(f"i-{n}", EXAM.id, "1.1", "polly", NOW, correct=True) for n in range(EXAM.n_questions)
    ]
    exam_day = TODAY + sat_ahead * DAY
    days = [plan_day(EXAM, exam_day, 10, [], {}, handed_in, NOW + n * DAY) for n in range(sat_ahead)]
    assert [day.days_left for day in days if day.mock_exam_due] == due


def test_as_many_answers_in_quizzes_are_no_mock_exam():
    assert plan(attempts=answer(EXAM.n_questions), days_to_exam=7).mock_exam_due


# Goal and streak


def test_what_was_done_today_is_counted():
    attempts = [*answer(6), *answer(4, correct=False), *answer(7, days_ago=1)]
    day = plan(attempts=attempts)
    assert (day.answered_today, day.right_today, day.goal_met) == (10, 6, True)


@pytest.mark.parametrize(
    ("days", "streak"),
    [
        ("", 0),
        ("X", 1),
        ("XXX", 3),
        (".XX", 2),  # today is not over
        (".X", 1),
        ("X.XX", 3),  # one day missed
        ("..XX", 2),  # yesterday missed, and today is not over
        ("...XX", 0),  # two days missed
        ("X..XX", 1),
        ("X.X.X", 2),  # two missed within seven
        ("X.XXXXX.X", 6),
        ("X.XXXXXX.X", 8),  # one missed in each seven
        ("XX.XXXXXX.XXXXXX.X", 15),
    ],
)
def test_streak_outlives_one_missed_day_in_seven(days, streak):
    """Days from today back: X met, a dot missed."""
    attempts = [one for ago, met in enumerate(days) for one in answer(10 if met == "X" else 9, days_ago=ago)]
    assert plan(attempts=attempts).streak_days == streak


def test_day_of_the_streak_begins_at_the_learners_midnight():
    hour = dt.timedelta(hours=1)
    attempts = [*answer(10, days_ago=-8 / 24), *answer(10, days_ago=-14 / 24)]
    west = dt.timezone(-8 * hour)
    assert [plan(attempts=attempts, now=NOW + 15 * hour, tz=tz).streak_days for tz in (dt.UTC, west)] == [
        2,
        1,
    ]


@st.composite
def situations(draw):
    items = make_items(draw(st.integers(0, 30))) + make_items(draw(st.integers(0, 5)), "MLA-C02")
    seen = draw(st.lists(st.sampled_from(items), unique_by=lambda item: item.id)) if items else []
    cards = {item.id: make_card(item.id, draw(st.integers(-9, 9))) for item in seen}
    attempts = [
        one for item in seen for one in answer(draw(st.integers(1, 9)), draw(st.integers(0, 9)), item.id)
    ]
    return items, cards, attempts, draw(st.none() | st.integers(-9, 60)), draw(st.integers(1, 50))


@settings(deadline=None)
@given(situations())
def test_counts_are_never_negative_and_bounded_by_what_there_is(situation):
    items, cards, attempts, days_to_exam, daily_goal = situation
    day = plan(items, cards, attempts, days_to_exam, daily_goal)
    own = {item.id for item in items if item.exam == EXAM.id}
    assert all(value >= 0 for value in astuple(day) if isinstance(value, int))
    assert day.reviews_due <= len(own & cards.keys())
    assert day.new_items <= len(own - cards.keys())
    assert day.right_today <= day.answered_today <= len(attempts)
    assert day.streak_days <= len({attempt.answered_at.date() for attempt in attempts})
