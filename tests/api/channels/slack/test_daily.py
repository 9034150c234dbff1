"""The question of the day: at an hour of one's own, once a day, and gone when it is not wanted."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from actions.quizzing import compose_question
from api.channels.slack.daily import read_hour, send_due
from api.channels.slack.slack import identity_in
from tests.api.channels.slack.acting import TutorDialogue, act, command, has_element, press, text_of
from tests.api.channels.slack.conftest import deliver, running, said
from tests.api.channels.slack.fake_slack import Canned
from tutor.item_bank import Scope

ADA = identity_in(None, "T1", "U1")
UTC = dt.UTC


class Clock:
    """A clock that a test moves on."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock(dt.datetime(2026, 3, 27, 12, 0, tzinfo=UTC))


@pytest.fixture
def timed(slack_parts, clock):
    return replace(slack_parts, clock=clock)


@pytest.fixture
def talk(timed):
    return TutorDialogue(timed)


@pytest.fixture
def live(make_app, timed, talk, fake):
    """Runs a course of things, within one run of the app or, given several, with restarts between them."""
    fake.users["U1"] = {"tz": "Europe/Berlin", "name": "ada"}

    def live(*courses):
        for course in courses:

            async def check(course=course):
                app = make_app(talk, timed)
                async with running(app) as web:
                    await course(app, web)
                    await idle(app)

            asyncio.run(check())

    return live


async def idle(app):
    await app.state.slack.slack.inbox.idle()


async def look(app):
    """What the scheduler does every half minute."""
    await send_due(app.state.slack.slack)
    await idle(app)


def at(hour, minute=0, day=28, month=3):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_it_comes_at_the_hour_of_the_learners_own_zone_and_counts(live, fake, clock, slack_parts):
    async def course(app, web):
        await command(web, "daily 9", channel="C1")
        await idle(app)
        (told,) = fake.calls_of("chat.postEphemeral")
        assert "9:00 (Europe/Berlin)" in text_of(told)
        clock.now = at(7, 59)  # 8:59 in Berlin
        await look(app)
        assert fake.posts() == []
        clock.now = at(8)
        await look(app)
        await look(app)
        hello, question = fake.posts()
        assert (hello["channel"], question["channel"]) == ("DU1", "DU1")
        assert "question of the day" in text_of(hello).lower()
        assert has_element(question, "answer_")
        await deliver(web, said("skip", channel="DU1"))

    live(course)
    (attempt,) = slack_parts.tutor.learners.export(ADA)["attempts"]
    assert attempt["verdict"] == "skipped"


def test_it_comes_once_a_day_over_restarts_and_over_the_change_of_clocks(live, fake, clock):
    async def begin(app, web):
        await command(web, "daily 9")

    def days(*moments):
        async def course(app, web):
            for moment in moments:
                clock.now = moment
                await look(app)

        return course

    live(begin, days(at(8)), days(at(8, 30), at(9)))
    assert len(fake.posts()) == 2
    # From 29 March on Berlin is two hours ahead of UTC.
    live(days(at(6, 59, day=29)))
    assert len(fake.posts()) == 2
    live(days(at(7, day=29)), days(at(7, 1, day=29), at(8, day=29)))
    assert len(fake.posts()) == 4


@pytest.mark.parametrize(("moment", "n_posts"), [(at(9, 59), 2), (at(10), 0), (at(15), 0)])
def test_a_missed_one_is_sent_within_two_hours_and_not_later(live, fake, clock, moment, n_posts):
    async def begin(app, web):
        await command(web, "daily 9")

    async def late(app, web):
        await look(app)

    live(begin)
    clock.now = moment
    live(late)
    assert len(fake.posts()) == n_posts


def test_what_slack_did_not_take_is_sent_later_with_the_same_question(live, fake, clock, slack_parts):
    async def course(app, web):
        await command(web, "daily 9")
        await idle(app)
        clock.now = at(8)
        fake.next_answers("chat.postMessage", *[Canned(status=500, error="fatal_error")] * 5)
        await look(app)
        assert fake.posts() == []
        await app.state.slack.slack.inbox.go_on()
        await idle(app)

    live(course)
    assert len(fake.posts()) == 2
    assert len(slack_parts.tutor.learners.export(ADA)["sittings"]) == 1


