"""One turn as a skill sees it, and what the skill makes of it; nothing here knows Rasa."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.replies import Reply
from actions.wiring import Parts


@dataclass(frozen=True)
class Turn:
    """A message and what the dialogue knows.

    Attributes:
        intent: The intent that the dialogue found, or None when it is away.
        entities: Catalogue ids that it found in the message.
        subject: The catalogue id in focus.
        aspect: The aspect asked for last.
        compared: The catalogue ids compared last.
        asked: The question answered last, in the learner's words.
        others: The catalogue ids offered beside the last answer.
        before: The catalogue id in focus before this one.
        options: The options of the exam question worked last, each "A=" and what it speaks of.
        learner: The way in which the learner comes, a key of the learner store.
        confirming: What a yes or no is the answer to.
        message_id: The same for a message that is delivered twice.
    """

    text: str
    intent: str | None = None
    entities: tuple[str, ...] = ()
    subject: str | None = None
    aspect: str | None = None
    compared: tuple[str, ...] = ()
    asked: str | None = None
    others: tuple[str, ...] = ()
    before: str | None = None
    options: tuple[str, ...] = ()
    learner: str = ""
    confirming: str | None = None
    message_id: str | None = None


@dataclass(frozen=True)
class Outcome:
    """Replies, and the slots to set; a slot that is not named keeps its value."""

    replies: tuple[Reply, ...]
    slots: dict[str, str | list[str] | None] = field(default_factory=dict)


Skill = Callable[[Turn, Parts], Outcome]


_SESSION = "session:"


def identity_of(conversation: str, metadata: Mapping[str, Any]) -> str:
    """The way in which a learner comes: a channel's own word for it, else the conversation.

    A conversation's id opens the conversation, so the store holds only its digest.
    """
    named = metadata.get("learner")
    return str(named) if named else f"{_SESSION}{hashlib.sha256(conversation.encode()).hexdigest()[:40]}"


def is_session(identity: str) -> bool:
    """Whether somebody comes by a session of their own, where nobody else reads along."""
    return identity.startswith(_SESSION)
