"""Everybody can use the widget: by ear, by keyboard alone, enlarged, in the colours they need."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from actions.replies import TextReply
from tests.api.samples import (
    ANSWER,
    CHOICE,
    COMPARISON,
    ENDED,
    EXAM_QUESTION,
    MATCHING,
    MULTIPLE,
    NOT_COVERED,
    ORDERING,
    PROGRESS,
    PROGRESS_AT_LENGTH,
    PROGRESS_OF_NOBODY_YET,
    RIGHT,
    RUNNING,
    UNSURE,
    WORDS,
    WORKED,
    WRONG,
    WRONG_MATCH,
    WRONG_ORDER,
)
from tests.end_to_end.widget import ORIGIN, ScriptedTutor, ask, hear, open_page, watch

EVERY_RULE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "selectors": False,
}
# The slowest rule: left out where the colours are those of another look, alone where only they differ.
COLOURS = EVERY_RULE | {"runOnly": ["color-contrast"]}
BUT_COLOURS = EVERY_RULE | {"rules": {"color-contrast": {"enabled": False}}}
LOOKS = {
    "light": ({}, EVERY_RULE),
    "dark": ({"color_scheme": "dark"}, COLOURS),
    "more contrast": ({"contrast": "more"}, COLOURS),
    "more contrast, dark": ({"contrast": "more", "color_scheme": "dark"}, COLOURS),
    "320 px": ({"viewport": {"width": 320, "height": 640}}, BUT_COLOURS),
}
QUESTIONS = [CHOICE, MULTIPLE, ORDERING, MATCHING, WORDS, EXAM_QUESTION]
TOLD = [ANSWER, COMPARISON, WORKED, NOT_COVERED, RIGHT, WRONG, WRONG_ORDER, WRONG_MATCH, UNSURE]
FIGURES = [PROGRESS_OF_NOBODY_YET, PROGRESS_AT_LENGTH, ENDED, RUNNING]
SHEET = {
    "id": "documents",
    "title": "Documents",
    "url": "/sheets/documents",
    "exams": ["AIF-C01"],
    "verified": "2026-11-20",
    "n_passages": 2,
    "imported": False,
    "highlighted": True,
    "contents": [{"id": "textract", "level": 2, "title": "Amazon Textract", "subject": None}],
    "sources": [{"id": "s", "title": "Textract", "url": "https://aws.example.com", "evidence": "official"}],
    "html": (
        '<h1>Documents</h1><h2 id="textract" data-ask="What is Textract?" data-quiz="quiz me on Textract">'
        'Amazon Textract</h2><p><mark class="passage" id="passage">Reads forms.</mark></p>'
        "<table><thead><tr><th>Job</th><th>Pages</th></tr></thead>"
        "<tbody><tr><td>Asynchronous</td><td>3,000</td></tr></tbody></table><pre><code>detect</code></pre>"
    ),
}
FOUND = {
    "query": "forms",
    "answerable": False,
    "hits": [
        {
            "heading": ["Documents", "Amazon Textract"],
            "excerpt": [{"text": "Reads ", "found": False}, {"text": "forms", "found": True}],
            "url": "/sheets/documents?passage=documents.0000000001",
        }
    ],
}
HOST = "http://shop.test"
HOST_PAGE = (
    '<!doctype html><html lang="{lang}"><head><title>Shop</title></head><body><header><h1>Shop</h1></header>'
    '<main><a href="#cart">Cart</a></main><script src="{origin}/widget.js" defer></script></body></html>'
)

# Of the element that has the keyboard: whether one sees that it has it, and any of it.
FOCUS = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  const marks = [focused, focused.nextElementSibling, focused.closest("label, #text-input-container")];
  const isMarked = marks.filter(Boolean).some((mark) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(mark);
    const isField = mark.id === "text-input-container";
    // "auto" is the browser's own, on a page of others.
    return outlineStyle === "auto" || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || isField;
  });
  const { left, top, right, bottom } = focused.getBoundingClientRect();
  const isInside = (node) => {
    for (let one = node; one; one = one.parentNode ?? one.host)
      if (one === focused || one === focused.closest("label")) return true;
    return false;
  };
  const reach = (x, y) => {
    let node = document.elementFromPoint(x, y);
    while (node?.shadowRoot?.elementFromPoint(x, y) && node.shadowRoot.elementFromPoint(x, y) !== node)
      node = node.shadowRoot.elementFromPoint(x, y);
    return node;
  };
  const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
  const isSeen = shares.some((x) =>
    shares.some((y) => isInside(reach(left + (right - left) * x, top + (bottom - top) * y))),
  );
  return { what: focused.outerHTML.slice(0, 120), isBody: focused === document.body, isMarked, isSeen };
}"""
IS_FOCUSED = "nodes => nodes.some(node => node === node.getRootNode().activeElement)"
# In every root of the page: what moves by itself or would move.
MOVING = """() => {
  const roots = [document];
  for (const root of roots)
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots.push(node.shadowRoot);
  return roots.flatMap((root) => [...root.querySelectorAll("*")].flatMap((node) =>
    node.getAnimations().map((one) => `${node.className}: ${one.animationName ?? one.transitionProperty}`)));
}"""
# Keeps what the announcer tells in `told`.
FOLLOW_TOLD = """() => {
  window.told = [];
  const { shadowRoot } = document.querySelector("sheetwise-chat");
  const announcer = shadowRoot.querySelector("[data-testid=announcer]");
  const note = () => announcer.textContent && told.push(announcer.textContent);
  new MutationObserver(note).observe(announcer, { childList: true });
}"""
# As success criterion 1.4.12 puts it.
SPACING = """() => {
  const css = "* { line-height: 1.5 !important; letter-spacing: .12em !important; " +
    "word-spacing: .16em !important } p { margin-bottom: 2em !important }";
  const roots = [document];
  for (const root of roots)
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots.push(node.shadowRoot);
  for (const root of roots) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}"""
