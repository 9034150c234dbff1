"""Mock exams in the conversation: begin, answer, flag, go to a question, hand in."""

import datetime as dt
import re

from actions import replies
from actions.quiz_answers import Given, read_answer, read_button, signs_given
from actions.quiz_topics import find_exam
from actions.quizzing import compose_feedback, compose_question, compose_unfit
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
_MAP = re.compile(
    r"^\W*(?:show (?:me )?)?(?:all (?:the )?questions|(?:the )?(?:map|overview|review screen))\W*$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:time|minutes?|how long)\b.*\b(?:left|remain\w*|have i|do i have)\b|\bclock\b", re.IGNORECASE
)
# "Finish the exam" begins none, whatever the dialogue makes of it.
_ENDING = re.compile(r"^\W*(?:please )?(?:finish|hand (?:it |this )?in|submit|end|stop)\b", re.IGNORECASE)
_OF_THE_EXAM = frozenset(("mock_exam", "answer_quiz", "skip_question", "stop_quiz", "resume_quiz"))
_MOST_WRONG = 12
# "Flag this question", and not a question about flags.
_MOST_WORDS = 6


def mock_exam(turn: Turn, parts: Parts) -> Outcome:
    """Begin an exam; what is said while one is running is for `steer`."""
    now = parts.clock()
    if _ENDING.search(turn.text):
        return Outcome((replies.TextReply(text=parts.sentences.say("utter_exam_none")),))
    learner = parts.tutor.learners.get(turn.learner, now)
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
    question = parts.tutor.mock_exams.question(learner.id, running.sitting_id, running.at, now)
    return Outcome((compose_running(running, text, now), compose_question(question, parts.tutor.exams, now)))


def steer(turn: Turn, learner: Learner, running: Running, parts: Parts) -> Outcome | None:
    """Take a message as something said in the running exam; None when it is something else."""
    if turn.message_id and running.message == turn.message_id:
        return _show(learner, running, running.at, parts)
    button = read_button(turn.text)
    if button:
        return _take_button(turn, button[0], button[1], learner, running, parts)
    done = _move(turn.text, learner, running, parts) or _control(turn, learner, running, parts)
    if done:
        return done
    saved = _answer(turn, running.at, learner, running, parts)
    # Who asks for an exam goes on with the one that runs.
    return saved or (_show(learner, running, running.at, parts) if turn.intent == "mock_exam" else None)


def asks_of_exam(turn: Turn, sitting_id: str) -> bool:
    """Whether a message can only mean an exam that it was said in."""
    button = read_button(turn.text)
    if button:
        return sitting_id.startswith(button[0])
    signs = (_GO_TO, _NEXT, _BACK, _MAP, _TIME)
    return turn.intent in _OF_THE_EXAM or any(sign.search(turn.text) for sign in signs)


def compose_running(
    running: Running, text: str, now: dt.datetime, just_saved: replies.SavedAnswer | None = None
) -> replies.ExamReply:
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
        just_saved=just_saved,
        notes=[note] if note else [],
        suggestions=[
            replies.Suggestion(label=f"Question {running.at}", message=f"Question {running.at}"),
            replies.Suggestion(label="Hand in", message="Finish the exam"),
        ],
    )


def compose_report(report: Report, parts: Parts, most_wrong: int | None = None) -> replies.ExamReply:
    """How an exam went, with the evidence of what was not right.

    Args:
        most_wrong: Questions told in full; None tells them all.
    """
    exam, say = report.exam, parts.sentences.say
    text = say("utter_exam_finished", right=str(report.n_right), total=str(report.n_asked))
    notes = [say("utter_exam_estimate")]
    if exam.minutes_note:
        notes.append(exam.minutes_note)
    if report.timed_out:
        notes.append(say("utter_exam_timed_out"))
    wrong = [one for one in report.marked if one.grade.verdict != "right"]
    if most_wrong and len(wrong) > most_wrong:
        notes.append(say("utter_exam_first_wrong", shown=str(most_wrong)))
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
        wrong=[compose_feedback(one, parts) for one in wrong],
        notes=notes,
        suggestions=[
            replies.Suggestion(label="Review what was wrong", message="What should I review today?"),
            replies.Suggestion(label="How am I doing?", message="How am I doing?"),
        ],
    )


def tell_report(report: Report, parts: Parts) -> replies.ExamReply:
    """A report as it is said: a conversation's memory is no place for sixty questions in full."""
    return compose_report(report, parts, _MOST_WRONG)


def _take_button(
    turn: Turn, sitting: str, position: int, learner: Learner, running: Running, parts: Parts
) -> Outcome | None:
    """Take what a card sent: of this exam, of an older one, or of a quiz that is open beside it."""
    if running.sitting_id.startswith(sitting) and 1 <= position <= len(running.places):
        saved = _answer(turn, position, learner, running, parts)
        return saved or _show(learner, running, running.at, parts)
    pending = parts.tutor.quizzes.pending(learner.id)
    if pending and pending.sitting_id.startswith(sitting):
        return None
    return _show(learner, running, running.at, parts)


