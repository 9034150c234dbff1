"""Replies as Slack shows them: within its limits, each quote with its numbers, nothing a mark by accident."""

import datetime as dt
import random
import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.quizzing import compose_feedback, compose_question
from actions.turns import Turn
from api.channels.slack.rendering import Post, RenderContext, chart, elements, question, render
from api.channels.slack.rendering.limits import measure
from tests.api import samples
from tests.api.channels.slack.block_kit import Refused, validate_message, validate_view
from tutor.grading import Grade, Response, n_places
from tutor.loading import load_items
from tutor.questions import Marked, Question

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)
CONTEXT = RenderContext("https://tutor.example.com", "c", "m1", today=NOW.date())
IN_CHANNEL = RenderContext("https://tutor.example.com", "c", "m1", private=True, today=NOW.date())
SAMPLES = {
    name: reply
    for name, reply in vars(samples).items()
    if isinstance(reply, BaseModel) and hasattr(reply, "type")
}
SHORT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=200)
# A text and how often it is said: 5,000 characters are more than Hypothesis cares to print.
ANY_TEXT = st.tuples(SHORT, st.sampled_from([1, 1, 3, 20, 5000]))
# A text of 5,000 characters takes its time to be drawn; to be shrunk it would take minutes.
THOROUGH = settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def grow(said):
    text, times = said
    return (text * times)[:5000]


def posts_of(*said, context=CONTEXT):
    """Posts of replies, each of them checked."""
    posts = render(said, context)
    for post in posts:
        check(post)
    return posts


def check(post: Post):
    validate_message({"text": post.text, "blocks": post.blocks})
    assert measure(post.text) <= 300
    assert "<" not in post.text
    assert "New message" not in post.text


def texts_of(value):
    """All words of blocks, in their order."""
    if isinstance(value, list):
        return "".join(map(texts_of, value))
    if not isinstance(value, dict):
        return ""
    inner = [
        value.get(name) for name in ("text", "elements", "fields", "options", "accessory", "placeholder")
    ]
    own = value["text"] if isinstance(value.get("text"), str) else ""
    end = "\n" if value.get("type") in ("rich_text_section", "context", "header", "section") else ""
    return own + "".join(texts_of(one) for one in inner if not isinstance(one, str)) + end


def words_of(posts):
    return "\n".join(texts_of(post.blocks) for post in posts)


def actions_of(posts):
    return [
        one
        for post in posts
        for block in post.blocks
        for one in [*(block["elements"] if block["type"] == "actions" else ()), block.get("accessory")]
        if one
    ]


def labels_of(posts):
    return [one["text"]["text"] for one in actions_of(posts) if one["type"] == "button"]


def ids_of(posts):
    return [elements.name_of(one["action_id"]) for one in actions_of(posts)]


def numbers_of(post):
    """Numbers that stand behind statements, and those that the small print explains."""
    used, explained = set(), set()
    for block in post.blocks:
        if block["type"] == "rich_text":
            used |= set(re.findall(r"\u00a0\[(\d+)\]", texts_of([block])))
        if block["type"] == "context":
            for one in block["elements"]:
                lead = re.match(r"(?:<[^|]*\|)?((?:\[\d+\] )+)", one["text"])
                explained |= set(re.findall(r"\d+", lead[1])) if lead else set()
    return used, explained


def assert_stands_alone(posts, n_citations=None):
    for post in posts:
        used, explained = numbers_of(post)
        assert used == explained
    if n_citations is not None:
        said = {number for post in posts for number in numbers_of(post)[0]}
        assert said == {str(number) for number in range(1, n_citations + 1)}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("context", [CONTEXT, IN_CHANNEL, RenderContext("http://127.0.0.1:8000")])
def test_every_sample_is_within_the_limits(name, context):
    posts = posts_of(SAMPLES[name], context=context)
    assert posts
    assert_stands_alone(posts)


def test_a_whole_turn_is_rendered_in_its_order():
    posts = posts_of(samples.WRONG, replies.TextReply(text="On we go."), samples.CHOICE)
    assert [post.text.split(".")[0].split(":")[0] for post in posts] == [
        "Not right",
        "On we go",
        "Question 1 of 5",
    ]


