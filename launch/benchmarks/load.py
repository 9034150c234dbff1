"""Turns a second when several people talk at the same time."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from launch.benchmarks.figures import Figure, Measured, median, median_ratio, run_in_turns
from launch.benchmarks.processes import read_cpu_seconds
from launch.benchmarks.servers import Server
from launch.benchmarks.visitors import Visitor
from launch.console import say

_N_VISITORS = 8
_SECONDS = 6.0
# Even, so that each side comes first as often as last.
_N_ROUNDS = 4


def bench_load(one: Server, two: Server, stock: Server, questions: Sequence[str]) -> Measured:
    """Measure, print and return the figures of many conversations at once.

    Args:
        one: Ours with one dialogue worker.
        two: Ours with two.
    """
    servers = {"ours, 1 worker": one, "ours, 2 workers": two, "stock": stock}
    spent: dict[str, list[float]] = {name: [] for name in servers}
    for server in servers.values():
        measure_load(server, questions, _SECONDS / 3, [])
    rates = run_in_turns(
        {
            name: partial(measure_load, server, questions, _SECONDS, spent[name])
            for name, server in servers.items()
        },
        _N_ROUNDS,
    )
    ratios = {name: median_ratio(found, rates["stock"]) for name, found in rates.items()}
    say(f"\n== Load: turns a second of {_N_VISITORS} people, median of {_N_ROUNDS} runs of {_SECONDS:.0f} s")
    for name, found in rates.items():
        cpu = f"   {median(spent[name]):.1f} CPU ms a turn" if spent[name] else ""
        say(
            f"  {name:<16} {median(found):6.1f}  ({min(found):.1f} to {max(found):.1f})   "
            f"{ratios[name]:.2f} x{cpu}"
        )
    return {Figure.RATE_ONE: ratios["ours, 1 worker"], Figure.RATE_TWO: ratios["ours, 2 workers"]}


def measure_load(server: Server, questions: Sequence[str], seconds: float, spent: list[float]) -> float:
    """Turns a second of people who each hold a new conversation and answer at once.

    Args:
        spent: Gets the CPU milliseconds of a turn, where the system tells them.
    """
    visitors = [server.visit() for _ in range(_N_VISITORS)]
    begin = threading.Barrier(_N_VISITORS + 1)
    # Everybody begins at another question, so that no two say the same at a time.
    starts = [place * len(questions) // _N_VISITORS for place in range(_N_VISITORS)]
    with ThreadPoolExecutor(_N_VISITORS) as pool:
        talks = [
            pool.submit(_talk, visitor, questions, start, begin, seconds)
            for visitor, start in zip(visitors, starts, strict=True)
        ]
        before = read_cpu_seconds(server.pids.values())
        begin.wait()
        n_turns = sum(talk.result() for talk in talks)
    after = read_cpu_seconds(server.pids.values())
    if before is not None and after is not None:
        # Everybody's last turn ends too late to count, and costs all the same.
        spent.append((after - before) / (n_turns + _N_VISITORS) * 1000)
    for visitor in visitors:
        visitor.hang_up()
    return n_turns / seconds


def _talk(
    visitor: Visitor, questions: Sequence[str], start: int, begin: threading.Barrier, seconds: float
) -> int:
    begin.wait()
    until = time.perf_counter() + seconds
    n_turns = 0
    while True:
        visitor.say(questions[(start + n_turns) % len(questions)])
        if time.perf_counter() > until:
            return n_turns
        n_turns += 1
