"""The judge of what an answer says and cites."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.evaluation.questions import Judged
from knowledge.evaluation.spans import holds_evidence, speaks_of
from knowledge.passages import Passage

# Kinds whose answer is a subject, not what is said of one.
NAMING_KINDS = frozenset({"which_service", "indirect", "algorithm_metric"})
_ASPECT_KINDS = frozenset({"aspect", "follow_up"})


@dataclass(frozen=True)
class Cited:
    """A quote and the passage it stands in."""

    passage: Passage
    text: str


def is_right_citation(cited: Cited, judged: Judged) -> bool:
    """Whether a quote belongs into the answer.

    It holds a fragment that answers, or it speaks of a right subject, and where an aspect was asked for, in
    that aspect.
    """
    if holds_evidence(cited.text, judged):
        return True
    is_elsewhere = judged["kind"] in _ASPECT_KINDS and judged["aspect"] not in (None, cited.passage.aspect)
    return speaks_of(cited.passage, judged) and not is_elsewhere


def share_cited(citations: Sequence[Cited], judged: Judged) -> float:
    """How much of what answers a question is cited, in [0, 1].

    Of a question for several facts, the share of its fragments; of any other, whether one of them is, and
    where no fragment is known, whether a right subject is.
    """
    fragments = judged.get("evidence")
    if not fragments:
        return float(any(speaks_of(cited.passage, judged) for cited in citations))
    held = [any(fragment in cited.text for cited in citations) for fragment in fragments]
    return sum(held) / len(held) if judged["kind"] == "multi_fact" else float(any(held))


def names_right_subject(subjects: Sequence[str], judged: Judged) -> bool:
    """Whether an answer is for a right subject; a comparison has to be of all of them."""
    if len(subjects) > 1:
        return set(judged["subjects"]) <= set(subjects)
    return any(subject in judged["subjects"] for subject in subjects)


def is_right_answer(subjects: Sequence[str], citations: Sequence[Cited], judged: Judged) -> bool:
    """Whether an answer is right: the subject where a subject is asked for, else something that it cites."""
    if judged["kind"] in NAMING_KINDS and subjects:
        return names_right_subject(subjects, judged)
    return any(is_right_citation(cited, judged) for cited in citations)
