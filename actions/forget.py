"""Forgetting a learner, after a yes."""

import hashlib
import re

from actions import replies
from actions.answer import answer
from actions.turns import Outcome, Turn
from actions.wiring import Parts

_FORGET = "forget"
_FORGETTING = re.compile(
    r"\b(?:forget|delet\w+|eras\w+|wip\w+|remov\w+|reset|clear\w*|drop|destroy|clean|purge|start over|"
    r"unlearn|gdpr|rid of)\b",
    re.IGNORECASE,
)


def forget(turn: Turn, parts: Parts) -> Outcome:
    """Ask before deleting what is kept of a learner; do it on a yes that follows the question."""
    if turn.intent == "forget_progress" and not _FORGETTING.search(turn.text):
        return answer(turn, parts)
    if turn.intent == "forget_progress":
        choices = [
            replies.Suggestion(label="Yes, delete it", message="Yes"),
            replies.Suggestion(label="No, keep it", message="No"),
        ]
        text = parts.sentences.say("utter_forget_sure")
        return Outcome((replies.TextReply(text=text, suggestions=choices),), {"confirming": _asked(turn)})
    if turn.confirming != _asked(turn):
        return Outcome((replies.TextReply(text=parts.sentences.say("utter_nothing_asked")),))
    if turn.intent != "affirm":
        return Outcome((replies.TextReply(text=parts.sentences.say("utter_kept")),), {"confirming": None})
    ended = _find_open(turn, parts)
    parts.tutor.learners.forget(turn.learner)
    text = parts.sentences.say("utter_forgotten")
    return Outcome((replies.TextReply(text=text, ended=ended),), {"confirming": None})


def _asked(turn: Turn) -> str:
    """What a yes is the answer to: where several share a conversation, only the yes of who was asked."""
    return f"{_FORGET} {hashlib.sha256(turn.learner.encode()).hexdigest()[:16]}"


def _find_open(turn: Turn, parts: Parts) -> str | None:
    """Id of the quiz or exam that waits for an answer."""
    learner = parts.tutor.learners.find(turn.learner)
    if learner is None:
        return None
    question = parts.tutor.quizzes.pending(learner.id)
    exam = None if question else parts.tutor.mock_exams.running(learner.id, parts.clock())
    return question.sitting_id if question else exam.sitting_id if exam else None
