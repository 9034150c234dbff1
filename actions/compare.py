"""Comparing two or more things side by side."""

from actions import replies
from actions.answer import answer
from actions.composing import compose_comparison
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.questions import Question


def compare(turn: Turn, parts: Parts) -> Outcome:
    """Compare the subjects that a message names, with the one in focus when it names one or none."""
    question = parts.answerer.read(turn.text, turn.entities)
    subjects = find_compared(question, turn)
    if len(subjects) >= 2:
        comparison = parts.answerer.compare(subjects[:4], question)
        if comparison.rows:
            reply = compose_comparison(comparison, question, parts.index.catalogue)
            slots: dict[str, str | list[str] | None] = {
                "compared": list(comparison.subjects),
                "subject": subjects[0],
                "aspect": None,
                "asked": turn.text,
                "others": list(comparison.subjects[1:]),
            }
            return Outcome((reply,), slots)
    if subjects or not question.leans_back:
        return answer(turn, parts)
    text = parts.sentences.say("utter_nothing_to_compare")
    return Outcome((replies.NoticeReply(kind="unclear", text=text),))


def find_compared(question: Question, turn: Turn) -> tuple[str, ...]:
    """The subjects meant: those named; one named and the one in focus; or those compared last."""
    named = question.subjects
    if len(named) >= 2:
        return named
    if named and turn.subject and turn.subject != named[0]:
        return (turn.subject, named[0])
    if not named and question.leans_back:
        return turn.compared
    return named
