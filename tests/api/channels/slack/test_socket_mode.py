"""Socket Mode: the same over a websocket that we open, so that no address of ours is public."""

import asyncio

import pytest

from tests.api.channels.slack.conftest import mentioned, new_ts, running, said, until
from tests.api.channels.slack.fake_slack import APP_TOKEN
from tests.api.channels.slack.test_messages import SlowDialogue


@pytest.fixture
def make_socket_app(make_app):
    return lambda *arguments, **settings: make_app(
        *arguments, app_token=APP_TOKEN, signing_secret="", **settings
    )


async def send(fake, kind, payload, retry=0):
    """Send an envelope and wait until it is acknowledged; returns after how many seconds it was."""
    envelope = await asyncio.to_thread(fake.send, kind, payload, retry)
    await until(lambda: envelope in fake.acks)
    return fake.acks[envelope][1]


def test_a_message_is_answered_over_the_websocket_alone(make_socket_app, fake, dialogue):
    async def check():
        app = make_socket_app()
        async with running(app) as web:
            await until(lambda: fake.n_sockets)
            assert (await web.get("/healthz")).json()["slack"] == "up"
            assert (await web.post("/slack/events")).status_code == 404
            await send(fake, "events_api", said())
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())
    assert [post["text"] for post in fake.posts()] == ["Hello."]
    assert fake.n_sockets == 0


def test_an_envelope_is_acknowledged_before_a_slow_answer(make_socket_app, fake):
    async def check():
        app = make_socket_app(SlowDialogue(4))
        async with running(app):
            await until(lambda: fake.n_sockets)
            assert await send(fake, "events_api", said()) < 3
            assert fake.posts() == []
            await until(fake.posts)

    asyncio.run(check())


def test_what_is_sent_again_over_the_websocket_is_answered_once(make_socket_app, fake, dialogue):
    async def check():
        app = make_socket_app()
        async with running(app):
            await until(lambda: fake.n_sockets)
            ts = new_ts()
            for retry in range(3):
                await send(fake, "events_api", mentioned(ts=ts), retry)
                await send(fake, "events_api", said("<@UBOT1> what is Polly?", channel="C1", ts=ts), retry)
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())
    assert (len(fake.posts()), len(dialogue.heard)) == (1, 1)


def test_slack_may_ask_to_connect_anew(make_socket_app, fake, dialogue):
    async def check():
        app = make_socket_app()
        async with running(app):
            await until(lambda: fake.n_sockets)
            await asyncio.to_thread(fake.disconnect)
            await until(lambda: (fake.n_opened, fake.n_sockets) == (2, 1))
            await send(fake, "events_api", said())
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())
    assert len(fake.posts()) == 1


def test_an_app_token_that_slack_does_not_take_is_tried_once_and_told(make_socket_app, fake):
    fake.is_socket_refused = True

    async def check():
        app = make_socket_app()
        async with running(app) as web:
            await until(lambda: app.state.services.slack.revoked)
            assert (await web.get("/healthz")).json()["slack"] == "revoked"

    asyncio.run(check())
    assert len([call for call in fake.calls if call.method == "apps.connections.open"]) == 1


def test_until_the_websocket_is_open_slack_is_away(make_socket_app, fake):
    fake.slow_down("apps.connections.open", 0.5)

    async def check():
        app = make_socket_app()
        async with running(app) as web:
            assert (await web.get("/healthz")).json()["slack"] == "away"
            await until(lambda: fake.n_sockets)
            await until(lambda: app.state.services.slack.tell() == "up")

    asyncio.run(check())
