"""Quizzes: what is pending, what counts, what is kept."""

import datetime as dt

import pytest

from tests.tutor.conftest import NOW, judge
from tutor.errors import NotPending, ResponseInvalid, SittingNotFound
from tutor.grading import Response
from tutor.learners import Learners
from tutor.marking import read_attempts, read_cards
from tutor.quiz import Quizzes
from tutor.store.database import Database


def singles(items, count):
    return [item for item in items.values() if item.kind == "single"][:count]


def key_of(question):
    return Response(options=tuple(sorted(question.shown(place) for place in question.item.keys)))


def wrong_for(question):
    return Response(options=(next(p for p in range(4) if question.order[p] not in question.item.keys),))


def test_the_options_are_shuffled_and_the_key_is_still_found(quizzes, learner, items, rng):
    orders = set()
    for _ in range(10):
        question = quizzes.start(learner.id, singles(items, 1), "t", NOW, rng)
        orders.add(question.order)
        step = quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW)
        assert step.marked.grade.verdict == "right"
    assert len(orders) > 3


def test_a_quiz_walks_to_its_summary(quizzes, learner, items, rng):
    question = quizzes.start(learner.id, singles(items, 3), "t", NOW, rng)
    step = quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW)
    step = quizzes.answer(learner.id, question.sitting_id, 2, wrong_for(step.next), NOW)
    assert step.summary is None
    step = quizzes.skip(learner.id, question.sitting_id, 3, NOW)
    assert (step.next, step.summary.n_right, step.summary.n_answered) == (None, 1, 3)
    assert [one.grade.verdict for one in step.summary.wrong] == ["wrong", "skipped"]
    assert quizzes.pending(learner.id) is None


def test_an_answer_delivered_twice_counts_once_and_is_told_again(quizzes, learner, items, rng, database):
    question = quizzes.start(learner.id, singles(items, 2), "t", NOW, rng)
    first = quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW)
    again = quizzes.answer(learner.id, question.sitting_id, 1, wrong_for(question), NOW)
    assert again.repeated
    assert again.marked.grade == first.marked.grade
    assert again.next.position == 2
    with database.reading() as session:
        assert len(read_attempts(session, learner.id)) == 1


def test_only_the_pending_question_can_be_answered(quizzes, learner, items, rng):
    question = quizzes.start(learner.id, singles(items, 2), "t", NOW, rng)
    with pytest.raises(NotPending, match="question 1"):
        quizzes.answer(learner.id, question.sitting_id, 2, Response(options=(0,)), NOW)
    quizzes.stop(learner.id, NOW)
    with pytest.raises(NotPending, match="ended"):
        quizzes.answer(learner.id, question.sitting_id, 1, Response(options=(0,)), NOW)


def test_nobody_answers_for_another(quizzes, learner, items, rng, database):
    question = quizzes.start(learner.id, singles(items, 1), "t", NOW, rng)
    other = Learners(database).get("other", NOW)
    with pytest.raises(SittingNotFound):
        quizzes.answer(other.id, question.sitting_id, 1, Response(options=(0,)), NOW)


def test_what_is_no_answer_is_refused_and_nothing_is_written(quizzes, learner, items, rng):
    question = quizzes.start(learner.id, singles(items, 1), "t", NOW, rng)
    for bad in (Response(options=(0, 1)), Response(options=(7,)), Response(order=(0,)), Response(options=())):
        with pytest.raises(ResponseInvalid):
            quizzes.answer(learner.id, question.sitting_id, 1, bad, NOW)
    assert quizzes.pending(learner.id) == question


def test_multiple_ordering_and_matching_need_all_of_it(quizzes, learner, items, rng):
    for kind, right, wrong in (
        ("multiple", key_of, lambda q: Response(options=key_of(q).options[:1])),
        (
            "ordering",
            lambda q: Response(order=tuple(q.shown(p) for p in range(len(q.order)))),
            lambda q: Response(order=tuple(q.shown(p) for p in reversed(range(len(q.order))))),
        ),
        (
            "matching",
            lambda q: Response(matches=tuple(q.shown(p) for p in range(len(q.order)))),
            lambda q: Response(matches=(q.shown(0),) * len(q.order)),
        ),
    ):
        asked = [item for item in items.values() if item.kind == kind][:2]
        question = quizzes.start(learner.id, asked, "t", NOW, rng)
        step = quizzes.answer(learner.id, question.sitting_id, 1, right(question), NOW)
        assert step.marked.grade.verdict == "right", kind
        step = quizzes.answer(learner.id, question.sitting_id, 2, wrong(step.next), NOW)
        assert step.marked.grade.verdict == "wrong", kind


