"""Figures with their targets, and the arithmetic behind them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np


class NotMeasured(Exception):
    """Something stood in the way of a measurement; the message says what."""


@dataclass(frozen=True)
class Target:
    """How good a figure should be.

    Attributes:
        bound: The least or the most that is good enough.
        at_least: Higher is better; otherwise lower is.
        unit: ``x`` for a ratio, else ``s``, ``ms`` or ``MB``.
    """

    title: str
    bound: float
    unit: str = "x"
    at_least: bool = False


class Figure(Enum):
    """Everything that has a target."""

    BUILD_BARE = Target("building / bare onnxruntime, passages/s", 0.85, at_least=True)
    BUILD_ORIGINAL = Target("building / sentence-transformers, passages/s", 0.85, at_least=True)
    QUERY_P50 = Target("query p50 / bare encode + bare search", 1.3)
    QUERY_P95 = Target("query p95 / bare encode + bare search", 1.3)
    SEARCH_BUSY_P50 = Target("search p50 while all other cores are busy", 5.0, "ms")
    SEARCH_BUSY_P95 = Target("the same, p95 / p50", 3.0)
    TURN_P50 = Target("chat turn p50 / stock no-op turn", 0.6)
    RATE_ONE = Target("turns a second / stock's, 1 dialogue worker", 2.5, at_least=True)
    RATE_TWO = Target("turns a second / stock's, 2 dialogue workers", 4.0, at_least=True)
    GROWTH = Target("last 50 / first 50 of 1,000 turns", 1.15)
    GROWTH_CPU = Target("the same in CPU time", 1.15)
    BURST = Target("four quick messages / one turn", 4.0)
    TUTOR_START = Target("tutor process ready", 2.0, "s")
    MAKE_RUN = Target("second `make run` to healthy", 20.0, "s")
    TUTOR_MEMORY = Target("peak memory of the tutor process", 350, "MB")
    MEMORY = Target("peak memory of both processes", 1400, "MB")
    BUILD_39K = Target("index of 39,000 passages, without embedding", 120, "s")
    BUILD_39K_MEMORY = Target("peak memory of that build", 1500, "MB")
    BUILD_1M = Target("index of 1,000,000 passages, without embedding", 1800, "s")
    BUILD_1M_MEMORY = Target("peak memory of that build", 12000, "MB")
    LOAD_1M = Target("loading 1,000,000 passages", 60, "s")
    SEARCH_1M_P50 = Target("search p50 at 1,000,000 passages", 100.0, "ms")


Measured = dict[Figure, float]


def is_met(figure: Figure, value: float) -> bool:
    """Whether a value is as good as it should be."""
    target = figure.value
    return value >= target.bound if target.at_least else value <= target.bound


def median_ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The middle of the ratios of values measured in pairs, between which the machine may have changed."""
    return median([value / other for value, other in zip(values, others, strict=True)])


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


def format_figures(measured: Measured) -> str:
    """The closing table: figure, measured, target, met or not."""
    rows = [("figure", "measured", "target", "")]
    rows += [_format_figure(figure, measured.get(figure)) for figure in Figure]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}".rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def _format_figure(figure: Figure, value: float | None) -> tuple[str, str, str, str]:
    target = figure.value
    bound = f"{'at least' if target.at_least else 'at most'} {_format_value(target.bound, target.unit)}"
    if value is None:
        return target.title, "-", bound, "not measured"
    met = "met" if is_met(figure, value) else "NOT MET"
    return target.title, _format_value(value, target.unit), bound, met


def _format_value(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if unit == "MB" else f"{value:,.2f} {unit}"
