"""What an import leaves out and what it mends, told to whoever asked for the import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words of the source that are not in the sheet.

    `line` counts from 1 in the source file.
    """

    line: int
    text: str
    reason: str


@dataclass
class Ledger:
    """Collects while one file is converted."""

    dropped: list[Dropped] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)

    def drop(self, line: int, text: str, reason: str) -> None:
        """Note words that will not be in the sheet; nothing is noted for no words."""
        if text.strip():
            self.dropped.append(Dropped(line, text.strip(), reason))

    def repair(self, kind: str, times: int = 1) -> None:
        """Count a repair."""
        if times:
            self.repaired[kind] += times
