"""The chat page in a real browser."""

import pytest
from playwright.sync_api import expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, server):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.foreign = []
    page.complaints = []
    page.on("request", lambda r: r.url.startswith((server.url, "data:")) or page.foreign.append(r.url))
    page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    page.goto(server.url)
    yield page
    page.close()


def ask(page, text):
    n_turns = page.locator("sheetwise-turn").count()
    page.get_by_test_id("message-input").fill(text)
    page.get_by_test_id("message-input").press("Enter")
    page.locator("sheetwise-turn").nth(n_turns).wait_for()
    return page.locator("sheetwise-turn").nth(n_turns)


def test_a_question_is_answered_with_a_citation_that_opens_the_sheet_at_the_passage(page):
    turn = ask(page, "which service finds faces in security camera footage?")
    expect(turn.get_by_test_id("answer-card")).to_contain_text("Amazon Rekognition")
    turn.get_by_test_id("citation").first.click()
    mark = page.get_by_test_id("source-panel").locator("mark#passage")
    expect(mark).to_be_visible()
    expect(mark).to_be_in_viewport()


def test_a_comparison_is_a_table_and_a_follow_up_knows_it(page):
    turn = ask(page, "difference between Kinesis Data Streams and Data Firehose")
    expect(turn.get_by_test_id("comparison-card").locator("table")).to_be_visible()
    turn = ask(page, "and how is it priced?")
    expect(turn.get_by_test_id("comparison-card")).to_contain_text("Pricing")


def test_what_the_sheets_lack_is_said_with_a_way_on(page):
    turn = ask(page, "what's the weather?")
    expect(turn.get_by_test_id("notice-card").get_by_role("link").first).to_be_visible()


def test_a_suggestion_asks_its_question(page):
    turn = ask(page, "what is Amazon Textract?")
    turn.get_by_test_id("suggestion").first.click()
    expect(page.locator("sheetwise-turn").last.get_by_test_id("answer-card")).to_contain_text(
        "Amazon Textract"
    )


def test_the_page_speaks_to_its_own_origin_alone_and_the_console_is_clean(page):
    ask(page, "what is Amazon Polly?").get_by_test_id("citation").first.click()
    page.get_by_test_id("source-panel").locator("mark#passage").wait_for()
    assert page.foreign == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_everything_without_sideways_scrolling(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    ask(page, "Polly vs Transcribe")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_learner_types_is_never_markup(page):
    turn = ask(page, "<img src=x onerror=alert(1)> [x](javascript:alert(1))")
    expect(turn).to_be_visible()
    assert page.complaints == []
    assert page.locator("img[src=x]").count() == 0
