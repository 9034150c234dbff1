"""Forgetting a learner, after a yes."""

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
        return Outcome((replies.TextReply(text=text, suggestions=choices),), {"confirming": _FORGET})
    if turn.confirming != _FORGET:
        return Outcome((replies.TextReply(text=parts.sentences.say("utter_nothing_asked")),))
    if turn.intent != "affirm":
        return Outcome((replies.TextReply(text=parts.sentences.say("utter_kept")),), {"confirming": None})
    parts.tutor.learners.forget(turn.learner)
    return Outcome((replies.TextReply(text=parts.sentences.say("utter_forgotten")),), {"confirming": None})