def _move(text: str, learner: Learner, running: Running, parts: Parts) -> Outcome | None:
    """Go to another question, or to the map of all."""
    go_to = _GO_TO.match(text)
    if go_to:
        return _show(learner, running, int(go_to["position"]), parts)
    if _NEXT.match(text):
        return _go_on(learner, running, running.at, parts)
    if _BACK.match(text):
        return _show(learner, running, max(1, running.at - 1), parts)
    if _MAP.match(text) or _TIME.search(text):
        return _show_map(running, "utter_exam_time_left", parts)
    return None


def _control(turn: Turn, learner: Learner, running: Running, parts: Parts) -> Outcome | None:
    """Flag the question at hand, hand the exam in, or stay in it."""
    flag = _FLAG.search(turn.text)
    if flag and len(turn.text.split()) <= _MOST_WORDS:
        parts.tutor.mock_exams.flag(
            learner.id, running.sitting_id, running.at, not flag["off"], parts.clock()
        )
        return _show(learner, running, running.at, parts)
    if _HAND_IN.search(turn.text) and turn.intent in ("mock_exam", "stop_quiz"):
        return _hand_in(learner, running, bool(_SURE.search(turn.text)), parts)
    if turn.intent in ("stop_quiz", "resume_quiz"):
        return _show(learner, running, running.at, parts)
    return None


def _answer(turn: Turn, position: int, learner: Learner, running: Running, parts: Parts) -> Outcome | None:
    """Take a message as the answer to a question of the exam; None when it is none."""
    question = parts.tutor.mock_exams.question(learner.id, running.sitting_id, position, parts.clock())
    given = read_answer(turn.text, question, parts.index.catalogue)
    return _save(learner, running, question, given, turn, parts) if given else None


def _save(
    learner: Learner, running: Running, question: Question, given: Given, turn: Turn, parts: Parts
) -> Outcome:
    """Keep an answer and go on."""
    now = parts.clock()
    try:
        running = parts.tutor.mock_exams.save(
            learner.id, running.sitting_id, question.position, given.response, now, turn.message_id
        )
    except ResponseInvalid:
        return Outcome((compose_unfit(question, parts), compose_question(question, parts.tutor.exams, now)))
    except (NotPending, SittingNotFound):
        return _end(learner, running, parts)
    saved = replies.SavedAnswer(position=question.position, signs=signs_given(given.response))
    return _go_on(learner, running, question.position, parts, saved)


def _go_on(
    learner: Learner,
    running: Running,
    position: int,
    parts: Parts,
    just_saved: replies.SavedAnswer | None = None,
) -> Outcome:
    """The question after this one; after the last the map."""
    if position < len(running.places):
        return _show(learner, running, position + 1, parts, just_saved)
    name = "utter_exam_last" if _count_open(running) else "utter_exam_all_answered"
    return _show_map(running, name, parts, just_saved)


def _show(
    learner: Learner,
    running: Running,
    position: int,
    parts: Parts,
    just_saved: replies.SavedAnswer | None = None,
) -> Outcome:
    now = parts.clock()
    if not 1 <= position <= len(running.places):
        text = parts.sentences.say(
            "utter_exam_no_question", last=str(len(running.places)), position=str(position)
        )
        return Outcome((replies.NoticeReply(kind="bad_input", text=text),))
    question = parts.tutor.mock_exams.question(learner.id, running.sitting_id, position, now)
    return Outcome((compose_question(question, parts.tutor.exams, now, just_saved),))


def _show_map(
    running: Running, name: str, parts: Parts, just_saved: replies.SavedAnswer | None = None
) -> Outcome:
    """The map under a sentence of the domain that may say what is open and how much time is left."""
    now = parts.clock()
    text = parts.sentences.say(
        name,
        open=str(_count_open(running)),
        total=str(len(running.places)),
        minutes=str(max(0, int((running.ends_at - now).total_seconds() // 60))),
    )
    return Outcome((compose_running(running, text, now, just_saved),))


def _hand_in(learner: Learner, running: Running, is_sure: bool, parts: Parts) -> Outcome:
    """Hand in; while questions are open, ask first."""
    n_open = _count_open(running)
    if n_open and not is_sure:
        text = parts.sentences.say("utter_exam_hand_in", open=str(n_open), total=str(len(running.places)))
        choices = [
            replies.Suggestion(label="Hand in now", message="Finish the exam now"),
            replies.Suggestion(label="Go on", message=f"Question {running.at}"),
        ]
        return Outcome((replies.TextReply(text=text, suggestions=choices),))
    return _end(learner, running, parts)


def _end(learner: Learner, running: Running, parts: Parts) -> Outcome:
    """Hand in and tell the report; twice tells the same."""
    report = parts.tutor.mock_exams.finish(learner.id, running.sitting_id, parts.clock())
    return Outcome((tell_report(report, parts),))


def _count_open(running: Running) -> int:
    return sum(not place.answered for place in running.places)
