"""Comparing two or more things side by side."""

import re

from actions import replies
from actions.answer import answer
from actions.composing import compose_comparison
from actions.turns import Outcome, Turn
from actions.wiring import Parts
from knowledge.cues import asks_why_not
from knowledge.questions import Question

# What a comparison says of itself; a message without it may have nothing of its own left.
_COMPARING = re.compile(
    r"\b(?:compar\w+|diff?er\w*|versus|vs|between|better|best|main|key|side by side|each other)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(r"^\W*(?:and |so |but )?which\b", re.IGNORECASE)


def compare(turn: Turn, parts: Parts) -> Outcome:
    """Compare the subjects that a message names, with the one in focus when it names one or none."""
    if asks_why_not(turn.text):
        return answer(turn, parts)
    question = parts.answerer.read(turn.text, turn.entities)
    leans_back = is_bare_comparison(question, parts)
    subjects = find_compared(question, turn, leans_back)
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
    is_about_one = turn.subject and question.aspect and not _WHICH.search(turn.text)
    if subjects or not leans_back or is_about_one:
        return answer(turn, parts)
    text = parts.sentences.say("utter_nothing_to_compare")
    return Outcome((replies.NoticeReply(kind="unclear", text=text),))


def is_bare_comparison(question: Question, parts: Parts) -> bool:
    """Whether a message names no side of its comparison: "what's the difference between them?"."""
    if question.subjects or question.unclear:
        return False
    return question.leans_back or parts.answerer.read(_COMPARING.sub(" ", question.text)).leans_back


def asks_comparison(question: Question, parts: Parts) -> bool:
    """Whether the wording alone asks for a comparison: two names and no more, or "compare them"."""
    if len(question.subjects) >= 2:
        return not question.is_specific or bool(_COMPARING.search(question.text))
    return not question.aspect and not question.leans_back and is_bare_comparison(question, parts)


def find_compared(question: Question, turn: Turn, leans_back: bool) -> tuple[str, ...]:
    """The subjects meant: those named; one named and the one in focus; or those shown last."""
    named = question.subjects
    if len(named) >= 2:
        return named
    if named and turn.subject and turn.subject != named[0]:
        return (turn.subject, named[0])
    if not named and leans_back:
        return turn.compared or _pair(turn.subject, *turn.others[:1]) or _pair(turn.before, turn.subject)
    return named


def _pair(*ids: str | None) -> tuple[str, ...]:
    known = tuple(dict.fromkeys(filter(None, ids)))
    return known if len(known) == 2 else ()
