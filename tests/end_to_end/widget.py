"""The widget in a real browser with a tutor that says what a test tells it to."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from actions.replies import TextReply
from api.middleware import PAGE_HEADERS
from api.static import WIDGET

ORIGIN = "http://sheetwise.test"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A build of a developer's own, in place of the one in the repository.
DIST = Path(os.environ.get("WIDGET_DIST") or WIDGET)


class ScriptedTutor:
    """Serves the widget from its files and keeps a conversation as the server does.

    Attributes:
        says: The replies of each turn; the last is said again and again.
        heard: The messages that arrived.
        turns: The conversation, as ``GET /v1/chat/turns`` gives it.
        rated: What arrived as ratings.
        calls: Method and path of every call of the API.
        is_away: No call arrives.
        origins: Other origins that may call.
    """

    def __init__(self):
        self.says = [[TextReply(text="Hello.")]]
        self.heard = []
        self.turns = []
        self.rated = []
        self.calls = []
        self.authorized = []
        self.is_away = False
        self.origins = ()

    def serve(self, route):
        """Answer a request of the browser."""
        path = urlsplit(route.request.url).path
        if path.startswith("/v1/") or path == "/healthz":
            self.calls.append(f"{route.request.method} {path}")
            if self.is_away:
                route.abort()
            else:
                self._serve_api(route, path)
            return
        name = {"/": "index.html", "/widget.js": "widget.js"}.get(path, path.removeprefix("/static/"))
        file = DIST / name
        if not file.is_file():
            route.fulfill(status=404, body=f"no file {name}")
            return
        headers = {name.decode(): value.decode() for name, value in PAGE_HEADERS}
        headers |= {"content-type": TYPES[file.suffix]} | self._cors(route)
        route.fulfill(body=file.read_bytes(), headers=headers)

    def say_earlier(self, *turns):
        """Put turns, each a message and its replies, into the conversation."""
        for message, *replies in turns:
            self._keep(f"earlier-{len(self.turns) + 1}", message, [_plain(reply) for reply in replies])

    def _serve_api(self, route, path):
        if route.request.method == "OPTIONS":
            route.fulfill(status=200, headers=self._cors(route))
        elif path == "/v1/chat":
            self._chat(route)
        elif path == "/v1/chat/turns":
            self._list_turns(route)
        elif path.endswith("/rating"):
            self.rated.append((path.split("/")[-2], route.request.post_data_json))
            self._answer(route, {"ratings": []})
        elif path == "/v1/sheets":
            self._answer(route, {"sheets": []})
        elif path.startswith("/v1/sheets/"):
            mark = '<p><mark class="passage" id="passage">Reads forms.</mark></p>'
            sheet = {"id": "documents", "title": "Documents", "html": mark, "url": "/sheets/documents"}
            lists = {"exams": [], "sources": [], "contents": [], "verified": None}
            self._answer(route, sheet | lists | {"n_passages": 1, "highlighted": True})
        else:
            self._answer(route, {})

    def _chat(self, route):
        self.authorized.append(route.request.headers.get("authorization"))
        body = route.request.post_data_json
        known = next((turn for turn in self.turns if turn["id"] == body["id"]), None)
        if known is None:
            self.heard.append(body["message"])
            replies = self.says.pop(0) if len(self.says) > 1 else self.says[0]
            known = self._keep(body["id"], body["message"], [_plain(reply) for reply in replies])
        token = None if route.request.headers.get("authorization") else "the-token"
        told = {"session": "s", "token": token, "turn": known["number"], "id": known["id"]}
        self._answer(route, told | {"replies": known["replies"]})

    def _keep(self, message_id, message, replies):
        turn = {"number": len(self.turns) + 1, "id": message_id, "message": message, "replies": replies}
        self.turns.append(turn | {"said_at": "2026-11-21T12:00:00Z", "ratings": []})
        return self.turns[-1]

    def _list_turns(self, route):
        query = {name: int(value[0]) for name, value in parse_qs(urlsplit(route.request.url).query).items()}
        limit = query.get("limit", 50)
        if "after" in query:
            found = [turn for turn in self.turns if turn["number"] > query["after"]]
            page, more = found[:limit], len(found) > limit
        else:
            found = [turn for turn in self.turns if turn["number"] < query.get("before", 10**9)]
            page, more = found[-limit:], len(found) > limit
        self._answer(route, {"session": "s", "turns": page, "more": more})

    def _answer(self, route, body):
        route.fulfill(json=body, headers=self._cors(route))

    def _cors(self, route):
        origin = route.request.headers.get("origin")
        if origin not in self.origins:
            return {}
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-headers": "authorization, content-type",
            "access-control-allow-methods": "GET, POST, PUT, DELETE",
        }


def _plain(reply):
    return reply if isinstance(reply, dict) else reply.model_dump(mode="json")


def watch(page):
    """Keep what the page complains of in ``page.complaints``."""
    page.complaints = []
    page.on("console", lambda m: m.type in ("error", "warning") and page.complaints.append(m.text))
    page.on("pageerror", lambda e: page.complaints.append(str(e)))


def open_page(page, tutor, address=ORIGIN):
    """Open the chat's own page."""
    watch(page)
    page.route("**/*", tutor.serve)
    page.goto(address)
    page.get_by_test_id("message-input").wait_for()


def ask(page, text):
    """Say something; returns the turn when it is answered."""
    n_turns = page.locator("sheetwise-turn").count()
    page.get_by_test_id("message-input").fill(text)
    page.get_by_test_id("message-input").press("Enter")
    turn = page.locator("sheetwise-turn").nth(n_turns)
    turn.locator(".card").first.wait_for()
    return turn


def hear(page, tutor, *replies):
    """Let the tutor say something; returns its turn."""
    tutor.says = [list(replies)]
    return ask(page, "go on")
