"""Forgetting a learner, after a yes."""

from actions import replies
from actions.turns import Outcome, Turn
from actions.wiring import Parts

_FORGET = "forget"


def forget(turn: Turn, parts: Parts) -> Outcome:
    """Ask before deleting what is kept of a learner; do it on a yes that follows the question."""
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
    learner = parts.tutor.learners.find(turn.learner)
    if learner:
        parts.tutor.learners.forget(learner.id)
    return Outcome((replies.TextReply(text=parts.sentences.say("utter_forgotten")),), {"confirming": None})
