"""The conversation: what is said, what was said before, and what it was worth."""

import hashlib
import uuid
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from actions.turns import identity_of
from api.conversing import Speaker, read_kept, take_turn
from api.errors import ApiError, ErrorAnswer
from api.messages import clean, clean_message
from api.schemas import ChatRequest, ChatResponse
from api.services import Wired, count_address
from api.turn_schemas import RatingBody, RatingRequest, RatingsResponse, TurnResponse, TurnsResponse
from tutor.conversations import Rating, Turn

router = APIRouter(
    prefix="/v1/chat",
    tags=["chat"],
    dependencies=[Depends(count_address)],
    responses={code: {"model": ErrorAnswer} for code in (401, 413, 422, 429)},
)
_log = structlog.get_logger(__name__)
# The largest number that every database takes.
_LAST = 2**31 - 1

MessageId = Annotated[str, Path(pattern=r"^[\w-]{1,64}$", description="Id of the message.")]
After = Annotated[int | None, Query(ge=0, le=_LAST, description="The first turns after this number.")]
Before = Annotated[int | None, Query(ge=0, le=_LAST, description="The last turns before this number.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many turns.")]


@router.post("")
async def chat(body: ChatRequest, request: Request, response: Response, services: Wired) -> ChatResponse:
    """Say something to the tutor.

    The first call makes a session: a browser keeps its cookie; any other client sends the token back as
    `Authorization: Bearer`. Said again under the same id, a message is given the same replies.
    """
    session = services.sessions.read(request)
    services.limits.count_session(session)
    message = clean_message(body.message, services.settings.max_message_chars)
    message_id = body.id or uuid.uuid4().hex
    structlog.contextvars.bind_contextvars(session=session_name(session.id))
    if services.settings.log_messages:
        _log.info("message", text=message)
    answered = await take_turn(services, Speaker(session.id), message, message_id)
    if session.is_new:
        services.sessions.keep(session, response)
    return ChatResponse(
        session=session_name(session.id),
        token=session.token if session.is_new else None,
        turn=answered.turn,
        id=message_id,
        replies=answered.replies,
    )


@router.get("/turns")
def list_turns(
    request: Request, services: Wired, after: After = None, before: Before = None, limit: Limit = 50
) -> TurnsResponse:
    """What was said in this session, the oldest first; without `after` or `before`, the newest turns."""
    if after is not None and before is not None:
        raise ApiError(422, "invalid", "Both after and before are given; leave one of them out.")
    session = services.sessions.read(request)
    if session.is_new:
        return TurnsResponse(session=None, turns=[], more=False)
    memory = services.parts.tutor.conversations
    turns, more = memory.recent(identity_of(session.id, {}), after, before, limit)
    return TurnsResponse(
        session=session_name(session.id), turns=[_tell_turn(turn) for turn in turns], more=more
    )


@router.put("/turns/{message_id}/rating", responses={404: {"model": ErrorAnswer}})
def rate_reply(
    message_id: MessageId, body: RatingRequest, request: Request, services: Wired
) -> RatingsResponse:
    """Say what a reply was worth, in the place in which its turn shows it; null takes a rating back."""
    session = services.sessions.read(request)
    services.limits.count_session(session)
    memory, identity = services.parts.tutor.conversations, identity_of(session.id, {})
    turn = memory.find(identity, message_id)
    places = list(read_kept(turn)) if turn else []
    place = places[body.reply] if body.reply < len(places) else -1  # which no reply has
    word = clean(body.word or "") or None
    ratings = memory.rate(identity, message_id, place, body.verdict, word, services.parts.clock())
    return RatingsResponse(ratings=_tell_ratings(ratings, places))


def session_name(session_id: str) -> str:
    """A name for a session that opens nothing."""
    return hashlib.sha256(session_id.encode()).hexdigest()[:16]


def _tell_turn(turn: Turn) -> TurnResponse:
    kept = read_kept(turn)
    return TurnResponse(
        number=turn.number,
        id=turn.message_id,
        message=turn.message,
        said_at=turn.said_at,
        replies=list(kept.values()),
        ratings=_tell_ratings(turn.ratings, list(kept)),
    )


def _tell_ratings(ratings: tuple[Rating, ...], places: list[int]) -> list[RatingBody]:
    """Ratings with the replies counted as they are shown.

    Args:
        places: Where the shown replies stand in the turn.
    """
    return [
        RatingBody(reply=places.index(rating.reply), verdict=rating.verdict, word=rating.word)
        for rating in ratings
        if rating.reply in places
    ]
