"""The cards of quizzes, exams and progress in a real browser; the tutor's replies are samples."""

import json
import re

import pytest
from playwright.sync_api import expect

from actions.replies import REPLY, SavedAnswer, TextReply
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
    WRONG_MATCH,
    WRONG_ORDER,
)
from tests.end_to_end.widget import ScriptedTutor, ask, hear, open_page

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
    "wrong-match": WRONG_MATCH,
    "unsure": UNSURE,
    "progress": PROGRESS,
    "running": RUNNING,
    "ended": ENDED,
}


@pytest.fixture
def tutor():
    return ScriptedTutor()


@pytest.fixture
def page(browser, tutor):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    open_page(page, tutor)
    yield page
    page.close()


def wait_for_turn(page, n_turns):
    page.locator("sheetwise-turn").nth(n_turns - 1).locator(".card").first.wait_for()


def card_of(turn, kind="question"):
    return turn.get_by_test_id(f"{kind}-card")


def shown_in_bubble(page):
    return page.get_by_test_id("said").last


def choose(turn, *signs):
    for sign in signs:
        turn.locator(f'[data-testid="choice"][data-sign="{sign}"]').click()


def choice(turn, sign):
    return turn.locator(f'[data-testid="choice"][data-sign="{sign}"] input')


def check(page, turn):
    """Send a card's answer; returns the tutor's next turn."""
    n_turns = page.locator("sheetwise-turn").count()
    turn.get_by_test_id("check").click()
    wait_for_turn(page, n_turns + 1)
    return page.locator("sheetwise-turn").nth(n_turns)


def signs_of(turn):
    return [step.get_attribute("data-sign") for step in turn.get_by_test_id("step").all()]


@pytest.mark.parametrize("reply", EVERY_CARD.values(), ids=EVERY_CARD.keys())
@pytest.mark.parametrize("width", [320, 1280])
def test_every_card_fits_and_the_console_stays_clean(page, tutor, reply, width):
    page.set_viewport_size({"width": width, "height": 800})
    card = hear(page, tutor, reply).locator(".card").first
    expect(card).to_be_visible()
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_a_single_choice_is_sent_with_its_question_and_shown_without(page, tutor):
    turn = hear(page, tutor, CHOICE)
    expect(card_of(turn).get_by_role("heading")).to_have_text("Question 1 of 5")
    expect(card_of(turn)).to_contain_text("Quiz on documents · AIF-C01, AWS services for AI · easy")
    choose(turn, "A")
    turn.get_by_label("Sure", exact=True).check(force=True)
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/1 A (sure)"
    expect(shown_in_bubble(page)).to_have_text("A, sure")
    expect(turn.get_by_test_id("given")).to_have_text("Your answer: A, sure")


