"""Items: one question each, with a rationale and the quote of a sheet for everything it says.

The form of the bank's files is the form of these models; docs/writing-items.md shows each kind.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

Difficulty = Literal["easy", "medium", "hard"]
Line = Annotated[str, Field(min_length=1, max_length=400)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Claim(_Model):
    """Why something is so: a sentence of ours, and the quote that bears it out.

    Attributes:
        sheet: Id of the sheet, which is its file's stem.
        quote: A whole sentence, bullet or table cell of that sheet, character for character.
    """

    why: Line
    sheet: str
    quote: Annotated[str, Field(min_length=12)]


class Option(Claim):
    """One of the options of a choice; `key` where it is right."""

    text: Line
    key: bool = False


class Step(Claim):
    """One step of an ordering; the file holds the steps in their right order."""

    text: Line


class Pair(Claim):
    """A prompt of a matching and what belongs to it."""

    prompt: Line
    match: Line


class _Item(_Model):
    """What every item has.

    Attributes:
        id: Never reused: attempts and cards hang on it.
        exam: Code of the exam that it is written for; None for an item made from a sheet that has none.
        task: Task of that exam's guide; the part before the dot is the domain.
        subject: Catalogue id of what it is about.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    exam: str | None = None
    task: Annotated[str, Field(pattern=r"^\d\.\d$")] | None = None
    difficulty: Difficulty
    subject: str
    stem: Annotated[str, Field(min_length=20, max_length=1200)]

    @property
    def domain(self) -> int | None:
        """Number of the exam's domain, from 1."""
        return int(self.task[0]) if self.task else None


class ChoiceItem(_Item):
    """One of four options (`single`), or two to three of five to six, all needed (`multiple`)."""

    kind: Literal["single", "multiple"]
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=6)]

    @property
    def keys(self) -> frozenset[int]:
        """Places of the right options, from 0."""
        return frozenset(place for place, option in enumerate(self.options) if option.key)

    @property
    def claims(self) -> Sequence[Claim]:
        """Everything that must be borne out."""
        return self.options

    @model_validator(mode="after")
    def _counts(self) -> "ChoiceItem":
        n_options, n_keys = len(self.options), len(self.keys)
        if self.kind == "single" and (n_options, n_keys) != (4, 1):
            raise ValueError(f"single choice has 4 options and 1 key, here {n_options} and {n_keys}")
        if self.kind == "multiple" and not (n_options >= 5 and 2 <= n_keys <= 3):
            raise ValueError(
                f"multiple response has 5 or 6 options and 2 or 3 keys, here {n_options} and {n_keys}"
            )
        return self


class OrderingItem(_Item):
    """Three to five steps to put in order."""

    kind: Literal["ordering"]
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=5)]

    @property
    def claims(self) -> Sequence[Claim]:
        """Everything that must be borne out."""
        return self.steps


class MatchingItem(_Item):
    """Three to seven prompts, each with the one thing that belongs to it."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=3, max_length=7)]

    @property
    def claims(self) -> Sequence[Claim]:
        """Everything that must be borne out."""
        return self.pairs

    @model_validator(mode="after")
    def _distinct(self) -> "MatchingItem":
        for side in ("prompt", "match"):
            texts = [getattr(pair, side) for pair in self.pairs]
            if len(set(texts)) < len(texts):
                raise ValueError(f"each {side} of a matching stands once")
        return self


class NameAnswer(_Model):
    """An answer that is a name: any name of these catalogue entries, or one of the texts."""

    entries: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> "NameAnswer":
        if not self.entries and not self.texts:
            raise ValueError("an answer by name needs `entries` or `texts`")
        return self


class ConceptAnswer(_Model):
    """An answer in the learner's words.

    Attributes:
        required: Concepts that must be said, each as the wordings that say it.
        forbidden: Wordings that make the answer wrong.
        model: A full answer, shown where the learner has to judge.
    """

    required: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]
    forbidden: tuple[str, ...] = ()
    model: Line


class TextItem(_Item):
    """A question answered in a few words, by name or by concept."""

    kind: Literal["text"]
    name: NameAnswer | None = None
    concept: ConceptAnswer | None = None
    claim: Claim

    @property
    def claims(self) -> Sequence[Claim]:
        """Everything that must be borne out."""
        return (self.claim,)

    @model_validator(mode="after")
    def _one_answer(self) -> "TextItem":
        if (self.name is None) == (self.concept is None):
            raise ValueError("a text item has either `name` or `concept`")
        return self


Item = Annotated[ChoiceItem | OrderingItem | MatchingItem | TextItem, Field(discriminator="kind")]
ITEMS: TypeAdapter[Item] = TypeAdapter(Item)
