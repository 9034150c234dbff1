"""Names in an answer, and what stands between and behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tutor.free_text.reading import Word
from tutor.free_text.vocabulary import EXPLAINS, FILLERS, FUNCTION, NEGATORS, OFFERS, VERBS


@dataclass(frozen=True)
class Span:
    """A name in an answer.

    Attributes:
        state: The right name; one akin to it, such as the whole of which it is a part; that of another thing
            of its kind; or of something else.
    """

    start: int
    stop: int
    state: Literal["right", "akin", "rival", "other"]
    name: str
    denied: bool


def offers_another(words: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Whether another name is offered beside the right one, rather than told about it."""
    own = next(span for span in spans if span.state == "right")
    return any(
        span.start < own.start or _is_offered(words, own, span) for span in spans if span.state == "rival"
    )


def is_taken_back(words: Sequence[Word], own: Sequence[Span]) -> bool:
    """Whether "is not" or the like follows the right name."""
    after = [[word.text for word in words[span.stop : span.stop + 2]] for span in own]
    return any(len(texts) == 2 and texts[0] in VERBS and texts[1] in NEGATORS for texts in after)


def is_covered(words: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Whether the clause of the first name says nothing but names."""
    covered = {place for span in spans for place in range(span.start, span.stop)}
    clause = words[min(covered)].clause
    return all(
        place in covered or word.text in FILLERS | NEGATORS
        for place, word in enumerate(words)
        if word.clause == clause
    )


def _is_offered(words: Sequence[Word], own: Span, other: Span) -> bool:
    """Whether what stands between two names makes the second an offer, not a part of what is told."""
    between = {word.text for word in words[own.stop : other.start]}
    if not between or between & OFFERS:
        return True
    is_apart = words[own.start].phrase != words[other.start].phrase
    return not between & EXPLAINS and (is_apart or not between <= FUNCTION)


def is_beside_or(words: Sequence[Word], own: Sequence[Span]) -> bool:
    """Whether an "or" stands between the right name and something else."""
    ours = {place for span in own for place in range(span.start, span.stop)}
    telling = [place for place, word in enumerate(words) if word.text not in FILLERS]
    for place, word in enumerate(words):
        if word.text == "or":
            before, after = [p for p in telling if p < place][-1:], [p for p in telling if p > place][:1]
            if before and after and (before[0] in ours) != (after[0] in ours):
                return True
    return False
