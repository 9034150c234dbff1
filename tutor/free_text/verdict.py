"""What an answer in words is worth."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Likeness = Callable[[str, str], float]


@dataclass(frozen=True)
class TextVerdict:
    """What an answer is worth.

    Attributes:
        missing: First wording of each required concept that was not found; of a name answer, the name.
        forbidden: What was said that makes it wrong: a forbidden wording, or the name of another thing.
    """

    verdict: Literal["right", "wrong", "unsure"]
    missing: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
