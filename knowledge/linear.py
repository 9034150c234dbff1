"""Linear models over a few named signals.

Their weights are fitted by `knowledge.training` and kept in ``weights/<name>.json`` with what they came from.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).with_name("weights")


@dataclass(frozen=True)
class LinearModel:
    """Weights by signal, and the probability from which a model says yes."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def score(self, signals: Any) -> float:
        """Weighted sum of a record's signals, which are its fields by name."""
        values: Mapping[str, float] = vars(signals)
        return self.bias + sum(weight * values[name] for name, weight in self.weights.items())

    def probability(self, signals: Any) -> float:
        """The same as a chance, in [0, 1]."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.score(signals)))))

    def affirms(self, signals: Any) -> bool:
        """Whether the chance reaches the threshold."""
        return self.probability(signals) >= self.threshold


@cache
def load_model(name: str) -> LinearModel:
    """Read fitted weights."""
    row = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    return LinearModel(row["bias"], row["weights"], row["threshold"])
