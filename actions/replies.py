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
    """Plain words of the dialogue, in Markdown.

    Attributes:
        ended: Id of the quiz or exam that ends with these words: its question waits no more.
    """

    type: Literal["text"] = "text"
    text: str
    ended: str | None = None
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


class ShownOption(_Model):
    """An option, step or match as it is shown; ``sign`` is its letter."""

    sign: str
    text: str


Kind = Literal["single", "multiple", "ordering", "matching", "text"]


class SavedAnswer(_Model):
    """An answer that an exam has saved just now: signs, in order."""

    position: int = Field(ge=1)
    signs: list[str]


class QuestionReply(_Model):
    """A question of a quiz or a mock exam; it never holds the key.

    Attributes:
        sitting: Id of the quiz or exam.
        mode: ``quiz`` tells at once whether an answer is right, ``exam`` at the end.
        kind: ``single`` or ``multiple`` (choose among the options), ``ordering`` (put the options in order),
            ``matching`` (one option for each prompt) or ``text``.
        n_wanted: How many options are to be chosen.
        prompts: What a matching asks a match for; ``sign`` is its number.
        answers: What is sent to answer, before the signs: ``answer 1f2e3d4c/3``.
        saved: The answer so far, of an exam or of a choice of several options: signs, in order.
        just_saved: What the message has answered in this exam, before it went on to this question.
        ends_at: ISO moment of an exam's deadline.
        on: The exam, domain and task that it belongs to, in words.
    """

    type: Literal["question"] = "question"
    sitting: str
    mode: Literal["quiz", "exam"]
    title: str
    position: int = Field(ge=1)
    total: int = Field(ge=1)
    kind: Kind
    stem: str
    n_wanted: int = 1
    options: list[ShownOption] = []
    prompts: list[ShownOption] = []
    answers: str
    saved: list[str] = []
    just_saved: SavedAnswer | None = None
    flagged: bool = False
    ends_at: str | None = None
    seconds_left: int | None = None
    on: str | None = None
    difficulty: str | None = None
    suggestions: list[Suggestion] = []


class OptionFeedback(_Model):
    """Why an option is right or wrong, with its citation.

    Attributes:
        sign: The letter under which it was shown; of a matching the prompt's number.
        text: The option, the step, or "prompt: match".
        right: Whether it belongs to the answer; of an ordering, whether it stood in its place.
        chosen: Whether the learner chose it.
        reason: One sentence of ours.
        quote: What bears the reason out.
    """

    sign: str
    text: str
    right: bool
    chosen: bool
    reason: str
    quote: str
    citations: list[int]


class FeedbackReply(_Model):
    """What an answer was worth, and why for every option.

    Attributes:
        kind: Of the question, as there.
        verdict: ``unsure`` shows a model answer for the learner to judge by.
        key: Signs of the right options; of an ordering, in their order.
        answer: The right answer in words, for a text question.
        due: When the item comes back, in words.
    """

    type: Literal["feedback"] = "feedback"
    sitting: str
    position: int
    total: int
    kind: Kind
    verdict: Literal["right", "wrong", "skipped", "unsure"]
    text: str
    stem: str
    key: list[str]
    chosen: list[str]
    answer: str | None = None
    options: list[OptionFeedback]
    citations: list[Citation]
    due: str | None = None
    suggestions: list[Suggestion] = []


class DomainProgress(_Model):
    """Mastery of one domain: shares in [0, 1] with a 90 % interval."""

    number: int
    name: str
    weight: int
    attempts: int
    mastery: float
    low: float
    high: float
    level: str
    due: int


class Readiness(_Model):
    """How far the learner is for an exam: a share in [0, 1] with its interval; no scaled score."""

    share: float
    low: float
    high: float
    level: str
    raises: list[str]


class Confusion(_Model):
    """What was taken for what, and how often."""

    expected: Subject
    taken: Subject
    count: int
    resolved: bool


class DayPlan(_Model):
    """What to do today.

    Attributes:
        focus: The domain to work on.
        days_left: Until the exam; null without a date.
        streak: Days in a row with the goal met; one day off in seven does not break it.
    """

    reviews: int
    new: int
    focus: str | None
    mock_exam: bool
    done_today: int
    goal: int
    goal_met: bool
    streak: int
    days_left: int | None
    exam_day: str | None


class ProgressReply(_Model):
    """What a learner knows, with the data of the charts.

    Attributes:
        per_day: Answers on each of the last days, the oldest first.
        forecast: Reviews due today and on the days after.
        curve: Expected recall of what was learnt, today and on the days after, if nothing is reviewed.
    """

    type: Literal["progress"] = "progress"
    text: str
    exam: str | None
    exam_name: str | None
    n_attempts: int
    domains: list[DomainProgress]
    readiness: Readiness | None
    confusions: list[Confusion]
    due_today: int
    per_day: list[int]
    forecast: list[int]
    curve: list[float]
    plan: DayPlan | None = None
    suggestions: list[Suggestion] = []


class ExamPlace(_Model):
    """A question of the exam's map."""

    position: int
    answered: bool
    flagged: bool
    verdict: Literal["right", "wrong", "skipped"] | None = None


class DomainScore(_Model):
    """Right answers in one domain of the exam."""

    name: str
    weight: int
    right: int
    asked: int


class ExamReply(_Model):
    """A mock exam: its map while it runs, its report when it has ended.

    Attributes:
        just_saved: What the message has answered in it.
        score: Estimate on the scale from 100 to 1,000; null while it runs.
        wrong: The questions that were not right, each with the evidence for every option.
        notes: What to know of the estimate and of the exam.
    """

    type: Literal["exam"] = "exam"
    sitting: str
    exam: str
    name: str
    state: Literal["running", "ended"]
    text: str
    questions: int
    minutes: int
    ends_at: str | None = None
    seconds_left: int | None = None
    places: list[ExamPlace]
    just_saved: SavedAnswer | None = None
    score: int | None = None
    pass_mark: int | None = None
    passed: bool | None = None
    right: int | None = None
    domains: list[DomainScore] = []
    wrong: list[FeedbackReply] = []
    notes: list[str] = []
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
    TextReply
    | AnswerReply
    | ComparisonReply
    | WorkedQuestionReply
    | QuestionReply
    | FeedbackReply
    | ProgressReply
    | ExamReply
    | NoticeReply,
    Field(discriminator="type"),
]

REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
