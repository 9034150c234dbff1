"""Slack as far as the channel sees it: its Web API and its websockets, a real server on a free port.

It checks what it is called with. What Slack would refuse is answered as Slack does, and written down in
`complaints`, which a test expects to stay empty.
"""

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import threading
import time
import urllib.parse
from collections import defaultdict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.api.channels.slack.block_kit import Refused, validate_message, validate_view

APP_TOKEN = "xapp-1-tests"
CLIENT_ID, CLIENT_SECRET = "111.222", "client-secret"

_MESSAGE = {"blocks", "thread_ts", "unfurl_links", "unfurl_media", "metadata", "mrkdwn", "attachments"}
# What each method needs, and what else it takes.
_METHODS = {
    "auth.test": ((), set()),
    "apps.connections.open": ((), set()),
    "oauth.v2.access": (("code",), {"client_id", "client_secret", "redirect_uri", "grant_type"}),
    "chat.postMessage": (("channel", "text"), _MESSAGE | {"reply_broadcast"}),
    "chat.postEphemeral": (("channel", "user", "text"), _MESSAGE),
    "chat.update": (("channel", "ts", "text"), _MESSAGE),
    "chat.delete": (("channel", "ts"), set()),
    "chat.getPermalink": (("channel", "message_ts"), set()),
    "conversations.open": (("users",), {"return_im", "prevent_creation"}),
    "conversations.info": (("channel",), {"include_num_members"}),
    "conversations.history": (
        ("channel",),
        {"latest", "oldest", "inclusive", "limit", "include_all_metadata"},
    ),
    "conversations.replies": (
        ("channel", "ts"),
        {"latest", "oldest", "inclusive", "limit", "include_all_metadata"},
    ),
    "users.info": (("user",), {"include_locale"}),
    "views.open": (("trigger_id", "view"), set()),
    "views.update": (("view",), {"view_id", "external_id", "hash"}),
    "views.publish": (("user_id", "view"), {"hash"}),
    "assistant.threads.setStatus": (("channel_id", "thread_ts", "status"), {"loading_messages"}),
    "assistant.threads.setTitle": (("channel_id", "thread_ts", "title"), set()),
    "assistant.threads.setSuggestedPrompts": (("channel_id", "thread_ts", "prompts"), {"title"}),
    "files.getUploadURLExternal": (("filename", "length"), {"alt_txt", "snippet_type"}),
    "files.completeUploadExternal": (("files",), {"channel_id", "initial_comment", "thread_ts", "channels"}),
    "files.info": (("file",), set()),
}
_OF_NOBODY = {"oauth.v2.access"}
_SHOWN = {"chat.postMessage", "chat.postEphemeral", "chat.update"}
_JSON = ("blocks", "view", "prompts", "files", "metadata")


@dataclass(frozen=True)
class Call:
    """A call of the Web API, or of an address that Slack gave out.

    Attributes:
        at: Seconds of a clock that only moves on.
    """

    method: str
    token: str
    arguments: dict
    answer: dict
    at: float


@dataclass
class Team:
    """A workspace."""

    id: str
    token: str
    bot_user: str
    bot: str
    enterprise: str | None = None
    is_revoked: bool = False


@dataclass(frozen=True)
class Canned:
    """An answer other than the usual one."""

    status: int = 200
    error: str | None = None
    headers: dict = field(default_factory=dict)
    seconds: float = 0.0
    hangs_up: bool = False


