"""Request and response bodies of quizzes, exams, reviews, progress and plan."""

import datetime as dt
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator

from actions.replies import ExamReply, FeedbackReply, ProgressReply, QuestionReply
from tutor.attempts import Confidence
from tutor.grading import Response
from tutor.items import Difficulty


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QuizRequest(_Request):
    """What a quiz is to be on; everything may be left out.

    Attributes:
        topic: Words of the learner's own: a service, a concept, a field.
    """

    exam: str | None = Field(default=None, max_length=20, examples=["AIF-C01"])
    domain: Annotated[int, Field(ge=1, le=9)] | None = None
    topic: str | None = Field(default=None, max_length=200, examples=["security"])
    difficulty: Difficulty | None = None
    count: Annotated[int, Field(ge=1, le=50)] | None = None


class AnswerRequest(_Request):
    """An answer to the question at a position, in the places as shown, from 0."""

    position: int = Field(ge=1, le=500)
    response: Response
    confidence: Confidence | None = None


class JudgementRequest(_Request):
    """The learner's own verdict on an answer in words."""

    position: int = Field(ge=1, le=500)
    right: bool


class ExamRequest(_Request):
    """Which exam to sit."""

    exam: str = Field(max_length=20, examples=["AIF-C01"])


class SavedRequest(_Request):
    """An exam's answer so far; an empty response takes it back."""

    response: Response


class FlagRequest(_Request):
    """Whether a question is marked to return to."""

    flagged: bool


class AimsRequest(_Request):
    """What the learner aims at; what is left out stays as it is.

    Attributes:
        time_zone: IANA name; days begin at its midnight.
    """

    exam: str | None = Field(default=None, max_length=20, examples=["AIF-C01"])
    exam_day: dt.date | None = None
    daily_goal: Annotated[int, Field(ge=1, le=200)] | None = None
    time_zone: str | None = Field(default=None, max_length=64, examples=["Europe/Berlin"])

    @field_validator("time_zone")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(f"there is no time zone {value!r}; name one such as Europe/Berlin")
        return value


class SummaryResponse(BaseModel):
    """How a quiz went."""

    sitting: str
    right: int
    answered: int
    total: int


class StepResponse(BaseModel):
    """What follows an answer.

    Attributes:
        feedback: On the answer; with verdict ``unsure`` the learner has to judge it.
        repeated: The answer had been taken before, and counts once.
    """

    feedback: FeedbackReply
    repeated: bool
    next: QuestionReply | None
    summary: SummaryResponse | None


class QuestionResponse(BaseModel):
    """The question that waits for an answer.

    Attributes:
        token: Handed out once, with a new session: send it as ``Authorization: Bearer``.
    """

    token: str | None = None
    question: QuestionReply


class ExamResponse(BaseModel):
    """An exam: its map or its report."""

    token: str | None = None
    exam: ExamReply


class ReviewsResponse(BaseModel):
    """How much is due: today, and on each of the days after."""

    due: int
    forecast: list[int]


class ProgressResponse(BaseModel):
    """What the learner knows, and the plan of the day."""

    token: str | None = None
    progress: ProgressReply


class DataResponse(BaseModel):
    """Everything that is kept of the learner, table by table."""

    data: dict[str, list[dict[str, Any]]]


class LinkCodeResponse(BaseModel):
    """A code to be typed in another place.

    Attributes:
        token: Handed out once, with a new session: send it as ``Authorization: Bearer``.
    """

    token: str | None = None
    code: str
    expires_at: dt.datetime


class LinkRequest(_Request):
    """A code that was given in another place; its case, spaces and hyphens do not matter."""

    code: str = Field(min_length=1, max_length=40, examples=["7KQM3XAD"])


class LinkResponse(BaseModel):
    """The two places have one learner."""

    token: str | None = None
