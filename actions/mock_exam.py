"""Mock exams in the conversation: begin, answer, flag, go to a question, hand in."""

import datetime as dt
import re

from actions import replies
from actions.quiz_answers import Given, read_answer
from actions.quiz_topics import find_exam
from actions.quizzing import compose_feedback, compose_question
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from tutor.errors import NotPending, ResponseInvalid, SittingNotFound
from tutor.learners import Learner
from tutor.mock_exam import Report, Running
from tutor.questions import Question

_HAND_IN = re.compile(r"\b(?:finish|hand (?:it |this )?in|submit|end|i'?m done|done)\b", re.IGNORECASE)
_SURE = re.compile(r"\b(?:now|yes|really|for good)\b", re.IGNORECASE)
_FLAG = re.compile(r"\b(?P<off>un)?(?:flag|mark)(?:ged)?\b", re.IGNORECASE)
_GO_TO = re.compile(
    r"^\W*(?:(?:go |back )?to |show (?:me )?)?(?:question|q|number|nr)\W*(?P<position>\d{1,3})\W*$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"^\W*(?:next|skip|pass|go on|continue)(?: question| one)?\W*$", re.IGNORECASE)
_BACK = re.compile(r"^\W*(?:back|previous|go back|last)(?: question| one)?\W*$", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:time|minutes?|how long)\b.*\b(?:left|remain\w*|have i|do i have)\b|\bclock\b", re.IGNORECASE
)
_MOST_WRONG = 12
# "Flag this question", and not a question about flags.
_MOST_WORDS = 6
_ESTIMATE = (
    "The score is an estimate: a straight line from 100 (nothing right) to 1,000 (all right). AWS does not "
    "publish its scaling, and some questions of a real exam are not scored."
)


def mock_exam(turn: Turn, parts: Parts) -> Outcome:
    """Begin an exam, or go on with the one that is running."""
    now = parts.clock()
    learner = parts.tutor.learners.get(turn.learner, now)
    running = parts.tutor.mock_exams.running(learner.id, now)
    if running:
        return steer(turn, learner, parts) or _show(learner, running, running.at, parts)
    exam = find_exam(turn.text, parts)
    exam_id = exam.id if exam else learner.exam
    if exam_id is None:
        text = parts.sentences.say("utter_which_exam")
        choices = [
            replies.Suggestion(label=one.id, message=f"Mock exam {one.id}") for one in parts.tutor.exams
        ]
        return Outcome((replies.TextReply(text=text, suggestions=choices),))
    running = parts.tutor.mock_exams.start(learner.id, exam_id, now, parts.rng)
    text = parts.sentences.say(
        "utter_exam_begun", questions=str(running.exam.n_questions), minutes=str(running.exam.minutes)
    )
    question = parts.tutor.mock_exams.question(learner.id, running.sitting_id, 1, now)
    return Outcome((compose_running(running, text, now), compose_question(question, parts.tutor.exams, now)))


def steer(turn: Turn, learner: Learner, parts: Parts) -> Outcome | None:
    """Take a message as something said in the running exam; None when it is something else or none runs."""
    now = parts.clock()
    running = parts.tutor.mock_exams.running(learner.id, now)
    if running is None:
        return None
    exams, sitting, text = parts.tutor.mock_exams, running.sitting_id, turn.text
    if turn.message_id and running.message == turn.message_id:
        return _show(learner, running, running.at, parts)
    go_to = _GO_TO.match(text)
    if go_to:
        return _show(learner, running, int(go_to["position"]), parts)
    if _NEXT.match(text):
        return _show(learner, running, min(running.at + 1, len(running.places)), parts)
    if _BACK.match(text):
        return _show(learner, running, max(1, running.at - 1), parts)
    if _TIME.search(text):
        return Outcome((compose_running(running, _time_left(running, now), now),))
    flag = _FLAG.search(text)
    if flag and len(text.split()) <= _MOST_WORDS:
        running = exams.flag(learner.id, sitting, running.at, not flag["off"], now)
        return _show(learner, running, running.at, parts)
    if _HAND_IN.search(text) and turn.intent in ("mock_exam", "stop_quiz"):
        return _hand_in(learner, running, bool(_SURE.search(text)), parts)
    if turn.intent in ("stop_quiz", "resume_quiz"):
        return _show(learner, running, running.at, parts)
    question = exams.question(learner.id, sitting, running.at, now)
    given = read_answer(text, question, parts.index.catalogue)
    return _save(learner, running, question, given, turn, parts) if given else None


def compose_running(running: Running, text: str, now: dt.datetime) -> replies.ExamReply:
    """The map of a running exam."""
    note = running.exam.minutes_note
    return replies.ExamReply(
        sitting=running.sitting_id,
        exam=running.exam.id,
        name=running.exam.name,
        state="running",
        text=text,
        questions=len(running.places),
        minutes=running.exam.minutes,
        ends_at=running.ends_at.isoformat(),
        seconds_left=max(0, int((running.ends_at - now).total_seconds())),
        places=[
            replies.ExamPlace(position=place.position, answered=place.answered, flagged=place.flagged)
            for place in running.places
        ],
        notes=[note] if note else [],
        suggestions=[
            replies.Suggestion(label=f"Question {running.at}", message=f"Question {running.at}"),
            replies.Suggestion(label="Hand in", message="Finish the exam"),
        ],
    )


