"""What a quiz is to be on, and the day of an exam, read from plain words."""

import datetime as dt

import pytest

from actions.progress import read_day
from actions.quiz_topics import read_wish

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "exam", "domain", "difficulty", "count"),
    [
        ("quiz me", None, None, None, None),
        ("quiz me on AIF", "AIF-C01", None, None, None),
        ("10 questions for the ML engineer exam", "MLA-C02", None, None, 10),
        ("five hard questions on AIP-C01 domain 3", "AIP-C01", 3, "hard", 5),
        ("test me on AIF C01, easy please", "AIF-C01", None, "easy", None),
        ("a couple of questions please", None, None, None, 2),
        ("give me 900 questions", None, None, None, 50),
    ],
)
def test_exam_domain_difficulty_and_number_are_read(parts, text, exam, domain, difficulty, count):
    wish = read_wish(text, parts, None)
    scope = wish.scope
    assert (scope.exam, scope.domain, scope.difficulty, wish.count) == (exam, domain, difficulty, count)
    assert not scope.subjects


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("5 questions on Bedrock Guardrails", "bedrock-guardrails"),
        ("test me on polly", "polly"),
        ("quiz me about metrics", "f1-score"),
        ("drill me on algorithms, hard", "xgboost"),
        ("ask me something about security", "kms"),
        ("quiz me on turning speech into text", "transcribe"),
    ],
)
def test_a_topic_leads_to_its_entries(parts, text, subject):
    assert subject in read_wish(text, parts, None).scope.subjects


def test_the_exam_learnt_for_holds_where_nothing_is_named(parts):
    assert read_wish("quiz me", parts, "AIF-C01").scope.exam == "AIF-C01"
    assert read_wish("quiz me on MLA-C02", parts, "AIF-C01").scope.exam == "MLA-C02"
    assert read_wish("quiz me on Amazon MSK", parts, "AIF-C01").scope.exam is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I sit AIF on 12 January", dt.date(2027, 1, 12)),
        ("my exam is on December 3rd", dt.date(2026, 12, 3)),
        ("on the 5th of March 2027", dt.date(2027, 3, 5)),
        ("2027-02-01", dt.date(2027, 2, 1)),
        ("in 3 weeks", dt.date(2026, 12, 12)),
        ("on 31 February", None),
        ("15 questions a day", None),
    ],
)
def test_a_day_is_read(text, day):
    assert read_day(text, TODAY) == day