# Text that its box cuts off; what is for the ear alone is cut off to be unseen.
CUT_OFF = """() => {
  const roots = [document];
  for (const root of roots)
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) roots.push(node.shadowRoot);
  return roots.flatMap((root) => [...root.querySelectorAll("*")]).filter((node) => {
    const { overflowX, overflowY, clipPath } = getComputedStyle(node);
    if (clipPath !== "none" || node.matches("select, svg, svg *, deep-chat, .app")) return false;
    const hides = (way) => way === "hidden" || way === "clip";
    return (hides(overflowX) && node.scrollWidth > node.clientWidth + 1)
      || (hides(overflowY) && node.scrollHeight > node.clientHeight + 1);
  }).map((node) => node.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def tutor():
    tutor = ScriptedTutor()
    tutor.origins = (HOST,)
    return tutor


@pytest.fixture
def show(browser, tutor):
    """Opens the chat's own page."""
    pages = []

    def show(**options):
        page = browser.new_page(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | options
        )
        pages.append(page)
        open_page(page, tutor)
        page.route("**/v1/sheets", lambda route: route.fulfill(json={"sheets": [SHEET]}))
        page.route("**/v1/sheets/*", lambda route: route.fulfill(json=SHEET))
        page.route("**/v1/search*", lambda route: route.fulfill(json=FOUND))
        return page

    yield show
    for page in pages:
        page.close()


