"""One learner in several places: a code is read in one and typed in the other."""

import re

from actions.replies import NoticeReply, Reply, TextReply
from actions.turns import Outcome, Turn, is_session
from actions.wiring import Parts
from tutor.errors import TutorError
from tutor.link_codes import SIGNS

# "link", "link my Slack", "/sheetwise link 4KQT-9HXA"; what names a thing to link is no wish of ours.
_LINK = re.compile(
    r"(?:sheetwise )?link(?: (?:me|my|this|slack|accounts?|devices?|phone|web|chat|with|to|and))*(?: code)?"
    rf":?(?: (?P<code>[{SIGNS}]{{4}}[ -]?[{SIGNS}]{{4}}))?",
    re.IGNORECASE,
)


def link_by_message(turn: Turn, parts: Parts) -> Outcome | None:
    """Give out a code or take one, where nobody else reads along; None for any other message."""
    found = _LINK.fullmatch(turn.text.strip(" .!/")) if is_session(turn.learner) else None
    if found is None:
        return None
    code = found["code"]
    return Outcome((use_code(turn.learner, code, parts) if code else make_code(turn.learner, parts),))


def make_code(identity: str, parts: Parts) -> Reply:
    """A code for whoever comes this way; for their eyes alone."""
    now = parts.clock()
    made = parts.tutor.link_codes.make(identity, now)
    minutes = round((made.expires_at - now).total_seconds() / 60)
    return TextReply(text=parts.sentences.say("utter_link_code", code=made.code, minutes=str(minutes)))


def use_code(identity: str, code: str, parts: Parts) -> Reply:
    """Make one learner of whoever comes this way and whoever the code was given to."""
    try:
        parts.tutor.link_codes.use(identity, code, parts.clock())
    except TutorError as error:
        return NoticeReply(kind="bad_input", text=error.sentence)
    return TextReply(text=parts.sentences.say("utter_linked"))
