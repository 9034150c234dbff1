"""What is left to the talk before: fields without a subject, letters of options, pairs to compare."""

import pytest

from actions.answer import answer
from actions.compare import compare
from actions.correct import correct
from actions.responding import name_options, respond
from actions.turns import Turn


def test_what_about_another_asks_the_last_aspect_whatever_the_intent(parts):
    turn = Turn("and for Textract?", intent="define", subject="polly", aspect="pricing")
    assert answer(turn, parts).slots["aspect"] == "pricing"


def test_a_field_that_is_an_entry_too_is_asked_of_the_subject_in_focus(parts):
    turn = Turn("which hyperparameters does it have?", intent="ask_aspect", subject="xgboost")
    (reply,) = answer(turn, parts).replies
    assert (reply.subject.id, reply.citations[0].heading[-1]) == ("xgboost", "Hyperparameters")


def test_what_to_use_instead_of_something_closed_tells_its_successors(parts):
    turn = Turn("what should I use instead?", intent="which_service", subject="forecast")
    (reply,) = answer(turn, parts).replies
    assert "canvas-time-series-forecasting" in {successor.id for successor in reply.notice.successors}


def test_why_not_is_told_in_a_line_and_not_in_a_table(parts):
    turn = Turn("why not Rekognition?", intent="compare", subject="textract")
    (reply,) = compare(turn, parts).replies
    assert (reply.type, reply.subject.id) == ("answer", "rekognition")


def test_them_are_the_last_two_subjects(parts):
    turn = Turn("what's the difference between them?", intent="compare", subject="recall", before="precision")
    (reply,) = compare(turn, parts).replies
    assert [subject.id for subject in reply.subjects] == ["precision", "recall"]


def test_a_correction_replaces_the_denied_side_of_a_comparison(parts):
    turn = Turn("no, I meant EFS, not EBS", intent="correct", subject="s3", compared=("s3", "ebs"))
    (reply,) = correct(turn, parts).replies
    assert [subject.id for subject in reply.subjects] == ["s3", "efs"]


def test_the_denied_aspect_is_not_answered(parts):
    turn = Turn("not the price, the limits", intent="correct", subject="textract", aspect="pricing")
    assert correct(turn, parts).slots["aspect"] == "limits"


def test_the_subject_before_is_remembered(parts):
    outcome = respond(Turn("what is recall?", intent="define", subject="precision"), parts, answer)
    assert (outcome.slots["subject"], outcome.slots["before"]) == ("recall", "precision")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("why not A?", "why not Amazon Lex?"),
        ("compare B and A", "compare Amazon Polly and Amazon Lex"),
        ("is option b wrong", "is Amazon Polly wrong"),
        ("why is B right?", "why is Amazon Polly right?"),
        ("what is A/B testing?", "what is A/B testing?"),
        ("what about vitamin D?", "what about vitamin D?"),
        ("A model of mine forgets what it has learned", "A model of mine forgets what it has learned"),
    ],
)
def test_a_letter_stands_for_the_option_of_the_last_exam_question(text, meant):
    assert name_options(text, ("A=Amazon Lex", "B=Amazon Polly")) == meant
    assert name_options(text, ()) == text
