"""The conversation."""

import asyncio
import hashlib
import uuid
from typing import Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from pydantic import ValidationError

from actions import replies
from actions.answer import answer
from actions.compare import compare
from actions.replies import REPLY, Reply
from actions.responding import respond
from actions.turns import Turn, identity_of
from actions.wiring import Parts
from api.dialogue import DialogueAway
from api.errors import ApiError, ErrorAnswer
from api.schemas import ChatRequest, ChatResponse
from api.services import Services, Wired, count_address

router = APIRouter(tags=["chat"])
_log = structlog.get_logger(__name__)


@router.post(
    "/v1/chat",
    response_model_exclude_none=False,
    dependencies=[Depends(count_address)],
    responses={code: {"model": ErrorAnswer} for code in (401, 413, 422, 429)},
)
async def chat(body: ChatRequest, request: Request, response: Response, services: Wired) -> ChatResponse:
    """Say something to the tutor.

    The first call makes a session: a browser keeps its cookie; any other client sends the token back as
    `Authorization: Bearer`.
    """
    session = services.sessions.read(request)
    services.limits.count_session(session)
    message = clean_message(body.message, services.settings.max_message_chars)
    structlog.contextvars.bind_contextvars(session=session_name(session.id))
    if services.settings.log_messages:
        _log.info("message", text=message)
    said = await converse(services, session.id, message, body.id or uuid.uuid4().hex)
    if session.is_new:
        services.sessions.keep(session, response)
    return ChatResponse(
        session=session_name(session.id), token=session.token if session.is_new else None, replies=said
    )


async def converse(services: Services, session_id: str, message: str, message_id: str) -> list[Reply]:
    """One turn through the dialogue; straight to retrieval when the dialogue is away."""
    try:
        return read_replies(await services.dialogue.send(session_id, message, message_id))
    except (DialogueAway, ValidationError) as error:
        _log.warning("dialogue_away", error=str(error))
    turn = Turn(message, learner=identity_of(session_id, {}), message_id=message_id)
    return await asyncio.to_thread(answer_alone, turn, services.parts)


def answer_alone(turn: Turn, parts: Parts) -> list[Reply]:
    """Answer a question, or take an answer to one of a quiz, and say that the dialogue is away."""
    shape = parts.answerer.read(turn.text).shape
    outcome = respond(turn, parts, compare if shape == "compare" else answer)
    text = parts.sentences.say("utter_dialogue_away")
    return [*outcome.replies, replies.NoticeReply(kind="dialogue_away", text=text)]


def read_replies(messages: list[dict[str, Any]]) -> list[Reply]:
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


def clean_message(message: str, max_chars: int) -> str:
    """What the dialogue may read: no control characters, no leading slash, which Rasa takes for a command.

    Raises:
        ApiError: Nothing is left, or it is too long.
    """
    if len(message) > max_chars:
        raise ApiError(
            422, "too_long", f"The message has {len(message)} characters; at most {max_chars} are read."
        )
    printable = "".join(c if c.isprintable() or c in "\n\t" else " " for c in message)
    cleaned = printable.strip().lstrip("/").strip()
    if not cleaned:
        raise ApiError(422, "empty", "The message is empty; ask a question.")
    return cleaned


def session_name(session_id: str) -> str:
    """A name for a session that opens nothing."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:16]
