"""The tutor's own sentences: they live in the dialogue's domain files and nowhere else."""

import random
from pathlib import Path
from typing import Any

import yaml


class Sentences:
    """The responses of ``bot/domain/*.yml`` by name.

    Args:
        domain: The folder of domain files.
        rng: Chooses among the wordings of a response.
    """

    def __init__(self, domain: Path, rng: random.Random) -> None:
        self._rng = rng
        self._wordings: dict[str, list[dict[str, Any]]] = {}
        for path in sorted(domain.glob("*.yml")):
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
            self._wordings.update(content.get("responses") or {})

    def say(self, name: str, /, **values: str) -> str:
        """One wording of a response with its ``{values}`` filled in."""
        text: str = self._rng.choice(self._wordings[name])["text"]
        return text.format(**values)
