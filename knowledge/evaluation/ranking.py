"""How good a system's rankings are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from knowledge.evaluation.metrics import (
    Estimate,
    Figures,
    estimate_mean,
    estimate_share,
    ndcg,
    reciprocal_rank,
)
from knowledge.evaluation.questions import Judged
from knowledge.evaluation.spans import Span, SpanJudge

# Hits asked of every system, and so how deep a ranking is judged.
DEPTH = 10

# A query and how many hits are wanted; spans, the best first.
Search = Callable[[str, int], Sequence[Span]]
T = TypeVar("T")


@dataclass(frozen=True)
class JudgedRanking:
    """One question's ranking, judged.

    Attributes:
        right: For each hit, whether it speaks of a right subject.
        evidence: For each hit, whether it holds a fragment that answers; None when no fragment is known.
        ndcg: In [0, 1].
    """

    judged: Judged
    right: tuple[bool, ...]
    evidence: tuple[bool, ...] | None
    ndcg: float


def judge_rankings(
    rankings: Mapping[str, Sequence[Span]], questions: Iterable[Judged], judge: SpanJudge
) -> list[JudgedRanking]:
    """Judge what a system found for each question, by the questions' ids."""
    return [_judge_ranking(rankings[judged["id"]][:DEPTH], judged, judge) for judged in questions]


def measure_rankings(rankings: Sequence[JudgedRanking]) -> Figures:
    """The figures of some rankings."""
    evidence = [ranking.evidence for ranking in rankings if ranking.evidence is not None]
    return keep_measured(
        {
            "hit@1": estimate_share([any(r.right[:1]) for r in rankings]),
            "hit@3": estimate_share([any(r.right[:3]) for r in rankings]),
            "MRR@10": estimate_mean([reciprocal_rank(r.right, DEPTH) for r in rankings]),
            "nDCG@10": estimate_mean([r.ndcg for r in rankings]),
            "evidence@1": estimate_share([any(found[:1]) for found in evidence]),
            "evidence@3": estimate_share([any(found[:3]) for found in evidence]),
        }
    )


def keep_measured(figures: Mapping[str, Estimate | None]) -> Figures:
    """The figures for which there was something to measure."""
    return {name: figure for name, figure in figures.items() if figure is not None}


def group_by_kind(rows: Iterable[T], kind_of: Callable[[T], str]) -> dict[str, list[T]]:
    """Rows by their kind, in the order of its first row."""
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[kind_of(row)].append(row)
    return groups


def _judge_ranking(spans: Sequence[Span], judged: Judged, judge: SpanJudge) -> JudgedRanking:
    verdicts = [judge.judge(span, judged) for span in spans]
    return JudgedRanking(
        judged,
        tuple(verdict.right for verdict in verdicts),
        tuple(verdict.holds_evidence for verdict in verdicts) if judged.get("evidence") else None,
        ndcg([verdict.gain for verdict in verdicts], judge.ideal_gains(judged), DEPTH),
    )