class FakeSlack:
    """The server; use it as a context."""

    def __init__(self):
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.teams: dict[str, Team] = {}
        self.codes: dict[str, Team] = {}
        self.users = defaultdict(lambda: {"tz": "UTC", "name": "somebody"})
        self.acks: dict[str, tuple[dict, float]] = {}
        self.is_socket_refused = False
        self._canned: dict[str, deque[Canned]] = defaultdict(deque)
        self._slow: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._sockets: list[web.WebSocketResponse] = []
        self._sent_at: dict[str, float] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._port = 0

    def __enter__(self):
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_):
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self):
        """Address of the Web API."""
        return f"http://127.0.0.1:{self._port}/api/"

    def respond_url(self, name):
        """A ``response_url``; what is posted to it is the call ``respond/<name>``."""
        return f"http://127.0.0.1:{self._port}/respond/{name}"

    def add_team(self, team="T1", token="xoxb-1", bot_user="UBOT1", bot="B1", enterprise=None, code=None):
        """A workspace; with a code, one that is about to install the app."""
        made = Team(team, token, bot_user, bot, enterprise)
        if code:
            self.codes[code] = made
        else:
            self.teams[token] = made
        return made

    def next_answers(self, method, *canned):
        """Answer the next calls of a method otherwise."""
        self._canned[method].extend(canned)

    def slow_down(self, method, seconds):
        """Let every call of a method take so long."""
        self._slow[method] = seconds

    def calls_of(self, method, **arguments):
        """Calls of a method that went well, with these arguments."""
        return [
            call.arguments | {"ts": call.answer.get("ts", call.arguments.get("ts"))}
            for call in list(self.calls)
            if call.method == method
            and call.answer.get("ok")
            and all(call.arguments.get(name) == value for name, value in arguments.items())
        ]

    def posts(self, **arguments):
        """What everybody sees, in its order."""
        return self.calls_of("chat.postMessage", **arguments)

    @property
    def n_sockets(self):
        """Websockets that are open."""
        return sum(not socket.closed for socket in self._sockets)

    @property
    def n_opened(self):
        """Websockets that were ever opened."""
        return len(self._sockets)

    def send(self, kind, payload, retry=0):
        """Send an envelope over the websocket; returns its id."""
        envelope = f"E{next(self._numbers)}"
        content = {
            "type": kind,
            "envelope_id": envelope,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            content |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        self._sent_at[envelope] = time.monotonic()
        self._run(self._send(content))
        return envelope

    def disconnect(self):
        """Ask the other side to connect anew, as Slack does every few hours."""
        self._run(self._send({"type": "disconnect", "reason": "refresh_requested"}))

    def _run(self, coroutine) -> object:
        future: Future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        return future.result(10)

    async def _open(self):
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_post("/respond/{name}", self._take_response)
        app.router.add_post("/upload/{file}", self._take_upload)
        app.router.add_get("/socket", self._serve_socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def _close(self):
        for socket in self._sockets:
            await socket.close()
        await self._runner.cleanup()

    async def _answer(self, request):
        method = request.match_info["method"]
        token, arguments = await self._read(request)
        canned = self._canned[method].popleft() if self._canned[method] else Canned()
        await asyncio.sleep(canned.seconds or self._slow.get(method, 0.0))
        if canned.hangs_up:
            request.transport.close()
            return web.Response()
        if canned.error or canned.status != 200:
            answer = {"ok": False, "error": canned.error or "ratelimited"}
        else:
            answer = self._check(method, token, arguments) or self._do(method, token, arguments, request)
        self.calls.append(Call(method, token, arguments, answer, time.monotonic()))
        return web.json_response(answer, status=canned.status, headers=canned.headers)

    async def _read(self, request):
        if request.content_type == "application/json":
            arguments = await request.json()
        else:
            arguments = dict(await request.post())
        arguments = {**request.query, **arguments}
        for name in _JSON:
            if isinstance(arguments.get(name), str):
                arguments[name] = json.loads(arguments[name])
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            client_id, _, secret = base64.b64decode(token).decode().partition(":")
            return "", arguments | {"client_id": client_id, "client_secret": secret}
        return token or arguments.pop("token", ""), arguments

    def _check(self, method, token, arguments):
        """The answer to a call that Slack would refuse; None when it would not."""
        if method not in _METHODS:
            return self._refuse("unknown_method", method)
        required, optional = _METHODS[method]
        lacking = [name for name in required if arguments.get(name) in (None, "")]
        if lacking == ["status"] and method == "assistant.threads.setStatus":
            lacking = []  # which takes the status away
        unknown = sorted(set(arguments) - set(required) - optional)
        if lacking or unknown:
            return self._refuse("invalid_arguments", f"{method}: lacks {lacking}, does not know {unknown}")
        if method == "apps.connections.open":
            is_right = token == APP_TOKEN and not self.is_socket_refused
            return None if is_right else {"ok": False, "error": "invalid_auth"}
        team = self.teams.get(token)
        if method not in _OF_NOBODY and (team is None or team.is_revoked):
            return {"ok": False, "error": "token_revoked" if team else "invalid_auth"}
        try:
            if method in _SHOWN:
                validate_message(arguments)
            if method.startswith("views."):
                validate_view(arguments["view"])
        except Refused as error:
            return self._refuse("invalid_blocks", f"{method}: {error}")
        return None

    def _refuse(self, error, reason):
        self.complaints.append(reason)
        return {"ok": False, "error": error}

    def _do(self, method, token, arguments, request):
        number = next(self._numbers)
        channel = arguments.get("channel")
        answers = {
            "apps.connections.open": lambda: {"url": f"ws://127.0.0.1:{self._port}/socket"},
            "auth.test": lambda: self._tell_who(self.teams[token]),
            "oauth.v2.access": lambda: self._install(arguments),
            "chat.postMessage": lambda: {"channel": channel, "ts": f"{1_800_000_000 + number}.000100"},
            "chat.postEphemeral": lambda: {"message_ts": f"{1_800_000_000 + number}.000100"},
            "chat.update": lambda: {"channel": channel, "ts": arguments["ts"]},
            "conversations.open": lambda: {"channel": {"id": f"D{arguments['users']}"}},
            "users.info": lambda: {"user": {"id": arguments["user"], **self.users[arguments["user"]]}},
            "conversations.info": lambda: {"channel": {"id": channel, "name": "general"}},
            "conversations.history": lambda: {"messages": []},
            "conversations.replies": lambda: {"messages": []},
            "views.open": lambda: {"view": {"id": f"V{number}", **arguments["view"]}},
            "views.update": lambda: {"view": {"id": f"V{number}", **arguments["view"]}},
            "files.getUploadURLExternal": lambda: {
                "upload_url": str(request.url.with_path(f"/upload/F{number}").with_query(None)),
                "file_id": f"F{number}",
            },
            "files.completeUploadExternal": lambda: {"files": arguments["files"]},
            "files.info": lambda: {"file": {"id": arguments["file"], "mimetype": "image/png"}},
        }
        return {"ok": True} | (answers[method]() if method in answers else {})

    def _tell_who(self, team):
        return {
            "url": "https://tests.slack.test/",
            "team": team.id,
            "user": "sheetwise",
            "team_id": team.id,
            "user_id": team.bot_user,
            "bot_id": team.bot,
            **({"enterprise_id": team.enterprise} if team.enterprise else {}),
        }

    def _install(self, arguments):
        if (arguments.get("client_id"), arguments.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return {"ok": False, "error": "bad_client_secret"}
        team = self.codes.pop(arguments["code"], None)
        if team is None:
            return {"ok": False, "error": "invalid_code"}
        self.teams[team.token] = team
        return {
            "access_token": team.token,
            "token_type": "bot",
            "scope": "chat:write",
            "bot_user_id": team.bot_user,
            "app_id": "A1",
            "team": {"id": team.id, "name": f"Team {team.id}"},
            "enterprise": {"id": team.enterprise} if team.enterprise else None,
            "is_enterprise_install": False,
            "authed_user": {"id": "UINSTALLER"},
        }

    async def _take_response(self, request):
        method, arguments = f"respond/{request.match_info['name']}", await request.json()
        if "text" in arguments:
            try:
                validate_message({name: arguments[name] for name in ("text", "blocks") if name in arguments})
            except Refused as error:
                self.complaints.append(f"{method}: {error}")
        self.calls.append(Call(method, "", arguments, {"ok": True}, time.monotonic()))
        return web.Response(text="ok")

    async def _take_upload(self, request):
        content = await request.read()
        arguments = {"file": request.match_info["file"], "bytes": len(content), "head": content[:8]}
        self.calls.append(Call("upload", "", arguments, {"ok": True}, time.monotonic()))
        return web.Response(text=f"OK - {len(content)}", content_type="text/plain")

    async def _serve_socket(self, request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                told = json.loads(message.data)
                envelope = told["envelope_id"]
                if envelope in self.acks:
                    self.complaints.append(f"{envelope} was acknowledged twice")
                self.acks[envelope] = (told.get("payload"), time.monotonic() - self._sent_at[envelope])
        return socket

    async def _send(self, content):
        await next(socket for socket in reversed(self._sockets) if not socket.closed).send_json(content)


def sign(body: bytes, secret: str, now: float | None = None) -> dict[str, str]:
    """The headers by which Slack proves that it is Slack."""
    timestamp = str(int(time.time() if now is None else now))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}


def make_event(team="T1", bot_user="UBOT1", enterprise=None, **event) -> dict:
    """An event as Slack posts it."""
    return {
        "type": "event_callback",
        "token": "old",
        "team_id": team,
        "enterprise_id": enterprise,
        "api_app_id": "A1",
        "event": event,
        "event_id": f"Ev{event.get('ts')}",
        "event_time": int(time.time()),
        "authorizations": [
            {"enterprise_id": enterprise, "team_id": team, "user_id": bot_user, "is_bot": True}
        ],
    }


def make_form(payload: dict, is_command: bool = False) -> bytes:
    """A pressed button, a submitted view or a slash command as Slack posts it."""
    return urllib.parse.urlencode(payload if is_command else {"payload": json.dumps(payload)}).encode()
