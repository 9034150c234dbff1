"""Milliseconds of a query: our whole search against the bare encoder plus the bare index."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from knowledge.encoding.encoder import Encoder
from knowledge.index import load_index
from knowledge.retrieval import Retriever
from knowledge.settings import KnowledgeSettings
from launch.benchmarks.apart import run_apart
from launch.benchmarks.figures import Figure, Measured, percentile, run_in_turns
from launch.benchmarks.texts import read_questions
from launch.console import say

_N_NEIGHBOURS = 10
# Even, so that ours comes first as often as second.
_N_ROUNDS = 2
# Larger than a core's own cache.
_BUSY = "import numpy\nmatrix = numpy.ones((1200, 1200))\nwhile True: matrix @ matrix"


@dataclass(frozen=True)
class BareTimes:
    """Milliseconds of the bare parts for one query."""

    tokenise: float
    encode: float
    search: float


@dataclass(frozen=True)
class BusyTimes:
    """Milliseconds of every query on a busy machine."""

    n_passages: int
    milliseconds: list[float]


@dataclass(frozen=True)
class QueryTimes:
    """Milliseconds of every query, in the same order on both sides."""

    ours: list[float]
    bare: list[BareTimes]


def bench_queries(settings: KnowledgeSettings) -> Measured:
    """Measure, print and return the figures of the query path."""
    # As the tutor process runs: one thread in each numeric library.
    times = run_apart({"OMP_NUM_THREADS": "1"}, measure_queries, settings, read_questions())
    bare = [part.encode + part.search for part in times.bare]
    say(f"\n== Query: {len(bare):,} searches in turns, 1 thread, ms p50 / p95")
    for name, values in (
        ("ours (Retriever.search)", times.ours),
        ("bare encode + search", bare),
        ("  session.run", [part.encode for part in times.bare]),
        (f"  FAISS, k={_N_NEIGHBOURS}", [part.search for part in times.bare]),
        ("tokenising (in ours alone)", [part.tokenise for part in times.bare]),
    ):
        say(f"  {name:<27} {percentile(values, 50):6.2f} / {percentile(values, 95):6.2f}")
    ratios = {percent: percentile(times.ours, percent) / percentile(bare, percent) for percent in (50, 95)}
    say(f"  ours is {ratios[50]:.2f} x at p50, {ratios[95]:.2f} x at p95")
    busy = run_apart({"OMP_NUM_THREADS": "1"}, measure_busy_searches, settings, read_questions())
    p50, p95 = (percentile(busy.milliseconds, percent) for percent in (50, 95))
    say(f"  ours with all other cores busy, {busy.n_passages:,} passages   {p50:6.2f} / {p95:6.2f}")
    return {
        Figure.QUERY_P50: ratios[50],
        Figure.QUERY_P95: ratios[95],
        Figure.SEARCH_BUSY_P50: p50,
        Figure.SEARCH_BUSY_P95: p95 / p50,
    }


def measure_busy_searches(settings: KnowledgeSettings, questions: list[str]) -> BusyTimes:
    """Search for every question while every core but one computes and moves memory."""
    encoder = Encoder(settings.encoder)
    retriever = Retriever(load_index(settings.index, encoder), encoder)
    for question in questions[:_N_NEIGHBOURS]:
        retriever.search(question)
    others = [
        subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(max((os.cpu_count() or 2) - 1, 1))
    ]
    try:
        time.sleep(1)  # until they are
        return BusyTimes(len(retriever.index.passages), [_time_ours(retriever, q) for q in questions])
    finally:
        for other in others:
            other.kill()
            other.wait()


def measure_queries(settings: KnowledgeSettings, questions: list[str]) -> QueryTimes:
    """Search for every question, with ours and with the bare parts next to each other."""
    encoder = Encoder(settings.encoder)
    retriever = Retriever(load_index(settings.index, encoder), encoder)
    times = QueryTimes([], [])
    for question in questions[:_N_NEIGHBOURS]:
        retriever.search(question)
        _search_bare(retriever, question)
    for question in questions:
        bare_times: list[BareTimes] = []
        runs: dict[str, Callable[[], float]] = {
            "bare": partial(_time_bare, retriever, question, bare_times),
            "ours": partial(_time_ours, retriever, question),
        }
        times.ours.extend(run_in_turns(runs, _N_ROUNDS)["ours"])
        times.bare.extend(bare_times)
    return times


def _time_ours(retriever: Retriever, question: str) -> float:
    started = time.perf_counter()
    retriever.search(question)
    return (time.perf_counter() - started) * 1000


def _time_bare(retriever: Retriever, question: str, into: list[BareTimes]) -> float:
    times = _search_bare(retriever, question)
    into.append(times)
    return times.encode + times.search


def _search_bare(retriever: Retriever, question: str) -> BareTimes:
    encoder, moments = retriever.encoder, [time.perf_counter()]
    ids = np.array([encoder.tokenizer.encode(question).ids], dtype=np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    moments.append(time.perf_counter())
    vectors = encoder.session.run(None, feed)[0]
    moments.append(time.perf_counter())
    retriever.index.faiss_index.search(vectors, _N_NEIGHBOURS)
    moments.append(time.perf_counter())
    return BareTimes(*(np.diff(moments) * 1000).tolist())
