"""The chat page in a real browser."""

import pytest
from playwright.sync_api import expect

from actions.replies import NoticeReply
from tests.api.samples import WORKED

EXAM_QUESTION = """A company extracts text and tables from paper invoices with the least operational overhead.
Which AWS service should it use?

A. Amazon Polly
B. Amazon Textract
\tC. Amazon Lex

D. Amazon Transcribe"""


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


def paste(page, text):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.get_by_test_id("message-input").press("Control+V")


def send_pasted(page, text):
    """Paste and send; returns the turn and the message that left the page."""
    n_turns = page.locator("sheetwise-turn").count()
    paste(page, text)
    with page.expect_request("**/v1/chat") as request:
        page.get_by_test_id("message-input").press("Enter")
    turn = page.locator("sheetwise-turn").nth(n_turns)
    turn.wait_for()
    return turn, request.value.post_data_json["message"]


def let_the_tutor_say(page, *replies):
    body = {"session": "s", "token": None, "replies": [reply.model_dump(mode="json") for reply in replies]}
    page.route("**/v1/chat", lambda route: route.fulfill(json=body))


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


def test_a_pasted_exam_question_is_worked_with_a_cited_reason_for_every_option(page):
    turn, _ = send_pasted(page, EXAM_QUESTION)
    card = turn.get_by_test_id("worked-question-card")
    expect(card.get_by_role("heading", level=2)).to_have_text("The sheets speak for B")
    expect(card.locator(".cue")).to_have_text(["least effort"])
    options = card.get_by_test_id("option")
    assert [option.get_attribute("data-sign") for option in options.all()] == ["A", "B", "C", "D"]
    expect(options.nth(1)).to_contain_text("Amazon Textract")
    expect(options.nth(1)).to_contain_text("Right")
    for option in options.all():
        expect(option.get_by_test_id("citation")).not_to_have_count(0)
    options.nth(1).get_by_test_id("citation").first.click()
    expect(page.get_by_test_id("source-panel").locator("mark#passage")).to_be_in_viewport()
    assert page.complaints == []


def test_a_pasted_question_is_sent_and_shown_with_its_lines(page):
    let_the_tutor_say(page, WORKED)
    for text in (EXAM_QUESTION, EXAM_QUESTION.replace("\n", "\r\n")):
        _, message = send_pasted(page, text)
        assert message == EXAM_QUESTION
        said = page.get_by_test_id("said").last
        assert said.evaluate("element => element.innerText") == EXAM_QUESTION


def test_a_paste_beyond_the_limit_keeps_its_lines_and_can_be_undone(page):
    let_the_tutor_say(page, WORKED)
    long = EXAM_QUESTION + "\nE. Amazon Comprehend" * 300
    box = page.get_by_test_id("message-input")
    paste(page, EXAM_QUESTION)
    box.press("Control+Z")
    expect(box).to_have_text("")
    _, message = send_pasted(page, long)
    assert message == long[:4000].strip()


def test_a_worked_question_tells_by_words_what_is_right_wrong_unknown_and_close(page):
    let_the_tutor_say(page, WORKED)
    turn, _ = send_pasted(page, EXAM_QUESTION)
    card = turn.get_by_test_id("worked-question-card")
    expect(card.get_by_role("heading", level=2)).to_have_text("The sheets speak for A and D")
    expect(card.locator(".option-verdict")).to_have_text(
        ["Right", "Not this one", "The sheets cannot judge", "Right"]
    )
    expect(card.locator(".option-text").nth(2)).to_have_text("A <b>clerk</b> with a *pen*")
    expect(card.get_by_test_id("unsure")).to_contain_text("check")
    expect(page.get_by_test_id("announcer")).to_contain_text(
        "The sheets speak for A and D. A: Amazon Textract."
    )
    expect(card.get_by_test_id("suggestion")).to_have_text(["More on Amazon Textract"])
    assert page.complaints == []


def test_a_worked_question_is_used_by_keyboard(page):
    let_the_tutor_say(page, WORKED)
    turn, _ = send_pasted(page, EXAM_QUESTION)
    chip = turn.get_by_test_id("option").nth(1).get_by_test_id("citation")
    turn.get_by_test_id("option").nth(0).get_by_test_id("citation").focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("source-panel").get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_a_worked_question_fits_a_phone(page, width):
    let_the_tutor_say(page, WORKED)
    page.set_viewport_size({"width": width, "height": 800})
    turn, _ = send_pasted(page, EXAM_QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for option in turn.get_by_test_id("option").all():
        assert option.evaluate("element => element.scrollWidth <= element.clientWidth")


def test_a_product_of_another_vendor_is_told_apart_from_what_is_not_covered(page):
    let_the_tutor_say(page, NoticeReply(kind="other_vendor", text="Not taught here."))
    card = ask(page, "how do I train on Vertex AI?").get_by_test_id("notice-card")
    expect(card.get_by_role("heading", level=2)).to_have_text("Not taught in these sheets")


def test_what_a_learner_types_is_never_markup(page):
    turn = ask(page, "<img src=x onerror=alert(1)> [x](javascript:alert(1))")
    expect(turn).to_be_visible()
    assert page.complaints == []
    assert page.locator("img[src=x]").count() == 0


def test_a_slow_line_brings_the_page_and_an_answer_all_the_same(browser, server):
    page = browser.new_page()
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.goto(server.url)
    page.get_by_test_id("message-input").fill("what is Amazon Polly?")
    page.get_by_test_id("message-input").press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    expect(page.get_by_test_id("answer-card")).to_contain_text("Amazon Polly", timeout=15_000)
    page.close()