def test_the_answers_to_judged_questions_are_within_the_limits(parts, questions):
    n_quotes = 0
    for asked in random.Random(0).sample(questions, 60):
        turn = Turn(asked["text"], subject=asked.get("focus"))
        for reply in [*answer(turn, parts).replies, *compare(turn, parts).replies]:
            posts = posts_of(reply)
            citations = getattr(reply, "citations", [])
            assert_stands_alone(posts, len(citations))
            n_quotes += len(citations)
    assert n_quotes > 200


def test_every_statement_stands_in_a_post_as_it_is_quoted(parts, questions):
    for asked in random.Random(1).sample(questions, 60):
        for reply in answer(Turn(asked["text"]), parts).replies:
            if reply.type != "answer":
                continue
            shown = words_of(posts_of(reply))
            for statement in reply.statements:
                if statement.format == "text":
                    bare = re.sub(r"[`*\\]|<br ?/?>|\]\([^)]*\)|\[", "", statement.text)
                    assert " ".join(bare.split()) in " ".join(re.sub(r"[`*\\\[]", "", shown).split())


@pytest.mark.parametrize("shape", ["question", "feedback", "exam"])
def test_every_item_of_the_bank_is_within_the_limits(parts, shape):
    items = load_items()
    assert len(items) >= 509
    for item in items.values():
        asked = ask(item, "exam" if shape == "exam" else "quiz")
        if shape == "feedback":
            reply = compose_feedback(Marked(asked, Response(), Grade("skipped", ())), parts)
            posts = posts_of(reply)
            assert_stands_alone(posts, len(reply.citations))
        else:
            reply = compose_question(asked, parts.tutor.exams, NOW)
            posts = posts_of(reply)
            shown = " ".join(words_of(posts).split())
            for option in [*reply.options, *reply.prompts]:
                assert " ".join(option.text.replace("`", "").replace("*", "").split()) in shown.replace(
                    "*", ""
                )
        assert len(posts) == 1


def ask(item, kind):
    order = list(range(n_places(item)))
    random.Random(0).shuffle(order)
    ends_at = NOW + dt.timedelta(hours=1) if kind == "exam" else None
    return Question("1f2e3d4c" * 4, kind, "Quiz", 3, 10, item, tuple(order), ends_at=ends_at)


def test_a_worked_question_tells_every_option():
    shown = words_of(posts_of(samples.WORKED))
    for word in ("✅ A", "❌ B", "❔ C", "The sheets cannot judge", "A <b>clerk</b> with a *pen*"):
        assert word in shown
    assert "lie close together" in shown


def test_the_lifecycle_stands_before_the_first_statement():
    shown = words_of(posts_of(samples.ANSWER))
    assert shown.index("Closed to new customers since 30 July 2026. Instead: Amazon Polly.") < shown.index(
        "Reads"
    )


def test_a_day_to_come_is_told_as_one():
    closing = samples.GONE.model_copy(update={"date": "2027-01-01"})
    shown = words_of(posts_of(samples.ANSWER.model_copy(update={"notice": closing})))
    assert "Closes to new customers on 1 January 2027." in shown


def test_the_small_print_holds_a_quote_only_where_the_post_does_not_show_it():
    cited = samples.ANSWER.citations
    hidden = cited[1].model_copy(update={"quote": "Words that the statement does not show."})
    told = samples.ANSWER.model_copy(update={"citations": [cited[0], hidden], "alternatives": []})
    shown = words_of(posts_of(told))
    assert shown.count("Reads forms and") == 1
    assert "“Words that the statement does not show.”" in shown


def test_quotes_from_one_place_share_a_line_of_small_print():
    twice = [one.model_copy(update={"url": "/sheets/x"}) for one in samples.ANSWER.citations]
    shown = words_of(posts_of(samples.ANSWER.model_copy(update={"citations": twice})))
    assert shown.count("<https://tutor.example.com/sheets/x|[1] [2] Documents › Sample › What it is>") == 1


def test_citations_lead_to_the_page_of_their_sheet():
    links = [
        part["url"]
        for post in posts_of(samples.ANSWER)
        for block in post.blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        for part in element["elements"]
        if part.get("type") == "link" and part["text"] == "[1]"
    ]
    assert links[0] == "https://tutor.example.com/sheets/documents?passage=documents.0000000001"


