"""Request and response bodies of what was said before, and what it was worth."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from actions.replies import Reply
from tutor.conversations import Verdict


class RatingBody(BaseModel):
    """What a reply was worth to the learner.

    Attributes:
        reply: Its place in the turn, from 0.
        word: Why, in the learner's words.
    """

    reply: int
    verdict: Verdict
    word: str | None


class RatingRequest(BaseModel):
    """What a reply is worth; a verdict of null takes the rating back."""

    model_config = ConfigDict(extra="forbid")

    reply: int = Field(ge=0, le=1000)
    verdict: Verdict | None
    word: Annotated[str, StringConstraints(max_length=500)] | None = None


class RatingsResponse(BaseModel):
    """All ratings of a turn."""

    ratings: list[RatingBody]


class TurnResponse(BaseModel):
    """A message and the replies to it."""

    number: int
    id: str
    message: str
    said_at: dt.datetime
    replies: list[Reply]
    ratings: list[RatingBody]


class TurnsResponse(BaseModel):
    """Turns of a conversation, the oldest first.

    Attributes:
        session: Name of the conversation; null when the client has no session.
        more: There are more of those that were asked for.
    """

    session: str | None
    turns: list[TurnResponse]
    more: bool
