"""How sure the tutor may be that the sheets answer a question.

A logistic model over a few features of a search; its weights are fitted by `knowledge.evaluation.calibrate`
on judged questions and kept in ``confidence.json`` beside this module with the data they came from.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.lexical import tokenise
from knowledge.passages import Passage
from knowledge.questions import Question, names_other_vendor
from knowledge.retrieval import Result, share_covered, share_known

# Hits that the signals read: a search for fewer would tell less.
N_READ = 5
_WEIGHTS_FILE = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True)
class Signals:
    """What speaks for and against an answer, each in [0, 1] or close to it.

    Attributes:
        score: The best fused score.
        unit_cosine: The best unit cosine among the first five hits.
        covered: Share of the query's weight found in the best three hits and their subjects' names.
        unknown: Share of the query's weight in words that no sheet knows.
        named: 1 when the question names an entry of the catalogue.
        foreign: 1 when it names a vendor that the sheets do not teach.
    """

    score: float
    unit_cosine: float
    covered: float
    unknown: float
    named: float
    foreign: float


@dataclass(frozen=True)
class ConfidenceModel:
    """Weights of the logistic model and the threshold for answering."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, signals: Signals) -> float:
        """Chance that the sheets answer the question, in [0, 1]."""
        total = self.bias + sum(self.weights[name] * value for name, value in asdict(signals).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_model(path: Path = _WEIGHTS_FILE) -> ConfidenceModel:
    """Read the fitted weights."""
    row = json.loads(path.read_text(encoding="utf-8"))
    return ConfidenceModel(row["bias"], row["weights"], row["threshold"])


def signal_names() -> list[str]:
    """Names of the signals, in the order of the model's weights."""
    return [field.name for field in fields(Signals)]


def read_signals(question: Question, result: Result, catalogue: Catalogue) -> Signals:
    """Measure the signals of one search."""
    hits = result.hits[:N_READ]
    if not hits:
        return Signals(0.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    tokens = _tokens_of([hit.passage for hit in hits[:3]], catalogue)
    return Signals(
        score=hits[0].score,
        unit_cosine=max(max(hit.unit_cosines) for hit in hits),
        covered=share_covered(result.words, tokens),
        unknown=1 - share_known(result.words),
        named=float(bool(question.subjects)),
        foreign=float(names_other_vendor(question.text)),
    )


def _tokens_of(passages: Sequence[Passage], catalogue: Catalogue) -> list[str]:
    texts: list[str] = []
    for passage in passages:
        texts += [*passage.heading, passage.text]
        entry = catalogue.find(passage.subject)
        texts += entry.names if entry else ()
    return tokenise(" ".join(texts))
