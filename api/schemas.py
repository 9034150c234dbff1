"""Request and response bodies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from actions.replies import Lifecycle, Reply, Subject
from api.channels.slack.status import State

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
        turn: Number of the turn in the conversation; null when it is not kept.
        id: Name of the message: the client's own, or the one that it was given.
    """

    session: str
    token: str | None = None
    turn: int | None = None
    id: str
    replies: list[Reply]


class Piece(BaseModel):
    """A piece of an excerpt.

    Attributes:
        found: It is a word of the query.
    """

    text: str
    found: bool


class SearchHit(BaseModel):
    """A passage that answers the query.

    Attributes:
        text: Verbatim, as it stands in the sheet.
        excerpt: To read in a list: the part that holds most words of the query, without markup.
        url: Address of the sheet's page with the passage highlighted.
    """

    passage_id: str
    rank: int
    score: float = Field(ge=-1, le=2, description="Fused evidence; comparable within one search.")
    sheet: str
    heading: list[str]
    text: str
    excerpt: list[Piece]
    subjects: list[str]
    url: str


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


class SectionResponse(BaseModel):
    """A line of a sheet's contents list.

    Attributes:
        id: Of its heading in the sheet's HTML.
        subject: The catalogue entry that the heading names.
    """

    id: str
    level: Literal[2, 3]
    title: str
    subject: Subject | None


class SheetResponse(SheetSummary):
    """A sheet rendered as safe HTML, with the passage asked for highlighted.

    Attributes:
        html: Each heading has an id. Where its section can be asked about, it carries the message to the
            chat as ``data-ask`` (a whole question) or ``data-about`` (words to begin one with), and as
            ``data-quiz`` where there are items for a quiz on it.
    """

    html: str
    highlighted: bool
    contents: list[SectionResponse]
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
        slack: ``off`` when it is not set up, ``away`` when there is no way to it or back, ``revoked`` when it
            does not take a token any more.
    """

    status: Literal["ok", "degraded"]
    dialogue: Literal["up", "away"]
    slack: State
    index_version: str
    n_passages: int
    model: str
    precision: str
