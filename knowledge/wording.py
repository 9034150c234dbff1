"""What the wording of a question alone tells, read from its vector.

One linear model for each thing to be told, over the vector's components; `knowledge.training.calibration`
fits them for the taught default model. Another model's vectors mean other things: for it the wording tells
nothing.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.linear import WEIGHTS

# Components of a normalised vector are small; this brings them near the scale of the penalty.
COMPONENT_SCALE = 2.0


class Wording:
    """Reads question vectors of one encoder.

    Args:
        adapter_sha256: Digest of the adapter in the encoder, by its card.
    """

    def __init__(self, adapter_sha256: str) -> None:
        row = load_wordings()
        self._models: Mapping[str, tuple[float, npt.NDArray[np.float32]]] = {}
        if row["adapter_sha256"] == adapter_sha256:
            self._models = {
                name: (model["bias"], np.array(model["weights"], np.float32))
                for name, model in row["models"].items()
            }

    def tells(self, name: str, vector: npt.NDArray[np.float32]) -> float:
        """Log odds that a question is what `name` says; 0 where nothing can be told."""
        if name not in self._models:
            return 0.0
        bias, weights = self._models[name]
        return bias + COMPONENT_SCALE * float(weights @ vector.ravel())


@cache
def load_wordings() -> dict[str, Any]:
    """Read the fitted weights and which adapter they were fitted with."""
    row: dict[str, Any] = json.loads((WEIGHTS / "wording.json").read_text(encoding="utf-8"))
    return row