def test_a_dangerous_address_is_no_link():
    reply = replies.TextReply(
        text="[a](javascript:alert) [b](//evil.example) [c](ai-services.md#x) <https://d.example>"
    )
    posts = posts_of(reply)
    links = [part.get("url") for part in posts[0].blocks[0]["elements"][0]["elements"]]
    assert [url for url in links if url] == [
        "https://tutor.example.com/sheets/ai-services#x",
        "https://d.example",
    ]


@pytest.mark.parametrize("context", [CONTEXT, IN_CHANNEL])
def test_only_what_one_has_seen_alone_may_be_shared(context):
    posts = posts_of(replies.TextReply(text="Hello."), samples.ANSWER, context=context)
    rated = [one for one in actions_of(posts) if elements.name_of(one["action_id"]) in ("rate_up", "share")]
    expected = ["m1/1", "m1/1"] if context.private else ["m1/1"]
    assert [one["value"] for one in rated] == expected


def test_what_cannot_be_named_cannot_be_rated():
    posts = posts_of(samples.ANSWER, context=RenderContext("https://tutor.example.com"))
    assert set(ids_of(posts)) == {"say"}


def test_a_suggestion_says_its_message():
    reply = replies.TextReply(
        text="Hi", suggestions=[replies.Suggestion(label="L" * 90, message="What <is> & @here?")]
    )
    (button,) = actions_of(posts_of(reply))
    assert button["text"]["text"] == "L" * 74 + "…"
    assert elements.read_press(button, {}) == elements.Press("What <is> & @here?")


# Questions and their answers


def state_of(posts, choose):
    """Fields as Slack reports them, with what is chosen of each."""
    values = {}
    for post in posts:
        for block in post.blocks:
            for one in [*(block["elements"] if block["type"] == "actions" else ()), block.get("accessory")]:
                if not one or one["type"] == "button":
                    continue
                chosen = [option for option in one["options"] if option["value"] in choose(one["action_id"])]
                field = (
                    {"selected_options": chosen}
                    if one["type"] == "checkboxes"
                    else {"selected_option": chosen[0] if chosen else None}
                )
                values.setdefault(block["block_id"], {})[one["action_id"]] = {"type": one["type"], **field}
    return values


def press(posts, name, choose=lambda _: (), which=0):
    pressed = [
        {**one, "block_id": block["block_id"]}
        for post in posts
        for block in post.blocks
        if block["type"] == "actions"
        for one in block["elements"]
        if elements.name_of(one["action_id"]) == name
    ]
    return elements.read_press(pressed[which], state_of(posts, choose))


def test_a_choice_of_one_is_a_button_for_each_letter():
    posts = posts_of(samples.CHOICE)
    assert labels_of(posts)[:4] == ["A", "B", "C", "D"]
    assert press(posts, "answer_choice", which=1).message == "answer 1f2e3d4c/1 B"
    assert press(posts, "answer_choice", lambda _: ("guess",)).message == "answer 1f2e3d4c/1 A (guess)"


def test_short_options_stand_on_their_buttons():
    short = samples.CHOICE.model_copy(update={"options": samples._shown("Amazon Lex", "Amazon Polly")})
    posts = posts_of(short)
    assert labels_of(posts)[:2] == ["A · Amazon Lex", "B · Amazon Polly"]
    assert words_of(posts).count("Amazon Lex") == 1


def test_many_options_are_a_menu():
    many = samples.CHOICE.model_copy(update={"options": samples._shown(*"abcdefgh", signs="ABCDEFGH")})
    posts = posts_of(many)
    assert ids_of(posts)[0] == "answer_choice"
    action = {**actions_of(posts)[0], "block_id": "q:1f2e3d4c:1"}
    action["selected_option"] = action["options"][7]
    assert elements.read_press(action, {}).message == "answer 1f2e3d4c/1 H"


def test_a_choice_of_several_is_checked_together():
    posts = posts_of(samples.MULTIPLE)
    chosen = press(posts, "answer_checked", lambda name: ("C", "A") if name == "field:0" else ("sure",))
    assert chosen.message == "answer 1f2e3d4c/2 A C (sure)"
    assert press(posts, "answer_checked", lambda _: ("A",)).lack == "Choose two options."


