"""Second stage of `make bench`: what our parts cost beside the bare ones, and whether that is good enough."""

import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.settings import KnowledgeSettings
from launch.benchmarks.encoding import bench_encoding
from launch.benchmarks.figures import Measured, NotMeasured, format_figures
from launch.benchmarks.processes import bench_starts, report_memory
from launch.benchmarks.queries import bench_queries
from launch.benchmarks.servers import serve_ours, serve_stock
from launch.benchmarks.texts import read_questions
from launch.benchmarks.turns import bench_bursts, bench_long_conversations, bench_turns
from launch.console import SetupFailed, say
from launch.run import prepare
from launch.settings import LaunchSettings


def main() -> int:
    """Measure everything and print it; a figure that is not met fails nothing."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        # Set for SIGINT too: a shell lets what runs in the background ignore it, and our children with it.
        signal.signal(sign, signal.default_int_handler)
    try:
        _, knowledge, settings = prepare()
    except SetupFailed as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    try:
        measured = bench_all(knowledge, settings)
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    say(f"\n{format_figures(measured)}")
    return 0


def bench_all(knowledge: KnowledgeSettings, settings: LaunchSettings) -> Measured:
    """Every measurement, one after the other: they would disturb each other."""
    with TemporaryDirectory(prefix="sheetwise-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        return {
            **attempt(partial(bench_encoding, knowledge)),
            **attempt(partial(bench_queries, knowledge)),
            **attempt(partial(bench_starts, folder, knowledge, settings)),
            **attempt(partial(bench_conversations, folder, knowledge, settings)),
        }


def bench_conversations(folder: Path, knowledge: KnowledgeSettings, settings: LaunchSettings) -> Measured:
    """All that is measured of running servers."""
    questions = read_questions()
    with ExitStack() as running:
        ours = running.enter_context(serve_ours(folder, knowledge, settings))
        stock = running.enter_context(serve_stock(folder, knowledge, settings))
        return {
            **attempt(partial(bench_turns, (ours, stock), questions)),
            **attempt(partial(bench_long_conversations, (ours, stock), questions)),
            **attempt(partial(bench_bursts, (ours, stock), questions)),
            **attempt(partial(report_memory, ours.pids, stock.pids)),
        }


def attempt(measure: Callable[[], Measured]) -> Measured:
    """What a measurement gives; nothing when something stood in its way, which is said."""
    try:
        return measure()
    except NotMeasured as error:
        say(f"\nNot measured: {error}")
        return {}


if __name__ == "__main__":
    sys.exit(main())
