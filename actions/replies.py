"""The reply schema: what every channel renders, and part of the OpenAPI document.

A reply is one of a few types, told apart by ``type``. Citations are numbered from 1 within a reply; a cited
quote equals, character for character, the span of the sheet that it names.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Subject(_Model):
    """A catalogue entry by its id and proper name."""

    id: str
    name: str


class Suggestion(_Model):
    """A button: what it says, and what is sent when it is pressed."""

    label: str
    message: str


class Citation(_Model):
    """Where a quote stands.

    Attributes:
        heading: From the sheet's title down to the field.
        start: First character of the quote in the sheet's text.
        end: One past its last character.
        url: Opens the sheet with the passage highlighted.
    """

    number: int = Field(ge=1)
    passage_id: str
    sheet: str
    heading: list[str]
    quote: str
    start: int = Field(ge=0)
    end: int
    url: str


class Statement(_Model):
    """One quoted sentence, bullet, cell or block of code, with the numbers of its citations.

    Attributes:
        label: What a table cell is about, its row and column, because a cell alone says too little.
    """

    text: str
    citations: list[int]
    label: str | None = None
    format: Literal["text", "code"] = "text"


class Lifecycle(_Model):
    """What a learner must know of a subject's availability."""

    subject: Subject
    state: str
    date: str | None = Field(default=None, description="ISO day from which it holds.")
    successors: list[Subject] = []
    note: str | None = None
    source: str | None = None
    evidence: str | None = None
    verified: str | None = Field(default=None, description="ISO day on which it was last checked.")


class Alternative(_Model):
    """A runner-up, and one cited quote that tells it apart or says what it is."""

    subject: Subject
    reason: str
    citations: list[int]


class Pointer(_Model):
    """A place in the sheets worth a look."""

    title: str
    url: str


class TextReply(_Model):
    """Plain words of the dialogue, in Markdown."""

    type: Literal["text"] = "text"
    text: str
    suggestions: list[Suggestion] = []


class AnswerReply(_Model):
    """Quotes that answer a question."""

    type: Literal["answer"] = "answer"
    subject: Subject | None
    statements: list[Statement]
    citations: list[Citation]
    alternatives: list[Alternative] = []
    notice: Lifecycle | None = None
    confidence: float = Field(ge=0, le=1)
    suggestions: list[Suggestion] = []


class Cell(_Model):
    """A cell of a comparison."""

    text: str
    citations: list[int]


class ComparisonRow(_Model):
    """One aspect of every subject, in their order; null where the sheets do not say."""

    aspect: str
    cells: list[Cell | None]


class ComparisonReply(_Model):
    """Subjects side by side, and the statements that tell them apart."""

    type: Literal["comparison"] = "comparison"
    subjects: list[Subject]
    rows: list[ComparisonRow]
    statements: list[Statement]
    citations: list[Citation]
    notices: list[Lifecycle] = []
    suggestions: list[Suggestion] = []


class OptionVerdict(_Model):
    """One option of a pasted exam question and what the sheets say of it.

    Attributes:
        sign: The option's letter.
        verdict: ``right``, ``wrong``, or ``unknown`` when the sheets cannot judge it.
        reason: A quote; null for ``unknown``.
    """

    sign: str
    text: str
    verdict: Literal["right", "wrong", "unknown"]
    subject: Subject | None = None
    reason: str | None = None
    citations: list[int] = []


class WorkedQuestionReply(_Model):
    """A pasted exam question, worked: the chosen options, and a cited reason for every option.

    Attributes:
        chosen: Letters of the options that the sheets speak for.
        cues: What in the stem decides.
        sure: False when the options lie so close that the learner should check.
    """

    type: Literal["worked_question"] = "worked_question"
    stem: str
    chosen: list[str]
    options: list[OptionVerdict]
    cues: list[str]
    sure: bool
    citations: list[Citation]
    confidence: float = Field(ge=0, le=1)
    suggestions: list[Suggestion] = []


class NoticeReply(_Model):
    """Something other than an answer: what happened and what to do.

    Attributes:
        kind: ``not_covered`` (the sheets say nothing on it), ``other_vendor`` (a product or vendor that they
            do not teach), ``not_said`` (they know the subject, not this of it), ``unclear`` (several things
            may be meant), ``dialogue_away`` (questions only, for now), ``bad_input`` or ``trouble``.
    """

    type: Literal["notice"] = "notice"
    kind: Literal[
        "not_covered", "other_vendor", "not_said", "unclear", "dialogue_away", "bad_input", "trouble"
    ]
    text: str
    nearest: list[Pointer] = []
    suggestions: list[Suggestion] = []


Reply = Annotated[
    TextReply | AnswerReply | ComparisonReply | WorkedQuestionReply | NoticeReply, Field(discriminator="type")
]

REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
