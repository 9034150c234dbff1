"""Taking what a learner says of an answer."""

from actions import replies
from actions.turns import Outcome, Turn
from actions.wiring import Parts


def take_feedback(turn: Turn, parts: Parts) -> Outcome:
    """Write the words down for the owner of the sheets."""
    parts.records.note_feedback(turn.text, turn.subject)
    return Outcome((replies.TextReply(text=parts.sentences.say("utter_feedback_noted")),))
