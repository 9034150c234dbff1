"""One learner in several places: a code is read in one and typed in the other."""

import re

from actions.replies import NoticeReply, Reply, TextReply
from actions.turns import is_session
from actions.wiring import Parts
from tutor.errors import TutorError
from tutor.link_codes import SIGNS

# "link", "link my Slack", "/sheetwise link 4KQT-9HXA"; what names a thing to link is no wish of ours.
_LINK = re.compile(
    r"(?:sheetwise )?link(?: (?:me|my|this|slack|accounts?|devices?|phone|web|chat|with|to|and))*(?: code)?"
    rf":?(?: (?P<code>[{SIGNS}]{{4}}[ -]?[{SIGNS}]{{4}}))?",
    re.IGNORECASE,
)


def asks_to_link(text: str, identity: str) -> bool:
    """Whether somebody wants a code or types one, where nobody else reads along."""
    return is_session(identity) and _read(text) is not None


def link_by_message(text: str, identity: str, parts: Parts) -> Reply:
    """Give out a code, or take the one that a message holds."""
    found = _read(text)
    code = found["code"] if found else None
    return use_code(identity, code, parts) if code else make_code(identity, parts)


def _read(text: str) -> re.Match[str] | None:
    return _LINK.fullmatch(text.strip(" .!/"))


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
