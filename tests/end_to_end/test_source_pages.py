"""The sheets as pages and in the source panel, in a browser on the real index; the dialogue is scripted."""

import re
import threading

import pytest
import uvicorn
from playwright.sync_api import expect

from api import static
from api.app import create_app
from api.settings import ApiSettings, DialogueSettings
from tests.api.conftest import ScriptedDialogue
from tests.conftest import find_free_port, wait_until
from tests.end_to_end.widget import DIST, watch

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 860}


class Site:
    """The app on a port of its own; `dialogue` says what a test tells it to."""

    def __init__(self, parts):
        self.dialogue = ScriptedDialogue()
        limits = {"rate_per_session": "100000/minute", "rate_per_address": "100000/minute"}
        app = create_app(
            ApiSettings(session_secret="tests", **limits), DialogueSettings(secret="shared"), parts
        )
        object.__setattr__(app.state.services, "dialogue", self.dialogue)
        port = find_free_port()
        self.url = f"http://127.0.0.1:{port}"
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)

    def heard(self):
        """What the learner said."""
        return [message for _, message in self.dialogue.heard]


@pytest.fixture(scope="module")
def site(parts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(static, "WIDGET", DIST)
        site = Site(parts)
        site.thread.start()
        wait_until(lambda: site.server.started, 20)
        yield site
        site.server.should_exit = True
        site.thread.join(20)


@pytest.fixture
def open_page(browser, site):
    """Open an address of the site; what the console says fails the test."""
    site.dialogue.heard.clear()
    opened = []

    def open_it(address, size=DESK, **options):
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
        page = context.new_page()
        watch(page)
        opened.append(page)
        page.goto(site.url + address)
        if options.get("java_script_enabled", True) and address.startswith("/sheets/"):
            page.get_by_test_id("section-ask").first.wait_for()
        return page

    yield open_it
    for page in opened:
        assert page.complaints == []
        page.context.close()


@pytest.fixture(scope="module")
def cited(parts):
    """Address of a sheet with a passage in its middle highlighted."""
    of_sheet = [passage for passage in parts.index.passages if passage.sheet == "speech"]
    passage = of_sheet[len(of_sheet) // 2]
    return f"/sheets/speech?passage={passage.id}"


def is_in_view(locator, below=0):
    box = locator.bounding_box()
    height = locator.page.viewport_size["height"]
    return box["y"] >= below and box["y"] + box["height"] <= height


def head_of(page):
    return page.locator(".page-head").bounding_box()["height"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_cited_passage_is_in_view_when_its_page_opens(open_page, cited, size):
    page = open_page(cited, size)
    assert is_in_view(page.locator("#passage"), below=head_of(page))
    expect(page.locator("#passage")).to_be_focused()


def test_a_heading_that_the_contents_lead_to_stands_below_the_head(open_page):
    page = open_page("/sheets/speech")
    page.locator(".contents").get_by_role("link", name="Amazon Polly", exact=True).click()
    heading = page.locator("h2#polly")
    expect(heading).to_be_in_viewport()
    assert is_in_view(heading, below=head_of(page))
    assert page.url.endswith("#polly")


def test_the_contents_mark_the_section_that_is_read(open_page):
    page = open_page("/sheets/speech")
    current = page.locator(".contents [aria-current]")
    expect(current).to_have_text("Amazon Transcribe")
    fields = page.locator(".contents a[href='#polly-pricing']")
    expect(fields).to_be_hidden()
    page.locator("h3#polly-pricing").evaluate("heading => heading.scrollIntoView()")
    expect(current).to_have_text("Pricing")
    expect(fields).to_be_visible()
    assert is_in_view(fields)


def test_the_contents_are_folded_on_a_phone_and_fold_again_when_followed(open_page):
    page = open_page("/sheets/speech", PHONE)
    link = page.locator(".contents").get_by_role("link", name="Amazon Polly", exact=True)
    expect(link).to_be_hidden()
    page.locator(".contents summary").click()
    link.click()
    expect(link).to_be_hidden()
    expect(page.locator("h2#polly")).to_be_in_viewport()


def test_a_section_asks_the_chat_about_its_subject(open_page, site):
    page = open_page("/sheets/speech")
    asking = page.locator("h2#polly + .section-tools").get_by_test_id("section-ask")
    assert asking.evaluate(
        "button => document.getElementById(button.getAttribute('aria-describedby')).innerText"
    )
    asking.click()
    page.locator("sheetwise-turn .card").first.wait_for()
    assert site.heard() == ["What is Amazon Polly?"]


def test_a_section_starts_a_quiz_on_its_subject(open_page, site):
    page = open_page("/sheets/speech")
    page.locator("h2#polly + .section-tools").get_by_test_id("section-quiz").click()
    page.locator("sheetwise-turn .card").first.wait_for()
    assert site.heard() == ["Quiz me on Amazon Polly"]


def test_a_section_that_is_no_subject_begins_a_question_for_the_learner_to_go_on(open_page, site):
    page = open_page("/sheets/speech")
    tools = page.locator("h2#ways-to-make-transcribe-more-accurate + .section-tools")
    tools.get_by_test_id("section-ask").click()
    box = page.get_by_test_id("message-input")
    expect(box).to_have_text(re.compile("^Ways to make Transcribe more accurate:"))
    assert site.heard() == []


def test_a_slash_begins_a_search_and_is_a_slash_where_one_types(open_page):
    page = open_page("/sheets/speech")
    field = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")


def test_the_sheets_can_be_searched_and_read_without_a_script(open_page, site):
    page = open_page("/sheets", java_script_enabled=False)
    page.get_by_role("searchbox").fill("subtitles for videos")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “subtitles for videos”")
    page.get_by_test_id("hits").get_by_role("link").first.click()
    expect(page.locator("#passage")).to_be_visible()
    expect(page.locator(".contents a[href='#polly']")).to_be_visible()
    page.get_by_role("link", name="All sheets").click()
    page.get_by_role("link", name="Vision services").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vision services")


def test_a_search_that_the_sheets_do_not_answer_says_so(open_page):
    page = open_page("/sheets?q=best+pizza+dough+recipe")
    expect(page.get_by_test_id("not-answerable")).to_contain_text("do not answer")
    expect(page.get_by_test_id("hits").get_by_role("link")).to_have_count(15)


def test_the_pages_speak_the_readers_language_and_the_sheets_theirs(open_page):
    page = open_page("/sheets/speech", locale="de-AT")
    summary = page.locator(".contents summary")
    expect(summary).to_have_text("Inhalt")
    expect(summary).to_have_attribute("lang", "de")
    expect(page.get_by_role("searchbox")).to_have_attribute("placeholder", "In den Blättern suchen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Speech services")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("sheetwise-chat")).to_have_count(1)


@pytest.mark.parametrize(
    "address", ["/sheets", "/sheets?q=xgboost", "/sheets/metrics", "/sheets/sagemaker-sdk"]
)
@pytest.mark.parametrize("width", [320, 768, 1000, 1280])
def test_no_page_scrolls_sideways(open_page, address, width):
    page = open_page(address, {"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_wide_tables_scroll_within_themselves_by_keyboard_too(open_page):
    page = open_page("/sheets/metrics", {"width": 320, "height": 700})
    table = page.locator(".table-scroll").first
    assert table.evaluate("box => box.scrollWidth > box.clientWidth")
    expect(table).to_have_attribute("tabindex", "0")


def test_a_line_of_text_has_about_seventy_characters(open_page):
    page = open_page("/sheets/speech", {"width": 1600, "height": 900})
    width, letter = page.locator(".sheet > p + h2 + .section-tools + p, .sheet > p").last.evaluate(
        """paragraph => {
          const probe = document.createElement("span");
          probe.textContent = "0";
          paragraph.append(probe);
          return [paragraph.clientWidth, probe.getBoundingClientRect().width];
        }"""
    )
    assert 60 <= width / letter <= 75


def test_print_holds_the_sheet_alone(open_page):
    page = open_page("/sheets/speech")
    page.emulate_media(media="print")
    for hidden in (".page-head", ".contents", ".section-tools >> nth=0", ".neighbours"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("sheetwise-chat")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_page_works_without_the_chat(browser, site):
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.route("**/widget.js", lambda route: route.abort())
    page.goto(f"{site.url}/sheets/speech")
    expect(page.locator(".contents [aria-current]")).to_have_count(1)
    expect(page.get_by_test_id("section-ask")).to_have_count(0)
    context.close()


def open_panel(open_page, size=DESK):
    page = open_page("/", size)
    page.get_by_test_id("message-input").wait_for()
    if size is PHONE:
        page.get_by_test_id("open-sheets").click()
    return page, page.get_by_test_id("source-panel")


def search(panel, query):
    panel.get_by_test_id("search-sheets").fill(query)
    panel.get_by_test_id("search-sheets").press("Enter")
    panel.get_by_test_id("hits").wait_for()


def test_the_panel_searches_and_opens_what_it_found_at_the_passage(open_page):
    page, panel = open_panel(open_page)
    search(panel, "subtitles for videos")
    hit = panel.locator(".hit").first
    expect(hit.locator("mark").first).to_have_text(re.compile("subtitles|videos?", re.IGNORECASE))
    expect(panel.get_by_test_id("not-answerable")).to_have_count(0)
    expect(panel.get_by_role("link", name="Open as page")).to_have_attribute(
        "href", "/sheets?q=subtitles%20for%20videos"
    )
    hit.get_by_role("link").click()
    expect(panel.locator("#passage")).to_be_in_viewport()
    expect(panel.get_by_test_id("search-sheets")).to_have_value("subtitles for videos")
    assert page.url.endswith("/")


def test_the_panel_says_when_the_sheets_do_not_answer(open_page):
    _, panel = open_panel(open_page)
    search(panel, "best pizza dough recipe")
    expect(panel.get_by_test_id("not-answerable")).to_contain_text("do not answer")


def test_a_sheet_in_the_panel_has_folded_contents_that_lead_to_its_headings(open_page):
    _, panel = open_panel(open_page)
    panel.get_by_role("link", name="Speech services").click()
    contents = panel.get_by_test_id("contents")
    link = contents.get_by_role("link", name="Amazon Polly", exact=True)
    expect(link).to_be_hidden()
    contents.locator("summary").click()
    link.click()
    expect(panel.locator("h2#polly")).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["over", "beside"])
def test_a_section_in_the_panel_asks_in_the_conversation(open_page, site, size):
    page, panel = open_panel(open_page, size)
    panel.get_by_role("link", name="Speech services").click()
    panel.locator("h2#polly + .section-tools").get_by_test_id("section-ask").click()
    page.locator("sheetwise-turn .card").first.wait_for()
    assert site.heard() == ["What is Amazon Polly?"]
    expect(page.locator("sheetwise-turn .card").first).to_be_in_viewport()
    if size is PHONE:
        expect(panel).not_to_be_in_viewport()
    else:
        panel.locator("h2#polly + .section-tools").get_by_test_id("section-quiz").click()
        page.locator("sheetwise-turn .card").nth(1).wait_for()
        assert site.heard()[-1] == "Quiz me on Amazon Polly"
