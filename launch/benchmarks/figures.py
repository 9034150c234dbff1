"""Figures with their targets, and the arithmetic behind them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


class NotMeasured(Exception):
    """Something stood in the way of a measurement; the message says what."""


@dataclass(frozen=True)
class Figure:
    """One figure beside what it should be.

    Attributes:
        value: What was measured; None when it could not be.
        target: The least or the most that `value` should be.
        at_least: Higher is better; otherwise lower is.
        unit: ``x`` for a ratio, else ``s`` or ``MB``.
    """

    name: str
    value: float | None
    target: float
    unit: str = "x"
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure was measured and is as good as it should be."""
        if self.value is None:
            return False
        return self.value >= self.target if self.at_least else self.value <= self.target


def median(values: Sequence[float]) -> float:
    """The middle of some values."""
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which so many percent of the values lie, between neighbours by proportion."""
    return float(np.percentile(np.asarray(values), percent))


def run_in_turns(runs: Mapping[str, Callable[[], float]], n_rounds: int) -> dict[str, list[float]]:
    """Run things in turns and collect what each gives.

    The order is turned around in every other round, so that none always runs on what another left behind,
    and whatever else the machine does falls on all of them alike.
    """
    results: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(n_rounds):
        for name in sorted(runs, reverse=bool(number % 2)):
            results[name].append(runs[name]())
    return results


def spread(items: Sequence[str], n: int) -> list[str]:
    """`n` items at equal distances, so that every part of the sequence is there; repeated if too few."""
    return [items[math.floor(place * len(items) / n)] for place in range(n)]


def format_figures(figures: Sequence[Figure]) -> str:
    """The closing table: figure, measured, target, met or not."""
    rows = [("figure", "measured", "target", ""), *map(_format_figure, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _format_figure(figure: Figure) -> tuple[str, str, str, str]:
    bound = "at least" if figure.at_least else "at most"
    target = f"{bound} {_format_value(figure.target, figure.unit)}"
    if figure.value is None:
        return figure.name, "-", target, "not measured"
    met = "met" if figure.is_met else "NOT MET"
    return figure.name, _format_value(figure.value, figure.unit), target, met


def _format_value(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if unit == "MB" else f"{value:.2f} {unit}"