def test_words_that_cannot_be_graded_are_judged_by_the_learner(quizzes, learner, items, rng):
    asked = [item for item in items.values() if item.kind == "text"][:1]
    question = quizzes.start(learner.id, asked, "t", NOW, rng)
    step = quizzes.answer(learner.id, question.sitting_id, 1, Response(text="hard to say"), NOW)
    assert step.marked is None
    assert step.next.saved == Response(text="hard to say")
    step = quizzes.judge(learner.id, question.sitting_id, 1, True, NOW)
    assert step.marked.grade.verdict == "right"
    assert quizzes.judge(learner.id, question.sitting_id, 1, False, NOW).repeated


def test_what_is_named_of_an_answer_so_far_is_kept_and_counts_for_nothing(
    quizzes, learner, items, rng, database
):
    asked = [item for item in items.values() if item.kind == "multiple"][:1]
    question = quizzes.start(learner.id, asked, "t", NOW, rng)
    kept = quizzes.keep(learner.id, question.sitting_id, 1, Response(options=(2,)))
    assert (kept.saved, quizzes.pending(learner.id)) == (Response(options=(2,)), kept)
    with database.reading() as session:
        assert read_attempts(session, learner.id) == []
    with pytest.raises(NotPending):
        quizzes.judge(learner.id, question.sitting_id, 1, True, NOW)
    step = quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW)
    assert step.marked.grade.verdict == "right"
    with pytest.raises(NotPending):
        quizzes.keep(learner.id, question.sitting_id, 1, Response(options=(2,)))


def test_a_right_answer_comes_back_later_than_a_wrong_one(quizzes, learner, items, rng):
    question = quizzes.start(learner.id, singles(items, 2), "t", NOW, rng)
    right = quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW, "sure")
    wrong = quizzes.answer(learner.id, question.sitting_id, 2, wrong_for(right.next), NOW, "sure")
    assert right.marked.due > wrong.marked.due
    assert wrong.marked.due - NOW < dt.timedelta(hours=1)


def test_what_was_taken_for_what_is_kept(quizzes, learner, items, rng, database, catalogue):
    def names(item):
        return all(len(catalogue.ids_named(option.text)) == 1 for option in item.options)

    item = next(item for item in singles(items, 500) if names(item))
    question = quizzes.start(learner.id, [item], "t", NOW, rng)
    response = wrong_for(question)
    quizzes.answer(learner.id, question.sitting_id, 1, response, NOW)
    with database.reading() as session:
        (attempt,) = read_attempts(session, learner.id)
    taken = item.options[question.order[response.options[0]]].text
    key = next(option.text for option in item.options if option.key)
    assert (attempt.expected, attempt.taken) == (
        catalogue.ids_named(key)[0],
        catalogue.ids_named(taken)[0],
    )


def test_a_hint_never_gives_the_key(quizzes, learner, items, rng):
    for item in singles(items, 60):
        question = quizzes.start(learner.id, [item], "t", NOW, rng)
        _, claim = quizzes.hint(learner.id)
        key = next(option for option in item.options if option.key)
        assert claim != key
        assert quizzes.pending(learner.id).hinted
        assert question.item == item


def test_a_question_in_words_is_not_helped_with_its_own_quote(quizzes, learner, items, rng):
    asked = next(item for item in items.values() if item.kind == "text")
    quizzes.start(learner.id, [asked], "t", NOW, rng)
    question, claim = quizzes.hint(learner.id)
    assert (question.item, claim) == (asked, None)


def test_a_quiz_outlives_the_process(quizzes, learner, items, rng, database, marking):
    question = quizzes.start(learner.id, singles(items, 2), "t", NOW, rng)
    quizzes.answer(learner.id, question.sitting_id, 1, key_of(question), NOW)
    url = str(database.engine.url)
    database.close()
    reopened = Database(url)
    reopened.migrate()
    pending = Quizzes(reopened, marking, judge).pending(learner.id)
    assert (pending.position, pending.sitting_id) == (2, question.sitting_id)
    with reopened.reading() as session:
        assert len(read_cards(session, learner.id)) == 1
    reopened.close()


def test_a_new_quiz_stops_the_open_one(quizzes, learner, items, rng):
    first = quizzes.start(learner.id, singles(items, 2), "t", NOW, rng)
    second = quizzes.start(learner.id, singles(items, 2), "t", NOW + dt.timedelta(minutes=1), rng)
    assert quizzes.pending(learner.id).sitting_id == second.sitting_id != first.sitting_id
