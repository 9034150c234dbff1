"""Slack's pane for assistants: threads that are greeted, named, and answered with a sign of work."""

import asyncio

import pytest

from tests.api.channels.slack.acting import TutorDialogue, text_of
from tests.api.channels.slack.conftest import deliver, new_ts, running, said, until
from tests.api.channels.slack.fake_slack import Canned, make_event


@pytest.fixture
def talk(slack_parts):
    return TutorDialogue(slack_parts)


def run(check):
    return asyncio.run(check())


async def idle(app):
    await app.state.slack.slack.inbox.idle()


def started(ts):
    thread = {"user_id": "U1", "context": {"channel_id": "C1", "team_id": "T1"}, "channel_id": "D1"}
    return make_event(
        type="assistant_thread_started", assistant_thread=thread | {"thread_ts": ts}, event_ts=ts
    )


def test_a_thread_is_greeted_with_things_to_ask(make_app, fake, talk):
    async def check():
        async with running(make_app(talk)) as web:
            assert (await deliver(web, started("1700.1"))).status_code == 200
            await until(lambda: fake.calls_of("assistant.threads.setSuggestedPrompts"))

    run(check)
    (hello,) = fake.posts()
    assert (hello["channel"], hello["thread_ts"]) == ("D1", "1700.1")
    assert "Ask me" in text_of(hello)
    (prompts,) = fake.calls_of("assistant.threads.setSuggestedPrompts")
    assert len(prompts["prompts"]) == 4
    assert all(prompt["title"] and prompt["message"] for prompt in prompts["prompts"])


def test_the_first_question_names_the_thread_and_work_is_seen(make_app, fake, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await deliver(web, said("what is *Amazon* Polly?", thread_ts="1700.1"))
            await idle(app)
            await until(lambda: fake.calls_of("assistant.threads.setTitle"))
            await deliver(web, said("and its price?", thread_ts="1700.1", ts=new_ts()))
            await idle(app)

    run(check)
    (title,) = fake.calls_of("assistant.threads.setTitle")
    assert (title["thread_ts"], title["title"]) == ("1700.1", "what is Amazon Polly?")
    assert len(fake.calls_of("assistant.threads.setStatus")) == 2
    assert talk.heard == ["what is Amazon Polly?", "and its price?"]
    assert {post["thread_ts"] for post in fake.posts()} == {"1700.1"}


def test_a_long_first_question_is_shortened_in_the_title(make_app, fake, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await deliver(web, said("what is Amazon Polly " + "and so on " * 60, thread_ts="1700.1"))
            await until(lambda: fake.calls_of("assistant.threads.setTitle"))
            await idle(app)

    run(check)
    (title,) = fake.calls_of("assistant.threads.setTitle")
    assert len(title["title"]) <= 80


def test_in_a_thread_that_is_no_assistants_the_answer_comes_all_the_same(make_app, fake, talk):
    refused = Canned(error="not_allowed_token_type")
    fake.next_answers("assistant.threads.setTitle", refused)
    fake.next_answers("assistant.threads.setStatus", refused)

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            await deliver(web, said("what is Amazon Polly?", thread_ts="1700.1"))
            await idle(app)

    run(check)
    assert "Polly" in text_of(fake.posts()[0])


def test_what_is_delivered_again_in_a_thread_is_answered_once(make_app, fake, talk):
    body = said("what is Amazon Polly?", thread_ts="1700.1")

    async def check():
        app = make_app(talk)
        async with running(app) as web:
            for retry in range(3):
                await deliver(web, body, retry)
            await idle(app)

    run(check)
    assert len(talk.heard) == 1


def test_a_thread_in_another_channels_sight_and_our_own_edits_are_taken_quietly(make_app, fake, talk):
    async def check():
        app = make_app(talk)
        async with running(app) as web:
            thread = {
                "user_id": "U1",
                "context": {"channel_id": "C2"},
                "channel_id": "D1",
                "thread_ts": "1.1",
            }
            bodies = (
                make_event(type="assistant_thread_context_changed", assistant_thread=thread, event_ts="1.2"),
                said("", subtype="message_changed", message={"thread_ts": "1.1", "text": "x"}, hidden=True),
                said("by us", thread_ts="1.1", bot_id="B1", user="UBOT1"),
            )
            for body in bodies:
                assert (await deliver(web, body)).status_code == 200
            await idle(app)

    run(check)
    assert (talk.heard, fake.posts()) == ([], [])