def test_a_matching_has_a_menu_for_each_prompt():
    posts = posts_of(samples.MATCHING)
    match = {"field:0": ("B",), "field:1": ("C",), "field:2": ("A",)}
    assert (
        press(posts, "answer_match", lambda name: match.get(name, ())).message == "answer 1f2e3d4c/4 1B 2C 3A"
    )
    assert press(posts, "answer_match", lambda _: match["field:0"]).lack is None
    assert press(posts, "answer_match").lack == "Choose a match for each first."


def test_an_ordering_has_a_menu_for_each_place():
    posts = posts_of(samples.ORDERING)
    order = {"field:0": ("B",), "field:1": ("D",), "field:2": ("A",), "field:3": ("C",)}
    assert (
        press(posts, "answer_order", lambda name: order.get(name, ())).message == "answer 1f2e3d4c/3 B D A C"
    )
    assert press(posts, "answer_order", lambda _: ("A",)).lack.startswith("A step stands in two places")
    assert press(posts, "answer_order").lack == "Choose a step for each place first."


def test_an_answer_in_words_goes_through_a_modal():
    (button, *_) = actions_of(posts_of(samples.WORDS))
    view = question.compose_modal(button["value"], {"channel": "C1", "ts": "1.2"})
    validate_view(view)
    assert samples.WORDS.stem in texts_of(view["blocks"])
    state = {
        "words": {"words": {"value": "it looks &lt;things&gt; up "}},
        "confidence": {"confidence": {"selected_option": {"value": "think so"}}},
    }
    assert question.read_modal({**view, "state": {"values": state}}) == (
        "answer 1f2e3d4c/5 it looks <things> up (think so)",
        {"channel": "C1", "ts": "1.2"},
    )


def test_an_exam_shows_its_deadline_as_a_moment_and_what_is_saved():
    ends_at = "2026-11-21T10:30:00+00:00"
    flagged = samples.EXAM_QUESTION.model_copy(update={"ends_at": ends_at, "flagged": True})
    shown = words_of(posts_of(flagged))
    assert f"<!date^{int(dt.datetime.fromisoformat(ends_at).timestamp())}^" in shown
    assert "|10:30 UTC>" in shown
    assert "⚑ flagged" in shown
    assert "Saved: C" in shown
    styles = [one.get("style") for one in actions_of(posts_of(flagged))][:4]
    assert styles == [None, None, "primary", None]


@pytest.mark.parametrize("kind", ["MULTIPLE", "MATCHING", "ORDERING"])
def test_what_is_saved_is_filled_in(kind):
    saved = {"MULTIPLE": ["A", "C"], "MATCHING": ["1B", "2C", "3A"], "ORDERING": ["B", "D", "A", "C"]}[kind]
    posts = posts_of(SAMPLES[kind].model_copy(update={"saved": saved, "mode": "exam"}))
    filled = [
        option["value"]
        for one in actions_of(posts)
        for option in [*one.get("initial_options", []), *filter(None, [one.get("initial_option")])]
    ]
    assert filled == [sign[-1] for sign in saved]


@pytest.mark.parametrize("name", ["CHOICE", "MULTIPLE", "ORDERING", "MATCHING", "WORDS", "EXAM_QUESTION"])
def test_an_answered_question_keeps_its_words_and_loses_its_fields(name):
    (post,) = posts_of(SAMPLES[name])
    closed = question.close(post.blocks, "Your answer: B, sure")
    check(Post(post.text, closed))
    assert not actions_of([Post("", closed)])
    shown = texts_of(closed)
    assert "Your answer: B, sure" in shown
    for option in [*SAMPLES[name].prompts, *(SAMPLES[name].options if name == "ORDERING" else [])]:
        assert option.text.replace("`", "") in shown


def test_a_question_never_tells_its_key(parts):
    for item in random.Random(2).sample(list(load_items().values()), 60):
        told = [words for claim in item.claims for words in (claim.why, claim.quote)]
        shown = words_of(posts_of(compose_question(ask(item, "quiz"), parts.tutor.exams, NOW)))
        assert not [one for one in told if one in shown]


# Progress and exams


def test_progress_tells_shares_with_their_intervals():
    shown = words_of(posts_of(samples.PROGRESS)).replace("\u00a0", " ")
    assert "█████████░ 88 % (80–94 %)" in shown
    assert "strong · 48 answers · 3 due · 20 % of the exam" in shown
    assert "Took Amazon Comprehend for Amazon Textract, 4 times" in shown
    assert "Exam: 12 January 2027, in 52 days" in shown


