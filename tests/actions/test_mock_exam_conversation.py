"""A mock exam in the conversation: what it says of its answers, the ways through it, and its end."""

import datetime as dt
from dataclasses import replace

import pytest

from actions.answer import answer
from actions.mock_exam import mock_exam
from actions.quiz_answers import button_for
from actions.responding import respond
from actions.turns import Turn

START = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)


class Candidate:
    """Somebody who sits an exam, with a clock that a test may set."""

    def __init__(self, parts, name):
        self.now = START
        self.name = name
        self.parts = replace(parts, clock=lambda: self.now)
        self.id = self.parts.tutor.learners.get(name, START).id

    def say(self, text, intent="answer_quiz", skill=answer):
        return respond(Turn(text, intent, learner=self.name), self.parts, skill).replies

    def begin(self, exam="AIF-C01"):
        return self.say(f"mock exam {exam}", "mock_exam", mock_exam)

    @property
    def running(self):
        return self.parts.tutor.mock_exams.running(self.id, self.now)

    def question(self, position):
        return self.parts.tutor.mock_exams.question(self.id, self.running.sitting_id, position, self.now)

    def find(self, kind):
        places = range(1, len(self.running.places) + 1)
        return next(q for q in map(self.question, places) if q.item.kind == kind)


@pytest.fixture
def candidate(parts, request):
    return Candidate(parts, request.node.nodeid)


def labels(reply):
    return [suggestion.label for suggestion in reply.suggestions]


def answered(candidate):
    return [place.position for place in candidate.running.places if place.answered]


def test_a_typed_answer_is_saved_and_the_next_question_says_so(candidate):
    candidate.begin()
    position = candidate.find("single").position
    (following,) = candidate.say("b, I think")
    assert (following.just_saved.position, following.just_saved.signs) == (position, ["B"])
    assert (following.position, answered(candidate)) == (position + 1, [position])


def test_words_that_are_no_answer_save_nothing(candidate):
    candidate.begin()
    candidate.find("single")
    replies = candidate.say("what is Amazon Textract?", "define")
    assert replies[0].subject.id == "textract"
    assert answered(candidate) == []


def test_an_exam_is_walked_through_without_answers(candidate):
    _, first = candidate.begin()
    assert labels(first) == ["Next", "All questions", "Flag this question", "Finish the exam"]
    (second,) = candidate.say("Next")
    assert labels(second) == ["Previous", "Next", "All questions", "Flag this question", "Finish the exam"]
    assert (second.position, second.just_saved) == (2, None)
    assert candidate.say("Previous")[0].position == 1
    candidate.say("question 65")
    (overview,) = candidate.say("Next")
    assert (overview.type, overview.state) == ("exam", "running")
    assert "not answered: 65 of 65" in overview.text
    (overview,) = candidate.say("All questions")
    assert (overview.type, overview.text) == (
        "exam",
        "Minutes left: 90. Questions not answered: 65 of 65.",
    )
    assert answered(candidate) == []


def test_a_flagged_question_offers_to_take_its_flag_off(candidate):
    candidate.begin()
    assert "Unflag this question" in labels(candidate.say("Flag this question")[0])
    assert "Flag this question" in labels(candidate.say("Unflag this question")[0])


def test_too_few_options_are_saved_as_they_are(candidate):
    candidate.begin()
    question = candidate.find("multiple")
    (following,) = candidate.say("A")
    assert (following.just_saved.position, following.just_saved.signs) == (question.position, ["A"])


def test_the_map_after_the_last_answer_says_what_was_saved(candidate):
    candidate.begin()
    (question,) = candidate.say("question 65")
    signs = {"single": "A", "multiple": "A B"}.get(question.kind)
    if signs is None:  # all steps or matches, in the order shown
        signs = " ".join(option.sign for option in question.options)
    (overview,) = candidate.say(f"{question.answers} {signs}")
    assert (overview.type, overview.just_saved.position) == ("exam", 65)
    assert overview.places[-1].answered


def test_a_card_answers_its_own_question_wherever_the_exam_has_gone(candidate):
    candidate.begin()
    question = candidate.find("single")
    candidate.find("ordering")  # as another tab would go there
    (following,) = candidate.say(f"{button_for(question)} C")
    assert (following.just_saved.position, following.just_saved.signs) == (question.position, ["C"])


def test_an_incomplete_order_is_not_saved_and_the_question_stays(candidate):
    candidate.begin()
    question = candidate.find("ordering")
    notice, again = candidate.say("A B")
    assert notice.text == f"Put all {len(question.order)} steps in order, each once."
    assert (again.position, answered(candidate)) == (question.position, [])


def test_a_quiz_beside_the_exam_takes_its_own_button(candidate, parts):
    item = next(item for item in parts.tutor.bank.of_exam("AIF-C01", ("single",)))
    quiz = parts.tutor.quizzes.start(candidate.id, [item], "t", START, parts.rng)
    candidate.begin()
    feedback, *_ = candidate.say(f"{button_for(quiz)} A")
    assert (feedback.type, feedback.sitting) == ("feedback", quiz.sitting_id)
    assert answered(candidate) == []


def test_a_button_of_an_older_exam_shows_the_question_at_hand(candidate):
    candidate.begin()
    candidate.say("question 7")
    (question,) = candidate.say("answer 00000000/3 A")
    assert (question.position, answered(candidate)) == (7, [])


def test_asking_for_an_exam_goes_on_with_the_one_that_runs(candidate):
    candidate.begin()
    sitting = candidate.running.sitting_id
    candidate.say("question 7")
    (question,) = candidate.begin("MLA-C02")
    assert (question.sitting, question.position) == (sitting, 7)


@pytest.mark.parametrize("said", ["Next", "question 3", "how much time is left?", "Finish the exam"])
def test_when_the_time_is_over_the_report_comes_once_and_no_exam_begins(candidate, said):
    candidate.begin()
    sitting = candidate.running.sitting_id
    candidate.say("question 1")
    candidate.now = START + dt.timedelta(minutes=91)
    (report,) = candidate.say(said, "mock_exam", mock_exam)
    assert (report.type, report.state, report.sitting) == ("exam", "ended", sitting)
    assert candidate.parts.sentences.say("utter_exam_timed_out") in report.notes
    (told,) = candidate.say("Finish the exam", "mock_exam", mock_exam)
    assert (told.type, told.text) == ("text", candidate.parts.sentences.say("utter_exam_none"))
    assert candidate.running is None


def test_a_card_sent_too_late_brings_the_report(candidate):
    _, question = candidate.begin()
    candidate.now = START + dt.timedelta(minutes=91)
    (report,) = candidate.say(f"{question.answers} A")
    assert (report.state, report.right) == ("ended", 0)


def test_a_question_to_the_sheets_is_answered_after_the_report(candidate):
    candidate.begin()
    candidate.now = START + dt.timedelta(minutes=91)
    report, told = candidate.say("what is Amazon Textract?", "define")
    assert (report.state, told.subject.id) == ("ended", "textract")


def test_a_turn_looks_the_running_exam_up_once(candidate, monkeypatch):
    candidate.begin()
    exams = candidate.parts.tutor.mock_exams
    looked_up = []
    read = exams.running_or_over
    monkeypatch.setattr(exams, "running_or_over", lambda *args: looked_up.append(args) or read(*args))
    candidate.begin()
    assert len(looked_up) == 1
