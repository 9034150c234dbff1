"""The cards of quizzes, exams and progress in a real browser; the tutor's replies are samples."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from actions.replies import TextReply
from api.middleware import _HEADERS
from tests.api.samples import (
    CHOICE,
    ENDED,
    EXAM_QUESTION,
    MATCHING,
    MULTIPLE,
    ORDERING,
    PROGRESS,
    RIGHT,
    RUNNING,
    UNSURE,
    WORDS,
    WRONG,
    WRONG_ORDER,
)

ORIGIN = "http://sheetwise.test"
WIDGET = Path(__file__).resolve().parents[2] / "api" / "widget"
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
EVERY_CARD = {
    "single": CHOICE,
    "multiple": MULTIPLE,
    "ordering": ORDERING,
    "matching": MATCHING,
    "words": WORDS,
    "exam-question": EXAM_QUESTION,
    "wrong": WRONG,
    "right": RIGHT,
    "wrong-order": WRONG_ORDER,
    "unsure": UNSURE,
    "progress": PROGRESS,
    "running": RUNNING,
    "ended": ENDED,
}


class Tutor:
    """Serves the page from its files, and says what a test tells it to.

    Attributes:
        says: The replies of each turn; the last is said again and again.
        heard: What left the page.
    """

    def __init__(self):
        self.says = [[TextReply(text="Hello.")]]
        self.heard = []
        self.is_away = False

    def serve(self, route):
        path = urlsplit(route.request.url).path
        headers = {name.decode(): value.decode() for name, value in _HEADERS}
        if path == "/v1/chat":
            self._chat(route)
        elif path == "/v1/sheets":
            route.fulfill(json={"sheets": []})
        elif path.startswith("/v1/sheets/"):
            mark = '<p><mark class="passage" id="passage">Reads forms.</mark></p>'
            sheet = {"id": "documents", "title": "Documents", "html": mark, "url": "/sheets/documents"}
            lists = {"exams": [], "sources": [], "verified": None, "n_passages": 1, "highlighted": True}
            route.fulfill(json=sheet | lists)
        else:
            file = WIDGET / ("index.html" if path == "/" else path.removeprefix("/static/"))
            body = file.read_bytes()
            route.fulfill(body=body, headers=headers | {"content-type": TYPES[file.suffix]})

    def _chat(self, route):
        if self.is_away:
            route.abort()
            return
        self.heard.append(route.request.post_data_json["message"])
        replies = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        told = [reply if isinstance(reply, dict) else reply.model_dump(mode="json") for reply in replies]
        route.fulfill(json={"session": "s", "token": None, "replies": told})


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tutor():
    return Tutor()


@pytest.fixture
def page(browser, tutor):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    open_page(page, tutor)
    yield page
    page.close()


def open_page(page, tutor):
    page.complaints = []
    page.on("console", lambda m: m.type in ("error", "warning") and page.complaints.append(m.text))
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    page.route("**/*", tutor.serve)
    page.goto(ORIGIN)


def hear(page, tutor, *replies):
    """Let the tutor say something; returns its turn."""
    tutor.says = [list(replies)]
    return ask(page, "go on")


def ask(page, text):
    n_turns = page.locator("sheetwise-turn").count()
    page.get_by_test_id("message-input").fill(text)
    page.get_by_test_id("message-input").press("Enter")
    turn = page.locator("sheetwise-turn").nth(n_turns)
    turn.locator(".card").first.wait_for()
    return turn


def wait_for_turn(page, n_turns):
    page.locator("sheetwise-turn").nth(n_turns - 1).locator(".card").first.wait_for()


def card_of(turn, kind="question"):
    return turn.get_by_test_id(f"{kind}-card")


def shown_in_bubble(page):
    return page.locator(".user-message-text").last