def test_who_has_answered_nothing_sees_no_numbers():
    (post,) = posts_of(samples.PROGRESS_OF_NOBODY_YET)
    assert post.chart is None
    assert "Mastery by domain" not in texts_of(post.blocks)


@pytest.mark.parametrize("name", ["PROGRESS", "PROGRESS_AT_LENGTH"])
def test_the_picture_is_a_png_and_its_numbers_stand_beside_it(name):
    drawn = posts_of(SAMPLES[name])[-1].chart
    picture = chart.draw(drawn)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 300_000
    for domain in SAMPLES[name].domains:
        assert f"{domain.name} {round(domain.mastery * 100)}\u00a0%" in drawn.alt
    validate_message({"text": "-", "blocks": [chart.picture_block(drawn, "F123")]})


def test_the_map_of_an_exam_leads_to_every_question():
    posts = posts_of(samples.RUNNING)
    menu = actions_of(posts)[0]
    assert [option["value"] for option in menu["options"]] == [f"Question {n}" for n in range(1, 66)]
    chosen = {"action_id": menu["action_id"], "selected_option": menu["options"][3]}
    assert elements.read_press(chosen, {}).message == "Question 4"
    assert "Answered (11): 1–11" in words_of(posts)
    assert "⚑ Flagged (3): 4, 9, 30" in words_of(posts)


def test_the_report_numbers_its_citations_through():
    posts = posts_of(samples.ENDED)
    assert_stands_alone(posts, 12)
    shown = words_of(posts)
    assert "751 estimated" in shown
    assert "12 of 13 right" in shown


# Splitting


def long_answer(*texts):
    return replies.AnswerReply(
        subject=samples.TEXTRACT,
        statements=[replies.Statement(text=text, citations=[n]) for n, text in enumerate(texts, 1)],
        citations=samples._cite(*texts),
        confidence=1,
    )


def test_what_does_not_fit_is_split_between_statements():
    texts = [f"Statement {n} says {'a little more than that, ' * 40}and ends." for n in range(30)]
    posts = posts_of(long_answer(*texts))
    assert len(posts) > 2
    assert_stands_alone(posts, 30)
    for text in texts:
        assert sum(text in texts_of(post.blocks) for post in posts) == 1
    assert [post.text[-8:] for post in posts] == [f"({n} of {len(posts)})" for n in range(1, len(posts) + 1)]


def test_a_quote_is_cut_only_where_it_is_longer_than_a_text_may_be():
    whole, long = "Short words. " * 220, "This is one sentence of many. " * 200
    posts = posts_of(long_answer(whole.strip(), long.strip()))
    assert_stands_alone(posts, 2)
    shown = words_of(posts)
    assert whole.strip() in shown
    parts_of = re.findall(r"[^\n]+\u00a0\[2\]", shown)
    assert [part.startswith("…") for part in parts_of] == [False, True]
    assert all(re.search(r"many\.…?\u00a0\[2\]$", part) for part in parts_of)


def test_no_post_is_opened_by_its_buttons_alone():
    posts = posts_of(long_answer(*("word " * 550 for _ in range(9))), samples.ANSWER, context=IN_CHANNEL)
    assert all(post.blocks[0]["type"] != "actions" for post in posts)


# Any text at all


@THOROUGH
@given(text=ANY_TEXT, more=ANY_TEXT)
def test_an_answer_of_any_words_is_within_the_limits(text, more):
    text, more = grow(text), grow(more)
    cited = [
        one.model_copy(update={"quote": more, "heading": [text, more]}) for one in samples._cite(text, more)
    ]
    notice = samples.GONE.model_copy(update={"note": text, "source": "https://x.example/" + more[:50]})
    posts = posts_of(
        replies.AnswerReply(
            subject=replies.Subject(id="x", name=text),
            statements=[
                replies.Statement(text=text, citations=[1, 2]),
                replies.Statement(text=more, citations=[2], label=text[:2000]),
                replies.Statement(text=text, citations=[1], format="code"),
            ],
            citations=cited,
            alternatives=[replies.Alternative(subject=samples.POLLY, reason=more, citations=[2])],
            notice=notice,
            confidence=0.5,
            suggestions=[replies.Suggestion(label=text, message=more)],
        )
    )
    assert_stands_alone(posts)


