"""Quizzes in the conversation: starting, answering, help and stopping; the learner store holds the state."""

import re
from collections.abc import Callable
from dataclasses import replace

from actions import replies
from actions.answer import answer
from actions.quiz_answers import Given, read_answer, read_button
from actions.quiz_topics import read_wish
from actions.quizzing import (
    compose_feedback,
    compose_hint,
    compose_judging,
    compose_question,
    compose_unfit,
)
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from tutor.attempts import Confidence
from tutor.errors import NoItems, NotPending, ResponseInvalid, SittingNotFound
from tutor.grading import Response
from tutor.learners import Learner
from tutor.questions import Question
from tutor.quiz import Step, Summary

# Intents that ask something of the tutor's sheets: their words are no answer to a question in free text.
_ASKING = frozenset(
    ("which_service", "define", "how_to", "ask_aspect", "compare", "list_services", "exam_info")
)
_CONTROLLING = frozenset(
    ("hint", "skip_question", "explain_again", "stop_quiz", "resume_quiz", "start_quiz", "mock_exam",
     "show_progress", "review_due", "mix_ups", "study_plan", "forget_progress", "feedback", "help", "greet")
)  # fmt: skip
_HAD_IT = re.compile(r"\b(?:i had (?:it|that)|i was right|i got (?:it|that))\b", re.IGNORECASE)
_MISSED_IT = re.compile(
    r"\b(?:i missed (?:it|that)|i was wrong|i didn'?t (?:have|get) (?:it|that))\b", re.IGNORECASE
)

_QUIZ_ME = replies.Suggestion(label="Quiz me", message="Quiz me")


def quiz(turn: Turn, parts: Parts) -> Outcome:
    """Do what is asked of a quiz."""
    return _BY_INTENT.get(turn.intent or "", _resume)(turn, parts)


def take_answer(turn: Turn, learner: Learner | None, parts: Parts) -> Outcome | None:
    """Take a message as the answer to the pending question; None when it is something else."""
    if learner and turn.message_id:
        told = parts.tutor.quizzes.repeat(learner.id, turn.message_id)
        if told:
            return _follow(told, parts)
    question = parts.tutor.quizzes.pending(learner.id) if learner else None
    button = read_button(turn.text)
    if learner is None or question is None:
        return _say("utter_quiz_none", parts) if button else None
    if question.is_to_judge and (_HAD_IT.search(turn.text) or _MISSED_IT.search(turn.text)):
        return _judge(learner.id, question, turn, parts)
    may_be_words = turn.intent not in _ASKING | _CONTROLLING
    if turn.intent in _CONTROLLING and not button and question.item.kind == "text":
        return None
    given = read_answer(turn.text, question, parts.index.catalogue, may_be_words)
    if given is None:
        return _not_an_answer(question, parts) if button else None
    return _take(learner.id, question, given, turn, parts)


def remind(learner: Learner, parts: Parts) -> tuple[replies.Reply, ...]:
    """The pending question again, after something else was talked about; nothing without one."""
    question = parts.tutor.quizzes.pending(learner.id)
    if question is None:
        return ()
    back = replies.TextReply(text=parts.sentences.say("utter_back_to_question"))
    return (back, compose_question(question, parts.tutor.exams, parts.clock()))


def why_option(learner: Learner, parts: Parts, sign: str) -> Outcome | None:
    """Why an option of the question answered last is right or wrong; None without one."""
    marked = parts.tutor.quizzes.last_marked(learner.id)
    if marked is None:
        return None
    told = compose_feedback(marked, parts)
    options = [option for option in told.options if option.sign == sign.upper()]
    if not options:
        return None
    numbers = {number for option in options for number in option.citations}
    kept = [citation for citation in told.citations if citation.number in numbers]
    return Outcome((told.model_copy(update={"options": options, "citations": kept, "suggestions": []}),))


def _start(turn: Turn, parts: Parts) -> Outcome:
    now = parts.clock()
    learner = parts.tutor.learners.get(turn.learner, now)
    wish = read_wish(turn.text, parts, learner.exam)
    try:
        question = parts.tutor.start_quiz(learner, wish.scope, wish.title, wish.count, now, parts.rng)
    except NoItems:
        return _say("utter_quiz_nothing", parts, topic=wish.title)
    begun = parts.sentences.say("utter_quiz_begun", questions=str(question.total), topic=wish.title)
    return Outcome(
        (replies.TextReply(text=begun), compose_question(question, parts.tutor.exams, now)),
    )


def _take(learner_id: str, question: Question, given: Given, turn: Turn, parts: Parts) -> Outcome:
    """Write an answer and say what it was worth."""
    position = given.position or question.position
    if given.sitting and not question.sitting_id.startswith(given.sitting):
        return _not_an_answer(question, parts)
    if position == question.position and question.item.kind == "multiple":
        given = replace(given, response=_add_up(question, given.response))
        if _count_named(given.response) != question.n_wanted:
            return _ask_for_rest(learner_id, question, given.response, parts)
    now = parts.clock()
    try:
        step = parts.tutor.quizzes.answer(
            learner_id,
            question.sitting_id,
            position,
            given.response,
            now,
            given.confidence,
            turn.message_id,
        )
    except ResponseInvalid:
        return Outcome((compose_unfit(question, parts), compose_question(question, parts.tutor.exams, now)))
    except (NotPending, SittingNotFound):
        return _not_an_answer(question, parts)
    return _follow(step, parts, given.confidence)


def _add_up(question: Question, response: Response) -> Response:
    """What is named of several options, with what was named before; enough of them stand alone."""
    before = (question.saved and question.saved.options) or ()
    both = Response(options=tuple(sorted({*before, *(response.options or ())})))
    is_enough = _count_named(response) >= question.n_wanted
    return response if is_enough or _count_named(both) > question.n_wanted else both


