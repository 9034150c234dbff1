"""Mock exams: their balance, their clock, their report."""

import datetime as dt
import random

import pytest
from sqlalchemy import event

from tests.tutor.conftest import NOW
from tutor.errors import NoItems, NotPending, SittingNotFound
from tutor.grading import Response
from tutor.marking import read_attempts


def sit(mock_exams, learner, running, right=True, now=NOW):
    for place in running.places:
        question = mock_exams.question(learner.id, running.sitting_id, place.position, now)
        item = question.item
        if item.kind in ("single", "multiple"):
            wanted = item.keys if right else set(range(len(item.options))) - item.keys
            places = sorted(question.shown(p) for p in wanted)
            response = Response(options=tuple(places if right or item.kind == "multiple" else places[:1]))
        else:
            order = tuple(question.shown(p) for p in range(len(question.order)))
            order = order if right else tuple(reversed(order))
            response = Response(order=order) if item.kind == "ordering" else Response(matches=order)
        mock_exams.save(learner.id, running.sitting_id, place.position, response, now)


@pytest.mark.parametrize("exam_id", ["AIF-C01", "MLA-C02", "AIP-C01"])
def test_an_exam_has_its_own_length_time_balance_and_kinds(mock_exams, learner, exams, exam_id):
    exam = exams[exam_id]
    running = mock_exams.start(learner.id, exam_id, NOW, random.Random(1))
    questions = [
        mock_exams.question(learner.id, running.sitting_id, place.position, NOW) for place in running.places
    ]
    assert len(questions) == exam.n_questions
    assert running.ends_at - running.started_at == dt.timedelta(minutes=exam.minutes)
    assert len({question.item.id for question in questions}) == exam.n_questions
    assert {question.item.kind for question in questions} <= set(exam.kinds)
    counts = [sum(q.item.domain == d for q in questions) for d in range(1, len(exam.domains) + 1)]
    assert tuple(counts) == exam.questions_by_domain
    for domain, count in zip(exam.domains, counts, strict=True):
        assert abs(count / exam.n_questions * 100 - domain.weight) < 1


def test_all_right_is_a_thousand_and_all_wrong_a_hundred(mock_exams, learner):
    for right, score, passed in ((True, 1000, True), (False, 100, False)):
        running = mock_exams.start(learner.id, "MLA-C02", NOW, random.Random(2))
        sit(mock_exams, learner, running, right)
        report = mock_exams.finish(learner.id, running.sitting_id, NOW)
        assert (report.score, report.passed) == (score, passed)


def test_nothing_is_marked_before_the_end(mock_exams, learner, database):
    running = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(3))
    sit(mock_exams, learner, running)
    with database.reading() as session:
        assert read_attempts(session, learner.id) == []
    with pytest.raises(NotPending):
        mock_exams.report(learner.id, running.sitting_id)


def test_an_answer_may_be_changed_and_a_question_flagged_until_the_end(mock_exams, learner):
    running = mock_exams.start(learner.id, "MLA-C02", NOW, random.Random(4))
    for place in (0, 2):
        mock_exams.save(learner.id, running.sitting_id, 5, Response(options=(place,)), NOW)
    running = mock_exams.flag(learner.id, running.sitting_id, 5, True, NOW)
    assert (running.places[4].answered, running.places[4].flagged) == (True, True)
    question = mock_exams.question(learner.id, running.sitting_id, 5, NOW)
    assert question.saved == Response(options=(2,))


def test_the_servers_clock_hands_in_what_was_saved(mock_exams, learner, exams):
    running = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(5))
    sit(mock_exams, learner, running)
    late = running.ends_at + dt.timedelta(seconds=1)
    with pytest.raises(NotPending):
        mock_exams.save(learner.id, running.sitting_id, 1, Response(options=(0,)), late)
    assert mock_exams.running(learner.id, late) is None
    report = mock_exams.report(learner.id, running.sitting_id)
    assert (report.timed_out, report.n_right) == (True, exams["AIF-C01"].n_questions)


def test_the_report_of_an_exam_that_ran_out_of_time_comes_once(mock_exams, learner):
    running = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(5))
    assert mock_exams.running_or_over(learner.id, NOW) == running
    report = mock_exams.running_or_over(learner.id, running.ends_at)
    assert (report.sitting_id, report.timed_out) == (running.sitting_id, True)
    assert mock_exams.running_or_over(learner.id, running.ends_at) is None


def test_the_map_of_a_running_exam_is_read_without_its_items(mock_exams, learner, database):
    started = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(6))
    read = []
    event.listen(database._engine, "before_cursor_execute", lambda *args: read.append(args[2]), named=False)
    assert mock_exams.running(learner.id, NOW).places == started.places
    of_questions = [statement for statement in read if "FROM questions" in statement]
    assert len(of_questions) == 1
    assert "questions.item" not in of_questions[0]


def test_starting_again_goes_on_with_the_running_exam(mock_exams, learner):
    first = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(6))
    again = mock_exams.start(learner.id, "MLA-C02", NOW + dt.timedelta(minutes=5), random.Random(7))
    assert again.sitting_id == first.sitting_id


def test_handing_in_twice_tells_the_same_report(mock_exams, learner, database):
    running = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(8))
    first = mock_exams.finish(learner.id, running.sitting_id, NOW)
    again = mock_exams.finish(learner.id, running.sitting_id, NOW + dt.timedelta(hours=1))
    assert again == first
    with database.reading() as session:
        assert len(read_attempts(session, learner.id)) == len(running.places)


def test_what_does_not_exist_is_named(mock_exams, learner):
    with pytest.raises(NoItems, match="MLS-C01"):
        mock_exams.start(learner.id, "MLS-C01", NOW, random.Random(9))
    running = mock_exams.start(learner.id, "AIF-C01", NOW, random.Random(9))
    with pytest.raises(SittingNotFound, match="99"):
        mock_exams.question(learner.id, running.sitting_id, 99, NOW)