@pytest.fixture
def visit(browser, tutor):
    """Opens a page of another origin that embeds the chat."""
    pages = []

    def visit(lang="en", **options):
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 800}} | options)
        pages.append(page)
        watch(page)
        page.route("**/*", tutor.serve)
        html = HOST_PAGE.format(lang=lang, origin=ORIGIN)
        page.route(f"{HOST}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(HOST)
        page.get_by_test_id("launcher").wait_for()
        return page

    yield visit
    for page in pages:
        page.close()


def find_faults(page, state, rules=EVERY_RULE):
    """What axe-core has to say against a page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.mouse.move(1, 1)
    told = page.evaluate("rules => axe.run(rules)", rules)
    return [
        f"{state}: {rule['id']}: {node['html'][:200]}"
        for rule in told["violations"]
        for node in rule["nodes"]
    ]


def unfold(page):
    """Open all that is folded, and let the drawings come."""
    page.locator("details:not([open])").evaluate_all("all => all.forEach(one => { one.open = true })")
    for figure in page.get_by_test_id("per-day").all():
        figure.locator("svg").wait_for()


def walk(page, goal, key="Tab", n_most=60):
    """Press a key until the goal has the focus; at each step one must see where one is."""
    for _ in range(n_most):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        assert focus["isMarked"], f"one does not see the focus on {focus['what']}"
        assert focus["isSeen"], f"something hides {focus['what']}"
        assert not focus["isBody"], "the focus is lost"
        if goal.evaluate_all(IS_FOCUSED):
            return
    raise AssertionError(f"{key} does not come to {goal}")


def type_and_hear(page, tutor, *replies):
    """Let the tutor say something to what is typed; returns its turn."""
    tutor.says = [list(replies)]
    n_turns = page.locator("sheetwise-turn").count()
    page.keyboard.type("go on")
    page.keyboard.press("Enter")
    turn = page.locator("sheetwise-turn").nth(n_turns)
    turn.locator(".card").first.wait_for()
    return turn


# axe-core


@pytest.mark.parametrize(("look", "rules"), LOOKS.values(), ids=LOOKS.keys())
def test_axe_finds_nothing_in_any_state_of_a_conversation(show, tutor, look, rules):
    page = show(**look)
    faults = find_faults(page, "welcome", rules)
    for question in QUESTIONS:
        hear(page, tutor, question)
        faults += find_faults(page, f"{question.kind} of a {question.mode}", rules)
    tutor.is_away = True
    trouble = ask(page, "are you there?")
    expect(page.get_by_test_id("connection")).to_contain_text("cannot be reached")
    faults += find_faults(page, "trouble", rules)
    tutor.is_away = False
    trouble.get_by_role("button", name="Try again").click()
    trouble.get_by_role("button", name="Try again").wait_for(state="hidden")
    turn = hear(page, tutor, *TOLD)
    turn.get_by_test_id("thumb-up").first.click()
    turn.get_by_test_id("rating-form").wait_for()
    unfold(page)
    assert faults + find_faults(page, "answers", rules) == []


@pytest.mark.parametrize(("look", "rules"), LOOKS.values(), ids=LOOKS.keys())
def test_axe_finds_nothing_in_figures_and_reports(show, tutor, look, rules):
    page = show(**look)
    turn = hear(page, tutor, *FIGURES)
    unfold(page)
    turn.get_by_test_id("hand-in").click()
    turn.get_by_test_id("confirm").wait_for()
    assert find_faults(page, "figures", rules) == []


@pytest.mark.parametrize("width", [1280, 820, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_sheets_beside_and_over_the_chat(show, tutor, scheme, width):
    page = show(color_scheme=scheme, viewport={"width": width, "height": 800})
    turn = hear(page, tutor, ANSWER)
    turn.get_by_test_id("citation").first.click()
    panel = page.get_by_test_id("source-panel")
    panel.locator("mark#passage").wait_for()
    faults = find_faults(page, "sheet")
    panel.get_by_role("button", name="All sheets").click()
    panel.get_by_text("2 passages").wait_for()
    faults += find_faults(page, "sheets")
    panel.get_by_test_id("search-sheets").fill("forms")
    panel.get_by_test_id("search-sheets").press("Enter")
    panel.get_by_test_id("hits").wait_for()
    assert faults + find_faults(page, "found") == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("lang", ["en", "de"])
def test_axe_finds_nothing_on_a_page_of_others(visit, tutor, lang, width):
    page = visit(lang, viewport={"width": width, "height": 640})
    faults = find_faults(page, "closed")
    page.get_by_test_id("launcher").click()
    page.get_by_test_id("message-input").wait_for()
    faults += find_faults(page, "open")
    hear(page, tutor, ANSWER, EXAM_QUESTION)
    assert faults + find_faults(page, "answer") == []


def test_axe_finds_nothing_while_an_answer_is_on_its_way(show, tutor):
    page = show()
    held = []
    page.route("**/v1/chat", lambda route: held.append(route))
    page.keyboard.type("slow")
    page.keyboard.press("Enter")
    page.locator(".waiting").wait_for()
    expect(page.get_by_test_id("announcer")).to_have_text("Looking in the sheets")
    assert find_faults(page, "waiting") == []
    tutor.serve(held[0])
    page.locator("sheetwise-turn").wait_for()


# By keyboard alone


@pytest.mark.parametrize("width", [1280, 320])
def test_a_question_is_answered_and_the_next_one_reached_by_keyboard(show, tutor, width):
    page = show(viewport={"width": width, "height": 640})
    page.get_by_test_id("message-input").focus()
    turn = type_and_hear(page, tutor, CHOICE)
    walk(page, turn.locator('input[name="option"]'), "Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    walk(page, turn.locator('input[name="confidence"]'))
    page.keyboard.press("Space")
    walk(page, turn.get_by_test_id("check"))
    tutor.says = [[WRONG, ORDERING]]
    page.keyboard.press("Enter")
    answer = page.locator("sheetwise-turn").nth(1)
    expect(answer).to_be_focused()
    walk(page, answer.get_by_label("Move D up"))
    for key in ("Enter", "Space", "Enter"):
        page.keyboard.press(key)
        expect(answer.get_by_label("Move D up")).to_be_focused()
    walk(page, answer.get_by_test_id("check"))
    page.keyboard.press("Space")
    page.locator("sheetwise-turn").nth(2).wait_for()
    assert tutor.heard[2] == "answer 1f2e3d4c/3 D A B C"


def test_a_card_that_closes_by_itself_keeps_the_focus(show, tutor):
    page = show()
    turn = hear(page, tutor, EXAM_QUESTION.model_copy(update={"seconds_left": 2}))
    turn.locator('input[value="C"]').focus()
    expect(turn.get_by_test_id("question-card")).to_have_attribute("data-state", "closed")
    expect(turn.get_by_test_id("question-card")).to_be_focused()


def test_a_reply_is_rated_with_a_word_by_keyboard(show, tutor):
    page = show()
    turn = hear(page, tutor, ANSWER)
    thumb = turn.get_by_test_id("thumb-down")
    walk(page, thumb, "Shift+Tab")
    page.keyboard.press("Space")
    turn.get_by_test_id("rating-form").wait_for()
    walk(page, turn.get_by_test_id("rating-form").get_by_role("textbox"))
    page.keyboard.type("wrong service")
    page.keyboard.press("Enter")
    expect(turn).to_contain_text("Thank you.")
    expect(thumb).to_be_focused()


def test_the_sheets_over_the_chat_are_left_as_they_were_entered(show, tutor):
    page = show(viewport={"width": 820, "height": 700})
    turn = hear(page, tutor, ANSWER)
    citation = turn.get_by_test_id("citation").first
    walk(page, citation, "Shift+Tab")
    page.keyboard.press("Enter")
    panel = page.get_by_test_id("source-panel")
    expect(panel.locator("mark#passage")).to_be_focused()
    walk(page, panel.get_by_role("button", name="All sheets"), "Shift+Tab")
    page.keyboard.press("Enter")
    sheet = panel.locator('.sheet-names a[href*="/sheets/documents"]')
    sheet.wait_for()
    walk(page, sheet)
    page.keyboard.press("Enter")
    walk(page, panel.get_by_test_id("section-quiz"))
    page.keyboard.press("Escape")
    expect(citation).to_be_focused()


def test_the_button_on_a_page_of_others_opens_and_takes_the_focus_back(visit, tutor):
    page = visit()
    launcher = page.get_by_test_id("launcher")
    walk(page, launcher)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("message-input")).to_be_focused()
    walk(page, launcher)
    walk(page, page.get_by_test_id("close-chat"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(launcher).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_test_id("message-input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_a_page_that_the_chat_covers_is_out_of_reach_until_it_is_closed(visit, tutor):
    page = visit(viewport={"width": 360, "height": 640})
    page.get_by_test_id("launcher").click()
    page.get_by_test_id("message-input").wait_for()
    link = page.get_by_role("link", name="Cart")
    expect(link).to_have_count(1)
    for _ in range(20):
        page.keyboard.press("Tab")
        assert not link.evaluate_all(IS_FOCUSED)
    page.set_viewport_size({"width": 1000, "height": 640})
    expect(page.get_by_test_id("message-input")).to_be_focused()
    walk(page, link, "Shift+Tab")
    page.set_viewport_size({"width": 360, "height": 640})
    expect(page.get_by_test_id("message-input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("launcher")).to_be_focused()


# With a screen reader


def test_a_conversation_says_who_said_what(show, tutor):
    page = show(viewport={"width": 820, "height": 700})
    hear(page, tutor, TextReply(text="Textract reads documents."))
    expect(page.locator("body")).to_match_aria_snapshot("""
        - banner:
          - heading "Sheetwise" [level=1]
        - main "Conversation":
          - log "Messages":
            - heading "What would you like to know?" [level=2]
            - text: "You: go on"
            - group "Sheetwise":
              - article:
                - paragraph: Textract reads documents.
          - textbox "Ask a question"
    """)


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (ANSWER, "Answer, Amazon Textract: Reads forms and tables."),
        (COMPARISON, "Comparison of Amazon Textract and Amazon Polly."),
        (WORKED, "The sheets speak for A and D. A: Amazon Textract."),
        (NOT_COVERED, "The sheets do not cover that."),
        (CHOICE, "Question 1 of 5. A regional insurer scans"),
        (WRONG, "Not right. The forms are scanned"),
        (PROGRESS, "You have answered 143 questions"),
        (
            ENDED,
            "You handed the exam in after 71 minutes. 751 estimated, on a scale from 100 to 1,000. Passed",
        ),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_every_reply_is_told_in_a_sentence(show, tutor, reply, told):
    page = show()
    hear(page, tutor, reply)
    expect(page.get_by_test_id("announcer")).to_contain_text(told)


def test_a_lost_connection_is_told_once_and_its_return_too(show, tutor):
    page = show()
    line = page.get_by_test_id("connection")
    tutor.is_away = True
    ask(page, "are you there?")
    expect(line).to_contain_text("cannot be reached")
    line.evaluate("line => { line.firstChild.isOld = true }")
    page.wait_for_timeout(1500)
    assert line.evaluate("line => line.firstChild.isOld"), "the same words are read once more"
    page.evaluate(FOLLOW_TOLD)
    tutor.is_away = False
    expect(page.get_by_test_id("announcer")).to_have_text("Hello.", timeout=15_000)
    expect(line).to_have_text("")
    assert page.evaluate("told") == ["The tutor is there again.", "Hello."]


def test_the_words_of_the_tutor_are_told_to_be_english_in_a_german_interface(visit, tutor):
    page = visit("de")
    page.get_by_test_id("launcher").click()
    turn = hear(page, tutor, ANSWER)
    language = "node => node.closest('[lang]')?.lang ?? node.getRootNode().host.closest('[lang]').lang"
    assert turn.locator(".statements").evaluate(language) == "en"
    assert turn.get_by_test_id("copy").evaluate(language) == "de"


# In one's own colours, enlarged, without motion


@pytest.mark.parametrize("look", [{"forced_colors": "active"}, {"contrast": "more"}, {}], ids=str)
def test_what_is_chosen_is_seen_in_every_palette(show, tutor, look):
    page = show(**look)

    def differs(part, change):
        page.mouse.move(1, 1)
        before = part.screenshot()
        change()
        page.get_by_test_id("message-input").focus()
        page.mouse.move(1, 1)
        return part.screenshot() != before

    turn = hear(page, tutor, ANSWER)
    thumb = turn.get_by_test_id("thumb-up")
    assert differs(thumb, lambda: (thumb.click(), turn.get_by_test_id("rating-form").wait_for()))
    turn = hear(page, tutor, CHOICE)
    option = turn.get_by_test_id("choice").first
    assert differs(option, option.click)
    sure = turn.locator(".segment").first
    assert differs(sure, sure.click)
    turn = hear(page, tutor, EXAM_QUESTION)
    flag = turn.get_by_test_id("flag")
    tutor.says = [[EXAM_QUESTION.model_copy(update={"flagged": True})]]
    before = flag.screenshot()
    flag.click()
    again = page.locator("sheetwise-turn").last.get_by_test_id("flag")
    expect(again).to_have_attribute("aria-pressed", "true")
    page.mouse.move(1, 1)
    assert again.screenshot() != before


def test_nothing_is_cut_off_or_scrolls_sideways_at_320_px_with_wide_letters(show, tutor):
    page = show(viewport={"width": 320, "height": 640})
    for question in QUESTIONS:
        turn = hear(page, tutor, question)
    hear(page, tutor, *TOLD)
    hear(page, tutor, *FIGURES)
    unfold(page)
    page.evaluate(SPACING)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    messages = page.locator("#messages")
    assert messages.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert turn.is_visible()
    assert page.evaluate(CUT_OFF) == []


def test_nothing_moves_for_who_wants_no_motion(show, tutor):
    page = show(viewport={"width": 820, "height": 700})
    page.route("**/v1/chat", lambda _: None)
    page.keyboard.type("slow")
    page.keyboard.press("Enter")
    page.locator(".waiting").wait_for()
    assert page.evaluate(MOVING) == []
    page.get_by_test_id("open-sheets").click()
    assert page.evaluate(MOVING) == []
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING) != []
