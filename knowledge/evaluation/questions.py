"""The judged questions."""

from pathlib import Path
from typing import Literal, NotRequired, TypedDict

import yaml

from knowledge.catalogue import Catalogue

Split = Literal["dev", "test"]
SPLITS: tuple[Split, ...] = ("dev", "test")


class Judged(TypedDict):
    """A question and what answers it.

    Attributes:
        split: The half it belongs to; nothing is ever tuned on ``test``.
        subjects: Catalogue ids, the best first; any of them answers, of a comparison all together do.
        aspect: The aspect that it asks for, if any.
        answerable: False when the sheets do not answer it; left out otherwise.
        reason: Why they do not: ``off_topic``, ``other_vendor``, ``unknown_aspect`` or ``too_vague``.
        focus: The subject of the talk before, for a follow-up.
        evidence: Verbatim fragments of sheet lines, each of which answers; of a question for several facts
            all together do.
    """

    id: str
    text: str
    kind: str
    split: Split
    subjects: list[str]
    aspect: str | None
    answerable: NotRequired[bool]
    reason: NotRequired[str]
    focus: NotRequired[str]
    evidence: NotRequired[list[str]]


def load_questions(path: Path) -> list[Judged]:
    """Read judged questions."""
    rows: list[Judged] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return rows


def is_answerable(judged: Judged) -> bool:
    """Whether the sheets answer a question."""
    return judged.get("answerable", True)


def spell_out(judged: Judged, catalogue: Catalogue) -> str:
    """A question as it would be asked without any talk before it: a follow-up names what it leans on."""
    focus = judged.get("focus")
    return f"{catalogue.name_of(focus)} {judged['text']}" if focus else judged["text"]
