"""The widget on other people's pages, on bad networks, in two tabs; the tutor's replies are samples."""

import pytest
from playwright.sync_api import expect

from actions.replies import Pointer, TextReply
from tests.api.samples import ANSWER, CHOICE, NOT_COVERED, WORKED, WRONG
from tests.end_to_end.widget import ORIGIN, ScriptedTutor, ask, hear, open_page, watch

HOST = "http://shop.test"
# Rules that would spoil the chat if they reached it.
HOST_STYLE = "html { font-size: 62.5% } * { font-family: serif !important; color: red !important }"
PAGE = (
    '<!doctype html><html lang="{lang}"><head><title>Shop</title><style>{style}</style></head>'
    "<body><h1>Shop</h1>{body}</body></html>"
)
SCRIPT = f'<script src="{ORIGIN}/widget.js" defer {{attributes}}></script>'
PLAIN_SCRIPT = SCRIPT.format(attributes="")
# deep-chat is slower to make than it waits for its properties, which is 20 ms.
SLOW_CHAT = """
    const make = document.createElement.bind(document);
    document.createElement = (name, ...rest) => {
        const made = make(name, ...rest);
        const end = performance.now() + (name === "deep-chat" ? 40 : 0);
        while (performance.now() < end);
        return made;
    };
"""


@pytest.fixture
def tutor():
    tutor = ScriptedTutor()
    tutor.origins = (HOST,)
    return tutor


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context, tutor):
    page = context.new_page()
    open_page(page, tutor)
    return page


@pytest.fixture
def visit(context, tutor):
    """Opens a page of another origin that embeds the chat."""

    def visit(body=PLAIN_SCRIPT, lang="en"):
        page = context.new_page()
        watch(page)
        page.foreign = []

        def serve(route):
            if route.request.url.startswith(HOST):
                content = PAGE.format(body=body, lang=lang, style=HOST_STYLE)
                route.fulfill(body=content, content_type="text/html")
                return
            if not route.request.url.startswith(ORIGIN):
                page.foreign.append(route.request.url)
            tutor.serve(route)

        page.route("**/*", serve)
        page.goto(HOST)
        return page

    return visit


def open_launcher(page):
    page.get_by_test_id("launcher").click()
    page.get_by_test_id("message-input").wait_for()


# On another origin


def test_one_tag_puts_a_button_on_any_page_and_the_button_opens_the_chat(visit):
    page = visit()
    expect(page.get_by_test_id("launcher")).to_have_accessible_name("Ask Sheetwise")
    expect(page.get_by_test_id("launcher")).to_have_attribute("aria-expanded", "false")
    open_launcher(page)
    expect(page.get_by_role("dialog", name="Sheetwise")).to_be_visible()
    expect(page.get_by_test_id("message-input")).to_be_focused()
    assert page.foreign == []
    assert page.complaints == []


def test_the_chat_is_not_loaded_before_it_is_opened(visit, tutor):
    page = visit()
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    ours = sorted(name for name in loaded if name.startswith(ORIGIN))
    assert ours == [f"{ORIGIN}/static/icon.svg", f"{ORIGIN}/widget.js"]
    assert tutor.calls == []


def test_another_origin_is_spoken_to_with_the_token_in_the_pages_storage(visit, tutor):
    page = visit()
    open_launcher(page)
    ask(page, "hello")
    ask(page, "and again")
    assert tutor.authorized == [None, "Bearer the-token"]
    assert page.context.cookies() == []
    page.reload()
    open_launcher(page)
    ask(page, "after a reload")
    assert tutor.authorized[-1] == "Bearer the-token"


def test_a_page_without_storage_still_has_a_conversation(visit, tutor):
    page = visit()
    page.evaluate("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })")
    open_launcher(page)
    ask(page, "hello")
    ask(page, "and again")
    assert tutor.authorized == [None, "Bearer the-token"]


def test_the_pages_own_styles_do_not_reach_the_chat_nor_its_own_the_page(visit):
    page = visit()
    before = page.locator("h1").evaluate("one => getComputedStyle(one).cssText")
    open_launcher(page)
    title = page.locator(".welcome-title")
    assert "serif" not in title.evaluate("one => getComputedStyle(one).fontFamily").split(",")[0]
    assert title.evaluate("one => getComputedStyle(one).color") != "rgb(255, 0, 0)"
    text = page.locator(".welcome-text")
    assert text.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 15
    assert page.locator("h1").evaluate("one => getComputedStyle(one).cssText") == before


