"""The channel with the real SDK, over a store of its own, against a Slack of ours."""

import asyncio
import contextlib
import itertools
import json
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from api.app import create_app
from api.channels.slack.settings import SlackSettings
from api.settings import ApiSettings, DialogueSettings
from tests.api.channels.slack.fake_slack import FakeSlack, make_event, sign
from tutor.settings import TutorSettings
from tutor.store.database import Database
from tutor.tutoring import Tutor

SECRET = "signing-secret"
_NUMBERS = itertools.count(1)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """The SDK takes proxies from the environment, for this machine too."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake():
    with FakeSlack() as slack:
        slack.add_team()
        yield slack
    assert slack.complaints == []


@pytest.fixture
def slack_parts(parts, encoder, tmp_path):
    """The real parts with a new store, a file of the test's own."""
    url = f"sqlite:///{tmp_path / 'learners.sqlite'}"
    database = Database(url)
    database.migrate()

    def likeness(first, second):
        vectors = encoder.encode([first, second])
        return float(vectors[0] @ vectors[1])

    settings = TutorSettings(database=SecretStr(url))
    tutor = Tutor(settings, database, parts.index.catalogue, parts.tutor.bank._load, likeness)
    yield replace(parts, tutor=tutor)
    database.close()


@pytest.fixture
def make_app(slack_parts, sections, dialogue, fake):
    """Builds the app; called again it is the same after a restart."""

    def make(dialogue=dialogue, parts=slack_parts, **settings):
        named = {"bot_token": "xoxb-1", "signing_secret": SECRET, "app_token": "", "client_id": "",
                 "client_secret": "", "public_url": "https://tutor.example", "api_url": fake.url}  # fmt: skip
        app = create_app(
            ApiSettings(
                session_secret="tests", rate_per_session="1000/minute", rate_per_address="100000/minute"
            ),
            DialogueSettings(secret="shared"),
            parts,
            SlackSettings(**named | settings),
        )
        object.__setattr__(app.state.services, "dialogue", dialogue)
        object.__setattr__(app.state.services, "sections", sections)
        return app

    return make


@contextlib.asynccontextmanager
async def running(app):
    """The app between its start and its stop, and somebody who posts to it."""
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://tests") as web:
            yield web


def new_ts():
    """A timestamp that no other message has."""
    return f"{1_700_000_000 + next(_NUMBERS)}.000200"


def said(text="what is Amazon Polly?", channel="D1", user="U1", ts=None, team="T1", **more):
    """A message to us in a direct conversation, unless it says otherwise."""
    kind = {"D": "im", "C": "channel", "G": "mpim"}[channel[0]]
    event = {"type": "message", "channel": channel, "channel_type": kind, "user": user, "text": text}
    return make_event(team=team, **event, ts=ts or new_ts(), **more)


def mentioned(text="<@UBOT1> what is Amazon Polly?", channel="C1", user="U1", ts=None, **more):
    """A mention in a channel."""
    return make_event(type="app_mention", channel=channel, user=user, text=text, ts=ts or new_ts(), **more)


async def deliver(web, body, retry=0, **headers):
    """Post what Slack posts."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/x-www-form-urlencoded" if isinstance(body, bytes) else "application/json"
    again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
    signed = sign(content, SECRET)
    return await web.post(
        "/slack/events", content=content, headers={"Content-Type": kind, **signed, **again, **headers}
    )


async def until(condition, seconds=10.0):
    """Wait for a condition, or fail."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
