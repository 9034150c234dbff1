"""What every message is looked at for before the skill that the dialogue chose."""

from dataclasses import replace

from actions.answer import answer
from actions.compare import compare
from actions.composing import compose_worked
from actions.correct import correct
from actions.feedback import take_feedback
from actions.list import list_subjects
from actions.turns import Outcome, Skill, Turn
from actions.wiring import Parts
from knowledge.exam_questions import read_exam_question
from knowledge.questions import split_questions

_MOST_QUESTIONS = 4
# What is said to the tutor rather than asked of it is not taken apart.
_TAKEN_WHOLE: tuple[Skill, ...] = (take_feedback, correct)
_BY_SHAPE: dict[str, Skill] = {"compare": compare, "list": list_subjects}


def respond(turn: Turn, parts: Parts, skill: Skill) -> Outcome:
    """Work a pasted exam question; take several questions one after the other; else run the skill."""
    pasted = read_exam_question(turn.text)
    if pasted:
        reply = compose_worked(parts.worker.work(pasted), pasted.stem, parts.index.catalogue)
        subject = next((o.subject.id for o in reply.options if o.verdict == "right" and o.subject), None)
        return Outcome((reply,), {"subject": subject, "aspect": None, "compared": None} if subject else {})
    if skill in _TAKEN_WHOLE:
        return skill(turn, parts)
    questions = split_questions(turn.text)
    if len(questions) < 2:
        return skill(turn, parts)
    told: list[Outcome] = []
    for text in questions[:_MOST_QUESTIONS]:
        turn = _go_on(turn, told[-1] if told else None, text)
        shape = parts.answerer.read(text).shape
        told.append(_BY_SHAPE.get(shape, answer)(turn, parts))
    slots = {name: value for outcome in told for name, value in outcome.slots.items()}
    return Outcome(tuple(reply for outcome in told for reply in outcome.replies), slots)


def _go_on(turn: Turn, before: Outcome | None, text: str) -> Turn:
    """The next question, with what the one before it has put into focus."""
    turn = replace(turn, text=text, intent=None, entities=())
    slots = before.slots if before else {}
    if "subject" not in slots:
        return turn
    subject, aspect, compared = slots["subject"], slots.get("aspect"), slots.get("compared")
    return replace(
        turn,
        subject=subject if isinstance(subject, str) else None,
        aspect=aspect if isinstance(aspect, str) else None,
        compared=tuple(compared or ()),
    )
