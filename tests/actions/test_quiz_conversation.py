"""Quizzes in the conversation: several options named one by one, and what ends a quiz."""

import random

import pytest

from actions.answer import answer
from actions.quiz import quiz
from actions.responding import respond
from actions.turns import Turn
from tutor.grading import n_places
from tutor.loading import load_items
from tutor.marking import read_attempts

ITEMS = load_items().values()


@pytest.fixture
def learner(parts, request):
    return parts.tutor.learners.get(request.node.nodeid, parts.clock())


@pytest.fixture
def say(parts, learner, request):
    def say(text, intent="answer_quiz", skill=quiz):
        turn = Turn(text, intent, learner=request.node.nodeid)
        return respond(turn, parts, skill).replies

    return say


@pytest.fixture
def ask(parts, learner):
    """Asks items in the order of the bank, their options as they are written."""

    def ask(*items):
        return parts.tutor.quizzes.start(learner.id, items, "t", parts.clock(), random.Random(1))

    return ask


def pick(kind, n_keys=1):
    return next(
        item for item in ITEMS if item.kind == kind and (kind != "multiple" or len(item.keys) == n_keys)
    )


def key_signs(question):
    return ["ABCDEF"[question.shown(place)] for place in sorted(question.item.keys)]


def count_attempts(parts, learner):
    with parts.tutor.quizzes._database.reading() as session:
        return len(read_attempts(session, learner.id))


def test_one_of_two_options_is_asked_for_the_other_and_counts_for_nothing(parts, learner, say, ask):
    first, second = key_signs(ask(pick("multiple", 2), pick("single")))
    text, again = say(first)
    assert text.text == "Choose two: you named one. Which is the other?"
    assert (again.position, again.saved) == (1, [first])
    assert count_attempts(parts, learner) == 0
    feedback, following = say(second)
    assert (feedback.verdict, set(feedback.chosen), following.position) == ("right", {first, second}, 2)
    assert count_attempts(parts, learner) == 1


def test_options_add_up_until_there_are_three(say, ask):
    first, second, third = key_signs(ask(pick("multiple", 3)))
    assert say(first)[0].text == "Choose three: you named one. Which are the other two?"
    assert say(first)[0].text == "Choose three: you named one. Which are the other two?"
    assert say(second)[0].text == "Choose three: you named two. Which is the third?"
    assert say(third)[0].verdict == "right"


def test_all_options_named_at_once_replace_what_was_named_before(say, ask):
    question = ask(pick("multiple", 2))
    right = key_signs(question)
    say(next(sign for sign in "ABCDE" if sign not in right))
    assert say(" and ".join(right))[0].verdict == "right"


def test_more_options_than_wanted_count_for_nothing(parts, learner, say, ask):
    ask(pick("multiple", 2))
    text, again = say("A, B and C")
    assert (text.text, again.saved) == ("Choose two: you named more.", [])
    assert count_attempts(parts, learner) == 0


def test_an_option_named_so_far_is_nothing_to_judge(say, ask):
    question = ask(pick("multiple", 2))
    say(key_signs(question)[0])
    assert say("where was I?", "resume_quiz")[0].type == "question"


@pytest.mark.parametrize(
    ("kind", "said"), [("single", "A and B"), ("ordering", "A B"), ("matching", "1A 2B")]
)
def test_what_does_not_fit_a_question_is_told_in_words_of_its_kind(parts, say, ask, kind, said):
    question = ask(pick(kind))
    notice, again = say(said)
    expected = parts.sentences.say(f"utter_unfit_{kind}", options=str(n_places(question.item)))
    assert (notice.type, notice.kind, notice.text) == ("notice", "bad_input", expected)
    assert again.position == 1


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching", "text"])
def test_feedback_names_the_kind_of_its_question(say, ask, kind):
    ask(pick(kind, 2))
    assert say("skip", "skip_question")[0].kind == kind


def test_why_an_option_is_wrong_is_told_with_the_kind(say, ask):
    ask(pick("matching"), pick("single"))
    say("skip", "skip_question")
    say("skip", "skip_question")
    (told,) = say("why not B?", "define", answer)
    assert ([option.sign for option in told.options], told.kind) == (["B"], "single")


def test_a_stopped_quiz_says_that_it_has_ended(say, ask):
    question = ask(pick("single"), pick("ordering"))
    (left,) = say("stop", "stop_quiz")
    assert (left.type, left.ended) == ("text", question.sitting_id)
    question = ask(pick("single"), pick("ordering"))
    say("A")
    (stopped,) = say("stop", "stop_quiz")
    assert (stopped.type, stopped.ended) == ("text", question.sitting_id)


def test_the_last_answer_says_that_the_quiz_has_ended(say, ask):
    question = ask(pick("single"))
    feedback, finished = say("A")
    assert (feedback.type, finished.ended) == ("feedback", question.sitting_id)