def _ask_for_rest(learner_id: str, question: Question, response: Response, parts: Parts) -> Outcome:
    """Too few options or too many: nothing counts, and what was named of too few is kept."""
    n_named, n_wanted = _count_named(response), question.n_wanted
    is_too_few = n_named < n_wanted
    if is_too_few:
        question = parts.tutor.quizzes.keep(learner_id, question.sitting_id, question.position, response)
    name = f"utter_named_{n_named}_of_{n_wanted}" if is_too_few else f"utter_named_over_{n_wanted}"
    again = compose_question(question, parts.tutor.exams, parts.clock())
    return Outcome((replies.TextReply(text=parts.sentences.say(name)), again))


def _count_named(response: Response) -> int:
    return len(response.options or ())


def _judge(learner_id: str, question: Question, turn: Turn, parts: Parts) -> Outcome:
    is_right = bool(_HAD_IT.search(turn.text)) and not _MISSED_IT.search(turn.text)
    step = parts.tutor.quizzes.judge(
        learner_id, question.sitting_id, question.position, is_right, parts.clock(), turn.message_id
    )
    return _follow(step, parts)


def _follow(step: Step, parts: Parts, confidence: Confidence | None = None) -> Outcome:
    """The feedback, and the next question or the end."""
    now = parts.clock()
    said: list[replies.Reply] = []
    if step.marked is None and step.next:
        return Outcome((compose_judging(step.next, parts),))
    if step.marked:
        said.append(compose_feedback(step.marked, parts, was_sure=confidence == "sure"))
    if step.next:
        said.append(compose_question(step.next, parts.tutor.exams, now))
    elif step.summary:
        said.append(_finished("utter_quiz_finished", step.summary, parts))
    return Outcome(tuple(said))


def _hint(turn: Turn, parts: Parts) -> Outcome:
    learner = parts.tutor.learners.find(turn.learner)
    helped = parts.tutor.quizzes.hint(learner.id) if learner else None
    if helped is None:
        return _say("utter_quiz_none", parts)
    question, claim = helped
    return Outcome(
        (compose_hint(question, claim, parts), compose_question(question, parts.tutor.exams, parts.clock()))
    )


def _skip(turn: Turn, parts: Parts) -> Outcome:
    learner = parts.tutor.learners.find(turn.learner)
    question = parts.tutor.quizzes.pending(learner.id) if learner else None
    if learner is None or question is None:
        return _say("utter_quiz_none", parts)
    step = parts.tutor.quizzes.skip(
        learner.id, question.sitting_id, question.position, parts.clock(), turn.message_id
    )
    return _follow(step, parts)


def _explain(turn: Turn, parts: Parts) -> Outcome:
    learner = parts.tutor.learners.find(turn.learner)
    marked = parts.tutor.quizzes.last_marked(learner.id) if learner else None
    if learner is None or marked is None:
        return answer(turn, parts)
    told = compose_feedback(marked, parts)
    name = parts.index.catalogue.find(marked.question.item.subject)
    more = [replies.Suggestion(label=f"About {name.name}", message=f"What is {name.name}?")] if name else []
    return Outcome((told.model_copy(update={"suggestions": more}), *remind(learner, parts)))


def _stop(turn: Turn, parts: Parts) -> Outcome:
    learner = parts.tutor.learners.find(turn.learner)
    summary = parts.tutor.quizzes.stop(learner.id, parts.clock()) if learner else None
    if summary is None:
        return _say("utter_goodbye", parts)
    if not summary.n_answered:
        left = replies.TextReply(
            text=parts.sentences.say("utter_quiz_left"), ended=summary.sitting_id, suggestions=[_QUIZ_ME]
        )
        return Outcome((left,))
    return Outcome((_finished("utter_quiz_stopped", summary, parts),))


def _resume(turn: Turn, parts: Parts) -> Outcome:
    learner = parts.tutor.learners.find(turn.learner)
    question = parts.tutor.quizzes.pending(learner.id) if learner else None
    if question is None:
        return _say("utter_quiz_none", parts)
    if question.is_to_judge:
        return Outcome((compose_judging(question, parts),))
    return Outcome((compose_question(question, parts.tutor.exams, parts.clock()),))


def _finished(name: str, summary: Summary, parts: Parts) -> replies.TextReply:
    text = parts.sentences.say(
        name, right=str(summary.n_right), answered=str(summary.n_answered), total=str(summary.total)
    )
    again = [replies.Suggestion(label="Another quiz", message="Quiz me")]
    again.append(replies.Suggestion(label="How am I doing?", message="How am I doing?"))
    return replies.TextReply(text=text, ended=summary.sitting_id, suggestions=again)


def _not_an_answer(question: Question, parts: Parts) -> Outcome:
    """An old button, or an answer to a question that waits no more: the pending one is shown again."""
    text = parts.sentences.say("utter_other_question", position=str(question.position))
    notice = replies.NoticeReply(kind="bad_input", text=text)
    return Outcome((notice, compose_question(question, parts.tutor.exams, parts.clock())))


def _say(name: str, parts: Parts, **values: str) -> Outcome:
    return Outcome((replies.TextReply(text=parts.sentences.say(name, **values), suggestions=[_QUIZ_ME]),))


_BY_INTENT: dict[str, Callable[[Turn, Parts], Outcome]] = {
    "start_quiz": _start,
    "hint": _hint,
    "skip_question": _skip,
    "explain_again": _explain,
    "stop_quiz": _stop,
    "resume_quiz": _resume,
}
