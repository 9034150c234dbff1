"""Whether the sheets speak of a question at all, and whether it says enough to be answered.

Two logistic models over what a search found; `knowledge.training.calibration` fits them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from knowledge.catalogue import Catalogue
from knowledge.cues import names_other_vendor
from knowledge.lexical import tokenise
from knowledge.passages import Passage
from knowledge.questions import Question
from knowledge.retrieval import Result, share_covered, share_known
from knowledge.wording import Wording

# Hits that the signals read: a search for fewer would tell less.
N_READ = 5


@dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer, each in [0, 1] or close to it.

    Attributes:
        score: The best fused score.
        unit_cosine: The best unit cosine among the first five hits.
        asked: The nearest sample question of the first five hits' subjects.
        covered: Share of the query's weight found in the best three hits and their subjects' names.
        unknown: Share of the query's weight in words that no sheet knows.
        named: 1 when the question names an entry of the catalogue.
        foreign: 1 when it names a vendor that the sheets do not teach.
        weight: What its words tell together, as a sum of inverse document frequencies, a tenth of it.
        heaviest: The most telling word that the sheets know, a tenth of its inverse document frequency.
        worded_ours: Log odds by the wording alone that it is about our subject.
        worded_vague: Log odds by the wording alone that it says too little.
    """

    score: float
    unit_cosine: float
    asked: float
    covered: float
    unknown: float
    named: float
    foreign: float
    weight: float
    heaviest: float
    worded_ours: float
    worded_vague: float


def signal_names() -> list[str]:
    """Names of the signals, in their order."""
    return [field.name for field in fields(Signals)]


def read_signals(question: Question, result: Result, catalogue: Catalogue, wording: Wording) -> Signals:
    """Measure the signals of one search."""
    hits = result.hits[:N_READ]
    if not hits:
        return Signals(0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    tokens = _tokens_of([hit.passage for hit in hits[:3]], catalogue)
    words = result.words
    known = [float(weight) for weight, is_known in zip(words.weights, words.known, strict=True) if is_known]
    return Signals(
        score=hits[0].score,
        unit_cosine=max(max(hit.unit_cosines) for hit in hits),
        asked=max(hit.asked for hit in hits),
        covered=share_covered(words, tokens),
        unknown=1 - share_known(words),
        named=float(bool(question.subjects)),
        foreign=float(names_other_vendor(question.text)),
        weight=min(float(words.weights.sum()), 60.0) / 10,
        heaviest=max(known, default=0.0) / 10,
        worded_ours=wording.tells("ours", result.vector),
        worded_vague=wording.tells("vague", result.vector),
    )


def _tokens_of(passages: Sequence[Passage], catalogue: Catalogue) -> list[str]:
    texts: list[str] = []
    for passage in passages:
        texts += [*passage.heading, passage.text]
        entry = catalogue.find(passage.subject)
        texts += entry.names if entry else ()
    return tokenise(" ".join(texts))
