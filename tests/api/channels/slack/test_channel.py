"""The channel as a whole: off by default, set up whole or not at all, and honest about how it fares."""

import asyncio
import json
import os
import subprocess
import sys

import httpx
import pytest
from pydantic import ValidationError

from api.channels.slack.channel import MAX_BODY_BYTES
from api.channels.slack.settings import SlackSettings
from tests.api.channels.slack.conftest import deliver, running, said, until
from tests.api.channels.slack.fake_slack import Canned
from tests.conftest import ROOT

EMPTY = dict.fromkeys(("bot_token", "app_token", "signing_secret", "client_id", "client_secret"), "")


def test_without_tokens_nothing_of_it_is_loaded_and_nothing_is_there(make_app):
    app = make_app(**EMPTY)
    assert [route for route in app.routes if "/slack" in getattr(route, "path", "")] == []

    async def check():
        async with running(app) as web:
            assert (await web.get("/healthz")).json()["slack"] == "off"
            assert (await web.post("/slack/events")).status_code == 404

    asyncio.run(check())
    code = """
import sys
import api.app
from api.channels.slack.channel import open_channel
from api.channels.slack.settings import SlackSettings
assert open_channel(None, SlackSettings()) is None
print([name for name in sys.modules if name.partition(".")[0] in ("slack_bolt", "slack_sdk", "aiohttp")])
"""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


@pytest.mark.parametrize(
    ("named", "advice"),
    [
        ({"bot_token": "xoxb-1"}, "SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET"),
        ({"signing_secret": "s"}, "SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID"),
        ({"client_id": "1", "signing_secret": "s"}, "go together"),
        (
            {"client_id": "1", "client_secret": "2", "bot_token": "xoxb-1", "signing_secret": "s"},
            "set one of the two",
        ),
    ],
)
def test_what_is_set_up_by_half_is_refused_with_the_way_out(named, advice):
    with pytest.raises(ValidationError, match=advice) as refused:
        SlackSettings(**EMPTY | named)
    assert "xoxb-1" not in refused.value.errors(include_input=False, include_context=False)[0]["msg"]


def test_a_large_body_of_slack_is_taken_and_a_larger_one_is_not(make_app):
    async def check():
        app = make_app()
        async with running(app) as web:
            large = said("x", blocks=["y" * 100_000])
            assert (await deliver(web, large)).status_code == 200
            assert (await deliver(web, said("x" * MAX_BODY_BYTES))).status_code == 413
            chat = await web.post("/v1/chat", json={"message": "x" * 100_000})
            assert chat.status_code == 413
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())


def test_a_token_that_slack_does_not_take_shows_in_the_health_check(make_app, fake):
    async def check():
        app = make_app(bot_token="xoxb-old")
        async with running(app) as web:
            await until(lambda: app.state.services.slack.revoked)
            health = (await web.get("/healthz")).json()
            assert (health["slack"], health["status"]) == ("revoked", "ok")
            assert (await deliver(web, said())).status_code == 500  # and comes again

    asyncio.run(check())


def test_a_token_that_is_revoked_shows_in_the_health_check_until_it_works_again(make_app, fake, dialogue):
    async def state(web):
        return (await web.get("/healthz")).json()["slack"]

    async def check():
        app = make_app()
        inbox = app.state.slack.slack.inbox
        async with running(app) as web:
            await deliver(web, said("first"))
            await inbox.idle()
            assert await state(web) == "up"
            fake.teams["xoxb-1"].is_revoked = True
            await deliver(web, said("second"))
            await inbox.idle()
            assert await state(web) == "revoked"
            fake.teams["xoxb-1"].is_revoked = False
            await inbox.go_on()
            await inbox.idle()
            assert await state(web) == "up"

    asyncio.run(check())
    assert len(fake.posts()) == 2
    assert [message for _, message in dialogue.heard] == ["first", "second"]


def test_slack_being_away_holds_up_neither_start_nor_stop(make_app, fake, monkeypatch):
    monkeypatch.setattr("api.channels.slack.calling._RETRIES", 0)

    async def check():
        app = make_app(api_url="http://127.0.0.1:9/api/")
        async with running(app) as web:
            await until(lambda: app.state.services.slack.is_away)
            assert (await web.get("/healthz")).json()["slack"] == "away"
            assert (await web.get("/v1/sheets")).status_code == 200

    asyncio.run(check())


def test_an_answer_of_slack_that_is_no_answer_is_slack_being_away(make_app, fake, monkeypatch):
    monkeypatch.setattr("api.channels.slack.calling._RETRIES", 0)
    fake.next_answers("auth.test", Canned(status=502, error="bad_gateway"))

    async def check():
        app = make_app()
        async with running(app) as web:
            await until(lambda: app.state.services.slack.is_away)
            await deliver(web, said())
            await app.state.slack.slack.inbox.idle()
            assert (await web.get("/healthz")).json()["slack"] == "up"

    asyncio.run(check())
    assert len(fake.posts()) == 1


def test_the_tokens_stand_in_no_log_and_no_answer(make_app, fake, dialogue, caplog, capsys):
    async def check():
        app = make_app()
        async with running(app) as web:
            await deliver(web, said())
            await app.state.slack.slack.inbox.idle()
            fake.teams["xoxb-1"].is_revoked = True
            await deliver(web, said())
            await app.state.slack.slack.inbox.idle()
            return (await web.get("/healthz")).text

    health = asyncio.run(check())
    written = json.dumps([health, caplog.text, *capsys.readouterr()])
    assert "xoxb-1" not in written
    assert "signing-secret" not in written


def test_the_fake_refuses_what_slack_would(fake):
    def call(method, token="xoxb-1", **arguments):
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{fake.url}{method}", data=arguments, headers=headers, trust_env=False).json()

    assert call("chat.postMessage", channel="C1", text="hi")["ok"]
    assert call("chat.postMessage", "xoxb-0", channel="C1", text="hi")["error"] == "invalid_auth"
    assert call("chat.postMessage", channel="C1")["error"] == "invalid_arguments"
    assert call("chat.postMessage", channel="C1", text="hi", colour="red")["error"] == "invalid_arguments"
    assert call("chat.shout", channel="C1")["error"] == "unknown_method"
    blocks = json.dumps([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}])
    assert call("chat.postMessage", channel="C1", text="hi", blocks=blocks)["error"] == "invalid_blocks"
    assert len(fake.complaints) == 4
    fake.complaints.clear()
