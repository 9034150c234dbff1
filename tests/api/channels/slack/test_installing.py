"""Several workspaces, each of which installs the app by itself."""

import asyncio
import json
import urllib.parse

import pytest

from tests.api.channels.slack.conftest import deliver, mentioned, running, said
from tests.api.channels.slack.fake_slack import CLIENT_ID, CLIENT_SECRET, make_event

# The SDK still calls it.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
APP = {"bot_token": "", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def make_open_app(make_app, fake):
    """An app that anybody may install; two are about to."""
    fake.teams.clear()
    fake.add_team("T1", "xoxb-1", "UBOT1", "B1", code="code-1")
    fake.add_team("T2", "xoxb-2", "UBOT2", "B2", enterprise="E2", code="code-2")
    return lambda: make_app(**APP)


async def begin(web):
    """Press "Add to Slack"; returns the address that it leads to and the state."""
    answer = await web.get("/slack/install")
    assert answer.status_code == 302
    parts = urllib.parse.urlsplit(answer.headers["location"])
    query = {name: values[0] for name, values in urllib.parse.parse_qs(parts.query).items()}
    assert f"slack-app-oauth-state={query['state']}" in answer.headers["set-cookie"]
    return parts, query


async def come_back(web, state, cookie=None, **query):
    headers = {"Cookie": f"slack-app-oauth-state={cookie or state}"}
    return await web.get("/slack/oauth_redirect", params={"state": state, **query}, headers=headers)


async def install(web, code):
    _, query = await begin(web)
    return await come_back(web, query["state"], code=code)


def test_two_workspaces_install_the_app_and_each_is_answered_with_its_token(make_open_app, fake, dialogue):
    async def check():
        app = make_open_app()
        async with running(app) as web:
            parts, query = await begin(web)
            assert (parts.netloc, parts.path) == ("slack.com", "/oauth/v2/authorize")
            assert query["client_id"] == CLIENT_ID
            assert query["redirect_uri"] == "https://tutor.example/slack/oauth_redirect"
            assert "chat:write" in query["scope"]
            for code in ("code-1", "code-2"):
                assert (await install(web, code)).status_code == 200
            await deliver(web, said("from one", channel="D1"))
            await deliver(web, said("from two", channel="D2", team="T2", bot_user="UBOT2", enterprise="E2"))
            await app.state.slack.slack.inbox.idle()
        # Another process finds them in the store.
        app = make_open_app()
        async with running(app) as web:
            text = "<@UBOT1> from one again"
            await deliver(web, mentioned(text))
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())
    tokens = {
        call.arguments["channel"]: call.token for call in fake.calls if call.method == "chat.postMessage"
    }
    assert tokens == {"D1": "xoxb-1", "D2": "xoxb-2", "C1": "xoxb-1"}


def test_learners_of_two_workspaces_are_not_one(make_open_app, fake, slack_parts):
    async def check():
        app = make_open_app()
        async with running(app) as web:
            for code in ("code-1", "code-2"):
                await install(web, code)
            await deliver(web, said("from one", channel="D1", user="U7"))
            await deliver(
                web, said("from two", channel="D2", user="U7", team="T2", bot_user="UBOT2", enterprise="E2")
            )
            await app.state.slack.slack.inbox.idle()

    asyncio.run(check())
    export = slack_parts.tutor.learners.export
    assert [turn["message"] for turn in export("slack:-:T1:U7")["turns"]] == ["from one"]
    assert [turn["message"] for turn in export("slack:E2:T2:U7")["turns"]] == ["from two"]


def test_who_did_not_begin_here_installs_nothing(make_open_app, fake, slack_parts):
    async def check():
        async with running(make_open_app()) as web:
            _, query = await begin(web)
            state = query["state"]
            for answer in (
                await come_back(web, "made-up", code="code-1"),
                await come_back(web, state, cookie="of another", code="code-1"),
                await come_back(web, state, code="no such code"),
                await come_back(web, state, code="code-1"),  # the state is used up
                await web.get("/slack/oauth_redirect", params={"state": state, "code": "code-1"}),
            ):
                assert answer.status_code in (400, 401)
            _, query = await begin(web)
            declined = await come_back(web, query["state"], error="access_denied")
            assert "Something Went Wrong" in declined.text

    asyncio.run(check())
    assert slack_parts.tutor.installations.keys() == []


def test_a_workspace_that_is_not_installed_or_has_left_is_not_answered(
    make_open_app, fake, dialogue, slack_parts
):
    async def check():
        app = make_open_app()
        inbox = app.state.slack.slack.inbox
        async with running(app) as web:
            assert (await deliver(web, said("too early"))).status_code == 200
            await install(web, "code-1")
            await deliver(web, make_event(type="app_uninstalled"))
            await asyncio.sleep(0.2)
            assert slack_parts.tutor.installations.keys() == []
            await deliver(web, said("too late"))
            await inbox.idle()

    asyncio.run(check())
    assert (dialogue.heard, fake.posts()) == ([], [])


def test_a_revoked_workspace_shows_until_it_installs_again(make_open_app, fake):
    async def check():
        app = make_open_app()
        inbox = app.state.slack.slack.inbox

        async def state():
            return (await web.get("/healthz")).json()["slack"]

        async with running(app) as web:
            await install(web, "code-1")
            fake.teams["xoxb-1"].is_revoked = True
            await deliver(web, said())
            await inbox.idle()
            assert await state() == "revoked"
            fake.add_team("T1", "xoxb-new", "UBOT1", "B1", code="code-3")
            await install(web, "code-3")
            assert await state() == "up"
            await inbox.go_on()
            await inbox.idle()

    asyncio.run(check())
    assert [call.token for call in fake.calls if call.answer.get("ts")] == ["xoxb-new"]


def test_nothing_of_an_installation_is_told(make_open_app, fake, capsys):
    async def check():
        async with running(make_open_app()) as web:
            answers = [await install(web, "code-1"), await web.get("/healthz")]
        return [answer.text for answer in answers]

    told = json.dumps([*asyncio.run(check()), *capsys.readouterr()])
    assert "xoxb-1" not in told
    assert CLIENT_SECRET not in told
