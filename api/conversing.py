"""One turn of a conversation: through the dialogue or without it, and remembered."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.link import asks_to_link, link_by_message
from actions.replies import REPLY, NoticeReply, Reply
from actions.responding import respond
from actions.turns import Turn, identity_of
from actions.wiring import Parts
from api.dialogue import DialogueAway
from api.running import Answered
from api.services import Services
from tutor import conversations

_log = structlog.get_logger(__name__)
# What is said in place of an answer: the message may find one when it is said again.
_UNANSWERED = ("dialogue_away", "trouble")


@dataclass(frozen=True)
class Speaker:
    """Who says something, and where.

    Attributes:
        conversation: Id of the conversation in the dialogue.
        learner: A channel's own word for the way in which the learner comes; None where the conversation is
            the way.
    """

    conversation: str
    learner: str | None = None

    @property
    def identity(self) -> str:
        """The way in which the learner comes, a key of the learner store."""
        return identity_of(self.conversation, {"learner": self.learner})

    @property
    def memory(self) -> str:
        """Where the turns are kept: with the learner, who may have them forgotten, for each conversation."""
        place = hashlib.sha256(self.conversation.encode()).hexdigest()[:32]
        return f"{self.identity}/{place}" if self.learner else self.identity


async def take_turn(services: Services, speaker: Speaker, message: str, message_id: str) -> Answered:
    """Answer a message, once: said again under its id, it is given the same replies."""
    return await services.running.run(
        speaker.conversation, message_id, lambda: _take_turn(services, speaker, message, message_id)
    )


def read_kept(turn: conversations.Turn) -> dict[int, Reply]:
    """The replies of a turn by their places in it, without those of an older form."""
    kept: dict[int, Reply] = {}
    for place, reply in enumerate(turn.replies):
        try:
            kept[place] = REPLY.validate_python(reply)
        except ValidationError:
            _log.info("reply_of_older_form", type=reply.get("type"))
    return kept


async def _take_turn(services: Services, speaker: Speaker, message: str, message_id: str) -> Answered:
    parts, now = services.parts, services.parts.clock()
    conversation, found = await asyncio.to_thread(_recall, parts, speaker.memory, message_id)
    shown = list(read_kept(found).values()) if found else []
    if found and _is_answered(shown):
        return Answered(found.number, shown)
    said = await _converse(services, speaker, message, message_id)
    if conversation is None:
        return Answered(None, said)
    number = await asyncio.to_thread(_remember, parts, conversation, message_id, message, said, now)
    return Answered(number, said)


def _is_answered(shown: Sequence[Reply]) -> bool:
    is_off = any(isinstance(reply, NoticeReply) and reply.kind in _UNANSWERED for reply in shown)
    return bool(shown) and not is_off


# A store that fails costs the memory of a turn, never its answer: what both of these meet is only logged.


def _recall(parts: Parts, identity: str, message_id: str) -> tuple[str | None, conversations.Turn | None]:
    """The conversation, and what was said to the message before."""
    try:
        return parts.tutor.conversations.recall(identity, message_id)
    except Exception:
        _log.error("conversation_not_read", exc_info=True)
        return None, None


def _remember(
    parts: Parts, conversation: str, message_id: str, message: str, said: Sequence[Reply], now: dt.datetime
) -> int | None:
    """Write a turn; returns its number, or None when it could not or should not be written."""
    plain = [reply.model_dump(mode="json") for reply in said]
    try:
        turn = parts.tutor.conversations.remember(conversation, message_id, message, plain, now)
    except Exception:
        _log.error("turn_not_written", exc_info=True)
        return None
    return turn.number if turn else None


async def _converse(services: Services, speaker: Speaker, message: str, message_id: str) -> list[Reply]:
    """One turn through the dialogue; straight to retrieval when the dialogue is away.

    A code that makes one learner of two is no matter for the dialogue, which guesses.
    """
    if asks_to_link(message, speaker.identity):
        return [await asyncio.to_thread(link_by_message, message, speaker.identity, services.parts)]
    try:
        sent = services.dialogue.send(speaker.conversation, message, message_id, speaker.learner)
        return _read_replies(await sent)
    except (DialogueAway, ValidationError) as error:
        _log.warning("dialogue_away", error=str(error))
    turn = Turn(message, learner=speaker.identity, message_id=message_id)
    return await asyncio.to_thread(_answer_alone, turn, services.parts)


def _answer_alone(turn: Turn, parts: Parts) -> list[Reply]:
    """Answer a question, or take an answer to one of a quiz, and say that the dialogue is away."""
    shape = parts.answerer.read(turn.text).shape
    outcome = respond(turn, parts, compare if shape == "compare" else answer)
    text = parts.sentences.say("utter_dialogue_away")
    return [*outcome.replies, NoticeReply(kind="dialogue_away", text=text)]


def _read_replies(messages: list[dict[str, Any]]) -> list[Reply]:
    """The dialogue's messages as replies of the schema.

    Raises:
        ValidationError: One carries something that is no reply.
    """
    said: list[Reply] = []
    for message in messages:
        if message.get("custom"):
            said.append(REPLY.validate_python(message["custom"]))
        if message.get("text"):
            buttons = message.get("buttons") or []
            suggestions = [
                replies.Suggestion(label=button["title"], message=button["payload"]) for button in buttons
            ]
            said.append(replies.TextReply(text=message["text"], suggestions=suggestions))
    return said
