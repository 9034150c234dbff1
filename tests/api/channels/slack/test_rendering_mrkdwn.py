"""Slack's own marks: written without accidents, and read as what was meant."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.channels.slack.rendering import markdown, mrkdwn
from api.channels.slack.rendering.limits import cut, cut_lines, measure
from tests.api.channels.slack.block_kit import validate_message

HOME = "https://tutor.example.com"
JOINER = mrkdwn.JOINER


def bare(text):
    return text.replace(JOINER, "")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**bold** and *italic* and ~~gone~~", "*bold* and _italic_ and ~gone~"),
        ("call `GetRecord <x>`", "call `GetRecord &lt;x&gt;`"),
        ("[AWS](https://aws.example.com/?a=1&b=2)", "<https://aws.example.com/?a=1&amp;b=2|AWS>"),
        ("[sheet](ai-services.md#lex)", "<https://tutor.example.com/sheets/ai-services#lex|sheet>"),
        ("[bad](javascript:x)", "[bad](javascript:x)"),
        ("one<br>two", "one\ntwo"),
        ("# Title\n\ntext", "*Title*\ntext"),
        ("- a\n- b\n  1. c\n  2. d", "• a\n• b\n    1. c\n    2. d"),
        ("> wise", "> wise"),
        ("| a | b |\n|---|---|\n| c | d |", "*a*\n*b*\nc\nd"),
        ("```python\nx = a & b\n```", "```\nx = a &amp; b\n```"),
        ("R&D < 3 > 2 &amp; more", "R&amp;D &lt; 3 &gt; 2 &amp; more"),
        ("<!channel> <@U123> @here", "&lt;!channel&gt; &lt;@U123&gt; @here"),
    ],
)
def test_markdown_becomes_mrkdwn(written, expected):
    assert bare(mrkdwn.write(written, HOME)) == expected


@pytest.mark.parametrize(
    ("text", "is_joined"),
    [
        ("snake_case_name", False),
        ("2 * 3 * 4", False),
        ("plain words.", False),
        ("10:30", False),
        ("*not bold*", True),
        ("_id_", True),
        ("~/.aws and ~/x", True),
        ("a `tick` here", True),
        ("arn:aws:key:1", True),
        ("> 5 MB", True),
        ("- no item", True),
    ],
)
def test_a_character_is_joined_only_where_it_would_be_a_mark(text, is_joined):
    shown = mrkdwn.literal(text)
    assert (JOINER in shown) is is_joined
    assert mrkdwn.unescape(bare(shown)) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<@U0LAN0Z89> what is Lex?", "what is Lex?"),
        ("hey <@U0LAN0Z89|tutor> quiz me", "hey quiz me"),
        ("<!here> <!channel> help", "help"),
        ("in <#C024BE7LR|general> now", "in #general now"),
        ("<!subteam^S1|@team> hi", "@team hi"),
        ("see <https://a.example/x?a=1&amp;b=2|the page>", "see the page"),
        ("see <https://a.example/x?a=1&amp;b=2>", "see https://a.example/x?a=1&b=2"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<!date^1392734382^{date}|18 February 2014>", "18 February 2014"),
        ("R&amp;D &lt;b&gt; &amp;lt;", "R&D <b> &lt;"),
        ("*A.* Amazon _Lex_ ~old~ `code`", "A. Amazon Lex old code"),
        ("*_both_*", "both"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("one\ntwo", "one\ntwo"),
        ("  ", ""),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(typed, meant):
    assert mrkdwn.read(typed) == meant


def test_a_moment_is_told_in_the_readers_time():
    moment = dt.datetime(2026, 11, 21, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    told = mrkdwn.date(moment, "{time} ({ago})")
    assert told == f"<!date^{int(moment.timestamp())}^{{time}} ({{ago}})|10:30 UTC>"


def test_a_link_too_long_for_slack_leaves_its_words():
    assert mrkdwn.link("https://x.example/" + "y" * 3000, "here") == "here"


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=300))
def test_no_text_commands_slack(text):
    for shown in (mrkdwn.write(text, HOME), mrkdwn.literal(text)):
        if shown.strip():
            block = {"type": "section", "text": {"type": "mrkdwn", "text": shown}}
            validate_message({"text": "-", "blocks": [block]})


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(st.sampled_from("ab *_~`:<>&@!|-1.\n"), min_size=1, max_size=40))
def test_a_literal_text_is_read_back_as_it_was(text):
    def squeeze(said):
        return re.sub(r"[^\S\n]{2,}", " ", said).strip()

    assert mrkdwn.read(mrkdwn.literal(text)) == squeeze(markdown.clean(text))


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=400), st.integers(10, 100))
def test_cutting_loses_no_word(text, most):
    parts = list(cut(text, most))
    assert all(measure(part) <= most for part in parts)
    assert "".join("".join(parts).replace("…", "").split()) == "".join(text.replace("…", "").split())
    lines = list(cut_lines(text, most))
    assert all(measure(line) <= most for line in lines)
    assert "".join(lines) == text