@pytest.mark.parametrize("how", ["/mute", "/daily off", "mute", "Stop."])
def test_a_word_turns_it_off(live, fake, clock, slack_parts, how):
    async def course(app, web):
        await command(web, "daily 9")
        await idle(app)
        if how.startswith("/"):
            await command(web, how[1:])
        else:
            await deliver(web, said(how))
        await idle(app)
        clock.now = at(8)
        await look(app)

    live(course)
    shown = [*fake.posts(), *fake.calls_of("chat.postEphemeral")]
    assert any("The question of the day is off" in text_of(one) for one in shown)
    assert not any(has_element(one, "answer_") for one in shown)
    assert slack_parts.tutor.reminders.due(clock()) == []


def test_stop_is_for_an_open_quiz_first(live, fake, clock, talk, timed):
    async def course(app, web):
        await command(web, "daily 9")
        await deliver(web, said("quiz me"))
        await idle(app)
        await deliver(web, said("stop"))

    live(course)
    assert talk.heard == ["quiz me", "stop"]
    learner = timed.tutor.learners.find(ADA)
    assert timed.tutor.reminders.find(learner.id).is_on


def test_a_quiz_that_is_open_is_not_ended_for_it(live, fake, clock, timed):
    async def course(app, web):
        await command(web, "daily 9")
        await idle(app)
        learner = timed.tutor.learners.find(ADA)
        question = timed.tutor.start_quiz(learner, Scope(), "Polly", 3, clock(), timed.rng)
        clock.now = at(8)
        await look(app)
        pending = timed.tutor.quizzes.pending(learner.id)
        assert (pending.sitting_id, pending.position) == (question.sitting_id, 1)
        shown = compose_question(question, timed.tutor.exams, clock())
        assert shown.stem.split("\n")[0][:40] in text_of(fake.posts()[-1])

    live(course)
    assert "question that you were on" in text_of(fake.posts()[0])


def test_tomorrow_there_is_another_one_though_today_nobody_answered(live, fake, clock, slack_parts):
    async def course(app, web):
        await command(web, "daily 9")
        await idle(app)
        for moment in (at(8), at(7, day=29)):
            clock.now = moment
            await look(app)

    live(course)
    assert len(fake.posts()) == 4
    assert len(slack_parts.tutor.learners.export(ADA)["sittings"]) == 2


def test_an_answer_by_button_counts(live, fake, clock, slack_parts):
    async def course(app, web):
        await command(web, "daily 9")
        await idle(app)
        learner = slack_parts.tutor.learners.find(ADA)
        clock.now = at(8)
        await look(app)
        question = fake.posts()[-1]
        if has_element(question, "answer_choice"):
            await act(web, press(question, "answer_choice"))
        else:
            await deliver(web, said("skip", channel="DU1"))
        await idle(app)
        assert slack_parts.tutor.quizzes.pending(learner.id) is None

    live(course)
    assert len(slack_parts.tutor.learners.export(ADA)["attempts"]) == 1


def test_an_hour_that_is_none_is_told(live, fake):
    async def course(app, web):
        await command(web, "daily 25")

    live(course)
    (told,) = fake.calls_of("chat.postEphemeral")
    assert "Name an hour" in text_of(told)


def test_a_time_zone_that_is_unknown_here_is_utc(live, fake):
    fake.users["U2"] = {"tz": "Mars/Olympus", "name": "bob"}

    async def course(app, web):
        await command(web, "daily", user="U2")

    live(course)
    (told,) = fake.calls_of("chat.postEphemeral")
    assert "9:00 (UTC)" in text_of(told)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("9", 9), ("at 9", 9), ("18:00", 18), ("6pm", 18), ("12 am", 0), ("12pm", 12), ("0", 0),
     ("24", None), ("9:30", None), ("13pm", None), ("soon", None), ("", None)],
)  # fmt: skip
def test_hours_are_read(text, hour):
    assert read_hour(text) == hour
