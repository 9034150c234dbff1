"""Request and response bodies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from actions.replies import Lifecycle, Reply, Subject

_MESSAGE_EXAMPLE = "Which service finds faces in security camera footage?"


class ChatRequest(BaseModel):
    """What a learner says.

    Attributes:
        id: The client's own name for the message: sent again under it, an answer counts once.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"message": _MESSAGE_EXAMPLE}]})

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    id: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,64}$")] | None = None


class ChatResponse(BaseModel):
    """What the tutor says.

    Attributes:
        session: Name of the conversation, for a client to show or compare; it opens nothing.
        token: Handed out once, with a new session: send it as ``Authorization: Bearer``.
    """

    session: str
    token: str | None = None
    replies: list[Reply]


class SearchHit(BaseModel):
    """A passage that answers the query."""

    passage_id: str
    rank: int
    score: float = Field(ge=-1, le=2, description="Fused evidence; comparable within one search.")
    sheet: str
    heading: list[str]
    text: str
    subjects: list[str]


class SearchResponse(BaseModel):
    """What a search found, and how sure it is that the sheets answer the query."""

    query: str
    answerable: bool
    confidence: float = Field(ge=0, le=1)
    hits: list[SearchHit]


class PassageResponse(BaseModel):
    """One passage, verbatim, and where it stands."""

    id: str
    sheet: str
    heading: list[str]
    kind: Literal["paragraph", "list", "row", "code"]
    text: str
    start: int
    end: int
    subjects: list[Subject]
    verified: str | None
    url: str


class SourceResponse(BaseModel):
    """Where a sheet's facts come from."""

    id: str
    title: str
    url: str | None
    evidence: str


class SheetSummary(BaseModel):
    """A sheet in the list of sheets."""

    id: str
    title: str
    exams: list[str]
    verified: str | None
    n_passages: int
    imported: bool
    url: str


class SheetsResponse(BaseModel):
    """Every sheet in the index."""

    index_version: str
    sheets: list[SheetSummary]


class SheetResponse(SheetSummary):
    """A sheet rendered as safe HTML, with the passage asked for highlighted."""

    html: str
    highlighted: bool
    sources: list[SourceResponse]


class SubjectResponse(BaseModel):
    """A catalogue entry and its passages."""

    id: str
    name: str
    kind: str
    category: str
    names: list[str]
    exams: dict[str, list[str]]
    lifecycle: Lifecycle | None
    passages: list[PassageResponse]


class Health(BaseModel):
    """What is up.

    Attributes:
        status: ``ok``, or ``degraded`` while the dialogue is away and questions alone are answered.
    """

    status: Literal["ok", "degraded"]
    dialogue: Literal["up", "away"]
    index_version: str
    n_passages: int
    model: str
    precision: str