@THOROUGH
@given(text=ANY_TEXT, more=ANY_TEXT)
def test_every_other_reply_of_any_words_is_within_the_limits(text, more):
    text, more = grow(text), grow(more)
    posts_of(
        replies.TextReply(text=text, suggestions=[replies.Suggestion(label=more, message=text)]),
        samples.NOT_COVERED.model_copy(
            update={"text": text, "nearest": [replies.Pointer(title=more, url="/sheets/" + more)]}
        ),
        samples.COMPARISON.model_copy(
            update={
                "rows": [
                    replies.ComparisonRow(aspect=text, cells=[replies.Cell(text=more, citations=[1]), None])
                ]
            }
        ),
        samples.WORKED.model_copy(
            update={
                "cues": [text],
                "options": [
                    one.model_copy(update={"text": text, "reason": more}) for one in samples.WORKED.options
                ],
            }
        ),
        context=IN_CHANNEL,
    )


@THOROUGH
@given(
    text=ANY_TEXT,
    more=ANY_TEXT,
    kind=st.sampled_from(["CHOICE", "MULTIPLE", "MATCHING", "ORDERING", "WORDS"]),
)
def test_a_question_of_any_words_is_within_the_limits(text, more, kind):
    text, more = grow(text), grow(more)

    def said(shown):
        return [one.model_copy(update={"text": more}) for one in shown]

    asked = SAMPLES[kind]
    asked = asked.model_copy(
        update={"stem": text, "title": more, "options": said(asked.options), "prompts": said(asked.prompts)}
    )
    posts = posts_of(asked)
    if kind == "WORDS":
        validate_view(question.compose_modal(actions_of(posts)[0]["value"], {"ts": "1"}))
    options = [
        one.model_copy(update={"text": text, "reason": more, "quote": text}) for one in samples.WRONG.options
    ]
    told = samples.WRONG.model_copy(update={"stem": text, "text": more, "options": options, "chosen": [text]})
    posts_of(told, samples.UNSURE.model_copy(update={"answer": text, "chosen": [more]}))


@THOROUGH
@given(text=ANY_TEXT)
def test_words_of_a_quote_are_never_marks(text):
    shown = long_answer(grow(text))
    for post in posts_of(shown):
        for block in post.blocks:
            if block["type"] == "context":
                assert {one["type"] for one in block["elements"]} <= {"mrkdwn", "plain_text"}
            else:
                assert block["type"] in ("rich_text", "header", "actions")


# The validator itself


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({"text": ""}, "text"),
        ({"text": "<!channel> look"}, "text"),
        ({"text": "a & b"}, "text"),
        ({"text": "-", "blocks": [{"type": "divider"}] * 51}, "blocks"),
        (
            {"text": "-", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]},
            "blocks[0].text",
        ),
        (
            {"text": "-", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]},
            "blocks[0].text.text",
        ),
        (
            {"text": "-", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<@U1> x"}}]},
            "blocks[0].text.text",
        ),
        ({"text": "-", "blocks": [{"type": "actions", "elements": []}]}, "blocks[0].elements"),
        (
            {"text": "-", "blocks": [{"type": "actions", "elements": [elements.button("x", "a")] * 2}]},
            "action_id used twice",
        ),
        ({"text": "-", "blocks": [{"type": "input"}]}, "blocks[0].label"),
        ({"text": "-", "blocks": [{"type": "table", "rows": []}]}, "blocks[0].rows"),
        ({"text": "-", "blocks": [{"type": "section", "colour": "red"}]}, "unknown fields"),
    ],
)
def test_the_validator_names_what_slack_would_refuse(payload, path):
    with pytest.raises(Refused, match=re.escape(path)):
        validate_message(payload)


def test_our_posts_are_what_slacks_own_models_take():
    models = pytest.importorskip("slack_sdk.models.blocks")
    for reply in SAMPLES.values():
        for post in render([reply], IN_CHANNEL):
            for block, parsed in zip(post.blocks, models.Block.parse_all(post.blocks), strict=True):
                assert parsed is not None
                assert parsed.to_dict()["type"] == block["type"]


def test_rendering_loads_neither_slacks_packages_nor_a_chart_library():
    code = (
        "import sys, api.channels.slack.rendering;"
        "print([name for name in ('slack_sdk', 'slack_bolt', 'matplotlib') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
