"""The arithmetic of the figures: shares, means and rankings, each with its 95 % interval."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_Z = 1.959964  # two-sided 95 % of the normal distribution
_N_RESAMPLES = 1000
_SEED = 20261121


@dataclass(frozen=True)
class Estimate:
    """A figure, the ends of its 95 % interval, and how many questions it was measured on."""

    value: float
    low: float
    high: float
    n: int


Figures = dict[str, Estimate]


def estimate_share(hits: Sequence[bool]) -> Estimate | None:
    """The share that is true, with Wilson's interval; None of nothing."""
    n = len(hits)
    if not n:
        return None
    share = sum(hits) / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    # Where all or none are true the bound is exactly the share, which rounding may miss.
    return Estimate(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)), n)


def estimate_mean(values: Sequence[float]) -> Estimate | None:
    """The mean, with a bootstrap interval; None of nothing."""
    if not values:
        return None
    table = np.asarray(values, dtype=np.float64)
    return _bootstrap(lambda rows: float(table[rows].mean()), len(table))


def estimate_scores(
    statistic: Callable[[Floats, npt.NDArray[np.bool_]], float],
    scores: Sequence[float],
    labels: Sequence[bool],
) -> Estimate | None:
    """A statistic of scores and their labels, with a bootstrap interval; None where a label is missing."""
    if len(set(labels)) < 2:
        return None
    all_scores, all_labels = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    return _bootstrap(lambda rows: statistic(all_scores[rows], all_labels[rows]), len(all_labels))


def reciprocal_rank(is_right: Sequence[bool], k: int = 10) -> float:
    """One over the rank of the first right hit among the first k; 0 without one."""
    return next((1 / rank for rank, right in enumerate(is_right[:k], 1) if right), 0.0)


def ndcg(gains: Sequence[float], ideal: Sequence[float], k: int = 10) -> float:
    """Discounted gain of a ranking as a share of the ideal one's, in [0, 1].

    Args:
        gains: Of the hits in their order.
        ideal: The largest gains that there are, in any order. Where a ranking repeats one (chunks overlap),
            it cannot come above 1.
    """
    best = _discounted(sorted(ideal, reverse=True)[:k])
    return min(1.0, _discounted(gains[:k]) / best) if best else 0.0


def roc_area(scores: Floats, labels: npt.NDArray[np.bool_]) -> float:
    """Chance that a positive scores above a negative; a tie counts half."""
    positives, negatives = scores[labels], np.sort(scores[~labels])
    if not len(positives) or not len(negatives):
        return math.nan
    below = np.searchsorted(negatives, positives, "left") + np.searchsorted(negatives, positives, "right")
    return float(below.mean() / 2 / len(negatives))


def share_at_precision(scores: Floats, labels: npt.NDArray[np.bool_], precision: float = 0.95) -> float:
    """The largest share of the positives above a threshold above which so many are positives."""
    if not labels.any():
        return math.nan
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(labels[order])
    # A threshold lies between two different scores.
    is_end = np.append(np.diff(scores[order]) != 0, True)
    is_good = is_end & (found >= precision * np.arange(1, len(scores) + 1))
    return float(found[is_good].max(initial=0) / labels.sum())


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _bootstrap(statistic: Callable[[npt.NDArray[np.int64]], float], n: int) -> Estimate:
    rng = np.random.default_rng(_SEED)
    resampled = [statistic(rng.integers(0, n, n)) for _ in range(_N_RESAMPLES)]
    low, high = np.nanpercentile(resampled, (2.5, 97.5)).tolist()
    return Estimate(statistic(np.arange(n)), low, high, n)
