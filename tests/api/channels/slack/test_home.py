"""The app's home: what it shows, and that what is set there holds."""

import asyncio
import datetime as dt

import pytest

from api.channels.slack.slack import identity_in
from tests.api.channels.slack.acting import TutorDialogue, act, find_element, has_element, press, text_of
from tests.api.channels.slack.conftest import deliver, new_ts, running, until
from tests.api.channels.slack.fake_slack import make_event
from tutor.grading import PASS
from tutor.item_bank import Scope

ADA = identity_in(None, "T1", "U1")


@pytest.fixture
def talk(slack_parts):
    return TutorDialogue(slack_parts)


@pytest.fixture
def at_home(make_app, talk, fake):
    """Lets somebody come home, and do things there."""
    fake.users["U1"] = {"tz": "America/New_York", "name": "ada"}

    def at_home(*presses):
        """Comes home, presses one thing after the other; gives the views that were shown."""

        async def check():
            app = make_app(talk)
            async with running(app) as web:
                event = make_event(
                    type="app_home_opened", user="U1", channel="D1", tab="home", event_ts=new_ts()
                )
                assert (await deliver(web, event)).status_code == 200
                await until(lambda: views(fake))
                for number, (action_id, more) in enumerate(presses, 2):
                    shown = {"view_id": "V1", "blocks": views(fake)[-1]["blocks"]}
                    body = press(shown, action_id)
                    body["actions"][0] |= more
                    await act(web, body)
                    if not action_id.startswith("say"):
                        await until(lambda number=number: len(views(fake)) == number)
                await app.state.slack.slack.inbox.idle()

        asyncio.run(check())
        return views(fake)

    return at_home


def views(fake):
    return [call["view"] for call in fake.calls_of("views.publish", user_id="U1")]


def chosen(value):
    return {"selected_option": {"value": value}}


def test_a_newcomer_is_greeted_and_may_begin(at_home, slack_parts):
    (home,) = at_home()
    assert "Ask me about an AWS machine-learning service" in text_of(home)
    assert all(
        has_element(home, name) for name in ("say:home-quiz", "say:home-exam", "home_exam", "home_link")
    )
    assert slack_parts.tutor.learners.find(ADA) is None


def test_it_shows_progress_and_what_is_due(at_home, slack_parts):
    tutor, now = slack_parts.tutor, slack_parts.clock() - dt.timedelta(days=3)
    learner = tutor.learners.get(ADA, now)
    question = tutor.start_quiz(learner, Scope(exam="AIF-C01"), "Test", 3, now, slack_parts.rng)
    for position in (1, 2, 3):
        tutor.quizzes.answer(learner.id, question.sitting_id, position, PASS, now)
    (home,) = at_home()
    assert "Mastery by domain" in text_of(home)
    assert "Review 3" in text_of(home)
    _, button = find_element(home["blocks"], "say:home-review")
    assert button["value"] == "What should I review today?"


def test_what_is_pressed_at_home_is_answered_directly(at_home, fake, talk):
    at_home(("say:home-quiz", {}))
    assert talk.heard == ["Quiz me"]
    posts = fake.posts()
    assert {post["channel"] for post in posts} == {"DU1"}
    assert has_element(posts[-1], "answer_")


def test_exam_and_day_are_kept_and_shown(at_home, slack_parts):
    *_, home = at_home(("home_exam", chosen("MLA-C02")), ("home_day", {"selected_date": "2099-03-01"}))
    learner = slack_parts.tutor.learners.find(ADA)
    assert (learner.exam, learner.exam_day) == ("MLA-C02", dt.date(2099, 3, 1))
    _, menu = find_element(home["blocks"], "home_exam")
    _, picker = find_element(home["blocks"], "home_day")
    assert menu["initial_option"]["value"] == "MLA-C02"
    assert picker["initial_date"] == "2099-03-01"
    assert "1 March 2099" in text_of(home)


def test_an_exam_that_there_is_no_more_is_told(at_home, slack_parts):
    *_, home = at_home(("home_exam", chosen("MLA-C01")))
    assert "MLA-C01" in text_of(home)
    learner = slack_parts.tutor.learners.find(ADA)
    assert learner is None or learner.exam is None


def test_an_exam_is_given_up(at_home, slack_parts):
    at_home(("home_exam", chosen("AIF-C01")), ("home_exam", chosen("none")))
    assert slack_parts.tutor.learners.find(ADA).exam is None


def test_the_question_of_the_day_is_turned_on_in_the_zone_that_slack_knows_and_off(at_home, slack_parts):
    _, on, off = at_home(("home_hour", chosen("18")), ("home_hour", chosen("none")))
    _, menu = find_element(on["blocks"], "home_hour")
    assert (menu["initial_option"]["value"], "America/New_York" in text_of(on)) == ("18", True)
    _, menu = find_element(off["blocks"], "home_hour")
    assert menu["initial_option"]["value"] == "none"
    learner = slack_parts.tutor.learners.find(ADA)
    assert (learner.time_zone, slack_parts.tutor.reminders.find(learner.id).is_on) == (
        "America/New_York",
        False,
    )


def test_who_has_moved_gets_it_at_the_hour_of_the_new_place(at_home, fake, slack_parts):
    at_home(("home_hour", chosen("18")))
    fake.users["U1"] = {"tz": "Asia/Tokyo", "name": "ada"}
    fake.calls.clear()
    at_home()
    learner = slack_parts.tutor.learners.find(ADA)
    reminder = slack_parts.tutor.reminders.find(learner.id)
    assert (reminder.time_zone, reminder.hour, learner.time_zone) == ("Asia/Tokyo", 18, "Asia/Tokyo")


def test_the_time_zone_is_taken_from_slack_while_none_is_set(at_home, slack_parts):
    learner = slack_parts.tutor.learners.get(ADA, slack_parts.clock())
    at_home()
    assert slack_parts.tutor.learners.find(ADA).time_zone == "America/New_York"
    slack_parts.tutor.learners.set_aims(learner.id, time_zone="Asia/Tokyo")
    at_home()
    assert slack_parts.tutor.learners.find(ADA).time_zone == "Asia/Tokyo"


def test_a_code_is_shown_and_joins(at_home, slack_parts):
    *_, home = at_home(("home_link", {}))
    code = next(word for word in text_of(home).split() if len(word) == 8 and word.isupper())
    slack_parts.tutor.link_codes.use("session:web", code, slack_parts.clock())
    learners = slack_parts.tutor.learners
    assert learners.find(ADA) == learners.find("session:web")


def test_the_messages_tab_is_let_be(make_app, fake):
    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, make_event(type="app_home_opened", user="U1", channel="D1", tab="messages"))
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())
    assert views(fake) == []