def test_a_citation_opens_its_sheet_within_the_panel(visit, tutor):
    page = visit()
    open_launcher(page)
    turn = hear(page, tutor, ANSWER)
    citation = turn.get_by_test_id("citation").first
    assert citation.get_attribute("href").startswith(f"{ORIGIN}/sheets/")
    citation.click()
    expect(page.get_by_test_id("source-panel").locator("mark#passage")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(citation).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Sheetwise")).to_be_hidden()
    expect(page.get_by_test_id("launcher")).to_be_focused()


def test_closing_and_opening_keeps_the_conversation(visit, tutor):
    page = visit()
    open_launcher(page)
    ask(page, "hello")
    page.get_by_test_id("close-chat").click()
    expect(page.locator("sheetwise-turn")).to_be_hidden()
    page.get_by_test_id("launcher").click()
    expect(page.locator("sheetwise-turn")).to_be_visible()


def test_the_element_stands_where_the_page_puts_it(visit):
    page = visit('<sheetwise-chat mode="inline" style="height: 500px"></sheetwise-chat>' + PLAIN_SCRIPT)
    page.get_by_test_id("message-input").wait_for()
    expect(page.get_by_test_id("launcher")).to_have_count(0)
    assert page.locator("sheetwise-chat").bounding_box()["height"] == 500
    expect(page.get_by_test_id("message-input")).not_to_be_focused()


def test_a_page_can_ask_and_fill_in(visit, tutor):
    page = visit()
    page.evaluate("document.querySelector('sheetwise-chat').ask('what is Amazon Lex?')")
    page.locator("sheetwise-turn").wait_for()
    assert tutor.heard == ["what is Amazon Lex?"]
    page.evaluate("document.querySelector('sheetwise-chat').prefill('quiz me on Lex')")
    expect(page.get_by_test_id("message-input")).to_have_text("quiz me on Lex")
    assert tutor.heard == ["what is Amazon Lex?"]


def test_what_a_page_asks_at_once_is_shown_on_a_slow_machine(visit, tutor):
    page = visit()
    page.evaluate(SLOW_CHAT)
    page.evaluate("document.querySelector('sheetwise-chat').ask('what is Amazon Lex?')")
    expect(page.get_by_test_id("said")).to_have_text("what is Amazon Lex?")
    page.locator("sheetwise-turn").wait_for()
    assert tutor.heard == ["what is Amazon Lex?"]


def test_what_a_page_asks_while_an_answer_is_awaited_is_asked_after_it(visit, tutor):
    page = visit()
    page.evaluate(
        """async () => {
            const chat = document.querySelector('sheetwise-chat');
            await Promise.all([chat.ask('first'), chat.ask('second')]);
        }"""
    )
    expect(page.locator("sheetwise-turn")).to_have_count(2)
    assert tutor.heard == ["first", "second"]


def test_a_double_click_opens_the_chat_and_leaves_it_open(visit):
    page = visit()
    page.get_by_test_id("launcher").dblclick()
    page.get_by_test_id("message-input").wait_for()
    expect(page.get_by_role("dialog", name="Sheetwise")).to_be_visible()


def test_what_a_page_asks_twice_at_once_is_asked_once(visit, tutor):
    page = visit(
        "<button onclick=\"document.querySelector('sheetwise-chat').ask('Lex?')\">Ask</button>" + PLAIN_SCRIPT
    )
    page.get_by_role("button", name="Ask", exact=True).dblclick()
    page.locator("sheetwise-turn").first.wait_for()
    page.wait_for_timeout(300)
    assert tutor.heard == ["Lex?"]


def test_what_a_page_asks_once_more_while_something_else_is_answered_is_asked_after_it(visit, tutor):
    page = visit()
    page.evaluate("document.querySelector('sheetwise-chat').ask('Lex?')")
    page.locator("sheetwise-turn").wait_for()
    held = []
    page.route("**/v1/chat", lambda route: tutor.serve(route) if held else held.append(route))
    page.get_by_test_id("message-input").fill("slow")
    page.get_by_test_id("message-input").press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    page.evaluate("document.querySelector('sheetwise-chat').ask('Lex?')")
    tutor.serve(held[0])
    expect(page.locator("sheetwise-turn")).to_have_count(3)
    assert tutor.heard == ["Lex?", "slow", "Lex?"]


def test_a_page_that_asks_nothing_does_not_keep_the_chat_waiting(visit, tutor):
    page = visit()
    for words in ("", " \n", "Lex?"):
        page.evaluate("words => document.querySelector('sheetwise-chat').ask(words)", words)
    page.locator("sheetwise-turn").first.wait_for()
    assert tutor.heard == ["Lex?"]
    assert page.complaints == []


@pytest.mark.parametrize(("attributes", "scheme"), [('data-theme="dark"', "dark"), ("", "light")])
def test_the_page_may_choose_the_theme(visit, attributes, scheme):
    page = visit(SCRIPT.format(attributes=attributes))
    open_launcher(page)
    colour = page.locator(".welcome-title").evaluate("one => getComputedStyle(one).color")
    assert colour == {"dark": "rgb(230, 234, 232)", "light": "rgb(29, 36, 36)"}[scheme]


def test_the_page_may_choose_the_colours_of_the_button_too(visit):
    page = visit("<style>sheetwise-chat { --said: #5b2a86 }</style>" + PLAIN_SCRIPT)
    expect(page.get_by_test_id("launcher")).to_have_css("background-color", "rgb(91, 42, 134)")
    open_launcher(page)
    page.mouse.move(0, 0)
    expect(page.get_by_test_id("launcher")).to_have_css("background-color", "rgb(91, 42, 134)")


def test_a_tutor_that_cannot_be_loaded_says_so_and_is_tried_again(visit, tutor):
    page = visit()
    page.route("**/static/app.js", lambda route: route.abort())
    page.get_by_test_id("launcher").click()
    expect(page.get_by_role("status")).to_contain_text("cannot be loaded")
    page.unroute("**/static/app.js")
    page.get_by_test_id("launcher").click()
    open_launcher(page)


@pytest.mark.parametrize("element", ["", '<sheetwise-chat mode="inline"></sheetwise-chat>'])
def test_a_tutor_of_which_only_half_was_loaded_leaves_nothing_for_the_next_try(visit, element):
    page = visit("")
    page.route("**/static/chunks/deepChat*", lambda route: route.abort())
    page.set_content(element + PLAIN_SCRIPT)
    page.evaluate("document.querySelector('sheetwise-chat').open()")
    expect(page.get_by_role("status")).to_contain_text("cannot be loaded")
    page.unroute("**/static/chunks/deepChat*")
    page.evaluate("document.querySelector('sheetwise-chat').open()")
    page.get_by_test_id("message-input").wait_for()
    expect(page.locator(".masthead")).to_have_count(1)
    expect(page.get_by_text("cannot be loaded")).to_have_count(0)


# Languages


def test_the_interface_speaks_the_language_of_the_page_around_it(visit):
    page = visit(lang="de-AT")
    expect(page.get_by_test_id("launcher")).to_have_accessible_name("Sheetwise fragen")
    open_launcher(page)
    expect(page.get_by_role("button", name="Senden")).to_be_visible()
    assert page.complaints == []


def test_an_unknown_language_is_english(visit):
    page = visit(SCRIPT.format(attributes='data-lang="xx"'))
    open_launcher(page)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()


# The server is the truth


def test_a_reload_brings_the_conversation_back(page, tutor):
    hear(page, tutor, ANSWER)
    page.reload()
    turn = page.locator("sheetwise-turn").first
    expect(turn.get_by_test_id("answer-card")).to_be_visible()
    expect(page.get_by_test_id("said")).to_have_text("go on")
    assert page.complaints == []


def test_a_question_that_waits_is_answered_after_a_reload(page, tutor):
    hear(page, tutor, CHOICE)
    page.reload()
    turn = page.locator("sheetwise-turn").first
    turn.locator('[data-testid="choice"][data-sign="B"]').click()
    tutor.says = [[WRONG]]
    turn.get_by_test_id("check").click()
    page.locator("sheetwise-turn").nth(1).get_by_test_id("feedback-card").wait_for()
    page.reload()
    first = page.locator("sheetwise-turn").first
    expect(first.get_by_test_id("given")).to_have_text("Your answer: B")
    expect(first.get_by_test_id("check")).to_have_count(0)


def test_earlier_messages_come_when_they_are_asked_for(context, tutor):
    tutor.say_earlier(*((f"message {n}", TextReply(text=f"reply {n}")) for n in range(1, 71)))
    page = context.new_page()
    open_page(page, tutor)
    expect(page.locator("sheetwise-turn")).to_have_count(30)
    expect(page.locator("sheetwise-turn").last).to_contain_text("reply 70")
    expect(page.locator("sheetwise-turn").last).to_be_in_viewport()
    page.get_by_test_id("earlier").click()
    expect(page.locator("sheetwise-turn")).to_have_count(60)
    page.get_by_test_id("earlier").click()
    expect(page.locator("sheetwise-turn")).to_have_count(70)
    expect(page.get_by_test_id("earlier")).to_have_count(0)
    told = page.locator("sheetwise-turn").all_inner_texts()
    assert [text.splitlines()[0] for text in told] == [f"reply {n}" for n in range(1, 71)]


def test_earlier_messages_that_were_not_reached_say_so_and_come_at_the_next_try(context, tutor):
    tutor.say_earlier(*((f"message {n}", TextReply(text=f"reply {n}")) for n in range(1, 41)))
    page = context.new_page()
    open_page(page, tutor)
    tutor.is_away = True
    page.get_by_test_id("earlier").click()
    expect(page.locator("sheetwise-earlier").get_by_role("alert")).to_contain_text("cannot be reached")
    tutor.is_away = False
    page.get_by_test_id("earlier").click()
    expect(page.locator("sheetwise-turn")).to_have_count(40)
    expect(page.locator("sheetwise-earlier").get_by_role("alert")).to_be_empty()


def test_another_tab_shows_what_was_said_in_this_one(context, page, tutor):
    other = context.new_page()
    open_page(other, tutor)
    ask(page, "said in the first tab")
    expect(other.locator("sheetwise-turn")).to_have_count(1)
    expect(other.get_by_test_id("said")).to_have_text("said in the first tab")
    ask(other, "said in the second")
    expect(page.locator("sheetwise-turn")).to_have_count(2)
    assert tutor.heard == ["said in the first tab", "said in the second"]


def test_what_another_tab_said_while_this_one_waited_is_shown_when_it_is_answered(context, page, tutor):
    other = context.new_page()
    open_page(other, tutor)
    held = []
    other.route("**/v1/chat", lambda route: held.append(route))
    other.get_by_test_id("message-input").fill("slow")
    other.get_by_test_id("message-input").press("Enter")
    expect(other.locator(".waiting")).to_be_visible()
    ask(page, "meanwhile")
    tutor.serve(held[0])
    expect(other.locator("sheetwise-turn")).to_have_count(2)
    expect(page.locator("sheetwise-turn")).to_have_count(2)


def test_tabs_stay_in_step_after_the_learner_was_forgotten(context, page, tutor):
    ask(page, "one")
    ask(page, "two")
    other = context.new_page()
    open_page(other, tutor)
    tutor.turns.clear()
    ask(page, "afresh")
    expect(other.get_by_test_id("said")).to_have_text(["one", "two", "afresh"])


@pytest.mark.parametrize(("ended", "state"), [(CHOICE.sitting, "closed"), (None, "open")])
def test_a_question_of_another_device_is_as_open_as_what_was_said_here_since_leaves_it(
    page, tutor, ended, state
):
    ask(page, "hello")
    tutor.say_earlier(("quiz me", CHOICE))
    hear(page, tutor, TextReply(text="Said here.", ended=ended))
    expect(page.get_by_test_id("question-card")).to_have_attribute("data-state", state)


def test_nothing_comes_between_a_message_and_its_answer(page, tutor):
    ask(page, "first")
    tutor.say_earlier(("elsewhere", TextReply(text="Said elsewhere.")))
    held = []
    page.route("**/v1/chat**", lambda route: held.append(route))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(100)
    page.get_by_test_id("message-input").fill("second")
    page.get_by_test_id("message-input").press("Enter")
    page.wait_for_timeout(300)
    page.unroute("**/v1/chat**")
    for route in held:
        tutor.serve(route)
    expect(page.locator("sheetwise-turn")).to_have_count(3)
    assert page.get_by_test_id("said").all_inner_texts() == ["first", "second", "elsewhere"]


# Bad networks


def test_a_message_without_the_tutor_is_kept_and_sent_once_when_it_is_back(page, tutor):
    tutor.is_away = True
    turn = ask(page, "are you there?")
    expect(turn).to_contain_text("cannot be reached")
    expect(page.get_by_test_id("connection")).to_contain_text("Trying again")
    tutor.is_away = False
    expect(turn.get_by_test_id("text-card")).to_be_visible(timeout=15_000)
    expect(page.get_by_test_id("connection")).to_have_text("")
    assert tutor.heard == ["are you there?"]


def test_offline_is_said_and_what_was_asked_is_sent_when_the_network_is_back(context, page, tutor):
    context.set_offline(True)
    expect(page.get_by_test_id("connection")).to_contain_text("You are offline")
    tutor.is_away = True
    turn = ask(page, "later, then")
    tutor.is_away = False
    context.set_offline(False)
    expect(turn.get_by_test_id("text-card")).to_be_visible(timeout=15_000)
    expect(page.get_by_test_id("connection")).to_have_text("")
    assert tutor.heard == ["later, then"]


def test_all_that_was_said_without_the_tutor_is_sent_in_order_when_it_is_back(page, tutor):
    tutor.is_away = True
    ask(page, "first")
    ask(page, "second")
    tutor.is_away = False
    expect(page.get_by_test_id("text-card")).to_have_count(2, timeout=15_000)
    assert tutor.heard == ["first", "second"]


def test_after_a_start_without_the_tutor_the_newest_messages_come(context, tutor):
    tutor.say_earlier(*((f"message {n}", TextReply(text=f"reply {n}")) for n in range(1, 71)))
    tutor.is_away = True
    page = context.new_page()
    open_page(page, tutor)
    tutor.is_away = False
    expect(page.locator("sheetwise-turn")).to_have_count(30, timeout=15_000)
    expect(page.locator("sheetwise-turn").last).to_contain_text("reply 70")
    page.get_by_test_id("earlier").click()
    expect(page.locator("sheetwise-turn")).to_have_count(60)
    expect(page.locator("sheetwise-turn").first).to_contain_text("reply 11")


def test_a_proxy_without_a_tutor_behind_it_is_no_tutor(page, tutor):
    for path in ("**/v1/**", "**/healthz"):
        page.route(path, lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    turn = ask(page, "are you there?")
    expect(page.get_by_test_id("connection")).to_contain_text("Trying again")
    page.wait_for_timeout(1500)
    expect(page.get_by_test_id("connection")).to_contain_text("Trying again")
    for path in ("**/v1/**", "**/healthz"):
        page.unroute(path)
    expect(turn.get_by_test_id("text-card")).to_be_visible(timeout=15_000)
    assert tutor.heard == ["are you there?"]


def test_what_a_page_asks_while_a_message_is_sent_again_is_asked_after_it(page, tutor):
    tutor.is_away = True
    turn = ask(page, "first")
    tutor.is_away = False
    held = []
    page.route("**/v1/chat", lambda route: held.append(route))
    expect(turn.locator(".waiting")).to_be_visible(timeout=15_000)
    page.evaluate("document.querySelector('sheetwise-chat').ask('second')")
    page.wait_for_timeout(200)
    page.unroute("**/v1/chat")
    tutor.serve(held[0])
    expect(page.locator("sheetwise-turn")).to_have_count(2)
    assert tutor.heard == ["first", "second"]


def test_sheets_that_were_not_reached_are_had_by_trying_again(page, tutor):
    citation = hear(page, tutor, ANSWER).get_by_test_id("citation").first
    tutor.is_away = True
    citation.click()
    panel = page.get_by_test_id("source-panel")
    expect(panel.get_by_role("alert")).to_contain_text("cannot be reached")
    tutor.is_away = False
    panel.get_by_role("button", name="Try again").click()
    expect(panel.locator("mark#passage")).to_be_focused()


def test_an_answer_that_got_lost_on_its_way_is_had_again_under_the_same_name(page, tutor):
    lost = []

    def lose_first(route):
        if not lost:
            lost.append(route.request.post_data_json)
            tutor._keep(lost[0]["id"], lost[0]["message"], [{"type": "text", "text": "Kept."}])
            route.abort()
        else:
            tutor.serve(route)

    page.route("**/v1/chat", lose_first)
    turn = ask(page, "once only")
    turn.get_by_role("button", name="Try again").click()
    expect(turn).to_contain_text("Kept.")
    assert tutor.heard == []


def test_a_slow_answer_shows_that_it_is_on_its_way_and_a_second_message_waits(page, tutor):
    held = []
    page.route("**/v1/chat", lambda route: held.append(route))
    field = page.get_by_test_id("message-input")
    field.fill("slow")
    field.press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    field.fill("quick")
    field.press("Enter")
    assert len(held) == 1
    tutor.serve(held[0])
    expect(page.locator("sheetwise-turn")).to_have_count(1)
    expect(page.locator(".waiting")).to_be_hidden()
    assert tutor.heard == ["slow"]


def test_a_double_click_counts_once(page, tutor):
    page.get_by_test_id("suggestion").first.dblclick()
    page.locator("sheetwise-turn").first.wait_for()
    page.wait_for_timeout(300)
    assert len(tutor.heard) == 1


def top_of(page, part):
    """How far a part of the conversation begins below its upper edge."""
    return part.bounding_box()["y"] - page.get_by_role("log").bounding_box()["y"]


def test_an_answer_begins_in_sight_though_a_card_above_it_closes(page, tutor):
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    hear(page, tutor, CHOICE)
    page.wait_for_timeout(1000)
    hear(page, tutor, CHOICE, CHOICE)
    page.wait_for_timeout(1000)
    assert 0 < top_of(page, page.get_by_test_id("said").last) < 60


def test_the_answer_to_a_very_long_question_begins_in_sight(page, tutor):
    tutor.says = [[WORKED]]
    turn = ask(page, "why is that so? " * 200)
    page.wait_for_timeout(300)
    assert 0 < top_of(page, turn) < 60


def test_a_learner_who_reads_on_while_an_answer_is_awaited_is_not_moved(page, tutor):
    for _ in range(4):
        hear(page, tutor, ANSWER)
    held = []
    page.route("**/v1/chat", lambda route: held.append(route))
    page.get_by_test_id("message-input").fill("slow")
    page.get_by_test_id("message-input").press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    page.get_by_role("log").hover()
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(300)
    first = page.locator("sheetwise-turn").first
    top = first.bounding_box()["y"]
    tutor.serve(held[0])
    expect(page.locator("sheetwise-turn")).to_have_count(5)
    page.wait_for_timeout(300)
    assert first.bounding_box()["y"] == top


def test_a_long_answer_stays_where_it_was_when_it_came(page, tutor):
    turn = hear(page, tutor, *[WORKED] * 6)
    page.wait_for_timeout(800)
    top = turn.bounding_box()["y"]
    assert 0 < top < 400
    page.wait_for_timeout(500)
    assert turn.bounding_box()["y"] == top


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,hi", "vbscript:x", "//evil.example:x"]
)
def test_a_link_that_could_do_harm_is_dead(page, tutor, address):
    text = f"[press me]({address}) <{address}>"
    citation = ANSWER.citations[0].model_copy(update={"url": address})
    turn = hear(
        page,
        tutor,
        TextReply(text=text),
        ANSWER.model_copy(update={"citations": [citation], "notice": None}),
        NOT_COVERED.model_copy(update={"nearest": [Pointer(title="Place", url=address)]}),
    )
    hrefs = turn.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert [href for href in hrefs if not href.startswith(("/sheets/", "https://"))] == []


# Copying and rating


def test_an_answer_is_copied_with_its_citations(page, tutor):
    turn = hear(page, tutor, ANSWER)
    turn.get_by_test_id("copy").click()
    expect(turn.get_by_test_id("copy")).to_have_text("Copied")
    page.get_by_test_id("message-input").press("Control+V")
    copied = page.get_by_test_id("message-input").inner_text()
    assert f"{ANSWER.statements[0].text} [1]" in copied
    assert f"{ORIGIN}{ANSWER.citations[0].url}" in copied


def test_a_thumb_is_given_with_a_word_and_taken_back(page, tutor):
    turn = hear(page, tutor, ANSWER)
    down = turn.get_by_test_id("thumb-down")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    turn.get_by_test_id("rating-form").get_by_role("textbox").fill("wrong service")
    page.keyboard.press("Enter")
    expect(turn).to_contain_text("Thank you.")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    message = tutor.turns[-1]["id"]
    assert tutor.rated == [
        (message, {"reply": 0, "verdict": "down", "word": None}),
        (message, {"reply": 0, "verdict": "down", "word": "wrong service"}),
        (message, {"reply": 0, "verdict": None, "word": None}),
    ]


def test_a_thumb_that_did_not_arrive_is_not_shown_as_given(page, tutor):
    turn = hear(page, tutor, ANSWER)
    tutor.is_away = True
    turn.get_by_test_id("thumb-up").click()
    expect(turn.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(turn.get_by_test_id("thumb-up")).to_have_attribute("aria-pressed", "false")