def compose_report(report: Report, parts: Parts, most_wrong: int | None = None) -> replies.ExamReply:
    """How an exam went, with the evidence of what was not right.

    Args:
        most_wrong: Questions told in full; a conversation's memory is no place for sixty.
    """
    now = parts.clock()
    exam = report.exam
    text = parts.sentences.say("utter_exam_finished", right=str(report.n_right), total=str(report.n_asked))
    notes = [_ESTIMATE]
    if exam.minutes_note:
        notes.append(exam.minutes_note)
    if report.timed_out:
        notes.append("The time was over; what had been saved was handed in.")
    wrong = [one for one in report.marked if one.grade.verdict != "right"]
    if most_wrong and len(wrong) > most_wrong:
        notes.append(
            f"Here are the first {most_wrong} that were not right; all of them wait in your reviews."
        )
        wrong = wrong[:most_wrong]
    return replies.ExamReply(
        sitting=report.sitting_id,
        exam=exam.id,
        name=exam.name,
        state="ended",
        text=text,
        questions=report.n_asked,
        minutes=exam.minutes,
        places=[
            replies.ExamPlace(
                position=one.question.position,
                answered=one.grade.verdict != "skipped",
                flagged=one.question.flagged,
                verdict="wrong" if one.grade.verdict == "unsure" else one.grade.verdict,
            )
            for one in report.marked
        ],
        score=report.score,
        pass_mark=exam.pass_mark,
        passed=report.passed,
        right=report.n_right,
        domains=[
            replies.DomainScore(name=one.name, weight=one.weight, right=one.n_right, asked=one.n_asked)
            for one in report.domains
        ],
        wrong=[compose_feedback(one, parts.claims, now) for one in wrong],
        notes=notes,
        suggestions=[
            replies.Suggestion(label="Review what was wrong", message="What should I review today?"),
            replies.Suggestion(label="How am I doing?", message="How am I doing?"),
        ],
    )


def _show(learner: Learner, running: Running, position: int, parts: Parts) -> Outcome:
    now = parts.clock()
    if not 1 <= position <= len(running.places):
        text = f"This exam has questions 1 to {len(running.places)}, and no {position}."
        return Outcome((replies.NoticeReply(kind="bad_input", text=text),))
    question = parts.tutor.mock_exams.question(learner.id, running.sitting_id, position, now)
    return Outcome((compose_question(question, parts.tutor.exams, now),))


def _save(
    learner: Learner, running: Running, question: Question, given: Given, turn: Turn, parts: Parts
) -> Outcome:
    """Keep an answer and go on; after the last question the map is shown."""
    now = parts.clock()
    position = given.position or question.position
    if given.sitting and not running.sitting_id.startswith(given.sitting):
        return _show(learner, running, running.at, parts)
    try:
        running = parts.tutor.mock_exams.save(
            learner.id, running.sitting_id, position, given.response, now, turn.message_id
        )
    except ResponseInvalid as error:
        notice = replies.NoticeReply(kind="bad_input", text=error.sentence)
        return Outcome((notice, compose_question(question, parts.tutor.exams, now)))
    except (NotPending, SittingNotFound):
        return _ended(learner, running, parts)
    if position < len(running.places):
        return _show(learner, running, position + 1, parts)
    n_open = sum(not place.answered for place in running.places)
    text = (
        f"That was the last question; {n_open} are not answered." if n_open else "All questions are answered."
    )
    return Outcome((compose_running(running, text, now),))


def _ended(learner: Learner, running: Running, parts: Parts) -> Outcome:
    """The report of an exam whose time is over."""
    report = parts.tutor.mock_exams.finish(learner.id, running.sitting_id, parts.clock())
    return Outcome((compose_report(report, parts, _MOST_WRONG),))


def _hand_in(learner: Learner, running: Running, is_sure: bool, parts: Parts) -> Outcome:
    """Hand in; while questions are open, ask first."""
    n_open = sum(not place.answered for place in running.places)
    if n_open and not is_sure:
        text = f"{n_open} of {len(running.places)} questions are not answered. Hand in all the same?"
        choices = [
            replies.Suggestion(label="Hand in now", message="Finish the exam now"),
            replies.Suggestion(label="Go on", message=f"Question {running.at}"),
        ]
        return Outcome((replies.TextReply(text=text, suggestions=choices),))
    report = parts.tutor.mock_exams.finish(learner.id, running.sitting_id, parts.clock())
    return Outcome((compose_report(report, parts, _MOST_WRONG),))


def _time_left(running: Running, now: dt.datetime) -> str:
    minutes = max(0, int((running.ends_at - now).total_seconds() // 60))
    n_open = sum(not place.answered for place in running.places)
    return f"{minutes} minutes are left; {n_open} of {len(running.places)} questions are not answered."
