"""Questions to a room: each who answers does so for themselves, beside whatever else they are at."""

import pytest

from tests.tutor.conftest import NOW, judge
from tutor.errors import NoItems, NotPending, ResponseInvalid
from tutor.grading import Response
from tutor.learners import Learners
from tutor.marking import read_attempts, read_cards
from tutor.open_questions import OpenQuestions


@pytest.fixture
def open_questions(database, marking):
    return OpenQuestions(database, marking, judge)


@pytest.fixture
def room(database):
    return Learners(database).get("room", NOW)


def of_kind(items, kind, count):
    return [item for item in items.values() if item.kind == kind][:count]


def key_of(question):
    return Response(options=tuple(sorted(question.shown(place) for place in question.item.keys)))


def test_it_is_found_by_what_a_button_carries(open_questions, room, items, rng):
    question = open_questions.ask(room.id, of_kind(items, "single", 1), "t", NOW, rng)
    asked = open_questions.find(question.sitting_id[:8], 1)
    assert (asked.owner, asked.question, asked.is_over) == (room.id, question, True)
    assert open_questions.find(question.sitting_id[:8], 2) is None
    assert open_questions.find("%", 1) is None


def test_an_answer_counts_for_who_gave_it(open_questions, room, learner, items, rng, database):
    question = open_questions.ask(room.id, of_kind(items, "single", 1), "t", NOW, rng)
    marked = open_questions.answer(learner.id, question, key_of(question), NOW, "sure", "m1")
    assert marked.grade.verdict == "right"
    assert marked.question.order == question.order
    with database.reading() as session:
        (attempt,) = read_attempts(session, learner.id)
        assert (attempt.item_id, attempt.confidence) == (question.item.id, "sure")
        assert list(read_cards(session, learner.id)) == [question.item.id]
        assert read_attempts(session, room.id) == []


def test_an_answer_delivered_twice_is_told_again_and_another_one_is_refused(
    open_questions, room, learner, items, rng
):
    question = open_questions.ask(room.id, of_kind(items, "single", 1), "t", NOW, rng)
    first = open_questions.answer(learner.id, question, key_of(question), NOW, None, "m1")
    again = open_questions.answer(learner.id, question, Response(options=(0,)), NOW, None, "m1")
    assert again.grade == first.grade
    with pytest.raises(NotPending, match="already"):
        open_questions.answer(learner.id, question, key_of(question), NOW, None, "m2")
    assert open_questions.count_answers(question) == 1


def test_what_does_not_fit_counts_for_nothing(open_questions, room, learner, items, rng):
    question = open_questions.ask(room.id, of_kind(items, "multiple", 1), "t", NOW, rng)
    with pytest.raises(ResponseInvalid):
        open_questions.answer(learner.id, question, Response(order=(0, 1)), NOW, None, "m1")
    assert open_questions.count_answers(question) == 0


def test_everybody_is_counted_who_answers_and_so_is_the_owner_of_a_quiz(
    open_questions, quizzes, learner, items, rng, database
):
    question = quizzes.start(learner.id, of_kind(items, "single", 2), "t", NOW, rng)
    for number in range(3):
        other = Learners(database).get(f"other {number}", NOW)
        open_questions.answer(other.id, question, Response(options=(number,)), NOW, None, f"m{number}")
    assert open_questions.count_answers(question) == 3
    step = quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW)
    assert open_questions.count_answers(question) == 4
    assert open_questions.count_answers(step.next) == 0


def test_it_comes_between_nobody_and_their_quiz(open_questions, quizzes, room, learner, items, rng):
    own = quizzes.start(learner.id, of_kind(items, "single", 2), "t", NOW, rng)
    question = open_questions.ask(room.id, of_kind(items, "ordering", 1), "t", NOW, rng)
    open_questions.answer(learner.id, question, Response(order=question.order), NOW, None, "m1")
    assert quizzes.pending(learner.id) == own
    assert quizzes.pending(room.id) is None


def test_a_room_is_asked_everything_before_it_is_asked_again(open_questions, room, items, rng):
    few = of_kind(items, "single", 4)
    asked = [open_questions.ask(room.id, few, "t", NOW, rng).item.id for _ in range(4)]
    assert sorted(asked) == sorted(item.id for item in few)
    assert open_questions.ask(room.id, few, "t", NOW, rng).item.id in asked


def test_a_room_is_asked_nothing_in_words(open_questions, room, items, rng):
    with pytest.raises(NoItems, match="'t'"):
        open_questions.ask(room.id, of_kind(items, "text", 3), "t", NOW, rng)


def test_who_is_forgotten_is_counted_no_more(open_questions, room, learner, items, rng, database):
    question = open_questions.ask(room.id, of_kind(items, "single", 1), "t", NOW, rng)
    open_questions.answer(learner.id, question, key_of(question), NOW, None, "m1")
    Learners(database).forget("test")
    assert open_questions.count_answers(question) == 0