def test_a_confidence_of_two_words_and_none_at_all_are_sent_as_such(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choose(turn, "C")
    turn.get_by_label("Think so").check(force=True)
    check(page, turn)
    turn = hear(page, tutor, MULTIPLE)
    choose(turn, "A", "C")
    check(page, turn)
    assert tutor.heard[-3:] == ["answer 1f2e3d4c/1 C (think so)", "go on", "answer 1f2e3d4c/2 A C"]


def test_several_options_are_counted_before_they_are_sent(page, tutor):
    turn = hear(page, tutor, MULTIPLE)
    expect(card_of(turn).locator("legend").first).to_have_text("Choose two")
    choose(turn, "A", "C", "E")
    turn.get_by_test_id("check").click()
    expect(turn.get_by_role("alert")).to_have_text("Choose two options.")
    choose(turn, "E")
    expect(turn.get_by_role("alert")).to_have_text("")
    check(page, turn)
    assert tutor.heard == ["go on", "answer 1f2e3d4c/2 A C"]


@pytest.mark.parametrize("question", [CHOICE, MATCHING, WORDS], ids=lambda reply: reply.kind)
def test_nothing_is_sent_before_something_is_chosen(page, tutor, question):
    turn = hear(page, tutor, question)
    turn.get_by_test_id("check").click()
    expect(turn.get_by_role("alert")).to_contain_text("first.")
    expect(card_of(turn)).to_have_attribute("data-state", "open")
    assert tutor.heard == ["go on"]


def test_steps_are_ordered_by_keyboard(page, tutor):
    turn = hear(page, tutor, ORDERING)
    up = turn.get_by_label("Move C up")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(page.get_by_test_id("announcer")).to_have_text("C is now 2 of 4.")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(up).to_have_attribute("aria-disabled", "true")
    turn.get_by_label("Move A down").press("Enter")
    assert signs_of(turn) == ["C", "B", "A", "D"]
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/3 C B A D"
    expect(shown_in_bubble(page)).to_have_text("C B A D")
    assert signs_of(turn) == ["C", "B", "A", "D"]
    expect(turn.get_by_label("Move A down")).to_be_hidden()


def test_steps_are_ordered_by_dragging(page, tutor):
    turn = hear(page, tutor, ORDERING)
    steps = turn.get_by_test_id("step")
    steps.nth(0).hover()
    start, end = steps.nth(0).bounding_box(), steps.nth(3).bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    page.mouse.down()
    for share in (0.2, 0.5, 0.8, 1):
        page.mouse.move(start["x"] + 60, start["y"] + (end["y"] - start["y"]) * share + end["height"])
    expect(steps.nth(3)).to_have_class("step is-dragged")
    page.mouse.up()
    assert signs_of(turn) == ["B", "C", "D", "A"]
    expect(page.get_by_test_id("announcer")).to_have_text("A is now 4 of 4.")
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/3 B C D A"


def test_a_finger_drags_a_step_by_its_handle_alone(page, tutor):
    turn = hear(page, tutor, ORDERING)
    step = turn.get_by_test_id("step").first
    touch = {"pointerType": "touch", "pointerId": 1, "button": 0, "bubbles": True}
    step.locator(".step-text").dispatch_event("pointerdown", touch)
    expect(step).to_have_class("step")
    expect(step.locator(".step-grip")).to_have_css("touch-action", "none")


def test_matches_are_chosen_for_each_prompt(page, tutor):
    turn = hear(page, tutor, MATCHING)
    for place, sign in enumerate("BCA"):
        turn.get_by_test_id("match").nth(place).select_option(sign)
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/4 1B 2C 3A"
    expect(shown_in_bubble(page)).to_have_text("1B 2C 3A")
    expect(turn.locator(".match-given")).to_have_text(
        ["B · Artificial intelligence", "C · Machine learning", "A · Deep learning"]
    )


def test_words_are_sent_by_enter_and_are_never_markup(page, tutor):
    turn = hear(page, tutor, WORDS)
    box = turn.get_by_test_id("words")
    box.fill("it <b>looks</b> things up")
    turn.get_by_label("Guess").check(force=True)
    box.press("Enter")
    wait_for_turn(page, 2)
    assert tutor.heard[-1] == "answer 1f2e3d4c/5 it <b>looks</b> things up (guess)"
    expect(shown_in_bubble(page)).to_have_text("it <b>looks</b> things up, guess")
    expect(turn.get_by_test_id("given")).to_have_text("Your answer: it <b>looks</b> things up, guess")


def test_a_question_is_answered_once(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choose(turn, "B")
    turn.locator("form").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    turn.get_by_test_id("given").dblclick()
    wait_for_turn(page, 2)
    page.wait_for_timeout(200)
    assert tutor.heard == ["go on", "answer 1f2e3d4c/1 B"]
    expect(card_of(turn)).to_have_attribute("data-state", "closed")
    expect(turn.get_by_test_id("check")).to_have_count(0)
    expect(turn.get_by_test_id("suggestion")).to_have_count(0)
    expect(choice(turn, "B")).to_be_checked()
    expect(choice(turn, "B")).to_be_disabled()


def test_a_double_click_on_check_sends_once(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choose(turn, "B")
    turn.get_by_test_id("check").dblclick()
    wait_for_turn(page, 2)
    page.wait_for_timeout(200)
    assert tutor.heard == ["go on", "answer 1f2e3d4c/1 B"]


def test_a_question_is_answered_by_keyboard_alone_and_the_focus_goes_on(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choice(turn, "A").focus()
    page.keyboard.press("ArrowDown")
    tutor.says = [[WRONG, MULTIPLE]]
    page.keyboard.press("Enter")
    wait_for_turn(page, 2)
    assert tutor.heard[-1] == "answer 1f2e3d4c/1 B"
    expect(page.locator("sheetwise-turn").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("feedback-card").locator("summary").first).to_be_focused()


def test_an_old_question_of_a_history_is_closed_and_the_last_is_open(page, tutor):
    turn = hear(page, tutor, CHOICE, WRONG, MULTIPLE)
    cards = card_of(turn)
    expect(cards.nth(0)).to_have_attribute("data-state", "closed")
    expect(cards.nth(0).get_by_test_id("given")).to_have_text("Your answer: B")
    expect(choice(cards.nth(0), "B")).to_be_checked()
    expect(cards.nth(1)).to_have_attribute("data-state", "open")


def test_a_typed_answer_closes_the_card_and_shows_on_it(page, tutor):
    turn = hear(page, tutor, CHOICE)
    tutor.says = [[WRONG]]
    ask(page, "b I think")
    expect(turn.get_by_test_id("given")).to_have_text("Your answer: B")


def test_a_later_question_closes_an_earlier_one_that_has_no_answer(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choose(turn, "B")
    hear(page, tutor, MULTIPLE)
    expect(turn.get_by_test_id("given")).to_have_text("This question is closed.")
    expect(turn.locator(":checked")).to_have_count(0)


def test_a_question_asked_in_the_middle_leaves_the_card_open(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choose(turn, "B")
    hear(page, tutor, TextReply(text="Textract reads documents."))
    expect(choice(turn, "B")).to_be_checked()
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/1 B"


def test_what_was_begun_is_kept_when_the_question_is_asked_again(page, tutor):
    first = hear(page, tutor, CHOICE)
    choose(first, "B")
    again = hear(page, tutor, CHOICE)
    expect(card_of(first)).to_have_attribute("data-state", "closed")
    expect(choice(again, "B")).to_be_checked()


def test_an_answer_that_did_not_arrive_is_sent_again_as_it_was(page, tutor):
    turn = hear(page, tutor, CHOICE)
    choose(turn, "B")
    tutor.is_away = True
    failed = check(page, turn)
    expect(failed.get_by_test_id("notice-card")).to_be_visible()
    tutor.is_away, tutor.says = False, [[WRONG]]
    failed.get_by_role("button", name="Try again").click()
    expect(failed.get_by_test_id("feedback-card")).to_be_visible()
    assert tutor.heard == ["go on", "answer 1f2e3d4c/1 B"]


def test_a_new_question_is_announced(page, tutor):
    hear(page, tutor, RIGHT, MULTIPLE)
    expect(page.get_by_test_id("announcer")).to_contain_text("Right. Question 2 of 5. A bank keeps prompts")


def test_an_exam_question_is_saved_and_not_checked(page, tutor):
    turn = hear(page, tutor, EXAM_QUESTION)
    expect(choice(turn, "C")).to_be_checked()
    expect(turn.get_by_test_id("confidence")).to_have_count(0)
    expect(turn.get_by_test_id("check")).to_have_text("Save and go on")
    expect(turn.get_by_role("timer")).to_contain_text("1:12:0")
    choose(turn, "A")
    check(page, turn)
    assert tutor.heard[-1] == "answer 9a8b7c6d/12 A"


@pytest.mark.parametrize(
    ("question", "saved", "sent"),
    [
        (ORDERING, ["C", "A", "B", "D"], "C A B D"),
        (MATCHING, ["B", "C", "A"], "1B 2C 3A"),
        (MATCHING, ["1B", "2C", "3A"], "1B 2C 3A"),
        (MULTIPLE, ["A", "E"], "A E"),
        (WORDS, ["it looks things up"], "it looks things up"),
    ],
)
def test_an_exam_shows_what_it_saved(page, tutor, question, saved, sent):
    turn = hear(page, tutor, question.model_copy(update={"mode": "exam", "saved": saved}))
    check(page, turn)
    assert tutor.heard[-1] == f"{question.answers} {sent}"


def test_a_flag_is_sent_and_set_when_the_tutor_has_heard_it(page, tutor):
    turn = hear(page, tutor, EXAM_QUESTION)
    flag = turn.get_by_test_id("flag")
    expect(flag).to_have_attribute("aria-pressed", "false")
    tutor.says = [[EXAM_QUESTION.model_copy(update={"flagged": flagged})] for flagged in (True, False)]
    # The tutor suggests the same to channels without this button.
    expect(turn.get_by_text("Flag this question")).to_have_count(0)
    for n_turns, pressed in ((2, "true"), (3, "false")):
        page.locator("sheetwise-turn").last.get_by_test_id("flag").click()
        wait_for_turn(page, n_turns)
        flag = page.locator("sheetwise-turn").last.get_by_test_id("flag")
        expect(flag).to_have_attribute("aria-pressed", pressed)
    assert tutor.heard[1:] == ["flag this question", "unflag this question"]


def test_a_flag_keeps_what_was_begun_when_the_question_comes_back(page, tutor):
    turn = hear(page, tutor, EXAM_QUESTION)
    choose(turn, "A")
    tutor.says = [[EXAM_QUESTION.model_copy(update={"flagged": True})]]
    turn.get_by_test_id("flag").click()
    wait_for_turn(page, 2)
    again = page.locator("sheetwise-turn").nth(1)
    expect(again.get_by_test_id("flag")).to_have_attribute("aria-pressed", "true")
    expect(choice(again, "A")).to_be_checked()


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (602, "10 minutes left."),
        (302, "5 minutes left."),
        (62, "1 minute left."),
        (2, "Time is over. What you saved counts."),
    ],
)
def test_the_last_minutes_of_an_exam_are_told(page, tutor, seconds, told):
    turn = hear(page, tutor, EXAM_QUESTION.model_copy(update={"seconds_left": seconds}))
    expect(turn.get_by_role("timer")).to_be_visible()
    expect(page.get_by_test_id("announcer")).to_have_text(told)


def test_no_minute_is_told_that_was_past_at_the_start(page, tutor):
    hear(page, tutor, EXAM_QUESTION.model_copy(update={"seconds_left": 250}))
    page.wait_for_timeout(1500)
    expect(page.get_by_test_id("announcer")).to_contain_text("Question 12 of 65")


def test_the_map_tells_by_words_what_is_answered_and_flagged_and_goes_there(page, tutor):
    turn = hear(page, tutor, RUNNING)
    places = turn.get_by_test_id("place")
    expect(places).to_have_count(65)
    expect(places.nth(3)).to_have_accessible_name("Question 4, answered, flagged")
    expect(places.nth(29)).to_have_accessible_name("Question 30, open, flagged")
    expect(turn.get_by_test_id("map-counts")).to_have_text("11 of 65 answered, 3 flagged")
    places.nth(29).click()
    wait_for_turn(page, 2)
    assert tutor.heard[-1] == "question 30"


def test_the_map_follows_the_answers(page, tutor):
    turn = hear(page, tutor, RUNNING)
    question = hear(page, tutor, EXAM_QUESTION.model_copy(update={"saved": []}))
    place = turn.get_by_test_id("place").nth(11)
    expect(place).to_have_accessible_name("Question 12, open")
    expect(place).to_have_attribute("aria-current", "step")
    choose(question, "A")
    tutor.is_away = True
    failed = check(page, question)
    expect(place).to_have_accessible_name("Question 12, open")
    tutor.is_away, tutor.says = False, [[after(12, "A")]]
    failed.get_by_role("button", name="Try again").click()
    expect(place).to_have_accessible_name("Question 12, answered")
    expect(turn.get_by_test_id("map-counts")).to_contain_text("12 of 65")


def after(position, *signs):
    """The question that an exam goes on to when it has saved an answer."""
    return EXAM_QUESTION.model_copy(
        update={
            "position": position + 1,
            "answers": f"answer 9a8b7c6d/{position + 1}",
            "saved": [],
            "just_saved": SavedAnswer(position=position, signs=list(signs)),
        }
    )


def test_a_typed_answer_of_an_exam_is_on_its_card_and_in_the_map(page, tutor):
    turn = hear(page, tutor, RUNNING)
    question = hear(page, tutor, EXAM_QUESTION.model_copy(update={"saved": []}))
    tutor.says = [[after(12, "B")]]
    ask(page, "b I think")
    expect(question.get_by_test_id("given")).to_have_text("Your answer: B")
    expect(choice(question, "B")).to_be_checked()
    expect(turn.get_by_test_id("place").nth(11)).to_have_accessible_name("Question 12, answered")
    expect(turn.get_by_test_id("place").nth(12)).to_have_attribute("aria-current", "step")


def test_words_that_the_exam_did_not_take_for_an_answer_answer_nothing(page, tutor):
    turn = hear(page, tutor, RUNNING)
    hear(page, tutor, EXAM_QUESTION.model_copy(update={"saved": []}))
    tutor.says = [[TextReply(text="Textract reads documents.")]]
    ask(page, "answer 9a8b7c6d/12 is what?")
    expect(turn.get_by_test_id("place").nth(11)).to_have_accessible_name("Question 12, open")


def test_an_exam_goes_on_and_back_without_an_answer(page, tutor):
    question = EXAM_QUESTION.model_copy(update={"saved": []})
    turn = hear(page, tutor, question)
    expect(turn.get_by_test_id("suggestion")).to_have_text(
        ["Previous", "Next", "All questions", "Finish the exam"]
    )
    following = {"position": 13, "answers": "answer 9a8b7c6d/13"}
    tutor.says = [[question.model_copy(update=following)], [question]]
    turn.get_by_role("button", name="Next", exact=True).click()
    wait_for_turn(page, 2)
    expect(turn.get_by_test_id("given")).to_have_text("Left without an answer.")
    page.locator("sheetwise-turn").last.get_by_role("button", name="Previous").click()
    wait_for_turn(page, 3)
    assert tutor.heard[1:] == ["Next", "Previous"]


def test_going_on_saves_what_was_chosen(page, tutor):
    turn = hear(page, tutor, EXAM_QUESTION.model_copy(update={"saved": []}))
    choose(turn, "D")
    tutor.says = [[after(12, "D")]]
    turn.get_by_role("button", name="Next", exact=True).click()
    expect(turn.get_by_test_id("given")).to_have_text("Your answer: D")
    expect(page.locator("sheetwise-turn")).to_have_count(2)
    assert tutor.heard[1:] == ["answer 9a8b7c6d/12 D"]


def test_going_back_tells_what_was_not_saved_and_keeps_it(page, tutor):
    question = EXAM_QUESTION.model_copy(update={"saved": []})
    turn = hear(page, tutor, question)
    choose(turn, "D")
    before = {"position": 11, "answers": "answer 9a8b7c6d/11"}
    tutor.says = [[question.model_copy(update=before)], [question]]
    turn.get_by_role("button", name="Previous").click()
    expect(turn.get_by_test_id("given")).to_contain_text("Not saved")
    again = ask(page, "question 12")
    expect(choice(again, "D")).to_be_checked()


def test_an_exam_takes_too_few_options_and_a_quiz_does_not(page, tutor):
    turn = hear(page, tutor, MULTIPLE.model_copy(update={"mode": "exam", "saved": []}))
    choose(turn, "A")
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/2 A"
    turn = hear(page, tutor, MULTIPLE)
    choose(turn, "A")
    turn.get_by_test_id("check").click()
    expect(turn.get_by_role("alert")).to_have_text("Choose two options.")


def test_what_was_named_of_several_options_is_chosen_when_the_rest_is_asked_for(page, tutor):
    turn = hear(page, tutor, MULTIPLE)
    tutor.says = [[TextReply(text="Choose two."), MULTIPLE.model_copy(update={"saved": ["A"]})]]
    again = ask(page, "A")
    expect(card_of(turn)).to_have_attribute("data-state", "closed")
    expect(choice(again, "A")).to_be_checked()
    choose(again, "C")
    check(page, again)
    assert tutor.heard[-1] == "answer 1f2e3d4c/2 A C"


STOPPED = TextReply(text="We stop here.", ended=CHOICE.sitting)
LATER = CHOICE.model_copy(update={"sitting": "2a2b2c2d", "answers": "answer 2a2b2c2d/1"})


@pytest.mark.parametrize("reply", [STOPPED, LATER], ids=["stopped", "replaced"])
@pytest.mark.parametrize("is_reloaded", [False, True], ids=["live", "reloaded"])
def test_the_end_of_a_quiz_closes_its_question(page, tutor, reply, is_reloaded):
    turn = hear(page, tutor, CHOICE)
    hear(page, tutor, reply)
    if is_reloaded:
        page.reload()
        turn = page.locator("sheetwise-turn").first
    expect(card_of(turn)).to_have_attribute("data-state", "closed")
    expect(turn.get_by_test_id("given")).to_have_text("This question is closed.")
    expect(turn.get_by_test_id("suggestion")).to_have_count(0)


def test_the_end_of_another_quiz_closes_nothing(page, tutor):
    turn = hear(page, tutor, LATER)
    hear(page, tutor, STOPPED)
    expect(card_of(turn)).to_have_attribute("data-state", "open")


def test_an_open_question_is_open_after_a_reload(page, tutor):
    hear(page, tutor, CHOICE)
    page.reload()
    turn = page.locator("sheetwise-turn").first
    choose(turn, "A")
    check(page, turn)
    assert tutor.heard[-1] == "answer 1f2e3d4c/1 A"


def test_a_reloaded_exam_has_its_answers_and_its_open_question(page, tutor):
    hear(page, tutor, RUNNING)
    hear(page, tutor, EXAM_QUESTION.model_copy(update={"saved": []}))
    tutor.says = [[after(12, "B")]]
    ask(page, "B")
    page.reload()
    turns = page.locator("sheetwise-turn")
    expect(turns.nth(1).get_by_test_id("given")).to_have_text("Your answer: B")
    expect(turns.first.get_by_test_id("place").nth(11)).to_have_accessible_name("Question 12, answered")
    expect(card_of(turns.nth(2))).to_have_attribute("data-state", "open")


def test_the_end_of_the_time_closes_an_exam_and_offers_its_result(page, tutor):
    overview = hear(page, tutor, RUNNING)
    turn = hear(page, tutor, EXAM_QUESTION.model_copy(update={"seconds_left": 2, "saved": []}))
    choose(turn, "A")
    expect(card_of(turn)).to_have_attribute("data-state", "open")
    expect(card_of(turn)).to_have_attribute("data-state", "closed")
    expect(turn.get_by_test_id("given")).to_have_text("Time is over. What you saved counts.")
    expect(overview.get_by_test_id("place").first).to_be_disabled()
    expect(overview.get_by_test_id("show-result")).to_be_visible()
    tutor.says = [[ENDED]]
    turn.get_by_role("button", name="Show the result").click()
    wait_for_turn(page, 3)
    assert tutor.heard[-1] == "Finish the exam"
    expect(page.get_by_role("button", name="Show the result")).to_have_count(0)


@pytest.mark.parametrize(
    ("ends_at", "state"), [("2026-01-01T12:00:00+00:00", "closed"), ("2999-01-01T12:00:00+00:00", "open")]
)
def test_after_a_reload_the_moment_of_the_end_counts_and_not_the_seconds_of_then(page, tutor, ends_at, state):
    hear(page, tutor, EXAM_QUESTION.model_copy(update={"seconds_left": 90, "ends_at": ends_at}))
    page.reload()
    expect(card_of(page.locator("sheetwise-turn").first)).to_have_attribute("data-state", state)


def test_an_exam_is_handed_in_after_a_second_thought(page, tutor):
    turn = hear(page, tutor, RUNNING)
    expect(turn.get_by_test_id("suggestion")).to_have_text(["Question 12"])
    turn.get_by_test_id("hand-in").press("Enter")
    expect(turn.get_by_test_id("confirm")).to_contain_text("54 questions are still open.")
    expect(turn.get_by_role("button", name="Go on with the exam")).to_be_focused()
    page.keyboard.press("Escape")
    expect(turn.get_by_test_id("hand-in")).to_be_focused()
    turn.get_by_test_id("hand-in").click()
    assert tutor.heard == ["go on"]
    tutor.says = [[ENDED]]
    turn.get_by_test_id("hand-in-now").click()
    wait_for_turn(page, 2)
    assert tutor.heard[-1] == "Finish the exam now"
    expect(turn.get_by_test_id("place").first).to_be_disabled()
    expect(turn.get_by_test_id("confirm")).to_be_hidden()
    expect(turn.get_by_role("timer")).to_be_hidden()


def test_the_end_of_an_exam_closes_its_question(page, tutor):
    turn = hear(page, tutor, EXAM_QUESTION)
    hear(page, tutor, ENDED)
    expect(card_of(turn)).to_have_attribute("data-state", "closed")


def test_a_report_tells_score_estimate_domains_and_what_to_look_at_again(page, tutor):
    card = card_of(hear(page, tutor, ENDED), "exam")
    expect(card.get_by_test_id("score")).to_contain_text("751 estimated")
    expect(card.get_by_test_id("score")).to_contain_text("Passed by this estimate")
    expect(card.get_by_test_id("score")).to_contain_text("Pass mark 700 · 47 of 65 right")
    expect(card.get_by_test_id("notes").get_by_role("listitem")).to_have_count(2)
    row = card.get_by_role("row", name="Guidelines for responsible AI")
    expect(row.get_by_role("cell")).to_have_text(["7 of 9", "78%", "14%"])
    folded = card.get_by_test_id("wrong-question")
    expect(folded).to_have_count(3)
    expect(folded.nth(1).locator("summary").first).to_contain_text("Question 5Not right")
    folded.nth(1).locator("summary").first.press("Enter")
    folded.nth(1).get_by_test_id("citation").first.click()
    expect(page.get_by_test_id("source-panel").locator("mark#passage")).to_be_in_viewport()


def test_a_failed_exam_is_told_by_words(page, tutor):
    failed = ENDED.model_copy(update={"passed": False, "score": 610, "places": [], "wrong": []})
    card = card_of(hear(page, tutor, failed), "exam")
    expect(card.get_by_test_id("score")).to_contain_text("Not passed by this estimate")


def test_the_verdict_comes_first_and_every_option_says_why(page, tutor):
    card = card_of(hear(page, tutor, WRONG), "feedback")
    expect(card.locator(":scope > *").first).to_have_text("Not right")
    expect(card.locator(".option-verdict")).to_have_text(
        ["Right", "Not this oneYour choice", "Not this one", "Not this one"]
    )
    options = card.get_by_test_id("option")
    expect(options.nth(1)).to_contain_text("Comprehend reads the meaning of digital text")
    expect(options.nth(3).locator(".option-text")).to_have_text("A <b>clerk</b> with a pen")
    expect(card.get_by_test_id("due")).to_have_text("Comes back soon.")
    options.nth(1).get_by_test_id("citation").click()
    expect(page.get_by_test_id("source-panel").locator("mark#passage")).to_be_in_viewport()


def test_a_right_answer_says_so_once(page, tutor):
    card = card_of(hear(page, tutor, RIGHT), "feedback")
    expect(card.get_by_text("Right", exact=True)).to_have_count(2)  # the verdict and the option
    expect(card.get_by_text("Right.", exact=True)).to_have_count(0)


def test_an_order_is_shown_beside_the_learners(page, tutor):
    card = card_of(hear(page, tutor, WRONG_ORDER), "feedback")
    expect(card.locator(".answers dd")).to_have_text(["B D A C", "B A D C"])
    expect(card.locator(".option-verdict")).to_have_text(
        ["Not in its place", "In its place", "In its place", "Not in its place"]
    )


def test_a_matching_says_which_prompts_were_right(page, tutor):
    card = card_of(hear(page, tutor, WRONG_MATCH), "feedback")
    expect(card.locator(".answers dd")).to_have_text(["1B 2C 3A", "1B 2A 3C"])
    expect(card.locator(".option-verdict")).to_have_text(["Right", "Not right", "Not right"])


@pytest.mark.parametrize(
    ("feedback", "sign", "mark"),
    [(WRONG_ORDER, "A", "Not in its place"), (WRONG_MATCH, "2", "Not right"), (WRONG, "B", "Not this one")],
)
def test_one_option_alone_is_marked_as_in_its_question(page, tutor, feedback, sign, mark):
    options = [option for option in feedback.options if option.sign == sign]
    card = card_of(hear(page, tutor, feedback.model_copy(update={"options": options})), "feedback")
    expect(card.locator(".option-verdict")).to_contain_text([mark])


def test_a_doubtful_answer_is_left_to_the_learner(page, tutor):
    turn = hear(page, tutor, UNSURE)
    expect(card_of(turn, "feedback").locator(".answers dd")).to_have_text(
        [UNSURE.answer, "it looks things up first"]
    )
    turn.get_by_role("button", name="I had it").click()
    wait_for_turn(page, 2)
    assert tutor.heard[-1] == "answer 1f2e3d4c/5 I had it"
    expect(shown_in_bubble(page)).to_have_text("I had it")


@pytest.mark.parametrize(
    ("chart", "about", "first", "last"),
    [
        ("per-day", "14 days: 143 in all, at most 21", ["13 days ago", "0"], ["Today", "11"]),
        ("forecast", "14 days: 59 in all, 12 of them today", ["Today", "12"], ["In 13 days", "2"]),
        ("curve", "93% today, 59% in 30 days", ["Today", "93%"], ["In 30 days", "59%"]),
    ],
)
def re_of(text):
    return re.compile(re.escape(text))


def test_a_reply_of_an_unknown_type_shows_its_words(page, tutor):
    suggestions = [{"label": "Go on", "message": "go on"}]
    turn = hear(page, tutor, {"type": "poem", "text": "A **rose**.", "suggestions": suggestions})
    expect(turn.get_by_test_id("text-card")).to_contain_text("A rose.")
    expect(turn.get_by_test_id("suggestion")).to_have_text("Go on")
    turn = hear(page, tutor, {"type": "poem"})
    expect(turn.get_by_test_id("notice-card")).to_contain_text("Reload")


def test_every_sample_is_a_reply_of_the_schema():
    for reply in EVERY_CARD.values():
        assert REPLY.validate_python(json.loads(reply.model_dump_json())) == reply
