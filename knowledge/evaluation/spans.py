"""The judge of search: every system's hit is a span of a sheet, however the system cut it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.evaluation.questions import Judged
from knowledge.passages import Passage

# A passage speaks for a span when it makes up this much of it.
_MIN_COVER = 0.3


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` (one past the last) of a sheet's text."""

    sheet: str
    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """What a span is worth to a question.

    Attributes:
        right: It speaks of a right subject.
        holds_evidence: It holds a fragment that answers the question.
    """

    right: bool
    holds_evidence: bool

    @property
    def gain(self) -> int:
        """2 for the evidence itself, 1 for a right subject, else 0."""
        return 2 if self.holds_evidence else int(self.right)


class SpanJudge:
    """Judges spans by the passages that they cover, so that all ways to cut a sheet are judged alike.

    Args:
        passages: All passages, cut by structure.
        texts: Each sheet's text by its id.
    """

    def __init__(self, passages: Iterable[Passage], texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._passages: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            self._passages[passage.sheet].append(passage)
        self._edges = {
            sheet: np.array([(passage.start, passage.end) for passage in found])
            for sheet, found in self._passages.items()
        }
        self._ideals: dict[str, list[int]] = {}

    def judge(self, span: Span, judged: Judged) -> Verdict:
        """Say what a span is worth to a question."""
        text = self._texts[span.sheet][span.start : span.end]
        return Verdict(
            right=any(speaks_of(passage, judged) for passage in self.find_passages(span)),
            holds_evidence=holds_evidence(text, judged),
        )

    def find_passages(self, span: Span) -> list[Passage]:
        """The passages that make up at least 0.3 of a span, and those that lie within it."""
        if span.sheet not in self._edges:
            return []
        starts, ends = self._edges[span.sheet].T
        shared = np.minimum(ends, span.end) - np.maximum(starts, span.start)
        is_covered = (shared > 0) & (
            (shared >= _MIN_COVER * (span.end - span.start)) | (shared == ends - starts)
        )
        return [self._passages[span.sheet][place] for place in np.flatnonzero(is_covered)]

    def ideal_gains(self, judged: Judged) -> list[int]:
        """What all of our passages are worth to a question, the best first; those worth nothing left out."""
        if judged["id"] not in self._ideals:  # asked once for every system
            verdicts = (
                Verdict(speaks_of(passage, judged), holds_evidence(passage.text, judged))
                for passages in self._passages.values()
                for passage in passages
            )
            gains = sorted((verdict.gain for verdict in verdicts), reverse=True)
            self._ideals[judged["id"]] = [gain for gain in gains if gain]
        return self._ideals[judged["id"]]


def speaks_of(passage: Passage, judged: Judged) -> bool:
    """Whether a passage speaks of a right subject."""
    return not {passage.subject, *passage.mentions}.isdisjoint(judged["subjects"])


def holds_evidence(text: str, judged: Judged) -> bool:
    """Whether a text holds a fragment that answers the question."""
    return any(fragment in text for fragment in judged.get("evidence", ()))
