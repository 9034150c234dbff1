"""Two learners made one, and the codes that do it."""

import datetime as dt

import pytest
from fsrs import Card
from sqlalchemy import select

from tests.tutor.conftest import NOW
from tutor.errors import CodeInvalid, TooManyTries
from tutor.grading import Response
from tutor.learners import Learners
from tutor.link_codes import LinkCodes
from tutor.reminders import Reminders
from tutor.scheduling import Scheduling, rate
from tutor.store.tables import CardRow

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WEB, SLACK = "session:ada", "slack:-:T1:U1"


@pytest.fixture
def learners(database):
    return Learners(database)


@pytest.fixture
def codes(database, learners):
    return LinkCodes(database, learners)


@pytest.fixture
def web(learners):
    return learners.get(WEB, NOW)


@pytest.fixture
def slack(learners):
    return learners.get(SLACK, NOW - DAY)


@pytest.fixture
def choices(items):
    """Items with one right option."""
    return [item for item in items.values() if item.kind == "single"]


def answer(quizzes, learner, item, now, rng, is_right=True):
    question = quizzes.start(learner.id, [item], "t", now, rng)
    keys = set(question.item.keys)
    place = next(shown for shown, own in enumerate(question.order) if (own in keys) == is_right)
    quizzes.answer(learner.id, question.sitting_id, 1, Response(options=(place,)), now)


def card_of(database, learner, item):
    with database.reading() as session:
        row = session.scalar(
            select(CardRow).where(CardRow.learner_id == learner.id, CardRow.item_id == item.id)
        )
        return row and Card.from_json(row.card["fsrs"]), row and row.due


def test_everything_of_both_is_there_afterwards(learners, web, slack, quizzes, choices, rng):
    for learner, own in ((web, choices[:3]), (slack, choices[2:5])):
        for item in own:
            answer(quizzes, learner, item, NOW, rng)
    before = {way: learners.export(way) for way in (WEB, SLACK)}
    joined = learners.join(SLACK, WEB, NOW)
    assert joined.id == web.id == learners.find(SLACK).id
    after = learners.export(WEB)
    assert after == learners.export(SLACK)
    for table, key in (("attempts", "id"), ("sittings", "id"), ("questions", "sitting_id")):
        assert sorted(row[key] for row in after[table]) == sorted(
            row[key] for data in before.values() for row in data[table]
        )
    assert {row["item_id"] for row in after["cards"]} == {item.id for item in choices[:5]}
    assert (len(after["cards"]), len(after["learners"])) == (5, 1)


def test_the_card_of_an_item_that_both_know_is_made_of_all_their_answers(
    database, learners, web, slack, quizzes, choices, rng
):
    item = choices[0]
    given = [(web, 0, True), (slack, 3, True), (web, 5, True), (slack, 9, False)]
    for learner, days, is_right in given:
        answer(quizzes, learner, item, NOW + days * DAY, rng, is_right)
    learners.join(SLACK, WEB, NOW + 10 * DAY)
    expected = None
    for _, days, is_right in given:
        expected = Scheduling().review(expected, rate(is_right, None, False), NOW + days * DAY)
    card, due = card_of(database, web, item)
    assert (card.stability, card.difficulty, card.due) == (
        expected.stability,
        expected.difficulty,
        expected.due,
    )
    assert due == expected.due


def test_of_two_open_quizzes_the_newer_goes_on(learners, web, slack, quizzes, choices, rng):
    quizzes.start(web.id, choices[:2], "old", NOW, rng)
    newer = quizzes.start(slack.id, choices[2:4], "new", NOW + HOUR, rng)
    learners.join(SLACK, WEB, NOW + 2 * HOUR)
    assert quizzes.pending(web.id).sitting_id == newer.sitting_id
    quizzes.stop(web.id, NOW + 2 * HOUR)
    assert quizzes.pending(web.id) is None


def test_of_two_open_exams_the_newer_goes_on(learners, web, slack, mock_exams, rng):
    mock_exams.start(web.id, "AIF-C01", NOW, rng)
    newer = mock_exams.start(slack.id, "AIF-C01", NOW + HOUR / 2, rng)
    learners.join(SLACK, WEB, NOW + HOUR)
    assert mock_exams.running(web.id, NOW + HOUR).sitting_id == newer.sitting_id


def test_aims_stay_and_what_is_lacking_is_taken_over(learners, web, slack):
    learners.set_aims(web.id, exam="AIF-C01")
    learners.set_aims(slack.id, exam="MLA-C01", daily_goal=7, time_zone="Europe/Berlin")
    joined = learners.join(SLACK, WEB, NOW)
    assert (joined.exam, joined.daily_goal, joined.time_zone) == ("AIF-C01", 7, "Europe/Berlin")


@pytest.mark.parametrize("of_both", [True, False])
def test_one_reminder_stays(database, learners, web, slack, of_both):
    reminders = Reminders(database)
    for learner, hour in ((slack, 8), *(((web, 9),) if of_both else ())):
        reminders.set(learner.id, SLACK, {}, hour, "UTC", NOW)
    learners.join(SLACK, WEB, NOW)
    assert reminders.find(web.id).hour == (9 if of_both else 8)
    assert reminders.find(slack.id) is None


def test_who_is_no_learner_yet_just_comes_in_one_more_way(learners):
    joined = learners.join(SLACK, WEB, NOW)
    assert joined == learners.find(WEB) == learners.find(SLACK)
    assert learners.join(WEB, SLACK, NOW) == joined  # and once more changes nothing


def test_a_code_joins_once_and_in_time(codes, learners):
    made = codes.make(WEB, NOW)
    assert made.expires_at == NOW + dt.timedelta(minutes=10)
    codes.use(SLACK, f" {made.code[:4]}-{made.code[4:].lower()}", NOW + dt.timedelta(minutes=9))
    assert learners.find(SLACK) == learners.find(WEB)
    with pytest.raises(CodeInvalid):
        codes.use("slack:-:T1:U2", made.code, NOW + dt.timedelta(minutes=9))


def test_a_code_that_is_old_replaced_made_up_or_ones_own_is_refused(codes):
    old, replaced = codes.make(WEB, NOW), codes.make("session:bob", NOW)
    own = codes.make("session:bob", NOW)
    later = NOW + dt.timedelta(minutes=10)
    for identity, code, now in (
        (SLACK, old.code, later),
        (SLACK, replaced.code, NOW),
        (SLACK, "AAAAAAAA", NOW),
        (SLACK, "", NOW),
        ("session:bob", own.code, NOW),
    ):
        with pytest.raises(CodeInvalid):
            codes.use(identity, code, now)
    assert codes.use(SLACK, own.code, NOW)  # its own try has not used it up


def test_five_tries_in_ten_minutes(codes):
    good = codes.make(WEB, NOW)
    for _ in range(5):
        with pytest.raises(CodeInvalid):
            codes.use(SLACK, "AAAAAAAA", NOW)
    with pytest.raises(TooManyTries, match="5 codes in 10 minutes"):
        codes.use(SLACK, good.code, NOW + dt.timedelta(minutes=9))
    again = codes.make(WEB, NOW + dt.timedelta(minutes=10))
    assert codes.use(SLACK, again.code, NOW + dt.timedelta(minutes=10))


def test_codes_and_tries_are_forgotten_with_their_learner(codes, learners, web):
    made = codes.make(WEB, NOW)
    learners.forget(WEB)
    with pytest.raises(CodeInvalid):
        codes.use(SLACK, made.code, NOW)
